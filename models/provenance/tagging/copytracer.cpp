#include "models/provenance/tagging/copytracer.h"

#include <algorithm>
#include <cmath>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t mostDecades = 20;
constexpr double markCertainty = 24; ///< decades: 2⁻⁸⁰
constexpr double mostCertainty = 99; ///< decades; beyond it the model, not chance, is in doubt
constexpr double tenths = 10;
constexpr double decisiveDecades = 6;
constexpr quint32 taggedConfidence = 999'999; ///< 10⁻⁶: chance at the bound

/// Decades that h or more of a Poisson number with that mean is away from chance; 0 at least.
double decadesOf(double mean, double h)
{
    if (h <= mean || h <= 0) {
        return 0;
    }
    const double natural = h * (std::log(mean / h) + 1) - mean;
    return std::max(0.0, -natural / std::numbers::ln10);
}

bool namesSomebody(MeaningSet fields)
{
    using enum Meaning;
    constexpr MeaningSet ids = bit(Email) | bit(Phone) | bit(NationalId) | bit(Iban) | bit(Card) | bit(RecordId);
    constexpr MeaningSet born = bit(FullName) | bit(BirthDate);
    return (fields & ids) != 0 || (fields & born) == born;
}
} // namespace

void takeTrace(RowVerdict& verdict, const RowTrace& trace, std::span<const SegmentInfo* const> sets)
{
    if (!trace.isTagged()) {
        return;
    }
    const bool identifiesReal = std::ranges::any_of(verdict.reasons, [&](const Reason& reason) {
        return reason.segment != Reason::noSegment && reason.code != ReasonCode::KnownOverlap
            && sets[reason.segment]->kind == Kind::Production && namesSomebody(reason.fields);
    });
    if (verdict.inBoth) {
        // The same record in both kinds stays somebody's, whatever the copy.
    } else if (identifiesReal) {
        const bool wasDecided = verdict.verdict == Verdict::Production || verdict.verdict == Verdict::Mixed;
        verdict.weak = verdict.verdict == Verdict::Mixed ? verdict.weak : !wasDecided;
        verdict.verdict = Verdict::Mixed;
        verdict.confidencePpm = wasDecided ? verdict.confidencePpm : taggedConfidence;
    } else if (verdict.verdict == Verdict::Unknown) {
        verdict.verdict = Verdict::Synthetic;
        verdict.confidencePpm = taggedConfidence;
    }
    const auto saysNothing = [](const Reason& reason) {
        return reason.code == ReasonCode::NoMatch || reason.code == ReasonCode::NoValue;
    };
    verdict.reasons.erase(std::remove_if(verdict.reasons.begin(), verdict.reasons.end(), saysNothing),
                          verdict.reasons.end());
    const bool isMark = trace.kind == RowTrace::Kind::Mark;
    verdict.reasons.insert(verdict.reasons.begin(), Reason{.code = isMark ? ReasonCode::Mark : ReasonCode::Canary});
}

CopyTracer::CopyTracer(const CopyIndex& index, const RegistryKey& key)
    : m_index(index)
    , m_marks(key)
{
}

void CopyTracer::findMarks(const Row& row, RowTrace& trace)
{
    constexpr std::size_t shortestMark = 32;
    quint32 last = 0;
    bool any = false;
    for (const std::string_view cell : row.cells) {
        if (cell.size() < shortestMark) {
            continue;
        }
        m_marks.find(cell, [&](RowMark mark) {
            const auto copy = m_index.withSerial(mark.copy);
            if (!copy || mark.row == 0 || mark.row > m_index.copies()[*copy].rows) {
                return;
            }
            Found& found = m_found[*copy];
            found.marks.resize(m_index.copies()[*copy].rows + 1);
            found.marks[mark.row] = true;
            found.markedRows += any && last == *copy ? 0 : 1; // the same mark in two cells is one row
            any = true;
            last = *copy;
            trace = {RowTrace::Kind::Mark, *copy};
        });
    }
}

void CopyTracer::findCanaries(quint64 fingerprint)
{
    m_index.find(fingerprint, [&](const CopyIndex::Place& place) {
        for (CopyIndex::Place& known : m_row) {
            if (known.copy == place.copy && known.canary == place.canary) {
                known.rarity = std::max(known.rarity, place.rarity);
                return;
            }
        }
        m_row.push_back(place);
    });
}

