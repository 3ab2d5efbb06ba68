#include "ui/bench.h"

#include "models/deadline/duties.h"
#include "models/incident/session.h"
#include "ui/clocks/clockdialogs.h"
#include "ui/clocks/clocksmodels.h"
#include "ui/clocks/clockspage.h"
#include "ui/common/banner.h"
#include "ui/shell/clockchip.h"
#include "ui/shell/mainwindow.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// From a fresh incident to its duties and clocks, by keys.
class TestClocks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theRoomOpensByItsKey();
    void aClockIsStartedUnderARule();
    void aClauseNeedsItsHours();
    void aFactDecidesWhatApplies();
    void lateNeedsReasonsAndTheNextStageFollows();
    void aClockIsComputedAnewForAReason();
    void aClockEndsWithAReason();
    void theChipLeadsToItsClock();
    void severityIsAssessedWithItsWords();
    void everythingHasAName();

private:
    [[nodiscard]] ClocksPage* page() { return m_bench.window().findChild<ClocksPage*>(); }
    [[nodiscard]] QTableView* table(const char* name)
    {
        return page()->findChild<QTableView*>(QLatin1StringView(name));
    }
    [[nodiscard]] FormDialog* dialog() { return qobject_cast<FormDialog*>(m_bench.dialog()); }
    [[nodiscard]] QPlainTextEdit* prose(const char* name)
    {
        return dialog()->findChild<QPlainTextEdit*>(QLatin1StringView(name));
    }
    void setEvent(const QString& event, const QString& text)
    {
        auto* edit = dialog()->findChild<QWidget*>(u"event."_s + event);
        QVERIFY2(edit != nullptr, qPrintable(event));
        edit->findChild<QLineEdit*>()->setText(text);
    }
    void choose(const char* name, const QString& data)
    {
        auto* box = dialog()->findChild<QComboBox*>(QLatin1StringView(name));
        QVERIFY2(box != nullptr && box->findData(data) >= 0, name);
        box->setCurrentIndex(box->findData(data));
    }
    void startUnder(const QString& regime)
    {
        m_bench.window().showRoom(u"clocks"_s);
        page()->start();
        QVERIFY(m_bench.waitForDialog(u"clockDialog"_s));
        choose("rule", regime);
        choose("zone", u"Europe/Berlin"_s);
        choose("country", u"DE"_s);
    }
    [[nodiscard]] QString said() { return dialog()->findChild<Banner*>()->text(); }
    [[nodiscard]] QString clockText() { return page()->findChild<QTextBrowser*>(u"clocks.text"_s)->toPlainText(); }
    [[nodiscard]] QString cell(const char* name, int row, int column)
    {
        return table(name)->model()->index(row, column).data().toString();
    }
    /// The row of a table whose cell says that; -1 where there is none.
    [[nodiscard]] int rowOf(const char* name, int column, const QString& text)
    {
        for (int row = 0; row < table(name)->model()->rowCount(); ++row) {
            if (cell(name, row, column) == text) {
                return row;
            }
        }
        return -1;
    }
    void select(const char* name, int column, const QString& text)
    {
        const int row = rowOf(name, column, text);
        QVERIFY2(row >= 0, qPrintable(text));
        table(name)->setCurrentIndex(table(name)->model()->index(row, 0));
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

void TestClocks::initTestCase()
{
    QVERIFY(m_bench.openDemonstration());
}

void TestClocks::theRoomOpensByItsKey()
{
    press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(page() && page()->isVisible(), patienceMs);
    QVERIFY(m_bench.settle());
    QVERIFY(table("clocks.table")->model()->rowCount() > 0); // those of the demonstration
    QVERIFY(table("clocks.duties")->model()->rowCount() > 70);
    QVERIFY(clockText().contains(u"hours from"_s));
    picture(m_bench.window(), u"clocks.png"_s);
}

void TestClocks::aClockIsStartedUnderARule()
{
    startUnder(u"eu.gdpr.33.sa"_s);
    setEvent(u"aware"_s, u"2026-03-29 02:30"_s);
    prose("why")->setPlainText(u"Seven rows match production"_s);
    auto* zone = dialog()->findChild<QWidget*>(u"event.aware"_s)->findChild<QComboBox*>();
    zone->setCurrentText(u"Europe/Berlin"_s);
    dialog()->mainButton()->click(); // a time that the clocks skipped
    QVERIFY2(said().contains(u"did not exist"_s), qPrintable(said()));
    setEvent(u"aware"_s, u"2126-06-12 15:20"_s);
    auto* result = dialog()->findChild<QTextBrowser*>(u"result"_s);
    QTRY_VERIFY_WITH_TIMEOUT(result->toPlainText().contains(u"2126-06-15 15:20:00"_s), patienceMs);
    QVERIFY(result->toPlainText().contains(u"not been reviewed"_s));
    picture(*dialog(), u"clock-dialog.png"_s);
    accept();
    QVERIFY2(clockText().contains(u"which is not counted"_s), qPrintable(clockText()));
    QVERIFY(clockText().contains(u"Seven rows match production"_s));
    QVERIFY(rowOf("clocks.table", ClocksModel::RuleColumn, u"eu.gdpr.33.sa"_s) >= 0);
    picture(m_bench.window(), u"clocks-started.png"_s);
}

void TestClocks::aClauseNeedsItsHours()
{
    startUnder(u"contract.dpa"_s);
    setEvent(u"aware"_s, u"2126-06-12 16:00"_s);
    dialog()->mainButton()->click();
    QVERIFY2(said().contains(u"clause"_s), qPrintable(said()));
    dialog()->findChild<QSpinBox*>(u"clauseHours"_s)->setValue(24);
    auto* from = dialog()->findChild<QComboBox*>(u"clauseStart"_s);
    from->setCurrentIndex(from->findData(u"suspected"_s));
    dialog()->findChild<QLineEdit*>(u"name"_s)->setText(u"Northwind's contract"_s);
    picture(*dialog(), u"clock-clause.png"_s);
    accept();
    QVERIFY2(clockText().contains(u"24 hours from suspected"_s), qPrintable(clockText()));
}

void TestClocks::aFactDecidesWhatApplies()
{
    auto* tabs = page()->findChild<QTabWidget*>(u"clocks.pages"_s);
    tabs->setCurrentIndex(1);
    const QString early = u"Early warning"_s;
    QCOMPARE(cell("clocks.duties", rowOf("clocks.duties", DutiesModel::TitleColumn, early), DutiesModel::AnswerColumn),
             u"Depends"_s);
    const QString question
        = u"Is the organisation an essential or important entity under NIS2 (cloud and SaaS providers of some size "
          "are)?"_s;
    select("clocks.facts", FactsModel::QuestionColumn, question);
    table("clocks.facts")->setFocus();
    press(Qt::Key_Return);
    QVERIFY(m_bench.waitForDialog(u"factDialog"_s));
    choose("value", u"yes"_s);
    dialog()->mainButton()->click();
    QVERIFY2(said().contains(u"Say why"_s), qPrintable(said()));
    prose("why")->setPlainText(u"Registered as a cloud provider"_s);
    picture(*dialog(), u"fact-dialog.png"_s);
    accept();
    QCOMPARE(cell("clocks.duties", rowOf("clocks.duties", DutiesModel::TitleColumn, early), DutiesModel::AnswerColumn),
             u"Applies"_s);
    QCOMPARE(cell("clocks.facts", rowOf("clocks.facts", FactsModel::QuestionColumn, question), FactsModel::ValueColumn),
             u"Yes"_s);
    select("clocks.duties", DutiesModel::TitleColumn, early);
    QVERIFY(page()->findChild<QTextBrowser*>(u"clocks.duty"_s)->toPlainText().contains(u"No lawyer has reviewed"_s));
    picture(m_bench.window(), u"duties.png"_s);
}

void TestClocks::lateNeedsReasonsAndTheNextStageFollows()
{
    startUnder(u"eu.dora.init"_s);
    setEvent(u"classified"_s, u"2025-11-20 10:00"_s);
    setEvent(u"aware"_s, u"2025-11-20 08:00"_s);
    accept();
    select("clocks.table", ClocksModel::RuleColumn, u"eu.dora.init"_s);
    const int row = rowOf("clocks.table", ClocksModel::RuleColumn, u"eu.dora.init"_s);
    QCOMPARE(cell("clocks.table", row, ClocksModel::StateColumn), u"Overdue"_s);
    press(Qt::Key_U, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_bench.waitForDialog(u"submitDialog"_s));
    dialog()->mainButton()->click();
    QVERIFY2(said().contains(u"reasons for the delay"_s), qPrintable(said()));
    prose("reasons")->setPlainText(u"The portal was down"_s);
    picture(*dialog(), u"submit-dialog.png"_s);
    accept();
    const int next = rowOf("clocks.table", ClocksModel::RuleColumn, u"eu.dora.int"_s);
    QVERIFY(next >= 0);
    QCOMPARE(cell("clocks.table", next, ClocksModel::StateColumn), u"Running"_s);
    QCOMPARE(cell("clocks.table", rowOf("clocks.table", ClocksModel::RuleColumn, u"eu.dora.init"_s),
                  ClocksModel::StateColumn),
             u"Met late"_s);
}

void TestClocks::aClockIsComputedAnewForAReason()
{
    select("clocks.table", ClocksModel::RuleColumn, u"eu.gdpr.33.sa"_s);
    page()->reclassify();
    QVERIFY(m_bench.waitForDialog(u"clockDialog"_s));
    dialog()->mainButton()->click();
    QVERIFY2(said().contains(u"what has become known"_s), qPrintable(said()));
    auto* zone = dialog()->findChild<QWidget*>(u"event.aware"_s)->findChild<QComboBox*>();
    zone->setCurrentText(u"Europe/Berlin"_s);
    setEvent(u"aware"_s, u"2126-06-11 15:20"_s);
    prose("why")->setPlainText(u"The mail of Thursday"_s);
    accept();
    QVERIFY2(clockText().contains(u"2126-06-14 15:20:00"_s), qPrintable(clockText()));
}

void TestClocks::aClockEndsWithAReason()
{
    select("clocks.table", ClocksModel::NameColumn, u"Northwind's contract"_s);
    page()->end();
    QVERIFY(m_bench.waitForDialog(u"endClockDialog"_s));
    dialog()->mainButton()->click();
    QVERIFY2(said().contains(u"reason"_s), qPrintable(said()));
    prose("reason")->setPlainText(u"The contract ended in May"_s);
    accept();
    const int row = rowOf("clocks.table", ClocksModel::NameColumn, u"Northwind's contract"_s);
    QCOMPARE(cell("clocks.table", row, ClocksModel::StateColumn), u"Not applicable"_s);
    QVERIFY(clockText().contains(u"The contract ended in May"_s));
}

void TestClocks::theChipLeadsToItsClock()
{
    m_bench.window().showRoom(u"board"_s);
    QVERIFY(m_bench.settle());
    auto* chip = m_bench.window().findChild<ClockChip*>();
    QVERIFY(chip != nullptr);
    chip->click();
    QVERIFY(m_bench.settle());
    QTRY_VERIFY_WITH_TIMEOUT(page()->isVisible(), patienceMs);
    QCOMPARE(table("clocks.table")->currentIndex().data(IdRole).value<Id>(), chip->clockId());
}

void TestClocks::severityIsAssessedWithItsWords()
{
    page()->assess();
    QVERIFY(m_bench.waitForDialog(u"severityDialog"_s));
    QCOMPARE(namelessStops(*dialog()), QStringList());
    const auto boxes = dialog()->findChildren<QComboBox*>();
    const auto weigh = [&](const QString& name, const QVariant& weight) {
        const auto found = std::ranges::find_if(boxes,
                                                [&](const QComboBox* box) { return box->accessibleName() == name; });
        QVERIFY2(found != boxes.end() && (*found)->findData(weight) >= 0, qPrintable(name));
        (*found)->setCurrentIndex((*found)->findData(weight));
    };
    weigh(u"Data, as known"_s, 2);
    weigh(u"Identification, as known"_s, 75);
    weigh(u"Confidentiality, as known"_s, 50);
    weigh(u"Data, worst plausible"_s, 3);
    weigh(u"Identification, worst plausible"_s, 100);
    weigh(u"Confidentiality, worst plausible"_s, 50);
    const auto labels = dialog()->findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) {
        return label->text() == u"2 × 0.75 + 0.50 = 2.00: Medium, near an edge"_s;
    }));
    dialog()->mainButton()->click();
    QVERIFY2(said().contains(u"on what the inputs rest"_s), qPrintable(said()));
    prose("basis")->setPlainText(u"Three percent of near copies"_s);
    prose("bridge33")->setPlainText(u"Notified: a risk"_s);
    prose("bridge34")->setPlainText(u"No high risk as known"_s);
    dialog()->mainButton()->click();
    QVERIFY2(said().contains(u"0.25"_s), qPrintable(said()));
    prose("note")->setPlainText(u"The attack worked for outliers only"_s);
    picture(*dialog(), u"severity-dialog.png"_s);
    accept();
    QCOMPARE(cell("clocks.assessments", 0, 1), u"2.00 Medium"_s);
    QCOMPARE(cell("clocks.assessments", 0, 2), u"3.50 High"_s);
    auto* full = page()->findChild<QTextBrowser*>(u"clocks.assessment"_s);
    QVERIFY(full->toPlainText().contains(u"2 × 0.75 + 0.50 = 2.00"_s)
            && full->toPlainText().contains(u"outliers only"_s));
    picture(m_bench.window(), u"severity.png"_s);
}

void TestClocks::everythingHasAName()
{
    for (int tab = 0; tab < 3; ++tab) {
        page()->findChild<QTabWidget*>(u"clocks.pages"_s)->setCurrentIndex(tab);
        QCOMPARE(namelessIn(*page()), QStringList());
    }
    startUnder(u"contract.dpa"_s);
    QCOMPARE(namelessStops(*dialog()), QStringList());
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QVERIFY(m_bench.settle());
}

QTEST_MAIN(TestClocks)
#include "tst_clocks.moc"
