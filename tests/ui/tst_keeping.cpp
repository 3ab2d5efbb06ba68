#include "incident/desk.h"
#include "models/incident/custodian.h"
#include "ui/bench.h"
#include "ui/common/banner.h"
#include "ui/settings/retentionpanel.h"
#include "ui/settings/settingspage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Backing up, restoring, a new master key and slots that are more than a passphrase, as a person does it.
class TestKeeping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere"); }
    void aBackupIsMadeWhileWorkingAndRestoredAtTheEntrance();
    void aBackupIsNotWrittenOverAnything();
    void aDamagedBackupIsSaid();
    void aNewMasterKeyLocksAndOpensAgain();
    void aWrongPassphraseKeepsTheMasterKey();
    void aKeyFileIsMadeAndOpens();
    void aDesktopWithoutAKeyringIsSaid();
    void whatIsKeptUntilWhenIsListed();

private:
    /// What is shown: a page of the entrance, or the window.
    static QWidget* page(Bench& bench)
    {
        Entrance* entrance = bench.console().entrance();
        return entrance ? entrance->currentWidget() : &bench.window();
    }
    static QLineEdit* line(QWidget* root, const QString& name)
    {
        auto* field = root->findChild<QWidget*>(name);
        auto* own = qobject_cast<QLineEdit*>(field);
        return own ? own : field->findChild<QLineEdit*>();
    }
    static void click(QWidget* root, const QString& name) { root->findChild<QPushButton*>(name)->click(); }
    static QString said(QWidget* root)
    {
        QStringList texts;
        for (Banner* banner : root->findChildren<Banner*>()) {
            texts.append(banner->isVisible() ? banner->text() : QString());
        }
        return texts.join(u' ').trimmed();
    }
    static bool enter(Bench& bench)
    {
        bench.console().entrance()->showCreate(true);
        line(page(bench), u"userName"_s)->setText(u"Ada Brandt"_s);
        line(page(bench), u"vaultName"_s)->setText(u"Acme"_s);
        line(page(bench), u"folder"_s)->setText(bench.path(u"acme.bulkhead"_s));
        line(page(bench), u"passphrase"_s)->setText(words);
        line(page(bench), u"passphraseAgain"_s)->setText(words);
        click(page(bench), u"createButton"_s);
        if (!bench.waitForDialog(u"recoveryDialog"_s)) {
            return false;
        }
        QTest::keyClick(bench.dialog(), Qt::Key_Escape);
        bench.window().showRoom(u"settings"_s);
        return bench.settle() && settings(bench) != nullptr;
    }
    static SettingsPage* settings(Bench& bench) { return bench.window().findChild<SettingsPage*>(); }
    static bool isOpen(Bench& bench)
    {
        return QTest::qWaitFor([&] { return bench.console().session() != nullptr; }, patienceMs);
    }
    static bool backUp(Bench& bench, const QString& file)
    {
        settings(bench)->backUpTo(file);
        return QTest::qWaitFor([&] { return said(settings(bench)).contains(u"backed up"_s); }, patienceMs);
    }
    static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void fillRestore(Bench& bench, const QString& file, const QString& folder)
    {
        bench.console().lock(u"Locked."_s);
        bench.console().entrance()->showWelcome();
        click(page(bench), u"restoreBackupButton"_s);
        line(page(bench), u"backupFile"_s)->setText(file);
        QVERIFY(!line(page(bench), u"restoreFolder"_s)->text().isEmpty()); // suggested
        line(page(bench), u"restoreFolder"_s)->setText(folder);
        line(page(bench), u"passphrase"_s)->setText(words);
    }
    static inline const QString words = u"harbour violet seven kettle"_s;
};

void TestKeeping::aBackupIsMadeWhileWorkingAndRestoredAtTheEntrance()
{
    Bench bench;
    QVERIFY(enter(bench));
    const Bytes fingerprint = bench.console().session()->fingerprint();
    const QString file = bench.path(u"acme.bulkhead-backup"_s);
    QVERIFY(backUp(bench, file));
    QVERIFY(QFile::exists(file));
    fillRestore(bench, file, bench.path(u"again"_s));
    QCOMPARE(page(bench)->objectName(), u"restorePage"_s);
    click(page(bench), u"restoreButton"_s);
    QVERIFY2(isOpen(bench), qPrintable(said(page(bench))));
    QCOMPARE(bench.console().session()->folder(), bench.path(u"again"_s));
    QCOMPARE(hex(bench.console().session()->fingerprint()), hex(fingerprint));
}

