/// What the cards of the overview say.

#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/pill.h"
#include "ui/common/timetext.h"
#include "ui/overview/entrylist.h"
#include "ui/overview/overviewpage.h"

#include <QLabel>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

QString line(const QString& name, const QString& value)
{
    return u"<tr><td style='padding-right:16px'>%1</td><td><b>%2</b></td></tr>"_s.arg(name.toHtmlEscaped(),
                                                                                      value.toHtmlEscaped());
}

QString paragraph(const QString& name, const QString& text)
{
    return u"<p style='margin:0 0 6px 0'><b>%1</b><br>%2</p>"_s.arg(name.toHtmlEscaped(),
                                                                    text.toHtmlEscaped().replace(u'\n', u"<br>"_s));
}

} // namespace

void OverviewPage::fill()
{
    const Incident& incident = m_picture->overview.incident.value;
    m_banner->dismiss();
    m_header->setTitle(incident.title);
    //: %1 a neutral code name, %2 a time
    m_header->setExplanation(
        incident.summary.isEmpty()
            ? tr("Code name %1, declared %2").arg(incident.codeName, timetext::moment(incident.declaredAt))
            : incident.summary);
    fillKnown();
    fillScope();
    fillClocks();
    fillTasks();
    fillPeople();
    fillRows();
    fillSince();
}

void OverviewPage::fillKnown()
{
    const VerdictReport* report = m_picture->verdict();
    m_finding->setText(m_picture->finding());
    m_charts->setVisible(report != nullptr);
    m_askIt->setVisible(report == nullptr);
    m_verdict->setWord(wordOfVerdict(report ? QStringView(report->verdict) : QStringView()));
    if (report) {
        m_donut->setSlices(m_picture->verdicts, countText(report->rows), tr("rows"));
        m_bars->setBars(tr("Tenant"), m_picture->tenants);
    }
    m_bars->setVisible(!m_picture->tenants.empty());
}

void OverviewPage::fillScope()
{
    const Casework::Overview& overview = m_picture->overview;
    const Incident& incident = overview.incident.value;
    QStringList surfaces;
    for (const QString& surface : incident.surfaces) {
        surfaces += surfaceName(surface);
    }
    QString html = u"<table cellspacing='0' cellpadding='2'>"_s;
    html += line(tr("Severity"), wordOf(incident.severity).text);
    html += line(tr("Surface"), surfaces.isEmpty() ? tr("not known yet") : surfaces.join(u", "));
    if (incident.occurredFrom) {
        html += line(tr("Occurred"), timetext::moment(*incident.occurredFrom));
    }
    if (incident.detected) {
        html += line(tr("Detected"), timetext::moment(*incident.detected));
    }
    if (incident.aware) {
        html += line(tr("Aware"), timetext::moment(*incident.aware));
    }
    if (const VerdictReport* report = m_picture->verdict()) {
        html += line(tr("Rows of real people"),
                     tr("%1 of %2").arg(countText(report->production + report->mixed), countText(report->rows)));
        html += line(tr("Tenants"), countText(static_cast<qint64>(m_picture->tenants.size())));
    }
    html += line(tr("Places where it was seen"), QString::number(overview.sightings));
    html += line(tr("Pieces of evidence"), QString::number(overview.evidence));
    html += line(tr("Tasks"), tr("%1 open, %2 done").arg(overview.tasksOpen).arg(overview.tasksDone));
    m_scopeText->setText(html + u"</table>"_s);
}

void OverviewPage::fillClocks()
{
    std::vector<Entry> entries;
    for (const auto& clock : m_picture->overview.clocks) {
        const bool isRunning = clock.value.state == ClockState::Running;
        const bool isLate = isRunning && clock.value.due < m_picture->now;
        Word word = wordOf(clock.value.state);
        if (isLate) {
            word = {tr("Overdue"), Tone::Overdue, Mark::Clock};
        }
        entries.push_back(
            {clock.id, word, clock.value.name,
             isRunning ? timetext::remaining(clock.value.due, m_picture->now) : timetext::moment(clock.value.due),
             timetext::tooltip(clock.value.due)});
    }
    m_clocks->setEntries(entries);
}

