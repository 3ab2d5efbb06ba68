#include "app/ctl/casefile.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "models/breach/finding.h"

#include <algorithm>
#include <ranges>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype shownOnOnePage = 5;
constexpr qint64 minute = 60'000;

bool isFinished(const Task& task)
{
    return task.state == TaskState::Done || task.state == TaskState::NotApplicable;
}

void addInstant(Section& section, const QString& name, const std::optional<qint64>& instant)
{
    if (instant) {
        section.pairs.emplace_back(name, shownTime(*instant));
    }
}

Section factsSection(const Incident& incident)
{
    Section section{.title = Ctl::tr("What is known")};
    if (!incident.summary.isEmpty()) {
        section.pairs.emplace_back(Ctl::tr("Summary"), incident.summary);
    }
    section.pairs.emplace_back(Ctl::tr("Verdict"),
                               incident.verdict.isEmpty() ? Ctl::tr("not asked yet") : incident.verdict);
    section.pairs.emplace_back(Ctl::tr("Surfaces"),
                               incident.surfaces.isEmpty() ? Ctl::tr("unknown") : incident.surfaces.join(", "_L1));
    addInstant(section, Ctl::tr("Occurred from"), incident.occurredFrom);
    addInstant(section, Ctl::tr("Occurred to"), incident.occurredTo);
    addInstant(section, Ctl::tr("Detected"), incident.detected);
    addInstant(section, Ctl::tr("Reported"), incident.reported);
    addInstant(section, Ctl::tr("Personal data confirmed"), incident.personalDataConfirmed);
    addInstant(section, Ctl::tr("Aware"), incident.aware);
    addInstant(section, Ctl::tr("Processor aware"), incident.processorAware);
    if (incident.isOnLegalHold) {
        section.pairs.emplace_back(Ctl::tr("Legal hold"), incident.legalHoldReason);
    }
    if (!incident.closingNote.isEmpty()) {
        section.pairs.emplace_back(Ctl::tr("Closing note"), incident.closingNote);
    }
    return section;
}

/// "in 41 h 12 min" or "3 h 5 min ago".
QString distanceText(qint64 ms)
{
    const qint64 minutes = qAbs(ms) / minute;
    const QString span = Ctl::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
    return ms >= 0 ? Ctl::tr("in %1").arg(span) : Ctl::tr("%1 ago").arg(span);
}

Section clockSection(const CaseFile& file, qint64 now)
{
    Section section{.title = Ctl::tr("Clocks (as of %1)").arg(shownTime(now)),
                    .table = {.headers = {Ctl::tr("Clock"), Ctl::tr("State"), Ctl::tr("Due"), QString()}, .rows = {}}};
    for (const Kept<IncidentClock>& clock : file.clocks) {
        const bool isRunning = clock.value.state == ClockState::Running;
        section.table.rows.push_back({clock.value.name, choiceName(clock.value.state), shownTime(clock.value.due),
                                      isRunning ? distanceText(clock.value.due - now) : clock.value.stateReason});
    }
    return section;
}

Section peopleSection(const CaseFile& file)
{
    Section section{.title = Ctl::tr("People")};
    for (const Kept<Assignment>& one : file.people) {
        if (!one.value.renounced) {
            section.pairs.emplace_back(one.value.role.names().join(", "_L1), file.nameOf(one.value.member));
        }
    }
    return section;
}

TextTable taskTable(const CaseFile& file, const std::vector<const Kept<Task>*>& tasks)
{
    TextTable table{
        .headers = {Ctl::tr("Id"), Ctl::tr("Task"), Ctl::tr("Role"), Ctl::tr("State"), Ctl::tr("Who"), Ctl::tr("Due")},
        .rows = {}};
    for (const Kept<Task>* task : tasks) {
        table.rows.push_back({task->value.playbookId.isEmpty() ? task->id.text().first(10) : task->value.playbookId,
                              task->value.title, task->value.lane.names().join(", "_L1), choiceName(task->value.state),
                              file.nameOf(task->value.assignee), shownTime(task->value.due)});
    }
    return table;
}

