#include "models/base/secretbytes.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <atomic>
#include <cstring>
#include <new>
#include <sys/mman.h>

namespace bulkhead {

namespace {
std::atomic<std::size_t> failedLocks = 0;
}

SecretBytes::SecretBytes(std::size_t size)
    : m_size(size)
{
    if (size == 0) {
        return;
    }
    // Whole pages of their own, so that unlocking one secret never unlocks its neighbour.
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
    m_data = static_cast<unsigned char*>(memory);
    m_locked = ::mlock(m_data, size) == 0;
    ::madvise(m_data, size, MADV_DONTDUMP);
    if (!m_locked) {
        ++failedLocks;
    }
}

SecretBytes SecretBytes::copyOf(BytesView bytes)
{
    SecretBytes copy(static_cast<std::size_t>(bytes.size()));
    if (!bytes.isEmpty()) {
        std::memcpy(copy.m_data, bytes.data(), copy.m_size);
    }
    return copy;
}

SecretBytes SecretBytes::random(std::size_t size)
{
    SecretBytes bytes(size);
    if (RAND_priv_bytes(bytes.m_data, static_cast<int>(size)) != 1) {
        std::abort(); // Nothing may go on without a random source.
    }
    return bytes;
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
    , m_locked(std::exchange(other.m_locked, false))
{
}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    std::swap(m_locked, other.m_locked);
    return *this;
}

SecretBytes::~SecretBytes()
{
    if (!m_data) {
        return;
    }
    wipe(m_data, m_size);
    if (m_locked) {
        ::munlock(m_data, m_size);
    }
    ::munmap(m_data, m_size);
}

SecretBytes SecretBytes::clone() const
{
    return copyOf(view());
}

bool SecretBytes::equals(const SecretBytes& other) const
{
    return m_size == other.m_size && (m_size == 0 || CRYPTO_memcmp(m_data, other.m_data, m_size) == 0);
}

std::size_t SecretBytes::lockFailures()
{
    return failedLocks;
}

void wipe(void* memory, std::size_t size)
{
    OPENSSL_cleanse(memory, size);
}

void wipe(QByteArray& bytes)
{
    if (!bytes.isEmpty()) {
        wipe(bytes.data(), static_cast<std::size_t>(bytes.size()));
    }
    bytes.clear();
}

void wipe(QString& text)
{
    if (!text.isEmpty()) {
        wipe(text.data(), static_cast<std::size_t>(text.size()) * sizeof(QChar));
    }
    text.clear();
}

} // namespace bulkhead
