#include "incident/desk.h"
#include "models/breach/inquiry.h"
#include "models/breach/register.h"
#include "models/deadline/customers.h"
#include "models/deadline/duties.h"
#include "models/deadline/severity.h"
#include "models/disclosure/drafting.h"
#include "models/incident/countrange.h"
#include "models/incident/entities.h"
#include "models/incident/resources.h"
#include "models/provenance/registry/demo.h"

#include <QtTest>

#include <yaml-cpp/yaml.h>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// The drafts of the demonstration's incident, word by word, as a lawyer would send them. A text that changes is read
/// before it is taken over: run this test with BULKHEAD_ACCEPT_GOLDEN=1, and look at what git shows.
class GoldenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysWhatWasReadBefore_data();
    void saysWhatWasReadBefore();
    void cleanupTestCase() { m_desk.reset(); }

private:
    static constexpr auto tenant = "Harrow Foods";
    void know(const YAML::Node& said);
    [[nodiscard]] Drafting drafting() { return {m_desk->casework(), *m_book, *m_shelf}; }
    [[nodiscard]] Kept<Party> customer();
    void fill(const Id& draft, const YAML::Node& answers);

    std::optional<Desk> m_desk;
    std::optional<deadline::Lawbook> m_book;
    std::optional<Bookshelf> m_shelf;
    Id m_incident;
};

namespace {
QString folder()
{
    return QStringLiteral(BULKHEAD_SOURCE_DIR "/tests/disclosure/golden/");
}
QString word(const YAML::Node& node)
{
    return QString::fromStdString(node.as<std::string>());
}
QStringList listOf(const YAML::Node& node)
{
    return word(node).split(u", "_s);
}
QString countOf(const YAML::Node& node, qint64 now)
{
    return must(CountRange::read(word(node), now)).text();
}
} // namespace

void GoldenTest::initTestCase()
{
    m_book = must(deadline::Lawbook::load());
    m_shelf = must(Bookshelf::load());
    m_desk.emplace();
    Casework& casework = m_desk->casework();
    const Credential me = TestVault::credential(u"Ada"_s);
    m_incident = must(provenance::buildDemo(casework, ourPlaybooks(), resourceFolder(u"demo"_s), me)).incident;
    m_desk->clock().advance(Desk::minute);
    Incident incident = must(casework.incident(m_incident)).value;
    incident.occurredTo = incident.detected.value() + 34 * Desk::minute; // the route was closed
    VERIFY_OK(casework.update(m_incident, incident));
    must(deadline::addCustomersFromSamples(casework, m_incident));

    breach::Inquiry inquiry(casework, *m_book, m_shelf->questions);
    for (const auto& [question, answer] : {std::pair{u"breach_of_security"_s, u"yes"_s},
                                           {u"real_rows"_s, u"yes"_s},
                                           {u"role"_s, u"both"_s},
                                           {u"risk"_s, u"risk"_s}}) {
        must(inquiry.answer(m_incident, {.question = question, .value = answer, .why = u"As found"_s}));
    }
    must(inquiry.sign(m_incident, u"Rows of the list match production data."_s, me));
    const deadline::SeverityInput known{.identification = 75, .confidentiality = 50};
    const deadline::SeverityInput worst{.identification = 100, .confidentiality = 50};
    deadline::SeverityWish severity;
    severity.known = known;
    severity.worst = worst;
    severity.basis = u"Contact details, public"_s;
    severity.bridge33 = u"A risk"_s;
    severity.bridge34 = u"No high risk as known"_s;
    severity.difference = u"The incident counts customers, the band people"_s;
    must(deadline::assess(casework, m_incident, severity));
    deadline::ClockWish clock;
    clock.regime = u"eu.gdpr.33.sa"_s;
    clock.zone = u"Europe/Berlin"_s;
    must(deadline::Duties(casework, *m_book).start(m_incident, clock));
}

Kept<Party> GoldenTest::customer()
{
    const auto parties = must((*m_desk)->all<Party>(m_incident));
    return *std::ranges::find(parties, QLatin1StringView(tenant), [](const auto& one) { return one.value.name; });
}

