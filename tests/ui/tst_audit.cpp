#include "models/incident/session.h"
#include "tests/incident/desk.h"
#include "tests/support/answeringserver.h"
#include "tests/support/stampauthority.h"
#include "ui/audit/auditpage.h"
#include "ui/audit/checkpointspanel.h"
#include "ui/audit/contestedpanel.h"
#include "ui/audit/stampdialog.h"
#include "ui/common/actions.h"
#include "ui/common/jobs.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTextBrowser>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// The audit page over a vault in which two desks have worked.
class TestAudit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void contestedFieldsAreListedAndSettled();
    void changesAreFilteredAndCounted();
    void aCheckpointIsMadeAndCompared();
    void anAuthorityStampsACheckpoint();

private:
    [[nodiscard]] bool settle() const
    {
        return QTest::qWaitFor([this] { return m_page->isSettled(); }, 30'000);
    }
    template<typename T> [[nodiscard]] T* find(const QString& name) const
    {
        T* found = m_page->findChild<T*>(name);
        if (!found) {
            qFatal("no %s", qPrintable(name));
        }
        return found;
    }

    std::unique_ptr<Desk> m_desk;
    Id m_incident;
    std::shared_ptr<Session> m_session;
    std::unique_ptr<Jobs> m_jobs;
    std::unique_ptr<Actions> m_actions;
    std::unique_ptr<AuditPage> m_page;
};

