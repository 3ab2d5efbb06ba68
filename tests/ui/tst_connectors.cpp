#include "crm/peer.h"
#include "models/crm/sync/connecting.h"
#include "models/crm/sync/syncing.h"
#include "models/incident/resources.h"
#include "models/incident/session.h"
#include "ui/bench.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/common/rowmodel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QTextDocument>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// What a person's browser does with the address that it is given: asks, and follows the answer to the loopback.
class Browser : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void open(const QUrl& url)
    {
        const QByteArray answer = ask(url);
        const qsizetype from = answer.indexOf("location: ");
        const QByteArray target = answer.mid(from + 10, answer.indexOf("\r\n", from) - from - 10);
        (void)ask(QUrl::fromEncoded(target));
    }

private:
    static QByteArray ask(const QUrl& url)
    {
        QTcpSocket socket;
        socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
        socket.write("GET " + url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority)
                     + " HTTP/1.1\r\nHost: there\r\nConnection: close\r\n\r\n");
        QByteArray answer;
        while (!answer.contains("\r\n\r\n") && socket.waitForReadyRead(20'000)) {
            answer += socket.readAll();
        }
        return answer;
    }
};

/// The room of the CRM connectors on the demonstration, against the Salesforce stand-in.
class TestConnectors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void anEmptyRoomSaysWhatItIsFor();
    void theKeyboardAloneSetsAConnectorUp();
    void whatWouldLeaveIsShownAndNotSent();
    void aTaskTickedThereIsTickedAtTheNextRun();
    void aConflictIsSettled_data();
    void aConflictIsSettled();
    void whatIsParkedIsTriedAgain();
    void aPausedConnectorSendsNothing();
    void aReleaseTakesTwoStepsAndCanBeWithdrawn();
    void aTestNamesWhatIsMissing();
    void aWrongSecretIsSaidAndNothingIsKept();
    void aPersonSignsInWithTheBrowser();
    void aRunCanBeCancelled();
    void itRunsByItselfWhereSomebodySaysSo();
    void nothingIsBegunWhileTheScreenIsCovered();
    void affectedPartiesAreFoundFromTheMatrix();
    void itsRecordsAreRegisteredAsWhatIsReal();
    void itIsAskedAboutUnknownRows();
    void whatMayNotBeAskedSaysWhy();
    void anAskingThatBreaksOffKeepsWhatCame();
    void whoMayNotSeesWhy();
    void aRemovedConnectorIsForgotten();
    void everyStopHasAName();

private:
    /// On the writing lane, waited for.
    template<typename Work> auto written(Work work)
    {
        using Answer = std::invoke_result_t<Work&, Casework&>;
        std::optional<Answer> answer;
        m_bench->console().session()->write(&m_bench->window(), std::move(work),
                                            [&answer](Answer given) { answer.emplace(std::move(given)); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, patienceMs)) {
            qFatal("the writing lane did not answer");
        }
        return must(*std::move(answer));
    }
    /// A connector that is signed in and may have the incident.
    Id connector(const QString& name, CrmScope scope = CrmScope::Basic);
    Id task(const QString& title);
    [[nodiscard]] Task taskOf(const Id& id)
    {
        return written([id](Casework& casework) { return casework.one<Task>(id); }).value;
    }
    /// Of the stand-in's table the row of an entity of ours.
    [[nodiscard]] QJsonObject there(const QString& table, const Id& entity) const;
    void changeThere(const QString& table, const Id& entity, const QJsonObject& fields) const;
    void run(const QString& action);
    [[nodiscard]] QWidget* page() { return m_bench->window().findChild<QWidget*>(u"connectors.page"_s); }
    template<typename T> [[nodiscard]] T* part(const QString& name) { return page()->findChild<T*>(name); }
    [[nodiscard]] QString cell(const QString& table, int row, int column)
    {
        const QAbstractItemModel* model = part<QTableView>(table)->model();
        return model->index(row, column).data().toString();
    }
    [[nodiscard]] QAction* action(const QString& name)
    {
        return m_bench->console().actions().find(u"connectors."_s + name);
    }
    [[nodiscard]] QString said() { return page()->findChild<Banner*>()->text(); }
    void answerReason(const QString& dialogName, const QString& reason);
    /// Of the stand-in: one account of its own person, with contacts of the demonstration's matched rows.
    void seedAccount(const QString& name) const;
    /// The dialog that looks for affected parties, when it has read the samples.
    [[nodiscard]] FormDialog* countedAffected();
    /// For whoever wants to look: light and dark, the window in two sizes.
    void picture(const QString& name);

    std::optional<Peer> m_peer;
    std::optional<Bench> m_bench;
    Browser m_browser;
};

void TestConnectors::initTestCase()
{
    QDesktopServices::setUrlHandler(u"http"_s, &m_browser, "open");
    m_peer.emplace(u"salesforce"_s);
    m_bench.emplace(QSize(1180, 760));
    QVERIFY(m_bench->openDemonstration());
    m_bench->window().showRoom(u"connectors"_s);
    QVERIFY(m_bench->settle());
}

void TestConnectors::cleanup()
{
    m_peer->forget();
    m_bench->console().session()->setMoment({}, {});
    // What a test has set up goes with it.
    written([](Casework& casework) -> Expected<void> {
        TRY(const auto mappings, crm::Mappings::load(resourceFolders(u"mappings"_s)));
        crm::Synchronising syncing(casework, mappings);
        TRY(const auto standing, syncing.connectors());
        for (const Kept<CrmConnector>& one : standing) {
            CHECK_OK(syncing.removeConnector(one.id, u"the test is over"_s));
        }
        return {};
    });
    QVERIFY(m_bench->settle());
}

