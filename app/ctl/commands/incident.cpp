#include "app/ctl/call.h"
#include "app/ctl/casefile.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/commands/references.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "models/incident/resources.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 hoursInYear = 24 * 365;

/// `--playbook ID` adds that playbook's surfaces; "none" opens no tasks.
Expected<void> choosePlaybook(const Call& call, const Playbooks& playbooks, Declaration& wish)
{
    const QString id = call.value("playbook"_L1);
    if (id.isEmpty() || id == "core"_L1) {
        return {};
    }
    if (id == "none"_L1) {
        wish.withPlaybook = false;
        return {};
    }
    const Playbook* playbook = playbooks.find(id);
    if (playbook == nullptr) {
        QStringList known{u"none"_s};
        for (const Playbook& one : playbooks.all()) {
            known.append(one.id);
        }
        return failure("usage.value"_L1,
                       Ctl::tr("There is no playbook \"%1\". There are: %2.").arg(id, known.join(", "_L1)));
    }
    wish.incident.surfaces += playbook->surfaces;
    wish.incident.surfaces.removeDuplicates();
    return {};
}

Expected<Declaration> declarationOf(const Call& call)
{
    Declaration wish;
    Incident& incident = wish.incident;
    incident.title = call.value("title"_L1);
    incident.surfaces = call.values("surface"_L1);
    incident.severity = choiceFromName<Severity>(call.value("severity"_L1)).value_or(Severity::Medium);
    incident.isExercise = call.has("exercise"_L1);
    incident.summary = call.value("summary"_L1);
    TRY(incident.occurredFrom, call.instant("occurred-from"_L1));
    TRY(incident.occurredTo, call.instant("occurred-to"_L1));
    TRY(incident.detected, call.instant("detected"_L1));
    TRY(incident.reported, call.instant("reported"_L1));
    TRY(incident.personalDataConfirmed, call.instant("confirmed"_L1));
    TRY(incident.aware, call.instant("aware"_L1));
    TRY(incident.processorAware, call.instant("processor-aware"_L1));
    TRY(wish.shortestNoticeHours, call.number("shortest-notice"_L1, 1, hoursInYear));
    return wish;
}

Expected<Exit> openIncident(Call& call)
{
    TRY(Declaration wish, declarationOf(call));
    TRY(const Playbooks playbooks, Playbooks::load(resourceFolders(u"playbooks"_s)));
    CHECK_OK(choosePlaybook(call, playbooks, wish));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Casework::Declared declared, desk->casework().declare(wish, playbooks));
    CHECK_OK(desk->finish());
    TRY(const Kept<Incident> incident, desk->casework().incident(declared.id));
    QJsonArray used;
    const auto chosen = playbooks.chosenFor(wish.incident.surfaces, wish.playbooks);
    for (const Playbook* playbook : chosen) {
        used.append(QJsonObject{{u"id"_s, playbook->id},
                                {u"version"_s, playbook->version},
                                {u"source"_s, playbook->source},
                                {u"reviewed_by"_s, playbook->reviewedBy}});
    }
    if (const QStringList names = unreviewed(chosen); !names.isEmpty()) {
        call.out().note(Ctl::tr("Nobody has reviewed these playbooks for you yet: %1.").arg(names.join(", "_L1)));
    }
    call.out().answer({{u"id"_s, declared.id.text()},
                       {u"number"_s, declared.number},
                       {u"code_name"_s, incident.value.codeName},
                       {u"tasks"_s, declared.tasks},
                       {u"clocks"_s, declared.clocks},
                       {u"playbooks"_s, used}},
                      Ctl::tr("%1 (%2) is open. Tasks: %3, clocks: %4.")
                          .arg(declared.number, incident.value.codeName)
                          .arg(declared.tasks)
                          .arg(declared.clocks));
    return Exit::Done;
}

QString typeName(FieldType type)
{
    switch (type) {
    case FieldType::Text:
    case FieldType::LongText:
        return u"text"_s;
    case FieldType::Integer:
        return u"integer"_s;
    case FieldType::Boolean:
        return u"boolean"_s;
    case FieldType::Instant:
        return u"instant"_s;
    case FieldType::Reference:
        return u"reference"_s;
    case FieldType::References:
        return u"references"_s;
    case FieldType::TextList:
        return u"list"_s;
    case FieldType::Octets:
        return u"octets"_s;
    case FieldType::Choice:
        return u"choice"_s;
    }
    return {};
}

