#include "app/console/reminders.h"

#include <QSignalSpy>
#include <QtTest>

using namespace bulkhead;
using namespace Qt::StringLiterals;

namespace {
class StandingClock final : public Clock
{
public:
    [[nodiscard]] qint64 now() const override { return at; }
    qint64 at = 1'800'000'000'000;
};
constexpr qint64 hour = 3'600'000;
} // namespace

class TestReminders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachStageIsSaidOnce()
    {
        StandingClock clock;
        Reminders reminders(clock);
        QSignalSpy said(&reminders, &Reminders::reminded);
        const RemindedClock one{Id::make(1), u"Copper Lark"_s, clock.at, clock.at + 100 * hour};
        reminders.setClocks({one});
        QCOMPARE(said.size(), 0);
        clock.at += 49 * hour;
        reminders.check();
        QCOMPARE(said.size(), 0);
        clock.at += hour;
        reminders.check();
        reminders.check();
        QCOMPARE(said.size(), 1);
        QCOMPARE(said.back().front().toString(), u"Copper Lark"_s);
        QVERIFY(said.back().back().toString().startsWith("50 %"_L1));
        clock.at += 45 * hour; // two stages at once: a machine that slept says the last
        reminders.check();
        QCOMPARE(said.size(), 2);
        QVERIFY(said.back().back().toString().startsWith("10 %"_L1));
        clock.at += 5 * hour;
        reminders.check();
        QCOMPARE(said.size(), 3);
        QVERIFY(said.back().back().toString().startsWith("Overdue"_L1));
        clock.at += 50 * hour;
        reminders.check();
        QCOMPARE(said.size(), 3);
    }

    void whatHasPassedAtFirstSightIsNotSaid()
    {
        StandingClock clock;
        Reminders reminders(clock);
        QSignalSpy said(&reminders, &Reminders::reminded);
        const RemindedClock half{Id::make(1), u"A"_s, clock.at - 60 * hour, clock.at + 40 * hour};
        const RemindedClock over{Id::make(2), u"B"_s, clock.at - 60 * hour, clock.at - hour};
        reminders.setClocks({half, over});
        QCOMPARE(said.size(), 0);
        QCOMPARE(reminders.nextDue(), half.due);
        // Moved earlier by a reclassification, so that another stage has passed.
        RemindedClock moved = half;
        moved.due = clock.at + 5 * hour;
        reminders.setClocks({moved, over});
        QCOMPARE(said.size(), 1);
        QVERIFY(said.back().back().toString().startsWith("10 %"_L1));
    }

    void whatHasEndedIsForgotten()
    {
        StandingClock clock;
        Reminders reminders(clock);
        QSignalSpy said(&reminders, &Reminders::reminded);
        reminders.setClocks({{Id::make(1), u"A"_s, clock.at, clock.at + hour}});
        reminders.forget();
        clock.at += 2 * hour;
        reminders.check();
        QCOMPARE(said.size(), 0);
        QCOMPARE(reminders.nextDue(), 0);
    }

    void theTimerWakesItself()
    {
        const SystemClock clock;
        Reminders reminders(clock);
        QSignalSpy said(&reminders, &Reminders::reminded);
        reminders.setClocks({{Id::make(1), u"A"_s, clock.now() - 500, clock.now() + 700}});
        QTRY_VERIFY_WITH_TIMEOUT(!said.isEmpty() && said.back().back().toString().startsWith("Overdue"_L1), 10'000);
    }
};

QTEST_MAIN(TestReminders)
#include "tst_reminders.moc"
