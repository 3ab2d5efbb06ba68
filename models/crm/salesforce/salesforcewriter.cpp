#include "models/crm/salesforce/salesforceconnector.h"

#include <QJsonDocument>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr std::size_t largestCollection = 200;
constexpr std::size_t largestComposite = 25;

/// The relation's name of a link field: AccountId → Account, Parent__c → Parent__r.
QString relationName(const QString& field)
{
    return field.endsWith("__c"_L1) ? field.chopped(1) + u'r' : field.chopped(2);
}

QJsonValue salesforceJson(const Value& value)
{
    struct Writer
    {
        QJsonValue operator()(std::monostate) const { return QJsonValue::Null; }
        QJsonValue operator()(bool truth) const { return truth; }
        QJsonValue operator()(qint64 number) const { return number; }
        QJsonValue operator()(double number) const { return number; }
        QJsonValue operator()(const QString& text) const { return text; }
        QJsonValue operator()(Instant instant) const { return isoOf(instant); }
        QJsonValue operator()(QDate date) const { return date.toString(Qt::ISODate); }
        QJsonValue operator()(const Link& link) const { return link.id; }
    };
    return std::visit(Writer(), value);
}
} // namespace

SalesforceWriter::SalesforceWriter(SalesforceApi& api, const Batch& batch, std::stop_token stop)
    : BatchWriter(batch, std::move(stop))
    , m_api(api)
{
}

void SalesforceWriter::accept(std::size_t index, const QJsonObject& result)
{
    m_outcomes[index].result = Written{.id = result[u"id"_s].toString(m_batch.records[index].id),
                                       .at = Instant{m_api.transport().remoteNow()},
                                       .isCreated = result[u"created"_s].toBool()};
}

std::vector<Outcome> SalesforceWriter::write()
{
    if (fitsComposite()) {
        writeComposite();
        return std::move(m_outcomes);
    }
    // Runs of one kind, in the order in which they stand.
    for (std::size_t from = 0; from < m_batch.records.size();) {
        const Indexes run = nextRun(from, largestCollection);
        const QString& object = m_batch.records[run.front()].object;
        const Batch::Target& target = targetOf(m_batch.records[run.front()]);
        if (auto named = checkSoqlNames({object}); !named) {
            refuse(run, {.error = std::move(named).error()});
        } else if (!target.keyField.isEmpty()) {
            writeKeyed(run);
        } else if (!target.markerField.isEmpty() && !target.parentField.isEmpty()) {
            writeMarked(run);
        } else {
            refuse(run, {.error = errorOf("crm.schema"_L1, object)});
        }
    }
    return std::move(m_outcomes);
}

/// An incident with its tasks is one request: several kinds, few records, each with a key.
bool SalesforceWriter::fitsComposite() const
{
    const auto& records = m_batch.records;
    return records.size() > 1 && records.size() <= largestComposite && m_byKey.size() == records.size()
        && std::ranges::any_of(records, [&](const Record& r) { return r.object != records.front().object; })
        && std::ranges::all_of(records, [&](const Record& r) {
               return !targetOf(r).keyField.isEmpty() && checkSoqlNames({r.object}).has_value();
           });
}

Expected<QJsonObject> SalesforceWriter::bodyOf(const Record& record, bool withReferences)
{
    QJsonObject body;
    for (const auto& [name, value] : record.fields) {
        CHECK_OK(checkSoqlNames({name}));
        const Link* link = std::get_if<Link>(&value);
        if (!link || !link->id.isEmpty()) {
            body[name] = salesforceJson(value);
            continue;
        }
        const auto inBatch = m_byKey.find({link->object, link->key});
        if (inBatch != m_byKey.end() && withReferences) {
            body[name] = u"@{r%1.id}"_s.arg(inBatch->second);
        } else if (inBatch != m_byKey.end() && m_outcomes[inBatch->second].result) {
            body[name] = m_outcomes[inBatch->second].result->id;
        } else {
            CHECK_OK(checkSoqlNames({link->keyField, link->object}));
            body[relationName(name)] = QJsonObject{{u"attributes"_s, QJsonObject{{u"type"_s, link->object}}},
                                                   {link->keyField, link->key}};
        }
    }
    return body;
}

