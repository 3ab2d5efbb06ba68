#include "models/disclosure/proofreading.h"
#include "app/ctl/commands/disclosing.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/disclosure/sectionhistory.h"
#include "models/disclosure/spreading.h"

#include <algorithm>
#include <limits>

namespace bulkhead::ctl {

using namespace Qt::StringLiterals;
using namespace disclosure;

namespace {

/// The texts of the section that the options name; `disclosure.section` where there is none.
Expected<std::vector<SectionText>> historyOf(const Call& call, const Drawn& drawn)
{
    TRY(const auto picture, drawn.drawer.drafting().picture(drawn.id));
    const Kept<DisclosureSection>* section = picture.section(call.value("section"_L1));
    if (!section) {
        QStringList keys;
        std::ranges::transform(picture.sections, std::back_inserter(keys),
                               [](const auto& one) { return one.value.key; });
        return failure("disclosure.section"_L1,
                       Ctl::tr("“%1” has no section \"%2\": %3.")
                           .arg(picture.disclosure.value.title, call.value("section"_L1), keys.join(", "_L1)));
    }
    return sectionHistory(drawn.drawer.desk->casework(), section->id);
}

/// Counted from 1.
Expected<const SectionText*> numbered(const std::vector<SectionText>& texts, qint64 number)
{
    if (number > std::ssize(texts)) {
        return failure("disclosure.no-text"_L1,
                       Ctl::tr("There is no text %1; %2 are in the journal.").arg(number).arg(texts.size()));
    }
    return &texts[static_cast<std::size_t>(number - 1)];
}

Expected<Exit> showHistory(Call& call)
{
    TRY(const auto shown, call.number("show"_L1, 1, std::numeric_limits<int>::max()));
    TRY(const auto drawn, openDraft(call, Vault::Access::Read));
    TRY(const auto texts, historyOf(call, drawn));
    QJsonArray array;
    TextTable table{
        .headers = {Ctl::tr("Text"), Ctl::tr("When"), Ctl::tr("By"), Ctl::tr("Stands"), Ctl::tr("Characters")},
        .rows = {},
        .rightAligned = {0, 4}};
    for (const SectionText& one : texts) {
        array.append(QJsonObject{{u"number"_s, array.size() + 1},
                                 {u"at"_s, isoTime(one.at)},
                                 {u"by"_s, one.authorName},
                                 {u"stands"_s, one.isStanding},
                                 {u"markup"_s, one.text}});
        table.rows.push_back({QString::number(array.size()), shownTime(one.at), one.authorName,
                              one.isStanding ? Ctl::tr("yes") : QString(), QString::number(one.text.size())});
    }
    QJsonObject answer{{u"texts"_s, array}};
    QString text = table.aligned();
    if (shown) {
        TRY(const SectionText* chosen, numbered(texts, *shown));
        TRY(const auto contest,
            contestOf(drawn.drawer.desk->casework(), DisclosureSection::idFor(drawn.id, call.value("section"_L1))));
        // Beside what shows now, which is not the last that was written where others have not seen it.
        const auto standing = std::ranges::find(texts, true, &SectionText::isStanding);
        const QString now = contest   ? contest->sides.front().text
            : standing == texts.end() ? texts.back().text
                                      : standing->text;
        const QString difference = comparisonText(compareWords(chosen->text, now));
        answer.insert(u"markup"_s, chosen->text);
        answer.insert(u"difference"_s, difference);
        text = Ctl::tr("Text %1, and what stands there now: [-removed-], {+added+}.\n\n%2\n")
                   .arg(*shown)
                   .arg(difference);
    }
    call.out().answer(answer, text);
    return Exit::Done;
}

Expected<Exit> putBackText(Call& call)
{
    TRY(const auto number, call.number("text"_L1, 1, std::numeric_limits<int>::max()));
    TRY(const auto drawn, openDraft(call, Vault::Access::Write));
    TRY(const auto texts, historyOf(call, drawn));
    TRY(const SectionText* chosen, numbered(texts, number.value_or(1)));
    CHECK_OK(drawn.drawer.drafting().putBack(drawn.id, call.value("section"_L1), chosen->change));
    CHECK_OK(drawn.drawer.desk->finish());
    call.out().answer({{u"id"_s, drawn.id.text()}, {u"section"_s, call.value("section"_L1)}},
                      Ctl::tr("Text %1 stands there again.").arg(number.value_or(1)));
    return Exit::Done;
}

QJsonArray customersIn(const std::vector<Kept<Disclosure>>& drafts)
{
    QJsonArray array;
    for (const Kept<Disclosure>& one : drafts) {
        array.append(QJsonObject{{u"id"_s, one.id.text()}, {u"title"_s, one.value.title}});
    }
    return array;
}

Expected<Exit> spreadText(Call& call)
{
    TRY(const auto drawn, openDraft(call, Vault::Access::Write));
    Casework& casework = drawn.drawer.desk->casework();
    TRY(const auto spread,
        spreadSection(casework, drawn.drawer.drafting(), drawn.id, call.value("section"_L1), call.has("over"_L1)));
    CHECK_OK(drawn.drawer.desk->finish());
    QString text = Ctl::tr("Written into %1 notices.\n").arg(spread.written.size());
    for (const Kept<Disclosure>& one : spread.left) {
        text += Ctl::tr("Left as it is: %1\n").arg(one.value.title);
    }
    call.out().answer({{u"written"_s, customersIn(spread.written)}, {u"left"_s, customersIn(spread.left)}}, text);
    return Exit::Done;
}

Expected<Exit> teachWords(Call& call)
{
    TRY(auto drawer, openDrawer(call, call.arguments().isEmpty() ? Vault::Access::Read : Vault::Access::Write));
    Casework& casework = drawer.desk->casework();
    for (const QString& word : call.arguments()) {
        CHECK_OK(setOrganisationWord(casework, word, !call.has("forget"_L1)));
    }
    if (!call.arguments().isEmpty()) {
        CHECK_OK(drawer.desk->finish());
    }
    TRY(const QStringList words, organisationWords(casework));
    call.out().answer({{u"words"_s, QJsonArray::fromStringList(words)}},
                      words.isEmpty() ? Ctl::tr("No words have been added.\n") : words.join(u'\n') + u'\n');
    return Exit::Done;
}

} // namespace

Commands proofCommands()
{
    Command history = draftCommand(
        u"history"_s, Ctl::tr("Lists the texts that stood in a section, with author and time."), showHistory);
    history.options = {valued(u"section"_s, u"KEY"_s, Ctl::tr("Which section."), true),
                       valued(u"show"_s, u"N"_s, Ctl::tr("Compares this one word by word with what stands there."))};
    history.examples = {u"bulkheadctl --vault ~/acme.vault disclosure history 0198a --section qa --show 2"_s};
    history.answer = u"texts[{number, at, by, stands, markup}], with --show: markup, difference"_s;

    Command back = draftCommand(u"put-back"_s,
                                Ctl::tr("Puts a text back that stood in a section, as an ordinary edit."), putBackText);
    back.options = {valued(u"section"_s, u"KEY"_s, Ctl::tr("Which section."), true),
                    valued(u"text"_s, u"N"_s, Ctl::tr("Its number, as \"disclosure history\" lists it."), true)};
    back.examples = {u"bulkheadctl --vault ~/acme.vault disclosure put-back 0198a --section qa --text 2"_s};
    back.answer = u"id, section"_s;

    Command spread = draftCommand(
        u"spread"_s, Ctl::tr("Writes a section of a notice into those to the other customers, too."), spreadText);
    spread.detail = Ctl::tr("Into those of the same template, language and stage that are still being written. Facts "
                            "say there what holds for that customer. Where somebody has written in the section, or it "
                            "is put up for approval, it is left.");
    spread.options = {valued(u"section"_s, u"KEY"_s, Ctl::tr("Which section."), true),
                      {.name = u"over"_s, .value = {}, .help = Ctl::tr("Also where somebody has written in it.")}};
    spread.examples = {u"bulkheadctl --vault ~/acme.vault disclosure spread 0198a --section your-measures"_s};
    spread.answer = u"written[{id, title}], left[{id, title}]"_s;

    Command words{
        .path = {u"disclosure"_s, u"words"_s},
        .summary = Ctl::tr("Lists the organisation's own words for spelling, adds or forgets some."),
        .detail = Ctl::tr("They are kept in the vault and hold for every draft in every language. Names of the "
                          "incident and words of templates are known without being added."),
        .arguments = {{u"WORD"_s, Ctl::tr("What is right though no dictionary has it."), Argument::Count::Any}},
        .options = {{.name = u"forget"_s, .value = {}, .help = Ctl::tr("Takes the words out again.")}},
        .examples = {u"bulkheadctl --vault ~/acme.vault disclosure words tokenisation Pseudonymisat"_s},
        .answer = u"words[]"_s,
        .run = teachWords};
    return {history, back, spread, words};
}

} // namespace bulkhead::ctl
