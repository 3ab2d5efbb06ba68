#include "models/crm/sync/merging.h"

#include <QDateTime>

#include <cmath>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
QString instantText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

QString textOfInstant(const QString& text)
{
    bool isNumber = false;
    if (const qint64 ms = text.toLongLong(&isNumber); isNumber) {
        return instantText(ms);
    }
    const QDateTime parsed = QDateTime::fromString(text, Qt::ISODateWithMs);
    return parsed.isValid() ? instantText(parsed.toMSecsSinceEpoch()) : text;
}

QString textOfWords(FieldType type, QString text)
{
    if (type == FieldType::Instant) {
        return textOfInstant(text);
    }
    return text.replace("\r\n"_L1, "\n"_L1).trimmed();
}

struct CanonicalForm
{
    FieldType type;

    QString operator()(std::monostate) const { return {}; }
    QString operator()(bool truth) const { return truth ? u"true"_s : u"false"_s; }
    QString operator()(qint64 number) const
    {
        return type == FieldType::Instant ? instantText(number) : QString::number(number);
    }
    QString operator()(double number) const
    {
        return std::nearbyint(number) == number && std::abs(number) < 1e15 ? (*this)(static_cast<qint64>(number))
                                                                           : QString::number(number, 'g', 17);
    }
    QString operator()(const QString& text) const { return textOfWords(type, text); }
    QString operator()(const Instant& instant) const { return instantText(instant.ms); }
    QString operator()(const QDate& date) const { return date.toString(Qt::ISODate); }
    QString operator()(const Link& link) const { return link.object + u'/' + (link.id.isEmpty() ? link.key : link.id); }
};

QString shortened(const QString& text, int longest)
{
    constexpr QChar ellipsis(u'\u2026');
    if (longest <= 0 || text.size() <= longest) {
        return text;
    }
    QString part = text.left(longest - 1);
    if (part.back().isHighSurrogate()) {
        part.chop(1);
    }
    return part + ellipsis;
}

enum class Step : quint8 { Nothing, Push, Pull, Clash, Agree };

Step stepOf(const FieldMapping& field, const std::optional<QString>& base, const QString& ours,
            const std::optional<QString>& theirs, bool isEcho)
{
    if (!theirs) {
        const bool isNew = field.direction != Direction::In && ours != base.value_or(QString());
        return isNew ? Step::Push : Step::Nothing;
    }
    if (*theirs == ours) {
        return Step::Agree;
    }
    if (field.direction == Direction::Out) { // a CRM may keep what we wrote in another form: that is no reason to go on
        return isEcho && base == ours ? Step::Nothing : Step::Push;
    }
    if (field.direction == Direction::In) {
        return Step::Pull;
    }
    const bool weMoved = !base || *base != ours;
    const bool theyMoved = !base || *base != *theirs;
    if (weMoved && theyMoved) {
        switch (field.onConflict) {
        case Preference::Ours:
            return Step::Push;
        case Preference::Theirs:
            return Step::Pull;
        case Preference::Ask:
            return Step::Clash;
        }
    }
    return weMoved ? Step::Push : Step::Pull;
}
} // namespace

QString canonicalText(FieldType type, const Value& value)
{
    return std::visit(CanonicalForm{type}, value);
}

Value outwardValue(const FieldMapping& field, const QString& ours)
{
    QString text = ours;
    if (!field.outward.empty()) {
        const auto found = field.outward.find(ours);
        if (found == field.outward.end()) {
            return {};
        }
        text = found->second;
    }
    if (text.isEmpty()) {
        return {};
    }
    switch (field.type) {
    case FieldType::Number:
        return text.toLongLong();
    case FieldType::Instant:
        return Instant{QDateTime::fromString(text, Qt::ISODateWithMs).toMSecsSinceEpoch()};
    case FieldType::Date:
        return QDateTime::fromString(text, Qt::ISODateWithMs).toUTC().date();
    default:
        return shortened(text, field.longest);
    }
}

QString packed(const QString& field, const QString& text)
{
    return field + u'=' + text;
}

QStringList packed(const std::map<QString, QString>& texts)
{
    QStringList result;
    for (const auto& [field, text] : texts) {
        result.append(packed(field, text));
    }
    return result;
}

std::map<QString, QString> unpacked(const QStringList& texts)
{
    std::map<QString, QString> result;
    for (const QString& text : texts) {
        const qsizetype at = text.indexOf(u'=');
        result.insert_or_assign(text.left(at), text.mid(at + 1));
    }
    return result;
}

bool isEcho(const CrmLink& link, const Record& record)
{
    return !link.version.isEmpty() && record.version == link.version;
}

Merge mergeOf(const LocalRecord& ours, const Record* theirs)
{
    Merge merge;
    const auto base = unpacked(ours.link.synced);
    for (const LocalField& field : ours.fields) {
        const QString& name = field.mapping->theirs;
        const auto known = base.find(name);
        const auto said = theirs ? theirs->fields.find(name) : Fields::const_iterator();
        const auto theirText = theirs && said != theirs->fields.end()
            ? std::optional(canonicalText(field.mapping->type, said->second))
            : std::nullopt;
        if (const auto dispute = ours.disputed.find(name); dispute != ours.disputed.end()) {
            if (theirText && *theirText != dispute->second.theirs) {
                merge.moved.emplace(dispute->second.conflict, *theirText);
            }
            continue;
        }
        if (ours.contested.contains(name)) {
            if (theirText && field.mapping->direction != Direction::Out && known != base.end()
                && *theirText != known->second) {
                merge.clashes.push_back({*field.mapping, field.text, *theirText});
            }
            continue;
        }
        // What we were about to send when the line broke is no change of theirs.
        const bool hasArrived = theirText && ours.link.attempted.contains(packed(name, *theirText));
        const auto agreed = hasArrived ? theirText : known == base.end() ? std::nullopt : std::optional(known->second);
        switch (stepOf(*field.mapping, agreed, field.text, theirText, theirs && isEcho(ours.link, *theirs))) {
        case Step::Nothing:
            break;
        case Step::Push:
            merge.push.emplace(name, field.value);
            merge.sent.emplace(name, field.text);
            break;
        case Step::Pull:
            merge.pull.push_back({*field.mapping, *theirText});
            break;
        case Step::Clash:
            merge.clashes.push_back({*field.mapping, field.text, *theirText});
            break;
        case Step::Agree:
            merge.agreed.emplace(name, field.text);
            break;
        }
    }
    return merge;
}

} // namespace bulkhead::crm
