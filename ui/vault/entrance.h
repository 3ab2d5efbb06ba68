#pragma once

#include "models/incident/safekeeping.h"
#include "models/incident/session.h"

#include <QStackedWidget>

class QSettings;

namespace bulkhead {

class CreatePage;
class Demonstration;
class EntrancePage;
class Errand;
class RestorePage;
class UnlockPage;
class WaitPage;
class WelcomePage;

/// Why somebody comes in: it decides which room they see first.
enum class Purpose { Work, LeakedFile, Team, Demonstration };

/// All that there is to see of Bulkhead while no vault is open: the first start, making a vault, unlocking one.
class Entrance : public QStackedWidget
{
    Q_OBJECT

public:
    /// `settings` outlives it. The demonstration is kept below `demonstrationFolder`.
    Entrance(QSettings& settings, const QString& demonstrationFolder, QWidget* parent = nullptr);
    ~Entrance() override;

    /// To unlock where a vault was opened here before (or `folder` is named), the first start otherwise.
    void begin(const QString& folder = {});
    /// As `begin`, with a line that says why it was locked.
    void beginLocked(const QString& folder, const QString& reason);
    /// As `beginLocked`, of a vault that is still held here while work is finished: its user may come back.
    void beginCovered(const QString& folder, const QString& reason, const Id& user);
    void openDemonstration();
    void showWelcome();
    void showUnlock(const QString& folder = {});
    void showCreate(bool forTeam);
    void showRestore();
    /// Gives the vault, which nobody holds by now, a new master key and opens it again.
    void rekey(const std::shared_ptr<RekeyRequest>& request);
    [[nodiscard]] bool isBusy() const;

Q_SIGNALS:
    void opened(const std::shared_ptr<bulkhead::Session>& session, bulkhead::Purpose purpose);
    /// After `beginCovered`: whoever was signed in has proved who they are.
    void recognised();

private:
    void show(EntrancePage* page);
    /// `from` is where errors are shown; null: the first page.
    void open(const std::shared_ptr<SessionRequest>& request, Purpose purpose, EntrancePage* from);
    void openBuiltDemonstration(const QString& folder);
    void create(const std::shared_ptr<SessionRequest>& request, CreatePage* from);
    void recognise(const std::shared_ptr<SessionRequest>& request);

    void restore(const QString& file, const QString& folder, const Credential& credential);
    void run(const QString& title, const QString& step, std::function<Expected<void>(const Watch&)> work,
             EntrancePage* from, const std::shared_ptr<SessionRequest>& then);
    void finish(const Expected<void>& result);

    QSettings& m_settings;
    QString m_demonstrationFolder;
    QString m_coveredFolder; ///< of `beginCovered`
    Id m_coveredUser;
    /// \name Pages, each made when it is first shown
    ///@{
    WelcomePage* welcome();
    CreatePage* createPage(bool forTeam);
    UnlockPage* unlock();
    WaitPage* wait();
    RestorePage* restorePage();
    WelcomePage* m_welcome = nullptr;
    CreatePage* m_hurry = nullptr;
    CreatePage* m_team = nullptr;
    UnlockPage* m_unlock = nullptr;
    WaitPage* m_wait = nullptr;
    RestorePage* m_restore = nullptr;
    ///@}
    Demonstration* m_demonstration;
    Errand* m_errand;
    EntrancePage* m_errandFrom = nullptr;          ///< where its errors are said
    std::shared_ptr<SessionRequest> m_afterErrand; ///< what is opened when it is done
};

} // namespace bulkhead
