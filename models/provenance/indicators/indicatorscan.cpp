#include "models/provenance/indicators/indicatorscan.h"

#include "models/provenance/fold.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <charconv>

namespace bulkhead::provenance {

namespace {
constexpr qsizetype mostReasons = 3;
constexpr std::size_t mostScannedColumns = 1024;
constexpr std::size_t shortestNamePart = 3;
constexpr quint64 roundTo = 500;

constexpr MeaningSet ofOnePerson = bit(Meaning::Email) | bit(Meaning::Phone) | bit(Meaning::NationalId)
    | bit(Meaning::Iban) | bit(Meaning::Card);

/// Letters of a mailbox, ae, oe and ue as in normalised names.
void appendMailbox(std::string_view local, std::string& out)
{
    for (const char c : local) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool isUmlaut = lower == 'e' && !out.empty()
            && (out.back() == 'a' || out.back() == 'o' || out.back() == 'u');
        if (lower >= 'a' && lower <= 'z' && !isUmlaut) {
            out += lower;
        }
    }
}

/// Whether a part of the name, or the initial with it, stands in the mailbox.
bool haveInCommon(std::string_view name, std::string_view mailbox)
{
    while (!name.empty()) {
        const auto part = name.substr(0, name.find(' '));
        if (part.size() >= shortestNamePart
                ? mailbox.contains(part.substr(0, std::max(shortestNamePart, part.size() - 1)))
                : !part.empty() && mailbox.contains(part)) {
            return true;
        }
        name.remove_prefix(std::min(name.size(), part.size() + 1));
    }
    return false;
}
} // namespace

QString indicatorSentence(const IndicatorReport& report)
{
    struct ScanText
    {
        Q_DECLARE_TR_FUNCTIONS(bulkhead::provenance::IndicatorScan)
    };
    if (report.rows == 0) {
        return {};
    }
    const QLocale locale;
    if (report.nobodys > 0) {
        return ScanText::tr("In %1 of %2 unknown rows every e-mail address, phone number, id, card and account is one "
                            "that belongs to nobody. They look made up and stay unknown: that a value is invented does "
                            "not prove where its row comes from.")
            .arg(locale.toString(report.nobodys), locale.toString(report.rows));
    }
    return report.counts.empty()
        ? ScanText::tr("Nothing in the %1 unknown rows looks made up.").arg(locale.toString(report.rows))
        : ScanText::tr("Some values of the %1 unknown rows look made up, but no row holds only such values.")
              .arg(locale.toString(report.rows));
}

IndicatorScan::IndicatorScan(const Indicators& indicators, const RegistryKey& key, std::span<const Column> columns)
    : m_indicators(indicators)
    , m_columns(columns.first(std::min(columns.size(), mostScannedColumns)))
    , m_filled(m_columns.size())
    , m_counters(m_columns.size())
    , m_following(m_columns.size())
{
    const auto first = [this](Meaning meaning) {
        return static_cast<std::size_t>(std::ranges::find(m_columns, meaning, &Column::meaning) - m_columns.begin());
    };
    m_given = first(Meaning::GivenName);
    m_family = first(Meaning::FamilyName);
    for (std::size_t i = 0; i < indicators.all().size(); ++i) {
        const auto& records = indicators.all()[i].records;
        for (std::size_t r = 0; r < records.size(); ++r) {
            for (const auto& [meaning, value] : records[r]) {
                const auto keyClass = meaning == Meaning::FullName ? KeyClass::Name : static_cast<KeyClass>(meaning);
                const quint64 print = fingerprint(key, keyClass, {value});
                m_known.emplace(print, KnownRecord{static_cast<quint16>(i), static_cast<quint16>(r), meaning});
                m_mayKnow.set(print % m_mayKnow.size());
            }
        }
    }
}

void IndicatorScan::lookAtValue(Meaning meaning, std::size_t column, std::string_view value)
{
    m_found.clear();
    m_indicators.find(meaning, value, m_found);
    bool isNobodys = false;
    for (const quint16 place : m_found) {
        m_hits.push_back({place, static_cast<quint16>(column), meaning});
        isNobodys = isNobodys || m_indicators.all()[place].isDecisive;
    }
    if ((ofOnePerson & bit(meaning)) != 0) {
        ++m_values;
        m_unowned += isNobodys;
    }
    if (meaning == Meaning::Email && m_mailbox.empty()) {
        appendMailbox(value.substr(0, value.find('@')), m_mailbox);
    }
}

