#include "models/journal/bundle.h"
#include "models/journal/checkpoint.h"
#include "models/journal/merkle.h"
#include "tests/journal/desks.h"

#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// One signed number over all chains; whoever keeps it tells later whether the vault is older than it.
class TestCheckpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<TestVault>(m_schema);
        must(m_desk->create());
        m_incident = Id::make(m_desk->clock.now());
        write("first");
        must(m_desk->journal().append(fact(counsel(m_incident), m_incident, noteAdvice, "advice")));
    }

    void treesAreThoseOfTheRfc()
    {
        QCOMPARE(journal::merkle::root({}), sha256(""));
        std::vector<Bytes> leaves;
        for (quint64 count = 1; count <= 20; ++count) {
            leaves.push_back(journal::merkle::leafHash(QByteArray::number(count)));
            const Bytes root = journal::merkle::root(leaves);
            for (quint64 index = 0; index < count; ++index) {
                auto path = journal::merkle::path(leaves, index);
                QCOMPARE(journal::merkle::rootFrom(leaves[index], index, count, path), root);
                QVERIFY(journal::merkle::rootFrom(leaves[(index + 1) % count], index, count, path) != root
                        || count == 1);
                QVERIFY(journal::merkle::rootFrom(leaves[index], index + 1, count, path) != root);
                if (!path.empty()) {
                    path.pop_back();
                    QVERIFY(journal::merkle::rootFrom(leaves[index], index, count, path) != root);
                }
            }
        }
        // RFC 6962's tree of the empty leaf.
        QCOMPARE(hex(journal::merkle::leafHash({})),
                 u"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"_s);
    }

    void holdsWhatTheJournalHolds()
    {
        const Checkpoint made = make();
        QVERIFY(made.chains >= 3);
        QVERIFY(made.openLeaves(m_desk->vault()).has_value());
        write("after it");
        const Verification found = must(m_desk->journal().verify(false));
        QCOMPARE(found.problems.size(), 0U);
        QCOMPARE(found.checkpoints.size(), 1U);
        QVERIFY(found.checkpoints.front().isComplete);
        QCOMPARE(found.checkpoints.front().checkpoint, made);
        must(m_desk->journal().rebuild());
        QCOMPARE(must(m_desk->journal().verify(false)).problems.size(), 0U);
    }

    void comesBackFromItsFile()
    {
        const CheckpointFile file = m_desk->journal().fileOf(make());
        QVERIFY(file.isSigned());
        QCOMPARE(must(CheckpointFile::decode(file.encoded())), file);
        QVERIFY(!file.encoded().contains(m_incident.text().toUtf8()));
        QCOMPARE(codeOf(CheckpointFile::decode("{}")), u"checkpoint.not-a-checkpoint"_s);
        QCOMPARE(codeOf(CheckpointFile::decode("")), u"checkpoint.not-a-checkpoint"_s);
        QByteArray newer = file.encoded();
        newer.replace("\"format\": 1", "\"format\": 2");
        QCOMPARE(codeOf(CheckpointFile::decode(newer)), u"checkpoint.newer-format"_s);
    }

    void findsAVaultThatWasPutBack()
    {
        must(m_desk->journal().signHeads());
        m_desk->close();
        const auto older = again(*m_desk);
        must(m_desk->openAs());
        write("acknowledged");
        const CheckpointFile file = m_desk->journal().fileOf(make());
        QCOMPARE(codesAgainst(*m_desk, file), QStringList());
        write("later");
        QCOMPARE(codesAgainst(*m_desk, file), QStringList());
        m_desk->close();
        must(older->openAs());
        // By itself the old copy is whole.
        QCOMPARE(must(older->journal().verify(true)).problems.size(), 0U);
        const QStringList codes = codesAgainst(*older, file);
        QVERIFY2(codes.contains(u"journal.rolled-back"_s), qPrintable(codes.join(u' ')));
    }

    void namesTheChainsOfAVaultThatWasPutBack()
    {
        (void)make(); // so that the key of leaves is older than the copy
        m_desk->close();
        const auto older = again(*m_desk);
        must(m_desk->openAs());
        write("acknowledged");
        const CheckpointFile file = m_desk->journal().fileOf(make());
        m_desk->close();
        must(older->openAs());
        Expectation expected;
        expected.against = file;
        bool isNamed = false;
        for (const Problem& one : must(older->journal().verify(false, {}, {}, expected)).problems) {
            isNamed = isNamed || one.where.contains(m_incident.text() + u"/team"_s);
        }
        QVERIFY(isNamed);
    }

    void refusesAnothersAndAlteredCheckpoints()
    {
        const CheckpointFile file = m_desk->journal().fileOf(make());
        TestVault other(m_schema);
        must(other.create());
        QCOMPARE(codesAgainst(other, file), QStringList{u"checkpoint.other-vault"_s});
        other.close();
        must(m_desk->openAs());
        CheckpointFile altered = file;
        altered.checkpoint.chains += 1;
        QCOMPARE(codesAgainst(*m_desk, altered), QStringList{u"checkpoint.bad-signature"_s});
        altered = file;
        altered.deviceKey = Bytes(32, 'k');
        QCOMPARE(codesAgainst(*m_desk, altered), QStringList{u"checkpoint.bad-signature"_s});
    }

    void findsWhatAMemberRewrote()
    {
        const Checkpoint made = make();
        const Id id = must(m_desk->journal().verify(false)).checkpoints.front().id;
        Checkpoint altered = made;
        altered.root = sha256("another history");
        must(m_desk->journal().append(
            Draft{.stream = {}, .intent = u"checkpoint.alter"_s, .facts = factsBetween(id, made, altered)}));
        const Verification found = must(m_desk->journal().verify(false));
        QCOMPARE(found.problems.size(), 1U);
        QCOMPARE(found.problems.front().code, u"checkpoint.bad-signature"_s);
        QVERIFY(!found.checkpoints.front().isComplete);
    }

    void provesItsPartInABundle()
    {
        const Checkpoint made = make();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"bundle.zip"_s);
        must(writeBundle(m_desk->journal(), {m_incident, u"A leak"_s, false, path}));
        const Verification found = must(must(Bundle::open(path, m_schema, m_desk->clock))->verify());
        QCOMPARE(found.problems.size(), 0U);
        QCOMPARE(found.checkpoints.size(), 1U);
        QVERIFY(found.checkpoints.front().isPartial && !found.checkpoints.front().isComplete);
        QCOMPARE(found.checkpoints.front().checkpoint.root, made.root);
        // A bundle that leaves off what the checkpoint saw: held against the checkpoint's file.
        Expectation expected;
        expected.against = m_desk->journal().fileOf(made);
        QCOMPARE(must(must(Bundle::open(path, m_schema, m_desk->clock))->verify({}, {}, {}, expected)).problems.size(),
                 0U);
    }

private:
    void write(const char* text)
    {
        must(m_desk->journal().append(fact(team(m_incident), m_incident, incidentTitle, text)));
    }
    [[nodiscard]] Checkpoint make() const
    {
        const Checkpoint made = must(m_desk->journal().measureCheckpoint());
        must(m_desk->journal().recordCheckpoint(made));
        return made;
    }
    [[nodiscard]] static QStringList codesAgainst(const TestVault& desk, const CheckpointFile& file)
    {
        Expectation expected;
        expected.against = file;
        QStringList codes;
        for (const Problem& one : must(desk.journal().verify(false, {}, {}, expected)).problems) {
            codes.append(one.code);
        }
        codes.removeDuplicates();
        return codes;
    }

    Schema m_schema = smallSchema();
    std::unique_ptr<TestVault> m_desk;
    Id m_incident;
};

QTEST_GUILESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
