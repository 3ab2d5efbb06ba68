#pragma once

#include "models/vault/database.h"

#include <optional>
#include <unordered_map>

namespace bulkhead::journal {

/// A prepared statement in use: reset when it goes out of scope, so that no early return leaves a read open.
class Query
{
public:
    explicit Query(Statement& statement)
        : m_statement(&statement)
    {
    }
    Query(Query&& other) noexcept
        : m_statement(std::exchange(other.m_statement, nullptr))
    {
    }
    Query& operator=(Query&&) = delete;
    ~Query()
    {
        if (m_statement) {
            m_statement->reset();
        }
    }

    /// Binds the arguments from 1 on.
    template<typename... Arguments> Query& with(const Arguments&... arguments)
    {
        int at = 0;
        (bind(++at, arguments), ...);
        return *this;
    }
    Statement* operator->() const { return m_statement; }

private:
    void bind(int at, qint64 value) { m_statement->bind(at, value); }
    void bind(int at, int value) { m_statement->bind(at, static_cast<qint64>(value)); }
    void bind(int at, const Bytes& value) { m_statement->bind(at, BytesView(value)); }
    void bind(int at, BytesView value) { m_statement->bind(at, value); }
    void bind(int at, const QString& value) { m_statement->bind(at, QStringView(value)); }
    void bind(int at, std::nullopt_t) { m_statement->bindNull(at); }
    template<typename T> void bind(int at, const std::optional<T>& value)
    {
        value ? bind(at, *value) : bind(at, std::nullopt);
    }

    Statement* m_statement;
};

/// The statements of one connection, each prepared at its first use and kept.
class Statements
{
public:
    explicit Statements(Database& database)
        : m_database(database)
    {
    }
    /// `sql` is a literal: it is known again by its address.
    [[nodiscard]] Expected<Query> operator()(const char* sql)
    {
        auto found = m_kept.find(sql);
        if (found == m_kept.end()) {
            TRY(Statement statement, m_database.prepare(sql));
            found = m_kept.emplace(sql, std::move(statement)).first;
        }
        return Query(found->second);
    }
    [[nodiscard]] Database& database() const { return m_database; }

private:
    Database& m_database;
    std::unordered_map<const char*, Statement> m_kept;
};

/// Binds and runs a statement without rows.
template<typename... Arguments>
[[nodiscard]] Expected<void> execute(Statements& statements, const char* sql, const Arguments&... arguments)
{
    TRY(Query query, statements(sql));
    return query.with(arguments...)->run();
}

} // namespace bulkhead::journal
