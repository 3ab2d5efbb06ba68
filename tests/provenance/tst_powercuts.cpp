#include "incident/desk.h"
#include "models/provenance/registry/registry.h"
#include "tests/provenance/persons.h"
#include "tests/vault/powercut.h"

#include <QBuffer>

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace bulkhead::test;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
/// What was acknowledged when there were so many images.
struct Promise
{
    std::size_t moments = 0;
    QSet<QByteArray> changes;
    Image standing; ///< of what was surely on the disk at that moment
};
} // namespace

/// Power is lost at every moment of a session: journal, lists, material and index hold what was acknowledged.
class TestPowerCuts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { PowerCut::watchSqlite(); }

    void loseNothingThatWasAcknowledged()
    {
        Desk desk;
        const Id incident = desk.declare();
        const QString root = QFileInfo(desk.vault().folder()).path();
        std::vector<Promise> promises;
        std::vector<Image> images;
        {
            PowerCut power(root);
            QSet<QByteArray> changes;
            desk.journal().setListener([&](const Committed& done) { changes.insert(done.hash); });
            const auto promise = [&] { promises.push_back({power.moments(), changes, power.standing()}); };
            for (const auto& act : acts()) {
                desk.clock().advance(1'000);
                VERIFY_OK(act(desk, incident));
                promise();
            }
            VERIFY_OK(desk.journal().database().checkpoint());
            promise();
            desk.signOut(); // heads are signed, the log is taken into the database and goes
            promise();
            images = power.finish();
        }
        QVERIFY2(images.size() > 40, QByteArray::number(qsizetype(images.size())));
        QVERIFY(promises.back().changes.size() > 8);
        for (const Promise& promise : promises) {
            check(promise.standing, promise.changes);
        }
        // Every moment in between, each with what had been acknowledged before; a sample of them where nobody waits.
        const std::size_t step = qEnvironmentVariableIsSet("BULKHEAD_KILL_ROUNDS") ? 1 : 4;
        for (std::size_t at = 0; at < images.size(); at += step) {
            QSet<QByteArray> before;
            for (const Promise& promise : promises) {
                before = promise.moments <= at ? promise.changes : before;
            }
            check(images[at], before);
        }
    }

private:
    using Act = Expected<void> (*)(Desk& desk, const Id& incident);
    static std::vector<Act> acts()
    {
        return {[](Desk& desk, const Id& incident) -> Expected<void> {
                    Observation seen;
                    seen.raw = u"somebody saw the list on a mirror"_s;
                    seen.occurred = desk.now();
                    TRY([[maybe_unused]] const Id id, desk->add(incident, seen));
                    return {};
                },
                [](Desk& desk, const Id&) { return registerPersons(desk, 0); },
                [](Desk& desk, const Id& incident) -> Expected<void> {
                    QBuffer source;
                    source.setData(Bytes(3 << 19, 's'));
                    source.open(QIODevice::ReadOnly);
                    Evidence about;
                    about.name = u"scan"_s;
                    TRY([[maybe_unused]] const auto taken, desk->addEvidence(incident, source, about));
                    return {};
                },
                [](Desk& desk, const Id& incident) -> Expected<void> {
                    Observation seen;
                    seen.raw = u"counsel's note"_s;
                    seen.occurred = desk.now();
                    TRY([[maybe_unused]] const Id id, desk->add(incident, seen, Compartment::Counsel));
                    return {};
                },
                [](Desk& desk, const Id&) { return registerPersons(desk, 1'000); },
                [](Desk& desk, const Id& incident) -> Expected<void> {
                    QBuffer sample;
                    sample.setData(persons(20, 60));
                    sample.open(QIODevice::ReadOnly);
                    Evidence about;
                    about.name = u"leak.csv"_s;
                    TRY([[maybe_unused]] const auto filed,
                        Registry(desk.casework()).classifyInto(incident, sample, about));
                    return {};
                },
                [](Desk& desk, const Id&) -> Expected<void> {
                    Registry registry(desk.casework());
                    TRY(const auto sets, registry.dataSets());
                    return registry.removeDataSet(sets.front().id, u"not needed"_s);
                },
                [](Desk& desk, const Id&) { return desk.journal().signHeads(); }};
    }
    static Expected<void> registerPersons(Desk& desk, int from)
    {
        QBuffer source;
        source.setData(persons(from, from + 80));
        source.open(QIODevice::ReadOnly);
        DataSet about;
        about.name = u"Persons from %1"_s.arg(from);
        TRY([[maybe_unused]] const auto made, Registry(desk.casework()).registerDataSet(source, about));
        return {};
    }

    /// The vault opens, is whole, and has these changes with the segments that they name.
    static void check(const Image& image, const QSet<QByteArray>& changes)
    {
        const QTemporaryDir cut;
        PowerCut::put(image, cut.path());
        qputenv("XDG_STATE_HOME", QFile::encodeName(cut.filePath(u"state"_s)));
        SettableClock clock;
        clock.advance(Desk::hour);
        const auto vault = must(
            Vault::open(cut.filePath(u"vault"_s), TestVault::credential(u"Ada"_s), Vault::Access::Write, clock));
        const auto journal = must(Journal::open(*vault, incidentSchema(), clock, {timelineProjection()}));
        ChangeQuery all;
        all.limit = 0;
        QSet<QByteArray> found;
        for (const ChangeEntry& entry : must(journal->changes(all))) {
            found.insert(entry.hash);
        }
        QVERIFY((changes - found).isEmpty());
        const Verification verification = must(journal->verify(true));
        for (const Problem& problem : verification.problems) {
            qWarning("%s %s", qPrintable(problem.code), qPrintable(problem.where));
        }
        QVERIFY(verification.ok());
        Casework casework(*journal);
        Registry registry(casework);
        must(registry.removeOrphans());
        const auto standing = std::ranges::count(must(registry.dataSets()), false,
                                                 [](const auto& set) { return set.value.isRemoved; });
        QCOMPARE(must(registry.snapshot())->names().size(), static_cast<std::size_t>(standing));
    }
};

QTEST_GUILESS_MAIN(TestPowerCuts)
#include "tst_powercuts.moc"
