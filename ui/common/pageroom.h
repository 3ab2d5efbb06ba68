#pragma once

#include "ui/common/actions.h"
#include "ui/common/room.h"

#include <QAction>
#include <QPointer>

#include <vector>

namespace bulkhead {

/// A room of one page about an incident, made when it is first shown. A subclass says names and adds its actions.
/// `Page` has a constructor from a RoomContext, `setIncident`, `reveal`, `isSettled` and the signals `inspectWanted`
/// and `announced`.
template<typename Page> class PageRoom : public Room
{
public:
    [[nodiscard]] QWidget* widget() override { return page(); }
    void setIncident(const Id& incident) override
    {
        m_incident = incident;
        if (m_page) {
            m_page->setIncident(incident);
        }
        for (QAction* action : m_actions) {
            action->setEnabled(!incident.isNull());
        }
    }
    void reveal(const Id& entity) override { page()->reveal(entity); }
    [[nodiscard]] bool isSettled() const override { return !m_page || m_page->isSettled(); }

protected:
    using Command = void (Page::*)();

    /// `group` is the menu, translated.
    PageRoom(const RoomContext& context, QString group)
        : m_context(context)
        , m_group(std::move(group))
    {
    }

    void add(const QString& name, const QString& text, const QString& description, const QKeySequence& shortcut,
             const QString& iconName, Command handler)
    {
        QAction* action = m_context.actions.add(
            this, {id() + QLatin1Char('.') + name, m_group, text, description, shortcut, iconName, id()},
            [this, handler] { (page()->*handler)(); });
        action->setEnabled(false);
        m_actions.push_back(action);
    }

private:
    Page* page()
    {
        if (!m_page) {
            m_page = new Page(m_context);
            for (QAction* action : m_actions) {
                m_page->addAction(action);
            }
            connect(m_page, &Page::inspectWanted, this, &Room::inspect);
            connect(m_page, &Page::announced, this, &Room::announce);
            m_page->setIncident(m_incident);
        }
        return m_page;
    }

    RoomContext m_context;
    QString m_group;
    Id m_incident;
    QPointer<Page> m_page;
    std::vector<QAction*> m_actions;
};

} // namespace bulkhead
