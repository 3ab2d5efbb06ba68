#include "fixture.h"
#include "models/provenance/indicators/indicatorscan.h"

#include <QSet>

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace Qt::StringLiterals;

/// Values that tell something by themselves are found with their source, and never change a verdict.
class TestIndicators : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachSaysWhatAndWhere();
    void valuesTell_data();
    void valuesTell();
    void badListsNameLineAndReason_data();
    void badListsNameLineAndReason();
    void verdictsStayWhatTheyAre();
    void rowsOfNobodyAreCounted();
    void knownRecordsNeedTwoFields();
    void signsNeedEnoughRows();
    void findsValuesInText();

private:
    static QStringList idsOf(Meaning meaning, const QByteArray& value)
    {
        std::vector<quint16> places;
        Indicators::builtIn().find(meaning, value.toStdString(), places);
        QStringList ids;
        for (const quint16 place : places) {
            ids += Indicators::builtIn().all()[place].id;
        }
        return ids;
    }
    static QStringList found(const Summary& summary)
    {
        QStringList ids;
        for (const IndicatorCount& count : summary.indicators.counts) {
            ids += Indicators::builtIn().all()[count.indicator].id;
        }
        return ids;
    }
    static ClassifyOptions withIndicators()
    {
        ClassifyOptions options;
        options.indicators = &Indicators::builtIn();
        return options;
    }
};

void TestIndicators::eachSaysWhatAndWhere()
{
    QSet<QString> ids;
    for (const Indicator& one : Indicators::builtIn().all()) {
        QVERIFY2(one.source.size() > 5 && one.says.endsWith(u'.'), qPrintable(one.id));
        QVERIFY2(one.isForAny || one.fields != 0, qPrintable(one.id));
        ids.insert(one.id);
    }
    QVERIFY(ids.size() > 20);
    QCOMPARE(ids.size(), static_cast<qsizetype>(Indicators::builtIn().all().size()));
}

