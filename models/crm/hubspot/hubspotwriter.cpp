#include "models/crm/hubspot/hubspotconnector.h"

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr std::size_t largestHubspotWrite = 100;

/// Owners are a property; every other link is an association.
const Link* associationOf(const Value& value)
{
    const Link* link = std::get_if<Link>(&value);
    return link && link->object != "owners"_L1 ? link : nullptr;
}

QJsonObject hubspotProperties(const Record& record)
{
    QJsonObject properties;
    for (const auto& [name, value] : record.fields) {
        if (!associationOf(value)) {
            properties[name] = hubspotText(name, value);
        }
    }
    return properties;
}

Expected<QJsonArray> resultsOf(const QJsonObject& answer, std::size_t count)
{
    const QJsonArray results = answer[u"results"_s].toArray();
    if (results.size() != static_cast<qsizetype>(count)) {
        return refused("crm.not-json"_L1);
    }
    return results;
}

/// What is the fault of single records, so that the others may go without them.
bool isOfARecord(const Refusal& refusal)
{
    return refusal.error.is("crm.conflict"_L1) || refusal.error.is("crm.permanent"_L1)
        || refusal.error.is("crm.choice"_L1) || refusal.error.is("crm.schema"_L1) || refusal.error.is("crm.missing"_L1);
}
} // namespace

HubspotWriter::HubspotWriter(HubspotApi& api, const Batch& batch, std::stop_token stop)
    : BatchWriter(batch, std::move(stop))
    , m_api(api)
{
}

void HubspotWriter::accept(std::size_t index, const QJsonObject& result, bool isCreated)
{
    const QString version = result[u"updatedAt"_s].toString();
    m_outcomes[index].result = Written{.id = result[u"id"_s].toString(),
                                       .version = version,
                                       .at = instantOf(version).value_or(Instant{m_api.transport().remoteNow()}),
                                       .isCreated = isCreated};
}

std::vector<Outcome> HubspotWriter::write()
{
    for (std::size_t from = 0; from < m_batch.records.size();) {
        const Indexes run = nextRun(from, largestHubspotWrite);
        const Batch::Target& target = targetOf(m_batch.records[run.front()]);
        if (!target.keyField.isEmpty()) {
            writeKeyed(run);
            associate(run);
        } else if (!target.markerField.isEmpty() && !target.parentField.isEmpty()) {
            writeMarked(run);
        } else {
            refuse(run, {.error = errorOf("crm.schema"_L1, m_batch.records[run.front()].object)});
        }
    }
    return std::move(m_outcomes);
}

/// One conflicting or bad record fails the whole batch, so that a refused batch is halved until the record is found.
void HubspotWriter::writeKeyed(std::span<const std::size_t> indexes)
{
    const QString& keyField = targetOf(m_batch.records[indexes.front()]).keyField;
    QJsonArray inputs;
    for (const std::size_t at : indexes) {
        const Record& record = m_batch.records[at];
        inputs.append(QJsonObject{{u"id"_s, record.key},
                                  {u"idProperty"_s, keyField},
                                  {u"objectWriteTraceId"_s, QString::number(at)},
                                  {u"properties"_s, hubspotProperties(record)}});
    }
    const QString path = m_api.settings().paths.objects.arg(encoded(m_batch.records[indexes.front()].object))
        + u"/batch/upsert"_s;
    auto answer = m_api.send({.path = path, .body = QJsonObject{{u"inputs"_s, inputs}}}, m_stop);
    if (!answer) {
        refuse(indexes, answer.error());
        if (indexes.size() > 1 && isOfARecord(answer.error())) {
            const std::size_t half = indexes.size() / 2;
            writeKeyed(indexes.first(half));
            writeKeyed(indexes.subspan(half));
        }
        return;
    }
    refuse(indexes, {.error = errorOf("crm.not-json"_L1)});
    for (const auto& error : (*answer)[u"errors"_s].toArray()) {
        const Verdict verdict = HubspotDialect().judge(
            {.status = 400, .body = jsonRequest({}, {}, error.toObject()).body});
        for (const auto& trace : error[u"context"_s][u"objectWriteTraceId"_s].toArray()) {
            const std::size_t at = trace.toString().toULongLong();
            if (std::ranges::find(indexes, at) != indexes.end()) {
                refuse(std::span(&at, 1), verdict.refusal);
            }
        }
    }
    for (const auto& result : (*answer)[u"results"_s].toArray()) {
        const std::size_t at = result[u"objectWriteTraceId"_s].toString().toULongLong();
        if (std::ranges::find(indexes, at) != indexes.end()) {
            accept(at, result.toObject(), result[u"new"_s].toBool());
        }
    }
}

Expected<QString> HubspotWriter::idOf(const Link& link)
{
    if (const auto known = knownId(link)) {
        return *known;
    }
    TRY(const auto found, m_api.read(link.object, {link.key}, link.keyField, {}, m_stop));
    return found.empty() ? Expected<QString>(refused("crm.missing"_L1)) : found.front()[u"id"_s].toString();
}

/// Links what was written. Linking twice is linking once.
void HubspotWriter::associate(std::span<const std::size_t> indexes)
{
    std::map<QString, std::pair<QJsonArray, Indexes>> byTarget;
    for (const std::size_t at : indexes) {
        for (const auto& [name, value] : m_batch.records[at].fields) {
            const Link* link = associationOf(value);
            if (!link || !m_outcomes[at].result) {
                continue;
            }
            auto id = idOf(*link);
            if (!id) {
                refuse(std::span(&at, 1), {.error = std::move(id).error(), .fields = {name}});
                continue;
            }
            auto& [inputs, who] = byTarget[link->object];
            inputs.append(QJsonObject{{u"from"_s, QJsonObject{{u"id"_s, m_outcomes[at].result->id}}},
                                      {u"to"_s, QJsonObject{{u"id"_s, *id}}}});
            who.push_back(at);
        }
    }
    for (const auto& [target, all] : byTarget) {
        const QString path = m_api.settings().paths.associations.arg(encoded(m_batch.records[indexes.front()].object),
                                                                     encoded(target))
            + u"/batch/associate/default"_s;
        auto answer = m_api.send({.path = path, .body = QJsonObject{{u"inputs"_s, all.first}}}, m_stop);
        if (!answer) {
            refuse(all.second, answer.error());
        }
    }
}

