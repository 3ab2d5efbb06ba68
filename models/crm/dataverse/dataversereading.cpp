#include "models/crm/dataverse/dataverseconnector.h"

#include <QUuid>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {

/// OData's literal of a value; choices are numbers.
QString odataLiteral(const Value& value, FieldType type)
{
    struct Writer
    {
        FieldType type;
        QString operator()(std::monostate) const { return u"null"_s; }
        QString operator()(bool truth) const { return truth ? u"true"_s : u"false"_s; }
        QString operator()(qint64 number) const { return QString::number(number); }
        QString operator()(double number) const { return QString::number(number, 'g', 17); }
        QString operator()(Instant instant) const { return isoOf(instant); }
        QString operator()(QDate date) const { return date.toString(Qt::ISODate); }
        QString operator()(const Link& link) const { return QUuid(link.id).toString(QUuid::WithoutBraces); }
        QString operator()(QString text) const
        {
            if (type == FieldType::Choice || type == FieldType::Number) {
                return QString::number(text.toLongLong());
            }
            if (type == FieldType::Link) {
                return QUuid(text).toString(QUuid::WithoutBraces);
            }
            return u'\'' + text.replace(u'\'', u"''"_s) + u'\'';
        }
    };
    return std::visit(Writer{type}, value);
}

QString odataComparison(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Equal:
        return u"eq"_s;
    case Comparison::NotEqual:
        return u"ne"_s;
    case Comparison::Less:
        return u"lt"_s;
    case Comparison::AtMost:
        return u"le"_s;
    case Comparison::Greater:
        return u"gt"_s;
    case Comparison::AtLeast:
        return u"ge"_s;
    }
    return {};
}

/// "(a eq 1 or a eq 2)".
QString odataCondition(const QString& field, Comparison comparison, std::span<const Value> values, FieldType type)
{
    QStringList terms;
    for (const Value& value : values) {
        terms += field + u' ' + odataComparison(comparison) + u' ' + odataLiteral(value, type);
    }
    return u'(' + terms.join(u" or "_s) + u')';
}

/// The description of a lookup's column "_name_value" stands under "name".
QString attributeOf(const QString& field)
{
    return field.startsWith(u'_') && field.endsWith("_value"_L1) ? field.sliced(1).chopped(6) : field;
}
} // namespace

Expected<QString> DataverseConnector::follow(QUrl from, bool isTracked,
                                             const std::function<Expected<void>(const QJsonArray&)>& page,
                                             std::stop_token stop)
{
    TRY(const QUrl base, m_transport.base(stop));
    for (;;) {
        Call call{.request = {.headers = {{"Accept", "application/json"}}}, .priority = Priority::Background};
        call.request.headers.emplace_back("Prefer",
                                          (isTracked ? "odata.track-changes, odata.maxpagesize=" : "odata.maxpagesize=")
                                              + QByteArray::number(m_settings.largestPage));
        TRY(const Response response, send(std::move(call), from, stop));
        TRY(const QJsonObject answer, objectOf(response));
        if (!answer[u"value"_s].isArray()) {
            return refused("crm.not-json"_L1);
        }
        CHECK_OK(page(answer[u"value"_s].toArray()));
        const QString next = answer[u"@odata.nextLink"_s].toString();
        if (next.isEmpty()) {
            return answer[u"@odata.deltaLink"_s].toString();
        }
        TRY(const QUrl address, Transport::sameHost(base, next));
        if (address == from) {
            return refused("crm.not-json"_L1);
        }
        from = address;
    }
}

Expected<Record> DataverseConnector::recordOf(const QString& object, const QStringList& fields, const QString& keyField,
                                              const QJsonObject& json, std::stop_token stop)
{
    TRY(const Table known, table(object, stop));
    if (json[u"reason"_s].toString() == "deleted"_L1 || json.contains(u"@removed"_s)) {
        return Record{.object = object, .id = json[u"id"_s].toString(), .isDeleted = true};
    }
    TRY(const ObjectDescription description, described(object, std::move(stop)));
    Record record{.object = object,
                  .id = json[known.id].toString(),
                  .key = json[keyField].toString(),
                  .version = json[u"@odata.etag"_s].toString(),
                  .modifiedAt = instantOf(json[u"modifiedon"_s].toString()).value_or(Instant()),
                  .modifiedBy = json[u"_modifiedby_value"_s].toString()};
    for (const QString& field : fields) {
        const FieldType type = typeOf(description, attributeOf(field));
        const bool isNumbered = type == FieldType::Choice && json[field].isDouble();
        record.fields[field] = isNumbered ? Value(QString::number(json[field].toInteger()))
                                          : valueOf(json[field], type);
    }
    return record;
}

