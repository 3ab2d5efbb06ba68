// Registers the files named synthetic=FILE and production=FILE, then classifies those named leak=FILE, and prints one
// JSON line for each figure. With rows=FILE a line "verdict confidence reasons" is written for each row of the last
// sample.
//
//   bench_provenance [folder=DIR] synthetic=syn.csv production=real.csv leak=leak.csv [leak=leak.jsonl] [rounds=3]
//   [threads=2] [rows=out.txt] [peer=DIR]
//
// Segments in `folder` are kept, and one that stands there is used instead of registering anew. With peer=DIR, where
// `npm install @duckdb/node-api` was run, each sample is classified in turns with the three-key match of DuckDB
// (provenance_peer.mjs), with one thread and with two, each writing a verdict a row; `ratio` says how many times longer
// DuckDB takes. Medians of the rounds.
#include "models/base/digest.h"
#include "models/provenance/classifier.h"
#include "models/provenance/record.h"
#include "models/provenance/registrar.h"
#include "models/provenance/rowblock.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>

using namespace bulkhead;
using namespace bulkhead::provenance;

namespace {
double peakMiB()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Seconds of processor time so far, which other programs on the machine do not stretch.
double cpuSeconds()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

double medianOf(std::vector<double> seconds)
{
    std::ranges::sort(seconds);
    return seconds.empty() ? 0 : seconds[seconds.size() / 2];
}

int fail(const Error& error)
{
    std::fprintf(stderr, "%s %s\n", qPrintable(error.code), qPrintable(error.detail));
    return 1;
}

int addTo(Index& index, Expected<std::unique_ptr<SegmentReader>> segment)
{
    if (!segment) {
        return fail(segment.error());
    }
    const auto added = index.add(std::move(*segment));
    return added ? 0 : fail(added.error());
}

int registerFile(const QString& path, Kind kind, const RegistryKey& key, Index& index, const QDir& folder)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return 1;
    }
    DeviceSource source(file);
    Registration what{.dataSet = Id::derived(path.toUtf8()), .kind = kind, .name = kindId(kind)};
    const QString target = folder.filePath(what.dataSet.text());
    if (QFile::exists(target)) {
        return addTo(index, SegmentReader::open(target, key));
    }
    const double before = cpuSeconds();
    const auto report = Registrar(key, index).run(source, what, target);
    const double cpu = cpuSeconds() - before;
    if (!report) {
        return fail(report.error());
    }
    auto segment = SegmentReader::open(target, key);
    if (!segment) {
        return fail(segment.error());
    }
    const SegmentInfo& info = report->segment;
    const auto keys = static_cast<double>(info.keys);
    std::printf("{\"figure\":\"register\",\"kind\":\"%s\",\"rows\":%llu,\"values\":%llu,\"keys\":%llu,\"seconds\":%.3f,"
                "\"cpu_seconds\":%.3f,"
                "\"rows_per_second\":%.0f,\"mb_per_second\":%.1f,\"file_bytes\":%lld,\"lookup_bytes_per_key\":%.2f,"
                "\"bytes_per_key\":%.2f,\"effective_bits\":%d,\"overlapping_values\":%llu,\"peak_mib\":%.0f}\n",
                qPrintable(kindId(kind)), report->rows, info.values, info.keys, report->seconds, cpu,
                static_cast<double>(report->rows) / report->seconds,
                static_cast<double>(report->bytes) / 1e6 / report->seconds, static_cast<long long>(info.fileSize),
                static_cast<double>((*segment)->lookupBytes()) / keys, static_cast<double>(info.fileSize) / keys,
                info.effectiveBits, report->overlaps.empty() ? 0ULL : report->overlaps.front().values, peakMiB());
    return addTo(index, std::move(segment));
}

