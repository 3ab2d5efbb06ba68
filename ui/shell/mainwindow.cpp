#include "ui/shell/mainwindow.h"

#include "models/incident/session.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/common/theme.h"
#include "ui/common/timetext.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/idlewatch.h"
#include "ui/shell/incidentbar.h"
#include "ui/shell/inspector.h"
#include "ui/shell/jobstrip.h"
#include "ui/shell/menus.h"
#include "ui/shell/momentbar.h"
#include "ui/shell/navigation.h"

#include <QApplication>
#include <QCloseEvent>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace bulkhead {

namespace {
constexpr int inspectorWidth = 300;
constexpr qint64 minuteMs = 60'000;
constexpr int warmUpAfterMs = 30; ///< when the entrance is painted
constexpr int holdStepMs = 2;
constexpr qint64 longestHoldMs = 250; ///< what people take for at once
} // namespace

MainWindow::MainWindow(Actions& actions, Jobs& jobs)
    : m_actions(actions)
    , m_jobs(jobs)
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(960, 640);
    resize(1280, 800);
    setupFrame();
    setupActions();
    m_idle = new IdleWatch(this);
    m_sleep = new SleepWatch(this);
    connect(m_sleep, &SleepWatch::aboutToSleep, this, [this] {
        if (isOpen()) {
            Q_EMIT sleepWanted();
        }
    });
    connect(&m_timer, &QTimer::timeout, this, &MainWindow::tick);
    m_timer.setInterval(1000);
    connect(&m_holding, &QTimer::timeout, this, [this] {
        if (isSettled() || m_heldFor.elapsed() > longestHoldMs) {
            releasePicture();
        }
    });
    m_holding.setInterval(holdStepMs);
    updateTitle();
}

MainWindow::~MainWindow()
{
    leave();
    m_actions.disconnect(this); // its list outlives this object's slots while the base class goes
}

void MainWindow::setupFrame()
{
    m_layers = new QStackedWidget(this);
    setCentralWidget(m_layers);
    m_frame = new QWidget(m_layers);
    m_layers->addWidget(m_frame);
    m_bar = new IncidentBar(m_frame);
    m_moment = new MomentBar(m_frame);
    m_notice = new Banner(m_frame);
    m_navigation = new Navigation(m_frame);
    m_stack = new QStackedWidget(m_frame);
    m_inspector = new Inspector(m_frame);
    m_strip = new JobStrip(m_jobs, m_frame);
    m_splitter = new QSplitter(Qt::Horizontal, m_frame);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setCollapsible(0, false);
    m_splitter->setSizes({900, inspectorWidth});
    m_inspector->hide();
    auto* noticeLine = new QVBoxLayout;
    noticeLine->setContentsMargins(space::s, space::s, space::s, 0);
    noticeLine->addWidget(m_notice);
    auto* rooms = new QHBoxLayout;
    rooms->setSpacing(0);
    auto* navigationColumn = new QVBoxLayout;
    navigationColumn->setContentsMargins(0, space::s, 0, 0);
    navigationColumn->addWidget(m_navigation);
    rooms->addLayout(navigationColumn);
    rooms->addWidget(m_splitter, 1);
    auto* column = new QVBoxLayout(m_frame);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_moment);
    column->addLayout(noticeLine);
    column->addLayout(rooms, 1);
    column->addWidget(m_strip);
    m_palette = new CommandPalette(this);

    connect(m_navigation, &Navigation::chosen, this, [this](const QString& id) { showRoom(id); });
    connect(m_bar, &IncidentBar::changed, this, &MainWindow::updateTitle);
    connect(m_bar, &IncidentBar::clockWanted, this, [this](const Id& clock) {
        showRoom(QStringLiteral("clocks"), clock);
        inspect(clock);
    });
    connect(m_inspector, &Inspector::closed, this, &MainWindow::toggleInspector);
    connect(m_inspector, &Inspector::followed, this, &MainWindow::inspect);
    connect(m_inspector, &Inspector::announce, this, &MainWindow::announce);
    connect(&m_actions, &Actions::aboutToRun, this, [this](const QAction* action) {
        const QString owner = Actions::roomOf(*action);
        if (!owner.isEmpty() && (!m_current || m_current->id() != owner)) {
            showRoom(owner);
        }
    });
    connect(&m_actions, &Actions::changed, this, [this] {
        if (!m_shortcutsPend) { // rooms register many at once
            m_shortcutsPend = true;
            QTimer::singleShot(0, this, &MainWindow::updateShortcuts);
        }
    });
}

