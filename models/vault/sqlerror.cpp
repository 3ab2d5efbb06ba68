#include "models/vault/sqlerror.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <sqlite3.h>
#include <unistd.h>

namespace bulkhead {

namespace {
enum class Kind { WrongKey, Damaged, DiskFull, ReadOnly, Busy, Io, Constraint, Internal };

bool isFull(int systemError)
{
    return systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG;
}

bool isForbidden(int systemError)
{
    return systemError == EACCES || systemError == EPERM || systemError == EROFS;
}

/// SQLite keeps no errno where it could not make the shared memory beside a log.
bool isInReadOnlyFolder(sqlite3* database)
{
    const char* file = database ? sqlite3_db_filename(database, "main") : nullptr;
    if (!file || !*file) {
        return false;
    }
    const QByteArray folder = QFile::encodeName(QFileInfo(QFile::decodeName(file)).path());
    return ::access(folder.constData(), F_OK) == 0 && ::access(folder.constData(), W_OK) != 0;
}

Kind kindOf(sqlite3* database, int result)
{
    const int systemError = database ? sqlite3_system_errno(database) : 0;
    switch (result & 0xff) {
    case SQLITE_NOTADB:
        return Kind::WrongKey;
    case SQLITE_CORRUPT:
        return Kind::Damaged;
    case SQLITE_FULL:
        return Kind::DiskFull;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return Kind::ReadOnly;
    case SQLITE_CANTOPEN:
        return isForbidden(systemError) || isInReadOnlyFolder(database) ? Kind::ReadOnly
            : isFull(systemError)                                       ? Kind::DiskFull
                                                                        : Kind::Io;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Kind::Busy;
    case SQLITE_IOERR:
        if (result == SQLITE_IOERR_SHORT_READ || result == SQLITE_IOERR_CORRUPTFS || result == SQLITE_IOERR_DATA) {
            return Kind::Damaged;
        }
        return isFull(systemError) ? Kind::DiskFull : isForbidden(systemError) ? Kind::ReadOnly : Kind::Io;
    case SQLITE_CONSTRAINT:
        return Kind::Constraint;
    case SQLITE_ERROR:
        // SQLCipher answers a page whose HMAC is wrong with a bare SQLITE_ERROR; faults of a statement bring a text.
        if (database && std::strcmp(sqlite3_errmsg(database), sqlite3_errstr(SQLITE_ERROR)) == 0) {
            return Kind::Damaged;
        }
        return Kind::Internal;
    default:
        return Kind::Internal;
    }
}

struct Sentence
{
    QLatin1StringView code;
    QString message;
};

Sentence sentenceOf(Kind kind)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("Database", text); };
    switch (kind) {
    case Kind::WrongKey:
        return {QLatin1StringView("vault.wrong-key"),
                tr(QT_TRANSLATE_NOOP("Database",
                                     "The database does not open with this key, or its first page is damaged."))};
    case Kind::Damaged:
        return {QLatin1StringView("vault.damaged"),
                tr(QT_TRANSLATE_NOOP("Database",
                                     "The database is damaged: a part of it is not what was written. Make a copy of "
                                     "the vault's folder, then restore the vault from its last backup."))};
    case Kind::DiskFull:
        return {QLatin1StringView("vault.disk-full"),
                tr(QT_TRANSLATE_NOOP("Database",
                                     "The disk is full. Nothing that was saved before is lost; make room and do the "
                                     "last step again."))};
    case Kind::ReadOnly:
        return {QLatin1StringView("vault.read-only"),
                tr(QT_TRANSLATE_NOOP("Database",
                                     "The vault's folder cannot be written to. Change its permissions, or copy the "
                                     "vault to a folder of your own."))};
    case Kind::Busy:
        return {QLatin1StringView("vault.busy"),
                tr(QT_TRANSLATE_NOOP("Database",
                                     "Another part of the program or another program is writing to this vault. Try "
                                     "again in a moment."))};
    case Kind::Io:
        return {QLatin1StringView("vault.io"),
                tr(QT_TRANSLATE_NOOP("Database",
                                     "The disk did not read or write as it should. Check the disk, and copy the "
                                     "vault's folder to another one."))};
    case Kind::Constraint:
        return {QLatin1StringView("vault.constraint"),
                tr(QT_TRANSLATE_NOOP("Database", "The database refused an entry that contradicts another."))};
    case Kind::Internal:
        break;
    }
    return {QLatin1StringView("vault.sql"),
            tr(QT_TRANSLATE_NOOP("Database",
                                 "The program asked the database for something that it does not know. This is a "
                                 "defect of the program; nothing was changed."))};
}
} // namespace

Error sqlError(sqlite3* database, int result)
{
    const int extended = database && sqlite3_errcode(database) != SQLITE_OK ? sqlite3_extended_errcode(database)
                                                                            : result;
    const auto [code, message] = sentenceOf(kindOf(database, extended));
    const auto* text = database ? sqlite3_errmsg(database) : sqlite3_errstr(result);
    return {QString(code), message, QStringLiteral("SQLite %1: %2").arg(extended).arg(QString::fromUtf8(text))};
}

} // namespace bulkhead
