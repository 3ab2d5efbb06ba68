#include "models/disclosure/drafting.h"
#include "models/incident/bulkedit.h"
#include "models/provenance/registry/registry.h"
#include "models/vault/backup.h"
#include "tests/provenance/persons.h"
#include "tests/timeline/fixture.h"
#include "tests/vault/child.h"

#include <QDir>

#include <array>
#include <random>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
constexpr int writes = 1'000; ///< of a process that nobody kills
constexpr int customers = 40; ///< rows of a data set
constexpr auto nowName = "BULKHEAD_TEST_NOW";

/// Everything that writes to a vault, one act after the other, each by its number alone.
class Work
{
public:
    Work(Journal& journal, SettableClock& clock)
        : m_journal(journal)
        , m_clock(clock)
        , m_casework(journal)
        , m_book(must(deadline::Lawbook::load()))
        , m_shelf(must(Bookshelf::load()))
        , m_drafting(m_casework, m_book, m_shelf)
    {
    }

    Expected<void> begin()
    {
        TRY(const auto incidents, m_casework.incidents());
        if (!incidents.empty()) {
            m_incident = incidents.front().id;
            return {};
        }
        Declaration wish;
        wish.incident.title = u"Contacts on a paste site"_s;
        TRY(const auto declared, m_casework.declare(wish, ourPlaybooks()));
        m_incident = declared.id;
        return {};
    }

    Expected<void> act(int number)
    {
        static constexpr std::array acts = {
            &Work::observe, &Work::finishTask,  &Work::takeEvidence, &Work::observe,  &Work::decide,
            &Work::edit,    &Work::registerSet, &Work::classify,     &Work::import,   &Work::draft,
            &Work::observe, &Work::writeDraft,  &Work::confide,      &Work::runClock, &Work::strike,
            &Work::addTask, &Work::removeSet,   &Work::rename,       &Work::advance,  &Work::checkpoint,
        };
        m_clock.advance(number % 3 * 400);
        m_number = number;
        return (this->*acts[static_cast<std::size_t>(number) % acts.size()])();
    }

private:
    [[nodiscard]] QString name(QLatin1StringView what) const { return what + u' ' + QString::number(m_number); }

