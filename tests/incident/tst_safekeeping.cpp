#include "incident/desk.h"

#include "models/incident/safekeeping.h"

#include <QBuffer>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// A backup gives the whole journal back, and what is written afterwards never meets what the original wrote.
class SafekeepingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void restoresEveryAcknowledgedChange();
    void restoresBesideAWriterThatHasNotSigned();
    void restoresWhatCounselAloneReads();
    void neverForksAChain();
    void refusesABackupOfADamagedVault();
    void takesItWithItsProblemsWhereAsked();
    void countsAndTellsWhatItIs();
    void aNewMasterKeyChangesNothingThatIsShown();
    void aNewMasterKeyKeepsWhoLeftOut();
    void onlyAnAdministratorGivesANewMasterKey();

private:
    [[nodiscard]] QString file() const { return m_folder->filePath(u"acme.backup"_s); }
    [[nodiscard]] QString place() const { return m_folder->filePath(u"restored"_s); }
    [[nodiscard]] Expected<RestoreReport> restored(bool acceptsProblems = false)
    {
        return restoreVault(file(), place(), TestVault::credential(u"Ada"_s), m_desk->clock(), {}, acceptsProblems);
    }
    /// The restored vault on a machine of its own.
    [[nodiscard]] std::unique_ptr<Desk> otherDesk()
    {
        auto other = std::make_unique<TestVault>(incidentSchema(),
                                                 [] { return Journal::Projections{timelineProjection()}; });
        other->clock.set(m_desk->now());
        copyFolder(place(), other->folder());
        return std::make_unique<Desk>(std::move(other));
    }
    void take(const Bytes& content, Compartment compartment = Compartment::Team)
    {
        QBuffer source;
        source.setData(content);
        source.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = u"list.csv"_s;
        must((*m_desk)->addEvidence(m_incident, source, about, compartment));
    }
    void backUp() { must(backUpVault(m_desk->vault().vault(), file(), {})); }

    std::optional<Desk> m_desk;
    std::optional<QTemporaryDir> m_folder;
    Id m_incident;
};

void SafekeepingTest::init()
{
    m_desk.emplace();
    m_folder.emplace();
    m_incident = m_desk->declare();
}

namespace {
Id write(Desk& desk, const Id& incident, const QString& what, Compartment compartment = Compartment::Team)
{
    Observation seen;
    seen.raw = what;
    return must(desk->add(incident, seen, compartment));
}

QStringList observations(Desk& desk, const Id& incident)
{
    QStringList found;
    for (const auto& one : must(desk->all<Observation>(incident))) {
        found.append(one.value.raw);
    }
    found.sort();
    return found;
}

QStringList problemsOf(Desk& desk)
{
    QStringList found;
    for (const Problem& problem : must(desk.journal().verify(true)).problems) {
        found.append(problem.code + u' ' + problem.where);
    }
    return found;
}
} // namespace

void SafekeepingTest::restoresEveryAcknowledgedChange()
{
    write(*m_desk, m_incident, u"rows on a paste site"_s);
    take("mail,phone\n");
    must(m_desk->journal().signHeads());
    backUp();
    const auto report = restored();
    VERIFY_OK(report);
    QVERIFY(report->problems.empty());
    const auto other = otherDesk();
    QCOMPARE(observations(*other, m_incident), observations(*m_desk, m_incident));
    QCOMPARE(problemsOf(*other), QStringList());
    QCOMPARE(must(other->journal().counts()).held, 0);
    QCOMPARE(must((*other)->all<Evidence>(m_incident)).size(), 1U);
}

/// The last minute stands under no signed head yet; it is acknowledged all the same.
void SafekeepingTest::restoresBesideAWriterThatHasNotSigned()
{
    write(*m_desk, m_incident, u"first"_s);
    must(m_desk->journal().signHeads());
    Desk third(m_desk->copy());
    write(*m_desk, m_incident, u"second"_s);
    QVERIFY(m_desk->journal().unsignedChanges() > 0);
    {
        m_desk->vault().enterState();
        const auto reader = must(Vault::open(m_desk->vault().folder(), TestVault::credential(u"Ada"_s),
                                             Vault::Access::Read, m_desk->clock()));
        must(backUpVault(*reader, file(), {}));
    }
    VERIFY_OK(restored());
    const auto other = otherDesk();
    QCOMPARE(observations(*other, m_incident), (QStringList{u"first"_s, u"second"_s}));
    QCOMPARE(problemsOf(*other), QStringList());
    other->signIn(); // A second opening judges no differently.
    QCOMPARE(observations(*other, m_incident), (QStringList{u"first"_s, u"second"_s}));
    must(other->journal().rebuild());
    QCOMPARE(observations(*other, m_incident), (QStringList{u"first"_s, u"second"_s}));
    // And where the original is lost, another vault takes it from there.
    const Receipt received = third.receive(*other);
    QCOMPARE(received.held, 0);
    QCOMPARE(observations(third, m_incident), (QStringList{u"first"_s, u"second"_s}));
    QCOMPARE(problemsOf(third), QStringList());
}

/// The databases of restricted compartments are not in a backup: the journal makes them anew.
void SafekeepingTest::restoresWhatCounselAloneReads()
{
    write(*m_desk, m_incident, u"advice"_s, Compartment::Counsel);
    take("privileged", Compartment::Counsel);
    QVERIFY(!QDir(m_desk->vault().folder() + "/rooms"_L1).isEmpty());
    backUp();
    VERIFY_OK(restored());
    QVERIFY(QDir(place() + "/rooms"_L1).isEmpty());
    const auto other = otherDesk();
    QCOMPARE(observations(*other, m_incident), QStringList{u"advice"_s});
    QCOMPARE(problemsOf(*other), QStringList());
}

