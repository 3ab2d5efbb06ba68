#include "crm/contract.h"
#include "crm/memorycrm.h"
#include "incident/desk.h"
#include "models/crm/sync/syncing.h"
#include "models/crm/truth/truth.h"
#include "models/provenance/normalise.h"

#include <QBuffer>
#include <QDirIterator>

using namespace bulkhead;
using namespace bulkhead::crm;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// What a CRM has, registered in a real vault: from memory, and from the stand-ins.
class TruthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_mappings = must(Mappings::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/mappings")}));
        m_desk.emplace();
    }
    void init()
    {
        m_desk->clock().advance(Desk::minute);
        m_connector = must(
            syncing().connector(must(syncing().addConnector({.name = QStringLiteral("sf-%1").arg(++m_count),
                                                             .system = u"salesforce"_s,
                                                             .url = u"https://example.my.salesforce.com"_s,
                                                             .method = u"jwt"_s}))
                                    .text()));
        m_crm = std::make_unique<MemoryCrm>();
        m_crm->isTwice = false;
        for (int i = 0; i < 3; ++i) {
            putContact(i);
        }
        m_crm->put(u"Account"_s, truthId(u"001"_s, 0), {{u"Name"_s, u"Northwind Traders"_s}});
    }
    void recordsAreKnownAfterwards();
    void nothingOfThemTouchesTheDisk();
    void laterOnlyChangesAreRead();
    void allIsReadAnewAfterManyRefreshes();
    void aConditionReadsAllEachTime();
    void whatBreaksOffRegistersNothing();
    void whoStopsItRegistersNothing();
    void refusesWhatIsNotTheTruth();
    void saysWhatIsNotThere();
    void cellsStayAsTheyAre();
    void eachCrmIsRegistered_data();
    void eachCrmIsRegistered();

private:
    /// Ids and addresses of each test are its own: all share one registry.
    [[nodiscard]] QString truthId(const QString& prefix, int number) const
    {
        const QString short15 = prefix + QString::number(1000 * m_count + number).rightJustified(12, u'0');
        return QString::fromStdString(provenance::salesforceId18(short15.toStdString()));
    }
    [[nodiscard]] QString person(int number) const
    {
        return QStringLiteral("p%1.%2@customer.org").arg(m_count).arg(number);
    }
    [[nodiscard]] Synchronising syncing() { return Synchronising(m_desk->casework(), m_mappings); }
    [[nodiscard]] ProductionTruth truth() { return ProductionTruth(m_desk->casework(), m_mappings); }
    [[nodiscard]] provenance::Registry registry() { return provenance::Registry(m_desk->casework()); }
    void putContact(int number, const QString& mail = {})
    {
        m_crm->put(u"Contact"_s, truthId(u"003"_s, number),
                   {{u"Email"_s, mail.isEmpty() ? person(number) : mail},
                    {u"FirstName"_s, u"Ada"_s},
                    {u"LastName"_s, u"Lovelace %1"_s.arg(number)},
                    {u"AccountId"_s, truthId(u"001"_s, 0)},
                    {u"Secret__c"_s, u"never read"_s}});
    }
    [[nodiscard]] QString name() const { return QStringLiteral("CRM %1").arg(m_count); }
    [[nodiscard]] Expected<TruthReport> run(const QString& where = {}, std::stop_token stop = {})
    {
        m_desk->clock().advance(Desk::minute);
        TRY(const auto start, truth().start(m_connector, name(), {u"Contact"_s, u"Account"_s}, where));
        return truth().run(start, *m_crm, {}, std::move(stop));
    }
    [[nodiscard]] provenance::Answer ask(QByteArray csv)
    {
        QBuffer source(&csv);
        return source.open(QIODevice::ReadOnly) ? must(registry().classify(source)) : provenance::Answer();
    }
    [[nodiscard]] static int productionIn(const provenance::Answer& answer)
    {
        return static_cast<int>(answer.summary.counts[static_cast<std::size_t>(provenance::Verdict::Production)]);
    }
    [[nodiscard]] int production(const QByteArray& csv) { return productionIn(ask(csv)); }
    [[nodiscard]] std::size_t standing()
    {
        const auto sets = must(registry().dataSets());
        return static_cast<std::size_t>(std::ranges::count_if(
            sets, [this](const Kept<DataSet>& one) { return one.value.name == name() && !one.value.isRemoved; }));
    }

    Mappings m_mappings;
    std::optional<Desk> m_desk;
    std::unique_ptr<MemoryCrm> m_crm;
    Kept<CrmConnector> m_connector;
    int m_count = 0;
};

