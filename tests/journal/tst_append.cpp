#include "tests/journal/smallschema.h"
#include "tests/support/testvault.h"

#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class TestAppend : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        desk = std::make_unique<TestVault>(schema);
        must(desk->create());
        incident = Id::make(desk->clock.now());
    }

    void foundsTheVaultWithItsFirstMember()
    {
        QCOMPARE(desk->journal().fingerprint().size(), 32);
        const auto members = desk->journal().members();
        QCOMPARE(members.size(), 1U);
        QCOMPARE(members.front().member.name, u"Ada"_s);
        QCOMPARE(members.front().member.email, u"ada@example.org"_s);
        QVERIFY(members.front().member.roles.has(Role::Administrator));
        QCOMPARE(members.front().id, desk->vault().userId());
        const auto devices = desk->journal().devices();
        QCOMPARE(devices.size(), 1U);
        QCOMPARE(devices.front().device.user, desk->vault().userId());
        QCOMPARE(desk->journal().counts()->changes, 1);
    }

    void makesTheFounderAnAdministratorWhateverWasAsked()
    {
        TestVault other(schema);
        must(other.create(Role::Scribe));
        QVERIFY(other.journal().roles().has(Role::Administrator));
        QVERIFY(other.journal().roles().has(Role::Scribe));
        QVERIFY(!other.journal().roles().has(Role::Legal));
    }

    void keepsWhatWasWrittenAcrossOpening()
    {
        const Id note = Id::make(desk->clock.now());
        const Committed one = must(desk->journal().append(fact(team(incident), note, noteText, "first")));
        QCOMPARE(one.touched.size(), 1U);
        QCOMPARE(one.touched.front().entity, note);
        must(desk->journal().append(fact(team(incident), note, noteText, "second")));
        must(desk->openAs());
        const auto record = must(desk->journal().record(note));
        QVERIFY(record);
        QCOMPARE(record->value(1), Value(u"second"_s));
        QVERIFY(!record->isContested());
        const auto history = must(desk->journal().history(note));
        QCOMPARE(history.size(), 2U);
        QCOMPARE(history.front().body.facts.front().value, Value(u"first"_s));
        QCOMPARE(history.front().authorName, u"Ada"_s);
        QCOMPARE(history.front().hash, one.hash);
        QVERIFY(desk->journal().fingerprint().size() == 32);
    }

    void listsByIncidentAndKind()
    {
        const Id other = Id::make(desk->clock.now());
        must(desk->journal().append(fact(team(incident), incident, incidentTitle, "here")));
        must(desk->journal().append(fact(team(other), other, incidentTitle, "there")));
        QCOMPARE(must(desk->journal().records(incidentKind)).size(), 2U);
        const auto here = must(desk->journal().records(incident, incidentKind));
        QCOMPARE(here.size(), 1U);
        QCOMPARE(here.front().value(1), Value(u"here"_s));
        QCOMPARE(must(desk->journal().records(incident, noteKind)).size(), 0U);
        QCOMPARE(desk->journal().streams().size(), 2U);
        QCOMPARE(desk->journal().counts()->incidents, 2);
    }

    void writesSeveralChangesOrNone()
    {
        const Id note = Id::make(desk->clock.now());
        const Bytes before = must(desk->journal().projectionDigest());
        const auto refused = desk->journal().append(std::vector{
            fact(team(incident), note, noteText, "one"),
            fact(team(incident), note, noteAdvice, "not in the team's compartment"),
        });
        QCOMPARE(codeOf(refused), u"journal.not-permitted"_s);
        QCOMPARE(must(desk->journal().projectionDigest()), before);
        QVERIFY(!must(desk->journal().record(note)));
        QCOMPARE(desk->journal().counts()->changes, 1);
        // The failed attempt left nothing in memory either.
        const auto done = must(desk->journal().append(
            std::vector{fact(team(incident), note, noteText, "one"), fact(team(incident), note, noteText, "two")}));
        QCOMPARE(done.size(), 2U);
        QCOMPARE(must(desk->journal().change(done.front().change))->header.seq, 0U);
        QCOMPARE(must(desk->journal().change(done.back().change))->header.seq, 1U);
        QCOMPARE(must(desk->journal().record(note))->value(1), Value(u"two"_s));
    }

    void tellsTheListenerWhatWasTouched()
    {
        std::vector<Committed> heard;
        desk->journal().setListener([&](const Committed& change) { heard.push_back(change); });
        const Id note = Id::make(desk->clock.now());
        const Committed done = must(desk->journal().append(fact(team(incident), note, noteText, "x")));
        QCOMPARE(heard.size(), 1U);
        QCOMPARE(heard.front().hash, done.hash);
        QVERIFY(!desk->journal().append(fact(team(incident), note, noteAdvice, "x")));
        QCOMPARE(heard.size(), 1U);
    }

    void refusesWhatItDoesNotKnow()
    {
        QCOMPARE(codeOf(desk->journal().append(fact(team(incident), incident, unknownField, "x"))),
                 u"journal.unknown"_s);
    }

    void refusesTooMuch()
    {
        Draft many{.stream = team(incident), .intent = u"test"_s, .facts = {}};
        many.facts.assign(factLimit + 1, {incident, incidentTitle, Value(u"x"_s)});
        QCOMPARE(codeOf(desk->journal().append(many)), u"journal.too-large"_s);
        QCOMPARE(
            codeOf(desk->journal().append(fact(team(incident), incident, noteText, Value(QString(600'000, u'x'))))),
            u"journal.too-large"_s);
        many.facts.resize(factLimit);
        VERIFY_OK(desk->journal().append(many));
    }

    void signsAfterAMinuteAfter256ChangesAndWhenAsked()
    {
        const auto write = [&](bool now) {
            Draft draft = fact(team(incident), incident, incidentTitle, "x");
            draft.signNow = now;
            must(desk->journal().append(draft));
        };
        write(false);
        QCOMPARE(desk->journal().unsignedChanges(), 1);
        desk->clock.advance(60'001);
        write(false);
        QCOMPARE(desk->journal().unsignedChanges(), 0);
        write(true);
        QCOMPARE(desk->journal().unsignedChanges(), 0);
        for (int i = 0; i < 255; ++i) {
            write(false);
        }
        QCOMPARE(desk->journal().unsignedChanges(), 255);
        write(false);
        QCOMPARE(desk->journal().unsignedChanges(), 0);
        write(false);
        must(desk->journal().signHeads());
        QCOMPARE(desk->journal().unsignedChanges(), 0);
    }

    void readsBesideTheWriter()
    {
        must(desk->journal().append(fact(team(incident), incident, incidentTitle, "before")));
        const auto reader = must(Journal::openReading(desk->vault(), schema, desk->clock, {}));
        QCOMPARE(must(reader->record(incident))->value(1), Value(u"before"_s));
        must(desk->journal().append(fact(team(incident), incident, incidentTitle, "after")));
        QCOMPARE(must(reader->record(incident))->value(1), Value(u"after"_s));
        const Id other = Id::make(desk->clock.now());
        must(desk->journal().append(fact(team(other), other, incidentTitle, "new stream")));
        QCOMPARE(must(reader->records(incidentKind)).size(), 2U);
        QCOMPARE(codeOf(reader->append(fact(team(incident), incident, incidentTitle, "x"))), u"journal.read-only"_s);
    }

    void staysInOrderWhenTheClockJumps()
    {
        must(desk->journal().append(fact(team(incident), incident, incidentTitle, "a")));
        desk->clock.advance(-5 * 60'000);
        must(desk->journal().append(fact(team(incident), incident, incidentTitle, "b")));
        QCOMPARE(must(desk->journal().record(incident))->value(1), Value(u"b"_s));
        desk->clock.advance(-6 * 60'000);
        QCOMPARE(codeOf(desk->journal().append(fact(team(incident), incident, incidentTitle, "c"))),
                 u"journal.clock-behind"_s);
        must(desk->openAs());
        QCOMPARE(codeOf(desk->journal().append(fact(team(incident), incident, incidentTitle, "c"))),
                 u"journal.clock-behind"_s);
        desk->clock.advance(2 * 60'000);
        VERIFY_OK(desk->journal().append(fact(team(incident), incident, incidentTitle, "c")));
    }

    void keepsMaterialUnderTheStreamsKey()
    {
        QByteArray content = "a leaked list";
        QBuffer source(&content);
        source.open(QIODevice::ReadOnly);
        const Material material = must(desk->journal().intake(team(incident), source));
        must(desk->journal().append(fact(team(incident), incident, incidentTitle, "evidence")));
        must(desk->openAs());
        const auto device = must(desk->journal().openMaterial(material.name));
        QCOMPARE(device->readAll(), content);
        QBuffer again(&content);
        again.open(QIODevice::ReadOnly);
        QVERIFY(must(desk->journal().intake(team(incident), again)).wasThere);
    }

    void keepsWhatWasAcceptedWhenTheClockIsSetBackAndRulesAreNew()
    {
        // Everything is judged again under a new schema: what a clock that ran ahead had dated was accepted long ago.
        Schema growing = smallSchema();
        TestVault ahead(growing);
        must(ahead.create());
        const qint64 start = ahead.clock.now();
        const Id note = Id::make(start);
        ahead.clock.advance(24LL * 3'600'000);
        must(ahead.journal().append(fact(team(incident), note, noteText, "dated tomorrow")));
        must(ahead.journal().append(fact(team(incident), note, notePinned, Value(true))));
        must(ahead.journal().signHeads());
        ahead.close();
        ahead.clock.set(start);
        growing.add({12, "label", "Label", {{1, "text", FieldType::Text, responders, "Text"}}, 1});
        must(ahead.openAs());
        QCOMPARE(ahead.journal().counts()->held, 0);
        QCOMPARE(must(ahead.journal().record(note))->value(1), Value(u"dated tomorrow"_s));
        QCOMPARE(must(ahead.journal().record(note))->value(2), Value(true));
        const Verification verification = must(ahead.journal().verify(false));
        QVERIFY2(verification.ok(), verification.ok() ? "" : qPrintable(verification.problems.front().code));
    }

    void removesMaterialThatNoChangeRefersTo()
    {
        QByteArray content = "taken in, then the machine stopped";
        QBuffer source(&content);
        source.open(QIODevice::ReadOnly);
        const Material material = must(desk->journal().intake(team(incident), source));
        QVERIFY(desk->vault().blobs().contains(material.name));
        must(desk->openAs());
        QVERIFY(!desk->vault().blobs().contains(material.name));
        QCOMPARE(codeOf(desk->journal().openMaterial(material.name)), u"journal.no-key"_s);
    }

private:
    const Schema schema = smallSchema();
    std::unique_ptr<TestVault> desk;
    Id incident;
};

QTEST_GUILESS_MAIN(TestAppend)
#include "tst_append.moc"
