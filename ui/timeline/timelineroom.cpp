#include "ui/timeline/timelineroom.h"

#include "ui/common/actions.h"
#include "ui/common/icons.h"
#include "ui/timeline/timelinepage.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
class TimelineRoom final : public Room
{
    Q_OBJECT

public:
    TimelineRoom(const RoomContext& context, QSettings& settings)
        : m_context(context)
        , m_settings(settings)
    {
        addActions();
    }

    [[nodiscard]] QString id() const override { return u"timeline"_s; }
    [[nodiscard]] QString title() const override { return tr("Timeline"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("timeline"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+3"_s); }
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
    [[nodiscard]] QStringList keyHints() const override
    {
        return {tr("In the list: arrow keys move, Shift with them selects several, Enter edits an observation."),
                tr("In the picture: left and right go to the entry before and after in the lane, with Ctrl in all "
                   "lanes, up and down to the lane beside, Home and End to the ends, Page up and Page down by a "
                   "window."),
                tr("In the picture: plus and minus zoom, 0 shows the whole span, Space adds to the selection, Shift "
                   "with an arrow selects a span, Esc selects nothing."),
                tr("With the mouse: the wheel zooms, Shift with it pans, Ctrl with it scrolls the lanes; dragging "
                   "pans, dragging on the ruler or with Shift selects a span.")};
    }

private:
    TimelinePage* page()
    {
        if (!m_page) {
            m_page = new TimelinePage(m_context, m_settings);
            for (QAction* action : m_actions) {
                m_page->addAction(action);
            }
            connect(m_page, &TimelinePage::inspectWanted, this, &Room::inspect);
            connect(m_page, &TimelinePage::announced, this, &Room::announce);
            m_page->setIncident(m_incident);
        }
        return m_page;
    }

    using Command = void (TimelinePage::*)();
    void add(const QString& name, const QString& text, const QString& description, const QKeySequence& shortcut,
             const QString& iconName, Command command)
    {
        QAction* action = m_context.actions.add(
            this, {u"timeline."_s + name, tr("Timeline"), text, description, shortcut, iconName, id()},
            [this, command] { (page()->*command)(); });
        action->setEnabled(false);
        m_actions.push_back(action);
    }
    void addActions()
    {
        add(u"add"_s, tr("&Add observation…"), tr("Notes what was seen, when, and what we make of it."),
            QKeySequence(u"Ctrl+Shift+N"_s), u"add"_s, &TimelinePage::add);
        add(u"import"_s, tr("&Import a file…"), tr("Reads a log or a timeline of another program, row by row."),
            QKeySequence(u"Ctrl+Shift+I"_s), u"add"_s, &TimelinePage::importFile);
        add(u"imports"_s, tr("Imported &files…"),
            tr("What became of each row of the files that were imported; rejected rows are repaired here."), {},
            u"history"_s, &TimelinePage::showImports);
        add(u"filter"_s, tr("Save this searc&h…"), tr("Gives the search a name, for everybody in the incident."), {},
            u"filter"_s, &TimelinePage::saveFilter);
        add(u"edit"_s, tr("&Edit observation…"), tr("Changes the current observation; its history is kept."),
            QKeySequence(u"F2"_s), u"edit"_s, &TimelinePage::edit);
        add(u"pin"_s, tr("&Pin or unpin"), tr("Marks the current observation as important."),
            QKeySequence(u"Ctrl+Shift+P"_s), u"pin"_s, &TimelinePage::togglePin);
        add(u"comment"_s, tr("&Comment…"), tr("Adds a comment to the current entry."), QKeySequence(u"Ctrl+M"_s),
            u"comment"_s, &TimelinePage::comment);
        add(u"strike"_s, tr("&Strike…"), tr("Strikes the current observation through, with a reason."),
            QKeySequence(u"Ctrl+Shift+X"_s), u"strike"_s, &TimelinePage::strike);
        add(u"copy"_s, tr("Cop&y entries"), tr("Copies the selected entries as text."), QKeySequence::Copy, u"copy"_s,
            &TimelinePage::copy);
        add(u"search"_s, tr("&Search the timeline"), tr("Goes to the search line."), QKeySequence::Find, u"search"_s,
            &TimelinePage::search);
        add(u"span"_s, tr("Show a &time span…"), tr("Lists only what occurred between two times."),
            QKeySequence(u"Ctrl+Shift+T"_s), u"calendar"_s, &TimelinePage::chooseSpan);
        add(u"picture"_s, tr("&List or picture"), tr("Changes between the list and the picture of lanes over time."),
            QKeySequence(u"Ctrl+Shift+L"_s), u"timeline"_s, &TimelinePage::switchPresentation);
        add(u"whole"_s, tr("Show the &whole span"), tr("Zooms the picture out to everything that the filter shows."),
            QKeySequence(u"Ctrl+0"_s), {}, &TimelinePage::showAll);
        add(u"zoom"_s, tr("&Zoom to the selection"), tr("Zooms the picture to what is selected."),
            QKeySequence(u"Ctrl+Shift+Z"_s), {}, &TimelinePage::zoomToSelection);
        add(u"bulk"_s, tr("Edit all sele&cted…"), tr("Tags, pins, sources or strikes all selected observations."),
            QKeySequence(u"Ctrl+Shift+M"_s), u"tag"_s, &TimelinePage::editSelected);
        add(u"save"_s, tr("Sa&ve the picture…"), tr("Saves the picture of the timeline as PNG or SVG."),
            QKeySequence::Save, u"export"_s, &TimelinePage::savePicture);
        add(u"print"_s, tr("Print the picture…"), tr("Prints the picture of the timeline."), QKeySequence::Print,
            u"print"_s, &TimelinePage::printPicture);
    }

    RoomContext m_context;
    QSettings& m_settings;
    Id m_incident;
    QPointer<TimelinePage> m_page;
    std::vector<QAction*> m_actions;
};
} // namespace

std::unique_ptr<Room> makeTimelineRoom(const RoomContext& context, QSettings& settings)
{
    return std::make_unique<TimelineRoom>(context, settings);
}

} // namespace bulkhead

#include "timelineroom.moc"
