#pragma once

#include "models/vault/fileio.h"

#include <QTest>

#include <cerrno>
#include <cstring>
#include <sqlite3.h>

/// A disk that fails at the n-th act: those of SQLite through a VFS of its own, all others through the tap of `fileio`.
namespace bulkhead::fixture {

class FaultyDisk
{
public:
    enum class Kind { Broken, Full, Torn }; ///< Torn: half of what was to be written is written

    /// Rows of a test: `kind` and `isLasting`.
    static void addKinds()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<bool>("isLasting");
        QTest::newRow("broken once") << Kind::Broken << false;
        QTest::newRow("broken from then on") << Kind::Broken << true;
        QTest::newRow("full until there is room again") << Kind::Full << true;
        QTest::newRow("torn") << Kind::Torn << false;
    }

    /// Once in a process, before anything is opened.
    static void install()
    {
        static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
        real() = sqlite3_vfs_find(nullptr);
        vfs.zName = "faulty";
        vfs.szOsFile = static_cast<int>(sizeof(File)) + real()->szOsFile;
        vfs.pAppData = real();
        vfs.xOpen = open;
        vfs.xDelete = remove;
        sqlite3_vfs_register(&vfs, 1);
        fileio::setTap([](fileio::Act, int, const QString&) { return isFault() ? reason() : 0; });
    }
    /// From the n-th act on (or at it alone) until `mend`.
    static void failAt(int act, Kind kind, bool isLasting)
    {
        state() = {.at = act, .acts = 0, .kind = kind, .isLasting = isLasting, .hasFailed = false};
    }
    /// Answers whether anything has failed.
    static bool mend()
    {
        const bool hasFailed = state().hasFailed;
        state() = {};
        return hasFailed;
    }

private:
    struct State
    {
        int at = 0;
        int acts = 0;
        Kind kind = Kind::Broken;
        bool isLasting = false;
        bool hasFailed = false;
    };
    struct File
    {
        sqlite3_file base;
        sqlite3_file* real;
    };
    static State& state()
    {
        static State only;
        return only;
    }
    static sqlite3_vfs*& real()
    {
        static sqlite3_vfs* only = nullptr;
        return only;
    }
    static bool isFault()
    {
        State& now = state();
        if (now.at == 0) {
            return false;
        }
        ++now.acts;
        const bool fails = now.acts == now.at || (now.isLasting && now.acts > now.at);
        now.hasFailed |= fails;
        return fails;
    }
    static int reason() { return state().kind == Kind::Full ? ENOSPC : EIO; }
    static int sqliteReason(int broken) { return state().kind == Kind::Full ? SQLITE_FULL : broken; }
    static sqlite3_file* realOf(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

    static int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* outFlags)
    {
        auto* own = reinterpret_cast<File*>(file);
        own->base.pMethods = nullptr;
        own->real = reinterpret_cast<sqlite3_file*>(own + 1);
        const int result = real()->xOpen(real(), name, own->real, flags, outFlags);
        if (own->real->pMethods) {
            static sqlite3_io_methods methods = wrapped(*own->real->pMethods);
            own->base.pMethods = &methods;
        }
        return result;
    }
    static int remove(sqlite3_vfs* /*vfs*/, const char* name, int sync)
    {
        return isFault() ? sqliteReason(SQLITE_IOERR_DELETE) : real()->xDelete(real(), name, sync);
    }
    static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at)
    {
        if (isFault()) {
            if (state().kind == Kind::Torn) {
                realOf(file)->pMethods->xWrite(realOf(file), data, size / 2, at);
            }
            return sqliteReason(SQLITE_IOERR_WRITE);
        }
        return realOf(file)->pMethods->xWrite(realOf(file), data, size, at);
    }
    static int sync(sqlite3_file* file, int flags)
    {
        return isFault() ? SQLITE_IOERR_FSYNC : realOf(file)->pMethods->xSync(realOf(file), flags);
    }
    static int truncate(sqlite3_file* file, sqlite3_int64 size)
    {
        return isFault() ? SQLITE_IOERR_TRUNCATE : realOf(file)->pMethods->xTruncate(realOf(file), size);
    }
    /// The methods of the real file, the writing ones through us.
    static sqlite3_io_methods wrapped(const sqlite3_io_methods& its)
    {
        sqlite3_io_methods methods = its;
        methods.xWrite = write;
        methods.xSync = sync;
        methods.xTruncate = truncate;
        methods.xClose = [](sqlite3_file* f) { return realOf(f)->pMethods->xClose(realOf(f)); };
        methods.xRead = [](sqlite3_file* f, void* into, int size, sqlite3_int64 at) {
            return realOf(f)->pMethods->xRead(realOf(f), into, size, at);
        };
        methods.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
            return realOf(f)->pMethods->xFileSize(realOf(f), size);
        };
        methods.xLock = [](sqlite3_file* f, int lock) { return realOf(f)->pMethods->xLock(realOf(f), lock); };
        methods.xUnlock = [](sqlite3_file* f, int lock) { return realOf(f)->pMethods->xUnlock(realOf(f), lock); };
        methods.xCheckReservedLock = [](sqlite3_file* f, int* out) {
            return realOf(f)->pMethods->xCheckReservedLock(realOf(f), out);
        };
        methods.xFileControl = [](sqlite3_file* f, int op, void* about) {
            return realOf(f)->pMethods->xFileControl(realOf(f), op, about);
        };
        methods.xSectorSize = [](sqlite3_file* f) { return realOf(f)->pMethods->xSectorSize(realOf(f)); };
        methods.xDeviceCharacteristics = [](sqlite3_file* f) {
            return realOf(f)->pMethods->xDeviceCharacteristics(realOf(f));
        };
        methods.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
            return realOf(f)->pMethods->xShmMap(realOf(f), page, size, extend, out);
        };
        methods.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
            return realOf(f)->pMethods->xShmLock(realOf(f), offset, n, flags);
        };
        methods.xShmBarrier = [](sqlite3_file* f) { realOf(f)->pMethods->xShmBarrier(realOf(f)); };
        methods.xShmUnmap = [](sqlite3_file* f, int remove) {
            return realOf(f)->pMethods->xShmUnmap(realOf(f), remove);
        };
        methods.xFetch = [](sqlite3_file* f, sqlite3_int64 at, int size, void** out) {
            return realOf(f)->pMethods->xFetch(realOf(f), at, size, out);
        };
        methods.xUnfetch = [](sqlite3_file* f, sqlite3_int64 at, void* page) {
            return realOf(f)->pMethods->xUnfetch(realOf(f), at, page);
        };
        return methods;
    }
};

} // namespace bulkhead::fixture
