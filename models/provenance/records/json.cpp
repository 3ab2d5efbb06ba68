#include "models/provenance/decoder.h"
#include "models/provenance/octets.h"
#include "models/provenance/records/recordsource.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <utility>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr int deepest = 32; ///< of members within a record; deeper ones are written as JSON text

/// Reads simple JSON: strings without escapes, whole numbers, words. Where it refuses, it may be JSON all the same.
class SimpleJson
{
public:
    explicit SimpleJson(std::string_view text)
        : m_at(text.data())
        , m_end(text.data() + text.size())
    {
    }
    [[nodiscard]] bool isAtEnd()
    {
        skipBlanks();
        return m_at == m_end;
    }
    [[nodiscard]] bool takes(char c)
    {
        skipBlanks();
        if (m_at == m_end || *m_at != c) {
            return false;
        }
        ++m_at;
        return true;
    }
    /// `"name":`, written in one piece.
    [[nodiscard]] bool takesName(std::string_view name)
    {
        const std::size_t size = name.size() + 3;
        if (static_cast<std::size_t>(m_end - m_at) < size || m_at[0] != '"' || m_at[size - 2] != '"'
            || m_at[size - 1] != ':' || std::memcmp(m_at + 1, name.data(), name.size()) != 0) {
            return false;
        }
        m_at += size;
        return true;
    }
    [[nodiscard]] bool takeString(std::string_view& out)
    {
        if (!takes('"')) {
            return false;
        }
        const char* const begin = m_at;
        bool isPlain = true;
        m_at = behindPlainJson(m_at, m_end);
        while (m_at < m_end && *m_at != '"') {
            const auto octet = static_cast<unsigned char>(*m_at);
            if (octet < ' ' || octet == '\\' || octet == 0x7F || octet >= 0xEF) {
                return false; // an escape, or a character that is seldom and may be none
            }
            isPlain = isPlain && octet < 0x80;
            ++m_at;
        }
        out = {begin, static_cast<std::size_t>(m_at - begin)};
        return takes('"') && (isPlain || isUtf8(out));
    }
    /// Empty for `null`.
    [[nodiscard]] bool takeValue(std::string_view& out)
    {
        skipBlanks();
        if (m_at < m_end && *m_at == '"') {
            return takeString(out);
        }
        const char* const begin = m_at;
        while (m_at < m_end && ((*m_at >= '0' && *m_at <= '9') || (*m_at >= 'a' && *m_at <= 'z'))) {
            ++m_at;
        }
        out = {begin, static_cast<std::size_t>(m_at - begin)};
        if (out == "null") {
            out = {};
            return true;
        }
        const bool isNumber = !out.empty() && out.size() <= mostDigits && (out[0] != '0' || out.size() == 1)
            && std::ranges::all_of(out, [](char c) { return c >= '0' && c <= '9'; });
        return isNumber || out == "true" || out == "false";
    }

private:
    static constexpr std::size_t mostDigits = 15;
    void skipBlanks()
    {
        while (m_at < m_end && (*m_at == ' ' || *m_at == '\t' || *m_at == '\r' || *m_at == '\n')) {
            ++m_at;
        }
    }
    const char* m_at;
    const char* m_end;
};

class JsonRecords final : public RecordSource
{
public:
    JsonRecords(ByteSource& source, const RecordBounds& bounds)
        : m_scanner(source)
        , m_bounds(bounds)
    {
    }

    [[nodiscard]] Expected<Step> next() override
    {
        TRY(const Step step, m_isLines ? nextLine() : nextValue());
        CHECK_OK(m_scanner.state());
        return step;
    }
    [[nodiscard]] QString description() const override { return m_isLines ? u"JSON Lines"_s : u"JSON"_s; }

private:
    [[nodiscard]] Expected<Step> nextLine();
    [[nodiscard]] Expected<Step> nextValue();
    [[nodiscard]] Step valueAt(qint64 offset);
    [[nodiscard]] Step take(std::string_view text, qint64 offset);
    [[nodiscard]] bool takeSimple(std::string_view text);
    [[nodiscard]] bool orderMembers();
    [[nodiscard]] Step closeAround();
    [[nodiscard]] bool saysAnything() const;
    /// Takes a whole value (object, array, string or word) into m_value; false where the source ends within it.
    [[nodiscard]] bool takeValue();
    void keep(int c)
    {
        if (static_cast<qsizetype>(m_value.size()) < m_bounds.bytes) {
            m_value.push_back(static_cast<char>(c));
        } else {
            m_isTooLong = true;
        }
    }
    void keepAround(int c)
    {
        if (static_cast<qsizetype>(m_around.size()) < m_bounds.bytes) {
            m_around.push_back(static_cast<char>(c));
        }
    }
    void takeString(bool around);
    [[nodiscard]] bool looksLikeLines();
    void flatten(const QJsonValue& value, const std::string& path, int depth);
    [[nodiscard]] bool beginsRecords();

