#include "ui/common/actions.h"

#include "ui/common/icons.h"

#include <QCoreApplication>

namespace bulkhead {

namespace {
constexpr const char* groupProperty = "bulkhead.group";
constexpr const char* roomProperty = "bulkhead.room";
constexpr const char* shortcutProperty = "bulkhead.shortcut";
} // namespace

QAction* Actions::add(QObject* context, const Spec& spec, std::function<void()> handler)
{
    Q_ASSERT_X(!find(spec.id), "Actions::add", "an action has this id already");
    auto* action = new QAction(spec.text, this);
    action->setObjectName(spec.id);
    action->setProperty(groupProperty, spec.group);
    action->setProperty(roomProperty, spec.room);
    action->setStatusTip(spec.description);
    action->setWhatsThis(spec.description);
    const QString plain = QString(spec.text).remove(QLatin1Char('&'));
    action->setToolTip(spec.shortcut.isEmpty()
                           ? plain
                           //: %1 a command, %2 its keys
                           : tr("%1 (%2)").arg(plain, spec.shortcut.toString(QKeySequence::NativeText)));
    action->setProperty(shortcutProperty, QVariant::fromValue(spec.shortcut));
    action->setShortcut(spec.shortcut);
    action->setShortcutContext(Qt::WindowShortcut);
    if (!spec.icon.isEmpty()) {
        action->setIcon(icon(spec.icon));
    }
    connect(action, &QAction::triggered, context, [this, action, run = std::move(handler)] {
        Q_EMIT aboutToRun(action);
        run();
    });
    connect(context, &QObject::destroyed, this, [this, action] {
        std::erase(m_actions, action);
        action->deleteLater();
        Q_EMIT changed();
    });
    m_actions.push_back(action);
    Q_EMIT changed();
    return action;
}

QAction* Actions::find(const QString& id) const
{
    const auto found = std::ranges::find(m_actions, id, &QObject::objectName);
    return found == m_actions.end() ? nullptr : *found;
}

QKeySequence Actions::shortcutOf(const QAction& action)
{
    return action.property(shortcutProperty).value<QKeySequence>();
}

void Actions::allow(QAction& action, const QString& whyNot)
{
    action.setEnabled(whyNot.isEmpty());
    const QString plain = QString(action.text()).remove(u'&');
    const QKeySequence keys = shortcutOf(action);
    action.setToolTip(!whyNot.isEmpty()    ? whyNot
                          : keys.isEmpty() ? plain
                                           : tr("%1 (%2)").arg(plain, keys.toString(QKeySequence::NativeText)));
}

QString Actions::groupOf(const QAction& action)
{
    return action.property(groupProperty).toString();
}

QString Actions::roomOf(const QAction& action)
{
    return action.property(roomProperty).toString();
}

} // namespace bulkhead
