#pragma once

#include <QByteArray>
#include <QList>

#include <cstddef>
#include <cstdint>
#include <random>

/// A target takes octets that somebody else made, and must end. libFuzzer calls it (preset `fuzz`); in every other
/// build a bounded number of mutations of the seeds does (`replay.cpp`).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size);

namespace bulkhead::fuzz {

/// What the mutations begin with.
[[nodiscard]] QList<QByteArray> seeds();

/// A few changes such as files meet on their way, or are given by people who want to do harm.
[[nodiscard]] inline QByteArray mutated(QByteArray octets, std::mt19937_64& random)
{
    static constexpr char telling[] = "\"'{}[]();,:\\\n\r\t\0=<>&-";
    const auto place = [&] { return static_cast<qsizetype>(random() % static_cast<quint64>(octets.size() + 1)); };
    for (quint64 left = 1 + random() % 6; left > 0 && !octets.isEmpty(); --left) {
        const qsizetype at = std::min(place(), octets.size() - 1);
        switch (random() % 7) {
        case 0:
            octets[at] = static_cast<char>(random());
            break;
        case 1:
            octets.insert(at, telling[random() % (sizeof telling - 1)]);
            break;
        case 2:
            octets.remove(at, static_cast<qsizetype>(1 + random() % 16));
            break;
        case 3:
            octets.truncate(at + 1);
            break;
        case 4:
            octets.insert(at, octets.mid(place(), static_cast<qsizetype>(random() % 64)));
            break;
        case 5:
            octets.insert(at, QByteArray(static_cast<qsizetype>(random() % 2000), octets[at]));
            break;
        default:
            octets[at] = static_cast<char>(octets[at] ^ (1 << random() % 8));
        }
    }
    return octets;
}

} // namespace bulkhead::fuzz
