#include "models/provenance/segmentformat.h"

#include "models/base/cbor.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>

namespace bulkhead::provenance::format {

namespace {
using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
constexpr unsigned char nonce[12] = {}; // the key is used once: it is derived from the file's random salt

const unsigned char* octets(BytesView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
} // namespace

Bytes hmacSha256(const SecretBytes& key, BytesView message)
{
    Bytes out(32, '\0');
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets(message),
         static_cast<std::size_t>(message.size()), reinterpret_cast<unsigned char*>(out.data()), &size);
    return out;
}

Bytes sealMeta(const SegmentInfo& info, const RegistryKey& key, BytesView salt, BytesView associated)
{
    cbor::Writer w;
    w.map(4);
    w.unsignedInteger(0);
    w.text(info.name);
    w.unsignedInteger(1);
    w.text(info.version);
    w.unsignedInteger(2);
    w.array(info.tenants.size());
    for (std::size_t i = 0; i < info.tenants.size(); ++i) {
        w.array(2);
        w.text(info.tenants[i]);
        w.unsignedInteger(info.tenantRecords[i]);
    }
    w.unsignedInteger(3);
    w.array(info.columns.size());
    for (const auto& column : info.columns) {
        w.array(4);
        w.text(column.name);
        w.unsignedInteger(static_cast<quint8>(column.meaning));
        w.unsignedInteger(static_cast<quint8>(column.basis));
        w.unsignedInteger(static_cast<quint8>(column.dates));
    }
    const Bytes plain = w.take();
    Bytes out(plain.size() + 16, '\0');
    const SecretBytes own = key.derived("segment-meta", salt);
    const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int size = 0;
    EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, own.data(), nonce);
    EVP_EncryptUpdate(context.get(), nullptr, &size, octets(associated), static_cast<int>(associated.size()));
    EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, octets(plain),
                      static_cast<int>(plain.size()));
    EVP_EncryptFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.data()) + size, &size);
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, 16, out.data() + plain.size());
    return out;
}

bool openMeta(BytesView sealed, const RegistryKey& key, BytesView salt, BytesView associated, SegmentInfo& info)
{
    if (sealed.size() < 16) {
        return false;
    }
    Bytes plain(sealed.size() - 16, '\0');
    Bytes tag = sealed.last(16).toByteArray();
    const SecretBytes own = key.derived("segment-meta", salt);
    const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int size = 0;
    EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, own.data(), nonce);
    EVP_DecryptUpdate(context.get(), nullptr, &size, octets(associated), static_cast<int>(associated.size()));
    EVP_DecryptUpdate(context.get(), reinterpret_cast<unsigned char*>(plain.data()), &size, octets(sealed),
                      static_cast<int>(plain.size()));
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, 16, tag.data());
    if (EVP_DecryptFinal_ex(context.get(), reinterpret_cast<unsigned char*>(plain.data()) + size, &size) != 1) {
        return false;
    }
    cbor::Reader r(plain);
    bool good = r.map() == 4;
    good = good && r.unsignedInteger() == 0;
    info.name = r.text();
    good = good && r.unsignedInteger() == 1;
    info.version = r.text();
    good = good && r.unsignedInteger() == 2;
    for (quint64 left = r.array(); left > 0 && r.ok(); --left) {
        good = good && r.array() == 2;
        info.tenants.push_back(r.text());
        info.tenantRecords.push_back(r.unsignedInteger());
    }
    good = good && r.unsignedInteger() == 3;
    for (quint64 left = r.array(); left > 0 && r.ok(); --left) {
        good = good && r.array() == 4;
        Column column;
        column.name = r.text();
        column.meaning = static_cast<Meaning>(r.unsignedInteger());
        column.basis = static_cast<Column::Basis>(r.unsignedInteger());
        column.dates = static_cast<DateOrder>(r.unsignedInteger());
        info.columns.push_back(column);
    }
    return good && r.finish();
}

} // namespace bulkhead::provenance::format
