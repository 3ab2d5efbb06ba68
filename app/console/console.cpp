#include "app/console/console.h"

#include "app/console/coach.h"
#include "app/console/rooms.h"
#include "models/incident/tables.h"
#include "ui/common/appearance.h"
#include "ui/common/banner.h"
#include "ui/common/formdialog.h"
#include "ui/common/recoverydialog.h"

#include <QSettings>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

Console::Console(Preferences& preferences, const QString& demonstrationFolder, QObject* parent)
    : QObject(parent)
    , m_preferences(preferences)
    , m_demonstrationFolder(demonstrationFolder)
    , m_window(m_actions, m_jobs)
    , m_reminders(m_clock)
    , m_tray(m_reminders, m_window)
{
    addActions();
    m_window.setIdleMinutes(preferences.idleMinutes());
    m_window.setMayClose([this] { return m_jobs.running() == 0 && (!m_session || !m_session->hasRecoveryCode()); });
    connect(&preferences, &Preferences::idleMinutesChanged, &m_window, &MainWindow::setIdleMinutes);
    connect(&m_window, &MainWindow::closeWanted, this, &Console::askToClose);
    connect(&m_window, &MainWindow::lockWanted, this, [this] { lock(tr("The vault is locked.")); });
    connect(&m_window, &MainWindow::sleepWanted, this, [this] { lockNow(tr("The vault is locked.")); });
    // Later: the job that ends is still being told about.
    connect(&m_jobs, &Jobs::runningChanged, this, &Console::finishLocking, Qt::QueuedConnection);
}

Console::~Console()
{
    m_jobs.cancelAll();
    m_coach.reset();
    m_window.leave();
    m_session.reset();
}

void Console::addActions()
{
    const auto scheme = [this](const QString& id, const QString& text, Appearance::Scheme wanted) {
        m_actions.add(this,
                      {.id = u"window.theme."_s + id,
                       .group = tr("&View"),
                       .text = text,
                       .description = tr("Kept for this machine.")},
                      [this, wanted] { m_preferences.appearance().setScheme(wanted); });
    };
    scheme(u"system"_s, tr("Theme as the &desktop"), Appearance::Scheme::System);
    scheme(u"light"_s, tr("L&ight theme"), Appearance::Scheme::Light);
    scheme(u"dark"_s, tr("Dar&k theme"), Appearance::Scheme::Dark);
}

Entrance* Console::showEntrance()
{
    m_entrance = new Entrance(m_preferences.settings(), m_demonstrationFolder);
    connect(m_entrance, &Entrance::opened, this, &Console::enter);
    m_window.showEntrance(m_entrance);
    return m_entrance;
}

void Console::begin(const QString& vault)
{
    showEntrance()->begin(vault);
}

void Console::openDemonstration()
{
    showEntrance()->openDemonstration();
}

void Console::enter(const std::shared_ptr<Session>& session, Purpose purpose)
{
    m_session = session;
    const RoomContext context{*m_session, m_jobs, m_actions};
    // Later, since the room that asks for it goes with the vault.
    const auto rekeyLater = [this](const std::shared_ptr<RekeyRequest>& request) {
        QMetaObject::invokeMethod(this, [this, request] { rekey(request); }, Qt::QueuedConnection);
    };
    m_window.enter(*m_session, makeRooms(context, m_preferences, rekeyLater, [this] { return m_window.isCovered(); }));
    connect(m_session.get(), &Session::committed, this, &Console::whenCommitted);
    if (purpose == Purpose::Demonstration) {
        m_reminders.forget(); // it is not about anybody's duties
    } else {
        m_reminders.follow(*m_session);
    }
    if (const QStringList warnings = m_session->warnings(); !warnings.isEmpty()) {
        m_window.notice()->setAction({}, {});
        m_window.notice()->showText(Tone::Warn, warnings.first(), warnings.mid(1).join(u'\n'));
    }
    switch (purpose) {
    case Purpose::LeakedFile:
        m_window.showRoom(u"provenance"_s);
        break;
    case Purpose::Team:
        m_window.showFirstRoom();
        showRecovery();
        break;
    case Purpose::Demonstration:
    case Purpose::Work:
        showFirstIncident();
        break;
    }
    if (purpose == Purpose::Demonstration) {
        m_coach = std::make_unique<Coach>(m_window);
    }
    remindOfRecovery();
    Q_EMIT entered();
}

/// The one open incident is what somebody who unlocks comes for; where there are several, they choose.
void Console::showFirstIncident()
{
    m_session->read(
        &m_window, [](Casework& casework) { return casework.incidents(); },
        [this](const Expected<std::vector<Kept<Incident>>>& incidents) {
            if (m_window.currentRoom() && !m_window.incident().isNull()) {
                return; // somebody was quicker
            }
            std::vector<Id> open;
            for (const auto& incident : incidents.value_or(std::vector<Kept<Incident>>())) {
                if (incident.value.phase != Phase::Closed) {
                    open.push_back(incident.id);
                }
            }
            if (open.size() != 1) {
                m_window.showFirstRoom();
                return;
            }
            m_window.showIncident(open.front());
            m_window.showRoom(u"overview"_s);
            if (m_coach) {
                m_coach->start();
            }
        });
}

