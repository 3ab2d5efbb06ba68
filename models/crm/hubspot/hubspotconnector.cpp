#include "models/crm/hubspot/hubspotconnector.h"

#include <QIODevice>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr std::size_t valuesInOneSearch = 100;
constexpr int searchPage = 200;
constexpr int listPage = 100;
constexpr int activityPage = 200;
constexpr int ownersPage = 500;
constexpr qint64 searchOverlap = 5 * 60'000; ///< behind the last pull: the index is filled late
constexpr qint64 searchLag = 60'000;         ///< behind the CRM's clock
constexpr std::array activityTypes{"security"_L1, "login"_L1, "audit-logs"_L1};

QString hubspotOperator(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Equal:
        return u"EQ"_s;
    case Comparison::NotEqual:
        return u"NEQ"_s;
    case Comparison::Less:
        return u"LT"_s;
    case Comparison::AtMost:
        return u"LTE"_s;
    case Comparison::Greater:
        return u"GT"_s;
    case Comparison::AtLeast:
        return u"GTE"_s;
    }
    return {};
}

QJsonObject hubspotFilter(const QString& property, Comparison comparison, std::span<const Value> values)
{
    if (values.size() == 1) {
        return {{u"propertyName"_s, property},
                {u"operator"_s, hubspotOperator(comparison)},
                {u"value"_s, hubspotText(property, values.front())}};
    }
    QJsonArray list;
    for (const Value& value : values) {
        list.append(hubspotText(property, value).toLower()); // IN compares with lower case.
    }
    return {{u"propertyName"_s, property}, {u"operator"_s, u"IN"_s}, {u"values"_s, list}};
}

QString modifiedProperty(const QString& object)
{
    return object == "contacts"_L1 ? u"lastmodifieddate"_s : u"hs_lastmodifieddate"_s;
}

std::vector<Record> hubspotRecords(const ObjectDescription& described, const QJsonArray& rows,
                                   const QStringList& fields, const QString& keyField)
{
    std::vector<Record> records;
    for (const auto& row : rows) {
        records.push_back(hubspotRecord(described, row.toObject(), fields, keyField));
    }
    return records;
}
} // namespace

Record hubspotRecord(const ObjectDescription& described, const QJsonObject& json, const QStringList& fields,
                     const QString& keyField)
{
    const QJsonObject properties = json[u"properties"_s].toObject();
    Record record{.object = described.object,
                  .id = json[u"id"_s].toString(),
                  .key = properties[keyField].toString(),
                  .version = json[u"updatedAt"_s].toString(),
                  .isDeleted = json[u"archived"_s].toBool()};
    record.modifiedAt
        = instantOf(json[record.isDeleted ? u"archivedAt"_s : u"updatedAt"_s].toString()).value_or(Instant());
    for (const QString& field : fields) {
        if (described.field(field)) { // one that is not there any more was not cleared
            record.fields[field] = hubspotValue(field, properties[field], typeOf(described, field));
        }
    }
    return record;
}

std::unique_ptr<Connector> makeHubspot(HubspotSettings settings, TransportParts parts)
{
    return std::make_unique<HubspotConnector>(std::move(settings), std::move(parts));
}

HubspotConnector::HubspotConnector(HubspotSettings settings, TransportParts parts)
    : m_api(std::move(settings), std::move(parts))
{
}

Capabilities HubspotConnector::capabilities() const
{
    return {.largestBatch = 100,
            .largestQuestion = static_cast<int>(valuesInOneSearch),
            .hasEventLogs = true,
            .hasDeletions = true};
}

Quota HubspotConnector::quota() const
{
    return m_api.transport().quota();
}

Expected<Identity> HubspotConnector::authorise(std::stop_token stop)
{
    TRY(const QUrl base, m_api.transport().signIn(stop));
    TRY(const QJsonObject who,
        m_api.send({.method = "GET", .path = m_api.settings().paths.account, .priority = Priority::Urgent}, stop));
    const Wire::Certificate certificate = m_api.transport().certificate();
    // The portal does not say which user a token is: our own writes are known by their version.
    return Identity{.host = base.host(),
                    .organisation = who[u"portalId"_s].toVariant().toString(),
                    .userName = m_api.settings().signIn.clientId,
                    .apiVersion = m_api.settings().version,
                    .certificate = certificate.digest,
                    .certificateName = certificate.name,
                    .clockSkewMs = m_api.transport().clockSkew()};
}

