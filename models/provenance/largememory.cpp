#include "models/provenance/largememory.h"

#include <memory>

#include <sys/mman.h>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t largePage = std::size_t(2) << 20;
}

LargeMemory::~LargeMemory()
{
    if (m_mapped != nullptr) {
        ::munmap(m_mapped, m_mappedSize);
    }
}

LargeMemory LargeMemory::of(std::size_t size)
{
    LargeMemory memory;
    std::size_t room = size + 2 * largePage; // to begin and to end with a whole page
    void* const mapped = ::mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        return memory;
    }
    memory.m_mapped = mapped;
    memory.m_mappedSize = room;
    void* data = mapped;
    std::align(largePage, size + largePage, data, room);
    ::madvise(data, (size + largePage - 1) / largePage * largePage, MADV_HUGEPAGE);
    memory.m_data = static_cast<uchar*>(data);
    memory.m_size = size;
    return memory;
}

} // namespace bulkhead::provenance
