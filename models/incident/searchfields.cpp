#include "models/incident/searchtext.h"

#include "models/incident/casework.h"
#include "models/incident/tables.h"
#include "models/incident/timelinesql.h"
#include "models/incident/words.h"

namespace bulkhead::search {

using namespace Qt::StringLiterals;

namespace {
constexpr std::array textFields = {"seen", "note", "source", "tag"};
constexpr std::array otherFields = {"author", "kind", "is", "surface", "import", "occurred", "recorded"};
constexpr qint64 lateMs = 3'600'000;

QString listed(const auto& names)
{
    QStringList texts;
    for (const char* name : names) {
        texts.append(QLatin1StringView(name));
    }
    return texts.join(", "_L1);
}

Node condition(QByteArray sql, std::vector<std::variant<qint64, Bytes>> values = {})
{
    return {.kind = Node::Condition, .condition = {std::move(sql), std::move(values)}};
}

Expected<Node> author(const Token& token, const Names& names)
{
    if (token.text.trimmed().isEmpty()) {
        return badQuery(token.valueAt, Wording::tr("a name is missing here."));
    }
    const auto members = names.authors(token.text.trimmed());
    if (members.empty()) {
        return badQuery(token.valueAt, Wording::tr("nobody in this vault has a name with “%1”.").arg(token.text));
    }
    QByteArrayList marks;
    std::vector<std::variant<qint64, Bytes>> values;
    for (const Id& member : members) {
        marks.append("?");
        values.emplace_back(wordId(member.bytes()));
    }
    return condition("t.author IN (" + marks.join(',') + ')', std::move(values));
}

Expected<Node> kind(const Token& token)
{
    if (token.text == "observation"_L1) {
        return condition("t.change = 0");
    }
    if (token.text == "change"_L1) {
        return condition("t.change > 0");
    }
    static const Schema schema = [] {
        Schema made;
        addIncidentTypes(made);
        return made;
    }();
    if (const EntityType* type = schema.type(token.text)) {
        return condition("t.change > 0 AND t.kind = ?", {static_cast<qint64>(type->kind)});
    }
    QStringList names = {u"observation"_s, u"change"_s};
    for (const auto& [number, type] : schema.types()) {
        if (number >= Table<Incident>::kind && number != Table<Observation>::kind) {
            names.append(QLatin1StringView(type.name));
        }
    }
    return badQuery(token.valueAt,
                    Wording::tr("there is no kind “%1”; there are %2.").arg(token.text, names.join(", "_L1)));
}

Expected<Node> state(const Token& token)
{
    const struct
    {
        const char* name;
        const char* sql;
        std::vector<std::variant<qint64, Bytes>> values;
    } states[] = {
        {"pinned", "t.flags & 1", {}},
        {"struck", "t.flags & 2", {}},
        {"imported", "t.import > 0", {}},
        {"edited", "t.import = 0 AND t.change = 0", {}},
        {"late", "t.recorded - ((t.row >> 20) + 946684800000) > ?", {lateMs}},
    };
    QStringList names;
    for (const auto& one : states) {
        if (token.text == QLatin1StringView(one.name)) {
            return condition(one.sql, one.values);
        }
        names.append(QLatin1StringView(one.name));
    }
    return badQuery(token.valueAt,
                    Wording::tr("an entry cannot be “%1”; it can be %2.").arg(token.text, names.join(", "_L1)));
}

Expected<Node> surface(const Token& token)
{
    if (const auto found = choiceFromName<Surface>(token.text)) {
        return condition("t.surface = ?", {static_cast<qint64>(*found)});
    }
    return badQuery(
        token.valueAt,
        Wording::tr("there is no surface “%1”; there are %2.").arg(token.text, listed(Choices<Surface>::names)));
}

Expected<Node> import(const Token& token)
{
    const auto id = Id::fromText(token.text);
    if (!id) {
        return badQuery(token.valueAt, Wording::tr("“%1” is not the id of an import.").arg(token.text));
    }
    // Rows that somebody wrote about are the file's as well: their ids tell.
    return condition("t.import IS (SELECT id FROM §.timeline_import WHERE entity = ?) OR (t.change = 0 AND t.import = 0"
                     " AND substr(t.entity, 1, 10) IS (SELECT identity FROM §.timeline_import WHERE entity = ?))",
                     {id->bytes(), id->bytes()});
}

Expected<Span> spanAt(const QString& text, qsizetype at, const QString& zone)
{
    auto span = spanOf(text, zone);
    if (!span) {
        return badQuery(at, span.error().message);
    }
    return span;
}

Expected<Node> instant(const Token& token, const QString& zone)
{
    std::optional<qint64> from;
    std::optional<qint64> to;
    const qsizetype dots = token.text.indexOf(".."_L1);
    if (token.comparison == ":"_L1 && dots >= 0) {
        if (dots > 0) {
            TRY(const Span span, spanAt(token.text.left(dots), token.valueAt, zone));
            from = span.from;
        }
        if (dots + 2 < token.text.size()) {
            TRY(const Span span, spanAt(token.text.mid(dots + 2), token.valueAt + dots + 2, zone));
            to = span.to;
        }
        if (!from && !to) {
            return badQuery(token.valueAt, Wording::tr("one end of the span is needed."));
        }
    } else {
        TRY(const Span span, spanAt(token.text, token.valueAt, zone));
        if (!token.comparison.startsWith(u'<')) {
            from = token.comparison == ">"_L1 ? span.to : span.from;
        }
        if (!token.comparison.startsWith(u'>')) {
            to = token.comparison == "<"_L1 ? span.from : span.to;
        }
    }
    if (from && to && *from >= *to) {
        return badQuery(token.valueAt, Wording::tr("the span ends before it begins."));
    }
    const bool isOccurred = token.field == "occurred"_L1;
    QByteArrayList parts;
    std::vector<std::variant<qint64, Bytes>> values;
    if (from) {
        parts.append(isOccurred ? "t.row >= ?" : "t.recorded >= ?");
        values.emplace_back(isOccurred ? TimelineProjection::keyOf(*from) : *from);
    }
    if (to) {
        parts.append(isOccurred ? "t.row < ?" : "t.recorded < ?");
        values.emplace_back(isOccurred ? TimelineProjection::keyOf(*to) : *to);
    }
    return condition(parts.join(" AND "), std::move(values));
}
} // namespace

Expected<Node> fieldNode(const Token& token, const Names& names)
{
    const bool isInstant = token.field == "occurred"_L1 || token.field == "recorded"_L1;
    const auto isNamed = [&](const char* name) { return token.field == QLatin1StringView(name); };
    if (std::ranges::none_of(textFields, isNamed) && std::ranges::none_of(otherFields, isNamed)) {
        return badQuery(token.at,
                        Wording::tr("there is no field “%1”; there are %2, %3. Put the text in quotation marks to "
                                    "search for it as it is.")
                            .arg(token.field, listed(textFields), listed(otherFields)));
    }
    if (!isInstant && token.comparison != ":"_L1) {
        return badQuery(token.at, Wording::tr("only times are compared; write “%1:” here.").arg(token.field));
    }
    for (const char* name : textFields) {
        if (isNamed(name)) {
            TRY(auto match, matchOf(token, name));
            return Node{.match = std::move(match)};
        }
    }
    if (token.isPrefix) {
        return badQuery(token.valueAt,
                        Wording::tr("a star is understood in words only, not in “%1:”.").arg(token.field));
    }
    if (isInstant) {
        return instant(token, names.zone);
    }
    return isNamed("author") ? author(token, names)
        : isNamed("kind")    ? kind(token)
        : isNamed("is")      ? state(token)
        : isNamed("surface") ? surface(token)
                             : import(token);
}

} // namespace bulkhead::search
