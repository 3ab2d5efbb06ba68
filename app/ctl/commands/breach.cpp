#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/breach/inquiry.h"
#include "models/incident/resources.h"

#include <algorithm>
#include <memory>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using breach::Inquiry;
using breach::Questions;
using deadline::Lawbook;

Expected<Questions> loadQuestions()
{
    return Questions::load(resourceFolders(u"breach"_s));
}

/// What every command works with: rules, questions, the vault and the incident that was named.
struct Asked
{
    Questions questions;
    Lawbook book;
    std::unique_ptr<Desk> desk;
    Id incident = {};

    [[nodiscard]] Inquiry inquiry() const { return {desk->casework(), book, questions}; }
};
Expected<Asked> openAsked(const Call& call, Vault::Access access)
{
    TRY(auto questions, loadQuestions());
    TRY(auto book, Lawbook::load());
    Asked asked{std::move(questions), std::move(book), nullptr};
    TRY(asked.desk, call.open(access));
    TRY(asked.incident, asked.desk->casework().findIncident(call.value("incident"_L1)));
    return asked;
}

QJsonObject entryJson(const breach::Entry& entry, const Journal& journal)
{
    QJsonArray evidence;
    std::ranges::for_each(entry.evidence, [&](const Id& id) { evidence.append(id.text()); });
    return {{u"question"_s, entry.question->id},
            {u"part"_s, breach::partId(entry.question->part)},
            {u"number"_s, entry.question->number},
            {u"text"_s, entry.question->question},
            {u"values"_s, QJsonArray::fromStringList(entry.question->values)},
            {u"value"_s, entry.value.isEmpty() ? u"unknown"_s : entry.value},
            {u"answered"_s, !entry.value.isEmpty()},
            {u"why"_s, entry.why},
            {u"evidence"_s, evidence},
            {u"owner"_s, entry.owner.isNull() ? QJsonValue() : QJsonValue(journal.nameOf(entry.owner))},
            {u"answered_by"_s, entry.answeredBy.isNull() ? QJsonValue() : QJsonValue(journal.nameOf(entry.answeredBy))},
            {u"answered_at"_s, entry.answeredAt > 0 ? QJsonValue(isoTime(entry.answeredAt)) : QJsonValue()},
            {u"suggested"_s, entry.suggested.isEmpty() ? QJsonValue() : QJsonValue(entry.suggested)},
            {u"suggested_why"_s, entry.suggestedWhy}};
}

QJsonObject findingJson(const breach::Finding& finding)
{
    return {{u"conclusion"_s, breach::conclusionId(finding.conclusion)},
            {u"provenance"_s, breach::provenanceId(finding.provenance)},
            {u"identifiability"_s, breach::identifiabilityId(finding.identifiability)},
            {u"may_say_no_personal_data"_s, finding.maySayNoPersonalData()},
            {u"steps"_s, QJsonArray::fromStringList(finding.steps)},
            {u"open"_s, QJsonArray::fromStringList(finding.open)},
            {u"contradictions"_s, QJsonArray::fromStringList(finding.contradictions)},
            {u"missing"_s, QJsonArray::fromStringList(finding.missing)}};
}

QString shownFinding(const breach::Finding& finding)
{
    QString text = Ctl::tr("Conclusion: %1\n%2\nProvenance: %3. Identifiability: %4.\n")
                       .arg(breach::conclusionName(finding.conclusion), breach::consequenceOf(finding.conclusion),
                            breach::provenanceName(finding.provenance),
                            breach::identifiabilityName(finding.identifiability));
    for (const QString& step : finding.steps) {
        text += "  "_L1 + step + u'\n';
    }
    for (const QString& one : finding.contradictions) {
        text += Ctl::tr("Contradiction: %1\n").arg(one);
    }
    if (!finding.open.isEmpty()) {
        text += Ctl::tr("Open: %1\n").arg(finding.open.join(", "_L1));
    }
    if (!finding.missing.isEmpty()) {
        text += Ctl::tr("Missing before one may say \"contains no personal data\": %1\n")
                    .arg(finding.missing.join(", "_L1));
    }
    return text;
}

