#include "models/disclosure/markup.h"

#include <QtTest>

#include <random>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace Qt::StringLiterals;

namespace {
Text read(const QString& markup)
{
    const auto text = readMarkup(markup);
    return text ? *text : Text{};
}
} // namespace

class MarkupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatADraftMayHold();
    void changesNoNumber();
    void losesNobodysWords();
    void takesOnlyLinksToWebAndMail();
    void readsBackWhatItWrites_data();
    void readsBackWhatItWrites();
    void readsBackWhateverIsWritten();
    void refusesWhatIsTooLong();
};

void MarkupTest::readsWhatADraftMayHold()
{
    const Text text = read(u"### When\n\n{#f48} **We knew:** {aware}. {later: logs}\nmore of it\n\n- one\n  - *two*\n"
                           "1. first\n\n| A | B |\n| --- | --- |\n| {?: name it} | [page](https://a.example/x) |\n"_s);
    QCOMPARE(text.blocks.size(), std::size_t(7));
    QVERIFY(text.blocks[0].kind == Block::Kind::Heading);
    QCOMPARE(text.blocks[0].level, 3);
    const Spans& line = text.blocks[1].spans;
    QCOMPARE(line.size(), std::size_t(8));
    QVERIFY(line[0].kind == Span::Kind::Element && line[0].text == "f48"_L1);
    QVERIFY(line[2].isBold && line[2].text == "We knew:"_L1);
    QVERIFY(line[4].kind == Span::Kind::Chip && line[4].text == "aware"_L1);
    QVERIFY(line[6].kind == Span::Kind::Later && line[6].text == "logs"_L1);
    QCOMPARE(line[7].text, u" more of it"_s);
    QVERIFY(text.blocks[2].kind == Block::Kind::Bullet && text.blocks[2].level == 0);
    QVERIFY(text.blocks[3].level == 1 && text.blocks[3].spans.front().isItalic);
    QVERIFY(text.blocks[4].kind == Block::Kind::Numbered);
    QVERIFY(text.blocks[5].isHeader);
    QVERIFY(text.blocks[6].cells[0].front().kind == Span::Kind::Ask);
    QCOMPARE(text.blocks[6].cells[1].front().link, u"https://a.example/x"_s);
}

void MarkupTest::changesNoNumber()
{
    // A date at the beginning of a line is no entry of a list, which is counted from 1.
    for (const QString& line : {u"2. März 2026, 06:45 Uhr: erkannt."_s, u"1. Mai"_s, u"1. Jänner 2027"_s, u"7. here"_s,
                                u"words\n2. more"_s}) {
        const Text text = read(line);
        QCOMPARE(text.blocks.size(), std::size_t(1));
        QVERIFY2(text.blocks.front().kind == Block::Kind::Paragraph, qPrintable(line));
        QVERIFY(read(writeMarkup(text)) == text);
    }
    const Text list = read(u"1. a\n2. b\n   - c\n3. d\n5. e"_s);
    QCOMPARE(list.blocks.size(), std::size_t(5));
    QVERIFY(list.blocks[3].kind == Block::Kind::Numbered);
    QVERIFY(list.blocks[4].kind == Block::Kind::Paragraph);
    QCOMPARE(plainText(list.blocks[4].spans), u"5. e"_s);
}

void MarkupTest::losesNobodysWords()
{
    for (const QString& odd : {u"2 * 3 * 4"_s, u"a ** b"_s, u"{not a mark}"_s, u"[half](link"_s, u"{#}"_s, u"\\"_s,
                               u"<script>alert(1)</script>"_s, u"***"_s, u"a | b"_s, u"{{aware}}"_s}) {
        const QString plain = plainText(read(odd));
        for (const QChar c : odd) {
            QVERIFY2(!c.isLetterOrNumber() || plain.contains(c), qPrintable(odd + u" → "_s + plain));
        }
    }
    QCOMPARE(plainText(read(u"\\*not bold\\* \\{aware\\}"_s)), u"*not bold* {aware}"_s);
    QVERIFY(read(u"\\{aware\\}"_s).blocks.front().spans.front().kind == Span::Kind::Text);
}

void MarkupTest::takesOnlyLinksToWebAndMail()
{
    for (const QString& target : {u"javascript:alert(1)"_s, u"file:///etc/passwd"_s, u"data:text/html,x"_s,
                                  u"smb://host/x"_s, u"/relative"_s}) {
        const Text text = read(u"[words](%1)"_s.arg(target));
        QVERIFY2(text.blocks.front().spans.front().link.isEmpty(), qPrintable(target));
        QVERIFY(plainText(text).contains("words"_L1));
    }
    QCOMPARE(read(u"[write](mailto:dpo@example.org)"_s).blocks.front().spans.front().link, u"mailto:dpo@example.org"_s);
}

void MarkupTest::readsBackWhatItWrites_data()
{
    QTest::addColumn<QString>("markup");
    QTest::newRow("emphasis side by side") << u"*a***b** ***c*** **d*e*** x"_s;
    QTest::newRow("looks like a list") << u"\\- not one\n\n1\\. nor this\n\n\\# nor that"_s;
    QTest::newRow("table") << u"| a\\|b | |\n| --- | --- |\n| 1 | 2 |\n\n| x | y |\n| --- | --- |"_s;
    QTest::newRow("nested lists") << u"- a\n  - b\n    - c\n- d\n\n1. e\n1. f"_s;
    QTest::newRow("link with emphasis") << u"see [the **page** {now}](https://a.example/\\(x\\))"_s;
}

void MarkupTest::readsBackWhatItWrites()
{
    QFETCH(const QString, markup);
    const Text text = read(markup);
    QVERIFY(read(writeMarkup(text)) == text);
    QCOMPARE(writeMarkup(read(writeMarkup(text))), writeMarkup(text));
}

void MarkupTest::readsBackWhateverIsWritten()
{
    std::mt19937 random(11); // NOLINT(cert-msc51-cpp): the same rows in each run
    const QString alphabet = u"ab *_#-|[](){}\\1.\n?:ä<>&\""_s;
    for (int round = 0; round < 5000; ++round) {
        QString odd;
        const auto length = random() % 40;
        for (quint32 i = 0; i < length; ++i) {
            odd += alphabet.at(static_cast<qsizetype>(random() % static_cast<quint64>(alphabet.size())));
        }
        const Text text = read(odd);
        const QString written = writeMarkup(text);
        QVERIFY2(read(written) == text, qPrintable(odd + u"\n→\n"_s + written));
    }
}

void MarkupTest::refusesWhatIsTooLong()
{
    const auto text = readMarkup(QString(longestSection + 1, u'x'));
    QVERIFY(!text && text.error().is("markup.too-long"_L1));
}

QTEST_GUILESS_MAIN(MarkupTest)
#include "tst_markup.moc"