Expected<ObjectDescription> HubspotConnector::describe(const QString& object, std::stop_token stop)
{
    return m_api.describe(object, std::move(stop));
}

std::vector<Outcome> HubspotConnector::upsert(const Batch& batch, std::stop_token stop)
{
    return HubspotWriter(m_api, batch, std::move(stop)).write();
}

/// By id, a page at a time: a search gives no more than 10,000 results, whatever it finds.
Expected<void> HubspotConnector::search(const QString& object, const QJsonArray& filters, const QStringList& fields,
                                        const QString& keyField, const Page& page, std::stop_token stop)
{
    TRY(const ObjectDescription described, m_api.described(object, stop));
    QStringList properties = fields;
    if (!keyField.isEmpty()) {
        properties += keyField;
    }
    const QString path = m_api.settings().paths.objects.arg(encoded(object)) + u"/search"_s;
    for (qint64 last = 0;;) {
        QJsonArray all = filters;
        all.append(hubspotFilter(u"hs_object_id"_s, Comparison::Greater, std::array<Value, 1>{Value(last)}));
        const QJsonObject sort{{u"propertyName"_s, u"hs_object_id"_s}, {u"direction"_s, u"ASCENDING"_s}};
        const QJsonObject body{{u"filterGroups"_s, QJsonArray{QJsonObject{{u"filters"_s, all}}}},
                               {u"sorts"_s, QJsonArray{sort}},
                               {u"properties"_s, QJsonArray::fromStringList(properties)},
                               {u"limit"_s, searchPage}};
        TRY(const QJsonObject answer,
            m_api.send({.path = path, .body = body, .priority = Priority::Background, .isSearch = true}, stop));
        const QJsonArray rows = answer[u"results"_s].toArray();
        CHECK_OK(page(hubspotRecords(described, rows, fields, keyField)));
        if (rows.size() < searchPage) {
            return {};
        }
        const qint64 next = rows.last()[u"id"_s].toString().toLongLong();
        if (next <= last) {
            return refused("crm.not-json"_L1);
        }
        last = next;
    }
}

Expected<void> HubspotConnector::listAll(const QString& object, bool isArchived, const QStringList& fields,
                                         const Page& page, std::stop_token stop)
{
    TRY(const ObjectDescription described, m_api.described(object, stop));
    const QString path = m_api.settings().paths.objects.arg(encoded(object))
        + u"?limit=%1&archived=%2&properties=%3"_s.arg(listPage)
              .arg(isArchived ? u"true"_s : u"false"_s)
              .arg(encoded(fields.join(u',')));
    return eachPage(path, stop, [&](const QJsonArray& results) -> Expected<void> {
        return page(hubspotRecords(described, results, fields, {}));
    });
}

Expected<void> HubspotConnector::eachPage(const QString& path, const std::stop_token& stop,
                                          const std::function<Expected<void>(const QJsonArray&)>& take)
{
    for (QString after;;) {
        const QString from = after.isEmpty() ? QString() : u"&after="_s + encoded(after);
        TRY(const QJsonObject answer,
            m_api.send({.method = "GET", .path = path + from, .priority = Priority::Background}, stop));
        CHECK_OK(take(answer[u"results"_s].toArray()));
        const QString next = answer[u"paging"_s][u"next"_s][u"after"_s].toString();
        if (next.isEmpty()) {
            return {};
        }
        if (next == after) {
            return refused("crm.not-json"_L1);
        }
        after = next;
    }
}

Expected<void> HubspotConnector::giveOwners(const Query& query, const Page& page, std::stop_token stop)
{
    QStringList wanted;
    for (const Condition& condition : query.conditions) {
        for (const Value& value : condition.values) {
            wanted += hubspotText({}, value);
        }
    }
    const QString path = m_api.settings().paths.owners + u"?limit=%1"_s.arg(ownersPage);
    return eachPage(path, stop, [&](const QJsonArray& results) -> Expected<void> {
        std::vector<Record> records;
        for (const auto& owner : results) {
            const QString id = owner[u"id"_s].toString();
            if (query.conditions.empty() || wanted.contains(id)) {
                const QString name = owner[u"firstName"_s].toString() + u' ' + owner[u"lastName"_s].toString();
                records.push_back({.object = query.object,
                                   .id = id,
                                   .fields = {{u"name"_s, name.trimmed()}, {u"email"_s, valueOf(owner[u"email"_s])}}});
            }
        }
        return page(records);
    });
}