/// Overdue first, then by due, those without at the end.
std::vector<const Kept<Task>*> openTasks(const CaseFile& file)
{
    std::vector<const Kept<Task>*> open;
    for (const Kept<Task>& task : file.tasks) {
        if (!task.value.isStruck && !isFinished(task.value)) {
            open.push_back(&task);
        }
    }
    std::ranges::stable_sort(
        open, {}, [](const Kept<Task>* task) { return task->value.due.value_or(std::numeric_limits<qint64>::max()); });
    return open;
}

Section verdictSection(const CaseFile& file, qsizetype limit)
{
    Section section{
        .title = Ctl::tr("Is it real?"),
        .table = {.headers = {Ctl::tr("Asked"), Ctl::tr("Verdict"), Ctl::tr("Rows"), Ctl::tr("Synthetic"),
                              Ctl::tr("Production"), Ctl::tr("Mixed"), Ctl::tr("Unknown"), Ctl::tr("Unreadable")},
                  .rows = {},
                  .rightAligned = {2, 3, 4, 5, 6, 7}}};
    std::vector<const Kept<VerdictReport>*> newest;
    for (const Kept<VerdictReport>& one : file.verdicts) {
        newest.push_back(&one);
    }
    std::ranges::stable_sort(newest, std::greater(), [](const Kept<VerdictReport>* one) { return one->value.askedAt; });
    for (const Kept<VerdictReport>* one : newest | std::views::take(limit)) {
        const VerdictReport& report = one->value;
        section.table.rows.push_back({shownTime(report.askedAt), report.verdict, QString::number(report.rows),
                                      QString::number(report.synthetic), QString::number(report.production),
                                      QString::number(report.mixed), QString::number(report.unknown),
                                      QString::number(report.unreadable)});
    }
    return section;
}

Section decisionSection(const CaseFile& file)
{
    Section section{
        .title = Ctl::tr("Decisions"),
        .table = {.headers = {Ctl::tr("Decided"), Ctl::tr("By"), Ctl::tr("What"), Ctl::tr("Why")}, .rows = {}}};
    for (const Kept<Decision>& one : file.decisions) {
        const Decision& decision = one.value;
        section.table.rows.push_back(
            {shownTime(decision.decidedAt), file.nameOf(decision.decidedBy),
             decision.isStruck ? Ctl::tr("[struck: %1] %2").arg(decision.struckReason, decision.title) : decision.title,
             decision.rationale});
    }
    return section;
}

QStringList timelineLine(const TimelineRow& row)
{
    QString said = row.sentence;
    QString by = row.author;
    if (row.observation) {
        const Observation& seen = row.observation->value;
        said = seen.interpretation.isEmpty() ? seen.raw : u"%1 (%2)"_s.arg(seen.raw, seen.interpretation);
        by = seen.source.isEmpty() ? row.author : seen.source;
        if (row.isStruck) {
            said = Ctl::tr("[struck: %1] %2").arg(seen.struckReason, said);
        }
    }
    return {shownTime(row.at), by, said};
}

Section timelineSection(const CaseFile& file, qsizetype limit)
{
    Section section{.title = Ctl::tr("Timeline"),
                    .table = {.headers = {Ctl::tr("Time"), Ctl::tr("Source"), Ctl::tr("What")}, .rows = {}}};
    const auto all = static_cast<qsizetype>(file.timeline.size());
    for (const TimelineRow& row : file.timeline | std::views::drop(std::max<qsizetype>(0, all - limit))) {
        section.table.rows.push_back(timelineLine(row));
    }
    return section;
}

