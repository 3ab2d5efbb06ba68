#include "models/disclosure/sectionhistory.h"

#include "models/incident/entities.h"
#include "models/journal/seeing.h"

#include <algorithm>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
quint16 textField(const Journal& journal)
{
    return journal.schema().field(Table<DisclosureSection>::kind, u"text")->id;
}

/// Every writing of the text, in the order of the authors' clocks.
Expected<std::vector<SectionText>> writingsOf(const Casework& casework, const Id& section)
{
    const Journal& journal = casework.journal();
    const FieldId field = fieldId(Table<DisclosureSection>::kind, textField(journal));
    TRY(const auto changes, journal.history(section));
    TRY(const auto record, casework.record(section));
    const Cell* cell = nullptr;
    if (record) {
        const auto found = record->cells.find(textField(journal));
        cell = found == record->cells.end() ? nullptr : &found->second;
    }
    std::vector<std::pair<HybridTime, SectionText>> written;
    for (const ChangeEntry& change : changes) {
        if (change.state != ChangeEntry::State::Folded || !change.isReadable
            || (casework.isPast() && change.received > casework.now())) {
            continue;
        }
        for (const Fact& fact : change.body.facts) {
            if (fact.entity != section || fact.field != field) {
                continue;
            }
            SectionText one{.author = change.author,
                            .authorName = change.authorName,
                            .at = change.header.clock.ms(),
                            .change = change.row};
            conversion::fromValue(fact.value, one.text);
            one.isStanding = cell
                && std::ranges::any_of(cell->writes, [&](const Write& write) { return write.change == change.row; });
            written.emplace_back(change.header.clock, std::move(one));
        }
    }
    std::ranges::stable_sort(written, {}, [](const auto& one) { return one.first; });
    std::vector<SectionText> texts;
    std::ranges::transform(written, std::back_inserter(texts), [](auto& one) { return std::move(one.second); });
    return texts;
}
} // namespace

Expected<std::vector<SectionText>> sectionHistory(const Casework& casework, const Id& section)
{
    TRY(auto written, writingsOf(casework, section));
    std::vector<SectionText> texts;
    for (SectionText& one : written) {
        if (!texts.empty() && texts.back().text == one.text) {
            // Said once more: what settles a contest stands in place of what it repeats.
            texts.back().isStanding = texts.back().isStanding || one.isStanding;
        } else {
            texts.push_back(std::move(one));
        }
    }
    return texts;
}

Expected<std::optional<Contest>> contestOf(const Casework& casework, const Id& section)
{
    const Journal& journal = casework.journal();
    TRY(const auto record, casework.record(section));
    const auto cell = record ? record->cells.find(textField(journal)) : decltype(record->cells.end())();
    if (!record || cell == record->cells.end() || !cell->second.isContested()) {
        return std::optional<Contest>();
    }
    TRY(const auto written, writingsOf(casework, section));
    Contest contest;
    for (const Write& write : cell->second.writes) {
        const auto found = std::ranges::find(written, write.change, &SectionText::change);
        const bool isNew = found != written.end()
            && std::ranges::none_of(contest.sides, [&](const auto& side) { return side.text == found->text; });
        if (isNew) {
            contest.sides.push_back(*found);
        }
    }
    for (auto one = written.rbegin(); one != written.rend() && contest.base.isNull(); ++one) {
        bool isSeen = true;
        for (const Write& write : cell->second.writes) {
            TRY(const bool sees, hasSeen(journal, write.change, one->change));
            isSeen = isSeen && sees;
        }
        if (isSeen) {
            contest.base = one->text.isNull() ? u""_s : one->text;
        }
    }
    contest.merge = {.text = contest.sides.empty() ? QString() : contest.sides.front().text, .isClean = true};
    for (std::size_t i = 1; i < contest.sides.size(); ++i) {
        const Merge next = mergeTexts(contest.base, contest.merge.text, contest.sides[i].text);
        contest.merge = {.text = next.text, .isClean = contest.merge.isClean && next.isClean};
    }
    return std::optional(std::move(contest));
}

} // namespace bulkhead::disclosure