Expected<void> HubspotConnector::query(const Query& query, const Page& page, std::stop_token stop)
{
    if (query.object == "owners"_L1) {
        return giveOwners(query, page, std::move(stop));
    }
    if (!query.where.isEmpty()) {
        return refused("crm.unsupported"_L1);
    }
    if (query.conditions.empty()) {
        return listAll(query.object, false, query.fields, page, std::move(stop));
    }
    TRY(const ObjectDescription described, m_api.described(query.object, stop));
    const Condition& first = query.conditions.front();
    const FieldDescription* field = described.field(first.field);
    if (!field) {
        return refused("crm.schema"_L1, first.field);
    }
    // By its id or a unique property a record is read, not searched for: that is faster and never late.
    const bool isId = first.field == "hs_object_id"_L1;
    if (query.conditions.size() == 1 && (isId || field->isUniqueKey) && first.comparison == Comparison::Equal) {
        for (const auto& part : pieces(std::span(first.values), valuesInOneSearch)) {
            QStringList ids;
            for (const Value& value : part) {
                ids += hubspotText(first.field, value);
            }
            TRY(const auto rows, m_api.read(query.object, ids, isId ? QString() : first.field, query.fields, stop));
            std::vector<Record> records;
            for (const QJsonObject& row : rows) {
                records.push_back(hubspotRecord(described, row, query.fields));
            }
            CHECK_OK(page(records));
        }
        return {};
    }
    for (const auto& part : pieces(std::span(first.values), valuesInOneSearch)) {
        QJsonArray filters{hubspotFilter(first.field, first.comparison, part)};
        for (const Condition& other : std::span(query.conditions).subspan(1)) {
            filters.append(hubspotFilter(other.field, other.comparison, other.values));
        }
        CHECK_OK(search(query.object, filters, query.fields, {}, page, stop));
    }
    return {};
}

Expected<void> HubspotConnector::related(const Relation& relation, const Page& page, std::stop_token stop)
{
    TRY(const ObjectDescription described, m_api.described(relation.object, stop));
    TRY(const auto pairs, m_api.associated(relation.from, relation.ids, relation.object, stop));
    for (const auto& part : pieces(std::span(pairs), valuesInOneSearch)) {
        QStringList ids;
        for (const auto& [from, to] : part) {
            ids += to;
        }
        ids.removeDuplicates();
        TRY(const auto rows, m_api.read(relation.object, ids, {}, relation.fields, stop));
        std::vector<Record> records;
        for (const QJsonObject& row : rows) {
            Record record = hubspotRecord(described, row, relation.fields);
            for (const auto& [from, to] : part) {
                if (to == record.id) {
                    record.relatedTo = from;
                    records.push_back(record);
                }
            }
        }
        CHECK_OK(page(records));
    }
    return {};
}

Expected<QString> HubspotConnector::changes(const ChangesSince& since, const Page& page, std::stop_token stop)
{
    const auto cursor = instantOf(since.cursor);
    if (!cursor && !since.cursor.isEmpty()) {
        return refused("crm.resync"_L1);
    }
    // One answer first, by which the CRM's clock is known.
    TRY(const ObjectDescription described, m_api.describe(since.object, stop));
    const Instant to{m_api.transport().remoteNow() - searchLag};
    const Instant from{cursor ? cursor->ms - searchOverlap : 0};
    const QString modified = modifiedProperty(since.object);
    QJsonArray filters{hubspotFilter(modified, Comparison::AtLeast, std::array<Value, 1>{Value(from)}),
                       hubspotFilter(modified, Comparison::AtMost, std::array<Value, 1>{Value(to)})};
    if (since.onlyKeyed && !since.keyField.isEmpty()) {
        filters.append(QJsonObject{{u"propertyName"_s, since.keyField}, {u"operator"_s, u"HAS_PROPERTY"_s}});
    }
    CHECK_OK(search(since.object, filters, since.fields, since.keyField, page, stop));
    if (cursor) {
        const auto takeFresh = [&](std::span<const Record> records) -> Expected<void> {
            std::vector<Record> fresh;
            for (const Record& record : records) {
                if (record.modifiedAt >= from) {
                    fresh.push_back(
                        {.object = since.object, .id = record.id, .modifiedAt = record.modifiedAt, .isDeleted = true});
                }
            }
            return fresh.empty() ? Expected<void>() : page(fresh);
        };
        CHECK_OK(listAll(since.object, true, {}, takeFresh, stop));
    }
    return isoOf(std::max(to, cursor.value_or(Instant())));
}

