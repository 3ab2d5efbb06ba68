#include "incident/desk.h"
#include "models/incident/counselaccess.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Whom Legal lets into the counsel compartment: that nothing of it shows to others, before, meanwhile and after.
class CounselAccessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingShowsBefore();
    void onlyLegalLetsIn();
    void everythingShowsToWhomIsLetIn();
    void othersLearnNothing();
    void nothingShowsAfter();

private:
    /// All that somebody can see of the incident, by every way that leads there.
    struct Sight
    {
        qint64 timeline = 0;
        std::size_t found = 0; ///< by search
        std::size_t observations = 0;
        std::size_t comments = 0;
        std::size_t access = 0;
        qint64 changes = 0;
        std::size_t listed = 0;
        std::size_t streams = 0;
        std::size_t since = 0; ///< what is told when they come back
        QStringList words;     ///< sentences, intents and names of all of it

        bool operator==(const Sight&) const = default;
        [[nodiscard]] bool tells(const QString& word) const
        {
            return words.join(u' ').contains(word, Qt::CaseInsensitive);
        }
    };
    [[nodiscard]] Sight sight();
    [[nodiscard]] Sight sightOf(const QString& who)
    {
        m_desk->signIn(who);
        return sight();
    }

    std::optional<Desk> m_desk;
    Id m_incident;
    Id m_secret;
    Id m_eng;
    Sight m_before;
    Sight m_commander;
};

CounselAccessTest::Sight CounselAccessTest::sight()
{
    Sight sight;
    Casework& casework = m_desk->casework();
    const Journal& journal = m_desk->journal();
    sight.timeline = must(casework.timelineCount(m_incident));
    sight.found = must(casework.timeline(m_incident, {.text = u"zebracounsel"_s})).size();
    sight.observations = must(casework.all<Observation>(m_incident)).size();
    sight.comments = must(casework.all<Comment>(m_incident)).size();
    sight.access = must(casework.all<CounselAccess>(m_incident)).size();
    sight.changes = must(journal.counts()).changes;
    ChangeQuery query;
    query.limit = 0;
    const auto changes = must(journal.changes(query));
    sight.listed = changes.size();
    for (const ChangeEntry& change : changes) {
        sight.words += change.body.intent;
        sight.words += casework.sentences(change);
    }
    sight.streams = journal.streams(m_incident).size();
    const auto overview = must(casework.overview(m_incident, 0));
    sight.since = overview.sinceLastLook.size();
    for (const TimelineRow& row : must(casework.timeline(m_incident, {}))) {
        sight.words += row.observation ? row.observation->value.raw : row.sentence;
    }
    return sight;
}

void CounselAccessTest::initTestCase()
{
    m_desk.emplace();
    m_incident = m_desk->declare();
    m_eng = m_desk->enrol(u"Eng"_s, Role::Engineering);
    m_desk->enrol(u"Com"_s, Role::IncidentCommander);
    m_desk->enrol(u"Leg"_s, Role::Legal);
    // Everybody's device is enrolled before anything is counted.
    for (const QString& who : {u"Eng"_s, u"Com"_s, u"Leg"_s}) {
        m_desk->signIn(who);
    }
    m_before = sightOf(u"Eng"_s);
    m_commander = sightOf(u"Com"_s);
    m_desk->signIn(u"Leg"_s);
    m_desk->clock().advance(Desk::minute);
    Observation secret;
    secret.raw = u"Zebracounsel thinks so."_s;
    m_secret = must((*m_desk)->add(m_incident, secret, Compartment::Counsel));
}

void CounselAccessTest::nothingShowsBefore()
{
    QVERIFY(sightOf(u"Leg"_s).tells(u"zebracounsel"_s));
    QVERIFY(sightOf(u"Eng"_s) == m_before);
    QVERIFY(!must(m_desk->journal().record(m_secret)));
    COMPARE_ERROR(counselAccess(m_desk->casework(), m_incident), "journal.not-permitted");
}

