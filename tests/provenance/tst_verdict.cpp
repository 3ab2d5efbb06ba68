#include "fixture.h"
#include "models/provenance/summary.h"

#include <cmath>

using namespace bulkhead;
using namespace bulkhead::provenance;

namespace {
constexpr auto email = bit(Meaning::Email);
constexpr auto phone = bit(Meaning::Phone);
constexpr auto name = bit(Meaning::FullName);
constexpr auto birth = bit(Meaning::BirthDate);
constexpr auto city = bit(Meaning::City);
constexpr auto postcode = bit(Meaning::Postcode);
constexpr auto company = bit(Meaning::Company);

SegmentInfo setOf(Kind kind, quint64 records)
{
    SegmentInfo info;
    info.kind = kind;
    info.records = records;
    info.keys = records * 9;
    info.keysByClass[static_cast<std::size_t>(KeyClass::Phone)] = records;
    info.effectiveBits = 58;
    return info;
}

Candidate candidate(quint8 segment, quint32 ordinal, MeaningSet agree, quint32 values, quint32 count = 1)
{
    Candidate c;
    c.segment = segment;
    c.ordinal = ordinal;
    c.agree = agree;
    c.values = values;
    c.issued = agree & email;
    c.issuedCount = c.issued ? count : 0;
    c.nameCount = agree & name ? count : 0;
    c.phones = agree & phone ? 1 : 0;
    return c;
}

/// Set 0 is synthetic, set 1 and 2 production.
RowVerdict judged(const std::vector<Candidate>& candidates, quint64 records = 100000)
{
    const SegmentInfo sets[] = {setOf(Kind::Synthetic, records), setOf(Kind::Production, records),
                                setOf(Kind::Production, records)};
    const SegmentInfo* const pointers[] = {&sets[0], &sets[1], &sets[2]};
    return judge(candidates, std::span<const SegmentInfo* const>(pointers), true);
}

bool has(const RowVerdict& row, ReasonCode code)
{
    return std::ranges::any_of(row.reasons, [&](const Reason& reason) { return reason.code == code; });
}
} // namespace

