#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/base/zone.h"
#include "models/deadline/clockcalendar.h"
#include "models/deadline/duties.h"
#include "models/deadline/packreview.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using deadline::Lawbook;
using deadline::Regime;

/// An instant; of a date alone its beginning, which is the earliest that it may mean.
Expected<qint64> eventTime(const QString& text, const QString& zone)
{
    const QDate day = QDate::fromString(text.trimmed(), u"yyyy-MM-dd"_s);
    if (!day.isValid()) {
        return Casework::parseTime(text, zone);
    }
    const auto place = zoneNamed(zone);
    const QDateTime start = place ? day.startOfDay(*place) : QDateTime();
    return start.isValid() ? Expected<qint64>(start.toMSecsSinceEpoch())
                           : Casework::parseTime(text.trimmed() + " 00:00"_L1, zone); // says what is wrong
}

/// NAME=VALUE pairs of a repeated option.
Expected<std::vector<std::pair<QString, QString>>> pairsOf(const Call& call, QLatin1StringView option)
{
    std::vector<std::pair<QString, QString>> pairs;
    for (const QString& text : call.values(option)) {
        const qsizetype equals = text.indexOf(u'=');
        if (equals < 1) {
            return failure("usage.value"_L1, Ctl::tr("--%1 takes NAME=VALUE, not \"%2\".").arg(QString(option), text));
        }
        pairs.emplace_back(text.left(equals).trimmed(), text.mid(equals + 1).trimmed());
    }
    return pairs;
}

Expected<deadline::Events> eventsOf(const Call& call, const QString& zone)
{
    deadline::Events events;
    const QString readIn = call.value("at-tz"_L1, zone);
    const auto put = [&](const QString& name, const QString& text) -> Expected<void> {
        auto at = eventTime(text, readIn);
        if (!at) {
            Error error = std::move(at).error();
            error.message = Ctl::tr("%1: %2").arg(name, error.message);
            return std::unexpected(std::move(error));
        }
        events.insert_or_assign(name, *at);
        return {};
    };
    if (call.has("aware"_L1)) {
        CHECK_OK(put(u"aware"_s, call.value("aware"_L1)));
    }
    TRY(const auto pairs, pairsOf(call, "event"_L1));
    for (const auto& [name, text] : pairs) {
        CHECK_OK(put(name, text));
    }
    return events;
}

Expected<deadline::Facts> factsOf(const Call& call, const Lawbook& book)
{
    deadline::Facts facts;
    TRY(const auto pairs, pairsOf(call, "fact"_L1));
    for (const auto& [name, value] : pairs) {
        CHECK_OK(book.regimes.checkFact(name, value));
        facts.insert_or_assign(name, value);
    }
    return facts;
}

/// "2026-06-15T15:20:00+02:00"
QString isoAt(qint64 at, const QTimeZone& zone)
{
    return QDateTime::fromMSecsSinceEpoch(at, zone)
        .toOffsetFromUtc(QDateTime::fromMSecsSinceEpoch(at, zone).offsetFromUtc())
        .toString(Qt::ISODate);
}
QJsonValue isoOrNull(const std::optional<qint64>& at, const QTimeZone& zone)
{
    return at ? QJsonValue(isoAt(*at, zone)) : QJsonValue();
}

QString periodText(const deadline::Limit& limit)
{
    const QString text = deadline::limitText(limit);
    return limit.isOwnTarget ? Ctl::tr("%1 (target, not law)").arg(text) : text;
}

QJsonObject regimeJson(const Regime& regime, QDate day)
{
    QJsonArray limits;
    for (const deadline::Limit& limit : regime.limits) {
        limits.append(periodText(limit));
    }
    QJsonObject when;
    for (const deadline::Condition& condition : regime.when) {
        when.insert(condition.fact, QJsonArray::fromStringList(condition.values));
    }
    return {{u"id"_s, regime.id},
            {u"title"_s, regime.title},
            {u"status"_s, deadline::statusId(regime.statusAt(day))},
            {u"from"_s, regime.from},
            {u"to"_s, regime.to},
            {u"trigger"_s, regime.trigger},
            {u"when"_s, when},
            {u"starts"_s, QJsonArray::fromStringList(regime.events())},
            {u"limits"_s, limits},
            {u"hardness"_s, regime.hardness},
            {u"late"_s, regime.late},
            {u"content"_s, QJsonArray::fromStringList(regime.content)},
            {u"exemptions"_s, QJsonArray::fromStringList(regime.exemptions)},
            {u"citation"_s, regime.citation},
            {u"note"_s, regime.note},
            {u"valid_from"_s, regime.validFrom.isValid() ? regime.validFrom.toString(Qt::ISODate) : QJsonValue()},
            {u"valid_until"_s, regime.validUntil.isValid() ? regime.validUntil.toString(Qt::ISODate) : QJsonValue()},
            {u"reviewed_by"_s, regime.reviewedBy.isEmpty() ? QJsonValue() : QJsonValue(regime.reviewedBy)},
            {u"review_due"_s, regime.reviewDue.isValid() ? regime.reviewDue.toString(Qt::ISODate) : QJsonValue()},
            {u"pack"_s, regime.pack},
            {u"version"_s, regime.version}};
}

