#include "models/crm/sync/syncing.h"

#include "models/crm/crmtext.h"
#include "models/crm/sync/connecting.h"
#include "models/crm/sync/standing.h"

#include <QDateTime>
#include <QUrl>

#include <algorithm>
#include <memory>
#include <ranges>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
const Stream connectorStream = {registryIncident(), Compartment::Team};
constexpr auto goneCode = "crm.missing"_L1;

Error noConnector(const QString& name)
{
    return {"crm.connector"_L1, CrmText::tr("There is no CRM connector \"%1\".").arg(name), {}};
}

/// As the schema writes it, before the mapping's words.
QString ownText(const Field& field, const bulkhead::Value& value)
{
    if (field.type == bulkhead::FieldType::Instant) {
        const qint64* ms = value.as<qint64>();
        return ms ? QDateTime::fromMSecsSinceEpoch(*ms, Qt::UTC).toString(Qt::ISODateWithMs) : QString();
    }
    if (const qint64* number = value.as<qint64>()) {
        return QString::number(*number);
    }
    return value.valueOr<QString>();
}

/// A member as a value, also where nobody has written it: then it is what the struct begins with.
template<typename T> bulkhead::Value memberOf(const bulkhead::Record& record, quint16 field)
{
    const T entity = fromRecord<T>(record);
    bulkhead::Value value;
    Table<T>::columns.each([&](const auto& column) {
        if (column.field.id == field) {
            value = conversion::toValue(entity.*(column.member));
        }
    });
    return value;
}

bulkhead::Value standingValue(const bulkhead::Record& record, quint16 field)
{
    return record.kind == Table<Incident>::kind ? memberOf<Incident>(record, field) : memberOf<Task>(record, field);
}

Kind kindOfEntity(const QString& entity)
{
    return entity == "incident"_L1 ? Table<Incident>::kind : Table<Task>::kind;
}

/// Only what is neither privileged nor struck, and of tasks what somebody marked shareable.
bool mayGo(const bulkhead::Record& record)
{
    if (record.stream.compartment != Compartment::Team) {
        return false;
    }
    if (record.kind == Table<Task>::kind) {
        const auto task = fromRecord<Task>(record);
        return task.isShareable && !task.isStruck;
    }
    return true;
}

/// Of an incident; null: of all.
template<typename T> Expected<std::vector<Kept<T>>> keptOf(const Casework& casework, const Id& incident)
{
    if (!incident.isNull()) {
        return casework.all<T>(incident);
    }
    TRY(const auto records, casework.journal().records(Table<T>::kind));
    std::vector<Kept<T>> result;
    std::ranges::transform(records, std::back_inserter(result), keptFrom<T>);
    return result;
}

Expected<void> checkAddress(const QString& text, const QString& what)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isLoopback = url.host() == "127.0.0.1"_L1 || url.host() == "localhost"_L1;
    const bool isFit = url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty()
        && (url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && isLoopback));
    return isFit ? Expected<void>()
                 : failure("value.bad"_L1,
                           CrmText::tr("%1 is an address that begins with https:// and names no user. Got \"%2\".")
                               .arg(what, text.left(200)));
}
} // namespace

bool maySend(const SyncStart& start, const LocalRecord& record)
{
    return !record.link.isParked && (start.only.isNull() || start.only == record.incident);
}

Synchronising::Synchronising(Casework& casework, const Mappings& mappings)
    : m_casework(casework)
    , m_mappings(mappings)
{
}

