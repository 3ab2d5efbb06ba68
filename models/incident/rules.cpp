#include "models/incident/casework.h"
#include "models/incident/words.h"

#include <functional>
#include <ranges>
#include <set>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 hour = 3'600'000;

FieldId named(const Schema& schema, Kind kind, QStringView name)
{
    const Field* field = schema.field(kind, name);
    return field ? fieldId(kind, field->id) : 0;
}

const Value* written(const std::vector<Fact>& facts, const Id& entity, FieldId field)
{
    const auto found = std::ranges::find_if(
        facts, [&](const Fact& fact) { return fact.entity == entity && fact.field == field; });
    return found == facts.end() ? nullptr : &found->value;
}

/// The record as it will stand when the facts about it are written.
Record after(Record record, const std::vector<Fact>& facts)
{
    for (const Fact& fact : facts) {
        if (fact.entity == record.entity) {
            Write write;
            write.value = fact.value;
            record.cells[static_cast<quint16>(fact.field & 0xffff)].writes = {std::move(write)};
        }
    }
    return record;
}

bool isFinished(const Task& task)
{
    return task.state == TaskState::Done || task.state == TaskState::NotApplicable;
}

using TaskOrder = std::map<Id, std::vector<Id>>;

/// What depends on what once the facts are written: declaring creates tasks and their order at once.
TaskOrder orderAfter(const std::vector<Kept<Task>>& tasks, const std::vector<Fact>& facts, FieldId dependsOn)
{
    TaskOrder order;
    for (const Kept<Task>& task : tasks) {
        order[task.id] = task.value.dependsOn;
    }
    for (const Fact& fact : facts) {
        if (fact.field == dependsOn) {
            conversion::fromValue(fact.value, order[fact.entity]);
        } else if (kindOf(fact.field) == Table<Task>::kind) {
            order.try_emplace(fact.entity);
        }
    }
    return order;
}

Expected<void> checkOrder(const Id& id, const Task& task, const TaskOrder& order)
{
    std::set<Id> seen;
    const std::function<bool(const Id&)> reaches = [&](const Id& from) {
        return from == id || (seen.insert(from).second && std::ranges::any_of(order.at(from), reaches));
    };
    for (const Id& needed : task.dependsOn) {
        if (!order.contains(needed)) {
            return failure("value.bad"_L1,
                           Wording::tr("“%1” is to depend on a task that is not in this incident.").arg(task.title));
        }
        if (reaches(needed)) {
            return failure(
                "task.cycle"_L1,
                Wording::tr("“%1” would wait for itself: a task it depends on depends on it.").arg(task.title));
        }
    }
    return {};
}

Expected<void> checkState(const Kept<Task>& task, const std::vector<Kept<Task>>& siblings)
{
    if (task.value.state == TaskState::NotApplicable && task.value.result.trimmed().isEmpty()) {
        return failure("value.bad"_L1,
                       Wording::tr("Say in the result why “%1” is not applicable.").arg(task.value.title));
    }
    if (task.value.state != TaskState::Done) {
        return {};
    }
    QStringList waitsFor;
    for (const Id& blocker : Casework::blockers(task, siblings)) {
        waitsFor.append(std::ranges::find(siblings, blocker, &Kept<Task>::id)->value.title);
    }
    if (waitsFor.isEmpty()) {
        return {};
    }
    return failure("task.blocked"_L1,
                   Wording::tr("“%1” cannot be done before: %2. Finish that first, or remove the dependency.")
                       .arg(task.value.title, waitsFor.join("; "_L1)));
}

bool isBlank(const Value& value)
{
    const QString* text = value.as<QString>();
    return value.isEmpty() || (text && text->trimmed().isEmpty());
}

/// What an entry cannot be without: people read it as the entry's name or reason.
std::vector<QStringView> neededFields(const EntityType& type)
{
    switch (type.kind) {
    case Table<Incident>::kind:
    case Table<Task>::kind:
        return {u"title"};
    case Table<Decision>::kind:
        return {u"title", u"rationale"};
    case Table<Observation>::kind:
        return {u"raw"};
    case Table<Comment>::kind:
        return {u"text"};
    case Table<Party>::kind:
        return {u"name"};
    default:
        return {};
    }
}
} // namespace

