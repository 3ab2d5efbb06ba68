#pragma once

#include "models/incident/casework.h"
#include "models/incident/importedrow.h"

#include <map>

namespace bulkhead::timeline {

/// Pairs of numbers, 16 octets each, in one block of memory.
class PairSet
{
public:
    /// True where the pair was not there.
    bool insert(qint64 one, qint64 other);

private:
    struct Slot
    {
        qint64 one = 0;
        qint64 other = 0;
        bool operator==(const Slot&) const = default;
    };
    [[nodiscard]] static std::size_t place(const Slot& slot, std::size_t mask);
    void grow();

    std::vector<Slot> m_slots;
    std::size_t m_size = 0;
    bool m_hasZero = false; ///< the pair that means an empty slot
};

/// Which rows of a file are in the timeline already. A row is there where an entry that is not struck says the same at
/// the same instant. Of equal rows of the file itself, the first counts ("once"), or as many are new as the timeline
/// does not hold yet ("each"). Rows of this very file that somebody has edited are there, whatever they say now.
class KnownRows
{
public:
    [[nodiscard]] static Expected<KnownRows> of(const Casework& reading, const Stream& stream,
                                                const TimelineImport& import);
    /// Rows of an earlier import are still being taken into the stream's timeline.
    [[nodiscard]] static Expected<bool> isBeingFilled(const Casework& reading, const Stream& stream);
    /// Whether the row is there; asked once for each row of the file, in order.
    [[nodiscard]] Expected<bool> takes(const ImportedRow& row, const TimelineImport& import);

private:
    [[nodiscard]] Expected<qint64> held(qint64 occurred, qint64 code);

    Statement m_atInstant; ///< not prepared where the timeline is empty
    Statement m_edited;    ///< not prepared where no row of this file was edited
    bool m_mayHold = false;
    bool m_mayBeEdited = false;
    bool m_isOnce = true;
    PairSet m_seen;
    std::map<std::pair<qint64, qint64>, qint64> m_used; ///< of equal rows that the timeline holds: matched so far
};

} // namespace bulkhead::timeline
