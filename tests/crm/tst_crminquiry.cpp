#include "crm/contract.h"
#include "crm/memorycrm.h"
#include "incident/desk.h"
#include "models/crm/sync/syncing.h"
#include "models/crm/truth/inquiry.h"
#include "models/crm/truth/truth.h"
#include "models/provenance/normalise.h"

#include <QBuffer>
#include <QDirIterator>

using namespace bulkhead;
using namespace bulkhead::crm;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// A CRM is asked about the unknown rows of a leak: what is asked, what is not, and what is known afterwards.
class InquiryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_mappings = must(Mappings::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/mappings")}));
        m_desk.emplace();
        registerKnown();
    }
    void init()
    {
        m_desk->clock().advance(Desk::minute);
        m_connector = addConnector(u"salesforce"_s);
        m_crm = std::make_unique<MemoryCrm>();
        m_crm->put(u"Account"_s, sfId(u"001"_s, 1), {{u"Name"_s, u"Northwind Traders"_s}});
        m_crm->put(u"Contact"_s, sfId(u"003"_s, 1),
                   {{u"Email"_s, mail(1).toUpper()},
                    {u"Phone"_s, phone()},
                    {u"FirstName"_s, u"Ada"_s},
                    {u"LastName"_s, family()},
                    {u"AccountId"_s, sfId(u"001"_s, 1)},
                    {u"Secret__c"_s, u"never asked for"_s}});
        m_crm->put(u"Contact"_s, sfId(u"003"_s, 2), {{u"Email"_s, mail(2)}, {u"LastName"_s, u"Hopper"_s}});
        m_crm->put(u"Lead"_s, sfId(u"00Q"_s, 3), {{u"Email"_s, mail(3)}, {u"LastName"_s, u"Turing"_s}});
    }
    void unknownRowsTurnIntoProduction();
    void onlyUnknownRowsAreAskedAbout();
    void phonesAreAskedForAsTheyAreWritten();
    void idsGoOnlyWhereTheyMayBeFrom();
    void numberedIdsAreNeverAskedFor();
    void whatPeopleSetIsNotAskedAbout();
    void itStandsOnTheTimelineWithoutValues();
    void withoutAnIncidentTheRegistrySaysIt();
    void nothingOfThemTouchesTheDisk();
    void nobodyIsAskedWhoMayNotBe();
    void aSandboxSaysNothingOfWhoIsReal();
    void whatCounselHoldsIsNotAskedAbout();
    void nothingToAskIsSaid_data();
    void nothingToAskIsSaid();
    void theReserveIsLeftToPeople();
    void whoIsSignedOutIsToldBefore();
    void whatBreaksOffKeepsWhatWasAnswered();
    void whoStopsItKeepsNothing();
    void whatMayNotBeSeenIsLeftOut();
    void whatWasNotAskedForIsNotBelieved();
    void readersMayNotAsk();
    void manyAreAskedInBatches();
    void eachCrmAnswers_data();
    void eachCrmAnswers();

