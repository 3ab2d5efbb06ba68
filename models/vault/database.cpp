#include "models/vault/database.h"

#include "models/vault/keptstatements.h"
#include "models/vault/sqlerror.h"
#include "models/vault/wal.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace bulkhead {

namespace {
constexpr qint64 smallestDatabase = 512; ///< bytes; SQLite would take an empty file for a new database

/// The key as SQLCipher takes it raw: x'…' around 64 hexadecimal digits.
SecretBytes rawKey(const SecretBytes& key)
{
    static constexpr char digits[] = "0123456789abcdef";
    SecretBytes raw(key.size() * 2 + 3);
    unsigned char* out = raw.data();
    *out++ = 'x';
    *out++ = '\'';
    for (std::size_t i = 0; i < key.size(); ++i) {
        *out++ = static_cast<unsigned char>(digits[key.data()[i] >> 4]);
        *out++ = static_cast<unsigned char>(digits[key.data()[i] & 15]);
    }
    *out = '\'';
    return raw;
}

/// Makes the file for its owner alone; SQLite gives the -wal and -shm files the same mode.
Expected<void> makePrivateFile(const QString& path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        const int reason = errno;
        return std::unexpected(reason == EACCES || reason == EROFS || reason == EPERM
                                   ? sqlError(nullptr, SQLITE_READONLY)
                                   : reason == ENOSPC || reason == EDQUOT ? sqlError(nullptr, SQLITE_FULL)
                                                                          : sqlError(nullptr, SQLITE_IOERR));
    }
    ::close(file);
    return {};
}

bool hasWal(const QString& path)
{
    return QFileInfo(path + QStringLiteral("-wal")).size() > 0;
}

Expected<sqlite3*> openFile(const QByteArray& name, int flags)
{
    sqlite3* handle = nullptr;
    const int result = sqlite3_open_v2(name.constData(), &handle, flags | SQLITE_OPEN_EXRESCODE, nullptr);
    if (result != SQLITE_OK) {
        const Error error = sqlError(handle, result);
        sqlite3_close_v2(handle);
        return std::unexpected(error);
    }
    return handle;
}

/// The build must be SQLCipher with full-text search and temporary tables in memory, whatever was linked.
Expected<void> checkLibrary(sqlite3* handle)
{
    sqlite3_stmt* statement = nullptr;
    const bool isCipher = sqlite3_prepare_v2(handle, "PRAGMA cipher_version", -1, &statement, nullptr) == SQLITE_OK
        && sqlite3_step(statement) == SQLITE_ROW;
    sqlite3_finalize(statement);
    if (isCipher && sqlite3_compileoption_used("ENABLE_FTS5") && sqlite3_compileoption_used("TEMP_STORE=3")) {
        return {};
    }
    return failure(QLatin1StringView("vault.library"),
                   QCoreApplication::translate("Database",
                                               "The SQLCipher library on this machine lacks what vaults need "
                                               "(encryption, full-text search, temporary tables in memory). Install "
                                               "the program again from its own package."));
}

constexpr char readerSettings[] = "PRAGMA temp_store=MEMORY;"
                                  "PRAGMA foreign_keys=ON;"
                                  "PRAGMA trusted_schema=OFF;"
                                  "PRAGMA cell_size_check=ON";
constexpr char writerSettings[] = "PRAGMA journal_mode=WAL;"
                                  "PRAGMA synchronous=FULL;"
                                  "PRAGMA secure_delete=ON;"
                                  "PRAGMA journal_size_limit=67108864";
} // namespace

Expected<Database> Database::open(const QString& path, const SecretBytes& key, Mode mode)
{
    if (mode == Mode::Create) {
        CHECK_OK(makePrivateFile(path));
    } else if (QFileInfo(path).isReadable() && QFileInfo(path).size() < smallestDatabase) {
        return std::unexpected(sqlError(nullptr, SQLITE_CORRUPT));
    }
    Database database;
    const QByteArray name = QFile::encodeName(path);
    TRY(database.m_handle,
        openFile(name, SQLITE_OPEN_NOMUTEX | (mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE)));
    auto ready = database.begin(key, mode != Mode::ReadOnly);
    // Where the folder cannot be written to, SQLite cannot make the shared memory beside a WAL database. With no WAL to
    // read, the file is all there is; with one, opening it so would hide what the WAL holds.
    if (!ready && mode == Mode::ReadOnly && ready.error().is(QLatin1StringView("vault.read-only")) && !hasWal(path)) {
        const QByteArray uri = "file:" + QUrl::toPercentEncoding(path, "/") + "?immutable=1";
        TRY(sqlite3 * immutable, openFile(uri, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI));
        sqlite3_close_v2(std::exchange(database.m_handle, immutable));
        ready = database.begin(key, false);
    }
    CHECK_OK(ready);
    return database;
}

Expected<void> Database::begin(const SecretBytes& key, bool writes)
{
    sqlite3_busy_timeout(m_handle, 5000);
    // SQLCipher would otherwise print its findings on standard error; ours go into Error.
    CHECK_OK(run("PRAGMA cipher_log_level=NONE"));
    const SecretBytes raw = rawKey(key);
    if (const int result = sqlite3_key_v2(m_handle, "main", raw.data(), static_cast<int>(raw.size()));
        result != SQLITE_OK) {
        return std::unexpected(sqlError(m_handle, result));
    }
    CHECK_OK(checkLibrary(m_handle));
    CHECK_OK(setCache(ordinaryCache));
    CHECK_OK(run(readerSettings));
    CHECK_OK(run("SELECT count(*) FROM sqlite_schema"));
    m_key = key.clone();
    m_kept = std::make_unique<KeptStatements>();
    return writes ? run(writerSettings) : Expected<void>();
}

