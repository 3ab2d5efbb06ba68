// Appends, verifies, rebuilds, opens and searches in a vault of its own, and prints one JSON line for each figure. An
// append is compared with an fdatasync of the octets that it writes, in the same folder and taken in turns with it; a
// rebuild with a bulk insertion of the same rows and words into a bare encrypted database.
//
//   bench_journal [changes=100000] [rounds=5] [folder=DIR] [only=append,verify,lists,rebuild,open,search]
//
// With `folder` the vault stays there, and the next run goes on with it.
#include "models/incident/casework.h"
#include "models/vault/database.h"
#include "tests/support/testvault.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <random>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
double cpuSeconds()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

double quantile(std::vector<double> values, double at)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[static_cast<std::size_t>(at * static_cast<double>(values.size() - 1))];
}
double median(const std::vector<double>& values)
{
    return quantile(values, 0.5);
}

double milliseconds(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

/// Octets that this process has handed to the system for writing.
qint64 writtenOctets()
{
    QFile counters(u"/proc/self/io"_s);
    if (!counters.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const QByteArray& line : counters.readAll().split('\n')) {
        if (line.startsWith("wchar: ")) {
            return line.mid(7).toLongLong();
        }
    }
    return 0;
}

/// A file beside the vault that is written as a write-ahead log is: what one durable write costs at least.
class Peer
{
public:
    explicit Peer(const QString& folder)
        : m_file(::open(QFile::encodeName(folder + u"/peer"_s).constData(), O_CREAT | O_RDWR | O_CLOEXEC, 0600))
    {
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    ~Peer() { ::close(m_file); }

    [[nodiscard]] double write(qint64 octets)
    {
        const QByteArray block(octets, 'x');
        QElapsedTimer timer;
        timer.start();
        // As a log that has been used before: no new length to record with every write.
        const bool done = ::pwrite(m_file, block.constData(), static_cast<std::size_t>(octets), m_at) == octets
            && ::fdatasync(m_file) == 0;
        m_at = (m_at + octets) % (qint64(4) << 20);
        return done ? milliseconds(timer) : 0;
    }

private:
    int m_file;
    qint64 m_at = 0;
};

Schema incidentSchema()
{
    Schema schema;
    addIncidentTypes(schema);
    return schema;
}

constexpr const char* words[] = {
    "leaked",   "list",     "forum",   "token",  "customer", "sandbox", "synthetic", "export", "mirror", "takedown",
    "partner",  "rotated",  "revoked", "cached", "search",   "engine",  "archive",   "paste",  "mail",   "regulator",
    "deadline", "notified", "counsel", "access", "gateway",  "backup",  "staging",   "bucket", "public", "credential"};

/// A vault in a folder of its own, or one that an earlier run left there.
class Desk
{
public:
    Desk(const Schema& schema, const QString& folder)
        : m_schema(schema)
        , m_folder(folder)
    {
        qputenv("XDG_STATE_HOME", (folder + u"/state"_s).toUtf8());
        const bool isNew = !QFile::exists(folder + u"/vault/vault.json"_s);
        m_vault = isNew
            ? must(Vault::create(folder + u"/vault"_s,
                                 {.name = u"Bench"_s,
                                  .userName = u"Ada"_s,
                                  .credential = TestVault::credential(u"Ada"_s),
                                  .kdfSeconds = 0},
                                 clock))
            : must(Vault::open(folder + u"/vault"_s, TestVault::credential(u"Ada"_s), Vault::Access::Write, clock));
        Member member;
        member.roles = everybody;
        clock.advance(isNew ? 0 : 365LL * 24 * 3'600'000);
        m_journal = must(Journal::open(*m_vault, m_schema, clock, {timelineProjection()}, member));
        clock.set(std::max(clock.now(), lastRecorded() + 1));
    }

    [[nodiscard]] Vault& vault() { return *m_vault; }
    [[nodiscard]] Journal& journal() { return *m_journal; }
    [[nodiscard]] QString folder() const { return m_folder + u"/vault"_s; }
    [[nodiscard]] QString beside() const { return m_folder; }

    SettableClock clock;

private:
    [[nodiscard]] qint64 lastRecorded() const
    {
        ChangeQuery query;
        query.limit = 1;
        const auto newest = must(m_journal->changes(query));
        return newest.empty() ? 0 : newest.front().received;
    }

    const Schema& m_schema;
    QString m_folder;
    std::unique_ptr<Vault> m_vault;
    std::unique_ptr<Journal> m_journal;
};

class Bench
{
public:
    Bench(int changes, int rounds, const QString& folder)
        : m_schema(incidentSchema())
        , m_desk(m_schema, folder)
        , m_changes(changes)
        , m_rounds(rounds)
    {
        const auto incidents = must(Casework(m_desk.journal()).incidents());
        m_incident = incidents.empty() ? Id::make(m_desk.clock.now()) : incidents.front().id;
    }

    /// Single changes as a person makes them, in turns with the peer.
    void append()
    {
        Peer peer(m_desk.beside());
        std::vector<double> p50, peer50, ratios, p95, octets;
        for (int round = 0; round < m_rounds; ++round) {
            std::vector<double> own, floor;
            for (int i = 0; i < 400; ++i) {
                const Draft draft{.stream = {m_incident, Compartment::Team},
                                  .intent = u"incident.summary"_s,
                                  .facts = {{m_incident, fieldId(Table<Incident>::kind, Table<Incident>::titleField),
                                             Value(sentence())}}};
                m_desk.clock.advance(7);
                const qint64 before = writtenOctets();
                QElapsedTimer timer;
                timer.start();
                must(m_desk.journal().append(draft));
                own.push_back(milliseconds(timer));
                octets.push_back(static_cast<double>(writtenOctets() - before));
                floor.push_back(peer.write(static_cast<qint64>(octets.back())));
            }
            p50.push_back(median(own));
            p95.push_back(quantile(own, 0.95));
            peer50.push_back(median(floor));
            ratios.push_back(p50.back() / peer50.back());
        }
        std::printf("{\"figure\":\"append\",\"p50_ms\":%.3f,\"p95_ms\":%.3f,\"octets\":%.0f,"
                    "\"fdatasync_p50_ms\":%.3f,\"ratio\":%.2f,\"target_ratio\":1.6,\"rounds\":%d}\n",
                    median(p50), median(p95), median(octets), median(peer50), median(ratios), m_rounds);
    }

    /// Fills up to the number of changes, an observation each, in transactions of a thousand.
    void fill()
    {
        const qint64 before = must(m_desk.journal().counts()).changes;
        const int missing = static_cast<int>(std::max<qint64>(0, m_changes - before));
        QElapsedTimer timer;
        timer.start();
        for (int done = 0; done < missing;) {
            std::vector<Draft> drafts;
            for (; drafts.size() < 1'000 && done < missing; ++done) {
                Observation observation;
                observation.raw = sentence();
                observation.incident = m_incident;
                observation.occurred = m_desk.clock.now() - done;
                drafts.push_back({.stream = {m_incident, Compartment::Team},
                                  .intent = u"observation.add"_s,
                                  .facts = factsOf(Id::make(m_desk.clock.now()), observation)});
            }
            m_desk.clock.advance(1'000);
            must(m_desk.journal().append(drafts));
        }
        must(m_desk.journal().signHeads());
        const double seconds = milliseconds(timer) / 1e3;
        std::printf("{\"figure\":\"fill\",\"changes\":%d,\"seconds\":%.2f,\"changes_per_second\":%.0f}\n", missing,
                    seconds, missing / seconds);
    }

    /// The whole program's verification, and what of it is the journal's alone: without the timeline's index folded
    /// again.
    void verify(bool withProjections)
    {
        const auto projections = withProjections ? Journal::Projections{timelineProjection()} : Journal::Projections();
        const auto journal = must(Journal::openReading(m_desk.vault(), m_schema, m_desk.clock, projections));
        std::vector<double> seconds, cpu;
        qint64 changes = 0;
        for (int round = 0; round < m_rounds; ++round) {
            QElapsedTimer timer;
            timer.start();
            const double before = cpuSeconds();
            const Verification verification = must(journal->verify(false));
            seconds.push_back(milliseconds(timer) / 1e3);
            cpu.push_back(cpuSeconds() - before);
            changes = verification.changes;
            if (!verification.ok()) {
                qFatal("%s %s", qPrintable(verification.problems.front().code),
                       qPrintable(verification.problems.front().where));
            }
        }
        std::printf("{\"figure\":\"verify\",\"projections\":%s,\"changes\":%lld,\"seconds\":%.3f,\"cpu_seconds\":%.3f,"
                    "\"changes_per_second\":%.0f,\"target_seconds\":0.6,\"rounds\":%d}\n",
                    withProjections ? "true" : "false", static_cast<long long>(changes), median(seconds), median(cpu),
                    static_cast<double>(changes) / median(seconds), m_rounds);
    }

    /// Opening with the key in hand, and the first page of the timeline.
    void open()
    {
        std::vector<double> opened, page;
        for (int round = 0; round < std::max(m_rounds, 5); ++round) {
            QElapsedTimer timer;
            timer.start();
            const auto journal = must(
                Journal::openReading(m_desk.vault(), m_schema, m_desk.clock, {timelineProjection()}));
            opened.push_back(milliseconds(timer));
            TimelineQuery query;
            query.newestFirst = true;
            query.limit = 50;
            must(Casework(*journal).timeline(m_incident, query));
            page.push_back(milliseconds(timer));
        }
        std::printf("{\"figure\":\"open\",\"changes\":%lld,\"journal_ms\":%.2f,\"first_page_ms\":%.2f,"
                    "\"target_ms\":30}\n",
                    static_cast<long long>(must(m_desk.journal().counts()).changes), median(opened), median(page));
    }

    /// The lists thrown away and folded again, in turns with a bare insertion of what they hold. Both work alone; by
    /// the processor's time, since the machine may have other work.
    void rebuild()
    {
        std::vector<double> own, bare, ratios;
        for (int round = 0; round < std::min(m_rounds, 3); ++round) {
            const double before = cpuSeconds();
            must(m_desk.journal().rebuild());
            own.push_back(cpuSeconds() - before);
            bare.push_back(bulkInsertion());
            ratios.push_back(own.back() / bare.back());
        }
        std::printf("{\"figure\":\"rebuild\",\"changes\":%lld,\"cpu_seconds\":%.2f,\"bulk_insertion_cpu_seconds\":%.2f,"
                    "\"ratio\":%.2f,\"target_ratio\":1.5,\"rounds\":%zu}\n",
                    static_cast<long long>(must(m_desk.journal().counts()).changes), median(own), median(bare),
                    median(ratios), own.size());
    }

    void search()
    {
        const Casework casework(m_desk.journal());
        const qint64 observations = must(casework.observationCount(m_incident));
        std::vector<double> p50, p95;
        std::size_t found = 0;
        for (int round = 0; round < m_rounds; ++round) {
            std::vector<double> times;
            for (int i = 0; i < 100; ++i) {
                TimelineQuery query;
                query.text = i % 4 == 0 ? word()
                    : i % 4 == 1        ? word() + u" AND "_s + word()
                    : i % 4 == 2        ? u'(' + word() + u" OR "_s + word() + u") NOT "_s + word()
                                        : word().left(3) + u'*';
                query.newestFirst = true;
                query.limit = 100;
                QElapsedTimer timer;
                timer.start();
                found += must(casework.timeline(m_incident, query)).size();
                times.push_back(milliseconds(timer));
            }
            p50.push_back(median(times));
            p95.push_back(quantile(times, 0.95));
        }
        std::printf(
            "{\"figure\":\"search\",\"observations\":%lld,\"p50_ms\":%.2f,\"p95_ms\":%.2f,\"rows_per_query\":%.0f,"
            "\"rounds\":%d}\n",
            static_cast<long long>(observations), median(p50), median(p95),
            static_cast<double>(found) / (100.0 * m_rounds), m_rounds);
    }

private:
    /// Copies every row of a table; `kinds` has a letter for each column: integer or octets.
    static void copy(Database& from, Database& to, const char* select, const char* insert, std::string_view kinds)
    {
        auto rows = must(from.prepare(select));
        auto put = must(to.prepare(insert));
        while (must(rows.step())) {
            int column = 0;
            for (const char kind : kinds) {
                if (kind == 'i') {
                    put.bind(column + 1, rows.integer(column));
                } else {
                    put.bind(column + 1, rows.view(column));
                }
                ++column;
            }
            must(put.run());
        }
    }

    /// Seconds of the processor for inserting the same rows, with the same indexes and words, into a database without a
    /// journal.
    double bulkInsertion()
    {
        const QTemporaryDir folder(m_desk.beside() + u"/bare-XXXXXX"_s);
        const SecretBytes key = SecretBytes::random(32);
        auto bare = must(Database::open(folder.filePath(u"bare.db"_s), key, Database::Mode::Create));
        auto source = must(m_desk.vault().connect(Database::Mode::ReadOnly));
        must(bare.run("CREATE TABLE record(stream INTEGER NOT NULL, kind INTEGER NOT NULL, entity BLOB NOT NULL,"
                      " cells BLOB NOT NULL, PRIMARY KEY(stream, kind, entity)) WITHOUT ROWID;"
                      "CREATE INDEX record_entity ON record(entity);"
                      "CREATE TABLE touch(entity BLOB NOT NULL, change INTEGER NOT NULL, PRIMARY KEY(entity, change))"
                      " WITHOUT ROWID"));
        must(timelineProjection()->create(bare, "main"));
        const auto observations = must(m_desk.journal().records(m_incident, Table<Observation>::kind));
        std::vector<std::pair<qint64, QString>> texts;
        {
            auto rows = must(source.prepare("SELECT row FROM timeline_entry WHERE entity = ? AND change = 0"));
            for (const Record& record : observations) {
                rows.bind(1, BytesView(record.entity.bytes()));
                if (must(rows.step())) {
                    texts.emplace_back(rows.integer(0), fromRecord<Observation>(record).raw);
                }
                rows.reset();
            }
        }
        std::ranges::sort(texts); // the order that suits the index best
        const double before = cpuSeconds();
        auto transaction = must(Transaction::begin(bare));
        copy(source, bare, "SELECT stream, kind, entity, cells FROM record", "INSERT INTO record VALUES(?, ?, ?, ?)",
             "iioo");
        copy(source, bare, "SELECT change, entity FROM touch", "INSERT INTO touch(change, entity) VALUES(?, ?)", "io");
        copy(source, bare,
             "SELECT row, stream, kind, entity, change, import, recorded, author, source, surface, flags, words"
             " FROM timeline_entry",
             "INSERT INTO timeline_entry VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "iiioiiiiiiii");
        copy(source, bare, "SELECT row, content FROM timeline_content", "INSERT INTO timeline_content VALUES(?, ?)",
             "io");
        copy(source, bare, "SELECT id, word FROM timeline_word", "INSERT INTO timeline_word VALUES(?, ?)", "io");
        auto text = must(bare.prepare("INSERT INTO timeline_text(rowid, seen) VALUES(?, ?)"));
        for (const auto& [row, content] : texts) {
            must(text.bind(1, row).bind(2, QStringView(content)).run());
        }
        must(transaction.commit());
        return cpuSeconds() - before;
    }

    QString word() { return QString::fromLatin1(words[m_random() % std::size(words)]); }
    QString sentence()
    {
        QStringList parts;
        for (int i = 0; i < 9; ++i) {
            parts.append(word());
        }
        return parts.join(u' ') + u' ' + QString::number(m_random());
    }

    Schema m_schema;
    Desk m_desk;
    int m_changes;
    int m_rounds;
    Id m_incident;
    std::mt19937 m_random{1};
};
} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    int changes = 100'000;
    int rounds = 5;
    const QTemporaryDir scratch;
    QString folder = scratch.path();
    QStringList only = {u"append"_s, u"verify"_s, u"lists"_s, u"rebuild"_s, u"open"_s, u"search"_s};
    for (const QString& argument : app.arguments().mid(1)) {
        const QString name = argument.section(u'=', 0, 0);
        const QString value = argument.section(u'=', 1);
        if (name == u"changes"_s) {
            changes = value.toInt();
        } else if (name == u"rounds"_s) {
            rounds = std::max(1, value.toInt());
        } else if (name == u"folder"_s) {
            folder = value;
        } else if (name == u"only"_s) {
            only = value.split(u',');
        }
    }
    Bench bench(changes, rounds, folder);
    if (only.contains(u"append"_s)) {
        bench.append();
    }
    bench.fill();
    if (only.contains(u"verify"_s)) {
        bench.verify(false);
    }
    if (only.contains(u"lists"_s)) {
        bench.verify(true);
    }
    if (only.contains(u"rebuild"_s)) {
        bench.rebuild();
    }
    if (only.contains(u"open"_s)) {
        bench.open();
    }
    if (only.contains(u"search"_s)) {
        bench.search();
    }
    return 0;
}
