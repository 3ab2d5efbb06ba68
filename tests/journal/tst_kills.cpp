#include "tests/journal/smallschema.h"
#include "tests/support/testvault.h"
#include "tests/vault/child.h"

#include <QtTest>

#include <random>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
constexpr int writes = 1'000;
const Id incident = Id::derived("incident");

/// Each change writes two fields of one note and the incident's title.
Draft draft(int i)
{
    const Id note = Id::derived(QByteArray::number(i % 50));
    const Value number(QString::number(i));
    return {.stream = team(incident),
            .intent = u"test.write"_s,
            .facts = {{note, noteText, number}, {incident, incidentTitle, number}, {note, noteRemark, number}},
            .signNow = i % 97 == 0};
}

/// Writes until it is killed or done; says the hash of each change once it is durable.
int appendOn(const QString& folder)
{
    const Schema schema = smallSchema();
    SettableClock clock;
    const auto vault = Vault::open(folder, TestVault::credential(u"Ada"_s), Vault::Access::Write, clock);
    if (!vault) {
        return 1;
    }
    const auto journal = Journal::open(**vault, schema, clock, {});
    if (!journal) {
        return 2;
    }
    const int before = static_cast<int>((*journal)->counts()->changes);
    for (int i = 0; i < writes; ++i) {
        clock.advance(i % 3);
        const auto done = (*journal)->append(draft(before + i));
        if (!done) {
            return 3;
        }
        std::printf("%s\n", done->hash.toHex().constData());
        std::fflush(stdout);
    }
    sayAndWait("done");
    return 0;
}
} // namespace

class TestKills : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepEveryAcknowledgedChangeWhole()
    {
        const Schema schema = smallSchema();
        TestVault desk(schema);
        must(desk.create());
        desk.close();
        const int rounds = std::max(5, qEnvironmentVariableIntValue("BULKHEAD_KILL_ROUNDS"));
        const quint32 seed = std::random_device()();
        qInfo("seed %u, %d rounds", seed, rounds);
        std::mt19937 random(seed);
        QSet<QByteArray> acknowledged;
        for (int round = 0; round < rounds; ++round) {
            const int last = std::uniform_int_distribution(1, writes - 1)(random);
            {
                Child child(u"write"_s, desk.folder());
                const auto wanted = acknowledged.size() + last;
                QVERIFY(
                    child.killWhen([&] { return acknowledged.size() >= wanted; },
                                   std::chrono::microseconds(std::uniform_int_distribution(0, 3'000)(random)),
                                   [&](const QByteArray& line) { acknowledged.insert(QByteArray::fromHex(line)); }));
            }
            must(desk.openAs());
            const Journal& journal = desk.journal();
            ChangeQuery all;
            all.limit = 0;
            all.incident = incident;
            const auto entries = must(journal.changes(all));
            QSet<QByteArray> found;
            for (const ChangeEntry& entry : entries) {
                QCOMPARE(entry.state, ChangeEntry::State::Folded);
                found.insert(entry.hash);
            }
            QVERIFY((acknowledged - found).isEmpty());
            QVERIFY2(found.size() <= acknowledged.size() + 1, "more than the one that was not acknowledged yet");
            acknowledged = found;
            QCOMPARE(entries.front().body.facts.size(), 3U);

            // Nothing half applied: each record shows the whole of the last change that wrote to it.
            QCOMPARE(must(journal.record(incident))->value(1), entries.front().body.facts[1].value);
            for (const Record& note : must(journal.records(incident, noteKind))) {
                QCOMPARE(note.value(1), note.value(5));
            }
            const Verification verification = must(journal.verify(true));
            for (const Problem& problem : verification.problems) {
                qWarning("%s %s", qPrintable(problem.code), qPrintable(problem.where));
            }
            QVERIFY(verification.ok());
            QCOMPARE(verification.unsignedTail, 0); // signed at opening
            desk.close();
        }
    }
};

int main(int argc, char** argv)
{
    return mainWithParts<TestKills>(argc, argv, std::map<QString, Part>{{u"write"_s, appendOn}});
}
#include "tst_kills.moc"
