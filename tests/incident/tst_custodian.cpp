#include "incident/desk.h"
#include "models/base/digest.h"
#include "models/incident/bundles.h"
#include "models/incident/custodian.h"

#include <QBuffer>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Legal hold, retention, and evidence that is destroyed by two people and stays provable.
class CustodianTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void takesTwoPeople();
    void leavesWhatProvesIt();
    void leavesNoKeyAndNoFile();
    void refusesTheSamePersonAndAnEmptyReason();
    void refusesThePassphraseOfSomebodyElse();
    void isStoppedByLegalHold();
    void holdsWhileTwoPeopleDisagree();
    void onlyLegalHolds();
    void forgetsAFailedDestruction();
    void canBeWithdrawn();
    void isVoidWhenTheKeysWereReset();
    void keepsTheSameMaterialOfAnotherIncident();
    void findsADestructionThatNobodyRecorded();
    void leavesTheMaterialOutOfABundle();
    void followsInAnotherCopy();
    void tellsWhatIsDue();

private:
    [[nodiscard]] Id take(const Bytes& content, const Id& incident)
    {
        QBuffer source;
        source.setData(content);
        source.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = u"leak.csv"_s;
        return must((*m_desk)->addEvidence(incident, source, about)).id;
    }
    [[nodiscard]] Expected<Custodian::Step> destroy(const QString& user, const QString& reason = u"Retention ended"_s)
    {
        m_desk->signIn(user);
        return Custodian(m_desk->casework()).destroy(m_evidence, reason, TestVault::credential(user));
    }
    [[nodiscard]] int files() const
    {
        return static_cast<int>(
            QDir(m_desk->vault().folder() + u"/blobs"_s).entryList(QDir::Files | QDir::NoDotAndDotDot).size());
    }
    [[nodiscard]] QStringList problems(bool deep = true)
    {
        QStringList codes;
        for (const Problem& one : must(m_desk->journal().verify(deep)).problems) {
            codes.append(one.code);
        }
        return codes;
    }

    std::unique_ptr<Desk> m_desk;
    Id m_incident;
    Id m_evidence;
    Id m_bea;
};

void CustodianTest::init()
{
    m_desk = std::make_unique<Desk>();
    m_bea = m_desk->enrol(u"Bea"_s, Role::Compliance);
    m_incident = m_desk->declare();
    m_evidence = take("name,mail\nAda,ada@example.org\n", m_incident);
}

void CustodianTest::takesTwoPeople()
{
    QCOMPARE(must(destroy(u"Bea"_s)), Custodian::Step::Requested);
    QCOMPARE(files(), 1);
    QTemporaryDir folder;
    VERIFY_OK((*m_desk)->extractEvidence(m_evidence, folder.filePath(u"still-there"_s), {}));
    QCOMPARE(must(destroy(u"Ada"_s, {})), Custodian::Step::Destroyed);
    QCOMPARE(files(), 0);
    COMPARE_ERROR((*m_desk)->extractEvidence(m_evidence, folder.filePath(u"gone"_s), {}), "evidence.destroyed");
    COMPARE_ERROR(destroy(u"Bea"_s), "evidence.destroyed");
}

void CustodianTest::leavesWhatProvesIt()
{
    must(destroy(u"Bea"_s));
    must(destroy(u"Ada"_s));
    const auto evidence = must((*m_desk)->one<Evidence>(m_evidence));
    QCOMPARE(evidence.value.sha256, sha256("name,mail\nAda,ada@example.org\n"));
    QVERIFY(evidence.value.size > 0);
    const auto done = must(Custodian(m_desk->casework()).destructionOf(evidence));
    QVERIFY(done && done->value.destroyedAt);
    QCOMPARE(done->value.reason, u"Retention ended"_s);
    QCOMPARE(done->value.requestedBy, m_bea);
    QCOMPARE(done->value.approvedBy, m_desk->journal().user());
    for (const auto& [user, message, signature] :
         {std::tuple(done->value.requestedBy, done->value.requestMessage(done->id), done->value.requestSignature),
          std::tuple(done->value.approvedBy, done->value.approvalMessage(done->id), done->value.approvalSignature)}) {
        bool isSigned = false;
        for (const Journal::NamedMember& one : m_desk->journal().members()) {
            isSigned = isSigned || (one.id == user && crypto::verify(one.member.signingKey, message, signature));
        }
        QVERIFY(isSigned);
    }
    const auto steps = must((*m_desk)->all<CustodyStep>(m_incident));
    QVERIFY(std::ranges::any_of(steps, [](const auto& step) { return step.value.action == u"destroyed"_s; }));

    const Verification found = must(m_desk->journal().verify(true));
    QCOMPARE(found.problems.size(), 0U);
    QCOMPARE(found.destroyed, 1);
    const Bytes before = must(m_desk->journal().projectionDigest());
    must(m_desk->journal().rebuild());
    QCOMPARE(must(m_desk->journal().projectionDigest()), before);
    m_desk->signIn();
    QCOMPARE(problems(), QStringList());
}

