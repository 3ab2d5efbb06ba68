#pragma once

#include "models/base/error.h"
#include "models/base/secretbytes.h"

#include <QString>

#include <functional>
#include <memory>

struct sqlite3;
struct sqlite3_stmt;

namespace bulkhead {

class KeptStatements;
class Statement;

/// One SQLCipher connection: a raw 256-bit key, WAL, synchronous=FULL, foreign keys on, temporary store in memory.
/// Confined to the thread that uses it; movable; closes itself. Errors: `vault.wrong-key` (not this key or damaged
/// first page), `vault.damaged`, `vault.disk-full`, `vault.read-only`, `vault.busy`, `vault.io`; `vault.constraint`
/// where a constraint of the schema refuses a row; `vault.sql`, `vault.library` for defects of the program or of its
/// packaging.
class Database
{
public:
    enum class Mode { Create, ReadWrite, ReadOnly };

    Database();
    [[nodiscard]] static Expected<Database> open(const QString& path, const SecretBytes& key, Mode mode);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    /// Runs statements and drops their rows.
    [[nodiscard]] Expected<void> run(const char* sql);
    /// What was prepared is kept when its Statement goes, and given out again for the same text.
    [[nodiscard]] Expected<Statement> prepare(const char* sql) const;
    /// A second encrypted file under a name and key of its own.
    [[nodiscard]] Expected<void> attach(const QString& path, const char* name, const SecretBytes& key);
    [[nodiscard]] Expected<void> detach(const char* name);
    /// How much of its pages the connection may hold in memory, in KiB.
    [[nodiscard]] Expected<void> setCache(int kibibytes);
    static constexpr int ordinaryCache = 16 * 1024; ///< KiB
    /// Copies the WAL into the file and truncates it.
    [[nodiscard]] Expected<void> checkpoint();
    /// Every page's HMAC (`PRAGMA cipher_integrity_check`): a line for each damaged page.
    [[nodiscard]] Expected<QStringList> damagedPages() const;
    /// Copies one state of the whole database, as it is now, into a new file under a key of its own, whatever a writer
    /// does meanwhile. `step` hears of octets done and in all, and ends the copying with an error of its own. The file
    /// is not synced; after an error it is of no use.
    using CopyStep = std::function<Expected<void>(qint64 done, qint64 all)>;
    [[nodiscard]] Expected<void> copyTo(const QString& path, const SecretBytes& key, const CopyStep& step);
    [[nodiscard]] qint64 lastRowId() const;
    [[nodiscard]] qint64 changedRows() const;
    [[nodiscard]] bool isOpen() const { return m_handle != nullptr; }
    [[nodiscard]] sqlite3* handle() const { return m_handle; }
    /// How often a statement failed, for whatever reason.
    [[nodiscard]] std::size_t faults() const;
    /// Of the file itself, not of attached ones. For this room.
    [[nodiscard]] const SecretBytes& key() const { return m_key; }

private:
    [[nodiscard]] Expected<void> begin(const SecretBytes& key, bool writes);

    sqlite3* m_handle = nullptr;
    SecretBytes m_key;
    std::unique_ptr<KeptStatements> m_kept;
};

/// A prepared statement. Binds count from 1, columns from 0, as in SQLite. Must not outlive its Database.
class Statement
{
public:
    Statement() = default;
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;
    ~Statement();

    Statement& bind(int at, qint64 value);
    Statement& bind(int at, QStringView value);
    /// Copies. A null view binds an empty blob, `bindNull` binds NULL.
    Statement& bind(int at, BytesView value);
    Statement& bindNull(int at);
    /// True while there is a row.
    [[nodiscard]] Expected<bool> step();
    /// Runs to the end and resets: for statements without rows.
    [[nodiscard]] Expected<void> run();
    void reset();

    [[nodiscard]] qint64 integer(int column) const;
    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] Bytes bytes(int column) const;
    /// Valid until the next step or reset.
    [[nodiscard]] BytesView view(int column) const;
    [[nodiscard]] bool isNull(int column) const;

private:
    friend class Database;
    Statement& noting(int result);

    sqlite3_stmt* m_handle = nullptr;
    KeptStatements* m_kept = nullptr; ///< where it goes afterwards
    int m_fault = 0;                  ///< of a bind; `step` reports it
};

/// BEGIN IMMEDIATE … COMMIT; rolls back unless committed.
class Transaction
{
public:
    [[nodiscard]] static Expected<Transaction> begin(Database& database);
    Transaction(Transaction&&) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    [[nodiscard]] Expected<void> commit();

private:
    explicit Transaction(Database& database);
    Database* m_database;
};

} // namespace bulkhead
