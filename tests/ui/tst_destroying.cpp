#include "models/incident/custodian.h"
#include "models/incident/session.h"
#include "tests/incident/desk.h"
#include "ui/common/actions.h"
#include "ui/common/jobs.h"
#include "ui/evidence/evidencepage.h"

#include <QBuffer>
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
    [[nodiscard]] static QDialog* dialogOf(EvidencePage& page)
    {
        QDialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                for (QDialog* dialog : page.findChildren<QDialog*>(u"destroyDialog"_s)) {
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

    std::unique_ptr<Desk> m_desk;
    Id m_incident;
    Jobs m_jobs;
    Actions m_actions;
    std::shared_ptr<Session> m_session;
};

void TestDestroying::oneAsksAndTheOtherApproves()
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

QTEST_MAIN(TestDestroying)
#include "tst_destroying.moc"