void IndicatorScan::lookAtCell(std::size_t column, std::string_view cell)
{
    const Meaning meaning = m_columns[column].meaning;
    if (meaning == Meaning::FreeText) {
        m_found.clear();
        m_indicators.find(meaning, cell, m_found);
        for (const quint16 place : m_found) {
            m_hits.push_back({place, static_cast<quint16>(column), meaning});
        }
        std::vector<Found> values;
        findInText(cell, values);
        for (const Found& value : values) {
            lookAtValue(value.meaning, column, value.text);
        }
        return;
    }
    lookAtValue(meaning, column, cell);
}

void IndicatorScan::lookAtName(std::span<const std::string_view> cells)
{
    const auto at = [&](std::size_t column) {
        return column < std::min(cells.size(), m_columns.size()) ? trimmed(cells[column]) : std::string_view();
    };
    const auto given = at(m_given);
    const auto family = at(m_family);
    if (given.empty() || family.empty()) {
        return;
    }
    m_scratch.assign(given).append(" ").append(family);
    m_found.clear();
    m_indicators.find(Meaning::FullName, m_scratch, m_found);
    for (const quint16 place : m_found) {
        const bool isKnown = std::ranges::any_of(m_hits, [&](const Hit& hit) { return hit.indicator == place; });
        if (!isKnown) {
            m_hits.push_back({place, static_cast<quint16>(m_family), Meaning::FullName});
        }
    }
}

void IndicatorScan::lookForRecords(const Record& record, const std::string& arena)
{
    for (const Value& value : record.values) {
        if (!mayKnow(value.fingerprint)) {
            continue;
        }
        const auto [begin, end] = m_known.equal_range(value.fingerprint);
        std::for_each(begin, end, [this](const auto& known) { m_records.push_back(known.second); });
    }
    for (std::size_t i = 0; i < m_records.size(); ++i) {
        const KnownRecord known = m_records[i];
        const Indicator::Fields& fields = m_indicators.all()[known.indicator].records[known.record];
        // A company is no value to look up by itself.
        const auto company = std::ranges::find(fields, Meaning::Company, &Indicator::Fields::value_type::first);
        const bool agrees = company != fields.end() && record.has(Tag::Company)
            && record.fields[static_cast<std::size_t>(Tag::Company)].in(arena) == company->second;
        const bool hasAnother = std::ranges::any_of(m_records, [&](const KnownRecord& other) {
            return other.indicator == known.indicator && other.record == known.record && other.field != known.field;
        });
        const bool isTold = std::ranges::any_of(m_hits,
                                                [&](const Hit& hit) { return hit.indicator == known.indicator; });
        if ((agrees || hasAnother) && !isTold) {
            m_hits.push_back({known.indicator, IndicatorCount::noColumn, known.field});
            m_unowned = m_values; // the record is a known one, whatever of it stands there
        }
    }
}

void IndicatorScan::compareNames(const Record& record, const std::string& arena)
{
    const std::string_view name = record.fields[static_cast<std::size_t>(Tag::Name)].in(arena);
    if (!name.empty() && !m_mailbox.empty()) {
        ++m_named;
        m_apart += !haveInCommon(name, m_mailbox);
    }
}

void IndicatorScan::followNumbers(std::size_t column, std::string_view cell)
{
    Counter& counter = m_counters[column];
    if (counter.isBroken) {
        return;
    }
    quint64 number = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (error != std::errc() || end != cell.data() + cell.size() || (counter.rows > 0 && number != counter.last + 1)) {
        counter.isBroken = true;
        --m_following;
        return;
    }
    counter.last = number;
    ++counter.rows;
}

void IndicatorScan::addReasons(RowVerdict& row) const
{
    qsizetype added = 0;
    for (const bool decisive : {true, false}) {
        for (std::size_t i = 0; i < m_hits.size() && added < mostReasons; ++i) {
            const Hit& hit = m_hits[i];
            if (m_indicators.all()[hit.indicator].isDecisive != decisive) {
                continue;
            }
            Reason reason{.code = ReasonCode::Indicator, .tenant = hit.indicator};
            reason.fields = hit.meaning == Meaning::None ? 0 : bit(hit.meaning);
            if (std::ranges::find(row.reasons, reason) == row.reasons.end()) {
                row.reasons.append(reason);
                ++added;
            }
        }
    }
}

