#include "models/vault/slot.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"
#include "models/base/unicode.h"
#include "models/vault/recoverycode.h"
#include "models/vault/vaulttext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t wrappedSize = 96; ///< octets: master ∥ signing ∥ exchange
constexpr qsizetype longestName = 200;
constexpr quint64 slotFormat = 1;        ///< of wrapping, whatever the vault's format is
constexpr qsizetype mostRenewals = 1000; ///< of a slot; one for each `vault rekey` since it was made
constexpr qsizetype renewalSize = crypto::nonceSize + 2 * crypto::keySize + 2 * crypto::tagSize;
constexpr QLatin1StringView renewalBox("bulkhead master key");

std::unexpected<Error> wrong()
{
    return failure(
        QLatin1StringView("vault.wrong-passphrase"),
        VaultText::tr("This does not open the vault. Check the passphrase (capital letters, keyboard layout), the key "
                      "file or the recovery code."));
}

std::unexpected<Error> damaged(const char* field)
{
    return failure(QLatin1StringView("vault.damaged-header"),
                   VaultText::tr("A key slot in vault.json is damaged. Restore vault.json from a backup of the vault."),
                   QString::fromLatin1(field));
}

/// NFC, so that window, file and keyboard give the same key. Empty where it is not UTF-8.
SecretBytes composed(BytesView utf8)
{
    if (std::ranges::all_of(utf8, [](char c) { return static_cast<signed char>(c) >= 0; })) {
        return SecretBytes::copyOf(utf8);
    }
    std::string text = nfc({utf8.data(), static_cast<std::size_t>(utf8.size())});
    auto secret = SecretBytes::copyOf(BytesView(text.data(), static_cast<qsizetype>(text.size())));
    wipe(text.data(), text.size());
    return secret;
}

bool fits(SlotKind kind, const Credential& credential)
{
    switch (kind) {
    case SlotKind::Passphrase:
        return !credential.passphrase.isEmpty();
    case SlotKind::PassphraseAndKeyFile:
        return !credential.passphrase.isEmpty() && !credential.keyFile.isEmpty();
    case SlotKind::RecoveryCode:
        return !credential.recoveryCode.isEmpty();
    case SlotKind::Keyring:
        return !credential.keyring.isEmpty();
    }
    return false;
}

/// HKDF(Argon2id(passphrase or code) ∥ SHA-256(key file), kind).
Expected<SecretBytes> wrappingKey(SlotKind kind, const Credential& credential, const crypto::KdfParameters& kdf)
{
    SecretBytes known;
    if (kind == SlotKind::RecoveryCode) {
        auto code = readRecoveryCode(credential.recoveryCode);
        if (!code) {
            return failure(
                QLatin1StringView("vault.wrong-passphrase"),
                VaultText::tr("This recovery code has a typing mistake: its check characters do not fit. Compare it "
                              "with the printed one, group by group."));
        }
        known = *std::move(code);
    } else if (kind == SlotKind::Keyring) {
        known = credential.keyring.clone();
    } else {
        known = composed(credential.passphrase.view());
        if (known.isEmpty()) {
            return wrong();
        }
    }
    TRY(SecretBytes stretched, crypto::stretch(known, kdf));
    if (kind == SlotKind::PassphraseAndKeyFile) {
        Bytes hash = sha256(credential.keyFile.view());
        SecretBytes both(stretched.size() + static_cast<std::size_t>(hash.size()));
        std::memcpy(both.data(), stretched.data(), stretched.size());
        std::memcpy(both.data() + stretched.size(), hash.constData(), static_cast<std::size_t>(hash.size()));
        wipe(hash);
        stretched = std::move(both);
    }
    QByteArray purpose("bulkhead slot ");
    purpose.append(slotKindName(kind).data(), slotKindName(kind).size());
    return crypto::derive(stretched, QLatin1StringView(purpose));
}

Bytes associatedData(const Slot& slot)
{
    cbor::Writer writer;
    writer.array(9);
    writer.unsignedInteger(slotFormat);
    writer.text(QString(slotKindName(slot.kind)));
    writer.bytes(slot.id.bytes());
    writer.bytes(slot.user.bytes());
    writer.text(slot.userName);
    writer.unsignedInteger(slot.kdf.passes);
    writer.unsignedInteger(slot.kdf.memoryKiB);
    writer.unsignedInteger(slot.kdf.lanes);
    writer.bytes(slot.kdf.salt);
    return writer.take();
}

/// A renewal is sealed for its user, and under the master key that it follows, so that nobody puts a master key of
/// their own behind a slot of somebody else.
constexpr QLatin1StringView renewalPurpose("renewal");

