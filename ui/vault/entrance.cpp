#include "ui/vault/entrance.h"

#include "models/provenance/registry/demo.h"
#include "ui/common/banner.h"
#include "ui/vault/createpage.h"
#include "ui/vault/demonstration.h"
#include "ui/vault/errand.h"
#include "ui/vault/recentvaults.h"
#include "ui/vault/restorepage.h"
#include "ui/vault/unlockpage.h"
#include "ui/vault/waitpage.h"
#include "ui/vault/welcomepage.h"

#include <QDir>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace bulkhead {

Entrance::Entrance(QSettings& settings, const QString& demonstrationFolder, QWidget* parent)
    : QStackedWidget(parent)
    , m_settings(settings)
    , m_demonstrationFolder(demonstrationFolder)
    , m_demonstration(new Demonstration(this))
    , m_errand(new Errand(this))
{
    setObjectName(QStringLiteral("entrance"));
    connect(m_errand, &Errand::finished, this, &Entrance::finish);
    connect(m_demonstration, &Demonstration::progressed, this, [this](const QString& step, int percent) {
        wait()->showStep(tr("Building the demonstration"), step, percent);
    });
    connect(m_demonstration, &Demonstration::built, this, &Entrance::openBuiltDemonstration);
    connect(m_demonstration, &Demonstration::failed, this, [this](const Error& error) {
        show(welcome());
        if (error.is(QLatin1StringView("demo.cancelled"))) {
            return;
        }
        welcome()->banner()->showError(error);
    });
}

WelcomePage* Entrance::welcome()
{
    if (!m_welcome) {
        m_welcome = new WelcomePage(this);
        addWidget(m_welcome);
        connect(m_welcome, &WelcomePage::leakedFileChosen, this, [this] { show(createPage(false)); });
        connect(m_welcome, &WelcomePage::teamChosen, this, [this] { show(createPage(true)); });
        connect(m_welcome, &WelcomePage::demonstrationChosen, this, &Entrance::openDemonstration);
        connect(m_welcome, &WelcomePage::restoreChosen, this, &Entrance::showRestore);
        connect(m_welcome, &WelcomePage::existingChosen, this, [this] {
            showUnlock();
            if (m_unlock->folder().isEmpty()) {
                m_unlock->chooseFolder();
            }
        });
    }
    return m_welcome;
}

CreatePage* Entrance::createPage(bool forTeam)
{
    CreatePage*& page = forTeam ? m_team : m_hurry;
    if (!page) {
        page = new CreatePage(forTeam ? CreatePage::Kind::Team : CreatePage::Kind::Hurry, this);
        addWidget(page);
        connect(page, &EntrancePage::back, this, &Entrance::showWelcome);
        connect(page, &CreatePage::submitted, this,
                [this, made = page](const std::shared_ptr<SessionRequest>& request) { create(request, made); });
    }
    return page;
}

UnlockPage* Entrance::unlock()
{
    if (!m_unlock) {
        m_unlock = new UnlockPage(this);
        addWidget(m_unlock);
        connect(m_unlock, &EntrancePage::back, this, &Entrance::showWelcome);
        connect(m_unlock, &UnlockPage::submitted, this, [this](const std::shared_ptr<SessionRequest>& request) {
            if (!m_coveredFolder.isEmpty() && QDir(request->folder) == QDir(m_coveredFolder)) {
                recognise(request);
            } else {
                open(request, Purpose::Work, m_unlock);
            }
        });
    }
    return m_unlock;
}

WaitPage* Entrance::wait()
{
    if (!m_wait) {
        m_wait = new WaitPage(this);
        addWidget(m_wait);
        connect(m_wait, &WaitPage::cancelled, m_demonstration, &Demonstration::cancel);
        connect(m_wait, &WaitPage::cancelled, m_errand, &Errand::cancel);
        connect(m_errand, &Errand::progressed, m_wait, &WaitPage::setPercent);
    }
    return m_wait;
}

RestorePage* Entrance::restorePage()
{
    if (!m_restore) {
        m_restore = new RestorePage(this);
        addWidget(m_restore);
        connect(m_restore, &EntrancePage::back, this, &Entrance::showWelcome);
        connect(m_restore, &RestorePage::submitted, this, [this](const std::shared_ptr<RestorePage::Wish>& wish) {
            restore(wish->file, wish->folder, wish->credential);
        });
    }
    return m_restore;
}

Entrance::~Entrance() = default;

bool Entrance::isBusy() const
{
    return m_wait && currentWidget() == m_wait;
}

void Entrance::show(EntrancePage* page)
{
    setCurrentWidget(page);
    setFocusProxy(page);
    page->setFocus();
}

void Entrance::showWelcome()
{
    welcome()->banner()->dismiss();
    show(m_welcome);
}

void Entrance::showCreate(bool forTeam)
{
    show(createPage(forTeam));
}

void Entrance::showRestore()
{
    restorePage()->banner()->dismiss();
    show(m_restore);
}

void Entrance::showUnlock(const QString& folder)
{
    QStringList folders = RecentVaults(m_settings).folders();
    if (!folder.isEmpty()) {
        const QString clean = QDir::cleanPath(QDir::current().absoluteFilePath(folder));
        folders.removeAll(clean);
        folders.prepend(clean);
    }
    unlock()->setFolders(folders);
    show(m_unlock);
}

