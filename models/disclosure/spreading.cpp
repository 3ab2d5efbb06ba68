#include "models/disclosure/spreading.h"

#include "models/disclosure/disclosuretext.h"
#include "models/incident/tables.h"

#include <algorithm>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
/// Whether a section still stands as its draft was begun with.
bool isUntouched(const DisclosureSection& section, const Template* form)
{
    if (!form) {
        return false;
    }
    const auto found = std::ranges::find(form->sections, section.key, &TemplateSection::key);
    return found != form->sections.end() && found->text.trimmed() == section.text.trimmed();
}
} // namespace

Expected<Spread> spreadSection(Casework& casework, const Drafting& drafting, const Id& disclosure, const QString& key,
                               bool over)
{
    TRY(const Picture from, drafting.picture(disclosure));
    const Disclosure& head = from.disclosure.value;
    const Kept<DisclosureSection>* source = from.section(key);
    if (!source) {
        QStringList keys;
        std::ranges::transform(from.sections, std::back_inserter(keys), [](const auto& one) { return one.value.key; });
        return failure("disclosure.section"_L1,
                       DisclosureText::tr("“%1” has no section \"%2\": %3.").arg(head.title, key, keys.join(", "_L1)));
    }
    if (head.party.isNull()) {
        return failure(
            "disclosure.no-customer"_L1,
            DisclosureText::tr("“%1” is no notice to a customer: there are no others like it.").arg(head.title));
    }
    TRY(const Papers papers, drafting.papers(head.incident));
    Spread spread;
    std::vector<Fact> facts;
    for (const Kept<Disclosure>& other : papers.drafts) {
        const bool isAlike = other.id != disclosure && !other.value.party.isNull()
            && other.value.templateId == head.templateId && other.value.language == head.language
            && other.value.stage == head.stage && other.stream == from.disclosure.stream;
        if (!isAlike) {
            continue;
        }
        const Picture to = drafting.picture(other, papers);
        const Kept<DisclosureSection>* section = to.section(key);
        if (section && !section->isContested && section->value.text == source->value.text) {
            continue;
        }
        const bool mayBeWritten = section && to.stand == Stand::Drafting && !section->isContested
            && (over || isUntouched(section->value, drafting.templateOf(to)));
        if (!mayBeWritten) {
            spread.left.push_back(other);
            continue;
        }
        DisclosureSection after = section->value;
        after.text = source->value.text;
        std::ranges::move(factsBetween(section->id, section->value, after), std::back_inserter(facts));
        spread.written.push_back(other);
    }
    if (!facts.empty()) {
        CHECK_OK(casework.journal().append(Draft{from.disclosure.stream, u"disclosure.spread"_s, std::move(facts)}));
    }
    return spread;
}

} // namespace bulkhead::disclosure
