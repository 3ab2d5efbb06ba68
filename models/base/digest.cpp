#include "models/base/digest.h"

#include <openssl/evp.h>

#include <utility>

namespace bulkhead {

namespace {
const EVP_MD* fetchedSha256()
{
    // Fetched once: an implicit fetch per digest costs as much as hashing 400 bytes.
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return algorithm;
}
} // namespace

Bytes sha256(BytesView bytes)
{
    thread_local Sha256 hash;
    hash.add(bytes);
    return hash.finish();
}

Sha256Octets sha256Octets(BytesView bytes)
{
    thread_local Sha256 hash;
    hash.add(bytes);
    return hash.finishOctets();
}

Sha256::Sha256()
    : m_context(EVP_MD_CTX_new())
{
    EVP_DigestInit_ex2(m_context, fetchedSha256(), nullptr);
}

Sha256::~Sha256()
{
    EVP_MD_CTX_free(m_context);
}

Sha256::Sha256(Sha256&& other) noexcept
    : m_context(std::exchange(other.m_context, nullptr))
{
}

Sha256& Sha256::operator=(Sha256&& other) noexcept
{
    std::swap(m_context, other.m_context);
    return *this;
}

void Sha256::add(BytesView bytes)
{
    EVP_DigestUpdate(m_context, bytes.data(), static_cast<std::size_t>(bytes.size()));
}

Bytes Sha256::finish()
{
    const Sha256Octets digest = finishOctets();
    return {digest.data(), static_cast<qsizetype>(digest.size())};
}

Sha256Octets Sha256::finishOctets()
{
    Sha256Octets digest;
    EVP_DigestFinal_ex(m_context, reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    EVP_DigestInit_ex2(m_context, nullptr, nullptr);
    return digest;
}

} // namespace bulkhead