void CustodianTest::leavesNoKeyAndNoFile()
{
    const Bytes blob = must((*m_desk)->one<Evidence>(m_evidence)).value.blob;
    must(destroy(u"Bea"_s));
    must(destroy(u"Ada"_s));
    Database database = must(m_desk->vault().vault().connect(Database::Mode::ReadOnly));
    Statement read = must(database.prepare("SELECT length(key), length(nonce), destroyed FROM blob WHERE name = ?"));
    read.bind(1, BytesView(blob));
    QVERIFY(must(read.step()));
    QCOMPARE(read.integer(0), 0);
    QCOMPARE(read.integer(1), 0);
    QCOMPARE(read.integer(2), 1);
    QVERIFY(!m_desk->vault().vault().blobs().contains(blob));
    QCOMPARE(QFileInfo(m_desk->vault().folder() + u"/journal.db-wal"_s).size(), 0);
}

void CustodianTest::refusesTheSamePersonAndAnEmptyReason()
{
    COMPARE_ERROR(destroy(u"Bea"_s, u"  "_s), "value.empty");
    must(destroy(u"Bea"_s));
    COMPARE_ERROR(destroy(u"Bea"_s), "evidence.same-person");
    QCOMPARE(files(), 1);
}

void CustodianTest::refusesThePassphraseOfSomebodyElse()
{
    must(destroy(u"Bea"_s));
    m_desk->signIn();
    COMPARE_ERROR(Custodian(m_desk->casework()).destroy(m_evidence, {}, TestVault::credential(u"Bea"_s)),
                  "vault.wrong-passphrase");
    QCOMPARE(files(), 1);
}

void CustodianTest::isStoppedByLegalHold()
{
    must(destroy(u"Bea"_s));
    m_desk->signIn();
    Custodian custodian(m_desk->casework());
    COMPARE_ERROR(custodian.setHold(m_incident, true, {}), "value.empty");
    VERIFY_OK(custodian.setHold(m_incident, true, u"Litigation expected"_s));
    COMPARE_ERROR(destroy(u"Ada"_s), "evidence.on-hold");
    QCOMPARE(files(), 1);
    VERIFY_OK(Custodian(m_desk->casework()).setHold(m_incident, false, u"Matter settled"_s));
    QCOMPARE(must(destroy(u"Ada"_s)), Custodian::Step::Destroyed);
}

void CustodianTest::holdsWhileTwoPeopleDisagree()
{
    Desk other(m_desk->copy());
    VERIFY_OK(Custodian(m_desk->casework()).setHold(m_incident, true, u"Litigation expected"_s));
    m_desk->clock().advance(1000);
    other.clock().set(m_desk->now());
    // Later by the clock, and without having seen it.
    must(other->setField(m_incident, u"legal_hold"_s, u"true"_s));
    must(other->setField(m_incident, u"legal_hold"_s, u"false"_s));
    (void)m_desk->receive(other);
    QVERIFY(!must((*m_desk)->incident(m_incident)).value.isOnLegalHold);
    QVERIFY(must(Custodian(m_desk->casework()).isOnHold(m_incident)));
    COMPARE_ERROR(destroy(u"Ada"_s), "evidence.on-hold");
}

void CustodianTest::onlyLegalHolds()
{
    m_desk->signIn(u"Bea"_s);
    COMPARE_ERROR(Custodian(m_desk->casework()).setHold(m_incident, true, u"I think so"_s), "journal.not-permitted");
}

void CustodianTest::forgetsAFailedDestruction()
{
    const auto kept = must((*m_desk)->one<Evidence>(m_evidence));
    m_desk->journal().destroyWithNext(kept.stream, kept.value.blob);
    // Not of this schema: the change is refused, and with it the destruction.
    QVERIFY(!m_desk->journal().append(Draft{kept.stream, u"x"_s, {{m_evidence, fieldId(999, 1), Value(true)}}}));
    must((*m_desk)->setField(m_incident, u"summary"_s, u"Something else"_s));
    QVERIFY(must(m_desk->journal().holdsMaterial(kept.stream, kept.value.blob)));
    QCOMPARE(files(), 1);
}

void CustodianTest::canBeWithdrawn()
{
    COMPARE_ERROR(Custodian(m_desk->casework()).withdraw(m_evidence), "evidence.no-request");
    must(destroy(u"Bea"_s));
    m_desk->signIn();
    VERIFY_OK(Custodian(m_desk->casework()).withdraw(m_evidence));
    // So the next who asks is the first again.
    QCOMPARE(must(destroy(u"Ada"_s)), Custodian::Step::Requested);
    QCOMPARE(files(), 1);
}

void CustodianTest::isVoidWhenTheKeysWereReset()
{
    must(destroy(u"Bea"_s));
    m_desk->signIn();
    const NewUser fresh = must(m_desk->vault().vault().resetUser(m_bea, TestVault::credential(u"Bea"_s), 0));
    must(m_desk->journal().enrol(fresh, Role::Compliance, {}));
    COMPARE_ERROR(destroy(u"Ada"_s), "evidence.request-void");
    QCOMPARE(files(), 1);
}

