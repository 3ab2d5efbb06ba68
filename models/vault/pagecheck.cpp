#include "models/vault/pagecheck.h"

#include "models/vault/database.h"
#include "models/vault/pagemac.h"
#include "models/vault/sqlerror.h"

#include <sqlite3.h>

#include <algorithm>
#include <vector>

namespace bulkhead {

namespace {
constexpr qint64 pagesAtOnce = 64;
/// SQLite locks octets there and leaves the page alone: it holds nothing.
constexpr qint64 lockPage = 0x40000000 / pagemac::pageSize;
} // namespace

/// SQLite's own methods of an open file with one in another's place: it notes which whole pages were read.
struct PageCheck::Watching
{
    sqlite3_io_methods methods = {}; ///< first: what SQLite holds a pointer to
    const sqlite3_io_methods* original = nullptr;
    std::vector<bool> read; ///< by page, from 0

    static int readAndNote(sqlite3_file* file, void* into, int octets, sqlite3_int64 at)
    {
        auto* watching = reinterpret_cast<Watching*>(const_cast<sqlite3_io_methods*>(file->pMethods));
        const int result = watching->original->xRead(file, into, octets, at);
        if (result == SQLITE_OK && octets == pagemac::pageSize && at % pagemac::pageSize == 0) {
            const auto page = static_cast<std::size_t>(at / pagemac::pageSize);
            if (page >= watching->read.size()) {
                watching->read.resize(page + 1);
            }
            watching->read[page] = true;
        }
        return result;
    }
};
struct PageCheck::Private
{
    sqlite3_file* file = nullptr;
    Watching watching;
    const Database* database = nullptr;
    std::size_t faults = 0; ///< of the connection, at the beginning
};

PageCheck::PageCheck(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{
}

PageCheck::PageCheck(PageCheck&&) noexcept = default;

PageCheck::~PageCheck()
{
    if (d) {
        d->file->pMethods = d->watching.original;
    }
}

Expected<PageCheck> PageCheck::begin(Database& database)
{
    auto parts = std::make_unique<Private>();
    const int result = sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_FILE_POINTER,
                                            static_cast<void*>(&parts->file));
    if (result != SQLITE_OK || !parts->file || !parts->file->pMethods) {
        return std::unexpected(sqlError(database.handle(), result));
    }
    parts->database = &database;
    parts->faults = database.faults();
    parts->watching.original = parts->file->pMethods;
    parts->watching.methods = *parts->watching.original;
    parts->watching.methods.xRead = &Watching::readAndNote;
    parts->file->pMethods = &parts->watching.methods;
    return PageCheck(std::move(parts));
}

bool PageCheck::isRestWhole()
{
    if (d->database->faults() != d->faults) {
        return false; // a page that was read need not have been whole
    }
    const sqlite3_io_methods& methods = *d->watching.original;
    sqlite3_int64 size = 0;
    if (methods.xFileSize(d->file, &size) != SQLITE_OK || size % pagemac::pageSize != 0) {
        return false;
    }
    const qint64 pages = size / pagemac::pageSize;
    d->watching.read.resize(static_cast<std::size_t>(pages));
    Bytes block(pagesAtOnce * pagemac::pageSize, Qt::Uninitialized);
    if (pages > 0 && methods.xRead(d->file, block.data(), pagemac::saltSize, 0) != SQLITE_OK) {
        return false;
    }
    PageMac mac(d->database->key(), BytesView(block).first(pagemac::saltSize));
    const auto isUnread = [this](qint64 page) {
        return page != lockPage && !d->watching.read[static_cast<std::size_t>(page)];
    };
    for (qint64 first = 0; first < pages; first += pagesAtOnce) {
        const qint64 end = std::min(first + pagesAtOnce, pages);
        qint64 from = first;
        while (from < end && !isUnread(from)) {
            ++from;
        }
        if (from == end) {
            continue;
        }
        const auto octets = static_cast<int>((end - from) * pagemac::pageSize);
        if (methods.xRead(d->file, block.data(), octets, from * pagemac::pageSize) != SQLITE_OK) {
            return false;
        }
        for (qint64 page = from; page < end; ++page) {
            const auto content = BytesView(block).sliced((page - from) * pagemac::pageSize, pagemac::pageSize);
            if (isUnread(page) && !mac.fits(content, static_cast<quint32>(page + 1))) {
                return false;
            }
        }
    }
    return true;
}

} // namespace bulkhead