/// A file of its own, and a note beside the record that names it; the note's marker tells whether it was done.
Expected<Written> HubspotConnector::attach(const Attachment& attachment, QIODevice& content, std::stop_token stop)
{
    Batch batch;
    batch.targets[u"notes"_s] = {.markerField = u"hs_note_body"_s, .parentField = u"ticket"_s};
    batch.records = {{.object = u"notes"_s,
                      .key = attachment.key,
                      .fields = {{u"ticket"_s, attachment.record},
                                 {u"hs_note_body"_s, attachment.name + u'\n' + attachment.description}}}};
    TRY(const auto pairs, m_api.associated(attachment.record.object, {attachment.record.id}, u"notes"_s, stop));
    QStringList ids;
    for (const auto& [from, to] : pairs) {
        ids += to;
    }
    TRY(const auto notes, m_api.read(u"notes"_s, ids, {}, {u"hs_note_body"_s}, stop));
    const bool isThere = std::ranges::any_of(notes, [&attachment](const QJsonObject& note) {
        const Value text = hubspotValue(u"hs_note_body"_s, note[u"properties"_s][u"hs_note_body"_s], FieldType::Text);
        return std::holds_alternative<QString>(text) && isMarked(std::get<QString>(text), attachment.key);
    });
    if (!isThere) {
        Call call = formUpload({{"options", {}, R"({"access":"PRIVATE"})"}, {"folderPath", {}, "/bulkhead"}}, "file",
                               attachment.name, content);
        TRY(const QJsonObject file, m_api.send(std::move(call), m_api.settings().paths.files, stop));
        batch.records.front().fields[u"hs_attachment_ids"_s] = file[u"id"_s].toVariant().toString();
    }
    const auto outcomes = HubspotWriter(m_api, batch, std::move(stop)).write();
    return outcomes.front().result ? Expected<Written>(*outcomes.front().result)
                                   : std::unexpected(outcomes.front().result.error().error);
}

/// The portal has no files of events but lists; each list is given as one log from that time on.
Expected<std::vector<EventLog>> HubspotConnector::eventLogs(Instant after, const QStringList& types,
                                                            std::stop_token stop)
{
    CHECK_OK(m_api.transport().base(std::move(stop)));
    std::vector<EventLog> logs;
    for (const auto type : activityTypes) {
        if (types.isEmpty() || types.contains(type)) {
            logs.push_back({.id = u"%1/%2"_s.arg(type).arg(after.ms),
                            .type = type,
                            .from = after,
                            .createdAt = Instant{m_api.transport().remoteNow()}});
        }
    }
    return logs;
}

/// One event a line, as JSON.
Expected<void> HubspotConnector::download(const EventLog& log, QIODevice& into, std::stop_token stop)
{
    if (std::ranges::find(activityTypes, log.type) == activityTypes.end()) {
        return refused("crm.missing"_L1);
    }
    const QString path = m_api.settings().paths.activity.arg(log.type)
        + u"?limit=%1&occurredAfter=%2"_s.arg(activityPage).arg(encoded(isoOf(log.from)));
    return eachPage(path, stop, [&](const QJsonArray& results) -> Expected<void> {
        for (const auto& event : results) {
            const Bytes line = QJsonDocument(event.toObject()).toJson(QJsonDocument::Compact) + '\n';
            if (into.write(line) != line.size()) {
                return refused("crm.transport"_L1);
            }
        }
        return {};
    });
}

Expected<Receipt> HubspotConnector::act(const Action& /*action*/, std::stop_token /*stop*/)
{
    return refused("crm.unsupported"_L1);
}

} // namespace bulkhead::crm