void OverviewPage::fillTasks()
{
    constexpr std::size_t most = 8;
    std::vector<Entry> entries;
    for (const auto& draft : m_picture->waiting) {
        entries.push_back({draft.id,
                           {tr("Sign"), Tone::Accent, Mark::Diamond},
                           draft.value.title,
                           tr("waits for you"),
                           tr("Put up for approval; your signature is missing.")});
    }
    for (const auto& task : m_picture->overview.overdue) {
        entries.push_back({task.id,
                           {tr("Overdue"), Tone::Overdue, Mark::Clock},
                           task.value.title,
                           timetext::duration(m_picture->now - *task.value.due),
                           task.value.title});
    }
    for (const auto& task : m_picture->overview.blocked) {
        entries.push_back({task.id, {tr("Blocked"), Tone::Warn, Mark::Triangle}, task.value.title, {}, {}});
    }
    m_tasksCard->setTitle(entries.size() > most ? tr("Waits for you, blocked, overdue (%1)").arg(entries.size())
                                                : tr("Waits for you, blocked, overdue"));
    entries.resize(std::min(entries.size(), most));
    m_tasks->setEntries(entries);
}

void OverviewPage::fillPeople()
{
    std::vector<Entry> people;
    for (const auto& one : m_picture->overview.people) {
        for (const Role role : allRoles) {
            if (one.value.role.has(role)) {
                people.push_back({one.value.member,
                                  {roleShort(role), Tone::Neutral, Mark::None},
                                  m_picture->nameOf(one.value.member),
                                  roleName(role),
                                  timetext::tooltip(one.value.assumed)});
            }
        }
    }
    m_people->setEntries(people);
    std::vector<Entry> decisions;
    for (const auto& decision : m_picture->overview.lastDecisions) {
        decisions.push_back({decision.id,
                             {},
                             decision.value.title,
                             //: %1 a person, %2 how long ago
                             tr("%1, %2").arg(m_picture->nameOf(decision.value.decidedBy),
                                              timetext::ago(decision.value.decidedAt, m_picture->now)),
                             decision.value.rationale});
    }
    m_decisions->setEntries(decisions);
}

void OverviewPage::fillRows()
{
    std::vector<Entry> rows;
    for (const TimelineRow& row : m_picture->overview.lastRows) {
        const QString text = row.observation ? row.observation->value.raw.simplified() : row.sentence;
        rows.push_back({row.entity,
                        {},
                        text,
                        timetext::ago(row.at, m_picture->now),
                        u"%1\n%2"_s.arg(text.left(400), timetext::tooltip(row.at))});
    }
    m_rows->setEntries(rows);
    m_statusCard->setTitle(
        m_picture->status ? tr("Status report, %1").arg(timetext::ago(m_picture->status->reportedAt, m_picture->now))
                          : tr("Status report"));
    if (m_picture->status) {
        const StatusReport& status = *m_picture->status;
        m_statusText->setText(paragraph(tr("Conditions"), status.conditions) + paragraph(tr("Actions"), status.actions)
                              + paragraph(tr("Needs"), status.needs));
    } else {
        m_statusText->setText(tr("Nobody has reported yet. A status report says what holds, what is being done and "
                                 "what is needed."));
    }
}

void OverviewPage::fillSince()
{
    constexpr std::size_t most = 10;
    std::vector<Entry> entries;
    for (const auto& change : m_picture->since) {
        if (entries.size() < most) {
            entries.push_back({change.entity, {}, change.sentence, timetext::ago(change.at, m_picture->now), {}});
        }
    }
    m_sinceCard->setTitle(m_since ? tr("Since you were here, %1").arg(timetext::ago(*m_since, m_picture->now))
                                  : tr("Since you were here"));
    m_sinceList->setEntries(entries);
}

} // namespace bulkhead
