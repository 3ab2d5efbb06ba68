#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace bulkhead {

/// The one list of commands: menus, palette, shortcut page and tests read it.
class Actions : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    struct Spec
    {
        QString id;          ///< object name: "timeline.add"
        QString group;       ///< menu: translated "Incident", "Timeline", …
        QString text;        ///< translated, with mnemonic
        QString description; ///< one sentence, for palette and What's This
        QKeySequence shortcut = {};
        QString icon = {};
        QString room = {}; ///< id of the room it belongs to; empty: the window
    };
    /// Owned by the registry. The handler is called when it is triggered, as long as `context` lives.
    QAction* add(QObject* context, const Spec& spec, std::function<void()> handler);
    [[nodiscard]] QAction* find(const QString& id) const;
    [[nodiscard]] const std::vector<QAction*>& all() const { return m_actions; }
    [[nodiscard]] static QString groupOf(const QAction& action);
    [[nodiscard]] static QString roomOf(const QAction& action);
    /// The keys it was given. The window takes them from actions of rooms that are not shown, so that two rooms may use
    /// the same.
    [[nodiscard]] static QKeySequence shortcutOf(const QAction& action);
    /// Enables it where `whyNot` is empty; else its tooltip says why not.
    static void allow(QAction& action, const QString& whyNot);

Q_SIGNALS:
    void changed();
    /// Before the handler: the window brings the action's room to the front.
    void aboutToRun(QAction* action);

private:
    std::vector<QAction*> m_actions;
};

} // namespace bulkhead
