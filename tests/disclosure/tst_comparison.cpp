#include "models/disclosure/comparison.h"

#include <QtTest>

#include <algorithm>
#include <random>

using namespace bulkhead::disclosure;
using namespace Qt::StringLiterals;

namespace {
QString side(const std::vector<Piece>& pieces, Piece::Kind without)
{
    QString text;
    for (const Piece& piece : pieces) {
        text += piece.kind == without ? QString() : piece.text;
    }
    return text;
}
} // namespace

class ComparisonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheWordsThatDiffer();
    void makesUpBothTextsToTheLetter();
    void mergesWhatTouchesDifferentWords();
    void showsBothWhereBothChangedTheSame();
    void mergesNothingIntoNothingNew();
    void findsFewChangesInALongText();
};

void ComparisonTest::showsTheWordsThatDiffer()
{
    QCOMPARE(comparisonText(compareWords(u"We knew at nine.\nSame line.\n"_s, u"We knew at ten.\nSame line.\n"_s)),
             u"We knew at [-nine-]{+ten+}.\nSame line.\n"_s);
    QCOMPARE(comparisonText(compareWords({}, u"new"_s)), u"{+new+}"_s);
    QVERIFY(compareWords(u"a"_s, u"a"_s) == std::vector<Piece>{(Piece{Piece::Kind::Same, u"a"_s})});
    QVERIFY(compareWords({}, {}).empty());
    const QString html = comparisonHtml(compareWords(u"<b>"_s, u"<i>"_s), u"<t>"_s, u"en"_s);
    QVERIFY(!html.contains("<b>"_L1) && !html.contains("<t>"_L1) && html.contains("line-through"_L1));
}

void ComparisonTest::makesUpBothTextsToTheLetter()
{
    std::mt19937 random(5); // NOLINT(cert-msc51-cpp)
    const QStringList words = {u"a"_s, u"b "_s, u"c"_s, u"\n"_s, u", "_s, u"dd"_s};
    const auto text = [&] {
        QString made;
        for (auto i = random() % 30; i > 0; --i) {
            made += words.at(static_cast<qsizetype>(random() % static_cast<quint64>(words.size())));
        }
        return made;
    };
    for (int round = 0; round < 2000; ++round) {
        const QString before = text(), after = text();
        const auto pieces = compareWords(before, after);
        QCOMPARE(side(pieces, Piece::Kind::Added), before);
        QCOMPARE(side(pieces, Piece::Kind::Removed), after);
    }
}

void ComparisonTest::mergesWhatTouchesDifferentWords()
{
    const Merge merge = mergeTexts(u"We knew at nine and told you at ten."_s,
                                   u"We knew at eight and told you at ten."_s,
                                   u"We knew at nine and told them at ten."_s);
    QVERIFY(merge.isClean);
    QCOMPARE(merge.text, u"We knew at eight and told them at ten."_s);
    const Merge added = mergeTexts(u"b"_s, u"a b"_s, u"b c"_s);
    QVERIFY(added.isClean);
    QCOMPARE(added.text, u"a b c"_s);
}

void ComparisonTest::showsBothWhereBothChangedTheSame()
{
    const Merge merge = mergeTexts(u"at nine."_s, u"at ten."_s, u"at eleven."_s);
    QVERIFY(!merge.isClean);
    QCOMPARE(merge.text, u"at [ten][eleven]."_s);
    QVERIFY(mergeTexts(u"at nine."_s, u"at ten."_s, u"at ten."_s).isClean);
}

void ComparisonTest::mergesNothingIntoNothingNew()
{
    std::mt19937 random(7); // NOLINT(cert-msc51-cpp)
    const QStringList words = {u"a "_s, u"b "_s, u"c "_s, u"d "_s};
    const auto text = [&] {
        QString made;
        for (auto i = random() % 12; i > 0; --i) {
            made += words.at(static_cast<qsizetype>(random() % 4));
        }
        return made;
    };
    for (int round = 0; round < 2000; ++round) {
        const QString base = text(), other = text();
        QCOMPARE(mergeTexts(base, other, base).text, other);
        QCOMPARE(mergeTexts(base, base, other).text, other);
        QCOMPARE(mergeTexts(base, other, other).text, other);
    }
}

void ComparisonTest::findsFewChangesInALongText()
{
    // One paragraph as long as a section may be, changed near its beginning and near its end.
    QStringList words;
    for (int i = 0; i < 25'000; ++i) {
        words += u"word%1"_s.arg(i % 977);
    }
    const QString base = words.join(u' ');
    words[10] = u"ours"_s;
    const QString ours = words.join(u' ');
    words[10] = u"word10"_s;
    words[24'990] = u"theirs"_s;
    const QString theirs = words.join(u' ');
    words[10] = u"ours"_s;
    const auto pieces = compareWords(base, words.join(u' '));
    QCOMPARE(std::ranges::count(pieces, Piece::Kind::Removed, &Piece::kind), 2);
    const Merge merge = mergeTexts(base, ours, theirs);
    QVERIFY(merge.isClean);
    QCOMPARE(merge.text, words.join(u' '));
    // Another text altogether.
    const QString other = QString(base).replace(u"word"_s, u"else"_s);
    QCOMPARE(comparisonText(compareWords(u"Same "_s + base, u"Same "_s + other)),
             u"Same [-%1-]{+%2+}"_s.arg(base, other));
}

QTEST_GUILESS_MAIN(ComparisonTest)
#include "tst_comparison.moc"
