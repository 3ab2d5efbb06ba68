#include "models/incident/session.h"
#include "models/provenance/registry/certificate.h"
#include "models/provenance/registry/overlaps.h"
#include "models/provenance/registry/registry.h"
#include "tests/incident/desk.h"
#include "ui/common/actions.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/provenance/answersview.h"
#include "ui/provenance/overlapsview.h"
#include "ui/provenance/provenancepage.h"

#include <QBuffer>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// What people say beside the machine, in the window: shared records that two of them call made up, rows that one sets.
class TestAttesting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoPeopleCallSharedRecordsMadeUp();
    void onePersonSetsRowsAndTakesThemBack();
    void anAnswerIsCertified();

private:
    static constexpr int patience = 30'000;

    static QByteArray table(int from, int to)
    {
        QByteArray text = "name,email,phone\n";
        for (int i = from; i < to; ++i) {
            text += QByteArray("Person") + QByteArray::number(i) + " Family" + QByteArray::number(i) + ",p"
                + QByteArray::number(i) + "@made-up.org,+49 30 " + QByteArray::number(1'000'000 + 7 * i) + '\n';
        }
        return text;
    }
    void furnish()
    {
        m_desk = std::make_unique<Desk>();
        m_desk->enrol(u"Bea"_s, Role::Compliance);
        m_incident = m_desk->declare();
        provenance::Registry registry(m_desk->casework());
        for (const auto& [name, isProduction, content] :
             {std::tuple(u"Demo contacts"_s, false, table(0, 60)), std::tuple(u"CRM"_s, true, table(50, 100))}) {
            QBuffer source;
            source.setData(content);
            source.open(QIODevice::ReadOnly);
            DataSet about;
            about.name = name;
            about.isProduction = isProduction;
            m_desk->clock().advance(1000);
            must(registry.registerDataSet(source, about));
        }
        QBuffer source;
        source.setData(table(45, 60) + table(200, 203).mid(17));
        source.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = u"leak.csv"_s;
        must(registry.classifyInto(m_incident, source, about));
        m_desk->vault().close();
    }
    /// At the page with the incident's answer.
    [[nodiscard]] std::unique_ptr<ProvenancePage> sitDown(const QString& user)
    {
        m_session.reset();
        m_desk->vault().enterState();
        SessionRequest request;
        request.folder = m_desk->vault().folder();
        request.credential = TestVault::credential(user);
        Session::open(this, std::move(request),
                      [this](Expected<std::shared_ptr<Session>> opened) { m_session = must(std::move(opened)); });
        if (!QTest::qWaitFor([this] { return m_session != nullptr; }, patience)) {
            return nullptr;
        }
        auto page = std::make_unique<ProvenancePage>(RoomContext{*m_session, m_jobs, m_actions});
        page->resize(1100, 760);
        page->setIncident(m_incident);
        page->show();
        const bool isReady = QTest::qWaitFor(
            [&] { return page->hasAnswer() && page->isAttached() && page->isSettled(); }, patience);
        return isReady ? std::move(page) : nullptr;
    }
    [[nodiscard]] static FormDialog* dialogOf(ProvenancePage& page, const QString& name)
    {
        FormDialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                for (FormDialog* dialog : page.findChildren<FormDialog*>(name)) {
                    found = dialog->isVisible() ? dialog : found;
                }
                return found != nullptr;
            },
            patience);
        return found;
    }
    static void typePassphrase(FormDialog& dialog, const QString& user)
    {
        auto* passphrase = dialog.findChild<QWidget*>(u"passphrase"_s);
        QTest::keyClicks(passphrase->focusProxy() ? passphrase->focusProxy() : passphrase, u"passphrase of "_s + user);
    }
    static QString textOf(const QWidget& widget)
    {
        QStringList texts;
        for (const QLabel* label : widget.findChildren<QLabel*>()) {
            texts.append(label->isVisibleTo(&widget) ? label->text() : QString());
        }
        return texts.join(u'\n');
    }
    static void picture(QWidget& widget, const QString& name)
    {
        const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
        if (!folder.isEmpty()) {
            QTest::qWait(100); // until it has its height
            QVERIFY(widget.grab().save(folder + u'/' + name));
        }
    }

    std::unique_ptr<Desk> m_desk;
    Id m_incident;
    Jobs m_jobs;
    Actions m_actions;
    std::shared_ptr<Session> m_session;
};

