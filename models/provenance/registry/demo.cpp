#include "models/provenance/registry/demo.h"
#include "models/provenance/registry/demotext.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 length = 235 * minute; ///< from the researcher's mail to the present

/// The parts of the story, with what they share.
class Story
{
public:
    Story(Casework& casework, const Playbooks& playbooks, const QString& folder, const Credential& again,
          StoryClock* clock)
        : m_casework(casework)
        , m_playbooks(playbooks)
        , m_folder(folder)
        , m_again(again)
        , m_clock(clock)
        , m_end(clock ? clock->now() + length : casework.journal().clock().now())
        , m_start(m_end - length)
    {
    }

    Demo demo;

    Expected<void> registerSets();
    Expected<void> declare();
    Expected<void> assignPeople();
    Expected<void> firstHour();
    Expected<void> examine();
    Expected<void> afterTheVerdict();
    Expected<void> lastHour();

private:
    [[nodiscard]] qint64 at(qint64 minutes) const { return m_start + minutes * minute; }
    void goTo(qint64 minutes)
    {
        if (m_clock) {
            m_clock->advanceTo(at(minutes));
        }
    }
    [[nodiscard]] Id member(QStringView name) const
    {
        for (const auto& one : m_casework.journal().members()) {
            if (one.member.name == name) {
                return one.id;
            }
        }
        return m_casework.journal().user();
    }
    [[nodiscard]] Expected<std::unique_ptr<QFile>> file(const QString& name) const;
    Expected<Registered> registerSet(const QString& fileName, DataSet about);
    Expected<Id> observe(qint64 minutes, const QString& source, const QString& raw, const QString& interpretation,
                         const QStringList& tags, std::vector<Id> evidence = {});
    Expected<void> task(const QString& playbookId, TaskState state, const QString& result = {},
                        const QString& assignee = {});
    Expected<void> decide(const QString& title, const QString& rationale, const QString& alternatives);

    Casework& m_casework;
    const Playbooks& m_playbooks;
    QString m_folder;
    const Credential& m_again;
    StoryClock* m_clock;
    qint64 m_end;
    qint64 m_start;
};

Expected<std::unique_ptr<QFile>> Story::file(const QString& name) const
{
    auto device = std::make_unique<QFile>(QDir(m_folder).filePath(name));
    if (!device->open(QIODevice::ReadOnly)) {
        return failure("demo.missing"_L1,
                       DemoText::tr("The demonstration's file “%1” is not there: %2. Install Bulkhead's data again.")
                           .arg(device->fileName(), device->errorString()));
    }
    return device;
}

Expected<Registered> Story::registerSet(const QString& fileName, DataSet about)
{
    TRY(const auto device, file(fileName));
    about.fileName = fileName;
    return Registry(m_casework).registerDataSet(*device, std::move(about));
}

Expected<void> Story::registerSets()
{
    DataSet synthetic;
    synthetic.name = u"Sandbox contacts"_s;
    synthetic.version = u"2026-05"_s;
    synthetic.generator = u"contact generator 4.2, template based"_s;
    synthetic.trainingSource = u"none: word lists only"_s;
    synthetic.intendedUse = u"sandbox tenants, demonstrations"_s;
    TRY(demo.synthetic, registerSet(u"sandbox-contacts.csv"_s, synthetic));
    DataSet production;
    production.name = u"CRM production contacts"_s;
    production.version = u"nightly"_s;
    production.isProduction = true;
    production.intendedUse = u"customers' contacts of seven tenants"_s;
    TRY(demo.production, registerSet(u"production-contacts.csv"_s, production));
    return {};
}

Expected<void> Story::declare()
{
    goTo(12);
    Declaration wish;
    wish.incident.title = u"Contacts from the sandbox API on a paste site"_s;
    wish.incident.surfaces = {choiceName(Surface::ApiEndpoint)};
    wish.incident.severity = Severity::High;
    wish.incident.occurredFrom = at(0) - 9 * day;
    wish.incident.detected = at(0);
    wish.incident.reported = at(0);
    wish.incident.aware = at(12);
    wish.incident.summary = u"A researcher found a list of contacts that the sandbox API gave out without a key for "
                            "nine days. The sandbox is meant to hold synthetic contacts only."_s;
    wish.shortestNoticeHours = 24;
    TRY(const auto declared, m_casework.declare(wish, m_playbooks));
    demo.incident = declared.id;
    demo.number = declared.number;
    return {};
}

Expected<void> Story::assignPeople()
{
    const std::pair<QString, Role> people[] = {
        {u"Jonas Weber"_s, Role::Engineering}, {u"Priya Nair"_s, Role::Compliance},
        {u"Helena Sørensen"_s, Role::Legal},   {u"Tomás Ribeiro"_s, Role::Communications},
        {u"Mei Tan"_s, Role::CustomerSuccess}, {u"Ruth Klein"_s, Role::Scribe},
        {u"David Okafor"_s, Role::Executive}};
    for (const auto& [name, role] : people) {
        Assignment assignment;
        assignment.member = member(name);
        assignment.role = role;
        CHECK_OK(m_casework.add(demo.incident, assignment));
    }
    return {};
}