Bytes renewalContext(const Slot& slot)
{
    return slot.id.bytes() + slot.user.bytes();
}

SecretBytes part(const SecretBytes& whole, qsizetype index)
{
    return SecretBytes::copyOf(whole.view().sliced(index * crypto::keySize, crypto::keySize));
}

std::optional<Bytes> bytesFrom(const QJsonValue& value, qsizetype size)
{
    const QByteArray text = value.toString().toLatin1();
    const Bytes bytes = Bytes::fromHex(text);
    if (bytes.size() != size || text.size() != size * 2
        || text.toLower() != bytes.toHex()) { // fromHex skips what is no digit
        return std::nullopt;
    }
    return bytes;
}

std::optional<quint32> numberFrom(const QJsonValue& value)
{
    const double number = value.toDouble(-1);
    const bool isInRange = number >= 0 && number <= std::numeric_limits<quint32>::max(); // NaN is not
    if (!isInRange || std::floor(number) != number) {
        return std::nullopt;
    }
    return static_cast<quint32>(number);
}
} // namespace

QLatin1StringView slotKindName(SlotKind kind)
{
    switch (kind) {
    case SlotKind::Passphrase:
        return "passphrase"_L1;
    case SlotKind::PassphraseAndKeyFile:
        return "passphrase+keyfile"_L1;
    case SlotKind::RecoveryCode:
        return "recovery"_L1;
    case SlotKind::Keyring:
        return "keyring"_L1;
    }
    return {};
}

std::optional<SlotKind> slotKindFromName(QStringView name)
{
    for (const SlotKind kind :
         {SlotKind::Passphrase, SlotKind::PassphraseAndKeyFile, SlotKind::RecoveryCode, SlotKind::Keyring}) {
        if (slotKindName(kind) == name) {
            return kind;
        }
    }
    return std::nullopt;
}

Expected<SecretBytes> Credential::normalisedPassphrase(BytesView utf8)
{
    if (utf8.endsWith('\n')) {
        utf8.chop(utf8.endsWith("\r\n") ? 2 : 1);
    }
    if (utf8.isEmpty()) {
        return failure(QLatin1StringView("vault.passphrase-empty"),
                       VaultText::tr("The passphrase is empty. Enter one."));
    }
    SecretBytes passphrase = composed(utf8);
    if (passphrase.isEmpty()) {
        return failure(QLatin1StringView("vault.passphrase-not-text"),
                       VaultText::tr("The passphrase is not UTF-8 text. Save the file that holds it as UTF-8."));
    }
    return passphrase;
}

Credential Credential::clone() const
{
    return {passphrase.clone(), keyFile.clone(), recoveryCode.clone(), user, keyring.clone()};
}

UserKeys UserKeys::clone() const
{
    return {master.clone(), signing.clone(), exchange.clone()};
}

Expected<Slot> Slot::make(Id id, Id user, const QString& userName, SlotKind kind, qint64 created,
                          const Credential& credential, const UserKeys& keys, crypto::KdfParameters kdf)
{
    if (!fits(kind, credential)) {
        return failure(
            QLatin1StringView("vault.credential-incomplete"),
            VaultText::tr("This kind of key slot needs more than was given: a passphrase, a key file that is not "
                          "empty, or a recovery code."));
    }
    if (userName.trimmed().isEmpty() || userName.size() > longestName) {
        return failure(QLatin1StringView("vault.bad-name"), VaultText::tr("A user's name has 1 to 200 characters."));
    }
    Slot slot{.id = id,
              .user = user,
              .userName = userName,
              .kind = kind,
              .created = created,
              .kdf = std::move(kdf),
              .nonce = crypto::randomBytes(crypto::nonceSize),
              .wrapped = {}};
    TRY(const SecretBytes key, wrappingKey(kind, credential, slot.kdf));
    SecretBytes plain(wrappedSize);
    std::memcpy(plain.data(), keys.master.data(), crypto::keySize);
    std::memcpy(plain.data() + crypto::keySize, keys.signing.data(), crypto::keySize);
    std::memcpy(plain.data() + 2 * crypto::keySize, keys.exchange.data(), crypto::keySize);
    slot.wrapped = crypto::seal(key, slot.nonce, associatedData(slot), plain.view());
    return slot;
}