Id TestConnectors::connector(const QString& name, CrmScope scope)
{
    const CrmConnector wish = {.name = name,
                               .system = u"salesforce"_s,
                               .url = m_peer->address(),
                               .method = u"client"_s,
                               .client = u"consumerKey"_s};
    const Id id = written([=, incident = m_bench->window().incident()](Casework& casework) -> Expected<Id> {
        TRY(const auto mappings, crm::Mappings::load(resourceFolders(u"mappings"_s)));
        crm::Synchronising syncing(casework, mappings);
        TRY(const Id made, syncing.addConnector(wish));
        CHECK_OK(casework.journal().vault().keepSecret(crm::secretNameOf(made), SecretBytes::copyOf("secret")));
        CHECK_OK(syncing.release(incident, made, scope, u"account managers ask"_s));
        return made;
    });
    (void)m_bench->settle();
    return id;
}

Id TestConnectors::task(const QString& title)
{
    return written([title, incident = m_bench->window().incident()](Casework& casework) {
        Task value;
        value.title = title;
        value.isShareable = true;
        return casework.add(incident, value);
    });
}

QJsonObject TestConnectors::there(const QString& table, const Id& entity) const
{
    for (const auto& row : m_peer->rows(table)) {
        if (row[u"Leak_Key__c"_s].toString() == CrmLink::keyOf(entity)) {
            return row.toObject();
        }
    }
    return {};
}

void TestConnectors::changeThere(const QString& table, const Id& entity, const QJsonObject& fields) const
{
    const QJsonObject change{{u"type"_s, table}, {u"id"_s, there(table, entity)[u"Id"_s]}, {u"data"_s, fields}};
    m_peer->seed({{u"change"_s, QJsonArray{change}}});
}

void TestConnectors::run(const QString& name)
{
    QVERIFY2(action(name)->isEnabled(), qPrintable(name + u": "_s + action(name)->toolTip()));
    action(name)->trigger();
    QVERIFY(m_bench->settle());
}

void TestConnectors::picture(const QString& name)
{
    const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
    if (folder.isEmpty()) {
        return;
    }
    Appearance appearance(m_bench->settings());
    QWidget* widget = m_bench->dialog() ? static_cast<QWidget*>(m_bench->dialog()) : &m_bench->window();
    const bool isWindow = widget == &m_bench->window();
    for (const bool isDark : {true, false}) {
        appearance.force(isDark ? Appearance::Scheme::Dark : Appearance::Scheme::Light);
        for (const QSize size : isWindow ? QList<QSize>{{1600, 1000}, {1100, 700}} : QList<QSize>{widget->size()}) {
            widget->resize(size);
            QTest::qWait(200);
            const QString file = u"%1-%2%3.png"_s.arg(name).arg(size.width()).arg(isDark ? u"-dark"_s : QString());
            QVERIFY(widget->grab().save(folder + u"/connectors-"_s + file));
        }
    }
}

void TestConnectors::answerReason(const QString& dialogName, const QString& reason)
{
    QVERIFY(m_bench->waitForDialog(dialogName));
    QCOMPARE(QApplication::focusWidget()->objectName(), u"reason"_s);
    QCOMPARE(namelessIn(*m_bench->dialog()), QStringList());
    picture(dialogName + u'-' + reason.left(5));
    type(reason);
    qobject_cast<FormDialog*>(m_bench->dialog())->mainButton()->click();
    QTRY_VERIFY(!m_bench->dialog());
    QVERIFY(m_bench->settle());
}

void TestConnectors::anEmptyRoomSaysWhatItIsFor()
{
    QVERIFY(!part<QTableView>(u"connectors.table"_s)->isVisible());
    picture(u"empty"_s);
    QVERIFY(action(u"add"_s)->isEnabled());
    QVERIFY(!action(u"sync"_s)->isEnabled());
    QCOMPARE(action(u"sync"_s)->toolTip(), u"Add a connector first."_s);
    QCOMPARE(part<QPushButton>(u"sync"_s)->toolTip(), action(u"sync"_s)->toolTip());
}

void TestConnectors::theKeyboardAloneSetsAConnectorUp()
{
    const Id shared = task(u"Call the customer"_s);
    press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_bench->waitForDialog(u"setupDialog"_s));
    QDialog* dialog = m_bench->dialog();
    auto* main = qobject_cast<FormDialog*>(dialog)->mainButton();
    const auto goesOn = [&](const QString& focus) {
        press(Qt::Key_Return);
        return QTest::qWaitFor([&] { return QApplication::focusWidget()->objectName() == focus; }, patienceMs / 4);
    };
    QCOMPARE(QApplication::focusWidget()->objectName(), u"system"_s);
    picture(u"setup-1"_s);
    press(Qt::Key_Tab);
    type(u"sf-keys"_s); // in place of the name that was proposed
    QCOMPARE(dialog->findChild<QLineEdit*>(u"name"_s)->text(), u"sf-keys"_s);
    press(Qt::Key_Return);
    QVERIFY(dialog->findChild<Banner*>()->isVisible()); // no address yet
    dialog->findChild<QLineEdit*>(u"url"_s)->setFocus();
    type(m_peer->address());
    QVERIFY(goesOn(u"method"_s));
    press(Qt::Key_Down);
    QCOMPARE(dialog->findChild<QComboBox*>(u"method"_s)->currentData().toString(), u"client"_s);
    QVERIFY(!dialog->findChild<QLineEdit*>(u"account"_s)->isVisible());
    press(Qt::Key_Tab);
    type(u"consumerKey"_s);
    press(Qt::Key_Tab);
    type(u"secret"_s);
    QCOMPARE(namelessIn(*dialog), QStringList());
    picture(u"setup-2"_s);
    press(Qt::Key_Return);
    QTRY_COMPARE(QApplication::focusWidget(), main);
    QVERIFY(written([](Casework& casework) { return casework.all<CrmConnector>(registryIncident()); }).empty());
    press(Qt::Key_Return);
    auto* result = dialog->findChild<QTextBrowser*>(u"result"_s);
    QTRY_VERIFY(result->toPlainText().contains(u"ir@example.com"_s));
    QVERIFY(result->toPlainText().contains(u"all that the mapping needs"_s));
    picture(u"setup-3"_s);
    QVERIFY(goesOn(u"release"_s));
    press(Qt::Key_Space);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"reason"_s);
    picture(u"setup-4"_s);
    main->click();
    QVERIFY(m_bench->dialog()); // not without a reason
    type(u"account managers ask"_s);
    press(Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"run"_s);
    QVERIFY(dialog->findChild<QCheckBox*>(u"run"_s)->isChecked());
    press(Qt::Key_Return);
    QTRY_VERIFY(!m_bench->dialog());
    // It runs by itself.
    QTRY_COMPARE(cell(u"connectors.table"_s, 0, 3), u"Working"_s);
    QVERIFY(m_bench->settle());
    QCOMPARE(cell(u"connectors.table"_s, 0, 0), u"sf-keys"_s);
    QCOMPARE(cell(u"connectors.table"_s, 0, 4), u"First release"_s);
    QCOMPARE(there(u"Task"_s, shared)[u"Subject"_s].toString(), u"Call the customer"_s);
    const QString details = part<QTextBrowser>(u"connectors.text"_s)->toPlainText();
    QVERIFY2(details.contains(u"127.0.0.1"_s) && details.contains(u"ir@example.com"_s), qPrintable(details));
    QCOMPARE(part<QTableView>(u"connectors.runs"_s)->model()->rowCount(), 1);
    picture(u"working"_s);
}

