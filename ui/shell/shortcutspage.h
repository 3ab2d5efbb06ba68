#pragma once

#include <QDialog>

namespace bulkhead {

class Actions;
class Room;

/// What `?` shows: the keys of the room, its actions and the window's.
class ShortcutsPage : public QDialog
{
    Q_OBJECT

public:
    /// `room` may be null.
    ShortcutsPage(const Actions& actions, const Room* room, QWidget* parent = nullptr);
};

} // namespace bulkhead
