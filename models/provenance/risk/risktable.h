#pragma once

#include "models/provenance/risk/attributes.h"
#include "models/provenance/unreadable.h"

#include <functional>

namespace bulkhead::provenance {

/// What is kept of a file's rows for the time of an assessment, in memory only: no text, but a number for each cell.
struct RiskTable
{
    /// Of a cell that is empty, or holds what is no value of its column: no number, no address.
    static constexpr quint64 absent = 0x7ff8'0000'0000'0001;

    std::vector<quint64> rows = {};                    ///< their numbers in the file
    std::vector<std::vector<quint64>> values = {};     ///< by attribute: bits of a double, or a hash
    std::vector<std::vector<quint64>> signatures = {}; ///< by attribute; of texts only
    std::vector<quint64> malformed = {};               ///< by attribute: cells that are filled and yet absent
    quint64 read = 0;                                  ///< rows; those that are kept and those that are unreadable
    quint64 unreadable = 0;
    std::vector<quint64> unreadableRows = {}; ///< the first `mostListed` of them

    static constexpr std::size_t mostListed = 100;
    [[nodiscard]] std::size_t size() const { return rows.size(); }
    /// Octets that `rows` more rows of these columns take.
    [[nodiscard]] static qint64 octetsOf(std::span<const Attribute> attributes);
};

/// Rows of a table, or some of them.
struct RiskRows
{
    const RiskTable* table = nullptr;
    const std::vector<quint32>* chosen = nullptr; ///< null: all

    [[nodiscard]] std::size_t size() const { return chosen ? chosen->size() : table->size(); }
    [[nodiscard]] std::size_t at(std::size_t i) const { return chosen ? (*chosen)[i] : i; }
};

/// One number for what a row holds in some of its columns.
[[nodiscard]] quint64 rowHash(const RiskTable& table, std::span<const std::size_t> attributes, std::size_t row);

/// Reads the rest of a file. `turn` is called now and then on the caller's thread; its error ends the reading.
/// Errors: those of the reader and of `turn`; `provenance.risk-too-large` where more than `mostRows` would be kept,
/// `provenance.empty` where no row could be read.
[[nodiscard]] Expected<RiskTable> readRiskTable(TableReader& reader, RiskFile file,
                                                const std::vector<Attribute>& attributes, quint64 mostRows, int threads,
                                                const std::function<Expected<void>(qint64 bytes)>& turn);

} // namespace bulkhead::provenance