int classifyFile(const QString& path, const RegistryKey& key, const Index& index, int rounds, int threads,
                 const QString& rowsPath)
{
    std::vector<double> withIndicators;
    std::vector<double> seconds;
    std::vector<double> cpu;
    Summary summary;
    for (int i = 0; i < rounds; ++i) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            return 1;
        }
        DeviceSource source(file);
        const double before = cpuSeconds();
        const auto found = Classifier(key, index).run(source, {.threads = threads});
        if (!found) {
            return fail(found.error());
        }
        summary = *found;
        seconds.push_back(summary.seconds);
        cpu.push_back(cpuSeconds() - before);
        // The same again as the program runs it: unknown rows held against the indicators.
        QFile again(path);
        ClassifyOptions explained;
        explained.indicators = &Indicators::builtIn();
        explained.threads = threads;
        if (!again.open(QIODevice::ReadOnly)) {
            return 1;
        }
        DeviceSource secondSource(again);
        const auto second = Classifier(key, index).run(secondSource, explained);
        if (!second) {
            return fail(second.error());
        }
        withIndicators.push_back(second->seconds / summary.seconds);
    }
    std::ranges::sort(withIndicators);
    std::printf("{\"figure\":\"classify-with-indicators\",\"of_classify\":%.3f}\n",
                withIndicators[withIndicators.size() / 2]);
    std::ranges::sort(seconds);
    std::ranges::sort(cpu);
    const double median = seconds[seconds.size() / 2];
    std::printf(
        "{\"figure\":\"classify\",\"rows\":%llu,\"seconds\":%.3f,\"best\":%.3f,\"cpu_seconds\":%.3f,\"rows_per_"
        "second\":%.0f,"
        "\"mb_per_second\":%.1f,\"synthetic\":%llu,\"production\":%llu,\"mixed\":%llu,\"unknown\":%llu,"
        "\"unreadable\":%llu,\"weak\":%llu,\"several\":%llu,\"in_both\":%llu,\"summary\":\"%s\",\"peak_mib\":%.0f}\n",
        summary.rows, median, seconds.front(), cpu.front(), static_cast<double>(summary.rows) / median,
        static_cast<double>(summary.bytes) / 1e6 / median, summary.counts[0], summary.counts[1], summary.counts[2],
        summary.counts[3], summary.counts[4], summary.weak, summary.severalRecords, summary.inBoth,
        sha256(summary.toCbor()).left(8).toHex().constData(), peakMiB());
    for (const auto& chance : summary.chance) {
        std::printf("{\"figure\":\"chance\",\"class\":\"%s\",\"kind\":\"%s\",\"lookups\":%llu,\"observed\":%llu,"
                    "\"expected\":%.6f}\n",
                    qPrintable(keyClassId(chance.keyClass)), qPrintable(kindId(chance.kind)), chance.lookups,
                    chance.observed, static_cast<double>(chance.expectedMicro) / 1e6);
    }
    if (rowsPath.isEmpty()) {
        return 0;
    }
    QFile file(path);
    QFile rows(rowsPath);
    if (!file.open(QIODevice::ReadOnly) || !rows.open(QIODevice::WriteOnly)) {
        return 1;
    }
    DeviceSource source(file);
    ClassifyOptions options;
    options.threads = threads;
    options.indicators = &Indicators::builtIn();
    options.onRow = [&](const RowVerdict& row) {
        QByteArray line = verdictId(row.verdict).toLatin1() + '\t' + QByteArray::number(row.confidencePpm);
        for (const auto& reason : row.reasons) {
            line += '\t' + reasonText(reason, index).toUtf8();
        }
        rows.write(line + '\n');
    };
    const auto found = Classifier(key, index).run(source, options);
    if (!found) {
        return fail(found.error());
    }
    std::string report = sha256(found->toCbor()).toHex().toStdString();
    for (const auto& count : found->indicators.counts) {
        report += ' ' + std::to_string(count.indicator) + '/' + std::to_string(count.column) + ':'
            + std::to_string(count.rows) + '/' + std::to_string(count.of);
    }
    rows.write(report.c_str());
    return 0;
}
/// Seconds that the peer says it took; nothing where it failed.
std::optional<double> peerSeconds(const QString& peer, const QStringList& arguments)
{
    QProcess node;
    node.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    node.start(QStringLiteral("node"),
               QStringList{QStringLiteral(BULKHEAD_SOURCE_DIR "/tests/bench/provenance_peer.mjs"), peer} + arguments);
    if (!node.waitForFinished(-1) || node.exitCode() != 0) {
        return {};
    }
    return QJsonDocument::fromJson(node.readAllStandardOutput()).object()[QLatin1StringView("seconds")].toDouble();
}

/// Highest memory since `forgetPeak`, in MiB.
double peakSince()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:")) {
            return line.mid(6).trimmed().split(' ').front().toDouble() / 1024;
        }
    }
    return 0;
}
void forgetPeak()
{
    QFile refs(QStringLiteral("/proc/self/clear_refs"));
    if (refs.open(QIODevice::WriteOnly)) {
        refs.write("5");
    }
}

