#include "ui/bench.h"

#include "ui/common/banner.h"
#include "ui/provenance/provenancepage.h"

#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// The main job, as somebody does it who has never seen the program: from the first screen to "is it real?" and to an
/// incident. Every step goes through the keyboard or a click; the actions are counted.
class TestFirstVerdict : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void byKeyboardFromTheFirstScreenToAVerdict();
    void byMouseAndDropFromTheFirstScreenToAVerdict();
    void withoutProductionDataItSaysSoAndOffersWhatToDo();
    void unknownRowsSayWhatTheyLookLike();
    void unknownRowsSayWhomTheyComeNear();
    void theVerdictBecomesAnIncident();
    void aSecondSampleSaysWhatIsNew();
    void whatCannotBeExaminedIsSaid();

private:
    static QString demo(const QString& name) { return QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/demo/") + name; }
    static QByteArray leaked()
    {
        QFile file(demo(u"leaked-list.csv"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static ProvenancePage* page(Bench& bench) { return bench.window().findChild<ProvenancePage*>(); }
    static QString headline(Bench& bench) { return page(bench)->findChild<QLabel*>(u"provenance.headline"_s)->text(); }
    static bool answered(Bench& bench)
    {
        return QTest::qWaitFor([&] { return page(bench) && page(bench)->hasAnswer(); }, patienceMs) && bench.settle();
    }
    static void dropOnto(QWidget* target, const QMimeData& data)
    {
        const QPoint at = target->rect().center();
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(at), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &drop);
    }
    /// Enters by the keyboard; returns the number of actions.
    static int enterByKeyboard(Bench& bench)
    {
        bench.window().activateWindow();
        press(Qt::Key_Return);
        type(u"Ada Brandt"_s);
        press(Qt::Key_Return);
        type(u"harbour violet seven kettle"_s);
        press(Qt::Key_Return);
        type(u"harbour violet seven kettle"_s);
        press(Qt::Key_Return);
        const bool isIn = QTest::qWaitFor([&] { return bench.console().session() != nullptr; }, patienceMs);
        return isIn && bench.settle() ? 4 : -1;
    }
    /// Registers by the keyboard: one action for the command, one for the form.
    static int registerByKeyboard(Bench& bench, const QString& file, bool isProduction)
    {
        press(Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
        if (!bench.waitForDialog(u"provenance.registerDialog"_s)) {
            return -1;
        }
        if (!bench.dialog()
                 ->findChild<QAbstractButton*>(isProduction ? u"production"_s : u"synthetic"_s)
                 ->isChecked()) {
            return -1; // what is missing is what it offers
        }
        if (QApplication::focusWidget()->objectName() != u"file") {
            qWarning("%s has the focus", qPrintable(describe(*QApplication::focusWidget())));
            return -1;
        }
        type(file);
        press(Qt::Key_Return);
        if (QTest::qWaitFor([&] { return !bench.dialog(); }, patienceMs / 4) && bench.settle()) {
            return 2;
        }
        qWarning("%s", qPrintable(bench.dialog()->findChild<Banner*>()->text()));
        return -1;
    }

    QTemporaryDir m_home;
};

void TestFirstVerdict::initTestCase()
{
    qputenv("HOME", m_home.path().toUtf8()); // the hurried vault lies beside the person's documents
    QVERIFY(leaked().size() > 100'000);
}

void TestFirstVerdict::byKeyboardFromTheFirstScreenToAVerdict()
{
    Bench bench;
    int actions = enterByKeyboard(bench);
    QCOMPARE(actions, 4);
    QCOMPARE(bench.window().currentRoom()->id(), u"provenance"_s);
    actions += registerByKeyboard(bench, demo(u"production-contacts.csv"_s), true);
    actions += registerByKeyboard(bench, demo(u"sandbox-contacts.csv"_s), false);
    QCOMPARE(actions, 8);
    QGuiApplication::clipboard()->setText(QString::fromUtf8(leaked()));
    press(Qt::Key_V, Qt::ControlModifier);
    ++actions;
    QVERIFY(answered(bench));
    QVERIFY2(headline(bench).contains(u"real persons"_s), qPrintable(headline(bench)));
    QVERIFY(actions <= 12);
    // The recovery code is asked for now, not before.
    QVERIFY(!bench.console().session()->recoveryCode().isEmpty());
}

void TestFirstVerdict::byMouseAndDropFromTheFirstScreenToAVerdict()
{
    Bench bench;
    QTest::mouseClick(bench.console().entrance()->findChild<QPushButton*>(u"leakedFileButton"_s), Qt::LeftButton);
    type(u"Ada Brandt"_s);
    press(Qt::Key_Tab);
    type(u"harbour violet seven kettle"_s);
    press(Qt::Key_Return);
    type(u"harbour violet seven kettle"_s);
    QWidget* form = bench.console().entrance()->currentWidget();
    QTest::mouseClick(form->findChild<QPushButton*>(u"createButton"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(bench.console().session(), patienceMs);
    QVERIFY(bench.settle());
    QMimeData dropped;
    dropped.setUrls({QUrl::fromLocalFile(demo(u"leaked-list.csv"_s))});
    dropOnto(page(bench), dropped);
    QVERIFY(answered(bench));
}

void TestFirstVerdict::withoutProductionDataItSaysSoAndOffersWhatToDo()
{
    Bench bench;
    QCOMPARE(enterByKeyboard(bench), 4);
    QGuiApplication::clipboard()->setText(QString::fromUtf8(leaked()));
    QTest::mouseClick(page(bench)->findChild<QPushButton*>(u"provenance.pasteButton"_s), Qt::LeftButton);
    QVERIFY(answered(bench));
    QVERIFY2(!headline(bench).contains(u"synthetic only"_s), qPrintable(headline(bench)));
    QStringList offers;
    for (const QPushButton* button : page(bench)->findChildren<QPushButton*>()) {
        if (button->isVisible()) {
            offers.append(button->text());
        }
    }
    QVERIFY2(offers.join(u'|').contains(u"production"_s, Qt::CaseInsensitive), qPrintable(offers.join(u'|')));
}

void TestFirstVerdict::unknownRowsSayWhatTheyLookLike()
{
    Bench bench;
    QCOMPARE(enterByKeyboard(bench), 4);
    QGuiApplication::clipboard()->setText(u"Name,Email,Phone,Company\n"
                                          "Rose Gonzalez,rose@edge.com,(512) 757-6000,Edge Communications\n"
                                          "Ann One,ann@example.com,+44 7700 900123,\n"
                                          "Cem Three,cem@gmail.com,+44 7700 900124,Contoso (sample)\n"_s);
    press(Qt::Key_V, Qt::ControlModifier);
    QVERIFY(answered(bench));
    auto* tabs = page(bench)->findChild<QTabWidget*>(u"provenance.tabs"_s);
    auto* table = page(bench)->findChild<QTableView*>(u"provenance.indicators"_s);
    const int tab = tabs->indexOf(table->parentWidget());
    QVERIFY(tabs->isTabVisible(tab));
    QCOMPARE(tabs->tabText(tab), u"Indicators (4)"_s);
    tabs->setCurrentIndex(tab);
    QVERIFY(table->isVisible() && !table->accessibleName().isEmpty());
    const auto* sentence = page(bench)->findChild<QLabel*>(u"provenance.indicatorSentence"_s);
    QVERIFY2(sentence->text().startsWith(u"In 2 of 3 unknown rows"_s), qPrintable(sentence->text()));
    QVERIFY(sentence->text().contains(u"No lawyer has reviewed"_s));
    QStringList sources;
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        sources += table->model()->index(row, table->model()->columnCount() - 1).data().toString();
    }
    QCOMPARE(sources.size(), 4);
    QVERIFY2(sources.join(u'|').contains(u"RFC 2606"_s), qPrintable(sources.join(u'|')));
    if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
        QVERIFY(bench.window().grab().save(folder + u"/indicators.png"_s));
    }
}

void TestFirstVerdict::unknownRowsSayWhomTheyComeNear()
{
    Bench bench;
    QCOMPARE(enterByKeyboard(bench), 4);
    const QString file = m_home.filePath(u"kestrel.csv"_s);
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly)
            && out.write("FirstName,LastName,Email,Phone\n"
                         "Katharina,Wisniewski,katharina.wisniewski@kestrelworks.org,+49 30 5550 1234\n")
                > 0);
    out.close();
    press(Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(bench.waitForDialog(u"provenance.registerDialog"_s));
    auto* choice = bench.dialog()->findChild<QCheckBox*>(u"near"_s);
    QVERIFY(choice && !choice->isChecked()); // what says more than fingerprints has to be asked for
    choice->setChecked(true);
    if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
        QVERIFY(bench.dialog()->grab().save(folder + u"/register-near.png"_s));
    }
    bench.dialog()->findChild<QLineEdit*>(u"file"_s)->setFocus();
    type(file);
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!bench.dialog(), patienceMs);
    QVERIFY(bench.settle());
    QGuiApplication::clipboard()->setText(u"FirstName,LastName,Email,Phone\n"
                                          "Katharina,Wisniewsky,katharrina.wisniewski@kestrelworks.org,\n"
                                          "Zdenka,Quillfeather,zq@nowhere-near.org,\n"_s);
    press(Qt::Key_V, Qt::ControlModifier);
    QVERIFY(answered(bench));
    QVERIFY2(headline(bench).startsWith(u"Not resolved"_s), qPrintable(headline(bench)));
    const auto* sentence = page(bench)->findChild<QLabel*>(u"provenance.near"_s);
    QVERIFY(sentence->isVisible());
    QVERIFY2(sentence->text().startsWith(u"Of 2 unknown rows 1 come near"_s), qPrintable(sentence->text()));
    QVERIFY2(sentence->text().contains(u"treat them as real"_s), qPrintable(sentence->text()));
    const auto* rows = page(bench)->findChild<QTableView*>(u"provenance.rows"_s)->model();
    const auto said = [&](int row) {
        QStringList texts;
        for (int column = 0; column < rows->columnCount(); ++column) {
            texts += rows->index(row, column).data().toString();
        }
        return texts.join(u'|');
    };
    QVERIFY2(said(0).contains(u"near production \"kestrel\" record 1,"_s), qPrintable(said(0)));
    QVERIFY2(!said(0).contains(u"Wisniewsky"_s), qPrintable(said(0))); // still masked
    QVERIFY2(!said(1).contains(u"near production"_s), qPrintable(said(1)));
    if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
        QVERIFY(bench.window().grab().save(folder + u"/near.png"_s));
    }
}

