#include "incident/desk.h"
#include "models/breach/inquiry.h"
#include "models/deadline/duties.h"
#include "models/incident/entities.h"
#include "models/incident/resources.h"
#include "models/provenance/risk/kept.h"
#include "models/provenance/risk/riskreport.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::breach;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
struct Case
{
    Case()
        : book(must(deadline::Lawbook::load()))
        , questions(must(Questions::load(resourceFolders(u"breach"_s))))
        , incident(desk.declare())
    {
    }
    [[nodiscard]] Inquiry inquiry() { return {desk.casework(), book, questions}; }
    [[nodiscard]] Picture picture() { return must(inquiry().picture(incident)); }
    Id answer(const QString& question, const QString& value, const QString& why = {})
    {
        desk.clock().advance(Desk::minute);
        return must(inquiry().answer(incident, {.question = question, .value = value, .why = why}));
    }
    /// A sample was asked about, with this answer.
    Id sample(qint64 synthetic, qint64 production, qint64 unknown, const QStringList& tenants = {},
              const QStringList& dataSets = {})
    {
        desk.clock().advance(Desk::minute);
        VerdictReport report;
        report.evidence = Id::make(desk.now());
        report.verdict = production > 0 ? u"personal"_s : unknown > 0 ? u"unresolved"_s : u"synthetic"_s;
        report.rows = synthetic + production + unknown;
        report.synthetic = synthetic;
        report.production = production;
        report.unknown = unknown;
        report.hadProductionSet = true;
        report.tenants = tenants;
        report.dataSets = dataSets;
        must(desk->add(incident, report));
        return report.evidence;
    }
    [[nodiscard]] Expected<Id> sign(const QString& why)
    {
        desk.clock().advance(Desk::minute);
        return inquiry().sign(incident, why, TestVault::credential(desk.vault().vault().userName()));
    }
    [[nodiscard]] QString fact(const QString& name)
    {
        const auto facts = must(deadline::knownFacts(desk.casework(), book, incident));
        const auto found = facts.find(name);
        return found == facts.end() ? QString() : found->second;
    }

    Desk desk;
    deadline::Lawbook book;
    Questions questions;
    Id incident;
};
} // namespace

