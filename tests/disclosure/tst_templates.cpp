#include "models/deadline/lawbook.h"
#include "models/disclosure/drafting.h"
#include "models/incident/resources.h"

#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace Qt::StringLiterals;

class TemplatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allAreThereInBothLanguages();
    void answerRegimesThatAreKnown();
    void saySourceAndThatNobodyReviewedThem();
    void claimNothingThatTheRulesStop();
    void areRefusedWithFileAndLine_data();
    void areRefusedWithFileAndLine();
    void takePartsAndRefuseThoseThatIncludeThemselves();
    void ofTheOrganisationReplaceOurs();
};

namespace {
Templates ours()
{
    auto all = Templates::load(resourceFolders(u"templates"_s));
    if (!all) {
        qFatal("%s", qPrintable(all.error().message));
    }
    return *std::move(all);
}
void write(const QString& path, const QString& text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text.toUtf8());
}
QString head(const QString& id)
{
    return u"---\nid: %1\nlanguage: en\ntitle: T\naudience: press\nper: incident\nrelease: external\nsource: s\n"
           "version: 1\nelements:\n  - {id: e1, title: E, cite: c}\n---\n"_s.arg(id);
}
} // namespace

void TemplatesTest::allAreThereInBothLanguages()
{
    const Templates all = ours();
    for (const QString& id :
         {u"gdpr-authority"_s, u"gdpr-people"_s, u"processor-notice"_s, u"customer-notice"_s, u"ai-act-73"_s,
          u"holding-statement"_s, u"press-qa"_s, u"executive-brief"_s, u"nis2-early-warning"_s, u"nis2-notification"_s,
          u"nis2-final"_s, u"dora-client-support"_s, u"us-state-letter"_s, u"counsel-note"_s, u"answer"_s,
          u"check-pack"_s}) {
        const Template* english = all.find(id, u"en"_s);
        const Template* german = all.find(id, u"de"_s);
        QVERIFY2(english && german, qPrintable(id));
        QCOMPARE(english->sections.size(), german->sections.size());
        QCOMPARE(english->elements.size(), german->elements.size());
        QCOMPARE(english->release, german->release);
    }
    QVERIFY(all.find(u"counsel-note"_s, u"en"_s)->isPrivileged());
    QVERIFY(all.find(u"gdpr-authority"_s, u"en"_s)->elements.size() > 30);
    QVERIFY(!all.get(u"nothing"_s, u"en"_s));
}

void TemplatesTest::answerRegimesThatAreKnown()
{
    const auto book = deadline::Lawbook::load();
    QVERIFY(book);
    const Templates all = ours();
    for (const Template& one : all.all()) {
        for (const QString& regime : one.regimes) {
            QVERIFY2(book->regimes.find(regime), qPrintable(one.id + u": "_s + regime));
        }
    }
}

void TemplatesTest::saySourceAndThatNobodyReviewedThem()
{
    const Templates all = ours();
    for (const Template& one : all.all()) {
        QVERIFY2(!one.source.isEmpty() && !one.version.isEmpty(), qPrintable(one.id));
        for (const Element& element : one.elements) {
            QVERIFY2(!element.cite.isEmpty() && !element.title.isEmpty(), qPrintable(one.id + element.id));
        }
    }
}

void TemplatesTest::claimNothingThatTheRulesStop()
{
    const auto rules = ClaimRules::load(resourceFolders(u"disclosure"_s));
    QVERIFY(rules);
    QStringList broken;
    const Templates all = ours();
    for (const Template& one : all.all()) {
        for (const TemplateSection& section : one.sections) {
            const auto text = readMarkup(section.text);
            QVERIFY(text);
            for (Block block : text->blocks) {
                // What is asked for is not said.
                const auto isAsk = [](const Span& span) { return span.kind == Span::Kind::Ask; };
                std::erase_if(block.spans, isAsk);
                std::ranges::for_each(block.cells, [&](Spans& cell) { std::erase_if(cell, isAsk); });
                for (const QString& sentence : sentencesOf(plainText(Text{{block}}).replace(u'{', u' '))) {
                    for (const ClaimRule* rule : rules->brokenBy(sentence, one.language)) {
                        if (!rule->isAlone) { // a check lets what the template says itself pass those
                            broken.append(u"%1.%2 %3: %4"_s.arg(one.id, one.language, rule->id, sentence));
                        }
                    }
                }
            }
        }
    }
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join(u'\n')));
}