Expected<QDate> dayOf(const Call& call)
{
    if (!call.has("at"_L1)) {
        return QDateTime::currentDateTimeUtc().date();
    }
    const QDate day = QDate::fromString(call.value("at"_L1), Qt::ISODate);
    if (!day.isValid()) {
        return failure("usage.value"_L1,
                       Ctl::tr("--at takes a date, as in 2026-11-24, not \"%1\".").arg(call.value("at"_L1)));
    }
    return day;
}

Expected<Exit> listRegimes(Call& call)
{
    TRY(const QDate day, dayOf(call));
    TRY(const auto book, Lawbook::load());
    QJsonArray array;
    TextTable table{
        .headers = {Ctl::tr("Regime"), Ctl::tr("Status"), Ctl::tr("What"), Ctl::tr("Period"), Ctl::tr("Reviewed")},
        .rows = {}};
    for (const Regime& regime : book.regimes.all()) {
        const auto status = regime.statusAt(day);
        if (call.has("in-force"_L1) && status != deadline::RegimeStatus::InForce) {
            continue;
        }
        QStringList limits;
        std::ranges::transform(regime.limits, std::back_inserter(limits), periodText);
        array.append(regimeJson(regime, day));
        table.rows.push_back({regime.id, deadline::statusName(status), regime.title,
                              limits.isEmpty() ? regime.hardness : limits.join("; "_L1),
                              regime.reviewedBy.isEmpty() ? Ctl::tr("no") : regime.reviewedBy});
    }
    call.out().answer({{u"at"_s, day.toString(Qt::ISODate)}, {u"regimes"_s, array}}, table.aligned());
    return Exit::Done;
}

QJsonObject computationJson(const deadline::Computation& computation, const QTimeZone& zone)
{
    QJsonArray readings;
    for (const deadline::Answer& one : computation.answers) {
        readings.append(QJsonObject{{u"name"_s, deadline::readingId(one.due.reading)},
                                    {u"due"_s, isoAt(one.due.at, zone)},
                                    {u"limit"_s, one.limit},
                                    {u"disputed"_s, one.isArgument},
                                    {u"own_target"_s, one.isOwnTarget},
                                    {u"steps"_s, QJsonArray::fromStringList(one.due.steps)}});
    }
    return {{u"starts"_s, isoOrNull(computation.starts, zone)},
            {u"starts_from"_s, computation.startsFrom},
            {u"due"_s, isoOrNull(computation.due, zone)},
            {u"operational_target"_s, isoOrNull(computation.target, zone)},
            {u"outer_limit"_s, isoOrNull(computation.outerLimit, zone)},
            {u"readings"_s, readings},
            {u"waiting_for"_s, QJsonArray::fromStringList(computation.waiting)},
            {u"notes"_s, QJsonArray::fromStringList(computation.notes)},
            {u"status"_s, deadline::statusId(computation.status)}};
}

