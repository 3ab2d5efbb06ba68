#include "models/incident/casework.h"
#include "models/incident/codename.h"
#include "models/incident/words.h"

#include <ranges>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 shortestNotice = 24;

IncidentClock noticeClock(const Id& id, const Incident& incident, const Declaration& wish, const Id& decidedBy)
{
    IncidentClock clock;
    clock.incident = id;
    clock.name = Wording::tr("Shortest customer notice");
    clock.hours = wish.shortestNoticeHours.value_or(shortestNotice);
    clock.why = wish.shortestNoticeHours
        ? Wording::tr("The shortest notice period in our customers' contracts is %1 hours.").arg(clock.hours)
        : Wording::tr("The shortest notice period in our customers' contracts is not known; %1 hours are assumed.")
              .arg(clock.hours);
    clock.startsFrom = incident.detected ? u"detected"_s : u"declared"_s;
    clock.start = incident.detected.value_or(incident.declaredAt);
    clock.due = clock.start + clock.hours * 3'600'000;
    clock.decidedBy = decidedBy;
    return clock;
}

std::vector<Fact> playbookFacts(const Id& incident, const std::vector<PlaybookTask>& tasks,
                                const std::function<std::optional<qint64>(const QString& target)>& due, qint64 now)
{
    std::map<QString, Id> ids;
    for (const PlaybookTask& task : tasks) {
        ids[task.id] = Id::make(now);
    }
    std::vector<Fact> facts;
    for (const PlaybookTask& from : tasks) {
        Task task;
        task.incident = incident;
        task.title = from.title;
        task.detail = from.detail;
        task.playbookId = from.id;
        task.lane = from.lane;
        task.phase = from.phase;
        task.target = from.target;
        task.due = due(from.target);
        task.blocksClosure = from.blocksClosure;
        task.repeats = from.repeats;
        task.frameworks = from.frameworks;
        for (const PlaybookTask& other : tasks) {
            const bool waitsForAll = from.dependsOn.contains("all"_L1) && other.phase < from.phase
                && other.repeats.isEmpty();
            if (waitsForAll || from.dependsOn.contains(other.id)) {
                task.dependsOn.push_back(ids[other.id]);
            }
        }
        std::ranges::move(factsOf(ids[from.id], task), std::back_inserter(facts));
    }
    return facts;
}
} // namespace

Expected<Casework::Declared> Casework::declare(const Declaration& wish, const Playbooks& playbooks)
{
    if (wish.incident.title.trimmed().isEmpty()) {
        return failure("value.bad"_L1, Wording::tr("An incident needs a title: one line that says what happened."));
    }
    const auto hours = wish.shortestNoticeHours.value_or(shortestNotice);
    if (hours <= 0 || hours > 24 * 365) {
        return failure("value.bad"_L1, Wording::tr("A notice period is between one hour and a year."));
    }
    for (const QString& surface : wish.incident.surfaces) {
        if (!choiceFromName<Surface>(surface)) {
            return failure("value.bad"_L1, Wording::tr("There is no surface named “%1”.").arg(surface));
        }
    }
    for (const QString& playbook : wish.playbooks) {
        if (!playbooks.find(playbook)) {
            return failure("value.bad"_L1, Wording::tr("There is no playbook named “%1”.").arg(playbook));
        }
    }
    const Id id = Id::make(now());
    Declared answer{id, {}, 0, 0};
    TRY(auto drafts, declarationDrafts(id, wish, playbooks, answer));
    for (Draft& draft : drafts) {
        TRY(auto facts, ruled(draft.stream, std::move(draft.facts)));
        draft.facts = std::move(facts);
    }
    CHECK_OK(m_journal.append(drafts));
    answer.number = shownNumber(id);
    return answer;
}

Expected<std::vector<Draft>> Casework::declarationDrafts(const Id& id, const Declaration& wish,
                                                         const Playbooks& playbooks, Declared& answer) const
{
    TRY(auto before, incidents());
    Incident incident = wish.incident;
    QSet<QString> taken;
    incident.number = 1;
    for (const Kept<Incident>& one : before) {
        taken.insert(one.value.codeName);
        incident.number = std::max(incident.number, one.value.number + 1);
    }
    incident.title = incident.title.trimmed();
    incident.codeName = makeCodeName(taken);
    incident.declaredAt = now();

    const Stream stream{id, Compartment::Team};
    std::vector<Draft> drafts = {{stream, u"incident.declare"_s, factsOf(id, incident), true}};
    // Whoever declares takes command, where their roles allow it.
    const Roles commands(static_cast<quint16>(m_journal.roles().mask & command.mask));
    if (!commands.isEmpty()) {
        const Role role = commands.has(Role::IncidentCommander) ? Role::IncidentCommander : Role::Deputy;
        const Assignment taking{id, m_journal.user(), role, now(), {}};
        std::ranges::move(factsOf(Id::make(now()), taking), std::back_inserter(drafts.back().facts));
    }
    const IncidentClock clock = noticeClock(id, incident, wish, m_journal.user());
    drafts.push_back({stream, u"clock.start"_s, factsOf(Id::make(now()), clock)});
    answer.clocks = 1;
    if (!wish.withPlaybook) {
        return drafts;
    }
    const auto tasks = playbooks.tasksFor(incident.surfaces, wish.playbooks);
    for (const PlaybookTask& task : tasks) {
        if (!task.target.isEmpty()) {
            CHECK_OK(Target::parse(task.target));
        }
    }
    const auto due = [&](const QString& target) -> std::optional<qint64> {
        const auto parsed = target.isEmpty() ? Expected<Target>(std::unexpect) : Target::parse(target);
        return parsed ? parsed->resolve(incident.declaredAt, {clock}) : std::nullopt;
    };
    answer.tasks = static_cast<qint64>(tasks.size());
    if (!tasks.empty()) {
        drafts.push_back({stream, u"playbook.open"_s, playbookFacts(id, tasks, due, now())});
    }
    return drafts;
}

Expected<std::vector<Kept<Incident>>> Casework::incidents() const
{
    return all<Incident>({});
}

Expected<Kept<Incident>> Casework::incident(const Id& id) const
{
    return one<Incident>(id);
}

Expected<void> Casework::close(const Id& incident, const QString& reason)
{
    TRY(auto kept, one<Incident>(incident));
    if (reason.trimmed().isEmpty()) {
        return failure("value.bad"_L1, Wording::tr("An incident is closed with a reason. Give one."));
    }
    if (kept.value.phase == Phase::Closed) {
        return failure("value.bad"_L1, Wording::tr("The incident is closed already."));
    }
    Incident closed = kept.value;
    closed.phase = Phase::Closed;
    closed.closingNote = reason.trimmed();
    return write(kept.stream, u"incident.close"_s, factsBetween(incident, kept.value, closed), true);
}

} // namespace bulkhead
