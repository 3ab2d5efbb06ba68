#include "models/incident/casework.h"

#include "models/incident/tables/crmsource.h"
#include "models/incident/words.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

void addIncidentTypes(Schema& schema)
{
    addMembership(schema);
    schema.add(entityType<Incident>());
    schema.add(entityType<Assignment>());
    schema.add(entityType<Task>());
    schema.add(entityType<Observation>());
    schema.add(entityType<Evidence>());
    schema.add(entityType<CustodyStep>());
    schema.add(entityType<Sighting>());
    schema.add(entityType<Decision>());
    schema.add(entityType<Party>());
    schema.add(entityType<Comment>());
    schema.add(entityType<StatusReport>());
    schema.add(entityType<IncidentClock>());
    schema.add(entityType<IncidentFact>());
    schema.add(entityType<SeverityAssessment>());
    schema.add(entityType<BreachRecord>());
    schema.add(entityType<RegisterEntry>());
    schema.add(entityType<ContractClause>());
    schema.add(entityType<PackReview>());
    schema.add(entityType<DataSet>());
    schema.add(entityType<DataSetCopy>());
    schema.add(entityType<VerdictReport>());
    schema.add(entityType<TimelineImport>());
    schema.add(entityType<SavedFilter>());
    schema.add(entityType<ImportedBundle>());
    schema.add(entityType<Destruction>());
    schema.add(entityType<Retention>());
    schema.add(entityType<OverlapMark>());
    schema.add(entityType<RowOverride>());
    schema.add(entityType<Disclosure>());
    schema.add(entityType<DisclosureSection>());
    schema.add(entityType<DisclosureClaim>());
    schema.add(entityType<DisclosureVersion>());
    schema.add(entityType<DisclosureApproval>());
    schema.add(entityType<DisclosureSending>());
    schema.add(entityType<RoleLoan>());
    schema.add(entityType<DisclosureSuggestion>());
    schema.add(entityType<ReviewItem>());
    schema.add(entityType<CrmConnector>());
    schema.add(entityType<CrmRelease>());
    schema.add(entityType<CrmLink>());
    schema.add(entityType<CrmConflict>());
    schema.add(entityType<CrmSource>());
}

Casework::Casework(Journal& journal)
    : m_journal(journal)
{
}

qint64 Casework::now() const
{
    return m_past ? m_past->at : m_journal.clock().now();
}

Error Casework::pastError()
{
    return {u"incident.is-past"_s,
            Wording::tr("You are looking at the past, which cannot be changed. Go back to now first."),
            {}};
}

Expected<Casework> Casework::asOf(const Id& incident, qint64 at) const
{
    if (!m_lastPast || m_lastPast->incident != incident || m_lastPast->at != at) {
        TRY(const auto records, m_journal.stateAt(incident, at));
        auto past = std::make_shared<Past>();
        past->incident = incident;
        past->at = at;
        for (const Record& record : records) {
            past->records.insert_or_assign(record.entity, record);
        }
        m_lastPast = std::move(past);
    }
    if (!m_lastPast->records.contains(incident)) {
        return failure("incident.not-found"_L1, Wording::tr("The incident was not in this vault then."));
    }
    Casework view(m_journal);
    view.m_past = m_lastPast;
    return view;
}

Expected<std::vector<Record>> Casework::recordsOf(const Id& incident, Kind kind) const
{
    if (!isPast(incident)) {
        return incident.isNull() ? m_journal.records(kind) : m_journal.records(incident, kind);
    }
    std::vector<Record> records;
    for (const auto& [id, record] : m_past->records) {
        if (record.kind == kind) {
            records.push_back(record);
        }
    }
    return records;
}

Expected<std::optional<Record>> Casework::record(const Id& id) const
{
    if (m_past) {
        if (const auto found = m_past->records.find(id); found != m_past->records.end()) {
            return found->second;
        }
    }
    TRY(auto found, m_journal.record(id));
    return found ? Expected<std::optional<Record>>(std::move(found)) : importedRecord(id);
}

Expected<Record> Casework::recordOf(const Id& id, Kind kind) const
{
    TRY(auto found, kind == 0 || kind == Table<Observation>::kind || m_past ? record(id) : m_journal.record(id));
    if (m_past && found && found->stream.incident == m_past->incident && !m_past->records.contains(id)
        && kind != Table<Observation>::kind && kind != 0) {
        found = std::nullopt; // It came later.
    }
    if (found && (kind == 0 || found->kind == kind)) {
        return *std::move(found);
    }
    if (kind == Table<Incident>::kind) {
        return failure("incident.not-found"_L1, Wording::tr("There is no incident %1 in this vault.").arg(id.text()));
    }
    const EntityType* type = m_journal.schema().type(kind);
    const QString label = type ? QCoreApplication::translate("Entity", type->label) : Wording::tr("entry");
    return failure("entity.not-found"_L1,
                   Wording::tr("This vault shows you no %1 with the id %2.").arg(label.toLower(), id.text()));
}

