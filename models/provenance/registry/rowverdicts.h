#pragma once

#include "models/base/bytes.h"
#include "models/provenance/verdict.h"

#include <optional>

namespace bulkhead::provenance {

/// The verdict of every row of a sample, half an octet each, so that two answers can be compared row by row. Of more
/// than 10⁸ rows nothing is kept.
class RowVerdicts
{
public:
    static constexpr quint64 mostRows = 100'000'000;

    void add(Verdict verdict);
    /// `row` is from 1 to `size()`.
    [[nodiscard]] Verdict at(quint64 row) const;
    void set(quint64 row, Verdict verdict);
    [[nodiscard]] quint64 size() const { return m_size; }
    [[nodiscard]] bool isKept() const { return m_size > 0 && m_size <= mostRows; }
    [[nodiscard]] std::array<quint64, verdictCount> counts() const;

    /// Octets "BRV1", the number of rows (8, little endian), then zlib of the halves; empty where nothing is kept.
    [[nodiscard]] Bytes pack() const;
    [[nodiscard]] static std::optional<RowVerdicts> unpack(BytesView packed);

    bool operator==(const RowVerdicts&) const = default;

private:
    quint64 m_size = 0;
    Bytes m_halves;
};

} // namespace bulkhead::provenance
