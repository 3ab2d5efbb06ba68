#include "models/provenance/tally.h"

#include "models/base/digest.h"
#include "models/provenance/normalise.h"

#include <QVarLengthArray>

#include <algorithm>
#include <cmath>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t mostUnreadableListed = 10000;
constexpr std::size_t stripeBlocks = 200;

/// How many values of a class there can be, where that is known; 0 otherwise.
double spaceOf(KeyClass keyClass)
{
    switch (keyClass) {
    case KeyClass::Phone:
        return 8e9;
    case KeyClass::NationalId:
        return 1e9;
    case KeyClass::Card:
        return 1e14;
    default:
        return 0;
    }
}

/// Bits of the reasons' fields that a column of that meaning answers to.
MeaningSet bitsOf(Meaning meaning)
{
    const bool name = meaning == Meaning::GivenName || meaning == Meaning::FamilyName || meaning == Meaning::FullName;
    const MeaningSet own = meaning == Meaning::None || meaning == Meaning::Tenant ? 0 : bit(meaning);
    return name ? own | bit(Meaning::FullName) : own;
}
} // namespace

Tally::Tally(const Index& index, std::vector<Column> columns)
    : m_index(index)
{
    for (const auto& segment : index.segments()) {
        const auto& info = segment->info();
        m_summary.dataSets.push_back(
            {.dataSet = info.dataSet, .kind = info.kind, .name = info.name, .version = info.version});
    }
    for (auto& column : columns) {
        m_columnBits.push_back(column.meaning == Meaning::FreeText
                                   ? bit(Meaning::Email) | bit(Meaning::Phone) | bit(Meaning::Iban)
                                   : bitsOf(column.meaning));
        m_summary.columns.push_back({.column = std::move(column)});
    }
}

void Tally::addInOrder(Verdict verdict)
{
    ++m_summary.rows;
    auto& stripe = m_summary.stripe;
    if (m_summary.rows > m_blockRows * stripeBlocks) {
        for (std::size_t i = 0; i < stripeBlocks / 2; ++i) {
            StripeBlock joined = stripe[2 * i];
            for (std::size_t v = 0; v < joined.rows.size(); ++v) {
                joined.rows[v] += stripe[2 * i + 1].rows[v];
            }
            stripe[i] = joined;
        }
        stripe.resize(stripeBlocks / 2);
        m_blockRows *= 2;
    }
    const auto block = static_cast<std::size_t>((m_summary.rows - 1) / m_blockRows);
    if (block == stripe.size()) {
        stripe.push_back({.firstRow = m_summary.rows});
    }
    ++stripe[block].rows[static_cast<std::size_t>(verdict)];
}

void Tally::addUnreadable(const Unreadable& place)
{
    ++m_summary.counts[static_cast<std::size_t>(Verdict::Unreadable)];
    addInOrder(Verdict::Unreadable);
    if (m_summary.unreadable.size() < mostUnreadableListed) {
        m_summary.unreadable.push_back(place);
    }
}

void Tally::addRow(const RowVerdict& row, const Record& record)
{
    ++m_summary.counts[static_cast<std::size_t>(row.verdict)];
    m_summary.weak += row.weak;
    m_summary.severalRecords += row.severalRecords;
    m_summary.inBoth += row.inBoth;
    m_summary.knownOverlap += row.knownOverlap;
    m_filled.add(record.filledColumns);
    m_usable.add(record.usableColumns);
    addReasons(row, record);
}

void Tally::add(const Tally& part)
{
    const Summary& other = part.m_summary;
    for (std::size_t i = 0; i < m_summary.counts.size(); ++i) {
        m_summary.counts[i] += other.counts[i];
    }
    m_summary.weak += other.weak;
    m_summary.severalRecords += other.severalRecords;
    m_summary.inBoth += other.inBoth;
    m_summary.knownOverlap += other.knownOverlap;
    for (std::size_t i = 0; i < m_summary.dataSets.size(); ++i) {
        m_summary.dataSets[i].decisive += other.dataSets[i].decisive;
        m_summary.dataSets[i].partial += other.dataSets[i].partial;
    }
    for (std::size_t i = 0; i < m_summary.columns.size(); ++i) {
        const bool isCounted = i < 64;
        m_summary.columns[i].filled += isCounted ? part.m_filled.of(i) : 0;
        m_summary.columns[i].usable += isCounted ? part.m_usable.of(i) : 0;
        m_summary.columns[i].synthetic += other.columns[i].synthetic;
        m_summary.columns[i].production += other.columns[i].production;
    }
    for (const auto& [tenant, rows] : part.m_tenants) {
        VerdictCounts& sum = m_tenants[tenant];
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i] += rows[i];
        }
    }
    addLookups(part.m_lookups);
}

