#include "models/vault/vault.h"

#include "models/base/cbor.h"
#include "models/vault/hardening.h"
#include "models/vault/leftovers.h"
#include "models/vault/vaultprivate.h"
#include "models/vault/vaulttext.h"
#include "models/vault/wal.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr char anchorMagic[] = "BLKHANC1";

constexpr QLatin1StringView subfolders[] = {"blobs"_L1, "index"_L1, "rooms"_L1};

/// Takes back what `create` made, unless it came to its end.
class Undo
{
public:
    Undo(QString folder, bool wasThere)
        : m_folder(std::move(folder))
        , m_wasThere(wasThere)
    {
    }
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;
    ~Undo()
    {
        if (m_isDone) {
            return;
        }
        for (const auto name : {"vault.json"_L1, "vault.json.bak"_L1, "vault.json.new"_L1, "vault.json.bak.new"_L1,
                                "journal.db"_L1, "journal.db-wal"_L1, "journal.db-shm"_L1, "vault.lock"_L1}) {
            fileio::remove(m_folder + u'/' + name);
        }
        for (const auto name : subfolders) {
            QDir().rmdir(m_folder + u'/' + name);
        }
        if (!m_wasThere) {
            QDir().rmdir(m_folder);
        }
    }
    void done() { m_isDone = true; }

private:
    QString m_folder;
    bool m_wasThere;
    bool m_isDone = false;
};

Expected<bool> mayBecomeVault(const QString& folder)
{
    const QFileInfo place(folder);
    if (!place.exists()) {
        return false;
    }
    if (HeaderFiles(folder).exist()) {
        return failure("vault.exists"_L1,
                       VaultText::tr("There is a vault in this folder already. Open it, or choose another folder."));
    }
    if (!place.isDir() || !QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
        return failure(
            "vault.exists"_L1,
            VaultText::tr("This folder is not empty. A vault needs a folder of its own: choose another name."));
    }
    return true;
}

Expected<void> makeFolders(const QString& folder)
{
    if (!QDir().mkpath(QFileInfo(folder).absolutePath())) {
        return std::unexpected(fileio::systemError(EACCES, folder));
    }
    CHECK_OK(fileio::makeFolder(folder));
    ::chmod(QFile::encodeName(folder).constData(), 0700);
    for (const auto name : subfolders) {
        CHECK_OK(fileio::makeFolder(folder + u'/' + name));
    }
    return fileio::syncFolder(QFileInfo(folder).absolutePath());
}

QString cleaned(const QString& folder)
{
    return QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
}
} // namespace

