#include "models/vault/header.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"
#include "models/base/unicode.h"
#include "models/vault/fileio.h"
#include "models/vault/vault.h"
#include "models/vault/vaulttext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype largestHeader = qsizetype(4) << 20; ///< octets; thousands of slots

Error damagedHeader(const QString& detail)
{
    return {
        u"vault.damaged-header"_s,
        VaultText::tr("The vault's header (vault.json) is damaged, and without it the vault cannot be opened. Restore "
                      "vault.json from a backup of the vault; the rest of the folder can stay as it is."),
        detail};
}

QString isoTime(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

std::string folded(const QString& name)
{
    const QByteArray utf8 = name.trimmed().toUtf8();
    return nfkcFolded({utf8.constData(), static_cast<std::size_t>(utf8.size())});
}

Expected<Header> readHeader(const QString& path, int newest)
{
    TRY(const auto content, fileio::readAll(path, largestHeader));
    if (!content) {
        return std::unexpected(damagedHeader(u"missing"_s));
    }
    return Header::fromJson(*content, newest);
}
} // namespace

bool isSameName(const QString& one, const QString& other)
{
    return folded(one) == folded(other);
}

Expected<Header> Header::fromJson(const Bytes& json, int newest)
{
    QJsonParseError parsed = {};
    const QJsonObject root = QJsonDocument::fromJson(json, &parsed).object();
    if (parsed.error != QJsonParseError::NoError || root.value("type"_L1).toString() != "bulkhead vault"_L1) {
        return std::unexpected(damagedHeader(parsed.errorString()));
    }
    Header header;
    header.format = root.value("format"_L1).toInt(0);
    if (header.format > newest) {
        return failure(
            "vault.newer-format"_L1,
            VaultText::tr("This vault was written by a newer version of the program (format %1; this one reads "
                          "up to %2). Install the newer version to open it; nothing was changed.")
                .arg(header.format)
                .arg(newest));
    }
    const auto id = Id::fromText(root.value("id"_L1).toString());
    const auto created = QDateTime::fromString(root.value("created"_L1).toString(), Qt::ISODateWithMs);
    header.name = root.value("name"_L1).toString();
    const QJsonArray slots = root.value("slots"_L1).toArray();
    if (header.format < 1 || !id || !created.isValid() || slots.isEmpty()) {
        return std::unexpected(damagedHeader(u"format, id, created, slots"_s));
    }
    header.id = *id;
    header.created = created.toMSecsSinceEpoch();
    for (const QJsonValue& slot : slots) {
        TRY(Slot read, Slot::fromJson(slot.toObject()));
        header.slots.push_back(std::move(read));
    }
    header.mac = Bytes::fromHex(root.value("mac"_L1).toString().toLatin1());
    if (root.value("sha256"_L1).toString() != hex(sha256(header.content()))) {
        return std::unexpected(damagedHeader(u"sha256"_s));
    }
    return header;
}

Bytes Header::toJson(const SecretBytes& master) const
{
    QJsonArray list;
    for (const Slot& slot : slots) {
        list.append(slot.toJson());
    }
    const Bytes whole = content();
    const QJsonObject root{{u"type"_s, u"bulkhead vault"_s},
                           {u"format"_s, format},
                           {u"id"_s, id.text()},
                           {u"name"_s, name},
                           {u"created"_s, isoTime(created)},
                           {u"slots"_s, list},
                           {u"sha256"_s, hex(sha256(whole))},
                           {u"mac"_s, hex(crypto::mac(crypto::derive(master, "header"_L1), whole))}};
    return QJsonDocument(root).toJson(QJsonDocument::Indented);
}

bool Header::isAuthentic(const SecretBytes& master) const
{
    const Bytes expected = crypto::mac(crypto::derive(master, "header"_L1), content());
    return SecretBytes::copyOf(mac).equals(SecretBytes::copyOf(expected));
}

