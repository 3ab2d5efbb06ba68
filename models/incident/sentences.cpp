#include "models/incident/sentences.h"

#include "models/incident/casework.h"
#include "models/incident/timelineprojection.h"
#include "models/incident/words.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
/// "A. Moreno (via the CRM “sf-prod”)": who acted, and what for.
QString withVia(const QString& author, const QString& via)
{
    constexpr auto suspect = " (suspect)"_L1;
    if (!via.startsWith(viaCrm)) {
        return author;
    }
    QString name = via.mid(viaCrm.size());
    if (name.endsWith(suspect)) {
        name.chop(suspect.size());
        return Wording::tr("%1 (via the CRM “%2”, which was suspect)").arg(author, name);
    }
    return Wording::tr("%1 (via the CRM “%2”)").arg(author, name);
}
} // namespace

QString Narrator::nameOf(const Id& member)
{
    auto [found, isNew] = m_names.try_emplace(member);
    if (isNew) {
        const QString name = m_journal.nameOf(member);
        found->second = name.isEmpty() ? Wording::tr("Somebody unknown") : name;
    }
    return found->second;
}

QString Narrator::titleOf(const Id& entity)
{
    auto [found, isNew] = m_titles.try_emplace(entity);
    if (!isNew) {
        return found->second;
    }
    if (const QString member = m_journal.nameOf(entity); !member.isEmpty()) {
        return found->second = member;
    }
    const auto record = m_journal.record(entity);
    const EntityType* type = record && *record ? m_journal.schema().type((*record)->kind) : nullptr;
    if (!type) {
        return found->second = entity.text();
    }
    // An entry without a title of its own is called by what it is.
    const Field* field = m_journal.schema().field(fieldId(type->kind, type->titleField));
    const QString title = field ? displayValue(*field, (*record)->value(field->id)) : QString();
    return found->second = title.isEmpty() ? QCoreApplication::translate("Entity", type->label) : title;
}

QString Narrator::shown(const Field& field, const Value& value)
{
    if (value.isEmpty()) {
        return Wording::tr("nothing");
    }
    if (field.type == FieldType::Reference) {
        const auto id = Id::fromBytes(value.valueOr<Bytes>());
        return id ? titleOf(*id) : QString();
    }
    if (field.type == FieldType::Choice) {
        const QString name = value.valueOr<QString>();
        const QString translated = QCoreApplication::translate("Choice", name.toUtf8().constData());
        return translated == name ? QString(name).replace(u'-', u' ') : translated;
    }
    if (const auto roles = Roles::fromNames(value.valueOr<QStringList>()); roles && !roles->isEmpty()) {
        QStringList names;
        for (const Role role : allRoles) {
            if (roles->has(role)) {
                names.append(roleName(role));
            }
        }
        return names.join(", "_L1);
    }
    const QString text = displayValue(field, value);
    constexpr qsizetype longest = 200;
    return text.size() <= longest ? text : text.left(longest - 1) + u'…';
}

QString Narrator::shownSubject(FieldId field, const Value& subject)
{
    const EntityType* type = m_journal.schema().type(kindOf(field));
    const Field* title = type ? m_journal.schema().field(fieldId(type->kind, type->titleField)) : nullptr;
    return title ? shown(*title, subject) : QString();
}

QString Narrator::sentence(const Posted& posted, const QString& person)
{
    const QString author = withVia(person, posted.via);
    if (posted.field == 0) {
        return Wording::tr("%1 opened the playbook with %n task(s)", nullptr,
                           static_cast<int>(posted.now.valueOr<qint64>()))
            .arg(author);
    }
    const Field* field = m_journal.schema().field(posted.field);
    const EntityType* type = m_journal.schema().type(kindOf(posted.field));
    if (!field || !type) {
        return Wording::tr("%1 changed something that this version does not know").arg(author);
    }
    const bool isRenaming = !posted.isNew && field->id == type->titleField;
    const bool isCleared = !posted.isNew && posted.now.isEmpty();
    QString text = isCleared ? Wording::tr("{author} cleared “{field}” of “{subject}” (it was {old})")
        : isRenaming         ? Wording::tr("{author} renamed “{old}” to “{new}”")
                             : QCoreApplication::translate("Sentence", field->sentence);
    // In one pass, so that braces inside values stay what they are.
    const std::array<std::pair<QLatin1StringView, QString>, 5> parts = {
        {{"{field}"_L1, QCoreApplication::translate("Field", field->label)},
         {"{author}"_L1, author},
         {"{subject}"_L1, shownSubject(posted.field, posted.subject)},
         {"{old}"_L1, shown(*field, posted.old)},
         {"{new}"_L1, shown(*field, posted.now)}}};
    QString result;
    for (qsizetype at = 0; at < text.size();) {
        const auto found = std::ranges::find_if(
            parts, [&](const auto& part) { return QStringView(text).sliced(at).startsWith(part.first); });
        result += found == parts.end() ? QString(text[at]) : found->second;
        at += found == parts.end() ? 1 : found->first.size();
    }
    return result;
}

QStringList Narrator::summary(const Body& body, const QString& author)
{
    std::vector<std::pair<Id, std::vector<FieldId>>> written;
    for (const Fact& fact : body.facts) {
        if (written.empty() || written.back().first != fact.entity) {
            written.emplace_back(fact.entity, std::vector<FieldId>());
        }
        written.back().second.push_back(fact.field);
    }
    const bool isNew = body.intent.endsWith(".add"_L1);
    QStringList sentences;
    for (const auto& [entity, fields] : written) {
        const EntityType* type = m_journal.schema().type(kindOf(fields.front()));
        if (!type) {
            continue;
        }
        const QString kind = QCoreApplication::translate("Entity", type->label);
        const QString title = titleOf(entity);
        if (isNew) {
            //: %2 what it is called, %3 what it is ("Observation")
            sentences.append(Wording::tr("%1 added “%2” (%3)").arg(author, title, kind));
            continue;
        }
        QStringList labels;
        for (const FieldId id : fields) {
            if (const Field* field = m_journal.schema().field(id)) {
                labels.append(QCoreApplication::translate("Field", field->label));
            }
        }
        //: %2 fields, %3 what it is called, %4 what it is ("Observation")
        sentences.append(Wording::tr("%1 changed %2 of “%3” (%4)").arg(author, labels.join(", "_L1), title, kind));
    }
    return sentences;
}

QStringList Casework::sentences(const ChangeEntry& change) const
{
    const QByteArray schema = m_journal.projectionSchema(change.stream);
    Narrator narrator(m_journal);
    if (schema.isEmpty()) {
        return narrator.summary(change.body, change.authorName);
    }
    // It posted itself at its clock's instant.
    auto find = m_journal.database().prepare(
        inSchema("SELECT c.content FROM §.timeline_entry AS t JOIN §.timeline_content AS c ON c.row = t.row"
                 " WHERE t.row >= ? AND t.row < ? AND t.change = ? ORDER BY t.row",
                 schema));
    if (!find) {
        return {};
    }
    const qint64 at = change.header.clock.ms();
    find->bind(1, TimelineProjection::keyOf(at)).bind(2, TimelineProjection::keyOf(at + 1)).bind(3, change.row);
    QStringList result;
    while (find->step().value_or(false)) {
        for (const Posted& posted : decodePosted(find->view(0))) {
            result.append(narrator.sentence(posted, change.authorName));
        }
    }
    return result.isEmpty() ? narrator.summary(change.body, change.authorName) : result;
}

} // namespace bulkhead
