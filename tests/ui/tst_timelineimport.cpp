#include "ui/bench.h"

#include "models/incident/session.h"
#include "ui/common/jobs.h"
#include "ui/timeline/importdialog.h"
#include "ui/timeline/importsdialog.h"
#include "ui/timeline/timelinepage.h"

#include <QComboBox>
#include <QTableView>
#include <QTableWidget>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// A log goes into the timeline through the window: asked about once, accounted for, repaired.
class TimelineImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void asksForTheZoneAndShowsTheFirstRows();
    void accountsForTheRowsAndRepairsOne();
    void savesAFilterAndShowsIt();

private:
    [[nodiscard]] TimelinePage* page() { return m_bench.window().findChild<TimelinePage*>(); }
    [[nodiscard]] QString write(const QString& name, const QByteArray& content)
    {
        QFile file(m_bench.path(name));
        (void)file.open(QIODevice::WriteOnly);
        file.write(content);
        return file.fileName();
    }
    void picture(QWidget* widget, const QString& name)
    {
        if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
            QVERIFY(widget->grab().save(folder + u'/' + name + u".png"_s));
        }
    }

    Bench m_bench;
};

void TimelineImportTest::initTestCase()
{
    QVERIFY(m_bench.openDemonstration());
    press(Qt::Key_3, Qt::ControlModifier);
    QVERIFY(m_bench.settle());
    QVERIFY(page());
}

void TimelineImportTest::asksForTheZoneAndShowsTheFirstRows()
{
    const QString file = write(
        u"app.csv"_s,
        "When,Who,What\n2026-02-01 10:00:00,web-1,Export started\n2026-02-01 10:00:05,web-1,Export "
        "finished\nsoon,web-1,Odd\n");
    page()->openImport(file);
    QVERIFY(m_bench.waitForDialog(u"timeline.importDialog"_s));
    auto* dialog = qobject_cast<ImportDialog*>(m_bench.dialog());
    QVERIFY(dialog);
    QTRY_VERIFY(dialog->isSettled());
    auto* columns = dialog->findChild<QTableWidget*>(u"columns"_s);
    auto* rows = dialog->findChild<QTableWidget*>(u"rows"_s);
    QTRY_COMPARE(columns->rowCount(), 3);
    QCOMPARE(rows->rowCount(), 3);
    // No column is known by its name: a person says what they are.
    const auto choose = [&](int row, timeline::Meaning meaning) {
        auto* box = qobject_cast<QComboBox*>(columns->cellWidget(row, 1));
        box->setCurrentIndex(static_cast<int>(meaning));
        Q_EMIT box->activated(static_cast<int>(meaning));
    };
    dialog->mainButton()->click();
    QVERIFY(dialog->isVisible()); // no time yet
    choose(0, timeline::Meaning::Time);
    choose(1, timeline::Meaning::Source);
    choose(2, timeline::Meaning::Seen);
    QTRY_VERIFY(dialog->isSettled());
    dialog->mainButton()->click();
    QVERIFY(dialog->isVisible()); // the zone is asked for
    picture(dialog, u"import-asks"_s);
    auto* zone = dialog->findChild<QComboBox*>(u"zone"_s);
    zone->setCurrentText(u"Europe/Berlin"_s);
    QTRY_VERIFY(dialog->isSettled());
    QTRY_COMPARE(rows->item(0, 3)->text(), u"Export started"_s);
    QVERIFY(rows->item(2, 3)->text().startsWith(u"Rejected"_s));
    QCOMPARE(namelessIn(*dialog), QStringList());
    picture(dialog, u"import-ready"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY(!m_bench.dialog());
    const auto imported = [&] {
        std::optional<std::vector<Kept<TimelineImport>>> found;
        m_bench.console().session()->read(
            this,
            [incident = m_bench.window().incident()](Casework& casework) {
                return casework.all<TimelineImport>(incident);
            },
            [&](Expected<std::vector<Kept<TimelineImport>>> all) { found = must(std::move(all)); });
        (void)QTest::qWaitFor([&] { return found.has_value(); }, patienceMs);
        return found.value_or(std::vector<Kept<TimelineImport>>());
    };
    QTRY_COMPARE(imported().size(), std::size_t(1));
    const TimelineImport import = imported().front().value;
    QCOMPARE(import.accepted, 2);
    QCOMPARE(import.rejected, 1);
    QCOMPARE(import.zone, u"Europe/Berlin"_s);
    QVERIFY(m_bench.settle());
    picture(&m_bench.window(), u"import-done"_s);
}

void TimelineImportTest::accountsForTheRowsAndRepairsOne()
{
    page()->showImports();
    QVERIFY(m_bench.waitForDialog(u"timeline.importsDialog"_s));
    auto* dialog = qobject_cast<ImportsDialog*>(m_bench.dialog());
    QVERIFY(dialog);
    auto* ledger = dialog->findChild<QTableView*>(u"ledger"_s);
    QTRY_COMPARE(ledger->model()->rowCount(), 1);
    QCOMPARE(namelessIn(*dialog), QStringList());
    ledger->setCurrentIndex(ledger->model()->index(0, 0));
    picture(dialog, u"imports"_s);
    Q_EMIT ledger->activated(ledger->currentIndex());
    auto* repair = dialog->findChild<FormDialog*>();
    QTRY_VERIFY(repair && repair->isVisible());
    picture(repair, u"import-repair"_s);
    auto* line = repair->findChild<QLineEdit*>(u"moment"_s);
    line = line ? line : repair->findChild<QLineEdit*>();
    line->setText(u"2026-02-01 11:00"_s);
    repair->mainButton()->click();
    QTRY_COMPARE(ledger->model()->index(0, 2).data().toString(), u"Repaired"_s);
    dialog->accept();
    QVERIFY(m_bench.settle());
}

void TimelineImportTest::savesAFilterAndShowsIt()
{
    auto* search = page()->findChild<QLineEdit*>(u"timeline.search"_s);
    search->setText(u"source:web export*"_s);
    Q_EMIT search->returnPressed();
    QVERIFY(m_bench.settle());
    auto* table = page()->findChild<QTableView*>(u"timeline.table"_s);
    QTRY_COMPARE(table->model()->rowCount(), 2);
    page()->saveFilter();
    QTRY_VERIFY(m_bench.dialog());
    auto* form = qobject_cast<FormDialog*>(m_bench.dialog());
    QVERIFY(form);
    form->findChild<QLineEdit*>(u"name"_s)->setText(u"Exports"_s);
    form->mainButton()->click();
    QTRY_VERIFY(!m_bench.dialog());
    search->clear();
    QVERIFY(m_bench.settle());
    QVERIFY(table->model()->rowCount() > 2);
    auto* saved = page()->findChild<QPushButton*>(u"timeline.saved"_s);
    const auto entry = [&]() -> QAction* {
        Q_EMIT saved->menu()->aboutToShow();
        for (QAction* action : saved->menu()->actions()) {
            if (action->text() == u"Exports"_s) {
                return action;
            }
        }
        return nullptr;
    };
    QTRY_VERIFY(entry());
    entry()->trigger();
    QTRY_COMPARE(table->model()->rowCount(), 2);
    // A field that does not exist is told where it stands.
    search->setText(u"export sorce:web"_s);
    Q_EMIT search->returnPressed();
    auto* problem = page()->findChild<QLabel*>(u"timeline.problem"_s);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY(problem->text().contains(u"character 8"_s));
}

QTEST_MAIN(TimelineImportTest)
#include "tst_timelineimport.moc"
