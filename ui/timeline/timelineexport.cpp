/// What leaves the timeline as a picture: a file or paper, said before and noted afterwards.

#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/common/printing.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"
#include "ui/timeline/picturepane.h"
#include "ui/timeline/timelinepage.h"
#include "ui/timeline/timelinereading.h"
#include "ui/timeline/timelinesheet.h"
#include "ui/timeline/timelineview.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPageLayout>
#include <QPainter>
#include <QPrintDialog>
#include <QPrinter>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
Expected<TimelineSheet> withTexts(TimelineSheet sheet, const Casework& casework, const Id& incident,
                                  const TimelineQuery& query)
{
    TRY(const auto about, casework.incident(incident));
    sheet.title = casework.shownNumber(incident) + u' ' + about.value.title;
    QList<qint64> keys;
    QHash<qint64, int> rowOf;
    for (const int row : sheet.rowsWithText()) {
        keys += sheet.picture->marks.marks[static_cast<std::size_t>(row)].key;
        rowOf.insert(keys.back(), row);
    }
    TRY(const auto rows, readTimelineRows(casework, incident, query, keys));
    for (const TimelineRow& row : rows) {
        sheet.texts.insert(rowOf.value(row.row), row.observation ? oneLine(row.observation->value) : row.sentence);
    }
    return sheet;
}
} // namespace

void TimelinePage::askForSheet(const QString& text, const QString& verb, const std::function<void(bool)>& chosen)
{
    if (!m_picture->view()->picture() || m_picture->view()->picture()->isEmpty()) {
        Q_EMIT announced(tr("There is no picture yet. Show the timeline as a picture first."));
        return;
    }
    auto* dialog = new FormDialog(tr("The picture leaves the vault"), verb, this);
    dialog->setObjectName(u"timeline.sheetdialog"_s);
    dialog->setIntroduction(text);
    auto* span = new QComboBox(dialog);
    span->setObjectName(u"sheet.span"_s);
    span->addItems({tr("What is seen now"), tr("The whole span")});
    dialog->addRow(tr("&Time"), span);
    connect(dialog, &FormDialog::submitted, this, [dialog, span, chosen] {
        const bool isWhole = span->currentIndex() == 1;
        dialog->accept();
        chosen(isWhole);
    });
    dialog->open();
}

void TimelinePage::makeSheet(bool isWhole, std::function<void(TimelineSheet)> made)
{
    // What is privileged stays: the picture is laid out anew without it.
    TimelineQuery query = m_shown;
    query.withCounsel = false;
    m_context.session.read(
        this,
        [incident = m_incident, query, grouping = m_picture->view()->picture()->grouping, isWhole,
         seen = m_picture->view()->seen(), now = m_context.session.clock().now(),
         lanes = m_picture->groupingName()](Casework& casework) -> Expected<TimelineSheet> {
            TRY(const auto reading, readTimeline(casework, incident, query, grouping));
            TimelineSheet sheet;
            sheet.picture = reading.picture;
            if (sheet.picture->isEmpty()) {
                return failure("export.empty"_L1,
                               tr("There is nothing to show: what is privileged does not leave the vault."));
            }
            sheet.span = isWhole ? sheet.picture->bounds : seen;
            sheet.now = now;
            //: %1 and %2 the first and last time, %3 a number of entries, %4 a time
            sheet.subtitle
                = tr("%1 to %2, times in %3. %4 entries, lanes by %5. Made %6; it has left the vault: treat it as "
                     "confidential.")
                      .arg(timetext::preciseMoment(sheet.span.from), timetext::preciseMoment(sheet.span.to),
                           QString::fromUtf8(QTimeZone::systemTimeZoneId()),
                           countText(static_cast<qint64>(sheet.picture->marks.marks.size())), lanes,
                           timetext::moment(now));
            return withTexts(std::move(sheet), casework, incident, query);
        },
        [this, made = std::move(made)](Expected<TimelineSheet> filled) {
            if (filled) {
                made(std::move(*filled));
            } else {
                m_banner->showError(filled.error());
            }
        });
}

void TimelinePage::savePicture()
{
    askForSheet(tr("A picture is an ordinary file with the texts of the entries in it: whoever has it can read it. It "
                   "is created readable for you alone, and the timeline notes that it was made."),
                tr("Choose a file…"), [this](bool isWhole) {
                    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
                    auto* files = new QFileDialog(this, tr("Save the picture of the timeline"), folder,
                                                  tr("PNG (*.png);;SVG (*.svg)"));
                    files->setAttribute(Qt::WA_DeleteOnClose);
                    files->setAcceptMode(QFileDialog::AcceptSave);
                    files->setDefaultSuffix(u"png"_s);
                    files->selectFile(u"timeline.png"_s);
                    connect(files, &QFileDialog::filterSelected, files, [files](const QString& filter) {
                        files->setDefaultSuffix(filter.startsWith("SVG"_L1) ? u"svg"_s : u"png"_s);
                    });
                    connect(files, &QFileDialog::fileSelected, this,
                            [this, isWhole](const QString& file) { writePicture(isWhole, file); });
                    files->open();
                });
}

void TimelinePage::writePicture(bool isWhole, const QString& file)
{
    makeSheet(isWhole, [this, file](const TimelineSheet& sheet) {
        const auto job = m_context.jobs.start(tr("Writing %1").arg(QFileInfo(file).fileName()));
        const auto format = file.endsWith(".svg"_L1, Qt::CaseInsensitive) ? TimelineSheet::Format::Svg
                                                                          : TimelineSheet::Format::Png;
        m_context.session.run(
            this, [sheet, format, file] { return writeTimelineSheet(sheet, format, file); },
            [this, job, file](const Expected<Bytes>& hash) {
                job->finish(hash ? tr("The picture is written.") : hash.error().message, hash.has_value());
                if (hash) {
                    recordExport(tr("Picture of the timeline exported as “%1”, SHA-256 %2.")
                                     .arg(QFileInfo(file).fileName(), hex(*hash)));
                } else {
                    m_banner->showError(hash.error());
                }
            });
    });
}

void TimelinePage::printPicture()
{
    askForSheet(tr("The print queue and the paper are outside of the vault's protection. The timeline notes that it "
                   "was printed."),
                tr("Choose a printer…"), [this](bool isWhole) {
                    makeSheet(isWhole, [this](const TimelineSheet& sheet) {
                        auto printer = std::make_shared<QPrinter>();
                        printer->setPageOrientation(QPageLayout::Landscape);
                        printer->setDocName(tr("Timeline")); // print queues show it
                        auto* dialog = new QPrintDialog(printer.get(), this);
                        dialog->setAttribute(Qt::WA_DeleteOnClose);
                        connect(dialog, &QDialog::accepted, this, [this, printer, sheet] {
                            QPainter painter(printer.get());
                            const QRect page = printer->pageLayout().paintRectPixels(printer->resolution());
                            const double scale = std::min(page.width() / double(sheet.size().width()),
                                                          page.height() / double(sheet.size().height()));
                            painter.scale(scale, scale);
                            drawTimelineSheet(painter, sheet);
                            painter.end();
                            recordExport(tr("Picture of the timeline sent to a printer."));
                        });
                        dialog->open();
                    });
                });
}

void TimelinePage::recordExport(const QString& what)
{
    m_context.session.write(
        this, [incident = m_incident, what](Casework& casework) { return noteLeaving(casework, incident, what); },
        [this](const Expected<NotedIn>& noted) {
            if (noted) {
                Q_EMIT announced(notedText(*noted));
            } else {
                m_banner->showError(noted.error());
            }
        });
}

} // namespace bulkhead
