#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/commands/references.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

QString idText(const Kept<Task>& task)
{
    return task.value.playbookId.isEmpty() ? task.id.text() : task.value.playbookId;
}

bool isWanted(const Call& call, const Roles& lane, const Kept<Task>& task)
{
    const QString state = call.value("state"_L1);
    return (state.isEmpty() || choiceName(task.value.state) == state) && (lane.isEmpty() || lane.meets(task.value.lane))
        && !task.value.isStruck;
}

Expected<Exit> listTasks(Call& call)
{
    const Roles lane = Roles::fromNames(call.values("role"_L1)).value_or(Roles());
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto tasks, desk->casework().all<Task>(incident));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Id"), Ctl::tr("Task"), Ctl::tr("Role"), Ctl::tr("Phase"), Ctl::tr("State"),
                                Ctl::tr("Who"), Ctl::tr("Due"), Ctl::tr("Waits for")},
                    .rows = {}};
    for (const Kept<Task>& task : tasks) {
        if (!isWanted(call, lane, task)) {
            continue;
        }
        QStringList waits;
        QJsonArray blockedBy;
        for (const Id& blocker : Casework::blockers(task, tasks)) {
            const auto found = std::ranges::find(tasks, blocker, &Kept<Task>::id);
            waits.append(found == tasks.end() ? blocker.text() : idText(*found));
            blockedBy.append(blocker.text());
        }
        QJsonObject object = toJson(task);
        object.insert(u"blocked_by"_s, blockedBy);
        object.insert(u"assignee_name"_s, desk->journal().nameOf(task.value.assignee));
        array.append(object);
        table.rows.push_back({idText(task), task.value.title, task.value.lane.names().join(", "_L1),
                              choiceName(task.value.phase), choiceName(task.value.state),
                              desk->journal().nameOf(task.value.assignee), shownTime(task.value.due),
                              waits.join(", "_L1)});
    }
    call.out().answer({{u"tasks"_s, array}}, table.aligned());
    return Exit::Done;
}

/// By id, its beginning, or the playbook's id where `--incident` says in which incident.
Expected<Id> taskOf(const Call& call, const Casework& casework, const QString& text)
{
    if (call.has("incident"_L1)) {
        TRY(const Id incident, casework.findIncident(call.value("incident"_L1)));
        TRY(const auto tasks, casework.all<Task>(incident));
        const auto found = std::ranges::find_if(tasks, [&](const Kept<Task>& task) {
            return task.value.playbookId.compare(text, Qt::CaseInsensitive) == 0;
        });
        if (found != tasks.end()) {
            return found->id;
        }
    }
    return casework.find(Table<Task>::kind, text);
}

Expected<Exit> addTask(Call& call)
{
    TRY(const Roles lane, call.roles("role"_L1));
    TRY(const auto due, call.instant("due"_L1));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    Task task;
    task.title = call.value("title"_L1);
    task.detail = call.value("detail"_L1);
    task.lane = lane;
    task.phase = choiceFromName<Phase>(call.value("phase"_L1)).value_or(Phase::Triage);
    task.due = due;
    task.target = call.value("target"_L1);
    task.blocksClosure = call.has("blocks-closure"_L1);
    if (call.has("assignee"_L1)) {
        TRY(task.assignee, desk->member(call.value("assignee"_L1)));
    }
    for (const QString& needed : call.values("depends-on"_L1)) {
        TRY(const Id id, taskOf(call, desk->casework(), needed));
        task.dependsOn.push_back(id);
    }
    TRY(const Id id, desk->casework().add(incident, task, call.compartment()));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("Task %1 is added.").arg(id.text()));
    return Exit::Done;
}

/// State and result alone go the way that also opens the next of a task that comes back.
Expected<void> write(Desk& desk, const Id& id, const Fields& fields)
{
    std::optional<TaskState> state;
    QString result;
    for (const auto& [name, text] : fields) {
        if (name == "state"_L1) {
            state = choiceFromName<TaskState>(text);
            if (!state) {
                return failure("usage.value"_L1,
                               Ctl::tr("state is one of: %1.").arg(choicesOf<TaskState>().join(", "_L1)));
            }
        } else if (name == "result"_L1) {
            result = text;
        } else {
            return desk.casework().setFields(id, fields);
        }
    }
    return state ? desk.casework().setTaskState(id, *state, result) : desk.casework().setFields(id, fields);
}

