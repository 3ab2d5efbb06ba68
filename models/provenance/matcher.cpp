#include "models/provenance/matcher.h"

#include <algorithm>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t mostCandidates = 96;
constexpr std::size_t valueBits = 30;

MeaningSet bitOf(KeyClass keyClass)
{
    return bit(static_cast<Meaning>(keyClass)); // the classes of single values carry the meanings' numbers
}

bool isIssued(KeyClass keyClass)
{
    return keyClass == KeyClass::Email || keyClass == KeyClass::Iban || keyClass == KeyClass::Card
        || keyClass == KeyClass::RecordId;
}

constexpr std::pair<Tag, Meaning> compared[] = {
    {Tag::Company, Meaning::Company},   {Tag::Street, Meaning::Street},       {Tag::City, Meaning::City},
    {Tag::Postcode, Meaning::Postcode}, {Tag::BirthDate, Meaning::BirthDate},
};
} // namespace

Matcher::Matcher(const Index& index, Extractor& extractor)
    : m_index(index)
    , m_extractor(extractor)
{
    for (const auto& segment : index.segments()) {
        m_sets.push_back(&segment->info());
    }
}

void Matcher::lookUp(std::span<const Record> batch)
{
    m_batch = batch;
    m_firstPrint.clear();
    m_prints.clear();
    for (const auto& record : batch) {
        m_firstPrint.push_back(m_prints.size());
        for (const auto& value : record.values) {
            m_prints.push_back(value.fingerprint);
        }
    }
    const auto segments = m_index.segments();
    for (const auto& segment : segments) {
        segment->prefetchBuckets(m_prints);
    }
    for (const auto& segment : segments) {
        segment->prefetchKeys(m_prints);
    }
    m_slots.resize(segments.size() * m_prints.size());
    std::span<qint64> slots = m_slots;
    for (const auto& segment : segments) {
        segment->find(m_prints, slots.first(m_prints.size()));
        slots = slots.subspan(m_prints.size());
    }
    find();
}

/// Gathers what was found, counts it and fetches the memory that comparing needs.
void Matcher::find()
{
    m_found.clear();
    m_hitRange.clear();
    const auto segments = m_index.segments();
    for (std::size_t at = 0; at < m_batch.size(); ++at) {
        const auto& values = m_batch[at].values;
        const auto first = static_cast<quint32>(m_found.size());
        m_foundIn.assign(values.size(), 0);
        for (std::size_t s = 0; s < segments.size(); ++s) {
            const auto slots = m_slots.begin() + static_cast<std::ptrdiff_t>(s * m_prints.size() + m_firstPrint[at]);
            for (std::size_t v = 0; v < values.size(); ++v) {
                const qint64 slot = slots[static_cast<std::ptrdiff_t>(v)];
                if (slot >= 0) {
                    m_found.push_back({static_cast<quint32>(v), static_cast<quint8>(s), segments[s]->peek(slot)});
                    segments[s]->prefetchPostings(m_found.back().hit);
                    m_foundIn[v] |= static_cast<quint8>(m_sets[s]->kind);
                }
            }
        }
        m_hitRange.push_back({first, static_cast<quint32>(m_found.size()) - first});
        for (std::size_t v = 0; v < values.size(); ++v) {
            LookupCount& count = m_lookups[static_cast<std::size_t>(values[v].keyClass)];
            ++count.lookups;
            count.synthetic += m_foundIn[v] & static_cast<quint8>(Kind::Synthetic);
            count.production += (m_foundIn[v] & static_cast<quint8>(Kind::Production)) != 0;
        }
    }
    for (Found& found : m_found) {
        const SegmentReader& segment = *segments[found.segment];
        // Of a value in more records than are listed the first stands for all.
        segment.complete(found.hit, found.hit.count > maxPostings ? 1 : maxPostings);
        for (quint32 i = 0; i < found.hit.listed; ++i) {
            segment.prefetchRecord(found.hit.ordinals[i]);
        }
    }
}

std::span<const Candidate> Matcher::candidates(std::size_t at, const std::string& arena)
{
    m_candidates.clear();
    std::span<const Found> rest = std::span(m_found).subspan(m_hitRange[at].first, m_hitRange[at].size);
    while (!rest.empty()) {
        const auto other = std::ranges::find_if(
            rest, [&](const Found& found) { return found.segment != rest.front().segment; });
        const auto count = static_cast<std::size_t>(other - rest.begin());
        gather(rest.first(count), m_batch[at], arena);
        rest = rest.subspan(count);
    }
    return m_candidates;
}

