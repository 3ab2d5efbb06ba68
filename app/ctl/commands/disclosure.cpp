#include "app/ctl/call.h"
#include "app/ctl/commands/disclosing.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/disclosure/proofreading.h"
#include "models/incident/words.h"

#include <QFile>

#include <algorithm>

namespace bulkhead::ctl {

using namespace Qt::StringLiterals;
using namespace disclosure;

Expected<Drawer> openDrawer(const Call& call, Vault::Access access)
{
    TRY(auto shelf, Bookshelf::load());
    TRY(auto book, deadline::Lawbook::load());
    Drawer drawer{std::move(shelf), std::move(book), nullptr};
    TRY(drawer.desk, call.open(access));
    return drawer;
}

Expected<Drawn> openDraft(const Call& call, Vault::Access access)
{
    TRY(auto drawer, openDrawer(call, access));
    TRY(const Id id, drawer.desk->casework().find(Table<Disclosure>::kind, call.argument(0)));
    return Drawn{std::move(drawer), id};
}

QJsonObject draftJson(const Picture& picture, const Journal& journal)
{
    QJsonObject object = toJson(picture.disclosure);
    object.insert(u"stand"_s, standId(picture.stand));
    object.insert(u"edited_since_submitted"_s, picture.isEdited);
    object.insert(u"missing_signatures"_s, QJsonArray::fromStringList(picture.missing));
    QJsonArray moved;
    for (const MovedFact& one : picture.moved) {
        moved.append(QJsonObject{{u"fact"_s, one.name}, {u"before"_s, one.before}, {u"now"_s, one.now}});
    }
    object.insert(u"moved"_s, moved);
    QJsonArray versions;
    for (const Kept<DisclosureVersion>& one : picture.versions) {
        QJsonObject version = toJson(one);
        version.insert(u"sha256"_s, QString::fromLatin1(one.value.contentHash().toHex()));
        version.insert(u"submitted_by_name"_s, journal.nameOf(one.value.submittedBy));
        versions.append(version);
    }
    object.insert(u"versions"_s, versions);
    QJsonArray approvals;
    for (const Kept<DisclosureApproval>& one : picture.approvals) {
        QJsonObject approval = toJson(one);
        approval.insert(u"approved_by_name"_s, journal.nameOf(one.value.approvedBy));
        approvals.append(approval);
    }
    object.insert(u"approvals"_s, approvals);
    object.insert(u"sendings"_s, toJson(picture.sendings));
    return object;
}

QJsonObject findingJson(const Finding& finding)
{
    return {{u"rule"_s, finding.rule},      {u"stops"_s, finding.stops},   {u"section"_s, finding.section},
            {u"text"_s, finding.text},      {u"reason"_s, finding.reason}, {u"needs"_s, finding.needs},
            {u"say"_s, finding.suggestion}, {u"source"_s, finding.source}};
}

namespace {

QString yesOrDash(bool is, const QString& word)
{
    return is ? word : QString();
}

Expected<Exit> listTemplates(Call& call)
{
    TRY(const auto shelf, Bookshelf::load());
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Template"), Ctl::tr("Language"), Ctl::tr("For"), Ctl::tr("Leaves"),
                                Ctl::tr("Stages"), Ctl::tr("Elements"), Ctl::tr("Title")},
                    .rows = {},
                    .rightAligned = {5}};
    for (const Template& one : shelf.templates.all()) {
        QJsonArray elements;
        for (const Element& element : one.elements) {
            elements.append(QJsonObject{{u"id"_s, element.id},
                                        {u"title"_s, element.title},
                                        {u"cite"_s, element.cite},
                                        {u"stages"_s, QJsonArray::fromStringList(element.stages)},
                                        {u"phased"_s, element.isPhased}});
        }
        array.append(
            QJsonObject{{u"id"_s, one.id},
                        {u"language"_s, one.language},
                        {u"title"_s, one.title},
                        {u"audience"_s, one.audience},
                        {u"release"_s, one.release},
                        {u"per_customer"_s, one.isPerCustomer},
                        {u"stages"_s, QJsonArray::fromStringList(one.stages)},
                        {u"regimes"_s, QJsonArray::fromStringList(one.regimes)},
                        {u"from"_s, one.from.isValid() ? QJsonValue(one.from.toString(Qt::ISODate)) : QJsonValue()},
                        {u"draft_guidance"_s, one.isDraftGuidance},
                        {u"version"_s, one.version},
                        {u"source"_s, one.source},
                        {u"reviewed_by"_s, one.reviewedBy.isEmpty() ? QJsonValue() : QJsonValue(one.reviewedBy)},
                        {u"elements"_s, elements}});
        table.rows.push_back({one.id, one.language, one.audience, one.release, one.stages.join(u' '),
                              QString::number(one.elements.size()), one.title});
    }
    call.out().answer({{u"templates"_s, array}},
                      table.aligned() + Ctl::tr("None has been reviewed by a lawyer unless --json names who did.\n"));
    return Exit::Done;
}

