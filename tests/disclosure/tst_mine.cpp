#include "incident/desk.h"
#include "models/base/digest.h"
#include "models/disclosure/packmaking.h"
#include "models/incident/entities.h"

#include <QBuffer>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;
using provenance::Registry;
using provenance::Verdict;

namespace {
const QByteArray columns = "name,email,phone,birthdate";
QByteArray person(const QByteArray& who, int number)
{
    static const char letters[] = "bcdfghjklm";
    QByteArray name = "xaxor";
    name[0] = letters[number % 10];
    name[2] = letters[number / 10 % 10];
    const int other = number + 100 * who.at(0); // nobody shares anything with anybody
    return who + name + " Von" + who + name + ',' + who + QByteArray::number(number) + "@made-up.org,+49 30 "
        + QByteArray::number(1'000'000 + 7 * other) + ",19" + QByteArray::number(50 + (number + who.at(0)) % 50) + "-1"
        + QByteArray::number(number % 3) + "-1" + QByteArray::number(number % 9);
}
QByteArray people(const QByteArray& who, int from, int to)
{
    QByteArray text;
    for (int i = from; i < to; ++i) {
        text += person(who, i) + '\n';
    }
    return text;
}
SecretBytes passphrase()
{
    return SecretBytes::copyOf("four quiet harbours at noon");
}

/// "Pages: 1" of pdfinfo.
int pagesOf(const QByteArray& pdf)
{
    QTemporaryFile file;
    if (!file.open() || file.write(pdf) != pdf.size() || !file.flush()) {
        qFatal("no temporary file");
    }
    const QString program = QStandardPaths::findExecutable(u"pdfinfo"_s);
    if (program.isEmpty()) {
        qFatal("pdfinfo is missing: install poppler-utils");
    }
    QProcess process;
    process.start(program, {file.fileName()});
    process.waitForFinished();
    static const QRegularExpression pages(u"Pages:\\s+(\\d+)"_s);
    return pages.match(QString::fromUtf8(process.readAllStandardOutput())).captured(1).toInt();
}
} // namespace

/// What everybody is told, and what one customer is told: both by texts that were approved.
class TestMine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void withoutAVerdictTheAnswerIsStopped();
    void withoutProductionItSaysThatItCannotTell();
    void aLeakIsExamined();
    void itsFiguresAreThoseOfTheReport_data();
    void itsFiguresAreThoseOfTheReport();
    void itNamesNoCustomer();
    void whatPeopleSetIsSaid();
    void theAnswerFitsOnOnePage_data();
    void theAnswerFitsOnOnePage();
    void aPackNeedsItsLetterApproved();
    void aPackIsWhatWasApproved();
    void aPackIsMadeForNobodyElse();
    void whatMovedOrWasChangedIsMadeNoMore();
    void theLetterIsNoNotice();

