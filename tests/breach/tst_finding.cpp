#include "models/breach/finding.h"
#include "models/incident/resources.h"
#include "support/testvault.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::breach;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
const Questions& ours()
{
    static const Questions questions = must(Questions::load(resourceFolders(u"breach"_s)));
    return questions;
}

/// "security=yes rows=no …", by the beginnings of the questions' names.
Answers answersFrom(const QString& text)
{
    static const std::map<QString, QString> names{{u"security"_s, u"breach_of_security"_s},
                                                  {u"rows"_s, u"real_rows"_s},
                                                  {u"source"_s, u"synthesis_source"_s},
                                                  {u"coincidence"_s, u"coincidence"_s},
                                                  {u"residual"_s, u"residual_identifiability"_s},
                                                  {u"means"_s, u"means_likely"_s},
                                                  {u"others"_s, u"other_people"_s},
                                                  {u"scan"_s, u"scan_complete"_s},
                                                  {u"attack"_s, u"attack_result"_s},
                                                  {u"reviewer"_s, u"independent_reviewer"_s},
                                                  {u"scope"_s, u"scope_statement"_s}};
    Answers answers;
    for (const QString& one : text.split(u' ', Qt::SkipEmptyParts)) {
        answers.emplace(names.at(one.section(u'=', 0, 0)), one.section(u'=', 1));
    }
    return answers;
}

bool writeFile(const QString& path, const QByteArray& text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}
} // namespace

