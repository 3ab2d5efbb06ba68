#pragma once

#include <QObject>

#include <map>

class QMenu;
class QMenuBar;

namespace bulkhead {

class Actions;

/// Keeps the menu bar in step with the registry: one menu a group, in the order given, other groups between.
class Menus : public QObject
{
    Q_OBJECT

public:
    /// `first` and `last` name groups (translated) that stand at the ends.
    Menus(QMenuBar& bar, Actions& actions, QStringList first, QStringList last, QObject* parent = nullptr);

    void rebuild();

private:
    QMenuBar& m_bar;
    Actions& m_actions;
    QStringList m_first;
    QStringList m_last;
    bool m_isPending = false;
};

} // namespace bulkhead