Expected<Id> Synchronising::addConnector(const CrmConnector& wish)
{
    if (wish.name.trimmed().isEmpty()) {
        return failure("value.empty"_L1, CrmText::tr("A connector needs a name."));
    }
    if (!m_mappings.find(wish.system)) {
        QStringList known;
        std::ranges::transform(m_mappings.all(), std::back_inserter(known), &Mapping::system);
        return failure(
            "crm.mapping"_L1,
            CrmText::tr("There is no mapping for \"%1\"; known are %2.").arg(wish.system, known.join(u", "_s)));
    }
    if (const QStringList methods = signInMethods(wish.system); !methods.contains(wish.method)) {
        return failure("value.bad"_L1,
                       CrmText::tr("\"%1\" signs in by one of: %2.").arg(wish.system, methods.join(u", "_s)));
    }
    CHECK_OK(checkAddress(wish.url, CrmText::tr("The address of a CRM")));
    if (!wish.login.isEmpty()) {
        CHECK_OK(checkAddress(wish.login, CrmText::tr("Where a CRM signs in")));
    }
    TRY(const auto standing, connectors());
    if (std::ranges::any_of(standing, [&wish](const Kept<CrmConnector>& one) {
            return one.value.name.compare(wish.name.trimmed(), Qt::CaseInsensitive) == 0;
        })) {
        return failure("crm.connector"_L1,
                       CrmText::tr("There is a connector \"%1\" already. Choose another name.").arg(wish.name));
    }
    CrmConnector value = wish;
    value.name = wish.name.trimmed();
    const Id id = Id::make(m_casework.now());
    CHECK_OK(m_casework.addAs(id, connectorStream, value, u"crm.add"_s));
    return id;
}

Expected<std::vector<Kept<CrmConnector>>> Synchronising::connectors() const
{
    TRY(auto all, m_casework.all<CrmConnector>(registryIncident()));
    std::erase_if(all, [](const Kept<CrmConnector>& one) { return one.value.isStruck; });
    std::ranges::sort(all, {}, [](const Kept<CrmConnector>& one) { return one.value.name.toCaseFolded(); });
    return all;
}

Expected<Kept<CrmConnector>> Synchronising::connector(const QString& name) const
{
    TRY(const auto all, connectors());
    const QString wanted = name.trimmed();
    for (const Kept<CrmConnector>& one : all) {
        if (one.value.name.compare(wanted, Qt::CaseInsensitive) == 0 || one.id.text() == wanted.toLower()) {
            return one;
        }
    }
    return std::unexpected(noConnector(name));
}

Expected<void> Synchronising::removeConnector(const Id& connector, const QString& reason)
{
    return m_casework.strike(connector, reason);
}

Expected<void> Synchronising::suspect(const Id& connector, bool isSuspect, const QString& reason)
{
    TRY(auto standing, m_casework.one<CrmConnector>(connector));
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, CrmText::tr("Say why: it stays beside the connector."));
    }
    standing.value.isSuspect = isSuspect;
    standing.value.suspectReason = reason.trimmed();
    return m_casework.update(connector, standing.value, u"crm.suspect"_s);
}

Expected<void> Synchronising::release(const Id& incident, const Id& connector, CrmScope scope, const QString& reason)
{
    TRY(const auto standing, m_casework.one<CrmConnector>(connector));
    if (standing.value.isStruck) {
        return std::unexpected(noConnector(standing.value.name));
    }
    const CrmRelease wish = {.incident = incident,
                             .connector = connector,
                             .scope = scope,
                             .releasedBy = m_casework.journal().user(),
                             .releasedAt = m_casework.now(),
                             .isWithdrawn = false,
                             .reason = reason.trimmed(),
                             .name = standing.value.name};
    const Id id = CrmRelease::idFor(incident, connector);
    TRY(const auto before, m_casework.record(id));
    if (before && fromRecord<CrmRelease>(*before).isWithdrawn) { // what was changed there meanwhile was passed over
        auto settings = standing.value;
        settings.watermarks.removeIf([](const QString& one) { return !one.startsWith(RunOutcome::key); });
        CHECK_OK(m_casework.update(connector, settings, u"crm.release"_s));
    }
    return before ? m_casework.update(id, wish, u"crm.release"_s)
                  : m_casework.addAs(id, {incident, Compartment::Team}, wish, u"crm.release"_s);
}