void GoldenTest::know(const YAML::Node& said)
{
    Casework& casework = m_desk->casework();
    m_desk->clock().advance(Desk::minute);
    for (const auto& fact : said["organisation"]) {
        VERIFY_OK(setOrganisation(casework, word(fact.first), word(fact.second)));
    }
    Incident incident = must(casework.incident(m_incident)).value;
    incident.title = word(said["title"]);
    VERIFY_OK(casework.update(m_incident, incident));
    const YAML::Node entry = said["register"];
    RegisterEntry written = must(breach::entryOf(casework, m_incident));
    written.description = word(entry["description"]);
    written.cause = word(entry["cause"]);
    written.affected = {word(entry["affected"])};
    written.dataCategories = listOf(entry["data_categories"]);
    written.subjectCategories = listOf(entry["subject_categories"]);
    written.countries = listOf(entry["countries"]);
    written.subjects = countOf(entry["subjects"], m_desk->now());
    written.records = countOf(entry["records"], m_desk->now());
    written.consequences = word(entry["consequences"]);
    written.measures = word(entry["measures"]);
    VERIFY_OK(breach::writeEntry(casework, m_incident, written));
    ContractClause clause;
    clause.name = word(said["clause"]["name"]);
    clause.citation = word(said["clause"]["citation"]);
    clause.regime = u"contract.dpa"_s;
    clause.trigger = u"personal_data_breach"_s;
    clause.starts = u"aware"_s;
    clause.hours = 48;
    Kept<Party> party = customer();
    party.value.clause = must(deadline::addClause(casework, *m_book, clause));
    party.value.contact = word(said["customer"]["contact"]);
    party.value.ourRole = u"processor"_s;
    VERIFY_OK(casework.update(party.id, party.value));
    m_desk->clock().advance(Desk::minute);
    const auto clocks = must(casework.all<IncidentClock>(m_incident));
    if (std::ranges::none_of(clocks, [&](const auto& one) { return one.value.party == party.id; })) {
        const auto plan = must(deadline::planFor(casework, *m_book, m_incident, {.parties = {party.id}}));
        must(deadline::startFor(casework, m_incident, plan));
    }
}

void GoldenTest::fill(const Id& draft, const YAML::Node& answers)
{
    static const QRegularExpression gap(uR"(\{\?:([^}]*)\})"_s);
    std::size_t next = 0;
    for (const auto& section : must(drafting().picture(draft)).sections) {
        QString text = section.value.text;
        for (auto found = gap.match(text); found.hasMatch(); found = gap.match(text)) {
            QVERIFY2(next < answers.size(), qPrintable(u"nothing answers:"_s + found.captured(1)));
            text.replace(found.capturedStart(), found.capturedLength(), word(answers[next]));
            ++next;
        }
        if (text != section.value.text) {
            VERIFY_OK(drafting().setSection(draft, section.value.key, text));
        }
    }
    QCOMPARE(next, answers.size());
}

void GoldenTest::saysWhatWasReadBefore_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("en") << u"en"_s;
    QTest::newRow("de") << u"de"_s;
}

void GoldenTest::saysWhatWasReadBefore()
{
    QFETCH(const QString, language);
    const auto said = YAML::LoadFile((folder() + u"demo.%1.yaml"_s.arg(language)).toStdString());
    know(said);
    QVERIFY(!QTest::currentTestFailed());
    QStringList wrong;
    for (const QString& name : {u"gdpr-authority"_s, u"processor-notice"_s, u"gdpr-people"_s, u"holding-statement"_s}) {
        DraftWish wish{
            .templateId = name, .language = language, .recipient = u"The recipient"_s, .zone = u"Europe/Berlin"_s};
        if (name == "processor-notice"_L1) {
            wish.party = customer().id;
        }
        const Id draft = must(drafting().begin(m_incident, wish));
        fill(draft, said["written"][name.toStdString()]);
        QVERIFY(!QTest::currentTestFailed());
        Disclosure after = must(drafting().picture(draft)).disclosure.value;
        after.nextUpdate = m_desk->now() + 2 * Desk::day;
        VERIFY_OK(drafting().setDetails(draft, after));

        const auto picture = must(drafting().picture(draft));
        for (const Finding& finding : must(drafting().check(picture)).findings) {
            if (finding.stops) {
                wrong.append(u"%1.%2: %3: %4"_s.arg(name, language, finding.rule, finding.text));
            }
        }
        const QByteArray now = must(exported(must(drafting().outgoing(picture, {}, false)), u"md"_s));
        QFile file(folder() + u"%1.%2.md"_s.arg(name, language));
        if (qEnvironmentVariableIsSet("BULKHEAD_ACCEPT_GOLDEN")) {
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(now) == now.size());
            continue;
        }
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        const QStringList before = QString::fromUtf8(file.readAll()).split(u'\n');
        const QStringList lines = QString::fromUtf8(now).split(u'\n');
        const auto [was, is] = std::ranges::mismatch(before, lines);
        if (was != before.end() || is != lines.end()) {
            wrong.append(u"%1.%2.md, line %3\n  was: %4\n  is:  %5"_s.arg(
                name, language, QString::number(was - before.begin() + 1), was == before.end() ? QString() : *was,
                is == lines.end() ? QString() : *is));
        }
    }
    for (const QString& line : std::as_const(wrong)) {
        qInfo().noquote() << line;
    }
    QVERIFY2(wrong.isEmpty(),
             "Read the new texts; where they are right, run this test with BULKHEAD_ACCEPT_GOLDEN=1 and commit them.");
}

QTEST_GUILESS_MAIN(GoldenTest)
#include "tst_goldendrafts.moc"
