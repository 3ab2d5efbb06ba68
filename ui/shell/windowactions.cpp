/// The commands that belong to the window itself, and which of all commands are to be had at a moment.

#include "models/incident/session.h"
#include "ui/common/actions.h"
#include "ui/common/icons.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/inspector.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/menus.h"
#include "ui/shell/navigation.h"
#include "ui/shell/palettetargets.h"
#include "ui/shell/shortcutspage.h"

#include <QMenuBar>
#include <QPointer>

namespace bulkhead {

using namespace Qt::StringLiterals;

void MainWindow::setupActions()
{
    const QString vault = tr("&Vault");
    const QString view = tr("&View");
    const QString go = tr("&Go");
    const QString help = tr("&Help");
    m_menus = new Menus(*menuBar(), m_actions, {vault}, {view, go, help}, this);

    m_actions.add(this,
                  {.id = u"window.palette"_s,
                   .group = go,
                   .text = tr("&Find anything…"),
                   .description = tr("Goes to any incident, task, person or room, or runs any command."),
                   .shortcut = QKeySequence(Qt::CTRL | Qt::Key_K),
                   .icon = u"search"_s},
                  [this] { openPalette(); });
    m_actions.add(this,
                  {.id = u"window.inspector"_s,
                   .group = view,
                   .text = tr("Show or hide the &inspector"),
                   .description = tr("The panel with the fields and the history of what is selected."),
                   .shortcut = QKeySequence(Qt::Key_F4),
                   .icon = u"inspector"_s},
                  [this] { toggleInspector(); });
    m_actions.add(
        this,
        {.id = u"window.moment"_s,
         .group = view,
         .text = tr("As it &was…"),
         .description = tr("Shows the incident as this vault knew it at a moment that a slider chooses; again: "
                           "back to now."),
         .shortcut = QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_H),
         .icon = u"history"_s},
        [this] { toggleMoment(); });
    m_actions.add(this,
                  {.id = u"window.navigation"_s,
                   .group = view,
                   .text = tr("Go to the list of &rooms"),
                   .description = tr("Puts the keyboard into the list of rooms."),
                   .shortcut = QKeySequence(Qt::Key_F6)},
                  [this] { m_navigation->setFocus(Qt::ShortcutFocusReason); });
    m_actions.add(this,
                  {.id = u"window.keys"_s,
                   .group = help,
                   .text = tr("&Keys of this room"),
                   .description = tr("Lists the keys of the room that is shown and those that work everywhere."),
                   .shortcut = QKeySequence(Qt::Key_Question),
                   .icon = u"keyboard"_s},
                  [this] { (new ShortcutsPage(m_actions, m_current, this))->open(); });
    m_actions.add(this,
                  {.id = u"vault.lock"_s,
                   .group = vault,
                   .text = tr("&Lock"),
                   .description = tr("Locks the vault at once: keys and everything shown leave memory."),
                   .shortcut = QKeySequence(Qt::CTRL | Qt::Key_L),
                   .icon = u"lock"_s},
                  [this] { Q_EMIT lockWanted(); });
    m_actions.add(this,
                  {.id = u"window.close"_s,
                   .group = vault,
                   .text = tr("&Quit"),
                   .description = tr("Locks the vault and closes the window."),
                   .shortcut = QKeySequence(Qt::CTRL | Qt::Key_Q)},
                  [this] { close(); });
    updateAvailability();
}

void MainWindow::registerRoomActions()
{
    for (const auto& room : m_rooms) {
        m_actions.add(m_roomContext,
                      {.id = u"go."_s + room->id(),
                       .group = tr("&Go"),
                       .text = room->title(),
                       .description = tr("Shows the room %1.").arg(room->title()),
                       .shortcut = room->shortcut()},
                      [this, id = room->id()] { showRoom(id); });
        m_actions.find(u"go."_s + room->id())->setIcon(room->icon());
    }
}

void MainWindow::updateAvailability()
{
    if (m_isCovered) {
        return; // nothing works until somebody has unlocked
    }
    for (const auto& room : m_rooms) {
        const bool isAvailable = !room->needsIncident() || !m_incident.isNull();
        m_navigation->setAvailable(room->id(), isAvailable);
        if (QAction* go = m_actions.find(u"go."_s + room->id())) {
            go->setEnabled(isAvailable);
        }
    }
    updateShortcuts();
}

void MainWindow::updateShortcuts()
{
    m_shortcutsPend = false;
    const QString shown = m_current ? m_current->id() : QString();
    for (QAction* action : m_actions.all()) {
        const QString owner = Actions::roomOf(*action);
        const bool isActive = isOpen() && (owner.isEmpty() || owner == shown);
        action->setShortcut(isActive ? Actions::shortcutOf(*action) : QKeySequence());
        if (!actions().contains(action)) {
            addAction(action); // so that keys work while the menu bar is not asked
        }
    }
}

void MainWindow::openPalette()
{
    if (!isOpen() || m_palette->isVisible()) {
        return;
    }
    std::vector<PaletteEntry> entries;
    for (const auto& room : m_rooms) {
        const bool isAvailable = !room->needsIncident() || !m_incident.isNull();
        entries.push_back(
            {room->title(), tr("Room"), {}, room->shortcut(), room->icon(), isAvailable, [this, id = room->id()] {
                 showRoom(id);
             }});
    }
    for (QAction* action : m_actions.all()) {
        const QString id = action->objectName();
        if (id.startsWith(u"go.") || id == u"window.palette") {
            continue;
        }
        const Room* owner = find(Actions::roomOf(*action));
        const bool isReachable = !owner || !owner->needsIncident() || !m_incident.isNull();
        entries.push_back({QString(action->text()).remove(u'&').remove(u'…'), tr("Action"), action->statusTip(),
                           Actions::shortcutOf(*action), action->icon(), action->isEnabled() && isReachable,
                           [action = QPointer(action)] {
                               if (action) {
                                   action->trigger();
                               }
                           }});
    }
    m_palette->open(std::move(entries));
    addPaletteTargets();
}

void MainWindow::addPaletteTargets()
{
    using What = PaletteTargets::Target::Kind;
    m_session->read(
        m_roomContext, [incident = m_incident](Casework& casework) { return paletteTargets(casework, incident); },
        [this](Expected<PaletteTargets> targets) {
            if (!targets || !m_palette->isVisible()) {
                return;
            }
            std::vector<PaletteEntry> entries;
            for (const auto& target : targets->targets) {
                PaletteEntry entry{target.text, {}, target.detail, {}, {}, true, {}};
                switch (target.kind) {
                case What::Incident:
                    entry.kind = tr("Incident");
                    entry.icon = icon("incidents");
                    entry.run = [this, id = target.id] {
                        showIncident(id);
                        showRoom(u"overview"_s);
                    };
                    break;
                case What::Task:
                    entry.kind = tr("Task");
                    entry.icon = icon("board");
                    entry.run = [this, id = target.id] {
                        showRoom(u"board"_s, id);
                        inspect(id);
                    };
                    break;
                case What::Person:
                    entry.kind = tr("Person");
                    entry.icon = icon("user");
                    entry.run = [this, id = target.id] { inspect(id); };
                    break;
                }
                entries.push_back(std::move(entry));
            }
            m_palette->addEntries(entries);
        });
}

} // namespace bulkhead
