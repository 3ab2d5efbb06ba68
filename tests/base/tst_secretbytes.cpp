#include "models/base/secretbytes.h"

#include <QFile>
#include <QTest>

#include <type_traits>

using namespace bulkhead;

static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>);
static_assert(std::is_nothrow_move_constructible_v<SecretBytes>);

namespace {
/// The flags (VmFlags of smaps) of the mapping that holds the address; empty where the address is not mapped.
QByteArray flagsOfMapping(const void* address)
{
    QFile maps(QStringLiteral("/proc/self/smaps"));
    if (!maps.open(QIODevice::ReadOnly)) {
        return {};
    }
    const auto wanted = reinterpret_cast<quintptr>(address);
    bool isInside = false;
    for (const QByteArray& line : maps.readAll().split('\n')) {
        const qsizetype dash = line.indexOf('-'), space = line.indexOf(' ');
        bool isFirst = false, isSecond = false;
        const quintptr from = line.left(dash).toULongLong(&isFirst, 16);
        const quintptr to = line.mid(dash + 1, space - dash - 1).toULongLong(&isSecond, 16);
        if (dash > 0 && space > dash && isFirst && isSecond) {
            isInside = wanted >= from && wanted < to;
        } else if (isInside && line.startsWith("VmFlags:")) {
            return line + ' ';
        }
    }
    return {};
}
} // namespace

class TestSecretBytes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatItWasGiven()
    {
        const auto secret = SecretBytes::copyOf("open sesame");
        QCOMPARE(secret.view(), BytesView("open sesame"));
        QCOMPARE(secret.clone().view(), BytesView("open sesame"));
        QVERIFY(secret.equals(SecretBytes::copyOf("open sesame")));
        QVERIFY(!secret.equals(SecretBytes::copyOf("open sesamf")));
        QVERIFY(!secret.equals(SecretBytes::copyOf("open sesam")));
        QVERIFY(SecretBytes().equals(SecretBytes::copyOf({})));
    }

    void leavesNothingWhereItWasMovedFrom()
    {
        auto secret = SecretBytes::copyOf("one");
        const unsigned char* place = secret.data();
        SecretBytes moved = std::move(secret);
        QVERIFY(secret.isEmpty()); // NOLINT(bugprone-use-after-move)
        QCOMPARE(static_cast<const void*>(moved.data()), static_cast<const void*>(place));
        auto other = SecretBytes::copyOf("two");
        other = std::move(moved);
        QCOMPARE(other.view(), BytesView("one"));
    }

    void isKeptOutOfSwapAndDumps()
    {
        if (SecretBytes::lockFailures() > 0) {
            QSKIP("This machine allows no locked memory.");
        }
        const auto secret = SecretBytes::random(32);
        if (SecretBytes::lockFailures() > 0) {
            QSKIP("This machine allows no locked memory.");
        }
        const QByteArray flags = flagsOfMapping(secret.data());
        QVERIFY2(flags.contains(" lo "), flags.constData());
        QVERIFY2(flags.contains(" dd "), flags.constData());
    }

    void isGoneAfterItsEnd()
    {
        const unsigned char* place = nullptr;
        {
            const auto secret = SecretBytes::random(3 * 4096);
            place = secret.data() + 4096;
            QVERIFY(!flagsOfMapping(place).isEmpty());
        }
        QVERIFY(flagsOfMapping(place).isEmpty());
    }

    void isRandomEachTime()
    {
        const auto one = SecretBytes::random(32), other = SecretBytes::random(32);
        QVERIFY(!one.equals(other));
        QVERIFY(!one.equals(SecretBytes::copyOf(Bytes(32, '\0'))));
    }

    void wipesOrdinaryMemoryToo()
    {
        QByteArray bytes("secret bytes");
        const char* place = bytes.constData();
        bytes.reserve(64);
        place = bytes.constData();
        wipe(static_cast<void*>(bytes.data()), 6);
        QCOMPARE(QByteArray(place, 6), QByteArray(6, '\0'));
        wipe(bytes);
        QVERIFY(bytes.isEmpty());
        QString text = QStringLiteral("secret text");
        text.detach();
        wipe(text);
        QVERIFY(text.isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestSecretBytes)
#include "tst_secretbytes.moc"
