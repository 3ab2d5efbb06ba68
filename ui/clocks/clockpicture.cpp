#include "ui/clocks/clockpicture.h"

#include "ui/common/timetext.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
#include <map>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
struct ClocksText
{
    Q_DECLARE_TR_FUNCTIONS(Clocks)
};

std::vector<FactRow> factRows(const deadline::Lawbook& book, const std::vector<Kept<IncidentFact>>& recorded,
                              const deadline::Facts& known, const std::map<Id, QString>& members)
{
    std::vector<FactRow> rows;
    for (const deadline::Question& question : book.regimes.questions()) {
        if (question.values.isEmpty()) {
            continue; // of one contract's clause, asked for with its clock
        }
        const auto value = known.find(question.id);
        FactRow row{question, value == known.end() ? u"unknown"_s : value->second, {}, {}, 0, {}};
        if (book.regimes.known().contains(question.id)) {
            row.why = ClocksText::tr("so says the organisation's own file");
        }
        for (const Kept<IncidentFact>& one : recorded) {
            if (one.value.name == question.id && one.value.decidedAt > row.decidedAt) {
                const auto by = members.find(one.value.decidedBy);
                row.why = one.value.why;
                row.by = by == members.end() ? QString() : by->second;
                row.decidedAt = one.value.decidedAt;
                row.evidence = one.value.evidence;
            }
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

DutyRow dutyRow(const deadline::Suggestion& one)
{
    DutyRow row;
    row.regime = one.regime->id;
    row.title = one.regime->title;
    row.citation = one.regime->citation;
    row.clocks = static_cast<int>(one.clocks.size());
    row.isReviewed = !one.regime->reviewedBy.isEmpty();
    row.status = one.status;
    row.answer = one.applicability.answer;
    row.because = !one.applicability.against.isEmpty() ? one.applicability.against
        : !one.applicability.unknown.isEmpty()
        ? ClocksText::tr("not known: %1").arg(one.applicability.unknown.join(", "_L1))
        : one.regime->trigger;
    return row;
}
} // namespace

Word ClockRow::state(qint64 now) const
{
    if (kept.value.state == ClockState::Running && kept.value.due <= now) {
        return {ClocksText::tr("Overdue"), Tone::Overdue, Mark::Clock};
    }
    return wordOf(kept.value.state);
}

Word DutyRow::word() const
{
    using Answer = deadline::Applicability::Answer;
    if (status != deadline::RegimeStatus::InForce) {
        return {deadline::statusName(status), Tone::Neutral, Mark::None};
    }
    switch (answer) {
    case Answer::Applies:
        return {ClocksText::tr("Applies"), Tone::Warn, Mark::Triangle};
    case Answer::Depends:
        return {ClocksText::tr("Depends"), Tone::Unknown, Mark::Ring};
    case Answer::DoesNot:
        return {ClocksText::tr("Does not apply"), Tone::Neutral, Mark::None};
    }
    return {};
}

QString eventText(const QString& event)
{
    static const std::map<QString, const char*> names{
        {u"aware"_s, QT_TRANSLATE_NOOP("Clocks", "Aware")},
        {u"processor_aware"_s, QT_TRANSLATE_NOOP("Clocks", "Processor aware")},
        {u"high_risk_concluded"_s, QT_TRANSLATE_NOOP("Clocks", "High risk concluded")},
        {u"classified"_s, QT_TRANSLATE_NOOP("Clocks", "Classified as major")},
        {u"determined"_s, QT_TRANSLATE_NOOP("Clocks", "Determined")},
        {u"discovered"_s, QT_TRANSLATE_NOOP("Clocks", "Discovered")},
        {u"detected"_s, QT_TRANSLATE_NOOP("Clocks", "Detected")},
        {u"identified"_s, QT_TRANSLATE_NOOP("Clocks", "Identified")},
        {u"noticed"_s, QT_TRANSLATE_NOOP("Clocks", "Noticed")},
        {u"assessed"_s, QT_TRANSLATE_NOOP("Clocks", "Assessed as notifiable")},
        {u"suspected"_s, QT_TRANSLATE_NOOP("Clocks", "Suspected")},
        {u"confirmed"_s, QT_TRANSLATE_NOOP("Clocks", "Confirmed")},
        {u"reported"_s, QT_TRANSLATE_NOOP("Clocks", "Reported")},
        {u"handled"_s, QT_TRANSLATE_NOOP("Clocks", "Handled")},
        {u"paid"_s, QT_TRANSLATE_NOOP("Clocks", "Paid")},
        {u"fix_available"_s, QT_TRANSLATE_NOOP("Clocks", "Fix available")},
        {u"information_available"_s, QT_TRANSLATE_NOOP("Clocks", "Information available")},
    };
    if (event.startsWith("submitted("_L1) && event.endsWith(u')')) {
        return ClocksText::tr("Submitted: %1").arg(valueText(event.sliced(10).chopped(1)).toLower());
    }
    const auto found = names.find(event);
    return found == names.end() ? valueText(event) : ClocksText::tr(found->second);
}

Expected<ClockPicture> clockPicture(Casework& casework, const Id& incident,
                                    std::shared_ptr<const deadline::Lawbook> book)
{
    ClockPicture picture;
    if (!book) {
        TRY(auto loaded, deadline::Lawbook::loadFor(casework));
        book = std::make_shared<const deadline::Lawbook>(std::move(loaded));
    }
    picture.book = book;
    TRY(const auto kept, casework.incident(incident));
    picture.codeName = kept.value.codeName;
    picture.severity = kept.value.severity;
    picture.number = casework.shownNumber(incident);
    for (const auto& member : casework.journal().members()) {
        picture.members[member.id] = member.member.name;
    }
    TRY(picture.parties, casework.all<Party>(incident));
    TRY(picture.evidence, casework.all<Evidence>(incident));
    TRY(auto clocks, casework.all<IncidentClock>(incident));
    std::map<Id, QString> parties;
    for (const Kept<Party>& party : picture.parties) {
        parties[party.id] = party.value.name;
    }
    for (Kept<IncidentClock>& clock : clocks) {
        const auto owner = picture.members.find(clock.value.owner);
        const auto party = parties.find(clock.value.party);
        picture.clocks.push_back({std::move(clock), owner == picture.members.end() ? QString() : owner->second,
                                  party == parties.end() ? QString() : party->second});
    }
    std::ranges::stable_sort(picture.clocks, {}, [](const ClockRow& row) { return row.kept.value.due; });
    const deadline::Duties duties(casework, *book);
    TRY(picture.known, duties.facts(incident));
    TRY(picture.events, duties.events(incident));
    TRY(const auto suggestions, duties.suggestions(incident));
    std::ranges::transform(suggestions, std::back_inserter(picture.duties), dutyRow);
    TRY(picture.proposals, duties.endProposals(incident));
    TRY(auto assessments, casework.all<SeverityAssessment>(incident));
    std::ranges::stable_sort(assessments, std::greater(), [](const auto& one) { return one.value.assessedAt; });
    for (Kept<SeverityAssessment>& one : assessments) {
        const auto by = picture.members.find(one.value.assessedBy);
        picture.assessments.push_back({std::move(one), by == picture.members.end() ? QString() : by->second});
    }
    TRY(const auto recorded, casework.all<IncidentFact>(incident));
    picture.facts = factRows(*book, recorded, picture.known, picture.members);
    return picture;
}

QString dutiesHtml(const ClockPicture& picture, qint64 now)
{
    const auto escaped = [](const QString& text) { return text.toHtmlEscaped().replace(u'\n', "<br>"_L1); };
    QString html = u"<h2>%1</h2><p>%2</p>"_s.arg(
        escaped(ClocksText::tr("Duties and clocks of %1 (%2)").arg(picture.number, picture.codeName)),
        escaped(ClocksText::tr("As of %1. Rules are encoded from the sources cited; those marked so have not been "
                               "reviewed by a lawyer.")
                    .arg(timetext::utc(now))));
    html += u"<h3>%1</h3><table cellspacing=0 cellpadding=4 border=1 width=\"100%\">"_s.arg(
        escaped(ClocksText::tr("Clocks")));
    for (const ClockRow& row : picture.clocks) {
        const IncidentClock& clock = row.kept.value;
        html += u"<tr><td><b>%1</b><br>%2</td><td>%3</td><td>%4</td></tr>"_s.arg(
            escaped(clock.name), escaped(clock.regime.isEmpty() ? ClocksText::tr("plain hours") : clock.regime),
            escaped(timetext::utc(clock.due)), escaped(row.state(now).text));
        const QString reason = clock.stateReason.isEmpty()
            ? QString()
            : ClocksText::tr("Ended because: %1\n").arg(clock.stateReason);
        html += u"<tr><td colspan=3><small>%1</small></td></tr>"_s.arg(
            escaped(reason + (clock.reasoning.isEmpty() ? clock.why : clock.reasoning)));
    }
    html += u"</table><h3>%1</h3><table cellspacing=0 cellpadding=4 border=1 width=\"100%\">"_s.arg(
        escaped(ClocksText::tr("Rules that apply, or depend on what is not known")));
    for (const DutyRow& duty : picture.duties) {
        if (duty.status != deadline::RegimeStatus::InForce || duty.answer == deadline::Applicability::Answer::DoesNot) {
            continue;
        }
        html += u"<tr><td><b>%1</b><br>%2</td><td>%3</td><td>%4</td><td>%5</td></tr>"_s.arg(
            escaped(duty.title), escaped(duty.regime), escaped(duty.word().text), escaped(duty.because),
            escaped(duty.isReviewed ? duty.citation : ClocksText::tr("%1 (not reviewed)").arg(duty.citation)));
    }
    html += u"</table>"_s;
    if (!picture.assessments.empty()) {
        const SeverityAssessment& last = picture.assessments.front().kept.value;
        html += u"<h3>%1</h3><p>%2<br>%3<br>%4<br>%5<br>%6</p>"_s.arg(
            escaped(ClocksText::tr("Severity for people (%1)").arg(last.profile)), escaped(last.summary),
            escaped(ClocksText::tr("Basis: %1").arg(last.basis)),
            escaped(ClocksText::tr("Art. 33(1): %1").arg(last.bridge33)),
            escaped(ClocksText::tr("Art. 34(1): %1").arg(last.bridge34)),
            escaped(QStringList{last.note, last.difference, last.second}.join(u' ').simplified()));
    }
    html += u"<h3>%1</h3><table cellspacing=0 cellpadding=4 border=1 width=\"100%\">"_s.arg(
        escaped(ClocksText::tr("Facts recorded")));
    for (const FactRow& fact : picture.facts) {
        if (fact.decidedAt != 0) {
            html += u"<tr><td>%1</td><td>%2</td><td>%3</td><td>%4</td></tr>"_s.arg(
                escaped(fact.question.question), escaped(valueText(fact.value)), escaped(fact.why),
                escaped(ClocksText::tr("%1, %2").arg(fact.by, timetext::utc(fact.decidedAt))));
        }
    }
    return html + u"</table>"_s;
}

} // namespace bulkhead
