#pragma once

#include "models/base/error.h"

#include <vector>

namespace bulkhead::provenance {

/// Rows of a sample by their numbers, from 1: "3,7-9". At most 10,000 stretches.
class RowSet
{
public:
    struct Stretch
    {
        quint64 first = 0;
        quint64 last = 0;

        bool operator==(const Stretch&) const = default;
    };

    RowSet() = default;
    /// Any order; overlapping stretches join.
    explicit RowSet(std::vector<Stretch> stretches);
    /// Errors: `value.bad`, with what cannot be read.
    [[nodiscard]] static Expected<RowSet> fromText(const QString& text);

    /// Ascending, no two of them adjacent.
    [[nodiscard]] const std::vector<Stretch>& stretches() const { return m_stretches; }
    [[nodiscard]] quint64 count() const;
    [[nodiscard]] bool isEmpty() const { return m_stretches.empty(); }
    [[nodiscard]] QString text() const;

    bool operator==(const RowSet&) const = default;

private:
    std::vector<Stretch> m_stretches;
};

} // namespace bulkhead::provenance
