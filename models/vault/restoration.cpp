#include "models/vault/backup.h"
#include "models/vault/backupreader.h"
#include "models/vault/leftovers.h"
#include "models/vault/vaulttext.h"
#include "models/vault/wal.h"
#include "models/vault/writerlock.h"

#include <QDir>
#include <QFileInfo>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
std::unexpected<Error> placeTaken(const QString& folder)
{
    return failure(
        "vault.exists"_L1,
        VaultText::tr("%1 is there already. A backup is restored into a new folder only: choose another name.")
            .arg(folder));
}

Expected<void> writeWhole(const QString& path, BytesView content)
{
    TRY(const fileio::File file, fileio::create(path));
    CHECK_OK(file.write(content));
    return file.sync();
}
} // namespace

/// Writes the files of a backup into a folder that nobody knows yet.
class Restoration::Unpacking
{
public:
    Unpacking(BackupReader& reader, Restoration& into, const OctetProgress& progress, std::stop_token stop)
        : m_reader(reader)
        , m_into(into)
        , m_progress(progress)
        , m_stop(std::move(stop))
    {
    }

    Expected<void> run()
    {
        const QString& place = m_into.m_place;
        CHECK_OK(fileio::makeFolder(place));
        TRY(WriterLock lock, WriterLock::take(place)); // Says to whoever tidies up that somebody is at work here.
        m_into.m_lock = std::make_shared<WriterLock>(std::move(lock));
        for (const auto name : {"/blobs"_L1, "/index"_L1, "/rooms"_L1}) {
            CHECK_OK(fileio::makeFolder(place + name));
        }
        for (;;) {
            TRY(const auto head, m_reader.next());
            if (!head) {
                break;
            }
            CHECK_OK(unpack(*head));
        }
        // Last: a folder without it is no vault.
        CHECK_OK(writeWhole(place + "/vault.json"_L1, m_reader.headerJson()));
        CHECK_OK(writeWhole(place + "/vault.json.bak"_L1, m_reader.headerJson()));
        for (const auto name : {"/blobs"_L1, "/index"_L1, ""_L1}) {
            CHECK_OK(fileio::syncFolder(place + name));
        }
        return {};
    }

private:
    Expected<void> unpack(const backupformat::EntryHead& head)
    {
        if (!head.isFile()) {
            return failure("vault.newer-format"_L1,
                           VaultText::tr("This backup holds a part that this version of the program does not know. "
                                         "Install a newer version to restore it."),
                           head.name);
        }
        TRY(const fileio::File file, fileio::create(m_into.m_place + u'/' + head.name));
        for (;;) {
            if (m_stop.stop_requested()) {
                return failure("vault.cancelled"_L1, VaultText::tr("Restoring was cancelled; nothing of it was kept."));
            }
            TRY(const BytesView piece, m_reader.content());
            if (piece.isEmpty()) {
                break;
            }
            CHECK_OK(file.write(piece));
            if (m_progress) {
                m_progress(m_reader.position(), m_reader.fileSize());
            }
        }
        ++m_into.m_files;
        m_into.m_bytes += head.size;
        return file.sync();
    }

    BackupReader& m_reader;
    Restoration& m_into;
    const OctetProgress& m_progress;
    std::stop_token m_stop;
};

Restoration::Restoration(Restoration&& other) noexcept
    : m_place(std::exchange(other.m_place, QString()))
    , m_target(std::move(other.m_target))
    , m_created(other.m_created)
    , m_changes(other.m_changes)
    , m_files(other.m_files)
    , m_bytes(other.m_bytes)
    , m_lock(std::move(other.m_lock))
{
}

Restoration::~Restoration()
{
    if (!m_place.isEmpty()) {
        m_lock.reset();
        fileio::removeTree(m_place);
    }
}

Expected<Restoration> Restoration::unpack(const QString& file, const QString& folder, const Credential& credential,
                                          const OctetProgress& progress, std::stop_token stop)
{
    const QFileInfo target(QDir::cleanPath(QFileInfo(folder).absoluteFilePath()));
    if (target.exists() || target.isSymLink()) {
        return placeTaken(folder);
    }
    TRY(BackupReader reader, BackupReader::open(file, credential));
    sweepLeftovers(target.filePath(), restoringMark, {});
    Restoration made;
    made.m_target = target.filePath();
    made.m_created = reader.about().created;
    made.m_changes = reader.about().changes;
    if (!QDir().mkpath(target.path())) {
        return std::unexpected(fileio::systemError(EACCES, target.path()));
    }
    made.m_place = target.path() + "/."_L1 + target.fileName() + restoringMark + hex(crypto::randomBytes(6));
    CHECK_OK(Unpacking(reader, made, progress, std::move(stop)).run());
    return made;
}

Expected<void> Restoration::keep()
{
    removeEmptyWal(m_place + "/journal.db"_L1);
    m_lock.reset();
    CHECK_OK(fileio::syncFolder(m_place));
    TRY(const bool isNew, fileio::rename(m_place, m_target, false));
    if (!isNew) {
        return placeTaken(m_target);
    }
    m_place.clear();
    return fileio::syncFolder(QFileInfo(m_target).path());
}

} // namespace bulkhead
