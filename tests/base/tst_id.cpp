#include "models/base/id.h"

#include <QTest>

#include <algorithm>
#include <unordered_set>

using namespace bulkhead;
using namespace Qt::StringLiterals;

class TestId : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesTheWayThroughText()
    {
        for (int i = 0; i < 2000; ++i) {
            const Id id = Id::make(qint64(i) * 98765432101);
            QCOMPARE(id.text().size(), 26);
            QCOMPARE(Id::fromText(id.text()).value(), id);
            QCOMPARE(Id::fromText(id.text().toUpper()).value(), id);
            QCOMPARE(Id::fromBytes(id.bytes()).value(), id);
        }
    }

    void writesKnownText()
    {
        // The ULID 01ARYZ6S41TSV4RRFFQ69G5FAV of its specification, in lower case.
        const auto id = Id::fromText(u"01aryz6s41tsv4rrffq69g5fav");
        QVERIFY(id);
        QCOMPARE(id->msSinceEpoch(), 1469918176385);
        QCOMPARE(id->text(), u"01aryz6s41tsv4rrffq69g5fav"_s);
        QCOMPARE(Id::fromBytes(Bytes(16, '\xff'))->text(), u"7zzzzzzzzzzzzzzzzzzzzzzzzz"_s);
    }

    void keepsTheInstant()
    {
        for (const qint64 ms : {qint64(0), qint64(1), qint64(1735689600123), (qint64(1) << 48) - 1}) {
            QCOMPARE(Id::make(ms).msSinceEpoch(), ms);
        }
    }

    void sortsByTimeInBytesAndText()
    {
        std::vector<Id> ids;
        for (qint64 ms = 1; ms < 1'000'000'000'000; ms = ms * 3 + 1) {
            ids.push_back(Id::make(ms));
        }
        QVERIFY(std::ranges::is_sorted(ids));
        QVERIFY(std::ranges::is_sorted(ids, {}, &Id::text));
        QVERIFY(std::ranges::is_sorted(ids, {}, [](const Id& id) { return id.bytes(); }));
    }

    void neverRepeats()
    {
        std::unordered_set<Id> seen;
        for (int i = 0; i < 20000; ++i) {
            QVERIFY(seen.insert(Id::make(42)).second);
        }
    }

    void refusesWhatIsNoId_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QString();
        QTest::newRow("too short") << u"01aryz6s41tsv4rrffq69g5fa"_s;
        QTest::newRow("too long") << u"01aryz6s41tsv4rrffq69g5fav0"_s;
        QTest::newRow("a letter that is not in the alphabet") << u"01aryz6s41tsv4rrffq69g5fau"_s;
        QTest::newRow("more than 128 bits") << u"81aryz6s41tsv4rrffq69g5fav"_s;
        QTest::newRow("outside Latin 1") << u"01aryz6s41tsv4rrffq69g5fa\u0416"_s;
        QTest::newRow("a space") << u"01aryz6s41tsv4rrffq69g5fa "_s;
    }
    void refusesWhatIsNoId()
    {
        QFETCH(const QString, text);
        QVERIFY(!Id::fromText(text));
    }

    void refusesOtherLengths()
    {
        QVERIFY(!Id::fromBytes(Bytes(15, 'x')));
        QVERIFY(!Id::fromBytes(Bytes(17, 'x')));
        QVERIFY(!Id::fromBytes({}));
    }

    void followsFromContent()
    {
        QCOMPARE(Id::derived("abc").bytes().toHex(), QByteArray("ba7816bf8f01cfea414140de5dae2223"));
        QVERIFY(Id::derived("abc") != Id::derived("abd"));
    }

    void isNullOnlyByDefault()
    {
        QVERIFY(Id().isNull());
        QVERIFY(!Id::make(0).isNull());
    }
};

QTEST_APPLESS_MAIN(TestId)
#include "tst_id.moc"
