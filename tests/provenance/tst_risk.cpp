#include "models/base/digest.h"
#include "models/provenance/risk/assessment.h"
#include "models/provenance/risk/codes.h"
#include "models/provenance/risk/crew.h"
#include "models/provenance/risk/signature.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <bit>
#include <random>

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace Qt::StringLiterals;

namespace {
constexpr const char* header = "name,birth date,city,income,plan,email\n";

/// A person who does not exist; a pure function of both.
QByteArray person(quint64 seed, quint64 number)
{
    static const char* const givens[] = {"Anna", "Peter", "Mary", "Hugo", "Ida", "Tom", "Eva", "Mark", "Olga", "Lena"};
    static const char* const starts[] = {"Ber", "Kal", "Mor", "Stein", "Lind", "Var", "Quin", "Hol", "Drey", "Fal"};
    static const char* const ends[] = {"mann", "sen", "ova", "ley", "berg", "etti", "ez", "ard", "inski", "ton"};
    static const char* const towns[] = {"Nordhafen", "Eastbrook", "Valmont", "Riva", "Zell", "Ostrow", "Kilmore"};
    static const char* const plans[] = {"basic", "plus", "pro"};
    std::mt19937_64 chance(seed * 1'000'003 + number);
    const auto of = [&](std::size_t count) { return static_cast<std::size_t>(chance() % count); };
    const auto two = [&](std::size_t count) {
        return QByteArray::number(quint64(1 + of(count))).rightJustified(2, '0');
    };
    const QByteArray family = QByteArray(starts[of(10)]) + ends[of(10)];
    QByteArray line = QByteArray(givens[of(10)]) + ' ' + family;
    line += ',' + QByteArray::number(quint64(1940 + of(60))) + '-' + two(12) + '-' + two(28);
    line += QByteArray(",") + towns[of(7)];
    line += ',' + QByteArray::number(20'000 + static_cast<double>(of(8'000'000)) / 100, 'f', 2);
    line += QByteArray(",") + plans[of(3)];
    return line + ",user" + QByteArray::number(chance() % 1'000'000'000) + "@mail.example\n";
}

QByteArray table(quint64 seed, quint64 count)
{
    QByteArray csv = header;
    for (quint64 i = 0; i < count; ++i) {
        csv += person(seed, i);
    }
    return csv;
}

Expected<RiskReport> assess(const QByteArray& synthetic, const QByteArray& training, const QByteArray& holdout = {},
                            const RiskOptions& options = {}, std::stop_token stop = {},
                            const std::function<void(qint64, qint64)>& progress = {})
{
    const auto open = [](QBuffer& buffer, const QByteArray& content) {
        buffer.setData(content);
        buffer.open(QIODevice::ReadOnly);
    };
    QBuffer made;
    QBuffer source;
    QBuffer control;
    open(made, synthetic);
    open(source, training);
    open(control, holdout);
    return assessRisk({&made, u"s.csv"_s}, {&source, u"t.csv"_s},
                      holdout.isEmpty() ? RiskInput{} : RiskInput{&control, u"h.csv"_s}, options, progress,
                      std::move(stop));
}

RiskReport assessed(const QByteArray& synthetic, const QByteArray& training, const QByteArray& holdout = {},
                    const RiskOptions& options = {})
{
    auto report = assess(synthetic, training, holdout, options);
    if (!report) {
        qFatal("%s: %s", qPrintable(report.error().code), qPrintable(report.error().message));
    }
    return *std::move(report);
}

const Copies& copiesOf(const RiskReport& report, Copies::Of of)
{
    const auto found = std::ranges::find(report.copies, of, &Copies::of);
    if (found == report.copies.end()) {
        qFatal("no such copies");
    }
    return *found;
}

QString codeOf(const Expected<RiskReport>& report)
{
    return report ? QString() : report.error().code;
}

/// A record by chance, some of whose cells are empty.
Codes randomCodes(const CodeShape& shape, std::mt19937_64& chance)
{
    Codes codes;
    for (std::size_t i = 0; i < shape.numbers; ++i) {
        const bool isAbsent = chance() % 8 == 0;
        codes.numbers.push_back(isAbsent ? Codes::absentNumber
                                         : static_cast<quint16>(chance() % (3U * shape.level + 1U)));
    }
    for (std::size_t i = 0; i < shape.categories; ++i) {
        codes.categories.push_back(chance() % 3 == 0 ? quint16(65535) : static_cast<quint16>(chance() % 4));
    }
    for (std::size_t i = 0; i < shape.texts; ++i) {
        const bool isAbsent = chance() % 8 == 0;
        codes.texts.push_back(isAbsent ? 0 : chance() & chance() & chance());
        codes.absent.push_back(isAbsent ? Codes::absentText : quint8(0));
    }
    return codes;
}
} // namespace

/// Does a synthetic set give its training records away? Known answers.
class TestRisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyAreComparedAsOneIs_data();
    void manyAreComparedAsOneIs();
    void signaturesAreTheSameEitherWay();
    void signaturesEstimateWhatTextsShare();
    void independentRowsAreNoSign();
    void fairSetsAreSeldomSuspected();
    void aMemorisingGeneratorIsFound();
    void plantedCopiesAreCounted();
    void plantedNearCopiesAreCounted();
    void personsAreCopiedUnderNewAddresses();
    void distancesAreWhatTheySay();
    void rowsThatCannotBeComparedAreSaid();
    void theSameWithAnyNumberOfThreads();
    void aSeedDrawsTheSameRows();
    void withoutAHoldoutSomeFiguresAreMissing();
    void singlingOutSucceedsWhereRowsAreCopied();
    void intervalsAreWilsons();
    void columnsCorrespondByName();
    void columnsThatDoNotCorrespondAreRefused_data();
    void columnsThatDoNotCorrespondAreRefused();
    void tooManyRowsAreRefused();
    void itEndsWhenCancelled();
    void theReportNamesNoValue();
};

void TestRisk::manyAreComparedAsOneIs_data()
{
    QTest::addColumn<quint64>("numbers");
    QTest::addColumn<quint64>("categories");
    QTest::addColumn<quint64>("texts");
    QTest::addColumn<int>("records");
    QTest::newRow("one number") << 1ULL << 0ULL << 0ULL << 100;
    QTest::newRow("one category") << 0ULL << 1ULL << 0ULL << 31;
    QTest::newRow("one text") << 0ULL << 0ULL << 1ULL << 33;
    QTest::newRow("of each kind") << 4ULL << 3ULL << 5ULL << 1000;
    QTest::newRow("many columns") << 100ULL << 70ULL << 80ULL << 64;
    QTest::newRow("a single record") << 2ULL << 2ULL << 2ULL << 1;
    QTest::newRow("no record") << 2ULL << 2ULL << 2ULL << 0;
}

void TestRisk::manyAreComparedAsOneIs()
{
    QFETCH(quint64, numbers);
    QFETCH(quint64, categories);
    QFETCH(quint64, texts);
    QFETCH(int, records);
    CodeShape shape{.numbers = numbers, .categories = categories, .texts = texts, .level = 0};
    shape.level = CodeShape::levelOf(shape.columns());
    QVERIFY(shape.columns() * shape.level < 65535);
    std::mt19937_64 chance(7);
    CodeTable table(shape);
    std::vector<Codes> all;
    for (int i = 0; i < records; ++i) {
        all.push_back(randomCodes(shape, chance));
        table.add(all.back());
    }
    for (int i = 0; i < 200; ++i) {
        // Some that are in the table: distances of nothing.
        const Codes query = i % 4 == 0 && records > 0 ? all[chance() % all.size()] : randomCodes(shape, chance);
        Nearest plainly;
        Nearest widely;
        table.searchPlainly(query, 0, table.tiles(), plainly);
        // In stretches, as it is done.
        for (std::size_t tile = 0; tile < table.tiles(); tile += 2) {
            table.search(query, tile, tile + 2, widely);
        }
        QCOMPARE(widely.first, plainly.first);
        QCOMPARE(widely.second, plainly.second);
        QCOMPARE(widely.at, plainly.at);
        QVERIFY(i % 4 != 0 || records == 0 || plainly.first == 0);
    }
}

void TestRisk::signaturesAreTheSameEitherWay()
{
    std::mt19937_64 chance(3);
    for (int i = 0; i < 300; ++i) {
        std::string text(chance() % 60, ' ');
        std::ranges::generate(text, [&] { return static_cast<char>(chance()); });
        QCOMPARE(textSignature(text), textSignaturePlainly(text));
    }
    const std::string longest(5000, 'x');
    QCOMPARE(textSignature(longest), textSignaturePlainly(longest));
}

void TestRisk::signaturesEstimateWhatTextsShare()
{
    const auto distance = [](std::string_view one, std::string_view other) {
        return std::min(1.0, std::popcount(textSignature(one) ^ textSignature(other)) / 32.0);
    };
    QCOMPARE(distance("steinberg", "steinberg"), 0.0);
    QVERIFY(distance("steinberg", "steinburg") < 0.65);
    // Texts without a common pair: about 1, with a deviation of 1/8.
    double sum = 0;
    for (int i = 0; i < 100; ++i) {
        const auto other = "nothing " + QByteArray::number(i * 7919).toStdString();
        sum += distance("äöüßqxzäöü", other);
    }
    QVERIFY2(sum / 100 > 0.85, qPrintable(QString::number(sum / 100)));
}

void TestRisk::independentRowsAreNoSign()
{
    const RiskReport report = assessed(table(1, 3000), table(2, 3000), table(3, 3000));
    QVERIFY2(report.signs().isEmpty(), qPrintable(riskText(report.toJson(0))));
    const Rate share = report.shareNearerTraining();
    QVERIFY2(share.low < 0.5 && 0.5 < share.high, qPrintable(QString::number(share.value)));
    QVERIFY(share.high - share.low < 0.05);
    QCOMPARE(report.drawn, 3000ULL);
    QCOMPARE(report.sampled, 3000ULL);
    QCOMPARE(copiesOf(report, Copies::Of::Row).copied, 0ULL);
    QCOMPARE(copiesOf(report, Copies::Of::Identifier).copied, 0ULL);
    QVERIFY(std::abs(report.toDrawn.closest50 - report.toHoldout.closest50) < 0.01);
    QVERIFY(std::abs(report.toTraining.closest50 - report.amongTraining.closest50) < 0.01);
    // Larger training data than hold-out: as many of each are held against each other.
    const RiskReport uneven = assessed(table(1, 1500), table(2, 6000), table(3, 1000));
    QCOMPARE(uneven.drawn, 1000ULL);
    const Rate unevenShare = uneven.shareNearerTraining();
    QVERIFY2(unevenShare.low < 0.5 && 0.5 < unevenShare.high, qPrintable(QString::number(unevenShare.value)));
    QVERIFY(uneven.toTraining.closest50 < uneven.toDrawn.closest50);
}

void TestRisk::fairSetsAreSeldomSuspected()
{
    // Of many sets that owe their training data nothing, as few have a sign as the intervals say, and the share that is
    // closer to training lies in its interval as often as it should: with rows counted one by one it would not.
    RiskOptions options;
    options.attacks = 500;
    constexpr quint64 sets = 24;
    int outside = 0;
    int suspected = 0;
    for (quint64 i = 0; i < sets; ++i) {
        const RiskReport report = assessed(table(100 + 3 * i, 400), table(101 + 3 * i, 400), table(102 + 3 * i, 400),
                                           options);
        const Rate share = report.shareNearerTraining();
        outside += share.low > 0.5 || share.high < 0.5;
        suspected += !report.signs().isEmpty();
        QVERIFY(report.nearerTogether > 1.2);
    }
    QVERIFY2(outside <= 3, qPrintable(QString::number(outside)));
    QVERIFY2(suspected <= 5, qPrintable(QString::number(suspected)));
}

void TestRisk::aMemorisingGeneratorIsFound()
{
    // Every third row is a training row with another e-mail address and an income that is a little different.
    QByteArray memorised = header;
    const QList<QByteArray> source = table(2, 2000).trimmed().split('\n');
    for (int i = 0; i < 2000; ++i) {
        QList<QByteArray> cells = source[i + 1].split(',');
        cells[3] = QByteArray::number(cells[3].toDouble() + 40, 'f', 2);
        cells[5] = "x" + QByteArray::number(i) + "@mail.example";
        memorised += i % 3 == 0 ? cells.join(',') + '\n' : person(1, static_cast<quint64>(i));
    }
    RiskOptions options;
    options.near = 0.001;
    const RiskReport report = assessed(memorised, table(2, 2000), table(3, 2000), options);
    const QStringList signs = report.signs();
    for (const QString& sign : {u"closer-to-training"_s, u"near-copies"_s, u"closer-than-training"_s,
                                u"person-copies"_s, u"singling-out"_s}) {
        QVERIFY2(signs.contains(sign), qPrintable(sign + u" of "_s + signs.join(u' ')));
    }
    QVERIFY(!signs.contains(u"exact-copies"_s) && !signs.contains(u"identifier-copies"_s));
    QVERIFY(report.shareNearerTraining().value > 0.6);
    QCOMPARE(report.nearCopies, 667ULL);
    QVERIFY(report.toDrawn.ratio5 < report.toHoldout.ratio5);
}

void TestRisk::plantedCopiesAreCounted()
{
    QByteArray synthetic = table(1, 400);
    for (const quint64 number : {3, 7, 7, 250}) {
        synthetic += person(2, number);
    }
    QByteArray training = table(2, 400) + person(2, 250); // one of them twice
    const RiskReport report = assessed(synthetic, training, table(3, 401));
    const Copies& rows = copiesOf(report, Copies::Of::Row);
    QCOMPARE(rows.filled, 404ULL);
    QCOMPARE(rows.copied, 4ULL);
    QCOMPARE(rows.ofOne, 3ULL);
    QCOMPARE(rows.trainingRows, 4ULL);
    QCOMPARE(rows.onlyTraining, 4ULL);
    QCOMPARE(rows.onlyHoldout, 0ULL);
    QCOMPARE(rows.examples.front(), (RowPair{401, 4, 0}));
    QCOMPARE(copiesOf(report, Copies::Of::Identifier).copied, 4ULL);
    QCOMPARE(copiesOf(report, Copies::Of::Identifier).columns, QStringList{u"email"_s});
    const QStringList signs = report.signs();
    QVERIFY(signs.contains(u"exact-copies"_s) && signs.contains(u"identifier-copies"_s));
    QCOMPARE(report.nearest.front().distance, 0.0);
    // What the hold-out holds as well is explained by chance.
    const RiskReport shared = assessed(synthetic, training,
                                       table(3, 398) + person(2, 3) + person(2, 7) + person(2, 250));
    QVERIFY(!shared.signs().contains(u"attribute-copies"_s));
    QCOMPARE(copiesOf(shared, Copies::Of::Row).inBoth, 4ULL);
    QCOMPARE(shared.holdoutInTraining, 3ULL);
    QVERIFY(shared.isHoldoutApart());
    // But a hold-out that the generator has seen explains nothing.
    const RiskReport seen = assessed(synthetic, training, training);
    QVERIFY(!seen.isHoldoutApart());
    QVERIFY(seen.signs().contains(u"attribute-copies"_s));
    QVERIFY(riskText(seen.toJson(0)).contains(u"401 hold-out rows"_s));
}

void TestRisk::plantedNearCopiesAreCounted()
{
    QByteArray synthetic = table(1, 200);
    const QList<QByteArray> source = table(2, 300).trimmed().split('\n');
    for (int i = 0; i < 5; ++i) {
        QList<QByteArray> cells = source[10 * i + 1].split(',');
        cells[3] = QByteArray::number(cells[3].toDouble() + 100, 'f', 2); // of a range of 80,000: 0.00125 ÷ 5 columns
        synthetic += cells.join(',') + '\n';
    }
    RiskOptions options;
    options.near = 0.001;
    const RiskReport report = assessed(synthetic, table(2, 300), table(3, 300), options);
    QCOMPARE(report.nearCopies, 5ULL);
    QCOMPARE(report.nearDrawn, 5ULL);
    QCOMPARE(report.nearHoldout, 0ULL);
    QCOMPARE(report.nearest.size(), 5U);
    for (int i = 0; i < 5; ++i) {
        const auto found = std::ranges::find(report.nearest, quint64(201 + i), &RowPair::synthetic);
        QVERIFY(found != report.nearest.end());
        QCOMPARE(found->training, quint64(10 * i + 1));
        QVERIFY2(found->distance > 0.0001 && found->distance < 0.0005, qPrintable(QString::number(found->distance)));
    }
    options.near = 0;
    QCOMPARE(assessed(synthetic, table(2, 300), table(3, 300), options).nearCopies, 0ULL);
}

void TestRisk::personsAreCopiedUnderNewAddresses()
{
    QByteArray synthetic = table(1, 300);
    const QList<QByteArray> source = table(2, 300).trimmed().split('\n');
    for (int i = 1; i <= 6; ++i) {
        const QList<QByteArray> cells = source[i].split(',');
        // Written another way, and everything else is other.
        const QList<QByteArray> name = cells[0].split(' ');
        synthetic += '"' + name[1].toUpper() + ", " + name[0] + "\"," + cells[1] + ',' + cells[2] + ",1.00,basic,a"
            + QByteArray::number(i) + "@mail.example\n";
    }
    const RiskReport report = assessed(synthetic, table(2, 300), table(3, 300));
    QCOMPARE(copiesOf(report, Copies::Of::Persons).copied, 6ULL);
    QCOMPARE(copiesOf(report, Copies::Of::Persons).columns, (QStringList{u"name"_s, u"birth date"_s, u"city"_s}));
    QVERIFY(report.signs().contains(u"person-copies"_s));
    QCOMPARE(copiesOf(report, Copies::Of::Row).copied, 0ULL);
}

void TestRisk::distancesAreWhatTheySay()
{
    // Numbers from 0 to 100 and two categories; the closest training row of (10, "b") is (10, "a") or (60, "b").
    QByteArray training = "x,kind\n0,a\n100,a\n10,a\n60,b\n";
    for (int i = 0; i < 36; ++i) {
        training += "100,a\n";
    }
    RiskOptions options;
    options.near = 0.3;
    options.read.header = true;
    const RiskReport report = assessed("x,kind\n10,b\n", training, {}, options);
    QCOMPARE(report.attributes[0].kind, AttributeKind::Number);
    QCOMPARE(report.attributes[1].kind, AttributeKind::Category);
    QVERIFY(std::abs(report.toTraining.closest50 - 0.25) < 0.001);
    QVERIFY(std::abs(report.toTraining.ratio50 - 0.5) < 0.001); // the second: 0.5
    QCOMPARE(report.nearest.size(), 1U);
    QCOMPARE(report.nearest.front().training, 4ULL);
    // Nothing is farther than 1 in a column, however far beyond the range; an empty cell is as far from a full one.
    const auto closest = [&](const QByteArray& row) {
        return assessed("x,kind\n" + row, training, {}, options).toTraining.closest50;
    };
    QCOMPARE(closest("1000000,a\n"), 0.5);
    QCOMPARE(closest("-1000000,c\n"), 1.0);
    QCOMPARE(closest("5,\n"), closest("5,c\n"));
    // Two empty cells are the same.
    const RiskReport empty = assessed("x,kind\n5,\n", training + "5,\n", {}, options);
    QCOMPARE(empty.toTraining.closest50, 0.0);
}

void TestRisk::rowsThatCannotBeComparedAreSaid()
{
    QByteArray synthetic = table(1, 300);
    synthetic += QByteArray("a,b,c\0d,1,basic,x@y.example\n", 28);
    synthetic += "Anna Bermann,no date,Zell,much,basic,no address\n";
    const RiskReport report = assessed(synthetic, table(2, 300));
    const RiskReport::File& file = report.files.front();
    QCOMPARE(file.rows, 302ULL);
    QCOMPARE(file.unreadable, 1ULL);
    QCOMPARE(file.unreadableRows, std::vector<quint64>{301});
    QCOMPARE(file.malformed, (std::vector<quint64>{0, 1, 0, 1, 0, 1}));
    QCOMPARE(copiesOf(report, Copies::Of::Identifier).filled, 300ULL);
    QCOMPARE(file.sha256, sha256(synthetic));
    QCOMPARE(file.bytes, synthetic.size());
}

void TestRisk::theSameWithAnyNumberOfThreads()
{
    RiskOptions options;
    options.threads = 1;
    const QByteArray synthetic = table(1, 1200) + table(2, 50).mid(qstrlen(header));
    const QJsonObject one = assessed(synthetic, table(2, 900), table(3, 700), options).toJson(0);
    for (const int threads : {2, 5}) {
        options.threads = threads;
        QCOMPARE(assessed(synthetic, table(2, 900), table(3, 700), options).toJson(0), one);
    }
}

void TestRisk::aSeedDrawsTheSameRows()
{
    RiskOptions options;
    options.sample = 100;
    const auto report = [&](quint64 seed) {
        options.seed = seed;
        return assessed(table(1, 800), table(2, 800), table(3, 400), options);
    };
    const RiskReport first = report(1);
    QCOMPARE(first.sampled, 100ULL);
    QCOMPARE(first.baseline, 100ULL);
    QCOMPARE(first.drawn, 400ULL);
    QCOMPARE(report(1).toJson(0), first.toJson(0));
    QVERIFY(report(2).toTraining != first.toTraining);
    // Without a wish, by what there is time for.
    options.sample = 0;
    options.comparisons = 1;
    QCOMPARE(report(1).sampled, 800ULL); // a thousand at least
}

void TestRisk::withoutAHoldoutSomeFiguresAreMissing()
{
    const RiskReport report = assessed(table(1, 400), table(2, 400));
    QVERIFY(!report.hasHoldout());
    const QJsonObject json = report.toJson(0);
    QVERIFY(json[u"unavailable"_s].toArray().contains(u"nearer_to_training"_s));
    QVERIFY(!json[u"distance"_s].toObject().contains(u"nearer_to_training"_s));
    QVERIFY(!json[u"singling_out"_s][0].toObject().contains(u"risk"_s));
    QVERIFY(json[u"singling_out"_s][0].toObject().contains(u"training_rate"_s));
    QVERIFY(riskText(json).contains(u"no hold-out file"_s));
    QCOMPARE(report.signs(), QStringList());
    QVERIFY(assessed(table(2, 400), table(2, 400)).signs().contains(u"exact-copies"_s));
}

void TestRisk::singlingOutSucceedsWhereRowsAreCopied()
{
    RiskOptions options;
    options.attacks = 500;
    const RiskReport copied = assessed(table(2, 600), table(2, 600), table(3, 600), options);
    QCOMPARE(copied.univariate.attacks, 500ULL);
    QCOMPARE(copied.univariate.training, 500ULL); // what is once in the one is once in the other
    QCOMPARE(copied.multivariate.training, copied.multivariate.attacks);
    QVERIFY(copied.multivariate.attacks > 400);
    QVERIFY(copied.multivariate.holdout < copied.multivariate.attacks / 2);
    const RiskReport apart = assessed(table(1, 600), table(2, 600), table(3, 600), options);
    QVERIFY(apart.multivariate.attacks > 400);
    const auto rate = [](quint64 found, const SinglingOut& trial) {
        return rateOf(static_cast<double>(found), static_cast<double>(trial.attacks));
    };
    QCOMPARE(excessOf(rate(apart.multivariate.training, apart.multivariate),
                      rate(apart.multivariate.holdout, apart.multivariate))
                 .low,
             0.0);
}

void TestRisk::intervalsAreWilsons()
{
    // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    const auto check = [](double found, double looked, double low, double high) {
        const Rate rate = rateOf(found, looked);
        return std::abs(rate.low - low) < 0.00006 && std::abs(rate.high - high) < 0.00006;
    };
    QVERIFY(check(81, 263, 0.2553, 0.3662));
    QVERIFY(check(15, 148, 0.0624, 0.1605));
    QVERIFY(check(0, 20, 0.0000, 0.1611));
    QVERIFY(check(1, 29, 0.0061, 0.1718));
    QCOMPARE(rateOf(0, 0), (Rate{0, 0, 1}));
    // What falls on the same counts once: ten on each of ten are ten, not a hundred.
    std::unordered_map<quint64, double> counts;
    for (quint64 i = 0; i < 10; ++i) {
        counts[i] = 10;
    }
    QCOMPARE(togetherOf(counts), 10.0);
    QCOMPARE(rateOf(50, 100, togetherOf(counts)), rateOf(5, 10));
    QCOMPARE(togetherOf({}), 1.0);
    QCOMPARE(excessOf(rateOf(100, 1000), rateOf(100, 1000)).value, 0.0);
    QVERIFY(std::abs(excessOf(rateOf(5500, 10000), rateOf(1000, 10000)).value - 0.5) < 0.001);
}