void TruthTest::recordsAreKnownAfterwards()
{
    const auto report = run();
    VERIFY_OK(report);
    QVERIFY(report->registered);
    QCOMPARE(report->registered->rows, 4);
    QCOMPARE(report->registered->unreadable, 0);
    QVERIFY(!report->isRefresh);
    const auto answer = ask("email,record id\n" + person(1).toLatin1() + ",\n," + truthId(u"003"_s, 2).toLatin1()
                            + "\nnobody@knows.org,\n");
    QCOMPARE(productionIn(answer), 2);
    // Each record carries its account.
    const auto tenants = answer.summary.tenants;
    QCOMPARE(tenants.size(), std::size_t(1));
    QCOMPARE(tenants.front().tenant, truthId(u"001"_s, 0));
    const DataSet set = must(m_desk->casework().one<DataSet>(report->registered->id)).value;
    QVERIFY(set.isProduction);
    QCOMPARE(set.fileName, QStringLiteral("crm:sf-%1").arg(m_count));
    QVERIFY(set.columns.contains(u"Contact.Email=email"_s));
    QVERIFY2(!set.columns.join(u' ').contains(u"Secret"_s), "a field that is not mapped was read");
}

void TruthTest::nothingOfThemTouchesTheDisk()
{
    const QByteArray telling = "very.telling.name@customer.org";
    putContact(7, QString::fromLatin1(telling));
    VERIFY_OK(run());
    QCOMPARE(production("email\n" + telling + '\n'), 1);
    int files = 0;
    for (QDirIterator it(m_desk->vault().folder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
         it.hasNext();) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains("very.telling"), qPrintable(file.fileName()));
        ++files;
    }
    QVERIFY(files > 2);
}

void TruthTest::laterOnlyChangesAreRead()
{
    VERIFY_OK(run());
    putContact(1, u"new@customer.org"_s);
    m_crm->records[truthId(u"003"_s, 2)].record.isDeleted = true;
    m_crm->records[truthId(u"003"_s, 2)].sequence = 1'000'000;
    const auto second = run();
    VERIFY_OK(second);
    QVERIFY(second->isRefresh && second->registered);
    QCOMPARE(second->records, 1);
    QCOMPARE(second->deleted, 1);
    QCOMPARE(standing(), std::size_t(2));
    // What was true once may be in a leak still.
    QCOMPARE(production("email\nnew@customer.org\n" + person(1).toLatin1() + '\n' + person(2).toLatin1() + '\n'), 3);
}

void TruthTest::allIsReadAnewAfterManyRefreshes()
{
    VERIFY_OK(run());
    QVERIFY(!must(run()).registered); // nothing has changed: nothing is registered
    QCOMPARE(standing(), std::size_t(1));
    for (std::size_t i = 0; i < ProductionTruth::mostRefreshes; ++i) {
        putContact(1, u"mail%1@customer.org"_s.arg(i));
        QVERIFY(must(run()).isRefresh);
    }
    QCOMPARE(standing(), ProductionTruth::mostRefreshes + 1);
    putContact(1, u"last@customer.org"_s);
    const auto whole = run();
    VERIFY_OK(whole);
    QVERIFY(!whole->isRefresh);
    QCOMPARE(whole->registered->rows, 4);
    QCOMPARE(whole->removed.size(), ProductionTruth::mostRefreshes + 1);
    QCOMPARE(standing(), std::size_t(1));
    QVERIFY(must(run()).isRefresh);
    // A set that somebody removed is a gap: all is read again.
    must(registry().removeDataSet(whole->registered->id, u"by mistake"_s));
    QVERIFY(!must(run()).isRefresh);
    QCOMPARE(production("email\nlast@customer.org\n"), 1);
}

void TruthTest::aConditionReadsAllEachTime()
{
    VERIFY_OK(run(u"CreatedDate > 2026-01-01T00:00:00Z"_s));
    QCOMPARE(m_crm->asked.front().where, u"CreatedDate > 2026-01-01T00:00:00Z"_s);
    QVERIFY(m_crm->asked.front().isLarge);
    const auto second = run();
    VERIFY_OK(second);
    QVERIFY(!second->isRefresh);
    QCOMPARE(second->removed.size(), std::size_t(1));
    QCOMPARE(standing(), std::size_t(1));
}

void TruthTest::whatBreaksOffRegistersNothing()
{
    m_crm->pagesLeft = 2;
    COMPARE_ERROR(run(), "crm.limit");
    QCOMPARE(standing(), std::size_t(0));
    QCOMPARE(production("email\n" + person(0).toLatin1() + '\n'), 0);
    QCOMPARE(must(registry().removeOrphans()), 0); // and no segment is left
    m_crm->pagesLeft = -1;
    VERIFY_OK(run());
    m_crm->isSignedOut = true;
    putContact(9);
    COMPARE_ERROR(run(), "crm.auth");
    m_crm->isSignedOut = false;
    QCOMPARE(must(run()).records, 1); // nothing was passed over
}

