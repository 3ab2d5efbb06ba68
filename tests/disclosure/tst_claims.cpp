#include "models/disclosure/checking.h"
#include "models/incident/resources.h"

#include <QtTest>

#include <yaml-cpp/yaml.h>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace Qt::StringLiterals;

namespace {
struct Sentence
{
    QString language;
    QString text;
};
std::vector<Sentence> sentences(const char* file, const char* list)
{
    std::vector<Sentence> all;
    for (const auto& one : YAML::LoadFile(std::string(BULKHEAD_SOURCE_DIR "/tests/disclosure/") + file)[list]) {
        all.push_back({QString::fromStdString(one["lang"].as<std::string>()),
                       QString::fromStdString(one["text"].as<std::string>())});
    }
    return all;
}
/// Each in a line of its own: the words of a failure end after a thousand characters.
void sayEach(const QStringList& lines)
{
    for (const QString& line : lines) {
        qInfo().noquote() << line;
    }
}
} // namespace

class ClaimsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void stopsEveryFalseSentence_data();
    void stopsEveryFalseSentence();
    void letsHonestSentencesPass_data();
    void letsHonestSentencesPass();
    void doNoWorseOnSentencesTheyWereNotMadeFor();
    void judgesWhatFollowsABut();
    void sayWhyAndWhatToSayInstead();
    void splitsSentencesWherePeopleDo();
    void refusesRulesWithFileAndLine_data();
    void refusesRulesWithFileAndLine();

private:
    std::optional<ClaimRules> m_rules;
};

void ClaimsTest::initTestCase()
{
    auto rules = ClaimRules::load(resourceFolders(u"disclosure"_s));
    QVERIFY2(rules, qPrintable(rules ? QString() : rules.error().message));
    m_rules = *std::move(rules);
}

void ClaimsTest::stopsEveryFalseSentence_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("size");
    QTest::newRow("claims.yaml") << u"claims.yaml"_s << 60;
    QTest::newRow("claims-second.yaml") << u"claims-second.yaml"_s << 60;
    QTest::newRow("claims-third.yaml") << u"claims-third.yaml"_s << 60;
    QTest::newRow("claims-fourth.yaml") << u"claims-fourth.yaml"_s << 20;
    QTest::newRow("claims-fifth.yaml") << u"claims-fifth.yaml"_s << 60;
    QTest::newRow("claims-sixth.yaml") << u"claims-sixth.yaml"_s << 60;
    QTest::newRow("claims-seventh.yaml") << u"claims-seventh.yaml"_s << 60;
    QTest::newRow("claims-eighth.yaml") << u"claims-eighth.yaml"_s << 60;
}

void ClaimsTest::stopsEveryFalseSentence()
{
    QFETCH(const QString, file);
    const auto all = sentences(qPrintable(file), "stop");
    QFETCH(const int, size);
    QCOMPARE(all.size(), std::size_t(size));
    QStringList missed;
    for (const Sentence& one : all) {
        if (m_rules->brokenBy(one.text, one.language).empty()) {
            missed.append(one.text);
        }
    }
    sayEach(missed);
    QCOMPARE(missed.size(), qsizetype(0));
}

void ClaimsTest::letsHonestSentencesPass_data()
{
    stopsEveryFalseSentence_data();
}

void ClaimsTest::letsHonestSentencesPass()
{
    QFETCH(const QString, file);
    const auto all = sentences(qPrintable(file), "pass");
    QFETCH(const int, size);
    QCOMPARE(all.size(), std::size_t(size));
    QStringList stopped;
    for (const Sentence& one : all) {
        QStringList rules;
        for (const ClaimRule* rule : m_rules->brokenBy(one.text, one.language)) {
            rules.append(rule->id);
        }
        if (!rules.isEmpty()) {
            stopped.append(rules.join(u' ') + u": "_s + one.text);
        }
    }
    sayEach(stopped);
    constexpr qsizetype oneIn = 20;
    QVERIFY(stopped.size() * oneIn <= qsizetype(all.size()));
}

void ClaimsTest::doNoWorseOnSentencesTheyWereNotMadeFor()
{
    const auto broken = [&](const Sentence& one) { return !m_rules->brokenBy(one.text, one.language).empty(); };
    const auto stopped = std::ranges::count_if(sentences("claims-unseen.yaml", "stop"), broken);
    const auto delayed = std::ranges::count_if(sentences("claims-unseen.yaml", "pass"), broken);
    constexpr auto stoppedAtFirstSight = 51, delayedAtFirstSight = 4;
    QVERIFY2(stopped >= stoppedAtFirstSight && delayed <= delayedAtFirstSight,
             qPrintable(u"%1 false and %2 honest ones of 60 are stopped"_s.arg(stopped).arg(delayed)));
}