void TestConnectors::whatWouldLeaveIsShownAndNotSent()
{
    const Id shared = task(u"Write to the press"_s);
    connector(u"sf-preview"_s);
    m_peer->forget();
    run(u"preview"_s);
    QVERIFY(m_bench->waitForDialog(u"previewDialog"_s));
    const QString text = m_bench->dialog()->findChild<QTextBrowser*>(u"leaving"_s)->toPlainText();
    QVERIFY2(text.contains(u"Write to the press"_s) && text.contains(u"Subject"_s), qPrintable(text));
    const Incident incident = written([id = m_bench->window().incident()](Casework& casework) {
                                  return casework.incident(id);
                              }).value;
    QVERIFY(text.contains(incident.codeName));
    QVERIFY(!text.contains(incident.title)); // the first release has no title
    picture(u"preview"_s);
    QCOMPARE(namelessIn(*m_bench->dialog()), QStringList());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!m_bench->dialog());
    QVERIFY(m_peer->log().isEmpty());
    QVERIFY(there(u"Task"_s, shared).isEmpty());
}

void TestConnectors::aTaskTickedThereIsTickedAtTheNextRun()
{
    const Id shared = task(u"Tick me"_s);
    connector(u"sf-tick"_s);
    run(u"sync"_s);
    QCOMPARE(there(u"Task"_s, shared)[u"Status"_s].toString(), u"Not Started"_s);
    changeThere(u"Task"_s, shared, {{u"Status"_s, u"Completed"_s}});
    run(u"sync"_s);
    QCOMPARE(taskOf(shared).state, TaskState::Done);
    QCOMPARE(part<QTableView>(u"connectors.runs"_s)->model()->rowCount(), 2);
    QVERIFY2(cell(u"connectors.table"_s, 0, 6).contains(u"taken 1"_s), qPrintable(cell(u"connectors.table"_s, 0, 6)));
}

void TestConnectors::aConflictIsSettled_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<QString>("outcome");
    QTest::newRow("ours") << u"ours"_s << u"Said here"_s;
    QTest::newRow("theirs") << u"theirs"_s << u"Said there"_s;
}

void TestConnectors::aConflictIsSettled()
{
    QFETCH(const QString, choice);
    QFETCH(const QString, outcome);
    const Id shared = task(u"Said first"_s);
    connector(u"sf-conflict"_s);
    run(u"sync"_s);
    written([shared](Casework& casework) { return casework.setField(shared, u"title"_s, u"Said here"_s); });
    changeThere(u"Task"_s, shared, {{u"Subject"_s, u"Said there"_s}});
    run(u"sync"_s);
    QCOMPARE(said(), u"1 field(s) were changed here and in the CRM."_s);
    auto* tabs = part<QTabWidget>(u"connectors.tabs"_s);
    QCOMPARE(tabs->tabText(1), u"Conflicts (1)"_s);
    QCOMPARE(cell(u"connectors.conflicts"_s, 0, 1), u"Said here"_s);
    QVERIFY(!cell(u"connectors.conflicts"_s, 0, 2).isEmpty());
    QCOMPARE(cell(u"connectors.conflicts"_s, 0, 3), u"Said there"_s);
    QVERIFY(cell(u"connectors.conflicts"_s, 0, 4).contains(u"005000000000002"_s));
    tabs->setCurrentIndex(1);
    picture(u"conflict"_s);
    run(choice);
    QCOMPARE(tabs->tabText(1), u"Conflicts"_s);
    QVERIFY(!action(choice)->isEnabled());
    run(u"sync"_s);
    QCOMPARE(taskOf(shared).title, outcome);
    QCOMPARE(there(u"Task"_s, shared)[u"Subject"_s].toString(), outcome);
}

void TestConnectors::whatIsParkedIsTriedAgain()
{
    const Id shared = task(u"Deleted there"_s);
    connector(u"sf-parked"_s);
    run(u"sync"_s);
    const QJsonObject gone{{u"type"_s, u"Task"_s}, {u"id"_s, there(u"Task"_s, shared)[u"Id"_s]}};
    m_peer->seed({{u"remove"_s, QJsonArray{gone}}});
    run(u"sync"_s);
    QCOMPARE(cell(u"connectors.parked"_s, 0, 0), u"Deleted there"_s);
    QCOMPARE(cell(u"connectors.parked"_s, 0, 2), u"Parked"_s);
    QCOMPARE(cell(u"connectors.parked"_s, 0, 4), u"It was deleted there."_s);
    part<QTabWidget>(u"connectors.tabs"_s)->setCurrentIndex(2);
    picture(u"parked"_s);
    run(u"retry"_s);
    QCOMPARE(part<QTableView>(u"connectors.parked"_s)->model()->rowCount(), 0);
    run(u"sync"_s);
    QCOMPARE(there(u"Task"_s, shared)[u"Subject"_s].toString(), u"Deleted there"_s);
}

