#include "ui/shell/inspected.h"

#include "models/incident/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <set>

namespace bulkhead {

namespace {

constexpr int longestHistory = 60;

/// Entities whose content is what was signed, measured or computed: changed in their rooms or not at all.
constexpr std::array editableKinds = {Table<Incident>::kind, Table<Task>::kind,     Table<Observation>::kind,
                                      Table<Evidence>::kind, Table<Sighting>::kind, Table<Party>::kind};
/// Fields that follow from others or have a command of their own.
const std::set<QLatin1StringView> fixedFields = {
    QLatin1StringView("number"),        QLatin1StringView("struck"),        QLatin1StringView("struck_reason"),
    QLatin1StringView("recorded"),      QLatin1StringView("finished"),      QLatin1StringView("declared_at"),
    QLatin1StringView("verdict"),       QLatin1StringView("playbook_id"),   QLatin1StringView("frameworks"),
    QLatin1StringView("occurred_text"), QLatin1StringView("occurred_zone"), QLatin1StringView("size"),
    QLatin1StringView("media_type"),    QLatin1StringView("exercise"),      QLatin1StringView("lane"),
    QLatin1StringView("closing_note"),  QLatin1StringView("surfaces"),      QLatin1StringView("raw"),
    QLatin1StringView("attributes"),    QLatin1StringView("import"),        QLatin1StringView("row")};

QString word(const char* context, const char* text)
{
    return QCoreApplication::translate(context, text);
}

class Reading
{
public:
    explicit Reading(const Casework& casework)
        : m_casework(casework)
        , m_journal(casework.journal())
    {
    }

    QString titleOf(const Id& entity) const
    {
        if (const QString name = m_journal.nameOf(entity); !name.isEmpty()) {
            return name;
        }
        const auto record = m_journal.record(entity);
        if (!record || !*record) {
            return {};
        }
        return titleOf(**record);
    }

    QString titleOf(const Record& record) const
    {
        const EntityType* type = m_journal.schema().type(record.kind);
        const Field* field = type ? m_journal.schema().field(fieldId(record.kind, type->titleField)) : nullptr;
        return field ? shown(*field, record.value(field->id)) : QString();
    }

    QString shown(const Field& field, const Value& value) const
    {
        if (value.isEmpty()) {
            return {};
        }
        switch (field.type) {
        case FieldType::Instant:
            return timetext::moment(value.valueOr<qint64>());
        case FieldType::Boolean:
            return value.valueOr<bool>() ? yes() : no();
        case FieldType::Choice:
            return choiceText(value.valueOr<QString>());
        case FieldType::Reference:
            return titleOf(Id::fromBytes(value.valueOr<Bytes>()).value_or(Id()));
        case FieldType::Octets:
            return shortHash(value.valueOr<Bytes>());
        case FieldType::TextList:
            return shownList(value.valueOr<QStringList>());
        case FieldType::Integer:
            return QLatin1StringView(field.name) == QLatin1StringView("size") ? sizeText(value.valueOr<qint64>())
                                                                              : countText(value.valueOr<qint64>());
        default:
            return displayValue(field, value);
        }
    }

    std::vector<Inspected::Contender> contenders(const Field& field, const Cell& cell) const
    {
        std::vector<Inspected::Contender> result;
        for (const Write& write : cell.writes) {
            const auto change = m_journal.change(write.change);
            const bool isKnown = change && *change;
            result.push_back({write.value, shown(field, write.value), isKnown ? (*change)->authorName : QString(),
                              write.clock.ms()});
        }
        return result;
    }

private:
    static QString yes() { return QCoreApplication::translate("Inspector", "Yes"); }
    static QString no() { return QCoreApplication::translate("Inspector", "No"); }
    static QString shortHash(const Bytes& octets)
    {
        const QString text = hex(octets);
        return text.size() > 24 ? text.left(16) + QChar(0x2026) : text;
    }
    static QString shownList(const QStringList& list)
    {
        QStringList result;
        for (const QString& one : list) {
            result += choiceText(one);
        }
        return result.join(QLatin1StringView(", "));
    }

    const Casework& m_casework;
    const Journal& m_journal;
};

bool isEditable(Kind kind, const Field& field)
{
    if (std::ranges::find(editableKinds, kind) == editableKinds.end()) {
        return false;
    }
    switch (field.type) {
    case FieldType::Octets:
    case FieldType::Reference:
    case FieldType::References:
        return false;
    default:
        return !fixedFields.contains(QLatin1StringView(field.name));
    }
}

void addLinks(Inspected& result, const Journal& journal, const Reading& reading, const Field& field, const Value& value)
{
    std::vector<Id> ids;
    if (field.type == FieldType::Reference) {
        Id id;
        conversion::fromValue(value, id);
        ids.push_back(id);
    } else {
        conversion::fromValue(value, ids);
    }
    for (const Id& id : ids) {
        if (id.isNull() || id == result.stream.incident) {
            continue;
        }
        const auto record = journal.record(id);
        const Kind kind = record && *record ? (*record)->kind : Kind(0);
        if (kind != 0 && kind != Table<Member>::kind) {
            result.links.push_back({id, kind, word("Field", field.label), reading.titleOf(**record)});
        }
    }
}

} // namespace

Expected<Inspected> inspect(const Casework& casework, const Id& entity)
{
    const Journal& journal = casework.journal();
    TRY(const auto found, casework.record(entity));
    const EntityType* type = found ? journal.schema().type(found->kind) : nullptr;
    if (!type) {
        return failure(QLatin1StringView("incident.not-found"),
                       QCoreApplication::translate("Inspector", "There is nothing under this id that you may read."));
    }
    const Reading reading(casework);
    Inspected result{entity, found->kind, found->stream, word("Entity", type->label), reading.titleOf(*found), {}, {},
                     {},     {}};
    for (const Field& field : type->fields) {
        const FieldId id = fieldId(type->kind, field.id);
        const bool isReference = field.type == FieldType::Reference || field.type == FieldType::References;
        const auto cell = found->cells.find(field.id);
        const Value value = cell == found->cells.end() ? Value() : cell->second.value();
        if (isReference) {
            addLinks(result, journal, reading, field, value);
        }
        if (QLatin1StringView(field.name) == QLatin1StringView("struck")) {
            result.isStruck = value.valueOr<bool>();
        }
        Inspected::Property property{
            id, QString::fromLatin1(field.name), word("Field", field.label), reading.shown(field, value), value, false,
            {}};
        property.mayEdit = isEditable(type->kind, field) && !casework.isPast()
            && journal.mayWrite(found->stream, id).has_value();
        if (cell != found->cells.end() && cell->second.isContested()) {
            property.contenders = reading.contenders(field, cell->second);
        }
        const bool isPlain = field.type != FieldType::References
            && QLatin1StringView(field.name) != QLatin1StringView("incident")
            && QLatin1StringView(field.name) != QLatin1StringView("watermarks"); // for the program alone
        if (isPlain && (!property.text.isEmpty() || property.mayEdit || !property.contenders.empty())) {
            result.properties.push_back(std::move(property));
        }
    }
    TRY(auto changes, journal.history(entity));
    std::ranges::reverse(changes);
    if (changes.size() > longestHistory) {
        changes.resize(longestHistory);
    }
    for (const ChangeEntry& change : changes) {
        QStringList sentences = casework.sentences(change);
        result.history.push_back({change.row, change.header.clock.ms(), change.authorName, std::move(sentences)});
    }
    return result;
}

} // namespace bulkhead
