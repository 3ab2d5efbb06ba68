#include "models/provenance/records/recordsource.h"

#include <algorithm>
#include <map>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
bool isNameCharacter(int c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c == '$' || c >= 0x80;
}

std::string upperCase(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

class SqlRecords final : public RecordSource
{
public:
    SqlRecords(ByteSource& source, const RecordBounds& bounds)
        : m_scanner(source)
        , m_bounds(bounds)
    {
    }
    [[nodiscard]] Expected<Step> next() override
    {
        const Step step = advance();
        CHECK_OK(m_scanner.state());
        return step;
    }
    [[nodiscard]] QString description() const override { return u"SQL"_s; }

private:
    enum class Place { Statements, Tuples, Copy };

    [[nodiscard]] Step advance();
    [[nodiscard]] Step tuple();
    [[nodiscard]] Step copyLine();
    void statement();
    void insert();
    void copy();
    void create();
    void skipSpace();
    void skipQuoted(int quote);
    void skipStatement();
    [[nodiscard]] std::string word();
    [[nodiscard]] std::string identifier();
    [[nodiscard]] std::string tableName();
    [[nodiscard]] std::vector<std::string> columnList();
    [[nodiscard]] std::optional<UnreadableReason> value(std::string& text, bool& isNull);
    [[nodiscard]] bool quotedValue(std::string& text, bool backslashes);
    void add(std::size_t column, std::string text);

    Scanner m_scanner;
    RecordBounds m_bounds;
    Place m_place = Place::Statements;
    std::vector<std::string> m_columns;                       ///< of the statement at hand
    std::map<std::string, std::vector<std::string>> m_tables; ///< by CREATE TABLE
};

void SqlRecords::skipQuoted(int quote)
{
    m_scanner.skip(1);
    for (int c = m_scanner.take(); c != Scanner::atEnd; c = m_scanner.take()) {
        if (c == '\\' && quote == '\'') {
            m_scanner.skip(1);
        } else if (c == quote) {
            return;
        }
    }
}

/// Blanks and comments.
void SqlRecords::skipSpace()
{
    for (;;) {
        m_scanner.skipBlanks();
        if (m_scanner.startsWith("--") || m_scanner.peek() == '#') {
            while (m_scanner.peek() != Scanner::atEnd && m_scanner.take() != '\n') { }
        } else if (m_scanner.startsWith("/*")) {
            m_scanner.skip(2);
            while (m_scanner.peek() != Scanner::atEnd && !m_scanner.startsWith("*/")) {
                m_scanner.skip(1);
            }
            m_scanner.skip(2);
        } else {
            return;
        }
    }
}

void SqlRecords::skipStatement()
{
    for (int c = m_scanner.peek(); c != Scanner::atEnd; c = m_scanner.peek()) {
        if (c == '\'' || c == '"' || c == '`') {
            skipQuoted(c);
        } else if (m_scanner.startsWith("--") || m_scanner.startsWith("/*")) {
            skipSpace();
        } else if (m_scanner.take() == ';') {
            return;
        } else if (c == '\n') {
            // Statements of SQL Server end where the next one begins.
            if (m_scanner.startsWith("INSERT ", true) || m_scanner.startsWith("GO", true)) {
                return;
            }
        }
    }
}

std::string SqlRecords::word()
{
    std::string text;
    while (isNameCharacter(m_scanner.peek()) && text.size() < 256) {
        text.push_back(static_cast<char>(m_scanner.take()));
    }
    return text;
}

std::string SqlRecords::identifier()
{
    skipSpace();
    const int c = m_scanner.peek();
    const int end = c == '[' ? ']' : c;
    if (c != '"' && c != '`' && c != '[') {
        return word();
    }
    m_scanner.skip(1);
    std::string text;
    for (int d = m_scanner.take(); d != Scanner::atEnd && d != end && text.size() < 256; d = m_scanner.take()) {
        text.push_back(static_cast<char>(d));
    }
    return text;
}

std::string SqlRecords::tableName()
{
    std::string name = identifier();
    skipSpace();
    while (m_scanner.peek() == '.') {
        m_scanner.skip(1);
        name = identifier();
        skipSpace();
    }
    return name;
}

std::vector<std::string> SqlRecords::columnList()
{
    std::vector<std::string> columns;
    skipSpace();
    if (m_scanner.peek() != '(') {
        return columns;
    }
    m_scanner.skip(1);
    while (static_cast<int>(columns.size()) < m_bounds.fields) {
        columns.push_back(identifier());
        skipSpace();
        const int c = m_scanner.take();
        if (c != ',') {
            break;
        }
    }
    return columns;
}

void SqlRecords::insert()
{
    skipSpace();
    if (m_scanner.startsWith("INTO", true)) {
        (void)word();
    }
    const std::string table = tableName();
    m_columns = columnList();
    if (m_columns.empty()) {
        m_columns = m_tables[table];
    }
    skipSpace();
    if (m_scanner.startsWith("OVERRIDING", true)) {
        for (int i = 0; i < 3; ++i) {
            (void)word();
            skipSpace();
        }
    }
    if (m_scanner.startsWith("VALUES", true)) {
        (void)word();
        m_place = Place::Tuples;
    } else {
        skipStatement(); // INSERT … SELECT holds no values
    }
}

void SqlRecords::copy()
{
    const std::string table = tableName();
    m_columns = columnList();
    if (m_columns.empty()) {
        m_columns = m_tables[table];
    }
    skipSpace();
    const bool isFrom = m_scanner.startsWith("FROM", true);
    (void)word();
    skipSpace();
    const bool isHere = isFrom && m_scanner.startsWith("STDIN", true);
    skipStatement();
    if (isHere) {
        bool tooLong = false;
        (void)m_scanner.line(m_bounds.bytes, tooLong); // what follows the semicolon
        m_place = Place::Copy;
    }
}

void SqlRecords::create()
{
    skipSpace();
    while (m_scanner.startsWith("TEMPORARY", true) || m_scanner.startsWith("UNLOGGED", true)
           || m_scanner.startsWith("GLOBAL", true)) {
        (void)word();
        skipSpace();
    }
    if (upperCase(word()) != "TABLE") {
        skipStatement();
        return;
    }
    skipSpace();
    if (m_scanner.startsWith("IF NOT EXISTS", true)) {
        m_scanner.skip(13);
    }
    const std::string table = tableName();
    skipSpace();
    if (m_scanner.peek() != '(') {
        skipStatement();
        return;
    }
    m_scanner.skip(1);
    static constexpr std::array constraints = {"PRIMARY", "KEY",      "UNIQUE",  "CONSTRAINT", "FOREIGN", "INDEX",
                                               "CHECK",   "FULLTEXT", "SPATIAL", "EXCLUDE",    "LIKE"};
    std::vector<std::string>& columns = m_tables[table];
    columns.clear();
    int depth = 1;
    bool isFirst = true;
    while (depth > 0 && m_scanner.peek() != Scanner::atEnd) {
        if (isFirst) {
            skipSpace();
            const bool isQuoted = m_scanner.peek() == '"' || m_scanner.peek() == '`' || m_scanner.peek() == '[';
            const std::string name = identifier();
            const bool isColumn = !name.empty()
                && (isQuoted || std::ranges::find(constraints, upperCase(name)) == constraints.end());
            if (isColumn && static_cast<int>(columns.size()) < m_bounds.fields) {
                columns.push_back(name);
            }
            isFirst = false;
            continue;
        }
        const int c = m_scanner.peek();
        if (c == '\'' || c == '"' || c == '`') {
            skipQuoted(c);
            continue;
        }
        if (m_scanner.startsWith("--") || m_scanner.startsWith("/*")) {
            skipSpace();
            continue;
        }
        m_scanner.skip(1);
        depth += (c == '(') - (c == ')');
        isFirst = c == ',' && depth == 1;
    }
    skipStatement();
}

void SqlRecords::statement()
{
    const std::string verb = upperCase(word());
    if (verb == "INSERT" || verb == "REPLACE") {
        insert();
    } else if (verb == "COPY") {
        copy();
    } else if (verb == "CREATE") {
        create();
    } else {
        if (verb.empty()) {
            m_scanner.skip(1);
        }
        skipStatement();
    }
}

bool SqlRecords::quotedValue(std::string& text, bool backslashes)
{
    m_scanner.skip(1);
    for (int c = m_scanner.take(); c != Scanner::atEnd; c = m_scanner.take()) {
        if (c == '\'') {
            if (m_scanner.peek() != '\'') {
                return true;
            }
            m_scanner.skip(1);
        } else if (c == '\\' && backslashes) {
            c = m_scanner.take();
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == '0' ? ' ' : c;
        }
        if (static_cast<qsizetype>(text.size()) < m_bounds.bytes) {
            text.push_back(static_cast<char>(c));
        }
    }
    return false;
}

/// One value of a tuple: a string, a word or number, or an expression, whose text is taken. Says what is wrong with it.
std::optional<UnreadableReason> SqlRecords::value(std::string& text, bool& isNull)
{
    text.clear();
    isNull = false;
    skipSpace();
    int depth = 0;
    bool isString = false;
    for (int c = m_scanner.peek(); c != Scanner::atEnd; c = m_scanner.peek()) {
        if (c == '\'') {
            // A prefix, such as N or E, is not part of the string.
            const bool isPrefix = text == "N" || text == "n" || text == "E" || text == "e" || text == "_utf8mb4";
            text = isPrefix ? std::string() : text;
            isString = isString || text.empty();
            if (!quotedValue(text, true)) {
                return UnreadableReason::UnclosedQuote;
            }
        } else if (depth == 0 && (c == ',' || c == ')')) {
            break;
        } else if (c == ';') {
            return UnreadableReason::BadSyntax; // the statement ends within the tuple
        } else {
            m_scanner.skip(1);
            depth += (c == '(') - (c == ')');
            if (!isString && static_cast<qsizetype>(text.size()) < m_bounds.bytes) {
                text.push_back(static_cast<char>(c));
            }
        }
    }
    if (!isString) {
        while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r')) {
            text.pop_back();
        }
        isNull = upperCase(text) == "NULL";
    }
    return {};
}