Expected<Exit> beginDraft(Call& call)
{
    TRY(auto drawer, openDrawer(call, Vault::Access::Write));
    Casework& casework = drawer.desk->casework();
    TRY(const Id incident, casework.findIncident(call.value("incident"_L1)));
    DraftWish wish{.templateId = call.value("template"_L1),
                   .language = call.value("language"_L1, u"en"_s),
                   .stage = call.value("stage"_L1),
                   .title = call.value("title"_L1),
                   .recipient = call.value("recipient"_L1),
                   .channel = call.value("channel"_L1),
                   .zone = call.value("tz"_L1),
                   .isPrivileged = call.has("privileged"_L1)};
    if (call.has("clock"_L1)) {
        TRY(wish.clock, casework.find(Table<IncidentClock>::kind, call.value("clock"_L1)));
    }
    if (call.has("party"_L1)) {
        TRY(wish.party, casework.find(Table<Party>::kind, call.value("party"_L1)));
    }
    Drafting drafting = drawer.drafting();
    std::vector<Id> begun;
    if (call.has("each-customer"_L1)) {
        TRY(begun, drafting.beginForCustomers(incident, wish));
    } else {
        TRY(const Id id, drafting.begin(incident, wish));
        begun.push_back(id);
    }
    CHECK_OK(drawer.desk->finish());
    QJsonArray array;
    QString text;
    for (const Id& id : begun) {
        TRY(const auto picture, drafting.picture(id));
        array.append(draftJson(picture, drawer.desk->journal()));
        text += u"%1  %2\n"_s.arg(id.text(), picture.disclosure.value.title);
        const FactValue* clock = picture.facts.find(u"clock.name"_s);
        const FactValue* due = picture.facts.find(u"clock.due"_s);
        text += clock->isKnown ? Ctl::tr("    answers the clock “%1”, due %2\n").arg(clock->text, due->text)
                               : Ctl::tr("    answers no clock: --clock names the one that its sending stops\n");
    }
    QJsonObject answer{{u"disclosures"_s, array}};
    if (begun.size() == 1) {
        answer.insert(u"id"_s, begun.front().text());
    }
    call.out().answer(answer, begun.empty() ? Ctl::tr("Nothing to begin: all have one, or are owed none.") : text);
    return Exit::Done;
}

