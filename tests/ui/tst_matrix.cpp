#include "ui/bench.h"

#include "models/deadline/customers.h"
#include "models/incident/session.h"
#include "ui/clocks/clockspage.h"
#include "ui/clocks/customerdialogs.h"
#include "ui/common/banner.h"
#include "ui/settings/clausespanel.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/mainwindow.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Clauses in Settings, and the customers of an incident with them, in the window.
class TestMatrix : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aClauseIsEnteredInSettings();
    void tenantsOfTheSamplesBecomeCustomers();
    void manyAreEditedAtOnce();
    void aListIsAccountedForBeforeItIsTaken();
    void clocksOfAllAreStarted();
    void aNoticeEndsThem();
    void theChoiceShowsWhatIsLeft();
    void aClauseIsRetired();
    void everythingHasAName();

private:
    [[nodiscard]] CustomersPanel* panel() { return m_bench.window().findChild<CustomersPanel*>(); }
    [[nodiscard]] FormDialog* dialog() { return qobject_cast<FormDialog*>(m_bench.dialog()); }
    template<typename T> [[nodiscard]] T* in(QWidget* parent, const char* name)
    {
        return parent->findChild<T*>(QLatin1StringView(name));
    }
    [[nodiscard]] QTableView* matrix() { return in<QTableView>(panel(), "clocks.matrix"); }
    [[nodiscard]] QString cell(int row, int column) { return matrix()->model()->index(row, column).data().toString(); }
    [[nodiscard]] int rowOf(const QString& customer)
    {
        for (int row = 0; row < matrix()->model()->rowCount(); ++row) {
            if (cell(row, CustomersModel::NameColumn) == customer) {
                return row;
            }
        }
        return -1;
    }
    void showMatrix()
    {
        m_bench.window().showRoom(u"clocks"_s);
        in<QTabWidget>(m_bench.window().findChild<ClocksPage*>(), "clocks.pages")->setCurrentIndex(2);
        QVERIFY(m_bench.settle());
    }
    void choose(const char* name, const QVariant& data)
    {
        auto* box = in<QComboBox>(dialog(), name);
        QVERIFY2(box != nullptr && box->findData(data) >= 0, name);
        box->setCurrentIndex(box->findData(data));
    }
    void accept()
    {
        dialog()->mainButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
        QVERIFY(m_bench.settle());
    }
    void picture(QWidget& widget, const QString& name)
    {
        if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
            QTest::qWait(150);
            QVERIFY(widget.grab().save(folder + u'/' + name));
        }
    }

    Bench m_bench;
};

void TestMatrix::initTestCase()
{
    QVERIFY(m_bench.openDemonstration());
}

void TestMatrix::aClauseIsEnteredInSettings()
{
    m_bench.window().showRoom(u"settings"_s);
    QVERIFY(m_bench.settle());
    auto* clauses = m_bench.window().findChild<ClausesPanel*>();
    in<QTabWidget>(m_bench.window().findChild<SettingsPage*>(), "settings.tabs")->setCurrentWidget(clauses);
    QVERIFY(m_bench.settle());
    clauses->add();
    QVERIFY(m_bench.waitForDialog(u"clauseDialog"_s));
    dialog()->mainButton()->click();
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"needs a name"_s));
    type(u"Standard DPA 2025"_s);
    choose("trigger", u"security_incident"_s);
    choose("starts", u"detected"_s);
    in<QSpinBox>(dialog(), "hours")->setValue(24);
    in<QLineEdit>(dialog(), "channel")->setText(u"e-mail to the privacy contact"_s);
    QCOMPARE(namelessStops(*dialog()), QStringList());
    picture(*dialog(), u"clause.png"_s);
    accept();
    auto* table = in<QTableView>(clauses, "settings.clauseTable");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patienceMs);
    QCOMPARE(namelessIn(*clauses), QStringList());
    picture(m_bench.window(), u"clauses.png"_s);
    clauses->add(); // the name is taken
    QVERIFY(m_bench.waitForDialog(u"clauseDialog"_s));
    type(u"standard dpa 2025"_s);
    dialog()->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog()->findChild<Banner*>()->text().contains(u"already"_s), patienceMs);
    press(Qt::Key_Escape);
    QVERIFY(m_bench.settle());
}