Expected<Exit> computeDeadline(Call& call)
{
    TRY(const auto book, Lawbook::load());
    TRY(const auto regime, book.regimes.get(call.value("regime"_L1)));
    TRY(const auto venue, deadline::Venue::of(book, regime, call.value("tz"_L1), call.value("country"_L1)));
    TRY(const auto events, eventsOf(call, venue.zone));
    TRY(const auto given, factsOf(call, book));
    deadline::Facts facts = book.regimes.known();
    for (const auto& [name, value] : given) {
        facts.insert_or_assign(name, value);
    }
    if (events.empty()) {
        return failure("usage.missing"_L1,
                       Ctl::tr("Say when it happened: --aware TIME, or --event NAME=TIME with one "
                               "of %1.")
                           .arg(regime.events().join(", "_L1)));
    }
    TRY(const auto computation, deadline::compute(regime, events, facts, venue.place));
    const auto applies = deadline::applicability(regime, facts);
    QJsonObject answer = computationJson(computation, venue.place.zone);
    answer.insert(u"regime"_s, regime.id);
    answer.insert(u"title"_s, regime.title);
    answer.insert(u"citation"_s, regime.citation);
    answer.insert(u"hardness"_s, regime.hardness);
    answer.insert(u"reviewed_by"_s, regime.reviewedBy.isEmpty() ? QJsonValue() : QJsonValue(regime.reviewedBy));
    answer.insert(u"applies"_s,
                  applies.answer == deadline::Applicability::Answer::Applies       ? u"yes"_s
                      : applies.answer == deadline::Applicability::Answer::Depends ? u"depends"_s
                                                                                   : u"no"_s);
    answer.insert(u"depends_on"_s, QJsonArray::fromStringList(applies.unknown));
    answer.insert(u"zone"_s, venue.zone);
    answer.insert(u"rules"_s,
                  QJsonObject{{u"pack"_s, regime.pack},
                              {u"version"_s, regime.version},
                              {u"holidays"_s, venue.holidays},
                              {u"tzdata"_s, venue.zoneData}});
    QString text = deadline::reasoningOf(regime, venue, computation) + u'\n';
    if (applies.answer == deadline::Applicability::Answer::DoesNot) {
        text += Ctl::tr("By the facts given the rule does not apply: %1.\n").arg(applies.against);
    } else if (!applies.unknown.isEmpty()) {
        text += Ctl::tr("Whether it applies depends on: %1.\n").arg(applies.unknown.join(", "_L1));
    }
    if (computation.status != deadline::RegimeStatus::InForce) {
        text += Ctl::tr("On that day the rule is %1.\n").arg(deadline::statusName(computation.status));
    }
    call.out().answer(answer, text);
    return Exit::Done;
}

