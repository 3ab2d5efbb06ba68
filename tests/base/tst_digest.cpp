#include "models/base/digest.h"

#include <QTest>

#include <thread>

using namespace bulkhead;

class TestDigest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// FIPS 180-4 examples.
    void agreesWithTheStandard_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("digest");
        QTest::newRow("empty") << QByteArray()
                               << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        QTest::newRow("abc") << QByteArray("abc")
                             << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        QTest::newRow("two blocks") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                    << QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        QTest::newRow("a million a") << QByteArray(1'000'000, 'a')
                                     << QByteArray("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    void agreesWithTheStandard()
    {
        QFETCH(const QByteArray, message);
        QFETCH(const QByteArray, digest);
        QCOMPARE(sha256(message).toHex(), digest);
        Sha256 hash;
        for (qsizetype at = 0; at < message.size(); at += 7919) {
            hash.add(BytesView(message).sliced(at, std::min<qsizetype>(7919, message.size() - at)));
        }
        QCOMPARE(hash.finish().toHex(), digest);
    }

    void startsAfreshAfterFinish()
    {
        Sha256 hash;
        hash.add("something else");
        (void)hash.finish();
        hash.add("abc");
        QCOMPARE(hash.finish(), sha256("abc"));
    }

    void keepsItsStateWhenMoved()
    {
        Sha256 hash;
        hash.add("a");
        Sha256 moved = std::move(hash);
        moved.add("bc");
        QCOMPARE(moved.finish(), sha256("abc"));
    }

    void servesThreadsAtOnce()
    {
        const Bytes expected = sha256(Bytes(10000, 'x'));
        std::atomic<int> wrong = 0;
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int round = 0; round < 200; ++round) {
                    wrong += sha256(Bytes(10000, 'x')) == expected ? 0 : 1;
                }
            });
        }
        threads.clear();
        QCOMPARE(wrong.load(), 0);
    }
};

QTEST_APPLESS_MAIN(TestDigest)
#include "tst_digest.moc"
