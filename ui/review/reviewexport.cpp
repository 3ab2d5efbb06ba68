/// What leaves the review: the report as a file or on paper, said before and noted afterwards.

#include "models/base/digest.h"
#include "models/disclosure/exporting.h"
#include "models/incident/leaving.h"
#include "models/incident/session.h"
#include "models/provenance/registry/privatefile.h"
#include "models/review/report.h"
#include "ui/common/banner.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/common/printing.h"
#include "ui/review/reviewpage.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace bulkhead {

/// The report, ready to leave.
struct ReviewPage::Leaving
{
    disclosure::Outgoing outgoing;
    QString codeName;
};

namespace {
/// Writes it where only its owner reads it; the SHA-256 of what was written.
Expected<Bytes> writeOutgoing(const disclosure::Outgoing& outgoing, const QString& format, const QString& path)
{
    TRY(const QByteArray bytes, disclosure::exported(outgoing, format));
    QSaveFile file(path);
    CHECK_OK(provenance::writePrivately(file, bytes));
    if (!file.commit()) {
        return provenance::writeFailed(file);
    }
    return sha256(bytes);
}
} // namespace

void ReviewPage::readReport(std::function<void(Expected<Leaving>)> done)
{
    whenRead([this, done = std::move(done)] {
        m_context.session.read(
            this,
            [incident = m_incident, book = m_picture.book,
             organisation = m_context.session.vaultName()](Casework& casework) -> Expected<Leaving> {
                Leaving leaving;
                TRY(const auto kept, casework.incident(incident));
                leaving.codeName = kept.value.codeName;
                TRY(leaving.outgoing.title, review::reportTitle(casework, incident));
                TRY(leaving.outgoing.text, review::reportOf(casework, incident, book->regimes));
                // Every format sets the title itself.
                auto& blocks = leaving.outgoing.text.blocks;
                if (!blocks.empty() && blocks.front().kind == disclosure::Block::Kind::Heading) {
                    blocks.erase(blocks.begin());
                }
                leaving.outgoing.organisation = organisation;
                leaving.outgoing.language = u"en"_s;
                leaving.outgoing.date = casework.now();
                return leaving;
            },
            done);
    });
}

void ReviewPage::exportReport()
{
    if (!mayWrite()) {
        return;
    }
    whenRead([this] {
        const QString noted = m_picture.isClosed
            ? tr("The incident is closed, so that the journal and not its timeline notes that it was made.")
            : tr("The timeline notes that it was made, with its SHA-256.");
        askToConfirm(this, tr("The report leaves the vault"),
                     tr("It is not encrypted: whoever has the file can read it. It is created readable for you alone, "
                        "and what is privileged is not in it. %1")
                         .arg(noted),
                     tr("Choose a file…"), false, [this] { chooseFile(); });
    });
}

void ReviewPage::chooseFile()
{
    const QStringList filters{tr("PDF (*.pdf)"), tr("OpenDocument text (*.odt)"), tr("Word (*.docx)"),
                              tr("Markdown (*.md)"), tr("Plain text (*.txt)")}; // in the order of exportFormats
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto* files = new QFileDialog(this, tr("Export the report of the review"), folder, filters.join(";;"_L1));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix(u"pdf"_s);
    files->selectFile(tr("%1-review.pdf").arg(m_picture.figures.number.toLower()));
    connect(files, &QFileDialog::filterSelected, files, [files, filters](const QString& filter) {
        const QString suffix = disclosure::exportFormats().value(filters.indexOf(filter), u"pdf"_s);
        files->setDefaultSuffix(suffix);
        const QFileInfo chosen(files->selectedFiles().value(0));
        if (!chosen.fileName().isEmpty() && !chosen.isDir()) {
            files->selectFile(chosen.completeBaseName() + u'.' + suffix);
        }
    });
    connect(files, &QFileDialog::fileSelected, this, &ReviewPage::writeReport);
    files->open();
}

void ReviewPage::writeReport(const QString& file)
{
    const QString format = QFileInfo(file).suffix().toLower();
    if (!disclosure::exportFormats().contains(format)) {
        m_banner->showText(Tone::Overdue, tr("“%1” was not written.").arg(file),
                           tr("Its suffix says the format: %1.").arg(disclosure::exportFormats().join(", "_L1)));
        return;
    }
    if (!mayWrite()) {
        return;
    }
    const QString name = QFileInfo(file).fileName();
    const auto job = m_context.jobs.start(tr("Writing %1").arg(name));
    const auto ended = [this, incident = m_incident, file, name, job](const Expected<Bytes>& hash) {
        job->finish(hash ? tr("The report is written.") : hash.error().message, hash.has_value());
        if (!hash) {
            m_banner->showError(hash.error());
            return;
        }
        m_banner->showText(Tone::Ok, tr("The report stands in “%1”, readable by you alone.").arg(file),
                           tr("SHA-256 %1").arg(hex(*hash)));
        noteExport(incident, tr("Report of the review exported as “%1”, SHA-256 %2.").arg(name, hex(*hash)));
    };
    readReport([this, file, format, ended](Expected<Leaving> leaving) {
        if (!leaving) {
            ended(std::unexpected(leaving.error()));
            return;
        }
        m_context.session.run(
            this,
            [outgoing = std::move(leaving->outgoing), format, file] { return writeOutgoing(outgoing, format, file); },
            ended);
    });
}

void ReviewPage::noteExport(const Id& incident, const QString& text)
{
    // What has left is noted, whatever moment is looked at by now.
    m_context.session.finishWriting(
        this, [incident, text](Casework& casework) { return noteLeaving(casework, incident, text); },
        [this](const Expected<NotedIn>& noted) {
            if (!noted) {
                m_banner->showError(noted.error());
                return;
            }
            Q_EMIT announced(notedText(*noted));
        });
}

void ReviewPage::print()
{
    if (!mayWrite()) {
        return;
    }
    readReport([this, incident = m_incident](const Expected<Leaving>& leaving) {
        if (!leaving) {
            m_banner->showError(leaving.error());
            return;
        }
        printFromVault(this, m_context.session, incident,
                       {tr("The report leaves the vault"), leaving->codeName,
                        [outgoing = leaving->outgoing] { return disclosure::outgoingHtml(outgoing); },
                        tr("The report of the review was printed.")},
                       [this](const Error& error) { m_banner->showError(error); });
    });
}

} // namespace bulkhead