Expected<UserKeys> Slot::unlock(const Credential& credential) const
{
    if (!fits(kind, credential)) {
        return wrong();
    }
    TRY(const SecretBytes key, wrappingKey(kind, credential, kdf));
    const auto plain = crypto::openSecret(key, nonce, associatedData(*this), wrapped);
    if (!plain || plain->size() != wrappedSize) {
        return wrong();
    }
    UserKeys keys{part(*plain, 0), part(*plain, 1), part(*plain, 2)};
    for (const Bytes& renewal : renewals) {
        const auto box = crypto::open(crypto::derive(keys.master, renewalPurpose),
                                      BytesView(renewal).first(crypto::nonceSize), renewalContext(*this),
                                      BytesView(renewal).sliced(crypto::nonceSize));
        auto next = box ? crypto::openBox(keys.exchange, renewalBox, *box)
                        : Expected<SecretBytes>(std::unexpected(box.error()));
        if (!next || next->size() != crypto::keySize) {
            return damaged("renewals");
        }
        keys.master = *std::move(next);
    }
    return keys;
}

Expected<Slot> Slot::renewed(BytesView exchangeKey, const SecretBytes& current, const SecretBytes& fresh) const
{
    TRY(const Bytes box, crypto::sealTo(exchangeKey, renewalBox, fresh));
    const Bytes sealNonce = crypto::randomBytes(crypto::nonceSize);
    Slot slot = *this;
    slot.renewals.push_back(
        sealNonce + crypto::seal(crypto::derive(current, renewalPurpose), sealNonce, renewalContext(*this), box));
    return slot;
}

QJsonObject Slot::toJson() const
{
    QJsonObject json{{u"id"_s, id.text()},
                     {u"user"_s, user.text()},
                     {u"user_name"_s, userName},
                     {u"kind"_s, QString(slotKindName(kind))},
                     {u"created"_s, QDateTime::fromMSecsSinceEpoch(created, Qt::UTC).toString(Qt::ISODateWithMs)},
                     {u"kdf"_s,
                      QJsonObject{{u"algorithm"_s, u"argon2id"_s},
                                  {u"passes"_s, static_cast<qint64>(kdf.passes)},
                                  {u"memory_kib"_s, static_cast<qint64>(kdf.memoryKiB)},
                                  {u"lanes"_s, static_cast<qint64>(kdf.lanes)},
                                  {u"salt"_s, hex(kdf.salt)}}},
                     {u"nonce"_s, hex(nonce)},
                     {u"wrapped"_s, hex(wrapped)}};
    if (!renewals.empty()) {
        QJsonArray list;
        for (const Bytes& renewal : renewals) {
            list.append(hex(renewal));
        }
        json.insert(u"renewals"_s, list);
    }
    return json;
}

Expected<Slot> Slot::fromJson(const QJsonObject& json)
{
    const QJsonObject kdf = json.value("kdf"_L1).toObject();
    const auto id = Id::fromText(json.value("id"_L1).toString());
    const auto user = Id::fromText(json.value("user"_L1).toString());
    const QString name = json.value("user_name"_L1).toString();
    const auto kind = slotKindFromName(json.value("kind"_L1).toString());
    const auto created = QDateTime::fromString(json.value("created"_L1).toString(), Qt::ISODateWithMs);
    if (!id || !user || name.isEmpty() || !kind || !created.isValid()) {
        return damaged("id, user, user_name, kind, created");
    }
    const auto passes = numberFrom(kdf.value("passes"_L1)), memory = numberFrom(kdf.value("memory_kib"_L1)),
               lanes = numberFrom(kdf.value("lanes"_L1));
    const auto salt = bytesFrom(kdf.value("salt"_L1), 16);
    if (kdf.value("algorithm"_L1).toString() != "argon2id"_L1 || !passes || !memory || !lanes || !salt) {
        return damaged("kdf");
    }
    const auto nonce = bytesFrom(json.value("nonce"_L1), crypto::nonceSize);
    const auto wrapped = bytesFrom(json.value("wrapped"_L1), static_cast<qsizetype>(wrappedSize) + crypto::tagSize);
    if (!nonce || !wrapped) {
        return damaged("nonce, wrapped");
    }
    const QJsonArray list = json.value("renewals"_L1).toArray();
    std::vector<Bytes> renewals;
    for (const QJsonValue& one : list) {
        const auto renewal = bytesFrom(one, renewalSize);
        if (!renewal || list.size() > mostRenewals) {
            return damaged("renewals");
        }
        renewals.push_back(*renewal);
    }
    return Slot{.id = *id,
                .user = *user,
                .userName = name,
                .kind = *kind,
                .created = created.toMSecsSinceEpoch(),
                .kdf = {.passes = *passes, .memoryKiB = *memory, .lanes = *lanes, .salt = *salt},
                .nonce = *nonce,
                .wrapped = *wrapped,
                .renewals = std::move(renewals)};
}

} // namespace bulkhead
