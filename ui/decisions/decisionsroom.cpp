#include "ui/decisions/decisionsroom.h"

#include "ui/common/actions.h"
#include "ui/common/icons.h"
#include "ui/decisions/decisionspage.h"

#include <QPointer>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class DecisionsRoom final : public Room
{
    Q_OBJECT

public:
    explicit DecisionsRoom(const RoomContext& context)
        : m_context(context)
    {
        add(u"add"_s, tr("&Record a decision…"), tr("Written down with its reasons and signed with your key."),
            QKeySequence(u"Ctrl+Shift+N"_s), u"add"_s, &DecisionsPage::record);
        add(u"supersede"_s, tr("Re&place this decision…"), tr("Records a decision that stands in place of this one."),
            {}, u"edit"_s, &DecisionsPage::supersede);
        add(u"strike"_s, tr("&Strike…"), tr("Strikes the current decision through, with a reason; it stays readable."),
            QKeySequence(u"Ctrl+Shift+X"_s), u"strike"_s, &DecisionsPage::strike);
        add(u"copy"_s, tr("&Copy"), tr("Copies the current decision with its reasons as text."), QKeySequence::Copy,
            u"copy"_s, &DecisionsPage::copy);
        add(u"filter"_s, tr("&Filter decisions"), tr("Puts the keyboard into the filter of the table."),
            QKeySequence::Find, u"filter"_s, &DecisionsPage::focusFilter);
    }

    [[nodiscard]] QString id() const override { return u"decisions"_s; }
    [[nodiscard]] QString title() const override { return tr("Decisions"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("decisions"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+7"_s); }
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

private:
    DecisionsPage* page()
    {
        if (!m_page) {
            m_page = new DecisionsPage(m_context);
            connect(m_page, &DecisionsPage::inspectWanted, this, &Room::inspect);
            connect(m_page, &DecisionsPage::announced, this, &Room::announce);
            m_page->setIncident(m_incident);
        }
        return m_page;
    }
    void add(const QString& name, const QString& text, const QString& description, const QKeySequence& shortcut,
             const QString& iconName, void (DecisionsPage::*handler)())
    {
        QAction* action = m_context.actions.add(
            this, {u"decisions."_s + name, tr("&Decisions"), text, description, shortcut, iconName, id()},
            [this, handler] { (page()->*handler)(); });
        action->setEnabled(false);
        m_actions.push_back(action);
    }

    RoomContext m_context;
    Id m_incident;
    QPointer<DecisionsPage> m_page;
    std::vector<QAction*> m_actions;
};

} // namespace

std::unique_ptr<Room> makeDecisionsRoom(const RoomContext& context)
{
    return std::make_unique<DecisionsRoom>(context);
}

} // namespace bulkhead

#include "decisionsroom.moc"
