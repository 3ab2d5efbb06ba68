#include "ui/provenance/stripe.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace bulkhead;
using provenance::RowVerdicts;
using provenance::Verdict;

/// The stripe over a sample is enlarged to a row a block, and back.
class TestStripe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void blocksOfAPartHoldItsRows();
    void zoomingKeepsTheRowUnderTheHand_data();
    void zoomingKeepsTheRowUnderTheHand();
    void wheelAndKeysEnlarge();
    void whatIsNotKnownByRowIsNotEnlarged();

private:
    /// Every hundredth row is real.
    static RowVerdicts sample(quint64 rows)
    {
        RowVerdicts verdicts;
        for (quint64 row = 1; row <= rows; ++row) {
            verdicts.add(row % 100 == 0 ? Verdict::Production : Verdict::Synthetic);
        }
        return verdicts;
    }
};

void TestStripe::blocksOfAPartHoldItsRows()
{
    const RowVerdicts rows = sample(10'000);
    const auto blocks = blocksOf(rows, {1001, 2000}, 200);
    QCOMPARE(blocks.size(), 200U);
    quint64 next = 1001;
    quint64 real = 0;
    for (const auto& block : blocks) {
        QCOMPARE(block.firstRow, next);
        for (const quint64 count : block.rows) {
            next += count;
        }
        real += block.rows[static_cast<std::size_t>(Verdict::Production)];
    }
    QCOMPARE(next, 2001U);
    QCOMPARE(real, 10U);
    QCOMPARE(blocksOf(rows, {5, 9}, 200).size(), 5U);
    QVERIFY(blocksOf(rows, {0, 0}, 200).empty());
    QVERIFY(blocksOf({}, {1, 10}, 200).empty());
}

void TestStripe::zoomingKeepsTheRowUnderTheHand_data()
{
    QTest::addColumn<quint64>("at");
    for (const int at : {1, 2, 777, 5000, 9999, 10'000}) {
        QTest::addRow("row %d", at) << quint64(at);
    }
}

void TestStripe::zoomingKeepsTheRowUnderTheHand()
{
    QFETCH(const quint64, at);
    RowSpan span{1, 10'000};
    for (int step = 0; step < 8; ++step) {
        const RowSpan before = span;
        span = zoomed(span, at, true, 200, 10'000);
        QVERIFY(span.first <= at && at <= span.last);
        QVERIFY(span.first >= before.first && span.last <= before.last);
        QCOMPARE(span.last - span.first + 1, std::max<quint64>(200, (before.last - before.first + 1) / 2));
    }
    for (int step = 0; step < 8; ++step) {
        span = zoomed(span, at, false, 200, 10'000);
        QVERIFY(span.first >= 1 && span.last <= 10'000 && span.first <= at && at <= span.last);
    }
    QCOMPARE(span, (RowSpan{1, 10'000}));
}

void TestStripe::wheelAndKeysEnlarge()
{
    const RowVerdicts rows = sample(10'000);
    Stripe stripe;
    stripe.resize(806, 44);
    stripe.setBlocks(blocksOf(rows, {1, 10'000}, 200), 10'000, rows);
    stripe.show();
    QVERIFY(stripe.canZoom());
    QSignalSpy chosen(&stripe, &Stripe::rowsChosen);
    const QPointF middle(403, 20);
    QWheelEvent in(middle, stripe.mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                   false);
    QCoreApplication::sendEvent(&stripe, &in);
    QCOMPARE(stripe.shown().last - stripe.shown().first + 1, 5000U);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.front().at(0).toULongLong(), stripe.shown().first);
    stripe.setFocus();
    QTest::keyClick(&stripe, Qt::Key_Home);
    for (int i = 0; i < 10; ++i) {
        QTest::keyClick(&stripe, Qt::Key_Plus);
    }
    QCOMPARE(stripe.shown().last - stripe.shown().first + 1, 200U); // a row a block
    QVERIFY2(stripe.accessibleDescription().contains(QLatin1StringView("are shown")),
             qPrintable(stripe.accessibleDescription()));
    QTest::keyClick(&stripe, Qt::Key_Return);
    QCOMPARE(chosen.back().at(0).toULongLong(), chosen.back().at(1).toULongLong());
    QTest::keyClick(&stripe, Qt::Key_Escape);
    QCOMPARE(chosen.back().at(1).toULongLong() - chosen.back().at(0).toULongLong() + 1, 200U);
    QTest::keyClick(&stripe, Qt::Key_0);
    QCOMPARE(stripe.shown(), (RowSpan{1, 10'000}));
    QCOMPARE(chosen.back().at(1).toULongLong(), 0U);
}

void TestStripe::whatIsNotKnownByRowIsNotEnlarged()
{
    Stripe stripe;
    stripe.setBlocks(blocksOf(sample(10'000), {1, 10'000}, 200), 10'000);
    QVERIFY(!stripe.canZoom());
    QTest::keyClick(&stripe, Qt::Key_Plus);
    QCOMPARE(stripe.shown(), (RowSpan{1, 10'000}));
}

QTEST_MAIN(TestStripe)
#include "tst_stripe.moc"