Expected<void> Casework::checkNeeded(const Record& before, const std::vector<Fact>& facts) const
{
    const EntityType* type = m_journal.schema().type(before.kind);
    for (const QStringView name : type ? neededFields(*type) : std::vector<QStringView>()) {
        const Field* field = m_journal.schema().field(before.kind, name);
        const Value* now = field ? written(facts, before.entity, fieldId(before.kind, field->id)) : nullptr;
        if (field && (now ? isBlank(*now) : before.cells.empty())) {
            return failure("value.empty"_L1,
                           Wording::tr("“%1” cannot be empty. Write something.")
                               .arg(QCoreApplication::translate("Field", field->label)));
        }
    }
    if (before.kind == Table<Incident>::kind && !before.cells.empty()) {
        const Field* number = m_journal.schema().field(before.kind, u"number");
        if (number && written(facts, before.entity, fieldId(before.kind, number->id))) {
            return failure("value.fixed"_L1,
                           Wording::tr("An incident keeps the number that it was given: mails and "
                                       "exports name it."));
        }
    }
    return {};
}

Expected<std::vector<Fact>> Casework::ruled(const Stream& stream, std::vector<Fact> facts) const
{
    std::set<Id> entitiesSeen;
    std::vector<Fact> implied;
    for (const Fact& fact : facts) {
        const Kind kind = kindOf(fact.field);
        const EntityType* type = m_journal.schema().type(kind);
        const bool hasRules = kind == Table<IncidentClock>::kind || (type && !neededFields(*type).empty());
        if (!hasRules || !entitiesSeen.insert(fact.entity).second) {
            continue;
        }
        TRY(auto found, m_journal.record(fact.entity));
        const Record before = found.value_or(Record{stream, kind, fact.entity, {}});
        CHECK_OK(checkNeeded(before, facts));
        if (kind != Table<Incident>::kind && kind != Table<Task>::kind && kind != Table<IncidentClock>::kind) {
            continue;
        }
        const Record wished = after(before, facts);
        if (kind == Table<Incident>::kind) {
            const Value* phase = written(facts, fact.entity, named(m_journal.schema(), kind, u"phase"));
            if (phase && phase->valueOr<QString>() == choiceName(Phase::Closed)) {
                CHECK_OK(checkClosing(fact.entity));
            }
            continue;
        }
        TRY(auto more, kind == Table<Task>::kind ? ruledTask(wished, facts) : ruledClock(wished, facts));
        std::ranges::move(more, std::back_inserter(implied));
    }
    std::ranges::move(implied, std::back_inserter(facts));
    return facts;
}

Expected<void> Casework::checkClosing(const Id& incident) const
{
    TRY(auto tasks, all<Task>(incident));
    QStringList open;
    for (const Kept<Task>& task : tasks) {
        if (task.value.blocksClosure && !isFinished(task.value) && !task.value.isStruck) {
            open.append(task.value.title);
        }
    }
    if (open.isEmpty()) {
        return {};
    }
    return failure(
        "incident.tasks-open"_L1,
        Wording::tr("The incident cannot be closed while %n task(s) that block it are unfinished: %1. Finish "
                    "them, or mark them as not applicable with a reason.",
                    nullptr, static_cast<int>(open.size()))
            .arg(open.join("; "_L1)));
}

Expected<std::vector<Fact>> Casework::ruledTask(const Record& wished, const std::vector<Fact>& facts) const
{
    const auto field = [this](QStringView name) { return named(m_journal.schema(), Table<Task>::kind, name); };
    const auto task = keptFrom<Task>(wished);
    const auto wrote = [&](QStringView name) { return written(facts, task.id, field(name)) != nullptr; };
    std::vector<Fact> implied;
    // A due time set by hand no longer follows an expression.
    if (wrote(u"due") && !wrote(u"target") && !task.value.target.isEmpty()) {
        implied.push_back({task.id, field(u"target"), Value()});
    }
    if (!wrote(u"state") && !wrote(u"depends_on")) {
        return implied;
    }
    TRY(auto siblings, all<Task>(wished.stream.incident));
    if (wrote(u"depends_on")) {
        CHECK_OK(checkOrder(task.id, task.value, orderAfter(siblings, facts, field(u"depends_on"))));
    }
    if (wrote(u"state")) {
        CHECK_OK(checkState(task, siblings));
        const auto finished = isFinished(task.value) ? std::optional(now()) : std::nullopt;
        if (finished || task.value.finishedAt) {
            implied.push_back({task.id, field(u"finished"), conversion::toValue(finished)});
        }
    }
    return implied;
}

