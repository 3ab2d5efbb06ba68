#include "models/crm/csvtable.h"
#include "models/crm/salesforce/salesforceconnector.h"

#include <QDateTime>

#include <algorithm>
#include <ranges>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr qsizetype longestList = 10'000;     ///< characters of values in one query; an address may have 16 KiB
constexpr qint64 changesOverlap = 2 * 60'000; ///< rows become visible after their time stamp
constexpr qint64 oldestDeletions = 15LL * 24 * 3600 * 1000;
constexpr qint64 slowestPoll = 10'000;
constexpr qint64 longestJob = 60 * 60'000;

QJsonValue salesforceAt(const QJsonObject& row, const QString& path)
{
    QJsonValue value = row;
    for (const QString& part : path.split(u'.')) {
        value = value[part];
    }
    return value;
}

Value bulkValue(const QString& text, FieldType type)
{
    bool isNumber = false;
    const double number = type == FieldType::Number ? text.toDouble(&isNumber) : 0;
    return text.isEmpty()            ? Value()
        : isNumber                   ? valueOf(number)
        : type == FieldType::Boolean ? Value(text == "true"_L1)
                                     : valueOf(text, type);
}

QString comparisonSign(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Equal:
        return u"="_s;
    case Comparison::NotEqual:
        return u"!="_s;
    case Comparison::Less:
        return u"<"_s;
    case Comparison::AtMost:
        return u"<="_s;
    case Comparison::Greater:
        return u">"_s;
    case Comparison::AtLeast:
        return u">="_s;
    }
    return {};
}

QString soqlCondition(const QString& field, Comparison comparison, std::span<const Value> values)
{
    if (values.size() == 1) {
        return field + u' ' + comparisonSign(comparison) + u' ' + soqlLiteral(values.front());
    }
    QStringList literals;
    for (const Value& value : values) {
        literals += soqlLiteral(value);
    }
    return u"%1 IN (%2)"_s.arg(field, literals.join(u','));
}

/// As many values as one query may hold.
std::vector<std::span<const Value>> soqlPieces(std::span<const Value> values)
{
    std::vector<std::span<const Value>> result;
    std::size_t from = 0;
    qsizetype length = 0;
    for (std::size_t at = 0; at < values.size(); ++at) {
        length += encoded(soqlLiteral(values[at])).size() + 3;
        if (at > from && (at - from == valuesInOneQuery || length > longestList)) {
            result.push_back(values.subspan(from, at - from));
            from = at;
            length = encoded(soqlLiteral(values[at])).size() + 3;
        }
    }
    result.push_back(values.subspan(from));
    return result;
}

/// The conditions of the query, cut so that no request holds too many values.
Expected<QStringList> soqlConditions(const Query& query)
{
    QStringList wholes{QString()};
    for (const Condition& condition : query.conditions) {
        CHECK_OK(checkSoqlNames({condition.field}));
        if (condition.values.empty() || (condition.values.size() > 1 && condition.comparison != Comparison::Equal)) {
            return refused("crm.schema"_L1, condition.field);
        }
        QStringList next;
        for (const auto& part : soqlPieces(condition.values)) {
            for (const QString& whole : std::as_const(wholes)) {
                next += (whole.isEmpty() ? QString() : whole + u" AND "_s)
                    + soqlCondition(condition.field, condition.comparison, part);
            }
        }
        wholes = next;
    }
    if (!query.where.isEmpty()) {
        for (QString& whole : wholes) {
            whole += (whole.isEmpty() ? u"("_s : u" AND ("_s) + query.where + u')';
        }
    }
    return wholes;
}

QStringList withoutDoubles(QStringList names)
{
    QStringList lower;
    names.removeIf([&lower](const QString& name) {
        const bool isThere = lower.contains(name.toLower());
        lower += name.toLower();
        return isThere;
    });
    return names;
}
} // namespace

Expected<void> SalesforceConnector::give(const QString& condition, const Shape& shape, const Page& page,
                                         std::stop_token stop)
{
    TRY(const ObjectDescription described, m_api.described(shape.object, stop));
    QStringList columns = QStringList{u"Id"_s, u"SystemModstamp"_s, u"LastModifiedById"_s} + shape.fields;
    for (const QString& one : {shape.keyField, shape.relatedField}) {
        if (!one.isEmpty()) {
            columns += one;
        }
    }
    CHECK_OK(checkSoqlNames(columns));
    const QString soql = u"SELECT %1 FROM %2 %3"_s.arg(withoutDoubles(columns).join(u','), shape.object, condition);
    const auto take = [&](const QJsonArray& rows) -> Expected<void> {
        std::vector<Record> records;
        for (const auto& value : rows) {
            const QJsonObject row = value.toObject();
            Record record{.object = shape.object,
                          .id = row[u"Id"_s].toString(),
                          .key = row[shape.keyField].toString(),
                          .version = row[u"SystemModstamp"_s].toString(),
                          .modifiedBy = row[u"LastModifiedById"_s].toString(),
                          .relatedTo = row[shape.relatedField].toString()};
            record.modifiedAt = instantOf(record.version).value_or(Instant());
            for (const QString& field : shape.fields) {
                record.fields[field] = valueOf(salesforceAt(row, field), typeOf(described, field));
            }
            records.push_back(std::move(record));
        }
        return page(records);
    };
    return m_api.select(soql, Priority::Background, take, std::move(stop));
}

