#pragma once

#include "models/base/id.h"

#include <QIcon>
#include <QKeySequence>
#include <QObject>
#include <QString>

class QAction;
class QWidget;

namespace bulkhead {

class Session;
class Jobs;
class Actions;

/// What every room is given. All of it outlives the rooms.
struct RoomContext
{
    Session& session;
    Jobs& jobs;
    Actions& actions;
};

/// A page of the window. The shell knows rooms only through this.
class Room : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual QString id() const = 0; ///< stable: "timeline"
    [[nodiscard]] virtual QString title() const = 0;
    [[nodiscard]] virtual QIcon icon() const = 0; ///< from `icon("timeline")` of ui/common/icons.h
    [[nodiscard]] virtual QKeySequence shortcut() const = 0;
    /// Made once, lazily; owned by the shell's stack afterwards.
    [[nodiscard]] virtual QWidget* widget() = 0;
    [[nodiscard]] virtual bool needsIncident() const { return true; }
    /// A small count beside the title ("3"); empty: none.
    [[nodiscard]] virtual QString badge() const { return {}; }
    /// The incident that the window is on; null: none. Called before the page is shown and whenever it changes.
    virtual void setIncident(const Id& incident) = 0;
    /// Selects one of the room's entities, when somebody follows a link to it.
    virtual void reveal(const Id& entity) { Q_UNUSED(entity) }
    /// True when the last data that it asked for is shown: tests and the screenshot tour wait for it.
    [[nodiscard]] virtual bool isSettled() const { return true; }
    /// One sentence each for the `?` page beside the actions: keys that are not actions (arrows on the board, …).
    [[nodiscard]] virtual QStringList keyHints() const { return {}; }

Q_SIGNALS:
    void badgeChanged();
    /// Shows an entity in the inspector; null clears it.
    void inspect(const bulkhead::Id& entity);
    void openIncident(const bulkhead::Id& incident);
    void openRoom(const QString& roomId, const bulkhead::Id& entity);
    /// A short word to the person at the foot of the window.
    void announce(const QString& text);
};

} // namespace bulkhead
