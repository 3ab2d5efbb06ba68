#include "incident/desk.h"
#include "models/disclosure/proofreading.h"
#include "models/incident/entities.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class SpellingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheWordsOfALine_data();
    void takesTheWordsOfALine();
    void knowsWordsWhateverTheirCase();
    void findsWrongWordsAndWhatWasMeant_data();
    void findsWrongWordsAndWhatWasMeant();
    void marksStandBetweenWords();
    void withoutADictionaryNothingIsWrong();
    void readsDictionariesInLatin1();
    void aDraftKnowsItsNamesAndTheOrganisationsWords();
};

void SpellingTest::takesTheWordsOfALine_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("sentence") << u"We told you, didn’t we?"_s
                              << QStringList{u"We"_s, u"told"_s, u"you"_s, u"didn’t"_s, u"we"_s};
    QTest::newRow("addresses")
        << u"write to ada@acme.example or www.acme.example/help, https://a.b/c, see acme.example"_s
        << QStringList{u"write"_s, u"to"_s, u"or"_s, u"see"_s};
    QTest::newRow("figures") << u"4,120 rows in INC-0007 and x86 at 3rd"_s
                             << QStringList{u"rows"_s, u"in"_s, u"and"_s, u"at"_s};
    QTest::newRow("capitals") << u"the GDPR, PostgreSQL and US-amerikanische Daten"_s
                              << QStringList{u"the"_s, u"and"_s, u"US-amerikanische"_s, u"Daten"_s};
    QTest::newRow("paths") << u"in /var/log/x and C:\\temp or my_file; and/or"_s
                           << QStringList{u"in"_s, u"and"_s, u"or"_s, u"and"_s, u"or"_s};
    QTest::newRow("hyphens") << u"Adress- und E-Mail-Adresse - well"_s
                             << QStringList{u"Adress-"_s, u"und"_s, u"E-Mail-Adresse"_s, u"well"_s};
    QTest::newRow("mark") << u"Known\uFFFCsince"_s << QStringList{u"Known"_s, u"since"_s};
    QTest::newRow("quotes") << u"‘one’ 'two' „drei“"_s << QStringList{u"one"_s, u"two"_s, u"drei"_s};
    QTest::newRow("too long") << QString(61, u'a') << QStringList();
}

void SpellingTest::takesTheWordsOfALine()
{
    QFETCH(const QString, line);
    QFETCH(const QStringList, words);
    QStringList found;
    for (const PlacedWord& one : wordsToSpell(line)) {
        QCOMPARE(line.sliced(one.at, one.word.size()), one.word);
        found.append(one.word);
    }
    QCOMPARE(found, words);
}

void SpellingTest::knowsWordsWhateverTheirCase()
{
    Vocabulary words;
    words.add(u"Grünfeldt & Cie., „Nordlys“ O’Brian"_s);
    for (const QString& known : {u"Grünfeldt"_s, u"grünfeldts"_s, u"NORDLYS"_s, u"Nordlys’s"_s, u"Nordlys’"_s,
                                 u"o'brian"_s, u"Gru\u0308nfeldt"_s, u"Nord\u00ADlys"_s}) {
        QVERIFY2(words.has(known), qPrintable(known));
    }
    QVERIFY(!words.has(u"Grünfeld"_s) && !words.has(u"Nord"_s) && !words.has(u"s"_s));
}

void SpellingTest::findsWrongWordsAndWhatWasMeant_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QStringList>("right");
    QTest::addColumn<QString>("wrong");
    QTest::addColumn<QString>("meant");
    QTest::newRow("English") << u"en"_s
                             << QStringList{u"receive"_s, u"Customer’s"_s, u"colour"_s, u"color"_s, u"well-known"_s}
                             << u"recieve"_s << u"receive"_s;
    QTest::newRow("German") << u"de"_s
                            << QStringList{u"Überprüfung"_s,
                                           u"Straße"_s,
                                           u"Datenschutzbeauftragter"_s,
                                           u"Adress-"_s,
                                           u"U\u0308berpru\u0308fung"_s,
                                           u"Datenschutzverletzungsmeldung"_s,
                                           u"Konzern-Datenschutz"_s}
                            << u"Überprufung"_s << u"Überprüfung"_s;
    QTest::newRow("German compound") << u"de-DE"_s << QStringList{u"Kundendaten"_s} << u"Datenschutzverlezung"_s
                                     << u"Datenschutzverletzung"_s;
}

void SpellingTest::findsWrongWordsAndWhatWasMeant()
{
    QFETCH(const QString, language);
    QFETCH(const QStringList, right);
    QFETCH(const QString, wrong);
    QFETCH(const QString, meant);
    const Speller speller(language);
    QVERIFY2(speller.isThere(), "the dictionaries of packaging/packages are not installed");
    QCOMPARE(speller.wrong(right, {}), QStringList());
    QCOMPARE(speller.wrong(right + QStringList{wrong}, {}), QStringList{wrong});
    QVERIFY2(speller.suggestions(wrong).contains(meant), qPrintable(speller.suggestions(wrong).join(u' ')));
    QVERIFY(speller.suggestions(wrong).size() <= 7);
    Vocabulary taught;
    taught.add(wrong);
    QCOMPARE(speller.wrong({wrong, wrong + u"-Meldung"_s}, taught).contains(wrong), false);
}