void TestAudit::init()
{
    m_desk = std::make_unique<Desk>();
    m_incident = m_desk->declare();
    Desk other(m_desk->copy());
    must((*m_desk)->setField(m_incident, u"summary"_s, u"Three hundred contacts"_s));
    must(other->setField(m_incident, u"summary"_s, u"About a thousand contacts"_s));
    (void)m_desk->receive(other);
    const QString folder = m_desk->vault().folder();
    m_desk->vault().close();
    m_desk->vault().enterState();
    SessionRequest request;
    request.folder = folder;
    request.credential = TestVault::credential(u"Ada"_s);
    Session::open(this, std::move(request),
                  [this](Expected<std::shared_ptr<Session>> opened) { m_session = must(std::move(opened)); });
    QTRY_VERIFY_WITH_TIMEOUT(m_session, 30'000);
    m_jobs = std::make_unique<Jobs>();
    m_actions = std::make_unique<Actions>();
    m_page = std::make_unique<AuditPage>(RoomContext{*m_session, *m_jobs, *m_actions});
    m_page->resize(1100, 700);
    m_page->show();
    QVERIFY(settle());
}

void TestAudit::cleanup()
{
    m_page.reset();
    m_actions.reset();
    m_jobs.reset();
    m_session.reset();
    m_desk.reset();
}

void TestAudit::contestedFieldsAreListedAndSettled()
{
    QCOMPARE(m_page->contested(), 1);
    QVERIFY(find<QTabWidget>(u"audit.tabs"_s)->tabText(2).contains(u'1'));
    m_page->showContested();
    QStringList texts;
    for (const QLabel* label : find<ContestedPanel>(u"audit.contested"_s)->findChildren<QLabel*>()) {
        texts.append(label->text());
    }
    const QString all = texts.join(u'\n');
    QVERIFY2(all.contains(u"Three hundred contacts") && all.contains(u"About a thousand contacts"), qPrintable(all));
    QVERIFY2(all.count(u"Ada, "_s) >= 2, qPrintable(all));
    auto* shown = find<QPushButton>(u"contested.show"_s);
    QSignalSpy inspected(m_page.get(), &AuditPage::inspectWanted);
    shown->click();
    QCOMPARE(inspected.size(), 1);
    QCOMPARE(inspected.first().first().value<Id>(), m_incident);

    // The one that does not show now.
    auto* other = find<QPushButton>(u"settle.1"_s);
    QVERIFY(other->isVisibleTo(m_page.get()) && other->focusPolicy() != Qt::NoFocus);
    const QString wanted = other->accessibleName();
    other->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_page->contested(), 0, 30'000);
    QVERIFY(settle());
    QString summary;
    bool isContested = true;
    m_session->read(
        m_page.get(), [incident = m_incident](Casework& casework) { return casework.incident(incident); },
        [&](const Expected<Kept<Incident>>& now) {
            summary = must(Expected<Kept<Incident>>(now)).value.summary;
            isContested = now->isContested;
        });
    QTRY_VERIFY_WITH_TIMEOUT(!summary.isEmpty(), 30'000);
    QVERIFY2(wanted.endsWith(summary), qPrintable(wanted));
    QVERIFY(!isContested);
}

void TestAudit::changesAreFilteredAndCounted()
{
    auto* table = find<QTableView>(u"audit.table"_s);
    const QAbstractItemModelTester tester(table->model());
    auto* model = qobject_cast<ChangesModel*>(table->model());
    const int all = model->rowCount();
    QCOMPARE(model->total(), std::optional<qint64>(all));
    auto* device = find<QComboBox>(u"audit.device"_s);
    QVERIFY(device->count() >= 3); // all, and two machines
    device->setCurrentIndex(1);
    Q_EMIT device->activated(1);
    QVERIFY(settle());
    const int one = model->rowCount();
    QVERIFY(one > 0 && one < all);
    QCOMPARE(model->total(), std::optional<qint64>(one));
    find<QLineEdit>(u"audit.intent"_s)->setText(u"device.enrol"_s);
    QTRY_VERIFY_WITH_TIMEOUT(model->isSettled() && model->rowCount() < one, 30'000);
    QVERIFY(!model->total());
    for (int row = 0; row < model->rowCount(); ++row) {
        QCOMPARE(model->at(row).entry.body.intent, u"device.enrol"_s);
    }
}

void TestAudit::aCheckpointIsMadeAndCompared()
{
    auto* table = find<QTableView>(u"audit.checkpointTable"_s);
    const QAbstractItemModelTester tester(table->model());
    QCOMPARE(table->model()->rowCount(), 0);
    m_page->makeCheckpoint();
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, 30'000);
    QVERIFY(settle());
    const auto cell = [&](int column) { return table->model()->index(0, column).data().toString(); };
    QCOMPARE(cell(CheckpointsModel::ByColumn), u"Ada"_s);
    QCOMPARE(cell(CheckpointsModel::StampColumn), u"none"_s);
    QVERIFY(cell(CheckpointsModel::ProvesColumn).contains(u"verify"_s));
    m_page->verify();
    QTRY_VERIFY_WITH_TIMEOUT(cell(CheckpointsModel::ProvesColumn).contains(u"All that it names is here"_s), 30'000);
    QVERIFY(settle());
    // Held against its file, and against that of another vault.
    CheckpointFile file;
    m_session->read(
        m_page.get(),
        [](Casework& casework) -> Expected<CheckpointFile> {
            TRY(const auto made, casework.journal().records(Table<Checkpoint>::kind));
            return casework.journal().fileOf(fromRecord<Checkpoint>(made.front()));
        },
        [&](const Expected<CheckpointFile>& kept) { file = must(Expected<CheckpointFile>(kept)); });
    QTRY_VERIFY_WITH_TIMEOUT(file.isSigned(), 30'000);
    QTemporaryDir folder;
    const auto against = [&](const CheckpointFile& kept) {
        QFile out(folder.filePath(u"one.checkpoint"_s));
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(kept.encoded()) > 0);
        out.close();
        m_page->verifyAgainst(out.fileName());
        QVERIFY(settle());
    };
    const auto* card = find<QTextBrowser>(u"audit.verificationText"_s);
    against(file);
    QVERIFY2(!card->toPlainText().contains(u"checkpoint."_s), qPrintable(card->toPlainText()));
    file.vault = Id::make(1);
    against(file);
    QVERIFY2(card->toPlainText().contains(u"checkpoint.other-vault"_s), qPrintable(card->toPlainText()));
}

void TestAudit::anAuthorityStampsACheckpoint()
{
    if (!StampAuthority::isAvailable()) {
        QSKIP("openssl is not installed");
    }
    const StampAuthority authority;
    QVERIFY(authority.isReady());
    const AnsweringServer server([&](const QByteArray& question) {
        return AnsweringServer::Answer{"application/timestamp-reply", authority.answer(question)};
    });
    auto* table = find<QTableView>(u"audit.checkpointTable"_s);
    const auto dialog = [this] { return m_page->findChild<StampDialog*>(u"stampDialog"_s); };
    const auto problem = [&] {
        QStringList texts;
        for (const QLabel* label : dialog()->findChildren<QLabel*>()) {
            texts.append(label->isVisible() ? label->text() : QString());
        }
        return texts.join(u'\n');
    };
    m_page->makeStampedCheckpoint();
    QTRY_VERIFY(dialog() && dialog()->isVisible());
    auto* address = dialog()->findChild<QLineEdit*>(u"stampAuthority"_s);
    auto* certificates = dialog()->findChild<QLineEdit*>(u"stampCertificates"_s);
    QVERIFY(address->text().isEmpty());

    // Wrong input, nobody there, and an authority that this machine does not trust: said in the dialog, nothing made.
    address->setText(u"freetsa"_s);
    dialog()->mainButton()->click();
    QVERIFY2(problem().contains(u"https://"_s), qPrintable(problem()));
    address->setText(u"http://127.0.0.1:1/"_s);
    dialog()->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(problem().contains(u"did not answer"_s), 30'000);
    address->setText(server.address());
    dialog()->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog()->mainButton()->isEnabled() && !problem().contains(u"did not answer"_s), 30'000);
    QCOMPARE(table->model()->rowCount(), 0);

    certificates->setText(authority.path(u"ca.pem"_s));
    const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
    if (!folder.isEmpty()) {
        QTest::qWait(100); // until the dialog has its height
        QVERIFY(dialog()->grab().save(folder + u"/audit-stamp.png"_s));
    }
    dialog()->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog(), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, 30'000);
    const auto cell = [&](int column) { return table->model()->index(0, column).data().toString(); };
    QVERIFY2(cell(CheckpointsModel::StampColumn).contains(server.address()),
             qPrintable(cell(CheckpointsModel::StampColumn)));
    QVERIFY2(cell(CheckpointsModel::ProvesColumn).contains(u"when"_s),
             qPrintable(cell(CheckpointsModel::ProvesColumn)));

    // Verified on a machine that does not know the authority, it proves no time.
    m_page->verify();
    QTRY_VERIFY_WITH_TIMEOUT(cell(CheckpointsModel::ProvesColumn).contains(u"does not trust"_s), 30'000);
    QVERIFY(settle());

    // The next one is offered the same authority; what is cancelled makes nothing.
    m_page->makeStampedCheckpoint();
    QTRY_VERIFY(dialog() && dialog()->isVisible());
    QCOMPARE(dialog()->findChild<QLineEdit*>(u"stampAuthority"_s)->text(), server.address());
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog());
    QCOMPARE(table->model()->rowCount(), 1);
}

QTEST_MAIN(TestAudit)
#include "tst_audit.moc"
