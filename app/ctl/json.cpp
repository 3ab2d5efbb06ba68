#include "app/ctl/json.h"

#include <QDateTime>
#include <QTimeZone>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

QJsonArray toJsonArray(const QStringList& list)
{
    return QJsonArray::fromStringList(list);
}

QJsonValue emptyOf(FieldType type)
{
    switch (type) {
    case FieldType::Text:
    case FieldType::LongText:
    case FieldType::Octets:
        return QString();
    case FieldType::TextList:
    case FieldType::References:
        return QJsonArray();
    case FieldType::Boolean:
        return false;
    case FieldType::Integer:
    case FieldType::Instant:
    case FieldType::Reference:
    case FieldType::Choice:
        return QJsonValue::Null;
    }
    return QJsonValue::Null;
}

QString stateName(ChangeEntry::State state)
{
    switch (state) {
    case ChangeEntry::State::Folded:
        return u"folded"_s;
    case ChangeEntry::State::Invalid:
        return u"invalid"_s;
    case ChangeEntry::State::Held:
        return u"held"_s;
    }
    return {};
}

QJsonObject factJson(const Fact& fact, const Schema& schema)
{
    const EntityType* type = schema.type(kindOf(fact.field));
    const Field* field = schema.field(fact.field);
    return {{u"entity"_s, fact.entity.text()},
            {u"kind"_s, type != nullptr ? QString::fromLatin1(type->name) : QString::number(kindOf(fact.field))},
            {u"field"_s, field != nullptr ? QString::fromLatin1(field->name) : QString::number(fact.field & 0xffff)},
            {u"value"_s, field != nullptr ? toJson(*field, fact.value) : QJsonValue(QJsonValue::Null)}};
}

} // namespace

QString isoTime(qint64 msSinceEpoch)
{
    return QDateTime::fromMSecsSinceEpoch(msSinceEpoch, QTimeZone::utc()).toString(Qt::ISODateWithMs);
}

QString shownTime(qint64 msSinceEpoch)
{
    return QDateTime::fromMSecsSinceEpoch(msSinceEpoch, QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s);
}

QString shownTime(const std::optional<qint64>& msSinceEpoch)
{
    return msSinceEpoch ? shownTime(*msSinceEpoch) : QString();
}

QJsonValue toJson(const Field& field, const Value& value)
{
    if (value.isEmpty()) {
        return emptyOf(field.type);
    }
    if (const auto* number = value.as<qint64>()) {
        return field.type == FieldType::Instant ? QJsonValue(isoTime(*number)) : QJsonValue(*number);
    }
    if (const auto* octets = value.as<Bytes>()) {
        const auto id = field.type == FieldType::Reference ? Id::fromBytes(*octets) : std::nullopt;
        return id ? id->text() : hex(*octets);
    }
    if (const auto* truth = value.as<bool>()) {
        return *truth;
    }
    if (const auto* list = value.as<QStringList>()) {
        return toJsonArray(*list);
    }
    return value.valueOr<QString>();
}

QJsonObject toJson(const ChangeEntry& change, const Schema& schema)
{
    QJsonObject object{
        {u"row"_s, change.row},
        {u"hash"_s, hex(change.hash)},
        {u"incident"_s,
         change.stream.isVault() ? QJsonValue(QJsonValue::Null) : QJsonValue(change.stream.incident.text())},
        {u"compartment"_s, QString(compartmentName(change.stream.compartment))},
        {u"device"_s, change.header.device.text()},
        {u"seq"_s, static_cast<qint64>(change.header.seq)},
        {u"at"_s, isoTime(change.header.clock.ms())},
        {u"received"_s, isoTime(change.received)},
        {u"author"_s, change.authorName},
        {u"author_id"_s, change.author.isNull() ? QString() : change.author.text()},
        {u"state"_s, stateName(change.state)},
        {u"signed"_s, change.isSigned},
        {u"readable"_s, change.isReadable}};
    if (!change.reason.isEmpty()) {
        object.insert(u"reason"_s, change.reason);
    }
    if (change.isReadable) {
        QJsonArray facts;
        for (const Fact& fact : change.body.facts) {
            facts.append(factJson(fact, schema));
        }
        object.insert(u"intent"_s, change.body.intent);
        object.insert(u"via"_s, change.body.via);
        object.insert(u"facts"_s, facts);
    }
    return object;
}

QJsonObject toJson(const TimelineRow& row)
{
    QJsonObject object{
        {u"at"_s, isoTime(row.at)},   {u"recorded"_s, isoTime(row.recorded)},
        {u"id"_s, row.entity.text()}, {u"compartment"_s, QString(compartmentName(row.stream.compartment))},
        {u"author"_s, row.author},    {u"pinned"_s, row.isPinned},
        {u"struck"_s, row.isStruck}};
    if (row.observation) {
        const Observation& value = row.observation->value;
        object.insert(u"type"_s, u"observation"_s);
        object.insert(u"occurred_text"_s, value.occurredText);
        object.insert(u"occurred_zone"_s, value.occurredZone);
        object.insert(u"source"_s, value.source);
        object.insert(u"raw"_s, value.raw);
        object.insert(u"interpretation"_s, value.interpretation);
        object.insert(u"tags"_s, toJsonArray(value.tags));
        object.insert(u"links"_s, toJsonArray(value.links));
        object.insert(u"struck_reason"_s, value.struckReason);
        QJsonArray evidence;
        for (const Id& one : value.evidence) {
            evidence.append(one.text());
        }
        object.insert(u"evidence"_s, evidence);
    } else {
        object.insert(u"type"_s, u"change"_s);
        object.insert(u"change"_s, row.change);
        object.insert(u"sentence"_s, row.sentence);
    }
    return object;
}

} // namespace bulkhead::ctl