void TestFirstVerdict::theVerdictBecomesAnIncident()
{
    Bench bench;
    QCOMPARE(enterByKeyboard(bench), 4);
    QVERIFY(registerByKeyboard(bench, demo(u"production-contacts.csv"_s), true) > 0);
    QGuiApplication::clipboard()->setText(QString::fromUtf8(leaked()));
    press(Qt::Key_V, Qt::ControlModifier);
    QVERIFY(answered(bench));
    press(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(bench.waitForDialog(u"provenance.incidentDialog"_s));
    QVERIFY(!bench.dialog()->findChild<QLineEdit*>(u"title"_s)->text().isEmpty());
    bench.dialog()->findChild<QLineEdit*>(u"title"_s)->setFocus();
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!bench.window().incident().isNull(), patienceMs);
    QVERIFY(bench.waitForDialog(u"recoveryDialog"_s)); // a verdict is filed now
    QTest::keyClick(bench.dialog(), Qt::Key_Escape);
    QVERIFY(bench.settle());
    bool isRead = false;
    bench.console().session()->read(
        this, [incident = bench.window().incident()](Casework& casework) { return casework.all<Task>(incident); },
        [&isRead](const Expected<std::vector<Kept<Task>>>& tasks) { isRead = tasks && tasks->size() > 10; });
    QTRY_VERIFY(isRead);
    for (const auto* room : {"overview", "timeline", "board", "evidence", "audit"}) {
        bench.window().showRoom(QString::fromLatin1(room));
        QVERIFY(bench.settle());
        QCOMPARE(bench.window().currentRoom()->id(), QString::fromLatin1(room));
    }
}