/// Classifies with a verdict a row written to a file. Seconds; nothing where it failed.
std::optional<double> verdictSeconds(const QString& path, const RegistryKey& key, const Index& index, int threads,
                                     const QString& target)
{
    QFile file(path);
    QFile out(target);
    if (!file.open(QIODevice::ReadOnly) || !out.open(QIODevice::WriteOnly)) {
        return {};
    }
    DeviceSource source(file);
    QByteArray verdicts;
    ClassifyOptions options;
    options.threads = threads;
    options.onRow = [&](const RowVerdict& row) {
        verdicts.append(static_cast<char>('0' + static_cast<int>(row.verdict)));
        if (verdicts.size() >= (1 << 20)) {
            out.write(verdicts);
            verdicts.clear();
        }
    };
    const auto found = Classifier(key, index).run(source, options);
    out.write(verdicts);
    return found ? std::optional(found->seconds) : std::nullopt;
}

/// The three keys alone: e-mail, phone, name with postcode, looked up by the batch; no record compared, nothing judged.
class BareMatch
{
public:
    BareMatch(const RegistryKey& key, const Index& index, std::vector<Column> columns, Layout layout)
        : m_index(index)
        , m_extractor(key, std::move(columns), layout)
        , m_records(batch)
    {
    }
    /// Rows of each verdict: nothing, synthetic, production, both.
    [[nodiscard]] const std::array<quint64, 4>& counts() const { return m_counts; }
    void work(const RowBlock& block)
    {
        for (std::size_t at = 0; at < block.size(); ++at) {
            if (const auto row = block.row(at)) {
                m_rows.push_back(*row);
            }
            if (m_rows.size() == batch || at + 1 == block.size()) {
                m_arena.clear();
                m_extractor.values(m_rows, m_arena, m_records);
                lookUp();
                m_rows.clear();
            }
        }
    }

private:
    void lookUp()
    {
        m_prints.clear();
        m_firsts.clear();
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            m_firsts.push_back(m_prints.size());
            for (const Value& value : m_records[i].values) {
                if (value.keyClass != KeyClass::Name) {
                    m_prints.push_back(value.fingerprint);
                }
            }
            if (const quint64 both = m_extractor.combination(m_records[i], KeyClass::NamePostcode, m_arena);
                both != 0) {
                m_prints.push_back(both);
            }
        }
        m_firsts.push_back(m_prints.size());
        m_sets.assign(m_prints.size(), 0);
        m_slots.resize(m_prints.size());
        for (const auto& segment : m_index.segments()) {
            segment->prefetchBuckets(m_prints);
            segment->prefetchKeys(m_prints);
            segment->find(m_prints, m_slots);
            for (std::size_t i = 0; i < m_slots.size(); ++i) {
                m_sets[i] |= m_slots[i] >= 0 ? static_cast<int>(segment->info().kind) : 0;
            }
        }
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            int verdict = 0;
            for (std::size_t at = m_firsts[i]; at < m_firsts[i + 1]; ++at) {
                verdict |= m_sets[at];
            }
            ++m_counts[static_cast<std::size_t>(verdict)];
        }
    }

    static constexpr std::size_t batch = 64;
    const Index& m_index;
    Extractor m_extractor;
    std::vector<Row> m_rows;
    std::vector<Record> m_records;
    std::string m_arena;
    std::vector<quint64> m_prints;
    std::vector<std::size_t> m_firsts;
    std::vector<int> m_sets;
    std::vector<qint64> m_slots;
    std::array<quint64, 4> m_counts = {};
};