void TestIndicators::valuesTell_data()
{
    QTest::addColumn<Meaning>("meaning");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QStringList>("ids");
    const auto row = [](Meaning meaning, const char* value, const QStringList& ids) {
        QTest::addRow("%s: %s", qPrintable(meaningId(meaning)), value) << meaning << QByteArray(value) << ids;
    };
    const QStringList domain{u"reserved-domain"_s};
    row(Meaning::Email, "Jo@Example.COM", domain);
    row(Meaning::Email, "Jo <jo@mail.example.org>", domain);
    row(Meaning::Email, "jo@acme.test", domain);
    row(Meaning::Email, "jo@box.localhost.", domain);
    row(Meaning::Email, "jo@myexample.com", {});
    row(Meaning::Email, "jo@example.com.au", {});
    row(Meaning::Email, "example.com@gmail.com", {});
    row(Meaning::Url, "https://www.example.net:8080/a?b", domain);
    row(Meaning::Url, "https://acme.org/example.com", {});
    row(Meaning::Url, "https://jo@example.com/", domain);
    row(Meaning::Ip, "192.0.2.17", {u"documentation-ipv4"_s});
    row(Meaning::Ip, "203.0.113.255", {u"documentation-ipv4"_s});
    row(Meaning::Ip, "203.0.114.0", {});
    row(Meaning::Ip, "2001:0DB8::7", {u"documentation-ipv6"_s});
    row(Meaning::Ip, "3fff:fff::1", {u"documentation-ipv6"_s});
    row(Meaning::Ip, "4000::1", {});
    row(Meaning::Ip, "no address", {});
    row(Meaning::Phone, "+1 212-555-0123", {u"fictional-phone-nanp"_s});
    row(Meaning::Phone, "1 (212) 555.0199", {u"fictional-phone-nanp"_s});
    row(Meaning::Phone, "011 44 7700 900 123", {u"fictional-phone-uk"_s});
    row(Meaning::Phone, "(212) 555-0123", {u"fictional-phone-nanp-national"_s});
    row(Meaning::Phone, "+1 212-555-0200", {});
    row(Meaning::Phone, "+1 112-555-0123", {});
    row(Meaning::Phone, "+44 20 7946 0958", {u"fictional-phone-uk"_s});
    row(Meaning::Phone, "+44 (0)20 7946 0958", {u"fictional-phone-uk"_s});
    row(Meaning::Phone, "020 7946 0958", {u"fictional-phone-uk"_s});
    row(Meaning::Phone, "+44 20 7946 1958", {});
    row(Meaning::Phone, "+1 207 946 0958", {});
    row(Meaning::Phone, "0049 89 99998 321", {u"fictional-phone-de"_s});
    row(Meaning::Phone, "0491 570 156", {u"fictional-phone-au"_s});
    row(Meaning::Phone, "+61 491 570 155", {});
    row(Meaning::Phone, "+1-415-555-0100x123", {u"fictional-phone-nanp"_s, u"faker-extension"_s});
    row(Meaning::Phone, "212.467.9012x3456", {u"faker-extension"_s});
    row(Meaning::Phone, "ext", {});
    row(Meaning::NationalId, "666-12-3456", {u"impossible-ssn"_s});
    row(Meaning::NationalId, "123-00-4567", {u"impossible-ssn"_s});
    row(Meaning::NationalId, "912-34-5678", {});
    row(Meaning::NationalId, "123-45-6789", {});
    row(Meaning::NationalId, "078-05-1120", {u"specimen-ssn"_s});
    row(Meaning::Card, "4242 4242 4242 4242", {u"test-card"_s});
    row(Meaning::Card, "4539578763621486", {});
    row(Meaning::Card, "4539578763621487", {u"card-check-digit"_s});
    row(Meaning::Card, "12345", {});
    row(Meaning::Iban, "DE89 3704 0044 0532 0130 00", {u"published-iban"_s});
    row(Meaning::Iban, "DE88 3704 0044 0532 0130 00", {u"iban-check-digits"_s});
    row(Meaning::Iban, "FR1420041010050500013M02606", {});
    row(Meaning::FullName, "Rene Valdes (sample)", {u"dynamics-sample"_s});
    row(Meaning::FullName, "Maria Johnson (Sample Contact)", {u"hubspot-sample"_s});
    row(Meaning::FullName, "MAX  MUSTERMANN", {u"placeholder-name"_s});
    row(Meaning::FullName, "Maximilian Mustermann", {});
    row(Meaning::None, "sdv-pii-x7k2a", {u"sdv-placeholder"_s});
    row(Meaning::Company, "sdv-id-x7k2ab", {u"sdv-placeholder"_s});
    row(Meaning::None, "sdv-pii-x7k2ab", {});
    row(Meaning::Street, "Unit 4821 Box 0034", {u"faker-military-address"_s});
    row(Meaning::Street, "48 Unit Street", {});
    row(Meaning::None, "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        {u"generated-medium"_s});
    row(Meaning::Url,
        "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture "
        "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
        {u"generated-medium"_s});
    row(Meaning::None, "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", {});
    row(Meaning::Email, "", {});
    row(Meaning::Phone, "\xff\xfe", {});
}

void TestIndicators::valuesTell()
{
    QFETCH(const Meaning, meaning);
    QFETCH(const QByteArray, value);
    QTEST(idsOf(meaning, value), "ids");
}

void TestIndicators::badListsNameLineAndReason_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("message");
    const auto one = [](const char* lines) {
        return QByteArray("indicators:\n- id: a\n  strength: decisive\n  says: It is.\n  source: RFC 1\n") + lines;
    };
    QTest::newRow("nothing") << QByteArray() << u"Line 1: A list of indicators has"_s;
    QTest::newRow("no yaml") << QByteArray("indicators:\n- {id: a\n- b") << u"Line 3:"_s;
    QTest::newRow("other key") << QByteArray("indicators: []\nindicator: []") << u"Line 2: The key “indicator”"_s;
    QTest::newRow("no matcher") << one("  fields: [email]\n") << u"Line 2: An indicator has one matcher."_s;
    QTest::newRow("two matchers") << one("  fields: [email]\n  domains: [a]\n  values: [b]\n")
                                  << u"An indicator has one matcher."_s;
    QTest::newRow("no source") << QByteArray(
        "indicators:\n- id: a\n  strength: decisive\n  fields: [email]\n  says: It is.\n  domains: [a]\n")
                               << u"An indicator without “source”."_s;
    QTest::newRow("no field") << one("  fields: [mail]\n  domains: [a]\n") << u"Line 6: “mail” is no field"_s;
    QTest::newRow("no network") << one("  fields: [ip]\n  networks: [192.0.2.0/33]\n") << u"Line 7: “192.0.2.0/33”"_s;
    QTest::newRow("no number") << one("  fields: [phone]\n  numbers: [12Y]\n") << u"Line 7: “12Y” is no pattern"_s;
    QTest::newRow("no expression") << one("  fields: [street]\n  matches: \"(a\"\n") << u"Line 7: The expression"_s;
    QTest::newRow("any without containing") << one("  fields: [any]\n  matches: a\n") << u"needs “containing”"_s;
    QTest::newRow("no strength") << one("  fields: [ip]\n  domains: [a]\n").replace("decisive", "sure")
                                 << u"Line 3: “sure” is none of: decisive, suggestive."_s;
    QTest::newRow("twice") << one("  fields: [email]\n  domains: [a]\n")
            + "- id: a\n  strength: decisive\n  says: It is.\n  source: RFC 1\n  fields: [email]\n  domains: [a]\n"
                           << u"Line 8: “a” is there already."_s;
    QTest::newRow("sign without least") << one("  fields: [any]\n  sign: round-count\n") << u"needs “least”"_s;
    QTest::newRow("record of one") << one("  fields: [any]\n  records: [{email: a@b.cd}]\n")
                                   << u"A record has at least two fields."_s;
}

