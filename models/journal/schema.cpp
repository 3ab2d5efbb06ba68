#include "models/journal/schema.h"

#include "models/base/digest.h"
#include "models/journal/journaltext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace bulkhead {

void Schema::add(EntityType type)
{
    const Kind kind = type.kind;
    m_types.insert_or_assign(kind, std::move(type));
}

const EntityType* Schema::type(Kind kind) const
{
    const auto found = m_types.find(kind);
    return found == m_types.end() ? nullptr : &found->second;
}

const EntityType* Schema::type(QStringView name) const
{
    for (const auto& [kind, type] : m_types) {
        if (QLatin1StringView(type.name) == name) {
            return &type;
        }
    }
    return nullptr;
}

const Field* Schema::field(FieldId id) const
{
    return field(id, 0xffff);
}

const Field* Schema::field(FieldId id, quint16 version) const
{
    const EntityType* found = type(kindOf(id));
    if (!found) {
        return nullptr;
    }
    const Field* best = nullptr;
    const Field* oldest = nullptr;
    for (const Field& field : found->fields) {
        if (field.id != (id & 0xffff)) {
            continue;
        }
        if (field.since <= version && (!best || field.since > best->since)) {
            best = &field;
        }
        if (!oldest || field.since < oldest->since) {
            oldest = &field;
        }
    }
    return best ? best : oldest;
}

const Field* Schema::field(Kind kind, QStringView name) const
{
    const EntityType* found = type(kind);
    if (!found) {
        return nullptr;
    }
    const auto named = std::ranges::find_if(found->fields,
                                            [&](const Field& field) { return QLatin1StringView(field.name) == name; });
    return named == found->fields.end() ? nullptr : field(fieldId(kind, named->id));
}

Bytes Schema::digest() const
{
    cbor::Writer writer;
    for (const auto& [kind, type] : m_types) {
        writer.unsignedInteger(kind);
        writer.text(QString::fromUtf8(type.name));
        for (const Field& field : type.fields) {
            writer.unsignedInteger(fieldId(kind, field.id));
            writer.text(QString::fromUtf8(field.name));
            writer.unsignedInteger(static_cast<quint64>(field.type));
            writer.unsignedInteger(field.writers.mask);
            writer.unsignedInteger(static_cast<quint64>(field.writable));
            writer.boolean(field.isPrivileged);
            writer.unsignedInteger(field.since);
            for (const char* choice : field.choices) {
                writer.text(QString::fromUtf8(choice));
            }
        }
    }
    return sha256(writer.result());
}

bool fits(const Field& field, const Value& value)
{
    if (value.isEmpty()) {
        return true;
    }
    switch (field.type) {
    case FieldType::Text:
    case FieldType::LongText:
        return value.as<QString>() != nullptr;
    case FieldType::Integer:
    case FieldType::Instant:
        return value.as<qint64>() != nullptr;
    case FieldType::Boolean:
        return value.as<bool>() != nullptr;
    case FieldType::Reference:
        return value.as<Bytes>() != nullptr && value.as<Bytes>()->size() == 16;
    case FieldType::References: {
        const auto* ids = value.as<QStringList>();
        return ids && std::ranges::all_of(*ids, [](const QString& id) { return Id::fromText(id).has_value(); });
    }
    case FieldType::TextList:
        return value.as<QStringList>() != nullptr;
    case FieldType::Octets:
        return value.as<Bytes>() != nullptr;
    case FieldType::Choice: {
        const auto* text = value.as<QString>();
        return text
            && std::ranges::any_of(field.choices, [&](const char* one) { return *text == QLatin1StringView(one); });
    }
    }
    return false;
}

