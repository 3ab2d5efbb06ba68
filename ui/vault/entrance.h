#pragma once

#include "models/incident/session.h"

#include <QStackedWidget>

class QSettings;

namespace bulkhead {

class CreatePage;
class Demonstration;
class EntrancePage;
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
    void openDemonstration();
    void showWelcome();
    void showUnlock(const QString& folder = {});
    void showCreate(bool forTeam);
    [[nodiscard]] bool isBusy() const;

Q_SIGNALS:
    void opened(const std::shared_ptr<bulkhead::Session>& session, bulkhead::Purpose purpose);

private:
    void show(EntrancePage* page);
    /// `from` is where errors are shown; null: the first page.
    void open(const std::shared_ptr<SessionRequest>& request, Purpose purpose, EntrancePage* from);
    void openBuiltDemonstration(const QString& folder);
    void create(const std::shared_ptr<SessionRequest>& request, CreatePage* from);

    QSettings& m_settings;
    QString m_demonstrationFolder;
    /// \name Pages, each made when it is first shown
    ///@{
    WelcomePage* welcome();
    CreatePage* createPage(bool forTeam);
    UnlockPage* unlock();
    WaitPage* wait();
    WelcomePage* m_welcome = nullptr;
    CreatePage* m_hurry = nullptr;
    CreatePage* m_team = nullptr;
    UnlockPage* m_unlock = nullptr;
    WaitPage* m_wait = nullptr;
    ///@}
    Demonstration* m_demonstration;
};

} // namespace bulkhead
