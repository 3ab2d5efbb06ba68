#include "models/incident/custodian.h"
#include "models/incident/session.h"
#include "tests/incident/desk.h"
#include "ui/common/actions.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/common/pill.h"
#include "ui/evidence/evidencepage.h"

#include <QBuffer>
#include <QCheckBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Evidence is destroyed in the window by two people, one after the other.
class TestDestroying : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneAsksAndTheOtherApproves();
    void aHoldStandsInTheWay();
    void anIncidentIsKeptUntilADate();

private:
    [[nodiscard]] std::unique_ptr<EvidencePage> sitDown(const QString& user)
    {
        m_session.reset();
        m_desk->vault().enterState();
        SessionRequest request;
        request.folder = m_desk->vault().folder();
        request.credential = TestVault::credential(user);
        Session::open(this, std::move(request),
                      [this](Expected<std::shared_ptr<Session>> opened) { m_session = must(std::move(opened)); });
        if (!QTest::qWaitFor([this] { return m_session != nullptr; }, 30'000)) {
            return nullptr;
        }
        auto page = std::make_unique<EvidencePage>(RoomContext{*m_session, m_jobs, m_actions});
        page->setIncident(m_incident);
        page->show();
        const bool isReady = QTest::qWaitFor([&] { return page->isSettled() && page->count() == 1; }, 30'000);
        auto* table = page->findChild<QTableView*>(u"evidence.table"_s);
        if (!isReady || !table) {
            return nullptr;
        }
        table->setCurrentIndex(table->model()->index(0, 0));
        return page;
    }
    [[nodiscard]] static QDialog* dialogOf(EvidencePage& page, const QString& name = u"destroyDialog"_s)
    {
        QDialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                for (QDialog* dialog : page.findChildren<QDialog*>(name)) {
                    found = dialog->isVisible() ? dialog : found;
                }
                return found != nullptr;
            },
            30'000);
        return found;
    }
    static void sign(QDialog& dialog, const QString& user, const QString& reason)
    {
        if (!reason.isEmpty()) {
            dialog.findChild<QLineEdit*>(u"reason"_s)->setText(reason);
        }
        auto* passphrase = dialog.findChild<QWidget*>(u"passphrase"_s);
        passphrase->setFocus();
        QTest::keyClicks(passphrase->focusProxy() ? passphrase->focusProxy() : passphrase, u"passphrase of "_s + user);
        QTest::keyClick(passphrase->focusProxy() ? passphrase->focusProxy() : passphrase, Qt::Key_Return);
    }
    [[nodiscard]] qsizetype files() const
    {
        return QDir(m_desk->vault().folder() + u"/blobs"_s).entryList(QDir::Files).size();
    }

    void furnish()
    {
        m_desk = std::make_unique<Desk>();
        m_desk->enrol(u"Bea"_s, Role::Compliance);
        m_incident = m_desk->declare();
        QBuffer source;
        source.setData("name,mail\n");
        source.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = u"leak.csv"_s;
        must((*m_desk)->addEvidence(m_incident, source, about));
        m_desk->vault().close();
    }
    static void press(QDialog& dialog) { qobject_cast<FormDialog*>(&dialog)->mainButton()->click(); }
    static QString wordOf(EvidencePage& page, const QString& name)
    {
        const auto* pill = page.findChild<Pill*>(name);
        return pill && pill->isVisibleTo(&page) ? pill->word().text : QString();
    }
    static void picture(QWidget& widget, const QString& name)
    {
        const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
        if (!folder.isEmpty()) {
            QVERIFY(widget.grab().save(folder + u'/' + name));
        }
    }

    std::unique_ptr<Desk> m_desk;
    Id m_incident;
    Jobs m_jobs;
    Actions m_actions;
    std::shared_ptr<Session> m_session;
};