Expected<void> Synchronising::withdraw(const Id& incident, const Id& connector, const QString& reason)
{
    const Id id = CrmRelease::idFor(incident, connector);
    TRY(const auto record, m_casework.record(id));
    if (!record || fromRecord<CrmRelease>(*record).isWithdrawn) {
        return failure("crm.not-released"_L1, CrmText::tr("This incident is not released to that connector."));
    }
    auto after = fromRecord<CrmRelease>(*record);
    after.isWithdrawn = true;
    after.reason = reason.trimmed();
    return m_casework.update(id, after, u"crm.withdraw"_s);
}

Expected<std::vector<Kept<CrmRelease>>> Synchronising::releases(const Id& incident) const
{
    TRY(auto result, keptOf<CrmRelease>(m_casework, incident));
    std::erase_if(result, [](const Kept<CrmRelease>& one) { return one.value.isWithdrawn; });
    return result;
}

Synchronising::Shape Synchronising::shapeOf(const std::shared_ptr<const ObjectMapping>& mapping, CrmScope scope) const
{
    Shape result = {.mapping = mapping, .fields = {}};
    for (const FieldMapping& field : mapping->fieldsFor(scope)) {
        const Field* own = m_casework.journal().schema().field(kindOfEntity(mapping->entity), field.ours);
        if (own && (field.direction == Direction::In || own->mayLeave)) { // the schema has the last word
            result.fields.push_back(std::make_shared<const FieldMapping>(field));
        }
    }
    return result;
}

LocalRecord Synchronising::local(const Id& connector, const Shape& shape, const Standing& standing,
                                 const bulkhead::Record& record) const
{
    const Id linkId = CrmLink::idFor(connector, record.entity);
    LocalRecord result = {.incident = record.stream.incident, .entity = record.entity, .mapping = shape.mapping};
    const auto link = standing.links.find(linkId);
    result.hasLink = link != standing.links.end();
    result.link = result.hasLink ? link->second
                                 : CrmLink{.incident = result.incident,
                                           .connector = connector,
                                           .entity = record.entity,
                                           .type = shape.mapping->object};
    for (const auto& field : shape.fields) {
        result.fields.push_back({field, {}, {}});
        if (const auto dispute = standing.disputes.find({linkId, field->ours}); dispute != standing.disputes.end()) {
            result.disputed.insert_or_assign(field->theirs, dispute->second);
        }
    }
    refresh(result, record);
    return result;
}

void Synchronising::refresh(LocalRecord& local, const bulkhead::Record& record) const
{
    const Schema& schema = m_casework.journal().schema();
    for (LocalField& field : local.fields) {
        const Field& own = *schema.field(record.kind, field.mapping->ours);
        const auto cell = record.cells.find(own.id);
        if (cell != record.cells.end() && cell->second.isContested()) {
            local.contested.insert(field.mapping->theirs);
        }
        field.value = outwardValue(*field.mapping, ownText(own, standingValue(record, own.id)));
        field.text = canonicalText(field.mapping->type, field.value);
    }
}

Expected<Synchronising::Standing> Synchronising::standingOf(const Id& connector, const CrmRelease& release) const
{
    Standing result = {.incident = release.incident, .scope = release.scope};
    TRY(const auto kept, links(connector, release.incident));
    for (const Kept<CrmLink>& link : kept) {
        result.links.emplace(link.id, link.value);
    }
    TRY(const auto open, conflicts(release.incident));
    for (const Kept<CrmConflict>& one : open) {
        result.disputes.emplace(std::pair(one.value.link, one.value.field),
                                LocalRecord::Dispute{one.id, one.value.theirs});
    }
    return result;
}

