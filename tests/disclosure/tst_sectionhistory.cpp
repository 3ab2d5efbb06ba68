#include "incident/desk.h"
#include "models/disclosure/drafting.h"
#include "models/disclosure/redacting.h"
#include "models/disclosure/sectionhistory.h"
#include "models/incident/entities.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class SectionHistoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void keepsEveryTextWithItsAuthor();
    void putsATextBackAsAnOrdinaryEdit();
    void sidesOfAContestAreMergedOverWhatBothHadSeen();
    void threeDesksContest();
    void theMergeOrASideSettlesIt();
    void whatIsSelectedIsRedactedAndLifted();

private:
    [[nodiscard]] Drafting drafting(Desk& desk) { return {desk.casework(), *m_book, *m_shelf}; }
    void write(Desk& desk, const QString& text)
    {
        desk.clock().advance(Desk::minute);
        VERIFY_OK(drafting(desk).setSection(m_draft, m_key, text));
    }
    [[nodiscard]] QStringList texts(const Desk& desk)
    {
        QStringList all;
        for (const SectionText& one : must(sectionHistory(const_cast<Desk&>(desk).casework(), m_section))) {
            all.append(one.text);
        }
        return all;
    }
    [[nodiscard]] std::optional<Contest> contest(Desk& desk) { return must(contestOf(desk.casework(), m_section)); }

    std::optional<deadline::Lawbook> m_book;
    std::optional<Bookshelf> m_shelf;
    std::unique_ptr<Desk> m_desk;
    Id m_incident, m_draft, m_section;
    QString m_key;
};

void SectionHistoryTest::initTestCase()
{
    m_book = must(deadline::Lawbook::load());
    m_shelf = must(Bookshelf::load());
    m_desk = std::make_unique<Desk>();
    m_desk->enrol(u"Lena"_s, Role::Legal);
    m_incident = m_desk->declare();
}

void SectionHistoryTest::init()
{
    m_desk->signIn();
    m_desk->clock().advance(Desk::minute);
    m_draft = must(drafting(*m_desk).begin(m_incident, {.templateId = u"press-qa"_s}));
    const auto sections = must(drafting(*m_desk).picture(m_draft)).sections;
    m_key = sections.front().value.key;
    m_section = sections.front().id;
}

void SectionHistoryTest::keepsEveryTextWithItsAuthor()
{
    const QString first = texts(*m_desk).front();
    QVERIFY(!first.isEmpty());
    write(*m_desk, u"One."_s);
    const qint64 between = m_desk->now();
    m_desk->signIn(u"Lena"_s);
    write(*m_desk, u"Two."_s);
    const auto history = must(sectionHistory(m_desk->casework(), m_section));
    QCOMPARE(texts(*m_desk), (QStringList{first, u"One."_s, u"Two."_s}));
    QCOMPARE(history[1].authorName, u"Ada"_s);
    QCOMPARE(history[2].authorName, u"Lena"_s);
    QVERIFY(history[0].at < history[1].at && history[1].at < history[2].at);
    QVERIFY(!history[0].isStanding && !history[1].isStanding && history[2].isStanding);
    // Another section's texts are not among them.
    const QString other = must(drafting(*m_desk).picture(m_draft)).sections.back().value.key;
    VERIFY_OK(drafting(*m_desk).setSection(m_draft, other, u"Elsewhere."_s));
    QCOMPARE(texts(*m_desk).size(), 3);
    // As it was then.
    const auto past = must(m_desk->casework().asOf(m_incident, between));
    QCOMPARE(must(sectionHistory(past, m_section)).size(), std::size_t(2));
    QVERIFY(must(sectionHistory(past, m_section)).back().isStanding);
}

void SectionHistoryTest::putsATextBackAsAnOrdinaryEdit()
{
    write(*m_desk, u"One."_s);
    write(*m_desk, u"Two."_s);
    const auto history = must(sectionHistory(m_desk->casework(), m_section));
    m_desk->clock().advance(Desk::minute);
    VERIFY_OK(drafting(*m_desk).putBack(m_draft, m_key, history[1].change));
    QCOMPARE(must(drafting(*m_desk).picture(m_draft)).section(m_key)->value.text, u"One."_s);
    QCOMPARE(texts(*m_desk).sliced(1), (QStringList{u"One."_s, u"Two."_s, u"One."_s}));
    COMPARE_ERROR(drafting(*m_desk).putBack(m_draft, m_key, 0), "disclosure.no-text");
    COMPARE_ERROR(drafting(*m_desk).putBack(m_draft, u"nowhere"_s, history[1].change), "disclosure.no-text");
}