Expected<void> DataverseConnector::give(const QString& object, const QString& filter, const QStringList& fields,
                                        const QString& relatedField, const Page& page, std::stop_token stop)
{
    CHECK_OK(checkODataNames(QStringList{object} + fields));
    QStringList columns = QStringList{u"modifiedon"_s, u"_modifiedby_value"_s} + fields;
    if (!relatedField.isEmpty()) {
        columns += relatedField;
    }
    columns.removeDuplicates();
    QString path = object + u"?$select="_s + columns.join(u',');
    if (!filter.isEmpty()) {
        path += u"&$filter="_s + encoded(filter);
    }
    const auto take = [&](const QJsonArray& rows) -> Expected<void> {
        std::vector<Record> records;
        for (const auto& row : rows) {
            TRY(Record record, recordOf(object, fields, {}, row.toObject(), stop));
            record.relatedTo = row[relatedField].toString();
            records.push_back(std::move(record));
        }
        return page(records);
    };
    CHECK_OK(follow(url(path), false, take, stop));
    return {};
}

Expected<void> DataverseConnector::query(const Query& query, const Page& page, std::stop_token stop)
{
    TRY(const ObjectDescription description, described(query.object, stop));
    QStringList wholes{query.where.isEmpty() ? QString() : u'(' + query.where + u')'};
    for (const Condition& condition : query.conditions) {
        CHECK_OK(checkODataNames({condition.field}));
        if (condition.values.empty() || (condition.values.size() > 1 && condition.comparison != Comparison::Equal)) {
            return refused("crm.schema"_L1, condition.field);
        }
        QStringList next;
        for (const auto& part : pieces(std::span(condition.values), valuesInOneFilter)) {
            const QString term = odataCondition(condition.field, condition.comparison, part,
                                                typeOf(description, attributeOf(condition.field)));
            for (const QString& whole : std::as_const(wholes)) {
                next += whole.isEmpty() ? term : whole + u" and "_s + term;
            }
        }
        wholes = next;
    }
    for (const QString& whole : std::as_const(wholes)) {
        CHECK_OK(give(query.object, whole, query.fields, {}, page, stop));
    }
    return {};
}

Expected<void> DataverseConnector::related(const Relation& relation, const Page& page, std::stop_token stop)
{
    CHECK_OK(checkODataNames({relation.through}));
    std::vector<Value> ids;
    for (const QString& id : relation.ids) {
        ids.emplace_back(Link{.object = relation.from, .id = id});
    }
    for (const auto& part : pieces(std::span(std::as_const(ids)), valuesInOneFilter)) {
        CHECK_OK(give(relation.object, odataCondition(relation.through, Comparison::Equal, part, FieldType::Link),
                      relation.fields, relation.through, page, stop));
    }
    return {};
}

Expected<QString> DataverseConnector::changes(const ChangesSince& since, const Page& page, std::stop_token stop)
{
    CHECK_OK(checkODataNames(QStringList{since.object} + since.fields));
    TRY(const QUrl base, m_transport.base(stop));
    QStringList columns = QStringList{u"modifiedon"_s, u"_modifiedby_value"_s} + since.fields;
    if (!since.keyField.isEmpty()) {
        CHECK_OK(checkODataNames({since.keyField}));
        columns += since.keyField;
    }
    columns.removeDuplicates();
    const bool isFirst = since.cursor.isEmpty();
    TRY(const QUrl from,
        isFirst ? Expected<QUrl>(url(since.object + u"?$select="_s + columns.join(u',')))
                : Transport::sameHost(base, since.cursor));
    const auto take = [&](const QJsonArray& rows) -> Expected<void> {
        std::vector<Record> records;
        for (const auto& row : rows) {
            TRY(Record record, recordOf(since.object, since.fields, since.keyField, row.toObject(), stop));
            // Change tracking takes no filter: all have to come, for the token's sake.
            if (!since.onlyKeyed || record.isDeleted || !record.key.isEmpty()) {
                records.push_back(std::move(record));
            }
        }
        return page(records);
    };
    auto delta = follow(from, isFirst, take, stop);
    // Which error an old token gets is not documented: whatever the CRM refuses here, everything is pulled anew.
    if (!delta && !isFirst
        && (delta.error().is("crm.permanent"_L1) || delta.error().is("crm.missing"_L1)
            || delta.error().is("crm.schema"_L1))) {
        return refused("crm.resync"_L1);
    }
    if (delta && delta->isEmpty()) {
        return refused("crm.schema"_L1, since.object);
    }
    return delta;
}

} // namespace bulkhead::crm