Expected<Exit> incidentFields(Call& call)
{
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Field"), Ctl::tr("Type"), Ctl::tr("Who may write it")}, .rows = {}};
    const EntityType type = entityType<Incident>();
    for (const Field& field : type.fields) {
        QStringList choices;
        for (const char* choice : field.choices) {
            choices.append(QString::fromLatin1(choice));
        }
        array.append(QJsonObject{{u"name"_s, QString::fromLatin1(field.name)},
                                 {u"label"_s, QCoreApplication::translate("Field", field.label)},
                                 {u"type"_s, typeName(field.type)},
                                 {u"choices"_s, QJsonArray::fromStringList(choices)},
                                 {u"writers"_s, QJsonArray::fromStringList(field.writers.names())},
                                 {u"while_open"_s, field.writable == Writable::WhileOpen}});
        table.rows.push_back({QString::fromLatin1(field.name),
                              choices.isEmpty() ? typeName(field.type) : choices.join(u'|'),
                              field.writers.names().join(", "_L1)});
    }
    call.out().answer({{u"fields"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<Exit> listIncidents(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto incidents, desk->casework().incidents());
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Number"), Ctl::tr("Title"), Ctl::tr("Severity"), Ctl::tr("Phase"),
                                Ctl::tr("Verdict"), Ctl::tr("Next due"), Ctl::tr("Declared")},
                    .rows = {}};
    for (const Kept<Incident>& one : incidents) {
        if (one.value.phase == Phase::Closed && call.has("open"_L1)) {
            continue;
        }
        TRY(const CaseFile file, CaseFile::of(*desk, one.id));
        array.append(file.toJson());
        std::optional<qint64> due;
        for (const Kept<IncidentClock>& clock : file.clocks) {
            if (clock.value.state == ClockState::Running) {
                due = std::min(due.value_or(clock.value.due), clock.value.due);
            }
        }
        table.rows.push_back({file.number,
                              one.value.isExercise ? Ctl::tr("%1 (exercise)").arg(one.value.title) : one.value.title,
                              choiceName(one.value.severity), choiceName(one.value.phase), one.value.verdict,
                              shownTime(due), shownTime(one.value.declaredAt)});
    }
    call.out().answer({{u"incidents"_s, array}},
                      incidents.empty() ? Ctl::tr("There is no incident in this vault.") : table.aligned());
    return Exit::Done;
}

Expected<Exit> showIncident(Call& call)
{
    TRY(const auto at, call.instant("at"_L1));
    if (call.has("by-clock"_L1) && !at) {
        return failure("usage.missing"_L1, Ctl::tr("--by-clock goes with --at TIME."));
    }
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id id, desk->casework().findIncident(call.argument(0)));
    TRY(const CaseFile file, at ? CaseFile::at(*desk, id, *at, call.has("by-clock"_L1)) : CaseFile::of(*desk, id));
    call.out().answer(file.toJson(), file.summary().toText());
    return Exit::Done;
}

Expected<Exit> setIncident(Call& call)
{
    TRY(auto fields, call.assignments(1));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().findIncident(call.argument(0)));
    CHECK_OK(desk->casework().setFields(id, fields));
    CHECK_OK(desk->finish());
    TRY(const CaseFile file, CaseFile::of(*desk, id));
    call.out().answer(file.toJson(), Ctl::tr("%1 is changed.").arg(file.number));
    return Exit::Done;
}

Expected<Exit> assignIncident(Call& call)
{
    TRY(const Roles role, call.roles("role"_L1));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().findIncident(call.argument(0)));
    TRY(const Id member, desk->member(call.argument(1)));
    TRY(const Id assignment,
        desk->casework().add<Assignment>(id, {.incident = id, .member = member, .role = role, .renounced = {}}));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, assignment.text()}},
                      Ctl::tr("%1 is %2 now.").arg(call.argument(1), role.names().join(", "_L1)));
    return Exit::Done;
}

Expected<Exit> closeIncident(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().findIncident(call.argument(0)));
    CHECK_OK(desk->casework().close(id, call.value("reason"_L1)));
    CHECK_OK(desk->finish());
    TRY(const CaseFile file, CaseFile::of(*desk, id));
    call.out().answer(file.toJson(), Ctl::tr("%1 is closed.").arg(file.number));
    return Exit::Done;
}