void SectionHistoryTest::sidesOfAContestAreMergedOverWhatBothHadSeen()
{
    write(*m_desk, u"We knew at nine and told you at ten."_s);
    Desk other(m_desk->copy());
    QVERIFY(!contest(*m_desk));
    write(*m_desk, u"We knew at nine and told them at ten."_s);
    other.clock().set(m_desk->now());
    write(other, u"We knew at eight and told you at ten."_s);
    // Written after the other's, and still without having seen it: not what both start from.
    m_desk->clock().set(other.now());
    write(*m_desk, u"We knew at nine and told them at ten o’clock."_s);
    QVERIFY(m_desk->receive(other).accepted > 0);
    const auto found = contest(*m_desk);
    QVERIFY(found);
    QCOMPARE(found->base, u"We knew at nine and told you at ten."_s);
    QCOMPARE(found->sides.size(), std::size_t(2));
    QCOMPARE(found->sides.front().text, must(drafting(*m_desk).picture(m_draft)).section(m_key)->value.text);
    QVERIFY(std::ranges::all_of(found->sides, &SectionText::isStanding));
    QVERIFY(found->merge.isClean);
    QCOMPARE(found->merge.text, u"We knew at eight and told them at ten o’clock."_s);
    // Both devices see the same.
    QVERIFY(other.receive(*m_desk).accepted > 0);
    const auto there = contest(other);
    QVERIFY(there);
    QCOMPARE(there->base, found->base);
    QCOMPARE(there->merge, found->merge);
}

void SectionHistoryTest::threeDesksContest()
{
    write(*m_desk, u"one two three four"_s);
    Desk second(m_desk->copy());
    Desk third(m_desk->copy());
    write(*m_desk, u"ONE two three four"_s);
    write(second, u"one two three FOUR"_s);
    write(third, u"one two NONE four"_s);
    (void)m_desk->receive(second);
    (void)m_desk->receive(third);
    const auto found = contest(*m_desk);
    QVERIFY(found);
    QCOMPARE(found->sides.size(), std::size_t(3));
    QVERIFY(found->merge.isClean);
    QCOMPARE(found->merge.text, u"ONE two NONE FOUR"_s);
}

void SectionHistoryTest::theMergeOrASideSettlesIt()
{
    for (const bool isSide : {false, true}) {
        write(*m_desk, u"at nine."_s);
        Desk other(m_desk->copy());
        write(*m_desk, u"at ten."_s);
        write(other, u"at eleven."_s);
        (void)m_desk->receive(other);
        const auto found = contest(*m_desk);
        QVERIFY(found && !found->merge.isClean);
        QVERIFY(found->merge.text.contains("[ten]"_L1) && found->merge.text.contains("[eleven]"_L1));
        m_desk->clock().advance(Desk::minute);
        if (isSide) {
            VERIFY_OK(drafting(*m_desk).putBack(m_draft, m_key, found->sides.back().change));
        } else {
            write(*m_desk, found->merge.text);
        }
        QVERIFY(!contest(*m_desk));
        QCOMPARE(must(drafting(*m_desk).picture(m_draft)).section(m_key)->value.text,
                 isSide ? found->sides.back().text : found->merge.text);
        (void)other.receive(*m_desk);
        QVERIFY(!contest(other));
        // The one that was not taken is in the history.
        QVERIFY(texts(*m_desk).contains(u"at ten."_s) && texts(*m_desk).contains(u"at eleven."_s));
    }
}

void SectionHistoryTest::whatIsSelectedIsRedactedAndLifted()
{
    const auto redactions = [&] { return must(drafting(*m_desk).picture(m_draft)).disclosure.value.redactions; };
    VERIFY_OK(drafting(*m_desk).redact(m_draft, {u" Ada  Roe "_s, u"12 Main St"_s}, {}));
    QCOMPARE(redactions(), (QStringList{u"Ada Roe"_s, u"12 Main St"_s}));
    COMPARE_ERROR(drafting(*m_desk).redact(m_draft, {u" x "_s}, {}), "value.bad");
    const QString line = u"To Ada\u00ADRoe, ADA ROE and \uFFFC Ada\uFFFCRoe at 12 Main Street"_s;
    const RedactionFinder finder(redactions());
    // The same as an export takes out.
    const QString out = plainText(redacted({{{.spans = {{.text = line}}}}}, redactions()));
    QCOMPARE(out.count(u"█████"_s), qsizetype(finder.in(line).size()));
    QCOMPARE(finder.in(line).size(), std::size_t(2));
    const auto [from, behind] = finder.in(line).front();
    QCOMPARE(line.sliced(from, behind - from), u"ADA ROE"_s);
    QCOMPARE(finder.textsAt(line, from + 1), QStringList{u"Ada Roe"_s});
    QCOMPARE(finder.textsAt(line, 0), QStringList());
    VERIFY_OK(drafting(*m_desk).redact(m_draft, {}, finder.textsAt(line, from)));
    QCOMPARE(redactions(), QStringList{u"12 Main St"_s});
}

QTEST_GUILESS_MAIN(SectionHistoryTest)
#include "tst_sectionhistory.moc"