void TestIndicators::badListsNameLineAndReason()
{
    QFETCH(const QByteArray, yaml);
    QFETCH(const QString, message);
    const auto read = Indicators::read(yaml);
    QVERIFY(!read);
    QCOMPARE(read.error().code, u"indicators.invalid"_s);
    QVERIFY2(read.error().message.contains(message), qPrintable(read.error().message));
}

void TestIndicators::verdictsStayWhatTheyAre()
{
    Registry registry;
    QVERIFY(registry.add(Kind::Synthetic, u"syn"_s, contacts(1, 300)));
    QVERIFY(registry.add(Kind::Production, u"prod"_s, contacts(2, 300)));
    QByteArray sample = contacts(1, 20);
    sample += contacts(2, 20).mid(sample.indexOf('\n') + 1);
    for (int i = 0; i < 60; ++i) {
        sample += "Ann,Other" + QByteArray::number(i) + ",zz" + QByteArray::number(i)
            + "@example.com,+1 212-555-0123,Firm,1 Road,Town,12345,1990-01-01\n";
    }
    const auto without = registry.classify(sample);
    const auto with = registry.classify(sample, withIndicators());
    QCOMPARE(with.summary.toCbor(), without.summary.toCbor());
    QCOMPARE(with.rows.size(), without.rows.size());
    int told = 0;
    for (std::size_t i = 0; i < with.rows.size(); ++i) {
        QCOMPARE(with.rows[i].verdict, without.rows[i].verdict);
        QCOMPARE(with.rows[i].confidencePpm, without.rows[i].confidencePpm);
        const bool isTold = std::ranges::any_of(with.rows[i].reasons,
                                                [](const Reason& r) { return r.code == ReasonCode::Indicator; });
        QCOMPARE(isTold, with.rows[i].verdict == Verdict::Unknown);
        told += isTold;
    }
    QCOMPARE(told, 60);
    QVERIFY(reasonText(with.rows.back().reasons.back(), registry.index).contains(u"fictional-phone-nanp"_s));
    QCOMPARE(with.summary.verdict, SampleVerdict::Personal);
    QCOMPARE(found(without.summary), QStringList());
}

