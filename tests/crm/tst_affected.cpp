#include "crm/contract.h"
#include "crm/memorycrm.h"
#include "incident/desk.h"
#include "models/crm/parties/affected.h"
#include "models/crm/sync/syncing.h"
#include "models/incident/countrange.h"
#include "models/provenance/normalise.h"

#include <QBuffer>

using namespace bulkhead;
using namespace bulkhead::crm;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
/// A record id of Salesforce with its checksum.
QString sfId(const QString& prefix, int number)
{
    const QString short15 = prefix + QString::number(number).rightJustified(12, u'0');
    return QString::fromStdString(provenance::salesforceId18(short15.toStdString()));
}
QString account(int number)
{
    return sfId(u"001"_s, number);
}
QString contact(int number)
{
    return sfId(u"003"_s, number);
}
QString mail(int number)
{
    return QStringLiteral("p%1@customer.org").arg(number);
}
} // namespace

/// From the matched rows of a real vault's samples to parties, over a CRM in memory and over the stand-ins.
class AffectedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_mappings = must(Mappings::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/mappings")}));
        m_desk.emplace();
        // Production knows the people 0 to 19 with their record ids and tenants; the sandbox knows made-up ones.
        QByteArray known = "record id,email,tenant\n";
        for (int i = 0; i < 20; ++i) {
            known += contact(i).toLatin1() + ',' + mail(i).toLatin1() + ',' + (i < 10 ? "northwind" : "contoso") + '\n';
        }
        registerSet(u"CRM"_s, true, known,
                    {{u"record id"_s, provenance::Meaning::RecordId}, {u"tenant"_s, provenance::Meaning::Tenant}});
        registerSet(u"Sandbox"_s, false, "email\nmade@up.example\nother@up.example\n", {});
    }
    void init()
    {
        m_desk->clock().advance(Desk::minute);
        m_incident = m_desk->declare(u"Contacts on a paste site"_s);
        m_connector = must(syncing().addConnector({.name = QStringLiteral("sf-%1").arg(++m_count),
                                                   .system = u"salesforce"_s,
                                                   .url = u"https://example.my.salesforce.com"_s,
                                                   .method = u"jwt"_s}));
        must(syncing().release(m_incident, m_connector, CrmScope::Basic, u"customers ask"_s));
        m_crm = std::make_unique<MemoryCrm>();
        m_crm->put(u"User"_s, u"owner-1"_s, {{u"Name"_s, u"Jane Roe"_s}, {u"Email"_s, u"jane@acme.example"_s}});
        for (int i = 0; i < 2; ++i) {
            m_crm->put(u"Account"_s, account(i),
                       {{u"Name"_s, i == 0 ? u"Northwind Traders"_s : u"Contoso Ltd"_s},
                        {u"OwnerId"_s, u"owner-1"_s},
                        {u"BillingCountryCode"_s, u"DE"_s},
                        {u"Secret__c"_s, u"never asked for"_s}});
        }
        for (int i = 0; i < 20; ++i) {
            m_crm->put(u"Contact"_s, contact(i), {{u"Email"_s, mail(i).toUpper()}, {u"AccountId"_s, account(i / 10)}});
        }
    }
    void accountsOfMatchedRowsBecomeParties();
    void askingAgainChangesNothing();
    void whatPeopleWroteStays();
    void theCustomerOfATenantIsCompletedNotDoubled();
    void whatWasStruckStaysStruck();
    void onlyMatchedValuesAreAskedFor();
    void whatIsPrivilegedIsNotAskedAbout();
    void nobodyIsAskedWhoMayNotBe();
    void anAccountThatIsGoneIsSaid();
    void whatMayNotBeSeenIsLeftOut_data();
    void whatMayNotBeSeenIsLeftOut();
    void aUsedUpAllowanceIsGoneOnWith();
    void rowsThatPeopleSetCount();
    void anAccountAsTenantIsAskedByItself();
    void tenThousandAreAskedInPages();
    void eachCrmAnswers_data();
    void eachCrmAnswers();
    void eachCrmSaysWhatMayNotBeSeen_data() { eachCrmAnswers_data(); }
    void eachCrmSaysWhatMayNotBeSeen();

