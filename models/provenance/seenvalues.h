#pragma once

#include "models/provenance/record.h"
#include "models/provenance/registrar.h"
#include "models/provenance/verdict.h"

namespace bulkhead::provenance {

/// What earlier samples held, so that a later one can say what is new in it. Only keyed fingerprints, only in memory.
///
/// A row was seen where the same cells were, or an e-mail address, national id, account, card or record id of it, or
/// its name with birth date, company, postcode or street. A telephone number or a name alone is not enough: two people
/// may share them, and a new person must not be taken for an old one.
class SeenValues
{
public:
    /// Reads a sample to its end and keeps what it held. Errors: those of the reader and of the mapping,
    /// `provenance.cancelled`.
    [[nodiscard]] Expected<void> remember(const RegistryKey& key, ByteSource& source, const ReadOptions& read = {},
                                          std::span<const ColumnMapping> mappings = {}, const Watcher& watcher = {});
    [[nodiscard]] quint64 samples() const { return m_samples; }
    [[nodiscard]] quint64 rows() const { return m_rows; } ///< of all samples, those that could be read

    [[nodiscard]] bool has(const RegistryKey& key, const Row& row, const Record& record, Extractor& extractor,
                           const std::string& arena) const;

private:
    std::vector<quint64> m_prints; ///< sorted
    quint64 m_samples = 0;
    quint64 m_rows = 0;
};

/// What of a sample is new against earlier ones.
struct NewRows
{
    quint64 samples = 0;                          ///< earlier ones
    quint64 seen = 0;                             ///< rows
    std::array<quint64, verdictCount> fresh = {}; ///< rows, by `Verdict`

    [[nodiscard]] quint64 total() const;
    bool operator==(const NewRows&) const = default;
};

/// "120 of 400 rows are new against the earlier sample: 12 of real persons, 5 unknown." Translated.
[[nodiscard]] QString newRowsSentence(const NewRows& rows);

} // namespace bulkhead::provenance