void TestKeeping::aBackupIsNotWrittenOverAnything()
{
    Bench bench;
    QVERIFY(enter(bench));
    const QString file = bench.path(u"precious"_s);
    QFile precious(file);
    QVERIFY(precious.open(QIODevice::WriteOnly));
    precious.close();
    settings(bench)->backUpTo(file);
    QTRY_VERIFY_WITH_TIMEOUT(said(settings(bench)).contains(u"there already"_s), patienceMs);
    QCOMPARE(contentOf(file), QByteArray());
}

void TestKeeping::aDamagedBackupIsSaid()
{
    Bench bench;
    QVERIFY(enter(bench));
    const QString file = bench.path(u"acme.bulkhead-backup"_s);
    QVERIFY(backUp(bench, file));
    QFile damaged(file);
    QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.resize(damaged.size() - 1));
    damaged.close();
    fillRestore(bench, file, bench.path(u"again"_s));
    click(page(bench), u"restoreButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!bench.console().entrance()->isBusy(), patienceMs);
    QCOMPARE(page(bench)->objectName(), u"restorePage"_s);
    QVERIFY2(said(page(bench)).contains(u"damaged"_s), qPrintable(said(page(bench))));
    QVERIFY(!QFile::exists(bench.path(u"again"_s)));
}

void TestKeeping::aNewMasterKeyLocksAndOpensAgain()
{
    Bench bench;
    QVERIFY(enter(bench));
    const QByteArray before = contentOf(bench.path(u"acme.bulkhead/vault.json"_s));
    QVERIFY(!before.contains("renewals"));
    click(settings(bench), u"settings.newMasterKey"_s);
    QVERIFY(bench.waitForDialog(u"rekeyDialog"_s));
    auto* dialog = qobject_cast<FormDialog*>(bench.dialog());
    dialog->mainButton()->click(); // Nothing typed: it stays.
    QCOMPARE(bench.dialog(), dialog);
    line(dialog, u"passphrase"_s)->setText(words);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!bench.console().session(), patienceMs);
    QVERIFY2(isOpen(bench), qPrintable(said(page(bench))));
    QVERIFY(contentOf(bench.path(u"acme.bulkhead/vault.json"_s)).contains("renewals"));
    QCOMPARE(bench.console().session()->folder(), bench.path(u"acme.bulkhead"_s));
}

void TestKeeping::aWrongPassphraseKeepsTheMasterKey()
{
    Bench bench;
    QVERIFY(enter(bench));
    const QByteArray before = contentOf(bench.path(u"acme.bulkhead/vault.json"_s));
    click(settings(bench), u"settings.newMasterKey"_s);
    QVERIFY(bench.waitForDialog(u"rekeyDialog"_s));
    line(bench.dialog(), u"passphrase"_s)->setText(u"something else"_s);
    qobject_cast<FormDialog*>(bench.dialog())->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!bench.console().session(), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!bench.console().entrance()->isBusy(), patienceMs);
    QCOMPARE(page(bench)->objectName(), u"unlockPage"_s);
    QVERIFY2(said(page(bench)).contains(u"does not open"_s), qPrintable(said(page(bench))));
    QCOMPARE(contentOf(bench.path(u"acme.bulkhead/vault.json"_s)), before);
}

void TestKeeping::aKeyFileIsMadeAndOpens()
{
    Bench bench;
    QVERIFY(enter(bench));
    QFile key(bench.path(u"key"_s));
    QVERIFY(key.open(QIODevice::WriteOnly) && key.write("octets of a key file") > 0);
    key.close();
    click(settings(bench), u"settings.addKeyFile"_s);
    QVERIFY(bench.waitForDialog(u"keyFileDialog"_s));
    line(bench.dialog(), u"keyFile"_s)->setText(bench.path(u"missing"_s));
    line(bench.dialog(), u"passphrase"_s)->setText(u"another harbour seven"_s);
    line(bench.dialog(), u"passphraseAgain"_s)->setText(u"another harbour seven"_s);
    auto* dialog = qobject_cast<FormDialog*>(bench.dialog());
    dialog->mainButton()->click();
    QVERIFY(bench.dialog()); // There is no such file.
    line(dialog, u"keyFile"_s)->setText(key.fileName());
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!bench.dialog(), patienceMs);
    bench.console().lock(u"Locked."_s);
    QVERIFY(page(bench)->findChild<QWidget*>(u"keyFile"_s)->isVisible());
    QVERIFY(!page(bench)->findChild<QWidget*>(u"keyringButton"_s)->isVisible());
    line(page(bench), u"passphrase"_s)->setText(u"another harbour seven"_s);
    line(page(bench), u"keyFile"_s)->setText(key.fileName());
    click(page(bench), u"unlockButton"_s);
    QVERIFY2(isOpen(bench), qPrintable(said(page(bench))));
}

