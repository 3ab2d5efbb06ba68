#pragma once

#include "app/console/console.h"

#include <QDir>
#include <QTimer>

#include <deque>
#include <functional>

namespace bulkhead {

/// Goes through the window with the demonstration and saves a picture of each room: for the README, for reviewing what
/// a change looks like, and for tests. Ends the program, with 1 where a picture could not be made.
class Tour : public QObject
{
    Q_OBJECT

public:
    /// The console outlives it.
    Tour(Console& console, const QDir& folder);
    void start();

Q_SIGNALS:
    void finished(int exitCode);

private:
    struct Stop
    {
        QString name;
        std::function<void()> go;
    };
    void plan();
    void planRooms();
    void next();
    void look();
    void save(const QString& name);

    Console& m_console;
    QDir m_folder;
    std::deque<Stop> m_stops;
    QTimer m_timer;
    int m_stillFor = 0;
    int m_waited = 0;
    int m_number = 0;
};

} // namespace bulkhead