void TestRisk::columnsCorrespondByName()
{
    // In another order, with one that only the synthetic file has.
    QByteArray synthetic = "Plan,mark, Income,NAME\n";
    QByteArray training = "name,income,plan,note\n";
    for (int i = 0; i < 60; ++i) {
        const QList<QByteArray> cells = person(2, static_cast<quint64>(i)).split(',');
        training += cells[0] + ',' + cells[3] + ',' + cells[4] + ",n\n";
        synthetic += cells[4] + ",m," + cells[3] + ',' + cells[0] + '\n';
    }
    const RiskReport report = assessed(synthetic, training);
    QCOMPARE(report.attributes.size(), 3U);
    QCOMPARE(copiesOf(report, Copies::Of::Row).copied, 60ULL);
    QCOMPARE(report.leftOut, (std::vector<LeftOut>{{RiskFile::Synthetic, u"mark"_s}, {RiskFile::Training, u"note"_s}}));
    // Without headers by their places.
    RiskOptions options;
    options.read.header = false;
    const auto plain = [](const QByteArray& csv) { return csv.mid(csv.indexOf('\n') + 1); };
    const RiskReport byPlace = assessed(plain(table(2, 50)), plain(table(2, 50)), {}, options);
    QCOMPARE(byPlace.attributes.size(), 6U);
    QCOMPARE(copiesOf(byPlace, Copies::Of::Row).copied, 50ULL);
    options.columns = {u"4"_s, u"1"_s};
    const RiskReport two = assessed(plain(table(2, 50)), plain(table(2, 50)), {}, options);
    QCOMPARE(two.attributes.size(), 2U);
    QCOMPARE(two.attributes.front().name, u"4"_s);
    // Rows that are numbered in both files are no copies of each other.
    const auto numbered = [](const QByteArray& csv) {
        QByteArray result = "id," + csv.left(csv.indexOf('\n') + 1);
        int row = 0;
        for (const QByteArray& line : csv.trimmed().split('\n').mid(1)) {
            result += QByteArray::number(++row) + ',' + line + '\n';
        }
        return result;
    };
    const RiskReport numbers = assessed(numbered(table(1, 60)), numbered(table(2, 60)));
    QCOMPARE(numbers.attributes.size(), 6U);
    QCOMPARE(numbers.leftOut.front(), (LeftOut{RiskFile::Synthetic, u"id"_s}));
    QCOMPARE(numbers.signs(), QStringList());
}

