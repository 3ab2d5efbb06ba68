#include "models/vault/backup.h"

#include "models/vault/backupwriter.h"
#include "models/vault/vaulttext.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <limits>
#include <set>
#include <sys/file.h>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int attemptsAtRest = 5;
constexpr qsizetype randomOctets = 6;                      ///< in the name of what is not finished
constexpr int anyFormat = std::numeric_limits<int>::max(); ///< the vault is open, so its format is known
constexpr qsizetype pieceSize = qsizetype(1) << 20;
constexpr auto wentAway = "vault.file-went-away"_L1; ///< never leaves this file

/// What `into` makes beside the backup.
constexpr auto partialMark = ".partial"_L1;
constexpr auto databaseMark = ".database"_L1;

struct TemporaryFile
{
    explicit TemporaryFile(QString name)
        : path(std::move(name))
    {
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile()
    {
        for (const auto suffix : {""_L1, "-wal"_L1, "-shm"_L1, "-journal"_L1}) {
            fileio::remove(path + suffix);
        }
    }
    QString path;
};

/// A file of the vault's folder that goes into the backup.
struct Item
{
    QString name;
    QString path;
    qint64 size = 0;
};

/// One run over a vault. Begun again where a file went away under its hands.
class BackupRun
{
public:
    BackupRun(const Vault& vault, const BackupOptions& options, QString beside)
        : m_vault(vault)
        , m_options(options)
        , m_beside(std::move(beside))
    {
    }
    Expected<void> into(const QString& path, BackupReport& report);

private:
    Expected<void> checkStop() const;
    Expected<void> copyDatabase(const QString& path);
    Expected<BackupContent> contentOf(const QString& copy, bool& isKnown) const;
    void list();
    Expected<void> measure(BackupReport& report, const std::optional<std::set<QString>>& blobs);
    Expected<void> pack(BackupWriter& writer, const Item& item);
    Expected<Bytes> headerJson() const;
    void show(qint64 more);