private:
    [[nodiscard]] Synchronising syncing() { return Synchronising(m_desk->casework(), m_mappings); }
    [[nodiscard]] AffectedParties affected() { return AffectedParties(m_desk->casework(), m_mappings); }
    void registerSet(const QString& name, bool isProduction, QByteArray csv,
                     std::vector<provenance::ColumnMapping> mappings)
    {
        QBuffer source(&csv);
        QVERIFY(source.open(QIODevice::ReadOnly));
        DataSet about;
        about.name = name;
        about.isProduction = isProduction;
        must(provenance::Registry(m_desk->casework()).registerDataSet(source, about, {std::move(mappings), {}}));
    }
    Id leak(QByteArray csv)
    {
        m_desk->clock().advance(1);
        QBuffer source(&csv);
        Evidence about;
        about.name = u"leak.csv"_s;
        return source.open(QIODevice::ReadOnly)
            ? must(provenance::Registry(m_desk->casework()).classifyInto(m_incident, source, about)).evidence
            : Id();
    }
    [[nodiscard]] AffectedReport run()
    {
        m_desk->clock().advance(Desk::minute);
        const AffectedStart start = must(affected().start(m_connector, m_incident));
        must(affected().announce(start));
        return must(affected().finish(start, AffectedParties::ask(start, *m_crm, {})));
    }
    [[nodiscard]] std::vector<Kept<bulkhead::Party>> parties()
    {
        auto all = must(m_desk->casework().all<bulkhead::Party>(m_incident));
        std::ranges::sort(all, {}, [](const Kept<bulkhead::Party>& one) { return one.value.name; });
        return all;
    }
    [[nodiscard]] static qint64 recordsOf(const bulkhead::Party& party)
    {
        return must(CountRange::read(party.records, 0)).low;
    }
    [[nodiscard]] QStringList said()
    {
        QStringList texts;
        for (const TimelineRow& row : must(m_desk->casework().timeline(m_incident, {}))) {
            if (row.observation && row.observation->value.source.startsWith(u"crm:"_s)) {
                texts.append(row.observation->value.raw);
            }
        }
        return texts;
    }
    [[nodiscard]] QStringList askedFor() const
    {
        QStringList values;
        for (const Query& query : m_crm->asked) {
            for (const crm::Value& value : query.conditions.front().values) {
                const auto* link = std::get_if<Link>(&value);
                values.append(link ? link->id : std::get<QString>(value));
            }
        }
        values.sort();
        return values;
    }

    Mappings m_mappings;
    std::optional<Desk> m_desk;
    std::unique_ptr<MemoryCrm> m_crm;
    Id m_incident;
    Id m_connector;
    int m_count = 0;
};

void AffectedTest::accountsOfMatchedRowsBecomeParties()
{
    leak("email\n" + mail(1).toLatin1() + '\n' + mail(2).toLatin1() + '\n' + mail(11).toLatin1()
         + "\nmade@up.example\nnobody@knows.org\n");
    const AffectedReport report = run();
    QVERIFY(!report.error);
    QCOMPARE(report.added.size(), std::size_t(2));
    QCOMPARE(report.contacts, 3);
    QCOMPARE(report.accounts, 2);
    QCOMPARE(report.owners, 1);
    QCOMPARE(report.unanswered, 0);
    QCOMPARE(report.withoutParty, 0);
    const auto all = parties();
    QCOMPARE(all.size(), std::size_t(2));
    QCOMPARE(all[0].value.name, u"Contoso Ltd"_s);
    QCOMPARE(all[1].value.name, u"Northwind Traders"_s);
    QCOMPARE(all[1].value.kind, u"account"_s); // which the tenant matrix lists
    QCOMPARE(all[1].value.tenant, u"northwind"_s);
    QCOMPARE(all[1].value.contact, u"Jane Roe, jane@acme.example"_s);
    QCOMPARE(all[1].value.country, u"DE"_s);
    QCOMPARE(recordsOf(all[1].value), 2);
    QCOMPARE(recordsOf(all[0].value), 1);
    const CrmLink link = must(m_desk->casework().one<CrmLink>(CrmLink::idFor(m_connector, all[1].id))).value;
    QCOMPARE(link.remote, account(0));
    // Both what was asked and what came of it, without a value; and who said it.
    const QStringList texts = said();
    QCOMPARE(texts.size(), 2);
    QVERIFY2(!texts.join(u' ').contains(u'@'), qPrintable(texts.join(u' ')));
    QCOMPARE(must(m_desk->journal().history(all[1].id)).back().body.via, QStringLiteral("crm:sf-%1").arg(m_count));
}

