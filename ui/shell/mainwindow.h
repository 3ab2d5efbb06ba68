#pragma once

#include "ui/common/room.h"

#include <QDialog>
#include <QElapsedTimer>
#include <QMainWindow>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <map>

#include <memory>
#include <vector>

class QSplitter;
class QStackedWidget;

namespace bulkhead {

class Banner;
class CommandPalette;
class IdleWatch;
class IncidentBar;
class Inspector;
class JobStrip;
class Menus;
class MomentBar;
class Navigation;
class SleepWatch;

/// The frame: menus, incident bar, rooms, inspector, job strip, palette. It is either *locked* (one page over
/// everything: first start or unlock) or *open* on a session with the rooms that it was given. Knows rooms only through
/// `Room`; what opens and locks vaults is outside.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Both outlive the window.
    MainWindow(Actions& actions, Jobs& jobs);
    ~MainWindow() override;

    /// Shows a page over everything; takes it over.
    void showEntrance(QWidget* page);
    /// Opens on a session: the rooms come in the order of the navigation, none is shown yet. The session must live
    /// until `leave`.
    void enter(Session& session, std::vector<std::unique_ptr<Room>> rooms);
    void showFirstRoom();
    /// Throws rooms and their pages away: nothing of the vault is left in the window.
    void leave();
    /// While work goes on behind it: the page is all that there is to see, no command works, and dialogs of the rooms
    /// are not shown. `uncover` or `leave` ends it.
    void cover(QWidget* page);
    void uncover();
    [[nodiscard]] bool isCovered() const { return m_isCovered; }
    [[nodiscard]] bool isOpen() const { return m_session != nullptr; }

    void showRoom(const QString& id, const Id& entity = {});
    void showIncident(const Id& incident);
    [[nodiscard]] const Id& incident() const { return m_incident; }
    [[nodiscard]] Room* currentRoom() const { return m_current; }
    [[nodiscard]] const std::vector<std::unique_ptr<Room>>& rooms() const { return m_rooms; }
    /// The line below the incident bar for what the person must not forget.
    [[nodiscard]] Banner* notice() const { return m_notice; }
    void announce(const QString& text);
    /// Null: nothing, and the inspector goes. It stays away where the person has closed it.
    void inspect(const Id& entity);
    void toggleInspector();
    /// The incident as it was: opens the slider, or goes back to now.
    void toggleMoment();
    void openPalette();
    [[nodiscard]] CommandPalette* commandPalette() const { return m_palette; }
    [[nodiscard]] Inspector* inspector() const { return m_inspector; }
    /// Minutes without a touch until `lockWanted`; 0: never.
    void setIdleMinutes(int minutes);
    /// The room, the bar and the inspector show the last data that they asked for.
    [[nodiscard]] bool isSettled() const;

Q_SIGNALS:
    /// On idle, before sleep, or because the person said so.
    void lockWanted();
    /// The machine is about to sleep: keys must not stay in memory, whatever is under way.
    void sleepWanted();
    /// Somebody wants to close the window while jobs run or something is still to be shown. Accepting is the
    /// receiver's: it calls `closeNow`.
    void closeWanted();
    void incidentChanged(const bulkhead::Id& incident);

public:
    /// Closes without asking.
    void closeNow();
    /// Asked at close; false means `closeWanted` is signalled instead.
    void setMayClose(std::function<bool()> mayClose) { m_mayClose = std::move(mayClose); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    void setupFrame();
    void setupActions();
    void connectRoom(Room& room);
    void registerRoomActions();
    void speakAgain(); ///< commands that `cover` silenced
    void updateAvailability();
    void updateShortcuts();
    void updateTitle();
    /// Lays out and paints once what stands behind the entrance, while somebody types their passphrase.
    void warmUp();
    /// Leaves the picture as it is until the first room has its data, for a moment at most: nothing half empty flashes
    /// by.
    void holdPicture();
    void releasePicture();
    void tick();
    void addPaletteTargets();
    [[nodiscard]] Room* find(const QString& id) const;
    [[nodiscard]] QWidget* pageOf(Room& room);

    Actions& m_actions;
    Jobs& m_jobs;
    Session* m_session = nullptr;
    std::vector<std::unique_ptr<Room>> m_rooms;
    std::map<QString, QWidget*> m_pages;
    Room* m_current = nullptr;
    Id m_incident;
    std::map<QString, Id> m_inspected; ///< by room: what it showed last
    int m_idleMinutes = 15;
    bool m_closesNow = false;
    bool m_shortcutsPend = false;
    bool m_wantsInspector = true;
    std::function<bool()> m_mayClose;
    QTimer m_timer;
    QTimer m_holding;
    QElapsedTimer m_heldFor;

    QStackedWidget* m_layers = nullptr; ///< entrance or frame
    QWidget* m_entrance = nullptr;
    bool m_isCovered = false;
    bool m_isWarm = false;
    std::vector<QPointer<QAction>> m_silenced; ///< commands that worked before it was covered
    std::vector<QPointer<QDialog>> m_putAside; ///< dialogs that were open
    QWidget* m_frame = nullptr;
    Menus* m_menus = nullptr;
    IncidentBar* m_bar = nullptr;
    MomentBar* m_moment = nullptr;
    Banner* m_notice = nullptr;
    Navigation* m_navigation = nullptr;
    QSplitter* m_splitter = nullptr;
    QStackedWidget* m_stack = nullptr;
    Inspector* m_inspector = nullptr;
    JobStrip* m_strip = nullptr;
    CommandPalette* m_palette = nullptr;
    IdleWatch* m_idle = nullptr;
    SleepWatch* m_sleep = nullptr;
    QObject* m_roomContext = nullptr; ///< owns the "Go" actions of this session
};

} // namespace bulkhead
