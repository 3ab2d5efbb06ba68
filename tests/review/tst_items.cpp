#include "models/review/items.h"
#include "review/story.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::review;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class TestItems : public QObject
{
    Q_OBJECT

private:
    [[nodiscard]] static ReviewItem item(const QString& kind, const QString& text)
    {
        ReviewItem made;
        made.kind = kind;
        made.text = text;
        return made;
    }
    [[nodiscard]] static ReviewItem action(Desk& desk, const QString& text, qint64 due)
    {
        ReviewItem made = item(u"action"_s, text);
        made.owner = desk.journal().user();
        made.due = due;
        return made;
    }

private Q_SLOTS:
    void whatIsMissingIsRefused_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("owner"); ///< "", "member", "stranger"
        QTest::addColumn<bool>("hasDue");
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("cause") << u"cause"_s << u"A key was not needed"_s << QString() << false << QString() << true;
        QTest::newRow("luck") << u"luck"_s << u"Nobody saw it"_s << QString() << false << QString() << true;
        QTest::newRow("action") << u"action"_s << u"Ask for a key"_s << u"member"_s << true << QString() << true;
        QTest::newRow("unknown kind") << u"blame"_s << u"It was her"_s << QString() << false << QString() << false;
        QTest::newRow("no kind") << QString() << u"Something"_s << QString() << false << QString() << false;
        QTest::newRow("no text") << u"cause"_s << u"  "_s << QString() << false << QString() << false;
        QTest::newRow("action of nobody") << u"action"_s << u"Ask"_s << QString() << true << QString() << false;
        QTest::newRow("action of a stranger") << u"action"_s << u"Ask"_s << u"stranger"_s << true << QString() << false;
        QTest::newRow("action for ever") << u"action"_s << u"Ask"_s << u"member"_s << false << QString() << false;
        QTest::newRow("action born done") << u"action"_s << u"Ask"_s << u"member"_s << true << u"done"_s << false;
        QTest::newRow("action in no state") << u"action"_s << u"Ask"_s << u"member"_s << true << u"maybe"_s << false;
        QTest::newRow("cause with an owner") << u"cause"_s << u"A key"_s << u"member"_s << false << QString() << false;
        QTest::newRow("factor with a due time") << u"factor"_s << u"A key"_s << QString() << true << QString() << false;
    }
    void whatIsMissingIsRefused()
    {
        QFETCH(QString, kind);
        QFETCH(QString, text);
        QFETCH(QString, owner);
        QFETCH(bool, hasDue);
        QFETCH(QString, state);
        QFETCH(bool, isGood);
        Desk desk;
        const Id incident = desk.declare();
        ReviewItem wished = item(kind, text);
        wished.owner = owner == u"member"_s ? desk.journal().user() : owner.isEmpty() ? Id() : Id::make(1);
        wished.due = hasDue ? std::optional(desk.now() + Desk::day) : std::nullopt;
        wished.state = state;
        wished.finishedAt = state.isEmpty() ? std::nullopt : std::optional(desk.now());
        const auto added = addItem(desk.casework(), incident, wished);
        QCOMPARE(codeOf(added), isGood ? QString() : u"review.bad"_s);
        QCOMPARE(must(itemsOf(desk.casework(), incident)).size(), std::size_t(isGood ? 1 : 0));
    }
    void anIncidentThatIsNotHereHasNoItems()
    {
        Desk desk;
        COMPARE_ERROR(addItem(desk.casework(), Id::make(1), item(u"cause"_s, u"x"_s)), "incident.not-found");
        COMPARE_ERROR(itemsOf(desk.casework(), Id::make(1)), "incident.not-found");
    }
    void itemsAreChangedAndStruck()
    {
        Desk desk;
        const Id incident = desk.declare();
        const Id id = must(addItem(desk.casework(), incident, item(u"cause"_s, u" A key was not needed "_s)));
        ReviewItem after = must(desk->one<ReviewItem>(id)).value;
        QCOMPARE(after.text, u"A key was not needed"_s);
        QCOMPARE(after.createdAt, desk.now());
        after.kind = u"factor"_s;
        after.detail = u"Since deployment 4411"_s;
        VERIFY_OK(changeItem(desk.casework(), id, after));
        QCOMPARE(must(desk->one<ReviewItem>(id)).value, after);
        ReviewItem bad = after;
        bad.text.clear();
        COMPARE_ERROR(changeItem(desk.casework(), id, bad), "review.bad");
        bad = after;
        bad.createdAt = 1;
        COMPARE_ERROR(changeItem(desk.casework(), id, bad), "review.bad");
        COMPARE_ERROR(finishAction(desk.casework(), id, Ending::Done, {}), "review.bad"); // no action
        COMPARE_ERROR(strikeItem(desk.casework(), id, u" "_s), "review.bad");
        VERIFY_OK(strikeItem(desk.casework(), id, u"Wrong"_s));
        COMPARE_ERROR(strikeItem(desk.casework(), id, u"Again"_s), "review.bad");
        COMPARE_ERROR(changeItem(desk.casework(), id, after), "review.bad");
        QVERIFY(must(itemsOf(desk.casework(), incident)).empty());
        QCOMPARE(must(itemsOf(desk.casework(), incident, true)).size(), std::size_t(1));
    }
    void anActionEndsAndIsOpenedAgain()
    {
        Desk desk;
        const Id incident = desk.declare();
        const Id id = must(
            addItem(desk.casework(), incident, action(desk, u"Ask for a key"_s, desk.now() + Desk::day)));
        ReviewItem sly = must(desk->one<ReviewItem>(id)).value;
        sly.state = u"done"_s;
        sly.finishedAt = desk.now();
        COMPARE_ERROR(changeItem(desk.casework(), id, sly), "review.bad");
        COMPARE_ERROR(finishAction(desk.casework(), id, Ending::OpenAgain, {}), "review.bad");
        COMPARE_ERROR(finishAction(desk.casework(), id, Ending::Dropped, u"  "_s), "review.bad");
        QVERIFY(must(desk->one<ReviewItem>(id)).value.state.isEmpty());
        VERIFY_OK(finishAction(desk.casework(), id, Ending::Dropped, u"The route is gone"_s));
        ReviewItem ended = must(desk->one<ReviewItem>(id)).value;
        QCOMPARE(ended.state, u"dropped"_s);
        QCOMPARE(ended.outcome, u"The route is gone"_s);
        QCOMPARE(ended.finishedAt, std::optional(desk.now()));
        COMPARE_ERROR(finishAction(desk.casework(), id, Ending::Done, {}), "review.bad");
        ended.text = u"Ask for a key on every route"_s;
        VERIFY_OK(changeItem(desk.casework(), id, ended)); // a typing error can be mended
        VERIFY_OK(finishAction(desk.casework(), id, Ending::OpenAgain, {}));
        QVERIFY(!must(desk->one<ReviewItem>(id)).value.finishedAt);
        desk.clock().advance(Desk::hour);
        COMPARE_ERROR(finishAction(desk.casework(), id, Ending::Done, {}, desk.now() + 1), "review.bad");
        COMPARE_ERROR(finishAction(desk.casework(), id, Ending::Done, {}, desk.now() - Desk::day), "review.bad");
        VERIFY_OK(finishAction(desk.casework(), id, Ending::Done, {}, desk.now() - Desk::minute));
        QCOMPARE(must(desk->one<ReviewItem>(id)).value.finishedAt, std::optional(desk.now() - Desk::minute));
    }
    void actionsAreFollowedAfterTheIncidentIsClosed()
    {
        Desk desk;
        const Id first = desk.declare(u"First"_s);
        const Id second = desk.declare(u"Second"_s);
        const qint64 now = desk.now();
        const Id late = must(addItem(desk.casework(), first, action(desk, u"Third"_s, now + 3 * Desk::day)));
        must(desk->close(first, u"Over"_s));
        must(addItem(desk.casework(), first, action(desk, u"First"_s, now + Desk::day))); // in the closed one
        must(addItem(desk.casework(), second, action(desk, u"Second"_s, now + 2 * Desk::day)));
        must(addItem(desk.casework(), second, item(u"cause"_s, u"No action"_s)));
        const Id struck = must(addItem(desk.casework(), second, action(desk, u"Struck"_s, now)));
        must(strikeItem(desk.casework(), struck, u"Twice"_s));
        auto open = must(openActions(desk.casework()));
        QStringList texts;
        std::ranges::transform(open, std::back_inserter(texts), [](const Action& one) { return one.item.value.text; });
        QCOMPARE(texts, (QStringList{u"First"_s, u"Second"_s, u"Third"_s}));
        QCOMPARE(open.front().number, u"INC-0001"_s);
        QCOMPARE(open.front().title, u"First"_s);
        QVERIFY(!open.front().isOverdue);
        desk.clock().advance(4 * Desk::day);
        VERIFY_OK(finishAction(desk.casework(), late, Ending::Done, u"Done"_s)); // closed, and late
        VERIFY_OK(finishAction(desk.casework(), open[1].item.id, Ending::Done, {}, now + Desk::day));
        open = must(openActions(desk.casework()));
        QCOMPARE(open.size(), std::size_t(1));
        QVERIFY(open.front().isOverdue);
        const Closure closure = closureOf(must(actions(desk.casework())));
        QCOMPARE(closure, (Closure{.total = 3, .onTime = 1, .late = 1, .dropped = 0, .open = 1, .overdue = 1}));
    }
    void thePastIsNotWritten()
    {
        Desk desk;
        const Id incident = desk.declare();
        auto then = must(desk->asOf(incident, desk.now()));
        COMPARE_ERROR(addItem(then, incident, item(u"cause"_s, u"x"_s)), "incident.is-past");
    }
    void someKindsAreKnown()
    {
        for (const QString& kind : kindIds()) {
            QVERIFY(kindName(kind) != kind);
        }
        QCOMPARE(kindName(u"blame"_s), u"blame"_s);
    }
};

QTEST_GUILESS_MAIN(TestItems)
#include "tst_items.moc"
