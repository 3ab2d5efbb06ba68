#include "tests/journal/smallschema.h"
#include "tests/support/testvault.h"
#include "tests/vault/faultydisk.h"

#include <QBuffer>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

using Fault = fixture::FaultyDisk::Kind;
using fixture::FaultyDisk;

/// The disk fails or fills up at every act of a working session: the journal goes on as soon as it can, holds all that
/// was acknowledged, and verifies.
class TestJournalFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { FaultyDisk::install(); }
    void init()
    {
        desk = std::make_unique<TestVault>(schema);
        must(desk->create());
        incident = Id::make(desk->clock.now());
        acknowledged.clear();
        refused = 0;
    }
    void cleanup() { FaultyDisk::mend(); }

    void holdsWhatWasAcknowledged_data() { FaultyDisk::addKinds(); }
    void holdsWhatWasAcknowledged()
    {
        QFETCH(const Fault, kind);
        QFETCH(const bool, isLasting);
        bool hasFailed = true;
        for (int act = 1; hasFailed; ++act) {
            FaultyDisk::failAt(act, kind, isLasting);
            work();
            hasFailed = FaultyDisk::mend();
            // The session that met the fault goes on.
            write(Id::make(desk->clock.now()), team(incident));
            QVERIFY2(lastError.isEmpty(), qPrintable(lastError));
            must(desk->journal().database().checkpoint()); // So that each round begins alike.
            QVERIFY(act < 400);
        }
        QVERIFY2(refused > 3, qPrintable(QString::number(refused)));
        check();
        must(desk->openAs());
        check();
        const Verification verification = must(desk->journal().verify(true));
        for (const Problem& problem : verification.problems) {
            qWarning("%s", qPrintable(problem.code + u' ' + problem.where + u' ' + problem.message));
        }
        QVERIFY(verification.ok());
        const Bytes digest = must(desk->journal().projectionDigest());
        must(desk->journal().rebuild());
        QCOMPARE(hex(must(desk->journal().projectionDigest())), hex(digest));
    }

private:
    void write(const Id& note, const Stream& stream)
    {
        lastError.clear();
        const auto done = desk->journal().append(fact(stream, note, noteText, "a note that is kept"));
        if (done) {
            acknowledged.append(note);
            return;
        }
        lastError = done.error().code + u' ' + done.error().message;
        ++refused;
    }
    void work()
    {
        write(Id::make(desk->clock.now()), team(incident));
        write(Id::make(desk->clock.now()), counsel(incident));
        QBuffer source;
        source.setData("material " + QByteArray::number(++number));
        source.open(QIODevice::ReadOnly);
        if (const auto taken = desk->journal().intake(team(incident), source)) {
            const Id note = Id::make(desk->clock.now());
            write(note, team(incident));
            if (acknowledged.contains(note)) {
                material.append(taken->name);
            }
        }
        (void)desk->journal().signHeads();
    }
    void check()
    {
        for (const Id& note : std::as_const(acknowledged)) {
            QVERIFY(must(desk->journal().record(note)).has_value());
        }
    }

    Schema schema = smallSchema();
    std::unique_ptr<TestVault> desk;
    Id incident;
    QList<Id> acknowledged;
    QList<Bytes> material;
    QString lastError;
    int refused = 0;
    int number = 0;
};

QTEST_GUILESS_MAIN(TestJournalFaults)
#include "tst_journalfaults.moc"
