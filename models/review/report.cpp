#include "models/review/report.h"

#include "models/breach/finding.h"
#include "models/incident/countrange.h"
#include "models/review/items.h"
#include "models/review/metrics.h"
#include "models/review/reviewtext.h"
#include "models/review/teamreading.h"

#include <algorithm>

namespace bulkhead::review {

using namespace Qt::StringLiterals;

namespace {
using disclosure::Block;
using disclosure::Span;
using disclosure::Spans;
using disclosure::Text;

Spans plain(const QString& text)
{
    return {Span{.text = text}};
}

/// The document while it is written.
class Page
{
public:
    void heading(int level, const QString& text)
    {
        m_text.blocks.push_back({.kind = Block::Kind::Heading, .level = level, .spans = plain(text)});
    }
    /// What somebody wrote, a paragraph a line; `otherwise` where nobody wrote anything.
    void paragraphs(const QString& text, const QString& otherwise = {})
    {
        const QStringList lines = (text.trimmed().isEmpty() ? otherwise : text).split(u'\n', Qt::SkipEmptyParts);
        for (const QString& line : lines) {
            if (!line.trimmed().isEmpty()) {
                m_text.blocks.push_back({.kind = Block::Kind::Paragraph, .spans = plain(line.trimmed())});
            }
        }
    }
    /// "Name: text", where there is a text.
    void named(const QString& name, const QString& text)
    {
        if (!text.trimmed().isEmpty()) {
            m_text.blocks.push_back({.kind = Block::Kind::Bullet,
                                     .spans = {{.text = ReviewText::tr("%1:").arg(name), .isBold = true},
                                               {.text = u' ' + text.simplified()}}});
        }
    }
    void bullet(const QString& text)
    {
        m_text.blocks.push_back({.kind = Block::Kind::Bullet, .spans = plain(text.simplified())});
    }
    void row(const QStringList& cells, bool isHeader = false)
    {
        Block block{.kind = Block::Kind::Row, .isHeader = isHeader};
        for (const QString& cell : cells) {
            block.cells.push_back({Span{.text = cell.simplified(), .isBold = isHeader}});
        }
        m_text.blocks.push_back(std::move(block));
    }
    [[nodiscard]] Text take() { return std::move(m_text); }

private:
    Text m_text;
};

/// What the report tells, read once and of the team compartment.
struct Review
{
    Kept<Incident> incident;
    Measured figures;
    RegisterEntry entry; ///< empty where nobody has written one
    std::vector<Event> events;
    std::vector<Kept<ReviewItem>> items;
    std::vector<Kept<VerdictReport>> verdicts; ///< the latest of each sample
    std::vector<Kept<Evidence>> evidence;
    std::vector<Kept<BreachRecord>> records;
    std::vector<Kept<Party>> customers;
    std::vector<Kept<Sighting>> sightings;
};

Expected<Review> read(const Casework& casework, const Id& incident, const deadline::Regimes& regimes)
{
    Review review;
    TRY(review.incident, casework.incident(incident));
    TRY(review.figures, measured(casework, incident, regimes));
    TRY(const auto entries, teamOf<RegisterEntry>(casework, incident));
    review.entry = entries.empty() ? RegisterEntry() : entries.front().value;
    TRY(review.events, eventsOf(casework, incident));
    TRY(review.items, teamOf<ReviewItem>(casework, incident));
    std::ranges::stable_sort(review.items, {}, [](const auto& one) { return one.value.createdAt; });
    TRY(review.evidence, teamOf<Evidence>(casework, incident));
    TRY(auto verdicts, teamOf<VerdictReport>(casework, incident));
    std::ranges::stable_sort(verdicts, std::greater(), [](const auto& one) { return one.value.askedAt; });
    for (Kept<VerdictReport>& one : verdicts) {
        const bool isLatest = std::ranges::none_of(
            review.verdicts, [&](const auto& other) { return other.value.evidence == one.value.evidence; });
        if (isLatest && find(review.evidence, one.value.evidence) != nullptr) {
            review.verdicts.push_back(std::move(one));
        }
    }
    TRY(review.records, teamOf<BreachRecord>(casework, incident));
    TRY(review.customers, teamOf<Party>(casework, incident));
    std::erase_if(review.customers, [](const auto& one) { return one.value.kind != "account"_L1; });
    TRY(review.sightings, teamOf<Sighting>(casework, incident));
    std::ranges::stable_sort(review.sightings, {}, [](const auto& one) { return one.value.firstSeen; });
    return review;
}

QString titleOf(const Review& review)
{
    return ReviewText::tr("Post-mortem of %1: %2").arg(review.figures.number, review.incident.value.title);
}

QString joined(const QStringList& texts)
{
    return texts.join(", "_L1);
}

QString instant(const std::optional<qint64>& at)
{
    return at ? utcText(*at) : ReviewText::tr("not known");
}

void writeHead(Page& page, const Review& review, qint64 now)
{
    const Incident& incident = review.incident.value;
    page.heading(1, titleOf(review));
    if (incident.isExercise) {
        page.paragraphs(ReviewText::tr("This was a drill: nothing of it happened."));
    }
    page.named(ReviewText::tr("Code name"), incident.codeName);
    page.named(ReviewText::tr("Severity"), choiceName(incident.severity));
    page.named(ReviewText::tr("Phase"), choiceName(incident.phase));
    page.named(ReviewText::tr("Declared"), utcText(incident.declaredAt));
    page.named(ReviewText::tr("As of"), utcText(now));
    page.paragraphs(ReviewText::tr("This document holds what the response team reads. What is privileged is never in "
                                   "it. All times are UTC."));
    page.heading(2, ReviewText::tr("Summary"));
    page.paragraphs(incident.summary, ReviewText::tr("Nobody has written a summary."));
}

void writeWhatHappened(Page& page, const Review& review)
{
    const Incident& incident = review.incident.value;
    page.heading(2, ReviewText::tr("What happened"));
    page.paragraphs(review.entry.description == incident.summary ? QString() : review.entry.description,
                    incident.summary.trimmed().isEmpty() ? ReviewText::tr("Nobody has described it for the register.")
                                                         : ReviewText::tr("See the summary."));
    page.named(ReviewText::tr("Occurred"),
               ReviewText::tr("%1 to %2").arg(instant(incident.occurredFrom), instant(incident.occurredTo)));
    page.named(ReviewText::tr("Surfaces"), joined(incident.surfaces));
}

void writeImpact(Page& page, const Review& review)
{
    const RegisterEntry& entry = review.entry;
    page.heading(2, ReviewText::tr("Impact"));
    const auto count = [](const QString& kept) {
        return kept.isEmpty() ? ReviewText::tr("not known") : CountRange::shownText(kept);
    };
    page.named(ReviewText::tr("People affected"), count(entry.subjects));
    page.named(ReviewText::tr("Records affected"), count(entry.records));
    page.named(ReviewText::tr("Kind of loss"), joined(entry.affected));
    page.named(ReviewText::tr("Categories of data"), joined(entry.dataCategories));
    page.named(ReviewText::tr("Categories of people"), joined(entry.subjectCategories));
    page.named(ReviewText::tr("Countries"), joined(entry.countries));
    page.named(ReviewText::tr("Effects"), entry.consequences);
    for (const Kept<VerdictReport>& one : review.verdicts) {
        const VerdictReport& verdict = one.value;
        page.named(ReviewText::tr("Sample “%1”").arg(find(review.evidence, verdict.evidence)->value.name),
                   ReviewText::tr("%1; of %2 rows %3 synthetic, %4 production, %5 mixed, %6 unknown, %7 unreadable; "
                                  "asked at %8")
                       .arg(verdict.verdict)
                       .arg(verdict.rows)
                       .arg(verdict.synthetic)
                       .arg(verdict.production)
                       .arg(verdict.mixed)
                       .arg(verdict.unknown)
                       .arg(verdict.unreadable)
                       .arg(utcText(verdict.askedAt)));
    }
    if (review.verdicts.empty()) {
        page.named(ReviewText::tr("Samples"), ReviewText::tr("none was examined"));
    }
    if (!review.records.empty()) {
        const BreachRecord& last = std::ranges::max(review.records, {}, [](const auto& one) {
                                       return one.value.number;
                                   }).value;
        page.named(ReviewText::tr("Breach question"),
                   ReviewText::tr("%1 (record %2, %3)")
                       .arg(breach::conclusionName(last.conclusion))
                       .arg(last.number)
                       .arg(utcText(last.signedAt)));
    } else {
        page.named(ReviewText::tr("Breach question"), ReviewText::tr("not answered and signed"));
    }
    if (!review.customers.empty()) {
        const auto told = std::ranges::count_if(review.customers, [](const auto& one) {
            return one.value.notice == NoticeState::Sent || one.value.notice == NoticeState::Acknowledged;
        });
        page.named(ReviewText::tr("Customers"),
                   ReviewText::tr("%1 affected, %2 of them told").arg(review.customers.size()).arg(told));
    }
}

void writeDetection(Page& page, const Review& review)
{
    const Incident& incident = review.incident.value;
    page.heading(2, ReviewText::tr("Detection"));
    page.named(ReviewText::tr("Detected"), instant(incident.detected));
    page.named(ReviewText::tr("Reported"), instant(incident.reported));
    page.named(ReviewText::tr("Aware"), instant(incident.aware));
    if (!review.sightings.empty()) {
        const Sighting& first = review.sightings.front().value;
        page.named(ReviewText::tr("First seen in the open"),
                   ReviewText::tr("%1, %2").arg(utcText(first.firstSeen), first.url));
    }
    if (const Metric* dwell = review.figures.metric(u"dwell")) {
        page.named(dwell->name, dwell->value ? durationText(*dwell->value) : dwell->note);
    }
    page.heading(2, ReviewText::tr("Resolution"));
    page.paragraphs(review.entry.measures, ReviewText::tr("Nobody has written down what was done about it."));
    page.named(ReviewText::tr("On closing"), incident.closingNote);
}

/// The events that fit, in the order of time.
std::vector<Event> chosen(std::vector<Event> events)
{
    if (events.size() > mostEvents) {
        std::ranges::stable_sort(events, std::greater(), &Event::weight);
        events.resize(mostEvents);
        std::ranges::stable_sort(events, {}, &Event::at);
    }
    return events;
}

void writeTimeline(Page& page, const Review& review)
{
    page.heading(2, ReviewText::tr("Timeline"));
    if (review.events.size() > mostEvents) {
        page.paragraphs(ReviewText::tr("Cut: %1 of %2 entries are shown. What is pinned, then decisions, then clocks "
                                       "and notices go before the rest; all of it stands in the vault.")
                            .arg(mostEvents)
                            .arg(review.events.size()));
    }
    page.row({ReviewText::tr("Time (UTC)"), ReviewText::tr("Event"), ReviewText::tr("Source")}, true);
    for (const Event& one : chosen(review.events)) {
        page.row({utcText(one.at), one.text, one.source});
    }
}

QString shown(const std::optional<Instant>& end)
{
    if (!end) {
        return {};
    }
    const QString origin = end->origin == Origin::Entered ? ReviewText::tr("entered") : ReviewText::tr("recorded");
    return ReviewText::tr("%1, %2 (%3)").arg(end->what, utcText(end->at), origin);
}

void writeFigures(Page& page, const Review& review)
{
    page.heading(2, ReviewText::tr("Metrics"));
    page.row({ReviewText::tr("Metric"), ReviewText::tr("Value"), ReviewText::tr("From"), ReviewText::tr("To"),
              ReviewText::tr("Note")},
             true);
    for (const Metric& one : review.figures.metrics) {
        page.row({one.name, durationText(one.value), shown(one.from), shown(one.to), one.note});
    }
    page.heading(2, ReviewText::tr("Clocks"));
    if (review.figures.margins.empty()) {
        page.paragraphs(ReviewText::tr("No clock was started."));
        return;
    }
    page.row({ReviewText::tr("Clock"), ReviewText::tr("Rule"), ReviewText::tr("Start"), ReviewText::tr("Due"),
              ReviewText::tr("Submitted or ended"), ReviewText::tr("Margin"), ReviewText::tr("Note")},
             true);
    for (const ClockMargin& one : review.figures.margins) {
        page.row({one.name, one.regime, utcText(one.start), utcText(one.due),
                  one.done ? utcText(one.done->at) : QString(), one.margin ? durationText(*one.margin) : QString(),
                  one.note});
    }
}

void writeFindings(Page& page, const Review& review, const QString& kind, const QString& title,
                   const QString& first = {})
{
    page.heading(2, title);
    bool isEmpty = first.trimmed().isEmpty();
    if (!isEmpty) {
        page.bullet(first);
    }
    for (const Kept<ReviewItem>& one : review.items) {
        if (one.value.kind == kind) {
            page.bullet(one.value.detail.trimmed().isEmpty()
                            ? one.value.text
                            : ReviewText::tr("%1 — %2").arg(one.value.text, one.value.detail));
            isEmpty = false;
        }
    }
    if (isEmpty) {
        page.paragraphs(ReviewText::tr("None is written down."));
    }
}

void writeActions(Page& page, const Review& review, const Casework& casework)
{
    page.heading(2, ReviewText::tr("Actions"));
    bool isFirst = true;
    for (const Kept<ReviewItem>& one : review.items) {
        const ReviewItem& item = one.value;
        if (item.kind != "action"_L1) {
            continue;
        }
        if (std::exchange(isFirst, false)) {
            page.row({ReviewText::tr("Action"), ReviewText::tr("Owner"), ReviewText::tr("Due"), ReviewText::tr("State"),
                      ReviewText::tr("Outcome")},
                     true);
        }
        const bool isOverdue = item.state.isEmpty() && item.due && *item.due < casework.now();
        QString state = isOverdue ? ReviewText::tr("overdue") : stateName(item.state);
        if (item.finishedAt) {
            state = ReviewText::tr("%1, %2").arg(state, utcText(*item.finishedAt));
        }
        page.row({item.text, casework.journal().nameOf(item.owner), item.due ? utcText(*item.due) : QString(), state,
                  item.outcome});
    }
    if (isFirst) {
        page.paragraphs(ReviewText::tr("No action is written down."));
    }
}

void writeDefinitions(Page& page)
{
    page.heading(2, ReviewText::tr("Definitions"));
    for (const Measure& one : measures()) {
        page.named(one.name, one.definition);
    }
    page.paragraphs(ReviewText::tr("An interval whose end lies before its begin is refused, and one that lacks an "
                                   "instant is not known; neither is ever counted as 0. Instants that are entered by a "
                                   "person are as exact as that person was; those that are recorded by the program are "
                                   "when it was done there."));
}
} // namespace

Expected<QString> reportTitle(const Casework& casework, const Id& incident)
{
    TRY(const auto kept, casework.incident(incident));
    return ReviewText::tr("Post-mortem of %1: %2").arg(casework.shownNumber(incident), kept.value.title);
}

Expected<Text> reportOf(const Casework& casework, const Id& incident, const deadline::Regimes& regimes)
{
    TRY(const Review review, read(casework, incident, regimes));
    Page page;
    writeHead(page, review, casework.now());
    writeWhatHappened(page, review);
    writeImpact(page, review);
    writeDetection(page, review);
    writeTimeline(page, review);
    writeFigures(page, review);
    writeFindings(page, review, u"cause"_s, ReviewText::tr("Causes"), review.entry.cause);
    writeFindings(page, review, u"factor"_s, ReviewText::tr("Contributing factors"));
    writeFindings(page, review, u"helped"_s, ReviewText::tr("What went well"));
    writeFindings(page, review, u"hindered"_s, ReviewText::tr("What went wrong"));
    writeFindings(page, review, u"luck"_s, ReviewText::tr("Where we were lucky"));
    page.heading(2, ReviewText::tr("Lessons"));
    page.paragraphs(review.entry.lessons, ReviewText::tr("None is written down."));
    writeActions(page, review, casework);
    writeDefinitions(page);
    return page.take();
}

} // namespace bulkhead::review
