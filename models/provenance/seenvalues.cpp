#include "models/provenance/seenvalues.h"

#include "models/provenance/fold.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <numeric>

namespace bulkhead::provenance {

namespace {
constexpr quint64 rowsBetweenLooks = 4096;

/// Of the cells as they stand; not a class of any value.
quint64 printOfCells(const RegistryKey& key, const Row& row)
{
    std::string text(1, '\0');
    for (const auto cell : row.cells) {
        text.append(trimmed(cell)).push_back('\x1F');
    }
    return fingerprintOf(key, text);
}

bool namesOnePerson(KeyClass keyClass)
{
    return keyClass == KeyClass::Email || keyClass == KeyClass::NationalId || keyClass == KeyClass::Iban
        || keyClass == KeyClass::Card || keyClass == KeyClass::RecordId;
}

template<typename Take>
void forEachPrint(const RegistryKey& key, const Row& row, const Record& record, Extractor& extractor,
                  const std::string& arena, Take take)
{
    take(printOfCells(key, row));
    for (const Value& value : record.values) {
        if (namesOnePerson(value.keyClass)) {
            take(value.fingerprint);
        }
    }
    for (const KeyClass keyClass : combinations) {
        if (const quint64 print = extractor.combination(record, keyClass, arena); print != 0) {
            take(print);
        }
    }
}
} // namespace

Expected<void> SeenValues::remember(const RegistryKey& key, ByteSource& source, const ReadOptions& read,
                                    std::span<const ColumnMapping> mappings, const Watcher& watcher)
{
    TRY(const auto reader, TableReader::open(source, read));
    TRY(auto columns, columnsToSearch(*reader, mappings));
    Extractor extractor(key, std::move(columns), reader->dialect().layout);
    std::vector<quint64> prints = m_prints;
    quint64 rows = 0;
    std::string arena;
    Record record;
    for (quint64 turn = 1;; ++turn) {
        TRY(const auto step, reader->next());
        if (step == TableReader::Step::End) {
            break;
        }
        if (turn % rowsBetweenLooks == 0) {
            if (watcher.cancelled && watcher.cancelled()) {
                return failure(QLatin1StringView("provenance.cancelled"),
                               QCoreApplication::translate("Provenance", "Reading the earlier sample was cancelled."));
            }
            if (watcher.progress) {
                watcher.progress(reader->bytesRead(), reader->rowsRead());
            }
        }
        if (step == TableReader::Step::Row) {
            arena.clear();
            extractor.extract(reader->row(), arena, record);
            forEachPrint(key, reader->row(), record, extractor, arena, [&](quint64 print) { prints.push_back(print); });
            ++rows;
        }
    }
    std::ranges::sort(prints);
    prints.erase(std::ranges::unique(prints).begin(), prints.end());
    m_prints = std::move(prints);
    m_rows += rows;
    ++m_samples;
    return {};
}

bool SeenValues::has(const RegistryKey& key, const Row& row, const Record& record, Extractor& extractor,
                     const std::string& arena) const
{
    bool isSeen = false;
    forEachPrint(key, row, record, extractor, arena,
                 [&](quint64 print) { isSeen = isSeen || std::ranges::binary_search(m_prints, print); });
    return isSeen;
}

quint64 NewRows::total() const
{
    return std::accumulate(fresh.begin(), fresh.end(), quint64(0));
}

QString newRowsSentence(const NewRows& rows)
{
    struct SeenText
    {
        Q_DECLARE_TR_FUNCTIONS(bulkhead::provenance::SeenValues)
    };
    const QLocale locale;
    const quint64 all = rows.seen + rows.total();
    const QString against = rows.samples == 1
        ? SeenText::tr("against the earlier sample")
        : SeenText::tr("against %1 earlier samples").arg(locale.toString(rows.samples));
    if (rows.total() == 0) {
        return SeenText::tr("Nothing is new %1: all %2 rows were seen before.").arg(against, locale.toString(all));
    }
    const auto fresh = [&](Verdict verdict) { return rows.fresh[static_cast<std::size_t>(verdict)]; };
    return SeenText::tr("%1 of %2 rows are new %3: %4 of real persons, %5 unknown.")
        .arg(locale.toString(rows.total()), locale.toString(all), against,
             locale.toString(fresh(Verdict::Production) + fresh(Verdict::Mixed)),
             locale.toString(fresh(Verdict::Unknown)));
}

} // namespace bulkhead::provenance
