#include "models/vault/crypto.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <argon2.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace bulkhead::crypto {

namespace {
constexpr quint32 floorPasses = 3, floorMemoryKiB = 64 * 1024;
constexpr quint32 ceilingPasses = 60, ceilingMemoryKiB = 4 * 1024 * 1024, ceilingLanes = 16;
constexpr qsizetype saltSize = 16;

/// A quarter of this machine's memory, at most 1 GiB: the vault must still open on a smaller one.
quint32 tunedMemoryLimitKiB()
{
    const auto physical = static_cast<quint64>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)))
        * static_cast<quint64>(std::max(0L, ::sysconf(_SC_PAGESIZE)));
    return static_cast<quint32>(std::clamp<quint64>(physical / 4 / 1024, floorMemoryKiB, 1024 * 1024));
}

/// \name Argon2's working memory in huge pages where the kernel has them. Argon2 jumps about in it at random, and with
/// pages of 4 KiB more than half of its time goes into page faults and lookups of addresses. What is saved, `tuned`
/// spends on memory and passes.
/// @{
constexpr std::size_t hugePage = 2 * 1024 * 1024;

std::size_t mappedSize(std::size_t size)
{
    return (size + hugePage - 1) / hugePage * hugePage;
}

int allocate(std::uint8_t** memory, std::size_t size)
{
    // One page more than is needed, of which what lies before and behind the aligned part is given back.
    const std::size_t wanted = mappedSize(size);
    void* const mapped = ::mmap(nullptr, wanted + hugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        *memory = nullptr;
        return ARGON2_MEMORY_ALLOCATION_ERROR;
    }
    auto* const begin = static_cast<std::uint8_t*>(mapped);
    const std::size_t before = (hugePage - reinterpret_cast<std::uintptr_t>(begin) % hugePage) % hugePage;
    if (before > 0) {
        ::munmap(begin, before);
    }
    ::munmap(begin + before + wanted, hugePage - before);
    *memory = begin + before;
    ::madvise(*memory, wanted, MADV_HUGEPAGE); // Without, it is slower.
    return ARGON2_OK;
}

/// Argon2 has overwritten it by then.
void release(std::uint8_t* memory, std::size_t size)
{
    ::munmap(memory, mappedSize(size));
}
/// @}
} // namespace

bool KdfParameters::isAcceptable() const
{
    return passes >= floorPasses && passes <= ceilingPasses && memoryKiB >= floorMemoryKiB
        && memoryKiB <= ceilingMemoryKiB && lanes >= 1 && lanes <= ceilingLanes && salt.size() == saltSize;
}

KdfParameters KdfParameters::tuned(double seconds)
{
    KdfParameters parameters;
    parameters.salt = randomBytes(saltSize);
    if (!(seconds > 0)) {
        return parameters;
    }
    QElapsedTimer timer;
    timer.start();
    const auto probe = SecretBytes::random(keySize);
    if (!stretch(probe, parameters)) {
        return parameters;
    }
    // Time is proportional to memory × passes; memory first, since it is what costs an attacker.
    const double times = seconds / std::max(0.001, static_cast<double>(timer.nsecsElapsed()) / 1e9);
    const double memory = std::clamp(floorMemoryKiB * times, double(floorMemoryKiB), double(tunedMemoryLimitKiB()));
    parameters.memoryKiB = static_cast<quint32>(memory) / 1024 * 1024;
    const double left = floorPasses * times * floorMemoryKiB / parameters.memoryKiB;
    parameters.passes = static_cast<quint32>(std::clamp(left, double(floorPasses), double(ceilingPasses)));
    return parameters;
}

Expected<SecretBytes> stretch(const SecretBytes& passphrase, const KdfParameters& parameters)
{
    if (!parameters.isAcceptable()) {
        return failure(QLatin1StringView("vault.kdf-refused"),
                       QCoreApplication::translate(
                           "Crypto",
                           "A key slot asks for key stretching outside the allowed range (64 MiB and 3 passes to "
                           "4 GiB and 60 passes). The vault's header was altered: restore vault.json from a backup."));
    }
    SecretBytes stretched(keySize);
    // Its inputs are not const, but without ARGON2_FLAG_CLEAR_PASSWORD they are only read.
    argon2_context context = {};
    context.out = stretched.data();
    context.outlen = static_cast<std::uint32_t>(stretched.size());
    context.pwd = const_cast<std::uint8_t*>(passphrase.data());
    context.pwdlen = static_cast<std::uint32_t>(passphrase.size());
    context.salt = reinterpret_cast<std::uint8_t*>(const_cast<char*>(parameters.salt.constData()));
    context.saltlen = static_cast<std::uint32_t>(parameters.salt.size());
    context.t_cost = parameters.passes;
    context.m_cost = parameters.memoryKiB;
    context.lanes = context.threads = parameters.lanes;
    context.version = ARGON2_VERSION_NUMBER;
    context.allocate_cbk = allocate;
    context.free_cbk = release;
    const int result = argon2id_ctx(&context);
    if (result != ARGON2_OK) {
        return failure(QLatin1StringView("vault.kdf-refused"),
                       QCoreApplication::translate("Crypto",
                                                   "There is not enough free memory to open this key slot, which "
                                                   "needs %1 MiB. Close other programs and try again.")
                           .arg(parameters.memoryKiB / 1024),
                       QString::fromLatin1(argon2_error_message(result)));
    }
    return stretched;
}

} // namespace bulkhead::crypto