private:
    [[nodiscard]] Casework& casework() { return m_desk->casework(); }
    [[nodiscard]] Drafting drafting() { return {casework(), m_book, m_shelf}; }
    [[nodiscard]] Picture picture(const Id& id) { return must(drafting().picture(id)); }
    [[nodiscard]] Check check(const Id& id) { return must(drafting().check(picture(id))); }
    void wait() { m_desk->clock().advance(1000); }
    void registered(const QByteArray& content, const QString& name, bool isProduction)
    {
        QBuffer source;
        source.setData(content);
        source.open(QIODevice::ReadOnly);
        DataSet about;
        about.name = name;
        about.version = u"2.1"_s;
        about.isProduction = isProduction;
        wait();
        must(Registry(casework()).registerDataSet(source, about));
    }
    Id asked(const Id& incident, const QByteArray& rows)
    {
        QBuffer source;
        source.setData(columns + '\n' + rows);
        source.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = u"leak.csv"_s;
        wait();
        return must(Registry(casework()).classifyInto(incident, source, about)).evidence;
    }
    [[nodiscard]] Id draft(const Id& incident, const QString& which, const QString& language = u"en"_s,
                           const Id& party = {})
    {
        wait();
        const Id id = must(drafting().begin(incident,
                                            {.templateId = which,
                                             .language = language,
                                             .party = party,
                                             .recipient = party.isNull() ? u"All customers"_s : QString(),
                                             .channel = u"E-mail"_s}));
        Disclosure after = must(casework().one<Disclosure>(id)).value;
        after.nextUpdate = m_desk->clock().now() + Desk::day;
        must(drafting().setDetails(id, after));
        static const QRegularExpression gap(uR"(\{\?:[^}]*\})"_s);
        for (const auto& section : picture(id).sections) {
            QString text = section.value.text;
            must(drafting().setSection(id, section.value.key, text.replace(gap, u"as we told you."_s)));
        }
        return id;
    }
    [[nodiscard]] Id customer(const QString& name, const QString& tenant)
    {
        Party party;
        party.name = name;
        party.kind = u"account"_s;
        party.tenant = tenant;
        party.contact = u"Security, "_s + name;
        wait();
        return must(casework().add(m_incident, party));
    }
    void approve(const Id& id, const QStringList& by = {u"Lena"_s, u"Carl"_s})
    {
        for (const QString& who : by) {
            m_desk->signIn(who);
            wait();
            must(drafting().approve(id, TestVault::credential(who)));
        }
        m_desk->signIn();
        wait();
    }
    [[nodiscard]] Id approvedLetter(const QString& language = u"en"_s)
    {
        const Id id = draft(m_incident, u"check-pack"_s, language, m_acme);
        must(drafting().submit(id));
        approve(id);
        return id;
    }
    static QString stopping(const Check& check)
    {
        QStringList all;
        for (const Finding& one : check.findings) {
            if (one.stops) {
                all.append(one.rule + u": "_s + one.text + u" "_s + one.reason);
            }
        }
        return all.join(u'\n');
    }

    std::unique_ptr<Desk> m_desk;
    QTemporaryDir m_folder;
    deadline::Lawbook m_book;
    Bookshelf m_shelf;
    Id m_incident;
    Id m_acme;
};

void TestMine::initTestCase()
{
    m_book = must(deadline::Lawbook::load());
    m_shelf = must(Bookshelf::load());
    m_desk = std::make_unique<Desk>();
    m_desk->enrol(u"Lena"_s, Role::Legal);
    m_desk->enrol(u"Carl"_s, Role::Compliance);
    m_incident = m_desk->declare();
    for (const auto& [name, value] :
         {std::pair(u"org.name"_s, u"Harbour Systems GmbH"_s), std::pair(u"org.contact"_s, u"+49 30 5550100"_s)}) {
        wait();
        VERIFY_OK(setOrganisation(casework(), name, value));
    }
    m_acme = customer(u"Acme AG"_s, u"Acme"_s);
    registered(columns + '\n' + people("s", 0, 60), u"Harbour demo"_s, false);
}

void TestMine::withoutAVerdictTheAnswerIsStopped()
{
    const Id id = draft(m_incident, u"answer"_s);
    const Check found = check(id);
    QVERIFY(!found.isOk());
    for (const QString& element : {u"an-sentence"_s, u"an-synthetic"_s, u"an-real"_s, u"an-checked"_s}) {
        const auto state = std::ranges::find_if(found.elements,
                                                [&](const ElementState& one) { return one.element.id == element; });
        QVERIFY2(state->state == ElementState::State::Missing, qPrintable(element));
    }
    for (const QString& fact : {u"verdict.unread"_s, u"verdict.undecided"_s}) {
        QVERIFY2(stopping(found).contains(u"fact-unknown: "_s + FactSheet::labelOf(fact)), qPrintable(fact));
    }
    COMPARE_ERROR(drafting().submit(id), "disclosure.not-ready");
    VERIFY_OK(drafting().strike(id, u"Too early"_s));
}

void TestMine::withoutProductionItSaysThatItCannotTell()
{
    wait();
    const Id other = m_desk->declare(u"Another"_s);
    asked(other, people("s", 0, 3) + people("x", 0, 1));
    const auto facts = picture(draft(other, u"answer"_s)).facts;
    for (const QString& name : {u"verdict.share.real"_s, u"verdict.tenants"_s, u"verdict.sentence"_s}) {
        QVERIFY2(facts.find(name)->text.contains(u"production data would have to be registered"_s), qPrintable(name));
    }
    QVERIFY(facts.find(u"verdict.share.synthetic"_s)->text.startsWith(u"3 of 4 rows (75.0 %"_s));
    for (const QString& language : {u"en"_s, u"de"_s}) {
        const Check found = check(draft(other, u"answer"_s, language));
        QVERIFY2(found.isOk(), qPrintable(stopping(found)));
    }
}