private:
    /// Ids, addresses, numbers and names of each test are its own: all share one registry.
    [[nodiscard]] QString sfId(const QString& prefix, int number) const
    {
        const QString short15 = prefix + u"5g"_s + QString::number(1000 * m_count + number).rightJustified(10, u'0');
        return QString::fromStdString(provenance::salesforceId18(short15.toStdString()));
    }
    [[nodiscard]] QString phone() const { return u"+49 (30) 55%1 1234"_s.arg(m_count + 10); }
    [[nodiscard]] QString family() const
    {
        return u"Lovelace"_s + QChar(u'a' + m_count % 20) + QChar(u'a' + m_count / 20);
    }
    [[nodiscard]] QString mail(int number) const { return u"p%1.%2@customer.org"_s.arg(m_count).arg(number); }
    [[nodiscard]] Kept<CrmConnector> addConnector(const QString& system)
    {
        const Id id = must(syncing().addConnector({.name = u"crm-%1"_s.arg(++m_count),
                                                   .system = system,
                                                   .url = u"https://crm.example.com"_s,
                                                   .method = system == u"hubspot"_s ? u"token"_s : u"client"_s}));
        return must(m_desk->casework().one<CrmConnector>(id));
    }
    void registerKnown()
    {
        QByteArray known = "email\nknown@customer.org\n";
        QBuffer source(&known);
        QVERIFY(source.open(QIODevice::ReadOnly));
        DataSet about;
        about.name = u"Known"_s;
        about.isProduction = true;
        must(registry().registerDataSet(source, about));
    }
    [[nodiscard]] Synchronising syncing() { return Synchronising(m_desk->casework(), m_mappings); }
    [[nodiscard]] provenance::Registry registry() { return provenance::Registry(m_desk->casework()); }
    [[nodiscard]] Inquiry inquiry() { return Inquiry(m_desk->casework(), m_mappings); }
    [[nodiscard]] UnknownRows unknownOf(QByteArray csv)
    {
        QBuffer source(&csv);
        return source.open(QIODevice::ReadOnly) ? must(unknownRows(*must(registry().snapshot()), source))
                                                : UnknownRows();
    }
    [[nodiscard]] Expected<InquiryReport> ask(const QByteArray& csv, const Id& incident = {}, std::stop_token stop = {})
    {
        return ask(*m_crm, csv, incident, std::move(stop));
    }
    [[nodiscard]] Expected<InquiryReport> ask(Connector& crm, const QByteArray& csv, const Id& incident = {},
                                              std::stop_token stop = {})
    {
        m_desk->clock().advance(Desk::minute);
        TRY(const auto start, inquiry().start(m_connector, incident, u"leak.csv"_s, unknownOf(csv)));
        TRY(const auto plan, Inquiry::look(start, crm, {}));
        TRY(const auto reading, inquiry().begin(start, plan));
        m_desk->clock().advance(Desk::minute);
        return inquiry().finish(reading, Inquiry::ask(reading, crm, std::move(stop)));
    }
    [[nodiscard]] provenance::Answer classify(QByteArray csv, std::vector<QString>* reasons = nullptr)
    {
        provenance::ExamineOptions options;
        options.onRow = [reasons](const provenance::RowVerdict& row, const provenance::Index& index) {
            if (reasons) {
                reasons->push_back(row.reasons.isEmpty() ? QString()
                                                         : provenance::reasonText(row.reasons.front(), index));
            }
        };
        QBuffer source(&csv);
        return source.open(QIODevice::ReadOnly) ? must(registry().classify(source, options)) : provenance::Answer();
    }
    [[nodiscard]] static quint64 countIn(const provenance::Answer& answer, provenance::Verdict verdict)
    {
        return answer.summary.counts[static_cast<std::size_t>(verdict)];
    }
    [[nodiscard]] quint64 production(const QByteArray& csv)
    {
        return countIn(classify(csv), provenance::Verdict::Production);
    }
    [[nodiscard]] Id released()
    {
        const Id incident = m_desk->declare();
        must(syncing().release(incident, m_connector.id, CrmScope::Basic, u"customers ask"_s));
        return incident;
    }
    [[nodiscard]] Id take(const Id& incident, QByteArray csv)
    {
        QBuffer source(&csv);
        Evidence about;
        about.name = u"leak.csv"_s;
        return source.open(QIODevice::ReadOnly) ? must(registry().classifyInto(incident, source, about)).evidence
                                                : Id();
    }
    [[nodiscard]] QStringList said(const Id& stream)
    {
        QStringList texts;
        for (const auto& one : must(m_desk->casework().all<Observation>(stream))) {
            if (one.value.source.endsWith(m_connector.value.name)) {
                texts.append(one.value.raw);
            }
        }
        return texts;
    }
    /// Everything that was asked for.
    [[nodiscard]] QStringList wanted() const
    {
        QStringList texts;
        for (const Query& query : m_crm->asked) {
            for (const Condition& condition : query.conditions) {
                for (const crm::Value& value : condition.values) {
                    const auto* link = std::get_if<Link>(&value);
                    texts.append(link ? link->id : std::get<QString>(value));
                }
            }
        }
        return texts;
    }
    [[nodiscard]] std::size_t sets()
    {
        return static_cast<std::size_t>(
            std::ranges::count_if(must(registry().dataSets()), [this](const Kept<DataSet>& one) {
                return one.value.name.startsWith(m_connector.value.name) && !one.value.isRemoved;
            }));
    }
    [[nodiscard]] QByteArray twoAndAStranger() const
    {
        return "email,note\n" + mail(1).toLatin1() + ",a\n" + mail(2).toLatin1() + ",b\nstranger" + mail(9).toLatin1()
            + ",c\nknown@customer.org,d\n";
    }

    Mappings m_mappings;
    std::optional<Desk> m_desk;
    std::unique_ptr<MemoryCrm> m_crm;
    Kept<CrmConnector> m_connector;
    int m_count = 0;
};

