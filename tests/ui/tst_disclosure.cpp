#include "ui/bench.h"

#include "models/incident/entities.h"
#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/disclosure/disclosurepage.h"
#include "ui/disclosure/draftdialogs.h"
#include "ui/disclosure/sectioneditor.h"
#include "ui/disclosure/sectionmarks.h"
#include "ui/shell/mainwindow.h"

#include <QClipboard>
#include <QComboBox>
#include <QCryptographicHash>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// From "new" to a frozen version, by keys, in the demonstration.
class TestDisclosure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theDemonstrationHasOneBegun();
    void anEmptyRoomTeaches();
    void aDraftBeginsFromATemplate();
    void whatIsTypedIsWritten();
    void anAtSignInsertsAFact();
    void pastedTextIsReduced();
    void keysReachSpellingHistoryAndRedaction();
    void aClaimIsStopped();
    void aDraftThatIsCompleteIsPutUp();
    void itsAuthorCannotApproveIt();
    void counselSaysWhoReads();
    void itLeavesAsAFile();
    void editorAndMarkupSayTheSame_data();
    void editorAndMarkupSayTheSame();
    void everythingHasAName();

private:
    [[nodiscard]] DisclosurePage* page() { return m_bench.window().findChild<DisclosurePage*>(); }
    [[nodiscard]] SectionEditor* editor() { return page()->findChild<SectionEditor*>(); }
    [[nodiscard]] FormDialog* dialog() { return qobject_cast<FormDialog*>(m_bench.dialog()); }
    template<typename T> [[nodiscard]] T* in(QWidget* parent, const char* name)
    {
        return parent->findChild<T*>(QLatin1StringView(name));
    }
    void accept()
    {
        dialog()->mainButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
        QVERIFY(m_bench.settle());
    }
    [[nodiscard]] QString markup(const QString& key)
    {
        QString text;
        bool isDone = false;
        m_bench.console().session()->read(
            page(),
            [incident = m_bench.window().incident(), key](Casework& casework) -> Expected<QString> {
                TRY(const auto all, casework.all<DisclosureSection>(incident));
                for (const auto& one : all) {
                    if (one.value.key == key) {
                        return one.value.text;
                    }
                }
                return QString();
            },
            [&](const Expected<QString>& found) {
                text = found.value_or(QString());
                isDone = true;
            });
        (void)QTest::qWaitFor([&] { return isDone; }, patienceMs);
        return text;
    }
    /// Writes the section that is shown, whole, and waits until it is there.
    void write(const QString& text)
    {
        editor()->setText(*disclosure::readMarkup(text));
        editor()->document()->setModified(true);
        // Leaving the section writes it.
        auto* sections = in<QTableView>(page(), "disclosure.sections");
        const QModelIndex here = sections->currentIndex();
        const int other = here.row() == 0 ? 1 : 0;
        sections->setCurrentIndex(sections->model()->index(other, 0));
        QVERIFY(m_bench.settle());
        sections->setCurrentIndex(sections->model()->index(here.row(), 0));
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
    QString m_key;
};

void TestDisclosure::initTestCase()
{
    QVERIFY(m_bench.openDemonstration());
    press(Qt::Key_F7);
    QVERIFY(m_bench.settle());
    QVERIFY(page());
}

void TestDisclosure::theDemonstrationHasOneBegun()
{
    QCOMPARE(in<QTableView>(page(), "disclosure.drafts")->model()->rowCount(), 1);
    QVERIFY(!in<QPushButton>(page(), "mainStep")->isEnabled()); // what nobody knows yet stops it
    picture(m_bench.window(), u"disclose-demonstration.png"_s);
    page()->strike();
    QVERIFY(m_bench.waitForDialog(u"strikeDialog"_s));
    in<QPlainTextEdit>(dialog(), "reason")->setPlainText(u"Begun anew"_s);
    accept();
    QTRY_COMPARE_WITH_TIMEOUT(in<QTableView>(page(), "disclosure.drafts")->model()->rowCount(), 0, patienceMs);
}

void TestDisclosure::anEmptyRoomTeaches()
{
    picture(m_bench.window(), u"disclose-empty.png"_s);
    QVERIFY(in<QPushButton>(page(), "newDraft")->isVisible());
    QVERIFY(!in<QPushButton>(page(), "mainStep")->isVisible());
}

