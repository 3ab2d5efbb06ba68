// Opening the room of clocks with 5,000 clocks: from setting the incident until its table is painted. Beside it a plain
// QTableView over a QStandardItemModel with as many rows and columns, in the same process. Prints a JSON line.
#include "models/incident/session.h"
#include "support/testvault.h"
#include "ui/clocks/clockspage.h"
#include "ui/common/actions.h"
#include "ui/common/jobs.h"
#include "ui/common/style.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QTextStream>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
constexpr int clocks = 5000;
constexpr int rounds = 7;

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// Until the widget has been painted.
template<typename Ready> double timed(QWidget& widget, const std::function<void()>& begin, Ready isReady)
{
    QElapsedTimer timer;
    timer.start();
    begin();
    while (!isReady()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
    }
    widget.repaint();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double peerMs()
{
    QTableView view;
    view.resize(1280, 800);
    view.show();
    return timed(
        view,
        [&] {
            auto* model = new QStandardItemModel(0, 8, &view);
            for (int row = 0; row < clocks; ++row) {
                QList<QStandardItem*> items;
                for (int column = 0; column < 8; ++column) {
                    items.append(new QStandardItem(u"clock %1 %2"_s.arg(row).arg(column)));
                }
                model->appendRow(items);
            }
            auto* proxy = new QSortFilterProxyModel(&view);
            proxy->setSourceModel(model);
            proxy->sort(0);
            view.setModel(proxy);
        },
        [] { return true; });
}
} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QApplication::setStyle(new ConsoleStyle);
    Schema schema;
    addIncidentTypes(schema);
    TestVault vault(schema, [] { return Journal::Projections{timelineProjection()}; });
    must(vault.create(everybody));
    Id incident;
    {
        Casework casework(vault.journal());
        Declaration wish;
        wish.incident.title = u"Five thousand clocks"_s;
        incident = must(casework.declare(wish, {})).id;
        std::vector<IncidentClock> many;
        for (int i = 0; i < clocks; ++i) {
            IncidentClock clock;
            clock.name = u"Notice to customer %1"_s.arg(i);
            clock.regime = u"contract.dpa"_s;
            clock.start = vault.clock.now() - i * qint64(60'000);
            clock.due = vault.clock.now() + i * qint64(600'000) + 60'000;
            clock.startsFrom = u"aware"_s;
            many.push_back(clock);
        }
        must(casework.addMany(incident, std::move(many), Compartment::Team));
    }
    SessionRequest request;
    request.folder = vault.folder();
    request.credential = TestVault::credential(u"Ada"_s);
    vault.close();
    vault.enterState();
    std::shared_ptr<Session> session;
    QObject context;
    Session::open(&context, std::move(request),
                  [&](Expected<std::shared_ptr<Session>> opened) { session = must(std::move(opened)); });
    while (!session) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
    }
    Actions actions;
    Jobs jobs;
    std::vector<double> room;
    std::vector<double> peer;
    for (int i = 0; i < rounds; ++i) {
        ClocksPage page(RoomContext{*session, jobs, actions});
        page.resize(1280, 800);
        page.show();
        QCoreApplication::processEvents();
        room.push_back(timed(page, [&] { page.setIncident(incident); }, [&] { return page.isSettled(); }));
        peer.push_back(peerMs());
    }
    QTextStream(stdout) << u"{\"bench\":\"clocks room\",\"clocks\":%1,\"ms\":%2,\"peer\":\"QStandardItemModel\","
                           "\"peer_ms\":%3,\"ratio\":%4}\n"_s.arg(clocks)
                               .arg(median(room), 0, 'f', 1)
                               .arg(median(peer), 0, 'f', 1)
                               .arg(median(room) / median(peer), 0, 'f', 2);
    return 0;
}
