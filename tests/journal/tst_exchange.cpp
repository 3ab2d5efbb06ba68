#include "tests/journal/desks.h"

#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class TestExchange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        firstAda = std::make_unique<TestVault>(schema);
        must(firstAda->create());
        must(firstAda->addUser(u"Lena"_s, Role::Legal | Role::Scribe));
        incident = Id::make(firstAda->clock.now());
        note = Id::make(firstAda->clock.now());
        must(firstAda->journal().append(fact(team(incident), note, noteText, "start")));
        firstLena = machine(*firstAda, schema, u"Lena"_s);
        give(*firstLena, *firstAda); // her device
        firstAda->close();
        firstLena->close();
    }

    void init()
    {
        ada = again(*firstAda);
        must(ada->openAs());
        lena = again(*firstLena);
        must(lena->openAs(u"Lena"_s));
    }

    void keepsBothOfTwoWritesThatHadNotSeenEachOther()
    {
        ada->clock.advance(10);
        must(ada->journal().append(fact(team(incident), note, noteText, "Ada's")));
        lena->clock.advance(20);
        must(lena->journal().append(fact(team(incident), note, noteText, "Lena's")));
        give(*ada, *lena);
        give(*lena, *ada);
        for (const TestVault* desk : {ada.get(), lena.get()}) {
            const Record record = must(desk->journal().record(note)).value();
            QVERIFY(record.isContested());
            QCOMPARE(record.value(1), Value(u"Lena's"_s)); // the later by the clock shows
            QCOMPARE(record.cells.at(1).writes.size(), 2U);
            QCOMPARE(record.cells.at(1).writes.back().value, Value(u"Ada's"_s));
        }
        QCOMPARE(must(ada->journal().projectionDigest()), must(lena->journal().projectionDigest()));

        // Whoever has seen both settles it.
        must(ada->journal().append(fact(team(incident), note, noteText, "Ada's")));
        QVERIFY(!must(ada->journal().record(note))->isContested());
        give(*ada, *lena);
        const Record settled = must(lena->journal().record(note)).value();
        QVERIFY(!settled.isContested());
        QCOMPARE(settled.value(1), Value(u"Ada's"_s));
        QCOMPARE(must(lena->journal().history(note)).size(), 4U);
    }

    void doesNotTakeALaterClockForHavingSeen()
    {
        must(ada->journal().append(fact(team(incident), note, noteText, "early")));
        lena->clock.advance(9 * 60'000);
        must(lena->journal().append(fact(team(incident), note, noteText, "nine minutes later")));
        give(*lena, *ada);
        QVERIFY(must(ada->journal().record(note))->isContested());
    }

    void takesTheSameTwiceOnce()
    {
        must(ada->journal().append(fact(team(incident), note, noteText, "again")));
        const Receipt first = give(*ada, *lena);
        QCOMPARE(first.accepted, 1);
        const Bytes digest = must(lena->journal().projectionDigest());
        const Receipt second = give(*ada, *lena);
        QCOMPARE(second.accepted + second.held + second.invalid, 0);
        QVERIFY(second.duplicate > 0);
        QCOMPARE(must(lena->journal().projectionDigest()), digest);
    }

    void holdsWhatIsNotSignedYet()
    {
        must(ada->journal().append(fact(team(incident), note, noteText, "unsigned")));
        const Receipt receipt = must(lena->journal().receive(must(ada->journal().parcel())));
        QCOMPARE(receipt.held, 1);
        QCOMPARE(newestReason(lena->journal(), ChangeEntry::State::Held), u"unsigned"_s);
        QCOMPARE(must(lena->journal().record(note))->value(1), Value(u"start"_s));
        QVERIFY(must(lena->journal().verify(false)).ok());
        give(*ada, *lena);
        QCOMPARE(must(lena->journal().record(note))->value(1), Value(u"unsigned"_s));
        QCOMPARE(lena->journal().counts()->held, 0);
    }

    void holdsWhatComesBeforeItsTurn()
    {
        const Committed first = must(ada->journal().append(fact(team(incident), note, noteText, "first")));
        must(ada->journal().append(fact(team(incident), note, notePinned, Value(true))));
        must(ada->journal().signHeads());
        const Parcel all = must(ada->journal().parcel());
        Parcel gap = all;
        std::erase_if(gap.changes, [&](const SealedChange& change) { return change.hash() == first.hash; });
        QCOMPARE(must(lena->journal().receive(gap)).held, 1);
        QCOMPARE(newestReason(lena->journal(), ChangeEntry::State::Held), u"missing"_s);
        QVERIFY(must(lena->journal().record(note))->cells.count(2) == 0);
        must(lena->journal().receive(all));
        QCOMPARE(lena->journal().counts()->held, 0);
        QCOMPARE(must(lena->journal().projectionDigest()), must(ada->journal().projectionDigest()));
    }

    void holdsWhatIsDatedAhead()
    {
        lena->clock.advance(11 * 60'000);
        must(lena->journal().append(fact(team(incident), note, noteText, "from the future")));
        QCOMPARE(give(*lena, *ada).held, 1);
        QCOMPARE(newestReason(ada->journal(), ChangeEntry::State::Held), u"ahead"_s);
        ada->clock.advance(2 * 60'000);
        must(ada->openAs());
        QCOMPARE(ada->journal().counts()->held, 0);
        QCOMPARE(must(ada->journal().record(note))->value(1), Value(u"from the future"_s));
    }

    void neverFoldsAChangeDatedBeforeItsPast()
    {
        must(lena->journal().append(fact(team(incident), note, noteText, "one")));
        must(lena->journal().signHeads());
        give(*lena, *ada);
        Header header = nextHeader(*lena, team(incident));
        header.clock = HybridTime{1};
        const Forgery forged = forge(*lena, header, Bytes(300, 'x'));
        QCOMPARE(must(ada->journal().receive(forged.parcel())).invalid, 1);
        QCOMPARE(newestReason(ada->journal(), ChangeEntry::State::Invalid), u"clock"_s);
        QVERIFY(must(ada->journal().verify(false)).ok());
    }

    void neverFoldsWhatWasNotSealedForTheVault()
    {
        const Forgery forged = forge(*lena, nextHeader(*lena, {}), Bytes(300, 'x'));
        QCOMPARE(must(ada->journal().receive(forged.parcel())).invalid, 1);
        QCOMPARE(newestReason(ada->journal(), ChangeEntry::State::Invalid), u"not-authentic"_s);
        QVERIFY(must(ada->journal().verify(false)).ok());
    }

    void refusesAnotherBodyAndAnotherSignature()
    {
        must(lena->journal().append(fact(team(incident), note, noteText, "mine")));
        must(lena->journal().signHeads());
        Parcel parcel = must(lena->journal().parcel());
        parcel.changes.back().body[20] = static_cast<char>(~parcel.changes.back().body[20]);
        for (Head& head : parcel.heads) {
            head.signature[5] = static_cast<char>(~head.signature[5]);
        }
        const Receipt receipt = must(ada->journal().receive(parcel));
        QCOMPARE(receipt.invalid, 1);
        QCOMPARE(receipt.accepted, 0);
        QCOMPARE(must(ada->journal().record(note))->value(1), Value(u"start"_s));
        QVERIFY(must(ada->journal().verify(false)).ok());
    }

    void holdsBothBranchesOfAFork()
    {
        must(lena->journal().append(fact(team(incident), note, noteText, "before")));
        give(*lena, *ada);
        const Header header = nextHeader(*lena, team(incident));
        const Forgery one = forge(*lena, header, Bytes(300, 'x'));
        const Forgery other = forge(*lena, header, Bytes(300, 'y'));
        must(ada->journal().receive(one.parcel()));
        must(ada->journal().receive(other.parcel()));
        QCOMPARE(ada->journal().counts()->held, 2);
        QCOMPARE(newestReason(ada->journal(), ChangeEntry::State::Held), u"fork"_s);
        QCOMPARE(must(ada->journal().record(note))->value(1), Value(u"before"_s));
        const Verification found = must(ada->journal().verify(false));
        QVERIFY(!found.ok());
        QCOMPARE(found.problems.front().code, u"journal.fork"_s);
        QVERIFY(found.problems.front().message.contains(QString::fromLatin1(one.change.hash().toHex())));
        QVERIFY(found.problems.front().message.contains(QString::fromLatin1(other.change.hash().toHex())));
    }

    void continuesACopyAsAnotherDevice()
    {
        const auto copy = ada->copy();
        must(copy->openAs());
        QVERIFY(copy->journal().device() != ada->journal().device());
        must(copy->journal().append(fact(team(incident), note, noteText, "in the copy")));
        must(ada->journal().append(fact(team(incident), note, noteText, "in the first")));
        give(*copy, *ada);
        QVERIFY(must(ada->journal().record(note))->isContested());
        QVERIFY(must(ada->journal().verify(false)).ok());
    }

    void countsOfARevokedDeviceWhatWasThere()
    {
        must(lena->journal().append(fact(team(incident), note, noteText, "accepted")));
        give(*lena, *ada);
        must(ada->journal().revoke(lena->journal().device()));
        must(lena->journal().append(fact(team(incident), note, noteText, "too late, whatever the clock says")));
        QCOMPARE(give(*lena, *ada).held, 1);
        QCOMPARE(newestReason(ada->journal(), ChangeEntry::State::Held), u"revoked"_s);
        QCOMPARE(must(ada->journal().record(note))->value(1), Value(u"accepted"_s));
        give(*ada, *lena);
        QCOMPARE(must(lena->journal().record(note))->value(1), Value(u"accepted"_s));
        QCOMPARE(must(lena->journal().projectionDigest()), must(ada->journal().projectionDigest()));
        QCOMPARE(codeOf(lena->journal().append(fact(team(incident), note, noteText, "x"))), u"journal.not-permitted"_s);
        QVERIFY(must(ada->journal().verify(false)).ok());
        QVERIFY(must(lena->journal().verify(false)).ok());
    }

    void opensWhatItCouldNotReadOnceItHoldsTheKey()
    {
        must(lena->journal().append(fact(counsel(incident), note, noteAdvice, "privileged")));
        must(ada->addUser(u"Sam"_s, Role::Engineering));
        const auto sam = machine(*ada, schema, u"Sam"_s);
        give(*lena, *sam);
        QVERIFY(!sam->journal().canRead(counsel(incident)));
        QCOMPARE(must(sam->journal().records(incident, noteKind)).size(), 1U);
        const Verification seen = must(sam->journal().verify(false));
        QVERIFY(seen.ok());
        QCOMPARE(seen.unreadable, 1);
        give(*sam, *ada); // through a machine that cannot read it
        QVERIFY(ada->journal().canRead(counsel(incident)));
        QCOMPARE(must(ada->journal().records(incident, noteKind)).size(), 2U);
    }

    void tellsTheStateAtATime()
    {
        const qint64 start = ada->clock.now();
        ada->clock.advance(1'000);
        must(ada->journal().append(fact(team(incident), note, noteText, "at one second")));
        lena->clock.advance(2'000);
        must(lena->journal().append(fact(team(incident), note, notePinned, Value(true))));
        ada->clock.set(start + 60'000);
        give(*lena, *ada); // written at two seconds, known after a minute
        const auto stateOf = [&](qint64 at, bool byClock) {
            const auto records = must(ada->journal().stateAt(incident, start + at, byClock));
            return records.empty() ? Record() : records.front();
        };
        QVERIFY(must(ada->journal().stateAt(incident, start - 1)).empty());
        QCOMPARE(stateOf(0, false).value(1), Value(u"start"_s));
        QCOMPARE(stateOf(1'000, false).value(1), Value(u"at one second"_s));
        QCOMPARE(stateOf(59'999, false).value(2), Value());
        QCOMPARE(stateOf(60'000, false).value(2), Value(true));
        QCOMPARE(stateOf(2'000, true).value(2), Value(true));
        QCOMPARE(stateOf(1'999, true).value(2), Value());
        QCOMPARE(must(ada->journal().stateAt(incident, start + 60'000)),
                 must(ada->journal().records(incident, noteKind)));
    }

    void listsChangesByWhatIsAsked()
    {
        const Committed hers = must(lena->journal().append(fact(team(incident), note, noteText, "hers")));
        give(*lena, *ada);
        const Id other = Id::make(ada->clock.now());
        must(ada->journal().append(fact(team(other), other, incidentTitle, "elsewhere")));
        const Journal& journal = ada->journal();
        const auto byLena = must(journal.changes(asking([&](ChangeQuery& query) {
            query.author = lena->vault().userId();
            query.intent = u"test"_s;
        })));
        QCOMPARE(byLena.size(), 1U);
        QCOMPARE(byLena.front().hash, hers.hash);
        QCOMPARE(byLena.front().authorName, u"Lena"_s);
        QVERIFY(byLena.front().isReadable);
        QCOMPARE(
            must(journal.changes(asking([&](ChangeQuery& query) { query.device = lena->journal().device(); }))).size(),
            2U);
        QCOMPARE(must(journal.changes(asking([&](ChangeQuery& query) { query.incident = incident; }))).size(), 2U);
        QCOMPARE(must(journal.changes(asking([&](ChangeQuery& query) { query.entity = note; }))).size(), 2U);
        QCOMPARE(must(journal.changes(asking([&](ChangeQuery& query) {
                     query.entity = note;
                     query.limit = 1;
                 })))
                     .front()
                     .hash,
                 hers.hash);
        QCOMPARE(must(journal.changes(asking([&](ChangeQuery& query) { query.intent = u"device."_s; }))).size(), 1U);
        const auto all = allChanges(journal);
        QCOMPARE(static_cast<qint64>(all.size()), journal.counts()->changes);
        QCOMPARE(must(journal.changes(asking([&](ChangeQuery& query) { query.before = all[2].row; }))).size(), 2U);
    }

private:
    const Schema schema = smallSchema();
    std::unique_ptr<TestVault> firstAda;
    std::unique_ptr<TestVault> firstLena;
    std::unique_ptr<TestVault> ada;
    std::unique_ptr<TestVault> lena;
    Id incident;
    Id note;
};

QTEST_GUILESS_MAIN(TestExchange)
#include "tst_exchange.moc"
