#include "models/timeline/instants.h"

#include <QTest>

using namespace bulkhead;
using namespace bulkhead::timeline;
using namespace Qt::StringLiterals;
using Problem = ReadInstant::Problem;

class InstantsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatLogsWrite_data();
    void readsWhatLogsWrite();
    void refuses_data();
    void refuses();
    void neverGuessesAZone();
    void everyMinuteOfAYearGoesThereAndBack();
    void beforeNineteenSeventyRoundsDown();
};

void InstantsTest::readsWhatLogsWrite_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<qint64>("us");
    const qint64 base = 1'795'486'320'000'000; // 2026-11-24T02:12:00Z
    QTest::newRow("UTC") << u"2026-11-24T02:12:00Z"_s << QString() << base;
    QTest::newRow("an offset") << u"2026-11-24T03:12:00+01:00"_s << QString() << base;
    QTest::newRow("an offset without colon") << u"2026-11-24 03:12:00 +0100"_s << QString() << base;
    QTest::newRow("an offset of hours") << u"2026-11-24T03:12:00+01"_s << QString() << base;
    QTest::newRow("a negative offset") << u"2026-11-23T21:12:00-05:00"_s << QString() << base;
    QTest::newRow("an offset of half an hour") << u"2026-11-24T07:42:00+05:30"_s << QString() << base;
    QTest::newRow("a fraction") << u"2026-11-24T02:12:00.123456Z"_s << QString() << base + 123'456;
    QTest::newRow("a fraction of nanoseconds") << u"2026-11-24T02:12:00.123456789Z"_s << QString() << base + 123'456;
    QTest::newRow("a fraction behind a comma") << u"2026-11-24 02:12:00,5 UTC"_s << QString() << base + 500'000;
    QTest::newRow("without seconds") << u"2026-11-24T02:12Z"_s << QString() << base;
    QTest::newRow("slashes") << u"2026/11/24 02:12:00 GMT"_s << QString() << base;
    QTest::newRow("local in winter") << u"2026-11-24 03:12:00"_s << u"Europe/Berlin"_s << base;
    QTest::newRow("local in summer") << u"2026-07-24 04:12:00"_s << u"Europe/Berlin"_s
                                     << base - 123LL * 86'400 * 1'000'000;
    QTest::newRow("local to an offset") << u"2026-11-24 03:12:00"_s << u"+01:00"_s << base;
    QTest::newRow("its own offset wins") << u"2026-11-24T03:12:00+01:00"_s << u"America/New_York"_s << base;
    QTest::newRow("an access log") << u"24/Nov/2026:03:12:00 +0100"_s << QString() << base;
    QTest::newRow("an access log in brackets") << u"[24/Nov/2026:03:12:00 +0100]"_s << QString() << base;
    QTest::newRow("RFC 5322") << u"Tue, 24 Nov 2026 03:12:00 +0100"_s << QString() << base;
    QTest::newRow("RFC 5322 with a name of a zone") << u"Mon, 23 Nov 2026 18:12:00 PST"_s << QString() << base;
    QTest::newRow("an event log file") << u"20261124021200.123"_s << QString() << base + 123'000;
    QTest::newRow("seconds since 1970") << u"1795486320"_s << QString() << base;
    QTest::newRow("seconds with a fraction") << u"1795486320.25"_s << QString() << base + 250'000;
    QTest::newRow("milliseconds since 1970") << u"1795486320123"_s << QString() << base + 123'000;
    QTest::newRow("microseconds since 1970") << u"1795486320123456"_s << QString() << base + 123'456;
    QTest::newRow("a leap second is the second before")
        << u"2016-12-31T23:59:60Z"_s << QString() << qint64(1'483'228'799) * 1'000'000;
}

void InstantsTest::readsWhatLogsWrite()
{
    QFETCH(const QString, text);
    QFETCH(const QString, zone);
    QFETCH(const qint64, us);
    InstantReader reader(zone);
    const ReadInstant read = reader.read(text);
    QCOMPARE(problemId(read.problem), QString());
    QCOMPARE(read.us, us);
    QCOMPARE(reader.read(u"  "_s + text + u" "_s).us, us);
}

void InstantsTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("problem");
    QTest::newRow("nothing") << QString() << QString() << u"time.missing"_s;
    QTest::newRow("a word") << u"yesterday"_s << QString() << u"time.bad"_s;
    QTest::newRow("a day alone") << u"2026-11-24"_s << u"UTC"_s << u"time.bad"_s;
    QTest::newRow("a day that does not exist") << u"2026-02-30T00:00:00Z"_s << QString() << u"time.bad"_s;
    QTest::newRow("hour 24") << u"2026-11-24T24:00:00Z"_s << QString() << u"time.bad"_s;
    QTest::newRow("minute 60") << u"2026-11-24T10:60:00Z"_s << QString() << u"time.bad"_s;
    QTest::newRow("an offset of 25 hours") << u"2026-11-24T10:00:00+25:00"_s << QString() << u"time.bad"_s;
    QTest::newRow("something behind it") << u"2026-11-24T10:00:00Z or so"_s << QString() << u"time.bad"_s;
    QTest::newRow("a zone that may be several") << u"24 Nov 2026 10:00:00 IST"_s << QString() << u"time.bad"_s;
    QTest::newRow("a small number") << u"12345"_s << QString() << u"time.bad"_s;
    QTest::newRow("no zone") << u"2026-11-24T10:00:00"_s << QString() << u"time.no-zone"_s;
    QTest::newRow("day or month first") << u"03/04/2026, 10:00:00 AM PST"_s << QString() << u"time.no-order"_s;
    QTest::newRow("skipped") << u"2026-03-29T02:30:00"_s << u"Europe/Berlin"_s << u"time.skipped"_s;
    QTest::newRow("twice") << u"2026-10-25T02:30:00"_s << u"Europe/Berlin"_s << u"time.ambiguous"_s;
    QTest::newRow("long ago") << u"1492-10-12T00:00:00Z"_s << QString() << u"time.out-of-range"_s;
    QTest::newRow("far ahead") << u"9999-12-31T00:00:00Z"_s << QString() << u"time.out-of-range"_s;
}

void InstantsTest::refuses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, zone);
    QFETCH(const QString, problem);
    InstantReader reader(zone);
    const ReadInstant read = reader.read(text);
    QCOMPARE(problemId(read.problem), problem);
    QVERIFY(!problemText(read.problem, text, zone).isEmpty());
}

void InstantsTest::neverGuessesAZone()
{
    InstantReader none;
    QVERIFY(!none.isZoneKnown());
    QCOMPARE(none.read(u"2026-11-24T10:00:00").problem, Problem::NoZone);
    InstantReader wrong(u"Mars/Olympus"_s);
    QVERIFY(!wrong.isZoneKnown());
    QCOMPARE(wrong.read(u"2026-11-24T10:00:00").problem, Problem::NoZone);
    InstantReader american({}, DateOrder::MonthFirst);
    QCOMPARE(american.read(u"3/4/2026, 1:00:00 PM PST").us, qint64(1'772'658'000) * 1'000'000);
    InstantReader european({}, DateOrder::DayFirst);
    QCOMPARE(european.read(u"04.03.2026 13:00:00 PST").us, qint64(1'772'658'000) * 1'000'000);
    QCOMPARE(american.read(u"13/4/2026, 1:00:00 PM PST").problem, Problem::NotATime);
}

void InstantsTest::everyMinuteOfAYearGoesThereAndBack()
{
    // Against Qt's own arithmetic, through both changes of the clocks.
    for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"}) {
        const QTimeZone zone(name);
        InstantReader reader(QString::fromLatin1(name));
        int ambiguous = 0;
        for (qint64 at = 1'767'225'600'000; at < 1'798'761'600'000; at += 7 * 60'000) {
            const QString local = QDateTime::fromMSecsSinceEpoch(at, zone).toString(u"yyyy-MM-dd HH:mm:ss"_s);
            const ReadInstant read = reader.read(local);
            if (read.problem == Problem::Ambiguous) {
                ++ambiguous;
                continue;
            }
            QCOMPARE(read.us, at * 1000);
        }
        QCOMPARE(ambiguous > 0, QByteArrayView(name) != "Asia/Kathmandu");
    }
}

void InstantsTest::beforeNineteenSeventyRoundsDown()
{
    InstantReader reader;
    QCOMPARE(reader.read(u"1969-12-31T23:59:59.999500Z").us, -500);
    QCOMPARE(reader.read(u"1969-12-31T23:59:59.999500Z").ms(), -1);
    QCOMPARE(reader.read(u"1970-01-01T00:00:00.000500Z").ms(), 0);
}

QTEST_GUILESS_MAIN(InstantsTest)
#include "tst_instants.moc"