void InquiryTest::unknownRowsTurnIntoProduction()
{
    const QByteArray leak = twoAndAStranger();
    QCOMPARE(production(leak), 1U);
    const auto report = ask(leak);
    VERIFY_OK(report);
    QVERIFY(!report->error);
    QVERIFY(report->registered);
    QCOMPARE(report->rows(), 2);
    QCOMPARE(report->hits,
             (std::vector<InquiryHit>{{u"Contact"_s, sfId(u"003"_s, 1), {1}}, {u"Contact"_s, sfId(u"003"_s, 2), {2}}}));
    std::vector<QString> reasons;
    const auto answer = classify(leak, &reasons);
    QCOMPARE(countIn(answer, provenance::Verdict::Production), 3U);
    QCOMPARE(countIn(answer, provenance::Verdict::Unknown), 1U);
    QVERIFY2(reasons[0].contains(m_connector.value.name) && reasons[0].contains(sfId(u"001"_s, 1)),
             qPrintable(reasons[0])); // which CRM says so, and whose record it is
    const DataSet set = must(m_desk->casework().one<DataSet>(report->registered->id)).value;
    QVERIFY(set.isProduction);
    QCOMPARE(set.name, m_connector.value.name + u": asked for leak.csv"_s);
    QVERIFY2(!set.columns.join(u' ').contains(u"Secret"_s), "a field that is not mapped was read");
    // The record's other fields are known too: a later leak of its phone number and name.
    QCOMPARE(
        production("name,phone\nAda " + family().toLatin1() + ",030 55" + QByteArray::number(m_count + 10) + "1234\n"),
        1U);
    // Asking again asks for the stranger alone, and registers nothing.
    m_crm->asked.clear();
    const auto again = ask(leak);
    VERIFY_OK(again);
    QVERIFY(!again->registered);
    QStringList asked = wanted();
    asked.removeDuplicates();
    QCOMPARE(asked, QStringList{u"stranger"_s + mail(9)});
    QCOMPARE(sets(), std::size_t(1));
}

void InquiryTest::onlyUnknownRowsAreAskedAbout()
{
    VERIFY_OK(ask(twoAndAStranger()));
    const QStringList all = wanted();
    QVERIFY(all.contains(mail(1)) && all.contains(mail(2)) && all.contains(u"stranger"_s + mail(9)));
    QVERIFY(!all.contains(u"known@customer.org"_s));
    for (const QString& text : all) {
        QVERIFY2(text.contains(u'@'), qPrintable(text)); // and nothing of their other columns
    }
    for (const Query& query : m_crm->asked) {
        QVERIFY(!query.fields.contains(u"Secret__c"_s));
        QVERIFY(query.where.isEmpty());
    }
}

void InquiryTest::phonesAreAskedForAsTheyAreWritten()
{
    const QByteArray leak = "name,phone\nAda " + family().toLatin1() + ',' + phone().toLatin1()
        + "\nNobody Known,0711 999 8877\n";
    const auto report = ask(leak);
    VERIFY_OK(report);
    QVERIFY(wanted().contains(phone()) && wanted().contains(u"+493055"_s + QString::number(m_count + 10) + u"1234"_s));
    QCOMPARE(report->rows(), 1);
    QCOMPARE(report->hits.front().id, sfId(u"003"_s, 1));
    QCOMPARE(production(leak), 1U);
}

void InquiryTest::idsGoOnlyWhereTheyMayBeFrom()
{
    const QByteArray leak = "record id\n" + sfId(u"003"_s, 1).left(15).toLatin1() + '\n' + sfId(u"00Q"_s, 3).toLatin1()
        + "\n" + sfId(u"0WO"_s, 4).toLatin1() + "\n4be1f2f0-0000-4000-8000-000000000001\n";
    const auto start = inquiry().start(m_connector, {}, u"leak.csv"_s, unknownOf(leak));
    VERIFY_OK(start);
    QCOMPARE(start->recordIds, 2);
    QCOMPARE(start->foreignIds, 2);
    const auto report = ask(leak);
    VERIFY_OK(report);
    const QStringList all = wanted();
    QCOMPARE(QSet<QString>(all.begin(), all.end()), (QSet<QString>{sfId(u"003"_s, 1), sfId(u"00Q"_s, 3)}));
    for (const Query& query : m_crm->asked) { // and a contact's id is not looked for among leads
        const auto* link = std::get_if<Link>(&query.conditions.front().values.front());
        QVERIFY(link);
        QCOMPARE(query.object, link->id.startsWith(u"003"_s) ? u"Contact"_s : u"Lead"_s);
    }
    QCOMPARE(report->rows(), 2);
    QCOMPARE(production(leak), 2U);
}