bool IndicatorScan::isKnown(const Record& record) const
{
    return std::ranges::any_of(record.values, [this](const Value& value) {
        return mayKnow(value.fingerprint) && m_known.contains(value.fingerprint);
    });
}

void IndicatorScan::follow(std::span<const std::string_view> cells)
{
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        followNumbers(i, i < cells.size() ? trimmed(cells[i]) : std::string_view());
    }
}

void IndicatorScan::add(const IndicatorScan& part)
{
    m_rows += part.m_rows;
    m_identifying += part.m_identifying;
    m_nobodys += part.m_nobodys;
    m_named += part.m_named;
    m_apart += part.m_apart;
    for (std::size_t i = 0; i < m_filled.size(); ++i) {
        m_filled[i] += part.m_filled[i];
    }
    for (const auto& [place, rows] : part.m_counts) {
        m_counts[place] += rows;
    }
}

void IndicatorScan::look(RowVerdict& row, std::span<const std::string_view> cells, const Record& record,
                         const std::string& arena)
{
    m_hits.clear();
    m_records.clear();
    m_mailbox.clear();
    m_values = 0;
    m_unowned = 0;
    ++m_rows;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const auto cell = i < cells.size() ? trimmed(cells[i]) : std::string_view();
        if (!cell.empty()) {
            ++m_filled[i];
            lookAtCell(i, cell);
        }
    }
    lookAtName(cells);
    lookForRecords(record, arena);
    for (auto hit = m_hits.begin(); hit != m_hits.end(); ++hit) {
        const bool isCounted = std::any_of(m_hits.begin(), hit, [&](const Hit& other) {
            return other.indicator == hit->indicator && other.column == hit->column;
        });
        if (!isCounted) {
            ++m_counts[{hit->indicator, hit->column}];
        }
    }
    m_identifying += m_values > 0;
    m_nobodys += m_values > 0 && m_unowned == m_values;
    compareNames(record, arena);
    addReasons(row);
}

void IndicatorScan::addSigns(IndicatorReport& report, quint64 rowsOfSample) const
{
    constexpr quint64 hundred = 100;
    for (std::size_t i = 0; i < m_indicators.all().size(); ++i) {
        const Indicator& indicator = m_indicators.all()[i];
        const auto add = [&](std::size_t column, quint64 rows, quint64 of) {
            if (of >= indicator.least && rows * hundred >= of * static_cast<quint64>(indicator.percent)) {
                report.counts.push_back({static_cast<quint16>(i), static_cast<quint16>(column), rows, of});
            }
        };
        if (indicator.sign == Indicator::Sign::NameEmailApart) {
            const auto email = std::ranges::find(m_columns, Meaning::Email, &Column::meaning);
            add(email == m_columns.end() ? IndicatorCount::noColumn
                                         : static_cast<std::size_t>(email - m_columns.begin()),
                m_apart, m_named);
        } else if (indicator.sign == Indicator::Sign::RoundCount && rowsOfSample % roundTo == 0) {
            add(IndicatorCount::noColumn, rowsOfSample, rowsOfSample);
        } else if (indicator.sign == Indicator::Sign::IdsWithoutGaps) {
            for (std::size_t c = 0; c < m_counters.size(); ++c) {
                if (!m_counters[c].isBroken) {
                    add(c, m_counters[c].rows, m_rows);
                }
            }
        }
    }
}

IndicatorReport IndicatorScan::finish(quint64 rowsOfSample)
{
    IndicatorReport report{.rows = m_rows, .identifying = m_identifying, .nobodys = m_nobodys};
    for (const auto& [place, rows] : m_counts) {
        const bool isOfAll = place.second == IndicatorCount::noColumn;
        report.counts.push_back({place.first, place.second, rows, isOfAll ? m_rows : m_filled[place.second]});
    }
    if (m_rows > 0) {
        addSigns(report, rowsOfSample);
    }
    std::ranges::stable_sort(report.counts, [this](const IndicatorCount& a, const IndicatorCount& b) {
        const bool isDecisive = m_indicators.all()[a.indicator].isDecisive;
        const bool isOtherDecisive = m_indicators.all()[b.indicator].isDecisive;
        return isDecisive != isOtherDecisive ? isDecisive : a.rows > b.rows;
    });
    return report;
}

} // namespace bulkhead::provenance