/// Ten rows of Acme, five of Bolt, twenty made up, four of nobody.
void TestMine::aLeakIsExamined()
{
    QByteArray production = columns + ",tenant\n";
    for (int i = 0; i < 100; ++i) {
        production += person("p", i) + (i < 50 ? ",Acme\n" : ",Bolt\n");
    }
    registered(production, u"Production"_s, true);
    asked(m_incident, people("p", 0, 10) + people("p", 60, 65) + people("s", 0, 20) + people("x", 0, 4));
    QCOMPARE(must(provenance::Answers(casework()).standings(m_incident)).size(), 1U);
}

void TestMine::itsFiguresAreThoseOfTheReport_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("share");
    QTest::newRow("English") << u"en"_s << u"%1 of %2 rows (%3 %"_s;
    QTest::newRow("German") << u"de"_s << u"%1 von %2 Zeilen (%3 %"_s;
}

void TestMine::itsFiguresAreThoseOfTheReport()
{
    QFETCH(const QString, language);
    QFETCH(const QString, share);
    const auto standings = must(provenance::Answers(casework()).standings(m_incident));
    const VerdictReport& report = standings.front().report.value;
    QCOMPARE(report.rows, 39);
    const Id id = draft(m_incident, u"answer"_s, language);
    const Check found = check(id);
    QVERIFY2(found.isOk(), qPrintable(stopping(found)));
    const Picture now = picture(id);
    const QLocale locale(language == u"de"_s ? QLocale::German : QLocale::English);
    const auto says = [&](const QString& name, qint64 rows) {
        const QString wanted = share.arg(rows)
                                   .arg(report.rows)
                                   .arg(locale.toString(
                                       100.0 * static_cast<double>(rows) / static_cast<double>(report.rows), 'f', 1));
        const FactValue* value = now.facts.find(name);
        QVERIFY2(value->text.startsWith(wanted), qPrintable(value->text + u" / "_s + wanted));
        QVERIFY(plainText(now.filled()).contains(value->text));
        QCOMPARE(value->evidence, std::vector{report.evidence});
    };
    says(u"verdict.share.synthetic"_s, report.synthetic);
    says(u"verdict.share.real"_s, report.production + report.mixed);
    says(u"verdict.undecided"_s, report.unknown);
    says(u"verdict.unread"_s, report.unreadable);
    QCOMPARE(report.production + report.mixed, 15);
    QCOMPARE(report.synthetic, 20);
    QVERIFY(now.facts.find(u"verdict.tenants"_s)->text.startsWith(u"2 ("_s));
    QVERIFY(now.facts.find(u"verdict.sources"_s)->text.startsWith(u"Harbour demo 2.1 ("_s));
    QVERIFY(now.facts.find(u"verdict.sources"_s)->text.contains(u": 20)"_s));
    QVERIFY(now.facts.find(u"verdict.checked"_s)->text.startsWith(locale.toString(100.0, 'f', 1)));
    // It is a version like any other: figures that move hold it back.
    must(drafting().submit(id));
    QVERIFY(picture(id).moved.empty());
    VERIFY_OK(drafting().strike(id, u"Looked at"_s));
}

void TestMine::itNamesNoCustomer()
{
    const QString page = plainText(picture(draft(m_incident, u"answer"_s)).filled());
    for (const QString& name : {u"Acme"_s, u"Bolt"_s}) {
        QVERIFY(!page.contains(name, Qt::CaseInsensitive));
    }
}

