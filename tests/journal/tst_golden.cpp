#include "models/base/digest.h"
#include "models/journal/journalprivate.h"
#include "tests/journal/smallschema.h"

#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
Id id(char octet)
{
    return Id::fromBytes(Bytes(16, octet)).value();
}

Header header()
{
    Header header;
    header.device = id('\xd0');
    header.stream = team(id('\x11'));
    header.seq = 300;
    header.clock = HybridTime::of(1'772'442'000'000, 5);
    header.after = {Bytes(32, '\xaa')};
    header.prev = Bytes(32, '\xbb');
    header.bodyHash = Bytes(32, '\xcc');
    return header;
}

Body body()
{
    const Id entity = id('\xe1');
    return {.intent = u"note.add"_s,
            .facts = {{entity, fieldId(11, 1), Value(u"\u00e9"_s)},
                      {entity, fieldId(11, 2), Value(true)},
                      {entity, fieldId(11, 3), Value(qint64(-500))},
                      {entity, fieldId(11, 4), Value(Bytes("\x01\x02"))},
                      {entity, fieldId(11, 5), Value(QStringList{u"a"_s, u"b"_s})},
                      {entity, fieldId(11, 6), Value()}},
            .via = u"feed"_s};
}

QByteArray repeated(const char* octet, int times)
{
    return QByteArray(octet).repeated(times);
}
} // namespace

