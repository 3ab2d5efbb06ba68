// Imports generated logs into a vault of its own, searches them, and prints one JSON line for each figure. The import
// is compared with a bulk insert of the same rows and their words into a bare database of the same kind, in the same
// run.
//
//   bench_import [rows=1000000] [rounds=3]
#include "models/incident/timelineprojection.h"
#include "models/timeline/importer.h"
#include "tests/support/testvault.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <random>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
double seconds(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

double quantile(std::vector<double> values, double at)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[static_cast<std::size_t>(at * static_cast<double>(values.size() - 1))];
}

/// A log of a CRM: a common word in half of the rows, rarer ones, addresses and numbers.
QByteArray generated(int rows, unsigned seed)
{
    std::mt19937 random(seed);
    const char* const verbs[] = {"exported", "viewed", "updated", "deleted", "shared", "merged"};
    const char* const objects[] = {"contact", "account", "report", "opportunity", "campaign", "ticket"};
    QByteArray file = "datetime,message,timestamp_desc,source,tag\n";
    file.reserve(qsizetype(rows) * 150);
    char line[256];
    for (int i = 0; i < rows; ++i) {
        const int at = i * 3;
        const int size = std::snprintf(
            line, sizeof line,
            "2026-%02d-%02dT%02d:%02d:%02d.%03dZ,User u%05u %s %s %06u from 198.51.%u.%u with token t%06u,Event "
            "Logged,node-%u,%s\n",
            1 + at / 2'592'000 % 12, 1 + at / 86'400 % 28, at / 3600 % 24, at / 60 % 60, at % 60, int(random() % 1000),
            unsigned(random() % 20'000), verbs[random() % 6], objects[random() % 6], unsigned(random() % 1'000'000),
            unsigned(random() % 256), unsigned(random() % 256), unsigned(random() % 1'000'000), unsigned(random() % 12),
            random() % 10 == 0 ? "api" : "");
        file.append(line, size);
    }
    return file;
}

/// The same rows as a bare database takes them: a row with its text, and its words.
double peer(const QByteArray& file, const QString& path)
{
    auto database = must(Database::open(path, SecretBytes::copyOf(QByteArray(32, 'k')), Database::Mode::Create));
    must(database.run("CREATE TABLE row(at INTEGER PRIMARY KEY, text TEXT)"));
    must(database.run("CREATE VIRTUAL TABLE words USING fts5(text, content='', contentless_delete=1, prefix='2 3')"));
    QElapsedTimer timer;
    timer.start();
    must(database.run("BEGIN"));
    auto insert = must(database.prepare("INSERT INTO row VALUES(?, ?)"));
    auto index = must(database.prepare("INSERT INTO words(rowid, text) VALUES(?, ?)"));
    qint64 at = 0;
    for (qsizetype from = file.indexOf('\n') + 1; from < file.size();) {
        const qsizetype end = file.indexOf('\n', from);
        const QString text = QString::fromUtf8(file.sliced(from, end - from));
        must(insert.bind(1, at).bind(2, QStringView(text)).run());
        must(index.bind(1, at).bind(2, QStringView(text)).run());
        ++at;
        from = end + 1;
    }
    must(database.run("COMMIT"));
    return seconds(timer);
}

void searches(Casework& casework, const Id& incident)
{
    const std::pair<const char*, const char*> kinds[] = {
        {"rare term", "u01234"},
        {"common term", "logged"},
        {"two common terms", "contact exported"},
        {"three terms", "contact exported node"},
        {"prefix of two", "ex*"},
        {"prefix of four", "u012*"},
        {"two prefixes", "exp* rep*"},
        {"phrase", "\"exported contact\""},
        {"or", "merged OR deleted OR t000123"},
        {"not", "exported NOT contact"},
        {"only not", "NOT exported"},
        {"source", "source:node exported"},
        {"tag and word", "tag:api exported"},
        {"span and word", "occurred:2026-01-10..2026-01-12 viewed"},
        {"word or state", "t000123 OR is:pinned"},
        {"nothing", "zzzz"},
    };
    for (const auto& [name, text] : kinds) {
        TimelineQuery query;
        query.text = QString::fromLatin1(text);
        query.newestFirst = true;
        query.limit = 50;
        std::vector<double> times;
        std::size_t rows = 0;
        for (int i = 0; i < 15; ++i) {
            QElapsedTimer timer;
            timer.start();
            rows = must(casework.timeline(incident, query)).size();
            times.push_back(seconds(timer) * 1000);
        }
        std::printf("{\"bench\":\"newest 50\",\"query\":\"%s\",\"rows\":%zu,\"p50_ms\":%.2f,\"p95_ms\":%.2f}\n", name,
                    rows, quantile(times, 0.5), quantile(times, 0.95));
    }
    TimelineQuery all;
    QElapsedTimer timer;
    timer.start();
    const auto marks = must(casework.timelineMarks(incident, all));
    std::printf("{\"bench\":\"marks\",\"rows\":%zu,\"ms\":%.0f}\n", marks.marks.size(), seconds(timer) * 1000);
}
} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    int rows = 1'000'000;
    int rounds = 3;
    for (const QString& argument : QCoreApplication::arguments().mid(1)) {
        const QString value = argument.section(u'=', 1);
        (argument.startsWith("rows="_L1) ? rows : rounds) = value.toInt();
    }
    const auto presets = must(timeline::Presets::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/imports")}));
    static const Schema schema = [] {
        Schema made;
        addIncidentTypes(made);
        return made;
    }();
    std::vector<double> reading;
    std::vector<double> shown;
    std::vector<double> total;
    std::vector<double> bare;
    for (int round = 0; round < rounds; ++round) {
        QByteArray file = generated(rows, static_cast<unsigned>(round) + 1);
        TestVault vault(schema, [] { return Journal::Projections{timelineProjection()}; });
        must(vault.create());
        Casework casework(vault.journal());
        Declaration wish;
        wish.incident.title = u"Import"_s;
        wish.withPlaybook = false;
        const Id incident = must(casework.declare(wish, {})).id;
        QTemporaryDir folder;
        bare.push_back(rows / peer(file, folder.filePath(u"peer.db"_s)));
        QBuffer buffer(&file);
        (void)buffer.open(QIODevice::ReadOnly);
        timeline::ImportWish import;
        import.fileName = u"crm.csv"_s;
        QElapsedTimer timer;
        timer.start();
        auto prepared = must(timeline::prepareImport(casework, incident, buffer, presets, import));
        reading.push_back(rows / seconds(timer));
        const auto imported = must(timeline::commitImport(casework, std::move(prepared)));
        // Rows first: they are shown. Then their words.
        for (int taken = 0; taken < rows; taken += TimelineProjection::portion) {
            (void)must(vault.journal().advance());
        }
        shown.push_back(rows / seconds(timer));
        while (must(vault.journal().advance())) { }
        total.push_back(rows / seconds(timer));
        if (imported.import.accepted != rows || must(casework.observationCount(incident)) != rows) {
            std::printf("{\"error\":\"%lld of %d rows accepted\"}\n", static_cast<long long>(imported.import.accepted),
                        rows);
            return 1;
        }
        if (round == rounds - 1) {
            searches(casework, incident);
        }
    }
    std::printf("{\"bench\":\"import\",\"rows\":%d,\"read_rows_per_s\":%.0f,\"shown_rows_per_s\":%.0f,"
                "\"indexed_rows_per_s\":%.0f,\"bare_insert_rows_per_s\":%.0f,\"ratio\":%.2f}\n",
                rows, quantile(reading, 0.5), quantile(shown, 0.5), quantile(total, 0.5), quantile(bare, 0.5),
                quantile(total, 0.5) / quantile(bare, 0.5));
    return 0;
}