Expected<Exit> listQuestions(Call& call)
{
    TRY(const auto book, Lawbook::load());
    deadline::Facts known = book.regimes.known();
    std::map<QString, Kept<IncidentFact>> recorded;
    std::unique_ptr<Desk> desk;
    if (call.has("incident"_L1)) {
        TRY(desk, call.open(Vault::Access::Read));
        TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
        TRY(known, deadline::Duties(desk->casework(), book).facts(incident));
        TRY(const auto all, desk->casework().all<IncidentFact>(incident));
        for (const auto& one : all) {
            recorded.insert_or_assign(one.value.name, one);
        }
    }
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Fact"), Ctl::tr("Value"), Ctl::tr("Question"), Ctl::tr("Values")}, .rows = {}};
    for (const deadline::Question& question : book.regimes.questions()) {
        const auto value = known.find(question.id);
        const QString said = value == known.end() ? u"unknown"_s : value->second;
        QJsonObject object{{u"fact"_s, question.id},
                           {u"value"_s, said},
                           {u"question"_s, question.question},
                           {u"values"_s, QJsonArray::fromStringList(question.values)}};
        if (const auto found = recorded.find(question.id); found != recorded.end()) {
            object.insert(u"why"_s, found->second.value.why);
            object.insert(u"decided_by"_s, desk->journal().nameOf(found->second.value.decidedBy));
            object.insert(u"decided"_s, isoTime(found->second.value.decidedAt));
        }
        array.append(object);
        table.rows.push_back({question.id, said, question.question,
                              question.values.isEmpty() ? Ctl::tr("any text") : question.values.join(", "_L1)});
    }
    call.out().answer({{u"facts"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<Exit> setFacts(Call& call)
{
    TRY(const auto book, Lawbook::load());
    TRY(const auto pairs, call.assignments(0));
    for (const auto& [name, value] : pairs) {
        CHECK_OK(book.regimes.checkFact(name, value)); // all of them, before one is written
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    std::vector<Id> evidence;
    for (const QString& text : call.values("evidence"_L1)) {
        TRY(const Id one, desk->casework().find(Table<Evidence>::kind, text));
        evidence.push_back(one);
    }
    deadline::Duties duties(desk->casework(), book);
    QJsonObject written;
    for (const auto& [name, value] : pairs) {
        TRY(const Id id, duties.record(incident, name, value, call.value("why"_L1), evidence));
        written.insert(name, id.text());
    }
    CHECK_OK(desk->finish());
    call.out().answer({{u"facts"_s, written}}, Ctl::tr("Facts recorded: %1.").arg(pairs.size()));
    return Exit::Done;
}

Expected<Exit> suggestDuties(Call& call)
{
    TRY(auto book, Lawbook::load());
    TRY(const auto desk, call.open(Vault::Access::Read));
    CHECK_OK(deadline::applyReviews(desk->casework(), book.regimes));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto all, deadline::Duties(desk->casework(), book).suggestions(incident));
    QJsonArray array;
    TextTable table{
        .headers = {Ctl::tr("Regime"), Ctl::tr("Applies"), Ctl::tr("Clocks"), Ctl::tr("What"), Ctl::tr("Because")},
        .rows = {}};
    for (const deadline::Suggestion& one : all) {
        using Applies = deadline::Applicability::Answer;
        const bool isShown = call.has("all"_L1)
            || (one.status == deadline::RegimeStatus::InForce && one.applicability.answer != Applies::DoesNot);
        if (!isShown) {
            continue;
        }
        const QString answer = one.applicability.answer == Applies::Applies ? u"yes"_s
            : one.applicability.answer == Applies::Depends                  ? u"depends"_s
                                                                            : u"no"_s;
        QJsonArray clocks;
        for (const Id& clock : one.clocks) {
            clocks.append(clock.text());
        }
        array.append(QJsonObject{{u"regime"_s, one.regime->id},
                                 {u"title"_s, one.regime->title},
                                 {u"applies"_s, answer},
                                 {u"depends_on"_s, QJsonArray::fromStringList(one.applicability.unknown)},
                                 {u"against"_s, one.applicability.against},
                                 {u"status"_s, deadline::statusId(one.status)},
                                 {u"clocks"_s, clocks}});
        const QString because = !one.applicability.against.isEmpty() ? one.applicability.against
            : !one.applicability.unknown.isEmpty() ? Ctl::tr("unknown: %1").arg(one.applicability.unknown.join(", "_L1))
                                                   : one.regime->trigger;
        table.rows.push_back({one.regime->id, answer, QString::number(one.clocks.size()), one.regime->title, because});
    }
    call.out().answer({{u"suggestions"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<deadline::ClockWish> wishOf(const Call& call, const Lawbook& book, const QString& zone)
{
    deadline::ClockWish wish;
    wish.regime = call.value("regime"_L1);
    wish.zone = call.value("tz"_L1);
    wish.country = call.value("country"_L1);
    TRY(wish.events, eventsOf(call, zone));
    TRY(wish.facts, factsOf(call, book));
    wish.why = call.value("why"_L1);
    wish.name = call.value("name"_L1);
    return wish;
}

QJsonObject clockAnswer(const Kept<IncidentClock>& clock)
{
    QJsonObject object = toJson(clock);
    object.insert(u"operational_target"_s, object.value(u"due"_s));
    return object;
}

Expected<Exit> startClock(Call& call)
{
    TRY(auto book, Lawbook::load());
    TRY(const auto regime, book.regimes.get(call.value("regime"_L1)));
    TRY(auto wish, wishOf(call, book, call.value("tz"_L1, regime.zone)));
    TRY(const auto desk, call.open(Vault::Access::Write));
    CHECK_OK(deadline::applyReviews(desk->casework(), book.regimes));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    if (call.has("owner"_L1)) {
        TRY(wish.owner, desk->member(call.value("owner"_L1)));
    }
    if (call.has("evidence"_L1)) {
        TRY(wish.evidence, desk->casework().find(Table<Evidence>::kind, call.value("evidence"_L1)));
    }
    if (call.has("party"_L1)) {
        TRY(wish.party, desk->casework().find(Table<Party>::kind, call.value("party"_L1)));
    }
    deadline::Duties duties(desk->casework(), book);
    TRY(const Id id, duties.start(incident, wish));
    CHECK_OK(desk->finish());
    TRY(const auto clock, desk->casework().one<IncidentClock>(id));
    call.out().answer(clockAnswer(clock), Ctl::tr("\"%1\" runs.\n%2\n").arg(clock.value.name, clock.value.reasoning));
    return Exit::Done;
}

Expected<Exit> reclassifyClock(Call& call)
{
    TRY(auto book, Lawbook::load());
    TRY(const auto desk, call.open(Vault::Access::Write));
    CHECK_OK(deadline::applyReviews(desk->casework(), book.regimes));
    TRY(const Id id, desk->casework().find(Table<IncidentClock>::kind, call.argument(0)));
    TRY(const auto before, desk->casework().one<IncidentClock>(id));
    TRY(const auto wish, wishOf(call, book, call.value("tz"_L1, before.value.zone)));
    deadline::Duties duties(desk->casework(), book);
    CHECK_OK(duties.reclassify(id, wish, call.value("why"_L1)));
    CHECK_OK(desk->finish());
    TRY(const auto clock, desk->casework().one<IncidentClock>(id));
    QJsonObject answer = clockAnswer(clock);
    answer.insert(u"due_before"_s, isoTime(before.value.due));
    call.out().answer(
        answer,
        Ctl::tr("\"%1\" was due %2 and is due %3.\n%4\n")
            .arg(clock.value.name, shownTime(before.value.due), shownTime(clock.value.due), clock.value.reasoning));
    return Exit::Done;
}

Expected<Exit> submitClock(Call& call)
{
    TRY(auto book, Lawbook::load());
    TRY(const auto desk, call.open(Vault::Access::Write));
    CHECK_OK(deadline::applyReviews(desk->casework(), book.regimes));
    TRY(const qint64 at, call.instantOr("at"_L1, desk->clock().now()));
    TRY(const Id id, desk->casework().find(Table<IncidentClock>::kind, call.argument(0)));
    deadline::Duties duties(desk->casework(), book);
    TRY(const auto submission, duties.submit(id, at, call.value("reasons"_L1)));
    CHECK_OK(desk->finish());
    TRY(const auto clock, desk->casework().one<IncidentClock>(id));
    QJsonObject answer = clockAnswer(clock);
    QJsonArray started;
    QString text = submission.isLate ? Ctl::tr("\"%1\" was submitted after it was due.\n").arg(clock.value.name)
                                     : Ctl::tr("\"%1\" was submitted in time.\n").arg(clock.value.name);
    for (const Id& next : submission.started) {
        TRY(const auto following, desk->casework().one<IncidentClock>(next));
        started.append(clockAnswer(following));
        text += Ctl::tr("\"%1\" follows, due %2.\n").arg(following.value.name, shownTime(following.value.due));
    }
    for (const QString& one : submission.notStarted) {
        text += Ctl::tr("Not started: %1\n").arg(one);
    }
    answer.insert(u"late"_s, submission.isLate);
    answer.insert(u"started"_s, started);
    answer.insert(u"not_started"_s, QJsonArray::fromStringList(submission.notStarted));
    call.out().answer(answer, text);
    return Exit::Done;
}

Expected<Exit> explainClock(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id id, desk->casework().find(Table<IncidentClock>::kind, call.argument(0)));
    TRY(const auto clock, desk->casework().one<IncidentClock>(id));
    const QString plain = Ctl::tr("Plain hours: %1 from %2, due %3.")
                              .arg(clock.value.hours)
                              .arg(shownTime(clock.value.start), shownTime(clock.value.due));
    call.out().answer(clockAnswer(clock), (clock.value.reasoning.isEmpty() ? plain : clock.value.reasoning) + u'\n');
    return Exit::Done;
}

/// The incident that was named, or all of them.
Expected<std::vector<Kept<Incident>>> incidentsOf(const Call& call, Desk& desk)
{
    if (!call.has("incident"_L1)) {
        return desk.casework().incidents();
    }
    TRY(const Id incident, desk.casework().findIncident(call.value("incident"_L1)));
    TRY(auto kept, desk.casework().incident(incident));
    return std::vector{std::move(kept)};
}

Expected<Exit> listDeadlines(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto incidents, incidentsOf(call, *desk));
    std::vector<std::pair<QString, Kept<IncidentClock>>> clocks;
    for (const Kept<Incident>& incident : incidents) {
        TRY(auto all, desk->casework().all<IncidentClock>(incident.id));
        const QString number = desk->casework().shownNumber(incident.id);
        for (Kept<IncidentClock>& one : all) {
            if (call.has("all"_L1) || one.value.state == ClockState::Running) {
                clocks.emplace_back(number, std::move(one));
            }
        }
    }
    std::ranges::stable_sort(clocks, {}, [](const auto& one) { return one.second.value.due; });
    const qint64 now = desk->clock().now();
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Due"), Ctl::tr("Left"), Ctl::tr("Incident"), Ctl::tr("State"),
                                Ctl::tr("Clock"), Ctl::tr("Rule"), Ctl::tr("Owner"), Ctl::tr("Id")},
                    .rows = {},
                    .rightAligned = {1}};
    for (const auto& [number, clock] : clocks) {
        QJsonObject object = clockAnswer(clock);
        const bool isOverdue = clock.value.state == ClockState::Running && clock.value.due <= now;
        object.insert(u"number"_s, number);
        object.insert(u"overdue"_s, isOverdue);
        array.append(object);
        constexpr qint64 minute = 60'000;
        const qint64 left = (clock.value.due - now) / minute;
        table.rows.push_back({shownTime(clock.value.due),
                              clock.value.state != ClockState::Running ? QString()
                                  : isOverdue                          ? Ctl::tr("overdue")
                                              : Ctl::tr("%1 h %2 min").arg(left / 60).arg(left % 60),
                              number, choiceName(clock.value.state), clock.value.name,
                              clock.value.regime.isEmpty() ? Ctl::tr("hours") : clock.value.regime,
                              desk->journal().nameOf(clock.value.owner), clock.id.text()});
    }
    call.out().answer({{u"clocks"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<Exit> exportCalendar(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto kept, desk->casework().incident(incident));
    TRY(const auto clocks, desk->casework().all<IncidentClock>(incident));
    TRY(auto file, ExportFile::open(call, call.argument(0)));
    CHECK_OK(file.write(deadline::clockCalendar(kept.value.codeName, clocks, desk->clock().now())));
    TRY(const auto written, file.commit());
    if (!file.isStandardOutput()) {
        const auto running = std::ranges::count_if(
            clocks, [](const auto& one) { return one.value.state == ClockState::Running; });
        call.out().answer(
            {{u"path"_s, written.path}, {u"clocks"_s, static_cast<qint64>(running)}},
            Ctl::tr("Written to %1. It says the code name and when something is due, nothing else.").arg(written.path));
    }
    return Exit::Done;
}

Expected<Exit> listHolidays(Call& call)
{
    TRY(const auto book, Lawbook::load());
    if (!call.has("country"_L1)) {
        QJsonArray array;
        TextTable table{.headers = {Ctl::tr("Place"), Ctl::tr("Name"), Ctl::tr("Reviewed"), Ctl::tr("Source")},
                        .rows = {}};
        for (const deadline::HolidayPlace& one : book.holidays.places()) {
            array.append(
                QJsonObject{{u"id"_s, one.id},
                            {u"name"_s, one.name},
                            {u"source"_s, one.source},
                            {u"reviewed_by"_s, one.reviewedBy.isEmpty() ? QJsonValue() : one.reviewedBy},
                            {u"known_until"_s, one.knownUntil > 0 ? QJsonValue(one.knownUntil) : QJsonValue()}});
            table.rows.push_back(
                {one.id, one.name, one.reviewedBy.isEmpty() ? Ctl::tr("no") : one.reviewedBy, one.source});
        }
        call.out().answer({{u"places"_s, array}}, table.aligned());
        return Exit::Done;
    }
    TRY(const auto year, call.number("year"_L1, 1900, 2200));
    TRY(const auto calendar, book.holidays.calendar(call.value("country"_L1)));
    const int shown = static_cast<int>(year.value_or(QDateTime::currentDateTimeUtc().date().year()));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Day"), Ctl::tr("Weekday"), Ctl::tr("Holiday")}, .rows = {}};
    for (QDate day(shown, 1, 1); day.year() == shown; day = day.addDays(1)) {
        if (const QString name = calendar.holiday(day); !name.isEmpty()) {
            array.append(QJsonObject{{u"date"_s, day.toString(Qt::ISODate)}, {u"name"_s, name}});
            table.rows.push_back({day.toString(Qt::ISODate), QLocale::c().dayName(day.dayOfWeek()), name});
        }
    }
    QString text = table.aligned();
    if (calendar.knownUntil() > 0 && shown > calendar.knownUntil()) {
        text += Ctl::tr("Not all holidays of that year are known: they are announced year by year.\n");
    }
    call.out().answer({{u"holidays"_s, array},
                       {u"version"_s, calendar.version()},
                       {u"complete"_s, calendar.knownUntil() == 0 || shown <= calendar.knownUntil()}},
                      text);
    return Exit::Done;
}

Option regimeOption(bool isRequired)
{
    return {.name = u"regime"_s,
            .value = u"ID"_s,
            .help = Ctl::tr("The rule, as `deadline regimes` lists it."),
            .isRequired = isRequired};
}
std::vector<Option> eventOptions()
{
    return {
        {.name = u"aware"_s, .value = u"T"_s, .help = Ctl::tr("When one became aware. A date alone: its beginning.")},
        {.name = u"event"_s,
         .value = u"NAME=T"_s,
         .help = Ctl::tr("Another event: classified, determined, discovered, submitted(initial), …"),
         .takes = Option::Takes::Repeated},
        {.name = u"tz"_s,
         .value = u"ZONE"_s,
         .help = Ctl::tr("The zone of the authority, such as Europe/Berlin (default: the rule's, where it has one).")},
        {.name = u"at-tz"_s,
         .value = u"ZONE"_s,
         .help = Ctl::tr("The zone in which times without an offset are read (default: --tz).")},
        {.name = u"country"_s,
         .value = u"CC"_s,
         .help = Ctl::tr("Whose holidays count: DE, or a region such as DE-NW.")},
        {.name = u"fact"_s,
         .value = u"NAME=VALUE"_s,
         .help = Ctl::tr("What is known, as `deadline facts` lists it; of a contract clause_hours."),
         .takes = Option::Takes::Repeated}};
}
std::vector<Option> with(std::vector<Option> first, std::vector<Option> more)
{
    std::ranges::move(more, std::back_inserter(first));
    return first;
}

/// What needs no vault.
Commands ruleCommands()
{
    return {
        {.path = {u"deadline"_s, u"compute"_s},
         .summary = Ctl::tr("Computes when something is due under a rule, with each step."),
         .detail = Ctl::tr("The operational target is the earliest of all readings of the rule. Longer readings that "
                           "are disputed are listed as arguments, never to plan by. A due time is the first instant "
                           "that is too late."),
         .arguments = {},
         .options = with({regimeOption(true)}, eventOptions()),
         .examples
         = {u"bulkheadctl deadline compute --regime eu.gdpr.33.sa --aware \"2026-06-12 15:20\" "
            "--tz Europe/Berlin --country DE"_s,
            u"bulkheadctl deadline compute --regime eu.nis2.fr --event \"submitted(initial)=2026-09-21 12:00\" "
            "--tz Europe/Berlin --country DE"_s,
            u"bulkheadctl deadline compute --regime contract.dpa --fact clause_hours=24 "
            "--aware 2026-06-12T16:00+02:00 --tz Europe/Berlin"_s},
         .answer = u"regime, title, starts, starts_from, due, operational_target, outer_limit, readings[{name, due, "
                   "limit, disputed, own_target, steps[]}], waiting_for[], notes[], citation, hardness, status, "
                   "applies, depends_on[], reviewed_by, zone, rules{pack, version, holidays, tzdata}"_s,
         .usesVault = false,
         .run = computeDeadline},
        {.path = {u"deadline"_s, u"regimes"_s},
         .summary = Ctl::tr("Lists the rules that are known, with their status on a day."),
         .detail = Ctl::tr("An organisation's own packs lie in bulkhead/regimes below its configuration folder; one of "
                           "the same file name replaces ours."),
         .arguments = {},
         .options = {{.name = u"at"_s, .value = u"DATE"_s, .help = Ctl::tr("The day (default: today).")},
                     {.name = u"in-force"_s, .value = {}, .help = Ctl::tr("Only those in force on that day.")}},
         .examples = {u"bulkheadctl deadline regimes --at 2026-11-24 --in-force"_s},
         .answer = u"at, regimes[{id, title, status, from, to, trigger, when, starts[], limits[], hardness, late, "
                   "content[], exemptions[], citation, note, valid_from, valid_until, reviewed_by, review_due, pack, "
                   "version}]"_s,
         .usesVault = false,
         .run = listRegimes},
        {.path = {u"deadline"_s, u"holidays"_s},
         .summary = Ctl::tr("Lists the public holidays of a place, or the places whose holidays are known."),
         .detail = Ctl::tr("Days of your own lie in bulkhead/holidays below the configuration folder and win."),
         .arguments = {},
         .options = {{.name = u"country"_s, .value = u"CC"_s, .help = Ctl::tr("DE, or a region such as DE-NW.")},
                     {.name = u"year"_s, .value = u"YEAR"_s, .help = Ctl::tr("Which year (default: this one).")}},
         .examples = {u"bulkheadctl deadline holidays --country DE-NW --year 2027"_s},
         .answer = u"holidays[{date, name}], version, complete; without --country places[{id, name, source, "
                   "reviewed_by, known_until}]"_s,
         .usesVault = false,
         .run = listHolidays},
        {.path = {u"deadline"_s, u"facts"_s},
         .summary = Ctl::tr("Lists the facts that rules ask for, and what is recorded of an incident."),
         .detail = {},
         .arguments = {},
         .options = {{.name = u"incident"_s, .value = u"ID"_s, .help = Ctl::tr("Its number or id.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault deadline facts --incident INC-0001"_s},
         .answer = u"facts[{fact, value, question, values[], why, decided_by, decided}]"_s,
         .usesVault = false,
         .run = listQuestions},
    };
}

QString clockFields()
{
    return u"id, name, regime, state, start, due, operational_target, outer_limit, events[], zone, country, rules, "
           "reasoning, …"_s;
}

/// From facts to a running clock.
Commands startCommands()
{
    const Option why{.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("For which reasons.")};
    return {
        {.path = {u"deadline"_s, u"fact"_s},
         .summary = Ctl::tr("Records facts of an incident that rules ask for."),
         .detail = {},
         .arguments = {{u"NAME=VALUE"_s, Ctl::tr("A fact and its value."), Argument::Count::AtLeastOne}},
         .options = {incidentOption(),
                     why,
                     {.name = u"evidence"_s,
                      .value = u"ID"_s,
                      .help = Ctl::tr("Evidence of it."),
                      .takes = Option::Takes::Repeated}},
         .examples = {u"bulkheadctl --vault ~/acme.vault deadline fact personal_data=yes role=controller "
                      "--incident INC-0001 --why \"Seven rows match production\""_s},
         .answer = u"facts{name: id}"_s,
         .run = setFacts},
        {.path = {u"deadline"_s, u"suggest"_s},
         .summary = Ctl::tr("Says which rules apply to an incident by the recorded facts, and what is unknown."),
         .detail = {},
         .arguments = {},
         .options
         = {incidentOption(),
            {.name = u"all"_s, .value = {}, .help = Ctl::tr("Those that do not apply as well, with the reason.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault deadline suggest --incident INC-0001"_s},
         .answer = u"suggestions[{regime, title, applies, depends_on[], against, status, clocks[]}]"_s,
         .run = suggestDuties},
        {.path = {u"deadline"_s, u"start"_s},
         .summary = Ctl::tr("Starts a clock under a rule."),
         .detail = Ctl::tr("Events that are not named are those of the incident: aware, detected, confirmed, reported, "
                           "processor_aware."),
         .arguments = {},
         .options = with(
             with({incidentOption(), regimeOption(true)}, eventOptions()),
             {why,
              {.name = u"name"_s, .value = u"NAME"_s, .help = Ctl::tr("A name of its own (default: the rule's).")},
              {.name = u"evidence"_s, .value = u"ID"_s, .help = Ctl::tr("Evidence of the start.")},
              {.name = u"owner"_s, .value = u"MEMBER"_s, .help = Ctl::tr("Who sees to it.")},
              {.name = u"party"_s, .value = u"ID"_s, .help = Ctl::tr("Whom it is owed to.")}}),
         .examples = {u"bulkheadctl --vault ~/acme.vault deadline start --incident INC-0001 --regime eu.gdpr.33.sa "
                      "--tz Europe/Berlin --country DE --why \"Real rows found\""_s},
         .answer = clockFields(),
         .run = startClock},
    };
}

/// What becomes of it.
Commands runningCommands()
{
    const Option anyIncident{
        .name = u"incident"_s, .value = u"ID"_s, .help = Ctl::tr("Its number or id (default: all incidents).")};
    const Argument clockId{u"ID"_s, Ctl::tr("The clock's id or the beginning of it.")};
    return {
        {.path = {u"deadline"_s, u"reclassify"_s},
         .summary = Ctl::tr("Computes a running clock anew, under another rule or from other events."),
         .detail = Ctl::tr("It moves earlier or stays, never later. Where it should end later, stop it with the reason "
                           "and start another."),
         .arguments = {clockId},
         .options = with(
             with({regimeOption(false)}, eventOptions()),
             {{.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("For which reasons."), .isRequired = true}}),
         .examples = {u"bulkheadctl --vault ~/acme.vault deadline reclassify 01jd --regime eu.aia.73.10 "
                      "--why \"A person died\""_s},
         .answer = clockFields() + ", due_before"_L1,
         .run = reclassifyClock},
        {.path = {u"deadline"_s, u"submit"_s},
         .summary = Ctl::tr("Records that what was due was sent, and starts the stages that follow."),
         .detail = {},
         .arguments = {clockId},
         .options = {{.name = u"at"_s, .value = u"T"_s, .help = Ctl::tr("When it was sent (default: now).")},
                     zoneOption(),
                     {.name = u"reasons"_s, .value = u"TEXT"_s, .help = Ctl::tr("The reasons for a delay.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault deadline submit 01jd --at 2026-06-14T10:00Z"_s},
         .answer = clockFields() + ", late, started[], not_started[]"_L1,
         .run = submitClock},
        {.path = {u"deadline"_s, u"explain"_s},
         .summary = Ctl::tr("Shows how a clock was computed."),
         .detail = {},
         .arguments = {clockId},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault deadline explain 01jd"_s},
         .answer = clockFields(),
         .run = explainClock},
        {.path = {u"deadline"_s, u"list"_s},
         .summary = Ctl::tr("Lists running clocks, the next due first."),
         .detail = {},
         .arguments = {},
         .options = {anyIncident, {.name = u"all"_s, .value = {}, .help = Ctl::tr("Those that have ended as well.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault deadline list"_s},
         .answer = u"clocks[{number, overdue, id, name, regime, state, start, due, operational_target, …}]"_s,
         .run = listDeadlines},
        {.path = {u"deadline"_s, u"calendar"_s},
         .summary = Ctl::tr("Writes the running clocks of an incident as a calendar with alarms."),
         .detail = Ctl::tr("It says the code name and when something is due, nothing else."),
         .arguments = {{u"FILE"_s, Ctl::tr("A new file, or - for standard output.")}},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault deadline calendar clocks.ics --incident INC-0001"_s},
         .answer = u"path, clocks"_s,
         .run = exportCalendar},
    };
}

} // namespace

Commands deadlineCommands()
{
    Commands all = ruleCommands();
    std::ranges::move(startCommands(), std::back_inserter(all));
    std::ranges::move(runningCommands(), std::back_inserter(all));
    return all;
}

} // namespace bulkhead::ctl