void MainWindow::toggleMoment()
{
    if (m_moment->isOpen()) {
        m_moment->end();
    } else if (m_session && !m_incident.isNull()) {
        m_moment->begin(*m_session, m_incident);
    }
}

void MainWindow::showEntrance(QWidget* page)
{
    if (m_entrance) {
        m_layers->removeWidget(m_entrance);
        m_entrance->deleteLater();
    }
    m_entrance = page;
    m_layers->addWidget(page);
    m_layers->setCurrentWidget(page);
    menuBar()->hide();
    page->setFocus();
    updateAvailability();
    QTimer::singleShot(warmUpAfterMs, this, &MainWindow::warmUp);
}

void MainWindow::warmUp()
{
    if (!m_isWarm && !m_session) {
        m_isWarm = true;
        (void)m_frame->grab();
    }
}

void MainWindow::holdPicture()
{
    setUpdatesEnabled(false);
    m_heldFor.start();
    m_holding.start();
}

void MainWindow::releasePicture()
{
    m_holding.stop();
    setUpdatesEnabled(true);
}

void MainWindow::enter(Session& session, std::vector<std::unique_ptr<Room>> rooms)
{
    leave();
    holdPicture();
    m_session = &session;
    m_rooms = std::move(rooms);
    m_roomContext = new QObject(this);
    {
        const QSignalBlocker blocked(m_navigation);
        for (const auto& room : m_rooms) {
            m_navigation->addRoom(*room);
        }
        m_navigation->setCurrentRow(0); // with the focus it would choose a room by itself
    }
    for (const auto& room : m_rooms) {
        connectRoom(*room);
    }
    registerRoomActions();
    m_inspector->setSession(m_session);
    m_strip->setVault(tr("%1  ·  %2").arg(session.vaultName(), session.userName()));
    menuBar()->show();
    m_layers->setCurrentWidget(m_frame);
    if (m_entrance) {
        m_layers->removeWidget(m_entrance);
        m_entrance->deleteLater();
        m_entrance = nullptr;
    }
    m_idle->restart();
    m_timer.start();
    updateAvailability();
    updateTitle();
}

void MainWindow::showFirstRoom()
{
    if (!m_rooms.empty()) {
        showRoom(m_rooms.front()->id());
    }
}

void MainWindow::cover(QWidget* page)
{
    if (!m_session || m_isCovered) {
        return;
    }
    m_isCovered = true;
    m_palette->hide();
    m_moment->end();
    for (QAction* action : m_actions.all()) {
        if (action->isEnabled()) {
            action->setEnabled(false);
            m_silenced.emplace_back(action);
        }
    }
    for (QDialog* dialog : findChildren<QDialog*>()) {
        if (dialog->isVisible()) {
            m_putAside.emplace_back(dialog);
            dialog->hide();
        }
    }
    qApp->installEventFilter(this);
    showEntrance(page);
    setWindowTitle(tr("Bulkhead"));
}

void MainWindow::speakAgain()
{
    for (const QPointer<QAction>& action : std::exchange(m_silenced, {})) {
        if (action) {
            action->setEnabled(true);
        }
    }
}

