#include "models/incident/posted.h"

#include "models/base/cbor.h"

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
/// What a choice was before anybody wrote it.
template<typename T> void addDefaults(std::map<FieldId, Value>& defaults)
{
    const T fresh;
    Table<T>::columns.each([&](const auto& one) {
        if (one.field.type == FieldType::Choice || one.field.type == FieldType::Boolean) {
            defaults[fieldId(Table<T>::kind, one.field.id)] = conversion::toValue(fresh.*(one.member));
        }
    });
}

std::map<FieldId, Value> allDefaults()
{
    std::map<FieldId, Value> result;
    addDefaults<Incident>(result);
    addDefaults<Task>(result);
    addDefaults<IncidentClock>(result);
    return result;
}

Value valueBefore(const std::optional<Record>& before, FieldId id)
{
    static const std::map<FieldId, Value> defaults = allDefaults();
    const Value value = before ? before->value(static_cast<quint16>(id & 0xffff)) : Value();
    const auto found = defaults.find(id);
    return value.isEmpty() && found != defaults.end() ? found->second : value;
}

/// The field that speaks for a new entity: its title, else the first that has a sentence and was written.
const Fact* speaker(const std::vector<const Fact*>& facts, const EntityType& type, const Schema& schema)
{
    const Fact* first = nullptr;
    for (const Fact* fact : facts) {
        const Field* field = schema.field(fact->field);
        if (!field || QByteArrayView(field->sentence).isEmpty()) {
            continue;
        }
        if (field->id == type.titleField) {
            return fact;
        }
        first = first ? first : fact;
    }
    return first;
}

std::vector<Posted> partsOf(const FoldedChange::Touched& touched, bool isNew, const Body& body, const Schema& schema)
{
    const EntityType* type = schema.type(touched.after.kind);
    if (!type) {
        return {};
    }
    const Value subject = touched.after.value(type->titleField);
    // Which bundle something was imported from the journal says.
    const QString via = body.via.startsWith(viaCrm) ? body.via : QString();
    std::vector<const Fact*> own;
    for (const Fact& fact : body.facts) {
        if (fact.entity == touched.after.entity) {
            own.push_back(&fact);
        }
    }
    if (isNew) {
        const Fact* fact = speaker(own, *type, schema);
        return fact ? std::vector<Posted>{{fact->field, true, subject, Value(), fact->value, via}}
                    : std::vector<Posted>();
    }
    std::vector<Posted> parts;
    for (const Fact* fact : own) {
        const Field* field = schema.field(fact->field);
        if (field && !QByteArrayView(field->sentence).isEmpty()) {
            parts.push_back({fact->field, false, subject, valueBefore(touched.before, fact->field), fact->value, via});
        }
    }
    return parts;
}

void addWords(QStringList& words, const Field& field, const Value& value)
{
    if (field.type != FieldType::Reference && field.type != FieldType::Octets && field.type != FieldType::Instant) {
        words.append(displayValue(field, value));
    }
}
} // namespace

namespace {
bool speaksOfNothing(const FoldedChange& change)
{
    return change.touched.empty() || change.body.intent == "task.follow-clock"_L1
        || change.body.intent.endsWith(".import"_L1);
}
} // namespace

std::vector<PostedEntry> postedOf(const FoldedChange& change, const FoldedChange::Touched& touched, bool isNew,
                                  const Schema& schema)
{
    if (speaksOfNothing(change) || change.body.intent == "playbook.open"_L1) {
        return {};
    }
    auto parts = partsOf(touched, isNew, change.body, schema);
    return parts.empty() ? std::vector<PostedEntry>()
                         : std::vector<PostedEntry>{{touched.after.entity, std::move(parts)}};
}

std::vector<PostedEntry> postedBy(const FoldedChange& change, const Schema& schema)
{
    if (speaksOfNothing(change)) {
        return {};
    }
    if (change.body.intent == "playbook.open"_L1) {
        const Value count(static_cast<qint64>(change.touched.size()));
        return {{change.touched.front().after.stream.incident, {{0, true, Value(), Value(), count}}}};
    }
    std::vector<PostedEntry> entries;
    for (const FoldedChange::Touched& touched : change.touched) {
        auto posted = postedOf(change, touched, !touched.before, schema);
        entries.insert(entries.end(), std::make_move_iterator(posted.begin()), std::make_move_iterator(posted.end()));
    }
    return entries;
}

Bytes encodePosted(const std::vector<Posted>& parts)
{
    cbor::Writer writer;
    writer.array(parts.size());
    for (const Posted& part : parts) {
        writer.array(part.via.isEmpty() ? 5 : 6);
        writer.unsignedInteger(part.field);
        writer.boolean(part.isNew);
        part.subject.write(writer);
        part.old.write(writer);
        part.now.write(writer);
        if (!part.via.isEmpty()) {
            writer.text(part.via);
        }
    }
    return writer.take();
}

std::vector<Posted> decodePosted(BytesView encoded)
{
    cbor::Reader reader(encoded);
    std::vector<Posted> parts(static_cast<std::size_t>(encoded.isEmpty() ? 0 : reader.array()));
    for (Posted& part : parts) {
        const auto size = reader.array();
        if (size != 5 && size != 6) {
            return {};
        }
        part.field = static_cast<FieldId>(reader.unsignedInteger());
        part.isNew = reader.boolean();
        part.subject = Value::read(reader);
        part.old = Value::read(reader);
        part.now = Value::read(reader);
        part.via = size == 6 ? reader.text() : QString();
    }
    return reader.finish() ? parts : std::vector<Posted>();
}

QString searchText(const std::vector<Posted>& parts, const Schema& schema)
{
    QStringList words;
    for (const Posted& part : parts) {
        const Field* field = schema.field(part.field);
        const EntityType* type = schema.type(kindOf(part.field));
        if (!field || !type) {
            continue;
        }
        words << QString::fromLatin1(type->name) << QString::fromLatin1(field->label).toLower();
        if (const auto* title = part.subject.as<QString>()) {
            words.append(*title);
        }
        addWords(words, *field, part.old);
        addWords(words, *field, part.now);
    }
    return words.join(QLatin1Char(' '));
}

} // namespace bulkhead