void TestDestroying::oneAsksAndTheOtherApproves()
{
    furnish();
    auto page = sitDown(u"Bea"_s);
    QVERIFY(page);
    QSignalSpy asked(page.get(), &EvidencePage::announced);
    page->destroy();
    QDialog* dialog = dialogOf(*page);
    QVERIFY(dialog);
    sign(*dialog, u"Bea"_s, u"Retention ended"_s);
    QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 1, 30'000);
    QCOMPARE(files(), 1);
    // The same person cannot approve; there is no dialog for it.
    page->destroy();
    QTRY_VERIFY_WITH_TIMEOUT(
        std::ranges::any_of(page->findChildren<QLabel*>(),
                            [](const QLabel* label) { return label->text().contains(u"You have asked"_s); }),
        30'000);
    page.reset();

    page = sitDown(u"Ada"_s);
    QVERIFY(page);
    QSignalSpy approved(page.get(), &EvidencePage::announced);
    page->destroy();
    dialog = dialogOf(*page);
    QVERIFY(dialog);
    QStringList said;
    for (const QLabel* label : dialog->findChildren<QLabel*>()) {
        said.append(label->text());
    }
    QVERIFY2(said.join(u' ').contains(u"Bea"_s) && said.join(u' ').contains(u"Retention ended"_s),
             qPrintable(said.join(u' ')));
    sign(*dialog, u"Ada"_s, {});
    QTRY_COMPARE_WITH_TIMEOUT(approved.size(), 1, 30'000);
    QCOMPARE(files(), 0);
    page.reset();
    m_session.reset();
}

void TestDestroying::aHoldStandsInTheWay()
{
    furnish();
    auto page = sitDown(u"Ada"_s);
    QVERIFY(page);
    page->resize(1000, 640);
    QVERIFY(wordOf(*page, u"keeping.hold"_s).isEmpty());
    page->changeHold();
    QDialog* dialog = dialogOf(*page, u"holdDialog"_s);
    QVERIFY(dialog);
    press(*dialog); // without a reason
    QVERIFY(dialog->isVisible());
    dialog->findChild<QLineEdit*>(u"reason"_s)->setText(u"Litigation in Leeds"_s);
    picture(*dialog, u"evidence-hold-dialog.png"_s);
    press(*dialog);
    QTRY_VERIFY_WITH_TIMEOUT(!wordOf(*page, u"keeping.hold"_s).isEmpty(), 30'000);
    QVERIFY(page->findChild<QLabel*>(u"keeping.text"_s)->text().contains(u"Litigation in Leeds"_s));
    picture(*page, u"evidence-hold.png"_s);

    page->destroy();
    dialog = dialogOf(*page);
    QVERIFY(dialog);
    sign(*dialog, u"Ada"_s, u"No longer needed"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        std::ranges::any_of(dialog->findChildren<QLabel*>(),
                            [](const QLabel* label) { return label->text().contains(u"on legal hold"_s); }),
        30'000);
    dialog->reject();
    QCOMPARE(files(), 1);

    page->changeHold();
    dialog = dialogOf(*page, u"holdDialog"_s);
    QVERIFY(dialog);
    dialog->findChild<QLineEdit*>(u"reason"_s)->setText(u"Settled"_s);
    press(*dialog);
    QTRY_VERIFY_WITH_TIMEOUT(wordOf(*page, u"keeping.hold"_s).isEmpty(), 30'000);
    page.reset();
    m_session.reset();
}

void TestDestroying::anIncidentIsKeptUntilADate()
{
    furnish();
    auto page = sitDown(u"Ada"_s);
    QVERIFY(page);
    page->resize(1000, 640);
    QVERIFY(wordOf(*page, u"keeping.until"_s).contains(u"without end"_s));
    const auto set = [&](const QString& date, const QString& rule, bool endless) {
        page->changeRetention();
        QDialog* dialog = dialogOf(*page, u"retentionDialog"_s);
        QVERIFY(dialog);
        dialog->findChild<QCheckBox*>(u"endless"_s)->setChecked(endless);
        auto* until = dialog->findChild<QWidget*>(u"until"_s);
        QCOMPARE(until->isEnabled(), !endless);
        until->findChild<QLineEdit*>()->setText(date);
        dialog->findChild<QLineEdit*>(u"rule"_s)->setText(rule);
        if (!endless && date.isEmpty()) {
            press(*dialog);
            QVERIFY(dialog->isVisible());
            dialog->reject();
            return;
        }
        picture(*dialog, u"evidence-retention-dialog.png"_s);
        press(*dialog);
    };
    set({}, u"Three years"_s, false);
    QVERIFY(wordOf(*page, u"keeping.until"_s).contains(u"without end"_s));
    set(u"2999-12-31 23:59"_s, u"Three years"_s, false);
    QTRY_VERIFY_WITH_TIMEOUT(wordOf(*page, u"keeping.until"_s).contains(u"2999"_s), 30'000);
    QVERIFY(page->findChild<QLabel*>(u"keeping.text"_s)->text().contains(u"Three years"_s));
    set(u"2001-12-31 23:59"_s, u"Three years"_s, false);
    QTRY_VERIFY_WITH_TIMEOUT(wordOf(*page, u"keeping.until"_s).contains(u"over"_s), 30'000);
    picture(*page, u"evidence-due.png"_s);
    set({}, {}, true);
    QTRY_VERIFY_WITH_TIMEOUT(wordOf(*page, u"keeping.until"_s).contains(u"without end"_s), 30'000);
    page.reset();
    m_session.reset();
}

QTEST_MAIN(TestDestroying)
#include "tst_destroying.moc"