void InquiryTest::numberedIdsAreNeverAskedFor()
{
    m_connector = addConnector(u"hubspot"_s);
    const auto start = inquiry().start(m_connector, {}, u"leak.csv"_s, unknownOf("record id\n12345678901234567\n"));
    VERIFY_OK(start);
    QCOMPARE(start->recordIds, 0);
    QCOMPARE(start->foreignIds, 1);
    QVERIFY(start->asksNothing());
}

void InquiryTest::whatPeopleSetIsNotAskedAbout()
{
    const Id incident = released();
    const QByteArray leak = twoAndAStranger();
    const Id evidence = take(incident, leak);
    must(provenance::Answers(m_desk->casework())
             .setRows(evidence, must(provenance::RowSet::fromText(u"2"_s)), provenance::Verdict::Production,
                      u"he said so"_s, {}));
    const auto report = ask(leak, incident);
    VERIFY_OK(report);
    QVERIFY(wanted().contains(mail(1)));
    QVERIFY(!wanted().contains(mail(2)));
    QCOMPARE(report->rows(), 1);
}

void InquiryTest::itStandsOnTheTimelineWithoutValues()
{
    const Id incident = released();
    VERIFY_OK(ask(twoAndAStranger(), incident));
    const QStringList texts = said(incident);
    QCOMPARE(texts.size(), 2);
    QVERIFY2(texts[0].contains(u"e-mail addresses 3"_s) && texts[0].contains(u"Contact.Email"_s), qPrintable(texts[0]));
    QVERIFY2(texts[1].contains(u"records 2"_s), qPrintable(texts[1]));
    QVERIFY(!texts.join(u' ').contains(u"customer.org"_s) && !texts.join(u' ').contains(sfId(u"003"_s, 1)));
    QVERIFY(said(registryIncident()).isEmpty());
}

void InquiryTest::withoutAnIncidentTheRegistrySaysIt()
{
    VERIFY_OK(ask(twoAndAStranger()));
    QCOMPARE(said(registryIncident()).size(), 2);
}

void InquiryTest::nothingOfThemTouchesTheDisk()
{
    m_crm->put(u"Contact"_s, sfId(u"003"_s, 7),
               {{u"Email"_s, u"very.telling.name@customer.org"_s}, {u"LastName"_s, u"Tellingname"_s}});
    const QByteArray leak = "email\nvery.telling.name@customer.org\n";
    VERIFY_OK(ask(leak));
    QCOMPARE(production(leak), 1U);
    int files = 0;
    for (QDirIterator it(m_desk->vault().folder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
         it.hasNext();) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray octets = file.readAll();
        QVERIFY2(!octets.contains("very.telling") && !octets.contains("Tellingname"), qPrintable(file.fileName()));
        ++files;
    }
    QVERIFY(files > 2);
}

void InquiryTest::nobodyIsAskedWhoMayNotBe()
{
    const Id incident = m_desk->declare();
    COMPARE_ERROR(ask(twoAndAStranger(), incident), "crm.not-released");
    must(syncing().release(incident, m_connector.id, CrmScope::Basic, u"customers ask"_s));
    // Somebody has thought about the numbers for long.
    const auto start = must(inquiry().start(m_connector, incident, u"leak.csv"_s, unknownOf(twoAndAStranger())));
    const auto plan = must(Inquiry::look(start, *m_crm, {}));
    must(syncing().suspect(m_connector.id, true, u"its org may be the leak"_s));
    COMPARE_ERROR(inquiry().begin(start, plan), "crm.suspect");
    m_connector = must(m_desk->casework().one<CrmConnector>(m_connector.id));
    COMPARE_ERROR(ask(twoAndAStranger()), "crm.suspect");
    QVERIFY(m_crm->asked.empty());
    QVERIFY(said(incident).isEmpty());
}

void InquiryTest::aSandboxSaysNothingOfWhoIsReal()
{
    ProductionTruth truth(m_desk->casework(), m_mappings);
    const auto start = must(truth.start(m_connector, u"Sandbox %1"_s.arg(m_count), {u"Contact"_s}, {}, false));
    VERIFY_OK(truth.run(start, *m_crm));
    m_crm->asked.clear();
    COMPARE_ERROR(ask("email\nstranger@customer.org\n"), "crm.sandbox");
    QVERIFY(m_crm->asked.empty());
}