Expected<Exit> listDrafts(Call& call)
{
    TRY(auto drawer, openDrawer(call, Vault::Access::Read));
    TRY(const Id incident, drawer.desk->casework().findIncident(call.value("incident"_L1)));
    const Drafting drafting = drawer.drafting();
    TRY(const auto papers, drafting.papers(incident));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Id"), Ctl::tr("State"), Ctl::tr("Template"), Ctl::tr("Language"),
                                Ctl::tr("Stage"), Ctl::tr("Recipient"), Ctl::tr("Note"), Ctl::tr("Title")},
                    .rows = {}};
    for (const Kept<Disclosure>& one : papers.drafts) {
        const auto picture = drafting.picture(one, papers);
        TRY(const bool isWaiting, drafting.waitsForMe(picture));
        if (call.has("waiting"_L1) && !isWaiting) {
            continue;
        }
        QJsonObject object = draftJson(picture, drawer.desk->journal());
        object.insert(u"waits_for_you"_s, isWaiting);
        object.remove(u"versions"_s);
        array.append(object);
        QStringList notes{yesOrDash(isWaiting, Ctl::tr("waits for your signature")),
                          yesOrDash(picture.isEdited, Ctl::tr("edited since")),
                          yesOrDash(!picture.moved.empty(), Ctl::tr("figures have moved")),
                          yesOrDash(picture.isPrivileged(), Ctl::tr("privileged"))};
        notes.removeAll(QString());
        table.rows.push_back({one.id.text(), standName(picture.stand), one.value.templateId, one.value.language,
                              one.value.stage, one.value.recipient, notes.join(", "_L1), one.value.title});
    }
    call.out().answer({{u"disclosures"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<Exit> showDraft(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Read));
    const Drafting drafting = drawn.drawer.drafting();
    TRY(const auto picture, drafting.picture(drawn.id));
    const Journal& journal = drawn.drawer.desk->journal();
    TRY(const auto comments, drawn.drawer.desk->casework().all<Comment>(picture.disclosure.value.incident));
    QJsonObject answer = draftJson(picture, journal);
    QJsonArray sections;
    QString text;
    const bool asWritten = call.has("markup"_L1);
    for (const Kept<DisclosureSection>& one : picture.sections) {
        if (call.has("section"_L1) && one.value.key != call.value("section"_L1)) {
            continue;
        }
        TRY(const auto markup, readMarkup(one.value.text));
        const QString filled = writeMarkup(filledIn(markup, picture.facts, picture.disclosure.value.language));
        QJsonArray notes;
        for (const Kept<Comment>& comment : comments) {
            if (comment.value.about == one.id && !comment.value.isStruck) {
                QJsonObject note = toJson(comment);
                note.insert(u"by"_s, journal.nameOf(drafting.authorOf(comment)));
                notes.append(note);
            }
        }
        sections.append(QJsonObject{{u"key"_s, one.value.key},
                                    {u"heading"_s, one.value.heading},
                                    {u"markup"_s, one.value.text},
                                    {u"text"_s, filled},
                                    {u"contested"_s, one.isContested},
                                    {u"comments"_s, notes}});
        text += u"## %1  (%2)\n\n%3\n\n"_s.arg(one.value.heading, one.value.key, asWritten ? one.value.text : filled);
        for (const QJsonValue& note : notes) {
            text += u"  > %1: %2\n"_s.arg(note[u"by"_s].toString(), note[u"text"_s].toString());
        }
    }
    answer.insert(u"sections"_s, sections);
    answer.insert(u"claims"_s, toJson(picture.claims));
    answer.insert(u"suggestions"_s, toJson(picture.suggestions));
    QString head = u"%1\n%2"_s.arg(picture.disclosure.value.title, standName(picture.stand));
    if (!picture.missing.isEmpty()) {
        head += Ctl::tr("; not signed yet: %1").arg(picture.missing.join(", "_L1));
    }
    if (picture.isEdited) {
        head += Ctl::tr("; edited since it was put up for approval");
    }
    head += u'\n';
    for (const MovedFact& one : picture.moved) {
        head += Ctl::tr("Moved: %1 was “%2”, is “%3”\n").arg(FactSheet::labelOf(one.name), one.before, one.now);
    }
    for (const Kept<DisclosureSuggestion>& one : picture.suggestions) {
        text += Ctl::tr("Suggested (%1): “%2” → “%3”\n").arg(one.id.text(), one.value.excerpt, one.value.replacement);
    }
    call.out().answer(answer, head + u'\n' + text);
    return Exit::Done;
}

Expected<QString> inputText(const Call& call, const QString& path)
{
    constexpr qint64 largest = 4 * longestSection;
    TRY(const auto source, openInput(path, call.stop()));
    const QByteArray bytes = source->read(largest + 1);
    if (bytes.size() > largest) {
        return failure("markup.too-long"_L1,
                       Ctl::tr("A section holds at most %1 characters. Split it up.").arg(longestSection));
    }
    return QString::fromUtf8(bytes);
}

Expected<Exit> setSection(Call& call)
{
    TRY(const QString text, inputText(call, call.argument(2)));
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    Drafting drafting = drawn.drawer.drafting();
    CHECK_OK(drafting.setSection(drawn.id, call.argument(1), text));
    CHECK_OK(drawn.drawer.desk->finish());
    call.out().answer({{u"id"_s, drawn.id.text()}, {u"section"_s, call.argument(1)}},
                      Ctl::tr("Section %1 is written.").arg(call.argument(1)));
    return Exit::Done;
}

Expected<Exit> setDetails(Call& call)
{
    TRY(const auto pairs, call.assignments(1));
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    static const QStringList may = {u"title"_s, u"recipient"_s,   u"channel"_s,   u"zone"_s,
                                    u"stage"_s, u"next_update"_s, u"redactions"_s};
    for (const auto& [name, value] : pairs) {
        if (!may.contains(name)) {
            return failure("value.bad"_L1,
                           Ctl::tr("\"%1\" is none of the details of a draft: %2.").arg(name, may.join(", "_L1)));
        }
    }
    CHECK_OK(drawn.drawer.desk->casework().setFields(drawn.id, pairs));
    CHECK_OK(drawn.drawer.desk->finish());
    TRY(const auto picture, drawn.drawer.drafting().picture(drawn.id));
    call.out().answer(draftJson(picture, drawn.drawer.desk->journal()), Ctl::tr("Written."));
    return Exit::Done;
}

Expected<Exit> showFacts(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Read));
    TRY(const auto picture, drawn.drawer.drafting().picture(drawn.id));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Fact"), Ctl::tr("Says"), Ctl::tr("What it is")}, .rows = {}};
    for (const auto& [name, fact] : picture.facts.all()) {
        QJsonArray evidence;
        std::ranges::for_each(fact.evidence, [&](const Id& id) { evidence.append(id.text()); });
        array.append(QJsonObject{{u"fact"_s, name},
                                 {u"label"_s, FactSheet::labelOf(name)},
                                 {u"text"_s, fact.text},
                                 {u"known"_s, fact.isKnown},
                                 {u"origin"_s, fact.origin.isNull() ? QJsonValue() : QJsonValue(fact.origin.text())},
                                 {u"evidence"_s, evidence}});
        table.rows.push_back({u'{' + name + u'}', fact.text, FactSheet::labelOf(name)});
    }
    call.out().answer({{u"facts"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<Exit> checkDraft(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Read));
    const Drafting drafting = drawn.drawer.drafting();
    Casework& casework = drawn.drawer.desk->casework();
    TRY(const auto kept, casework.one<Disclosure>(drawn.id));
    TRY(const auto papers, drafting.papers(kept.value.incident));
    const auto picture = drafting.picture(kept, papers);
    TRY(auto check, drafting.check(picture));
    QString spelling = u"not-asked"_s;
    if (call.has("spelling"_L1)) {
        const Speller speller(kept.value.language);
        spelling = speller.isThere() ? u"checked"_s : u"no-dictionary"_s;
        TRY(const auto known, vocabularyOf(casework, drawn.drawer.shelf, picture, papers));
        std::ranges::move(spellingNotes(picture, speller, known), std::back_inserter(check.findings));
    }
    QJsonArray findings;
    QString text;
    for (const Finding& one : check.findings) {
        findings.append(findingJson(one));
        if (one.rule == "element"_L1) {
            continue; // the table below says it
        }
        text += u"%1 %2%3\n    %4\n    %5\n"_s.arg(one.stops ? Ctl::tr("STOPS") : Ctl::tr("note "),
                                                   one.section.isEmpty() ? QString() : u"[%1] "_s.arg(one.section),
                                                   one.text, one.reason, one.needs);
        if (!one.suggestion.isEmpty()) {
            text += Ctl::tr("    Say: %1\n").arg(one.suggestion);
        }
    }
    QJsonArray elements;
    TextTable table{.headers = {Ctl::tr("Element"), Ctl::tr("State"), Ctl::tr("Section"), Ctl::tr("What"),
                                Ctl::tr("Where it says so")},
                    .rows = {}};
    for (const ElementState& one : check.elements) {
        elements.append(QJsonObject{{u"id"_s, one.element.id},
                                    {u"title"_s, one.element.title},
                                    {u"state"_s, elementStateId(one.state)},
                                    {u"section"_s, one.section},
                                    {u"cite"_s, one.element.cite}});
        table.rows.push_back(
            {one.element.id, elementStateName(one.state), one.section, one.element.title, one.element.cite});
    }
    text += u'\n' + table.aligned();
    text += Ctl::tr("\n%1 words; reading ease %2 (100 very easy, below 30 very hard).\n")
                .arg(check.words)
                .arg(check.readingEase, 0, 'f', 0);
    text += check.provenance() + u'\n';
    const QString hint = drafting.hint(picture);
    text += hint.isEmpty() ? QString() : hint + u'\n';
    text += spelling == "no-dictionary"_L1
        ? Ctl::tr("Spelling is not checked: no dictionary of its language is installed.\n")
        : QString();
    text += check.isOk() ? Ctl::tr("Nothing stops it.\n") : Ctl::tr("It cannot be put up for approval yet.\n");
    call.out().answer({{u"ok"_s, check.isOk()},
                       {u"findings"_s, findings},
                       {u"elements"_s, elements},
                       {u"words"_s, check.words},
                       {u"reading_ease"_s, check.readingEase},
                       {u"spelling"_s, spelling},
                       {u"rules"_s, check.rules},
                       {u"reviewed_by"_s, check.reviewedBy.isEmpty() ? QJsonValue() : QJsonValue(check.reviewedBy)},
                       {u"hint"_s, hint}},
                      text);
    return check.isOk() ? Exit::Done : Exit::No;
}

Expected<std::vector<Id>> evidenceOf(const Call& call, Casework& casework)
{
    std::vector<Id> evidence;
    for (const QString& text : call.values("evidence"_L1)) {
        TRY(const Id id, casework.find(Table<Evidence>::kind, text));
        evidence.push_back(id);
    }
    return evidence;
}

Expected<Exit> bindClaim(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    TRY(const auto evidence, evidenceOf(call, drawn.drawer.desk->casework()));
    Drafting drafting = drawn.drawer.drafting();
    TRY(const Id id, drafting.bind(drawn.id, call.value("sentence"_L1), evidence, call.value("why"_L1)));
    CHECK_OK(drawn.drawer.desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("The sentence is bound (%1).").arg(id.text()));
    return Exit::Done;
}

Expected<Exit> letName(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    TRY(const Id id, drawn.drawer.drafting().letName(drawn.id, call.value("sentence"_L1), call.value("reason"_L1)));
    CHECK_OK(drawn.drawer.desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("The sentence may name them (%1).").arg(id.text()));
    return Exit::Done;
}

Expected<Exit> unbindClaim(Call& call)
{
    TRY(auto drawer, openDrawer(call, Vault::Access::Write));
    TRY(const Id id, drawer.desk->casework().find(Table<DisclosureClaim>::kind, call.argument(0)));
    CHECK_OK(drawer.drafting().unbind(id));
    CHECK_OK(drawer.desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("The sentence is bound to nothing now."));
    return Exit::Done;
}

Expected<Exit> commentDraft(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    Drafting drafting = drawn.drawer.drafting();
    TRY(const Id id,
        drafting.comment(drawn.id, call.value("section"_L1), call.value("quote"_L1), call.value("text"_L1)));
    CHECK_OK(drawn.drawer.desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("Commented."));
    return Exit::Done;
}

Expected<Exit> suggestChange(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    Drafting drafting = drawn.drawer.drafting();
    TRY(const Id id,
        drafting.suggest(drawn.id, call.value("section"_L1), call.value("excerpt"_L1), call.value("replacement"_L1),
                         call.value("why"_L1)));
    CHECK_OK(drawn.drawer.desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("Suggested (%1).").arg(id.text()));
    return Exit::Done;
}

Expected<Exit> decideSuggestion(Call& call, bool isAccepted)
{
    TRY(auto drawer, openDrawer(call, Vault::Access::Write));
    TRY(const Id id, drawer.desk->casework().find(Table<DisclosureSuggestion>::kind, call.argument(0)));
    CHECK_OK(drawer.drafting().decideSuggestion(id, isAccepted));
    CHECK_OK(drawer.desk->finish());
    call.out().answer({{u"id"_s, id.text()}, {u"accepted"_s, isAccepted}},
                      isAccepted ? Ctl::tr("The text has been changed.") : Ctl::tr("The text stays as it is."));
    return Exit::Done;
}
Expected<Exit> acceptSuggestion(Call& call)
{
    return decideSuggestion(call, true);
}
Expected<Exit> rejectSuggestion(Call& call)
{
    return decideSuggestion(call, false);
}

Expected<Exit> strikeDraft(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    CHECK_OK(drawn.drawer.drafting().strike(drawn.id, call.value("reason"_L1)));
    CHECK_OK(drawn.drawer.desk->finish());
    call.out().answer({{u"id"_s, drawn.id.text()}}, Ctl::tr("Struck; it stays in the journal."));
    return Exit::Done;
}

Expected<Exit> showOrganisation(Call& call)
{
    TRY(const auto pairs, call.assignments(0));
    TRY(auto drawer, openDrawer(call, pairs.empty() ? Vault::Access::Read : Vault::Access::Write));
    for (const auto& [name, value] : pairs) {
        CHECK_OK(setOrganisation(drawer.desk->casework(), name, value));
    }
    if (!pairs.empty()) {
        CHECK_OK(drawer.desk->finish());
    }
    TRY(const auto known, organisation(drawer.desk->casework()));
    QJsonObject answer;
    TextTable table{.headers = {Ctl::tr("Fact"), Ctl::tr("Says"), Ctl::tr("What it is")}, .rows = {}};
    for (const QString& name : organisationFacts()) {
        const auto found = known.find(name);
        answer.insert(name, found == known.end() ? QJsonValue() : QJsonValue(found->second));
        table.rows.push_back({name, found == known.end() ? QString() : found->second, FactSheet::labelOf(name)});
    }
    call.out().answer({{u"organisation"_s, answer}}, table.aligned());
    return Exit::Done;
}

Commands writingCommands()
{
    Command set = draftCommand(u"set"_s, Ctl::tr("Writes a section of a draft."), setSection);
    set.detail = Ctl::tr("Markdown's headings (###), lists, tables, **bold**, *italic* and links to web and mail, and "
                         "marks in braces: {aware} a fact, {#f48} where a required element is answered, {later} or "
                         "{later: why} for what will follow, {?: what} for what has still to be written. All else is "
                         "text.");
    set.arguments.push_back({u"SECTION"_s, Ctl::tr("Its key, as \"disclosure show\" names it.")});
    set.arguments.push_back({u"FILE"_s, Ctl::tr("The text; - is standard input.")});
    set.examples = {u"bulkheadctl --vault ~/acme.vault disclosure set 0198a s3-1-timeline timeline.md"_s};
    set.answer = u"id, section"_s;

    Command details = draftCommand(u"details"_s, Ctl::tr("Changes what stands around the text of a draft."),
                                   setDetails);
    details.arguments.push_back({u"FIELD=VALUE"_s,
                                 Ctl::tr("title, recipient, channel, zone, stage, next_update (ISO 8601 with offset), "
                                         "redactions (texts, separated by commas, that a redacted export leaves out)."),
                                 Argument::Count::AtLeastOne});
    details.examples = {u"bulkheadctl --vault ~/acme.vault disclosure details 0198a recipient=\"BlnBDI\" "
                        "next_update=2026-12-01T18:00+01:00"_s};
    details.answer = u"id, title, …, stand"_s;

    Command bind = draftCommand(u"bind"_s, Ctl::tr("Binds a sentence of a draft to the evidence that carries it."),
                                bindClaim);
    bind.options = {valued(u"sentence"_s, u"TEXT"_s, Ctl::tr("The sentence, whole, as it is written."), true),
                    {.name = u"evidence"_s,
                     .value = u"ID"_s,
                     .help = Ctl::tr("What carries it."),
                     .isRequired = true,
                     .takes = Option::Takes::Repeated},
                    valued(u"why"_s, u"TEXT"_s, Ctl::tr("How it carries it."))};
    bind.answer = u"id"_s;

    Command name = draftCommand(
        u"let-name"_s, Ctl::tr("Lets a sentence of a notice to one customer name another, with a reason."), letName);
    name.options = {
        valued(u"sentence"_s, u"TEXT"_s, Ctl::tr("The sentence, whole, as \"disclosure check\" has it."), true),
        valued(u"reason"_s, u"TEXT"_s, Ctl::tr("Why this customer may learn of the other."), true)};
    name.answer = u"id"_s;

    Command unbind = draftCommand(u"unbind"_s, Ctl::tr("Takes away what was answered for a sentence."), unbindClaim);
    unbind.arguments = {{u"CLAIM"_s, Ctl::tr("The id that \"bind\" or \"let-name\" gave.")}};
    unbind.answer = u"id"_s;

    Command comment = draftCommand(u"comment"_s, Ctl::tr("Comments on a draft, a section, or some of its words."),
                                   commentDraft);
    comment.options = {valued(u"section"_s, u"KEY"_s, Ctl::tr("Which section (default: the whole draft).")),
                       valued(u"quote"_s, u"TEXT"_s, Ctl::tr("The words that it is about.")),
                       valued(u"text"_s, u"TEXT"_s, Ctl::tr("What you want to say."), true)};
    comment.answer = u"id"_s;

    Command suggest = draftCommand(u"suggest"_s, Ctl::tr("Suggests other words for some that stand in a section."),
                                   suggestChange);
    suggest.options = {valued(u"section"_s, u"KEY"_s, Ctl::tr("Which section."), true),
                       valued(u"excerpt"_s, u"TEXT"_s, Ctl::tr("The words, as they are written, there once."), true),
                       valued(u"replacement"_s, u"TEXT"_s, Ctl::tr("What should stand there."), true),
                       valued(u"why"_s, u"TEXT"_s, Ctl::tr("Why."))};
    suggest.answer = u"id"_s;

    Command accept = draftCommand(u"accept"_s, Ctl::tr("Puts a suggestion into the text."), acceptSuggestion);
    accept.arguments = {{u"SUGGESTION"_s, Ctl::tr("Its id.")}};
    accept.answer = u"id, accepted"_s;
    Command reject = draftCommand(u"reject"_s, Ctl::tr("Leaves the text as it is."), rejectSuggestion);
    reject.arguments = {{u"SUGGESTION"_s, Ctl::tr("Its id.")}};
    reject.answer = u"id, accepted"_s;

    Command strike = draftCommand(u"strike"_s, Ctl::tr("Strikes a draft, with a reason."), strikeDraft);
    strike.options = {valued(u"reason"_s, u"TEXT"_s, Ctl::tr("Why."), true)};
    strike.answer = u"id"_s;

    Command organisation{
        .path = {u"disclosure"_s, u"organisation"_s},
        .summary = Ctl::tr("Shows or writes what drafts say of the organisation: name, addresses, contacts."),
        .detail = {},
        .arguments = {{u"FACT=VALUE"_s, Ctl::tr("org.name, org.dpo, …"), Argument::Count::Any}},
        .options = {},
        .examples = {u"bulkheadctl --vault ~/acme.vault disclosure organisation org.name=\"Acme GmbH\" "
                     "org.dpo=\"Ada Roe, dpo@acme.example\""_s},
        .answer = u"organisation{org.name, …}"_s,
        .run = showOrganisation};
    return {set, details, bind, name, unbind, comment, suggest, accept, reject, strike, organisation};
}

} // namespace