Expected<Header::Unlocked> Header::unlock(const Credential& credential) const
{
    std::optional<Error> telling; // The most telling error: one that is not merely "not this slot".
    for (const Slot& slot : slots) {
        if (!credential.user.isEmpty() && !isSameName(slot.userName, credential.user)) {
            continue;
        }
        auto opened = slot.unlock(credential);
        if (opened && !isAuthentic(opened->master)) {
            return failure(
                "vault.damaged-header"_L1,
                VaultText::tr("The vault's header (vault.json) was changed by somebody who has no key to this vault: "
                              "key slots or names in it are not what was written. Restore vault.json from a backup "
                              "of the vault."));
        }
        if (opened) {
            return Unlocked{*std::move(opened), slot.user, slot.userName};
        }
        if (!telling || telling->is("vault.wrong-passphrase"_L1)) {
            telling = opened.error();
        }
    }
    return telling ? std::unexpected(*telling)
                   : failure("vault.wrong-passphrase"_L1,
                             VaultText::tr("There is no user %1 in this vault. Check the name.").arg(credential.user));
}

Bytes Header::content() const
{
    cbor::Writer writer;
    writer.array(5);
    writer.integer(format);
    writer.bytes(id.bytes());
    writer.text(name);
    writer.integer(created);
    writer.array(slots.size());
    for (const Slot& slot : slots) {
        writer.array(slot.renewals.empty() ? 10 : 11);
        writer.bytes(slot.id.bytes());
        writer.bytes(slot.user.bytes());
        writer.text(slot.userName);
        writer.text(QString(slotKindName(slot.kind)));
        writer.integer(slot.created);
        writer.unsignedInteger(slot.kdf.passes);
        writer.unsignedInteger(slot.kdf.memoryKiB);
        writer.unsignedInteger(slot.kdf.lanes);
        writer.bytes(slot.kdf.salt);
        writer.bytes(slot.nonce + slot.wrapped);
        if (!slot.renewals.empty()) {
            writer.array(slot.renewals.size());
            for (const Bytes& renewal : slot.renewals) {
                writer.bytes(renewal);
            }
        }
    }
    return writer.take();
}

HeaderFiles::HeaderFiles(QString folder, int newest)
    : m_path(folder + "/vault.json"_L1)
    , m_copy(folder + "/vault.json.bak"_L1)
    , m_newest(newest)
{
}

bool HeaderFiles::exist() const
{
    return QFileInfo::exists(m_path) || QFileInfo::exists(m_copy);
}

Expected<std::vector<Header>> HeaderFiles::read() const
{
    if (!exist()) {
        return failure("vault.not-a-vault"_L1,
                       VaultText::tr("There is no vault in this folder (it has no vault.json). Choose the vault's own "
                                     "folder, or create a new vault."));
    }
    auto first = readHeader(m_path, m_newest);
    if (!first && !first.error().is("vault.damaged-header"_L1)) {
        return std::unexpected(first.error());
    }
    auto copy = readHeader(m_copy, m_newest);
    std::vector<Header> headers;
    if (first) {
        headers.push_back(*first);
    }
    if (copy && (!first || copy->content() != first->content() || copy->mac != first->mac)) {
        headers.push_back(*std::move(copy));
    }
    if (headers.empty()) {
        return std::unexpected(first.error());
    }
    return headers;
}

Expected<void> HeaderFiles::write(const Header& header, const SecretBytes& master) const
{
    const Bytes json = header.toJson(master);
    const auto former = fileio::readAll(m_path, largestHeader);
    if (auto written = fileio::replace(m_path, json); !written) {
        // It may have its name already, where only the folder could not be synced: what is refused is not to stand.
        const auto now = fileio::readAll(m_path, largestHeader);
        if (former && *former && now && *now != *former) {
            (void)fileio::replace(m_path, **former);
        }
        return written;
    }
    // Better no copy than one in which a removed slot lives on.
    if (!fileio::replace(m_copy, json)) {
        fileio::remove(m_copy);
    }
    return {};
}

bool HeaderFiles::areBoth(const Header& header) const
{
    const auto same = [&, this](const QString& path) {
        const auto read = readHeader(path, m_newest);
        return read && read->content() == header.content() && read->mac == header.mac;
    };
    return same(m_path) && same(m_copy);
}

} // namespace bulkhead