void TestMatrix::tenantsOfTheSamplesBecomeCustomers()
{
    showMatrix();
    picture(m_bench.window(), u"matrix-empty.png"_s);
    panel()->takeFromSamples();
    QTRY_VERIFY_WITH_TIMEOUT(matrix()->model()->rowCount() > 1, patienceMs);
    QCOMPARE(cell(0, CustomersModel::OwedColumn), u"Owed"_s); // the samples hold real rows
    const int count = matrix()->model()->rowCount();
    panel()->takeFromSamples();
    QVERIFY(m_bench.settle());
    QTRY_VERIFY_WITH_TIMEOUT(panel()->findChild<Banner*>()->isVisible(), patienceMs);
    QCOMPARE(matrix()->model()->rowCount(), count);
}

void TestMatrix::manyAreEditedAtOnce()
{
    matrix()->selectAll();
    panel()->edit();
    QVERIFY(m_bench.waitForDialog(u"customerDialog"_s));
    QVERIFY(!in<QLineEdit>(dialog(), "name")); // of many, names are not asked
    choose("role", u"processor"_s);
    auto* clause = in<QComboBox>(dialog(), "clause");
    clause->setCurrentIndex(clause->findText(u"Standard DPA 2025 (24 h)"_s));
    in<QLineEdit>(dialog(), "country")->setText(u"germany"_s);
    dialog()->mainButton()->click();
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"The country is not written"_s));
    in<QLineEdit>(dialog(), "country")->setText(u"de"_s);
    picture(*dialog(), u"customers-edit.png"_s);
    accept();
    for (int row = 0; row < matrix()->model()->rowCount(); ++row) {
        QTRY_COMPARE_WITH_TIMEOUT(cell(row, CustomersModel::ClauseColumn), u"Standard DPA 2025 (24 h)"_s, patienceMs);
        QCOMPARE(cell(row, CustomersModel::CountryColumn), u"DE"_s);
    }
    matrix()->clearSelection();
    matrix()->setCurrentIndex(matrix()->model()->index(0, 0));
    panel()->edit();
    QVERIFY(m_bench.waitForDialog(u"customerDialog"_s));
    QCOMPARE(in<QLineEdit>(dialog(), "country")->text(), u"DE"_s);
    in<QLineEdit>(dialog(), "contact")->setText(u"dpo@example.org"_s);
    in<QLineEdit>(dialog(), "records")->setText(u"12"_s);
    dialog()->mainButton()->click();
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"basis"_s));
    in<QLineEdit>(dialog(), "records")->setText(u"12..20; estimate; sample"_s);
    QCOMPARE(namelessStops(*dialog()), QStringList());
    picture(*dialog(), u"customer-edit.png"_s);
    accept();
    QTRY_COMPARE_WITH_TIMEOUT(cell(0, CustomersModel::RecordsColumn), u"12 to 20"_s, patienceMs);
}

void TestMatrix::aListIsAccountedForBeforeItIsTaken()
{
    const QString path = m_bench.path(u"customers.csv"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("Account,Role,Country,Contract,Email\n"
               "Zeppelin,processor,AT,Standard DPA 2025,z@example.org\n"
               "Yacht,processor,AT,Nonsense,y@example.org\n");
    file.close();
    const int before = matrix()->model()->rowCount();
    panel()->importFrom(path);
    QVERIFY(m_bench.waitForDialog(u"importCustomersDialog"_s));
    QVERIFY(
        in<QPlainTextEdit>(dialog(), "rejected")->toPlainText().contains(u"Row 2: The row names a contract clause"_s));
    QCOMPARE(matrix()->model()->rowCount(), before); // nothing is written yet
    picture(*dialog(), u"customers-import.png"_s);
    accept();
    QTRY_COMPARE_WITH_TIMEOUT(matrix()->model()->rowCount(), before + 1, patienceMs);
    QVERIFY(rowOf(u"Zeppelin"_s) >= 0);
    panel()->importFrom(m_bench.path(u"none.csv"_s));
    QTRY_VERIFY_WITH_TIMEOUT(panel()->findChild<Banner*>()->text().contains(u"none.csv"_s), patienceMs);
    panel()->findChild<Banner*>()->dismiss();
}

void TestMatrix::clocksOfAllAreStarted()
{
    matrix()->clearSelection();
    panel()->startClocks();
    QVERIFY(m_bench.waitForDialog(u"bulkClocksDialog"_s));
    auto* plan = in<QTextBrowser>(dialog(), "plan");
    QTRY_VERIFY_WITH_TIMEOUT(plan->toPlainText().contains(u"Zeppelin"_s), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(plan->toPlainText().contains(u"contract.dpa"_s), patienceMs);
    QCOMPARE(namelessStops(*dialog()), QStringList());
    picture(*dialog(), u"customers-clocks.png"_s);
    accept();
    const int zeppelin = rowOf(u"Zeppelin"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!cell(zeppelin, CustomersModel::DueColumn).isEmpty(), patienceMs);
    picture(m_bench.window(), u"matrix.png"_s);
    panel()->startClocks(); // nothing is left to start
    QVERIFY(m_bench.waitForDialog(u"bulkClocksDialog"_s));
    QTRY_VERIFY_WITH_TIMEOUT(in<QTextBrowser>(dialog(), "plan")->toPlainText().contains(u"runs already"_s), patienceMs);
    dialog()->mainButton()->click();
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"No clock can be started"_s));
    press(Qt::Key_Escape);
    QVERIFY(m_bench.settle());
}