Expected<Id> Story::observe(qint64 minutes, const QString& source, const QString& raw, const QString& interpretation,
                            const QStringList& tags, std::vector<Id> evidence)
{
    Observation observation;
    observation.occurred = at(minutes);
    observation.occurredText = QDateTime::fromMSecsSinceEpoch(at(minutes), Qt::UTC).toString(Qt::ISODate);
    observation.occurredZone = u"UTC"_s;
    observation.source = source;
    observation.raw = raw;
    observation.interpretation = interpretation;
    observation.tags = tags;
    observation.evidence = std::move(evidence);
    return m_casework.add(demo.incident, observation);
}

Expected<void> Story::task(const QString& playbookId, TaskState state, const QString& result, const QString& assignee)
{
    TRY(const auto tasks, m_casework.all<Task>(demo.incident));
    const auto found = std::ranges::find_if(tasks,
                                            [&](const Kept<Task>& one) { return one.value.playbookId == playbookId; });
    if (found == tasks.end()) {
        return {}; // An organisation's own playbook may have left it out.
    }
    if (!assignee.isEmpty()) {
        Task given = found->value;
        given.assignee = member(assignee);
        CHECK_OK(m_casework.update(found->id, given, u"task.assign"_s));
    }
    return state == found->value.state ? Expected<void>() : m_casework.setTaskState(found->id, state, result);
}

Expected<void> Story::decide(const QString& title, const QString& rationale, const QString& alternatives)
{
    Decision decision;
    decision.title = title;
    decision.rationale = rationale;
    decision.alternatives = alternatives;
    CHECK_OK(m_casework.decide(demo.incident, decision, m_again));
    return {};
}

Expected<void> Story::firstHour()
{
    CHECK_OK(observe(-9 * 24 * 60, u"gateway log"_s,
                     u"GET /sandbox/v2/contacts answered 200 to a caller without a key"_s,
                     u"First answer without a key, right after deployment 4411."_s, {u"api"_s, u"begin"_s}));
    TRY(const auto mail,
        observe(0, u"researcher, by mail"_s,
                u"Your sandbox API lists 5,000 contacts to anybody. The list is on a paste site."_s,
                u"Credible: the link shows our column names."_s, {u"report"_s}));
    TRY(auto pinned, m_casework.one<Observation>(mail));
    pinned.value.isPinned = true;
    CHECK_OK(m_casework.update(mail, pinned.value));
    Sighting sighting;
    sighting.url = u"https://paste.example/x/8fK2"_s;
    sighting.firstSeen = at(0);
    sighting.note = u"Public, no account needed."_s;
    CHECK_OK(m_casework.add(demo.incident, sighting));
    CHECK_OK(task(u"X1"_s, TaskState::Done, u"Five instants recorded; awareness presumed from the report."_s));
    CHECK_OK(task(u"A1"_s, TaskState::InProgress, {}, u"Jonas Weber"_s));
    goTo(27);
    CHECK_OK(observe(15, u"engineering channel"_s, u"It is only synthetic data, we can close this."_s,
                     u"Not established. The sample has not been examined; the case stays open."_s, {u"assumption"_s}));
    CHECK_OK(decide(u"The case stays open until the sample has been examined"_s,
                    u"That the data is synthetic is an assumption until its rows are found in a registered set."_s,
                    u"Close at once as synthetic: refused, nothing supports it yet."_s));
    goTo(34);
    CHECK_OK(task(u"A1"_s, TaskState::Done, u"GET /sandbox/v2/contacts, no key needed since deployment 4411."_s));
    CHECK_OK(
        task(u"A2"_s, TaskState::Done, u"Route denied at the gateway; the log keeps running."_s, u"Jonas Weber"_s));
    goTo(38);
    CHECK_OK(task(u"X3"_s, TaskState::Done, u"Gateway and application logs of 30 days, snapshots hashed."_s,
                  u"Jonas Weber"_s));
    return {};
}

Expected<void> Story::examine()
{
    goTo(40);
    TRY(const auto sample, file(u"leaked-list.csv"_s));
    Evidence about;
    about.name = u"leaked-list.csv"_s;
    about.sourceUrl = u"https://paste.example/x/8fK2"_s;
    about.acquiredBy = u"Jonas Weber"_s;
    about.acquiredAt = at(36);
    about.mediaType = u"text/csv"_s;
    about.note = u"Raw download, unchanged."_s;
    TRY(demo.verdict, Registry(m_casework).classifyInto(demo.incident, *sample, about));
    return {};
}