void Entrance::begin(const QString& folder)
{
    if (folder.isEmpty() && RecentVaults(m_settings).folders().isEmpty()) {
        showWelcome();
    } else {
        showUnlock(folder);
    }
}

void Entrance::beginLocked(const QString& folder, const QString& reason)
{
    showUnlock(folder);
    m_unlock->setExplanation(reason);
}

void Entrance::beginCovered(const QString& folder, const QString& reason, const Id& user)
{
    m_coveredFolder = folder;
    m_coveredUser = user;
    beginLocked(folder, reason);
    m_unlock->banner()->dismiss(); // that it is held is no news: it is held here
}

/// Opens the vault beside its writer, to see that the passphrase is right, and lets it go again.
void Entrance::recognise(const std::shared_ptr<SessionRequest>& request)
{
    run(
        tr("Unlocking"), tr("The passphrase is stretched, so that guessing it is slow. About a second."),
        [request, user = m_coveredUser](const Watch&) -> Expected<void> {
            const SystemClock clock;
            TRY(const auto vault, Vault::open(request->folder, request->credential, Vault::Access::Read, clock));
            if (vault->userId() != user) {
                return failure("vault.held"_L1,
                               tr("Work of somebody else is still being finished. You can sign in "
                                  "when it has ended."));
            }
            return {};
        },
        unlock(), request);
}

void Entrance::create(const std::shared_ptr<SessionRequest>& request, CreatePage* from)
{
    QDir().mkpath(QFileInfo(request->folder).path());
    open(request, from->kind() == CreatePage::Kind::Hurry ? Purpose::LeakedFile : Purpose::Team, from);
}

void Entrance::open(const std::shared_ptr<SessionRequest>& request, Purpose purpose, EntrancePage* from)
{
    wait()->showStep(request->create ? tr("Making the vault") : tr("Unlocking"),
                     tr("The passphrase is stretched, so that guessing it is slow. About a second."));
    m_wait->setCancellable(false);
    show(m_wait);
    const QString folder = request->folder;
    Session::open(this, std::move(*request),
                  [this, folder, purpose, from](const Expected<std::shared_ptr<Session>>& session) {
                      if (!session) {
                          EntrancePage* asked = from ? from : welcome();
                          show(asked);
                          if (asked == m_unlock) {
                              m_unlock->showError(session.error());
                          } else {
                              asked->banner()->showError(session.error());
                          }
                          return;
                      }
                      if (purpose != Purpose::Demonstration) {
                          RecentVaults(m_settings).opened((*session)->folder());
                      }
                      Q_EMIT opened(*session, purpose);
                  });
}

void Entrance::openDemonstration()
{
    if (m_welcome) {
        m_welcome->banner()->dismiss();
    }
    wait()->showStep(tr("Building the demonstration"), tr("The real pipeline runs over invented data."), 0);
    m_wait->setCancellable(true);
    show(m_wait);
    m_demonstration->build(m_demonstrationFolder);
}

void Entrance::openBuiltDemonstration(const QString& folder)
{
    auto request = std::make_shared<SessionRequest>();
    request->folder = folder;
    request->credential.user = provenance::demoUser;
    request->credential.passphrase = SecretBytes::copyOf(
        {provenance::demoPassphrase.data(), provenance::demoPassphrase.size()});
    open(request, Purpose::Demonstration, nullptr);
}

void Entrance::run(const QString& title, const QString& step, Errand::Work work, EntrancePage* from,
                   const std::shared_ptr<SessionRequest>& then)
{
    m_errandFrom = from;
    m_afterErrand = then;
    wait()->showStep(title, step, 0);
    m_wait->setCancellable(true);
    show(m_wait);
    m_errand->start(std::move(work));
}

void Entrance::finish(const Expected<void>& result)
{
    const auto then = std::exchange(m_afterErrand, nullptr);
    if (result && !m_coveredFolder.isEmpty() && QDir(then->folder) == QDir(m_coveredFolder)) {
        Q_EMIT recognised();
        return;
    }
    if (result) {
        open(then, Purpose::Work, unlock());
        return;
    }
    if (m_errandFrom == m_unlock) {
        showUnlock(then->folder);
    } else {
        show(m_errandFrom);
    }
    m_errandFrom->banner()->showError(result.error());
}

void Entrance::restore(const QString& file, const QString& folder, const Credential& credential)
{
    auto then = std::make_shared<SessionRequest>();
    then->folder = folder;
    then->credential = credential.clone();
    run(
        tr("Restoring"), tr("Every octet is checked, then the journal and all evidence."),
        [then, file](const Watch& watch) -> Expected<void> {
            const SystemClock clock;
            const auto restored = restoreVault(file, then->folder, then->credential, clock, watch);
            return restored ? Expected<void>() : std::unexpected(restored.error());
        },
        m_restore, then);
}

void Entrance::rekey(const std::shared_ptr<RekeyRequest>& request)
{
    auto then = std::make_shared<SessionRequest>();
    then->folder = request->folder;
    then->credential = std::move(request->credential);
    run(
        tr("New master key"), tr("The vault is copied under the new key, verified, and exchanged in one step."),
        [then, without = request->without](const Watch& watch) -> Expected<void> {
            const SystemClock clock;
            const auto done = rekeyVault(then->folder, then->credential, clock, without, watch);
            return done ? Expected<void>() : std::unexpected(done.error());
        },
        unlock(), then);
}

} // namespace bulkhead
