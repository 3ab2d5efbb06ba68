#include "ui/bench.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPointer>
#include <QPushButton>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// First start, making a vault, unlocking it, and what is said when that fails.
class TestEntrance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstStartOffersThreeWays();
    void aTeamsVaultIsMadeAndItsRecoveryCodeConfirmed();
    void aMistypedPassphraseMakesNoVault();
    void aWrongPassphraseIsSaidAndCanBeTypedAgain();
    void workGoesOnBehindALock();
    void theRecoveryCodeOpens();
    void aFolderThatIsNoVaultIsSaid();
    void aVaultThatIsHeldElsewhereIsSaid();
    void anUnconfirmedCodeIsAskedForUntilItIsConfirmed();

private:
    static QWidget* page(Bench& bench) { return bench.console().entrance()->currentWidget(); }
    template<typename T> static T* field(Bench& bench, const QString& name) { return page(bench)->findChild<T*>(name); }
    static QLineEdit* line(QWidget* root, const QString& name)
    {
        auto* field = root->findChild<QWidget*>(name);
        auto* own = qobject_cast<QLineEdit*>(field);
        return own ? own : field->findChild<QLineEdit*>();
    }
    static QString said(Bench& bench)
    {
        QStringList texts;
        for (const QLabel* label : page(bench)->findChild<QWidget*>(u"entranceBanner"_s)->findChildren<QLabel*>()) {
            texts.append(label->text());
        }
        return texts.join(u' ').trimmed();
    }
    static void fillTeam(Bench& bench, const QString& passphrase, const QString& again)
    {
        bench.console().entrance()->showCreate(true);
        line(page(bench), u"userName"_s)->setText(u"Ada Brandt"_s);
        line(page(bench), u"vaultName"_s)->setText(u"Acme"_s);
        line(page(bench), u"folder"_s)->setText(bench.path(u"acme.bulkhead"_s));
        line(page(bench), u"passphrase"_s)->setText(passphrase);
        line(page(bench), u"passphraseAgain"_s)->setText(again);
    }
    static bool makeVault(Bench& bench)
    {
        fillTeam(bench, words, words);
        field<QPushButton>(bench, u"createButton"_s)->click();
        return QTest::qWaitFor([&] { return bench.console().session() != nullptr; }, patienceMs);
    }
    static inline const QString words = u"harbour violet seven kettle"_s;
};

void TestEntrance::theFirstStartOffersThreeWays()
{
    Bench bench;
    QCOMPARE(page(bench)->objectName(), u"welcomePage"_s);
    for (const auto* name : {"leakedFileButton", "demonstrationButton", "teamButton", "existingButton"}) {
        auto* button = field<QPushButton>(bench, QString::fromLatin1(name));
        QVERIFY(button && button->isVisible());
    }
    QCOMPARE(QApplication::focusWidget()->objectName(), u"leakedFileButton"_s);
    press(Qt::Key_Return);
    QCOMPARE(page(bench)->objectName(), u"hurryPage"_s);
    press(Qt::Key_Escape);
    QCOMPARE(page(bench)->objectName(), u"welcomePage"_s);
}

void TestEntrance::aTeamsVaultIsMadeAndItsRecoveryCodeConfirmed()
{
    Bench bench;
    QVERIFY(makeVault(bench));
    QCOMPARE(bench.console().session()->vaultName(), u"Acme"_s);
    QVERIFY(bench.waitForDialog(u"recoveryDialog"_s));
    const QString code = bench.console().session()->recoveryCode();
    QVERIFY(code.size() > 20);
    auto* last = bench.dialog()->findChild<QLineEdit*>(u"lastGroup"_s);
    last->setText(u"AAAA"_s);
    QTest::keyClick(last, Qt::Key_Return);
    QVERIFY(bench.dialog());
    QCOMPARE(bench.console().session()->recoveryCode(), code);
    last->setText(code.section(u'-', -1).toLower());
    QTest::keyClick(last, Qt::Key_Return);
    QTRY_VERIFY(!bench.dialog());
    QVERIFY(bench.console().session()->recoveryCode().isEmpty());
    QVERIFY(QFileInfo::exists(bench.path(u"acme.bulkhead"_s)));
}