class TestFinding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void concludes_data()
    {
        QTest::addColumn<QString>("answers");
        QTest::addColumn<QString>("conclusion");
        QTest::addColumn<QString>("identifiability");
        QTest::addColumn<QString>("open");
        const auto row = [](const char* name, const char* answers, const char* conclusion, const char* identifiability,
                            const char* open) {
            QTest::newRow(name) << QString::fromLatin1(answers) << QString::fromLatin1(conclusion)
                                << QString::fromLatin1(identifiability) << QString::fromLatin1(open);
        };
        const char* all = "breach_of_security real_rows other_people synthesis_source residual_identifiability "
                          "means_likely";
        row("nothing is known", "", "insufficient_facts", "unknown", all);
        row("unknown said is unknown", "security=unknown rows=unknown", "insufficient_facts", "unknown", all);
        row("no breach of security", "security=no rows=yes", "security_incident_only", "unknown", "");
        row("real rows", "security=yes rows=yes", "breach_confirmed", "identifying", "");
        row("real rows, security unknown", "rows=yes", "breach_likely", "identifying", "breach_of_security");
        row("others alone", "security=yes rows=no source=rules coincidence=no others=yes", "breach_confirmed",
            "identifying", "");
        row("others confirm while rows are unknown", "security=yes others=yes", "breach_confirmed", "identifying", "");
        row("faker only, scan complete", "security=yes rows=no source=rules coincidence=no others=no scan=yes",
            "security_incident_only", "none", "");
        row("aggregates only, scan complete", "security=yes rows=no source=public coincidence=no others=no scan=yes",
            "security_incident_only", "none", "");
        row("faker only, no scan", "security=yes rows=no source=rules coincidence=no others=no", "insufficient_facts",
            "none", "scan_complete");
        row("faker only, scan not complete", "security=yes rows=no source=rules coincidence=no others=no scan=no",
            "insufficient_facts", "none", "scan_complete");
        row("faker that meets real people", "security=yes rows=no source=rules coincidence=yes means=yes others=no",
            "breach_confirmed", "residual", "");
        row("faker that nobody can place",
            "security=yes rows=no source=rules coincidence=yes means=no others=no scan=yes", "security_incident_only",
            "none", "");
        row("faker that may meet real people", "security=yes rows=no source=rules coincidence=yes others=no",
            "breach_likely", "unknown", "means_likely");
        row("model, attacks fail, whole minimum",
            "security=yes rows=no source=trained residual=no means=no others=no scan=yes attack=0.51 reviewer=B "
            "scope=all",
            "security_incident_only", "none", "");
        row("model, attacks fail, no reviewer",
            "security=yes rows=no source=trained residual=no means=no others=no scan=yes attack=0.51 scope=all",
            "insufficient_facts", "none", "independent_reviewer");
        row("model, a trace remains", "security=yes rows=no source=trained residual=yes means=yes others=no",
            "breach_confirmed", "residual", "");
        row("model, a trace, means unknown", "security=yes rows=no source=prompted residual=yes others=no",
            "breach_likely", "unknown", "means_likely");
        row("model, means denied without attacks", "security=yes rows=no source=trained means=no others=no scan=yes",
            "insufficient_facts", "unknown", "residual_identifiability");
        row("source unknown is taken as a model", "security=yes rows=no means=yes others=no", "breach_confirmed",
            "residual", "");
        row("others unknown", "security=yes rows=no source=rules coincidence=no scan=yes", "insufficient_facts",
            "unknown", "other_people");
    }
    void concludes()
    {
        QFETCH(QString, answers);
        QFETCH(QString, conclusion);
        QFETCH(QString, identifiability);
        QFETCH(QString, open);
        const Finding finding = findingOf(ours(), answersFrom(answers), {});
        QCOMPARE(conclusionId(finding.conclusion), conclusion);
        QCOMPARE(identifiabilityId(finding.identifiability), identifiability);
        QCOMPARE(finding.open.join(u' '), open);
        QVERIFY(!finding.steps.isEmpty());
    }
    /// Of all answers to the questions that decide: an unknown in place of any answer never turns a breach, or an open
    /// question, into "a security incident only".
    void anUnknownNeverAcquits()
    {
        const std::vector<std::pair<QString, QStringList>> questions{
            {u"breach_of_security"_s, {u"yes"_s, u"no"_s, QString()}},
            {u"real_rows"_s, {u"yes"_s, u"no"_s, QString()}},
            {u"synthesis_source"_s, {u"rules"_s, u"public"_s, u"trained"_s, u"prompted"_s, QString()}},
            {u"coincidence"_s, {u"yes"_s, u"no"_s, QString()}},
            {u"residual_identifiability"_s, {u"yes"_s, u"no"_s, QString()}},
            {u"means_likely"_s, {u"yes"_s, u"no"_s, QString()}},
            {u"other_people"_s, {u"yes"_s, u"no"_s, QString()}}};
        const Answers minimum{{u"scan_complete"_s, u"yes"_s},
                              {u"attack_result"_s, u"AUC 0.51"_s},
                              {u"independent_reviewer"_s, u"B"_s},
                              {u"scope_statement"_s, u"all"_s}};
        const auto acquits = [](const Answers& answers) {
            return findingOf(ours(), answers, {}).conclusion == Conclusion::SecurityIncidentOnly;
        };
        std::vector<Answers> all{minimum};
        for (const auto& [id, values] : questions) {
            std::vector<Answers> more;
            for (const Answers& before : all) {
                for (const QString& value : values) {
                    more.push_back(before);
                    if (!value.isEmpty()) {
                        more.back().emplace(id, value);
                    }
                }
            }
            all = std::move(more);
        }
        QCOMPARE(all.size(), std::size_t(3 * 3 * 5 * 3 * 3 * 3 * 3));
        int acquitted = 0;
        for (const Answers& answers : all) {
            if (!acquits(answers)) {
                continue;
            }
            ++acquitted;
            // What is unknown here, answered in any way that leads to a breach, would have to have mattered.
            for (const auto& [id, values] : questions) {
                if (answers.contains(id)) {
                    continue;
                }
                for (const QString& value : values) {
                    Answers known = answers;
                    known.emplace(id, value);
                    QVERIFY2(value.isEmpty() || acquits(known), qPrintable(id + u'=' + value));
                }
            }
        }
        QVERIFY(acquitted > 0);
    }
    void samplesGoBeforeAnAnswer()
    {
        const Samples samples{.count = 1, .rows = 10, .synthetic = 8, .production = 2, .unknown = 0};
        const Finding finding = findingOf(ours(), answersFrom(u"security=yes rows=no"_s), samples);
        QCOMPARE(finding.conclusion, Conclusion::BreachConfirmed);
        QCOMPARE(finding.provenance, Provenance::Mixed);
        QCOMPARE(finding.contradictions.size(), 1);
        QVERIFY(!finding.maySayNoPersonalData());
        QCOMPARE(findingOf(ours(), answersFrom(u"security=yes"_s), samples).contradictions.size(), 0);
    }
    void theTwoAxesAreKeptApart()
    {
        const Samples synthetic{.count = 1, .rows = 10, .synthetic = 10, .production = 0, .unknown = 0};
        const Finding finding = findingOf(
            ours(), answersFrom(u"security=yes rows=no source=trained residual=yes means=yes others=no"_s), synthetic);
        QCOMPARE(finding.provenance, Provenance::Synthetic);
        QCOMPARE(finding.identifiability, Identifiability::Residual);
        QCOMPARE(finding.conclusion, Conclusion::BreachConfirmed);
        const Samples partly{.count = 1, .rows = 10, .synthetic = 9, .production = 0, .unknown = 1};
        QCOMPARE(findingOf(ours(), {}, partly).provenance, Provenance::Unknown);
    }
    void onlyTheWholeMinimumLetsOneSayIt()
    {
        const QString base = u"security=yes rows=no source=rules coincidence=no others=no scan=yes"_s;
        const Finding some = findingOf(ours(), answersFrom(base), {});
        QCOMPARE(some.conclusion, Conclusion::SecurityIncidentOnly);
        QVERIFY(!some.maySayNoPersonalData());
        QCOMPARE(some.missing.size(), 3);
        QVERIFY(
            findingOf(ours(), answersFrom(base + " attack=0.5 reviewer=B scope=all"_L1), {}).maySayNoPersonalData());
    }

    void readsOursAndRefusesOthers_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("no version") << QByteArray("tree: []\n") << u"version"_s;
        QTest::newRow("unknown key") << QByteArray("version: 1\nquestion: 2\n") << u"question"_s;
        QTest::newRow("no questions") << QByteArray("version: 1\n") << u"no questions"_s;
        QTest::newRow("not a list") << QByteArray("version: 1\nsheet: 3\n") << u"list"_s;
        QTest::newRow("bad name") << QByteArray("version: 1\nsheet:\n  - {id: A b, question: x}\n") << u"A b"_s;
        QTest::newRow("twice") << QByteArray("version: 1\nsheet:\n  - {id: a, question: x}\n  - {id: a, question: y}\n")
                               << u"twice"_s;
        QTest::newRow("no values") << QByteArray("version: 1\nmisuse:\n  - {id: a, question: x}\n") << u"values"_s;
        QTest::newRow("another order") << QByteArray(
            "version: 1\ntree:\n  - {id: real_rows, question: x, values: [yes, no]}\n")
                                       << u"in this order"_s;
    }
    void readsOursAndRefusesOthers()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"own.yaml"_s);
        QVERIFY(writeFile(path, text));
        const auto checked = Questions::check(path);
        QCOMPARE(codeOf(checked), u"breach.questions"_s);
        QVERIFY2(checked.error().message.contains(says), qPrintable(checked.error().message));
        QVERIFY(checked.error().message.contains(u"own.yaml"_s));
        int files = 0;
        QVERIFY(checkQuestions(folder.path(), files).empty()); // they lie in "breach" below it
        QCOMPARE(files, 0);
    }
    void anOrganisationAddsItsOwn()
    {
        const QTemporaryDir folder;
        QVERIFY(writeFile(
            folder.filePath(u"own.yaml"_s),
            "version: 7\nsheet:\n  - {id: board_told, question: \"Was the board told?\", values: [yes, no]}\n"));
        QStringList folders = resourceFolders(u"breach"_s);
        folders.append(folder.path());
        const Questions all = must(Questions::load(folders));
        QVERIFY(all.find(u"board_told"_s));
        QCOMPARE(all.all().size(), ours().all().size() + 1);
        QCOMPARE(codeOf(Questions::checkAnswer(*all.find(u"board_told"_s), u"maybe"_s)), u"breach.answer"_s);
        VERIFY_OK(Questions::checkAnswer(*all.find(u"board_told"_s), u"unknown"_s));
        QCOMPARE(codeOf(all.get(u"no_such"_s)), u"breach.question"_s);
        QCOMPARE(codeOf(all.get(u"11"_s)), u"breach.question"_s);
        QCOMPARE(must(all.get(u"q3"_s)).id, u"synthesis_source"_s);
        QCOMPARE(codeOf(Questions::load({folder.path()})), u"breach.questions"_s); // without the ten
    }
};

QTEST_GUILESS_MAIN(TestFinding)
#include "tst_finding.moc"