Expected<void> Casework::write(const Stream& stream, const QString& intent, std::vector<Fact> facts, bool signNow,
                               const QString& via)
{
    if (m_past) {
        return std::unexpected(pastError());
    }
    TRY(auto whole, withImportedFacts(std::move(facts)));
    TRY(auto wished, ruled(stream, std::move(whole)));
    TRY(auto following, followers(stream.incident, wished));
    std::vector<Draft> drafts = {{stream, intent, std::move(wished), signNow, via}};
    std::ranges::move(following, std::back_inserter(drafts));
    CHECK_OK(m_journal.append(drafts));
    return {};
}

Expected<void> Casework::setField(const Id& id, const QString& name, const QString& text)
{
    return setFields(id, {{name, text}});
}

Expected<void> Casework::setFields(const Id& id, const std::vector<std::pair<QString, QString>>& fields,
                                   const QString& via)
{
    TRY(auto record, recordOf(id));
    const EntityType* type = m_journal.schema().type(record.kind);
    std::vector<Fact> facts;
    for (const auto& [name, text] : fields) {
        const Field* field = m_journal.schema().field(record.kind, name);
        if (!field || !type) {
            return failure("value.bad"_L1, Wording::tr("There is no field named “%1” here.").arg(name));
        }
        TRY(auto value, parseValue(*field, text));
        if (!(record.value(field->id) == value)) {
            facts.push_back({id, fieldId(record.kind, field->id), std::move(value)});
        }
    }
    if (facts.empty()) {
        return {};
    }
    return write(record.stream, entities::intentOf(type->name, "update"), std::move(facts), false, via);
}

Expected<void> Casework::strike(const Id& id, const QString& reason)
{
    TRY(auto record, recordOf(id));
    const Field* struck = m_journal.schema().field(record.kind, u"struck");
    const Field* why = m_journal.schema().field(record.kind, u"struck_reason");
    if (!struck || !why) {
        return failure("value.bad"_L1, Wording::tr("This kind of entry cannot be struck."));
    }
    if (reason.trimmed().isEmpty()) {
        return failure("value.bad"_L1,
                       Wording::tr("An entry is struck with a reason, which stays beside it. Give one."));
    }
    const EntityType* type = m_journal.schema().type(record.kind);
    return write(record.stream, entities::intentOf(type->name, "strike"),
                 {{id, fieldId(record.kind, struck->id), Value(true)},
                  {id, fieldId(record.kind, why->id), Value(reason.trimmed())}});
}

Expected<void> Casework::settle(const Id& id, quint16 field, const Value& value)
{
    TRY(auto record, recordOf(id));
    const auto cell = record.cells.find(field);
    if (cell == record.cells.end() || !cell->second.isContested()) {
        return failure("value.bad"_L1, Wording::tr("Nobody contests this field; it can simply be edited."));
    }
    const EntityType* type = m_journal.schema().type(record.kind);
    return write(record.stream, entities::intentOf(type ? type->name : "entity", "settle"),
                 {{id, fieldId(record.kind, field), value}});
}

Expected<Id> Casework::find(Kind kind, const QString& text) const
{
    const QString wanted = text.trimmed().toLower();
    TRY(auto records, m_journal.records(kind));
    std::vector<Id> found;
    for (const Record& record : records) {
        const QString id = record.entity.text();
        if (id == wanted) {
            return record.entity;
        }
        if (wanted.size() >= 4 && id.startsWith(wanted)) {
            found.push_back(record.entity);
        }
    }
    if (found.size() == 1) {
        return found.front();
    }
    if (found.empty()) {
        return failure(
            "entity.not-found"_L1,
            Wording::tr("Nothing has the id “%1”. Give a whole id, or at least its first four characters.").arg(text));
    }
    QStringList all;
    std::ranges::transform(found, std::back_inserter(all), &Id::text);
    return failure("incident.ambiguous"_L1,
                   Wording::tr("“%1” begins several ids: %2. Give more characters.").arg(text, all.join(", "_L1)));
}

} // namespace bulkhead