void TestEntrance::aMistypedPassphraseMakesNoVault()
{
    Bench bench;
    fillTeam(bench, words, words + u'x');
    field<QPushButton>(bench, u"createButton"_s)->click();
    QVERIFY2(said(bench).contains(u"not the same"_s), qPrintable(said(bench)));
    fillTeam(bench, u"short"_s, u"short"_s);
    field<QPushButton>(bench, u"createButton"_s)->click();
    QVERIFY2(said(bench).contains(u"at least"_s), qPrintable(said(bench)));
    QVERIFY(!bench.console().session());
    QVERIFY(!QFileInfo::exists(bench.path(u"acme.bulkhead"_s)));
}

void TestEntrance::aWrongPassphraseIsSaidAndCanBeTypedAgain()
{
    Bench bench;
    QVERIFY(makeVault(bench));
    bench.console().lock(u"The vault is locked."_s);
    QCOMPARE(page(bench)->objectName(), u"unlockPage"_s);
    bench.window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&bench.window()));
    page(bench)->setFocus();
    type(u"not the passphrase"_s);
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!bench.console().entrance()->isBusy() && !said(bench).isEmpty(), patienceMs);
    QVERIFY2(said(bench).contains(u"passphrase"_s), qPrintable(said(bench)));
    QVERIFY(!bench.console().session());
    QVERIFY(line(page(bench), u"passphrase"_s)->text().isEmpty());
    page(bench)->setFocus();
    type(words);
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(bench.console().session(), patienceMs);
}

void TestEntrance::workGoesOnBehindALock()
{
    Bench bench;
    QVERIFY(makeVault(bench));
    if (bench.waitForDialog(u"recoveryDialog"_s)) {
        QTest::keyClick(bench.dialog(), Qt::Key_Escape);
    }
    QVERIFY(bench.settle());
    bench.window().showRoom(u"settings"_s);
    const auto job = bench.console().jobs().start(u"A long import"_s);
    auto* open = new QDialog(bench.window().centralWidget());
    open->open();
    bench.console().lock(u"The vault is locked."_s);
    // Nothing of the vault shows and no command works, but the work is not stopped.
    QVERIFY(bench.window().isCovered());
    QVERIFY(!job->stopToken().stop_requested());
    QVERIFY(bench.console().session());
    QVERIFY(!open->isVisible());
    QVERIFY(!bench.window().menuBar()->isVisible());
    QVERIFY(!bench.window().findChild<QWidget*>(u"settings.page"_s)->isVisible());
    QCOMPARE(bench.window().windowTitle(), u"Bulkhead"_s);
    for (const QAction* action : bench.console().actions().all()) {
        QVERIFY2(!action->isEnabled(), qPrintable(action->objectName()));
    }
    if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
        QTest::qWait(150);
        QVERIFY(bench.window().grab().save(folder + "/covered.png"_L1));
    }
    bench.window().showIncident(Id::make(1)); // as a room might ask for while its work ends
    QVERIFY(!bench.console().actions().find(u"go.settings"_s)->isEnabled());

    // The wrong passphrase is refused, the right one brings everything back as it was.
    line(page(bench), u"passphrase"_s)->setText(u"not the passphrase"_s);
    field<QPushButton>(bench, u"unlockButton"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!bench.console().entrance()->isBusy() && !said(bench).isEmpty(), patienceMs);
    QVERIFY(bench.window().isCovered());
    line(page(bench), u"passphrase"_s)->setText(words);
    field<QPushButton>(bench, u"unlockButton"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!bench.window().isCovered(), patienceMs);
    QVERIFY(bench.window().findChild<QWidget*>(u"settings.page"_s)->isVisible());
    QVERIFY(open->isVisible());
    QVERIFY(bench.console().actions().find(u"go.settings"_s)->isEnabled());
    delete open;

    // Locked again, it locks for good when the work has ended; what a room says by then is not shown.
    bench.console().lock(u"The vault is locked."_s);
    auto* late = new QDialog(bench.window().findChild<QWidget*>(u"settings.page"_s));
    const QPointer<QDialog> guarded(late);
    late->open();
    QVERIFY(late->testAttribute(Qt::WA_DontShowOnScreen));
    job->finish(u"Imported"_s, true);
    QTRY_VERIFY_WITH_TIMEOUT(!bench.console().session(), patienceMs);
    QVERIFY(!guarded);
    QVERIFY(!bench.window().isCovered());
    QCOMPARE(page(bench)->objectName(), u"unlockPage"_s);
    line(page(bench), u"passphrase"_s)->setText(words);
    field<QPushButton>(bench, u"unlockButton"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(bench.console().session(), patienceMs);
    QVERIFY(bench.console().actions().find(u"go.settings"_s)->isEnabled());

    // Before the machine sleeps keys go, whatever is under way.
    const auto other = bench.console().jobs().start(u"Another"_s);
    Q_EMIT bench.window().sleepWanted();
    QVERIFY(!bench.console().session());
    QVERIFY(other->stopToken().stop_requested());
}