void TestAttesting::twoPeopleCallSharedRecordsMadeUp()
{
    furnish();
    auto page = sitDown(u"Ada"_s);
    QVERIFY(page);
    page->showOverlaps();
    auto* view = page->findChild<OverlapsView*>();
    QCOMPARE(view->count(), 1);
    auto* sign = page->findChild<QPushButton*>(u"provenance.signOverlap"_s);
    picture(*page, u"overlaps-open.png"_s);
    sign->click();
    FormDialog* dialog = dialogOf(*page, u"overlapDialog"_s);
    QVERIFY(dialog);
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"Say why"_s), qPrintable(textOf(*dialog)));
    dialog->findChild<QLineEdit*>(u"reason"_s)->setText(u"Contacts of the sales demo"_s);
    typePassphrase(*dialog, u"Bea"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*dialog).contains(u"passphrase"_s) && !dialog->mainButton()->text().isEmpty()
                                 && dialog->mainButton()->isEnabled(),
                             patience);
    QVERIFY(dialog->isVisible()); // not hers
    typePassphrase(*dialog, u"Ada"_s);
    picture(*dialog, u"overlaps-mark.png"_s);
    dialog->mainButton()->click();
    QTRY_COMPARE_WITH_TIMEOUT(sign->text(), u"Confirm…"_s, patience);
    // Nobody confirms their own word.
    QSignalSpy told(page.get(), &ProvenancePage::announced);
    sign->click();
    QCOMPARE(told.size(), 1);
    QVERIFY(told.front().front().toString().contains(u"another member"_s));
    page.reset();

    page = sitDown(u"Bea"_s);
    QVERIFY(page);
    page->showOverlaps();
    sign = page->findChild<QPushButton*>(u"provenance.signOverlap"_s);
    QTRY_COMPARE_WITH_TIMEOUT(sign->text(), u"Confirm…"_s, patience);
    sign->click();
    dialog = dialogOf(*page, u"overlapDialog"_s);
    QVERIFY(dialog);
    QVERIFY2(textOf(*dialog).contains(u"Ada"_s) && textOf(*dialog).contains(u"Contacts of the sales demo"_s),
             qPrintable(textOf(*dialog)));
    typePassphrase(*dialog, u"Bea"_s);
    picture(*dialog, u"overlaps-confirm.png"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!sign->isEnabled(), patience);
    picture(*page, u"overlaps-confirmed.png"_s);
    QVERIFY2(textOf(*page).contains(u"What counts as production has changed"_s), qPrintable(textOf(*page)));
    page->askAgain();
    auto* answers = page->findChild<AnswersView*>();
    QTRY_VERIFY_WITH_TIMEOUT(page->isSettled() && answers->history() && answers->history()->answers.size() == 2,
                             patience);
    QCOMPARE(answers->history()->answers.back().change.changed(), 10U);
    auto* withdraw = page->findChild<QPushButton*>(u"provenance.withdrawOverlap"_s);
    withdraw->click();
    dialog = dialogOf(*page, u"withdrawOverlapDialog"_s);
    QVERIFY(dialog);
    dialog->mainButton()->click();
    QVERIFY(dialog->isVisible());
    dialog->findChild<QLineEdit*>(u"reason"_s)->setText(u"One is a customer"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(sign->isEnabled() && !withdraw->isEnabled(), patience);
    page.reset();
    m_session.reset();
}

