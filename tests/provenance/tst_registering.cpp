#include "incident/desk.h"
#include "models/provenance/near/nearreader.h"
#include "models/provenance/registry/blocklist.h"
#include "models/provenance/registry/certificate.h"
#include "models/provenance/registry/registry.h"
#include "tests/provenance/persons.h"
#include "tests/vault/child.h"
#include "tests/vault/faultydisk.h"

#include <QBuffer>
#include <QDir>

#include <algorithm>
#include <random>

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace bulkhead::test;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
using Disk = FaultyDisk::Kind;

Expected<Registered> registerPersons(Casework& casework, int from, int to, bool near = false)
{
    QBuffer source;
    source.setData(persons(from, to));
    source.open(QIODevice::ReadOnly);
    DataSet about;
    about.name = u"Persons from %1"_s.arg(from);
    return Registry(casework).registerDataSet(source, about, {.mappings = {}, .read = {}, .near = near});
}

/// Registers one small set after the other until it is killed; says the id of each once it is acknowledged.
int registerOn(const QString& folder)
{
    SettableClock clock;
    const auto vault = Vault::open(folder, TestVault::credential(u"Ada"_s), Vault::Access::Write, clock);
    if (!vault) {
        return 1;
    }
    const auto journal = Journal::open(**vault, incidentSchema(), clock, {timelineProjection()});
    if (!journal) {
        return 2;
    }
    Casework casework(**journal);
    if (!Registry(casework).removeOrphans()) {
        return 3;
    }
    const int before = static_cast<int>(Registry(casework).dataSets()->size());
    for (int i = before; i < before + 500; ++i) {
        clock.advance(1);
        const auto done = registerPersons(casework, 1'000 * i, 1'000 * i + 40, true);
        if (!done) {
            return 4;
        }
        std::printf("%s\n", qPrintable(done->id.text()));
        std::fflush(stdout);
    }
    return 0;
}
} // namespace

