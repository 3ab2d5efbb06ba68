#pragma once

#include "incident/desk.h"
#include "models/deadline/lawbook.h"
#include "models/incident/entities.h"

namespace bulkhead::test {

inline const deadline::Regimes& regimes()
{
    static const deadline::Lawbook book = must(deadline::Lawbook::load());
    return book.regimes;
}

/// An incident from the first act to the review, by the clock of the test: minutes after the desk's clock began.
///
///     −600 occurred from   −120 occurred until   0 detected, declared (Ada takes command)   20 sample received
///     30 first containment step done   50 sample answered   60 aware   75 decided   90 second step done
///     180 authority told   200, 260, 500 customers told   600 review   700 closed
class Story
{
public:
    explicit Story(Desk& desk, bool isExercise = false)
        : m_desk(desk)
        , m_begin(desk.now())
    {
        Declaration wish;
        wish.incident.title = QStringLiteral("Contacts on a paste site");
        wish.incident.isExercise = isExercise;
        wish.incident.occurredFrom = at(-600);
        wish.incident.occurredTo = at(-120);
        wish.incident.detected = at(0);
        incident = must(desk->declare(wish, {})).id;
    }

    [[nodiscard]] qint64 at(qint64 minutes) const { return m_begin + minutes * Desk::minute; }
    void goTo(qint64 minutes) { m_desk.clock().set(at(minutes)); }
    /// Writes a member of the incident.
    template<typename T> void set(T Incident::* member, const T& value)
    {
        Incident after = must(m_desk->incident(incident)).value;
        after.*member = value;
        must(m_desk->update(incident, after));
    }
    Id task(const QString& title, Phase phase = Phase::Contain)
    {
        Task task;
        task.title = title;
        task.phase = phase;
        task.lane = Role::Engineering;
        return must(m_desk->add(incident, task));
    }
    Id sample(const QString& name, Compartment compartment = Compartment::Team)
    {
        Evidence evidence;
        evidence.name = name;
        evidence.sha256 = Bytes(32, 'x');
        return must(m_desk->add(incident, evidence, compartment));
    }
    Id answer(const Id& evidence, Compartment compartment = Compartment::Team)
    {
        VerdictReport verdict;
        verdict.evidence = evidence;
        verdict.verdict = QStringLiteral("unresolved");
        verdict.rows = 40;
        verdict.synthetic = 38;
        verdict.unknown = 2;
        return must(m_desk->add(incident, verdict, compartment));
    }
    Id decide(const QString& title, Compartment compartment = Compartment::Team)
    {
        Decision decision;
        decision.title = title;
        decision.rationale = QStringLiteral("It follows");
        return must(
            m_desk->decide(incident, decision, TestVault::credential(m_desk.vault().vault().userName()), compartment));
    }
    Id clock(const QString& name, const QString& regime, qint64 hours)
    {
        IncidentClock clock;
        clock.name = name;
        clock.regime = regime;
        clock.hours = hours;
        clock.start = at(60);
        return must(m_desk->startClock(incident, clock));
    }
    void submit(const Id& id, qint64 when, ClockState state = ClockState::Met)
    {
        IncidentClock after = must(m_desk->one<IncidentClock>(id)).value;
        after.submittedAt = when;
        after.state = state;
        after.stateReason = QStringLiteral("Sent through the portal");
        must(m_desk->update(id, after));
    }
    Id customer(const QString& name, NoticeState notice, std::optional<qint64> when = {})
    {
        Party party;
        party.name = name;
        party.kind = QStringLiteral("account");
        party.notice = notice;
        party.noticedAt = when;
        return must(m_desk->add(incident, party));
    }
    void done(const Id& task) { must(m_desk->setTaskState(task, TaskState::Done, QStringLiteral("Done"))); }

    /// All of it.
    void tell()
    {
        const Id first = task(QStringLiteral("Deny the route"));
        const Id second = task(QStringLiteral("Revoke the token"));
        goTo(20);
        const Id leaked = sample(QStringLiteral("leaked.csv"));
        goTo(30);
        done(first);
        goTo(50);
        answer(leaked);
        goTo(60);
        set(&Incident::aware, std::optional(at(60)));
        authority = clock(QStringLiteral("Notice to the authority"), QStringLiteral("eu.gdpr.33.sa"), 72);
        people = clock(QStringLiteral("Notice to people"), QStringLiteral("eu.gdpr.34.ds"), 1);
        goTo(75);
        decide(QStringLiteral("Notify the authority"));
        goTo(90);
        done(second);
        goTo(180);
        submit(authority, at(180));
        submit(people, at(150), ClockState::Late);
        goTo(500);
        customer(QStringLiteral("Northwind"), NoticeState::Sent, at(200));
        customer(QStringLiteral("Contoso"), NoticeState::Acknowledged, at(260));
        customer(QStringLiteral("Fabrikam"), NoticeState::Sent, at(500));
        customer(QStringLiteral("Tailspin"), NoticeState::NotOwed);
        goTo(600);
        set(&Incident::phase, Phase::Review);
        goTo(700);
        must(m_desk->close(incident, QStringLiteral("Told, and the route is gone")));
    }

    Id incident;
    Id authority;
    Id people;

private:
    Desk& m_desk;
    qint64 m_begin;
};

} // namespace bulkhead::test
