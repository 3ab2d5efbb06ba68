#pragma once

#include <QObject>

namespace bulkhead {

class MainWindow;

/// Leads through the demonstration in five steps, each a line above a room, until it is dismissed.
class Coach : public QObject
{
    Q_OBJECT

public:
    explicit Coach(MainWindow& window);
    void start();

private:
    void show(std::size_t step);

    MainWindow& m_window;
};

} // namespace bulkhead
