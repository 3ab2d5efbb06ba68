#include "models/base/unicode.h"

#include <QTest>

using namespace bulkhead;

class TestUnicode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void composes()
    {
        QCOMPARE(nfc("e\xcc\x81"), std::string("\xc3\xa9"));        // e + acute
        QCOMPARE(nfc("\xe2\x84\xab"), std::string("\xc3\x85"));     // the Ångström sign is Å
        QCOMPARE(nfc("\xef\xac\x81"), std::string("\xef\xac\x81")); // a ligature stays
        QCOMPARE(nfc("plain ASCII"), std::string("plain ASCII"));
        QCOMPARE(nfc(std::string_view("a\0b", 3)), std::string("a\0b", 3));
        QCOMPARE(nfc(nfc("e\xcc\x81x\xcc\xa3\xcc\x87")), nfc("e\xcc\x81x\xcc\xa3\xcc\x87"));
    }

    void foldsCaseAndCompatibility()
    {
        QCOMPARE(nfkcFolded("STRASSE"),
                 nfkcFolded("Stra\xc3\x9f"
                            "e"));
        QCOMPARE(nfkcFolded("\xef\xac\x81sh"), std::string("fish"));
        QCOMPARE(nfkcFolded("\xef\xbc\xa1\xef\xbc\xa2"), std::string("ab")); // full-width AB
        QCOMPARE(nfkcFolded("\xce\xa3"), nfkcFolded("\xcf\x82"));            // Σ and final ς
        QCOMPARE(nfkcFolded("soft\xc2\xadhyphen"), std::string("softhyphen"));
        QVERIFY(nfkcFolded("\xc3\xa9") != nfkcFolded("e"));
    }

    void dropsMarks()
    {
        QCOMPARE(foldedWithoutMarks("Nu\xc3\xb1"
                                    "ez"),
                 std::string("nunez"));
        QCOMPARE(foldedWithoutMarks("e\xcc\x81"), std::string("e"));
        QCOMPARE(foldedWithoutMarks("\xc5\x81ukasz"), std::string("\xc5\x82ukasz")); // ł is a letter of its own
        QCOMPARE(foldedWithoutMarks("GRO\xc3\x9f"), std::string("gross"));
    }

    void answersNothingToWhatIsNotUtf8_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("a lone continuation") << QByteArray("\x80");
        QTest::newRow("cut short") << QByteArray("abc\xc3");
        QTest::newRow("overlong") << QByteArray("\xc0\xaf");
        QTest::newRow("a surrogate") << QByteArray("\xed\xa0\x80");
        QTest::newRow("beyond Unicode") << QByteArray("\xf4\x90\x80\x80");
    }
    void answersNothingToWhatIsNotUtf8()
    {
        QFETCH(const QByteArray, bytes);
        const std::string_view text(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        QCOMPARE(nfc(text), std::string());
        QCOMPARE(nfkcFolded(text), std::string());
        QCOMPARE(foldedWithoutMarks(text), std::string());
    }
};

QTEST_APPLESS_MAIN(TestUnicode)
#include "tst_unicode.moc"