    Scanner m_scanner;
    RecordBounds m_bounds;
    bool m_isBegun = false;
    bool m_isLines = false;
    bool m_inRecords = false;
    int m_depth = 0; ///< of containers around the records
    struct Member
    {
        std::string_view name;
        std::string_view value;
    };
    std::vector<Member> m_members;
    std::vector<std::string> m_ordered; ///< names of the members of which `m_order` is the order
    std::vector<std::size_t> m_order;
    std::string m_value;
    bool m_isTooLong = false;
    std::string m_around; ///< the document without its records
    qint64 m_aroundOffset = 0;
    bool m_hadRecords = false; ///< in the document at hand
    bool m_isWithin = false;   ///< a top-level value is open
};

/// A first line that is a whole object, and another that begins like one.
bool JsonRecords::looksLikeLines()
{
    std::string first;
    std::size_t at = 0;
    for (int c = m_scanner.peek(at); c != Scanner::atEnd && c != '\n'; c = m_scanner.peek(++at)) {
        if (static_cast<qsizetype>(first.size()) >= m_bounds.bytes) {
            return false;
        }
        first.push_back(static_cast<char>(c));
    }
    if (m_scanner.peek(at) == Scanner::atEnd || first.empty() || first.front() != '{') {
        return false;
    }
    while (m_scanner.peek(at) == '\n' || m_scanner.peek(at) == '\r' || m_scanner.peek(at) == ' ') {
        ++at;
    }
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(first));
    return document.isObject() && m_scanner.peek(at) == '{';
}

Expected<RecordSource::Step> JsonRecords::nextLine()
{
    for (;;) {
        m_scanner.skipBlanks();
        if (m_scanner.peek() == Scanner::atEnd) {
            return Step::End;
        }
        const qint64 offset = m_scanner.offset();
        bool tooLong = false;
        const std::string_view text = m_scanner.line(m_bounds.bytes, tooLong);
        if (tooLong) {
            return giveUp(UnreadableReason::TooLong, offset);
        }
        return take(text, offset);
    }
}

void JsonRecords::takeString(bool around)
{
    const auto put = [&](int c) { around ? keepAround(c) : keep(c); };
    put(m_scanner.take()); // the quote
    for (int c = m_scanner.take(); c != Scanner::atEnd; c = m_scanner.take()) {
        put(c);
        if (c == '\\') {
            put(m_scanner.take());
        } else if (c == '"') {
            return;
        }
    }
}

bool JsonRecords::takeValue()
{
    m_value.clear();
    m_isTooLong = false;
    int depth = 0;
    for (int c = m_scanner.peek(); c != Scanner::atEnd; c = m_scanner.peek()) {
        if (c == '"') {
            takeString(false);
        } else if (depth == 0 && (c == ',' || c == ']' || c == '}')) {
            return true; // the end of a word or number
        } else {
            keep(m_scanner.take());
            depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        }
        if (depth == 0 && (c == '"' || c == '}' || c == ']')) {
            return true;
        }
    }
    return depth == 0;
}

/// A bracket behind which an object or an array follows: each of them is a record.
bool JsonRecords::beginsRecords()
{
    std::size_t at = 1;
    while (m_scanner.peek(at) == ' ' || m_scanner.peek(at) == '\t' || m_scanner.peek(at) == '\r'
           || m_scanner.peek(at) == '\n') {
        ++at;
    }
    const int c = m_scanner.peek(at);
    return c == '{' || (c == '[' && m_depth == 0) || (c == '"' && m_depth == 0);
}

