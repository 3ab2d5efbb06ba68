#include "incident/desk.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class TimelineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ordersByWhenThingsOccurred();
    void aCorrectedTimeMovesTheRow();
    void struckAndPinnedRowsKeepTheirFlags();
    void changesPostThemselvesAsSentences();
    void declaringPostsFewRows();
    void pagesByKeyInBothDirections();
    void boundsByTime();
    void findsWords_data();
    void findsWords();
    void anEditedTextIsFoundByItsNewWordsOnly();
    void saysAtWhichCharacterASearchGoesWrong_data();
    void saysAtWhichCharacterASearchGoesWrong();
    void rowsOfOneMillisecondKeepApart();
    void everyIncidentHasItsOwnTimeline();
    void counselsRowsShowOnlyToCounsel();
    void rebuildingGivesTheSameTimeline();
    void readsTimesAsWritten_data();
    void readsTimesAsWritten();
    void refusesTimes_data();
    void refusesTimes();
};

namespace {
Id observe(Desk& desk, const Id& incident, qint64 occurred, const QString& raw,
           Compartment compartment = Compartment::Team)
{
    Observation observation;
    observation.occurred = occurred;
    observation.raw = raw;
    return must(desk->add(incident, observation, compartment));
}

QStringList rawOf(const std::vector<TimelineRow>& rows)
{
    QStringList texts;
    for (const TimelineRow& row : rows) {
        texts.append(row.observation ? row.observation->value.raw : row.sentence);
    }
    return texts;
}

TimelineQuery observations(const QString& text = {})
{
    TimelineQuery query;
    query.text = text;
    query.withPosted = false;
    return query;
}

QStringList found(Desk& desk, const Id& incident, const TimelineQuery& query)
{
    return rawOf(must(desk->timeline(incident, query)));
}
} // namespace

void TimelineTest::ordersByWhenThingsOccurred()
{
    Desk desk;
    const Id incident = desk.declare();
    observe(desk, incident, desk.now() - 2 * Desk::hour, u"second"_s);
    observe(desk, incident, desk.now() + Desk::hour, u"third"_s);
    observe(desk, incident, desk.now() - 40 * 365 * Desk::day, u"first"_s); // long before 2000
    QCOMPARE(found(desk, incident, observations()), QStringList({u"first"_s, u"second"_s, u"third"_s}));
    auto newest = observations();
    newest.newestFirst = true;
    newest.limit = 2;
    QCOMPARE(found(desk, incident, newest), QStringList({u"third"_s, u"second"_s}));
    const auto rows = must(desk->timeline(incident, observations()));
    QCOMPARE(rows.front().at, desk.now() - 40 * 365 * Desk::day);
    QCOMPARE(rows.front().recorded, desk.now());
    QCOMPARE(rows.front().author, u"Ada"_s);
    QCOMPARE(must(desk->observationCount(incident)), 3);
    QVERIFY(must(desk->timelineCount(incident)) > 3);
}

void TimelineTest::aCorrectedTimeMovesTheRow()
{
    Desk desk;
    const Id incident = desk.declare();
    const Id moved = observe(desk, incident, desk.now() - Desk::hour, u"moved"_s);
    observe(desk, incident, desk.now(), u"stays"_s);
    auto kept = must(desk->one<Observation>(moved));
    kept.value.occurred = desk.now() + Desk::hour;
    VERIFY_OK(desk->update(moved, kept.value));
    QCOMPARE(found(desk, incident, observations()), QStringList({u"stays"_s, u"moved"_s}));
    QCOMPARE(found(desk, incident, observations(u"moved"_s)), QStringList(u"moved"_s));
    QCOMPARE(must(desk->observationCount(incident)), 2);
}

void TimelineTest::struckAndPinnedRowsKeepTheirFlags()
{
    Desk desk;
    const Id incident = desk.declare();
    const Id struck = observe(desk, incident, desk.now(), u"struck"_s);
    const Id pinned = observe(desk, incident, desk.now() + 1, u"pinned"_s);
    VERIFY_OK(desk->strike(struck, u"wrong"_s));
    VERIFY_OK(desk->setField(pinned, u"pinned"_s, u"true"_s));
    const auto rows = must(desk->timeline(incident, observations()));
    QCOMPARE(rows.size(), std::size_t(2));
    QVERIFY(rows[0].isStruck && !rows[0].isPinned);
    QVERIFY(rows[1].isPinned && !rows[1].isStruck);
    auto query = observations();
    query.withStruck = false;
    QCOMPARE(found(desk, incident, query), QStringList(u"pinned"_s));
    query = observations();
    query.onlyPinned = true;
    QCOMPARE(found(desk, incident, query), QStringList(u"pinned"_s));
}

