#include "models/base/error.h"

#include <QTest>

using namespace bulkhead;
using namespace Qt::StringLiterals;

namespace {
Expected<int> half(int number)
{
    if (number % 2 != 0) {
        return failure("test.odd"_L1, u"The number is odd."_s, u"half"_s);
    }
    return number / 2;
}

Expected<int> quarter(int number)
{
    TRY(const int first, half(number));
    TRY(const int second, half(first));
    return second;
}

Expected<void> checked(int number)
{
    if (number < 0) {
        return failure("test.negative"_L1, u"The number is negative."_s);
    }
    return {};
}

Expected<int> checkedQuarter(int number)
{
    CHECK_OK(checked(number));
    return quarter(number);
}
} // namespace

class TestError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passesTheValueOn() { QCOMPARE(checkedQuarter(12).value(), 3); }

    void returnsTheFirstErrorWhole()
    {
        const auto result = checkedQuarter(6);
        QVERIFY(!result);
        QCOMPARE(result.error(), (Error{u"test.odd"_s, u"The number is odd."_s, u"half"_s}));
    }

    void returnsTheErrorOfACheck() { QVERIFY(checkedQuarter(-4).error().is("test.negative"_L1)); }

    void knowsTheRoomOfACode()
    {
        const Error error{u"vault.locked"_s, {}};
        QVERIFY(error.in("vault"_L1));
        QVERIFY(!error.in("vaul"_L1));
        QVERIFY(!error.in("vault.locked"_L1));
        QVERIFY(!(Error{u"vaults.locked"_s, {}}.in("vault"_L1)));
    }
};

QTEST_APPLESS_MAIN(TestError)
#include "tst_error.moc"