Expected<void> SalesforceConnector::query(const Query& query, const Page& page, std::stop_token stop)
{
    CHECK_OK(checkSoqlNames(QStringList{query.object} + query.fields));
    const Shape shape{query.object, query.fields};
    TRY(const QStringList conditions, soqlConditions(query));
    for (const QString& condition : conditions) {
        const QString where = condition.isEmpty() ? QString() : u"WHERE "_s + condition;
        if (query.isLarge) {
            const QStringList columns = withoutDoubles(QStringList{u"Id"_s, u"SystemModstamp"_s, u"LastModifiedById"_s}
                                                       + query.fields);
            CHECK_OK(
                pullBulk(u"SELECT %1 FROM %2 %3"_s.arg(columns.join(u','), query.object, where), shape, page, stop));
        } else {
            CHECK_OK(give(where, shape, page, stop));
        }
    }
    return {};
}

Expected<void> SalesforceConnector::waitForJob(const QString& path, std::stop_token stop)
{
    const qint64 until = m_api.transport().clock().now() + longestJob;
    const auto abort = [&](const std::stop_token& end) {
        return m_api.send({.method = "PATCH", .path = path, .body = QJsonObject{{u"state"_s, u"Aborted"_s}}}, end);
    };
    for (qint64 pause = 250;; pause = std::min(pause * 2, slowestPoll)) {
        if (stop.stop_requested()) { // whoever gives up leaves no job behind
            (void)abort({});
            return refused("crm.cancelled"_L1);
        }
        TRY(const Response response, m_api.send({.path = path, .priority = Priority::Background}, stop));
        TRY(const QJsonObject job, objectOf(response));
        const QString state = job[u"state"_s].toString();
        if (state == "JobComplete"_L1) {
            return {};
        }
        if (state == "Failed"_L1 || state == "Aborted"_L1) {
            return refused("crm.permanent"_L1, job[u"errorMessage"_s].toString(state));
        }
        if (m_api.transport().clock().now() > until) {
            CHECK_OK(abort(stop));
            return refused("crm.timeout"_L1);
        }
        m_api.transport().wait(pause, stop);
    }
}

Expected<void> SalesforceConnector::pullBulk(const QString& soql, const Shape& shape, const Page& page,
                                             std::stop_token stop)
{
    TRY(const ObjectDescription described, m_api.described(shape.object, stop));
    const QJsonObject body{{u"operation"_s, u"query"_s}, {u"query"_s, soql}};
    // A second job costs nothing but itself, so that a lost answer may be asked for again.
    TRY(const Response made,
        m_api.send({.method = "POST", .path = u"/jobs/query"_s, .body = body, .priority = Priority::Background}, stop));
    TRY(const QJsonObject job, objectOf(made));
    const QString path = u"/jobs/query/"_s + encoded(job[u"id"_s].toString());
    CHECK_OK(waitForJob(path, stop));
    for (QString locator; locator != "null"_L1;) {
        const QString from = locator.isEmpty() ? QString() : u"&locator="_s + encoded(locator);
        TRY(const Response response,
            m_api.send({.path = path + u"/results?maxRecords=%1"_s.arg(m_api.settings().largestBulkPage) + from,
                        .priority = Priority::Background,
                        .headers = {{"Accept", "text/csv"}}},
                       stop));
        const QString next = QString::fromLatin1(response.header("sforce-locator"));
        auto rows = csvTable(response.body);
        if (next.isEmpty() || next == locator || rows.empty()) {
            return refused("crm.not-json"_L1);
        }
        const QStringList head = rows.front();
        std::vector<Record> records;
        for (const QStringList& row : rows | std::views::drop(1)) {
            if (row.size() != head.size()) {
                return refused("crm.not-json"_L1);
            }
            Record record{.object = shape.object};
            for (qsizetype at = 0; at < head.size(); ++at) {
                if (head[at] == "Id"_L1) {
                    record.id = row[at];
                } else if (head[at] == "SystemModstamp"_L1) {
                    record.version = row[at];
                    record.modifiedAt = instantOf(row[at]).value_or(Instant());
                } else if (head[at] == "LastModifiedById"_L1) {
                    record.modifiedBy = row[at];
                }
                if (shape.fields.contains(head[at])) {
                    record.fields[head[at]] = bulkValue(row[at], typeOf(described, head[at]));
                }
            }
            records.push_back(std::move(record));
        }
        CHECK_OK(page(records));
        locator = next;
    }
    return {};
}