void TimelineTest::changesPostThemselvesAsSentences()
{
    Desk desk;
    const Id incident = desk.declare(u"A list with {braces} on a paste site"_s);
    const auto last = [&] {
        TimelineQuery query;
        query.newestFirst = true;
        query.limit = 1;
        desk.clock().advance(1000);
        return must(desk->timeline(incident, query)).front().sentence;
    };
    QVERIFY(rawOf(must(desk->timeline(incident, {})))
                .contains(u"Ada declared the incident “A list with {braces} on a paste site”"_s));
    desk.clock().advance(1000);
    VERIFY_OK(desk->setField(incident, u"severity"_s, u"high"_s));
    QCOMPARE(last(), u"Ada changed severity from medium to high"_s);
    Task task;
    task.title = u"Read the {new} logs"_s;
    const Id id = must(desk->add(incident, task));
    QCOMPARE(last(), u"Ada added the task “Read the {new} logs”"_s);
    VERIFY_OK(desk->setTaskState(id, TaskState::InProgress));
    QCOMPARE(last(), u"Ada moved “Read the {new} logs” from open to in progress"_s);
    auto kept = must(desk->one<Task>(id));
    kept.value.assignee = desk.journal().user();
    VERIFY_OK(desk->update(id, kept.value));
    QCOMPARE(last(), u"Ada gave “Read the {new} logs” to Ada"_s);
    kept.value.assignee = {};
    VERIFY_OK(desk->update(id, kept.value));
    QCOMPARE(last(), u"Ada cleared “Assignee” of “Read the {new} logs” (it was Ada)"_s);
    VERIFY_OK(desk->setField(id, u"title"_s, u"Read all logs"_s));
    QCOMPARE(last(), u"Ada renamed “Read the {new} logs” to “Read all logs”"_s);
    VERIFY_OK(desk->strike(id, u"twice"_s));
    QCOMPARE(last(), u"Ada struck the task “Read all logs”: twice"_s);
    const auto change = must(desk.journal().history(id)).back();
    QCOMPARE(desk->sentences(change), QStringList(u"Ada struck the task “Read all logs”: twice"_s));
}

void TimelineTest::declaringPostsFewRows()
{
    Desk desk;
    const Id incident = desk.declare(u"List"_s, ourPlaybooks());
    const QStringList sentences = rawOf(must(desk->timeline(incident, {})));
    QCOMPARE(sentences.size(), 4); // declared, took command, clock, playbook
    QVERIFY(sentences.contains(u"Ada gave Ada the role Incident commander"_s));
    QVERIFY(sentences.contains(u"Ada started the clock “Shortest customer notice”"_s));
    QVERIFY(
        std::ranges::any_of(sentences, [](const QString& one) { return one.contains(u"playbook with 15 task"_s); }));
}

void TimelineTest::pagesByKeyInBothDirections()
{
    Desk desk;
    const Id incident = desk.declare();
    QStringList all;
    for (int i = 0; i < 25; ++i) {
        all.append(u"row %1"_s.arg(i));
        observe(desk, incident, desk.now() + i, all.back());
    }
    QStringList paged;
    auto query = observations();
    query.limit = 10;
    for (;;) {
        const auto rows = must(desk->timeline(incident, query));
        if (rows.empty()) {
            break;
        }
        paged += rawOf(rows);
        query.after = rows.back().row;
    }
    QCOMPARE(paged, all);
    QStringList backwards;
    query = observations();
    query.limit = 10;
    query.newestFirst = true;
    for (;;) {
        const auto rows = must(desk->timeline(incident, query));
        if (rows.empty()) {
            break;
        }
        backwards += rawOf(rows);
        query.before = rows.back().row;
    }
    std::ranges::reverse(backwards);
    QCOMPARE(backwards, all);
}

