/// What leaves the overview: the status report into the journal, the hand-over sheet out of the vault.

#include "models/incident/bundles.h"
#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/common/printing.h"
#include "ui/overview/bundledialog.h"
#include "ui/overview/handover.h"
#include "ui/overview/overviewpage.h"
#include "ui/overview/statusdialog.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPrintDialog>
#include <QPrinter>
#include <QStandardPaths>

namespace bulkhead {

void OverviewPage::reportStatus()
{
    if (!m_picture) {
        return;
    }
    auto* dialog = new StatusDialog(m_picture->status, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        StatusReport report = dialog->report();
        report.reportedAt = m_context.session.clock().now();
        m_context.session.write(
            dialog, [incident = m_incident, report](Casework& casework) { return casework.add(incident, report); },
            [dialog](Expected<Id> done) { dialog->finish(done); });
    });
    dialog->open();
}

void OverviewPage::savePdf()
{
    if (!m_picture) {
        return;
    }
    const auto leave = [this] {
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
        auto* files = new QFileDialog(this, tr("Save the hand-over sheet"), folder, tr("PDF (*.pdf)"));
        files->setAttribute(Qt::WA_DeleteOnClose);
        files->setAcceptMode(QFileDialog::AcceptSave);
        files->setDefaultSuffix(QStringLiteral("pdf"));
        files->selectFile(QStringLiteral("%1.pdf").arg(m_picture->overview.number));
        connect(files, &QFileDialog::fileSelected, this, [this](const QString& file) {
            const auto job = m_context.jobs.start(tr("Writing %1").arg(QFileInfo(file).fileName()));
            m_context.session.run(
                this, [picture = *m_picture, file] { return writeHandoverPdf(picture, file); },
                [this, job, file](Expected<Bytes> hash) {
                    if (hash) {
                        job->finish(tr("The hand-over sheet is written."), true);
                        recordExport(QFileInfo(file).fileName(), *hash);
                    } else {
                        job->finish(hash.error().message, false);
                        m_banner->showError(hash.error());
                    }
                });
        });
        files->open();
    };
    askToConfirm(this, tr("The sheet leaves the vault"),
                 tr("A PDF is an ordinary file: whoever has it can read it. It is created readable for you alone, and "
                    "the timeline notes that it was made."),
                 tr("Choose a file…"), false, leave);
}

void OverviewPage::print()
{
    if (!m_picture) {
        return;
    }
    const auto leave = [this] {
        auto printer = std::make_shared<QPrinter>();
        printer->setDocName(m_picture->overview.incident.value.codeName); // print queues show it
        auto* dialog = new QPrintDialog(printer.get(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, printer] {
            drawHandover(*m_picture, *printer);
            recordExport(tr("a printer"), {});
        });
        dialog->open();
    };
    askToConfirm(this, tr("The sheet leaves the vault"),
                 tr("The print queue and the paper are outside of the vault's protection. The timeline notes that it "
                    "was printed."),
                 tr("Choose a printer…"), false, leave);
}

void OverviewPage::exportAsBundle()
{
    if (!m_picture) {
        return;
    }
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString file = QDir(folder).filePath(QStringLiteral("%1.zip").arg(m_picture->overview.number.toLower()));
    auto* dialog = new BundleDialog(file, m_context.session.roles().has(Role::Legal), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] { writeBundle(dialog); });
    dialog->open();
}

void OverviewPage::writeBundle(BundleDialog* dialog)
{
    const QString file = dialog->file();
    const auto job = m_context.jobs.start(tr("Packing %1").arg(QFileInfo(file).fileName()));
    connect(dialog, &FormDialog::cancelWanted, this, [job] { job->cancel(); });
    m_context.session.write(
        dialog,
        [wish = BundleExport{.incident = m_incident, .withCounsel = dialog->withCounsel(), .path = file},
         job](Casework& casework) {
            return exportBundle(
                casework, wish, [&](qint64 done, qint64 all) { job->report(done, all); }, job->stopToken());
        },
        [this, dialog, job, file](const Expected<BundleWritten>& written) {
            job->finish(written ? tr("The bundle is written.") : tr("No bundle was written."), written.has_value());
            dialog->finish(written);
            if (written) {
                m_banner->showText(Tone::Ok, tr("The bundle stands in “%1”, readable by you alone.").arg(file),
                                   tr("SHA-256 %1. For the covering letter, the fingerprint of the vault: %2. The "
                                      "recipient checks it with: bulkheadctl verify FILE --expect FINGERPRINT")
                                       .arg(hex(written->sha256), hex(m_context.session.fingerprint())));
            }
        });
}

void OverviewPage::recordExport(const QString& what, const Bytes& sha256)
{
    const QString note = sha256.isEmpty() ? tr("Hand-over sheet sent to %1.").arg(what)
                                          : tr("Hand-over sheet exported as “%1”, SHA-256 %2.").arg(what, hex(sha256));
    m_context.session.write(
        this, [incident = m_incident, note](Casework& casework) { return noteLeaving(casework, incident, note); },
        [this](const Expected<NotedIn>& noted) {
            if (noted) {
                Q_EMIT announced(notedText(*noted));
            } else {
                m_banner->showError(noted.error());
            }
        });
}

} // namespace bulkhead
