#include "ui/cases/casesroom.h"

#include "ui/cases/casespage.h"
#include "ui/common/actions.h"
#include "ui/common/icons.h"

#include <QPointer>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class CasesRoom final : public Room
{
    Q_OBJECT

public:
    explicit CasesRoom(const RoomContext& context)
        : m_context(context)
    {
        context.actions.add(this,
                            {.id = u"incident.declare"_s,
                             .group = tr("&Incident"),
                             .text = tr("&Declare an incident…"),
                             .description = tr("Opens a new incident with its playbook and its first clock."),
                             .shortcut = QKeySequence(Qt::CTRL | Qt::Key_N),
                             .icon = u"add"_s},
                            [this] {
                                Q_EMIT openRoom(id(), {});
                                page()->declare();
                            });
        context.actions.add(this,
                            {.id = u"incident.import"_s,
                             .group = tr("&Incident"),
                             .text = tr("&Import a bundle…"),
                             .description = tr("Takes an incident of another vault from a bundle, after verifying it."),
                             .icon = u"open"_s,
                             .room = id()},
                            [this] { page()->importBundle(); });
        context.actions.add(this,
                            {.id = u"incident.filter"_s,
                             .group = tr("&Incident"),
                             .text = tr("&Filter incidents"),
                             .description = tr("Puts the keyboard into the filter of the table."),
                             .shortcut = QKeySequence(Qt::CTRL | Qt::Key_F),
                             .icon = u"filter"_s,
                             .room = u"cases"_s},
                            [this] { page()->focusFilter(); });
    }

    QString id() const override { return u"cases"_s; }
    QString title() const override { return tr("Incidents"); }
    QIcon icon() const override { return bulkhead::icon("incidents"); }
    QKeySequence shortcut() const override { return QKeySequence(Qt::CTRL | Qt::Key_1); }
    bool needsIncident() const override { return false; }
    QWidget* widget() override { return page(); }
    void setIncident(const Id& incident) override
    {
        if (m_page && !incident.isNull()) {
            m_page->setCurrent(incident);
        }
    }
    void reveal(const Id& entity) override { page()->setCurrent(entity); }
    bool isSettled() const override { return !m_page || m_page->isSettled(); }
    QStringList keyHints() const override { return {tr("Arrow keys choose an incident, Enter opens it.")}; }

private:
    CasesPage* page()
    {
        if (!m_page) {
            m_page = new CasesPage(m_context);
            connect(m_page, &CasesPage::opened, this, [this](const Id& incident) {
                Q_EMIT openIncident(incident);
                Q_EMIT openRoom(u"overview"_s, {});
            });
            connect(m_page, &CasesPage::announced, this, &Room::announce);
        }
        return m_page;
    }

    RoomContext m_context;
    QPointer<CasesPage> m_page;
};

} // namespace

std::unique_ptr<Room> makeCasesRoom(const RoomContext& context)
{
    return std::make_unique<CasesRoom>(context);
}

} // namespace bulkhead

#include "casesroom.moc"
