#include "app/console/options.h"
#include "support/testvault.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class TestOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsTheWindowAsItWas();
    void everythingIsRead();
    void whatIsWrongIsSaid_data();
    void whatIsWrongIsSaid();
    void helpNamesEveryOption();
};

void TestOptions::nothingIsTheWindowAsItWas()
{
    const Options options = must(Options::parse({u"bulkhead"_s}));
    QVERIFY(options.vault.isEmpty() && options.tour.isEmpty() && !options.scheme && !options.text);
    QVERIFY(!options.size.isValid() && !options.opensDemonstration);
    QCOMPARE(options.scale, 1.0);
}

void TestOptions::everythingIsRead()
{
    const Options options = must(
        Options::parse({u"bulkhead"_s, u"--vault"_s, u"/v"_s, u"--theme"_s, u"dark"_s, u"--screenshot-tour"_s, u"/p"_s,
                        u"--size"_s, u"1920x1200"_s, u"--scale=1.5"_s, u"--demo"_s}));
    QCOMPARE(options.vault, u"/v"_s);
    QCOMPARE(options.scheme, Appearance::Scheme::Dark);
    QCOMPARE(options.tour, u"/p"_s);
    QCOMPARE(options.size, QSize(1920, 1200));
    QCOMPARE(options.scale, 1.5);
    QVERIFY(options.opensDemonstration);
}

void TestOptions::whatIsWrongIsSaid_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("said");
    QTest::newRow("unknown") << QStringList{u"--frobnicate"_s} << u"frobnicate"_s;
    QTest::newRow("a loose word") << QStringList{u"/some/vault"_s} << u"--vault"_s;
    QTest::newRow("theme") << QStringList{u"--theme"_s, u"pink"_s} << u"pink"_s;
    QTest::newRow("size") << QStringList{u"--size"_s, u"12"_s} << u"1280x800"_s;
    QTest::newRow("size of nothing") << QStringList{u"--size"_s, u"0x0"_s} << u"1280x800"_s;
    QTest::newRow("scale") << QStringList{u"--scale"_s, u"9"_s} << u"1 to 3"_s;
    QTest::newRow("no number") << QStringList{u"--scale"_s, u"nan"_s} << u"nan"_s;
    QTest::newRow("no value") << QStringList{u"--vault"_s} << u"vault"_s;
}

void TestOptions::whatIsWrongIsSaid()
{
    QFETCH(const QStringList, words);
    QFETCH(const QString, said);
    const auto options = Options::parse(QStringList{u"bulkhead"_s} + words);
    QVERIFY(!options);
    QVERIFY(options.error().code.startsWith("usage."_L1));
    QVERIFY2(options.error().message.contains(said), qPrintable(options.error().message));
}

void TestOptions::helpNamesEveryOption()
{
    const Options options = must(Options::parse({u"bulkhead"_s, u"--help"_s}));
    for (const auto* name : {"--vault", "--demo", "--theme", "--screenshot-tour", "--size", "--scale", "--version"}) {
        QVERIFY2(options.text->contains(QLatin1StringView(name)), name);
    }
    QVERIFY(must(Options::parse({u"bulkhead"_s, u"--version"_s})).text->startsWith("bulkhead "_L1));
}

QTEST_MAIN(TestOptions)
#include "tst_options.moc"