std::vector<Option> openOptions()
{
    const auto instant = [](const QString& name, const QString& help) {
        return Option{.name = name, .value = u"T"_s, .help = help};
    };
    return {{.name = u"title"_s, .value = u"T"_s, .help = Ctl::tr("One line: what happened."), .isRequired = true},
            {.name = u"surface"_s,
             .value = u"S"_s,
             .help = Ctl::tr("Where it broke; its tasks open too."),
             .takes = Option::Takes::List,
             .choices = choicesOf<Surface>()},
            {.name = u"playbook"_s,
             .value = u"P"_s,
             .help = Ctl::tr("Opens this playbook's tasks beside the core's, or none at all with \"none\".")},
            {.name = u"severity"_s,
             .value = u"S"_s,
             .help = Ctl::tr("How bad (default: medium)."),
             .choices = choicesOf<Severity>()},
            {.name = u"summary"_s, .value = u"TEXT"_s, .help = Ctl::tr("What is known, in a few sentences.")},
            instant(u"occurred-from"_s, Ctl::tr("When the leak began.")),
            instant(u"occurred-to"_s, Ctl::tr("When it ended.")),
            instant(u"detected"_s, Ctl::tr("When somebody noticed; the notice clock starts here.")),
            instant(u"reported"_s, Ctl::tr("When it was reported inside.")),
            instant(u"confirmed"_s, Ctl::tr("When it was confirmed that personal data is in it.")),
            instant(u"aware"_s, Ctl::tr("When the controller was aware.")),
            instant(u"processor-aware"_s, Ctl::tr("When the processor was aware.")),
            zoneOption(),
            {.name = u"shortest-notice"_s,
             .value = u"HOURS"_s,
             .help = Ctl::tr("The shortest notice period in customers' contracts (default: not known, so 24).")},
            {.name = u"exercise"_s, .value = {}, .help = Ctl::tr("A drill, marked as one everywhere.")}};
}

} // namespace

Commands incidentCommands()
{
    const Argument incident{u"ID"_s, Ctl::tr("Number (INC-0007), id or the beginning of it.")};
    const QString shown = u"id, number, title, severity, phase, roles[], counts, clocks[], and every field of "
                          "`incident fields`"_s;
    return {
        {.path = {u"incident"_s, u"open"_s},
         .summary = Ctl::tr("Declares an incident: number, code name, tasks of the playbooks, first clock."),
         .detail = {},
         .arguments = {},
         .options = openOptions(),
         .examples = {u"bulkheadctl --vault ~/acme.vault incident open --title \"Contacts on a paste site\" "
                      "--surface api-endpoint --severity high --detected 2026-11-24T03:12:00+01:00"_s},
         .answer = u"id, number, code_name, tasks, clocks, playbooks[{id, version, source, reviewed_by}]"_s,
         .run = openIncident},
        {.path = {u"incident"_s, u"fields"_s},
         .summary = Ctl::tr("Lists the fields of an incident, their types and who may write them."),
         .detail = {},
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl incident fields"_s},
         .answer = u"fields[{name, label, type, choices, writers, while_open}]"_s,
         .usesVault = false,
         .run = incidentFields},
        {.path = {u"incident"_s, u"list"_s},
         .summary = Ctl::tr("Lists the incidents of the vault."),
         .detail = {},
         .arguments = {},
         .options = {{.name = u"open"_s, .value = {}, .help = Ctl::tr("Leave out closed ones.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident list --open"_s},
         .answer = u"incidents[{%1}]"_s.arg(shown),
         .run = listIncidents},
        {.path = {u"incident"_s, u"show"_s},
         .summary = Ctl::tr("Shows an incident on one page, now or as it was."),
         .detail = Ctl::tr("--at shows what this vault had taken in by then; with --by-clock what the authors' clocks "
                           "had stamped by then, whenever it arrived."),
         .arguments = {incident},
         .options = {{.name = u"at"_s, .value = u"TIME"_s, .help = Ctl::tr("As it was then.")},
                     {.name = u"by-clock"_s, .value = {}, .help = Ctl::tr("By the authors' clocks.")},
                     zoneOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident show INC-0001 --at 2026-11-24T06:00:00Z"_s},
         .answer = shown,
         .run = showIncident},
        {.path = {u"incident"_s, u"set"_s},
         .summary = Ctl::tr("Writes fields of an incident, all of them or none."),
         .detail = {},
         .arguments = {incident,
                       {u"FIELD=VALUE"_s, Ctl::tr("See `bulkheadctl incident fields`."), Argument::Count::AtLeastOne}},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident set INC-0001 phase=contain severity=critical"_s},
         .answer = shown,
         .run = setIncident},
        {.path = {u"incident"_s, u"assign"_s},
         .summary = Ctl::tr("Records that a member takes a role in an incident."),
         .detail = {},
         .arguments = {incident, {u"MEMBER"_s, Ctl::tr("Name or id.")}},
         .options = {{.name = u"role"_s,
                      .value = u"R"_s,
                      .help = Ctl::tr("The role taken."),
                      .isRequired = true,
                      .choices = roleIds()}},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident assign INC-0001 \"B. Okafor\" --role legal"_s},
         .answer = u"id"_s,
         .run = assignIncident},
        {.path = {u"incident"_s, u"close"_s},
         .summary = Ctl::tr("Closes an incident; refused while tasks that block it are open."),
         .detail = {},
         .arguments = {incident},
         .options
         = {{.name = u"reason"_s, .value = u"TEXT"_s, .help = Ctl::tr("Why it can be closed."), .isRequired = true}},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident close INC-0001 --reason \"All notified\""_s},
         .answer = shown,
         .run = closeIncident},
    };
}

} // namespace bulkhead::ctl
