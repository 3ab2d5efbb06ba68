#pragma once

#include "models/journal/change.h"
#include "models/journal/journal.h"

#include <QStringList>

#include <span>

/// The members of a bundle, octet for octet; README.md has the table.
namespace bulkhead::journal::bundleformat {

inline constexpr int version = 1;
inline constexpr QLatin1StringView readmeName("README.txt");
inline constexpr QLatin1StringView manifestName("manifest.json");
inline constexpr QLatin1StringView signatureName("manifest.sig");
inline constexpr QLatin1StringView keysName("keys.json");
inline constexpr QLatin1StringView headsName("heads.cbor");
inline constexpr QLatin1StringView checkpointsName("checkpoints.cbor");
inline constexpr QLatin1StringView changesFolder("changes/");
inline constexpr QLatin1StringView materialFolder("material/");

inline constexpr qsizetype chunkSize = qsizetype(4) << 20;   ///< octets of changes after which a member ends
inline constexpr qint64 chunkLimit = qint64(8) << 20;        ///< and that a reader takes
inline constexpr qint64 smallMemberLimit = qint64(16) << 20; ///< manifest, signature, keys
inline constexpr qint64 headsLimit = qint64(64) << 20;

/// True for the names that a bundle may have, and no other.
[[nodiscard]] bool isMemberName(const QString& name);
[[nodiscard]] QString chunkName(const Stream& stream, int number); ///< "changes/vault-000001.cbor"
[[nodiscard]] QString materialName(BytesView sha256);

/// [[header, body], …]
[[nodiscard]] Bytes encodeChanges(std::span<const SealedChange> changes);
[[nodiscard]] bool decodeChanges(BytesView bytes, std::vector<SealedChange>& into);
/// [[incident, compartment, device, seq, hash, signature], …]
[[nodiscard]] Bytes encodeHeads(const std::vector<Head>& heads);
[[nodiscard]] bool decodeHeads(BytesView bytes, std::vector<Head>& into);
/// JSON [{incident, compartment, key}, …]
[[nodiscard]] Bytes encodeKeys(const std::vector<Extract::Key>& keys);
[[nodiscard]] bool decodeKeys(BytesView bytes, std::vector<Extract::Key>& into);

} // namespace bulkhead::journal::bundleformat