void TimelineTest::boundsByTime()
{
    Desk desk;
    const Id incident = desk.declare();
    for (int i = 0; i < 5; ++i) {
        observe(desk, incident, desk.now() + i, u"row %1"_s.arg(i));
    }
    auto query = observations();
    query.from = desk.now() + 1;
    query.to = desk.now() + 3;
    QCOMPARE(found(desk, incident, query), QStringList({u"row 1"_s, u"row 2"_s, u"row 3"_s}));
}

void TimelineTest::findsWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("rows"); // of: a "export by Müller", b "Export denied", c "müller called", d "exporters"
    QTest::newRow("a word in any case") << u"EXPORT"_s << u"a b"_s;
    QTest::newRow("without diacritics") << u"muller"_s << u"a c"_s;
    QTest::newRow("several words are all needed") << u"export müller"_s << u"a"_s;
    QTest::newRow("AND") << u"export AND denied"_s << u"b"_s;
    QTest::newRow("OR") << u"denied OR called"_s << u"b c"_s;
    QTest::newRow("NOT") << u"export NOT denied"_s << u"a"_s;
    QTest::newRow("AND NOT") << u"export AND NOT denied"_s << u"a"_s;
    QTest::newRow("NOT before the word it takes from") << u"NOT denied export"_s << u"a"_s;
    QTest::newRow("a phrase") << u"\"by Müller\""_s << u"a"_s;
    QTest::newRow("a phrase in another order") << u"\"Müller by\""_s << QString();
    QTest::newRow("a prefix") << u"export*"_s << u"a b d"_s;
    QTest::newRow("parentheses") << u"(denied OR called) NOT export"_s << u"c"_s;
    QTest::newRow("AND binds closer than OR") << u"called OR export AND denied"_s << u"b c"_s;
    QTest::newRow("an address") << u"mueller@firm.example"_s << u"d"_s;
    QTest::newRow("small letters are words") << u"and"_s << u"c"_s;
}

void TimelineTest::findsWords()
{
    QFETCH(const QString, text);
    QFETCH(const QString, rows);
    Desk desk;
    const Id incident = desk.declare();
    const std::map<QString, QString> texts = {{u"a"_s, u"export by Müller"_s},
                                              {u"b"_s, u"Export denied"_s},
                                              {u"c"_s, u"müller called and called again"_s},
                                              {u"d"_s, u"exporters, asked at mueller@firm.example"_s}};
    QStringList expected;
    for (const auto& [name, raw] : texts) {
        observe(desk, incident, desk.now(), raw);
        desk.clock().advance(1);
        if (rows.split(u' ').contains(name)) {
            expected.append(raw);
        }
    }
    QCOMPARE(found(desk, incident, observations(text)), expected);
}

void TimelineTest::anEditedTextIsFoundByItsNewWordsOnly()
{
    Desk desk;
    const Id incident = desk.declare();
    const Id id = observe(desk, incident, desk.now(), u"seen on pastebin"_s);
    VERIFY_OK(desk->setField(id, u"raw"_s, u"seen on a forum"_s));
    QCOMPARE(found(desk, incident, observations(u"pastebin"_s)), QStringList());
    QCOMPARE(found(desk, incident, observations(u"forum"_s)).size(), 1);
    VERIFY_OK(desk->setField(id, u"interpretation"_s, u"probably copied"_s));
    QCOMPARE(found(desk, incident, observations(u"forum copied"_s)).size(), 1);
}