void SqlRecords::add(std::size_t column, std::string text)
{
    m_fields.push_back(
        {column < m_columns.size() ? m_columns[column] : "column " + std::to_string(column + 1), std::move(text)});
}

RecordSource::Step SqlRecords::tuple()
{
    const qint64 offset = m_scanner.offset();
    m_scanner.skip(1);
    m_fields.clear();
    qsizetype size = 0;
    for (std::size_t column = 0;; ++column) {
        std::string text;
        bool isNull = false;
        if (const auto problem = value(text, isNull)) {
            m_place = Place::Statements;
            return giveUp(*problem, offset);
        }
        size += static_cast<qsizetype>(text.size());
        if (!isNull && static_cast<int>(column) < m_bounds.fields) {
            add(column, std::move(text));
        }
        const int c = m_scanner.take();
        if (c == ')') {
            return size > m_bounds.bytes                      ? giveUp(UnreadableReason::TooLong, offset)
                : static_cast<int>(column) >= m_bounds.fields ? giveUp(UnreadableReason::TooManyColumns, offset)
                                                              : Step::Record;
        }
        if (c != ',') {
            m_place = Place::Statements;
            return giveUp(UnreadableReason::BadSyntax, offset);
        }
    }
}

RecordSource::Step SqlRecords::copyLine()
{
    const qint64 offset = m_scanner.offset();
    if (m_scanner.peek() == Scanner::atEnd) {
        m_place = Place::Statements;
        return Step::End;
    }
    bool tooLong = false;
    const std::string line(m_scanner.line(m_bounds.bytes, tooLong));
    if (tooLong) {
        return giveUp(UnreadableReason::TooLong, offset);
    }
    m_fields.clear();
    if (line == "\\.") {
        m_place = Place::Statements;
        return Step::End;
    }
    std::string text;
    std::size_t column = 0;
    bool isNull = false;
    const auto finish = [&] {
        if (!isNull) {
            add(column, std::exchange(text, {}));
        }
        text.clear();
        isNull = false;
        ++column;
    };
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\t') {
            finish();
        } else if (line[i] == '\\' && i + 1 < line.size()) {
            const char c = line[++i];
            isNull = isNull || (c == 'N' && text.empty());
            if (c != 'N') {
                text.push_back(c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c);
            }
        } else {
            text.push_back(line[i]);
        }
    }
    finish();
    return static_cast<int>(column) > m_bounds.fields ? giveUp(UnreadableReason::TooManyColumns, offset) : Step::Record;
}

RecordSource::Step SqlRecords::advance()
{
    for (;;) {
        if (m_place == Place::Copy) {
            const Step step = copyLine();
            if (step == Step::End && m_scanner.peek() != Scanner::atEnd) {
                continue;
            }
            return step;
        }
        skipSpace();
        const int c = m_scanner.peek();
        if (c == Scanner::atEnd) {
            return Step::End;
        }
        if (c == ';') {
            m_scanner.skip(1);
            m_place = Place::Statements;
        } else if (m_place == Place::Statements) {
            statement();
        } else if (c == '(') {
            return tuple();
        } else if (c == ',') {
            m_scanner.skip(1);
        } else {
            m_place = Place::Statements;
            if (!m_scanner.startsWith("INSERT", true) && !m_scanner.startsWith("GO", true)) {
                skipStatement(); // ON CONFLICT …
            }
        }
    }
}
} // namespace

std::unique_ptr<RecordSource> sqlRecords(ByteSource& source, const RecordBounds& bounds)
{
    return std::make_unique<SqlRecords>(source, bounds);
}

} // namespace bulkhead::provenance