void SpellingTest::marksStandBetweenWords()
{
    const Text text = must(readMarkup(u"Known{aware}since {?: wann genauu} **be**fore"_s));
    QStringList words;
    for (const PlacedWord& one : wordsToSpell(spelledLine(text.blocks.front().spans))) {
        words.append(one.word);
    }
    QCOMPARE(words, (QStringList{u"Known"_s, u"since"_s, u"before"_s}));
}

void SpellingTest::withoutADictionaryNothingIsWrong()
{
    const QTemporaryDir empty;
    for (const auto& [language, folders] :
         {std::pair(u"en"_s, QStringList{empty.path()}), std::pair(u"de"_s, QStringList()),
          std::pair(u"tlh"_s, dictionaryFolders())}) {
        const Speller speller(language, folders);
        QVERIFY(!speller.isThere());
        QCOMPARE(speller.wrong({u"qqqq"_s}, {}), QStringList());
        QCOMPARE(speller.suggestions(u"qqqq"_s), QStringList());
    }
}

void SpellingTest::readsDictionariesInLatin1()
{
    const QTemporaryDir folder;
    const auto put = [&](const QString& name, const QByteArray& bytes) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    };
    put(u"de_DE.aff"_s, "SET ISO8859-1\nTRY \xfc\n");
    put(u"de_DE.dic"_s, "2\nT\xfcr\nTor\n");
    const Speller speller(u"de"_s, {folder.path()});
    QCOMPARE(speller.wrong({u"Tür"_s, u"Tor"_s, u"Tur"_s, u"Тур"_s}, {}), (QStringList{u"Tur"_s, u"Тур"_s}));
    QVERIFY(speller.suggestions(u"Tur"_s).contains(u"Tür"_s));
    // One that nobody here can read is as good as none.
    put(u"de_DE.aff"_s, "SET KOI8-R\n");
    QCOMPARE(Speller(u"de"_s, {folder.path()}).wrong({u"Tur"_s}, {}), QStringList());
}

void SpellingTest::aDraftKnowsItsNamesAndTheOrganisationsWords()
{
    Desk desk;
    const auto book = must(deadline::Lawbook::load());
    const auto shelf = must(Bookshelf::load());
    const Id incident = desk.declare();
    Party party;
    party.name = u"Grünfeldt Nordlys Cie"_s;
    party.kind = u"account"_s;
    must(desk->add(incident, party));
    desk.clock().advance(Desk::minute);
    Drafting drafting(desk.casework(), book, shelf);
    const Id id = must(drafting.begin(incident, {.templateId = u"press-qa"_s}));
    const auto notes = [&] {
        const auto papers = must(drafting.papers(incident));
        const auto picture = drafting.picture(must(desk->one<Disclosure>(id)), papers);
        return spellingNotes(picture, Speller(u"en"_s), must(vocabularyOf(desk.casework(), shelf, picture, papers)));
    };
    // What a template says is never wrong.
    QVERIFY2(notes().empty(), qPrintable(notes().empty() ? QString() : notes().front().text));
    const QString key = must(drafting.picture(id)).sections.front().value.key;
    desk.clock().advance(Desk::minute);
    VERIFY_OK(drafting.setSection(id, key,
                                  u"Nordlys’s customers and Ada will recieve a frobnicated copy.\n\n"
                                  "| Twwo | cells |\n| --- | --- |\n| recieve | {aware} |"_s));
    auto found = notes();
    QStringList words;
    std::ranges::transform(found, std::back_inserter(words), &Finding::text);
    QCOMPARE(words, (QStringList{u"recieve"_s, u"frobnicated"_s, u"Twwo"_s}));
    QCOMPARE(found.front().suggestion, u"receive"_s);
    QVERIFY(std::ranges::none_of(found, &Finding::stops));
    QCOMPARE(found.front().section, key);
    // Taught, and forgotten again.
    COMPARE_ERROR(setOrganisationWord(desk.casework(), u"two words"_s, true), "disclosure.word");
    COMPARE_ERROR(setOrganisationWord(desk.casework(), {}, true), "disclosure.word");
    VERIFY_OK(setOrganisationWord(desk.casework(), u"frobnicated"_s, true));
    QCOMPARE(notes().size(), std::size_t(2));
    QCOMPARE(must(organisationWords(desk.casework())), QStringList{u"frobnicated"_s});
    QVERIFY(must(organisation(desk.casework())).empty());
    desk.clock().advance(Desk::minute);
    VERIFY_OK(setOrganisationWord(desk.casework(), u"frobnicated"_s, false));
    QCOMPARE(notes().size(), std::size_t(3));
    QCOMPARE(must(organisationWords(desk.casework())), QStringList());
}

QTEST_GUILESS_MAIN(SpellingTest)
#include "tst_spelling.moc"
