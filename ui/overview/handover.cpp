#include "ui/overview/handover.h"

#include "models/base/digest.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPageLayout>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

constexpr double pageWidthPoints = 523; // A4 with margins of 36 points
constexpr int marginPoints = 36;

struct HandoverText
{
    Q_DECLARE_TR_FUNCTIONS(Handover)
};

QString row(const QString& left, const QString& right)
{
    return u"<tr><td class='k'>%1</td><td>%2</td></tr>"_s.arg(left.toHtmlEscaped(), right.toHtmlEscaped());
}

QString section(const QString& title, const QStringList& lines, const QString& nothing)
{
    QString html = u"<h2>%1</h2>"_s.arg(title.toHtmlEscaped());
    if (lines.isEmpty()) {
        return html + u"<p class='m'>%1</p>"_s.arg(nothing.toHtmlEscaped());
    }
    html += u"<ul>"_s;
    for (const QString& line : lines) {
        html += u"<li>%1</li>"_s.arg(line.toHtmlEscaped());
    }
    return html + u"</ul>"_s;
}

QString known(const Picture& picture)
{
    QString html = u"<h2>%1</h2><p>%2</p>"_s.arg(HandoverText::tr("What we know"), picture.finding().toHtmlEscaped());
    if (picture.verdicts.empty()) {
        return html;
    }
    html += u"<table width='100%' cellspacing='0' cellpadding='3' border='0'><tr>"_s;
    for (const Slice& slice : picture.verdicts) {
        html += u"<td align='center' class='n'><span class='big'>%1</span><br>%2</td>"_s.arg(
            countText(slice.value), slice.label.toHtmlEscaped());
    }
    return html + u"</tr></table>"_s;
}

QString facts(const Picture& picture)
{
    const Incident& incident = picture.overview.incident.value;
    QStringList surfaces;
    for (const QString& surface : incident.surfaces) {
        surfaces += surfaceName(surface);
    }
    QString html = u"<table cellspacing='0' cellpadding='2'>"_s;
    html += row(HandoverText::tr("Severity"), wordOf(incident.severity).text);
    html += row(HandoverText::tr("Phase"), wordOf(incident.phase).text);
    html += row(HandoverText::tr("Surface"),
                surfaces.isEmpty() ? HandoverText::tr("not known yet") : surfaces.join(u", "));
    if (incident.detected) {
        html += row(HandoverText::tr("Detected"), timetext::moment(*incident.detected));
    }
    if (incident.occurredFrom) {
        html += row(HandoverText::tr("Occurred from"), timetext::moment(*incident.occurredFrom));
    }
    return html + u"</table>"_s;
}

QStringList clockLines(const Picture& picture)
{
    QStringList lines;
    for (const auto& clock : picture.overview.clocks) {
        const bool isRunning = clock.value.state == ClockState::Running;
        //: a clock: %1 name, %2 due time, %3 time left or its state
        lines += HandoverText::tr("%1: due %2 (%3)")
                     .arg(clock.value.name, timetext::moment(clock.value.due),
                          isRunning ? timetext::remaining(clock.value.due, picture.now)
                                    : wordOf(clock.value.state).text);
    }
    return lines;
}

QStringList taskLines(const Picture& picture)
{
    QStringList lines;
    for (const auto& task : picture.overview.overdue) {
        lines += HandoverText::tr("%1 – overdue by %2")
                     .arg(task.value.title, timetext::duration(picture.now - *task.value.due));
    }
    for (const auto& task : picture.overview.blocked) {
        lines += HandoverText::tr("%1 – blocked").arg(task.value.title);
    }
    return lines.mid(0, 8);
}

QStringList peopleLines(const Picture& picture)
{
    QStringList lines;
    for (const auto& one : picture.overview.people) {
        for (const Role role : allRoles) {
            if (one.value.role.has(role)) {
                lines += HandoverText::tr("%1: %2").arg(roleName(role), picture.nameOf(one.value.member));
            }
        }
    }
    return lines;
}

QStringList decisionLines(const Picture& picture)
{
    QStringList lines;
    for (const auto& decision : picture.overview.lastDecisions) {
        lines += HandoverText::tr("%1 – %2, %3")
                     .arg(decision.value.title, picture.nameOf(decision.value.decidedBy),
                          timetext::moment(decision.value.decidedAt));
    }
    return lines;
}