void TestMatrix::aNoticeEndsThem()
{
    matrix()->clearSelection();
    matrix()->setCurrentIndex(matrix()->model()->index(rowOf(u"Zeppelin"_s), 0));
    panel()->noteNotice();
    QVERIFY(m_bench.waitForDialog(u"noticeDialog"_s));
    choose("state", static_cast<int>(NoticeState::NotOwed));
    dialog()->mainButton()->click();
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"Say why no notice"_s));
    choose("state", static_cast<int>(NoticeState::Sent));
    in<QPlainTextEdit>(dialog(), "note")->setPlainText(u"Ticket 4711"_s);
    in<QPlainTextEdit>(dialog(), "reasons")->setPlainText(u"The contract was found late"_s);
    QCOMPARE(namelessStops(*dialog()), QStringList());
    picture(*dialog(), u"customers-notice.png"_s);
    accept();
    QTRY_COMPARE_WITH_TIMEOUT(cell(rowOf(u"Zeppelin"_s), CustomersModel::NoticeColumn), u"Sent"_s, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(cell(rowOf(u"Zeppelin"_s), CustomersModel::DueColumn).isEmpty(), patienceMs);
    matrix()->setCurrentIndex(matrix()->model()->index(rowOf(u"Zeppelin"_s), 0));
    QVERIFY(panel()->text().contains(u"Ticket 4711"_s));
}

void TestMatrix::theChoiceShowsWhatIsLeft()
{
    const int all = matrix()->model()->rowCount();
    auto* choice = in<QComboBox>(panel(), "clocks.choice");
    choice->setCurrentIndex(choice->findData(u"open"_s));
    QCOMPARE(matrix()->model()->rowCount(), all - 1);
    QCOMPARE(rowOf(u"Zeppelin"_s), -1);
    in<QLineEdit>(panel(), "clocks.customerFilter")->setText(u"zepp"_s);
    QTRY_COMPARE(matrix()->model()->rowCount(), 0);
    choice->setCurrentIndex(0);
    QTRY_COMPARE(matrix()->model()->rowCount(), 1);
    in<QLineEdit>(panel(), "clocks.customerFilter")->clear();
    QTRY_COMPARE(matrix()->model()->rowCount(), all);
}

void TestMatrix::aClauseIsRetired()
{
    m_bench.window().showRoom(u"settings"_s);
    QVERIFY(m_bench.settle());
    auto* clauses = m_bench.window().findChild<ClausesPanel*>();
    clauses->retire();
    QTRY_VERIFY_WITH_TIMEOUT(dialog(), patienceMs);
    in<QPlainTextEdit>(dialog(), "reason")->setPlainText(u"Replaced"_s);
    accept();
    auto* table = in<QTableView>(clauses, "settings.clauseTable");
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->index(0, 0).data().toString().contains(u"retired"_s), patienceMs);
    QVERIFY(!in<QPushButton>(clauses, "settings.editClause")->isEnabled());
    showMatrix(); // who has it keeps it
    QCOMPARE(cell(0, CustomersModel::ClauseColumn), u"Standard DPA 2025 (24 h)"_s);
}

void TestMatrix::everythingHasAName()
{
    QCOMPARE(namelessIn(*panel()), QStringList());
}

QTEST_MAIN(TestMatrix)
#include "tst_matrix.moc"
