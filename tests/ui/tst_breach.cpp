#include "ui/bench.h"

#include "models/breach/register.h"
#include "models/incident/session.h"
#include "ui/breach/breachdialogs.h"
#include "ui/breach/breachpage.h"
#include "ui/common/banner.h"
#include "ui/register/registerpage.h"
#include "ui/shell/mainwindow.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// From questions to a signed record and the register, by keys.
class TestBreach : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void suggestionsAreOfferedAndTaken();
    void aLetterAnswersTheCurrentQuestion();
    void anAnswerNeedsReasons();
    void theFactSheetTakesText();
    void misuseShowsWhatFollows();
    void theRecordIsSigned();
    void theRegisterShowsAndKeepsIt();
    void theRegisterLeavesAsFiles();
    void everythingHasAName();

private:
    [[nodiscard]] BreachPage* page() { return m_bench.window().findChild<BreachPage*>(); }
    [[nodiscard]] RegisterPage* registerPage() { return m_bench.window().findChild<RegisterPage*>(); }
    [[nodiscard]] FormDialog* dialog() { return qobject_cast<FormDialog*>(m_bench.dialog()); }
    template<typename T> [[nodiscard]] T* in(QWidget* parent, const char* name)
    {
        return parent->findChild<T*>(QLatin1StringView(name));
    }
    [[nodiscard]] QTableView* questions() { return in<QTableView>(page(), "breach.questions"); }
    [[nodiscard]] QString cell(QTableView* table, int row, int column)
    {
        return table->model()->index(row, column).data().toString();
    }
    void select(QTableView* table, int row) { table->setCurrentIndex(table->model()->index(row, 0)); }
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

void TestBreach::initTestCase()
{
    QVERIFY(m_bench.openDemonstration());
    press(Qt::Key_Q, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_bench.settle());
    QVERIFY(page());
    QCOMPARE(questions()->model()->rowCount(), 10);
}

void TestBreach::suggestionsAreOfferedAndTaken()
{
    auto* banner = in<Banner>(page(), "breach.suggestions");
    QVERIFY(banner->isVisible());
    QVERIFY(!cell(questions(), 1, QuestionsModel::SuggestedColumn).isEmpty());
    picture(m_bench.window(), u"breach-suggested.png"_s);
    page()->takeSuggestions();
    QTRY_VERIFY_WITH_TIMEOUT(dialog(), patienceMs);
    picture(*dialog(), u"breach-take.png"_s);
    accept();
    QTRY_VERIFY_WITH_TIMEOUT(!banner->isVisible(), patienceMs);
    QVERIFY(cell(questions(), 1, QuestionsModel::SuggestedColumn).isEmpty());
    QCOMPARE(cell(questions(), 1, QuestionsModel::AnswerColumn), u"Yes"_s);
}

void TestBreach::aLetterAnswersTheCurrentQuestion()
{
    select(questions(), 0);
    questions()->setFocus();
    QTest::keyClick(questions(), Qt::Key_Y);
    QVERIFY(m_bench.waitForDialog(u"answerDialog"_s));
    QCOMPARE(in<QComboBox>(dialog(), "value")->currentData().toString(), u"yes"_s);
    in<QPlainTextEdit>(dialog(), "why")->setPlainText(u"Seen on a paste site"_s);
    in<QComboBox>(dialog(), "owner")->setCurrentIndex(1);
    picture(*dialog(), u"breach-answer.png"_s);
    accept();
    QCOMPARE(cell(questions(), 0, QuestionsModel::AnswerColumn), u"Yes"_s);
    QVERIFY(!cell(questions(), 0, QuestionsModel::OwnerColumn).isEmpty());
    QVERIFY(in<QLabel>(page(), "breach.consequence")->text().startsWith(u"A personal data breach"_s));
    select(questions(), 2); // rules, public, …: there is no yes
    questions()->setFocus();
    QTest::keyClick(questions(), Qt::Key_Y);
    QVERIFY(!m_bench.dialog());
}

void TestBreach::anAnswerNeedsReasons()
{
    select(questions(), 8);
    page()->answer();
    QVERIFY(m_bench.waitForDialog(u"answerDialog"_s));
    auto* value = in<QComboBox>(dialog(), "value");
    value->setCurrentIndex(value->findData(u"no"_s));
    dialog()->mainButton()->click();
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"Say why"_s));
    value->setCurrentIndex(value->findData(u"unknown"_s)); // which needs none
    accept();
    QCOMPARE(cell(questions(), 8, QuestionsModel::AnswerColumn), u"Unknown"_s);
}

void TestBreach::theFactSheetTakesText()
{
    in<QTabWidget>(page(), "breach.pages")->setCurrentIndex(1);
    auto* sheet = in<QTableView>(page(), "breach.sheet");
    select(sheet, sheet->model()->rowCount() - 1);
    page()->answer();
    QVERIFY(m_bench.waitForDialog(u"answerDialog"_s));
    auto* text = in<QPlainTextEdit>(dialog(), "text");
    QVERIFY(text);
    dialog()->mainButton()->click();
    QVERIFY(!dialog()->findChild<Banner*>()->text().isEmpty());
    text->setPlainText(u"Only the posted file"_s);
    accept();
    QCOMPARE(cell(sheet, sheet->model()->rowCount() - 1, QuestionsModel::AnswerColumn), u"Only the posted file"_s);
    picture(m_bench.window(), u"breach-sheet.png"_s);
}

