#pragma once

#include <QListWidget>

namespace bulkhead {

class Room;

/// The rooms down the left side: icon, title, keys, badge. Arrow keys and the mouse choose; typing a letter finds.
class Navigation : public QListWidget
{
    Q_OBJECT

public:
    explicit Navigation(QWidget* parent = nullptr);

    void addRoom(const Room& room);
    void setBadge(const QString& roomId, const QString& badge);
    void setAvailable(const QString& roomId, bool isAvailable);
    void select(const QString& roomId);
    void clearRooms();

Q_SIGNALS:
    void chosen(const QString& roomId);

private:
    [[nodiscard]] QListWidgetItem* find(const QString& roomId) const;
};

} // namespace bulkhead