Section breachSection(const CaseFile& file)
{
    Section section{.title = Ctl::tr("Is it a personal data breach?"),
                    .table = {.headers = {Ctl::tr("Record"), Ctl::tr("Signed"), Ctl::tr("By"), Ctl::tr("Conclusion"),
                                          Ctl::tr("Reasoning")},
                              .rows = {}}};
    for (const Kept<BreachRecord>& one : file.records) {
        section.table.rows.push_back({QString::number(one.value.number), shownTime(one.value.signedAt),
                                      file.nameOf(one.value.signedBy), breach::conclusionName(one.value.conclusion),
                                      one.value.reasoning});
    }
    for (const Kept<SeverityAssessment>& one : file.assessments) {
        section.pairs.emplace_back(Ctl::tr("Severity, %1").arg(shownTime(one.value.assessedAt)), one.value.summary);
    }
    return section;
}

Section answerSection(const CaseFile& file)
{
    Section section{
        .title = Ctl::tr("Answers"),
        .table = {.headers = {Ctl::tr("Fact"), Ctl::tr("Answer"), Ctl::tr("Why"), Ctl::tr("By"), Ctl::tr("When")},
                  .rows = {}}};
    for (const Kept<IncidentFact>& one : file.facts) {
        section.table.rows.push_back({one.value.name, one.value.value, one.value.why, file.nameOf(one.value.decidedBy),
                                      shownTime(one.value.decidedAt)});
    }
    return section;
}

Section evidenceSection(const CaseFile& file)
{
    Section section{.title = Ctl::tr("Evidence"),
                    .table = {.headers = {Ctl::tr("Id"), Ctl::tr("Name"), Ctl::tr("Size"), Ctl::tr("Acquired"),
                                          Ctl::tr("By"), Ctl::tr("SHA-256")},
                              .rows = {},
                              .rightAligned = {2}}};
    for (const Kept<Evidence>& one : file.evidence) {
        section.table.rows.push_back({one.id.text(), one.value.name, sizeText(one.value.size),
                                      shownTime(one.value.acquiredAt), one.value.acquiredBy, hex(one.value.sha256)});
    }
    return section;
}

Section custodySection(const CaseFile& file)
{
    Section section{
        .title = Ctl::tr("Chain of custody"),
        .table = {.headers = {Ctl::tr("Time"), Ctl::tr("Evidence"), Ctl::tr("Step"), Ctl::tr("By"), Ctl::tr("Note")},
                  .rows = {}}};
    for (const Kept<CustodyStep>& one : file.custody) {
        section.table.rows.push_back(
            {shownTime(one.value.at), one.value.evidence.text(), one.value.action, one.value.by, one.value.note});
    }
    return section;
}

Section sightingSection(const CaseFile& file)
{
    Section section{
        .title = Ctl::tr("Sightings"),
        .table = {.headers = {Ctl::tr("Address"), Ctl::tr("First seen"), Ctl::tr("Last seen"), Ctl::tr("Removed")},
                  .rows = {}}};
    for (const Kept<Sighting>& one : file.sightings) {
        section.table.rows.push_back({one.value.url, shownTime(one.value.firstSeen), shownTime(one.value.lastSeen),
                                      shownTime(one.value.removed)});
    }
    return section;
}

Section partySection(const CaseFile& file)
{
    Section section{
        .title = Ctl::tr("Parties"),
        .table = {.headers = {Ctl::tr("Name"), Ctl::tr("Kind"), Ctl::tr("Tenant"), Ctl::tr("Contact"), Ctl::tr("Note")},
                  .rows = {}}};
    for (const Kept<Party>& one : file.parties) {
        section.table.rows.push_back(
            {one.value.name, one.value.kind, one.value.tenant, one.value.contact, one.value.note});
    }
    return section;
}

Section reportSection(const CaseFile& file)
{
    Section section{
        .title = Ctl::tr("Reports"),
        .table = {.headers = {Ctl::tr("Reported"), Ctl::tr("Conditions"), Ctl::tr("Actions"), Ctl::tr("Needs")},
                  .rows = {}}};
    for (const Kept<StatusReport>& one : file.reports) {
        section.table.rows.push_back(
            {shownTime(one.value.reportedAt), one.value.conditions, one.value.actions, one.value.needs});
    }
    return section;
}

