#include "models/provenance/fingerprint.h"

#include "models/base/digest.h"

#include <QCoreApplication>

#include <openssl/hmac.h>

#include <cstring>

namespace bulkhead::provenance {

QString keyClassId(KeyClass keyClass)
{
    switch (keyClass) {
    case KeyClass::NameBirthDate:
        return QStringLiteral("fullName+birthDate");
    case KeyClass::NameCompany:
        return QStringLiteral("fullName+company");
    case KeyClass::NamePostcode:
        return QStringLiteral("fullName+postcode");
    case KeyClass::NameStreet:
        return QStringLiteral("fullName+street");
    case KeyClass::NameCity:
        return QStringLiteral("fullName+city");
    default:
        return meaningId(static_cast<Meaning>(keyClass));
    }
}

Expected<RegistryKey> RegistryKey::from(const SecretBytes& secret)
{
    if (secret.size() < 16 || secret.size() > 64) {
        return failure(QLatin1StringView("provenance.bad-key"),
                       QCoreApplication::translate(
                           "Provenance", "The registry's key has the wrong length. The vault may be damaged."));
    }
    RegistryKey key;
    key.m_secret = secret.clone();
    const SecretBytes sip = key.derived("fingerprint");
    key.m_fingerprint = SecretBytes(sizeof(SipKey));
    std::memcpy(key.m_fingerprint.data(), sip.data(), sizeof(SipKey));
    key.m_id = key.derived("key-id").view().first(16).toByteArray();
    return key;
}

SecretBytes RegistryKey::derived(QByteArrayView label, BytesView salt) const
{
    Bytes message = "bulkhead.provenance.v1.";
    message.append(label).append('\0').append(salt);
    SecretBytes out(32);
    unsigned size = 0;
    HMAC(EVP_sha256(), m_secret.data(), static_cast<int>(m_secret.size()),
         reinterpret_cast<const unsigned char*>(message.constData()), static_cast<std::size_t>(message.size()),
         out.data(), &size);
    return out;
}

quint64 fingerprint(const RegistryKey& key, KeyClass keyClass, std::initializer_list<std::string_view> parts)
{
    std::string text(1, static_cast<char>(keyClass));
    bool first = true;
    for (const auto part : parts) {
        if (!first) {
            text.push_back('\x1F');
        }
        first = false;
        text.append(part);
    }
    return fingerprintOf(key, text);
}

} // namespace bulkhead::provenance
