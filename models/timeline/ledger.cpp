#include "models/timeline/importer.h"
#include "models/timeline/timelinetext.h"

namespace bulkhead::timeline {

using namespace Qt::StringLiterals;

namespace {
std::unexpected<Error> brokenLedger()
{
    return failure("timeline.import-broken"_L1,
                   TimelineText::tr("The import's ledger is damaged. Restore the vault from a backup."));
}

/// Gives each entry to `take(LedgerEntry&&) -> bool`, which stops with false.
template<typename Take> Expected<void> eachEntry(const Casework& casework, const TimelineImport& import, Take take)
{
    if (import.ledger.isEmpty()) {
        return {};
    }
    TRY(const auto device, casework.journal().openMaterial(import.ledger));
    SequenceReader reader(*device);
    while (reader.next()) {
        auto entry = LedgerEntry::decode(reader.item());
        if (!entry) {
            return brokenLedger();
        }
        if (!take(*std::move(entry))) {
            return {};
        }
    }
    return reader.isBroken() || device->bytesAvailable() > 0 ? Expected<void>(brokenLedger()) : Expected<void>();
}
} // namespace

Expected<LedgerPage> readLedger(const Casework& casework, const Kept<TimelineImport>& import, bool withDuplicates,
                                qint64 first, qint64 most)
{
    LedgerPage page;
    CHECK_OK(eachEntry(casework, import.value, [&](LedgerEntry&& entry) {
        if (entry.what == LedgerEntry::What::Duplicate && !withDuplicates) {
            return true;
        }
        if (page.all >= first && (most < 0 || static_cast<qint64>(page.entries.size()) < most)) {
            page.entries.push_back(std::move(entry));
        }
        ++page.all;
        return true;
    }));
    return page;
}

QStringList columnsOf(const Casework& casework, const Kept<TimelineImport>& import, qsizetype count)
{
    QStringList names;
    if (const auto evidence = casework.one<Evidence>(import.value.evidence)) {
        if (const auto device = casework.journal().openMaterial(evidence->value.blob)) {
            // The line of names of a table, or the fixed columns of a log; objects have theirs here and there.
            const auto rows = openRows(
                **device, import.value.reader == "access-log"_L1 ? Container::AccessLog : Container::Table);
            names = rows ? (*rows)->columns() : QStringList();
        }
    }
    names = names.size() < count ? QStringList() : names.first(count);
    for (qsizetype i = names.size() + 1; i <= count; ++i) {
        names.append(u"cell_%1"_s.arg(i));
    }
    return names;
}

Expected<std::vector<bool>> repaired(const Casework& casework, const Kept<TimelineImport>& import,
                                     const std::vector<LedgerEntry>& entries)
{
    std::vector<bool> result;
    for (const LedgerEntry& entry : entries) {
        bool isThere = false;
        if (entry.what == LedgerEntry::What::Rejected) {
            TRY(const auto record, casework.journal().record(importedRowId(import.value.identity, entry.row)));
            isThere = record.has_value();
        }
        result.push_back(isThere);
    }
    return result;
}

Expected<LedgerEntry> rejectedRow(const Casework& casework, const Kept<TimelineImport>& import, qint64 row)
{
    std::optional<LedgerEntry> found;
    CHECK_OK(eachEntry(casework, import.value, [&](LedgerEntry&& entry) {
        if (entry.row == row && entry.what == LedgerEntry::What::Rejected) {
            found = std::move(entry);
        }
        return !found.has_value();
    }));
    if (!found) {
        return failure("timeline.no-such-row"_L1,
                       TimelineText::tr("Row %1 of “%2” was not rejected.").arg(row).arg(import.value.file));
    }
    return *std::move(found);
}

Expected<Id> repairRow(Casework& casework, const Kept<TimelineImport>& import, qint64 row, Observation observation)
{
    CHECK_OK(rejectedRow(casework, import, row));
    const Id id = importedRowId(import.value.identity, row);
    TRY(const auto record, casework.journal().record(id));
    if (record) {
        return failure("timeline.row-repaired"_L1,
                       TimelineText::tr("Row %1 of “%2” was repaired already; edit the entry itself.")
                           .arg(row)
                           .arg(import.value.file));
    }
    observation.import = import.id;
    observation.row = row;
    if (observation.evidence.empty()) {
        observation.evidence = {import.value.evidence};
    }
    if (observation.source.isEmpty()) {
        observation.source = import.value.source;
    }
    CHECK_OK(casework.addAs(id, import.stream, observation, u"observation.repair"_s));
    return id;
}

} // namespace bulkhead::timeline
