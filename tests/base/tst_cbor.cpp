#include "models/base/cbor.h"

#include <QRandomGenerator>
#include <QTest>

using namespace bulkhead;
using namespace bulkhead::cbor;
using namespace Qt::StringLiterals;

namespace {
/// Reads any one value and writes it again; nothing where the reader refuses.
bool copyItem(Reader& reader, Writer& writer, int depth = 0)
{
    if (depth > 16) {
        return false;
    }
    switch (reader.type()) {
    case Type::Unsigned:
        writer.unsignedInteger(reader.unsignedInteger());
        return reader.ok();
    case Type::Negative:
        writer.integer(reader.integer());
        return reader.ok();
    case Type::Bytes:
        writer.bytes(reader.bytes());
        return reader.ok();
    case Type::Text:
        writer.text(reader.text());
        return reader.ok();
    case Type::True:
    case Type::False:
        writer.boolean(reader.boolean());
        return reader.ok();
    case Type::Null:
        reader.null();
        writer.null();
        return reader.ok();
    case Type::Array: {
        quint64 left = reader.array();
        writer.array(left);
        for (; left > 0 && reader.ok(); --left) {
            if (!copyItem(reader, writer, depth + 1)) {
                return false;
            }
        }
        return reader.ok();
    }
    case Type::Map: {
        quint64 left = reader.map();
        writer.map(left);
        std::optional<quint64> key;
        for (; left > 0 && reader.ok(); --left) {
            key = reader.key(key);
            writer.unsignedInteger(*key);
            if (!copyItem(reader, writer, depth + 1)) {
                return false;
            }
        }
        return reader.ok();
    }
    case Type::End:
    case Type::Bad:
        break;
    }
    return false;
}

void writeRandom(Writer& writer, QRandomGenerator& random, int depth)
{
    const auto number = [&] { return random.generate64() >> random.bounded(64); };
    switch (random.bounded(depth > 4 ? 6 : 8)) {
    case 0:
        return writer.unsignedInteger(number());
    case 1:
        return writer.integer(-static_cast<qint64>(number() >> 1) - 1);
    case 2: {
        Bytes bytes(random.bounded(300), Qt::Uninitialized);
        random.fillRange(reinterpret_cast<quint32*>(bytes.data()), bytes.size() / 4);
        return writer.bytes(bytes);
    }
    case 3:
        return writer.text(u"Zo\u00eb \U0001f512 "_s.repeated(random.bounded(9)));
    case 4:
        return writer.boolean(random.bounded(2) == 1);
    case 5:
        return writer.null();
    case 6: {
        const auto size = static_cast<quint64>(random.bounded(5));
        writer.array(size);
        for (quint64 i = 0; i < size; ++i) {
            writeRandom(writer, random, depth + 1);
        }
        return;
    }
    default: {
        const auto size = static_cast<quint64>(random.bounded(5));
        writer.map(size);
        quint64 key = 0;
        for (quint64 i = 0; i < size; ++i) {
            writer.unsignedInteger(key);
            key += 1 + static_cast<quint64>(random.bounded(40));
            writeRandom(writer, random, depth + 1);
        }
    }
    }
}
} // namespace