Expected<RecordSource::Step> JsonRecords::nextValue()
{
    if (!m_isBegun) {
        m_isBegun = true;
        if (m_scanner.startsWith("\xef\xbb\xbf")) {
            m_scanner.skip(3);
        }
        m_scanner.skipBlanks();
        m_isLines = looksLikeLines();
        if (m_isLines) {
            return nextLine();
        }
    }
    for (;;) {
        m_scanner.skipBlanks();
        const int c = m_scanner.peek();
        const qint64 offset = m_scanner.offset();
        if (c == Scanner::atEnd) {
            if (m_isWithin) { // cut off
                m_isWithin = false;
                m_inRecords = false;
                return giveUp(UnreadableReason::BadSyntax, offset);
            }
            return Step::End;
        }
        if (m_inRecords) {
            if (c == ',') {
                m_scanner.skip(1);
            } else if (c == ']') {
                keepAround(m_scanner.take());
                m_inRecords = false;
                --m_depth;
            } else if (c == '}' || c == ':') {
                m_scanner.skip(1);
                return giveUp(UnreadableReason::BadSyntax, offset);
            } else {
                return valueAt(offset);
            }
        } else if (c == '"') {
            takeString(true);
        } else if (c == '[' && beginsRecords()) {
            m_aroundOffset = m_isWithin ? m_aroundOffset : offset;
            m_isWithin = true;
            keepAround(m_scanner.take());
            ++m_depth;
            m_inRecords = true;
            m_hadRecords = true;
        } else {
            m_aroundOffset = m_isWithin ? m_aroundOffset : offset;
            m_isWithin = true;
            keepAround(m_scanner.take());
            m_depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        }
        if (m_isWithin && m_depth <= 0 && !m_inRecords && (c == '}' || c == ']')) {
            if (const Step step = closeAround(); step != Step::End) {
                return step;
            }
        }
    }
}

RecordSource::Step JsonRecords::valueAt(qint64 offset)
{
    if (!takeValue()) {
        m_isWithin = false;
        m_inRecords = false;
        m_around.clear();
        return giveUp(UnreadableReason::BadSyntax, offset);
    }
    return m_isTooLong ? giveUp(UnreadableReason::TooLong, offset) : take(m_value, offset);
}

/// What stood around the records of a document is a record itself, where it says anything.
RecordSource::Step JsonRecords::closeAround()
{
    const std::string around = std::exchange(m_around, {});
    m_isWithin = false;
    m_depth = 0;
    const bool hadRecords = std::exchange(m_hadRecords, false);
    if (around == "[]" || around == "{}") {
        return Step::End;
    }
    const Step step = take(around, m_aroundOffset);
    return hadRecords && step == Step::Record && !saysAnything() ? Step::End : step;
}

/// Whether members around the records are data of somebody and not the frame of an answer: counts, links, pages.
bool JsonRecords::saysAnything() const
{
    static constexpr std::array frame = {"type",    "object",    "kind",    "next",     "after",
                                         "cursor",  "status",    "version", "link",     "nextRecordsUrl",
                                         "context", "generated", "date",    "timestamp"};
    return std::ranges::any_of(m_fields, [](const Field& field) {
        const auto dot = field.name.rfind('.');
        const std::string_view name = std::string_view(field.name).substr(dot == std::string::npos ? 0 : dot + 1);
        const bool isFrame = std::ranges::find(frame, name) != frame.end() || field.name.starts_with('@')
            || field.value.starts_with("http") || field.value.starts_with('/');
        const bool isText = std::ranges::any_of(field.value,
                                                [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
        return isText && !isFrame && field.value != "true" && field.value != "false";
    });
}

void JsonRecords::flatten(const QJsonValue& value, const std::string& path, int depth)
{
    const auto under = [&](const std::string& name) { return path.empty() ? name : path + '.' + name; };
    if (value.isObject() && depth < deepest) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            flatten(it.value(), under(it.key().toStdString()), depth + 1);
        }
        return;
    }
    if (value.isArray() && depth < deepest) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            const bool isFirst = i == 0 && !path.empty();
            flatten(array.at(i), isFirst ? path : under(std::to_string(i + 1)), depth + 1);
        }
        return;
    }
    QString text;
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return;
    case QJsonValue::Bool:
        text = value.toBool() ? u"true"_s : u"false"_s;
        break;
    case QJsonValue::Double:
        text = value.toVariant().toString();
        break;
    case QJsonValue::String:
        text = value.toString();
        break;
    default:
        text = QString::fromUtf8(value.isArray() ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                                                 : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    }
    if (!text.isEmpty()) {
        m_fields.push_back({path.empty() ? std::string(textFieldName) : path, text.toStdString()});
    }
}

