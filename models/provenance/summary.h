#pragma once

#include "models/provenance/indicators/indicatorscan.h"
#include "models/provenance/near/nearreport.h"
#include "models/provenance/reader.h"
#include "models/provenance/seenvalues.h"
#include "models/provenance/verdict.h"

#include <QJsonObject>

#include <optional>

namespace bulkhead::provenance {

using VerdictCounts = std::array<quint64, verdictCount>;

/// {"synthetic": 12, "production": 0, …}.
[[nodiscard]] QJsonObject countsJson(const VerdictCounts& counts);

/// Rows in which a record of the data set agreed and was named in the reasons.
struct DataSetCount
{
    Id dataSet;
    Kind kind = Kind::Synthetic;
    QString name;
    QString version;
    quint64 decisive = 0; ///< rows
    quint64 partial = 0;  ///< rows, weak sides and partial matches

    bool operator==(const DataSetCount&) const = default;
};

struct TenantCount
{
    Id dataSet;
    QString tenant;
    VerdictCounts rows = {};

    bool operator==(const TenantCount&) const = default;
};

struct ColumnCount
{
    Column column;
    quint64 filled = 0;
    quint64 usable = 0;
    quint64 synthetic = 0; ///< cells that agree with a synthetic record named in the reasons
    quint64 production = 0;

    bool operator==(const ColumnCount&) const = default;
};

/// Look-ups of one class in sets of one kind: what chance would give beside what was found.
struct ChanceCount
{
    KeyClass keyClass = KeyClass::Email;
    Kind kind = Kind::Synthetic;
    quint64 lookups = 0;
    quint64 observed = 0;
    quint64 expectedMicro
        = 0; ///< expected chance hits in 10⁻⁶: equal values in a known number range, equal fingerprints

    bool operator==(const ChanceCount&) const = default;
};

/// A stretch of the sample, for the picture of where the real rows are.
struct StripeBlock
{
    quint64 firstRow = 0;
    VerdictCounts rows = {};

    bool operator==(const StripeBlock&) const = default;
};

/// The answer for a sample; the same sample, options and registry give the same octets of `toCbor`.
struct Summary
{
    SampleVerdict verdict = SampleVerdict::Unresolved;
    bool noProductionSet = false; ///< to be said before anything else
    quint64 rows = 0;             ///< == synthetic + production + mixed + unknown + unreadable
    VerdictCounts counts = {};
    quint64 weak = 0;
    quint64 severalRecords = 0;
    quint64 inBoth = 0;
    quint64 knownOverlap = 0; ///< rows whose production side people have confirmed to be made up
    quint64 ragged = 0;
    quint64 reencoded = 0;
    Dialect dialect;
    std::vector<Unreadable> unreadable; ///< the first 10,000 of them
    std::vector<DataSetCount> dataSets; ///< all that are registered
    std::vector<TenantCount> tenants;   ///< those hit, by data set and name
    std::vector<ColumnCount> columns;
    std::vector<ChanceCount> chance;
    std::vector<StripeBlock> stripe; ///< at most 200
    int effectiveBits = 0;           ///< the smallest of the segments; 0 without any
    quint16 normalisation = 0;
    quint16 rules = 0;
    Bytes registry; ///< SHA-256 over the index
    qint64 bytes = 0;
    /// Not part of the serialised form, which must be reproducible and whose columns say it.
    double seconds = 0;
    /// What unknown rows look like. Not part of the serialised form: it explains, and no verdict hangs on it.
    IndicatorReport indicators;
    /// What unknown rows come near to, where a set has a near index; not part of the serialised form either.
    NearReport near;
    /// Against earlier samples, where that was asked; not part of the serialised form either.
    std::optional<NewRows> newRows = {};
    QString format; ///< "JSON", "xlsx, sheets: 2"; empty for a table or text as it stands

    /// Everything but the seconds; deterministic.
    [[nodiscard]] Bytes toCbor() const;
    [[nodiscard]] static std::optional<Summary> fromCbor(BytesView encoded);
};

} // namespace bulkhead::provenance