void TestIndicators::rowsOfNobodyAreCounted()
{
    Registry registry;
    QVERIFY(registry.add(Kind::Production, u"prod"_s, contacts(2, 50)));
    const auto answer = registry.classify("Name,Email,Phone\n"
                                          "Ann One,ann@example.com,+44 7700 900123\n"
                                          "Ben Two,ben@example.com,+44 20 8123 4567\n"
                                          "Cem Three,cem@gmail.com,+44 7700 900124\n"
                                          "Dee Four,dee@example.org,\n"
                                          "Eva Five,,\n",
                                          withIndicators());
    const IndicatorReport& report = answer.summary.indicators;
    QCOMPARE(report.rows, 5U);
    QCOMPARE(report.identifying, 4U);
    QCOMPARE(report.nobodys, 2U);
    QCOMPARE(report.counts.size(), 2U);
    QCOMPARE(found(answer.summary), (QStringList{u"reserved-domain"_s, u"fictional-phone-uk"_s}));
    QCOMPARE(report.counts[0],
             (IndicatorCount{.indicator = report.counts[0].indicator, .column = 1, .rows = 3, .of = 4}));
    QCOMPARE(report.counts[1].rows, 2U);
    QCOMPARE(report.counts[1].of, 3U);
    QVERIFY(indicatorSentence(report).startsWith(u"In 2 of 5 unknown rows"_s));
    QVERIFY(indicatorSentence({}).isEmpty());
    QCOMPARE(answer.summary.verdict, SampleVerdict::Unresolved);
}

void TestIndicators::knownRecordsNeedTwoFields()
{
    Registry registry;
    const QByteArray sample = "First Name,Last Name,Email,Phone,Company\n"
                              "Rose,Gonzalez,rose@edge.com,512.757.6000,Edge Communications\n"
                              "Rose,Gonzalez,rose.gonzalez@gmail.com,+1 713 867 5309,Acme\n"
                              "R.,Gonzales,rose@edge.com,,\n"
                              "Sean,Forbes,,(512) 757-6000,\n"
                              "Rose,Forbes,,,\n";
    const auto answer = registry.classify(sample, withIndicators());
    QCOMPARE(found(answer.summary), QStringList{u"salesforce-sample"_s});
    QCOMPARE(answer.summary.indicators.counts[0].rows, 2U);
    QCOMPARE(answer.summary.indicators.nobodys, 2U);
    const auto isSample = [&](std::size_t row) {
        return std::ranges::any_of(answer.rows[row].reasons,
                                   [](const Reason& r) { return r.code == ReasonCode::Indicator; });
    };
    QVERIFY(isSample(0) && !isSample(1) && !isSample(2) && isSample(3) && !isSample(4));
}

void TestIndicators::signsNeedEnoughRows()
{
    Registry registry;
    const auto drawn = [](int rows, bool agrees) {
        QByteArray csv = "Id,Name,Email\n";
        for (int i = 0; i < rows; ++i) {
            const QByteArray family = "Fam" + QByteArray(1, static_cast<char>('a' + i % 26)) + "berg";
            csv += QByteArray::number(i + 7) + ",Johanna " + family + ','
                + (agrees ? "j." + family.toLower() : "kirk" + QByteArray::number(i)) + "@gmail.com\n";
        }
        return csv;
    };
    const auto answered = [&](const QByteArray& csv) {
        return found(registry.classify(csv, withIndicators()).summary);
    };
    QCOMPARE(answered(drawn(49, false)), QStringList());
    QCOMPARE(answered(drawn(50, false)), (QStringList{u"name-email-apart"_s, u"ids-without-gaps"_s}));
    QCOMPARE(answered(drawn(50, true)), QStringList{u"ids-without-gaps"_s});
    QByteArray gap = drawn(60, true);
    gap.replace("\n30,", "\n3000,");
    QCOMPARE(answered(gap), QStringList());
    QCOMPARE(answered(drawn(1000, true)), (QStringList{u"ids-without-gaps"_s, u"round-count"_s}));
    QCOMPARE(answered(drawn(1001, true)), QStringList{u"ids-without-gaps"_s});
}

void TestIndicators::findsValuesInText()
{
    Registry registry;
    const auto answer = registry.classify("login failed for jo@example.com\n"
                                          "mail from real.person@gmail.com and test@box.invalid\n"
                                          "nothing here\n",
                                          withIndicators());
    QCOMPARE(found(answer.summary), QStringList{u"reserved-domain"_s});
    QCOMPARE(answer.summary.indicators.counts[0].rows, 2U);
    QCOMPARE(answer.summary.indicators.identifying, 2U);
    QCOMPARE(answer.summary.indicators.nobodys, 1U);
}

QTEST_APPLESS_MAIN(TestIndicators)
#include "tst_indicators.moc"