void TimelineTest::saysAtWhichCharacterASearchGoesWrong_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("character");
    QTest::newRow("an open quotation") << u"export \"by"_s << 8;
    QTest::newRow("an open parenthesis") << u"export (denied"_s << 8;
    QTest::newRow("a closing parenthesis too many") << u"export) denied"_s << 7;
    QTest::newRow("an operator at the end") << u"export AND"_s << 11;
    QTest::newRow("an operator at the front") << u"OR export"_s << 1;
    QTest::newRow("two operators") << u"a1 OR AND b2"_s << 7;
    QTest::newRow("NOT without a word") << u"export NOT"_s << 11;
    QTest::newRow("a field that is not known") << u"export sorce:crm"_s << 8;
    QTest::newRow("a kind that is not known") << u"kind:tsk"_s << 6;
    QTest::newRow("a state that is not known") << u"is:lost"_s << 4;
    QTest::newRow("a surface that is not known") << u"surface:moon"_s << 9;
    QTest::newRow("a field without a value") << u"source:"_s << 8;
    QTest::newRow("a comparison of words") << u"source>crm"_s << 1;
    QTest::newRow("a day that does not exist") << u"occurred:2026-02-30"_s << 10;
    QTest::newRow("a span that ends before it begins") << u"x1 occurred:2026-03-02..2026-03-01"_s << 13;
    QTest::newRow("the second end of a span") << u"occurred:2026-03-01..soon"_s << 22;
    QTest::newRow("a star in a field of choices") << u"kind:ta*"_s << 6;
    QTest::newRow("an import that is no id") << u"import:17"_s << 8;
    QTest::newRow("a star in the middle") << u"ex*port"_s << 3;
    QTest::newRow("a star alone") << u"export *"_s << 8;
    QTest::newRow("one letter") << u"export x"_s << 8;
    QTest::newRow("no letter") << u"export ---"_s << 8;
    QTest::newRow("empty parentheses") << u"export ()"_s << 9;
    QTest::newRow("an empty phrase") << u"\"\""_s << 1;
}

void TimelineTest::saysAtWhichCharacterASearchGoesWrong()
{
    QFETCH(const QString, text);
    QFETCH(const int, character);
    const auto expression = checkSearch(text);
    COMPARE_ERROR(expression, "timeline.bad-query");
    QVERIFY2(expression.error().message.contains(u"character %1:"_s.arg(character)),
             qPrintable(expression.error().message));
}

void TimelineTest::rowsOfOneMillisecondKeepApart()
{
    Desk desk;
    const Id incident = desk.declare();
    std::vector<Observation> many(3000);
    for (std::size_t i = 0; i < many.size(); ++i) {
        many[i].occurred = desk.now();
        many[i].raw = u"row %1"_s.arg(i);
    }
    VERIFY_OK(desk->addMany(incident, many));
    const auto rows = must(desk->timeline(incident, observations()));
    QCOMPARE(rows.size(), std::size_t(3000));
    QSet<QString> texts;
    for (const TimelineRow& row : rows) {
        QCOMPARE(row.at, desk.now());
        texts.insert(row.observation->value.raw);
    }
    QCOMPARE(texts.size(), 3000);
}

void TimelineTest::everyIncidentHasItsOwnTimeline()
{
    Desk desk;
    const Id one = desk.declare();
    const Id other = desk.declare();
    observe(desk, one, desk.now(), u"export here"_s);
    observe(desk, other, desk.now(), u"export there"_s);
    QCOMPARE(found(desk, one, observations(u"export"_s)), QStringList(u"export here"_s));
    QCOMPARE(found(desk, other, observations()), QStringList(u"export there"_s));
    COMPARE_ERROR(desk->timeline(Id::make(1), {}), "incident.not-found");
}

void TimelineTest::counselsRowsShowOnlyToCounsel()
{
    Desk desk;
    const Id incident = desk.declare();
    desk.enrol(u"Eng"_s, Role::Engineering);
    observe(desk, incident, desk.now(), u"for everybody"_s);
    observe(desk, incident, desk.now() + 1, u"privileged advice"_s, Compartment::Counsel);
    QCOMPARE(found(desk, incident, observations()), QStringList({u"for everybody"_s, u"privileged advice"_s}));
    QCOMPARE(found(desk, incident, observations(u"privileged"_s)).size(), 1);
    QCOMPARE(must(desk->observationCount(incident)), 2);
    desk.signIn(u"Eng"_s);
    QCOMPARE(found(desk, incident, observations()), QStringList(u"for everybody"_s));
    QCOMPARE(found(desk, incident, observations(u"privileged"_s)), QStringList());
    QCOMPARE(must(desk->observationCount(incident)), 1);
}

