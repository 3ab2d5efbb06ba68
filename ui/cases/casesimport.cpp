#include "models/incident/bundles.h"
#include "models/incident/session.h"
#include "ui/cases/casespage.h"
#include "ui/common/banner.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/common/words.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>

namespace bulkhead {

namespace {
constexpr qsizetype fingerprintOctets = 32;
}

void CasesPage::importBundle()
{
    auto* files = new QFileDialog(this, tr("Import a bundle"), {}, tr("Bundles (*.zip);;All files (*)"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::ExistingFile);
    connect(files, &QFileDialog::fileSelected, this, [this](const QString& file) {
        auto* dialog = new FormDialog(tr("Import a bundle"), tr("Verify and import"), this);
        dialog->setObjectName(QStringLiteral("cases.bundleDialog"));
        auto* fingerprint = new QLineEdit(dialog);
        fingerprint->setObjectName(QStringLiteral("fingerprint"));
        dialog->setIntroduction(
            tr("The bundle is verified first and becomes evidence, so that who wrote what can always "
               "be proved. Its entries are copied as they stood when it was exported."));
        dialog->addRow(
            tr("&Fingerprint"), fingerprint,
            tr("Of the vault that it comes from, as its covering letter says it. Without it the bundle is held "
               "only against itself."));
        dialog->setValidator([fingerprint] {
            const QString text = fingerprint->text().trimmed();
            const bool isGood = text.isEmpty()
                || (Bytes::fromHex(text.toLatin1()).size() == fingerprintOctets
                    && text.size() == 2 * fingerprintOctets);
            return isGood ? QString() : CasesPage::tr("A fingerprint has 64 hexadecimal digits.");
        });
        connect(dialog, &FormDialog::submitted, this, [this, dialog, file, fingerprint] {
            sendImport(file, Bytes::fromHex(fingerprint->text().trimmed().toLatin1()), dialog);
        });
        dialog->open();
    });
    files->open();
}

void CasesPage::sendImport(const QString& file, const Bytes& expected, FormDialog* dialog)
{
    const auto job = m_context.jobs.start(tr("Importing %1").arg(QFileInfo(file).fileName()));
    connect(dialog, &FormDialog::cancelWanted, this, [job] { job->cancel(); });
    m_context.session.write(
        dialog,
        [file, expected, job](Casework& casework) {
            return bulkhead::importBundle(
                casework, {file, expected}, [&](qint64 done, qint64 all) { job->report(done, all); }, job->stopToken());
        },
        [this, dialog, job](const Expected<BundleImported>& imported) {
            job->finish(imported ? tr("The incident is imported.") : tr("Nothing was imported."), imported.has_value());
            dialog->finish(imported);
            if (!imported) {
                return;
            }
            QString text = imported->isPinned
                ? tr("It comes from the vault with the fingerprint that you gave.")
                : tr("It says that it comes from the vault %1; nothing from elsewhere has shown that yet.")
                      .arg(QString::fromLatin1(imported->fingerprint.toHex()));
            if (!imported->leftOut.isEmpty()) {
                text += QLatin1Char(' ')
                    + tr("Left out, because your roles do not write it here: %1.")
                          .arg(imported->leftOut.join(QStringLiteral(", ")));
            }
            m_banner->showText(imported->isPinned ? Tone::Ok : Tone::Warn,
                               tr("The incident is imported: %1 entries, %2 pieces of material.")
                                   .arg(countText(imported->entities), countText(imported->material)),
                               text);
            Q_EMIT announced(text);
        });
}

} // namespace bulkhead
