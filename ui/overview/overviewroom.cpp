#include "ui/overview/overviewroom.h"

#include "ui/common/actions.h"
#include "ui/common/icons.h"
#include "ui/overview/overviewpage.h"

#include <QPointer>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class OverviewRoom final : public Room
{
    Q_OBJECT

public:
    OverviewRoom(const RoomContext& context, QSettings& settings)
        : m_context(context)
        , m_settings(settings)
    {
        const auto add = [&](const QString& name, const QString& text, const QString& description,
                             const QKeySequence& keys, const QString& iconName, void (OverviewPage::*act)()) {
            m_actions.push_back(context.actions.add(this,
                                                    {.id = u"overview."_s + name,
                                                     .group = tr("&Incident"),
                                                     .text = text,
                                                     .description = description,
                                                     .shortcut = keys,
                                                     .icon = iconName,
                                                     .room = u"overview"_s},
                                                    [this, act] { (page()->*act)(); }));
            m_actions.back()->setEnabled(false);
        };
        add(u"status"_s, tr("Status &report…"), tr("Writes conditions, actions and needs for the briefing."),
            QKeySequence(Qt::CTRL | Qt::Key_R), u"report"_s, &OverviewPage::reportStatus);
        add(u"pdf"_s, tr("Save the hand-over as P&DF…"),
            tr("One page for the next shift, as a file outside the vault."), QKeySequence(Qt::CTRL | Qt::Key_E),
            u"file"_s, &OverviewPage::savePdf);
        add(u"print"_s, tr("&Print the hand-over…"), tr("One page for the next shift, on paper."),
            QKeySequence(Qt::CTRL | Qt::Key_P), u"print"_s, &OverviewPage::print);
        add(u"bundle"_s, tr("Export as a &bundle…"),
            tr("The whole signed history and the evidence in one file that an outsider can verify without a vault."),
            QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), u"export"_s, &OverviewPage::exportAsBundle);
    }

    QString id() const override { return u"overview"_s; }
    QString title() const override { return tr("Overview"); }
    QIcon icon() const override { return bulkhead::icon("overview"); }
    QKeySequence shortcut() const override { return QKeySequence(Qt::CTRL | Qt::Key_2); }
    QWidget* widget() override { return page(); }
    void setIncident(const Id& incident) override
    {
        if (m_page) {
            m_page->setIncident(incident);
        }
        for (QAction* action : m_actions) {
            action->setEnabled(!incident.isNull());
        }
    }
    bool isSettled() const override { return !m_page || m_page->isSettled(); }
    QStringList keyHints() const override
    {
        return {tr("Tab walks over the lines of the cards, Space shows one in the inspector.")};
    }

private:
    OverviewPage* page()
    {
        if (!m_page) {
            m_page = new OverviewPage(m_context, m_settings);
            connect(m_page, &OverviewPage::inspected, this, &Room::inspect);
            connect(m_page, &OverviewPage::roomWanted, this, &Room::openRoom);
            connect(m_page, &OverviewPage::announced, this, &Room::announce);
        }
        return m_page;
    }

    RoomContext m_context;
    QSettings& m_settings;
    QPointer<OverviewPage> m_page;
    std::vector<QAction*> m_actions;
};

} // namespace

std::unique_ptr<Room> makeOverviewRoom(const RoomContext& context, QSettings& settings)
{
    return std::make_unique<OverviewRoom>(context, settings);
}

} // namespace bulkhead

#include "overviewroom.moc"
