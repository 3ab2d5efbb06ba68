#include "models/vault/keptstatements.h"

#include <sqlite3.h>

#include <algorithm>
#include <functional>
#include <string_view>

namespace bulkhead {

namespace {
constexpr std::size_t keptLimit = 64;

/// Some PRAGMAs answer when they are prepared: what was prepared says nothing new.
bool isWorthKeeping(std::string_view sql)
{
    return !sql.starts_with("PRAGMA") && !sql.starts_with("ATTACH") && !sql.starts_with("DETACH");
}
} // namespace

KeptStatements::~KeptStatements()
{
    for (const Kept& kept : m_all) {
        sqlite3_finalize(kept.statement);
    }
}

sqlite3_stmt* KeptStatements::take(const char* sql)
{
    const std::string_view wanted(sql);
    const std::size_t code = std::hash<std::string_view>()(wanted);
    const auto found = std::ranges::find_if(
        m_all, [&](const Kept& kept) { return kept.code == code && sqlite3_sql(kept.statement) == wanted; });
    if (found == m_all.end()) {
        return nullptr;
    }
    sqlite3_stmt* statement = found->statement;
    m_all.erase(found);
    return statement;
}

void KeptStatements::keep(sqlite3_stmt* statement)
{
    const std::string_view sql(sqlite3_sql(statement));
    // One whose last step failed may be of no use any more.
    if (sqlite3_reset(statement) != SQLITE_OK || !isWorthKeeping(sql)) {
        sqlite3_finalize(statement);
        return;
    }
    sqlite3_clear_bindings(statement);
    if (m_all.size() == keptLimit) {
        sqlite3_finalize(m_all.front().statement);
        m_all.erase(m_all.begin());
    }
    m_all.push_back({std::hash<std::string_view>()(sql), statement});
}

} // namespace bulkhead
