#include "tests/journal/desks.h"

#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// The same rules at writing and at folding: what the program refuses to write, it does not count when a modified
/// program writes it either.
class TestPermissions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        ada = std::make_unique<TestVault>(schema);
        must(ada->create());
        incident = Id::make(ada->clock.now());
        closed = Id::make(ada->clock.now());
        must(ada->journal().append(fact(team(incident), incident, incidentTitle, "open")));
        must(ada->journal().append(fact(team(closed), closed, incidentPhase, "closed")));
        must(ada->addUser(u"Com"_s, Role::IncidentCommander));
        must(ada->addUser(u"Eng"_s, Role::Engineering));
        must(ada->addUser(u"Leg"_s, Role::Legal));
        must(ada->addUser(u"Exe"_s, Role::Executive));
        must(ada->addUser(u"Adm"_s, Role::Administrator));
        strict = machine(*ada, schema, u"Leg"_s);
    }

    void judgesByRole_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<int>("place"); // 0 team, 1 counsel, 2 team of the closed incident, 3 vault
        QTest::addColumn<quint32>("field");
        QTest::addColumn<QString>("code");

        const QString refused = u"journal.not-permitted"_s;
        QTest::newRow("commander, phase") << u"Com"_s << 0 << incidentPhase << QString();
        QTest::newRow("commander, text") << u"Com"_s << 0 << noteText << QString();
        QTest::newRow("commander, counsel") << u"Com"_s << 1 << noteAdvice << refused;
        QTest::newRow("commander, member") << u"Com"_s << 3 << fieldId(2, 3) << refused;
        QTest::newRow("engineer, text") << u"Eng"_s << 0 << noteText << QString();
        QTest::newRow("engineer, phase") << u"Eng"_s << 0 << incidentPhase << refused;
        QTest::newRow("engineer, approval") << u"Eng"_s << 0 << noteApproval << refused;
        QTest::newRow("engineer, text when closed") << u"Eng"_s << 2 << noteText << u"journal.closed"_s;
        QTest::newRow("engineer, remark when closed") << u"Eng"_s << 2 << noteRemark << QString();
        QTest::newRow("counsel, advice") << u"Leg"_s << 1 << noteAdvice << QString();
        QTest::newRow("counsel, advice to the team") << u"Leg"_s << 0 << noteAdvice << refused;
        QTest::newRow("executive, approval") << u"Exe"_s << 0 << noteApproval << QString();
        QTest::newRow("executive, text") << u"Exe"_s << 0 << noteText << refused;
        QTest::newRow("administrator, member") << u"Adm"_s << 3 << fieldId(2, 3) << QString();
        QTest::newRow("administrator, text") << u"Adm"_s << 0 << noteText << refused;
    }

    void judgesByRole()
    {
        QFETCH(const QString, user);
        QFETCH(const int, place);
        QFETCH(const quint32, field);
        QFETCH(const QString, code);
        const Stream stream = place == 0 ? team(incident)
            : place == 1                 ? counsel(incident)
            : place == 2                 ? team(closed)
                                         : Stream();
        const Id entity = place == 3        ? ada->vault().userId()
            : kindOf(field) == incidentKind ? stream.incident
                                            : Id::make(ada->clock.now());
        const Value value = place == 3 ? Value((everybody).names())
            : field == incidentPhase   ? Value(code.isEmpty() ? u"review"_s : u"open"_s)
                                       : Value(u"x"_s);

        // At writing, and without trying.
        auto& desk = desks[user];
        desk = desk ? std::move(desk) : machine(*ada, schema, user);
        QCOMPARE(codeOf(desk->journal().mayWrite(stream, field)), code);
        QCOMPARE(codeOf(desk->journal().append(fact(stream, entity, field, value))), code);
        if (place == 3 && !code.isEmpty()) {
            return; // The rules of membership are not the schema's alone.
        }

        // At folding.
        auto& modified = laxDesks[user];
        modified = modified ? std::move(modified) : machine(*ada, lax, user);
        const auto written = modified->journal().append(fact(stream, entity, field, value));
        if (!written) {
            QCOMPARE(codeOf(written), code); // refused by more than the fields' rules: the stream itself
            return;
        }
        give(*modified, *strict);
        if (place == 1) {
            QVERIFY(strict->journal().canRead(stream));
        }
        const auto entries = must(strict->journal().changes(
            asking([&](ChangeQuery& query) { query.device = modified->journal().device(); })));
        QVERIFY(!entries.empty());
        QCOMPARE(entries.front().hash, written->hash);
        QCOMPARE(entries.front().state, code.isEmpty() ? ChangeEntry::State::Folded : ChangeEntry::State::Invalid);
        QCOMPARE(entries.front().reasonCode, code.isEmpty() ? QString() : code.mid(8));
        QCOMPARE(entries.front().reason.isEmpty(), code.isEmpty());
        const auto record = must(strict->journal().record(entity));
        QCOMPARE(record && record->cells.contains(field & 0xffff)
                     && record->value(static_cast<quint16>(field & 0xffff)) == value,
                 code.isEmpty());
        QVERIFY(must(strict->journal().verify(false)).ok());
    }

    void reopensOnlyByThePhase()
    {
        const auto desk = machine(*ada, schema, u"Com"_s);
        Draft both = fact(team(closed), closed, incidentPhase, "review");
        both.facts.push_back({closed, incidentTitle, Value(u"reopened"_s)});
        VERIFY_OK(desk->journal().append(both));
        VERIFY_OK(desk->journal().append(fact(team(closed), closed, incidentTitle, "again")));
    }

    void takesAwayARoleFromThoseWhoHaveSeenIt()
    {
        const auto eng = machine(*ada, schema, u"Eng"_s);
        const auto boss = machine(*ada, schema, u"Adm"_s);
        const Id note = Id::make(ada->clock.now());
        must(boss->journal().append(
            fact({}, eng->vault().userId(), fieldId(2, 3), Value(Roles(Role::Executive).names()))));
        must(eng->journal().append(fact(team(incident), note, noteText, "had not seen it")));
        give(*eng, *boss);
        QCOMPARE(boss->journal().counts()->invalid, 0);
        give(*boss, *eng);
        QCOMPARE(must(eng->journal().record(note))->value(1), Value(u"had not seen it"_s));
        QCOMPARE(codeOf(eng->journal().append(fact(team(incident), note, noteText, "has seen it"))),
                 u"journal.not-permitted"_s);
        QCOMPARE(eng->journal().roles(), Roles(Role::Executive));
    }

    void enrolsAndResetsMembers()
    {
        const auto boss = machine(*ada, schema, u"Ada"_s);
        const Id kim = must(boss->addUser(u"Kim"_s, Role::Compliance));
        QCOMPARE(boss->journal().nameOf(kim), u"Kim"_s);
        must(boss->openAs(u"Kim"_s));
        QCOMPARE(boss->journal().roles(), Roles(Role::Compliance));
        VERIFY_OK(boss->journal().append(fact(team(incident), Id::make(1), noteText, "hers")));
        must(boss->openAs(u"Ada"_s));
        const NewUser reset = must(boss->vault().resetUser(kim, TestVault::credential(u"Kim"_s), 0));
        must(boss->journal().enrol(reset, Role::Compliance, {}));
        must(boss->openAs(u"Kim"_s));
        QVERIFY(must(boss->journal().verify(false)).ok());
        QCOMPARE(codeOf(boss->journal().enrol(reset, everybody, {})), u"journal.not-permitted"_s);
    }

private:
    const Schema schema = smallSchema();
    const Schema lax = laxSchema();
    std::unique_ptr<TestVault> ada;
    std::unique_ptr<TestVault> strict;
    std::map<QString, std::unique_ptr<TestVault>> desks;
    std::map<QString, std::unique_ptr<TestVault>> laxDesks;
    Id incident;
    Id closed;
};

QTEST_GUILESS_MAIN(TestPermissions)
#include "tst_permissions.moc"