void SafekeepingTest::neverForksAChain()
{
    write(*m_desk, m_incident, u"before"_s);
    backUp();
    VERIFY_OK(restored());
    const auto other = otherDesk();
    QVERIFY(other->journal().device() != m_desk->journal().device());
    write(*m_desk, m_incident, u"in the original"_s);
    write(*other, m_incident, u"in the restored one"_s);
    const Receipt there = other->receive(*m_desk);
    const Receipt here = m_desk->receive(*other);
    QCOMPARE(there.held + there.invalid + here.held + here.invalid, 0);
    const QStringList all{u"before"_s, u"in the original"_s, u"in the restored one"_s};
    QCOMPARE(observations(*m_desk, m_incident), all);
    QCOMPARE(observations(*other, m_incident), all);
    QCOMPARE(problemsOf(*m_desk), QStringList());
    QCOMPARE(problemsOf(*other), QStringList());
}

void SafekeepingTest::refusesABackupOfADamagedVault()
{
    take("evidence that goes missing");
    const QDir blobs(m_desk->vault().folder() + "/blobs"_L1);
    QVERIFY(QFile::remove(blobs.filePath(blobs.entryList(QDir::Files).first())));
    const auto report = backUpVault(m_desk->vault().vault(), file(), {});
    VERIFY_OK(report);
    QCOMPARE(report->missing.size(), 1);
    COMPARE_ERROR(restored(), "vault.backup-unverified");
    QVERIFY(!QFile::exists(place()));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"acme.backup"_s});
}

void SafekeepingTest::takesItWithItsProblemsWhereAsked()
{
    refusesABackupOfADamagedVault();
    const auto report = restored(true);
    VERIFY_OK(report);
    QCOMPARE(report->problems.size(), 1U);
    QVERIFY(QFile::exists(place() + "/vault.json"_L1));
}

void SafekeepingTest::countsAndTellsWhatItIs()
{
    take("evidence");
    const auto made = backUpVault(m_desk->vault().vault(), file(), {});
    VERIFY_OK(made);
    QCOMPARE(made->changes, must(m_desk->journal().counts()).changes);
    QCOMPARE(made->files, 3); // anchors, database, material
    const auto report = restored();
    VERIFY_OK(report);
    QCOMPARE(report->name, u"Test"_s);
    QCOMPARE(report->vault, m_desk->vault().vault().id());
    QCOMPARE(hex(report->fingerprint), hex(m_desk->journal().fingerprint()));
    QCOMPARE(report->changes, made->changes);
    QCOMPARE(report->created, m_desk->now());
}

void SafekeepingTest::aNewMasterKeyChangesNothingThatIsShown()
{
    m_desk->enrol(u"Lena"_s, Role::Legal);
    write(*m_desk, m_incident, u"seen"_s);
    write(*m_desk, m_incident, u"advice"_s, Compartment::Counsel);
    take("evidence");
    const Bytes digest = must(m_desk->journal().projectionDigest());
    const Id device = m_desk->journal().device();
    const QString folder = m_desk->vault().folder();
    m_desk->signOut();
    const auto report = rekeyVault(folder, TestVault::credential(u"Ada"_s), m_desk->clock(), {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->slots.size(), 2U);
    m_desk->signIn();
    QCOMPARE(hex(must(m_desk->journal().projectionDigest())), hex(digest));
    QCOMPARE(m_desk->journal().device(), device);
    QCOMPARE(observations(*m_desk, m_incident), (QStringList{u"advice"_s, u"seen"_s}));
    QCOMPARE(problemsOf(*m_desk), QStringList());
    m_desk->signIn(u"Lena"_s);
    QCOMPARE(observations(*m_desk, m_incident), (QStringList{u"advice"_s, u"seen"_s}));
    write(*m_desk, m_incident, u"by Lena"_s, Compartment::Counsel);
    QCOMPARE(problemsOf(*m_desk), QStringList());
}

void SafekeepingTest::aNewMasterKeyKeepsWhoLeftOut()
{
    m_desk->enrol(u"Lena"_s, Role::Legal);
    const QString folder = m_desk->vault().folder();
    m_desk->signOut();
    COMPARE_ERROR(rekeyVault(folder, TestVault::credential(u"Ada"_s), m_desk->clock(), {u"Nobody"_s}, {}),
                  "vault.no-such-user");
    VERIFY_OK(rekeyVault(folder, TestVault::credential(u"Ada"_s), m_desk->clock(), {u"Lena"_s}, {}));
    COMPARE_ERROR(Vault::open(folder, TestVault::credential(u"Lena"_s), Vault::Access::Read, m_desk->clock()),
                  "vault.wrong-passphrase");
    m_desk->signIn();
    QCOMPARE(problemsOf(*m_desk), QStringList());
}

void SafekeepingTest::onlyAnAdministratorGivesANewMasterKey()
{
    m_desk->enrol(u"Lena"_s, Role::Legal);
    const QString folder = m_desk->vault().folder();
    m_desk->signOut();
    COMPARE_ERROR(rekeyVault(folder, TestVault::credential(u"Lena"_s), m_desk->clock(), {}, {}),
                  "journal.not-permitted");
    m_desk->signIn();
}

QTEST_GUILESS_MAIN(SafekeepingTest)
#include "tst_safekeeping.moc"
