#include "models/vault/rekey.h"

#include "models/vault/backupformat.h"
#include "models/vault/leftovers.h"
#include "models/vault/vaultprivate.h"
#include "models/vault/vaulttext.h"
#include "models/vault/wal.h"

#include <QDir>
#include <QFileInfo>

namespace bulkhead {

using namespace Qt::StringLiterals;

struct Renewal::Private
{
    std::unique_ptr<Vault> vault;
    QString folder;
    QString place;
    SecretBytes master;
    Header header;
    std::optional<WriterLock> lock; ///< of the new one
};

/// Makes the new folder.
class Renewal::Building
{
public:
    Building(Private& parts, Vault::Private& old, const RenewalWish& wish)
        : m(parts)
        , m_old(old)
        , m_wish(wish)
    {
    }

    Expected<void> run()
    {
        CHECK_OK(wrapKey());
        CHECK_OK(fileio::makeFolder(m.place));
        TRY(m.lock, WriterLock::take(m.place));
        for (const auto name : {"/blobs"_L1, "/index"_L1, "/rooms"_L1}) {
            CHECK_OK(fileio::makeFolder(m.place + name));
        }
        CHECK_OK(copyDatabase());
        CHECK_OK(linkFiles("/blobs"_L1));
        CHECK_OK(linkFiles("/index"_L1));
        CHECK_OK(copyAnchors());
        CHECK_OK(HeaderFiles(m.place, m_old.newest).write(m.header, m.master));
        return fileio::syncFolder(m.place);
    }

private:
    Expected<void> wrapKey()
    {
        m.master = SecretBytes::random(crypto::keySize);
        m.header = m_old.header;
        m.header.slots.clear();
        for (const Slot& slot : m_old.header.slots) {
            if (m_wish.without.contains(slot.user)) {
                continue;
            }
            TRY(const Bytes key, exchangeKeyOf(slot));
            TRY(Slot renewed, slot.renewed(key, m_old.keys.master, m.master));
            m.header.slots.push_back(std::move(renewed));
        }
        m.header.mac = crypto::mac(crypto::derive(m.master, "header"_L1), m.header.content());
        return {};
    }

    Expected<Bytes> exchangeKeyOf(const Slot& slot) const
    {
        if (slot.user == m_old.user) {
            return crypto::exchangePublicKey(m_old.keys.exchange);
        }
        const auto found = m_wish.exchangeKeys.find(slot.user);
        if (found == m_wish.exchangeKeys.end() || found->second.size() != crypto::keySize) {
            return failure("vault.unknown-key"_L1,
                           VaultText::tr("The journal does not know the key of %1, so their slot would not open the "
                                         "vault any more. Nothing was changed. Give them new keys first (user reset), "
                                         "or leave them out.")
                               .arg(slot.userName));
        }
        return found->second;
    }

    Expected<void> copyDatabase() const
    {
        const QString path = m.place + "/journal.db"_L1;
        TRY(Database source, m_old.connectReading());
        CHECK_OK(source.copyTo(path, crypto::derive(m.master, "database"_L1),
                               [this](qint64 done, qint64 all) -> Expected<void> {
                                   if (m_wish.progress) {
                                       m_wish.progress(done, all);
                                   }
                                   return checkStop();
                               }));
        TRY(const fileio::File file, fileio::openForReading(path));
        return file.sync();
    }

    /// They have keys of their own that stay, so they are the same files.
    Expected<void> linkFiles(QLatin1StringView folder) const
    {
        const auto files = QDir(m_old.folder + folder).entryList(QDir::Files);
        for (const QString& file : files) {
            CHECK_OK(checkStop());
            if (backupformat::EntryHead{folder.mid(1) + u'/' + file, 0}.isFile()) {
                CHECK_OK(fileio::link(m_old.folder + folder + u'/' + file, m.place + folder + u'/' + file));
            }
        }
        return fileio::syncFolder(m.place + folder);
    }

    Expected<void> copyAnchors() const
    {
        TRY(const Bytes payload, m.vault->readAnchor());
        return payload.isEmpty()
            ? Expected<void>()
            : fileio::replace(m.place + "/anchors"_L1, sealedAnchor(m.master, m_old.header.id, payload));
    }

    Expected<void> checkStop() const
    {
        return m_wish.stop.stop_requested()
            ? failure("vault.cancelled"_L1, VaultText::tr("The new master key was cancelled; nothing was changed."))
            : Expected<void>();
    }

    Private& m;
    Vault::Private& m_old;
    const RenewalWish& m_wish;
};

Renewal::Renewal(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{
}

Renewal::Renewal(Renewal&&) noexcept = default;

Renewal::~Renewal()
{
    // What stands there is the new one that was given up, or the old one that was followed.
    if (d && !d->place.isEmpty()) {
        fileio::removeTree(d->place, {u"vault.json"_s, u"vault.json.bak"_s});
    }
}

Expected<Renewal> Renewal::prepare(std::unique_ptr<Vault> vault, const RenewalWish& wish)
{
    Vault::Private& old = *vault->d;
    CHECK_OK(old.mayWrite());
    if (wish.without.contains(old.user)) {
        return failure("vault.own-slot"_L1,
                       VaultText::tr("You cannot leave yourself out: nobody would be sure to open the vault again."));
    }
    Renewal renewal(std::make_unique<Private>());
    Private& parts = *renewal.d;
    parts.vault = std::move(vault);
    parts.folder = old.folder;
    const QFileInfo place(old.folder);
    parts.place = place.path() + "/."_L1 + place.fileName() + rekeyMark + hex(crypto::randomBytes(6));
    CHECK_OK(Building(parts, old, wish).run());
    // From here on by name it would be the new one's.
    CHECK_OK(old.database.checkpoint());
    old.database = {};
    return renewal;
}

QString Renewal::folder() const
{
    return d->place;
}

std::vector<Slot> Renewal::slots() const
{
    return d->header.slots;
}

Expected<void> Renewal::exchange()
{
    removeEmptyWal(d->place + "/journal.db"_L1);
    CHECK_OK(fileio::syncFolder(d->place));
    const QString parent = QFileInfo(d->folder).path();
    CHECK_OK(fileio::syncFolder(parent));
    CHECK_OK(fileio::exchange(d->place, d->folder));
    // The token was copied: the new one goes on as this device. The old one never opens for writing again.
    d->vault->d->incarnation.reset();
    auto synced = fileio::syncFolder(parent);
    if (!synced) { // The old one stays until it is certain which of the two a loss of power would leave.
        d->place.clear();
    }
    return synced;
}

} // namespace bulkhead