void MainWindow::uncover()
{
    if (!std::exchange(m_isCovered, false)) {
        return;
    }
    qApp->removeEventFilter(this);
    speakAgain();
    menuBar()->show();
    m_layers->setCurrentWidget(m_frame);
    if (m_entrance) {
        m_layers->removeWidget(m_entrance);
        m_entrance->deleteLater();
        m_entrance = nullptr;
    }
    for (const QPointer<QDialog>& dialog : std::exchange(m_putAside, {})) {
        if (dialog) {
            dialog->setAttribute(Qt::WA_DontShowOnScreen, false);
            dialog->show();
        }
    }
    m_idle->restart();
    updateAvailability();
    updateTitle();
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    // What a room wants to say when its work ends waits until somebody has unlocked.
    if (m_isCovered && event->type() == QEvent::Polish) {
        auto* dialog = qobject_cast<QDialog*>(watched);
        if (dialog != nullptr && m_frame->isAncestorOf(dialog->parentWidget())) {
            dialog->setAttribute(Qt::WA_DontShowOnScreen);
            m_putAside.emplace_back(dialog);
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::leave()
{
    if (!m_session) {
        return;
    }
    if (std::exchange(m_isCovered, false)) {
        qApp->removeEventFilter(this);
        speakAgain();
        m_putAside.clear();
    }
    m_timer.stop();
    releasePicture();
    m_moment->end();
    m_palette->hide();
    m_notice->dismiss();
    m_inspector->setSession(nullptr);
    m_bar->setIncident(nullptr, {});
    m_incident = {};
    m_inspected.clear();
    m_inspector->hide();
    m_current = nullptr;
    m_navigation->clearRooms();
    for (const auto& [id, page] : m_pages) {
        delete page;
    }
    m_pages.clear();
    m_rooms.clear();
    delete m_roomContext;
    m_roomContext = nullptr;
    m_strip->announce({});
    m_session = nullptr;
    updateAvailability();
    updateTitle();
}

void MainWindow::connectRoom(Room& room)
{
    connect(&room, &Room::badgeChanged, this, [this, &room] { m_navigation->setBadge(room.id(), room.badge()); });
    connect(&room, &Room::inspect, this, [this, &room](const Id& entity) {
        m_inspected[room.id()] = entity;
        if (m_current == &room) {
            inspect(entity);
        }
    });
    connect(&room, &Room::openIncident, this, &MainWindow::showIncident);
    connect(&room, &Room::openRoom, this, &MainWindow::showRoom);
    connect(&room, &Room::announce, this, &MainWindow::announce);
}

Room* MainWindow::find(const QString& id) const
{
    const auto found = std::ranges::find_if(m_rooms, [&](const auto& room) { return room->id() == id; });
    return found == m_rooms.end() ? nullptr : found->get();
}

QWidget* MainWindow::pageOf(Room& room)
{
    QWidget*& page = m_pages[room.id()];
    if (!page) {
        page = room.widget();
        m_stack->addWidget(page);
        room.setIncident(m_incident);
    }
    return page;
}

void MainWindow::showRoom(const QString& id, const Id& entity)
{
    Room* room = find(id);
    if (!room || (room->needsIncident() && m_incident.isNull())) {
        return;
    }
    if (room != m_current) {
        m_current = room;
        m_stack->setCurrentWidget(pageOf(*room));
        const QSignalBlocker blocked(m_navigation);
        m_navigation->select(id);
        inspect(m_inspected[id]);
        updateShortcuts();
    }
    if (!entity.isNull()) {
        room->reveal(entity);
    }
}

void MainWindow::showIncident(const Id& incident)
{
    if (!m_session || incident == m_incident) {
        return;
    }
    m_moment->end();
    m_incident = incident;
    m_bar->setIncident(m_session, incident);
    m_inspected.clear();
    inspect({});
    for (const auto& room : m_rooms) {
        room->setIncident(incident); // rooms without a page too: their commands follow
    }
    updateAvailability();
    Q_EMIT incidentChanged(incident);
}

void MainWindow::announce(const QString& text)
{
    m_strip->announce(text);
}

void MainWindow::inspect(const Id& entity)
{
    m_inspector->show(entity);
    m_inspector->setVisible(m_wantsInspector && !entity.isNull());
}

void MainWindow::toggleInspector()
{
    m_wantsInspector = !m_inspector->isVisible();
    m_inspector->setVisible(m_wantsInspector);
}

void MainWindow::setIdleMinutes(int minutes)
{
    m_idleMinutes = minutes;
    m_idle->restart();
}

bool MainWindow::isSettled() const
{
    return !m_session
        || (m_current && m_moment->isSettled() && m_current->isSettled() && m_bar->isSettled()
            && m_inspector->isSettled());
}

void MainWindow::tick()
{
    m_bar->tick(m_session->clock().now());
    if (m_idleMinutes <= 0) {
        m_strip->setLockIn({});
        return;
    }
    const qint64 left = m_idleMinutes * minuteMs - m_idle->idleMs();
    if (left <= 0) {
        Q_EMIT lockWanted();
        return;
    }
    m_strip->setLockIn(left > minuteMs ? tr("vault locks in %1 m").arg((left + minuteMs - 1) / minuteMs)
                                       : tr("vault locks in %1 s").arg((left + 999) / 1000));
}

void MainWindow::updateTitle()
{
    if (!m_session) {
        setWindowTitle(tr("Bulkhead"));
    } else if (m_bar->brief().number.isEmpty()) {
        setWindowTitle(tr("%1 – Bulkhead").arg(m_session->vaultName()));
    } else {
        // The title stands in task bars and screen shares: the neutral code name, not what leaked.
        setWindowTitle(tr("%1 %2 – Bulkhead").arg(m_bar->brief().number, m_bar->brief().incident.codeName));
    }
}

void MainWindow::closeNow()
{
    m_closesNow = true;
    close();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_closesNow || !m_mayClose || m_mayClose()) {
        event->accept();
        return;
    }
    event->ignore();
    Q_EMIT closeWanted();
}

} // namespace bulkhead
