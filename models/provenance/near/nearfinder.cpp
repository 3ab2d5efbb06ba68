#include "models/provenance/near/nearfinder.h"

#include <algorithm>
#include <cmath>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t mostCompared = 512; ///< records a row and set
constexpr double wholePpm = 1e6;
} // namespace

NearFinder::NearFinder(const NearIndex& near, const Index& index, std::span<const Column> columns, double from)
    : m_near(near)
    , m_index(index)
    , m_from(from)
    , m_maker(near.keys(), {columns.begin(), columns.end()}, NearMaker::Use::LookUp)
    , m_rowsOf(index.segments().size())
{
    for (const auto& segment : index.segments()) {
        m_readers.push_back(near.of(segment->info().dataSet));
    }
}

void NearFinder::look(RowVerdict& verdict, const Row& row, std::span<const Candidate> candidates)
{
    ++m_rows;
    m_maker.make(row, m_record);
    Nearest real;
    Nearest made;
    for (std::size_t i = 0; i < m_readers.size(); ++i) {
        if (m_readers[i] != nullptr) {
            const bool isReal = m_index.segments()[i]->info().kind == Kind::Production;
            lookIn(static_cast<quint8>(i), *m_readers[i], candidates, isReal ? real : made);
        }
    }
    const bool isNearReal = real.segment != Reason::noSegment;
    const bool isNearMade = made.segment != Reason::noSegment;
    m_nearRows += isNearReal || isNearMade;
    m_productionRows += isNearReal;
    addReason(verdict, real);
    addReason(verdict, made);
}

NearLevel NearFinder::levelOfCity(const SegmentReader& segment, quint32 ordinal) const
{
    const quint16 stored = segment.tagsOf(ordinal)[static_cast<std::size_t>(Tag::City)];
    if (m_record.city.empty() || stored == 0) {
        return NearLevel::Absent;
    }
    return stored == segment.expectedTag(ordinal, Tag::City, m_record.city) ? NearLevel::Equal : NearLevel::Differs;
}

void NearFinder::lookIn(quint8 number, const NearReader& reader, std::span<const Candidate> candidates,
                        Nearest& nearest)
{
    for (const quint64 band : m_record.bands) {
        reader.prefetch(band);
    }
    m_ordinals.clear();
    for (const quint64 band : m_record.bands) {
        reader.find(band, m_ordinals);
    }
    for (const Candidate& candidate : candidates) {
        if (candidate.segment == number) {
            m_ordinals.push_back(candidate.ordinal);
        }
    }
    std::ranges::sort(m_ordinals);
    const auto same = std::ranges::unique(m_ordinals);
    m_ordinals.erase(same.begin(), same.end());
    m_ordinals.resize(std::min(m_ordinals.size(), mostCompared));
    const SegmentReader& segment = *m_index.segments()[number];
    for (const quint32 ordinal : m_ordinals) {
        const NearSketch sketch = reader.sketch(ordinal);
        NearComparison comparison = compare(m_record, sketch);
        comparison.levels[static_cast<std::size_t>(NearField::City)] = levelOfCity(segment, ordinal);
        const auto answer = reader.weights().weigh(comparison, sketch);
        if (answer.probability >= m_from && answer.probability > nearest.answer.probability) {
            nearest = {number, ordinal, answer};
        }
    }
}

void NearFinder::addReason(RowVerdict& verdict, const Nearest& nearest)
{
    if (nearest.segment == Reason::noSegment) {
        return;
    }
    ++m_rowsOf[nearest.segment];
    constexpr double most = 999'999; // nothing that is not equal is certain
    verdict.reasons.append(
        {.code = ReasonCode::Near,
         .segment = nearest.segment,
         .fields = nearest.answer.fields,
         .tenant = m_index.segments()[nearest.segment]->tenantOf(nearest.ordinal),
         .record = nearest.ordinal,
         .nearPpm = static_cast<quint32>(std::min(most, std::floor(nearest.answer.probability * wholePpm)))});
}

void NearFinder::add(const NearFinder& part)
{
    m_rows += part.m_rows;
    m_nearRows += part.m_nearRows;
    m_productionRows += part.m_productionRows;
    for (std::size_t i = 0; i < m_rowsOf.size(); ++i) {
        m_rowsOf[i] += part.m_rowsOf[i];
    }
}

NearReport NearFinder::finish() const
{
    NearReport report{.rows = m_rows, .near = m_nearRows, .production = m_productionRows};
    for (std::size_t i = 0; i < m_readers.size(); ++i) {
        const SegmentInfo& info = m_index.segments()[i]->info();
        if (m_readers[i] != nullptr) {
            report.sets.push_back({info.dataSet, info.kind, info.name, info.version, m_rowsOf[i]});
        } else if (std::ranges::find(m_near.missing(), info.dataSet) != m_near.missing().end()) {
            report.missing.push_back(dataSetTitle(info.name, info.version));
        }
    }
    return report;
}

} // namespace bulkhead::provenance