/// Their places in ascending order of the names, which is that of the record before, mostly. False where a name stands
/// there twice.
bool JsonRecords::orderMembers()
{
    if (std::ranges::equal(m_members, m_ordered, {}, &Member::name)) {
        return true;
    }
    std::vector<std::string> names;
    std::ranges::transform(m_members, std::back_inserter(names),
                           [](const Member& one) { return std::string(one.name); });
    m_ordered = std::move(names);
    m_order.clear();
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        m_members[i].name = m_ordered[i]; // it may have been a view of a name of the record before
        m_order.push_back(i);
    }
    const auto nameOf = [this](std::size_t place) { return m_members[place].name; };
    // QJsonObject has its members by name, and the last of those with the same one.
    std::ranges::sort(m_order, {}, nameOf);
    const bool isTwice = std::ranges::adjacent_find(m_order, {}, nameOf) != m_order.end();
    if (isTwice) {
        m_ordered.clear();
        m_order.clear();
    }
    return !isTwice;
}

/// Most records are an object of strings, numbers and words without anything that has to be looked at closely. Gives up
/// on any other, with the same fields in the same order for those that it takes.
bool JsonRecords::takeSimple(std::string_view text)
{
    m_members.clear();
    SimpleJson in(text);
    if (!in.takes('{')) {
        return false;
    }
    for (bool isFirst = true; !in.takes('}'); isFirst = false) {
        Member member;
        if (!isFirst && !in.takes(',')) {
            return false;
        }
        // Records have the members of the record before, mostly.
        const std::size_t place = m_members.size();
        if (place < m_ordered.size() && in.takesName(m_ordered[place])) {
            member.name = m_ordered[place];
        } else if (!in.takeString(member.name) || !isAscii(member.name) || member.name.empty() || !in.takes(':')) {
            return false;
        }
        if (!in.takeValue(member.value)) {
            return false;
        }
        m_members.push_back(member);
    }
    if (!in.isAtEnd() || !orderMembers()) {
        return false;
    }
    std::size_t count = 0;
    for (const std::size_t place : m_order) {
        const Member& member = m_members[place];
        if (member.value.empty()) {
            continue;
        }
        if (count == m_fields.size()) {
            m_fields.emplace_back();
        }
        Field& field = m_fields[count++];
        if (field.name != member.name) {
            field.name.assign(member.name);
        }
        field.value.assign(member.value);
    }
    m_fields.resize(count);
    return true;
}

RecordSource::Step JsonRecords::take(std::string_view text, qint64 offset)
{
    if (takeSimple(text)) {
        return m_fields.size() > static_cast<std::size_t>(m_bounds.fields)
            ? giveUp(UnreadableReason::TooManyColumns, offset)
            : Step::Record;
    }
    m_fields.clear();
    QJsonParseError problem;
    // In brackets, so that single words and numbers are documents too.
    const QJsonDocument document = QJsonDocument::fromJson(
        '[' + QByteArray(text.data(), static_cast<qsizetype>(text.size())) + ']', &problem);
    if (problem.error != QJsonParseError::NoError || document.array().size() != 1) {
        return giveUp(UnreadableReason::BadSyntax, offset);
    }
    flatten(document.array().first(), {}, 0);
    if (m_fields.size() > static_cast<std::size_t>(m_bounds.fields)) {
        return giveUp(UnreadableReason::TooManyColumns, offset);
    }
    return Step::Record;
}
} // namespace

std::unique_ptr<RecordSource> jsonRecords(ByteSource& source, const RecordBounds& bounds)
{
    return std::make_unique<JsonRecords>(source, bounds);
}

} // namespace bulkhead::provenance
