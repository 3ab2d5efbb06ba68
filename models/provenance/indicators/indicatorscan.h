#pragma once

#include "models/provenance/indicators/indicators.h"
#include "models/provenance/record.h"

#include <bitset>
#include <map>
#include <unordered_map>

namespace bulkhead::provenance {

/// How often an indicator held in one column of the unknown rows.
struct IndicatorCount
{
    quint16 indicator = 0; ///< place in `Indicators::all()`
    quint16 column = 0;    ///< `noColumn` for what is said of the whole
    quint64 rows = 0;
    quint64 of = 0; ///< rows that have a value there

    static constexpr quint16 noColumn = 0xffff;
    bool operator==(const IndicatorCount&) const = default;
};

/// What the unknown rows of a sample look like. It explains them and never changes their verdict.
struct IndicatorReport
{
    quint64 rows = 0;        ///< unknown rows looked at
    quint64 identifying = 0; ///< of them, with an e-mail address, phone number, id, card or account
    quint64 nobodys = 0;     ///< of those, where each such value is decisively one that belongs to nobody
    std::vector<IndicatorCount> counts = {}; ///< decisive first, then by rows

    bool operator==(const IndicatorReport&) const = default;
};

/// What that means, in one or two translated sentences; empty where there are no unknown rows.
[[nodiscard]] QString indicatorSentence(const IndicatorReport& report);

/// Looks at the rows that match nothing. Confined to one thread.
class IndicatorScan
{
public:
    /// All must outlive the scan; the key is that of the records that it is shown.
    IndicatorScan(const Indicators& indicators, const RegistryKey& key, std::span<const Column> columns);

    /// Counts what holds in an unknown row and adds up to three reasons to its verdict.
    void look(RowVerdict& row, std::span<const std::string_view> cells, const Record& record, const std::string& arena);
    /// Whether `look` compares the record's other fields, since it holds a value of a known one.
    [[nodiscard]] bool isKnown(const Record& record) const;
    /// What depends on the order of the unknown rows: ascending numbers.
    void follow(std::span<const std::string_view> cells);
    [[nodiscard]] bool mayFollow() const { return m_following > 0; } ///< else `follow` does nothing more
    /// What another of the same kind has seen with `look` in other rows.
    void add(const IndicatorScan& part);
    [[nodiscard]] IndicatorReport finish(quint64 rowsOfSample);

private:
    struct Hit
    {
        quint16 indicator = 0;
        quint16 column = 0;
        Meaning meaning = Meaning::None;
    };
    struct KnownRecord ///< a field of a known record: which indicator, which of its records
    {
        quint16 indicator = 0;
        quint16 record = 0;
        Meaning field = Meaning::None;
    };
    struct Counter ///< of a column of ascending numbers
    {
        quint64 last = 0;
        quint64 rows = 0;
        bool isBroken = false;
    };

    void lookAtCell(std::size_t column, std::string_view cell);
    void lookAtValue(Meaning meaning, std::size_t column, std::string_view value);
    void lookAtName(std::span<const std::string_view> cells);
    void lookForRecords(const Record& record, const std::string& arena);
    void compareNames(const Record& record, const std::string& arena);
    void followNumbers(std::size_t column, std::string_view cell);
    void addReasons(RowVerdict& row) const;
    void addSigns(IndicatorReport& report, quint64 rowsOfSample) const;

    const Indicators& m_indicators;
    std::span<const Column> m_columns;
    std::size_t m_given = 0; ///< place of the first such column, that behind the last where there is none
    std::size_t m_family = 0;
    std::vector<quint64> m_filled;
    std::vector<Counter> m_counters;
    std::size_t m_following = 0;                             ///< counters that are not broken
    std::map<std::pair<quint16, quint16>, quint64> m_counts; ///< (indicator, column) → rows
    std::vector<Hit> m_hits;                                 ///< of the row in hand
    std::unordered_multimap<quint64, KnownRecord> m_known;   ///< by fingerprint
    std::bitset<4096> m_mayKnow;                             ///< by the last bits of what `m_known` has
    [[nodiscard]] bool mayKnow(quint64 print) const { return m_mayKnow[print % m_mayKnow.size()]; }
    std::vector<KnownRecord> m_records;
    std::vector<quint16> m_found;
    std::string m_scratch;
    std::string m_mailbox;
    quint64 m_rows = 0;
    quint64 m_identifying = 0;
    quint64 m_nobodys = 0;
    quint64 m_named = 0; ///< rows with name and e-mail address
    quint64 m_apart = 0; ///< of them, where these have nothing in common
    int m_values = 0;    ///< identifying values of the row in hand
    int m_unowned = 0;   ///< of them, those of nobody
};

} // namespace bulkhead::provenance