void TestRisk::columnsThatDoNotCorrespondAreRefused_data()
{
    QTest::addColumn<QByteArray>("synthetic");
    QTest::addColumn<QByteArray>("training");
    QTest::addColumn<QStringList>("columns");
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("names");
    const QByteArray other = "product,price\nlamp,3\nchair,4\n";
    const QString differ = u"provenance.risk-columns"_s;
    QTest::newRow("other columns") << other << table(2, 50) << QStringList() << differ << u"product"_s;
    QTest::newRow("one is missing") << table(1, 50) << table(2, 50) << QStringList{u"salary"_s} << differ
                                    << u"salary"_s;
    QTest::newRow("no rows") << table(1, 50) << QByteArray(header) << QStringList() << u"provenance.empty"_s
                             << u"training file"_s;
}

void TestRisk::columnsThatDoNotCorrespondAreRefused()
{
    QFETCH(QByteArray, synthetic);
    QFETCH(QByteArray, training);
    QFETCH(QStringList, columns);
    QFETCH(QString, error);
    QFETCH(QString, names);
    RiskOptions options;
    options.columns = columns;
    options.read.header = true;
    const auto report = assess(synthetic, training, {}, options);
    QCOMPARE(codeOf(report), error);
    QVERIFY2(report.error().message.contains(names), qPrintable(report.error().message));
    // The hold-out is held to the same.
    QCOMPARE(codeOf(assess(table(1, 50), table(2, 50), "product,price\nlamp,3\n")), u"provenance.risk-columns"_s);
}