void TemplatesTest::areRefusedWithFileAndLine_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("says");
    QTest::newRow("no front") << u"## A {#a}\n"_s << 1 << u"---"_s;
    QTest::newRow("unknown fact") << head(u"x"_s) + u"## A {#a}\n\n{#e1} {moon.phase}\n"_s << 15 << u"moon.phase"_s;
    QTest::newRow("unknown element") << head(u"x"_s) + u"## A {#a}\n{#e1}\n{#e2}\n"_s << 15 << u"e2"_s;
    QTest::newRow("twice answered") << head(u"x"_s) + u"## A {#a}\n{#e1} a\n{#e1} b\n"_s << 15 << u"e1"_s;
    QTest::newRow("never answered") << head(u"x"_s) + u"## A {#a}\nwords\n"_s << 15 << u"e1"_s;
    QTest::newRow("two sections") << head(u"x"_s) + u"## A {#a}\n{#e1} a\n## B {#a}\n"_s << 15 << u"\"a\""_s;
    QTest::newRow("text before") << head(u"x"_s) + u"words\n"_s << 13 << u"section"_s;
    QTest::newRow("another name") << head(u"y"_s) + u"## A {#a}\n{#e1} a\n"_s << 1 << u"y.en.md"_s;
}

void TemplatesTest::areRefusedWithFileAndLine()
{
    QFETCH(const QString, text);
    QFETCH(const int, line);
    QFETCH(const QString, says);
    QTemporaryDir folder;
    const QString path = folder.filePath(u"x.en.md"_s);
    write(path, text);
    const auto loaded = Templates::load({folder.path()});
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, u"disclosure.template"_s);
    const QString message = loaded.error().message;
    QVERIFY2(message.startsWith(u"%1:%2:"_s.arg(path).arg(line)) && message.contains(says), qPrintable(message));
}

void TemplatesTest::takePartsAndRefuseThoseThatIncludeThemselves()
{
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir(u"parts"_s));
    write(folder.filePath(u"x.en.md"_s), head(u"x"_s) + u"## A {#a}\n{> one}\n"_s);
    write(folder.filePath(u"parts/one.en.md"_s), u"{#e1} from a part\n"_s);
    const auto loaded = Templates::load({folder.path()});
    QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().message));
    QVERIFY(loaded->all().front().sections.front().text.contains("from a part"_L1));

    write(folder.filePath(u"parts/one.en.md"_s), u"{#e1} a\n{> two}\n"_s);
    write(folder.filePath(u"parts/two.en.md"_s), u"b\n{> one}\n"_s);
    const auto cyclic = Templates::load({folder.path()});
    QVERIFY(!cyclic);
    QVERIFY2(cyclic.error().message.contains("two.en.md:2:"_L1), qPrintable(cyclic.error().message));
}

void TemplatesTest::ofTheOrganisationReplaceOurs()
{
    QTemporaryDir folder;
    write(folder.filePath(u"press-qa.en.md"_s), head(u"press-qa"_s) + u"## Our own {#a}\n{#e1} a\n"_s);
    QStringList folders = resourceFolders(u"templates"_s);
    folders.append(folder.path());
    const auto loaded = Templates::load(folders);
    QVERIFY(loaded);
    QCOMPARE(loaded->find(u"press-qa"_s, u"en"_s)->sections.front().heading, u"Our own"_s);
    QVERIFY(loaded->find(u"press-qa"_s, u"de"_s)->sections.size() > 1);
}

QTEST_GUILESS_MAIN(TemplatesTest)
#include "tst_templates.moc"
