#include "incident/desk.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// What was decided, signed by who decided it.
class DecisionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isSignedByItsDecider();
    void needsTheDecidersOwnPassphrase();
    void needsATitle();
    void losesItsSignatureWhenTheContentChanges_data();
    void losesItsSignatureWhenTheContentChanges();
    void keepsItsSignatureWhenItIsStruck();
    void aForeignSignatureIsNone();
    void aSignatureIsNotGoodForAnotherDecision();
    void stillHoldsAfterItsDeciderWasReset();
    void mayReplaceAnEarlierOne();
    void isReadableByCounselAloneWhereCounselDecides();

private:
    Id decide(const QString& title = u"Tell the tenants today"_s);
    bool isValid(const Id& id) { return (*m_desk)->isSignatureValid(must((*m_desk)->one<Decision>(id))); }

    std::optional<Desk> m_desk;
    Id m_incident;
};

void DecisionsTest::init()
{
    m_desk.emplace();
    m_incident = m_desk->declare();
}

Id DecisionsTest::decide(const QString& title)
{
    Decision decision;
    decision.title = title;
    decision.rationale = u"Twelve rows are real."_s;
    decision.alternatives = u"Wait for the host's answer."_s;
    return must((*m_desk)->decide(m_incident, decision, TestVault::credential(m_desk->vault().vault().userName())));
}

void DecisionsTest::isSignedByItsDecider()
{
    const Id id = decide();
    const auto kept = must((*m_desk)->one<Decision>(id));
    QCOMPARE(kept.value.decidedBy, m_desk->journal().user());
    QCOMPARE(kept.value.decidedAt, m_desk->now());
    QCOMPARE(kept.value.signature.size(), 64);
    QVERIFY(isValid(id));
    m_desk->signIn();
    QVERIFY(isValid(id));
}

void DecisionsTest::needsTheDecidersOwnPassphrase()
{
    m_desk->enrol(u"Eng"_s, Role::Engineering);
    Decision decision;
    decision.title = u"Do it"_s;
    decision.rationale = u"It is due."_s;
    COMPARE_ERROR((*m_desk)->decide(m_incident, decision, TestVault::credential(u"nobody"_s)),
                  "vault.wrong-passphrase");
    // Another member's passphrase opens the vault, and signs nothing for this one.
    COMPARE_ERROR((*m_desk)->decide(m_incident, decision, TestVault::credential(u"Eng"_s)), "vault.wrong-passphrase");
    QVERIFY(must((*m_desk)->all<Decision>(m_incident)).empty());
}

void DecisionsTest::needsATitle()
{
    Decision decision;
    decision.title = u" \t"_s;
    COMPARE_ERROR((*m_desk)->decide(m_incident, decision, TestVault::credential(u"Ada"_s)), "value.bad");
    decision.title = u"Do it"_s;
    COMPARE_ERROR((*m_desk)->decide(m_incident, decision, TestVault::credential(u"Ada"_s)), "value.empty");
    decision.rationale = u"It is due."_s;
    COMPARE_ERROR((*m_desk)->decide(Id::make(1), decision, TestVault::credential(u"Ada"_s)), "incident.not-found");
}

void DecisionsTest::losesItsSignatureWhenTheContentChanges_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("text");
    QTest::newRow("title") << u"title"_s << u"Tell nobody"_s;
    QTest::newRow("rationale") << u"rationale"_s << u"Nothing is real."_s;
    QTest::newRow("alternatives") << u"alternatives"_s << u""_s;
    QTest::newRow("time") << u"decided"_s << u"2026-01-01T00:00:00Z"_s;
}

void DecisionsTest::losesItsSignatureWhenTheContentChanges()
{
    QFETCH(const QString, field);
    QFETCH(const QString, text);
    const Id id = decide();
    VERIFY_OK((*m_desk)->setField(id, field, text));
    QVERIFY(!isValid(id));
}

void DecisionsTest::keepsItsSignatureWhenItIsStruck()
{
    const Id id = decide();
    VERIFY_OK((*m_desk)->strike(id, u"overtaken"_s));
    QVERIFY(isValid(id)); // Struck is not unsaid.
}

void DecisionsTest::aForeignSignatureIsNone()
{
    const Id bob = m_desk->enrol(u"Bob"_s, Role::Deputy);
    const Id id = decide();
    auto kept = must((*m_desk)->one<Decision>(id));
    kept.value.decidedBy = bob;
    QVERIFY(!(*m_desk)->isSignatureValid(kept));
    kept = must((*m_desk)->one<Decision>(id));
    kept.value.signature[10] = static_cast<char>(kept.value.signature[10] ^ 1);
    QVERIFY(!(*m_desk)->isSignatureValid(kept));
    kept.value.signature.clear();
    QVERIFY(!(*m_desk)->isSignatureValid(kept));
}

void DecisionsTest::aSignatureIsNotGoodForAnotherDecision()
{
    const auto first = must((*m_desk)->one<Decision>(decide()));
    auto second = must((*m_desk)->one<Decision>(decide()));
    second.value.signature = first.value.signature;
    QVERIFY(!(*m_desk)->isSignatureValid(second));
}

void DecisionsTest::stillHoldsAfterItsDeciderWasReset()
{
    const Id bob = m_desk->enrol(u"Bob"_s, Role::Deputy);
    m_desk->signIn(u"Bob"_s);
    const Id before = decide(u"Before the reset"_s);
    m_desk->signIn();
    m_desk->clock().advance(Desk::minute);
    const auto fresh = m_desk->vault().vault().resetUser(bob, TestVault::credential(u"Bob"_s), 0);
    VERIFY_OK(fresh);
    VERIFY_OK(m_desk->journal().enrol(*fresh, Role::Deputy, u"bob@example.org"_s));
    QVERIFY(isValid(before));
    m_desk->signIn(u"Bob"_s);
    const Id after = decide(u"After the reset"_s);
    QVERIFY(isValid(before));
    QVERIFY(isValid(after));
}

void DecisionsTest::mayReplaceAnEarlierOne()
{
    const Id first = decide();
    Decision decision;
    decision.rationale = u"New facts."_s;
    decision.title = u"Tell them tomorrow"_s;
    decision.supersedes = first;
    const Id second = must((*m_desk)->decide(m_incident, decision, TestVault::credential(u"Ada"_s)));
    QCOMPARE(must((*m_desk)->one<Decision>(second)).value.supersedes, first);
    QVERIFY(isValid(first) && isValid(second));
}

void DecisionsTest::isReadableByCounselAloneWhereCounselDecides()
{
    Decision decision;
    decision.rationale = u"Counsel says so."_s;
    decision.title = u"Claim privilege"_s;
    const Id id = must((*m_desk)->decide(m_incident, decision, TestVault::credential(u"Ada"_s), Compartment::Counsel));
    QVERIFY(isValid(id));
    m_desk->enrol(u"Eng"_s, Role::Engineering);
    m_desk->signIn(u"Eng"_s);
    COMPARE_ERROR((*m_desk)->one<Decision>(id), "entity.not-found");
    QVERIFY(must((*m_desk)->all<Decision>(m_incident)).empty());
}

QTEST_GUILESS_MAIN(DecisionsTest)
#include "tst_decisions.moc"
