#include "models/incident/resources.h"
#include "models/incident/session.h"
#include "models/incident/timelineprojection.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/common/words.h"
#include "ui/timeline/filterbar.h"
#include "ui/timeline/importdialog.h"
#include "ui/timeline/importsdialog.h"
#include "ui/timeline/timelinepage.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace bulkhead {

void TimelinePage::importFile()
{
    auto* dialog = new QFileDialog(this, tr("Import a file into the timeline"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Logs and timelines (*.csv *.tsv *.json *.jsonl *.ndjson *.log *.txt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &TimelinePage::openImport);
    dialog->open();
}

void TimelinePage::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && !m_incident.isNull()) {
        event->acceptProposedAction();
    }
}

void TimelinePage::dropEvent(QDropEvent* event)
{
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            event->acceptProposedAction();
            openImport(url.toLocalFile());
            return; // Each file is asked about by itself.
        }
    }
}

void TimelinePage::openImport(const QString& file)
{
    if (m_incident.isNull()) {
        return;
    }
    m_context.session.run(
        this, [] { return timeline::Presets::load(resourceFolders(u"imports"_s)); },
        [this, file](Expected<timeline::Presets> presets) {
            if (!presets) {
                m_banner->showError(presets.error());
                return;
            }
            auto* dialog = new ImportDialog(m_context.session,
                                            std::make_shared<const timeline::Presets>(*std::move(presets)), file, this);
            connect(dialog, &FormDialog::submitted, this, [this, dialog] { sendImport(dialog); });
            dialog->open();
        });
}

void TimelinePage::sendImport(ImportDialog* dialog)
{
    m_context.session.write(
        dialog,
        [incident = m_incident, compartment = dialog->wish().compartment](Casework& casework) {
            return timeline::mayImport(casework, incident, compartment);
        },
        [this, dialog](const Expected<void>& may) {
            if (may) {
                prepareImport(*dialog);
            }
            // What is asked can be answered now; the job strip shows the rest.
            dialog->finish(may);
        });
}

void TimelinePage::prepareImport(const ImportDialog& dialog)
{
    const auto job = m_context.jobs.start(tr("Importing %1").arg(QFileInfo(dialog.file()).fileName()));
    m_context.session.check(
        this,
        [incident = m_incident, file = dialog.file(), presets = dialog.presets(), wish = dialog.wish(),
         job](Casework& casework) -> Expected<timeline::PreparedImport> {
            QFile source(file);
            if (!source.open(QIODevice::ReadOnly)) {
                return failure("timeline.read-failed"_L1,
                               TimelinePage::tr("“%1” cannot be read: %2.").arg(file, source.errorString()));
            }
            const qint64 size = source.size();
            return timeline::prepareImport(
                casework, incident, source, *presets, wish,
                [&](const timeline::ImportProgress& now) { job->report(now.step * size + now.bytes, 3 * size); },
                job->stopToken());
        },
        [this, job](Expected<timeline::PreparedImport> prepared) {
            if (prepared) {
                admitImport(job, *std::move(prepared));
                return;
            }
            job->finish(tr("nothing was imported"), false);
            if (!prepared.error().is("vault.cancelled"_L1)) {
                m_banner->showError(prepared.error());
            }
        });
}

void TimelinePage::admitImport(const std::shared_ptr<Job>& job, timeline::PreparedImport prepared)
{
    m_context.session.finishWriting(
        this,
        [shared = std::make_shared<timeline::PreparedImport>(std::move(prepared))](Casework& casework) {
            return timeline::commitImport(casework, std::move(*shared));
        },
        [this, job](const Expected<timeline::Imported>& imported) {
            if (!imported) {
                job->finish(tr("nothing was imported"), false);
                m_banner->showError(imported.error());
                return;
            }
            advanceImport(job, *imported, 0);
        });
}

void TimelinePage::advanceImport(const std::shared_ptr<Job>& job, const timeline::Imported& imported, qint64 done)
{
    // A portion at a time, so that what people write meanwhile is written between.
    m_context.session.finishWriting(
        this, [](Casework& casework) { return casework.journal().advance(); },
        [this, job, imported, done](const Expected<bool>& more) {
            const qint64 all = imported.import.accepted;
            const qint64 now = std::min(done + TimelineProjection::portion, all);
            job->report(2 * all + now, 3 * all);
            if (more.value_or(false)) {
                advanceImport(job, imported, now);
                return;
            }
            job->finish(tr("%Ln row(s) taken", nullptr, formOf(all)), more.has_value());
            if (!more) {
                m_banner->showError(more.error());
                return;
            }
            tellImport(imported);
        });
}

void TimelinePage::tellImport(const timeline::Imported& imported)
{
    const TimelineImport& import = imported.import;
    QString text = tr("%1 rows read = %2 taken + %3 there already + %4 rejected.")
                       .arg(countText(import.read), countText(import.accepted), countText(import.duplicate),
                            countText(import.rejected));
    if (imported.disagreeing > 0) {
        text += u' '
            + tr("%1 rows say the time twice, and differently: the written time counts.")
                  .arg(countText(imported.disagreeing));
    }
    m_banner->showText(import.rejected > 0 ? Tone::Warn : Tone::Ok, tr("“%1” is imported").arg(import.file), text);
    m_banner->setAction(import.rejected > 0 ? tr("See rejected rows") : tr("See the account"),
                        [this, id = imported.id] { openImports(id); });
    Q_EMIT announced(text);
}

void TimelinePage::showImports()
{
    openImports({});
}

void TimelinePage::openImports(const Id& current)
{
    if (m_incident.isNull()) {
        return;
    }
    auto* dialog = new ImportsDialog(m_context, m_incident, current, this);
    connect(dialog, &ImportsDialog::rowsWanted, this,
            [this](const Id& import) { m_filter->setSearch(u"import:"_s + import.text()); });
    dialog->open();
}

void TimelinePage::saveFilter()
{
    if (m_filter->query().text.isEmpty() || !m_filter->problem().isEmpty()) {
        Q_EMIT announced(tr("Search for something first."));
        m_filter->focusSearch();
        return;
    }
    m_filter->askForName();
}

void TimelinePage::readFilters()
{
    if (m_incident.isNull()) {
        m_filter->setSaved({});
        return;
    }
    m_context.session.read(
        this, [incident = m_incident](Casework& casework) { return casework.all<SavedFilter>(incident); },
        [this, ticket = m_filtersRead.next()](Expected<std::vector<Kept<SavedFilter>>> filters) {
            if (m_filtersRead.isCurrent(ticket) && filters) {
                m_filter->setSaved(*std::move(filters));
            }
        });
}

void TimelinePage::keepFilter(const QString& name, const QString& query)
{
    m_context.session.write(
        this,
        [incident = m_incident, name, query](Casework& casework) { return casework.saveFilter(incident, name, query); },
        [this, name](const Expected<Id>& saved) {
            if (saved) {
                Q_EMIT announced(tr("“%1” is saved.").arg(name));
            } else {
                m_banner->showError(saved.error());
            }
        });
}

} // namespace bulkhead