std::optional<double> bareSeconds(const QString& path, const RegistryKey& key, const Index& index)
{
    QElapsedTimer timer;
    timer.start();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    DeviceSource source(file);
    const auto reader = TableReader::open(source);
    const auto columns = reader ? columnsToSearch(**reader, {}) : Expected<std::vector<Column>>();
    if (!reader || !columns) {
        return {};
    }
    BareMatch match(key, index, *columns, (*reader)->dialect().layout);
    RowBlock block;
    for (bool goesOn = true; goesOn;) {
        const auto filled = block.fill(**reader);
        match.work(block);
        goesOn = filled.value_or(false);
    }
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

/// What the peer is asked for: where it stands, and its database.
struct Peer
{
    QString folder;
    QString database;
    QString verdicts;
    [[nodiscard]] std::optional<double> match(int threads, const QString& leak) const
    {
        return peerSeconds(folder, {QString::number(threads), database, QStringLiteral("match"), leak, verdicts});
    }
};

/// The same sample by both in turns, and without verdict logic.
int compareWith(const Peer& peer, const QString& path, const RegistryKey& key, const Index& index, int rounds)
{
    const QByteArray sample = QFileInfo(path).fileName().toUtf8();
    double indexMiB = 0;
    for (const auto& segment : index.segments()) {
        indexMiB += static_cast<double>(segment->info().fileSize) / (1 << 20);
    }
    for (const int threads : {1, 2}) {
        std::vector<double> ours;
        std::vector<double> theirs;
        std::vector<double> bare;
        forgetPeak();
        for (int i = 0; i < rounds; ++i) {
            const auto own = verdictSeconds(path, key, index, threads, peer.verdicts);
            const auto other = peer.match(threads, path);
            const auto keys = threads == 1 ? bareSeconds(path, key, index) : std::optional(0.0);
            if (!own || !other || !keys) {
                return 1;
            }
            ours.push_back(*own);
            theirs.push_back(*other);
            bare.push_back(*keys);
        }
        std::printf(
            "{\"figure\":\"against-peer\",\"job\":\"classify\",\"sample\":\"%s\",\"threads\":%d,\"seconds\":%.3f,"
            "\"peer_seconds\":%.3f,\"ratio\":%.2f,\"mib_above_index\":%.0f}\n",
            sample.constData(), threads, medianOf(ours), medianOf(theirs), medianOf(theirs) / medianOf(ours),
            peakSince() - indexMiB);
        if (threads == 1) {
            std::printf("{\"figure\":\"verdict-logic\",\"sample\":\"%s\",\"seconds\":%.3f,\"bare_seconds\":%.3f,"
                        "\"ratio\":%.2f}\n",
                        sample.constData(), medianOf(ours), medianOf(bare), medianOf(ours) / medianOf(bare));
        }
        std::fflush(stdout);
    }
    return 0;
}

/// Registering both files anew, on disk, by both.
int compareRegistering(const Peer& peer, const QString& synthetic, const QString& production, const RegistryKey& key,
                       int rounds)
{
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int i = 0; i < rounds; ++i) {
        const QTemporaryDir folder(QFileInfo(peer.database).path() + QStringLiteral("/register-XXXXXX"));
        Index index;
        QElapsedTimer timer;
        timer.start();
        if (registerFile(synthetic, Kind::Synthetic, key, index, QDir(folder.path())) != 0
            || registerFile(production, Kind::Production, key, index, QDir(folder.path())) != 0) {
            return 1;
        }
        ours.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e9);
        QFile::remove(peer.database);
        const auto other = peerSeconds(
            peer.folder, {QStringLiteral("2"), peer.database, QStringLiteral("build"), synthetic, production});
        if (!other) {
            return 1;
        }
        theirs.push_back(*other);
    }
    std::printf(
        "{\"figure\":\"against-peer\",\"job\":\"register\",\"threads\":2,\"seconds\":%.3f,\"peer_seconds\":%.3f,"
        "\"ratio\":%.2f}\n",
        medianOf(ours), medianOf(theirs), medianOf(theirs) / medianOf(ours));
    std::fflush(stdout);
    return 0;
}
} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const QTemporaryDir temporary;
    QDir folder(temporary.path());
    const auto key = RegistryKey::from(SecretBytes::copyOf("0123456789abcdef"));
    Index index;
    int rounds = 3;
    int threads = 0;
    QString rowsPath;
    QString peerFolder;
    std::array<QString, 2> sets;
    QStringList leaks;
    for (const QString& argument : app.arguments().mid(1)) {
        const QString name = argument.section(QLatin1Char('='), 0, 0);
        const QString value = argument.section(QLatin1Char('='), 1);
        if (name == QLatin1StringView("folder")) {
            folder.setPath(value);
        } else if (name == QLatin1StringView("rounds")) {
            rounds = value.toInt();
        } else if (name == QLatin1StringView("threads")) {
            threads = value.toInt();
        } else if (name == QLatin1StringView("rows")) {
            rowsPath = value;
        } else if (name == QLatin1StringView("leak")) {
            leaks.append(value);
        } else if (name == QLatin1StringView("peer")) {
            peerFolder = value;
        } else {
            const bool isSynthetic = name == QLatin1StringView("synthetic");
            sets[isSynthetic ? 0 : 1] = value;
            if (registerFile(value, isSynthetic ? Kind::Synthetic : Kind::Production, *key, index, folder) != 0) {
                return 1;
            }
        }
    }
    if (!peerFolder.isEmpty()) {
        const Peer peer{.folder = peerFolder,
                        .database = folder.filePath(QStringLiteral("peer.duckdb")),
                        .verdicts = folder.filePath(QStringLiteral("verdicts"))};
        if (compareRegistering(peer, sets[0], sets[1], *key, std::max(1, rounds)) != 0) {
            return 1;
        }
        for (const QString& leak : leaks) {
            if (compareWith(peer, leak, *key, index, std::max(1, rounds)) != 0) {
                return 1;
            }
        }
        return 0;
    }
    for (const QString& leak : leaks) {
        if (classifyFile(leak, *key, index, std::max(1, rounds), threads, rowsPath) != 0) {
            return 1;
        }
    }
    return 0;
}