void TestAttesting::onePersonSetsRowsAndTakesThemBack()
{
    furnish();
    auto page = sitDown(u"Ada"_s);
    QVERIFY(page);
    auto* rows = page->findChild<QTableView*>(u"provenance.rows"_s);
    rows->selectRow(15);
    rows->selectionModel()->select(rows->model()->index(16, 0),
                                   QItemSelectionModel::Select | QItemSelectionModel::Rows);
    page->setRows();
    FormDialog* dialog = dialogOf(*page, u"provenance.setRowsDialog"_s);
    QVERIFY(dialog);
    auto* numbers = dialog->findChild<QLineEdit*>(u"setRows"_s);
    QCOMPARE(numbers->text(), u"16-17"_s);
    auto* verdict = dialog->findChild<QComboBox*>(u"setVerdict"_s);
    verdict->setCurrentIndex(verdict->count() - 1); // synthetic
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"Say why"_s), qPrintable(textOf(*dialog)));
    dialog->findChild<QLineEdit*>(u"setReason"_s)->setText(u"The generator's log names them"_s);
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"check the evidence"_s), qPrintable(textOf(*dialog)));
    numbers->setText(u"16-99"_s);
    dialog->findChild<QListWidget*>(u"setSupport"_s)->item(0)->setCheckState(Qt::Checked);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*dialog).contains(u"rows 1 to 18"_s), patience);
    numbers->setText(u"16-17"_s);
    picture(*dialog, u"set-rows.png"_s);
    dialog->mainButton()->click();
    auto* people = page->findChild<QLabel*>(u"provenance.people"_s);
    QTRY_VERIFY_WITH_TIMEOUT(people->isVisible(), patience);
    QVERIFY2(people->text().contains(u"set 2 rows"_s), qPrintable(people->text()));
    QVERIFY(rows->model()->index(15, 1).data().toString().contains(u"by hand"_s));
    QVERIFY(!rows->model()->index(17, 1).data().toString().contains(u"by hand"_s));
    picture(*page, u"set-rows-shown.png"_s);
    auto* tabs = page->findChild<QTabWidget*>(u"provenance.tabs"_s);
    auto* answers = page->findChild<AnswersView*>();
    tabs->setCurrentWidget(answers);
    QVERIFY(answers->isVisible());
    picture(*page, u"answers.png"_s);
    // What people find bounds what the other unknown rows are.
    page->findChild<QPushButton*>(u"provenance.drawButton"_s)->click();
    auto* draw = page->findChild<QDialog*>(u"provenance.drawDialog"_s);
    QVERIFY(draw);
    auto* sentence = draw->findChild<QLabel*>(u"drawSentence"_s);
    QTRY_VERIFY_WITH_TIMEOUT(sentence->text().contains(u"2 of the drawn rows were looked at"_s), patience);
    QCOMPARE(draw->findChild<QPlainTextEdit*>(u"drawRows"_s)->toPlainText(), u"18"_s);
    picture(*draw, u"draw.png"_s);
    draw->findChild<QPushButton*>(u"drawSet"_s)->click();
    dialog = dialogOf(*page, u"provenance.setRowsDialog"_s);
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QLineEdit*>(u"setRows"_s)->text(), u"18"_s);
    dialog->reject();
    auto* set = page->findChild<QTableView*>(u"provenance.setRows"_s);
    set->selectRow(0);
    page->findChild<QPushButton*>(u"provenance.takeBack"_s)->click();
    dialog = dialogOf(*page, u"provenance.takeBackDialog"_s);
    QVERIFY(dialog);
    dialog->findChild<QLineEdit*>(u"reason"_s)->setText(u"Looked again"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!people->isVisible(), patience);
    QVERIFY(!rows->model()->index(15, 1).data().toString().contains(u"by hand"_s));
    page.reset();
    m_session.reset();
}

void TestAttesting::anAnswerIsCertified()
{
    furnish();
    auto page = sitDown(u"Ada"_s);
    QVERIFY(page);
    const QTemporaryDir folder;
    page->writeCertificate();
    FormDialog* dialog = dialogOf(*page, u"provenance.certificateDialog"_s);
    QVERIFY(dialog);
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"Say where"_s), qPrintable(textOf(*dialog)));
    auto* target = dialog->findChild<QLineEdit*>(u"certificateTarget"_s);
    target->setText(folder.filePath(u"no-folder/a.json"_s));
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"Type your passphrase"_s), qPrintable(textOf(*dialog)));
    typePassphrase(*dialog, u"Ada"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*dialog).contains(u"cannot be written"_s), patience);
    target->setText(folder.filePath(u"a.json"_s));
    typePassphrase(*dialog, u"Ada"_s);
    picture(*dialog, u"certificate.png"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*page).contains(u"The certificate stands in"_s), patience);
    QFile file(folder.filePath(u"a.json"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(must(provenance::readCertificate(file.readAll())).isSignatureGood);
    QVERIFY(QFile::exists(folder.filePath(u"a.html"_s)));
    page.reset();
    m_session.reset();
}

QTEST_MAIN(TestAttesting)
#include "tst_attesting.moc"
