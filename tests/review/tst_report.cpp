#include "models/incident/countrange.h"
#include "models/review/items.h"
#include "models/review/metrics.h"
#include "models/review/report.h"
#include "review/story.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::review;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;
using disclosure::Block;
using disclosure::Spans;
using disclosure::Text;

class TestReport : public QObject
{
    Q_OBJECT

private:
    [[nodiscard]] static QString words(const Spans& spans)
    {
        QString text;
        std::ranges::for_each(spans, [&](const auto& span) { text += span.text; });
        return text;
    }
    /// A line a block, cells with bars between them.
    [[nodiscard]] static QStringList lines(const Text& text)
    {
        QStringList all;
        for (const Block& block : text.blocks) {
            QStringList cells;
            std::ranges::transform(block.cells, std::back_inserter(cells), words);
            all.append(block.kind == Block::Kind::Row ? cells.join(u'|') : words(block.spans));
        }
        return all;
    }
    /// Those below a heading, up to the next.
    [[nodiscard]] static QStringList section(const Text& text, const QString& heading)
    {
        QStringList all;
        bool isIn = false;
        for (const Block& block : text.blocks) {
            if (block.kind == Block::Kind::Heading) {
                isIn = words(block.spans) == heading;
            } else if (isIn) {
                all += lines({{block}});
            }
        }
        return all;
    }
    [[nodiscard]] static Text report(Desk& desk, const Id& incident)
    {
        return must(reportOf(desk.casework(), incident, regimes()));
    }
    static void pin(Desk& desk, const Id& incident, const QString& raw, qint64 at,
                    Compartment compartment = Compartment::Team, std::vector<Id> evidence = {})
    {
        Observation observation;
        observation.raw = raw;
        observation.occurred = at;
        observation.source = u"gateway log"_s;
        observation.isPinned = true;
        observation.evidence = std::move(evidence);
        must(desk->add(incident, observation, compartment));
    }

private Q_SLOTS:
    void everySectionIsThereInItsOrder()
    {
        Desk desk;
        Story story(desk);
        story.tell();
        const Text text = report(desk, story.incident);
        QStringList headings;
        for (const Block& block : text.blocks) {
            if (block.kind == Block::Kind::Heading) {
                headings.append(words(block.spans));
            }
        }
        QCOMPARE(headings,
                 (QStringList{u"Post-mortem of INC-0001: Contacts on a paste site"_s, u"Summary"_s, u"What happened"_s,
                              u"Impact"_s, u"Detection"_s, u"Resolution"_s, u"Timeline"_s, u"Metrics"_s, u"Clocks"_s,
                              u"Causes"_s, u"Contributing factors"_s, u"What went well"_s, u"What went wrong"_s,
                              u"Where we were lucky"_s, u"Lessons"_s, u"Actions"_s, u"Definitions"_s}));
        QCOMPARE(words(text.blocks.front().spans), must(reportTitle(desk.casework(), story.incident)));
        for (const QString& heading : headings.mid(1)) {
            QVERIFY2(!section(text, heading).isEmpty(), qPrintable(heading)); // nothing stands empty
        }
        // Tables are whole: a header first, and every row as wide as it.
        std::size_t width = 0;
        bool wasRow = false;
        for (const Block& block : text.blocks) {
            const bool isRow = block.kind == Block::Kind::Row;
            if (isRow) {
                QCOMPARE(block.isHeader, !wasRow);
                width = block.isHeader ? block.cells.size() : width;
                QCOMPARE(block.cells.size(), width);
            }
            wasRow = isRow;
        }
    }
    void theTimelineIsInTheOrderOfTime()
    {
        Desk desk;
        Story story(desk);
        story.tell();
        const QStringList rows = section(report(desk, story.incident), u"Timeline"_s);
        QCOMPARE(rows.front(), u"Time (UTC)|Event|Source"_s);
        QVERIFY(std::ranges::is_sorted(rows.mid(1), {}, [](const QString& row) { return row.section(u'|', 0, 0); }));
        const QString all = rows.join(u'\n');
        QVERIFY(all.contains(u"2026-03-01 23:00 UTC|It began.|incident, entered"_s));
        QVERIFY(all.contains(u"2026-03-02 10:15 UTC|Decided: Notify the authority|decision, signed"_s));
        QVERIFY(all.contains(u"2026-03-02 09:30 UTC|Done: Deny the route|task"_s));
        QVERIFY(all.contains(u"2026-03-02 12:00 UTC|“Notice to the authority” was submitted.|clock, eu.gdpr.33.sa"_s));
        QVERIFY(all.contains(u"“Notice to people” was submitted, late."_s));
        QVERIFY(all.contains(u"The incident went from “review” to “closed”."_s));
        QVERIFY(all.contains(u"“leaked.csv” was examined: unresolved.|answer"_s));
        QVERIFY(!all.contains(u"Ada"_s)); // causes are looked for, not people
    }
    void aLongTimelineIsCutAndSaysSo()
    {
        Desk desk;
        Story story(desk);
        pin(desk, story.incident, u"The pinned one"_s, story.at(5000));
        for (int batch = 0; batch < 5; ++batch) {
            story.goTo(batch); // a task is finished when the program is told so
            std::vector<Task> many(50);
            for (Task& task : many) {
                task.title = u"Step of batch %1"_s.arg(batch);
                task.lane = Role::Engineering;
                task.state = TaskState::Done;
            }
            must(desk->addMany(story.incident, many));
        }
        story.goTo(6000);
        story.decide(u"The last decision"_s);
        const auto events = must(eventsOf(desk.casework(), story.incident));
        QVERIFY(events.size() > mostEvents);
        const QStringList rows = section(report(desk, story.incident), u"Timeline"_s);
        QCOMPARE(rows.size(), qsizetype(mostEvents) + 2);
        QCOMPARE(rows.front(),
                 u"Cut: 200 of %1 entries are shown. What is pinned, then decisions, then clocks and notices go before "
                 "the rest; all of it stands in the vault."_s.arg(events.size()));
        QVERIFY(std::ranges::is_sorted(rows.mid(2), {}, [](const QString& row) { return row.section(u'|', 0, 0); }));
        const QString all = rows.join(u'\n');
        QVERIFY(all.contains(u"The pinned one"_s));
        QVERIFY(all.contains(u"The last decision"_s));
        QCOMPARE(all.count(u"Done: Step of batch 0"_s), 50); // the early ones stay
        QCOMPARE(all.count(u"Done: Step of batch 4"_s), 0);
    }
    void figuresHaveTheirSourcesAndDefinitions()
    {
        Desk desk;
        Story story(desk);
        story.tell();
        const Text text = report(desk, story.incident);
        const QStringList metrics = section(text, u"Metrics"_s);
        QCOMPARE(metrics.size(), qsizetype(measures().size()) + 1);
        QVERIFY(metrics.contains(
            u"Dwell time|10 h 00 min|occurred from, 2026-03-01 23:00 UTC (entered)|detected, 2026-03-02 09:00 UTC "
            "(entered)|"_s));
        QVERIFY(metrics.filter(u"Least margin|−30 min 00 s|"_s).size() == 1);
        const QStringList clocks = section(text, u"Clocks"_s);
        QVERIFY(clocks.filter(u"|2 d 22 h|"_s).size() == 1);
        QVERIFY(clocks.filter(u"Late: Sent through the portal"_s).size() == 1);
        const QStringList definitions = section(text, u"Definitions"_s);
        for (const Measure& one : measures()) {
            QVERIFY2(definitions.contains(u"%1: %2"_s.arg(one.name, one.definition)), qPrintable(one.id));
        }
    }
    void whatIsNotKnownIsSaid()
    {
        Desk desk;
        const Text text = report(desk, desk.declare());
        QVERIFY(section(text, u"Summary"_s).contains(u"Nobody has written a summary."_s));
        QVERIFY(section(text, u"Impact"_s).contains(u"People affected: not known"_s));
        QVERIFY(section(text, u"Impact"_s).contains(u"Samples: none was examined"_s));
        QVERIFY(section(text, u"Detection"_s).contains(u"Detected: not known"_s));
        QVERIFY(section(text, u"Causes"_s).contains(u"None is written down."_s));
        QVERIFY(section(text, u"Actions"_s).contains(u"No action is written down."_s));
        for (const QString& row : section(text, u"Metrics"_s).mid(1)) {
            QVERIFY2(row.contains(u"|not known|"_s), qPrintable(row));
        }
    }
    void findingsStandWhereTheyBelong()
    {
        Desk desk;
        Story story(desk);
        const auto note = [&](const QString& kind, const QString& text, const QString& detail = {}) {
            ReviewItem item;
            item.kind = kind;
            item.text = text;
            item.detail = detail;
            return must(addItem(desk.casework(), story.incident, item));
        };
        note(u"cause"_s, u"No key was needed"_s, u"Since deployment 4411"_s);
        note(u"factor"_s, u"Nobody watched the route"_s);
        note(u"helped"_s, u"The log was whole"_s);
        note(u"hindered"_s, u"The contact list was old"_s);
        note(u"luck"_s, u"A researcher wrote"_s);
        must(strikeItem(desk.casework(), note(u"cause"_s, u"A wrong one"_s), u"Wrong"_s));
        ReviewItem action;
        action.kind = u"action"_s;
        action.text = u"Ask for a key | everywhere"_s;
        action.owner = desk.journal().user();
        action.due = desk.now() + Desk::hour;
        must(addItem(desk.casework(), story.incident, action));
        RegisterEntry entry;
        entry.cause = u"A route without a key"_s;
        entry.subjects = must(CountRange::read(u"120..200; estimate; sample of 40 rows"_s, desk.now())).text();
        entry.measures = u"The route was denied.\n\nKeys were changed."_s;
        must(desk->addAs(RegisterEntry::idFor(story.incident), {story.incident, Compartment::Team}, entry,
                         u"register.set"_s));
        desk.clock().advance(Desk::day);
        const Text text = report(desk, story.incident);
        QCOMPARE(section(text, u"Causes"_s),
                 (QStringList{u"A route without a key"_s, u"No key was needed — Since deployment 4411"_s}));
        QCOMPARE(section(text, u"Contributing factors"_s), QStringList{u"Nobody watched the route"_s});
        QCOMPARE(section(text, u"What went well"_s), QStringList{u"The log was whole"_s});
        QCOMPARE(section(text, u"What went wrong"_s), QStringList{u"The contact list was old"_s});
        QCOMPARE(section(text, u"Where we were lucky"_s), QStringList{u"A researcher wrote"_s});
        QCOMPARE(section(text, u"Actions"_s),
                 (QStringList{u"Action|Owner|Due|State|Outcome"_s,
                              u"Ask for a key | everywhere|Ada|2026-03-02 10:00 UTC|overdue|"_s}));
        QCOMPARE(section(text, u"Resolution"_s), (QStringList{u"The route was denied."_s, u"Keys were changed."_s}));
        QVERIFY(section(text, u"Impact"_s)
                    .contains(u"People affected: 120 to 200 (estimate by sample of 40 rows, as of 2026-03-02 09:00 "
                              "UTC)"_s));
    }
    void whatIsPrivilegedIsNowhere()
    {
        Desk desk;
        Story story(desk);
        story.tell();
        const Text before = report(desk, story.incident);
        must(desk->update(story.incident, [&] {
            Incident open = must(desk->incident(story.incident)).value;
            open.phase = Phase::Review; // so that it can be written to
            return open;
        }()));
        const Text open = report(desk, story.incident);
        constexpr auto counsel = Compartment::Counsel;
        const QString secret = u"SECRET"_s;
        pin(desk, story.incident, secret, story.at(10), counsel);
        const Id sample = story.sample(secret, counsel);
        story.answer(sample, counsel);
        const Id decision = story.decide(secret, counsel);
        Task task;
        task.title = secret;
        task.phase = Phase::Contain;
        task.lane = Role::Legal;
        story.done(must(desk->add(story.incident, task, counsel)));
        IncidentClock clock;
        clock.name = secret;
        clock.regime = u"eu.gdpr.33.sa"_s;
        clock.start = story.at(0);
        clock.due = story.at(10);
        clock.hours = 1;
        clock.submittedAt = story.at(61);
        clock.state = ClockState::Late;
        clock.stateReason = secret;
        must(desk->add(story.incident, clock, counsel));
        Party party;
        party.name = secret;
        party.kind = u"account"_s;
        party.notice = NoticeState::Sent;
        party.noticedAt = story.at(61);
        must(desk->add(story.incident, party, counsel));
        Sighting sighting;
        sighting.url = secret;
        sighting.firstSeen = story.at(-900);
        must(desk->add(story.incident, sighting, counsel));
        ReviewItem cause;
        cause.kind = u"cause"_s;
        cause.text = secret;
        must(addItem(desk.casework(), story.incident, cause, counsel));
        Disclosure draft;
        draft.title = secret;
        draft.templateId = u"gdpr-authority"_s;
        DisclosureSending sending;
        sending.title = secret;
        sending.recipient = secret;
        sending.sentAt = story.at(61);
        sending.disclosure = must(desk->add(story.incident, draft, counsel));
        must(desk->add(story.incident, sending, counsel));
        // What the team writes may refer to it.
        Decision later;
        later.title = u"Another way"_s;
        later.rationale = u"Counsel said so"_s;
        later.supersedes = decision;
        must(desk->decide(story.incident, later, TestVault::credential(u"Ada"_s)));
        pin(desk, story.incident, u"Seen by the team"_s, story.at(11), Compartment::Team, {sample});

        const Text text = report(desk, story.incident);
        QVERIFY(!lines(text).join(u'\n').contains(secret));
        // Nothing of it is in a figure either: all that is new is what the team wrote.
        QStringList fresh = lines(text);
        for (const QString& line : lines(open)) {
            fresh.removeOne(line);
        }
        QCOMPARE(fresh.size(), 2);
        QVERIFY(fresh.filter(u"Decided: Another way"_s).size() == 1);
        QVERIFY(fresh.filter(u"|Seen by the team|gateway log"_s).size() == 1);
        QVERIFY(before != open); // what was compared is not a page without content

        // And counsel's page is everybody's page.
        desk.enrol(u"Eve"_s, Role::Engineering);
        desk.signIn(u"Eve"_s);
        QVERIFY(must(desk->all<ReviewItem>(story.incident)).empty());
        QVERIFY(report(desk, story.incident) == text);
    }
    void aDrillSaysThatItIsOne()
    {
        Desk desk;
        Story drill(desk, true);
        QVERIFY(lines(report(desk, drill.incident)).contains(u"This was a drill: nothing of it happened."_s));
        Story real(desk);
        QVERIFY(!lines(report(desk, real.incident)).contains(u"This was a drill: nothing of it happened."_s));
    }
    void anUnknownIncidentHasNone()
    {
        Desk desk;
        COMPARE_ERROR(reportOf(desk.casework(), Id::make(1), regimes()), "incident.not-found");
        COMPARE_ERROR(reportTitle(desk.casework(), Id::make(1)), "incident.not-found");
    }
};

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