QString Console::recoveryKey() const
{
    return u"recovery/unconfirmed/"_s + m_session->vaultId().text();
}

/// A code that nobody wrote down opens nothing later, so it is asked for until it is confirmed.
void Console::remindOfRecovery()
{
    QSettings& settings = m_preferences.settings();
    if (m_session->hasRecoveryCode()) {
        settings.setValue(recoveryKey(), true);
    } else if (settings.value(recoveryKey()).toBool()) {
        m_window.notice()->showText(
            Tone::Warn, tr("Nobody has confirmed a recovery code for this vault."),
            tr("If the passphrase is lost, everything in it is. Make a new code under Settings, Slots."));
        m_window.notice()->setAction(tr("Open &Settings"), [this] {
            m_window.showRoom(u"settings"_s);
            m_window.notice()->dismiss();
        });
    }
}

void Console::showRecovery()
{
    if (!m_session || !m_session->hasRecoveryCode()) {
        return;
    }
    auto* dialog = new RecoveryDialog(m_session->vaultName(), m_session->recoveryCode(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RecoveryDialog::confirmed, this, [this] {
        m_session->forgetRecoveryCode();
        m_preferences.settings().remove(recoveryKey());
        m_window.notice()->dismiss();
        m_window.announce(tr("The recovery code is confirmed."));
    });
    connect(dialog, &QDialog::rejected, this, [this] {
        m_window.notice()->showText(Tone::Warn, tr("The recovery code of this vault is not confirmed yet."),
                                    tr("It is shown only until the vault is locked."));
        m_window.notice()->setAction(tr("&Show the code"), [this] { showRecovery(); });
    });
    dialog->open();
}

void Console::whenCommitted(const Committed& change)
{
    const bool hasVerdict = std::ranges::any_of(
        change.touched, [](const Committed::Touched& touched) { return touched.kind == Table<VerdictReport>::kind; });
    if (hasVerdict) {
        showRecovery();
    }
}

void Console::askToClose()
{
    if (m_session && m_session->hasRecoveryCode()) {
        auto* dialog = new RecoveryDialog(m_session->vaultName(), m_session->recoveryCode(), &m_window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &RecoveryDialog::confirmed, this, [this] {
            m_session->forgetRecoveryCode();
            m_preferences.settings().remove(recoveryKey());
        });
        // Asked once; whoever puts it away now is reminded at the next start.
        connect(dialog, &QDialog::finished, &m_window, &MainWindow::closeNow);
        dialog->open();
        return;
    }
    askToConfirm(&m_window, tr("Work is under way"),
                 tr("Closing now cancels it. What is written already stays; what was being read is read again next "
                    "time."),
                 tr("&Cancel the work and close"), true, [this] {
                     m_jobs.cancelAll();
                     m_window.closeNow();
                 });
}

void Console::rekey(const std::shared_ptr<RekeyRequest>& request)
{
    lockNow(tr("The vault is locked for its new master key."));
    m_entrance->rekey(request);
}

void Console::lock(const QString& reason)
{
    if (!m_session || m_window.isCovered()) {
        return;
    }
    if (m_jobs.running() > 0 && m_session->folder() != m_demonstrationFolder) {
        cover(reason);
    } else {
        lockNow(reason);
    }
}

void Console::cover(const QString& reason)
{
    m_coach.reset();
    forgetCopiedSecret();
    m_lockReason = reason;
    m_entrance = new Entrance(m_preferences.settings(), m_demonstrationFolder);
    connect(m_entrance, &Entrance::opened, this, [this](const std::shared_ptr<Session>& session, Purpose purpose) {
        m_jobs.cancelAll(); // another vault
        enter(session, purpose);
    });
    connect(m_entrance, &Entrance::recognised, &m_window, &MainWindow::uncover);
    m_entrance->beginCovered(m_session->folder(),
                             reason + u' '
                                 + tr("%n piece(s) of work go on and are finished first.", nullptr, m_jobs.running()),
                             m_session->user());
    m_window.cover(m_entrance);
}

void Console::finishLocking()
{
    if (m_window.isCovered() && m_jobs.running() == 0) {
        lockNow(m_lockReason);
    }
}

void Console::lockNow(const QString& reason)
{
    if (!m_session) {
        return;
    }
    const QString folder = m_session->folder();
    m_jobs.cancelAll();
    m_coach.reset();
    QList<QPointer<QDialog>> dialogs; // one may go with another
    for (QDialog* dialog : m_window.findChildren<QDialog*>()) {
        dialogs.append(dialog);
    }
    for (const QPointer<QDialog>& dialog : dialogs) {
        delete dialog.data(); // what it shows is of the vault
    }
    m_window.leave();
    forgetCopiedSecret();
    // Nothing of the vault is on the screen while what is being written is finished.
    Entrance* entrance = showEntrance();
    m_window.repaint();
    m_session.reset();
    m_jobs.clear();
    if (folder == m_demonstrationFolder) {
        entrance->showWelcome(); // it opens without a passphrase that anybody was told
    } else {
        entrance->beginLocked(folder, reason); // now that nobody holds it any more
    }
    Q_EMIT locked();
}

} // namespace bulkhead