void TestRisk::tooManyRowsAreRefused()
{
    RiskOptions options;
    options.memory = 100'000;
    const auto report = assess(table(1, 2000), table(2, 2000), {}, options);
    QCOMPARE(codeOf(report), u"provenance.risk-too-large"_s);
}

void TestRisk::itEndsWhenCancelled()
{
    for (const qint64 at : {0, 90, 300, 700}) {
        std::stop_source stop;
        RiskOptions options;
        options.attacks = 300;
        const auto report = assess(table(1, 2000), table(2, 2000), table(3, 2000), options, stop.get_token(),
                                   [&](qint64 done, qint64) {
                                       if (done >= at) {
                                           stop.request_stop();
                                       }
                                   });
        QCOMPARE(codeOf(report), u"provenance.cancelled"_s);
    }
}

void TestRisk::theReportNamesNoValue()
{
    QByteArray synthetic = table(1, 100) + person(2, 5);
    const QJsonObject json = assessed(synthetic, table(2, 100), table(3, 100)).toJson(0);
    const QByteArray text = QJsonDocument(json).toJson() + riskText(json).toUtf8();
    for (const QByteArray& line : table(2, 100).trimmed().split('\n').mid(1)) {
        const QList<QByteArray> cells = line.split(',');
        for (const int cell : {0, 1, 3, 5}) {
            QVERIFY2(!text.contains(cells[cell]), cells[cell].constData());
        }
    }
    QVERIFY(text.contains("101 = 6"));
    QCOMPARE(json[u"reviewed"_s], QJsonValue(false));
    QVERIFY(!json[u"distance"_s][u"does_not_prove"_s].toString().isEmpty());
}

QTEST_GUILESS_MAIN(TestRisk)
#include "tst_risk.moc"
