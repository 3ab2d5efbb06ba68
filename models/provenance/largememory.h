#pragma once

#include <QtGlobal>

#include <cstddef>
#include <utility>

namespace bulkhead::provenance {

/// Zeroed memory in large pages where the system has them: what is read here and there by chance then costs one wait
/// instead of two. Move-only.
class LargeMemory
{
public:
    LargeMemory() = default;
    LargeMemory(const LargeMemory&) = delete;
    LargeMemory& operator=(const LargeMemory&) = delete;
    LargeMemory(LargeMemory&& other) noexcept { swap(other); }
    LargeMemory& operator=(LargeMemory&& other) noexcept
    {
        swap(other);
        return *this;
    }
    ~LargeMemory();

    /// Empty where there is not as much.
    [[nodiscard]] static LargeMemory of(std::size_t size);
    [[nodiscard]] uchar* data() const { return m_data; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }

private:
    void swap(LargeMemory& other) noexcept
    {
        std::swap(m_mapped, other.m_mapped);
        std::swap(m_mappedSize, other.m_mappedSize);
        std::swap(m_data, other.m_data);
        std::swap(m_size, other.m_size);
    }
    void* m_mapped = nullptr;
    std::size_t m_mappedSize = 0;
    uchar* m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace bulkhead::provenance
