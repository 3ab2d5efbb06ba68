#include "models/journal/counsel.h"
#include "models/journal/judge.h"
#include "tests/journal/desks.h"

#include <QtTest>

#include <limits>

using namespace bulkhead;
using namespace bulkhead::journal;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Whom Legal lets into the counsel compartment of one incident: what opens, for whom, and until when.
class TestCounsel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        desk = std::make_unique<TestVault>(schema);
        must(desk->create());
        incident = Id::make(desk->clock.now());
        eng = must(desk->addUser(u"Eng"_s, Role::Engineering));
        must(desk->addUser(u"Com"_s, Role::IncidentCommander));
        adm = must(desk->addUser(u"Adm"_s, Role::Administrator));
        must(desk->addUser(u"Leg"_s, Role::Legal));
        // Everybody's device is enrolled before anything is counted.
        for (const QString& who : {u"Eng"_s, u"Com"_s, u"Adm"_s, u"Leg"_s, u"Ada"_s}) {
            sit(who);
        }
        note = Id::make(desk->clock.now() + 1);
        must(desk->journal().append(fact(team(incident), incident, incidentTitle, "open")));
        must(desk->journal().append(fact(counsel(incident), note, noteText, "sealed")));
    }

    /// In one vault: before, while, and after.
    void opensForThePersonAndForNobodyElse()
    {
        sit(u"Eng"_s);
        QVERIFY(!seesCounsel());
        const auto before = must(desk->journal().counts());
        QCOMPARE(codeOf(desk->journal().mayWrite(counsel(incident), noteText)), u"journal.not-permitted"_s);

        sit(u"Ada"_s);
        access = letIn(eng, {});
        sit(u"Com"_s);
        QVERIFY(!seesCounsel());
        sit(u"Eng"_s);
        QVERIFY(seesCounsel());
        QCOMPARE(must(desk->journal().record(note))->value(1), Value(u"sealed"_s));
        QVERIFY(must(desk->journal().verify(false)).ok());

        // What may be written there the roles say, as anywhere.
        VERIFY_OK(desk->journal().mayWrite(counsel(incident), noteText));
        const Id remark = Id::make(7);
        VERIFY_OK(desk->journal().append(fact(counsel(incident), remark, noteText, "an engineer's remark")));
        QCOMPARE(codeOf(desk->journal().append(fact(counsel(incident), Id::make(8), noteAdvice, "x"))),
                 u"journal.not-permitted"_s);
        QCOMPARE(codeOf(desk->journal().append(fact(counsel(incident), Id::make(8), noteApproval, "x"))),
                 u"journal.not-permitted"_s);
        // Only Legal lets in.
        QCOMPARE(codeOf(desk->journal().append(accessDraft(Id::make(9), adm, {}))), u"journal.not-permitted"_s);

        sit(u"Leg"_s);
        QCOMPARE(must(desk->journal().record(remark))->value(1), Value(u"an engineer's remark"_s));
        takeOut(access);
        QVERIFY(must(desk->journal().verify(false)).ok());
        sit(u"Eng"_s);
        QVERIFY(!seesCounsel());
        QVERIFY(!must(desk->journal().record(note)));
        const auto after = must(desk->journal().counts());
        QCOMPARE(after.changes, before.changes);
        QCOMPARE(codeOf(desk->journal().append(fact(counsel(incident), Id::make(10), noteText, "x"))),
                 u"journal.not-permitted"_s);
        for (const ChangeEntry& entry : allChanges(desk->journal())) {
            QCOMPARE(entry.stream.compartment, Compartment::Team);
        }
        QVERIFY(must(desk->journal().verify(false)).ok());
    }

    /// Also while the vault stays open, and for whoever only reads.
    void endsByItself()
    {
        sit(u"Ada"_s);
        const qint64 until = desk->clock.now() + 60 * 1000;
        (void)letIn(eng, until);
        sit(u"Eng"_s);
        QVERIFY(seesCounsel());
        const auto reading = must(Journal::openReading(desk->vault(), schema, desk->clock, {}));
        QVERIFY(reading->canRead(counsel(incident)));
        const Id inTime = Id::make(20);
        must(desk->journal().append(fact(counsel(incident), inTime, noteText, "in time")));
        desk->clock.set(until);
        QVERIFY(!seesCounsel());
        QVERIFY(!reading->canRead(counsel(incident)));
        QCOMPARE(must(reading->records(noteKind)).size(), std::size_t(0));
        QCOMPARE(codeOf(desk->journal().append(fact(counsel(incident), Id::make(21), noteText, "late"))),
                 u"journal.not-permitted"_s);
        sit(u"Leg"_s);
        QVERIFY(must(desk->journal().record(inTime)));
        QVERIFY(must(desk->journal().verify(false)).ok());
        const Bytes digest = must(desk->journal().projectionDigest());
        must(desk->journal().rebuild());
        QCOMPARE(must(desk->journal().projectionDigest()), digest);
    }

    void doesNotOpenForAnAdministratorAlone()
    {
        sit(u"Leg"_s);
        (void)letIn(adm, {});
        sit(u"Adm"_s);
        QVERIFY(!seesCounsel());
    }

    /// Several machines: what one that may not read passes on, and what counts where it is read.
    void countsOnOtherMachines()
    {
        sit(u"Ada"_s);
        const auto lawyer = machine(*desk, schema, u"Leg"_s);
        const auto engineer = machine(*desk, schema, u"Eng"_s);
        const auto commander = machine(*desk, schema, u"Com"_s);
        QVERIFY(!engineer->journal().canRead(counsel(incident)));
        const Id given = Id::make(desk->clock.now() + 30);
        must(lawyer->journal().append(accessDraft(given, eng, {})));
        give(*lawyer, *commander);
        give(*commander, *engineer);
        QVERIFY(!commander->journal().canRead(counsel(incident)));
        QVERIFY(engineer->journal().canRead(counsel(incident)));
        const Id fromAfar = Id::make(30);
        must(engineer->journal().append(fact(counsel(incident), fromAfar, noteText, "from afar")));
        const Receipt passed = give(*engineer, *commander);
        QCOMPARE(passed.invalid, 0);
        QCOMPARE(passed.held, 0);
        QVERIFY(must(commander->journal().verify(false)).ok());
        give(*commander, *lawyer);
        QCOMPARE(must(lawyer->journal().record(fromAfar))->value(1), Value(u"from afar"_s));

        // Taken out while away: what was written without having seen it counts.
        must(lawyer->journal().append(withdrawal(given)));
        const Id unseen = Id::make(31);
        must(engineer->journal().append(fact(counsel(incident), unseen, noteText, "had not seen it")));
        give(*engineer, *lawyer);
        QVERIFY(must(lawyer->journal().record(unseen)));
        QVERIFY(must(lawyer->journal().verify(false)).ok());
        give(*lawyer, *engineer);
        QVERIFY(!engineer->journal().canRead(counsel(incident)));
        QVERIFY(must(engineer->journal().verify(false)).ok());
        const Id later = Id::make(32);
        must(lawyer->journal().append(fact(counsel(incident), later, noteText, "later")));
        give(*lawyer, *engineer);
        QVERIFY(!must(engineer->journal().record(later)));
    }

    /// A program without rules lets somebody in: nobody believes it.
    void doesNotBelieveAPersonWhoLetsInAnother()
    {
        sit(u"Ada"_s);
        const auto lawyer = machine(*desk, schema, u"Leg"_s);
        must(lawyer->journal().append(accessDraft(Id::make(desk->clock.now() + 40), eng, {})));
        const auto modified = machine(*lawyer, lax, u"Eng"_s);
        const Id forged = Id::make(41);
        must(modified->journal().append(accessDraft(forged, adm, {})));
        give(*modified, *lawyer);
        QVERIFY(!must(lawyer->journal().record(forged)));
        QCOMPARE(newestReason(lawyer->journal(), ChangeEntry::State::Invalid), u"not-permitted"_s);
        QVERIFY(must(lawyer->journal().verify(false)).ok());
    }

    void judgesByWhatTheChangeHadSeen()
    {
        const Row stream = 2;
        const Row by = 1;
        const Row mine = 2;
        const auto write = [&](qint64 seq, quint16 field, const Value& value) {
            return AccessWrite{{stream, by, seq},
                               HybridTime::of(1000 + seq),
                               Id::derived("legal"),
                               {note, fieldId(Table<CounselAccess>::kind, field), value}};
        };
        const std::vector<AccessWrite> writes = {write(0, 1, Value(eng)), write(1, 3, Value(qint64(5000))),
                                                 write(2, 4, Value(true))};
        Past past;
        const View view{&past, stream, mine, 0};
        QVERIFY(!accessEnd(writes, &view, eng));
        past.raise({stream, by, 0});
        QCOMPARE(accessEnd(writes, &view, eng), std::numeric_limits<qint64>::max());
        QVERIFY(!accessEnd(writes, &view, adm));
        past.raise({stream, by, 1});
        QCOMPARE(accessEnd(writes, &view, eng), qint64(5000));
        past.raise({stream, by, 2});
        QCOMPARE(accessEnd(writes, &view, eng), qint64(0));
        QCOMPARE(accessEnd(writes, nullptr, eng), qint64(0));
    }

