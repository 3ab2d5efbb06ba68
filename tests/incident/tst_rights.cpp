#include "incident/desk.h"

#include <set>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Who may do what to a case, role by role.
class RightsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachRoleWritesWhatIsItsOwn_data();
    void eachRoleWritesWhatIsItsOwn();
    void theTableIsCompleteAndItsIdsAreUnique();
    void anAdministratorAloneSeesNoContent();
    void anExecutiveSignsADecision();

private:
    std::optional<Desk> m_desk;
    Id m_incident;
};

namespace {
Expected<void> attempt(Desk& desk, const Id& incident, const QString& act)
{
    const auto nothing = [](const auto& result) -> Expected<void> {
        return result ? Expected<void>() : std::unexpected(result.error());
    };
    // Never what stands already, which would be nothing to write.
    const auto now = desk->incident(incident);
    const Incident standing = now ? now->value : Incident();
    if (act == u"observe"_s) {
        Observation observation;
        observation.raw = u"seen"_s;
        return nothing(desk->add(incident, observation));
    }
    if (act == u"task"_s) {
        Task task;
        task.title = u"do"_s;
        return nothing(desk->add(incident, task));
    }
    if (act == u"severity"_s) {
        return desk->setField(incident, u"severity"_s, standing.severity == Severity::High ? u"low"_s : u"high"_s);
    }
    if (act == u"phase"_s) {
        return desk->setField(incident, u"phase"_s, standing.phase == Phase::Triage ? u"contain"_s : u"triage"_s);
    }
    if (act == u"assign"_s) {
        Assignment assignment;
        assignment.member = desk.journal().user();
        assignment.role = Role::Scribe;
        return nothing(desk->add(incident, assignment));
    }
    if (act == u"hold"_s) {
        return desk->setField(incident, u"legal_hold"_s, standing.isOnLegalHold ? u"false"_s : u"true"_s);
    }
    if (act == u"aware"_s) {
        return desk->setField(incident, u"aware"_s, standing.aware ? QString() : u"2026-01-01T00:00:00Z"_s);
    }
    if (act == u"declare"_s) {
        Declaration wish;
        wish.incident.title = u"another"_s;
        return nothing(desk->declare(wish, {}));
    }
    if (act == u"dataset"_s) {
        return desk.journal().mayWrite({registryIncident(), Compartment::Team}, fieldId(Table<DataSet>::kind, 1));
    }
    if (act == u"counsel"_s) {
        Comment comment;
        comment.text = u"privileged"_s;
        return nothing(desk->add(incident, comment, Compartment::Counsel));
    }
    qFatal("unknown act");
}
} // namespace

/// One vault with a member for each role, named after it.
void RightsTest::initTestCase()
{
    m_desk.emplace();
    m_incident = m_desk->declare();
    for (const Role role : allRoles) {
        m_desk->enrol(QString(roleId(role)), role);
    }
}

void RightsTest::eachRoleWritesWhatIsItsOwn_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QStringList>("allowed");
    const auto row = [](Role role, const QString& allowed) {
        QTest::newRow(roleId(role).data()) << QString(roleId(role)) << allowed.split(u' ', Qt::SkipEmptyParts);
    };
    const QString common = u"observe task declare dataset "_s;
    row(Role::IncidentCommander, common + u"severity phase assign aware"_s);
    row(Role::Deputy, common + u"severity phase assign aware"_s);
    row(Role::Scribe, common);
    row(Role::Engineering, common);
    row(Role::Compliance, common + u"severity aware"_s);
    row(Role::Legal, common + u"hold aware counsel"_s);
    row(Role::Communications, common);
    row(Role::CustomerSuccess, common);
    row(Role::Executive, {});
    row(Role::Administrator, {});
}

void RightsTest::eachRoleWritesWhatIsItsOwn()
{
    QFETCH(const QString, member);
    QFETCH(const QStringList, allowed);
    m_desk->signIn(member);
    const QStringList acts = {u"observe"_s, u"task"_s,  u"severity"_s, u"phase"_s,   u"assign"_s,
                              u"hold"_s,    u"aware"_s, u"declare"_s,  u"dataset"_s, u"counsel"_s};
    for (const QString& act : acts) {
        const auto done = attempt(*m_desk, m_incident, act);
        if (allowed.contains(act)) {
            QVERIFY2(done, qPrintable(act + u": "_s + (done ? QString() : done.error().message)));
            continue;
        }
        QVERIFY2(!done, qPrintable(act));
        // Where the whole case is out of sight, it is as if it were not there.
        const QString code = done.error().code;
        QVERIFY2(code == u"journal.not-permitted"_s || code == u"entity.not-found"_s || code == u"journal.no-key"_s,
                 qPrintable(act + u": "_s + code));
    }
}

void RightsTest::theTableIsCompleteAndItsIdsAreUnique()
{
    Schema schema;
    addIncidentTypes(schema);
    QCOMPARE(schema.types().size(), std::size_t(48));
    for (const auto& [kind, type] : schema.types()) {
        std::set<quint16> ids;
        std::set<QByteArray> names;
        for (const Field& field : type.fields) {
            QVERIFY2(ids.insert(field.id).second, field.name);
            QVERIFY2(names.insert(field.name).second, field.name);
            QVERIFY2(qstrlen(field.label) > 0, field.name);
            QVERIFY2(!field.writers.isEmpty(), field.name);
            QVERIFY2((field.type == FieldType::Choice) == !field.choices.empty(), field.name);
            const bool isMembers = kind < 10;
            QVERIFY2(isMembers || !field.writers.has(Role::Administrator), field.name);
        }
        QVERIFY2(type.titleField == 0 || ids.contains(type.titleField), type.name);
    }
}

void RightsTest::anAdministratorAloneSeesNoContent()
{
    m_desk->signIn(u"administrator"_s);
    COMPARE_ERROR((*m_desk)->incident(m_incident), "incident.not-found");
    QVERIFY((*m_desk)->incidents()->empty());
}

void RightsTest::anExecutiveSignsADecision()
{
    m_desk->signIn(u"executive"_s);
    Desk& desk = *m_desk;
    VERIFY_OK(desk->incident(m_incident));
    Decision decision;
    decision.title = u"Tell the customers today"_s;
    decision.rationale = u"Their contracts say so."_s;
    const auto decided = desk->decide(m_incident, decision, TestVault::credential(u"executive"_s));
    VERIFY_OK(decided);
    QVERIFY(desk->isSignatureValid(*desk->one<Decision>(*decided)));
}

QTEST_GUILESS_MAIN(RightsTest)
#include "tst_rights.moc"
