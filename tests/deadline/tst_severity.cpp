#include "incident/desk.h"
#include "models/deadline/severity.h"

#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::deadline;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class TestSeverity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scoresTheWorkedExamples_data()
    {
        QTest::addColumn<QStringList>("inputs");
        QTest::addColumn<QString>("score");
        QTest::addColumn<QString>("band");
        QTest::addColumn<bool>("isBorderline");
        const auto row = [](const char* name, const char* inputs, const char* score, const char* band, bool near) {
            QTest::newRow(name) << QString::fromLatin1(inputs).split(u' ') << QString::fromLatin1(score)
                                << QString::fromLatin1(band) << near;
        };
        row("1", "category=simple identification=1 confidentiality=0.5 over_100=yes", "1.50", "low", false);
        row("2", "category=simple identification=1 confidentiality=0.5 malicious=yes", "2.00", "medium", true);
        row("3", "category=financial identification=0.25 confidentiality=0.25 unintelligible=yes", "1.00", "low",
            false);
        row("5", "category=behavioural identification=0.25 confidentiality=0.5", "1.00", "low", false);
        row("6", "category=behavioural identification=0.75 confidentiality=0.5", "2.00", "medium", true);
        row("7", "category=behavioural identification=0.75 confidentiality=0.5 malicious=yes", "2.50", "medium", false);
        row("8", "category=financial identification=1 confidentiality=0.5 malicious=yes", "4.00", "very_high", true);
        row("9", "category=sensitive identification=0.5 confidentiality=0.25", "2.25", "medium", true);
        row("10, before", "category=behavioural identification=0.5 confidentiality=0.25", "1.25", "low", false);
        row("10, after", "category=behavioural identification=0.5", "1.00", "low", false);
        row("11", "category=behavioural identification=0.75 confidentiality=0.5 malicious=yes", "2.50", "medium",
            false);
        row("12", "category=simple identification=1 integrity=0.25 availability=0.25", "1.50", "low", false);
        row("13", "category=financial identification=0.5 confidentiality=0.5 malicious=yes", "2.50", "medium", false);
        row("14", "category=simple adjust=3 identification=1 confidentiality=0.5", "4.50", "very_high", false);
        row("15", "category=financial adjust=-2 identification=0.75 confidentiality=0.5", "1.25", "low", false);
        row("16", "category=financial identification=1 confidentiality=0.5 availability=0.5 malicious=yes", "4.50",
            "very_high", false);
        row("the most",
            "category=sensitive identification=1 confidentiality=0.5 integrity=0.5 availability=0.5 "
            "malicious=yes",
            "6.00", "very_high", false);
    }
    void scoresTheWorkedExamples()
    {
        QFETCH(QStringList, inputs);
        QFETCH(QString, score);
        QFETCH(QString, band);
        QFETCH(bool, isBorderline);
        const SeverityInput input = must(severityFrom(inputs));
        const SeverityScore result = must(deadline::score(input));
        QCOMPARE(scoreText(result.hundredths), score);
        QCOMPARE(bandId(result.band), band);
        QCOMPARE(result.isBorderline, isBorderline);
        QVERIFY(result.formula.endsWith("= "_L1 + score));
        QCOMPARE(must(severityFrom(textsOf(input))), input);
    }

    void refusesWhatLiesOutside_data()
    {
        QTest::addColumn<QString>("input");
        for (const char* input :
             {"category=vital", "adjust=4", "adjust=-1", "adjust=some", "identification=0.3", "identification=much",
              "confidentiality=1", "integrity=-0.25", "malicious=maybe", "mood=bad", "identification=0.751", "="}) {
            QTest::newRow(input) << QString::fromLatin1(input);
        }
    }
    void refusesWhatLiesOutside()
    {
        QFETCH(QString, input);
        QCOMPARE(codeOf(severityFrom({input})), u"severity.input"_s);
    }

    void aSecondOpinionIsAMatrix()
    {
        QCOMPARE(must(secondOpinion(1, 2)), Risk::Low);
        QCOMPARE(must(secondOpinion(1, 3)), Risk::Normal);
        QCOMPARE(must(secondOpinion(2, 3)), Risk::Normal);
        QCOMPARE(must(secondOpinion(4, 2)), Risk::High);
        QCOMPARE(must(secondOpinion(4, 1)), Risk::Normal);
        QCOMPARE(codeOf(secondOpinion(0, 2)), u"severity.input"_s);
        QCOMPARE(codeOf(secondOpinion(2, 5)), u"severity.input"_s);
    }

    void anAssessmentNeedsItsWords()
    {
        Desk desk;
        const Id incident = desk.declare(); // of medium severity
        SeverityWish wish;
        wish.known = must(severityFrom({u"category=simple"_s, u"identification=1"_s, u"confidentiality=0.5"_s}));
        wish.worst = must(severityFrom({u"category=financial"_s, u"identification=1"_s, u"confidentiality=0.5"_s}));
        const auto refused = [&](const char* said) {
            const auto result = assess(desk.casework(), incident, wish);
            QCOMPARE(codeOf(result), u"severity.missing"_s);
            QVERIFY2(result.error().message.contains(QLatin1StringView(said)), qPrintable(result.error().message));
        };
        refused("on what");
        wish.basis = u"A sample of 40 rows"_s;
        refused("Art. 33(1)");
        wish.bridge33 = u"Notified: a risk cannot be ruled out"_s;
        refused("Art. 34(1)");
        wish.bridge34 = u"No high risk as known"_s;
        const Id id = must(assess(desk.casework(), incident, wish)); // 1.5 and 3.5: neither near, none far
        const auto kept = must(desk->one<SeverityAssessment>(id));
        QCOMPARE(kept.value.summary, u"1.50 (Low), worst plausible 3.50 (High)"_s);
        QCOMPARE(kept.value.profile, u"enisa-2013"_s);
        QCOMPARE(kept.value.assessedBy, desk.journal().user());
        wish.known.isMalicious = true; // 2.0
        refused("0.25");
        wish.note = u"The motive is not known"_s;
        desk.clock().advance(Desk::minute);
        (void)must(assess(desk.casework(), incident, wish));
        VERIFY_OK(desk->setField(incident, u"severity"_s, u"critical"_s));
        refused("two steps");
        wish.difference = u"It is critical to us for its publicity"_s;
        wish.isSynthetic = true;
        wish.secondSeverity = 3;
        wish.secondLikelihood = 3;
        desk.clock().advance(Desk::minute);
        const auto last = must(desk->one<SeverityAssessment>(must(assess(desk.casework(), incident, wish))));
        QCOMPARE(last.value.second, u"severity=3 likelihood=3 result=high"_s);
        QCOMPARE(last.value.profile, u"enisa-2013+organisation"_s);
        std::swap(wish.known, wish.worst);
        refused("at least as bad");
        QCOMPARE(must(desk->all<SeverityAssessment>(incident)).size(), std::size_t(3));
        const auto rows = must(desk->timeline(incident, {}));
        QVERIFY(std::ranges::any_of(rows, [](const TimelineRow& row) {
            return row.sentence.contains("assessed the severity for people: 1.50"_L1);
        }));
    }
};

QTEST_GUILESS_MAIN(TestSeverity)
#include "tst_severity.moc"