void AffectedTest::askingAgainChangesNothing()
{
    leak("email\n" + mail(1).toLatin1() + '\n' + mail(11).toLatin1() + '\n');
    QCOMPARE(run().added.size(), std::size_t(2));
    const auto before = parties();
    const AffectedReport again = run();
    QVERIFY(again.added.empty() && again.changed.empty());
    QCOMPARE(again.unchanged, 2);
    const auto after = parties();
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        QCOMPARE(after[i].id, before[i].id);
        QVERIFY(after[i].value == before[i].value);
        QCOMPARE(after[i].lastChange, before[i].lastChange);
    }
    leak("email\n" + mail(2).toLatin1() + '\n'); // another sample: more rows of the same customer
    const AffectedReport more = run();
    QCOMPARE(more.changed.size(), std::size_t(1));
    QCOMPARE(recordsOf(parties()[1].value), 2);
}

void AffectedTest::whatPeopleWroteStays()
{
    leak("email\n" + mail(1).toLatin1() + '\n');
    (void)run();
    const Id id = parties().front().id;
    must(m_desk->casework().setField(id, u"contact"_s, u"the hotline"_s));
    m_crm->records[account(0)].record.fields[u"Name"_s] = u"Northwind AG"_s;
    m_crm->records[u"owner-1"_s].record.fields[u"Name"_s] = u"John Doe"_s;
    QCOMPARE(run().changed.size(), std::size_t(1));
    QCOMPARE(parties().front().value.name, u"Northwind AG"_s);
    QCOMPARE(parties().front().value.contact, u"the hotline"_s);
}

void AffectedTest::theCustomerOfATenantIsCompletedNotDoubled()
{
    bulkhead::Party known;
    known.name = u"northwind"_s; // as it comes from a sample: known by its tenant only
    known.kind = u"account"_s;
    known.tenant = u"northwind"_s;
    const Id id = must(m_desk->casework().add(m_incident, known));
    leak("email\n" + mail(1).toLatin1() + '\n');
    const AffectedReport report = run();
    QVERIFY(report.added.empty());
    QCOMPARE(report.changed, std::vector<Id>{id});
    QCOMPARE(parties().size(), std::size_t(1));
    QCOMPARE(parties().front().value.name, u"Northwind Traders"_s);
    QCOMPARE(parties().front().value.tenant, u"northwind"_s);
}

void AffectedTest::whatWasStruckStaysStruck()
{
    leak("email\n" + mail(1).toLatin1() + '\n');
    (void)run();
    must(m_desk->casework().strike(parties().front().id, u"a test account of ours"_s));
    const AffectedReport report = run();
    QCOMPARE(report.struck, 1);
    QVERIFY(report.added.empty() && report.changed.empty());
    QCOMPARE(parties().size(), std::size_t(1));
}

void AffectedTest::onlyMatchedValuesAreAskedFor()
{
    leak("email,second,record id\n" + mail(3).toLatin1() + ",made@up.example," + contact(4).toLatin1()
         + "\nmade@up.example,,\nnobody@knows.org,other@knows.org,003000000000999AAA\n");
    (void)run();
    QStringList expected = {mail(3), contact(4), account(0), u"owner-1"_s};
    expected.sort();
    QCOMPARE(askedFor(), expected);
    for (const Query& query : m_crm->asked) {
        for (const QString& field : query.fields) { // and nothing that the mapping does not name
            QVERIFY2(
                (QStringList{u"Email"_s, u"AccountId"_s, u"Name"_s, u"OwnerId"_s, u"BillingCountryCode"_s}.contains(
                    field)),
                qPrintable(field));
        }
    }
    QCOMPARE(m_crm->calls, 0); // nothing was written there
}

void AffectedTest::whatIsPrivilegedIsNotAskedAbout()
{
    leak("email\n" + mail(1).toLatin1() + '\n');
    QByteArray secret = "email\n" + mail(12).toLatin1() + '\n';
    QBuffer source(&secret);
    QVERIFY(source.open(QIODevice::ReadOnly));
    Evidence about;
    about.name = u"counsel.csv"_s;
    const auto held = must(m_desk->casework().addEvidence(m_incident, source, about, Compartment::Counsel));
    QCOMPARE(must(provenance::Registry(m_desk->casework()).classifyEvidence(held.id)).answer.verdict, u"personal"_s);
    (void)run();
    QVERIFY(!askedFor().contains(mail(12)));
    QCOMPARE(parties().size(), std::size_t(1));
}