void InquiryTest::whatCounselHoldsIsNotAskedAbout()
{
    const Id incident = released();
    QByteArray leak = twoAndAStranger();
    QBuffer source(&leak);
    QVERIFY(source.open(QIODevice::ReadOnly));
    Evidence about;
    about.name = u"counsel.csv"_s;
    must(m_desk->casework().addEvidence(incident, source, about, Compartment::Counsel));
    COMPARE_ERROR(ask(twoAndAStranger(), incident), "crm.privileged");
    QVERIFY(m_crm->asked.empty());
}

void InquiryTest::nothingToAskIsSaid_data()
{
    QTest::addColumn<QByteArray>("leak");
    QTest::addColumn<int>("unknown");
    QTest::addColumn<int>("without");
    QTest::newRow("no unknown row") << QByteArray("email\nknown@customer.org\n") << 0 << 0;
    QTest::newRow("nothing that a CRM could be asked for")
        << QByteArray("email,name\n,Nobody Atall\n,Someone Else\n") << 2 << 2;
}
void InquiryTest::nothingToAskIsSaid()
{
    QFETCH(const QByteArray, leak);
    QFETCH(const int, unknown);
    QFETCH(const int, without);
    const auto start = inquiry().start(m_connector, {}, u"leak.csv"_s, unknownOf(leak));
    VERIFY_OK(start);
    QVERIFY(start->asksNothing());
    QCOMPARE(start->unknown.rows, unknown);
    QCOMPARE(start->unknown.without, without);
    QVERIFY(must(Inquiry::look(*start, *m_crm, {})).questions.empty());
}

void InquiryTest::theReserveIsLeftToPeople()
{
    const auto start = must(inquiry().start(m_connector, {}, u"leak.csv"_s, unknownOf(twoAndAStranger())));
    const auto cost = must(Inquiry::look(start, *m_crm, {})).calls();
    QVERIFY(cost > 0);
    m_crm->allowance = {.limit = 100, .left = 20 + cost - 1};
    const auto plan = must(Inquiry::look(start, *m_crm, {}));
    QCOMPARE(plan.kept, 20);
    COMPARE_ERROR(inquiry().begin(start, plan), "crm.limit");
    QVERIFY(m_crm->asked.empty());
    QVERIFY(said(registryIncident()).isEmpty());
    m_crm->allowance = {.limit = 100, .left = 20 + cost};
    VERIFY_OK(inquiry().begin(start, must(Inquiry::look(start, *m_crm, {}))));
}

void InquiryTest::whoIsSignedOutIsToldBefore()
{
    m_crm->isSignedOut = true;
    COMPARE_ERROR(ask(twoAndAStranger()), "crm.auth");
    QVERIFY(m_crm->asked.empty());
    QVERIFY(said(registryIncident()).isEmpty()); // nothing was asked
}

void InquiryTest::whatBreaksOffKeepsWhatWasAnswered()
{
    m_crm->pagesLeft = 1; // the contacts by their addresses
    const auto report = ask(twoAndAStranger());
    VERIFY_OK(report);
    QVERIFY(report->error && report->error->is("crm.limit"_L1));
    QVERIFY(report->registered);
    QCOMPARE(report->rows(), 2);
    QCOMPARE(production(twoAndAStranger()), 3U);
    QVERIFY(said(registryIncident()).last().contains(u"crm.limit"_s));
}

void InquiryTest::whoStopsItKeepsNothing()
{
    std::stop_source stop;
    m_crm->onQuery = [&stop] { stop.request_stop(); };
    const auto report = ask(twoAndAStranger(), {}, stop.get_token());
    VERIFY_OK(report);
    QVERIFY(report->error && report->error->is("crm.cancelled"_L1));
    QVERIFY(!report->registered && report->hits.empty());
    QCOMPARE(production(twoAndAStranger()), 1U);
    QCOMPARE(sets(), std::size_t(0));
    QCOMPARE(must(registry().removeOrphans()), 0);
    QVERIFY(said(registryIncident()).last().contains(u"crm.cancelled"_s)); // that values had gone stays on record
}

