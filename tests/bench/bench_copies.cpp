// Tags source=FILE, then leaks shares of the copy with two columns kept and counts how often the copy is named; then
// does the same with rows of unrelated=FILE, where it must not be. One JSON line for each figure.
//
//   bench_copies source=syn.csv unrelated=other.csv [trials=10000] [share=0.01] [false=1000000]
#include "models/provenance/tagging/copytracer.h"
#include "models/provenance/tagging/tagger.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryFile>

#include <algorithm>
#include <cstdio>
#include <random>
#include <set>

using namespace bulkhead;
using namespace bulkhead::provenance;

namespace {
constexpr quint32 serial = 7;

QString option(const QString& name, const QString& otherwise = {})
{
    for (const QString& argument : QCoreApplication::arguments()) {
        if (argument.startsWith(name + QLatin1Char('='))) {
            return argument.mid(name.size() + 1);
        }
    }
    return otherwise;
}

/// Rows of a file as records of some of its columns.
struct Pool
{
    Pool(const RegistryKey& key, const std::vector<Column>& columns)
        : extractor(key, columns, Layout::Table)
    {
    }
    Extractor extractor;
    std::string arena;
    std::vector<Record> records;
};

std::vector<Column> columnsIn(QFile& file)
{
    file.seek(0);
    DeviceSource source(file);
    const auto reader = TableReader::open(source);
    return reader ? columnsOf(**reader, {}).value_or(std::vector<Column>()) : std::vector<Column>();
}

/// `kept`: meanings that are left; empty: all.
std::unique_ptr<Pool> poolOf(QFile& file, const RegistryKey& key, const std::set<Meaning>& kept)
{
    auto columns = columnsIn(file);
    for (Column& column : columns) {
        column.meaning = kept.empty() || kept.contains(column.meaning) ? column.meaning : Meaning::None;
    }
    auto pool = std::make_unique<Pool>(key, columns);
    file.seek(0);
    DeviceSource source(file);
    auto reader = TableReader::open(source);
    while (reader && (*reader)->next() == TableReader::Step::Row) {
        Record record;
        pool->extractor.extract((*reader)->row(), pool->arena, record);
        pool->records.push_back(std::move(record));
    }
    return pool;
}

/// Whether the copy is named from those rows of the pool, in a sample of that size.
bool isNamed(Pool& pool, std::span<const std::size_t> rows, std::size_t size, const CopyIndex& copies,
             const RegistryKey& key)
{
    CopyTracer tracer(copies, key);
    for (const std::size_t row : rows) {
        (void)tracer.look({}, pool.records[row], pool.extractor, pool.arena);
    }
    return std::ranges::any_of(tracer.finish(size), &CopyTrace::isNamed);
}

/// Rows of the pool that agree with a canary at all.
std::vector<std::size_t> touching(Pool& pool, const CopyIndex& copies, const RegistryKey& key)
{
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < pool.records.size(); ++row) {
        CopyTracer tracer(copies, key);
        (void)tracer.look({}, pool.records[row], pool.extractor, pool.arena);
        if (!tracer.finish(1).empty()) {
            rows.push_back(row);
        }
    }
    return rows;
}

/// How often the copy is named from `size` rows of the pool, drawn without regard to order. Rows that touch no canary
/// only count by their number, so that just the others are drawn: as many of them as such a sample holds.
quint64 named(Pool& pool, std::size_t size, quint64 trials, const CopyIndex& copies, const RegistryKey& key,
              std::size_t& touchingRows)
{
    auto rows = touching(pool, copies, key);
    touchingRows = rows.size();
    std::mt19937_64 random(1);
    quint64 count = 0;
    const double share = static_cast<double>(size) / static_cast<double>(pool.records.size());
    std::binomial_distribution<std::size_t> drawn(rows.size(), share);
    for (quint64 trial = 0; trial < trials; ++trial) {
        const std::size_t some = drawn(random);
        for (std::size_t i = 0; i < some; ++i) {
            std::swap(rows[i], rows[std::uniform_int_distribution<std::size_t>(i, rows.size() - 1)(random)]);
        }
        count += some > 0 && isNamed(pool, std::span(rows).first(some), size, copies, key);
    }
    return count;
}
} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const auto secret = RegistryKey::from(SecretBytes::random(32));
    QFile source(option(QStringLiteral("source")));
    QFile unrelated(option(QStringLiteral("unrelated")));
    QTemporaryFile copy;
    if (!secret || !source.open(QIODevice::ReadOnly) || !unrelated.open(QIODevice::ReadOnly) || !copy.open()) {
        std::fprintf(stderr, "source=FILE unrelated=FILE\n");
        return 2;
    }
    const RegistryKey& key = *secret;
    const Index index;
    CopyIndex copies;
    QElapsedTimer timer;
    timer.start();
    const auto report = Tagger(key, index, copies).run(source, copy, {.serial = serial});
    if (!report) {
        std::fprintf(stderr, "%s\n", qPrintable(report.error().message));
        return 1;
    }
    std::printf("{\"figure\":\"tag\",\"rows\":%llu,\"canaries\":%zu,\"seconds\":%.2f}\n", report->rows,
                report->canaries.size(), static_cast<double>(timer.elapsed()) / 1e3);
    copies.add({.id = Id::derived("copy"), .serial = serial, .rows = report->rows, .canaries = report->canaries});
    copies.settle();

    const quint64 trials = option(QStringLiteral("trials"), QStringLiteral("10000")).toULongLong();
    const double share = option(QStringLiteral("share"), QStringLiteral("0.01")).toDouble();
    using enum Meaning;
    const std::vector<std::pair<const char*, std::set<Meaning>>> pairs{
        {"email, name", {Email, GivenName, FamilyName, FullName}},
        {"email, phone", {Email, Phone}},
        {"phone, city", {Phone, City}},
        {"record id, company", {RecordId, Company}},
        {"name, street", {GivenName, FamilyName, FullName, Street}},
        {"name, postcode", {GivenName, FamilyName, FullName, Postcode}},
        {"name, company", {GivenName, FamilyName, FullName, Company}},
        {"name, birth date", {GivenName, FamilyName, FullName, BirthDate}},
        {"name, city", {GivenName, FamilyName, FullName, City}},
        {"name alone", {GivenName, FamilyName, FullName}}};
    for (const auto& [label, kept] : pairs) {
        const auto pool = poolOf(copy, key, kept);
        const auto size = static_cast<std::size_t>(share * static_cast<double>(pool->records.size()));
        std::size_t touchingRows = 0;
        const quint64 count = named(*pool, size, trials, copies, key, touchingRows);
        std::printf("{\"figure\":\"named\",\"columns\":\"%s\",\"rows\":%zu,\"trials\":%llu,\"share\":%.5f}\n", label,
                    size, trials, static_cast<double>(count) / static_cast<double>(std::max<quint64>(trials, 1)));
        std::fflush(stdout);
    }
    const quint64 falseTrials = option(QStringLiteral("false"), QStringLiteral("1000000")).toULongLong();
    const auto pool = poolOf(unrelated, key, {});
    std::size_t touchingRows = 0;
    const auto size = std::min<std::size_t>(pool->records.size(),
                                            static_cast<std::size_t>(share * static_cast<double>(report->rows)));
    const quint64 count = named(*pool, size, falseTrials, copies, key, touchingRows);
    std::printf(
        "{\"figure\":\"falsely named\",\"pool\":%zu,\"touching\":%zu,\"rows\":%zu,\"trials\":%llu,\"count\":%llu}\n",
        pool->records.size(), touchingRows, size, falseTrials, count);
    return 0;
}
