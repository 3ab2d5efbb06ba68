#include "models/disclosure/proofreading.h"

#include "models/deadline/duties.h"
#include "models/disclosure/disclosuretext.h"
#include "models/incident/entities.h"

#include <algorithm>
#include <map>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
/// A taught word is a fact of the organisation under this name and itself: two desks that teach two words do not meet.
constexpr QLatin1StringView wordPrefix("word.");
constexpr QLatin1StringView knownWord("yes");

void addTemplates(Vocabulary& vocabulary, const Templates& templates, const QString& language)
{
    for (const Template& one : templates.all()) {
        if (one.language != language) {
            continue;
        }
        vocabulary.add(one.title);
        for (const Element& element : one.elements) {
            vocabulary.add(element.title);
        }
        for (const TemplateSection& section : one.sections) {
            vocabulary.add(section.heading);
            vocabulary.add(section.text);
        }
    }
}
} // namespace

Expected<QStringList> organisationWords(const Casework& casework)
{
    TRY(auto facts, casework.all<IncidentFact>(registryIncident()));
    std::ranges::stable_sort(facts, {}, [](const auto& one) { return one.value.decidedAt; });
    std::map<QString, bool> words;
    for (const Kept<IncidentFact>& one : facts) {
        if (one.value.name.startsWith(wordPrefix)) {
            words.insert_or_assign(one.value.name.sliced(wordPrefix.size()), one.value.value == knownWord);
        }
    }
    QStringList known;
    for (const auto& [word, isKnown] : words) {
        if (isKnown) {
            known.append(word);
        }
    }
    known.sort(Qt::CaseInsensitive);
    return known;
}

Expected<void> setOrganisationWord(Casework& casework, const QString& word, bool isKnown)
{
    const QString plain = word.trimmed().normalized(QString::NormalizationForm_C);
    if (!isOneWord(plain)) {
        return failure("disclosure.word"_L1,
                       DisclosureText::tr("“%1” is not one word: letters, with hyphens or apostrophes between them. "
                                          "Words in capitals and words with figures are never held against it.")
                           .arg(word.left(80)));
    }
    TRY([[maybe_unused]] const Id id,
        deadline::recordFact(casework, registryIncident(),
                             {.name = wordPrefix + plain, .value = isKnown ? QString(knownWord) : QString()}));
    return {};
}

Expected<Vocabulary> vocabularyOf(const Casework& casework, const Bookshelf& shelf, const Picture& picture,
                                  const Papers& papers)
{
    Vocabulary vocabulary;
    const Disclosure& head = picture.disclosure.value;
    addTemplates(vocabulary, shelf.templates, head.language);
    for (const QString& one : {head.title, head.recipient, papers.sources.incident.value.codeName}) {
        vocabulary.add(one);
    }
    for (const auto& [name, value] : picture.facts.all()) {
        vocabulary.add(value.text);
    }
    for (const Kept<Party>& one : papers.sources.parties) {
        vocabulary.add(one.value.name);
        vocabulary.add(one.value.tenant);
        vocabulary.add(one.value.contact);
    }
    for (const Kept<DataSet>& one : papers.sources.dataSets) {
        vocabulary.add(one.value.name);
        vocabulary.add(one.value.generator);
        std::ranges::for_each(one.value.tenants, [&](const QString& tenant) { vocabulary.add(tenant); });
    }
    for (const Kept<IncidentFact>& one : papers.sources.facts) {
        vocabulary.add(one.value.value);
    }
    for (const Journal::NamedMember& one : casework.journal().members()) {
        vocabulary.add(one.member.name);
    }
    TRY(const QStringList taught, organisationWords(casework));
    std::ranges::for_each(taught, [&](const QString& word) { vocabulary.add(word); });
    return vocabulary;
}

std::vector<Finding> spellingNotes(const Picture& picture, const Speller& speller, const Vocabulary& vocabulary)
{
    constexpr qsizetype mostSuggested = 30;
    std::vector<Finding> notes;
    for (const Kept<DisclosureSection>& section : picture.sections) {
        const auto text = readMarkup(section.value.text);
        if (!text) {
            continue;
        }
        QStringList words;
        const auto look = [&](const Spans& spans) {
            for (const PlacedWord& one : wordsToSpell(spelledLine(spans))) {
                words.append(one.word);
            }
        };
        for (const Block& block : text->blocks) {
            look(block.spans);
            std::ranges::for_each(block.cells, look);
        }
        words.removeDuplicates();
        for (const QString& word : speller.wrong(words, vocabulary)) {
            const bool isSuggested = std::ssize(notes) < mostSuggested;
            notes.push_back({.rule = u"spelling"_s,
                             .section = section.value.key,
                             .text = word,
                             .reason = DisclosureText::tr("The dictionary does not have this word."),
                             .needs = DisclosureText::tr("Correct it, or add it to the organisation's words."),
                             .suggestion = isSuggested ? speller.suggestions(word).value(0) : QString()});
        }
    }
    return notes;
}

} // namespace bulkhead::disclosure