namespace {
QStringList choiceNames(const Field& field)
{
    QStringList names;
    for (const char* choice : field.choices) {
        names.append(QString::fromLatin1(choice));
    }
    return names;
}

std::unexpected<Error> badText(const Field& field, const QString& expected)
{
    return failure(QLatin1StringView("journal.bad-value"),
                   JournalText::tr("The field \"%1\" takes %2.").arg(QString::fromLatin1(field.name), expected));
}

Expected<Value> parseInstant(const Field& field, const QString& text)
{
    const QDateTime instant = QDateTime::fromString(text, Qt::ISODateWithMs);
    // A text without an offset is local time, which means something else on every desk.
    if (!instant.isValid() || instant.timeSpec() == Qt::LocalTime) {
        return badText(field,
                       JournalText::tr("an instant with its offset from UTC, as in 2026-03-02T14:05:00Z "
                                       "or 2026-03-02T15:05:00+01:00"));
    }
    return Value(instant.toMSecsSinceEpoch());
}

QStringList splitList(const QString& text)
{
    QStringList parts = text.split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (QString& part : parts) {
        part = part.trimmed();
    }
    return parts;
}
} // namespace

Expected<Value> parseValue(const Field& field, const QString& text)
{
    if (text.isEmpty()) {
        return Value();
    }
    switch (field.type) {
    case FieldType::Text:
    case FieldType::LongText:
        return Value(text);
    case FieldType::Integer: {
        bool isNumber = false;
        const qint64 number = text.toLongLong(&isNumber);
        return isNumber ? Expected<Value>(Value(number)) : badText(field, JournalText::tr("a whole number"));
    }
    case FieldType::Boolean: {
        const QString lower = text.toLower();
        if (lower == QLatin1StringView("true") || lower == QLatin1StringView("yes")
            || lower == QLatin1StringView("1")) {
            return Value(true);
        }
        if (lower == QLatin1StringView("false") || lower == QLatin1StringView("no")
            || lower == QLatin1StringView("0")) {
            return Value(false);
        }
        return badText(field, JournalText::tr("true or false"));
    }
    case FieldType::Instant:
        return parseInstant(field, text);
    case FieldType::Reference: {
        const auto id = Id::fromText(text);
        return id ? Expected<Value>(Value(*id)) : badText(field, JournalText::tr("an id"));
    }
    case FieldType::References:
    case FieldType::TextList: {
        const Value value(splitList(text));
        return fits(field, value) ? Expected<Value>(value)
                                  : badText(field, JournalText::tr("ids with commas between them"));
    }
    case FieldType::Octets: {
        const auto decoded = QByteArray::fromHex(text.toLatin1());
        return decoded.size() * 2 == text.size() ? Expected<Value>(Value(decoded))
                                                 : badText(field, JournalText::tr("octets in hexadecimal"));
    }
    case FieldType::Choice:
        return fits(field, Value(text))
            ? Expected<Value>(Value(text))
            : badText(field, JournalText::tr("one of these: %1").arg(choiceNames(field).join(QStringLiteral(", "))));
    }
    return badText(field, JournalText::tr("a value of its type"));
}

QString displayValue(const Field& field, const Value& value)
{
    if (const auto* text = value.as<QString>()) {
        return *text;
    }
    if (const auto* texts = value.as<QStringList>()) {
        return texts->join(QStringLiteral(", "));
    }
    if (const auto* truth = value.as<bool>()) {
        return *truth ? JournalText::tr("yes") : JournalText::tr("no");
    }
    if (const auto* number = value.as<qint64>()) {
        return field.type == FieldType::Instant
            ? QDateTime::fromMSecsSinceEpoch(*number, QTimeZone::utc()).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))
                + QStringLiteral(" UTC")
            : QString::number(*number);
    }
    if (const auto* octets = value.as<Bytes>()) {
        const auto id = field.type == FieldType::Reference ? Id::fromBytes(*octets) : std::nullopt;
        return id ? id->text() : hex(*octets);
    }
    return {};
}

namespace conversion {
Value toValue(const std::vector<Id>& member)
{
    QStringList texts;
    for (const Id& id : member) {
        texts.append(id.text());
    }
    return texts.isEmpty() ? Value() : Value(texts);
}

void fromValue(const Value& value, std::vector<Id>& member)
{
    member.clear();
    for (const QString& text : value.valueOr<QStringList>()) {
        if (const auto id = Id::fromText(text)) {
            member.push_back(*id);
        }
    }
}
} // namespace conversion

} // namespace bulkhead
