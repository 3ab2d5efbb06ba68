#include "models/timeline/knownrows.h"

#include "models/incident/timelineprojection.h"

namespace bulkhead::timeline {

using namespace Qt::StringLiterals;

std::size_t PairSet::place(const Slot& slot, std::size_t mask)
{
    // The second number is a hash already; the first is mixed in.
    const auto mixed = static_cast<std::size_t>(slot.other)
        ^ (static_cast<std::size_t>(slot.one) * 0x9E3779B97F4A7C15U);
    return (mixed ^ mixed >> 29) & mask;
}

void PairSet::grow()
{
    constexpr std::size_t least = 1024;
    std::vector<Slot> old(std::max(least, m_slots.size() * 2));
    old.swap(m_slots);
    const std::size_t mask = m_slots.size() - 1;
    for (const Slot& slot : old) {
        if (slot == Slot()) {
            continue;
        }
        std::size_t at = place(slot, mask);
        while (!(m_slots[at] == Slot())) {
            at = (at + 1) & mask;
        }
        m_slots[at] = slot;
    }
}

bool PairSet::insert(qint64 one, qint64 other)
{
    const Slot slot{one, other};
    if (slot == Slot()) {
        return !std::exchange(m_hasZero, true);
    }
    if (m_slots.size() < (m_size + 1) * 3 / 2) {
        grow();
    }
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t at = place(slot, mask);; at = (at + 1) & mask) {
        if (m_slots[at] == slot) {
            return false;
        }
        if (m_slots[at] == Slot()) {
            m_slots[at] = slot;
            ++m_size;
            return true;
        }
    }
}

Expected<bool> KnownRows::isBeingFilled(const Casework& reading, const Stream& stream)
{
    const Journal& journal = reading.journal();
    const QByteArray schema = journal.projectionSchema(stream);
    if (schema.isEmpty()) {
        return false;
    }
    TRY(auto any,
        journal.database().prepare(
            inSchema("SELECT 1 FROM §.timeline_import WHERE stream = ? AND complete = 0 AND done > 0", schema)));
    return any.bind(1, journal.streamRow(stream)).step();
}

Expected<KnownRows> KnownRows::of(const Casework& reading, const Stream& stream, const TimelineImport& import)
{
    KnownRows result;
    result.m_isOnce = import.identical != "each"_L1;
    const Journal& journal = reading.journal();
    const QByteArray schema = journal.projectionSchema(stream);
    const qint64 row = journal.streamRow(stream);
    if (schema.isEmpty() || row == 0) {
        return result;
    }
    Database& database = journal.database();
    TRY(auto any,
        database.prepare(inSchema("SELECT 1 FROM §.timeline_entry WHERE stream = ? AND change = 0 LIMIT 1", schema)));
    TRY(result.m_mayHold, any.bind(1, row).step());
    const Bytes from = importedRowId(import.identity, 0).bytes();
    const Bytes to = importedRowId(import.identity, -1).bytes();
    TRY(auto edited,
        database.prepare(inSchema("SELECT 1 FROM §.timeline_entry WHERE entity BETWEEN ? AND ? AND change = 0"
                                  " AND import = 0 LIMIT 1",
                                  schema)));
    TRY(result.m_mayBeEdited, edited.bind(1, BytesView(from)).bind(2, BytesView(to)).step());
    TRY(result.m_atInstant,
        database.prepare(inSchema("SELECT count(*) FROM §.timeline_entry WHERE row >= ? AND row < ? AND words = ?"
                                  " AND stream = ? AND change = 0 AND NOT flags & 2",
                                  schema)));
    result.m_atInstant.bind(4, row);
    TRY(result.m_edited,
        database.prepare(
            inSchema("SELECT 1 FROM §.timeline_entry WHERE entity = ? AND change = 0 AND import = 0", schema)));
    return result;
}

Expected<qint64> KnownRows::held(qint64 occurred, qint64 code)
{
    m_atInstant.bind(1, TimelineProjection::keyOf(occurred)).bind(2, TimelineProjection::keyOf(occurred + 1));
    m_atInstant.bind(3, code);
    TRY([[maybe_unused]] const bool found, m_atInstant.step());
    const qint64 count = m_atInstant.integer(0);
    m_atInstant.reset();
    return count;
}

Expected<bool> KnownRows::takes(const ImportedRow& row, const TimelineImport& import)
{
    if (m_mayBeEdited) {
        m_edited.bind(1, BytesView(importedRowId(import.identity, row.row).bytes()));
        TRY(const bool isEdited, m_edited.step());
        m_edited.reset();
        if (isEdited) {
            return true;
        }
    }
    const qint64 code = TimelineProjection::wordsCode(observationOf(row, import, Id()));
    if (m_isOnce && !m_seen.insert(row.occurred, code)) {
        return true;
    }
    if (!m_mayHold) {
        return false;
    }
    TRY(const qint64 there, held(row.occurred, code));
    if (there == 0) {
        return false;
    }
    return m_isOnce || m_used[{row.occurred, code}]++ < there;
}

} // namespace bulkhead::timeline