void TestConnectors::aPausedConnectorSendsNothing()
{
    connector(u"sf-paused"_s);
    action(u"pause"_s)->trigger();
    answerReason(u"reasonDialog"_s, u"its org may be the leak"_s);
    QCOMPARE(cell(u"connectors.table"_s, 0, 3), u"Paused"_s);
    QVERIFY(part<QTextBrowser>(u"connectors.text"_s)->toPlainText().contains(u"its org may be the leak"_s));
    QVERIFY(!part<QPushButton>(u"pause"_s)->isVisible());
    QVERIFY(part<QPushButton>(u"resume"_s)->isVisible());
    part<QTabWidget>(u"connectors.tabs"_s)->setCurrentIndex(0);
    picture(u"paused"_s);
    const Id shared = task(u"While it is paused"_s);
    run(u"sync"_s);
    QVERIFY(there(u"Task"_s, shared).isEmpty());
    action(u"resume"_s)->trigger();
    answerReason(u"reasonDialog"_s, u"cleared"_s);
    run(u"sync"_s);
    QVERIFY(!there(u"Task"_s, shared).isEmpty());
}

void TestConnectors::aReleaseTakesTwoStepsAndCanBeWithdrawn()
{
    connector(u"sf-release"_s);
    action(u"withdraw"_s)->trigger();
    answerReason(u"reasonDialog"_s, u"wrong org"_s);
    QCOMPARE(cell(u"connectors.table"_s, 0, 4), u"Not released"_s);
    QVERIFY(!action(u"withdraw"_s)->isEnabled());
    action(u"release"_s)->trigger();
    QVERIFY(m_bench->waitForDialog(u"releaseDialog"_s));
    QVERIFY(!m_bench->dialog()->findChild<QLabel*>(u"fields"_s)->text().contains(u"Description"_s));
    answerReason(u"releaseDialog"_s, u"the right one after all"_s);
    QCOMPARE(cell(u"connectors.table"_s, 0, 4), u"First release"_s);
    action(u"release"_s)->trigger();
    QVERIFY(m_bench->waitForDialog(u"releaseDialog"_s));
    QVERIFY(m_bench->dialog()->findChild<QLabel*>(u"fields"_s)->text().contains(u"Description"_s));
    answerReason(u"releaseDialog"_s, u"they need the words"_s);
    QCOMPARE(cell(u"connectors.table"_s, 0, 4), u"Full release"_s);
    QVERIFY(!action(u"release"_s)->isEnabled());
}

void TestConnectors::aTestNamesWhatIsMissing()
{
    connector(u"sf-test"_s);
    run(u"test"_s);
    QCOMPARE(said(), u"sf-test signs in, and all that the mapping needs is there."_s);
    const QJsonObject bare{{u"name"_s, u"Task"_s}, {u"fields"_s, QJsonArray()}};
    m_peer->fault(
        {{u"path"_s, u"/sobjects/Task/describe"_s}, {u"kind"_s, u"status"_s}, {u"status"_s, 200}, {u"body"_s, bare}});
    run(u"test"_s);
    QVERIFY2(said().startsWith(u"sf-test signs in, but"_s), qPrintable(said()));
    auto* banner = page()->findChild<Banner*>();
    banner->findChild<QPushButton*>()->click();
    QVERIFY(m_bench->waitForDialog(u"missingDialog"_s));
    picture(u"missing"_s);
    QVERIFY(m_bench->dialog()->findChild<QPlainTextEdit*>(u"missing"_s)->toPlainText().contains(u"Task.Leak_Key__c"_s));
    QCOMPARE(namelessIn(*m_bench->dialog()), QStringList());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!m_bench->dialog());
}

void TestConnectors::aWrongSecretIsSaidAndNothingIsKept()
{
    action(u"add"_s)->trigger();
    QVERIFY(m_bench->waitForDialog(u"setupDialog"_s));
    QDialog* dialog = m_bench->dialog();
    auto* main = qobject_cast<FormDialog*>(dialog)->mainButton();
    dialog->findChild<QLineEdit*>(u"url"_s)->setText(m_peer->address());
    main->click();
    auto* method = dialog->findChild<QComboBox*>(u"method"_s);
    method->setCurrentIndex(method->findData(u"client"_s));
    dialog->findChild<QLineEdit*>(u"client"_s)->setText(u"consumerKey"_s);
    dialog->findChild<QWidget*>(u"secret"_s)->setFocus();
    type(u"wrong"_s);
    main->click();
    main->click();
    QTRY_VERIFY(dialog->findChild<Banner*>()->isVisible());
    QVERIFY(main->isEnabled());
    QCOMPARE(main->text(), u"Sign in and test"_s); // as before
    QVERIFY(dialog->findChild<QPushButton*>(u"skip"_s)->isVisible());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!m_bench->dialog());
    QVERIFY(m_bench->settle());
    QCOMPARE(part<QTableView>(u"connectors.table"_s)->model()->rowCount(), 0);
}

void TestConnectors::aPersonSignsInWithTheBrowser()
{
    action(u"add"_s)->trigger();
    QVERIFY(m_bench->waitForDialog(u"setupDialog"_s));
    QDialog* dialog = m_bench->dialog();
    auto* main = qobject_cast<FormDialog*>(dialog)->mainButton();
    dialog->findChild<QLineEdit*>(u"url"_s)->setText(m_peer->address());
    main->click();
    auto* method = dialog->findChild<QComboBox*>(u"method"_s);
    method->setCurrentIndex(method->findData(u"browser"_s));
    QVERIFY(!dialog->findChild<QWidget*>(u"secret"_s)->isVisible());
    dialog->findChild<QLineEdit*>(u"client"_s)->setText(u"consumerKey"_s);
    main->click();
    main->click();
    QTRY_VERIFY(dialog->findChild<QTextBrowser*>(u"result"_s)->toPlainText().contains(u"ir@example.com"_s));
    main->click();
    main->click();
    QTRY_VERIFY(!m_bench->dialog());
    QVERIFY(m_bench->settle());
    run(u"sync"_s); // with what the browser left
    QCOMPARE(cell(u"connectors.table"_s, 0, 3), u"Working"_s);
    run(u"signIn"_s);
    QVERIFY(m_bench->waitForDialog(u"signInDialog"_s));
    qobject_cast<FormDialog*>(m_bench->dialog())->mainButton()->click();
    QTRY_VERIFY(!m_bench->dialog());
    run(u"sync"_s);
    QCOMPARE(cell(u"connectors.table"_s, 0, 3), u"Working"_s);
}