/// Registering, answers, block lists and certificates on a disk that fails, and registering that is killed.
class TestRegistering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { FaultyDisk::install(); }
    void init()
    {
        desk = std::make_unique<Desk>();
        folder = std::make_unique<QTemporaryDir>();
        acknowledged.clear();
        acknowledged.insert(must(registerPersons(desk->casework(), 0, 200)).id);
    }
    void cleanup()
    {
        FaultyDisk::mend();
        desk.reset();
    }

    void leavesThePreviousStateOnABrokenDisk_data() { FaultyDisk::addKinds(); }
    void leavesThePreviousStateOnABrokenDisk()
    {
        QFETCH(const Disk, kind);
        QFETCH(const bool, isLasting);
        bool hasFailed = true;
        int failures = 0;
        for (int act = 1; hasFailed; ++act) {
            desk->clock().advance(1'000);
            FaultyDisk::failAt(act, kind, isLasting);
            const auto made = registerPersons(desk->casework(), 1'000 * act, 1'000 * act + 50, true);
            hasFailed = FaultyDisk::mend();
            if (made) {
                acknowledged.insert(made->id);
            } else {
                ++failures;
                QVERIFY(!made.error().message.isEmpty());
            }
            desk->signIn();
            checkRegistry(failures);
            QVERIFY(act < 300);
        }
        QVERIFY2(failures > 5, qPrintable(QString::number(failures)));
    }

    void writesListsAndCertificatesWholeOrNotAtAll_data() { FaultyDisk::addKinds(); }
    void writesListsAndCertificatesWholeOrNotAtAll()
    {
        QFETCH(const Disk, kind);
        QFETCH(const bool, isLasting);
        const Id incident = desk->declare();
        QBuffer sample;
        sample.setData(persons(20, 60));
        sample.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = u"leak.csv"_s;
        const Id evidence = must(Registry(desk->casework()).classifyInto(incident, sample, about)).evidence;
        bool hasFailed = true;
        int failures = 0;
        for (int act = 1; hasFailed; act += 2) {
            desk->clock().advance(1'000);
            const QString list = folder->filePath(u"list-%1.csv"_s.arg(act));
            const QString certificate = folder->filePath(u"certificate-%1.json"_s.arg(act));
            FaultyDisk::failAt(act, kind, isLasting);
            const auto listed = makeBlockList(desk->casework(), evidence, {.file = list});
            const auto certified = makeCertificate(desk->casework(), evidence, certificate,
                                                   TestVault::credential(u"Ada"_s));
            hasFailed = FaultyDisk::mend();
            failures += (listed ? 0 : 1) + (certified ? 0 : 1);
            QVERIFY(listed || !listed.error().message.isEmpty());
            QVERIFY(certified || !certified.error().message.isEmpty());
            QCOMPARE(QFile::exists(list), listed.has_value());
            QVERIFY(!listed || lines(list) == 1 + 40 * 2); // a heading; an address and a number of each
            QVERIFY(!listed || QFile::exists(listed->keyFile));
            QFile written(certificate);
            QCOMPARE(written.open(QIODevice::ReadOnly), certified.has_value());
            if (certified) {
                VERIFY_OK(readCertificate(written.readAll()));
            }
            desk->signIn();
            QVERIFY(act < 300);
        }
        QVERIFY2(failures > 5, qPrintable(QString::number(failures)));
        // Nothing half written lies about under any other name either.
        for (const QString& name : QDir(folder->path()).entryList(QDir::Files | QDir::Hidden)) {
            QVERIFY2(name.startsWith(u"list-"_s) || name.startsWith(u"certificate-"_s), qPrintable(name));
            QVERIFY2(!name.endsWith(u".key"_s) || QFile::exists(folder->filePath(name.chopped(4))), qPrintable(name));
        }
    }

    void keepsSampleAndAnswerWholeOnABrokenDisk_data() { FaultyDisk::addKinds(); }
    void keepsSampleAndAnswerWholeOnABrokenDisk()
    {
        QFETCH(const Disk, kind);
        QFETCH(const bool, isLasting);
        const Id incident = desk->declare();
        bool hasFailed = true;
        int failures = 0;
        QSet<Id> reports;
        for (int act = 1; hasFailed; act += 5) {
            desk->clock().advance(1'000);
            QBuffer sample;
            sample.setData(persons(20, 60 + act));
            sample.open(QIODevice::ReadOnly);
            Evidence about;
            about.name = u"leak.csv"_s;
            FaultyDisk::failAt(act, kind, isLasting);
            const auto filed = Registry(desk->casework()).classifyInto(incident, sample, about);
            hasFailed = FaultyDisk::mend();
            if (filed) {
                reports.insert(filed->report);
            } else {
                ++failures;
                QVERIFY(!filed.error().message.isEmpty());
            }
            desk->signIn();
            QSet<Id> found;
            for (const auto& report : must((*desk)->all<VerdictReport>(incident))) {
                found.insert(report.id);
            }
            QVERIFY((reports - found).isEmpty());
            reports = found;
            const Verification verification = must(desk->journal().verify(true)); // material too
            QVERIFY2(verification.ok(), verification.ok() ? "" : qPrintable(verification.problems.front().code));
            QVERIFY(act < 300);
        }
        QVERIFY2(failures > 5, qPrintable(QString::number(failures)));
    }

    void refusesASetWhoseSegmentWentMeanwhile()
    {
        QBuffer source;
        source.setData(persons(500, 600));
        source.open(QIODevice::ReadOnly);
        DataSet about;
        about.name = u"On its way"_s;
        Registry registry(desk->casework());
        auto prepared = must(must(registry.snapshot())->prepare(source, about));
        QCOMPARE(must(registry.removeOrphans()), 1);
        const auto made = registry.commit(std::move(prepared));
        COMPARE_ERROR(made, "vault.io");
        checkRegistry(0);
    }

    void keepsEveryAcknowledgedSetWhenKilled()
    {
        const quint32 seed = std::random_device()();
        const int rounds = std::max(5, qEnvironmentVariableIntValue("BULKHEAD_KILL_ROUNDS"));
        qInfo("seed %u, %d rounds", seed, rounds);
        std::mt19937 random(seed);
        for (int round = 0; round < rounds; ++round) {
            desk->signOut();
            {
                Child child(u"register"_s, desk->vault().folder());
                const auto wanted = acknowledged.size() + std::uniform_int_distribution(1, 12)(random);
                QVERIFY(child.killWhen(
                    [&] { return acknowledged.size() >= wanted; },
                    std::chrono::microseconds(std::uniform_int_distribution(0, 30'000)(random)),
                    [&](const QByteArray& line) { acknowledged.insert(*Id::fromText(QString::fromUtf8(line))); }));
            }
            desk->signIn();
            checkRegistry(1);
            const Verification verification = must(desk->journal().verify(true));
            QVERIFY2(verification.ok(), verification.ok() ? "" : qPrintable(verification.problems.front().code));
        }
    }

private:
    static qsizetype lines(const QString& file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll().count('\n') : -1;
    }
    /// All that was acknowledged is there and answers; what is there beside it (at most `others` sets, whose change was
    /// durable before its writer could be told) is whole, and no segment is left of the rest.
    void checkRegistry(int others)
    {
        Registry registry(desk->casework());
        must(registry.removeOrphans());
        QStringList segments;
        QSet<Id> found;
        for (const auto& set : must(registry.dataSets())) {
            found.insert(set.id);
            segments.append(segmentName(set.id));
        }
        QVERIFY((acknowledged - found).isEmpty());
        QVERIFY(found.size() <= acknowledged.size() + others);
        const auto snapshot = must(registry.snapshot());
        for (const auto& segment : snapshot->index().segments()) {
            if (!segment->info().nearSeal.isEmpty()) {
                segments.append(nearFileOf(segmentName(segment->info().dataSet)));
                const NearReader* const near = snapshot->near().of(segment->info().dataSet);
                QVERIFY(near != nullptr);
                VERIFY_OK(near->verify());
            }
        }
        segments.sort();
        QStringList files
            = QDir(desk->vault().folder() + u"/index"_s).entryList(QDir::Files | QDir::Hidden, QDir::Name);
        files.sort();
        QCOMPARE(files, segments);
        QBuffer sample;
        sample.setData(persons(100, 300));
        sample.open(QIODevice::ReadOnly);
        const auto answer = must(snapshot->classify(sample));
        QCOMPARE(answer.summary.counts[static_cast<std::size_t>(Verdict::Synthetic)], quint64(100));
        QCOMPARE(answer.summary.counts[static_cast<std::size_t>(Verdict::Unknown)], quint64(100));
        acknowledged = found;
    }

    std::unique_ptr<Desk> desk;
    std::unique_ptr<QTemporaryDir> folder;
    QSet<Id> acknowledged;
};

int main(int argc, char** argv)
{
    return mainWithParts<TestRegistering>(argc, argv, std::map<QString, Part>{{u"register"_s, registerOn}});
}
#include "tst_registering.moc"
