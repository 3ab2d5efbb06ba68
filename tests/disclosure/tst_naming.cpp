#include "incident/desk.h"
#include "models/disclosure/drafting.h"
#include "models/incident/entities.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Notices to one customer that name others.
class NamingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNames_data();
    void findsNames();
    void stopsANoticeThatNamesAnother_data();
    void stopsANoticeThatNamesAnother();
    void othersThanCustomersMayBeNamed();
};

void NamingTest::findsNames_data()
{
    QTest::addColumn<QString>("own");
    QTest::addColumn<QString>("other");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("found"); // "stop", "note", "no"
    const auto row = [](const char* name, const QString& own, const QString& other, const QString& text,
                        const char* found) {
        QTest::newRow(name) << own << other << text << QString::fromLatin1(found);
    };
    const QString own = u"Contoso Ltd"_s;
    row("as recorded", own, u"Northwind"_s, u"The export of Northwind was copied."_s, "stop");
    row("another case", own, u"Northwind"_s, u"The export of NORTHWIND was copied."_s, "stop");
    row("genitive", own, u"Northwind"_s, u"It was Northwind's export."_s, "stop");
    row("German genitive", own, u"Nordwind"_s, u"Es war Nordwinds Export."_s, "stop");
    row("German compound with a hyphen", own, u"Nordwind AG"_s, u"Die Nordwind-Daten waren dabei."_s, "stop");
    row("without the legal form", own, u"Müller Logistik GmbH & Co. KG"_s, u"Wie bei Müller Logistik."_s, "stop");
    row("without marks", own, u"Café Söder"_s, u"as for cafe soder"_s, "stop");
    row("sharp s", own, u"Weiß AG"_s, u"Auch WEISS ist betroffen."_s, "stop");
    row("part of a word", own, u"Wind"_s, u"Windows was closed."_s, "no");
    row("a part of another name", own, u"Northwind Traders"_s, u"The rows of Northwind."_s, "note");
    row("a part of another name, small", own, u"Northwind Traders"_s, u"A northwind blew."_s, "no");
    row("its own name", u"Northwind"_s, u"Contoso"_s, u"Northwind was told."_s, "no");
    row("its own name holds another's", u"Acme Health GmbH"_s, u"Acme"_s, u"Acme Health was told."_s, "no");
    row("both", u"Acme Health GmbH"_s, u"Acme"_s, u"Acme Health and Acme were told."_s, "stop");
    row("another's holds its own", u"Acme"_s, u"Acme Health GmbH"_s, u"Acme Health was told."_s, "stop");
    row("an ordinary word, small", own, u"Target"_s, u"The target of the attack."_s, "note");
    row("an ordinary word as a name", own, u"Target"_s, u"The rows of Target."_s, "stop");
    row("very short", own, u"SAP"_s, u"The rows of SAP."_s, "note");
    row("very short and small", own, u"It"_s, u"When it was found."_s, "no");
    row("a number", own, u"4711"_s, u"There were 4711 rows."_s, "note");
    row("a tenant's id", own, u"tenant-north"_s, u"In tenant-north nothing was found."_s, "stop");
}

void NamingTest::findsNames()
{
    QFETCH(const QString, own);
    QFETCH(const QString, other);
    QFETCH(const QString, text);
    QFETCH(const QString, found);
    const auto party = [](qint64 number, const QString& name) {
        Kept<Party> kept;
        kept.id = Id::make(number);
        kept.value.name = name;
        kept.value.kind = u"account"_s;
        return kept;
    };
    const Kept<Party> addressee = party(1, own);
    const OtherCustomers others(addressee, {addressee, party(2, other)}, nullptr);
    const auto named = others.namedIn(text);
    QCOMPARE(named.empty() ? u"no"_s : named.front().isOrdinary ? u"note"_s : u"stop"_s, found);
    if (!named.empty()) {
        QCOMPARE(named.front().name, other);
    }
}

void NamingTest::stopsANoticeThatNamesAnother_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("measure");
    QTest::newRow("English") << u"en"_s << u"We have locked the export of Northwind."_s;
    QTest::newRow("German") << u"de"_s << u"Wir haben den Export der Northwind GmbH gesperrt."_s;
}