void CounselAccessTest::onlyLegalLetsIn()
{
    m_desk->signIn(u"Com"_s);
    COMPARE_ERROR(letIntoCounsel(m_desk->casework(), m_incident, m_eng, u"x"_s, {}), "journal.not-permitted");
    COMPARE_ERROR(takeOutOfCounsel(m_desk->casework(), m_incident, m_eng, u"x"_s), "journal.not-permitted");
    m_desk->signIn(u"Leg"_s);
    Casework& casework = m_desk->casework();
    COMPARE_ERROR(letIntoCounsel(casework, m_incident, m_eng, u" "_s, {}), "value.empty");
    COMPARE_ERROR(letIntoCounsel(casework, m_incident, m_eng, u"x"_s, m_desk->now()), "value.bad");
    COMPARE_ERROR(letIntoCounsel(casework, m_incident, m_desk->journal().user(), u"x"_s, {}), "counsel.member");
    COMPARE_ERROR(letIntoCounsel(casework, m_incident, Id::make(1), u"x"_s, {}), "counsel.member");
    COMPARE_ERROR(takeOutOfCounsel(casework, m_incident, m_eng, u"x"_s), "counsel.not-in");
}

void CounselAccessTest::everythingShowsToWhomIsLetIn()
{
    m_desk->signIn(u"Leg"_s);
    m_desk->clock().advance(Desk::minute);
    VERIFY_OK(letIntoCounsel(m_desk->casework(), m_incident, m_eng, u"Okapireason"_s, {}));
    const Sight now = sightOf(u"Eng"_s);
    QCOMPARE(now.found, std::size_t(1));
    QCOMPARE(now.observations, m_before.observations + 1);
    QVERIFY(now.changes > m_before.changes && now.since > m_before.since && now.timeline > m_before.timeline);
    QVERIFY(now.tells(u"let Eng into the counsel compartment"_s));
    const auto given = must(counselAccess(m_desk->casework(), m_incident));
    QCOMPARE(given.size(), std::size_t(1));
    QVERIFY(isInForce(given.front().value, m_desk->now()));
    // They comment there, and what they write stays there.
    Comment comment;
    comment.about = m_secret;
    comment.text = u"Quaggacomment"_s;
    m_desk->clock().advance(Desk::minute);
    VERIFY_OK((*m_desk)->add(m_incident, comment, Compartment::Counsel));
    QCOMPARE(sightOf(u"Leg"_s).comments, m_before.comments + 1);
}

void CounselAccessTest::othersLearnNothing()
{
    const Sight now = sightOf(u"Com"_s);
    QVERIFY(now == m_commander);
    for (const QString& word : {u"zebra"_s, u"okapi"_s, u"quagga"_s, u"counsel"_s}) {
        QVERIFY2(!now.tells(word), qPrintable(word));
    }
}

void CounselAccessTest::nothingShowsAfter()
{
    m_desk->signIn(u"Leg"_s);
    m_desk->clock().advance(Desk::minute);
    VERIFY_OK(takeOutOfCounsel(m_desk->casework(), m_incident, m_eng, u"done"_s));
    QVERIFY(!isInForce(must(counselAccess(m_desk->casework(), m_incident)).front().value, m_desk->now()));
    // What leaves the vault as a picture has nothing of it, whoever makes it.
    const auto shown = must(m_desk->casework().timelineKeys(m_incident, {}));
    const auto leaving = must(m_desk->casework().timelineKeys(m_incident, {.withCounsel = false}));
    QVERIFY(leaving.size() < shown.size());
    QCOMPARE(static_cast<qint64>(leaving.size()), m_before.timeline);
    QVERIFY(sightOf(u"Eng"_s) == m_before);
    Observation late;
    late.raw = u"x"_s;
    COMPARE_ERROR((*m_desk)->add(m_incident, late, Compartment::Counsel), "journal.not-permitted");
    QVERIFY(must(m_desk->journal().verify(false)).ok());
}

QTEST_GUILESS_MAIN(CounselAccessTest)
#include "tst_counselaccess.moc"