void TestDisclosure::aDraftBeginsFromATemplate()
{
    page()->begin();
    QVERIFY(m_bench.waitForDialog(u"newDraftDialog"_s));
    auto* which = in<QComboBox>(dialog(), "template");
    which->setCurrentIndex(which->findData(u"gdpr-authority"_s));
    in<QLineEdit>(dialog(), "recipient")->setText(u"BlnBDI"_s);
    picture(*dialog(), u"disclose-new.png"_s);
    accept();
    QTRY_VERIFY_WITH_TIMEOUT(in<QTableView>(page(), "disclosure.sections")->model()->rowCount() > 5, patienceMs);
    QCOMPARE(in<QTableView>(page(), "disclosure.drafts")->model()->rowCount(), 1);
    QVERIFY(!in<QPushButton>(page(), "mainStep")->isEnabled()); // gaps stop it
    auto* tabs = in<QTabWidget>(page(), "disclosure.tabs");
    QVERIFY(tabs->tabText(0).contains(u'('));
    picture(m_bench.window(), u"disclose-draft.png"_s);
    tabs->setCurrentIndex(1);
    picture(m_bench.window(), u"disclose-elements.png"_s);
    tabs->setCurrentIndex(0);
}

void TestDisclosure::whatIsTypedIsWritten()
{
    page()->begin();
    QVERIFY(m_bench.waitForDialog(u"newDraftDialog"_s));
    auto* which = in<QComboBox>(dialog(), "template");
    which->setCurrentIndex(which->findData(u"press-qa"_s));
    in<QLineEdit>(dialog(), "recipient")->setText(u"The press"_s);
    accept();
    auto* sections = in<QTableView>(page(), "disclosure.sections");
    QTRY_VERIFY_WITH_TIMEOUT(sections->currentIndex().isValid(), patienceMs);
    editor()->setFocus();
    editor()->moveCursor(QTextCursor::End);
    type(u"Typed here."_s);
    // Another section is chosen before the pause: nothing is lost.
    sections->setCurrentIndex(sections->model()->index(1, 0));
    QVERIFY(m_bench.settle());
    sections->setCurrentIndex(sections->model()->index(0, 0));
    QVERIFY(m_bench.settle());
    QVERIFY(disclosure::plainText(editor()->text()).contains("Typed here."_L1));
    QCOMPARE(editor()->text(), *disclosure::readMarkup(disclosure::writeMarkup(editor()->text())));
}

void TestDisclosure::anAtSignInsertsAFact()
{
    editor()->setFocus();
    editor()->moveCursor(QTextCursor::End);
    QTest::keyClick(editor(), '@');
    QVERIFY(m_bench.waitForDialog(u"factPicker"_s));
    type(u"When we became"_s);
    picture(*dialog(), u"disclose-fact.png"_s);
    accept();
    const QString written = disclosure::writeMarkup(editor()->text());
    QVERIFY2(written.contains("{aware}"_L1), qPrintable(written));
    type(u"behind"_s);
    QVERIFY(disclosure::writeMarkup(editor()->text()).contains("{aware} behind"_L1));
}

void TestDisclosure::pastedTextIsReduced()
{
    auto* pasted = new QMimeData;
    pasted->setHtml(u"<h1>Head</h1><p>one <b>two</b> <a href='javascript:x()'>three</a>"
                    "<img src='http://example.org/t.png'><script>alert(1)</script></p>"_s);
    QGuiApplication::clipboard()->setMimeData(pasted);
    editor()->moveCursor(QTextCursor::End);
    editor()->paste();
    const QString written = disclosure::writeMarkup(editor()->text());
    QVERIFY2(written.contains("**two**"_L1), qPrintable(written));
    for (const QString& gone : {u"javascript"_s, u"img"_s, u"alert"_s, u"example.org"_s}) {
        QVERIFY2(!written.contains(gone), qPrintable(written));
    }
    auto* huge = new QMimeData;
    huge->setText(QString(disclosure::longestSection + 1, u'x'));
    QGuiApplication::clipboard()->setMimeData(huge);
    editor()->paste();
    QCOMPARE(disclosure::writeMarkup(editor()->text()), written);
}