class TestInquiry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAnswerIsKeptWithWhoAndWhyAndWhatWasBefore()
    {
        Case one;
        const Id first = one.answer(u"real_rows"_s, u"unknown"_s, u"The scan runs"_s);
        QCOMPARE(one.answer(u"2"_s, u"no"_s, u"The scan found none"_s), first);
        const Picture picture = one.picture();
        const Entry* entry = picture.find(u"real_rows");
        QVERIFY(entry);
        QCOMPARE(entry->value, u"no"_s);
        QCOMPARE(entry->why, u"The scan found none"_s);
        QCOMPARE(entry->answeredBy, one.desk.journal().user());
        QCOMPARE(entry->answeredAt, one.desk.now());
        QVERIFY(must(one.desk.journal().history(first)).size() >= 2);
        COMPARE_ERROR(one.inquiry().answer(one.incident, {.question = u"real_rows"_s, .value = u"maybe"_s}),
                      "breach.answer");
        COMPARE_ERROR(one.inquiry().answer(one.incident, {.question = u"real_rows"_s, .value = {}}), "breach.answer");
        COMPARE_ERROR(one.inquiry().answer(one.incident, {.question = u"nonsense"_s, .value = u"yes"_s}),
                      "breach.question");
    }
    void theIncidentSuggestsWhatNobodyHasSaid()
    {
        Case one;
        DataSet set;
        set.name = u"Sandbox"_s;
        set.generator = u"CTGAN 0.9"_s;
        set.trainingSource = u"CRM snapshot of May"_s;
        const Id registered = must(one.desk->add(registryIncident(), set));
        const Id evidence = one.sample(8, 2, 0, {}, {registered.text() + "=8"_L1});
        Picture picture = one.picture();
        QCOMPARE(picture.samples.production, 2);
        QCOMPARE(picture.find(u"real_rows")->suggested, u"yes"_s);
        QCOMPARE(picture.find(u"real_rows")->suggestedEvidence, std::vector{evidence});
        QCOMPARE(picture.find(u"synthesis_source")->suggested, u"trained"_s);
        QCOMPARE(picture.find(u"generator")->suggested, u"CTGAN 0.9"_s);
        QVERIFY(picture.find(u"breach_of_security")->suggested.isEmpty());
        one.answer(u"synthesis_source"_s, u"prompted"_s);
        picture = one.picture();
        QVERIFY(picture.find(u"synthesis_source")->suggested.isEmpty());
        QVERIFY(must(one.inquiry().takeSuggestions(one.incident)) >= 3);
        picture = one.picture();
        QCOMPARE(picture.find(u"real_rows")->value, u"yes"_s);
        QCOMPARE(picture.find(u"synthesis_source")->value, u"prompted"_s); // a person's answer stays
        QCOMPARE(must(one.inquiry().takeSuggestions(one.incident)), 0);
    }
    void anAssessmentOfTheSetIsOfferedAndNeverAsAllClear()
    {
        Case one;
        DataSet set;
        set.name = u"Sandbox"_s;
        set.fileHash = Bytes(32, 's');
        const Id registered = must(one.desk->add(registryIncident(), set));
        one.sample(8, 0, 0, {}, {registered.text() + "=8"_L1});
        QVERIFY(one.picture().find(u"metric_origin")->suggested.isEmpty());
        provenance::RiskReport report;
        report.files.resize(2);
        report.files.front().sha256 = set.fileHash;
        report.hasDistances = true;
        report.sampled = 1000;
        report.baseline = 1000;
        must(provenance::keepRisk(one.desk.casework(), registered, report.toJson(one.desk.now())));
        Picture picture = one.picture();
        QVERIFY(picture.find(u"near_matches")->suggested.contains(u"0 rows"_s));
        QVERIFY(picture.find(u"metric_origin")->suggested.contains(QString(u"73"_s).repeated(32)));
        QVERIFY(picture.find(u"residual_identifiability")->suggested.isEmpty()); // no sign is no proof
        report.copies.push_back({.of = provenance::Copies::Of::Identifier, .filled = 1000, .copied = 3});
        must(provenance::keepRisk(one.desk.casework(), registered, report.toJson(one.desk.now())));
        picture = one.picture();
        QCOMPARE(picture.find(u"residual_identifiability")->suggested, u"yes"_s);
        QVERIFY(picture.find(u"residual_identifiability")->suggestedWhy.contains(u"Issued identifiers"_s));
    }
    void onlyTheLatestAnswerToASampleCounts()
    {
        Case one;
        VerdictReport report;
        report.evidence = one.sample(5, 5, 0);
        report.rows = 10;
        report.synthetic = 10;
        report.hadProductionSet = true;
        report.verdict = u"synthetic"_s;
        one.desk.clock().advance(Desk::minute);
        must(one.desk->add(one.incident, report));
        const Picture picture = one.picture();
        QCOMPARE(picture.samples.count, 1);
        QCOMPARE(picture.samples.production, 0);
        QCOMPARE(picture.finding.provenance, Provenance::Synthetic);
        QCOMPARE(picture.find(u"real_rows")->suggested, u"no"_s);
    }
    void aStruckSampleDoesNotCount()
    {
        Case one;
        Evidence evidence;
        evidence.name = u"other.csv"_s;
        VerdictReport report;
        report.evidence = must(one.desk->add(one.incident, evidence));
        report.rows = 3;
        report.production = 3;
        report.verdict = u"personal"_s;
        must(one.desk->add(one.incident, report));
        QCOMPARE(one.picture().samples.production, 3);
        VERIFY_OK(one.desk->strike(report.evidence, u"Not of this leak"_s));
        QVERIFY(one.picture().samples.isEmpty());
    }
    void aConfirmedBreachIsSignedAndReadByRules()
    {
        Case one;
        one.answer(u"breach_of_security"_s, u"yes"_s);
        one.answer(u"real_rows"_s, u"yes"_s, u"Seven rows match"_s);
        COMPARE_ERROR(one.sign(u"  "_s), "value.empty");
        const Id id = must(one.sign(u"Seven rows match by hash"_s));
        const auto record = must(one.desk->one<BreachRecord>(id));
        QCOMPARE(record.value.number, 1);
        QCOMPARE(record.value.conclusion, u"breach_confirmed"_s);
        QVERIFY(record.value.document.contains(u"Seven rows match by hash"_s));
        QVERIFY(record.value.document.contains(u"not been reviewed by a lawyer"_s));
        QVERIFY(one.inquiry().isSignatureValid(record));
        QCOMPARE(one.fact(u"personal_data"_s), u"yes"_s);
        QVERIFY(one.picture().isRecordCurrent());
        COMPARE_ERROR(one.sign(u"Seven rows match by hash"_s), "breach.unchanged");

        auto forged = record;
        forged.value.reasoning = u"None match"_s;
        QVERIFY(!one.inquiry().isSignatureValid(forged));
        forged = record;
        forged.value.document += u'.';
        QVERIFY(!one.inquiry().isSignatureValid(forged));
    }
    void aLaterRecordStandsBesideTheEarlierOne()
    {
        Case one;
        const Id first = must(one.sign(u"Nothing is known yet"_s));
        QCOMPARE(one.fact(u"personal_data"_s), QString()); // not decided: rules go on as before
        one.answer(u"real_rows"_s, u"yes"_s);
        QVERIFY(!one.picture().isRecordCurrent());
        const Id second = must(one.sign(u"Real rows were found"_s));
        const Picture picture = one.picture();
        QCOMPARE(picture.records.size(), std::size_t(2));
        QCOMPARE(picture.records.front().id, second);
        QCOMPARE(picture.records.front().value.supersedes, first);
        QCOMPARE(picture.records.front().value.number, 2);
        QCOMPARE(picture.records.front().value.conclusion, u"breach_likely"_s);
        QVERIFY(one.inquiry().isSignatureValid(picture.records.back()));
    }
    void dataOfNobodyEndNoClock()
    {
        Case one;
        deadline::Duties duties(one.desk.casework(), one.book);
        deadline::ClockWish wish;
        wish.regime = u"eu.gdpr.33.sa"_s;
        wish.zone = u"Europe/Berlin"_s;
        wish.events = {{u"aware"_s, one.desk.now()}};
        const Id clock = must(duties.start(one.incident, wish));
        for (const auto& [question, value] :
             {std::pair(u"breach_of_security"_s, u"yes"_s), std::pair(u"real_rows"_s, u"no"_s),
              std::pair(u"synthesis_source"_s, u"rules"_s), std::pair(u"coincidence"_s, u"no"_s),
              std::pair(u"other_people"_s, u"no"_s), std::pair(u"scan_complete"_s, u"yes"_s)}) {
            one.answer(question, value);
        }
        must(one.sign(u"Faker only, scanned in full"_s));
        QCOMPARE(one.fact(u"personal_data"_s), u"no"_s);
        QCOMPARE(must(one.desk->one<IncidentClock>(clock)).value.state, ClockState::Running);
        QCOMPARE(must(duties.endProposals(one.incident)).size(), std::size_t(1)); // proposed, never done
    }
    void whoMayNotSignDoesNot()
    {
        Case one;
        one.desk.enrol(u"Eve"_s, Role::Engineering);
        one.answer(u"real_rows"_s, u"yes"_s);
        one.desk.signIn(u"Eve"_s);
        one.answer(u"breach_of_security"_s, u"yes"_s); // answers are open to all who respond
        COMPARE_ERROR(one.sign(u"I say so"_s), "journal.not-permitted");
        QVERIFY(one.picture().records.empty());
        QCOMPARE(one.fact(u"personal_data"_s), QString()); // nor does the fact follow
    }
    void theProgramDoesNotMisquoteRegimes()
    {
        // Two questions are facts of rules as well: their values must be the same.
        Case one;
        for (const QString& id : {u"role"_s, u"risk"_s}) {
            for (const QString& value : one.questions.find(id)->values) {
                VERIFY_OK(one.book.regimes.checkFact(id, value));
            }
        }
    }
    void misuseIsScreened()
    {
        Case one;
        Misuse misuse = misuseOf(one.questions, {});
        QCOMPARE(misuse.open.size(), 8);
        QVERIFY(misuse.warning.isEmpty());
        QVERIFY(
            std::ranges::all_of(misuse.consequences, [](const QString& text) { return text.startsWith(u"Not"_s); }));
        Answers all;
        for (const Question& question : one.questions.all()) {
            if (question.part == Part::Misuse) {
                all.emplace(question.id, u"no"_s);
            }
        }
        misuse = misuseOf(one.questions, all);
        QVERIFY(misuse.open.isEmpty());
        QVERIFY(misuse.consequences.isEmpty());
        QVERIFY(misuse.marking.contains(u"not touched"_s));
        all[u"misuse_voice"_s] = u"yes"_s;
        misuse = misuseOf(one.questions, all);
        QCOMPARE(misuse.consequences.size(), 1);
        QVERIFY(misuse.warning.contains(u"voices"_s));
        QVERIFY(misuse.marking.contains(u"not marked"_s));
        all[u"misuse_marked"_s] = u"yes"_s;
        QVERIFY(misuseOf(one.questions, all).marking.contains(u"is marked"_s));
    }
};

QTEST_GUILESS_MAIN(TestInquiry)
#include "tst_inquiry.moc"