void NamingTest::stopsANoticeThatNamesAnother()
{
    QFETCH(const QString, language);
    QFETCH(const QString, measure);
    Desk desk;
    const auto book = must(deadline::Lawbook::load());
    const auto shelf = must(Bookshelf::load());
    const Id incident = desk.declare();
    const auto add = [&](const QString& name) {
        Party party;
        party.name = name;
        party.kind = u"account"_s;
        party.ourRole = u"processor"_s;
        desk.clock().advance(Desk::minute);
        return must(desk->add(incident, party));
    };
    const Id contoso = add(u"Contoso"_s);
    const Id northwind = add(u"Northwind GmbH"_s);
    Drafting drafting(desk.casework(), book, shelf);
    const auto begin = [&](const Id& party) {
        desk.clock().advance(Desk::minute);
        return must(
            drafting.begin(incident, {.templateId = u"processor-notice"_s, .language = language, .party = party}));
    };
    const auto namings = [&](const Id& draft) {
        const auto check = must(drafting.check(must(drafting.picture(draft))));
        std::vector<Finding> found;
        std::ranges::copy_if(check.findings, std::back_inserter(found),
                             [](const Finding& one) { return one.rule == u"names-another"_s; });
        return found;
    };
    const Id draft = begin(contoso);
    const Id theirs = begin(northwind);
    QVERIFY(namings(draft).empty());
    for (const Id& id : {draft, theirs}) {
        const auto section = must(drafting.picture(id)).sections.front();
        desk.clock().advance(Desk::minute);
        VERIFY_OK(drafting.setSection(id, section.value.key, section.value.text + u"\n\n"_s + measure));
    }
    QVERIFY(namings(theirs).empty()); // its own name
    const auto found = namings(draft);
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(found.front().stops);
    QCOMPARE(found.front().text, measure);
    COMPARE_ERROR(drafting.submit(draft), "disclosure.not-ready");

    COMPARE_ERROR(drafting.letName(draft, measure, u" "_s), "value.empty");
    COMPARE_ERROR(drafting.letName(draft, u"No such sentence."_s, u"x"_s), "disclosure.sentence");
    desk.clock().advance(Desk::minute);
    const Id let = must(drafting.letName(draft, measure, u"Both belong to one group."_s));
    QCOMPARE(namings(draft).size(), std::size_t(1));
    QVERIFY(!namings(draft).front().stops);
    QVERIFY(namings(draft).front().reason.contains(u"Both belong to one group."_s));
    // It answers for these words only, and carries no claim.
    const auto section = must(drafting.picture(draft)).sections.front();
    desk.clock().advance(Desk::minute);
    VERIFY_OK(drafting.setSection(draft, section.value.key, section.value.text + u" Northwind too."_s));
    QCOMPARE(std::ranges::count_if(namings(draft), &Finding::stops), 1);
    VERIFY_OK(drafting.unbind(let));
    QCOMPARE(std::ranges::count_if(namings(draft), &Finding::stops), 2);
}

void NamingTest::othersThanCustomersMayBeNamed()
{
    Kept<Party> addressee;
    addressee.id = Id::make(1);
    addressee.value.name = u"Contoso"_s;
    addressee.value.kind = u"account"_s;
    Kept<Party> authority = addressee;
    authority.id = Id::make(2);
    authority.value.name = u"Datenschutzbehörde"_s;
    authority.value.kind = u"authority"_s;
    const OtherCustomers others(addressee, {addressee, authority}, nullptr);
    QVERIFY(others.isEmpty());
    authority.value.tenant = u"tenant-9"_s;
    QVERIFY(!OtherCustomers(addressee, {addressee, authority}, nullptr).isEmpty());
    authority.value.isStruck = true;
    QVERIFY(OtherCustomers(addressee, {addressee, authority}, nullptr).isEmpty());
}

QTEST_GUILESS_MAIN(NamingTest)
#include "tst_naming.moc"
