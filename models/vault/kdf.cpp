#include "models/vault/crypto.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <argon2.h>
#include <unistd.h>

#include <algorithm>

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
    const int result = argon2id_hash_raw(parameters.passes, parameters.memoryKiB, parameters.lanes, passphrase.data(),
                                         passphrase.size(), parameters.salt.constData(),
                                         static_cast<std::size_t>(parameters.salt.size()), stretched.data(), keySize);
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
