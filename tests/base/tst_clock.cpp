#include "models/base/clock.h"

#include <QRandomGenerator>
#include <QTest>

using namespace bulkhead;

namespace {
struct WallClock final : Clock
{
    qint64 now() const override { return ms; }
    qint64 ms = 1'700'000'000'000;
};
} // namespace

class TestClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheSystemTime()
    {
        const qint64 before = QDateTime::currentMSecsSinceEpoch();
        const qint64 now = SystemClock().now();
        QVERIFY(now >= before && now <= before + 60'000);
    }

    void followsTheWallClock()
    {
        WallClock wall;
        HybridClock clock(wall);
        QCOMPARE(clock.tick(), HybridTime::of(wall.ms));
        wall.ms += 5;
        QCOMPARE(clock.tick(), HybridTime::of(wall.ms, 0));
    }

    void countsWithinAMillisecond()
    {
        WallClock wall;
        HybridClock clock(wall);
        (void)clock.tick();
        QCOMPARE(clock.tick(), HybridTime::of(wall.ms, 1));
        QCOMPARE(clock.tick(), HybridTime::of(wall.ms, 2));
    }

    void goesOnWhenTheWallClockJumpsBack()
    {
        WallClock wall;
        HybridClock clock(wall);
        const HybridTime before = clock.tick();
        wall.ms -= 3'600'000;
        const HybridTime after = clock.tick();
        QVERIFY(after > before);
        QCOMPARE(after.ms(), before.ms());
        wall.ms += 7'200'000;
        QCOMPARE(clock.tick(), HybridTime::of(wall.ms));
    }

    void isLaterThanWhatItHasSeen()
    {
        WallClock wall;
        HybridClock clock(wall);
        const auto foreign = HybridTime::of(wall.ms + 1000, 7);
        clock.see(foreign);
        QCOMPARE(clock.tick(), HybridTime::of(wall.ms + 1000, 8));
        clock.see(HybridTime::of(wall.ms - 1000));
        QCOMPARE(clock.tick(), HybridTime::of(wall.ms + 1000, 9));
    }

    void carriesAFullCounterIntoTheMilliseconds()
    {
        WallClock wall;
        HybridClock clock(wall);
        clock.see(HybridTime::of(wall.ms, 0xffff));
        QCOMPARE(clock.tick(), HybridTime::of(wall.ms + 1, 0));
    }

    void neverGoesBackWhateverHappens()
    {
        QRandomGenerator random(20260301);
        WallClock wall;
        HybridClock clock(wall);
        HybridTime last;
        for (int i = 0; i < 100'000; ++i) {
            wall.ms += random.bounded(-5'000, 5'001);
            if (random.bounded(10) == 0) {
                const auto foreign = HybridTime::of(wall.ms + random.bounded(-9'000, 9'000),
                                                    static_cast<quint16>(random.bounded(65536)));
                clock.see(foreign);
                last = std::max(last, foreign);
            }
            const HybridTime next = clock.tick();
            QVERIFY(next > last);
            QCOMPARE(next, clock.last());
            last = next;
        }
    }
};

QTEST_APPLESS_MAIN(TestClock)
#include "tst_clock.moc"