void CustodianTest::keepsTheSameMaterialOfAnotherIncident()
{
    const Id other = m_desk->declare(u"Another"_s);
    const Id same = take("name,mail\nAda,ada@example.org\n", other);
    QCOMPARE(files(), 1);
    must(destroy(u"Bea"_s));
    must(destroy(u"Ada"_s));
    QTemporaryDir folder;
    VERIFY_OK((*m_desk)->extractEvidence(same, folder.filePath(u"same"_s), {}));
    COMPARE_ERROR((*m_desk)->extractEvidence(m_evidence, folder.filePath(u"gone"_s), {}), "evidence.destroyed");
    QCOMPARE(problems(), QStringList());
}

void CustodianTest::findsADestructionThatNobodyRecorded()
{
    {
        Database database = must(m_desk->vault().vault().connect(Database::Mode::ReadWrite));
        must(database.run("UPDATE blob SET destroyed = 1, key = x'', nonce = x''"));
    }
    QVERIFY(problems().contains(u"journal.destroyed-without-record"_s));
}

void CustodianTest::leavesTheMaterialOutOfABundle()
{
    must(destroy(u"Bea"_s));
    must(destroy(u"Ada"_s));
    QTemporaryDir folder;
    const QString path = folder.filePath(u"bundle.zip"_s);
    const BundleWritten written = must(exportBundle(m_desk->casework(), {m_incident, false, path}));
    QCOMPARE(written.material.size(), 0U);
    const Verification found = must(must(Bundle::open(path, incidentSchema(), m_desk->clock()))->verify());
    QCOMPARE(found.problems.size(), 0U);
    QCOMPARE(found.destroyed, 1);
    QCOMPARE(found.blobs, 0);
}

void CustodianTest::followsInAnotherCopy()
{
    Desk other(m_desk->copy());
    const auto filesThere = [&] { return QDir(other.vault().folder() + u"/blobs"_s).entryList(QDir::Files).size(); };
    must(destroy(u"Bea"_s));
    (void)other.receive(*m_desk);
    QCOMPARE(must(Custodian(other.casework()).follow()), 0); // only asked for
    must(destroy(u"Ada"_s));
    (void)other.receive(*m_desk);
    QCOMPARE(filesThere(), 1);
    VERIFY_OK(Custodian(other.casework()).setHold(m_incident, true, u"Litigation expected"_s));
    QCOMPARE(must(Custodian(other.casework()).follow()), 0);
    VERIFY_OK(Custodian(other.casework()).setHold(m_incident, false, u"Matter settled"_s));
    QCOMPARE(must(Custodian(other.casework()).follow()), 1);
    QCOMPARE(filesThere(), 0);
    QCOMPARE(must(Custodian(other.casework()).follow()), 0);
    QCOMPARE(must(other.journal().verify(true)).problems.size(), 0U);
    // What somebody takes in again on purpose stays.
    QBuffer source;
    source.setData("name,mail\nAda,ada@example.org\n");
    source.open(QIODevice::ReadOnly);
    other.clock().advance(1000);
    must(other->addEvidence(m_incident, source, {}));
    QCOMPARE(filesThere(), 1);
    QCOMPARE(must(Custodian(other.casework()).follow()), 0);
    QCOMPARE(filesThere(), 1);
}

void CustodianTest::tellsWhatIsDue()
{
    Custodian custodian(m_desk->casework());
    QCOMPARE(must(custodian.retained(m_desk->now())).size(), 0U);
    VERIFY_OK(custodian.setRetention(m_incident, m_desk->now() + Desk::day, u"One day"_s));
    auto all = must(custodian.retained(m_desk->now()));
    QCOMPARE(all.size(), 1U);
    QVERIFY(!all.front().isDue);
    QCOMPARE(all.front().material, 1);
    m_desk->clock().advance(2 * Desk::day);
    VERIFY_OK(custodian.setHold(m_incident, true, u"Litigation expected"_s));
    all = must(custodian.retained(m_desk->now()));
    QVERIFY(all.front().isDue && all.front().isOnHold);
    VERIFY_OK(custodian.setHold(m_incident, false, u"Matter settled"_s));
    must(destroy(u"Bea"_s));
    must(destroy(u"Ada"_s));
    all = must(Custodian(m_desk->casework()).retained(m_desk->now()));
    QCOMPARE(all.front().material, 0);
    VERIFY_OK(Custodian(m_desk->casework()).setRetention(m_incident, {}, {}));
    QCOMPARE(must(Custodian(m_desk->casework()).retained(m_desk->now())).size(), 0U);
    // Also of a closed incident.
    must((*m_desk)->close(m_incident, u"Done"_s));
    VERIFY_OK(Custodian(m_desk->casework()).setRetention(m_incident, m_desk->now(), u"At once"_s));
}

QTEST_GUILESS_MAIN(CustodianTest)
#include "tst_custodian.moc"
