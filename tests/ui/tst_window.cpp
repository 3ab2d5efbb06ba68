#include "app/console/tour.h"
#include "models/incident/session.h"
#include "ui/bench.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/inspector.h"

#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// The whole window on the demonstration.
class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNamelessFocusStopIsFound();
    void everyFocusStopOfEveryRoomHasAName();
    void everyDialogCanBeOpenedAndLeft();
    void actionsSayWhatTheyDo();
    void keysAreNotGivenTwice();
    void tabReachesTheRoomAndTheNavigation();
    void thePaletteGoesToARoom();
    void theInspectorEditsWhatThePersonMay();
    void lockingLeavesNothingOfTheVault();
    void aLockedVaultOpensAgain();
    void theTourSavesEveryRoom();
};

void TestWindow::aNamelessFocusStopIsFound()
{
    QWidget page;
    auto* button = new QPushButton(&page);
    button->setObjectName(u"bare"_s);
    auto* named = new QPushButton(u"Save"_s, &page);
    page.show();
    QCOMPARE(namelessIn(page), QStringList{u"QPushButton bare"_s});
    button->setAccessibleName(u"Close"_s);
    QVERIFY(namelessIn(page).isEmpty());
    named->setText({});
    QCOMPARE(namelessIn(page).size(), 1);
}

void TestWindow::everyFocusStopOfEveryRoomHasAName()
{
    Bench bench;
    QVERIFY(bench.settle());
    QStringList nameless;
    const auto look = [&](const QString& where) {
        for (const QString& found : namelessIn(bench.window())) {
            nameless.append(where + u": "_s + found);
        }
    };
    look(u"first start"_s);
    bench.console().entrance()->showCreate(false);
    look(u"leaked file"_s);
    bench.console().entrance()->showCreate(true);
    look(u"new vault"_s);
    bench.console().entrance()->showUnlock();
    look(u"unlock"_s);
    QVERIFY(bench.openDemonstration());
    QVERIFY(bench.window().rooms().size() >= 9);
    for (const auto& room : bench.window().rooms()) {
        bench.window().showRoom(room->id());
        QVERIFY2(bench.settle(), qPrintable(room->id()));
        QCOMPARE(bench.window().currentRoom()->id(), room->id());
        look(room->id());
    }
    bench.window().openPalette();
    look(u"palette"_s);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
}

void TestWindow::everyDialogCanBeOpenedAndLeft()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    const QStringList leaves{u"window.close"_s, u"vault.lock"_s};
    QStringList opened;
    QStringList nameless;
    for (const auto& room : bench.window().rooms()) {
        bench.window().showRoom(room->id());
        QVERIFY(bench.settle());
        for (QAction* action : bench.console().actions().all()) {
            const QString id = action->objectName();
            const bool isHere = Actions::roomOf(*action) == room->id()
                || (Actions::roomOf(*action).isEmpty() && room == bench.window().rooms().front());
            if (!isHere || !action->isEnabled() || leaves.contains(id) || id.startsWith("go."_L1)) {
                continue;
            }
            action->trigger();
            QVERIFY2(bench.settle(), qPrintable(id));
            if (QDialog* dialog = bench.dialog()) {
                opened.append(id);
                if (!dialog->inherits("QFileDialog")) { // Qt's own
                    for (const QString& found : namelessIn(*dialog)) {
                        nameless.append(id + u": "_s + found);
                    }
                    QVERIFY2(!dialog->windowTitle().isEmpty(), qPrintable(id));
                    QVERIFY2(dialog->width() <= 1280 && dialog->height() <= 800, qPrintable(id));
                }
                QTest::keyClick(dialog, Qt::Key_Escape);
                QTRY_VERIFY2(!bench.dialog(), qPrintable(id));
            }
        }
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
    QVERIFY2(opened.size() >= 10, qPrintable(opened.join(u'\n')));
}

void TestWindow::actionsSayWhatTheyDo()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    QSet<QString> ids;
    for (const QAction* action : bench.console().actions().all()) {
        QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
        QVERIFY2(!action->whatsThis().isEmpty(), qPrintable(action->objectName()));
        QVERIFY2(!Actions::groupOf(*action).isEmpty(), qPrintable(action->objectName()));
        QVERIFY2(!ids.contains(action->objectName()), qPrintable(action->objectName()));
        ids.insert(action->objectName());
    }
    QVERIFY(ids.size() > 30);
}

void TestWindow::keysAreNotGivenTwice()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    for (const auto& room : bench.window().rooms()) {
        QMap<QString, QString> taken;
        for (const QAction* action : bench.console().actions().all()) {
            const QString owner = Actions::roomOf(*action);
            const QString keys = Actions::shortcutOf(*action).toString();
            if (keys.isEmpty() || (!owner.isEmpty() && owner != room->id())) {
                continue;
            }
            QVERIFY2(
                !taken.contains(keys),
                qPrintable(u"%1: %2 is of %3 and of %4"_s.arg(room->id(), keys, taken[keys], action->objectName())));
            taken[keys] = action->objectName();
        }
    }
}

