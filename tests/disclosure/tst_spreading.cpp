#include "incident/desk.h"
#include "models/disclosure/spreading.h"
#include "models/incident/entities.h"

#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// A section that is written once for all customers.
class SpreadingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void writesItWhereNobodyHasWritten();
    void leavesWhatIsOtherwise();
    void refuses();
    void cleanup() { m_desk.reset(); }

private:
    [[nodiscard]] Drafting drafting() { return {m_desk->casework(), m_book, m_shelf}; }
    [[nodiscard]] Id begin(const Id& party, const QString& language = u"en"_s)
    {
        m_desk->clock().advance(Desk::minute);
        return must(
            drafting().begin(m_incident, {.templateId = u"processor-notice"_s, .language = language, .party = party}));
    }
    void write(const Id& draft, const QString& text)
    {
        m_desk->clock().advance(Desk::minute);
        VERIFY_OK(drafting().setSection(draft, section, text));
    }
    [[nodiscard]] QString textOf(const Id& draft)
    {
        return must(drafting().picture(draft)).section(section)->value.text;
    }
    [[nodiscard]] Expected<Spread> spread(const Id& draft, bool over = false)
    {
        m_desk->clock().advance(Desk::minute);
        return spreadSection(m_desk->casework(), drafting(), draft, section, over);
    }

    const QString section = u"your-measures"_s;
    deadline::Lawbook m_book = must(deadline::Lawbook::load());
    Bookshelf m_shelf = must(Bookshelf::load());
    std::optional<Desk> m_desk;
    Id m_incident;
    std::vector<Id> m_parties;
};

void SpreadingTest::init()
{
    m_desk.emplace();
    m_incident = m_desk->declare();
    m_parties.clear();
    for (const QString& name : {u"Contoso"_s, u"Northwind"_s, u"Fabrikam"_s}) {
        Party party;
        party.name = name;
        party.kind = u"account"_s;
        m_desk->clock().advance(Desk::minute);
        m_parties.push_back(must((*m_desk)->add(m_incident, party)));
    }
}

void SpreadingTest::writesItWhereNobodyHasWritten()
{
    const Id from = begin(m_parties[0]), second = begin(m_parties[1]), third = begin(m_parties[2]);
    const Id german = begin(m_parties[1], u"de"_s);
    const QString before = textOf(german);
    write(from, u"Rotate the key of {party.name}."_s);
    const auto done = must(spread(from));
    QCOMPARE(done.written.size(), std::size_t(2));
    QVERIFY(done.left.empty());
    for (const Id& id : {second, third}) {
        QCOMPARE(textOf(id), u"Rotate the key of {party.name}."_s);
    }
    QCOMPARE(textOf(german), before);
    // What a chip says is each customer's own.
    const auto picture = must(drafting().picture(second));
    QVERIFY(plainText(picture.filled()).contains(u"Rotate the key of Northwind."_s));
    // Once more there is nothing to do.
    const auto again = must(spread(from));
    QVERIFY(again.written.empty() && again.left.empty());
}

void SpreadingTest::leavesWhatIsOtherwise()
{
    const Id from = begin(m_parties[0]), second = begin(m_parties[1]), third = begin(m_parties[2]);
    write(from, u"Rotate the key."_s);
    write(second, u"Call us first."_s);
    const auto done = must(spread(from));
    QCOMPARE(done.written.size(), std::size_t(1));
    QCOMPARE(done.written.front().id, third);
    QCOMPARE(done.left.size(), std::size_t(1));
    QCOMPARE(done.left.front().id, second);
    QCOMPARE(textOf(second), u"Call us first."_s);
    QCOMPARE(must(spread(from, true)).written.size(), std::size_t(1));
    QCOMPARE(textOf(second), u"Rotate the key."_s);
    // What stood there can be put back.
    write(from, u"Rotate both keys."_s);
    VERIFY_OK(drafting().strike(third, u"told by telephone"_s));
    const auto last = must(spread(from));
    QVERIFY(last.written.empty()); // somebody has written in it: we have
    QCOMPARE(last.left.size(), std::size_t(1));
}

void SpreadingTest::refuses()
{
    const Id from = begin(m_parties[0]);
    COMPARE_ERROR(spreadSection(m_desk->casework(), drafting(), from, u"no-such"_s, false), "disclosure.section");
    m_desk->clock().advance(Desk::minute);
    const Id authority = must(drafting().begin(m_incident, {.templateId = u"gdpr-authority"_s}));
    const QString key = must(drafting().picture(authority)).sections.front().value.key;
    COMPARE_ERROR(spreadSection(m_desk->casework(), drafting(), authority, key, false), "disclosure.no-customer");
}

QTEST_GUILESS_MAIN(SpreadingTest)
#include "tst_spreading.moc"