void Tally::addReasons(const RowVerdict& row, const Record& record)
{
    QVarLengthArray<std::pair<quint8, quint32>, 8> seen;
    MeaningSet synthetic = 0;
    MeaningSet production = 0;
    quint64 counted = 0; // bits of segments, for the first 64
    for (const auto& reason : row.reasons) {
        if (reason.segment == Reason::noSegment || reason.code == ReasonCode::SeveralRecords
            || reason.code == ReasonCode::KnownOverlap) {
            continue;
        }
        auto& set = m_summary.dataSets[reason.segment];
        (set.kind == Kind::Synthetic ? synthetic : production) |= reason.fields;
        const bool decisive = reason.code == ReasonCode::Decisive || reason.code == ReasonCode::InBoth;
        const quint64 mark = reason.segment < 64 ? quint64(1) << reason.segment : 0;
        if ((counted & mark) == 0) {
            ++(decisive ? set.decisive : set.partial);
            counted |= mark;
        }
        const std::pair tenant(reason.segment, reason.tenant);
        if (reason.tenant != noTenant && !seen.contains(tenant)) {
            seen.append(tenant);
            ++m_tenants[tenant][static_cast<std::size_t>(row.verdict)];
        }
    }
    if ((synthetic | production) == 0) {
        return;
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(m_summary.columns.size(), 64); ++i) {
        if (record.usableColumns >> i & 1) {
            m_summary.columns[i].synthetic += (m_columnBits[i] & synthetic) != 0;
            m_summary.columns[i].production += (m_columnBits[i] & production) != 0;
        }
    }
}

void Tally::addLookups(const LookupCounts& lookups)
{
    for (std::size_t i = 0; i < m_lookups.size(); ++i) {
        m_lookups[i].lookups += lookups[i].lookups;
        m_lookups[i].synthetic += lookups[i].synthetic;
        m_lookups[i].production += lookups[i].production;
    }
}

void Tally::addChance()
{
    for (std::size_t c = 0; c < m_lookups.size(); ++c) {
        for (const Kind kind : {Kind::Synthetic, Kind::Production}) {
            if (m_lookups[c].lookups == 0 || !m_index.has(kind)) {
                continue;
            }
            double each = 0;
            for (const auto& segment : m_index.segments()) {
                const auto& info = segment->info();
                if (info.kind == kind) {
                    const double space = spaceOf(static_cast<KeyClass>(c));
                    each += static_cast<double>(info.keys) * std::exp2(-info.effectiveBits);
                    each += space > 0 ? static_cast<double>(info.keysByClass[c]) / space : 0;
                }
            }
            m_summary.chance.push_back(
                {.keyClass = static_cast<KeyClass>(c),
                 .kind = kind,
                 .lookups = m_lookups[c].lookups,
                 .observed = kind == Kind::Synthetic ? m_lookups[c].synthetic : m_lookups[c].production,
                 .expectedMicro = static_cast<quint64>(
                     std::ceil(each * static_cast<double>(m_lookups[c].lookups) * 1e6))});
        }
    }
}

Summary Tally::finish()
{
    addChance();
    for (const auto& segment : m_index.segments()) {
        const int bits = segment->info().effectiveBits;
        m_summary.effectiveBits = m_summary.effectiveBits == 0 ? bits : std::min(m_summary.effectiveBits, bits);
    }
    Sha256 registry;
    m_index.addTo(registry);
    m_summary.registry = registry.finish();
    for (const auto& [key, rows] : m_tenants) {
        const auto& info = m_index.segments()[key.first]->info();
        m_summary.tenants.push_back({info.dataSet, info.tenants[key.second], rows});
    }
    std::ranges::sort(m_summary.tenants, {}, [](const TenantCount& t) { return std::pair(t.dataSet, t.tenant); });
    m_summary.noProductionSet = !m_index.has(Kind::Production);
    m_summary.verdict = judgeSample(m_summary.counts, !m_summary.noProductionSet);
    m_summary.normalisation = normalisationVersion;
    m_summary.rules = verdictVersion;
    return m_summary;
}

} // namespace bulkhead::provenance
