#include "models/provenance/matcher.h"

#include <algorithm>
#include <bit>

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

constexpr quint32 tagBit(Tag tag)
{
    return quint32(1) << static_cast<int>(tag);
}

/// What a registered record keeps to compare with, as bits; the name's only where it is not known to agree.
quint32 storedTags(const Candidate& candidate, const std::array<quint16, tagCount>& stored)
{
    quint32 tags = 0;
    for (std::size_t i = 0; i < stored.size(); ++i) {
        tags |= stored[i] != 0 ? quint32(1) << i : 0;
    }
    const bool isNamed = (candidate.agree & bit(Meaning::FullName)) != 0;
    return isNamed ? tags & ~(tagBit(Tag::Name) | tagBit(Tag::Given) | tagBit(Tag::Family)) : tags;
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
                    Found& found = m_found.emplace_back();
                    found.value = static_cast<quint32>(v);
                    found.segment = static_cast<quint8>(s);
                    found.slot = slot;
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
    peekAll();
}

/// Reads what the sets know of what was found.
void Matcher::peekAll()
{
    const auto segments = m_index.segments();
    m_hashes.clear();
    for (const Found& found : m_found) {
        segments[found.segment]->askCell(found.slot, m_hashes);
    }
    m_hashes.hash();
    for (std::size_t i = 0; i < m_found.size(); ++i) {
        Found& found = m_found[i];
        found.hit = segments[found.segment]->peek(found.slot, m_hashes[i]);
        segments[found.segment]->prefetchPostings(found.hit);
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

void Matcher::compare(std::span<const Row> rows, std::span<Record> records, std::string& arena)
{
    m_candidates.clear();
    m_comparisons.clear();
    m_candidateRange.assign(m_batch.size(), {});
    for (std::size_t at = 0; at < m_batch.size(); ++at) {
        if (hasCommonName(at)) {
            m_extractor.fields(rows[at], arena, records[at]);
        }
        if (isHit(at)) {
            gather(at, arena);
        }
    }
    readRecords();
    for (std::size_t i = 0; i < m_candidates.size(); ++i) {
        const std::size_t at = m_comparisons[i].record;
        m_extractor.fields(rows[at], arena, records[at], storedTags(m_candidates[i], m_comparisons[i].stored));
    }
    askTags(arena);
    for (std::size_t i = 0; i < m_candidates.size(); ++i) {
        settle(m_candidates[i], m_comparisons[i]);
    }
}

bool Matcher::hasCommonName(std::size_t at) const
{
    const auto found = std::span(m_found).subspan(m_hitRange[at].first, m_hitRange[at].size);
    return std::ranges::any_of(found, [](const Found& one) {
        return one.hit.count > maxPostings && one.hit.keyClass == static_cast<quint8>(KeyClass::Name);
    });
}

std::span<const Candidate> Matcher::candidates(std::size_t at) const
{
    return std::span(m_candidates).subspan(m_candidateRange[at].first, m_candidateRange[at].size);
}

/// Candidates of one record.
void Matcher::gather(std::size_t at, const std::string& arena)
{
    m_candidateRange[at].first = static_cast<quint32>(m_candidates.size());
    std::span<const Found> rest = std::span(m_found).subspan(m_hitRange[at].first, m_hitRange[at].size);
    while (!rest.empty()) {
        const auto other = std::ranges::find_if(
            rest, [&](const Found& found) { return found.segment != rest.front().segment; });
        const auto count = static_cast<std::size_t>(other - rest.begin());
        gatherFrom(rest.first(count), at, arena);
        rest = rest.subspan(count);
    }
}

Candidate* Matcher::candidateFor(std::size_t at, quint8 segment, quint32 ordinal)
{
    Range& range = m_candidateRange[at];
    for (Candidate& candidate : std::span(m_candidates).subspan(range.first, range.size)) {
        if (candidate.segment == segment && candidate.ordinal == ordinal) {
            return &candidate;
        }
    }
    if (range.size >= mostCandidates) {
        return nullptr;
    }
    ++range.size;
    m_comparisons.emplace_back().record = static_cast<quint32>(at);
    Candidate& added = m_candidates.emplace_back();
    added.segment = segment;
    added.ordinal = ordinal;
    return &added;
}

/// Candidates of one record in one segment.
void Matcher::gatherFrom(std::span<const Found> foundHere, std::size_t at, const std::string& arena)
{
    const quint8 number = foundHere.front().segment;
    const auto firstCandidate = m_candidates.size();
    quint32 nameCount = 0;
    for (const Found& found : foundHere) {
        const Value& value = m_batch[at].values[found.value];
        const Hit& hit = found.hit;
        if (hit.keyClass != static_cast<quint8>(value.keyClass)) {
            continue; // equal fingerprints of different things
        }
        const bool isName = value.keyClass == KeyClass::Name;
        nameCount = isName ? hit.count : nameCount;
        const quint32 bits = found.value < valueBits ? quint32(1) << found.value : 0;
        for (quint32 i = 0; i < hit.listed; ++i) {
            Candidate* const candidate = candidateFor(at, number, hit.ordinals[i]);
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
        if (isName && hit.count > maxPostings) {
            findTogether(number, at, arena);
        }
    }
    for (std::size_t i = firstCandidate; i < m_candidates.size(); ++i) {
        m_comparisons[i].nameCount = nameCount;
    }
}

/// A common name is looked up with its other fields.
void Matcher::findTogether(quint8 number, std::size_t at, const std::string& arena)
{
    const SegmentReader& segment = *m_index.segments()[number];
    for (const auto keyClass : combinations) {
        const quint64 print = m_extractor.combination(m_batch[at], keyClass, arena);
        const qint64 both = print != 0 ? segment.find(print) : -1;
        if (both < 0) {
            continue;
        }
        const Hit together = segment.hit(both);
        for (quint32 i = 0; i < together.listed && together.keyClass == static_cast<quint8>(keyClass); ++i) {
            if (Candidate* const candidate = candidateFor(at, number, together.ordinals[i])) {
                candidate->agree |= bit(Meaning::FullName);
            }
        }
    }
}

/// Tenants and check values of all candidates.
void Matcher::readRecords()
{
    const auto segments = m_index.segments();
    m_hashes.clear();
    for (const Candidate& candidate : m_candidates) {
        segments[candidate.segment]->askRecord(candidate.ordinal, m_hashes);
    }
    m_hashes.hash();
    for (std::size_t i = 0; i < m_candidates.size(); ++i) {
        Candidate& candidate = m_candidates[i];
        const SegmentReader& segment = *segments[candidate.segment];
        const std::size_t masks = i * SegmentReader::masksOfRecord;
        candidate.tenant = segment.tenantOf(candidate.ordinal, m_hashes, masks);
        m_comparisons[i].stored = segment.tagsOf(candidate.ordinal, m_hashes, masks);
    }
}

/// Those that both have, as bits.
quint32 Matcher::tagsToCompare(const Candidate& candidate, const Comparison& comparison) const
{
    const Record& record = m_batch[comparison.record];
    quint32 tags = storedTags(candidate, comparison.stored);
    for (quint32 rest = tags; rest != 0; rest &= rest - 1) {
        tags &= record.fields[static_cast<std::size_t>(std::countr_zero(rest))].size > 0 ? ~quint32(0)
                                                                                         : ~(rest & -rest);
    }
    // Parts of the name count beside a whole one only.
    return (tags & tagBit(Tag::Name)) != 0 ? tags : tags & ~(tagBit(Tag::Given) | tagBit(Tag::Family));
}

/// Has computed what the candidates' check values would be if they held the row's fields.
void Matcher::askTags(const std::string& arena)
{
    const auto segments = m_index.segments();
    m_hashes.clear();
    for (std::size_t i = 0; i < m_candidates.size(); ++i) {
        const Candidate& candidate = m_candidates[i];
        Comparison& comparison = m_comparisons[i];
        comparison.firstTag = static_cast<quint32>(m_hashes.size());
        comparison.asked = tagsToCompare(candidate, comparison);
        for (quint32 rest = comparison.asked; rest != 0; rest &= rest - 1) {
            const auto tag = static_cast<std::size_t>(std::countr_zero(rest));
            segments[candidate.segment]->askTag(candidate.ordinal, static_cast<Tag>(tag),
                                                m_batch[comparison.record].fields[tag].in(arena), m_hashes);
        }
    }
    m_hashes.hash();
}

/// What of the row's other fields agrees with what the registered record keeps of its own.
void Matcher::settle(Candidate& candidate, const Comparison& comparison) const
{
    const auto isAsked = [&](Tag tag) { return (comparison.asked >> static_cast<int>(tag) & 1) != 0; };
    quint32 agreeing = 0; // tags, as bits
    std::size_t next = comparison.firstTag;
    for (quint32 rest = comparison.asked; rest != 0; rest &= rest - 1) {
        const bool agrees = comparison.stored[static_cast<std::size_t>(std::countr_zero(rest))]
            == SegmentReader::tagFrom(m_hashes[next++]);
        agreeing |= agrees ? rest & -rest : 0;
    }
    const auto agrees = [&](Tag tag) { return (agreeing >> static_cast<int>(tag) & 1) != 0; };
    if (isAsked(Tag::Name)) {
        if (agrees(Tag::Name)) {
            candidate.agree |= bit(Meaning::FullName);
        } else {
            const bool family = agrees(Tag::Family);
            const bool given = agrees(Tag::Given);
            candidate.agree |= (family ? bit(Meaning::FamilyName) : 0) | (given ? bit(Meaning::GivenName) : 0);
            candidate.disagree |= family || given ? 0 : bit(Meaning::FullName);
        }
    }
    for (const auto& [tag, meaning] : compared) {
        if (isAsked(tag)) {
            (agrees(tag) ? candidate.agree : candidate.disagree) |= bit(meaning);
        }
    }
    if (candidate.agree & bit(Meaning::FullName)) {
        candidate.nameCount = std::max<quint32>(1, comparison.nameCount);
        candidate.values |= quint32(1) << 30;
        candidate.values |= candidate.agree & bit(Meaning::BirthDate) ? quint32(1) << 31 : 0;
    }
}

} // namespace bulkhead::provenance