void TestDisclosure::keysReachSpellingHistoryAndRedaction()
{
    write(u"{#qa-stopped} We recieve it from Jane Poe."_s);
    editor()->setFocus();
    QTRY_COMPARE_WITH_TIMEOUT(editor()->marks().wrongWords().value(0), u"recieve"_s, patienceMs);
    press(Qt::Key_F3, Qt::ShiftModifier);
    QVERIFY(m_bench.waitForDialog(u"spellingDialog"_s));
    QCOMPARE(namelessStops(*dialog()), QStringList());
    dialog()->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
    QVERIFY(m_bench.settle());
    editor()->setFocus();
    press(Qt::Key_Y, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_bench.waitForDialog(u"historyDialog"_s));
    QCOMPARE(namelessStops(*dialog()), QStringList());
    dialog()->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
    QVERIFY(m_bench.settle());
    editor()->setFocus();
    QVERIFY(editor()->select(u"Jane Poe"_s));
    press(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(editor()->marks().redactedPassages(), QStringList{u"Jane Poe"_s}, patienceMs);
    press(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(editor()->marks().redactedPassages(), QStringList(), patienceMs);
    QVERIFY(m_bench.settle());
}

void TestDisclosure::aClaimIsStopped()
{
    write(u"{#qa-stopped} No real persons are affected.\n\n{#qa-do} Change your password."_s);
    auto* findings = in<QTableView>(page(), "disclosure.findings");
    const auto says = [&](const QString& words) {
        for (int row = 0; row < findings->model()->rowCount(); ++row) {
            if (findings->model()->index(row, NotesModel::TextColumn).data().toString().contains(words)) {
                return row;
            }
        }
        return -1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(says(u"No real persons are affected."_s) >= 0, patienceMs);
    picture(m_bench.window(), u"disclose-claim.png"_s);
    // The way from the finding to its words.
    editor()->moveCursor(QTextCursor::Start);
    Q_EMIT findings->activated(findings->model()->index(says(u"No real persons are affected."_s), 0));
    QVERIFY(editor()->textCursor().selectedText().contains("No real persons"_L1));
    page()->bind();
    QVERIFY(m_bench.waitForDialog(u"bindDialog"_s));
    picture(*dialog(), u"disclose-bind.png"_s);
    dialog()->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
}

void TestDisclosure::aDraftThatIsCompleteIsPutUp()
{
    auto* sections = in<QTableView>(page(), "disclosure.sections");
    for (int row = 0; row < sections->model()->rowCount(); ++row) {
        sections->setCurrentIndex(sections->model()->index(row, 0));
        QVERIFY(m_bench.settle());
        disclosure::Text text = editor()->text();
        for (disclosure::Block& block : text.blocks) {
            for (disclosure::Span& span : block.spans) {
                if (span.kind != disclosure::Span::Kind::Text && span.kind != disclosure::Span::Kind::Element) {
                    span = {.text = u"as we have written to you"_s};
                }
            }
        }
        QString whole = disclosure::writeMarkup(text);
        whole.replace(u"No real persons are affected."_s, u"We are on it."_s);
        write(whole + u"\n\nWe write to you as soon as we know more."_s);
    }
    auto* next = in<QPushButton>(page(), "mainStep");
    auto* findings = in<QTableView>(page(), "disclosure.findings");
    QTRY_VERIFY2_WITH_TIMEOUT(next->isEnabled(), qPrintable(findings->model()->index(0, 1).data().toString()), 8000);
    next->click();
    QVERIFY(m_bench.settle());
    QTRY_COMPARE_WITH_TIMEOUT(next->text(), u"Approve…"_s, patienceMs);
    auto* tabs = in<QTabWidget>(page(), "disclosure.tabs");
    tabs->setCurrentIndex(3);
    picture(m_bench.window(), u"disclose-submitted.png"_s);
    QCOMPARE(in<QTableView>(page(), "disclosure.versions")->model()->rowCount(), 1);
}

void TestDisclosure::itsAuthorCannotApproveIt()
{
    page()->approve();
    QVERIFY(m_bench.waitForDialog(u"approveDialog"_s));
    picture(*dialog(), u"disclose-approve.png"_s);
    QVERIFY(dialog()->findChild<QWidget*>(u"document"_s));
    dialog()->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
    page()->compare();
    QVERIFY(m_bench.waitForDialog(u"compareDialog"_s));
    dialog()->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
}

void TestDisclosure::counselSaysWhoReads()
{
    page()->counsel();
    QVERIFY(m_bench.waitForDialog(u"counselDialog"_s));
    QVERIFY(namelessStops(*dialog()).isEmpty());
    QVERIFY(in<QComboBox>(dialog(), "member")->count() > 0);
    QCOMPARE(in<QListWidget>(dialog(), "letIn")->count(), 0);
    const QString name = in<QComboBox>(dialog(), "member")->currentText();
    in<QPlainTextEdit>(dialog(), "reason")->setPlainText(u"Knows the export"_s);
    accept();
    page()->counsel();
    QVERIFY(m_bench.waitForDialog(u"counselDialog"_s));
    auto* letIn = in<QListWidget>(dialog(), "letIn");
    QCOMPARE(letIn->count(), 1);
    QVERIFY(letIn->item(0)->text().contains(name) && letIn->item(0)->text().contains(u"Knows the export"_s));
    QVERIFY(in<QComboBox>(dialog(), "member")->findText(name) < 0);
    QVERIFY(namelessStops(*dialog()).isEmpty());
    letIn->setCurrentRow(0);
    picture(*dialog(), u"disclose-counsel.png"_s);
    in<QPushButton>(dialog(), "takeOut")->click();
    auto* outer = dialog();
    FormDialog* ask = nullptr;
    QTRY_VERIFY((ask = outer->findChild<FormDialog*>(u"takeOutDialog"_s)));
    in<QPlainTextEdit>(ask, "reason")->setPlainText(u"done"_s);
    ask->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
    page()->counsel();
    QVERIFY(m_bench.waitForDialog(u"counselDialog"_s));
    QCOMPARE(in<QListWidget>(dialog(), "letIn")->count(), 0);
    dialog()->reject();
    QTRY_VERIFY(!m_bench.dialog());
}

void TestDisclosure::itLeavesAsAFile()
{
    page()->exportDraft();
    QVERIFY(m_bench.waitForDialog(u"exportDialog"_s));
    auto* format = in<QComboBox>(dialog(), "format");
    format->setCurrentIndex(format->findData(u"txt"_s));
    picture(*dialog(), u"disclose-export.png"_s);
    dialog()->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(qobject_cast<QFileDialog*>(m_bench.dialog()), patienceMs);
    auto* files = qobject_cast<QFileDialog*>(m_bench.dialog());
    const QString path = m_bench.path(u"notice.txt"_s);
    Q_EMIT files->fileSelected(path);
    files->reject();
    QVERIFY(m_bench.settle());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.contains("Draft. Not approved.") && bytes.contains("We write to you as soon"));
    // What left stands on the timeline by its hash.
    bool isNoted = false, isDone = false;
    m_bench.console().session()->read(
        page(),
        [incident = m_bench.window().incident()](Casework& casework) {
            return casework.timeline(incident, {.text = u"exported"_s});
        },
        [&](const Expected<std::vector<TimelineRow>>& rows) {
            const QString hash = QString::fromLatin1(
                QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
            isNoted = rows && std::ranges::any_of(*rows, [&](const TimelineRow& row) {
                          return row.observation && row.observation->value.raw.contains(hash);
                      });
            isDone = true;
        });
    QTRY_VERIFY_WITH_TIMEOUT(isDone, patienceMs);
    QVERIFY(isNoted);
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void TestDisclosure::editorAndMarkupSayTheSame_data()
{
    QTest::addColumn<QString>("markup");
    QTest::newRow("all kinds")
        << u"### When\n\n{#f48} **We knew:** {aware}. *So* far {later: logs}\n\n- one\n  - two\n- three\n\n"
           "1. first\n1. second\n\nsee [page](https://a.example/x)"_s;
    QTest::newRow("table") << u"before\n\n| A | B |\n| --- | --- |\n| {?: name it} | **b** |\n\nafter"_s;
    QTest::newRow("marks side by side") << u"{aware}{aware}{detected} {#f1}"_s;
}

void TestDisclosure::editorAndMarkupSayTheSame()
{
    QFETCH(const QString, markup);
    SectionEditor one;
    const auto text = *disclosure::readMarkup(markup);
    one.setText(text);
    QCOMPARE(disclosure::writeMarkup(one.text()), disclosure::writeMarkup(text));
    QVERIFY(!one.document()->isModified());
}

void TestDisclosure::everythingHasAName()
{
    QCOMPARE(namelessStops(*page()), QStringList());
    m_bench.window().resize(960, 640);
    picture(m_bench.window(), u"disclose-small.png"_s);
    m_bench.window().resize(1280, 800);
}

QTEST_MAIN(TestDisclosure)
#include "tst_disclosure.moc"