Section commentSection(const CaseFile& file)
{
    Section section{.title = Ctl::tr("Comments"),
                    .table = {.headers = {Ctl::tr("Written"), Ctl::tr("About"), Ctl::tr("Text")}, .rows = {}}};
    for (const Kept<Comment>& one : file.comments) {
        section.table.rows.push_back({shownTime(one.value.writtenAt), one.value.about.text(), one.value.text});
    }
    return section;
}

QStringList leadOf(const CaseFile& file)
{
    const Incident& incident = file.incident.value;
    QStringList lead{Ctl::tr("Severity %1 · phase %2 · code name %3")
                         .arg(choiceName(incident.severity), choiceName(incident.phase), incident.codeName)};
    if (incident.isExercise) {
        lead.append(Ctl::tr("This is an exercise."));
    }
    if (file.incident.isContested) {
        lead.append(Ctl::tr("Two people wrote the same field without knowing of each other; somebody must settle it."));
    }
    if (file.asOf) {
        lead.append(file.isByClock ? Ctl::tr("As it was at %1 by the authors' clocks.").arg(shownTime(*file.asOf))
                                   : Ctl::tr("As this vault knew it at %1.").arg(shownTime(*file.asOf)));
    }
    return lead;
}

} // namespace

Document CaseFile::summary() const
{
    const qint64 now = asOf.value_or(SystemClock().now());
    const std::vector<const Kept<Task>*> open = openTasks(*this);
    std::vector<const Kept<Task>*> next(open.begin(),
                                        open.begin() + std::min<std::ptrdiff_t>(shownOnOnePage, std::ssize(open)));
    Document page{.title = u"%1  %2"_s.arg(number, incident.value.title), .lead = leadOf(*this), .sections = {}};
    page.sections = {factsSection(incident.value),
                     verdictSection(*this, shownOnOnePage),
                     clockSection(*this, now),
                     peopleSection(*this),
                     {.title = Ctl::tr("Next tasks (open: %1 of %2)").arg(open.size()).arg(tasks.size()),
                      .table = taskTable(*this, next)},
                     decisionSection(*this),
                     timelineSection(*this, 2 * shownOnOnePage)};
    page.sections.push_back({.title = Ctl::tr("In the file"),
                             .paragraphs = {Ctl::tr("Evidence: %1. Sightings: %2. Parties: %3. Observations: %4. "
                                                    "Reports: %5. Comments: %6.")
                                                .arg(evidence.size())
                                                .arg(sightings.size())
                                                .arg(parties.size())
                                                .arg(observations.size())
                                                .arg(reports.size())
                                                .arg(comments.size())}});
    return page;
}

Document CaseFile::whole() const
{
    const qint64 now = asOf.value_or(SystemClock().now());
    std::vector<const Kept<Task>*> all;
    for (const Kept<Task>& task : tasks) {
        all.push_back(&task);
    }
    Document page{.title = u"%1  %2"_s.arg(number, incident.value.title), .lead = leadOf(*this), .sections = {}};
    const auto rows = static_cast<qsizetype>(timeline.size());
    page.sections = {factsSection(incident.value),
                     verdictSection(*this, static_cast<qsizetype>(verdicts.size())),
                     clockSection(*this, now),
                     peopleSection(*this),
                     {.title = Ctl::tr("Tasks"), .table = taskTable(*this, all)},
                     breachSection(*this),
                     answerSection(*this),
                     decisionSection(*this),
                     evidenceSection(*this),
                     custodySection(*this),
                     sightingSection(*this),
                     partySection(*this),
                     reportSection(*this),
                     commentSection(*this),
                     timelineSection(*this, rows)};
    return page;
}

} // namespace bulkhead::ctl
