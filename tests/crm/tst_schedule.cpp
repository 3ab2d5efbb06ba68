#include "models/crm/sync/merging.h"
#include "models/crm/sync/schedule.h"

#include <QTest>

using namespace bulkhead;
using namespace bulkhead::crm;
using namespace Qt::StringLiterals;

using Rest = SelfRun::Rest;

namespace {
constexpr qint64 minuteMs = 60'000;
constexpr qint64 now = 1'700'000'000'000;
} // namespace

/// When a connector synchronises next by itself.
class ScheduleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_standing = {};
        m_standing.isSignedIn = true;
        m_standing.releases.push_back({});
    }
    void itIsOffUnlessSomebodySaysSo() { QCOMPARE(nextSelfRun(m_standing, 0).rest, Rest::Off); }
    void theFirstRunIsDueAtOnce()
    {
        const SelfRun next = nextSelfRun(m_standing, 15);
        QCOMPARE(next.rest, Rest::None);
        QCOMPARE(next.due, 0);
    }
    void theNextFollowsTheLastOfAnyMachine()
    {
        ran(0, {});
        QCOMPARE(nextSelfRun(m_standing, 15).due, now + 15 * minuteMs);
    }
    void nothingRunsThatIsNotReleased()
    {
        m_standing.releases.clear();
        QCOMPARE(nextSelfRun(m_standing, 15).rest, Rest::NotReleased);
    }
    void nothingRunsThatIsSuspect()
    {
        m_standing.connector.value.isSuspect = true;
        QCOMPARE(nextSelfRun(m_standing, 15).rest, Rest::Suspect);
    }
    void eachFailureDoublesTheWait_data()
    {
        QTest::addColumn<int>("failures");
        QTest::addColumn<int>("minutes");
        QTest::newRow("none") << 0 << 15;
        QTest::newRow("one") << 1 << 30;
        QTest::newRow("three") << 3 << 120;
        QTest::newRow("no longer than four hours") << 9 << 240;
    }
    void eachFailureDoublesTheWait()
    {
        QFETCH(const int, failures);
        QFETCH(const int, minutes);
        ran(-20, {}); // what was before counts no more
        ran(-19, u"crm.timeout: Too slow."_s);
        ran(-18, {});
        for (int i = failures; i > 0; --i) {
            ran(-i + 1, u"crm.transport: It broke off."_s);
        }
        if (failures == 0) {
            ran(0, {});
        }
        const SelfRun next = nextSelfRun(m_standing, 15);
        QCOMPARE(next.failures, failures);
        QCOMPARE(next.due, now + minutes * minuteMs);
    }
    void whoCancelsDoesNotMakeItWaitLonger()
    {
        ran(-1, {});
        ran(0, u"crm.cancelled: Cancelled."_s);
        QCOMPARE(nextSelfRun(m_standing, 5).due, now + 5 * minuteMs);
    }
    void itStopsUntilSomebodySignsInAgain()
    {
        ran(0, u"crm.auth: Sign in again."_s);
        QCOMPARE(nextSelfRun(m_standing, 5).rest, Rest::SignIn);
        const SelfRun next = nextSelfRun(m_standing, 5, {.signedIn = now + 1});
        QCOMPARE(next, (SelfRun{.rest = Rest::None, .due = 0, .failures = 0}));
        m_standing.isSignedIn = false;
        QCOMPARE(nextSelfRun(m_standing, 5, {.signedIn = now + 1}).rest, Rest::SignIn);
    }
    void whatCouldNotBeWrittenDownCountsToo()
    {
        ran(0, {});
        const SelfRun next = nextSelfRun(m_standing, 5, {.at = now + minuteMs, .failures = 1});
        QCOMPARE(next.due, now + minuteMs + 10 * minuteMs);
    }
    void whereNothingMovedNothingIsWritten_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("quiet");
        QTest::newRow("nothing moved") << u""_s << true;
        QTest::newRow("something was sent") << u"sent"_s << false;
        QTest::newRow("something came") << u"pulled"_s << false;
        QTest::newRow("what is known came again") << u"echo"_s << true;
        QTest::newRow("a record is gone there") << u"deleted"_s << false;
        QTest::newRow("a comment came") << u"comment"_s << false;
        QTest::newRow("a comment that stands here") << u"known"_s << true;
        QTest::newRow("it broke off") << u"error"_s << false;
        QTest::newRow("the journal has been silent for an hour") << u"old"_s << false;
        QTest::newRow("the last one failed") << u"failed"_s << false;
        QTest::newRow("it never ran") << u"never"_s << false;
    }
    void whereNothingMovedNothingIsWritten()
    {
        QFETCH(const QString, what);
        QFETCH(const bool, quiet);
        RunOutcome last{.at = now - (what == u"old"_s ? 61 : 59) * minuteMs};
        last.error = what == u"failed"_s ? u"crm.timeout: Too slow."_s : QString();
        SyncStart start;
        if (what != u"never"_s) {
            start.settings.watermarks = packed({{RunOutcome::key, last.text()}});
        }
        start.comments.known = {u"c-1"_s};
        LocalRecord there;
        there.link.remote = u"1"_s;
        there.link.version = u"v-1"_s;
        start.records.push_back(there);
        Exchange talked;
        talked.pulled[u"Case"_s] = {};
        if (what == u"sent"_s) {
            talked.sent.push_back({});
        } else if (what == u"pulled"_s || what == u"echo"_s || what == u"deleted"_s) {
            talked.pulled[u"Case"_s].push_back({.id = u"1"_s,
                                                .version = what == u"pulled"_s ? u"later"_s : u"v-1"_s,
                                                .isDeleted = what == u"deleted"_s});
        } else if (what == u"comment"_s || what == u"known"_s) {
            talked.comments.pulled.push_back({.id = what == u"known"_s ? u"c-1"_s : u"c-2"_s});
        } else if (what == u"error"_s) {
            talked.error = Error{u"crm.timeout"_s, u"Too slow."_s, {}};
        }
        QCOMPARE(isQuiet(start, talked, now), quiet);
    }

private:
    /// A run so many minutes from now.
    void ran(int minutes, const QString& error)
    {
        m_standing.runs.insert(m_standing.runs.begin(),
                               PastRun{.outcome = {.at = now + minutes * minuteMs, .error = error}});
    }

    ConnectorStanding m_standing;
};

QTEST_APPLESS_MAIN(ScheduleTest)
#include "tst_schedule.moc"