void AffectedTest::nobodyIsAskedWhoMayNotBe()
{
    leak("email\n" + mail(1).toLatin1() + '\n');
    must(syncing().suspect(m_connector, true, u"its org may be the leak"_s));
    COMPARE_ERROR(affected().start(m_connector, m_incident), "crm.suspect");
    must(syncing().suspect(m_connector, false, u"it is not"_s));
    must(syncing().withdraw(m_incident, m_connector, u"wrong org"_s));
    COMPARE_ERROR(affected().start(m_connector, m_incident), "crm.not-released");
    QVERIFY(said().isEmpty());
}

void AffectedTest::anAccountThatIsGoneIsSaid()
{
    leak("email\n" + mail(1).toLatin1() + '\n' + mail(11).toLatin1() + '\n');
    m_crm->records.erase(account(0));
    m_crm->records.erase(contact(11));
    const AffectedReport report = run();
    QCOMPARE(report.gone, QStringList{account(0)});
    QCOMPARE(report.unanswered, 1);
    QCOMPARE(report.withoutParty, 2);
    QVERIFY(parties().empty());
}

void AffectedTest::whatMayNotBeSeenIsLeftOut_data()
{
    QTest::addColumn<QString>("object");
    QTest::addColumn<int>("added");
    QTest::addColumn<QString>("contact");
    QTest::newRow("contacts") << u"Contact"_s << 0 << QString();
    QTest::newRow("owners") << u"User"_s << 1 << QString();
    QTest::newRow("accounts") << u"Account"_s << 0 << QString();
}
void AffectedTest::whatMayNotBeSeenIsLeftOut()
{
    QFETCH(const QString, object);
    QFETCH(const int, added);
    leak("email\n" + mail(1).toLatin1() + '\n');
    m_crm->hidden[object] = {u"crm.denied"_s, u"You may not."_s};
    const AffectedReport report = run();
    QVERIFY(!report.error);
    QCOMPARE(report.refused.size(), std::size_t(1));
    QCOMPARE(report.refused.front().first, object);
    QCOMPARE(static_cast<int>(report.added.size()), added);
    QVERIFY(report.gone.isEmpty()); // nobody knows that
    if (added > 0) {
        QVERIFY(parties().front().value.contact.isEmpty());
    }
    m_crm->hidden.clear();
    (void)run();
    QCOMPARE(parties().front().value.contact, u"Jane Roe, jane@acme.example"_s);
}

void AffectedTest::aUsedUpAllowanceIsGoneOnWith()
{
    QByteArray rows = "email\n";
    for (int i = 0; i < 20; ++i) {
        rows += mail(i).toLatin1() + '\n';
    }
    leak(rows);
    m_crm->pageSize = 5;
    for (m_crm->pagesLeft = 2;; m_crm->pagesLeft += 2) { // a little further each time
        const int allowed = m_crm->pagesLeft;
        const AffectedReport report = run();
        if (!report.error) {
            break;
        }
        QCOMPARE(report.error->code, u"crm.limit"_s);
        QVERIFY(report.gone.isEmpty());
        QVERIFY(parties().size() <= 2);
        m_crm->pagesLeft = allowed;
    }
    QCOMPARE(parties().size(), std::size_t(2));
    QCOMPARE(recordsOf(parties()[0].value), 10);
    QCOMPARE(recordsOf(parties()[1].value), 10);
}

void AffectedTest::rowsThatPeopleSetCount()
{
    const Id sample = leak("email\nnobody@knows.org\n" + mail(11).toLatin1() + '\n');
    m_crm->put(u"Contact"_s, contact(77), {{u"Email"_s, u"nobody@knows.org"_s}, {u"AccountId"_s, account(0)}});
    provenance::Answers answers(m_desk->casework());
    must(answers.setRows(sample, provenance::RowSet({{1, 1}}), provenance::Verdict::Production, u"a customer called"_s,
                         {}));
    (void)run();
    QVERIFY(askedFor().contains(u"nobody@knows.org"_s));
    QCOMPARE(parties().size(), std::size_t(2));
}

void AffectedTest::anAccountAsTenantIsAskedByItself()
{
    registerSet(u"By account %1"_s.arg(m_count), true, "email,account\nby@account.org," + account(1).toLatin1() + '\n',
                {{u"account"_s, provenance::Meaning::Tenant}});
    leak("email\nby@account.org\n");
    (void)run();
    QVERIFY2(!askedFor().contains(u"by@account.org"_s), "the account says it all");
    QCOMPARE(parties().front().value.name, u"Contoso Ltd"_s);
    QCOMPARE(recordsOf(parties().front().value), 1);
}

