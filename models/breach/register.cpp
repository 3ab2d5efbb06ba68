#include "models/breach/register.h"

#include "models/base/csv.h"
#include "models/breach/breachtext.h"
#include "models/breach/finding.h"
#include "models/deadline/duties.h"
#include "models/incident/countrange.h"
#include "models/incident/entities.h"
#include "models/incident/tables.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <ranges>

using namespace Qt::StringLiterals;

namespace bulkhead::breach {

namespace {
QString utc(const std::optional<qint64>& at)
{
    return at ? QDateTime::fromMSecsSinceEpoch(*at, QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm 'UTC'"_s) : QString();
}

/// The entities of a kind by incident, read once for all.
template<typename T> Expected<std::map<Id, std::vector<Kept<T>>>> byIncident(const Casework& casework)
{
    TRY(auto all, casework.all<T>(Id()));
    std::map<Id, std::vector<Kept<T>>> result;
    for (Kept<T>& one : all) {
        const Id incident = one.stream.incident;
        result[incident].push_back(std::move(one));
    }
    return result;
}

template<typename T> const std::vector<Kept<T>>& of(const std::map<Id, std::vector<Kept<T>>>& all, const Id& incident)
{
    static const std::vector<Kept<T>> none;
    const auto found = all.find(incident);
    return found == all.end() ? none : found->second;
}

void addClocks(RegisterRow& row, const std::vector<Kept<IncidentClock>>& clocks)
{
    for (const Kept<IncidentClock>& one : clocks) {
        const IncidentClock& clock = one.value;
        if (clock.submittedAt) {
            const bool isLate = clock.state == ClockState::Late;
            row.notified.append(isLate ? BreachText::tr("%1: %2, late").arg(clock.name, utc(clock.submittedAt))
                                       : BreachText::tr("%1: %2").arg(clock.name, utc(clock.submittedAt)));
            row.isNotified = row.isNotified || clock.party.isNull();
            if (isLate) {
                row.delays.append(u"%1: %2"_s.arg(clock.name, clock.stateReason));
            }
        } else if (clock.state == ClockState::Running) {
            row.pending.append(BreachText::tr("%1: due %2").arg(clock.name, utc(clock.due)));
        }
    }
}

void addCustomers(RegisterRow& row, const std::vector<Kept<Party>>& parties)
{
    for (const Kept<Party>& one : parties) {
        const Party& party = one.value;
        if (party.isStruck || party.kind != "account"_L1) {
            continue;
        }
        ++row.customers;
        row.customersTold += party.notice == NoticeState::Sent || party.notice == NoticeState::Acknowledged ? 1 : 0;
        if (!party.country.isEmpty()) {
            row.countries.append(party.country.section(u'-', 0, 0));
        }
    }
    row.countries.removeDuplicates();
    row.countries.sort();
}

void addRecord(RegisterRow& row, const std::vector<Kept<BreachRecord>>& records)
{
    if (!records.empty()) {
        const BreachRecord& last = std::ranges::max(records, {}, [](const auto& one) {
                                       return one.value.number;
                                   }).value;
        row.conclusion = last.conclusion;
        row.provenance = last.provenance;
        row.identifiability = last.identifiability;
        row.reasoning = last.reasoning;
    }
}

void addSeverity(RegisterRow& row, const std::vector<Kept<SeverityAssessment>>& assessments)
{
    if (!assessments.empty()) {
        const SeverityAssessment& last = std::ranges::max(assessments, {}, [](const auto& one) {
                                             return one.value.assessedAt;
                                         }).value;
        row.severity = last.summary;
        row.severityInputs = last.known;
    }
}

void addFacts(RegisterRow& row, const std::vector<Kept<IncidentFact>>& facts, const deadline::Facts& known,
              const Journal& journal)
{
    if (const auto role = known.find(u"role"_s); role != known.end()) {
        row.role = role->second;
    }
    qint64 roleAt = -1;
    for (const Kept<IncidentFact>& one : facts) {
        const IncidentFact& fact = one.value;
        if (fact.name == "role"_L1 && fact.decidedAt > roleAt) {
            roleAt = fact.decidedAt;
            row.role = fact.value == "unknown"_L1 ? QString() : fact.value;
        }
        if (fact.name == "risk"_L1 && fact.decidedAt > row.riskAt && fact.value != "unknown"_L1) {
            row.risk = fact.value;
            row.riskBy = journal.nameOf(fact.decidedBy);
            row.riskAt = fact.decidedAt;
            row.riskWhy = fact.why;
        }
    }
}

void findGaps(RegisterRow& row)
{
    const auto need = [&](bool isThere, const QString& what) {
        if (!isThere) {
            row.gaps.append(what);
        }
    };
    const bool isBreach = row.conclusion != "security_incident_only"_L1;
    need(!row.conclusion.isEmpty(), BreachText::tr("the breach question is not answered"));
    need(!row.description.isEmpty(), BreachText::tr("description"));
    need(!row.entry.cause.isEmpty(), BreachText::tr("cause"));
    if (!isBreach) {
        return;
    }
    need(!row.entry.affected.isEmpty(), BreachText::tr("kind of loss"));
    need(!row.entry.dataCategories.isEmpty(), BreachText::tr("categories of data"));
    need(!row.entry.subjects.isEmpty(), BreachText::tr("number of people"));
    need(!row.entry.consequences.isEmpty(), BreachText::tr("effects"));
    need(!row.entry.measures.isEmpty(), BreachText::tr("remedial action"));
    need(!row.risk.isEmpty(), BreachText::tr("decision on the risk"));
    need(row.isNotified || !row.entry.notNotified.isEmpty() || !row.pending.isEmpty(),
         BreachText::tr("a notification, or reasons for none"));
}

QString notedNotice(const RegisterRow& row)
{
    return row.customers == 0 ? QString() : BreachText::tr("%1 of %2 told").arg(row.customersTold).arg(row.customers);
}
} // namespace

QStringList lossIds()
{
    return {u"confidentiality"_s, u"integrity"_s, u"availability"_s};
}

bool shows(const RegisterFilter& filter, const RegisterRow& row)
{
    if ((row.isExercise && !filter.withExercises) || (filter.onlyGaps && row.gaps.isEmpty())
        || (filter.from && row.at() < *filter.from) || (filter.until && row.at() >= *filter.until)) {
        return false;
    }
    if (!filter.conclusion.isEmpty() && filter.conclusion != (row.conclusion.isEmpty() ? u"none"_s : row.conclusion)) {
        return false;
    }
    const QStringList words = filter.text.simplified().split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty()) {
        return true;
    }
    QString all;
    for (const auto& [title, text] : fieldsOf(row)) {
        all += text + u'\n';
    }
    return std::ranges::all_of(words, [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

Expected<std::vector<RegisterRow>> registerRows(const Casework& casework, const deadline::Lawbook& book)
{
    TRY(const auto incidents, casework.incidents());
    TRY(const auto numbers, casework.numbers());
    TRY(const auto entries, byIncident<RegisterEntry>(casework));
    TRY(const auto facts, byIncident<IncidentFact>(casework));
    TRY(const auto clocks, byIncident<IncidentClock>(casework));
    TRY(const auto parties, byIncident<Party>(casework));
    TRY(const auto records, byIncident<BreachRecord>(casework));
    TRY(const auto assessments, byIncident<SeverityAssessment>(casework));
    TRY(const auto evidence, byIncident<Evidence>(casework));
    TRY(const auto retention, byIncident<Retention>(casework));
    std::vector<RegisterRow> rows;
    for (const Kept<Incident>& one : incidents) {
        const Incident& incident = one.value;
        RegisterRow row;
        row.incident = one.id;
        const auto number = numbers.find(one.id);
        row.number = number == numbers.end() ? QString() : number->second;
        row.title = incident.title;
        row.isExercise = incident.isExercise;
        row.phase = incident.phase;
        row.occurredFrom = incident.occurredFrom;
        row.occurredTo = incident.occurredTo;
        row.detected = incident.detected;
        row.aware = incident.aware;
        row.declaredAt = incident.declaredAt;
        row.verdict = incident.verdict;
        row.isOnHold = incident.isOnLegalHold;
        if (const auto& entry = of(entries, one.id); !entry.empty()) {
            row.entry = entry.front().value;
        }
        row.description = row.entry.description.isEmpty() ? incident.summary : row.entry.description;
        row.countries = row.entry.countries;
        addFacts(row, of(facts, one.id), book.regimes.known(), casework.journal());
        addClocks(row, of(clocks, one.id));
        addCustomers(row, of(parties, one.id));
        addRecord(row, of(records, one.id));
        addSeverity(row, of(assessments, one.id));
        for (const Kept<Evidence>& piece : of(evidence, one.id)) {
            if (!piece.value.isStruck) {
                row.evidence.append(u"%1 %2"_s.arg(piece.value.name, QString::fromLatin1(piece.value.sha256.toHex())));
            }
        }
        if (const auto& kept = of(retention, one.id); !kept.empty()) {
            row.keptUntil = kept.front().value.until;
        }
        findGaps(row);
        rows.push_back(std::move(row));
    }
    std::ranges::stable_sort(rows, std::greater{}, &RegisterRow::at);
    return rows;
}

Expected<RegisterEntry> entryOf(const Casework& casework, const Id& incident)
{
    TRY(const auto all, casework.all<RegisterEntry>(incident));
    return all.empty() ? RegisterEntry{} : all.front().value;
}

Expected<void> writeEntry(Casework& casework, const Id& incident, RegisterEntry entry)
{
    if (casework.isPast()) {
        return std::unexpected(Casework::pastError());
    }
    const qint64 now = casework.journal().clock().now();
    for (QString RegisterEntry::* member : {&RegisterEntry::subjects, &RegisterEntry::records}) {
        QString& text = entry.*member;
        if (text.trimmed().isEmpty()) {
            text.clear();
            continue;
        }
        const auto count = CountRange::read(text, now);
        if (!count) {
            return failure("register.bad"_L1, count.error().message);
        }
        text = count->text();
    }
    for (const QString& loss : entry.affected) {
        if (!lossIds().contains(loss)) {
            return failure("register.bad"_L1,
                           BreachText::tr("What is affected is %1, not “%2”.").arg(lossIds().join(", "_L1), loss));
        }
    }
    entry.incident = incident;
    TRY(const auto kept, casework.incident(incident));
    Q_UNUSED(kept)
    TRY(const auto standing, casework.all<RegisterEntry>(incident));
    const Id id = RegisterEntry::idFor(incident);
    auto facts = standing.empty() ? factsOf(id, entry) : factsBetween(id, standing.front().value, entry);
    if (facts.empty()) {
        return {};
    }
    CHECK_OK(casework.journal().append(Draft{{incident, Compartment::Team}, u"register.set"_s, std::move(facts)}));
    return {};
}

std::vector<std::pair<QString, QString>> fieldsOf(const RegisterRow& row)
{
    const auto joined = [](const QStringList& texts) { return texts.join("; "_L1); };
    const auto counted = [](const QString& kept) { return kept.isEmpty() ? QString() : CountRange::shownText(kept); };
    return {
        {BreachText::tr("Number"), row.number},
        {BreachText::tr("Incident"), row.title},
        {BreachText::tr("Exercise"), row.isExercise ? BreachText::tr("yes") : QString()},
        {BreachText::tr("Our role"), row.role},
        {BreachText::tr("Occurred from"), utc(row.occurredFrom)},
        {BreachText::tr("Occurred until"), utc(row.occurredTo)},
        {BreachText::tr("Detected"), utc(row.detected)},
        {BreachText::tr("Aware"), utc(row.aware)},
        {BreachText::tr("Description"), row.description},
        {BreachText::tr("Cause"), row.entry.cause},
        {BreachText::tr("Affected"), joined(row.entry.affected)},
        {BreachText::tr("Categories of data"), joined(row.entry.dataCategories)},
        {BreachText::tr("Categories of people"), joined(row.entry.subjectCategories)},
        {BreachText::tr("People"), counted(row.entry.subjects)},
        {BreachText::tr("Records"), counted(row.entry.records)},
        {BreachText::tr("Customers"), notedNotice(row)},
        {BreachText::tr("Countries"), joined(row.countries)},
        {BreachText::tr("Answer to the samples"), row.verdict},
        {BreachText::tr("Conclusion"), row.conclusion.isEmpty() ? QString() : conclusionName(row.conclusion)},
        {BreachText::tr("Provenance"), row.provenance},
        {BreachText::tr("Identifiability"), row.identifiability},
        {BreachText::tr("Reasoning"), row.reasoning},
        {BreachText::tr("Effects"), row.entry.consequences},
        {BreachText::tr("Severity (ENISA)"), row.severity},
        {BreachText::tr("Inputs of the severity"), joined(row.severityInputs)},
        {BreachText::tr("Decision on the risk"), row.risk},
        {BreachText::tr("Decided by"),
         row.risk.isEmpty() ? QString() : u"%1, %2"_s.arg(row.riskBy, utc(std::optional(row.riskAt)))},
        {BreachText::tr("Why"), row.riskWhy},
        {BreachText::tr("Notified"), joined(row.notified)},
        {BreachText::tr("Pending"), joined(row.pending)},
        {BreachText::tr("Reasons for not notifying"), row.entry.notNotified},
        {BreachText::tr("Reasons for delay"), joined(row.delays)},
        {BreachText::tr("Remedial action"), row.entry.measures},
        {BreachText::tr("Lessons"), row.entry.lessons},
        {BreachText::tr("Evidence (SHA-256)"), joined(row.evidence)},
        {BreachText::tr("Kept until"), row.isOnHold ? BreachText::tr("legal hold") : utc(row.keptUntil)},
        {BreachText::tr("Missing"), joined(row.gaps)},
    };
}

QByteArray registerCsv(const std::vector<RegisterRow>& rows)
{
    QByteArray csv;
    QStringList head;
    for (const auto& [title, text] : fieldsOf({})) {
        head.append(title);
    }
    csv += csvLine(head, CsvFor::Programs);
    for (const RegisterRow& row : rows) {
        QStringList cells;
        for (const auto& [title, text] : fieldsOf(row)) {
            cells.append(text);
        }
        csv += csvLine(cells);
    }
    return csv;
}

QString registerHtml(const std::vector<RegisterRow>& rows, const QString& vault, const QString& by, qint64 now)
{
    const QString title = BreachText::tr("Register of personal data breaches (GDPR Art. 33(5))");
    QString html = u"<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>%1</title><style>"
                   "body{font-family:sans-serif;font-size:10pt}td{padding:2px 8px 2px 0;vertical-align:top}"
                   "td.n{color:#555}</style></head><body><h1>%1</h1>"_s.arg(title.toHtmlEscaped());
    html += u"<p>%1</p>"_s.arg(
        BreachText::tr("%1. %n incident(s). Written by %2 at %3.", nullptr, static_cast<int>(rows.size()))
            .arg(vault, by, utc(std::optional(now)))
            .toHtmlEscaped());
    for (const RegisterRow& row : rows) {
        html += u"<h2>%1</h2><table>"_s.arg(u"%1 · %2"_s.arg(row.number, row.title).toHtmlEscaped());
        for (const auto& [name, text] : fieldsOf(row)) {
            if (!text.isEmpty()) {
                html += u"<tr><td class=\"n\" width=\"190\">%1</td><td>%2</td></tr>"_s.arg(
                    name.toHtmlEscaped(), text.toHtmlEscaped().replace(u'\n', "<br>"_L1));
            }
        }
        html += u"</table>"_s;
    }
    return html + u"</body></html>"_s;
}

} // namespace bulkhead::breach