Expected<Exit> showBreach(Call& call)
{
    TRY(const auto asked, openAsked(call, Vault::Access::Read));
    const auto& [questions, book, desk, incident] = asked;
    const Inquiry inquiry = asked.inquiry();
    TRY(const auto picture, inquiry.picture(incident));
    const QString part = call.value("part"_L1, u"tree"_s);
    QJsonArray entries;
    TextTable table{.headers = {Ctl::tr("No."), Ctl::tr("Question"), Ctl::tr("Answer"), Ctl::tr("Owner"),
                                Ctl::tr("Suggested"), Ctl::tr("What is asked")},
                    .rows = {},
                    .rightAligned = {0}};
    for (const breach::Entry& one : picture.entries) {
        entries.append(entryJson(one, desk->journal()));
        if (part == "all"_L1 || breach::partId(one.question->part) == part) {
            table.rows.push_back({QString::number(one.question->number), one.question->id,
                                  one.value.isEmpty() ? Ctl::tr("(none)") : one.value,
                                  one.owner.isNull() ? QString() : desk->journal().nameOf(one.owner), one.suggested,
                                  one.question->question});
        }
    }
    QJsonObject answer = findingJson(picture.finding);
    answer.insert(u"answers"_s, entries);
    answer.insert(u"records"_s, static_cast<qint64>(picture.records.size()));
    answer.insert(u"record_is_current"_s, picture.isRecordCurrent());
    answer.insert(u"version"_s, questions.version());
    answer.insert(u"reviewed_by"_s,
                  questions.reviewedBy().isEmpty() ? QJsonValue() : QJsonValue(questions.reviewedBy()));
    QString text = table.aligned() + u'\n' + shownFinding(picture.finding);
    text += picture.records.empty() ? Ctl::tr("Nothing is signed yet.\n")
        : picture.isRecordCurrent()
        ? Ctl::tr("Record %1 says so, signed.\n").arg(picture.records.front().value.number)
        : Ctl::tr("Record %1 says something else: sign a new one.\n").arg(picture.records.front().value.number);
    if (questions.reviewedBy().isEmpty()) {
        text += Ctl::tr("These questions have not been reviewed by a lawyer.\n");
    }
    call.out().answer(answer, text);
    return Exit::Done;
}

Expected<Exit> answerBreach(Call& call)
{
    TRY(const auto pairs, call.assignments(0));
    TRY(const auto known, loadQuestions());
    std::vector<breach::AnswerWish> wishes;
    for (const auto& [name, text] : pairs) {
        TRY(const auto question, known.get(name));
        const QString value = text.trimmed();
        CHECK_OK(Questions::checkAnswer(question, value)); // before the vault is opened
        wishes.push_back({.question = question.id, .value = value, .why = call.value("why"_L1)});
    }
    TRY(const auto asked, openAsked(call, Vault::Access::Write));
    const auto& [questions, book, desk, incident] = asked;
    Id owner;
    if (call.has("owner"_L1)) {
        TRY(owner, desk->member(call.value("owner"_L1)));
    }
    std::vector<Id> evidence;
    for (const QString& text : call.values("evidence"_L1)) {
        TRY(const Id id, desk->casework().find(Table<Evidence>::kind, text));
        evidence.push_back(id);
    }
    Inquiry inquiry = asked.inquiry();
    QJsonObject ids;
    for (breach::AnswerWish& wish : wishes) {
        wish.owner = owner;
        wish.evidence = evidence;
        TRY(const Id id, inquiry.answer(incident, wish));
        ids.insert(wish.question, id.text());
    }
    CHECK_OK(desk->finish());
    TRY(const auto picture, inquiry.picture(incident));
    QJsonObject answer = findingJson(picture.finding);
    answer.insert(u"ids"_s, ids);
    call.out().answer(answer, shownFinding(picture.finding));
    return Exit::Done;
}

Expected<Exit> suggestBreach(Call& call)
{
    TRY(const auto asked, openAsked(call, call.has("take"_L1) ? Vault::Access::Write : Vault::Access::Read));
    const auto& [questions, book, desk, incident] = asked;
    Inquiry inquiry = asked.inquiry();
    TRY(const auto picture, inquiry.picture(incident));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Question"), Ctl::tr("Suggested"), Ctl::tr("Because")}, .rows = {}};
    for (const breach::Entry& one : picture.entries) {
        if (!one.suggested.isEmpty()) {
            array.append(entryJson(one, desk->journal()));
            table.rows.push_back({one.question->id, one.suggested, one.suggestedWhy});
        }
    }
    int taken = 0;
    if (call.has("take"_L1)) {
        TRY(taken, inquiry.takeSuggestions(incident));
        CHECK_OK(desk->finish());
    }
    call.out().answer({{u"suggestions"_s, array}, {u"taken"_s, taken}},
                      array.isEmpty() ? Ctl::tr("The incident suggests no answer to an open question.")
                          : taken > 0 ? table.aligned() + Ctl::tr("Recorded: %1.\n").arg(taken)
                                      : table.aligned() + Ctl::tr("Nothing is recorded; --take does.\n"));
    return Exit::Done;
}