Expected<int> HubspotWriter::associationType(const QString& from, const QString& to)
{
    // Sources disagree on the numbers, so that the portal is asked.
    const QString path = m_api.settings().paths.associations.arg(encoded(from), encoded(to)) + u"/labels"_s;
    TRY(const QJsonObject answer, m_api.send({.method = "GET", .path = path}, m_stop));
    for (const auto& one : answer[u"results"_s].toArray()) {
        if (one[u"category"_s].toString() == "HUBSPOT_DEFINED"_L1 && one[u"label"_s].toString().isEmpty()) {
            return one[u"typeId"_s].toInt();
        }
    }
    return refused("crm.schema"_L1, from + u" → "_s + to);
}

/// Creates what has no unique property, unless one beside the same parent already ends with its marker.
void HubspotWriter::writeMarked(std::span<const std::size_t> indexes)
{
    const QString& object = m_batch.records[indexes.front()].object;
    const Batch::Target& target = targetOf(m_batch.records[indexes.front()]);
    std::map<std::size_t, QString> parents;
    QString parentObject;
    QStringList parentIds;
    Indexes open;
    for (const std::size_t at : indexes) {
        const auto& fields = m_batch.records[at].fields;
        const auto found = fields.find(target.parentField);
        const Link* link = found == fields.end() ? nullptr : associationOf(found->second);
        auto id = link ? idOf(*link) : Expected<QString>(refused("crm.schema"_L1, target.parentField));
        if (!id) {
            refuse(std::span(&at, 1), {.error = std::move(id).error()});
            continue;
        }
        parentObject = link->object;
        parents[at] = *id;
        parentIds += *id;
        open.push_back(at);
    }
    if (open.empty()) {
        return;
    }
    parentIds.removeDuplicates();
    auto pairs = m_api.associated(parentObject, parentIds, object, m_stop);
    QStringList ids;
    if (pairs) {
        for (const auto& [from, to] : *pairs) {
            ids += to;
        }
    }
    auto there = pairs ? m_api.read(object, ids, {}, {target.markerField}, m_stop)
                       : Expected<std::vector<QJsonObject>>(std::unexpected(pairs.error()));
    auto type = there ? associationType(object, parentObject) : Expected<int>(std::unexpected(there.error()));
    if (!type) {
        refuse(open, {.error = std::move(type).error()});
        return;
    }
    for (const QJsonObject& one : *there) {
        const Value text = hubspotValue(target.markerField, one[u"properties"_s][target.markerField], FieldType::Text);
        std::erase_if(open, [&](std::size_t at) {
            const bool isBeside = std::ranges::find(*pairs, std::pair(parents[at], one[u"id"_s].toString()))
                != pairs->end();
            const bool isIt = isBeside && std::holds_alternative<QString>(text)
                && isMarked(std::get<QString>(text), m_batch.records[at].key);
            if (isIt) {
                accept(at, one, false);
            }
            return isIt;
        });
    }
    createMarked(open, parents, *type);
}

void HubspotWriter::createMarked(std::span<const std::size_t> indexes, const std::map<std::size_t, QString>& parents,
                                 int associationType)
{
    if (indexes.empty()) {
        return;
    }
    QJsonArray inputs;
    for (const std::size_t at : indexes) {
        Record record = m_batch.records[at];
        Value& text = record.fields[targetOf(m_batch.records[at]).markerField];
        text = std::get_if<QString>(&text) ? std::get<QString>(text) + u'\n' + markerLine(record.key)
                                           : markerLine(record.key);
        if (!record.fields.contains(u"hs_timestamp"_s)) {
            record.fields[u"hs_timestamp"_s] = Instant{m_api.transport().remoteNow()};
        }
        const QJsonObject type{{u"associationCategory"_s, u"HUBSPOT_DEFINED"_s},
                               {u"associationTypeId"_s, associationType}};
        inputs.append(QJsonObject{{u"properties"_s, hubspotProperties(record)},
                                  {u"associations"_s,
                                   QJsonArray{QJsonObject{{u"to"_s, QJsonObject{{u"id"_s, parents.at(at)}}},
                                                          {u"types"_s, QJsonArray{type}}}}}});
    }
    const QString path = m_api.settings().paths.objects.arg(encoded(m_batch.records[indexes.front()].object))
        + u"/batch/create"_s;
    auto answer = m_api.send({.path = path, .body = QJsonObject{{u"inputs"_s, inputs}}, .isIdempotent = false}, m_stop);
    const auto results = answer ? resultsOf(*answer, indexes.size()) : Expected<QJsonArray>(QJsonArray());
    if (!answer && indexes.size() > 1 && isOfARecord(answer.error())) {
        for (const std::size_t at : indexes) {
            createMarked(std::span(&at, 1), parents, associationType);
        }
        return;
    }
    if (!answer || !results) {
        refuse(indexes, answer ? Refusal{.error = errorOf("crm.ambiguous"_L1)} : answer.error());
        return;
    }
    for (std::size_t at = 0; at < indexes.size(); ++at) {
        accept(indexes[at], (*results)[static_cast<qsizetype>(at)].toObject(), true);
    }
}

} // namespace bulkhead::crm