void AffectedTest::tenThousandAreAskedInPages()
{
    constexpr int people = 10'000;
    AffectedStart start = {.incident = m_incident,
                           .connector = m_connector,
                           .settings = must(m_desk->casework().one<CrmConnector>(m_connector)).value,
                           .mapping = m_mappings.find(u"salesforce"_s)->parties};
    for (int i = 0; i < people; ++i) {
        const QString id = contact(1000 + i);
        m_crm->put(u"Contact"_s, id, {{u"AccountId"_s, account(1000 + i / 100)}});
        m_crm->put(u"Account"_s, account(1000 + i / 100), {{u"Name"_s, u"Customer %1"_s.arg(i / 100)}});
        start.contacts.append(id);
        start.matched.values.push_back({MatchedRows::Kind::Record, id});
        start.matched.rows.push_back({static_cast<quint32>(i)});
    }
    const auto answer = AffectedParties::ask(start, *m_crm, {});
    const AffectedReport report = must(affected().finish(start, answer));
    QCOMPARE(report.added.size(), std::size_t(people / 100));
    QCOMPARE(report.unanswered, 0);
    const auto all = parties();
    QVERIFY(std::ranges::all_of(all, [](const Kept<bulkhead::Party>& one) { return recordsOf(one.value) == 100; }));
}

void AffectedTest::eachCrmAnswers_data()
{
    QTest::addColumn<QString>("system");
    for (const auto* const system : {"salesforce", "hubspot", "dataverse"}) {
        QTest::newRow(system) << QString::fromLatin1(system);
    }
}

namespace {
/// Two accounts of one owner, with 150 contacts each; gives the ids of the accounts.
QStringList seedAccounts(const bulkhead::test::Party& crm, const QString& system)
{
    QString owner = u"owner-9"_s;
    QJsonObject ownership = {{u"hubspot_owner_id"_s, owner}};
    if (system == u"hubspot"_s) {
        crm.peer->seed({{u"owners"_s,
                         QJsonArray{QJsonObject{{u"id"_s, u"owner-8"_s},
                                                {u"email"_s, u"x@acme.example"_s},
                                                {u"firstName"_s, u"X"_s},
                                                {u"lastName"_s, u"Y"_s}},
                                    QJsonObject{{u"id"_s, owner},
                                                {u"email"_s, u"jane@acme.example"_s},
                                                {u"firstName"_s, u"Jane"_s},
                                                {u"lastName"_s, u"Roe"_s}}}}});
    } else {
        const bool isSalesforce = system == u"salesforce"_s;
        const QJsonObject person = isSalesforce
            ? QJsonObject{{u"Name"_s, u"Jane Roe"_s}, {u"Email"_s, u"jane@acme.example"_s}}
            : QJsonObject{{u"fullname"_s, u"Jane Roe"_s}, {u"internalemailaddress"_s, u"jane@acme.example"_s}};
        owner = crm.peer
                    ->seed({{u"records"_s,
                             QJsonArray{QJsonObject{{u"type"_s, isSalesforce ? u"User"_s : u"systemusers"_s},
                                                    {u"data"_s, person}}}}})
                    .first()
                    .toString();
        ownership = isSalesforce ? QJsonObject{{u"OwnerId"_s, owner}}
                                 : QJsonObject{{u"ownerid@odata.bind"_s, u"/systemusers(%1)"_s.arg(owner)}};
    }
    QJsonArray seeds;
    for (int i = 0; i < 2; ++i) {
        QJsonObject fields = ownership;
        fields.insert(crm.accountName, u"Customer %1"_s.arg(i));
        seeds.append(crm.seedOf(crm.account, fields));
    }
    const QJsonArray accounts = crm.peer->seed({{u"records"_s, seeds}});
    QJsonArray contacts;
    for (int i = 0; i < 300; ++i) {
        contacts.append(crm.seedOf(crm.contact, {{crm.contactMail, mail(i)}, {crm.contactLink, accounts[i / 150]}}));
    }
    crm.peer->seed({{u"records"_s, contacts}});
    return {accounts[0].toString(), accounts[1].toString()};
}
} // namespace