Expected<Exit> signBreach(Call& call)
{
    TRY(const auto asked, openAsked(call, Vault::Access::Write));
    const auto& [questions, book, desk, incident] = asked;
    Inquiry inquiry = asked.inquiry();
    // The secret that opened the vault a moment ago is the proof that the signature asks for.
    TRY(const Credential again, call.credential());
    TRY(const Id id, inquiry.sign(incident, call.value("why"_L1), again));
    CHECK_OK(desk->finish());
    TRY(const auto record, desk->casework().one<BreachRecord>(id));
    call.out().answer(toJson(record),
                      Ctl::tr("Record %1 is signed by %2: %3.")
                          .arg(record.value.number)
                          .arg(desk->vault().userName(), breach::conclusionName(record.value.conclusion)));
    return Exit::Done;
}

Expected<Exit> listBreach(Call& call)
{
    TRY(const auto asked, openAsked(call, Vault::Access::Read));
    const auto& [questions, book, desk, incident] = asked;
    const Inquiry inquiry = asked.inquiry();
    TRY(const auto picture, inquiry.picture(incident));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("No."), Ctl::tr("Signed"), Ctl::tr("By"), Ctl::tr("Conclusion"),
                                Ctl::tr("Provenance"), Ctl::tr("Identifiability"), Ctl::tr("Open"),
                                Ctl::tr("Signature")},
                    .rows = {},
                    .rightAligned = {0}};
    for (const Kept<BreachRecord>& one : picture.records) {
        const bool isValid = inquiry.isSignatureValid(one);
        QJsonObject object = toJson(one);
        object.insert(u"signature_valid"_s, isValid);
        object.insert(u"signed_by_name"_s, desk->journal().nameOf(one.value.signedBy));
        array.append(object);
        table.rows.push_back({QString::number(one.value.number), shownTime(one.value.signedAt),
                              desk->journal().nameOf(one.value.signedBy), breach::conclusionName(one.value.conclusion),
                              one.value.provenance, one.value.identifiability, QString::number(one.value.open.size()),
                              isValid ? Ctl::tr("valid") : Ctl::tr("NOT VALID")});
    }
    call.out().answer({{u"records"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<Exit> printBreach(Call& call)
{
    TRY(const auto number, call.number("record"_L1, 1, 1'000'000));
    TRY(const auto asked, openAsked(call, Vault::Access::Read));
    const auto& [questions, book, desk, incident] = asked;
    const Inquiry inquiry = asked.inquiry();
    TRY(const auto picture, inquiry.picture(incident));
    QString text;
    if (number) {
        const auto found = std::ranges::find(picture.records, *number,
                                             [](const auto& one) { return one.value.number; });
        if (found == picture.records.end()) {
            return failure("breach.no-record"_L1,
                           Ctl::tr("There is no record %1; %2 are signed.").arg(*number).arg(picture.records.size()));
        }
        text = found->value.document + u'\n'
            + Ctl::tr("Signed by %1 at %2; the signature is %3.\n")
                  .arg(desk->journal().nameOf(found->value.signedBy), shownTime(found->value.signedAt),
                       inquiry.isSignatureValid(*found) ? Ctl::tr("valid") : Ctl::tr("NOT VALID"));
    } else {
        TRY(text, inquiry.document(incident, picture, Ctl::tr("(a draft, not signed)")));
        text += u'\n';
    }
    TRY(auto file, ExportFile::open(call, call.value("output"_L1, u"-"_s)));
    CHECK_OK(file.write(text.toUtf8()));
    TRY(const auto written, file.commit());
    if (!file.isStandardOutput()) {
        call.out().answer({{u"path"_s, written.path}}, Ctl::tr("Written to %1, not encrypted.").arg(written.path));
    }
    return Exit::Done;
}

Expected<Exit> showMisuse(Call& call)
{
    TRY(const auto asked, openAsked(call, Vault::Access::Read));
    const auto& [questions, book, desk, incident] = asked;
    const Inquiry inquiry = asked.inquiry();
    TRY(const auto picture, inquiry.picture(incident));
    const breach::Misuse misuse = breach::misuseOf(questions, picture.answers());
    QString text = Ctl::tr("Likely consequences:\n");
    for (const QString& one : misuse.consequences) {
        text += "  - "_L1 + one + u'\n';
    }
    text += misuse.consequences.isEmpty() ? Ctl::tr("  none\n") : QString();
    text += Ctl::tr("Marking: %1\n").arg(misuse.marking);
    if (!misuse.warning.isEmpty()) {
        text += Ctl::tr("For customers: %1\n").arg(misuse.warning);
    }
    if (!misuse.open.isEmpty()) {
        text += Ctl::tr("Open: %1\n").arg(misuse.open.join(", "_L1));
    }
    call.out().answer({{u"consequences"_s, QJsonArray::fromStringList(misuse.consequences)},
                       {u"warning"_s, misuse.warning},
                       {u"marking"_s, misuse.marking},
                       {u"open"_s, QJsonArray::fromStringList(misuse.open)}},
                      text);
    return Exit::Done;
}

QString findingFields()
{
    return u"conclusion, provenance, identifiability, may_say_no_personal_data, steps[], open[], contradictions[], "
           "missing[]"_s;
}

Commands askingCommands()
{
    return {
        {.path = {u"breach"_s, u"show"_s},
         .summary = Ctl::tr("Shows the questions of the breach record, what is answered, and what it comes to."),
         .detail = Ctl::tr("Is it a personal data breach? Ten questions, in three-valued logic: what is unknown never "
                           "speaks against a breach. Provenance (where rows come from) and identifiability (whether "
                           "somebody can be found in them) are kept apart."),
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"part"_s,
                      .value = u"PART"_s,
                      .help = Ctl::tr("Which questions the table lists (default: tree)."),
                      .choices = {u"tree"_s, u"sheet"_s, u"misuse"_s, u"all"_s}}},
         .examples = {u"bulkheadctl --vault ~/acme.vault breach show --incident INC-0001"_s},
         .answer = findingFields()
             + ", answers[{question, part, number, text, values[], value, answered, why, evidence[], owner, "
               "answered_by, "
               "answered_at, suggested, suggested_why}], records, record_is_current, version, reviewed_by"_L1,
         .run = showBreach},
        {.path = {u"breach"_s, u"answer"_s},
         .summary = Ctl::tr("Answers questions of the breach record, the fact sheet or the misuse screen."),
         .detail = {},
         .arguments = {{u"QUESTION=VALUE"_s,
                        Ctl::tr("A question, by its name or 1 to 10, and its answer; \"unknown\" is one."),
                        Argument::Count::AtLeastOne}},
         .options
         = {incidentOption(),
            {.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("For which reasons.")},
            {.name = u"evidence"_s,
             .value = u"ID"_s,
             .help = Ctl::tr("Evidence of it."),
             .takes = Option::Takes::Repeated},
            {.name = u"owner"_s, .value = u"MEMBER"_s, .help = Ctl::tr("Who finds it out, or stands for it.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault breach answer 1=yes real_rows=unknown --incident INC-0001 "
                      "--owner Ada --why \"Scan runs until noon\""_s},
         .answer = findingFields() + ", ids{question: id}"_L1,
         .run = answerBreach},
        {.path = {u"breach"_s, u"suggest"_s},
         .summary = Ctl::tr("Shows the answers that the incident itself suggests to open questions."),
         .detail = Ctl::tr("From samples, registered data sets, sightings, customers, severity and rules. Only --take "
                           "records them."),
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"take"_s, .value = {}, .help = Ctl::tr("Record them as your answers.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault breach suggest --incident INC-0001 --take"_s},
         .answer = u"suggestions[{question, suggested, suggested_why, …}], taken"_s,
         .run = suggestBreach},
        {.path = {u"breach"_s, u"misuse"_s},
         .summary = Ctl::tr("Says how the data could be misused although nobody in it is real."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault breach misuse --incident INC-0001"_s},
         .answer = u"consequences[], warning, marking, open[]"_s,
         .run = showMisuse},
    };
}

} // namespace

Commands breachCommands()
{
    Commands all = askingCommands();
    Commands records{
        {.path = {u"breach"_s, u"sign"_s},
         .summary = Ctl::tr("Signs what the answers come to, as a new record; earlier ones stay."),
         .detail = Ctl::tr("A confirmed breach also records the fact personal_data=yes, data of nobody "
                           "personal_data=no. No clock is ended by it."),
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("Your reasoning."), .isRequired = true}},
         .examples = {u"bulkheadctl --vault ~/acme.vault breach sign --incident INC-0001 --why \"Seven rows match "
                      "production by hash; the rest is synthetic\""_s},
         .answer = u"id, number, conclusion, provenance, identifiability, answers[], open[], reasoning, document, …"_s,
         .run = signBreach},
        {.path = {u"breach"_s, u"list"_s},
         .summary = Ctl::tr("Lists the signed records of an incident and checks their signatures."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault breach list --incident INC-0001"_s},
         .answer = u"records[{id, number, conclusion, …, signed_by_name, signature_valid}]"_s,
         .run = listBreach},
        {.path = {u"breach"_s, u"print"_s},
         .summary = Ctl::tr("Writes a signed record in full, or a draft of what would be signed now."),
         .detail = {},
         .arguments = {},
         .options
         = {incidentOption(),
            {.name = u"record"_s, .value = u"N"_s, .help = Ctl::tr("Which record (default: a draft).")},
            {.name = u"output"_s, .value = u"FILE"_s, .help = Ctl::tr("A new file (default: standard output).")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault breach print --incident INC-0001 --record 1"_s},
         .answer = u"path"_s,
         .run = printBreach},
    };
    std::ranges::move(records, std::back_inserter(all));
    return all;
}

} // namespace bulkhead::ctl