void TimelineTest::rebuildingGivesTheSameTimeline()
{
    Desk desk;
    const Id incident = desk.declare(u"List"_s, ourPlaybooks());
    for (int i = 0; i < 50; ++i) {
        const Id id = observe(desk, incident, desk.now() + i % 7, u"export %1"_s.arg(i));
        if (i % 3 == 0) {
            VERIFY_OK(desk->setField(id, u"raw"_s, u"export again %1"_s.arg(i)));
        }
        if (i % 5 == 0) {
            VERIFY_OK(desk->strike(id, u"twice"_s));
        }
    }
    observe(desk, incident, desk.now(), u"privileged export"_s, Compartment::Counsel);
    TimelineQuery search;
    search.text = u"export"_s;
    const QStringList before = found(desk, incident, {});
    const QStringList hits = found(desk, incident, search);
    const Bytes digest = must(desk.journal().projectionDigest());
    VERIFY_OK(desk.journal().rebuild());
    QCOMPARE(must(desk.journal().projectionDigest()), digest);
    QCOMPARE(found(desk, incident, {}), before);
    QCOMPARE(found(desk, incident, search), hits);
    // And the digest tells when something is different.
    observe(desk, incident, desk.now(), u"one more"_s);
    QVERIFY(must(desk.journal().projectionDigest()) != digest);
}

void TimelineTest::readsTimesAsWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("utc");
    QTest::newRow("with Z") << u"2026-06-12T13:20:00Z"_s << QString() << u"2026-06-12T13:20:00.000Z"_s;
    QTest::newRow("with offset") << u"2026-06-12T15:20+02:00"_s << QString() << u"2026-06-12T13:20:00.000Z"_s;
    QTest::newRow("the offset wins") << u"2026-06-12T15:20+0200"_s << u"America/New_York"_s
                                     << u"2026-06-12T13:20:00.000Z"_s;
    QTest::newRow("in a zone") << u"2026-06-12 15:20"_s << u"Europe/Berlin"_s << u"2026-06-12T13:20:00.000Z"_s;
    QTest::newRow("in winter") << u"2026-01-12 15:20:31"_s << u"Europe/Berlin"_s << u"2026-01-12T14:20:31.000Z"_s;
    QTest::newRow("zone as offset") << u"2026-06-12 15:20"_s << u"-03:30"_s << u"2026-06-12T18:50:00.000Z"_s;
    QTest::newRow("with parts of a second")
        << u"2026-06-12T13:20:00.12Z"_s << QString() << u"2026-06-12T13:20:00.120Z"_s;
    QTest::newRow("microseconds are cut")
        << u"2026-06-12 13:20:00,123999"_s << u"UTC"_s << u"2026-06-12T13:20:00.123Z"_s;
    QTest::newRow("the first of a repeated hour")
        << u"2026-10-25 02:30[fold=0]"_s << u"Europe/Berlin"_s << u"2026-10-25T00:30:00.000Z"_s;
    QTest::newRow("the second of a repeated hour")
        << u"2026-10-25 02:30 [fold=1]"_s << u"Europe/Berlin"_s << u"2026-10-25T01:30:00.000Z"_s;
}

void TimelineTest::readsTimesAsWritten()
{
    QFETCH(const QString, text);
    QFETCH(const QString, zone);
    QFETCH(const QString, utc);
    const auto at = Casework::parseTime(text, zone);
    VERIFY_OK(at);
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(*at, Qt::UTC).toString(Qt::ISODateWithMs), utc);
}

void TimelineTest::refusesTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("code");
    QTest::newRow("words") << u"yesterday"_s << u"UTC"_s << u"time.bad"_s;
    QTest::newRow("a day alone") << u"2026-06-12"_s << u"UTC"_s << u"time.bad"_s;
    QTest::newRow("a day that is not") << u"2026-02-30 10:00"_s << u"UTC"_s << u"time.bad"_s;
    QTest::newRow("an hour that is not") << u"2026-02-03 25:00"_s << u"UTC"_s << u"time.bad"_s;
    QTest::newRow("without a zone") << u"2026-06-12 15:20"_s << QString() << u"time.no-zone"_s;
    QTest::newRow("a zone that is not") << u"2026-06-12 15:20"_s << u"Europe/Atlantis"_s << u"time.bad"_s;
    QTest::newRow("put forward over") << u"2026-03-29 02:30"_s << u"Europe/Berlin"_s << u"time.skipped"_s;
    QTest::newRow("happened twice") << u"2026-10-25 02:30"_s << u"Europe/Berlin"_s << u"time.ambiguous"_s;
}

void TimelineTest::refusesTimes()
{
    QFETCH(const QString, text);
    QFETCH(const QString, zone);
    QFETCH(const QString, code);
    QCOMPARE(codeOf(Casework::parseTime(text, zone)), code);
}

QTEST_GUILESS_MAIN(TimelineTest)
#include "tst_timeline.moc"