void InquiryTest::whatMayNotBeSeenIsLeftOut()
{
    m_crm->hidden.emplace(u"Contact"_s, Error{u"crm.denied"_s, u"Not for you."_s, {}});
    const auto report = ask("email\n" + mail(1).toLatin1() + '\n' + mail(3).toLatin1() + '\n');
    VERIFY_OK(report);
    QVERIFY(!report->error);
    QCOMPARE(report->refused.size(), std::size_t(1)); // and asked once, not for each field
    QCOMPARE(report->hits.size(), std::size_t(1));
    QCOMPARE(report->hits.front().object, u"Lead"_s);
}

void InquiryTest::whatWasNotAskedForIsNotBelieved()
{
    m_crm->answersEverything = true;
    const auto report = ask("email\n" + mail(2).toLatin1() + '\n');
    VERIFY_OK(report);
    QCOMPARE(report->hits.size(), std::size_t(1));
    QCOMPARE(production("email\n" + mail(3).toLatin1() + '\n'), 0U);
}

void InquiryTest::readersMayNotAsk()
{
    m_desk->enrol(u"Eve %1"_s.arg(m_count), {Role::Executive});
    m_desk->signIn(u"Eve %1"_s.arg(m_count));
    COMPARE_ERROR(ask(twoAndAStranger()), "journal.not-permitted");
    QVERIFY(m_crm->asked.empty());
    m_desk->signIn();
}

void InquiryTest::manyAreAskedInBatches()
{
    QByteArray leak = "email\n";
    for (int i = 0; i < 1000; ++i) {
        leak += mail(100 + i).toLatin1() + '\n';
    }
    m_crm->largestQuestion = 200;
    const auto start = must(inquiry().start(m_connector, {}, u"leak.csv"_s, unknownOf(leak)));
    const auto plan = must(Inquiry::look(start, *m_crm, {}));
    QCOMPARE(plan.fields(), (QStringList{u"Contact.Email"_s, u"Lead.Email"_s}));
    QCOMPARE(plan.calls(), 10);
    const auto report = ask(leak);
    VERIFY_OK(report);
    QCOMPARE(report->calls, 10);
    QCOMPARE(m_crm->asked.size(), std::size_t(10));
    for (const Query& query : m_crm->asked) {
        QVERIFY(query.conditions.front().values.size() <= 200);
    }
}

void InquiryTest::eachCrmAnswers_data()
{
    QTest::addColumn<QString>("system");
    for (const auto* const system : {"salesforce", "hubspot", "dataverse"}) {
        QTest::newRow(system) << QString::fromLatin1(system);
    }
}
void InquiryTest::eachCrmAnswers()
{
    QFETCH(const QString, system);
    auto crm = partyOf(system);
    m_connector = addConnector(system);
    const QJsonArray account = crm.peer->seed(
        {{u"records"_s, QJsonArray{crm.seedOf(crm.account, {{crm.accountName, u"Northwind"_s}})}}});
    QJsonArray contacts;
    for (int i = 0; i < 3; ++i) {
        contacts.append(crm.seedOf(crm.contact, {{crm.contactMail, mail(i)}, {crm.contactLink, account.first()}}));
    }
    const QJsonArray ids = crm.peer->seed({{u"records"_s, contacts}});
    const bool hasIds = system != u"hubspot"_s;
    QByteArray leak = "email,record id,note\n" + mail(0).toLatin1() + ",,a\nstranger" + mail(9).toLatin1()
        + ",,secret remark\nknown@customer.org,,b\n";
    leak += hasIds ? ',' + ids[2].toString().toLatin1() + ",c\n" : mail(2).toLatin1() + ",,c\n";
    crm.peer->forget();
    const auto report = ask(*crm.connector, leak);
    VERIFY_OK(report);
    QVERIFY2(!report->error, qPrintable(report->error ? report->error->message : QString()));
    QCOMPARE(report->rows(), 2);
    QCOMPARE(production(leak), 3U);
    const QByteArray wire = QJsonDocument(crm.peer->log()).toJson();
    QVERIFY(wire.contains("stranger"));
    QVERIFY(!wire.contains("known@") && !wire.contains("known%40") && !wire.contains("remark"));
    for (const auto& one : crm.peer->log()) { // nothing but reading
        const QString path = one[u"path"_s].toString();
        QVERIFY2(one[u"method"_s].toString() == u"GET"_s || path.contains(u"token"_s) || path.contains(u"search"_s)
                     || path.endsWith(u"/read"_s),
                 qPrintable(path));
    }
}

QTEST_GUILESS_MAIN(InquiryTest)
#include "tst_crminquiry.moc"