void TestBreach::misuseShowsWhatFollows()
{
    in<QTabWidget>(page(), "breach.pages")->setCurrentIndex(2);
    auto* misuse = in<QTableView>(page(), "breach.misuse");
    select(misuse, 5);
    misuse->setFocus();
    QTest::keyClick(misuse, Qt::Key_Y);
    QVERIFY(m_bench.waitForDialog(u"answerDialog"_s));
    in<QPlainTextEdit>(dialog(), "why")->setPlainText(u"Deals and tickets are in it"_s);
    accept();
    QVERIFY(in<QTextBrowser>(page(), "breach.misuse.text")->toPlainText().contains(u"check with us by a channel"_s));
    picture(m_bench.window(), u"breach-misuse.png"_s);
    in<QTabWidget>(page(), "breach.pages")->setCurrentIndex(0);
}

void TestBreach::theRecordIsSigned()
{
    page()->sign();
    QVERIFY(m_bench.waitForDialog(u"signDialog"_s));
    dialog()->mainButton()->click();
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"Say why"_s));
    in<QPlainTextEdit>(dialog(), "reasoning")->setPlainText(u"Rows match production by hash"_s);
    in<QWidget>(dialog(), "passphrase")->setFocus();
    type(u"wrong"_s);
    picture(*dialog(), u"breach-sign.png"_s);
    dialog()->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog()->mainButton()->isEnabled(), patienceMs);
    QVERIFY(m_bench.dialog()); // the wrong passphrase signs nothing
    in<QWidget>(dialog(), "passphrase")->setFocus();
    type(QString(provenance::demoPassphrase));
    accept();
    auto* records = in<QTableView>(page(), "breach.records");
    QTRY_COMPARE_WITH_TIMEOUT(records->model()->rowCount(), 1, patienceMs);
    QCOMPARE(in<QTabWidget>(page(), "breach.pages")->currentIndex(), 3);
    QCOMPARE(cell(records, 0, RecordsModel::SignatureColumn), u"Signature valid"_s);
    QVERIFY(in<QTextBrowser>(page(), "breach.document")->toPlainText().contains(u"Rows match production by hash"_s));
    QVERIFY(in<QLabel>(page(), "breach.consequence")->text().contains(u"Record 1 says so"_s));
    picture(m_bench.window(), u"breach-records.png"_s);
}

void TestBreach::theRegisterShowsAndKeepsIt()
{
    press(Qt::Key_F9);
    QVERIFY(m_bench.settle());
    QVERIFY(registerPage());
    auto* table = in<QTableView>(registerPage(), "register.table");
    in<QCheckBox>(registerPage(), "register.exercises")->setChecked(true);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() >= 1, patienceMs);
    picture(m_bench.window(), u"register.png"_s);
    registerPage()->reveal(m_bench.window().incident());
    registerPage()->edit();
    QVERIFY(m_bench.waitForDialog(u"entryDialog"_s));
    in<QPlainTextEdit>(dialog(), "cause")->setPlainText(u"A sync job"_s);
    in<QCheckBox>(dialog(), "confidentiality")->setChecked(true);
    in<QLineEdit>(dialog(), "subjects")->setText(u"12"_s);
    dialog()->mainButton()->click();
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"basis"_s));
    in<QLineEdit>(dialog(), "subjects")->setText(u"6..40; estimate; sample"_s);
    picture(*dialog(), u"register-entry.png"_s);
    accept();
    auto* text = in<QTextBrowser>(registerPage(), "register.text");
    QTRY_VERIFY_WITH_TIMEOUT(text->toPlainText().contains(u"6 to 40 (estimate by sample"_s), patienceMs);
    auto* conclusion = in<QComboBox>(registerPage(), "register.conclusion");
    conclusion->setCurrentIndex(conclusion->findData(u"security_incident_only"_s));
    QCOMPARE(table->model()->rowCount(), 0);
    conclusion->setCurrentIndex(conclusion->findData(u"breach_confirmed"_s));
    QCOMPARE(table->model()->rowCount(), 1);
    in<QLineEdit>(registerPage(), "register.filter")->setText(u"sync nothing"_s);
    QTRY_COMPARE(table->model()->rowCount(), 0);
    in<QLineEdit>(registerPage(), "register.filter")->clear();
    QTRY_COMPARE(table->model()->rowCount(), 1);
}

void TestBreach::theRegisterLeavesAsFiles()
{
    const QString csv = m_bench.path(u"register.csv"_s);
    registerPage()->writeCsv(csv);
    QFile table(csv);
    QVERIFY(table.open(QIODevice::ReadOnly));
    QVERIFY(table.readAll().contains("A sync job"));
    QCOMPARE(table.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    const QString pdf = m_bench.path(u"register.pdf"_s);
    registerPage()->writePdf(pdf);
    QFile pages(pdf);
    QVERIFY(pages.open(QIODevice::ReadOnly));
    QVERIFY(pages.read(8).startsWith("%PDF-"));
    registerPage()->writeCsv(m_bench.path(u"no/such/folder.csv"_s));
    QVERIFY(registerPage()->findChild<Banner*>()->text().contains(u"not written"_s));
    registerPage()->findChild<Banner*>()->dismiss();
}

void TestBreach::everythingHasAName()
{
    QCOMPARE(namelessIn(*page()), QStringList());
    QCOMPARE(namelessIn(*registerPage()), QStringList());
}

QTEST_MAIN(TestBreach)
#include "tst_breach.moc"