Command draftCommand(const QString& word, const QString& summary, Handler run)
{
    return {.path = {u"disclosure"_s, word},
            .summary = summary,
            .detail = {},
            .arguments = {{u"DRAFT"_s, Ctl::tr("The draft's id, or its beginning.")}},
            .options = {},
            .examples = {u"bulkheadctl --vault ~/acme.vault disclosure %1 0198a"_s.arg(word)},
            .answer = {},
            .run = run};
}

Option valued(const QString& name, const QString& value, const QString& help, bool isRequired)
{
    return {.name = name, .value = value, .help = help, .isRequired = isRequired};
}

Commands disclosureCommands()
{
    Command show = draftCommand(u"show"_s, Ctl::tr("Shows a draft: its text with its figures, and where it stands."),
                                showDraft);
    show.options = {valued(u"section"_s, u"KEY"_s, Ctl::tr("Only this section.")),
                    {.name = u"markup"_s, .value = {}, .help = Ctl::tr("The text as it is written, with its marks.")}};
    show.answer = u"id, title, …, stand, edited_since_submitted, missing_signatures[], moved[{fact, before, now}], "
                  "versions[], approvals[], sendings[], sections[{key, heading, markup, text, contested, comments[]}], "
                  "claims[], suggestions[]"_s;
    Command facts = draftCommand(u"facts"_s, Ctl::tr("Lists the facts that a draft may state, and what they say now."),
                                 showFacts);
    facts.answer = u"facts[{fact, label, text, known, origin, evidence[]}]"_s;
    Command check = draftCommand(
        u"check"_s, Ctl::tr("Lists missing elements, gaps, unbound figures and unsupported claims."), checkDraft);
    check.detail = Ctl::tr("Exit code 1 where something stops the text.");
    check.options = {{.name = u"spelling"_s,
                      .value = {},
                      .help = Ctl::tr("Also words that no dictionary has, as notes that stop nothing.")}};
    check.answer
        = u"ok, findings[{rule, stops, section, text, reason, needs, say, source}], elements[{id, title, "
          "state, section, cite}], words, reading_ease, spelling (not-asked, checked, no-dictionary), rules, reviewed_by, hint"_s;
    Commands all{
        {.path = {u"disclosure"_s, u"templates"_s},
         .summary = Ctl::tr("Lists the templates with their required elements and sources."),
         .detail = {},
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl disclosure templates --json"_s},
         .answer = u"templates[{id, language, title, audience, release, per_customer, stages[], regimes[], from, "
                   "draft_guidance, version, source, reviewed_by, elements[]}]"_s,
         .usesVault = false,
         .run = listTemplates},
        {.path = {u"disclosure"_s, u"new"_s},
         .summary = Ctl::tr("Begins a draft from a template."),
         .detail = Ctl::tr("It answers the running clock that the template is for, unless --clock names another. With "
                           "--each-customer one is begun for every customer that has none and is not settled."),
         .arguments = {},
         .options = {incidentOption(),
                     valued(u"template"_s, u"T"_s, Ctl::tr("Its id, as \"disclosure templates\" lists it."), true),
                     {.name = u"language"_s,
                      .value = u"L"_s,
                      .help = Ctl::tr("en (default) or de."),
                      .choices = {u"en"_s, u"de"_s}},
                     valued(u"stage"_s, u"STAGE"_s, Ctl::tr("One of the template's (default: its first).")),
                     valued(u"clock"_s, u"ID"_s, Ctl::tr("The clock that it answers.")),
                     valued(u"party"_s, u"ID"_s, Ctl::tr("The customer that it is for.")),
                     {.name = u"each-customer"_s, .value = {}, .help = Ctl::tr("One for every customer.")},
                     valued(u"recipient"_s, u"TEXT"_s, Ctl::tr("To whom it goes.")),
                     valued(u"channel"_s, u"TEXT"_s, Ctl::tr("How it goes.")),
                     zoneOption(),
                     valued(u"title"_s, u"TEXT"_s, Ctl::tr("What it is called (default: as the template).")),
                     {.name = u"privileged"_s,
                      .value = {},
                      .help = Ctl::tr(
                          "For counsel only: it is seen by members with the role Legal, and never leaves.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault disclosure new --incident INC-0001 --template gdpr-authority "
                      "--recipient BlnBDI --tz Europe/Berlin"_s,
                      u"bulkheadctl --vault ~/acme.vault disclosure new --incident INC-0001 --template "
                      "processor-notice --each-customer"_s},
         .answer = u"id, disclosures[{id, title, template, language, stage, stand, …}]"_s,
         .run = beginDraft},
        {.path = {u"disclosure"_s, u"list"_s},
         .summary = Ctl::tr("Lists the drafts of an incident and where they stand."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"waiting"_s,
                      .value = {},
                      .help = Ctl::tr("Only those that wait for the signature of whoever asks.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault disclosure list --incident INC-0001 --waiting"_s},
         .answer = u"disclosures[{id, title, template, language, stage, recipient, stand, waits_for_you, "
                   "missing_signatures[], moved[], …}]"_s,
         .run = listDrafts},
        show,
        facts,
        check};
    for (Commands more : {writingCommands(), proofCommands(), releaseCommands()}) {
        std::ranges::move(more, std::back_inserter(all));
    }
    return all;
}

} // namespace bulkhead::ctl
