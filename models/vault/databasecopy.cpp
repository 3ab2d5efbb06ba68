#include "models/vault/database.h"
#include "models/vault/sqlerror.h"

#include <memory>
#include <sqlite3.h>

namespace bulkhead {

namespace {
constexpr int pagesAtATime = 256; ///< a mebibyte

/// The read snapshot of a connection, for as long as it lives.
class ReadSnapshot
{
public:
    [[nodiscard]] static Expected<std::unique_ptr<ReadSnapshot>> take(Database& database)
    {
        CHECK_OK(database.run("BEGIN; SELECT count(*) FROM sqlite_schema"));
        return std::make_unique<ReadSnapshot>(database);
    }
    explicit ReadSnapshot(Database& database)
        : m_database(database)
    {
    }
    ReadSnapshot(const ReadSnapshot&) = delete;
    ReadSnapshot& operator=(const ReadSnapshot&) = delete;
    ~ReadSnapshot() { (void)m_database.run("ROLLBACK"); }

private:
    Database& m_database;
};

Expected<void> copyPages(sqlite3* from, sqlite3* to, const Database::CopyStep& step)
{
    const std::unique_ptr<sqlite3_backup, int (*)(sqlite3_backup*)> copy(sqlite3_backup_init(to, "main", from, "main"),
                                                                         sqlite3_backup_finish);
    if (!copy) {
        return std::unexpected(sqlError(to, sqlite3_errcode(to)));
    }
    for (;;) {
        const int result = sqlite3_backup_step(copy.get(), pagesAtATime);
        if (result != SQLITE_OK && result != SQLITE_DONE) {
            return std::unexpected(sqlError(to, result));
        }
        const qint64 all = sqlite3_backup_pagecount(copy.get());
        CHECK_OK(step((all - sqlite3_backup_remaining(copy.get())) * 4096, all * 4096));
        if (result == SQLITE_DONE) {
            return {};
        }
    }
}
} // namespace

Expected<void> Database::copyTo(const QString& path, const SecretBytes& key, const CopyStep& step)
{
    TRY(Database target, open(path, key, Mode::Create));
    // Whoever needs it to last syncs the file; until then it is nothing.
    CHECK_OK(target.run("PRAGMA journal_mode=DELETE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF"));
    TRY(const auto snapshot, ReadSnapshot::take(*this));
    return copyPages(m_handle, target.m_handle, step);
}

} // namespace bulkhead
