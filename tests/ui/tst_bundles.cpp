#include "ui/bench.h"

#include "models/incident/session.h"
#include "models/journal/bundle.h"
#include "tests/incident/desk.h"
#include "ui/cases/casespage.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/shell/mainwindow.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// An incident leaves one vault as a bundle and comes into another, by the dialogs.
class TestBundles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theIncidentIsExported();
    void anotherVaultTakesItIn();

private:
    [[nodiscard]] static QString textOf(const QWidget& widget)
    {
        QStringList texts;
        for (const QLabel* label : widget.findChildren<QLabel*>()) {
            texts.append(label->isVisibleTo(&widget) ? label->text() : QString());
        }
        return texts.join(u'\n');
    }
    /// Chooses the file in the open file dialog of `page`.
    [[nodiscard]] static bool choose(CasesPage& page, const QString& file)
    {
        auto* files = page.findChild<QFileDialog*>();
        if (!files || !QTest::qWaitFor([&] { return files->isVisible(); }, patienceMs)) {
            return false;
        }
        files->selectFile(file);
        Q_EMIT files->fileSelected(file);
        files->close();
        return true;
    }
    [[nodiscard]] static FormDialog* formOf(CasesPage& page)
    {
        FormDialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                for (FormDialog* dialog : page.findChildren<FormDialog*>(u"cases.bundleDialog"_s)) {
                    found = dialog->isVisible() ? dialog : found;
                }
                return found != nullptr;
            },
            patienceMs);
        return found;
    }

    Bench m_bench;
    QString m_file;
    QString m_fingerprint;
};

void TestBundles::initTestCase()
{
    QVERIFY(m_bench.openDemonstration());
    m_file = m_bench.path(u"incident.zip"_s);
    m_fingerprint = QString::fromLatin1(m_bench.console().session()->fingerprint().toHex());
}

void TestBundles::theIncidentIsExported()
{
    m_bench.window().showRoom(u"overview"_s);
    QVERIFY(m_bench.settle());
    press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_bench.waitForDialog(u"bundleDialog"_s));
    auto* dialog = qobject_cast<FormDialog*>(m_bench.dialog());
    auto* line = dialog->findChild<QLineEdit*>(u"bundleFile"_s);
    auto* counsel = dialog->findChild<QCheckBox*>(u"bundleCounsel"_s);
    QVERIFY(line && counsel);
    QCOMPARE(namelessStops(*dialog), QStringList());
    QCOMPARE(counsel->isVisible(), m_bench.console().session()->roles().has(Role::Legal));
    QVERIFY(line->text().endsWith(u".zip"_s));
    line->setText(m_bench.path(u"no-such-folder/incident.zip"_s));
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"no folder"_s), qPrintable(textOf(*dialog)));
    line->setText(m_file);
    const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
    if (!folder.isEmpty()) {
        QTest::qWait(100); // until the dialog has its height
        QVERIFY(dialog->grab().save(folder + u"/bundle-export.png"_s));
    }
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
    QVERIFY(m_bench.settle());
    QVERIFY(QFile::exists(m_file));
    QCOMPARE(QFile::permissions(m_file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());

    // A second time into the same file: refused before anything is packed.
    press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_bench.waitForDialog(u"bundleDialog"_s));
    dialog = qobject_cast<FormDialog*>(m_bench.dialog());
    dialog->findChild<QLineEdit*>(u"bundleFile"_s)->setText(m_file);
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"there already"_s), qPrintable(textOf(*dialog)));
    dialog->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
}

void TestBundles::anotherVaultTakesItIn()
{
    const Desk desk;
    TestVault& vault = const_cast<Desk&>(desk).vault();
    vault.close();
    vault.enterState();
    SessionRequest request;
    request.folder = vault.folder();
    request.credential = TestVault::credential(u"Ada"_s);
    std::shared_ptr<Session> session;
    Session::open(this, std::move(request),
                  [&](Expected<std::shared_ptr<Session>> opened) { session = must(std::move(opened)); });
    QTRY_VERIFY_WITH_TIMEOUT(session, patienceMs);
    Jobs jobs;
    Actions actions;
    CasesPage page(RoomContext{*session, jobs, actions});
    page.resize(1100, 700);
    page.show();
    const auto incidents = [&] {
        qsizetype count = -1;
        session->read(
            &page, [](Casework& casework) { return casework.incidents(); },
            [&](const auto& all) { count = static_cast<qsizetype>(all->size()); });
        (void)QTest::qWaitFor([&] { return count >= 0; }, patienceMs);
        return count;
    };
    QCOMPARE(incidents(), 0);

    // A file that is no bundle, and the fingerprint of another vault: said, and nothing comes in.
    const QString other = m_bench.path(u"other.zip"_s);
    QFile wrong(other);
    QVERIFY(wrong.open(QIODevice::WriteOnly) && wrong.write("PK, but not one") > 0);
    wrong.close();
    page.importBundle();
    QVERIFY(choose(page, other));
    FormDialog* dialog = formOf(page);
    QVERIFY(dialog);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*dialog).contains(u"bundle"_s) && dialog->mainButton()->isEnabled(), patienceMs);
    dialog->reject();
    QTRY_VERIFY(page.findChildren<FormDialog*>().isEmpty());
    page.importBundle();
    QVERIFY(choose(page, m_file));
    dialog = formOf(page);
    QVERIFY(dialog);
    auto* fingerprint = dialog->findChild<QLineEdit*>(u"fingerprint"_s);
    fingerprint->setText(u"12ab"_s);
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"64 hexadecimal"_s), qPrintable(textOf(*dialog)));
    fingerprint->setText(QString(64, u'0'));
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!textOf(*dialog).contains(u"64 hexadecimal"_s) && dialog->mainButton()->isEnabled(),
                             patienceMs);
    QCOMPARE(incidents(), 0);

    fingerprint->setText(m_fingerprint);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(page.findChildren<FormDialog*>().isEmpty(), patienceMs);
    QCOMPARE(incidents(), 1);
    const auto* banner = page.findChild<Banner*>();
    QVERIFY2(banner && textOf(*banner).contains(u"The incident is imported"_s), qPrintable(textOf(page)));
    QVERIFY2(textOf(*banner).contains(u"fingerprint that you gave"_s), qPrintable(textOf(*banner)));
    const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
    if (!folder.isEmpty()) {
        QVERIFY(page.grab().save(folder + u"/bundle-imported.png"_s));
    }
    session.reset();
}

QTEST_MAIN(TestBundles)
#include "tst_bundles.moc"