Database::Database() = default;

Database::Database(Database&& other) noexcept
    : m_handle(std::exchange(other.m_handle, nullptr))
    , m_key(std::move(other.m_key))
    , m_kept(std::move(other.m_kept))
{
}

Database& Database::operator=(Database&& other) noexcept
{
    std::swap(m_handle, other.m_handle);
    std::swap(m_key, other.m_key);
    std::swap(m_kept, other.m_kept);
    return *this;
}

Database::~Database()
{
    m_kept.reset();
    sqlite3_close_v2(m_handle);
}

Expected<void> Database::run(const char* sql)
{
    if (const int result = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr); result != SQLITE_OK) {
        if (m_kept) {
            m_kept->noteFault();
        }
        return std::unexpected(sqlError(m_handle, result));
    }
    return {};
}

Expected<Statement> Database::prepare(const char* sql) const
{
    Statement statement;
    statement.m_handle = m_kept ? m_kept->take(sql) : nullptr;
    statement.m_kept = m_kept.get();
    if (statement.m_handle) {
        return statement;
    }
    const int result = sqlite3_prepare_v3(m_handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement.m_handle, nullptr);
    if (result != SQLITE_OK) {
        if (m_kept) {
            m_kept->noteFault();
        }
        return std::unexpected(sqlError(m_handle, result));
    }
    return statement;
}

Expected<void> Database::attach(const QString& path, const char* name, const SecretBytes& key)
{
    const bool writes = sqlite3_db_readonly(m_handle, "main") == 0;
    if (!QFileInfo::exists(path) && writes) {
        CHECK_OK(makePrivateFile(path));
    }
    const SecretBytes raw = rawKey(key);
    const QByteArray file = QFile::encodeName(path);
    {
        TRY(Statement statement, prepare("ATTACH DATABASE ? AS ? KEY ?"));
        sqlite3_bind_text(statement.m_handle, 1, file.constData(), -1, SQLITE_STATIC);
        sqlite3_bind_text(statement.m_handle, 2, name, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement.m_handle, 3, reinterpret_cast<const char*>(raw.data()),
                          static_cast<int>(raw.size()), SQLITE_STATIC);
        CHECK_OK(statement.run());
    }
    const QByteArray quoted = '"' + QByteArray(name).replace('"', "\"\"") + '"';
    auto ready = run("SELECT count(*) FROM " + quoted + ".sqlite_schema");
    if (ready && writes) {
        ready = run("PRAGMA " + quoted + ".journal_mode=WAL; PRAGMA " + quoted + ".synchronous=FULL; PRAGMA " + quoted
                    + ".secure_delete=ON");
    }
    if (!ready) {
        (void)detach(name);
    }
    return ready;
}

Expected<void> Database::detach(const char* name)
{
    TRY(Statement statement, prepare("DETACH DATABASE ?"));
    sqlite3_bind_text(statement.m_handle, 1, name, -1, SQLITE_STATIC);
    return statement.run();
}

Expected<void> Database::setCache(int kibibytes)
{
    return run("PRAGMA cache_size=-" + QByteArray::number(kibibytes));
}

Expected<void> Database::checkpoint()
{
    const int result = sqlite3_wal_checkpoint_v2(m_handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (result != SQLITE_OK) {
        return std::unexpected(sqlError(m_handle, result));
    }
    return {};
}

std::size_t Database::faults() const
{
    return m_kept ? m_kept->faults() : 0;
}

Expected<QStringList> Database::damagedPages() const
{
    QStringList lines;
    TRY(Statement statement, prepare("PRAGMA cipher_integrity_check"));
    for (;;) {
        TRY(const bool row, statement.step());
        if (!row) {
            break;
        }
        lines.append(statement.text(0));
    }
    if (!lines.isEmpty()) {
        // A checkpoint that was interrupted leaves a torn page in the file; its content stands in the log.
        static const QRegularExpression number(QStringLiteral("page (\\d+)"));
        const QString file = QFile::decodeName(sqlite3_db_filename(m_handle, "main"));
        const std::set<quint32> logged = pagesInWal(file + QStringLiteral("-wal"));
        lines.removeIf([&](const QString& line) { return logged.contains(number.match(line).captured(1).toUInt()); });
    }
    return lines;
}

qint64 Database::lastRowId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

qint64 Database::changedRows() const
{
    return sqlite3_changes64(m_handle);
}

Transaction::Transaction(Database& database)
    : m_database(&database)
{
}

Expected<Transaction> Transaction::begin(Database& database)
{
    TRY(Statement statement, database.prepare("BEGIN IMMEDIATE"));
    CHECK_OK(statement.run());
    return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
{
}

Transaction::~Transaction()
{
    // After some errors (a full disk) SQLite has rolled back by itself.
    if (m_database && m_database->isOpen() && sqlite3_get_autocommit(m_database->handle()) == 0) {
        (void)m_database->run("ROLLBACK");
    }
}

Expected<void> Transaction::commit()
{
    TRY(Statement statement, m_database->prepare("COMMIT"));
    CHECK_OK(statement.run());
    m_database = nullptr;
    return {};
}

} // namespace bulkhead