QStringList rowLines(const Picture& picture)
{
    QStringList lines;
    for (const TimelineRow& line : picture.overview.lastRows) {
        const QString text = line.observation ? line.observation->value.raw : line.sentence;
        lines += QStringLiteral("%1  %2").arg(timetext::moment(line.at), text.simplified().left(140));
    }
    return lines.mid(0, 8);
}

QString statusLines(const Picture& picture)
{
    if (!picture.status) {
        return {};
    }
    QString html = u"<h2>%1</h2><table cellspacing='0' cellpadding='2'>"_s.arg(
        HandoverText::tr("Status report of %1").arg(timetext::moment(picture.status->reportedAt)));
    html += row(HandoverText::tr("Conditions"), picture.status->conditions);
    html += row(HandoverText::tr("Actions"), picture.status->actions);
    html += row(HandoverText::tr("Needs"), picture.status->needs);
    return html + u"</table>"_s;
}

} // namespace

QString handoverHtml(const Picture& picture)
{
    const Incident& incident = picture.overview.incident.value;
    QString html = u"<html><head><style>"
                   "body{color:#17202b;font-size:9pt}h1{font-size:15pt;margin:0}h2{font-size:10pt;margin-top:9px;"
                   "margin-bottom:2px;color:#1b56ae}p,ul{margin-top:1px;margin-bottom:1px}"
                   ".m,.k{color:#566272}.big{font-size:14pt;font-weight:600}.n{background:#f3f5f8}"
                   "</style></head><body>"_s;
    html += u"<p class='m'>%1</p>"_s.arg(
        HandoverText::tr("Hand-over sheet, %1. It has left the vault: treat it as confidential.")
            .arg(timetext::moment(picture.now)));
    html += u"<h1>%1 %2</h1>"_s.arg(picture.overview.number.toHtmlEscaped(), incident.title.toHtmlEscaped());
    if (incident.isExercise) {
        html += u"<p><b>%1</b></p>"_s.arg(HandoverText::tr("EXERCISE – not a real incident"));
    }
    html += facts(picture) + known(picture) + statusLines(picture);
    html += u"<table width='100%' cellspacing='0' cellpadding='0'><tr><td width='50%'>"_s;
    html += section(HandoverText::tr("Clocks"), clockLines(picture), HandoverText::tr("No clock is running."));
    html += section(HandoverText::tr("Blocked and overdue"), taskLines(picture),
                    HandoverText::tr("Nothing is blocked or overdue."));
    html += u"</td><td width='50%'>"_s;
    html += section(HandoverText::tr("Who is on"), peopleLines(picture), HandoverText::tr("Nobody has taken a role."));
    html += section(HandoverText::tr("Last decisions"), decisionLines(picture), HandoverText::tr("No decision yet."));
    html += u"</td></tr></table>"_s;
    html += section(HandoverText::tr("Last on the timeline"), rowLines(picture),
                    HandoverText::tr("The timeline is empty."));
    return html + u"</body></html>"_s;
}

void drawHandover(const Picture& picture, QPagedPaintDevice& device)
{
    QTextDocument sheet;
    sheet.setDocumentMargin(0);
    sheet.setHtml(handoverHtml(picture));
    sheet.setTextWidth(pageWidthPoints);
    QPainter painter(&device);
    const QRect page = device.pageLayout().paintRectPixels(device.logicalDpiX());
    // One page, whatever stands in it: what would run over is set smaller.
    const double scale = std::min(page.width() / pageWidthPoints, page.height() / std::max(1.0, sheet.size().height()));
    painter.scale(scale, scale);
    sheet.drawContents(&painter);
}

Expected<Bytes> writeHandoverPdf(const Picture& picture, const QString& file)
{
    Bytes pdf;
    QBuffer buffer(&pdf);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle(picture.overview.number);
        writer.setCreator(u"Bulkhead"_s);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(marginPoints, marginPoints, marginPoints, marginPoints), QPageLayout::Point);
        drawHandover(picture, writer);
    }
    QSaveFile target(file);
    const auto failed = [&] {
        return failure("export.file"_L1,
                       HandoverText::tr("The sheet could not be written to “%1”: %2. Choose another folder.")
                           .arg(file, target.errorString()));
    };
    if (!target.open(QIODevice::WriteOnly)) {
        return failed();
    }
    target.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (target.write(pdf) != pdf.size() || !target.commit()) {
        return failed();
    }
    return sha256(pdf);
}

} // namespace bulkhead