private:
    void sit(const QString& user) { must(desk->openAs(user)); }
    [[nodiscard]] bool seesCounsel() const
    {
        const auto streams = desk->journal().streams(incident);
        const bool isListed = std::ranges::find(streams, counsel(incident)) != streams.end();
        const bool isFound = must(desk->journal().record(note)).has_value();
        const bool isRead = desk->journal().canRead(counsel(incident));
        if (isListed != isFound || isFound != isRead) {
            qFatal("half open");
        }
        return isRead;
    }
    [[nodiscard]] Draft accessDraft(const Id& id, const Id& user, std::optional<qint64> until) const
    {
        return {
            .stream = counsel(incident),
            .intent = u"counsel.add"_s,
            .facts = factsOf(
                id,
                CounselAccess{.user = user, .reason = u"knows the system"_s, .until = until, .withdrawnReason = {}}),
            .signNow = true};
    }
    [[nodiscard]] Draft withdrawal(const Id& id) const
    {
        return fact(counsel(incident), id, fieldId(Table<CounselAccess>::kind, 4), Value(true));
    }
    Id letIn(const Id& user, std::optional<qint64> until)
    {
        desk->clock.advance(1000);
        const Id id = Id::make(desk->clock.now());
        must(desk->journal().append(accessDraft(id, user, until)));
        return id;
    }
    void takeOut(const Id& id) { must(desk->journal().append(withdrawal(id))); }

    const Schema schema = smallSchema();
    const Schema lax = laxSchema();
    std::unique_ptr<TestVault> desk;
    Id incident;
    Id note;
    Id eng;
    Id adm;
    Id access;
};

QTEST_GUILESS_MAIN(TestCounsel)
#include "tst_counsel.moc"