void ClaimsTest::judgesWhatFollowsABut()
{
    const auto breaks = [&](const QString& text, const QString& language) {
        return !m_rules->brokenBy(text, language).empty();
    };
    QVERIFY(breaks(u"We do not know who took it, but no real person is affected."_s, u"en"_s));
    QVERIFY(breaks(u"Wer es war, wissen wir nicht, aber echte Personen sind nicht betroffen."_s, u"de"_s));
    QVERIFY(!breaks(u"They call it synthetic, but we do not know whether the data are."_s, u"en"_s));
    QVERIFY(!breaks(u"Wir wissen nicht, ob keine echten Personen darin stehen, aber wir prüfen es."_s, u"de"_s));
}

void ClaimsTest::sayWhyAndWhatToSayInstead()
{
    for (const ClaimRule& rule : m_rules->all()) {
        QVERIFY2(!rule.reason.isEmpty() && !rule.suggestion.isEmpty() && !rule.patterns.empty(), qPrintable(rule.id));
        // What is to be said instead breaks nothing itself.
        for (const QString& sentence : sentencesOf(rule.suggestion)) {
            for (const ClaimRule* broken : m_rules->brokenBy(sentence, rule.language)) {
                QFAIL(qPrintable(rule.id + u": "_s + sentence + u" breaks "_s + broken->id));
            }
        }
    }
}

void ClaimsTest::splitsSentencesWherePeopleDo()
{
    QCOMPARE(sentencesOf(u"One ends. Two begins at 9.30 a.m. today! See No. 7 and Art. 33(1) GDPR. Done?"_s),
             (QStringList{u"One ends."_s, u"Two begins at 9.30 a.m. today!"_s, u"See No. 7 and Art. 33(1) GDPR."_s,
                          u"Done?"_s}));
    QCOMPARE(sentencesOf(u"Am 3. Mai geschah es. Wir wissen z. B. Folgendes."_s),
             (QStringList{u"Am 3. Mai geschah es."_s, u"Wir wissen z. B. Folgendes."_s}));
    // An answer says nothing without what was asked.
    QCOMPARE(sentencesOf(u"Was anybody real in it? No. Who did it? We do not know."_s),
             (QStringList{u"Was anybody real in it? No."_s, u"Who did it?"_s, u"We do not know."_s}));
    QVERIFY(!m_rules->brokenBy(u"Is it about me? No, you are not in it."_s, u"en"_s).empty());
    QVERIFY(m_rules->brokenBy(u"Do you know who it was? No."_s, u"en"_s).empty());
    QCOMPARE(normalisedSentence(u"It isn’t  “REAL”, 100% sure!"_s), u" it isnt real 100 % sure "_s);
}

void ClaimsTest::refusesRulesWithFileAndLine_data()
{
    QTest::addColumn<QString>("rules");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("says");
    const QString head = u"language: en\nversion: 1\nwords:\n  none: [none]\nrules:\n"_s;
    QTest::newRow("unknown class") << head
            + u"  - {id: a, needs: never, reason: r, say: s, patterns: [\"<nobody> here\"]}\n"_s
                                   << u":6:"_s << u"nobody"_s;
    QTest::newRow("unknown need") << head + u"  - {id: a, needs: much, reason: r, say: s, patterns: [x]}\n"_s
                                  << u":6:"_s << u"much"_s;
    QTest::newRow("unknown key") << head + u"  - {id: a, needs: never, reason: r, say: s, patterns: [x], wy: 1}\n"_s
                                 << u":6:"_s << u"wy"_s;
    QTest::newRow("no version") << u"language: en\nwords: {}\nrules: []\n"_s << u":1:"_s << u"version"_s;
}

void ClaimsTest::refusesRulesWithFileAndLine()
{
    QFETCH(const QString, rules);
    QFETCH(const QString, line);
    QFETCH(const QString, says);
    QTemporaryDir folder;
    const QString path = folder.filePath(u"claims-x.yaml"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(rules.toUtf8());
    file.close();
    const auto loaded = ClaimRules::load({folder.path()});
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, u"disclosure.rules"_s);
    QVERIFY2(loaded.error().message.contains(path + line) && loaded.error().message.contains(says),
             qPrintable(loaded.error().message));
}

QTEST_GUILESS_MAIN(ClaimsTest)
#include "tst_claims.moc"
