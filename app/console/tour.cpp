#include "app/console/tour.h"

#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/room.h"
#include "ui/shell/commandpalette.h"

#include <QApplication>
#include <QDialog>
#include <QPainter>

#include <cstdio>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int intervalMs = 50;
constexpr int stillRounds = 8;         ///< this long nothing may be under way before a picture
constexpr int patience = 120'000 / 50; ///< rounds until the tour gives up
} // namespace

Tour::Tour(Console& console, const QDir& folder)
    : m_console(console)
    , m_folder(folder)
{
    m_timer.setInterval(intervalMs);
    connect(&m_timer, &QTimer::timeout, this, &Tour::look);
    connect(&console, &Console::entered, this, &Tour::planRooms);
}

void Tour::start()
{
    if (!m_folder.mkpath(u"."_s)) {
        std::fprintf(stderr, "bulkhead: %s cannot be made.\n", qPrintable(m_folder.path()));
        Q_EMIT finished(1);
        return;
    }
    plan();
    next();
    m_timer.start();
}

void Tour::plan()
{
    const auto entrance = [this] { return m_console.entrance(); };
    m_stops.push_back({u"first-start"_s, [] { }});
    m_stops.push_back({u"leaked-file"_s, [entrance] { entrance()->showCreate(false); }});
    m_stops.push_back({u"new-vault"_s, [entrance] { entrance()->showCreate(true); }});
    m_stops.push_back({u"unlock"_s, [entrance] { entrance()->showUnlock(); }});
    m_stops.push_back({u"restore"_s, [entrance] { entrance()->showRestore(); }});
    m_stops.push_back({{}, [entrance] { entrance()->openDemonstration(); }});
}

void Tour::planRooms()
{
    MainWindow& window = m_console.window();
    m_stops.push_back({u"coach"_s, [] { }});
    for (const auto& room : window.rooms()) {
        m_stops.push_back({room->id(), [&window, id = room->id()] {
                               window.notice()->dismiss();
                               window.showRoom(id);
                           }});
        if (room->id() == "timeline"_L1) {
            m_stops.push_back(
                {u"timeline-picture"_s, [this] { m_console.actions().find(u"timeline.picture"_s)->trigger(); }});
        }
    }
    m_stops.push_back({u"palette"_s, [&window] {
                           window.showRoom(u"board"_s);
                           window.openPalette();
                       }});
    m_stops.push_back({u"shortcuts"_s, [this, &window] {
                           window.commandPalette()->hide();
                           m_console.actions().find(u"window.keys"_s)->trigger();
                       }});
    m_stops.push_back({u"declare"_s, [this, &window] {
                           for (QDialog* dialog : window.findChildren<QDialog*>()) {
                               dialog->close();
                           }
                           m_console.actions().find(u"incident.declare"_s)->trigger();
                       }});
}

void Tour::next()
{
    m_stillFor = 0;
    m_waited = 0;
    m_stops.front().go();
}

void Tour::look()
{
    const bool isStill = m_console.window().isSettled() && !(m_console.entrance() && m_console.entrance()->isBusy());
    m_stillFor = isStill ? m_stillFor + 1 : 0;
    if (++m_waited > patience) {
        std::fprintf(stderr, "bulkhead: %s did not come to rest.\n", qPrintable(m_stops.front().name));
        m_timer.stop();
        Q_EMIT finished(1);
        return;
    }
    if (m_stillFor < stillRounds) {
        return;
    }
    const QString name = m_stops.front().name;
    m_stops.pop_front();
    if (!name.isEmpty()) {
        save(name);
    }
    if (!m_stops.empty()) {
        next();
    } else {
        m_timer.stop();
        Q_EMIT finished(0);
    }
}

void Tour::save(const QString& name)
{
    MainWindow& window = m_console.window();
    QPixmap picture = window.grab();
    for (QWidget* top : QApplication::topLevelWidgets()) {
        if (top != &window && top->isVisible() && top->isWindow()) {
            QPainter painter(&picture);
            const QPoint at = top->mapToGlobal(QPoint()) - window.mapToGlobal(QPoint());
            const QPoint middle = window.rect().center() - top->rect().center();
            painter.drawPixmap(qobject_cast<QDialog*>(top) ? middle : at, top->grab());
        }
    }
    const QString file = m_folder.filePath(u"%1-%2.png"_s.arg(++m_number, 2, 10, '0'_L1).arg(name));
    if (!picture.save(file)) {
        std::fprintf(stderr, "bulkhead: %s cannot be written.\n", qPrintable(file));
        m_timer.stop();
        m_stops.clear();
        Q_EMIT finished(1);
        return;
    }
    std::printf("%s\n", qPrintable(file));
}

} // namespace bulkhead