void TestMine::whatPeopleSetIsSaid()
{
    const auto standing = must(provenance::Answers(casework()).standings(m_incident)).front();
    wait();
    const Id set = must(provenance::Answers(casework())
                            .setRows(standing.report.value.evidence,
                                     provenance::RowSet(std::vector<provenance::RowSet::Stretch>{{36, 37}}),
                                     Verdict::Production, u"Known to us by name"_s, {}));
    const auto facts = picture(draft(m_incident, u"answer"_s)).facts;
    QVERIFY(facts.find(u"verdict.share.real"_s)->text.startsWith(u"17 of 39"_s));
    QVERIFY(facts.find(u"verdict.sentence"_s)->text.contains(u"at least 17"_s));
    QVERIFY(facts.find(u"verdict.method"_s)->text.endsWith(u"rows: 2"_s));
    QVERIFY(facts.find(u"verdict.tenants"_s)->text.startsWith(u"before people set"_s));
    wait();
    VERIFY_OK(provenance::Answers(casework()).takeBack(set, u"Mistaken"_s));
}

void TestMine::theAnswerFitsOnOnePage_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << u"en"_s;
    QTest::newRow("German") << u"de"_s;
}

void TestMine::theAnswerFitsOnOnePage()
{
    QFETCH(const QString, language);
    const Picture now = picture(draft(m_incident, u"answer"_s, language));
    const auto outgoing = must(drafting().outgoing(now, std::nullopt, false));
    QCOMPARE(pagesOf(must(exported(outgoing, u"pdf"_s))), 1);
    // The most that the facts can say, with room for the banner of a draft.
    FactSources sources = must(FactSources::read(casework(), m_book, m_incident));
    VerdictFigures& figures = sources.figures;
    constexpr quint64 billion = 1'000'000'000;
    figures.files = 120'000;
    figures.rows = 4 * billion;
    figures.synthetic = figures.real = figures.undecided = billion;
    figures.unread = figures.unreadable = billion;
    figures.setByPeople = figures.differing = billion;
    figures.hadProductionSet = false;
    figures.sets.clear();
    for (int i = 0; i < 40; ++i) {
        figures.sets.emplace_back(u"Customer success rehearsal data, region %1"_s.arg(i), billion);
    }
    for (int i = 0; i < 5; ++i) {
        figures.rules.emplace(i, i);
    }
    sources.organisation[u"org.name"_s] = u"Harbour Systems Gesellschaft für Kundenplattformen mbH & Co. KG"_s;
    sources.organisation[u"org.contact"_s] = u"Incident desk, incidents@harbour.example, +49 30 5550100"_s;
    Picture most = now;
    most.facts = FactSheet::of(sources, {.language = language, .zone = u"Europe/Berlin"_s, .nextUpdate = sources.now});
    const QString sets = most.facts.find(u"verdict.sources"_s)->text;
    QVERIFY2(sets.contains(u"region 2 "_s) && !sets.contains(u"region 3 "_s) && sets.contains(u": 37;"_s),
             qPrintable(sets));
    Outgoing page = outgoing;
    page.text = most.filled();
    QVERIFY(!page.banner.isEmpty());
    // And with words of people's own, up to the last that the check lets through; headings of sections are not counted.
    const Template* head = m_shelf.templates.find(u"answer"_s, language);
    constexpr int headings = 20;
    const int room = head->mostWords + headings - wordCount(plainText(page.text));
    QVERIFY2(room > headings, qPrintable(QString::number(room)));
    page.text = must(readMarkup(writeMarkup(page.text) + u"\n\n"_s + QString(u"ordinary "_s).repeated(room)));
    QCOMPARE(pagesOf(must(exported(page, u"pdf"_s))), 1);
    const Check found = checkText({{u"sentence"_s, u"All"_s, page.text}}, head, {}, language, most.facts,
                                  m_shelf.claims, {});
    QVERIFY(std::ranges::any_of(found.findings, [](const Finding& one) { return one.rule == "length"_L1; }));
}