void TestFirstVerdict::aSecondSampleSaysWhatIsNew()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.window().showRoom(u"provenance"_s);
    QVERIFY(bench.settle());
    QTRY_VERIFY_WITH_TIMEOUT(page(bench) && page(bench)->hasAnswer(), patienceMs);
    auto* sentence = page(bench)->findChild<QLabel*>(u"provenance.newRows"_s);
    auto* onlyNew = page(bench)->findChild<QCheckBox*>(u"provenance.onlyNew"_s);
    QVERIFY(!sentence->isVisible() && !onlyNew->isVisible()); // the first sample has none before it
    // A row is explained by what it was held against.
    press(Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(bench.waitForDialog(u"provenance.explainDialog"_s));
    auto* weighed = bench.dialog()->findChild<QTableView*>(u"provenance.weighed"_s);
    QVERIFY(weighed->isVisible() && weighed->model()->rowCount() > 2);
    QStringList what;
    for (int line = 0; line < weighed->model()->rowCount(); ++line) {
        what += weighed->model()->index(line, 2).data().toString();
    }
    QVERIFY2(what.join(u'|').contains(u"e-mail address: agrees"_s), qPrintable(what.join(u'|')));
    if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
        QTest::qWait(100);
        QVERIFY(bench.dialog()->grab().save(folder + u"/explain.png"_s));
    }
    QTest::keyClick(bench.dialog(), Qt::Key_Escape);
    QVERIFY(bench.settle());
    // Half of the first, and a person who was in nobody's list.
    const QByteArray first = leaked();
    QByteArray second = first.left(first.indexOf('\n', first.size() / 2) + 1);
    const qsizetype rows = second.count('\n') - 1;
    second += "Ann,Other,ann.other.77@example.com\n";
    QGuiApplication::clipboard()->setText(QString::fromUtf8(second));
    page(bench)->paste();
    QVERIFY(answered(bench));
    QVERIFY(sentence->isVisible());
    QVERIFY2(sentence->text().startsWith(u"1 of %1 rows are new"_s.arg(QLocale().toString(rows + 1))),
             qPrintable(sentence->text()));
    QVERIFY(onlyNew->isVisible());
    onlyNew->setChecked(true);
    QCOMPARE(page(bench)->findChild<QTableView*>(u"provenance.rows"_s)->model()->rowCount(), 1);
    if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
        QVERIFY(bench.window().grab().save(folder + u"/new-rows.png"_s));
    }
}

void TestFirstVerdict::whatCannotBeExaminedIsSaid()
{
    Bench bench;
    QCOMPARE(enterByKeyboard(bench), 4);
    QGuiApplication::clipboard()->clear();
    press(Qt::Key_V, Qt::ControlModifier);
    QTRY_VERIFY(page(bench)->findChild<Banner*>()->isVisible());
    QVERIFY(!page(bench)->findChild<Banner*>()->text().isEmpty());
    QVERIFY(!page(bench)->hasAnswer());
    QMimeData dropped;
    dropped.setUrls({QUrl::fromLocalFile(m_home.filePath(u"gone.csv"_s))});
    dropOnto(page(bench), dropped);
    QVERIFY(bench.settle());
    QTRY_VERIFY(page(bench)->findChild<Banner*>()->isVisible());
    QVERIFY(!page(bench)->hasAnswer());
}

QTEST_MAIN(TestFirstVerdict)
#include "tst_firstverdict.moc"