void AffectedTest::eachCrmAnswers()
{
    QFETCH(const QString, system);
    const auto crm = partyOf(system);
    const QStringList accounts = seedAccounts(crm, system);
    AffectedStart start = {.mapping = m_mappings.find(system)->parties};
    for (int i = 0; i < 301; ++i) { // the last one nobody knows there
        start.emails.append(mail(i));
    }
    const AffectedAnswer answer = AffectedParties::ask(start, *crm.connector, {});
    QVERIFY2(!answer.error, answer.error ? qPrintable(answer.error->code + answer.error->detail) : "");
    QVERIFY2(answer.refused.empty(),
             answer.refused.empty() ? ""
                                    : qPrintable(answer.refused.front().first + answer.refused.front().second.code));
    QCOMPARE(answer.contacts.size(), std::size_t(300));
    QCOMPARE(answer.accounts.size(), std::size_t(2));
    for (int i = 0; i < 2; ++i) {
        const auto& one = answer.accounts.at(accounts[i]);
        QCOMPARE(one.name, u"Customer %1"_s.arg(i));
        QCOMPARE(answer.owners.at(one.owner), u"Jane Roe, jane@acme.example"_s);
    }
    QCOMPARE(answer.accountOf.at(*answer.contacts.at(mail(149)).begin()), std::set<QString>{accounts[0]});
    QCOMPARE(answer.accountOf.at(*answer.contacts.at(mail(150)).begin()), std::set<QString>{accounts[1]});
    // By their ids too, where the CRM has ids that tell what they are of.
    AffectedStart byId = {.mapping = start.mapping};
    byId.contacts = {*answer.contacts.at(mail(1)).begin()};
    byId.accounts = {accounts[1]};
    QCOMPARE(AffectedParties::ask(byId, *crm.connector, {}).accounts.size(), std::size_t(2));
    // Nothing but reading, and no value that was not to be asked for.
    for (const auto& one : crm.peer->log()) {
        const QString body = one[u"body"_s].toString();
        QVERIFY2(!body.contains(u"incident"_s), qPrintable(body));
        const QString path = one[u"path"_s].toString();
        QVERIFY2(one[u"method"_s].toString() == u"GET"_s || path.contains(u"token"_s) || path.contains(u"search"_s)
                     || path.contains(u"read"_s),
                 qPrintable(path));
    }
}

void AffectedTest::eachCrmSaysWhatMayNotBeSeen()
{
    QFETCH(const QString, system);
    const auto crm = partyOf(system);
    const QStringList accounts = seedAccounts(crm, system);
    VERIFY_OK(crm.connector->authorise({}));
    AffectedStart start = {.mapping = m_mappings.find(system)->parties};
    start.emails = {mail(1), mail(2)};
    crm.peer->fault({{u"kind"_s, u"status"_s},
                     {u"status"_s, 403},
                     {u"code"_s, system == u"salesforce"_s ? u"INSUFFICIENT_ACCESS"_s : u"MISSING_SCOPES"_s},
                     {u"path"_s,
                      system == u"salesforce"_s    ? u"User"_s
                          : system == u"hubspot"_s ? u"owners"_s
                                                   : u"EntitySetName.*systemusers"_s},
                     {u"times"_s, 1000}});
    const AffectedAnswer answer = AffectedParties::ask(start, *crm.connector, {});
    QVERIFY2(!answer.error, answer.error ? qPrintable(answer.error->code) : "");
    QCOMPARE(answer.refused.size(), std::size_t(1));
    QCOMPARE(answer.refused.front().second.code, u"crm.denied"_s);
    QCOMPARE(answer.accounts.size(), std::size_t(1));
    QVERIFY(answer.owners.empty());
    // The allowance: what was answered before stays.
    crm.peer->forget();
    crm.peer->fault({{u"kind"_s, u"limit"_s},
                     {u"path"_s,
                      system == u"salesforce"_s    ? u"query.*Account%20"_s
                          : system == u"hubspot"_s ? u"owners"_s
                                                   : u"/accounts"_s},
                     {u"times"_s, 1000}});
    if (system == u"dataverse"_s) {
        return; // it has no allowance of a day
    }
    const AffectedAnswer cut = AffectedParties::ask(start, *crm.connector, {});
    QVERIFY(cut.error);
    QCOMPARE(cut.error->code, u"crm.limit"_s);
    QCOMPARE(cut.contacts.size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(AffectedTest)
#include "tst_affected.moc"