void TestMine::aPackNeedsItsLetterApproved()
{
    for (const QString& language : {u"de"_s, u"en"_s}) {
        const Check found = check(draft(m_incident, u"check-pack"_s, language, m_acme));
        QVERIFY2(found.isOk(), qPrintable(stopping(found)));
    }
    const QString file = m_folder.filePath(u"refused.pack"_s);
    const auto sealed = [&](const Id& id) { return sealPack(casework(), drafting(), id, passphrase(), 0); };
    const Id id = draft(m_incident, u"check-pack"_s, u"en"_s, m_acme);
    COMPARE_ERROR(sealed(id), "disclosure.not-submitted");
    must(drafting().submit(id));
    COMPARE_ERROR(sealed(id), "disclosure.not-approved");
    approve(id, {u"Lena"_s});
    COMPARE_ERROR(sealed(id), "disclosure.not-approved");
    approve(id, {u"Carl"_s});
    const auto pack = must(sealed(id));
    // A signature that is taken back counts for the file too.
    m_desk->signIn(u"Carl"_s);
    const auto approvals = picture(id).approvals;
    const auto own = std::ranges::find_if(approvals, [](const auto& one) { return one.value.asCompliance; });
    wait();
    VERIFY_OK(drafting().withdrawApproval(own->id, u"Read again"_s));
    m_desk->signIn();
    COMPARE_ERROR(sealed(id), "disclosure.not-approved");
    COMPARE_ERROR(writePack(casework(), drafting(), id, pack, file), "disclosure.not-approved");
    QVERIFY(!QFile::exists(file));
    // No other text stands for it, however it is approved.
    const Id answer = draft(m_incident, u"answer"_s);
    must(drafting().submit(answer));
    approve(answer);
    QVERIFY(picture(answer).stand == Stand::Approved);
    COMPARE_ERROR(sealed(answer), "pack.no-letter");
}

void TestMine::aPackIsWhatWasApproved()
{
    const Id id = approvedLetter();
    const QString file = m_folder.filePath(u"acme.pack"_s);
    const auto sealed = must(sealPack(casework(), drafting(), id, passphrase(), 0));
    const auto made = must(writePack(casework(), drafting(), id, sealed, file));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArray octets = written.readAll();
    QCOMPARE(made.sha256, sha256(octets));
    QCOMPARE(QFileInfo(file).permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
             QFileDevice::Permissions());
    Pack pack = must(openPack(octets, passphrase()));
    QCOMPARE(pack.facts(), made.facts);
    QCOMPARE(pack.facts().tenant.toLower(), u"acme"_s);
    QCOMPARE(pack.facts().organisation, u"Harbour Systems GmbH"_s);
    QCOMPARE(pack.facts().incident, must(casework().incident(m_incident)).value.codeName);
    QCOMPARE(pack.facts().permilleRead, 1000);
    QCOMPARE(pack.facts().rows, 10U);
    QVERIFY(pack.facts().readUntil > 0 && pack.facts().readUntil <= pack.facts().madeAt);
    const auto steps = must(casework().all<CustodyStep>(m_incident));
    QVERIFY(std::ranges::any_of(steps, [&](const auto& step) {
        return step.value.evidence == made.samples.front().evidence.id && step.value.action == u"extracted"_s
            && step.value.note.contains(hex(made.sha256));
    }));
    const auto timeline = must(casework().timeline(m_incident, {.text = u"Check pack"_s}));
    QVERIFY(std::ranges::any_of(timeline, [&](const TimelineRow& row) {
        return row.observation && row.observation->value.raw.contains(hex(made.sha256))
            && row.observation->value.raw.contains(picture(id).newest()->value.title);
    }));
    // Not written over, and nothing of the values in the clear.
    COMPARE_ERROR(writePack(casework(), drafting(), id, sealed, file), "provenance.target-exists");
    for (int i = 0; i < 10; ++i) {
        QVERIFY(!octets.contains('p' + QByteArray::number(i) + "@made-up.org"));
    }
    QVERIFY(!octets.contains("Acme") && !octets.contains("acme") && !octets.contains("Harbour"));
}