void TestEntrance::theRecoveryCodeOpens()
{
    Bench bench;
    QVERIFY(makeVault(bench));
    const QString code = bench.console().session()->recoveryCode();
    bench.console().lock(u"The vault is locked."_s);
    field<QCheckBox>(bench, u"usesCode"_s)->setChecked(true);
    QVERIFY(!page(bench)->findChild<QWidget*>(u"passphrase"_s)->isVisible());
    line(page(bench), u"code"_s)->setText(QString(code).remove(u'-').toLower());
    field<QPushButton>(bench, u"unlockButton"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(bench.console().session(), patienceMs);
}

void TestEntrance::aFolderThatIsNoVaultIsSaid()
{
    Bench bench;
    QDir().mkpath(bench.path(u"empty"_s));
    bench.console().entrance()->showUnlock(bench.path(u"empty"_s));
    QVERIFY2(said(bench).contains(u"vault"_s), qPrintable(said(bench)));
    bench.console().entrance()->showUnlock(bench.path(u"gone"_s));
    QVERIFY2(!said(bench).isEmpty(), qPrintable(said(bench)));
    QVERIFY(!bench.console().session());
}

void TestEntrance::aVaultThatIsHeldElsewhereIsSaid()
{
    Bench first;
    QVERIFY(makeVault(first));
    Bench second;
    second.console().begin(first.path(u"acme.bulkhead"_s));
    QVERIFY2(said(second).contains(u"open already"_s), qPrintable(said(second)));
    line(page(second), u"passphrase"_s)->setText(words);
    field<QPushButton>(second, u"unlockButton"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!second.console().entrance()->isBusy(), patienceMs);
    QVERIFY(!second.console().session());
    QVERIFY2(!said(second).isEmpty(), qPrintable(said(second)));
    QVERIFY(first.console().session());
}

void TestEntrance::anUnconfirmedCodeIsAskedForUntilItIsConfirmed()
{
    Bench bench;
    QVERIFY(makeVault(bench));
    QVERIFY(bench.waitForDialog(u"recoveryDialog"_s));
    QTest::keyClick(bench.dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!bench.dialog());
    QVERIFY(bench.window().notice()->isVisible());
    bench.console().lock(u"The vault is locked."_s);
    bench.console().begin();
    line(page(bench), u"passphrase"_s)->setText(words);
    field<QPushButton>(bench, u"unlockButton"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(bench.console().session(), patienceMs);
    QTRY_VERIFY(bench.window().notice()->isVisible());
}

QTEST_MAIN(TestEntrance)
#include "tst_entrance.moc"