void CopyTracer::takeCanaries(RowTrace& trace)
{
    std::ranges::sort(m_row, {}, &CopyIndex::Place::copy);
    for (std::size_t i = 0; i < m_row.size(); ++i) {
        const CopyIndex::Place& place = m_row[i];
        Found& found = m_found[place.copy];
        found.canaryRows += i == 0 || m_row[i - 1].copy != place.copy ? 1 : 0;
        quint8& rarity = found.canaries[place.canary];
        rarity = std::max(rarity, place.rarity);
        const double planted = static_cast<double>(m_index.copies()[place.copy].canaries.size());
        if (!trace.isTagged() && place.rarity / tenths - std::log10(planted) >= decisiveDecades) {
            trace = {RowTrace::Kind::Canary, place.copy};
        }
    }
}

RowTrace CopyTracer::look(const Row& row, const Record& record, Extractor& extractor, const std::string& arena)
{
    RowTrace trace;
    m_row.clear();
    findMarks(row, trace);
    for (const Value& value : record.values) {
        findCanaries(value.fingerprint);
    }
    if (record.has(Tag::Name)) {
        for (const KeyClass keyClass : canaryCombinations) {
            if (const quint64 print = extractor.combination(record, keyClass, arena); print != 0) {
                findCanaries(print);
            }
        }
    }
    if (!m_row.empty()) {
        takeCanaries(trace);
    }
    return trace;
}

void CopyTracer::add(const CopyTracer& part)
{
    for (const auto& [copy, other] : part.m_found) {
        Found& found = m_found[copy];
        found.markedRows += other.markedRows;
        found.canaryRows += other.canaryRows;
        found.marks.resize(std::max(found.marks.size(), other.marks.size()));
        for (std::size_t row = 0; row < other.marks.size(); ++row) {
            found.marks[row] = found.marks[row] || other.marks[row];
        }
        for (const auto& [canary, rarity] : other.canaries) {
            quint8& most = found.canaries[canary];
            most = std::max(most, rarity);
        }
    }
}

quint32 CopyTracer::certaintyOf(const TaggedCopy& copy, const Found& found, quint64 rows) const
{
    std::array<double, mostDecades + 1> chance = {}; ///< of the values of each decade
    std::array<double, mostDecades + 1> hits = {};
    const auto decade = [](quint8 rarity) { return std::min(static_cast<std::size_t>(rarity / tenths), mostDecades); };
    for (const Canary& canary : copy.canaries) {
        for (const CanaryPrint& print : canary.prints) {
            chance[decade(print.rarity)] += std::pow(10.0, -print.rarity / tenths);
        }
    }
    for (const auto& [canary, rarity] : found.canaries) {
        ++hits[decade(rarity)];
    }
    double best = 0;
    double mean = 0;
    double h = 0;
    int levels = 0;
    for (std::size_t i = 0; i <= mostDecades; ++i) {
        const std::size_t r = mostDecades - i;
        mean += chance[r] * static_cast<double>(rows);
        h += hits[r];
        levels += chance[r] > 0;
        best = std::max(best, decadesOf(mean, h));
    }
    if (found.markedRows > 0) {
        best = std::max(best, markCertainty);
    }
    const double places = std::max(1, levels) * static_cast<double>(m_index.copies().size());
    return static_cast<quint32>(std::clamp(best - std::log10(places), 0.0, mostCertainty));
}

std::vector<CopyTrace> CopyTracer::finish(quint64 rows) const
{
    std::vector<CopyTrace> traces;
    for (const auto& [place, found] : m_found) {
        const TaggedCopy& copy = m_index.copies()[place];
        CopyTrace trace{.copy = copy.id,
                        .markedRows = found.markedRows,
                        .distinctMarks = static_cast<quint64>(std::ranges::count(found.marks, true)),
                        .canaryRows = found.canaryRows,
                        .canaries = found.canaries.size(),
                        .planted = copy.canaries.size()};
        trace.certainty = certaintyOf(copy, found, rows);
        trace.isNamed = trace.certainty >= namingCertainty;
        traces.push_back(trace);
    }
    std::ranges::stable_sort(traces, [](const CopyTrace& a, const CopyTrace& b) {
        return std::tuple(a.certainty, a.distinctMarks, a.canaries)
            > std::tuple(b.certainty, b.distinctMarks, b.canaries);
    });
    return traces;
}

} // namespace bulkhead::provenance
