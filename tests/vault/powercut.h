#pragma once

#include "models/vault/fileio.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <map>
#include <memory>
#include <set>
#include <sqlite3.h>
#include <sys/stat.h>
#include <vector>

/// What a loss of power would leave, at every moment of some work, by what that work has asked the disk to keep.
namespace bulkhead::fixture {

/// Files with their content, and folders (ending with a slash), as a disk has them.
using Image = std::map<QString, QByteArray>;

/// Watches the acts of `fileio` below a folder. Two disks are thought of: one that loses everything that was not
/// synced (names as well as content), and one that keeps names at once but only synced content, so that a renamed file
/// may be empty. SQLite does not go through `fileio`: its files are what they were when watching began, or were last
/// synced through `fileio`, unless `watchSqlite` was called.
class PowerCut
{
public:
    explicit PowerCut(const QString& root)
        : m_root(root)
    {
        current = this;
        learn(root);
        record();
        fileio::setTap([](fileio::Act act, int descriptor, const QString& path) {
            current->hear(act, descriptor, path);
            return 0;
        });
    }
    PowerCut(const PowerCut&) = delete;
    PowerCut& operator=(const PowerCut&) = delete;
    ~PowerCut()
    {
        fileio::setTap(nullptr);
        current = nullptr;
    }

    /// Once in a process, before anything is opened: what SQLite syncs is on the disk, too.
    static void watchSqlite()
    {
        static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
        real = sqlite3_vfs_find(nullptr);
        vfs.zName = "watched";
        vfs.xOpen = openWatched;
        vfs.xDelete = removeWatched;
        sqlite3_vfs_register(&vfs, 1);
    }

    /// How many images there are so far: each later one shows a moment after this call.
    [[nodiscard]] std::size_t moments() const { return m_images.size(); }
    /// What a loss of power would leave now where everything that was not synced is lost.
    [[nodiscard]] Image standing() const
    {
        Image strict;
        collect(strict, {}, entryOf(m_root).identity);
        return strict;
    }

    /// Ends watching: every image that differed from those before, and last what surely stands when all is done.
    std::vector<Image> finish()
    {
        fileio::setTap(nullptr);
        record();
        m_images.push_back(standing());
        current = nullptr;
        return std::move(m_images);
    }

    static void put(const Image& image, const QString& root)
    {
        QDir(root).removeRecursively();
        QDir().mkpath(root);
        for (const auto& [name, content] : image) {
            const QString path = root + name;
            if (name.endsWith(QLatin1Char('/'))) {
                QDir().mkpath(path);
                continue;
            }
            QDir().mkpath(QFileInfo(path).path());
            QFile file(path);
            if (file.open(QIODevice::WriteOnly)) {
                file.write(content);
            }
        }
    }

private:
    using Identity = std::pair<quint64, qint64>; ///< inode, and when it was made, since numbers are used again
    struct Entry
    {
        Identity identity;
        bool isFolder = false;
        bool operator==(const Entry&) const = default;
    };
    using Entries = std::map<QString, Entry>;

