#include "ui/shell/menus.h"

#include "ui/common/actions.h"

#include <QMenu>
#include <QMenuBar>
#include <QTimer>

namespace bulkhead {

Menus::Menus(QMenuBar& bar, Actions& actions, QStringList first, QStringList last, QObject* parent)
    : QObject(parent)
    , m_bar(bar)
    , m_actions(actions)
    , m_first(std::move(first))
    , m_last(std::move(last))
{
    connect(&actions, &Actions::changed, this, [this] {
        if (!m_isPending) { // rooms register many at once
            m_isPending = true;
            QTimer::singleShot(0, this, &Menus::rebuild);
        }
    });
}

void Menus::rebuild()
{
    m_isPending = false;
    QStringList groups = m_first;
    for (const QAction* action : m_actions.all()) {
        const QString group = Actions::groupOf(*action);
        if (!groups.contains(group) && !m_last.contains(group)) {
            groups += group;
        }
    }
    groups += m_last;
    const auto menus = m_bar.findChildren<QMenu*>(Qt::FindDirectChildrenOnly);
    m_bar.clear();
    qDeleteAll(menus);
    for (const QString& group : groups) {
        auto* menu = new QMenu(group, &m_bar);
        menu->setToolTipsVisible(true);
        for (QAction* action : m_actions.all()) {
            if (Actions::groupOf(*action) == group) {
                menu->addAction(action);
            }
        }
        if (menu->isEmpty()) {
            delete menu;
        } else {
            m_bar.addMenu(menu);
        }
    }
}

} // namespace bulkhead