Expected<void> SalesforceConnector::related(const Relation& relation, const Page& page, std::stop_token stop)
{
    CHECK_OK(checkSoqlNames({relation.object, relation.through}));
    const Shape shape{relation.object, relation.fields, {}, relation.through};
    const std::vector<QString> ids(relation.ids.begin(), relation.ids.end());
    for (const auto& part : pieces(std::span(ids), valuesInOneQuery)) {
        CHECK_OK(give(u"WHERE "_s + soqlIn(relation.through, part), shape, page, stop));
    }
    return {};
}

Expected<Instant> SalesforceConnector::giveDeleted(const QString& object, Instant from, Instant to, const Page& page,
                                                   std::stop_token stop)
{
    const QString path = u"/sobjects/%1/deleted/?start=%2&end=%3"_s.arg(object, encoded(isoOf(from)),
                                                                        encoded(isoOf(to)));
    TRY(const Response response, m_api.send({.path = path, .priority = Priority::Background}, std::move(stop)));
    TRY(const QJsonObject answer, objectOf(response));
    const auto earliest = instantOf(answer[u"earliestDateAvailable"_s].toString());
    const auto covered = instantOf(answer[u"latestDateCovered"_s].toString());
    if (!covered || (earliest && *earliest > from)) {
        return refused("crm.resync"_L1);
    }
    std::vector<Record> records;
    for (const auto& row : answer[u"deletedRecords"_s].toArray()) {
        records.push_back({.object = object,
                           .id = row[u"id"_s].toString(),
                           .modifiedAt = instantOf(row[u"deletedDate"_s].toString()).value_or(Instant()),
                           .isDeleted = true});
    }
    if (!records.empty()) {
        CHECK_OK(page(records));
    }
    return *covered;
}

/// By time stamp and id, a page at a time: what changes meanwhile moves to the end and is met there.
Expected<QString> SalesforceConnector::changes(const ChangesSince& since, const Page& page, std::stop_token stop)
{
    const Shape shape{since.object, since.fields, since.keyField};
    CHECK_OK(checkSoqlNames({since.object}));
    const bool isKeyed = since.onlyKeyed && !since.keyField.isEmpty();
    if (isKeyed) {
        CHECK_OK(checkSoqlNames({since.keyField}));
    }
    const QString keyed = isKeyed ? since.keyField + u" != null AND "_s : QString();
    CHECK_OK(m_api.transport().base(stop)); // The CRM's clock is known once it has answered.
    const auto cursor = instantOf(since.cursor);
    if (!cursor && !since.cursor.isEmpty()) {
        return refused("crm.resync"_L1);
    }
    Instant reached{m_api.transport().remoteNow()};
    Instant from{cursor ? cursor->ms - changesOverlap : 0};
    if (cursor) {
        if (reached.ms - from.ms >= oldestDeletions) {
            return refused("crm.resync"_L1);
        }
        TRY(const Instant covered, giveDeleted(since.object, from, Instant{reached.ms + 60'000}, page, stop));
        reached = std::min(reached, covered);
    }
    QString lastId;
    for (bool isFull = true; isFull;) {
        const QString stamp = isoOf(from);
        const QString where = lastId.isEmpty()
            ? u"SystemModstamp >= "_s + stamp
            : u"(SystemModstamp > %1 OR (SystemModstamp = %1 AND Id > '%2'))"_s.arg(stamp, lastId);
        const int most = m_api.settings().largestPage;
        qsizetype count = 0;
        const auto take = [&](std::span<const Record> records) -> Expected<void> {
            if (!records.empty()) {
                from = records.back().modifiedAt;
                lastId = records.back().id;
                count += static_cast<qsizetype>(records.size());
            }
            return page(records);
        };
        CHECK_OK(
            give(u"WHERE %1 ORDER BY SystemModstamp, Id LIMIT %2"_s.arg(keyed + where).arg(most), shape, take, stop));
        isFull = count >= most;
    }
    return isoOf(std::max(reached, cursor.value_or(Instant())));
}

} // namespace bulkhead::crm
