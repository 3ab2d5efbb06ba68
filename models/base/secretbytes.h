#pragma once

#include "models/base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace bulkhead {

/// Secret octets in memory that is locked where the system allows it and wiped when freed.
///
/// Move-only, so that there is one copy and its end is known. Where locking fails (RLIMIT_MEMLOCK) the bytes are still
/// wiped; `lockFailures()` counts for the status page.
class SecretBytes
{
public:
    SecretBytes() = default;
    explicit SecretBytes(std::size_t size);
    /// Copies and leaves the source as it is: wipe a source that is yours with `wipe`.
    [[nodiscard]] static SecretBytes copyOf(BytesView bytes);
    /// From the system's random source.
    [[nodiscard]] static SecretBytes random(std::size_t size);

    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes();

    [[nodiscard]] SecretBytes clone() const;
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] const unsigned char* data() const { return m_data; }
    [[nodiscard]] unsigned char* data() { return m_data; }
    [[nodiscard]] BytesView view() const { return {m_data, static_cast<qsizetype>(m_size)}; }
    /// Constant time in the content.
    [[nodiscard]] bool equals(const SecretBytes& other) const;

    [[nodiscard]] static std::size_t lockFailures();

private:
    unsigned char* m_data = nullptr;
    std::size_t m_size = 0;
    bool m_locked = false;
};

/// Overwrites memory in a way that the compiler may not drop.
void wipe(void* memory, std::size_t size);
void wipe(QByteArray& bytes);
void wipe(QString& text);

} // namespace bulkhead