Expected<SyncStart> Synchronising::start(const Id& connector, const Id& incident) const
{
    TRY(const auto settings, m_casework.one<CrmConnector>(connector));
    if (settings.value.isStruck) {
        return std::unexpected(noConnector(settings.value.name));
    }
    const Mapping* mapping = m_mappings.find(settings.value.system);
    if (!mapping) {
        return failure("crm.mapping"_L1, CrmText::tr("There is no mapping for \"%1\".").arg(settings.value.system));
    }
    SyncStart result = {.connector = connector, .settings = settings.value, .mapping = *mapping};
    result.cursors = unpacked(settings.value.watermarks);
    result.only = incident;
    TRY(auto released, releases());
    std::erase_if(released, [&connector](const Kept<CrmRelease>& one) { return one.value.connector != connector; });
    const bool isReleased = std::ranges::any_of(
        released, [&incident](const Kept<CrmRelease>& one) { return one.value.incident == incident; });
    if (!incident.isNull() && !isReleased) {
        return failure(
            "crm.not-released"_L1,
            CrmText::tr("This incident is not released to \"%1\". The incident commander or Legal releases it "
                        "(crm release).")
                .arg(settings.value.name));
    }
    std::vector<Standing> standing;
    for (const Kept<CrmRelease>& release : released) {
        TRY(auto one, standingOf(connector, release.value));
        for (const auto& [id, link] : one.links) {
            if (!link.remote.isEmpty()) {
                result.linked[link.type].insert(link.remote);
            }
        }
        standing.push_back(std::move(one));
    }
    std::map<Id, CrmScope> scopes; // of what may be sent
    for (const Standing& one : standing) {
        const bool isSent = incident.isNull() || incident == one.incident;
        scopes.emplace(one.incident, isSent ? one.scope : CrmScope::Basic);
    }
    TRY(result.comments, CommentSync(m_casework).start(connector, *mapping, scopes));
    const ObjectMapping& first = mapping->objects.front();
    for (const ObjectMapping& object : mapping->objects) {
        const auto shared = std::make_shared<const ObjectMapping>(object);
        for (const Standing& one : standing) {
            const Shape shape = shapeOf(shared, one.scope);
            TRY(const auto records, m_casework.journal().records(one.incident, kindOfEntity(object.entity)));
            for (const bulkhead::Record& record : records | std::views::filter(mayGo)) {
                result.records.push_back(local(connector, shape, one, record));
                if (object.entity != first.entity) {
                    result.records.back().parent = {
                        .object = first.object, .id = {}, .keyField = first.key, .key = CrmLink::keyOf(one.incident)};
                }
            }
        }
    }
    return result;
}

Expected<std::vector<Leaving>> Synchronising::wouldLeave(const SyncStart& start) const
{
    std::vector<Leaving> result;
    for (const LocalRecord& record : start.records) {
        const Merge merge = mergeOf(record, nullptr);
        if (!merge.sent.empty() && maySend(start, record)) {
            result.push_back({record.incident, record.entity, record.mapping->object, merge.sent});
        }
    }
    for (const OutgoingComment& comment : start.comments.outgoing) {
        for (const QString& part : comment.parts) {
            result.push_back({comment.incident,
                              comment.entity,
                              start.mapping.comments.object,
                              {{start.mapping.comments.text, part}}});
        }
    }
    return result;
}

Expected<std::vector<Kept<CrmConflict>>> Synchronising::conflicts(const Id& incident) const
{
    TRY(auto result, keptOf<CrmConflict>(m_casework, incident));
    std::erase_if(result, [](const Kept<CrmConflict>& one) { return !one.value.outcome.isEmpty(); });
    return result;
}

Expected<std::vector<Kept<CrmLink>>> Synchronising::links(const Id& connector, const Id& incident) const
{
    TRY(auto result, keptOf<CrmLink>(m_casework, incident));
    std::erase_if(result, [&connector](const Kept<CrmLink>& one) { return one.value.connector != connector; });
    return result;
}

Expected<qint64> Synchronising::retry(const Id& connector)
{
    TRY(auto all, links(connector));
    qint64 count = 0;
    for (Kept<CrmLink>& link : all) {
        if (link.value.isParked) {
            if (link.value.problem.startsWith(goneCode)) { // it is made anew, with all that it has
                link.value.remote.clear();
                link.value.version.clear();
                link.value.synced.clear();
            }
            link.value.isParked = false;
            link.value.problem.clear();
            link.value.attempts = 0;
            CHECK_OK(m_casework.update(link.id, link.value, u"crm.retry"_s));
            ++count;
        }
    }
    return count;
}

} // namespace bulkhead::crm