void TestConnectors::aRunCanBeCancelled()
{
    connector(u"sf-slow"_s);
    m_peer->fault(
        {{u"path"_s, u"/services/data"_s}, {u"kind"_s, u"delay"_s}, {u"delayMs"_s, 60'000}, {u"times"_s, 99}});
    action(u"sync"_s)->trigger();
    QTRY_COMPARE(cell(u"connectors.table"_s, 0, 3), u"Synchronising"_s);
    QVERIFY(!action(u"sync"_s)->isEnabled());
    QTRY_VERIFY(!m_peer->log(u"GET"_s, u"/services/data"_s).isEmpty());
    m_bench->console().jobs().cancelAll();
    QVERIFY(m_bench->settle());
    QCOMPARE(cell(u"connectors.table"_s, 0, 3), u"Cancelled"_s);
    QVERIFY(action(u"sync"_s)->isEnabled());
    m_peer->forget();
    run(u"sync"_s);
    QCOMPARE(cell(u"connectors.table"_s, 0, 3), u"Working"_s);
}

void TestConnectors::itRunsByItselfWhereSomebodySaysSo()
{
    const Id id = connector(u"sf-self"_s);
    const auto details = [this] { return part<QTextBrowser>(u"connectors.text"_s)->toPlainText(); };
    const auto every = [this](int minutes) {
        action(u"byItself"_s)->trigger();
        QVERIFY(m_bench->waitForDialog(u"selfSyncDialog"_s));
        QCOMPARE(namelessIn(*m_bench->dialog()), QStringList());
        auto* often = m_bench->dialog()->findChild<QComboBox*>(u"often"_s);
        QCOMPARE(QApplication::focusWidget(), often);
        often->setCurrentIndex(often->findData(minutes));
        picture(u"self-%1"_s.arg(minutes));
        press(Qt::Key_Return);
        QTRY_VERIFY(!m_bench->dialog());
    };
    QVERIFY(details().contains(u"never: it runs when somebody says so"_s));
    every(5);
    QTRY_COMPARE(cell(u"connectors.table"_s, 0, 3), u"Working"_s); // it never ran: at once
    QVERIFY(m_bench->settle());
    QTRY_VERIFY2(details().contains(u"every 5 minutes while the vault is open here; next "_s), qPrintable(details()));
    QCOMPARE(part<QTableView>(u"connectors.runs"_s)->model()->rowCount(), 1);
    part<QTabWidget>(u"connectors.tabs"_s)->setCurrentIndex(0);
    picture(u"by-itself"_s);
    // Signed in anew it goes on at once; where nothing moved, nothing is written down.
    const auto signedIn = [&] {
        action(u"signIn"_s)->trigger();
        QVERIFY(m_bench->waitForDialog(u"signInDialog"_s));
        m_bench->dialog()->findChild<QWidget*>(u"secret"_s)->setFocus();
        type(u"secret"_s);
        m_peer->forget();
        press(Qt::Key_Return);
        QTRY_VERIFY(!m_bench->dialog());
        QTRY_VERIFY(!m_peer->log(u"GET"_s, u"/services/data"_s).isEmpty());
        QVERIFY(m_bench->settle());
    };
    signedIn(); // reads what the first run wrote
    const int runs = part<QTableView>(u"connectors.runs"_s)->model()->rowCount();
    signedIn();
    QTRY_VERIFY2(details().contains(u"; nothing new "_s), qPrintable(details()));
    QCOMPARE(part<QTableView>(u"connectors.runs"_s)->model()->rowCount(), runs);
    // What a person has to help with waits for them.
    written([id](Casework& casework) {
        return casework.journal().vault().keepSecret(crm::secretNameOf(id), SecretBytes::copyOf("wrong"));
    });
    run(u"sync"_s);
    QCOMPARE(cell(u"connectors.table"_s, 0, 3), u"Failing"_s);
    QTRY_VERIFY2(details().contains(u"waits until somebody signs it in again"_s), qPrintable(details()));
    action(u"pause"_s)->trigger();
    answerReason(u"reasonDialog"_s, u"its org may be the leak"_s);
    QTRY_VERIFY2(details().contains(u"waits until it is resumed"_s), qPrintable(details()));
    m_bench->console().session()->setMoment(m_bench->window().incident(), m_bench->console().session()->clock().now());
    QVERIFY(m_bench->settle());
    QVERIFY(!action(u"byItself"_s)->isEnabled() || details().contains(u"not now"_s));
    m_bench->console().session()->setMoment({}, {});
    QVERIFY(m_bench->settle());
    every(0);
    QVERIFY(details().contains(u"never: it runs when somebody says so"_s));
    QVERIFY(m_bench->settings().allKeys().filter(u"connectors/"_s).isEmpty());
}

void TestConnectors::nothingIsBegunWhileTheScreenIsCovered()
{
    const Id id = connector(u"sf-covered"_s);
    const auto moves = [id, this](const QString& note) {
        written([id, note](Casework& casework) -> Expected<void> {
            TRY(const auto connector, casework.one<CrmConnector>(id));
            CrmConnector after = connector.value;
            after.login = note;
            return casework.update(id, after);
        });
    };
    m_bench->window().cover(new QWidget);
    QVERIFY(m_bench->window().isCovered());
    m_bench->settings().setValue(u"connectors/%1/%2"_s.arg(m_bench->console().session()->vaultId().text(), id.text()),
                                 5);
    m_peer->forget();
    moves(m_peer->address()); // it is planned anew, and due at once
    QTest::qWait(1'500);
    QVERIFY(m_peer->log(u"GET"_s, u"/services/data"_s).isEmpty());
    QVERIFY(m_peer->log(u"POST"_s, u"/services/oauth2/token"_s).isEmpty());
    m_bench->window().uncover();
    moves({});
    QTRY_VERIFY(!m_peer->log(u"GET"_s, u"/services/data"_s).isEmpty());
    QVERIFY(m_bench->settle());
    QCOMPARE(cell(u"connectors.table"_s, 0, 3), u"Working"_s);
}

void TestConnectors::seedAccount(const QString& name) const
{
    QFile leaked(QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/demo/leaked-list.csv"));
    QFile production(QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/demo/production-contacts.csv"));
    QVERIFY(leaked.open(QIODevice::ReadOnly) && production.open(QIODevice::ReadOnly));
    const QString list = QString::fromUtf8(leaked.readAll());
    const auto record = [](const QString& type, const QJsonObject& fields) {
        return QJsonObject{{u"type"_s, type}, {u"data"_s, fields}};
    };
    const auto seeded = [this](const QJsonArray& records) { return m_peer->seed({{u"records"_s, records}}); };
    const QJsonValue owner
        = seeded({record(u"User"_s, {{u"Name"_s, u"Jane Roe"_s}, {u"Email"_s, u"jane@acme.example"_s}})}).first();
    const QJsonValue account
        = seeded({record(u"Account"_s, {{u"Name"_s, name}, {u"OwnerId"_s, owner}, {u"BillingCountryCode"_s, u"DE"_s}})})
              .first();
    QJsonArray contacts;
    for (const QString& line : QString::fromUtf8(production.readAll()).split(u'\n').mid(1)) {
        if (const QString mail = line.section(u',', 4, 4); !mail.isEmpty() && list.contains(mail)) {
            contacts.append(
                record(u"Contact"_s, {{u"LastName"_s, u"X"_s}, {u"Email"_s, mail}, {u"AccountId"_s, account}}));
        }
    }
    QVERIFY(!contacts.isEmpty());
    seeded(contacts);
}

FormDialog* TestConnectors::countedAffected()
{
    if (!m_bench->waitForDialog(u"affectedDialog"_s)) {
        return nullptr;
    }
    auto* dialog = qobject_cast<FormDialog*>(m_bench->dialog());
    const bool isCounted = QTest::qWaitFor([&] { return dialog->mainButton()->text().startsWith(u"Ask "_s); },
                                           patienceMs / 4);
    return isCounted ? dialog : nullptr;
}

void TestConnectors::affectedPartiesAreFoundFromTheMatrix()
{
    seedAccount(u"Northwind Traders"_s);
    connector(u"sf-parties"_s);
    m_bench->window().showRoom(u"clocks"_s);
    QVERIFY(m_bench->settle());
    auto* matrix = m_bench->window().findChild<QWidget*>(u"clocks.customers"_s);
    m_bench->window().findChild<QWidget*>(u"clocks.page"_s)->findChild<QTabWidget*>()->setCurrentWidget(matrix);
    QVERIFY(m_bench->settle());
    picture(u"matrix"_s);
    m_peer->forget();
    matrix->findChild<QPushButton*>(u"fromCrm"_s)->click();
    FormDialog* dialog = countedAffected();
    QVERIFY(dialog);
    QVERIFY(page()->isVisible()); // the room that asks
    const auto* told = dialog->findChild<QLabel*>(u"told"_s);
    QVERIFY2(told->text().startsWith(u"Matched rows: "_s), qPrintable(told->text()));
    QVERIFY(told->text().contains(u"Nothing has been asked yet."_s));
    QVERIFY(m_peer->log().isEmpty());
    QCOMPARE(namelessIn(*dialog), QStringList());
    QCOMPARE(QApplication::focusWidget(), dialog->mainButton());
    picture(u"affected-counted"_s);
    press(Qt::Key_Return);
    QTRY_COMPARE(dialog->mainButton()->text(), u"Show the customers"_s);
    QVERIFY2(
        told->text().startsWith(u"Found: contacts 1, accounts 1, people who look after these 1.\nParties: new 1"_s),
        qPrintable(told->text()));
    picture(u"affected-told"_s);
    press(Qt::Key_Return);
    QTRY_VERIFY(!m_bench->dialog());
    QVERIFY(m_bench->settle());
    QVERIFY(matrix->isVisible());
    const auto parties = written([incident = m_bench->window().incident()](Casework& casework) {
        return casework.all<bulkhead::Party>(incident);
    });
    const auto made = std::ranges::find(parties, u"Northwind Traders"_s,
                                        [](const auto& one) { return one.value.name; });
    QVERIFY(made != parties.end());
    QCOMPARE(made->value.contact, u"Jane Roe, jane@acme.example"_s);
    QCOMPARE(made->value.country, u"DE"_s);
    m_bench->window().showRoom(u"connectors"_s);
    QVERIFY(m_bench->settle());
}

void TestConnectors::itsRecordsAreRegisteredAsWhatIsReal()
{
    seedAccount(u"Southwind Traders"_s);
    m_bench->window().showRoom(u"provenance"_s);
    QVERIFY(m_bench->settle());
    QAction* command = m_bench->console().actions().find(u"provenance.registerFromCrm"_s);
    auto* room = m_bench->window().findChild<QWidget*>(u"provenance.page"_s);
    command->trigger();
    QVERIFY(m_bench->settle());
    QCOMPARE(room->findChild<Banner*>()->text(), u"No CRM is connected."_s);
    connector(u"sf-truth"_s);
    const auto opened = [&] {
        command->trigger();
        return m_bench->waitForDialog(u"provenance.crmTruthDialog"_s) ? qobject_cast<FormDialog*>(m_bench->dialog())
                                                                      : nullptr;
    };
    FormDialog* dialog = opened();
    QVERIFY(dialog);
    const auto* state = dialog->findChild<QLabel*>(u"state"_s);
    QTRY_COMPARE(state->text(), u"All records of these kinds are read."_s);
    QCOMPARE(namelessIn(*dialog), QStringList());
    picture(u"truth"_s);
    dialog->findChild<QLineEdit*>(u"name"_s)->clear();
    dialog->mainButton()->click();
    QVERIFY(dialog->findChild<Banner*>()->isVisible());
    dialog->findChild<QLineEdit*>(u"name"_s)->setText(u"Our CRM"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY(!m_bench->dialog());
    QVERIFY(m_bench->settle());
    m_bench->console().actions().find(u"provenance.registry"_s)->trigger();
    picture(u"registered"_s);
    QVERIFY2(room->findChild<Banner*>()->text().startsWith(u"Our CRM is registered: "_s),
             qPrintable(room->findChild<Banner*>()->text()));
    const auto sets = written([](Casework& casework) { return casework.all<DataSet>(registryIncident()); });
    QVERIFY(std::ranges::any_of(
        sets, [](const auto& set) { return set.value.name == u"Our CRM"_s && set.value.isProduction; }));
    // The same name again: only what has changed since.
    seedAccount(u"Eastwind Traders"_s);
    dialog = opened();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit*>(u"name"_s)->setText(u"Our CRM"_s);
    QTRY_VERIFY(dialog->findChild<QLabel*>(u"state"_s)->text().contains(u"only what has changed"_s));
    dialog->mainButton()->click();
    QTRY_VERIFY(!m_bench->dialog());
    QVERIFY(m_bench->settle());
    const auto after = written([](Casework& casework) { return casework.all<DataSet>(registryIncident()); });
    QCOMPARE(after.size(), sets.size() + 1);
    QVERIFY(std::ranges::any_of(after, [](const auto& set) { return set.value.version.endsWith(u" changes"_s); }));
    // A line that breaks registers nothing, and one that is waited for can be cancelled.
    m_peer->fault({{u"path"_s, u"/services/"_s}, {u"kind"_s, u"delay"_s}, {u"delayMs"_s, 60'000}, {u"times"_s, 99}});
    dialog = opened();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit*>(u"name"_s)->setText(u"Never"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY(!m_peer->log(u"GET"_s, u"/services"_s).isEmpty());
    press(Qt::Key_Escape);
    QTRY_VERIFY(dialog->mainButton()->isEnabled());
    QCOMPARE(dialog->findChild<Banner*>()->text(), u"Cancelled: nothing was registered."_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!m_bench->dialog());
    m_bench->window().showRoom(u"connectors"_s);
    QVERIFY(m_bench->settle());
}

void TestConnectors::itIsAskedAboutUnknownRows()
{
    m_bench->window().showRoom(u"provenance"_s);
    QVERIFY(m_bench->settle());
    const auto command = [this](const QString& name) {
        return m_bench->console().actions().find(u"provenance."_s + name);
    };
    auto* room = m_bench->window().findChild<QWidget*>(u"provenance.page"_s);
    command(u"another"_s)->trigger();
    QVERIFY(m_bench->settle());
    QVERIFY(!command(u"askCrm"_s)->isEnabled()); // there is nothing to ask about
    QFile leak(m_bench->path(u"strangers.csv"_s));
    QVERIFY(leak.open(QIODevice::WriteOnly));
    leak.write("email,phone\nzoe@litware.example,+49 30 7700 1111\nyan@litware.example,\nxu@elsewhere.example,\n");
    leak.close();
    const auto contact = [](const QString& mail) {
        return QJsonObject{{u"type"_s, u"Contact"_s},
                           {u"data"_s, QJsonObject{{u"LastName"_s, u"Ware"_s}, {u"Email"_s, mail}}}};
    };
    m_peer->seed({{u"records"_s, QJsonArray{contact(u"zoe@litware.example"_s), contact(u"yan@litware.example"_s)}}});
    QMimeData dropped;
    dropped.setUrls({QUrl::fromLocalFile(leak.fileName())});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(room, &enter);
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(room, &drop);
    QTRY_VERIFY(command(u"askCrm"_s)->isEnabled());
    QVERIFY(m_bench->settle());
    command(u"askCrm"_s)->trigger();
    QVERIFY(m_bench->settle());
    QCOMPARE(room->findChild<Banner*>()->text(), u"No CRM is connected."_s);
    connector(u"sf-ask"_s);
    auto* button = room->findChild<QPushButton*>(u"provenance.askCrmButton"_s);
    QVERIFY(button && button->isVisible());
    picture(u"ask-offered"_s);
    m_peer->forget();
    button->click();
    QVERIFY(m_bench->waitForDialog(u"provenance.askCrmDialog"_s));
    auto* dialog = qobject_cast<FormDialog*>(m_bench->dialog());
    const auto* told = dialog->findChild<QLabel*>(u"told"_s);
    QCOMPARE(namelessIn(*dialog), QStringList());
    picture(u"ask-choose"_s);
    dialog->mainButton()->setFocus();
    press(Qt::Key_Return);
    QTRY_COMPARE(dialog->mainButton()->text(), u"Ask sf-ask"_s);
    QVERIFY2(
        told->text().startsWith(u"Unknown rows: 3. Asked for: e-mail addresses 3, phone numbers 1, record ids 0."_s),
        qPrintable(told->text()));
    QVERIFY(told->text().contains(u"Contact.Email"_s) && told->text().contains(u"left to people"_s));
    QVERIFY(told->text().contains(u"Nothing has been asked yet."_s));
    QVERIFY(m_peer->log(u"GET"_s, u"/query"_s).isEmpty());
    QCOMPARE(QApplication::focusWidget(), dialog->mainButton());
    picture(u"ask-counted"_s);
    press(Qt::Key_Return);
    QTRY_COMPARE(dialog->mainButton()->text(), u"Show the verdict"_s);
    QVERIFY2(told->text().startsWith(u"Records that rows of the sample speak of: 2; rows: 2."_s),
             qPrintable(told->text()));
    picture(u"ask-told"_s);
    press(Qt::Key_Return);
    QTRY_VERIFY(!m_bench->dialog());
    QVERIFY(m_bench->settle());
    QTRY_VERIFY(command(u"askCrm"_s)->isEnabled()); // the stranger
    const auto* rows = room->findChild<QTableView*>(u"provenance.rows"_s);
    QVERIFY(rows);
    QString all;
    for (int row = 0; row < rows->model()->rowCount(); ++row) {
        for (int column = 0; column < rows->model()->columnCount(); ++column) {
            all += rows->model()->index(row, column).data().toString() + u' ';
        }
    }
    QVERIFY2(all.contains(u"sf-ask: asked for strangers.csv"_s), qPrintable(all));
    picture(u"ask-verdict"_s);
    // One that is waited for can be cancelled: nothing is registered.
    const auto sets = written([](Casework& casework) { return casework.all<DataSet>(registryIncident()); }).size();
    button->click();
    QVERIFY(m_bench->waitForDialog(u"provenance.askCrmDialog"_s));
    dialog = qobject_cast<FormDialog*>(m_bench->dialog());
    dialog->mainButton()->click();
    QTRY_COMPARE(dialog->mainButton()->text(), u"Ask sf-ask"_s);
    m_peer->forget();
    m_peer->fault({{u"path"_s, u"/query"_s}, {u"kind"_s, u"delay"_s}, {u"delayMs"_s, 60'000}, {u"times"_s, 99}});
    dialog->mainButton()->click();
    QTRY_VERIFY(!m_peer->log(u"GET"_s, u"/query"_s).isEmpty());
    press(Qt::Key_Escape);
    QTRY_COMPARE(dialog->mainButton()->text(), u"Count again"_s);
    QVERIFY(dialog->findChild<QLabel*>(u"told"_s)->text().startsWith(u"Cancelled: nothing was registered."_s));
    QCOMPARE(written([](Casework& casework) { return casework.all<DataSet>(registryIncident()); }).size(), sets);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!m_bench->dialog());
    m_peer->forget();
    m_bench->window().showRoom(u"connectors"_s);
    QVERIFY(m_bench->settle());
}

void TestConnectors::whatMayNotBeAskedSaysWhy()
{
    const QAction* find = action(u"affected"_s);
    QCOMPARE(find->toolTip(), u"Add a connector first."_s);
    connector(u"sf-asked"_s);
    QVERIFY(find->isEnabled());
    action(u"pause"_s)->trigger();
    answerReason(u"reasonDialog"_s, u"its org may be the leak"_s);
    QCOMPARE(find->toolTip(), u"It is paused: nothing is asked of it."_s);
    action(u"withdraw"_s)->trigger();
    answerReason(u"reasonDialog"_s, u"wrong org"_s);
    QCOMPARE(find->toolTip(), u"This incident is not released."_s);
    QCOMPARE(part<QPushButton>(u"affected"_s)->accessibleDescription(), find->toolTip());
}

void TestConnectors::anAskingThatBreaksOffKeepsWhatCame()
{
    const Id id = connector(u"sf-broken"_s);
    m_peer->fault({{u"path"_s, u"/query"_s}, {u"kind"_s, u"status"_s}, {u"status"_s, 401}, {u"times"_s, 99}});
    action(u"affected"_s)->trigger();
    FormDialog* dialog = countedAffected();
    QVERIFY(dialog);
    press(Qt::Key_Return);
    QTRY_COMPARE(dialog->mainButton()->text(), u"Ask again"_s);
    QVERIFY(dialog->findChild<Banner*>()->isVisible());
    QVERIFY(dialog->findChild<QLabel*>(u"told"_s)->text().contains(u"It broke off."_s));
    picture(u"affected-broken"_s);
    // Withdrawn while somebody thinks about it: it is not asked any more.
    m_peer->forget();
    written([id, incident = m_bench->window().incident()](Casework& casework) -> Expected<void> {
        TRY(const auto mappings, crm::Mappings::load(resourceFolders(u"mappings"_s)));
        return crm::Synchronising(casework, mappings).withdraw(incident, id, u"wrong org"_s);
    });
    dialog->mainButton()->click();
    QTRY_VERIFY(dialog->findChild<Banner*>()->text().contains(u"not released"_s));
    QVERIFY(m_peer->log().isEmpty());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!m_bench->dialog());
}

void TestConnectors::whoMayNotSeesWhy()
{
    connector(u"sf-past"_s);
    Session& session = *m_bench->console().session();
    session.setMoment(m_bench->window().incident(), session.clock().now());
    QVERIFY(m_bench->settle());
    for (const QString& name : {u"add"_s, u"sync"_s, u"release"_s, u"pause"_s, u"remove"_s, u"signIn"_s}) {
        QVERIFY2(!action(name)->isEnabled(), qPrintable(name));
        QCOMPARE(action(name)->toolTip(), Casework::pastError().message);
        QCOMPARE(part<QPushButton>(name)->accessibleDescription(), Casework::pastError().message);
    }
    session.setMoment({}, {});
    QVERIFY(m_bench->settle());
    QVERIFY(action(u"sync"_s)->isEnabled());
}

void TestConnectors::aRemovedConnectorIsForgotten()
{
    const Id id = connector(u"sf-gone"_s);
    action(u"remove"_s)->trigger();
    answerReason(u"reasonDialog"_s, u"moved to another"_s);
    QVERIFY(!part<QTableView>(u"connectors.table"_s)->isVisible());
    QVERIFY(!written([id](Casework& casework) { return casework.journal().vault().secret(crm::secretNameOf(id)); }));
}

void TestConnectors::everyStopHasAName()
{
    connector(u"sf-names"_s);
    auto* tabs = part<QTabWidget>(u"connectors.tabs"_s);
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QVERIFY(m_bench->settle());
        QCOMPARE(namelessIn(*page()), QStringList());
    }
    tabs->setCurrentIndex(0);
    for (const QString& name : {u"preview"_s, u"release"_s, u"withdraw"_s, u"signIn"_s, u"pause"_s, u"remove"_s}) {
        action(name)->trigger();
        QTRY_VERIFY(m_bench->dialog());
        QCOMPARE(namelessIn(*m_bench->dialog()), QStringList());
        QTest::keyClick(m_bench->dialog(), Qt::Key_Escape);
        QTRY_VERIFY(!m_bench->dialog());
    }
}

QTEST_MAIN(TestConnectors)
#include "tst_connectors.moc"