Expected<void> Story::afterTheVerdict()
{
    const Id evidence = demo.verdict.evidence;
    goTo(46);
    CHECK_OK(observe(41, u"provenance"_s, u"Rows of production tenants stand among the synthetic ones."_s,
                     u"Personal data is in the list. How it came into the sandbox is not known."_s, {u"verdict"_s},
                     {evidence}));
    TRY(auto incident, m_casework.incident(demo.incident));
    incident.value.personalDataConfirmed = at(46);
    incident.value.phase = Phase::Contain;
    CHECK_OK(m_casework.update(demo.incident, incident.value));
    CHECK_OK(task(u"X4"_s, TaskState::Done, u"See the verdict of leaked-list.csv."_s, u"Jonas Weber"_s));
    CHECK_OK(decide(u"Two tracks: notices to the tenants, and our own 72 hours"_s,
                    u"Rows of customers' contacts are confirmed, so the contracts' notice periods run; for our own "
                    "trial users we are the controller."_s,
                    u"Wait for the full log analysis: refused, the clocks do not wait."_s));
    IncidentClock authority;
    authority.name = u"Report to the data protection authority"_s;
    authority.why = u"72 hours from awareness, as controller for our own trial users."_s;
    authority.startsFrom = u"aware"_s;
    authority.start = at(12);
    authority.hours = 72;
    authority.startEvidence = evidence;
    authority.owner = member(u"Helena Sørensen");
    CHECK_OK(m_casework.startClock(demo.incident, authority));
    goTo(70);
    CHECK_OK(observe(70, u"Aurelia Bank, by phone"_s, u"When were you aware? We report under our own rules."_s,
                     u"Gave the instants as recorded; no speculation about the cause."_s, {u"customer"_s}));
    goTo(110);
    CHECK_OK(observe(110, u"contract of Vela Travel"_s, u"Notice within 24 hours of suspicion."_s,
                     u"Their period began with the report, not with the verdict."_s, {u"contract"_s, u"customer"_s}));
    CHECK_OK(
        task(u"X2"_s, TaskState::Done, u"Processor for seven tenants, controller for trial users."_s, u"Priya Nair"_s));
    CHECK_OK(task(u"X8"_s, TaskState::InProgress, {}, u"Mei Tan"_s));
    return {};
}

Expected<void> Story::lastHour()
{
    goTo(150);
    CHECK_OK(observe(150, u"draft of the statement"_s, u"No real persons are affected."_s,
                     u"Held back: the verdict says otherwise."_s, {u"communications"_s}));
    CHECK_OK(task(u"X10"_s, TaskState::InProgress, {}, u"Tomás Ribeiro"_s));
    CHECK_OK(task(u"X13"_s, TaskState::Done, u"Host has confirmed; the search engine's cache is pending."_s,
                  u"Tomás Ribeiro"_s));
    Sighting cache;
    cache.url = u"https://cache.example/view?u=8fK2"_s;
    cache.firstSeen = at(140);
    cache.note = u"Copy in a search engine's cache."_s;
    CHECK_OK(m_casework.add(demo.incident, cache));
    goTo(200);
    CHECK_OK(observe(200, u"log analysis"_s,
                     u"The gateway's log has a gap of 31 hours on the fourth and fifth day of the leak."_s,
                     u"Who called in that time is not known. Drafts must say so."_s, {u"gap"_s}));
    CHECK_OK(task(u"A4"_s, TaskState::InProgress, {}, u"Jonas Weber"_s));
    CHECK_OK(task(u"A7"_s, TaskState::NotApplicable, u"The route was never cached: its answers forbid it."_s));
    Party party;
    party.name = u"Aurelia Bank"_s;
    party.kind = u"account"_s;
    party.tenant = u"Aurelia Bank"_s;
    CHECK_OK(m_casework.add(demo.incident, party));
    goTo(230);
    StatusReport report;
    report.conditions
        = u"Route closed for three hours. Six rows about real people are confirmed; 32 rows are unknown."_s;
    report.actions = u"Callers are being rebuilt from the logs; the first notices are being written."_s;
    report.needs = u"Counsel's word on the notices; a second engineer for the 31 hours without a log."_s;
    CHECK_OK(m_casework.add(demo.incident, report));
    goTo(235);
    return {};
}
} // namespace

Expected<Demo> buildDemo(Casework& casework, const Playbooks& playbooks, const QString& folder, const Credential& again,
                         const DemoProgress& progress, std::stop_token stop, StoryClock* story)
{
    struct Part
    {
        Expected<void> (Story::*act)();
        QString words;
    };
    const Part parts[] = {{&Story::registerSets, DemoText::tr("Registering a synthetic and a production data set")},
                          {&Story::declare, DemoText::tr("Declaring the incident")},
                          {&Story::assignPeople, DemoText::tr("Calling people in")},
                          {&Story::firstHour, DemoText::tr("Working through the first hour")},
                          {&Story::examine, DemoText::tr("Examining the leaked list")},
                          {&Story::afterTheVerdict, DemoText::tr("Acting on the verdict")},
                          {&Story::lastHour, DemoText::tr("Bringing the case up to now")}};
    Story told(casework, playbooks, folder, again, story);
    int done = 0;
    for (const Part& part : parts) {
        if (stop.stop_requested()) {
            return failure("demo.cancelled"_L1, DemoText::tr("The demonstration was cancelled."));
        }
        if (progress) {
            progress(part.words, done * 100 / static_cast<int>(std::size(parts)));
        }
        CHECK_OK((told.*part.act)());
        ++done;
    }
    return std::move(told.demo);
}

} // namespace bulkhead::provenance