void TestMine::aPackIsMadeForNobodyElse()
{
    const Id id = approvedLetter();
    auto sealed = must(sealPack(casework(), drafting(), id, passphrase(), 0));
    Pack pack = must(openPack(sealed.octets, passphrase()));
    QBuffer list;
    list.setData(columns + '\n' + people("p", 60, 65) + people("p", 0, 10));
    list.open(QIODevice::ReadOnly);
    const CheckResult result = must(checkMine(pack, list));
    QCOMPARE(result.inLeak, 10U); // of Bolt's five rows in the leak it knows nothing
    QCOMPARE(result.notFound, 5U);
    // Whose it is was signed: it cannot be turned into another customer's afterwards.
    Party party = must(casework().one<Party>(m_acme)).value;
    party.tenant = u"Bolt"_s;
    wait();
    VERIFY_OK(casework().update(m_acme, party));
    COMPARE_ERROR(sealPack(casework(), drafting(), id, passphrase(), 0), "disclosure.moved");
    party.tenant = u"Acme"_s;
    wait();
    VERIFY_OK(casework().update(m_acme, party));
    const Id bolt = customer(u"Bolt Ltd"_s, u"Bolt"_s);
    Disclosure head = picture(id).disclosure.value;
    head.party = bolt;
    wait();
    VERIFY_OK(drafting().setDetails(id, head));
    COMPARE_ERROR(sealPack(casework(), drafting(), id, passphrase(), 0), "disclosure.moved");
    // Words in the place of the facts say nothing that could be held to.
    const Id vague = draft(m_incident, u"check-pack"_s, u"en"_s, m_acme);
    for (const auto& section : picture(vague).sections) {
        QString text = section.value.text;
        VERIFY_OK(drafting().setSection(vague, section.value.key, text.replace(u"{party.tenant}"_s, u"you"_s)));
    }
    must(drafting().submit(vague));
    approve(vague);
    COMPARE_ERROR(packWish(picture(vague)), "pack.unnamed");
}

void TestMine::whatMovedOrWasChangedIsMadeNoMore()
{
    const Id edited = approvedLetter();
    const auto sealed = must(sealPack(casework(), drafting(), edited, passphrase(), 0));
    VERIFY_OK(drafting().setSection(edited, u"contact"_s, u"{#cp-contact} {org.contact}, any time."_s));
    COMPARE_ERROR(sealPack(casework(), drafting(), edited, passphrase(), 0), "disclosure.void");
    const QString file = m_folder.filePath(u"void.pack"_s);
    COMPARE_ERROR(writePack(casework(), drafting(), edited, sealed, file), "disclosure.void");
    QVERIFY(!QFile::exists(file));

    const Id struck = approvedLetter();
    wait();
    VERIFY_OK(drafting().strike(struck, u"Another one."_s));
    COMPARE_ERROR(sealPack(casework(), drafting(), struck, passphrase(), 0), "disclosure.void");

    // A text without figures does not move, and still is not of what was examined later.
    const Id plain = draft(m_incident, u"check-pack"_s, u"en"_s, m_acme);
    QString limits = picture(plain).section(u"limits"_s)->value.text;
    VERIFY_OK(drafting().setSection(plain, u"limits"_s, limits.replace(u"{verdict.checked}"_s, u"as described"_s)));
    must(drafting().submit(plain));
    approve(plain);
    const Id letter = approvedLetter();
    must(sealPack(casework(), drafting(), letter, passphrase(), 0));
    asked(m_incident, people("p", 20, 22));
    COMPARE_ERROR(packWish(picture(letter)), "disclosure.moved");
    VERIFY_OK(packWish(picture(plain)));
    COMPARE_ERROR(sealPack(casework(), drafting(), plain, passphrase(), 0), "disclosure.moved");
    // Put up again and signed again it stands for what is known now.
    wait();
    must(drafting().submit(letter));
    COMPARE_ERROR(packWish(picture(letter)), "disclosure.not-approved");
    approve(letter);
    QCOMPARE(must(sealPack(casework(), drafting(), letter, passphrase(), 0)).facts.rows, 12U);
}

void TestMine::theLetterIsNoNotice()
{
    const Id id = approvedLetter();
    QVERIFY(picture(id).disclosure.value.clock.isNull());
    wait();
    must(drafting().recordSending(id, {}));
    QVERIFY(picture(id).stand == Stand::Sent);
    QVERIFY(must(casework().one<Party>(m_acme)).value.notice == NoticeState::Undecided);
    // Sent, it stands as long as its figures do: the pack may be made once more, with another key.
    VERIFY_OK(packWish(picture(id)));
}

QTEST_MAIN(TestMine)
#include "tst_mine.moc"
