#include "ui/bench.h"

#include "ui/provenance/copiesview.h"
#include "ui/provenance/provenancepage.h"
#include "ui/provenance/sample.h"
#include "ui/shell/mainwindow.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// A copy of the demonstration's synthetic contacts is made for somebody, leaks, and names them.
class TestCopies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void identitiesOfALeakAreBlocked();
    void aCopyIsMadeForARecipient();
    void aLeakOfItNamesTheRecipient();

private:
    [[nodiscard]] ProvenancePage* page() { return m_bench.window().findChild<ProvenancePage*>(); }
    [[nodiscard]] static QString textOf(const QWidget& widget)
    {
        QStringList texts;
        for (const QLabel* label : widget.findChildren<QLabel*>()) {
            texts.append(label->isVisibleTo(&widget) ? label->text() : QString());
        }
        return texts.join(u'\n');
    }
    void picture(QWidget& widget, const QString& name)
    {
        const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
        if (!folder.isEmpty()) {
            QTest::qWait(100); // until it has its height
            QVERIFY(widget.grab().save(folder + u'/' + name));
        }
    }

    Bench m_bench;
    QString m_copy;
};

void TestCopies::initTestCase()
{
    QVERIFY(m_bench.openDemonstration());
    m_copy = m_bench.path(u"for-integrator.csv"_s);
    m_bench.window().showRoom(u"provenance"_s);
    QVERIFY(m_bench.settle());
    QVERIFY(page());
}

void TestCopies::identitiesOfALeakAreBlocked()
{
    QTRY_VERIFY_WITH_TIMEOUT(page()->hasAnswer() && page()->isAttached(), patienceMs); // as filed in the demonstration
    QVERIFY(page()->canBlock());
    const QString target = m_bench.path(u"blocked.csv"_s);
    page()->writeBlockList();
    QVERIFY(m_bench.waitForDialog(u"provenance.blockListDialog"_s));
    auto* dialog = qobject_cast<FormDialog*>(m_bench.dialog());
    QCOMPARE(namelessStops(*dialog), QStringList());
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"where the list"_s), qPrintable(textOf(*dialog)));
    auto* line = dialog->findChild<QLineEdit*>(u"blockListTarget"_s);
    line->setText(m_bench.path(u"no-folder/blocked.csv"_s));
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*dialog).contains(u"cannot be written"_s), patienceMs);
    line->setText(target);
    picture(*dialog, u"block-list.png"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
    QVERIFY(m_bench.settle());
    QFile list(target);
    QVERIFY(list.open(QIODevice::ReadOnly));
    QCOMPARE(list.readLine(), "meaning,hmac_sha256\n");
    QVERIFY(list.readLine().startsWith("email,"));
    QCOMPARE(list.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QFile key(target + u".key"_s);
    QVERIFY(key.open(QIODevice::ReadOnly));
    QCOMPARE(key.readAll().trimmed().size(), 64);
    QVERIFY(textOf(*page()).contains(u"synthetic identities of"_s));
    // The same file again is refused before anything is read.
    page()->writeBlockList();
    QVERIFY(m_bench.waitForDialog(u"provenance.blockListDialog"_s));
    dialog = qobject_cast<FormDialog*>(m_bench.dialog());
    dialog->findChild<QLineEdit*>(u"blockListTarget"_s)->setText(target);
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"not written over"_s), qPrintable(textOf(*dialog)));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(m_bench.settle());
}

void TestCopies::aCopyIsMadeForARecipient()
{
    page()->showCopies();
    auto* empty = page()->findChild<QWidget*>(u"provenance.noCopies"_s);
    QVERIFY(empty && empty->isVisible());
    picture(m_bench.window(), u"copies-empty.png"_s);
    empty->findChild<QPushButton*>()->click();
    QVERIFY(m_bench.waitForDialog(u"provenance.copyDialog"_s));
    auto* dialog = qobject_cast<FormDialog*>(m_bench.dialog());
    QCOMPARE(namelessStops(*dialog), QStringList());
    const auto line = [&](const QString& name) { return dialog->findChild<QLineEdit*>(name); };
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"file first"_s), qPrintable(textOf(*dialog)));
    line(u"copySource"_s)->setText(QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/demo/sandbox-contacts.csv"));
    line(u"copyTarget"_s)->setText(m_copy);
    dialog->mainButton()->click();
    QVERIFY2(textOf(*dialog).contains(u"whom it is for"_s), qPrintable(textOf(*dialog)));
    line(u"copyName"_s)->setText(u"July delivery"_s);
    line(u"copyRecipient"_s)->setText(u"Integrator Ltd"_s);
    auto* set = dialog->findChild<QComboBox*>(u"copySet"_s);
    QVERIFY(set->count() >= 2);
    set->setCurrentIndex(1);
    line(u"copyMarkIn"_s)->setText(u"no such column"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*dialog).contains(u"no such column"_s), patienceMs);
    QVERIFY(!QFile::exists(m_copy));
    line(u"copyMarkIn"_s)->clear();
    picture(*dialog, u"copies-dialog.png"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
    QVERIFY(m_bench.settle());
    QVERIFY(QFile::exists(m_copy) && QFile::exists(m_copy + u".croissant.json"_s));
    QCOMPARE(page()->findChild<CopiesView*>()->count(), 1);
    picture(m_bench.window(), u"copies.png"_s);
}

void TestCopies::aLeakOfItNamesTheRecipient()
{
    QFile file(m_copy);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QByteArray leaked;
    for (qsizetype i = 0; i < lines.size(); i += i == 0 ? 1 : 3) {
        leaked += lines[i].left(lines[i].lastIndexOf(',')) + '\n'; // without the marks
    }
    QFile leak(m_bench.path(u"leak.csv"_s));
    QVERIFY(leak.open(QIODevice::WriteOnly) && leak.write(leaked) == leaked.size());
    leak.close();
    page()->examine(Sample{leak.fileName(), {}});
    QTRY_VERIFY_WITH_TIMEOUT(page()->findChild<QLabel*>(u"provenance.copiesFound"_s)->isVisible(), patienceMs);
    QVERIFY(m_bench.settle());
    const QString found = page()->findChild<QLabel*>(u"provenance.copiesFound"_s)->text();
    QVERIFY2(found.contains(u"Integrator Ltd"_s) && found.contains(u"July delivery"_s)
                 && found.startsWith(u"It comes"_s),
             qPrintable(found));
    picture(m_bench.window(), u"copies-found.png"_s);
}

QTEST_MAIN(TestCopies)
#include "tst_copies.moc"