    const Vault& m_vault;
    const BackupOptions& m_options;
    QString m_beside;
    std::set<QString> m_found; ///< names of blobs and segments, before and after the snapshot
    std::vector<Item> m_items;
    qint64 m_done = 0;
    qint64 m_all = 0;
};

Expected<void> BackupRun::checkStop() const
{
    return m_options.stop.stop_requested()
        ? failure("vault.cancelled"_L1, VaultText::tr("The backup was cancelled; nothing of it was kept."))
        : Expected<void>();
}

void BackupRun::show(qint64 more)
{
    m_done += more;
    if (m_options.progress) {
        m_options.progress(m_done, std::max(m_done, m_all));
    }
}

Expected<void> BackupRun::copyDatabase(const QString& path)
{
    TRY(Database source, m_vault.connect(Database::Mode::ReadOnly));
    CHECK_OK(source.copyTo(path, m_vault.derived("database"_L1), [this](qint64 done, qint64 all) {
        m_all = all;
        m_done = 0;
        show(done / 2); // It is read a second time when it is packed.
        return checkStop();
    }));
    // What tells copies of a vault apart: without it a restored one never continues a chain of the original.
    TRY(Database copy, Database::open(path, m_vault.derived("database"_L1), Database::Mode::ReadWrite));
    CHECK_OK(copy.run("DELETE FROM vault_meta WHERE name = 'incarnation'"));
    return copy.checkpoint();
}

Expected<BackupContent> BackupRun::contentOf(const QString& copy, bool& isKnown) const
{
    isKnown = static_cast<bool>(m_options.content);
    if (!isKnown) {
        return BackupContent{.blobs = {}, .changes = -1};
    }
    TRY(Database database, Database::open(copy, m_vault.derived("database"_L1), Database::Mode::ReadOnly));
    return m_options.content(database);
}

void BackupRun::list()
{
    for (const auto folder : {"blobs/"_L1, "index/"_L1}) {
        const auto files = QDir(m_vault.folder() + u'/' + folder).entryList(QDir::Files);
        for (const QString& file : files) {
            if (backupformat::EntryHead{folder + file, 0}.isFile()) {
                m_found.insert(folder + file);
            }
        }
    }
}

/// Sizes of everything, before any of it is written.
Expected<void> BackupRun::measure(BackupReport& report, const std::optional<std::set<QString>>& blobs)
{
    std::set<QString> wanted = blobs.value_or(std::set<QString>());
    std::ranges::copy_if(m_found, std::inserter(wanted, wanted.end()),
                         [&](const QString& name) { return !blobs || !name.startsWith("blobs/"_L1); });
    for (const QString& name : wanted) {
        const QFileInfo facts(m_vault.folder() + u'/' + name);
        if (facts.exists()) {
            m_items.push_back({name, facts.filePath(), facts.size()});
        } else if (m_found.contains(name)) {
            return failure(wentAway, {});
        } else {
            report.missing.append(name);
        }
    }
    for (const Item& item : m_items) {
        m_all += item.size;
    }
    report.files += static_cast<qint64>(m_items.size());
    return {};
}

Expected<void> BackupRun::pack(BackupWriter& writer, const Item& item)
{
    auto file = fileio::openForReading(item.path);
    if (!file) {
        return QFileInfo::exists(item.path) ? std::unexpected(file.error()) : failure(wentAway, {});
    }
    CHECK_OK(writer.startEntry(item.name, item.size));
    Bytes piece(std::min(pieceSize, static_cast<qsizetype>(item.size)), Qt::Uninitialized);
    for (qint64 left = item.size; left > 0;) {
        CHECK_OK(checkStop());
        const auto want = static_cast<qsizetype>(std::min<qint64>(piece.size(), left));
        TRY(const qsizetype got, file->read(piece.data(), want));
        if (got != want) {
            return std::unexpected(fileio::systemError(EIO, item.path));
        }
        CHECK_OK(writer.add(BytesView(piece).first(got)));
        left -= got;
        show(got);
    }
    return {};
}

/// As it stands in the folder by now, if it is genuine: a writer may have changed slots since this vault was opened.
Expected<Bytes> BackupRun::headerJson() const
{
    const SecretBytes key = m_vault.derived("header"_L1);
    for (const auto name : {"/vault.json"_L1, "/vault.json.bak"_L1}) {
        TRY(const auto json, fileio::readAll(m_vault.folder() + name, backupformat::largestHeader));
        const auto header = json ? Header::fromJson(*json, anyFormat) : Expected<Header>(std::unexpected(Error()));
        if (header && header->mac == crypto::mac(key, header->content())) {
            return *json;
        }
    }
    return failure(
        "vault.damaged-header"_L1,
        VaultText::tr("The vault's header (vault.json) is not what was written, so no backup of it was made. "
                      "Open the vault once for writing, which puts its copy in place."));
}

Expected<void> BackupRun::into(const QString& path, BackupReport& report)
{
    // Locked for as long as it is written: so whoever tidies up knows that it is not left over.
    TRY(fileio::File file, fileio::create(path));
    ::flock(file.descriptor(), LOCK_EX | LOCK_NB);
    const TemporaryFile copy(m_beside + databaseMark);
    // Before the database, so that the copy is never shorter than its anchor.
    TRY(const auto anchors, fileio::readAll(m_vault.folder() + "/anchors"_L1, fileio::largestAnchor));
    // Before it, since a file may go at once, and after it, since what it names was there by then.
    list();
    CHECK_OK(copyDatabase(copy.path));
    list();
    bool isKnown = false;
    TRY(const BackupContent content, contentOf(copy.path, isKnown));
    std::optional<std::set<QString>> blobs;
    if (isKnown) {
        blobs.emplace();
        for (const Bytes& name : content.blobs) {
            blobs->insert("blobs/"_L1 + hex(name));
        }
    }
    m_items.push_back({u"journal.db"_s, copy.path, QFileInfo(copy.path).size()});
    m_all = m_done;
    report = {.file = report.file, .sha256 = {}, .changes = content.changes, .files = anchors ? 1 : 0, .missing = {}};
    CHECK_OK(measure(report, blobs));

    TRY(const Bytes header, headerJson());
    TRY(BackupWriter writer, BackupWriter::begin(std::move(file), header, m_vault.derived("backup"_L1)));
    CHECK_OK(
        writer.entry(u"about"_s, backupformat::About{m_vault.id(), m_vault.clock().now(), content.changes}.encoded()));
    if (anchors) {
        CHECK_OK(writer.entry(u"anchors"_s, *anchors));
    }
    for (const Item& item : m_items) {
        CHECK_OK(pack(writer, item));
    }
    CHECK_OK(checkStop());
    CHECK_OK(writer.finish());
    report.sha256 = writer.sha256();
    report.bytes = writer.octets();
    return {};
}

/// Removes what a backup to this name left that was killed.
void sweepPartial(const QFileInfo& target)
{
    const QString pattern = u'.' + target.fileName() + u'.';
    const auto names = QDir(target.absolutePath()).entryList(QDir::Files | QDir::Hidden | QDir::NoSymLinks);
    for (const QString& name : names) {
        const QString stem = target.absolutePath() + u'/'
            + name.chopped(name.endsWith(partialMark) ? partialMark.size() : 0);
        const bool isOurs = name.startsWith(pattern) && name.endsWith(partialMark)
            && name.size() == pattern.size() + 2 * randomOctets + partialMark.size();
        const auto file = isOurs ? fileio::openForReading(stem + partialMark) : Expected<fileio::File>();
        if (isOurs && file && ::flock(file->descriptor(), LOCK_EX | LOCK_NB) == 0) {
            const TemporaryFile database(stem + databaseMark);
            const TemporaryFile partial(stem + partialMark);
        }
    }
}

std::unexpected<Error> fileExists(const QString& file)
{
    return failure("vault.file-exists"_L1,
                   VaultText::tr("%1 is there already, and a backup is not written over anything. Choose another name.")
                       .arg(file));
}
} // namespace

Expected<BackupReport> backUp(const Vault& vault, const QString& file, const BackupOptions& options)
{
    const QFileInfo target(file);
    if (target.exists() || target.isSymLink()) {
        return fileExists(file);
    }
    const QString folder = target.absolutePath();
    const QString beside = folder + "/."_L1 + target.fileName() + u'.' + hex(crypto::randomBytes(randomOctets));
    sweepPartial(target);
    BackupReport report{.file = target.absoluteFilePath(), .sha256 = {}, .missing = {}};
    for (int attempt = 1;; ++attempt) {
        TemporaryFile partial(beside + partialMark);
        const auto done = BackupRun(vault, options, beside).into(partial.path, report);
        if (!done && done.error().is(wentAway)) {
            if (attempt < attemptsAtRest) {
                continue;
            }
            return failure("vault.backup-restless"_L1,
                           VaultText::tr("Material was removed again and again while the backup was made, so none was "
                                         "kept. Make it once the removals are done."));
        }
        CHECK_OK(done);
        TRY(const bool isNew, fileio::rename(partial.path, report.file, false));
        if (!isNew) {
            return fileExists(file);
        }
        CHECK_OK(fileio::syncFolder(folder));
        return report;
    }
}

} // namespace bulkhead