Expected<void> Casework::checkMove(const Kept<IncidentClock>& wished) const
{
    TRY(const auto before, m_journal.record(wished.id));
    const auto standing = before ? fromRecord<IncidentClock>(*before) : IncidentClock();
    if (wished.value.due > standing.due && !standing.regime.isEmpty()) {
        return failure(
            "clock.later"_L1,
            Wording::tr("The clock of a rule moves earlier only. Where it should end later, stop it with the "
                        "reason and start another."));
    }
    return {};
}

Expected<std::vector<Fact>> Casework::ruledClock(const Record& wished, const std::vector<Fact>& facts) const
{
    const Schema& schema = m_journal.schema();
    const auto wrote = [&](QStringView name) {
        return written(facts, wished.entity, named(schema, Table<IncidentClock>::kind, name)) != nullptr;
    };
    const auto clock = keptFrom<IncidentClock>(wished);
    std::vector<Fact> implied;
    const bool isOfRegime = !clock.value.regime.isEmpty();
    if (isOfRegime && wrote(u"due")) {
        CHECK_OK(checkMove(clock));
    }
    if (!isOfRegime && (wrote(u"hours") || wrote(u"start"))) {
        if (clock.value.hours <= 0) {
            return failure("value.bad"_L1, Wording::tr("A clock runs for at least one hour."));
        }
        const qint64 due = clock.value.start + clock.value.hours * hour;
        if (due != clock.value.due) {
            implied.push_back({clock.id, named(schema, Table<IncidentClock>::kind, u"due"), Value(due)});
        }
    }
    if (wrote(u"state")) {
        const bool runs = clock.value.state == ClockState::Running;
        if (!runs && clock.value.stateReason.trimmed().isEmpty()) {
            return failure("value.bad"_L1, Wording::tr("A clock is stopped with a reason. Give one."));
        }
        implied.push_back(
            {clock.id, named(schema, Table<IncidentClock>::kind, u"stopped"), runs ? Value() : Value(now())});
    }
    return implied;
}

Expected<std::vector<Draft>> Casework::followers(const Id& incident, const std::vector<Fact>& facts) const
{
    const bool concernsClocks = facts.empty() || std::ranges::any_of(facts, [](const Fact& fact) {
                                    return kindOf(fact.field) == Table<IncidentClock>::kind;
                                });
    if (!concernsClocks || incident.isNull()) {
        return std::vector<Draft>();
    }
    TRY(auto caseRecord, m_journal.record(incident));
    TRY(auto records, m_journal.records(incident, Table<IncidentClock>::kind));
    for (const Fact& fact : facts) {
        const bool isNew = std::ranges::none_of(records, [&](const Record& one) { return one.entity == fact.entity; });
        if (isNew && kindOf(fact.field) == Table<IncidentClock>::kind) {
            records.push_back({{incident, Compartment::Team}, Table<IncidentClock>::kind, fact.entity, {}});
        }
    }
    std::vector<IncidentClock> clocks;
    std::ranges::transform(records, std::back_inserter(clocks),
                           [&](const Record& record) { return fromRecord<IncidentClock>(after(record, facts)); });
    const qint64 declared = caseRecord ? fromRecord<Incident>(*caseRecord).declaredAt : now();
    TRY(auto tasks, all<Task>(incident));
    const FieldId due = named(m_journal.schema(), Table<Task>::kind, u"due");
    std::map<Stream, std::vector<Fact>> moved;
    for (const Kept<Task>& task : tasks) {
        if (task.value.target.isEmpty() || isFinished(task.value) || task.value.isStruck) {
            continue;
        }
        TRY(auto target, Target::parse(task.value.target));
        const auto found = target.resolve(declared, clocks);
        if (found != task.value.due && (found || !target.hasEnded(clocks))) {
            moved[task.stream].push_back({task.id, due, conversion::toValue(found)});
        }
    }
    std::vector<Draft> drafts;
    for (auto& [stream, changed] : moved) {
        drafts.push_back({stream, u"task.follow-clock"_s, std::move(changed)});
    }
    return drafts;
}

} // namespace bulkhead