class TestCbor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// RFC 8949 Appendix A, the rows of our subset.
    void readsAndWritesTheVectorsOfTheStandard_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        const char* const vectors[] = {
            "00",
            "01",
            "0a",
            "17",
            "1818",
            "1819",
            "1864",
            "1903e8",
            "1a000f4240",
            "1b000000e8d4a51000",
            "1bffffffffffffffff",
            "20",
            "29",
            "3863",
            "3903e7",
            "f4",
            "f5",
            "f6",
            "40",
            "4401020304",
            "60",
            "6161",
            "6449455446",
            "62225c",
            "62c3bc",
            "63e6b0b4",
            "64f0908591",
            "80",
            "83010203",
            "8301820203820405",
            "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
            "a0",
            "a201020304",
        };
        for (const char* vector : vectors) {
            QTest::newRow(vector) << QByteArray::fromHex(vector);
        }
    }
    void readsAndWritesTheVectorsOfTheStandard()
    {
        QFETCH(const QByteArray, encoded);
        Reader reader(encoded);
        Writer writer;
        QVERIFY(copyItem(reader, writer));
        QVERIFY(reader.finish());
        QCOMPARE(writer.result().toHex(), encoded.toHex());
        Reader skipping(encoded);
        QCOMPARE(skipping.item(), BytesView(encoded));
        QVERIFY(skipping.finish());
    }

    void givesTheValuesOfTheStandard()
    {
        QCOMPARE(Reader(QByteArray::fromHex("1bffffffffffffffff")).unsignedInteger(),
                 std::numeric_limits<quint64>::max());
        QCOMPARE(Reader(QByteArray::fromHex("1b000000e8d4a51000")).unsignedInteger(), quint64(1000000000000));
        QCOMPARE(Reader(QByteArray::fromHex("3903e7")).integer(), -1000);
        QCOMPARE(Reader(QByteArray::fromHex("3b7fffffffffffffff")).integer(), std::numeric_limits<qint64>::min());
        QCOMPARE(Reader(QByteArray::fromHex("64f0908591")).text(), u"\U00010151"_s);
        QCOMPARE(Reader(QByteArray::fromHex("62225c")).text(), u"\"\\"_s);
        QCOMPARE(Reader(QByteArray::fromHex("4401020304")).bytes().toByteArray().toHex(), QByteArray("01020304"));
    }

    /// Valid CBOR, or nearly, that is not the one encoding or not in our subset.
    void refusesEverythingElse_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        const std::pair<const char*, const char*> rows[] = {
            {"nothing", ""},
            {"integer longer than needed", "1817"},
            {"integer longer than needed, two octets", "190018"},
            {"integer longer than needed, four octets", "1a0000ffff"},
            {"integer longer than needed, eight octets", "1b00000000ffffffff"},
            {"length longer than needed", "580161"},
            {"cut head", "19"},
            {"cut text", "64494554"},
            {"cut array", "830102"},
            {"array of more items than octets", "9b7fffffffffffffff00"},
            {"bytes of more than there are", "5b7fffffffffffffff00"},
            {"half float", "f90000"},
            {"double", "fb3ff199999999999a"},
            {"undefined", "f7"},
            {"other simple value", "f0"},
            {"tag", "c11a514b67b0"},
            {"indefinite bytes", "5f42010243030405ff"},
            {"indefinite array", "9fff"},
            {"break alone", "ff"},
            {"map with text keys", "a26161016162820203"},
            {"map with descending keys", "a203040102"},
            {"map with a repeated key", "a201020103"},
            {"text that is not UTF-8", "61ff"},
            {"text with a surrogate", "63eda080"},
            {"negative beyond 64 bits", "3bffffffffffffffff"},
        };
        for (const auto& [name, hexText] : rows) {
            QTest::newRow(name) << QByteArray::fromHex(hexText);
        }
    }
    void refusesEverythingElse()
    {
        QFETCH(const QByteArray, encoded);
        Reader reader(encoded);
        Writer writer;
        QVERIFY(!copyItem(reader, writer) || !reader.finish());
        Reader skipping(encoded);
        QVERIFY(skipping.item().isEmpty());
        QVERIFY(!skipping.ok());
    }

    void noticesWhatStandsBehind()
    {
        Reader reader("\x01\x02");
        QCOMPARE(reader.unsignedInteger(), 1U);
        QVERIFY(reader.ok());
        QVERIFY(!reader.finish());
        QCOMPARE(reader.position(), 1);
    }

    void staysFailedOnceFailed()
    {
        Reader reader("\x01\x02");
        (void)reader.text();
        QVERIFY(!reader.ok());
        QCOMPARE(reader.unsignedInteger(), 0U);
        QCOMPARE(reader.type(), Type::Bad);
    }

    void boundsTheDepth()
    {
        const auto nested = [](int depth) { return QByteArray(depth, '\x81') + '\x00'; };
        QVERIFY(!Reader(nested(16)).item().isEmpty());
        QVERIFY(Reader(nested(17)).item().isEmpty());
        QVERIFY(Reader(nested(1'000'000)).item().isEmpty());
    }

    void keepsRawItemsAsTheyAre()
    {
        Writer inner;
        inner.text(u"x");
        Writer outer;
        outer.array(2);
        outer.raw(inner.result());
        outer.null();
        Reader reader(outer.result());
        QCOMPARE(reader.array(), 2U);
        QCOMPARE(reader.item(), BytesView(inner.result()));
        reader.null();
        QVERIFY(reader.finish());
    }

    void writesGeneratedValuesInOneWay()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 5000; ++round) {
            Writer writer;
            writeRandom(writer, random, 0);
            Reader reader(writer.result());
            Writer again;
            QVERIFY(copyItem(reader, again) && reader.finish());
            QCOMPARE(again.result(), writer.result());
        }
    }

    /// Whatever is accepted has exactly one encoding, and nothing crashes.
    void acceptsDamagedInputOnlyWhereItIsCanonical()
    {
        QRandomGenerator random(8);
        int accepted = 0, refused = 0;
        for (int round = 0; round < 60'000; ++round) {
            Writer writer;
            writeRandom(writer, random, 2);
            Bytes encoded = writer.take();
            for (int flips = 1 + random.bounded(3); flips > 0 && !encoded.isEmpty(); --flips) {
                const auto at = random.bounded(static_cast<int>(encoded.size()));
                switch (random.bounded(3)) {
                case 0:
                    encoded[at] = static_cast<char>(encoded[at] ^ 1 << random.bounded(8));
                    break;
                case 1:
                    encoded.remove(at, 1 + random.bounded(3));
                    break;
                default:
                    encoded.insert(at, static_cast<char>(random.bounded(256)));
                }
            }
            Reader reader(encoded), skipping(encoded);
            Writer again;
            const bool isRead = copyItem(reader, again) && reader.finish();
            if (isRead) {
                QCOMPARE(again.result(), encoded);
            }
            ++(isRead ? accepted : refused);
        }
        QVERIFY2(accepted > 1000 && refused > 1000,
                 qPrintable(u"%1 accepted, %2 refused"_s.arg(accepted).arg(refused)));
    }
};

QTEST_APPLESS_MAIN(TestCbor)
#include "tst_cbor.moc"