void TestKeeping::aDesktopWithoutAKeyringIsSaid()
{
    Bench bench;
    QVERIFY(enter(bench));
    click(settings(bench), u"settings.addKeyring"_s);
    QTRY_VERIFY(bench.dialog());
    for (QPushButton* button : bench.dialog()->findChildren<QPushButton*>()) {
        if (button->text().contains(u"Add it"_s)) {
            button->click();
            break;
        }
    }
    QTRY_VERIFY_WITH_TIMEOUT(said(settings(bench)).contains(u"no keyring"_s), patienceMs);
    QVERIFY(!contentOf(bench.path(u"acme.bulkhead/vault.json"_s)).contains("keyring"));
}

void TestKeeping::whatIsKeptUntilWhenIsListed()
{
    Bench bench({1280, 800});
    QVERIFY(bench.openDemonstration());
    const Id incident = bench.window().incident();
    Session& session = *bench.console().session();
    bench.window().showRoom(u"settings"_s);
    QVERIFY(bench.settle());
    auto* panel = bench.window().findChild<RetentionPanel*>();
    settings(bench)->findChild<QTabWidget*>(u"settings.tabs"_s)->setCurrentWidget(panel);
    auto* table = panel->findChild<QTableView*>(u"settings.retentionTable"_s);
    auto* summary = panel->findChild<QLabel*>(u"settings.retentionSummary"_s);
    auto* open = panel->findChild<QPushButton*>(u"settings.retentionOpen"_s);
    QTRY_VERIFY_WITH_TIMEOUT(summary->text().contains(u"No incident"_s), patienceMs);
    QVERIFY(!open->isEnabled());

    const auto set = [&](qint64 until) {
        std::optional<Expected<void>> answer;
        session.write(
            &bench.window(),
            [incident, until](Casework& casework) {
                return Custodian(casework).setRetention(incident, until, u"limitation of claims"_s);
            },
            [&answer](const Expected<void>& done) { answer = done; });
        return QTest::qWaitFor([&] { return answer.has_value(); }, patienceMs) && answer->has_value();
    };
    const auto cell = [table](int column) { return table->model()->index(0, column).data().toString(); };
    QVERIFY(set(session.clock().now() + Desk::day));
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patienceMs);
    QCOMPARE(cell(RetentionModel::StateColumn), u"Kept"_s);
    QVERIFY2(cell(RetentionModel::IncidentColumn).startsWith(u"INC-0001"_s),
             qPrintable(cell(RetentionModel::IncidentColumn)));
    QCOMPARE(cell(RetentionModel::RuleColumn), u"limitation of claims"_s);
    QVERIFY(cell(RetentionModel::MaterialColumn).contains(u"piece"_s));
    QVERIFY(summary->text().contains(u"Nothing is due"_s));
    QVERIFY(set(session.clock().now() - Desk::day));
    QTRY_COMPARE_WITH_TIMEOUT(cell(RetentionModel::StateColumn), u"Due"_s, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(summary->text().contains(u"1 incident"_s), patienceMs);
    QVERIFY(namelessStops(*panel).isEmpty());
    if (const QString pictures = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !pictures.isEmpty()) {
        QVERIFY(bench.window().grab().save(pictures + u"/retention.png"_s));
    }

    table->setFocus();
    press(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(bench.window().currentRoom()->id(), u"evidence"_s, patienceMs);
    QCOMPARE(bench.window().incident(), incident);
}

QTEST_MAIN(TestKeeping)
#include "tst_keeping.moc"
