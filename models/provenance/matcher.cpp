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
    m_firstSlot.clear();
    m_slots.clear();
    const auto segments = m_index.segments();
    for (const auto& segment : segments) {
        for (const auto& record : batch) {
            for (const auto& value : record.values) {
                segment->prefetchBucket(value.fingerprint);
            }
        }
    }
    for (const auto& segment : segments) {
        for (const auto& record : batch) {
            for (const auto& value : record.values) {
                segment->prefetchKeys(value.fingerprint);
            }
        }
    }
    for (const auto& record : batch) {
        m_firstSlot.push_back(m_slots.size());
        for (const auto& segment : segments) {
            for (const auto& value : record.values) {
                const qint64 slot = segment->find(value.fingerprint);
                m_slots.push_back(slot);
                if (slot >= 0) {
                    segment->prefetchHit(slot);
                }
            }
        }
    }
}

std::span<const Candidate> Matcher::candidates(std::size_t at, const std::string& arena, Tally& tally)
{
    m_candidates.clear();
    const Record& record = m_batch[at];
    const auto values = record.values.size();
    const auto segments = m_index.segments();
    const auto first = m_firstSlot[at];
    for (std::size_t v = 0; v < values; ++v) {
        bool found[3] = {};
        for (std::size_t s = 0; s < segments.size(); ++s) {
            found[static_cast<std::size_t>(m_sets[s]->kind)] |= m_slots[first + s * values + v] >= 0;
        }
        tally.addLookup(record.values[v].keyClass, found[1], found[2]);
    }
    for (std::size_t s = 0; s < segments.size(); ++s) {
        const auto begin = m_slots.begin() + static_cast<std::ptrdiff_t>(first + s * values);
        if (std::any_of(begin, begin + static_cast<std::ptrdiff_t>(values), [](qint64 slot) { return slot >= 0; })) {
            gather(s, record, first + s * values, arena);
        }
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

void Matcher::gather(std::size_t segmentAt, const Record& record, std::size_t firstSlot, const std::string& arena)
{
    const SegmentReader& segment = *m_index.segments()[segmentAt];
    const auto number = static_cast<quint8>(segmentAt);
    const auto firstCandidate = m_candidates.size();
    quint32 nameCount = 0;
    for (std::size_t v = 0; v < record.values.size(); ++v) {
        const qint64 slot = m_slots[firstSlot + v];
        if (slot < 0) {
            continue;
        }
        const Value& value = record.values[v];
        const Hit hit = segment.hit(slot);
        if (hit.keyClass != static_cast<quint8>(value.keyClass)) {
            continue; // equal fingerprints of different things
        }
        const bool isName = value.keyClass == KeyClass::Name;
        nameCount = isName ? hit.count : nameCount;
        const quint32 bits = v < valueBits ? quint32(1) << v : 0;
        // Of a value in more records than are listed only the first stands for all; a common name is looked up with
        // its other fields instead.
        const quint32 listed = hit.count > maxPostings ? 1U : hit.listed;
        for (quint32 i = 0; i < listed; ++i) {
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
