#include "models/base/translations.h"

#include <QtTest>

using namespace Qt::StringLiterals;

/// Sentences with a number have their forms of one and of many.
class TestTranslations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sayOneAndMany_data()
    {
        QTest::addColumn<QLocale>("locale");
        QTest::newRow("none") << QLocale::c();
        QTest::newRow("English") << QLocale(QLocale::English, QLocale::UnitedKingdom);
        QTest::newRow("a language without a translation") << QLocale(QLocale::Icelandic);
    }
    void sayOneAndMany()
    {
        QFETCH(const QLocale, locale);
        QLocale::setDefault(locale);
        bulkhead::installTranslations();
        const auto said = [](int count) {
            return QCoreApplication::translate("bulkhead::RegisterDialog", "%Ln row(s) registered", nullptr, count);
        };
        QCOMPARE(said(1), u"1 row registered"_s);
        QCOMPARE(said(0), u"0 rows registered"_s);
        QCOMPARE(said(1200), locale.toString(1200) + u" rows registered"_s);
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