void TestWindow::tabReachesTheRoomAndTheNavigation()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.window().activateWindow();
    for (const auto& room : bench.window().rooms()) {
        bench.window().showRoom(room->id());
        QVERIFY(bench.settle());
        QSet<const QWidget*> reached;
        bool isInRoom = false;
        bool isInNavigation = false;
        for (int i = 0; i < 200; ++i) {
            press(Qt::Key_Tab);
            const QWidget* at = QApplication::focusWidget();
            QVERIFY2(at, qPrintable(room->id()));
            if (reached.contains(at) && i > 40) {
                break;
            }
            reached.insert(at);
            isInRoom |= room->widget()->isAncestorOf(at);
            isInNavigation |= at->objectName() == u"navigation";
        }
        QVERIFY2(isInRoom, qPrintable(room->id()));
        QVERIFY2(isInNavigation, qPrintable(room->id()));
    }
}

void TestWindow::thePaletteGoesToARoom()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.window().activateWindow();
    bench.window().setFocus();
    press(Qt::Key_K, Qt::ControlModifier);
    CommandPalette* palette = bench.window().commandPalette();
    QTRY_VERIFY(palette->isVisible());
    type(u"board"_s);
    QVERIFY(!palette->shown().isEmpty());
    press(Qt::Key_Return);
    QTRY_COMPARE(bench.window().currentRoom()->id(), u"board"_s);
    QVERIFY(!palette->isVisible());
    press(Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(palette->isVisible());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!palette->isVisible());
    QCOMPARE(bench.window().currentRoom()->id(), u"board"_s);
}

void TestWindow::theInspectorEditsWhatThePersonMay()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    const Id incident = bench.window().incident();
    bench.window().inspect(incident);
    QVERIFY(bench.settle());
    Inspector* inspector = bench.window().inspector();
    const auto button = [&] { return inspector->findChild<QToolButton*>(u"edit.title"_s); };
    QVERIFY(button());
    QVERIFY(!inspector->findChild<QToolButton*>(u"edit.number"_s)); // follows from others
    button()->click();
    auto* line = inspector->findChild<QLineEdit*>(u"fieldEditor"_s);
    QVERIFY(line);
    line->setText(u"Renamed in the inspector"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_VERIFY(!inspector->findChild<QLineEdit*>(u"fieldEditor"_s));
    QVERIFY(bench.settle());
    std::optional<QString> title;
    bench.console().session()->read(
        &bench.window(), [incident](Casework& casework) { return casework.incident(incident); },
        [&](const Expected<Kept<Incident>>& found) { title = found ? found->value.title : QString(); });
    QTRY_VERIFY(title);
    QCOMPARE(*title, u"Renamed in the inspector"_s);
    // Looking at what was, nothing is offered that would be refused.
    bench.console().session()->setMoment(incident, bench.console().session()->clock().now());
    QVERIFY(bench.settle());
    QVERIFY(inspector->isVisible());
    QTRY_VERIFY(!button());
    bench.console().session()->setMoment(incident, {});
    QVERIFY(bench.settle());
    QTRY_VERIFY(button());
}

void TestWindow::lockingLeavesNothingOfTheVault()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.console().actions().find(u"incident.declare"_s)->trigger();
    QTRY_VERIFY(bench.dialog());
    const QString title = bench.window().windowTitle();
    bench.console().actions().find(u"vault.lock"_s)->trigger();
    QTRY_VERIFY(bench.console().entrance());
    QVERIFY(!bench.console().session());
    QVERIFY(!bench.dialog());
    QVERIFY(bench.window().rooms().empty());
    QVERIFY(bench.window().windowTitle() != title);
    QVERIFY(!bench.window().findChild<QWidget*>(u"board.page"_s));
    QVERIFY(!bench.window().findChild<QWidget*>(u"provenance.page"_s));
}

void TestWindow::aLockedVaultOpensAgain()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.console().lock(u"Locked for the test."_s);
    QVERIFY(bench.openDemonstration());
    bench.console().lock(u"Again."_s);
    QVERIFY(bench.openDemonstration());
    QCOMPARE(bench.window().rooms().size(), std::size_t(15));
}

void TestWindow::theTourSavesEveryRoom()
{
    const QTemporaryDir pictures;
    Bench bench({960, 640});
    Tour tour(bench.console(), QDir(pictures.path()));
    QSignalSpy finished(&tour, &Tour::finished);
    tour.start();
    QVERIFY(finished.wait(patienceMs));
    QCOMPARE(finished.first().first().toInt(), 0);
    const QStringList files = QDir(pictures.path()).entryList({u"*.png"_s});
    QVERIFY2(files.size() >= 15, qPrintable(files.join(u' ')));
    for (const QString& file : files) {
        const QImage picture(pictures.filePath(file));
        QCOMPARE(picture.size(), QSize(960, 640));
        QSet<QRgb> colours;
        for (int y = 0; y < picture.height(); y += 7) {
            for (int x = 0; x < picture.width(); x += 7) {
                colours.insert(picture.pixel(x, y));
            }
        }
        QVERIFY2(colours.size() > 4, qPrintable(file)); // something is drawn
    }
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
