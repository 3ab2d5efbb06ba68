// Registers the files named synthetic=FILE and production=FILE, then classifies those named leak=FILE, and prints one
// JSON line for each figure. With rows=FILE a line "verdict confidence reasons" is written for each row of the last
// sample.
//
//   bench_provenance [folder=DIR] synthetic=syn.csv production=real.csv leak=leak.csv [rounds=3] [threads=2]
//   [rows=out.txt]
//
// Segments in `folder` are kept, and one that stands there is used instead of registering anew.
#include "models/base/digest.h"
#include "models/provenance/classifier.h"
#include "models/provenance/registrar.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

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
        } else if (registerFile(value, name == QLatin1StringView("synthetic") ? Kind::Synthetic : Kind::Production,
                                *key, index, folder)
                   != 0) {
            return 1;
        }
    }
    for (const QString& leak : leaks) {
        if (classifyFile(leak, *key, index, std::max(1, rounds), threads, rowsPath) != 0) {
            return 1;
        }
    }
    return 0;
}