Expected<Exit> setTask(Call& call)
{
    TRY(Fields fields, call.assignments(1));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, taskOf(call, desk->casework(), call.argument(0)));
    resolveMembers(*desk, fields);
    CHECK_OK(write(*desk, id, fields));
    CHECK_OK(desk->finish());
    TRY(const auto task, desk->casework().one<Task>(id));
    call.out().answer(toJson(task), Ctl::tr("Task \"%1\" is %2.").arg(task.value.title, choiceName(task.value.state)));
    return Exit::Done;
}

} // namespace

Commands taskCommands()
{
    Option inIncident = incidentOption();
    inIncident.isRequired = false;
    inIncident.help = Ctl::tr("The incident; then the playbook's own id (X4) names a task too.");
    Option role{.name = u"role"_s,
                .value = u"R"_s,
                .help = Ctl::tr("The role whose task it is."),
                .isRequired = true,
                .choices = roleIds()};
    Option onlyRole = role;
    onlyRole.isRequired = false;
    onlyRole.help = Ctl::tr("Only tasks of this role.");
    return {
        {.path = {u"task"_s, u"list"_s},
         .summary = Ctl::tr("Lists the tasks of an incident."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption(),
                     onlyRole,
                     {.name = u"state"_s,
                      .value = u"S"_s,
                      .help = Ctl::tr("Only tasks in this state."),
                      .choices = choicesOf<TaskState>()}},
         .examples = {u"bulkheadctl --vault ~/acme.vault task list --incident INC-0001 --state open"_s},
         .answer = u"tasks[{id, title, lane, phase, state, assignee, due, depends_on, blocked_by, …}]"_s,
         .run = listTasks},
        {.path = {u"task"_s, u"add"_s},
         .summary = Ctl::tr("Adds a task to an incident."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"title"_s, .value = u"T"_s, .help = Ctl::tr("What is to be done."), .isRequired = true},
                     role,
                     {.name = u"detail"_s, .value = u"TEXT"_s, .help = Ctl::tr("How, in more words.")},
                     {.name = u"phase"_s,
                      .value = u"P"_s,
                      .help = Ctl::tr("The phase that it belongs to (default: triage)."),
                      .choices = choicesOf<Phase>()},
                     {.name = u"assignee"_s, .value = u"MEMBER"_s, .help = Ctl::tr("Who does it.")},
                     {.name = u"due"_s, .value = u"T"_s, .help = Ctl::tr("By when.")},
                     {.name = u"target"_s,
                      .value = u"EXPRESSION"_s,
                      .help = Ctl::tr("A due time that follows something: declare+60m, min(clock)-25%.")},
                     zoneOption(),
                     {.name = u"depends-on"_s,
                      .value = u"TASK"_s,
                      .help = Ctl::tr("A task that must be done before."),
                      .takes = Option::Takes::Repeated},
                     {.name = u"blocks-closure"_s,
                      .value = {},
                      .help = Ctl::tr("The incident cannot be closed before it is done.")},
                     compartmentOption()},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault task add --incident INC-0001 --title \"Rotate the sync token\" "
            "--role engineering --due 2026-11-24T08:00:00Z"_s},
         .answer = u"id"_s,
         .run = addTask},
        {.path = {u"task"_s, u"set"_s},
         .summary = Ctl::tr("Writes fields of a task: its state, result, assignee, due time or title."),
         .detail = {},
         .arguments = {{u"ID"_s, Ctl::tr("Id, the beginning of it, or with --incident the playbook's id.")},
                       {u"FIELD=VALUE"_s, Ctl::tr("state is open, in-progress, done or not-applicable."),
                        Argument::Count::AtLeastOne}},
         .options = {inIncident},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault task set X4 --incident INC-0001 state=done result=\"Revoked\""_s},
         .answer = u"id, title, lane, phase, state, assignee, due, result, …"_s,
         .run = setTask},
    };
}

} // namespace bulkhead::ctl