    static Entry entryOf(int at, const QByteArray& path, int flags)
    {
        struct statx facts = {};
        if (::statx(at, path.constData(), flags, STATX_INO | STATX_BTIME | STATX_TYPE, &facts) != 0) {
            return {};
        }
        return {{facts.stx_ino, facts.stx_btime.tv_sec * 1'000'000'000 + facts.stx_btime.tv_nsec},
                S_ISDIR(facts.stx_mode)};
    }
    static Entry entryOf(const QString& path)
    {
        return entryOf(AT_FDCWD, QFile::encodeName(path), AT_SYMLINK_NOFOLLOW);
    }
    static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static Entries entriesOf(const QString& folder)
    {
        Entries entries;
        for (const QString& name : QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
            entries[name] = entryOf(folder + QLatin1Char('/') + name);
        }
        return entries;
    }

    /// All that is there is on the disk.
    void learn(const QString& folder)
    {
        const Entries entries = entriesOf(folder);
        m_folders[entryOf(folder).identity] = entries;
        for (const auto& [name, entry] : entries) {
            const QString path = folder + QLatin1Char('/') + name;
            if (entry.isFolder) {
                learn(path);
            } else {
                m_files[entry.identity] = contentOf(path);
            }
        }
    }

    void hear(fileio::Act act, int descriptor, const QString& path)
    {
        record();
        if (act == fileio::Act::Sync) {
            const Entry entry = entryOf(descriptor, {}, AT_EMPTY_PATH);
            m_files[entry.identity] = contentOf(QStringLiteral("/proc/self/fd/%1").arg(descriptor));
        } else if (act == fileio::Act::SyncFolder) {
            keepFolder(path);
        }
    }

    /// A file of SQLite's, with its own methods but for syncing.
    struct Watched
    {
        QString path;
        bool isNew = false; ///< SQLite syncs the folder of a new log with the log
        const sqlite3_io_methods* its = nullptr;
        sqlite3_io_methods methods = {};
    };
    static std::map<sqlite3_file*, Watched>& watchedFiles()
    {
        static std::map<sqlite3_file*, Watched> all;
        return all;
    }
    static int openWatched(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* outFlags)
    {
        const QString path = QFile::decodeName(name);
        const bool isNew = name && (flags & SQLITE_OPEN_WAL) != 0 && !QFile::exists(path);
        const int result = real->xOpen(real, name, file, flags, outFlags);
        if (result == SQLITE_OK && name && file->pMethods) {
            Watched& watched = watchedFiles()[file];
            watched = {.path = path, .isNew = isNew, .its = file->pMethods, .methods = *file->pMethods};
            watched.methods.xSync = syncWatched;
            watched.methods.xClose = closeWatched;
            file->pMethods = &watched.methods;
        }
        return result;
    }
    static int closeWatched(sqlite3_file* file)
    {
        const auto found = watchedFiles().find(file);
        const int result = found->second.its->xClose(file);
        watchedFiles().erase(found);
        return result;
    }
    static int syncWatched(sqlite3_file* file, int flags)
    {
        Watched& watched = watchedFiles().at(file);
        const int result = watched.its->xSync(file, flags);
        if (result == SQLITE_OK && current) {
            current->record();
            current->m_files[entryOf(watched.path).identity] = contentOf(watched.path);
            if (std::exchange(watched.isNew, false)) {
                current->keepFolder(QFileInfo(watched.path).path());
            }
            current->record();
        }
        return result;
    }
    static int removeWatched(sqlite3_vfs* /*vfs*/, const char* name, int syncsFolder)
    {
        const int result = real->xDelete(real, name, syncsFolder);
        if (result == SQLITE_OK && syncsFolder && current) {
            current->record();
            current->keepFolder(QFileInfo(QFile::decodeName(name)).path());
        }
        return result;
    }
    void keepFolder(const QString& path) { m_folders[entryOf(path).identity] = entriesOf(path); }

    void collect(Image& image, const QString& name, const Identity& folder) const
    {
        image[name + QLatin1Char('/')];
        const auto found = m_folders.find(folder);
        for (const auto& [child, entry] : found == m_folders.end() ? Entries() : found->second) {
            add(image, name + QLatin1Char('/') + child, entry);
        }
    }
    void add(Image& image, const QString& name, const Entry& entry) const
    {
        if (entry.isFolder) {
            collect(image, name, entry.identity);
        } else {
            const auto found = m_files.find(entry.identity);
            image[name] = found == m_files.end() ? QByteArray() : found->second;
        }
    }
    void collectNames(Image& image, const QString& name) const
    {
        image[name + QLatin1Char('/')];
        for (const auto& [child, entry] : entriesOf(m_root + name)) {
            if (entry.isFolder) {
                collectNames(image, name + QLatin1Char('/') + child);
            } else {
                add(image, name + QLatin1Char('/') + child, entry);
            }
        }
    }

    void record()
    {
        Image strict, lucky;
        collect(strict, {}, entryOf(m_root).identity);
        collectNames(lucky, {});
        for (Image* image : {&lucky, &strict}) {
            QCryptographicHash hash(QCryptographicHash::Sha256);
            for (const auto& [name, content] : *image) {
                hash.addData(name.toUtf8() + '\0' + QByteArray::number(content.size()) + '\0' + content);
            }
            if (m_seen.insert(hash.result()).second) {
                m_images.push_back(std::move(*image));
            }
        }
    }

    static inline PowerCut* current = nullptr;
    static inline sqlite3_vfs* real = nullptr;
    QString m_root;
    std::map<Identity, Entries> m_folders;
    std::map<Identity, QByteArray> m_files;
    std::set<QByteArray> m_seen;
    std::vector<Image> m_images;
};

} // namespace bulkhead::fixture