/// The format is final: these octets are what other vaults hold and what was signed. README.md explains them.
class TestGolden : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesAHeader()
    {
        const QByteArray expected = "aa"   // map of 10
                                    "0001" // 0: format 1
                                    "0150"
            + repeated("d0", 16)          // 1: device
            + "0250" + repeated("11", 16) // 2: incident
            + "0300"                      // 3: compartment team
              "0419012c"                  // 4: seq 300
              "051b019cadc69a800005"      // 5: clock
              "06815820"
            + repeated("aa", 32)            // 6: after
            + "075820" + repeated("bb", 32) // 7: prev
            + "085820" + repeated("cc", 32) // 8: SHA-256 of the sealed body
            + "0901";                       // 9: schema version
        QCOMPARE(header().encoded().toHex(), expected);
        QCOMPARE(Header::decode(QByteArray::fromHex(expected)).value(), header());
    }

    void writesTheFirstHeaderOfTheVaultStream()
    {
        Header first;
        first.device = id('\xd0');
        first.clock = HybridTime{1};
        first.bodyHash = Bytes(32, '\xcc');
        const QByteArray expected = "aa00010150" + repeated("d0", 16) + "0240030004000501068007" + "40085820"
            + repeated("cc", 32) + "0901";
        QCOMPARE(first.encoded().toHex(), expected);
        QCOMPARE(Header::decode(first.encoded()).value(), first);
    }

    void writesABody()
    {
        const QByteArray entity = "50" + repeated("e1", 16);
        const QByteArray expected = "a3"                   // map of 3
                                    "00686e6f74652e616464" // 0: intent
                                    "0186"                 // 1: six facts
                                    "83"
            + entity
            + "1a000b000162c3a9" // text
              "83"
            + entity
            + "1a000b0002f5" // truth
              "83"
            + entity
            + "1a000b00033901f3" // integer
              "83"
            + entity
            + "1a000b0004420102" // octets
              "83"
            + entity
            + "1a000b00058261616162" // texts
              "83"
            + entity
            + "1a000b0006f6"  // emptied
              "026466656564"; // 2: via
        const Bytes encoded = body().encoded();
        QCOMPARE(encoded.size(), 256);
        QCOMPARE(encoded.toHex(), expected + repeated("00", 256 - static_cast<int>(expected.size()) / 2));
        QCOMPARE(Body::decode(encoded).value(), body());
    }

    void padsToSizeClasses()
    {
        Body large{.intent = u"x"_s, .facts = {{id('\x01'), 1, Value(Bytes(300, 'x'))}}, .via = {}};
        QCOMPARE(large.encoded().size(), 512);
        large.facts.front().value = Value(Bytes(600, 'x'));
        QCOMPARE(large.encoded().size(), 1024);
        Bytes tooLong = body().encoded();
        tooLong.append(256, '\0');
        QVERIFY(!Body::decode(tooLong));
        Bytes dirty = body().encoded();
        dirty[255] = '\x01';
        QVERIFY(!Body::decode(dirty));
    }

    void signsAHeadOverTheseOctets()
    {
        const Head head{team(id('\x11')), id('\xd0'), 300, Bytes(32, '\xbb'), {}};
        const QByteArray expected = "876f" + QByteArray("bulkhead head 1").toHex() + "50" + repeated("f0", 16) + "50"
            + repeated("11", 16) + "0050" + repeated("d0", 16) + "19012c5820" + repeated("bb", 32);
        QCOMPARE(head.signedMessage(id('\xf0')).toHex(), expected);
        Head vaultHead = head;
        vaultHead.stream = {};
        QVERIFY(vaultHead.signedMessage(id('\xf0')).toHex().contains(repeated("f0", 16) + "4000"));
    }

    void sealsABodyInItsPlace()
    {
        const QByteArray place = "8450" + repeated("11", 16) + "0050" + repeated("d0", 16) + "19012c";
        QCOMPARE(journal::Keyring::placeOf(header()).toHex(), place);
        const auto key = SecretBytes::copyOf(Bytes(32, '\x07'));
        const Bytes sealed = crypto::seal(key, Bytes(12, '\x09'), journal::Keyring::placeOf(header()),
                                          body().encoded());
        QCOMPARE(sealed.size(), 256 + crypto::tagSize);
        QCOMPARE(sha256(sealed).toHex(),
                 QByteArray("1967584b20f3f7117670788467da5f8e02077c2270d18b46f283dc0d2ed9d9c9"));
        Header moved = header();
        ++moved.seq;
        QVERIFY(!crypto::open(key, Bytes(12, '\x09'), journal::Keyring::placeOf(moved), sealed));
    }

    void certifiesADevice()
    {
        const Bytes message = Device::certificateMessage(id('\xf0'), id('\xaa'), Bytes(32, '\xdd'));
        QCOMPARE(message.toHex(),
                 "8471" + QByteArray("bulkhead device 1").toHex() + "50" + repeated("f0", 16) + "50"
                     + repeated("aa", 16) + "5820" + repeated("dd", 32));
    }

    void remembersHeadsInTheAnchor()
    {
        const journal::Anchors anchors = {{{team(id('\x11')), id('\xd0')}, {300, Bytes(32, '\xbb')}}};
        const QByteArray expected = "8371" + QByteArray("bulkhead anchor 1").toHex() + "5820" + repeated("ff", 32)
            + "818550" + repeated("11", 16) + "0050" + repeated("d0", 16) + "19012c5820" + repeated("bb", 32);
        QCOMPARE(journal::encodeAnchor(Bytes(32, '\xff'), anchors).toHex(), expected);
    }

    void refusesWhatIsNotCanonical_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<QByteArray>("into");
        QTest::newRow("another format") << QByteArray("aa0001") << QByteArray("aa0002");
        QTest::newRow("a longer integer than needed") << QByteArray("aa0001") << QByteArray("aa001801");
        QTest::newRow("keys out of order") << QByteArray("aa0001") << QByteArray("aa0101");
        QTest::newRow("an unknown compartment") << QByteArray("0300") << QByteArray("0302");
        QTest::newRow("a short hash") << QByteArray("075820bb") << QByteArray("07581f");
        QTest::newRow("an empty hash before") << QByteArray("075820" + repeated("bb", 32)) << QByteArray("0740");
        QTest::newRow("something behind the end") << QByteArray("0901") << QByteArray("090100");
    }

    void refusesWhatIsNotCanonical()
    {
        QFETCH(const QByteArray, change);
        QFETCH(const QByteArray, into);
        QByteArray bytes = header().encoded().toHex();
        QVERIFY(bytes.contains(change));
        bytes.replace(bytes.lastIndexOf(change), change.size(), into);
        QVERIFY(!Header::decode(QByteArray::fromHex(bytes)));
    }
};

QTEST_GUILESS_MAIN(TestGolden)
#include "tst_golden.moc"
