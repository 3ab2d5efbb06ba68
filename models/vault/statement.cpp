#include "models/vault/database.h"
#include "models/vault/keptstatements.h"
#include "models/vault/sqlerror.h"

#include <sqlite3.h>

#include <utility>

namespace bulkhead {

Statement::Statement(Statement&& other) noexcept
    : m_handle(std::exchange(other.m_handle, nullptr))
    , m_kept(std::exchange(other.m_kept, nullptr))
    , m_fault(std::exchange(other.m_fault, SQLITE_OK))
{
}

Statement& Statement::operator=(Statement&& other) noexcept
{
    std::swap(m_handle, other.m_handle);
    std::swap(m_kept, other.m_kept);
    std::swap(m_fault, other.m_fault);
    return *this;
}

Statement::~Statement()
{
    if (m_kept && m_handle) {
        m_kept->keep(m_handle);
    } else {
        sqlite3_finalize(m_handle);
    }
}

Statement& Statement::noting(int result)
{
    if (result != SQLITE_OK && m_fault == SQLITE_OK) {
        m_fault = result;
    }
    return *this;
}

Statement& Statement::bind(int at, qint64 value)
{
    return noting(sqlite3_bind_int64(m_handle, at, value));
}

Statement& Statement::bind(int at, QStringView value)
{
    const QByteArray utf8 = value.toUtf8();
    return noting(sqlite3_bind_text64(m_handle, at, utf8.constData(), static_cast<sqlite3_uint64>(utf8.size()),
                                      SQLITE_TRANSIENT, SQLITE_UTF8));
}

Statement& Statement::bind(int at, BytesView value)
{
    // SQLite takes a null pointer for NULL.
    const char* data = value.isNull() ? "" : value.data();
    return noting(sqlite3_bind_blob64(m_handle, at, data, static_cast<sqlite3_uint64>(value.size()), SQLITE_TRANSIENT));
}

Statement& Statement::bindNull(int at)
{
    return noting(sqlite3_bind_null(m_handle, at));
}

Expected<bool> Statement::step()
{
    if (m_fault != SQLITE_OK) {
        return std::unexpected(sqlError(nullptr, m_fault));
    }
    switch (const int result = sqlite3_step(m_handle)) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        return false;
    default:
        if (m_kept) {
            m_kept->noteFault();
        }
        return std::unexpected(sqlError(sqlite3_db_handle(m_handle), result));
    }
}

Expected<void> Statement::run()
{
    for (;;) {
        const auto row = step();
        if (row && *row) {
            continue;
        }
        reset();
        if (!row) {
            return std::unexpected(row.error());
        }
        return {};
    }
}

void Statement::reset()
{
    sqlite3_reset(m_handle);
    m_fault = SQLITE_OK;
}

qint64 Statement::integer(int column) const
{
    return sqlite3_column_int64(m_handle, column);
}

QString Statement::text(int column) const
{
    const auto* utf8 = reinterpret_cast<const char*>(sqlite3_column_text(m_handle, column));
    return QString::fromUtf8(utf8, sqlite3_column_bytes(m_handle, column));
}

Bytes Statement::bytes(int column) const
{
    return view(column).toByteArray();
}

BytesView Statement::view(int column) const
{
    const void* data = sqlite3_column_blob(m_handle, column);
    return {static_cast<const char*>(data), sqlite3_column_bytes(m_handle, column)};
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_handle, column) == SQLITE_NULL;
}

} // namespace bulkhead
