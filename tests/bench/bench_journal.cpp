// Appends, verifies and searches in a vault of its own, and prints one JSON line for each figure. An append is compared
// with an fdatasync of the same octets in the same folder, taken in turns with it.
//
//   bench_journal [changes=100000] [rounds=5] [folder=DIR]
#include "models/incident/casework.h"
#include "tests/support/testvault.h"

#include <QCoreApplication>
#include <QElapsedTimer>
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

/// A file beside the vault that grows as a write-ahead log does: what one durable write costs at least.
class Peer
{
public:
    Peer(const QString& folder, qsizetype octets)
        : m_file(::open(QFile::encodeName(folder + u"/peer"_s).constData(), O_CREAT | O_RDWR | O_CLOEXEC, 0600))
        , m_block(octets, 'x')
    {
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    ~Peer() { ::close(m_file); }

    [[nodiscard]] double write()
    {
        QElapsedTimer timer;
        timer.start();
        // As a log that has been used before: no new length to record with every write.
        const off_t at = static_cast<off_t>(m_written++ % 256) * static_cast<off_t>(m_block.size());
        const bool done = ::pwrite(m_file, m_block.constData(), static_cast<std::size_t>(m_block.size()), at)
                == static_cast<ssize_t>(m_block.size())
            && ::fdatasync(m_file) == 0;
        return done ? milliseconds(timer) : 0;
    }

private:
    int m_file;
    QByteArray m_block;
    qint64 m_written = 0;
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

class Bench
{
public:
    Bench(int changes, int rounds)
        : m_schema(incidentSchema())
        , m_desk(m_schema, [] { return Journal::Projections{timelineProjection()}; })
        , m_changes(changes)
        , m_rounds(rounds)
    {
        must(m_desk.create());
        m_incident = Id::make(m_desk.clock.now());
    }

    /// Single changes as a person makes them, in turns with the peer.
    void append()
    {
        // Two pages are about what one such change adds to the log.
        Peer peer(m_desk.folder(), 8192);
        std::vector<double> p50, peer50, ratios, p95;
        for (int round = 0; round < m_rounds; ++round) {
            std::vector<double> own, floor;
            for (int i = 0; i < 400; ++i) {
                const Draft draft{.stream = {m_incident, Compartment::Team},
                                  .intent = u"incident.summary"_s,
                                  .facts = {{m_incident, fieldId(Table<Incident>::kind, Table<Incident>::titleField),
                                             Value(sentence())}}};
                m_desk.clock.advance(7);
                QElapsedTimer timer;
                timer.start();
                must(m_desk.journal().append(draft));
                own.push_back(milliseconds(timer));
                floor.push_back(peer.write());
            }
            p50.push_back(median(own));
            p95.push_back(quantile(own, 0.95));
            peer50.push_back(median(floor));
            ratios.push_back(p50.back() / peer50.back());
        }
        std::printf("{\"figure\":\"append\",\"p50_ms\":%.3f,\"p95_ms\":%.3f,\"fdatasync_p50_ms\":%.3f,\"ratio\":%.2f,"
                    "\"target_ratio\":1.6,\"rounds\":%d}\n",
                    median(p50), median(p95), median(peer50), median(ratios), m_rounds);
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
    TestVault m_desk;
    int m_changes;
    int m_rounds;
    Id m_incident;
    std::mt19937 m_random{1};
};
} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    int changes = 100'000;
    int rounds = 5;
    for (const QString& argument : app.arguments().mid(1)) {
        const QString name = argument.section(u'=', 0, 0);
        const QString value = argument.section(u'=', 1);
        if (name == u"changes"_s) {
            changes = value.toInt();
        } else if (name == u"rounds"_s) {
            rounds = std::max(1, value.toInt());
        } else if (name == u"folder"_s) {
            qputenv("TMPDIR", QFile::encodeName(value)); // a real disk, where /tmp is memory
        }
    }
    Bench bench(changes, rounds);
    bench.append();
    bench.fill();
    bench.verify(false);
    bench.verify(true);
    bench.search();
    return 0;
}
