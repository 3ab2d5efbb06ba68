/// What the settings do with the whole vault and with slots that are more than a passphrase.

#include "models/incident/safekeeping.h"
#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/settings/keydialogs.h"
#include "ui/settings/settingspage.h"

#include <QDate>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QTabWidget>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

void SettingsPage::backUp()
{
    m_tabs->setCurrentIndex(0);
    auto* files = new QFileDialog(this, tr("Back up the vault"));
    files->setObjectName(u"backupFile"_s);
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setOption(QFileDialog::DontConfirmOverwrite); // Nothing is written over: that is said afterwards.
    files->setDefaultSuffix(u"bulkhead-backup"_s);
    files->selectFile(u"%1-%2.bulkhead-backup"_s.arg(QFileInfo(m_context.session.folder()).completeBaseName(),
                                                     QDate::currentDate().toString(Qt::ISODate)));
    connect(files, &QFileDialog::fileSelected, this, &SettingsPage::backUpTo);
    files->open();
}

void SettingsPage::backUpTo(const QString& file)
{
    m_banner->dismiss();
    const auto job = m_context.jobs.start(tr("Backing up to %1").arg(QFileInfo(file).fileName()));
    // Signed first, so that everything in the backup stands under a signature.
    m_context.session.write(
        this, [](Casework& casework) { return casework.journal().signHeads(); },
        [this, job, file](const Expected<void>&) {
            m_context.session.check(
                this,
                [job, file](Casework& casework) {
                    return backUpVault(casework.journal().vault(), file,
                                       {.progress = [&job](qint64 done, qint64 all) { job->report(done, all); },
                                        .stop = job->stopToken()});
                },
                [this, job](const Expected<BackupReport>& done) { finishBackup(*job, done); });
        });
}

void SettingsPage::finishBackup(Job& job, const Expected<BackupReport>& done)
{
    if (!done) {
        job.finish(done.error().message, false);
        if (!done.error().is("vault.cancelled"_L1)) {
            m_banner->showError(done.error());
        }
        return;
    }
    job.finish(tr("The vault is backed up."), true);
    m_banner->showText(done->missing.isEmpty() ? Tone::Neutral : Tone::Warn,
                       tr("The vault is backed up: %1").arg(QDir::toNativeSeparators(done->file)),
                       (done->missing.isEmpty()
                            ? tr("What opens the vault now opens this file, whatever is changed later.")
                            : tr("Material that the journal names is missing from the vault, and so from the backup. "
                                 "Verify deeply in the audit room to see what it belongs to."))
                           + u'\n' + tr("SHA-256: %1").arg(hex(done->sha256)));
}

void SettingsPage::newMasterKey()
{
    m_tabs->setCurrentIndex(0);
    if (!checkAdministrator(tr("gives the vault a new master key"))) {
        return;
    }
    QStringList others;
    bool hasKeyFiles = false;
    for (int row = 0; row < m_slots->rowCount(); ++row) {
        const Slot slot = m_slots->at(row);
        hasKeyFiles |= slot.kind == SlotKind::PassphraseAndKeyFile;
        if (slot.userName != m_context.session.userName() && !others.contains(slot.userName)) {
            others.append(slot.userName);
        }
    }
    auto* dialog = new RekeyDialog(m_context.session.userName(), others, hasKeyFiles, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        auto request = dialog->takeRequest();
        if (!request) {
            dialog->showError(request.error());
            return;
        }
        (*request)->folder = m_context.session.folder();
        dialog->accept();
        Q_EMIT rekeyWanted(*request);
    });
    dialog->open();
}

void SettingsPage::addKeyFile()
{
    m_tabs->setCurrentIndex(2);
    auto* dialog = new KeyFileDialog(this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        auto credential = dialog->takeCredential();
        if (!credential) {
            dialog->showError(credential.error());
            return;
        }
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [credential = *std::move(credential)](Casework& casework) {
                return casework.journal().vault().addSlot(SlotKind::PassphraseAndKeyFile, credential);
            },
            [this, dialog](const Expected<Slot>& made) {
                dialog->finish(made);
                if (made) {
                    Q_EMIT announced(tr("This passphrase opens the vault with its key file."));
                    reload();
                }
            });
    });
    dialog->open();
}

void SettingsPage::addKeyring()
{
    m_tabs->setCurrentIndex(2);
    askToConfirm(
        this, tr("Unlock with this desktop"),
        tr("The desktop's keyring keeps a random secret that opens the vault. Whoever is signed in to this "
           "desktop as you gets in without a passphrase; approvals still ask for it. Your other key slots "
           "stay."),
        tr("&Add it"), false, [this] {
            m_context.session.write(
                this,
                [](Casework& casework) { return addKeyringSlot(casework.journal().vault(), *desktopSecretStore()); },
                [this](const Expected<Slot>& made) {
                    if (made) {
                        Q_EMIT announced(tr("This desktop opens the vault from now on."));
                    } else {
                        m_banner->showError(made.error());
                    }
                    reload();
                });
        });
}

} // namespace bulkhead
