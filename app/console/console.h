#pragma once

#include "app/console/reminders.h"
#include "app/console/tray.h"
#include "ui/common/actions.h"
#include "ui/common/jobs.h"
#include "ui/common/preferences.h"
#include "ui/shell/mainwindow.h"
#include "ui/vault/entrance.h"

#include <QObject>

#include <memory>

namespace bulkhead {

class Coach;

/// The program behind the window: what is open, when it locks, what is asked before it closes. Lives on the GUI thread.
class Console : public QObject
{
    Q_OBJECT

public:
    /// `preferences` outlives it. The demonstration is kept in `demonstrationFolder`.
    Console(Preferences& preferences, const QString& demonstrationFolder, QObject* parent = nullptr);
    ~Console() override;

    /// Shows the entrance: to unlock `vault`, the last one where it is empty, or the first start.
    void begin(const QString& vault = {});
    void openDemonstration();
    /// What is written is finished, keys are wiped. Where jobs run, the vault is covered at once and locked when they
    /// have ended; until then who was signed in may come back with their passphrase.
    void lock(const QString& reason);
    /// The same at once: jobs are cancelled.
    void lockNow(const QString& reason);

    [[nodiscard]] MainWindow& window() { return m_window; }
    [[nodiscard]] Actions& actions() { return m_actions; }
    [[nodiscard]] Jobs& jobs() { return m_jobs; }
    [[nodiscard]] Entrance* entrance() const { return m_entrance; }
    [[nodiscard]] Session* session() const { return m_session.get(); }

Q_SIGNALS:
    void entered();
    void locked();

private:
    void addActions();
    [[nodiscard]] Entrance* showEntrance();
    void enter(const std::shared_ptr<Session>& session, Purpose purpose);
    void showFirstIncident();
    void remindOfRecovery();
    void showRecovery();
    void rekey(const std::shared_ptr<RekeyRequest>& request);
    void askToClose();
    void cover(const QString& reason);
    void finishLocking();
    void whenCommitted(const Committed& change);
    [[nodiscard]] QString recoveryKey() const;

    Preferences& m_preferences;
    QString m_demonstrationFolder;
    Actions m_actions;
    Jobs m_jobs;
    MainWindow m_window;
    QPointer<Entrance> m_entrance;
    std::shared_ptr<Session> m_session;
    std::unique_ptr<Coach> m_coach;
    QString m_lockReason; ///< while it is covered
    SystemClock m_clock;
    Reminders m_reminders;
    Tray m_tray;
};

} // namespace bulkhead