class TestVerdict : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsSyntheticWhatOnlySyntheticSetsKnow()
    {
        const auto row = judged({candidate(0, 5, email | name | phone, 0b11)});
        QCOMPARE(row.verdict, Verdict::Synthetic);
        QVERIFY(row.confidencePpm > 990000);
        QVERIFY(has(row, ReasonCode::Decisive));
        QVERIFY(!row.severalRecords);
    }
    void callsProductionWhatProductionKnows()
    {
        const auto row = judged({candidate(1, 5, email, 1)});
        QCOMPARE(row.verdict, Verdict::Production);
        QVERIFY(row.confidencePpm > 990000);
    }
    void namesSeveralRecords()
    {
        const auto row = judged({candidate(1, 5, email, 0b01), candidate(1, 9, email, 0b10)});
        QCOMPARE(row.verdict, Verdict::Production);
        QVERIFY(row.severalRecords);
        QVERIFY(has(row, ReasonCode::SeveralRecords));
        // The same value in two sets, or held by two records, is one record written twice.
        QVERIFY(!judged({candidate(1, 5, email, 1), candidate(2, 5, email, 1)}).severalRecords);
    }
    void callsMixedWhatHoldsValuesOfBoth()
    {
        const auto row = judged(
            {candidate(0, 5, name | company | postcode | phone, 0b10), candidate(1, 9, email, 0b01)});
        QCOMPARE(row.verdict, Verdict::Mixed);
        QVERIFY(!row.weak);
    }
    void marksAWeakSide()
    {
        // A synthetic record that carries a real person's phone.
        auto row = judged({candidate(0, 5, email | name, 0b01), candidate(1, 9, phone, 0b10)});
        QCOMPARE(row.verdict, Verdict::Mixed);
        QVERIFY(row.weak);
        QVERIFY(has(row, ReasonCode::Weak));
        // Whichever is the base.
        row = judged({candidate(1, 5, email | name, 0b01), candidate(0, 9, phone, 0b10)});
        QCOMPARE(row.verdict, Verdict::Mixed);
        QVERIFY(row.weak);
        // A bare name or city of the other kind does not count.
        QCOMPARE(judged({candidate(0, 5, email, 1), candidate(1, 9, name | city, 0)}).verdict, Verdict::Synthetic);
        QCOMPARE(judged({candidate(1, 5, email, 1), candidate(0, 9, name | city, 0)}).verdict, Verdict::Production);
        // Nor does the production record's own phone that a synthetic record happens to hold.
        QCOMPARE(judged({candidate(1, 5, email | phone, 0b11), candidate(0, 9, phone, 0b10)}).verdict,
                 Verdict::Production);
    }
    void callsProductionWhatDecidesInBoth()
    {
        const auto row = judged({candidate(0, 5, email | name, 0b1), candidate(1, 9, email | name, 0b1)});
        QCOMPARE(row.verdict, Verdict::Production);
        QVERIFY(row.inBoth);
        QVERIFY(has(row, ReasonCode::InBoth));
    }
    void leavesOpenWhatNothingDecides()
    {
        const auto row = judged({candidate(1, 5, phone, 1)});
        QCOMPARE(row.verdict, Verdict::Unknown);
        QVERIFY(has(row, ReasonCode::Partial));
        QVERIFY(has(judged({}), ReasonCode::NoMatch));
        QVERIFY(has(judge({}, std::span<const SegmentInfo* const>(), false), ReasonCode::NoValue));
    }

    void neverDecidesByAPhoneANameOrAPlaceAlone_data()
    {
        QTest::addColumn<quint32>("agree");
        QTest::newRow("phone") << phone;
        QTest::newRow("name") << name;
        QTest::newRow("city") << city;
        QTest::newRow("postcode") << postcode;
        QTest::newRow("birth date") << birth;
        QTest::newRow("company") << company;
        QTest::newRow("city and postcode") << (city | postcode);
        QTest::newRow("company and place") << (company | postcode | city);
        QTest::newRow("birth date and postcode") << (birth | postcode);
    }
    void neverDecidesByAPhoneANameOrAPlaceAlone()
    {
        QFETCH(quint32, agree);
        for (const quint64 records : {1, 10, 1000, 1000000, 100000000}) {
            QCOMPARE(judged({candidate(1, 5, agree, 1)}, records).verdict, Verdict::Unknown);
        }
    }

    void weighsByRarity()
    {
        // A rare name with a birth date decides in a small set, a common one or a large set does not.
        QCOMPARE(judged({candidate(1, 5, name | birth, 0, 1)}, 2000).verdict, Verdict::Production);
        QCOMPARE(judged({candidate(1, 5, name | birth, 0, 40)}, 2000).verdict, Verdict::Unknown);
        QCOMPARE(judged({candidate(1, 5, name | birth, 0, 1)}, 10000000).verdict, Verdict::Unknown);
        // One more field of the same record helps; one that differs harms.
        QCOMPARE(judged({candidate(1, 5, name | birth | postcode | company, 0, 1)}, 1000000).verdict,
                 Verdict::Production);
        Candidate other = candidate(1, 5, name | birth, 0, 1);
        other.disagree = postcode | company;
        QCOMPARE(judged({other}, 2000).verdict, Verdict::Unknown);
        // A phone with the name that belongs to it decides.
        QCOMPARE(judged({candidate(1, 5, phone | name, 1)}, 100000).verdict, Verdict::Production);
        // An address that half a set shares says little.
        QCOMPARE(judged({candidate(1, 5, email, 1, 50000)}).verdict, Verdict::Unknown);
        QVERIFY(has(judged({candidate(1, 5, email, 1, 50000)}), ReasonCode::SharedValue));
    }

    void lowersTheConfidenceWithTheEvidence()
    {
        const auto sure = judged({candidate(1, 5, email | name, 1)});
        const auto less = judged({candidate(1, 5, phone | name | company, 1, 30)});
        QCOMPARE(less.verdict, Verdict::Production);
        QVERIFY(sure.confidencePpm >= less.confidencePpm);
        const auto nothing = judged({});
        const auto partial = judged({candidate(1, 5, phone, 1)});
        QVERIFY(nothing.confidencePpm > partial.confidencePpm);
    }

    void explainsTheChanceByItsFactors()
    {
        const SegmentInfo set = setOf(Kind::Production, 50000);
        const SegmentInfo* const pointers[] = {&set};
        const MeaningSet all[] = {email, phone, name, birth, city, postcode, company};
        int explained = 0;
        for (MeaningSet chosen = 1; chosen < 128; ++chosen) {
            MeaningSet agree = 0;
            MeaningSet differ = 0;
            for (std::size_t i = 0; i < 7; ++i) {
                (chosen >> i & 1 ? agree : differ) |= all[i];
            }
            Candidate c = candidate(0, 1, agree, 1);
            c.disagree = differ & (name | birth | city | postcode | company);
            const auto why = explain(std::span(&c, 1), std::span<const SegmentInfo* const>(pointers));
            QCOMPARE(why.size(), 1U);
            QCOMPARE(why[0].chance, chanceOf(c, set));
            double product = 1;
            double added = 0;
            double bound = 1;
            double bits = 0;
            for (const Factor& factor : why[0].factors) {
                product *= factor.kind == Factor::Kind::Collision || factor.kind == Factor::Kind::Issued ? 1
                                                                                                         : factor.value;
                added += factor.kind == Factor::Kind::Collision ? factor.value : 0;
                bound = factor.kind == Factor::Kind::Issued ? factor.value : bound;
                bits += factor.kind == Factor::Kind::Issued ? 0 : factor.bits();
            }
            QVERIFY(std::abs(std::min(product, bound) + added - why[0].chance) <= 1e-9 * why[0].chance);
            QVERIFY(std::abs(bits + std::log2(product)) < 1e-6);
            ++explained;
        }
        QCOMPARE(explained, 127);
    }

    void judgesTheSample_data()
    {
        QTest::addColumn<QList<int>>("counts"); // synthetic, production, mixed, unknown, unreadable
        QTest::addColumn<bool>("production");
        QTest::addColumn<QString>("expected");
        QTest::newRow("all synthetic") << QList<int>{9, 0, 0, 0, 0} << true << QStringLiteral("synthetic");
        QTest::newRow("no production set") << QList<int>{9, 0, 0, 0, 0} << false << QStringLiteral("unresolved");
        QTest::newRow("one production") << QList<int>{9, 1, 0, 5, 0} << true << QStringLiteral("personal");
        QTest::newRow("one mixed") << QList<int>{9, 0, 1, 0, 3} << true << QStringLiteral("personal");
        QTest::newRow("one unknown") << QList<int>{9, 0, 0, 1, 0} << true << QStringLiteral("unresolved");
        QTest::newRow("one unreadable") << QList<int>{9, 0, 0, 0, 1} << true << QStringLiteral("unresolved");
        QTest::newRow("nothing") << QList<int>{0, 0, 0, 0, 0} << true << QStringLiteral("unresolved");
    }
    void judgesTheSample()
    {
        QFETCH(QList<int>, counts);
        QFETCH(bool, production);
        QFETCH(QString, expected);
        VerdictCounts of = {};
        for (std::size_t i = 0; i < of.size(); ++i) {
            of[i] = static_cast<quint64>(counts[static_cast<qsizetype>(i)]);
        }
        QCOMPARE(sampleVerdictId(judgeSample(of, production)), expected);
    }
};

QTEST_GUILESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