void TruthTest::whoStopsItRegistersNothing()
{
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = run({}, stop.get_token());
    QVERIFY(!stopped);
    QVERIFY2(stopped.error().code.endsWith(u".cancelled"_s), qPrintable(stopped.error().code));
    QCOMPARE(standing(), std::size_t(0));
}

void TruthTest::refusesWhatIsNotTheTruth()
{
    COMPARE_ERROR(truth().start(m_connector, name(), {u"Opportunity"_s}, {}), "crm.mapping");
    COMPARE_ERROR(truth().start(m_connector, u" "_s, {}, {}), "value.bad");
    must(syncing().suspect(m_connector.id, true, u"its org may be the leak"_s));
    const auto suspect = must(syncing().connector(m_connector.value.name));
    COMPARE_ERROR(truth().start(suspect, name(), {}, {}), "crm.suspect");
}

void TruthTest::saysWhatIsNotThere()
{
    const auto report = run();
    VERIFY_OK(report);
    QVERIFY(report->missing.contains(u"Contact.MobilePhone"_s));
    QVERIFY(!report->missing.contains(u"Contact.Email"_s));
}

void TruthTest::cellsStayAsTheyAre()
{
    m_crm->put(
        u"Contact"_s, truthId(u"003"_s, 50),
        {{u"Email"_s, u"=cmd@customer.org"_s}, {u"LastName"_s, u"O\"Neill, \n Ünï"_s}, {u"FirstName"_s, u"A,B"_s}});
    VERIFY_OK(run());
    QCOMPARE(production("email\n=cmd@customer.org\n"), 1);
}

void TruthTest::eachCrmIsRegistered_data()
{
    QTest::addColumn<QString>("system");
    for (const auto* const system : {"salesforce", "hubspot", "dataverse"}) {
        QTest::newRow(system) << QString::fromLatin1(system);
    }
}
void TruthTest::eachCrmIsRegistered()
{
    QFETCH(const QString, system);
    auto crm = partyOf(system);
    const auto settle = [&crm] { // the CRM's clock passes what it shows late
        crm.skipped += 70'000;
        crm.peer->skew(crm.skipped);
        crm.surroundings->clock.skip(70'000);
    };
    const QJsonArray account = crm.peer->seed(
        {{u"records"_s, QJsonArray{crm.seedOf(crm.account, {{crm.accountName, u"Northwind"_s}})}}});
    QJsonArray contacts;
    for (int i = 0; i < 450; ++i) {
        contacts.append(crm.seedOf(crm.contact, {{crm.contactMail, person(i)}, {crm.contactLink, account.first()}}));
    }
    const QJsonArray ids = crm.peer->seed({{u"records"_s, contacts}});
    settle();
    m_desk->clock().advance(1);
    const auto connector = must(
        syncing().connector(must(syncing().addConnector({.name = system + QString::number(m_count),
                                                         .system = system,
                                                         .url = u"https://crm.example.com"_s,
                                                         .method = system == u"hubspot"_s ? u"token"_s : u"client"_s}))
                                .text()));
    const auto start = must(truth().start(connector, system, {crm.contact, crm.account}, {}));
    const auto first = truth().run(start, *crm.connector);
    VERIFY_OK(first);
    QCOMPARE(first->registered->rows, 451);
    QCOMPARE(production("email\n" + person(449).toLatin1() + '\n'), 1);
    if (system != u"hubspot"_s) { // where the link is an association the account is a property of its own
        const auto tenants = ask("email\n" + person(3).toLatin1() + '\n').summary.tenants;
        QCOMPARE(tenants.front().tenant, account.first().toString());
    }
    crm.peer->seed(
        {{u"change"_s,
          QJsonArray{crm.changeOf(crm.contact, ids[7].toString(), {{crm.contactMail, u"fresh@customer.org"_s}})}}});
    settle();
    m_desk->clock().advance(Desk::minute);
    const auto again = must(truth().start(connector, system, {}, {}));
    QVERIFY(again.isRefresh);
    const auto second = truth().run(again, *crm.connector);
    VERIFY_OK(second);
    QVERIFY(second->registered);
    QCOMPARE(production("email\nfresh@customer.org\n"), 1);
    for (const auto& one : crm.peer->log()) { // nothing but reading
        const QString path = one[u"path"_s].toString();
        QVERIFY2(one[u"method"_s].toString() == u"GET"_s || path.contains(u"token"_s) || path.contains(u"search"_s),
                 qPrintable(path));
    }
}

QTEST_GUILESS_MAIN(TruthTest)
#include "tst_truth.moc"