Candidate* Matcher::candidateFor(quint8 segment, quint32 ordinal)
{
    for (auto& candidate : m_candidates) {
        if (candidate.segment == segment && candidate.ordinal == ordinal) {
            return &candidate;
        }
    }
    if (m_candidates.size() >= mostCandidates) {
        return nullptr;
    }
    m_candidates.push_back({.segment = segment, .ordinal = ordinal});
    return &m_candidates.back();
}

/// Candidates of one segment.
void Matcher::gather(std::span<const Found> foundHere, const Record& record, const std::string& arena)
{
    const quint8 number = foundHere.front().segment;
    const SegmentReader& segment = *m_index.segments()[number];
    const auto firstCandidate = m_candidates.size();
    quint32 nameCount = 0;
    for (const Found& found : foundHere) {
        const Value& value = record.values[found.value];
        const Hit& hit = found.hit;
        if (hit.keyClass != static_cast<quint8>(value.keyClass)) {
            continue; // equal fingerprints of different things
        }
        const bool isName = value.keyClass == KeyClass::Name;
        nameCount = isName ? hit.count : nameCount;
        const quint32 bits = found.value < valueBits ? quint32(1) << found.value : 0;
        for (quint32 i = 0; i < hit.listed; ++i) {
            Candidate* const candidate = candidateFor(number, hit.ordinals[i]);
            if (candidate == nullptr) {
                break;
            }
            candidate->agree |= bitOf(value.keyClass);
            candidate->values |= isName ? 0 : bits;
            candidate->phones = static_cast<quint8>(candidate->phones + (value.keyClass == KeyClass::Phone));
            if (isIssued(value.keyClass)) {
                candidate->issued |= bitOf(value.keyClass);
                candidate->issuedCount = candidate->issuedCount == 0 ? hit.count
                                                                     : std::min(candidate->issuedCount, hit.count);
            }
        }
        // A common name is looked up with its other fields.
        for (const auto keyClass : combinations) {
            const quint64 print = isName && hit.count > maxPostings ? m_extractor.combination(record, keyClass, arena)
                                                                    : 0;
            const qint64 both = print != 0 ? segment.find(print) : -1;
            if (both < 0) {
                continue;
            }
            const Hit together = segment.hit(both);
            for (quint32 i = 0; i < together.listed && together.keyClass == static_cast<quint8>(keyClass); ++i) {
                if (Candidate* const candidate = candidateFor(number, together.ordinals[i])) {
                    candidate->agree |= bit(Meaning::FullName);
                }
            }
        }
    }
    for (std::size_t i = firstCandidate; i < m_candidates.size(); ++i) {
        compare(m_candidates[i], record, arena, nameCount);
    }
}

/// Compares the row's other fields with what the registered record keeps of its own.
void Matcher::compare(Candidate& candidate, const Record& record, const std::string& arena, quint32 nameCount) const
{
    const SegmentReader& segment = *m_index.segments()[candidate.segment];
    candidate.tenant = segment.tenantOf(candidate.ordinal);
    const auto stored = segment.tagsOf(candidate.ordinal);
    const auto agrees = [&](Tag tag) {
        return stored[static_cast<std::size_t>(tag)]
            == segment.expectedTag(candidate.ordinal, tag, record.fields[static_cast<std::size_t>(tag)].in(arena));
    };
    const auto both = [&](Tag tag) { return record.has(tag) && stored[static_cast<std::size_t>(tag)] != 0; };

    if ((candidate.agree & bit(Meaning::FullName)) == 0 && both(Tag::Name)) {
        if (agrees(Tag::Name)) {
            candidate.agree |= bit(Meaning::FullName);
        } else {
            const bool family = both(Tag::Family) && agrees(Tag::Family);
            const bool given = both(Tag::Given) && agrees(Tag::Given);
            candidate.agree |= (family ? bit(Meaning::FamilyName) : 0) | (given ? bit(Meaning::GivenName) : 0);
            candidate.disagree |= family || given ? 0 : bit(Meaning::FullName);
        }
    }
    for (const auto& [tag, meaning] : compared) {
        if (both(tag)) {
            (agrees(tag) ? candidate.agree : candidate.disagree) |= bit(meaning);
        }
    }
    if (candidate.agree & bit(Meaning::FullName)) {
        candidate.nameCount = std::max<quint32>(1, nameCount);
        candidate.values |= quint32(1) << 30;
        candidate.values |= candidate.agree & bit(Meaning::BirthDate) ? quint32(1) << 31 : 0;
    }
}

} // namespace bulkhead::provenance