void SalesforceWriter::writeComposite()
{
    QJsonArray requests;
    Indexes sent;
    for (std::size_t at = 0; at < m_batch.records.size(); ++at) {
        const Record& record = m_batch.records[at];
        auto body = bodyOf(record, true);
        if (!body) {
            refuse(std::span(&at, 1), {.error = std::move(body).error()});
            continue;
        }
        requests.append(QJsonObject{{u"method"_s, u"PATCH"_s},
                                    {u"url"_s,
                                     u"%1/sobjects/%2/%3/%4"_s.arg(m_api.root(), record.object,
                                                                   targetOf(record).keyField, encoded(record.key))},
                                    {u"referenceId"_s, u"r%1"_s.arg(at)},
                                    {u"body"_s, *body}});
        sent.push_back(at);
    }
    const QJsonObject request{
        {u"allOrNone"_s, false}, {u"collateSubrequests"_s, false}, {u"compositeRequest"_s, requests}};
    auto response = m_api.send({.method = "POST", .path = u"/composite"_s, .body = request}, m_stop);
    const auto answer = response ? objectOf(*response) : Expected<QJsonObject>(QJsonObject());
    const QJsonArray parts = answer ? (*answer)[u"compositeResponse"_s].toArray() : QJsonArray();
    if (!response || !answer || parts.size() != static_cast<qsizetype>(sent.size())) {
        refuse(sent, response ? Refusal{.error = errorOf("crm.not-json"_L1)} : response.error());
        return;
    }
    Indexes heldBack;
    for (std::size_t at = 0; at < sent.size(); ++at) {
        const QJsonObject part = parts[static_cast<qsizetype>(at)].toObject();
        const int status = part[u"httpStatusCode"_s].toInt();
        if (status >= 200 && status < 300) {
            accept(sent[at], part[u"body"_s].toObject());
            continue;
        }
        const Verdict verdict = SalesforceDialect().judge(
            {.status = status, .body = QJsonDocument(part[u"body"_s].toArray()).toJson()});
        refuse(std::span(&sent[at], 1), verdict.refusal);
        if (verdict.refusal.error.is("crm.busy"_L1)) {
            heldBack.push_back(sent[at]);
        }
    }
    for (const std::size_t at : heldBack) {
        writeKeyed(std::span(&at, 1));
    }
}

void SalesforceWriter::writeKeyed(std::span<const std::size_t> indexes, int tries)
{
    const Record& first = m_batch.records[indexes.front()];
    const QString& keyField = targetOf(first).keyField;
    QJsonArray records;
    Indexes sent;
    for (const std::size_t at : indexes) {
        auto body = bodyOf(m_batch.records[at], false);
        if (!body) {
            refuse(std::span(&at, 1), {.error = std::move(body).error()});
            continue;
        }
        (*body)[u"attributes"_s] = QJsonObject{{u"type"_s, first.object}};
        (*body)[keyField] = m_batch.records[at].key;
        records.append(*body);
        sent.push_back(at);
    }
    if (sent.empty()) {
        return;
    }
    const QJsonObject body{{u"allOrNone"_s, false}, {u"records"_s, records}};
    auto response = m_api.send(
        {.method = "PATCH", .path = u"/composite/sobjects/%1/%2"_s.arg(first.object, keyField), .body = body}, m_stop);
    const auto results = response ? arrayOf(*response) : Expected<QJsonArray>(QJsonArray());
    if (!response) {
        refuse(sent, response.error());
    } else if (!results || results->size() != static_cast<qsizetype>(sent.size())) {
        refuse(sent, {.error = errorOf("crm.not-json"_L1)});
    } else {
        takeResults(sent, *results, tries);
    }
}

void SalesforceWriter::takeResults(std::span<const std::size_t> indexes, const QJsonArray& results, int tries)
{
    Indexes again;
    for (std::size_t at = 0; at < indexes.size(); ++at) {
        const QJsonObject result = results[static_cast<qsizetype>(at)].toObject();
        if (result[u"success"_s].toBool()) {
            accept(indexes[at], result);
            continue;
        }
        const Refusal refusal = salesforceRefusal(result[u"errors"_s].toArray().first().toObject());
        refuse(indexes.subspan(at, 1), refusal);
        // Created by somebody else in the same moment: the second time finds it and updates.
        const bool isRace = refusal.remoteCode == "DUPLICATE_VALUE"_L1 && tries == 0;
        // Nothing was wrong with what went back with another: without that one it goes.
        const bool isHeldBack = refusal.error.is("crm.busy"_L1);
        if (isHeldBack || isRace) {
            again.push_back(indexes[at]);
        }
    }
    if (!again.empty() && m_api.transport().waitForLock(tries, m_stop)) {
        writeKeyed(again, tries + 1);
    }
}

