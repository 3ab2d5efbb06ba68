#include "ui/connectors/connectorsroom.h"

#include "ui/common/actions.h"
#include "ui/common/icons.h"
#include "ui/connectors/connectorspage.h"
#include "ui/connectors/selfsync.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
class ConnectorsRoom final : public Room
{
    Q_OBJECT

public:
    ConnectorsRoom(const RoomContext& context, QSettings& settings, std::function<bool()> isCovered)
        : m_context(context)
        , m_runner(context)
        , m_selfSync(context, m_runner, settings, std::move(isCovered))
    {
        addRunning();
        addKeeping();
    }

    [[nodiscard]] QString id() const override { return u"connectors"_s; }
    [[nodiscard]] QString title() const override { return tr("Connectors"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("link"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"F12"_s); }
    [[nodiscard]] bool needsIncident() const override { return false; }
    [[nodiscard]] QWidget* widget() override { return page(); }
    [[nodiscard]] QString badge() const override
    {
        const qint64 waiting = m_page ? m_page->waiting() : 0;
        return waiting > 0 ? QString::number(waiting) : QString();
    }
    void setIncident(const Id& incident) override
    {
        m_incident = incident;
        if (m_page) {
            m_page->setIncident(incident);
        }
    }
    void reveal(const Id& entity) override { page()->reveal(entity); }
    [[nodiscard]] bool isSettled() const override
    {
        return m_selfSync.isSettled() && !m_runner.isBusy() && (!m_page || m_page->isSettled());
    }
    [[nodiscard]] QStringList keyHints() const override
    {
        return {tr("Enter synchronises the current connector."), tr("Ctrl with Page Up or Page Down changes the tab.")};
    }

private:
    using Command = void (ConnectorsPage::*)();
    void add(const QString& name, const QString& text, const QString& description, const QKeySequence& shortcut,
             const QString& iconName, Command command)
    {
        m_actions.push_back(m_context.actions.add(
            this, {u"connectors."_s + name, tr("Co&nnectors"), text, description, shortcut, iconName, id()},
            [this, command] { (page()->*command)(); }));
    }
    void addRunning()
    {
        add(u"sync"_s, tr("&Synchronise now"), tr("Takes what has changed in the CRM and sends what has changed here."),
            QKeySequence(u"F5"_s), u"refresh"_s, &ConnectorsPage::sync);
        add(u"preview"_s, tr("&Preview…"), tr("Shows field by field what would leave now; sends nothing."),
            QKeySequence(u"Ctrl+Shift+P"_s), u"eye"_s, &ConnectorsPage::preview);
        add(u"ours"_s, tr("Keep &ours"), tr("Settles the current conflict: ours goes to the CRM with the next run."),
            {}, u"check"_s, &ConnectorsPage::keepOurs);
        add(u"theirs"_s, tr("Take &theirs"), tr("Settles the current conflict: what the CRM says holds here too."), {},
            u"check"_s, &ConnectorsPage::takeTheirs);
        add(u"retry"_s, tr("Tr&y again"), tr("Parked records are tried again with the next run."), {}, u"undo"_s,
            &ConnectorsPage::retry);
    }
    void addKeeping()
    {
        add(u"add"_s, tr("&Add a connector…"), tr("Sets a CRM up, step by step; nothing of any incident leaves by it."),
            QKeySequence(u"Ctrl+Shift+N"_s), u"add"_s, &ConnectorsPage::setUp);
        add(u"release"_s, tr("&Release…"), tr("Lets the incident that the window is on go to the CRM, in two steps."),
            {}, u"unlock"_s, &ConnectorsPage::release);
        add(u"withdraw"_s, tr("&Withdraw…"), tr("Nothing more of this incident goes to the CRM."), {}, u"lock"_s,
            &ConnectorsPage::withdraw);
        add(u"affected"_s, tr("&Find affected parties…"),
            tr("Looks up whose records the matched rows of this incident are, and makes their accounts parties."), {},
            u"party"_s, &ConnectorsPage::findAffected);
        add(u"byItself"_s, tr("S&ynchronise by itself…"),
            tr("Says how often this machine synchronises the connector without being asked."), {}, u"clock"_s,
            &ConnectorsPage::setByItself);
        add(u"test"_s, tr("T&est"), tr("Signs in and looks for the fields that the mapping needs; writes nothing."), {},
            u"verified"_s, &ConnectorsPage::test);
        add(u"signIn"_s, tr("S&ign in…"), tr("Signs in anew, in the browser or with a fresh secret."), {}, u"key"_s,
            &ConnectorsPage::signIn);
        add(u"pause"_s, tr("Pa&use…"), tr("Marks it as suspect: nothing leaves, what comes is marked."), {},
            u"blocked"_s, &ConnectorsPage::pause);
        add(u"resume"_s, tr("Resu&me…"), tr("Lets a paused connector go on."), {}, u"play"_s, &ConnectorsPage::resume);
        add(u"remove"_s, tr("Remo&ve…"), tr("Removes it and forgets what it signed in with."), {}, u"strike"_s,
            &ConnectorsPage::remove);
    }
    ConnectorsPage* page()
    {
        if (!m_page) {
            m_page = new ConnectorsPage(m_context, m_runner, m_selfSync);
            for (QAction* action : m_actions) {
                m_page->addAction(action);
            }
            connect(m_page, &ConnectorsPage::inspectWanted, this, &Room::inspect);
            connect(m_page, &ConnectorsPage::announced, this, &Room::announce);
            connect(m_page, &ConnectorsPage::roomWanted, this, &Room::openRoom);
            connect(m_page, &ConnectorsPage::waitingChanged, this, &Room::badgeChanged);
            m_page->setIncident(m_incident);
        }
        return m_page;
    }

    RoomContext m_context;
    SyncRunner m_runner;
    SelfSync m_selfSync;
    Id m_incident;
    QPointer<ConnectorsPage> m_page;
    std::vector<QAction*> m_actions;
};
} // namespace

std::unique_ptr<Room> makeConnectorsRoom(const RoomContext& context, QSettings& settings,
                                         std::function<bool()> isCovered)
{
    return std::make_unique<ConnectorsRoom>(context, settings, std::move(isCovered));
}

} // namespace bulkhead

#include "connectorsroom.moc"