Vault::Vault(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{
}

Vault::~Vault()
{
    if (d->access == Access::Write && d->database.isOpen()) {
        if (d->incarnation) {
            d->incarnation->leave(d->database);
        }
        (void)d->database.checkpoint(); // A reader may hold it up; then the log stays, which is as safe.
    }
    d->database = {};
    d.reset();
    crypto::forgetKeysOfThisThread();
}

Expected<std::unique_ptr<Vault>> Vault::create(const QString& folder, const NewVault& wish, const Clock& clock)
{
    const QString name = wish.name.trimmed();
    if (name.isEmpty()) {
        return failure("vault.bad-name"_L1, VaultText::tr("A vault needs a name."));
    }
    const QString path = cleaned(folder);
    TRY(const bool wasThere, mayBecomeVault(path));

    auto parts = std::make_unique<Private>(path, Access::Write, clock);
    parts->keys = {SecretBytes::random(crypto::keySize), SecretBytes::random(crypto::keySize),
                   SecretBytes::random(crypto::keySize)};
    parts->user = Id::make(clock.now());
    parts->userName = wish.userName.trimmed();
    parts->isNew = true;
    const SlotKind kind = wish.credential.keyFile.isEmpty() ? SlotKind::Passphrase : SlotKind::PassphraseAndKeyFile;
    TRY(Slot slot,
        Slot::make(Id::make(clock.now()), parts->user, parts->userName, kind, clock.now(), wish.credential, parts->keys,
                   crypto::KdfParameters::tuned(wish.kdfSeconds)));
    parts->header = {.id = Id::make(clock.now()),
                     .format = vaultFormat,
                     .name = name,
                     .created = clock.now(),
                     .slots = {},
                     .mac = {}};
    parts->header.slots.push_back(std::move(slot));

    Undo undo(path, wasThere);
    CHECK_OK(makeFolders(path));
    TRY(parts->lock, WriterLock::take(path));
    CHECK_OK(parts->createDatabase());
    CHECK_OK(parts->openBlobs());
    CHECK_OK(parts->enrolDevice());
    CHECK_OK(parts->database.checkpoint());
    // Last: a folder without it is no vault.
    CHECK_OK(parts->headerFiles().write(parts->header, parts->keys.master));
    undo.done();
    return std::unique_ptr<Vault>(new Vault(std::move(parts)));
}

Expected<std::unique_ptr<Vault>> Vault::open(const QString& folder, const Credential& credential, Access access,
                                             const Clock& clock, const Migrations& migrations)
{
    const int newest = migrations.empty() ? vaultFormat : migrations.back().from + 1;
    auto parts = std::make_unique<Private>(cleaned(folder), access, clock, newest);
    if (!parts->headerFiles().exist()) {
        return std::unexpected(parts->headerFiles().read().error());
    }
    if (access == Access::Write) {
        if (::access(QFile::encodeName(parts->folder).constData(), W_OK) != 0) {
            return std::unexpected(fileio::systemError(errno, parts->folder));
        }
        TRY(parts->lock, WriterLock::take(parts->folder));
    }
    CHECK_OK(parts->unlock(credential));
    CHECK_OK(parts->openDatabase());
    if (access == Access::Write) {
        sweepLeftovers(parts->folder, rekeyMark, parts->header.id);
    }
    std::unique_ptr<Vault> vault(new Vault(std::move(parts)));
    CHECK_OK(vault->migrate(migrations));
    CHECK_OK(vault->d->openBlobs());
    CHECK_OK(vault->d->enrolDevice());
    return vault;
}

Expected<VaultStatus> Vault::status(const QString& folder)
{
    const QString path = cleaned(folder);
    TRY(const auto headers, HeaderFiles(path).read());
    const Header& header = headers.front();
    return VaultStatus{.path = path,
                       .id = header.id,
                       .format = header.format,
                       .name = header.name,
                       .created = header.created,
                       .slots = header.slots,
                       .lockedBy = WriterLock::holder(path)};
}

Id Vault::id() const
{
    return d->header.id;
}

QString Vault::name() const
{
    return d->header.name;
}

QString Vault::folder() const
{
    return d->folder;
}

Vault::Access Vault::access() const
{
    return d->access;
}

const Clock& Vault::clock() const
{
    return d->clock;
}

bool Vault::isNew() const
{
    return d->isNew;
}

void Vault::founded()
{
    d->isNew = false;
}

Expected<Database> Vault::connect(Database::Mode mode) const
{
    if (mode != Database::Mode::ReadOnly) {
        CHECK_OK(d->mayWrite());
    }
    return Database::open(d->databasePath(), d->derived("database"_L1), mode);
}

QString Vault::indexFolder() const
{
    return d->folder + "/index"_L1;
}

QString Vault::roomFolder() const
{
    return d->folder + "/rooms"_L1;
}

BlobStore& Vault::blobs() const
{
    return *d->blobs;
}

Id Vault::userId() const
{
    return d->user;
}

QString Vault::userName() const
{
    return d->userName;
}

Bytes Vault::userSigningKey() const
{
    return crypto::signingPublicKey(d->keys.signing);
}

Bytes Vault::userExchangeKey() const
{
    return crypto::exchangePublicKey(d->keys.exchange);
}

Bytes Vault::deviceKey() const
{
    return d->deviceKey;
}

Bytes Vault::signAsDevice(BytesView message) const
{
    return d->deviceSeed.isEmpty() ? Bytes() : crypto::sign(d->deviceSeed, message);
}

Bytes Vault::formerDeviceKey() const
{
    return d->formerKey;
}

Bytes Vault::signAsFormerDevice(BytesView message) const
{
    return d->formerSeed.isEmpty() ? Bytes() : crypto::sign(d->formerSeed, message);
}

Bytes Vault::certifyDevice(BytesView message) const
{
    return crypto::sign(d->keys.signing, message);
}

Expected<SecretBytes> Vault::openBox(QLatin1StringView purpose, BytesView box) const
{
    return crypto::openBox(d->keys.exchange, purpose, box);
}

SecretBytes Vault::derived(QLatin1StringView purpose) const
{
    return d->derived(purpose);
}

Expected<SecretBytes> Vault::stored(QLatin1StringView purpose) const
{
    return d->stored(purpose);
}

Expected<void> Vault::writeAnchor(BytesView payload)
{
    CHECK_OK(d->mayWrite());
    return fileio::replace(d->folder + "/anchors"_L1, sealedAnchor(d->keys.master, d->header.id, payload));
}

Bytes sealedAnchor(const SecretBytes& master, const Id& vault, BytesView payload)
{
    const Bytes nonce = crypto::randomBytes(crypto::nonceSize);
    return Bytes(anchorMagic, 8) + nonce
        + crypto::seal(crypto::derive(master, "anchor"_L1), nonce, vault.bytes(), payload);
}

Expected<Bytes> Vault::readAnchor() const
{
    TRY(const auto content, fileio::readAll(d->folder + "/anchors"_L1, fileio::largestAnchor));
    if (!content) {
        return Bytes();
    }
    constexpr qsizetype head = 8 + crypto::nonceSize;
    const BytesView file = *content;
    if (file.size() >= head && file.startsWith(anchorMagic)) {
        auto payload = crypto::open(d->derived("anchor"_L1), file.sliced(8, crypto::nonceSize), d->header.id.bytes(),
                                    file.sliced(head));
        if (payload) {
            return *std::move(payload);
        }
    }
    return failure(
        "vault.anchor-damaged"_L1,
        VaultText::tr("The file that remembers how long the journal is (anchors) was damaged or exchanged. The "
                      "journal itself is checked all the same; compare it with another copy of the vault."));
}

QString Vault::walDamage() const
{
    return d->walDamage;
}

QStringList Vault::warnings() const
{
    QStringList warnings = d->warnings + exposureWarnings(d->folder);
    if (d->incarnation && !d->incarnation->warning().isEmpty()) {
        warnings.append(d->incarnation->warning());
    }
    return warnings;
}

} // namespace bulkhead