Expected<QString> SalesforceWriter::idOf(const Link& link)
{
    if (const auto known = knownId(link)) {
        return *known;
    }
    CHECK_OK(checkSoqlNames({link.object, link.keyField}));
    QStringList ids;
    CHECK_OK(m_api.select(
        u"SELECT Id FROM %1 WHERE %2 = %3"_s.arg(link.object, link.keyField, soqlLiteral(link.key)), Priority::Normal,
        [&ids](const QJsonArray& rows) -> Expected<void> {
            for (const auto& row : rows) {
                ids += row[u"Id"_s].toString();
            }
            return {};
        },
        m_stop));
    if (ids.size() != 1) {
        return refused(ids.isEmpty() ? "crm.missing"_L1 : "crm.multiple"_L1);
    }
    return ids.first();
}

/// Creates what the CRM gives no key to, unless a row under the same parent already ends with its marker.
void SalesforceWriter::writeMarked(std::span<const std::size_t> indexes)
{
    const QString& object = m_batch.records[indexes.front()].object;
    const Batch::Target& target = targetOf(m_batch.records[indexes.front()]);
    std::map<std::size_t, QString> parents;
    QStringList parentIds;
    Indexes open;
    for (const std::size_t at : indexes) {
        const auto& fields = m_batch.records[at].fields;
        const auto found = fields.find(target.parentField);
        const Link* link = found == fields.end() ? nullptr : std::get_if<Link>(&found->second);
        auto id = link ? idOf(*link) : Expected<QString>(refused("crm.schema"_L1, target.parentField));
        if (!id) {
            refuse(std::span(&at, 1), {.error = std::move(id).error()});
            continue;
        }
        parents[at] = *id;
        parentIds += *id;
        open.push_back(at);
    }
    if (open.empty()) {
        return;
    }
    parentIds.removeDuplicates();
    if (auto named = checkSoqlNames({target.markerField, target.parentField}); !named) {
        refuse(open, {.error = std::move(named).error()});
        return;
    }
    const auto find = [&](const QJsonArray& rows) -> Expected<void> {
        for (const auto& row : rows) {
            const QString text = row[target.markerField].toString();
            std::erase_if(open, [&](std::size_t at) {
                const bool isIt = parents[at] == row[target.parentField].toString()
                    && isMarked(text, m_batch.records[at].key);
                if (isIt) {
                    accept(at, {{u"id"_s, row[u"Id"_s]}, {u"created"_s, false}});
                }
                return isIt;
            });
        }
        return {};
    };
    auto searched = m_api.select(u"SELECT Id, %1, %2 FROM %3 WHERE %4"_s.arg(target.parentField, target.markerField,
                                                                             object,
                                                                             soqlIn(target.parentField, parentIds)),
                                 Priority::Normal, find, m_stop);
    if (!searched) {
        refuse(open, {.error = std::move(searched).error()});
        return;
    }
    createMarked(open);
}

void SalesforceWriter::createMarked(std::span<const std::size_t> indexes)
{
    QJsonArray records;
    Indexes sent;
    for (const std::size_t at : indexes) {
        Record record = m_batch.records[at];
        const Batch::Target& target = targetOf(record);
        Value& text = record.fields[target.markerField];
        text = std::get_if<QString>(&text) ? std::get<QString>(text) + u'\n' + markerLine(record.key)
                                           : markerLine(record.key);
        auto id = idOf(std::get<Link>(record.fields.at(target.parentField)));
        record.fields[target.parentField] = id ? Value(*id) : Value();
        auto body = bodyOf(record, false);
        if (!body) {
            refuse(std::span(&at, 1), {.error = std::move(body).error()});
            continue;
        }
        (*body)[u"attributes"_s] = QJsonObject{{u"type"_s, record.object}};
        records.append(*body);
        sent.push_back(at);
    }
    if (sent.empty()) {
        return;
    }
    const QJsonObject body{{u"allOrNone"_s, false}, {u"records"_s, records}};
    auto response = m_api.send(
        {.method = "POST", .path = u"/composite/sobjects"_s, .body = body, .isIdempotent = false}, m_stop);
    const auto results = response ? arrayOf(*response) : Expected<QJsonArray>(QJsonArray());
    if (!response || !results || results->size() != static_cast<qsizetype>(sent.size())) {
        refuse(sent, response ? Refusal{.error = errorOf("crm.ambiguous"_L1)} : response.error());
        return;
    }
    for (std::size_t at = 0; at < sent.size(); ++at) {
        QJsonObject result = (*results)[static_cast<qsizetype>(at)].toObject();
        if (result[u"success"_s].toBool()) {
            result[u"created"_s] = true;
            accept(sent[at], result);
        } else {
            refuse(std::span(&sent[at], 1), salesforceRefusal(result[u"errors"_s].toArray().first().toObject()));
        }
    }
}

} // namespace bulkhead::crm