    Expected<void> observe()
    {
        Observation seen;
        seen.raw = name("somebody saw the list on a mirror"_L1);
        seen.occurred = m_clock.now();
        TRY([[maybe_unused]] const Id id, m_casework.add(m_incident, seen));
        return {};
    }
    Expected<void> confide()
    {
        Observation seen;
        seen.raw = name("counsel's note"_L1);
        seen.occurred = m_clock.now();
        TRY([[maybe_unused]] const Id id, m_casework.add(m_incident, seen, Compartment::Counsel));
        return {};
    }
    Expected<void> addTask()
    {
        Task task;
        task.title = name("ask the host"_L1);
        task.lane = Role::Engineering;
        TRY([[maybe_unused]] const Id id, m_casework.add(m_incident, task));
        return {};
    }
    Expected<void> finishTask()
    {
        TRY(const auto tasks, m_casework.all<Task>(m_incident));
        const auto open = std::ranges::find_if(tasks, [&](const Kept<Task>& task) {
            return task.value.state == TaskState::Open && Casework::blockers(task, tasks).empty();
        });
        return open == tasks.end() ? addTask() : m_casework.setTaskState(open->id, TaskState::Done, u"done"_s);
    }
    Expected<void> takeEvidence()
    {
        QBuffer source;
        source.setData(QByteArray(1 + m_number * 977 % 300'000, 'e') + QByteArray::number(m_number));
        (void)source.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = name("scan"_L1);
        TRY([[maybe_unused]] const auto taken, m_casework.addEvidence(m_incident, source, about));
        return {};
    }
    Expected<void> decide()
    {
        Decision decision;
        decision.title = name("We tell the customers"_L1);
        decision.rationale = u"The rows are real."_s;
        TRY([[maybe_unused]] const Id id, m_casework.decide(m_incident, decision, TestVault::credential(u"Ada"_s)));
        return {};
    }
    Expected<void> edit()
    {
        BulkEdit wish;
        wish.addTags = {name("tag"_L1)};
        TimelineQuery newest;
        TRY(const auto keys, m_casework.timelineKeys(m_incident, newest));
        const qint64 from = keys.size() > 20 ? keys[keys.size() - 20] : keys.front();
        TRY([[maybe_unused]] const auto outcome,
            editObservations(m_casework, m_incident, newest,
                             {{std::min(from, keys.back()), std::max(from, keys.back())}}, wish));
        return {};
    }
    Expected<void> strike()
    {
        TRY(const auto seen, m_casework.all<Observation>(m_incident));
        const auto stands = std::ranges::find(seen, false, [](const auto& one) { return one.value.isStruck; });
        return stands == seen.end() ? observe() : m_casework.strike(stands->id, u"seen twice"_s);
    }
    Expected<void> runClock()
    {
        IncidentClock clock;
        clock.name = name("customer's notice"_L1);
        clock.startsFrom = u"given"_s;
        clock.start = m_clock.now();
        clock.hours = 24;
        TRY([[maybe_unused]] const Id id, m_casework.startClock(m_incident, clock));
        return {};
    }
    Expected<void> rename() { return m_casework.setField(m_incident, u"title"_s, name("Contacts"_L1)); }

    Expected<void> registerSet()
    {
        QBuffer source;
        source.setData(persons(1'000 * m_number, 1'000 * m_number + customers));
        (void)source.open(QIODevice::ReadOnly);
        DataSet about;
        about.name = name("Persons"_L1);
        TRY([[maybe_unused]] const auto made, provenance::Registry(m_casework).registerDataSet(source, about));
        return {};
    }
    Expected<void> removeSet()
    {
        provenance::Registry registry(m_casework);
        TRY(const auto sets, registry.dataSets());
        const auto first = std::ranges::find(sets, false, [](const auto& one) { return one.value.isRemoved; });
        return std::ranges::distance(first, sets.end()) < 5 ? registerSet()
                                                            : registry.removeDataSet(first->id, u"not needed"_s);
    }
    Expected<void> classify()
    {
        QBuffer sample;
        sample.setData(persons(1'000 * (m_number - 1), 1'000 * (m_number - 1) + 2 * customers));
        (void)sample.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = name("leak"_L1);
        TRY([[maybe_unused]] const auto filed,
            provenance::Registry(m_casework).classifyInto(m_incident, sample, about));
        return {};
    }
    Expected<void> import()
    {
        QByteArray file = "datetime,timestamp_desc,message\n";
        for (int i = 0; i < 60; ++i) {
            file += "2026-03-01T10:" + QByteArray::number(i).rightJustified(2, '0') + ":00Z,seen,line "
                + QByteArray::number(m_number) + ' ' + QByteArray::number(i) + '\n';
        }
        QBuffer source;
        source.setData(file);
        (void)source.open(QIODevice::ReadOnly);
        timeline::ImportWish wish;
        wish.fileName = name("log"_L1) + ".csv"_L1;
        TRY(auto prepared, timeline::prepareImport(m_casework, m_incident, source, ourPresets(), wish));
        TRY([[maybe_unused]] const auto imported, timeline::commitImport(m_casework, std::move(prepared)));
        return {};
    }
    Expected<void> advance()
    {
        for (bool more = true; more;) {
            TRY(more, m_journal.advance());
        }
        return {};
    }
    Expected<void> draft()
    {
        TRY(const auto drafts, m_drafting.drafts(m_incident));
        if (drafts.size() >= 3) {
            return m_drafting.strike(drafts.front().id, u"begun twice"_s);
        }
        DraftWish wish;
        wish.templateId = m_shelf.templates.all().front().id;
        wish.recipient = u"The authority"_s;
        TRY([[maybe_unused]] const Id id, m_drafting.begin(m_incident, wish));
        return {};
    }
    Expected<void> writeDraft()
    {
        TRY(const auto drafts, m_drafting.drafts(m_incident));
        if (drafts.empty()) {
            return draft();
        }
        TRY(const Picture picture, m_drafting.picture(drafts.front().id));
        const auto& section = picture.sections[static_cast<std::size_t>(m_number) % picture.sections.size()];
        return m_drafting.setSection(drafts.front().id, section.value.key, name("We know this:"_L1));
    }
    Expected<void> checkpoint()
    {
        TRY(const auto measured, m_journal.measureCheckpoint());
        TRY([[maybe_unused]] const Id id, m_journal.recordCheckpoint(measured));
        return {};
    }

    Journal& m_journal;
    SettableClock& m_clock;
    Casework m_casework;
    deadline::Lawbook m_book;
    Bookshelf m_shelf;
    Drafting m_drafting;
    Id m_incident;
    int m_number = 0;
};

/// Works until it is killed or done; says the hash of each change once it is durable.
int workOn(const QString& folder)
{
    SettableClock clock;
    clock.set(qEnvironmentVariable(nowName).toLongLong());
    const auto vault = must(Vault::open(folder, TestVault::credential(u"Ada"_s), Vault::Access::Write, clock));
    const auto journal = must(Journal::open(*vault, incidentSchema(), clock, {timelineProjection()}));
    const auto before = must(journal->counts()).changes;
    journal->setListener([](const Committed& done) {
        if (done.change != 0) { // Rows that a projection took from material are no change.
            std::printf("%s\n", done.hash.toHex().constData());
            std::fflush(stdout);
        }
    });
    Work work(*journal, clock);
    must(work.begin());
    for (int number = static_cast<int>(before); must(journal->counts()).changes < before + writes; ++number) {
        must(work.act(number));
    }
    sayAndWait("done");
    return 0;
}
} // namespace

/// A process that uses everything that writes is killed at any moment: whatever it had said was done is there, whole.
class TestSessionKills : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepEverythingThatWasAcknowledged()
    {
        Desk desk;
        const int rounds = std::max(3, qEnvironmentVariableIntValue("BULKHEAD_KILL_ROUNDS"));
        const quint32 seed = std::random_device()();
        qInfo("seed %u, %d rounds", seed, rounds);
        std::mt19937 random(seed);
        QSet<QByteArray> acknowledged;
        for (int round = 0; round < rounds; ++round) {
            desk.signOut();
            desk.clock().advance(Desk::hour); // longer than a process works
            qputenv(nowName, QByteArray::number(desk.now()));
            const auto before = acknowledged.size();
            const int wanted = std::uniform_int_distribution(1, writes - 1)(random);
            Child child(u"work"_s, desk.vault().folder());
            QVERIFY(child.killWhen([&] { return acknowledged.size() >= before + wanted; },
                                   std::chrono::microseconds(std::uniform_int_distribution(0, 20'000)(random)),
                                   [&](const QByteArray& line) { acknowledged.insert(QByteArray::fromHex(line)); }));
            QVERIFY(acknowledged.size() > before);
            desk.clock().advance(Desk::hour);
            desk.signIn();
            checkChanges(desk, acknowledged);
            checkRegistry(desk);
            checkBackup(desk);
        }
    }

private:
    /// What is there beside what was acknowledged belongs to one act: it was durable before its process could say so.
    static void checkChanges(Desk& desk, QSet<QByteArray>& acknowledged)
    {
        for (bool more = true; more;) { // as the program does when it opens a vault
            more = must(desk.journal().advance());
        }
        ChangeQuery all;
        all.limit = 0;
        QSet<QByteArray> found;
        for (const ChangeEntry& entry : must(desk.journal().changes(all))) {
            QCOMPARE(entry.state, ChangeEntry::State::Folded);
            found.insert(entry.hash);
        }
        const auto lost = acknowledged - found;
        QVERIFY2(lost.isEmpty(), QByteArray::number(lost.size()));
        acknowledged = found;
        const Verification verification = must(desk.journal().verify(true)); // lists, words and material, too
        for (const Problem& problem : verification.problems) {
            qWarning("%s %s", qPrintable(problem.code), qPrintable(problem.where));
        }
        QVERIFY(verification.ok());
        QCOMPARE(verification.unsignedTail, 0);
        const Bytes stands = must(desk.journal().projectionDigest());
        must(desk.journal().rebuild());
        QCOMPARE(must(desk.journal().projectionDigest()), stands);
        for (bool more = true; more;) {
            more = must(desk.journal().advance());
        }
    }

    /// Every set that stands answers, and no segment lies about that no set names.
    static void checkRegistry(Desk& desk)
    {
        provenance::Registry registry(desk.casework());
        must(registry.removeOrphans());
        qsizetype standing = 0;
        for (const auto& set : must(registry.dataSets())) {
            standing += set.value.isRemoved ? 0 : 1;
        }
        const QDir folder(desk.vault().folder() + u"/index"_s);
        QCOMPARE(folder.entryList(QDir::Files | QDir::Hidden).size(), standing);
        QCOMPARE(must(registry.snapshot())->names().size(), static_cast<std::size_t>(standing));
    }

    static void checkBackup(Desk& desk)
    {
        const QTemporaryDir place;
        VERIFY_OK(backUp(desk.vault().vault(), place.filePath(u"backup"_s), {}));
        VERIFY_OK(Restoration::unpack(place.filePath(u"backup"_s), place.filePath(u"restored"_s),
                                      TestVault::credential(u"Ada"_s)));
    }
};

int main(int argc, char** argv)
{
    return mainWithParts<TestSessionKills>(argc, argv, std::map<QString, Part>{{u"work"_s, workOn}});
}
#include "tst_sessionkills.moc"
