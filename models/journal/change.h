#pragma once

#include "models/base/clock.h"
#include "models/base/error.h"
#include "models/base/id.h"
#include "models/journal/schema.h"
#include "models/journal/value.h"

#include <QString>

#include <vector>

namespace bulkhead {

/// Who may read.
enum class Compartment : quint8 { Team = 0, Counsel = 1 };
[[nodiscard]] QLatin1StringView compartmentName(Compartment compartment); ///< "team", "counsel"

/// The changes of one incident in one compartment. A null incident is the vault stream (genesis, members, devices,
/// roles); `registryIncident` stands for what belongs to no incident but is confidential: registered data sets.
struct Stream
{
    Id incident;
    Compartment compartment = Compartment::Team;

    auto operator<=>(const Stream&) const = default;
    [[nodiscard]] bool isVault() const { return incident.isNull(); }
};
[[nodiscard]] const Id& registryIncident();

/// Entity, field, value.
struct Fact
{
    Id entity;
    FieldId field = 0;
    Value value;

    bool operator==(const Fact&) const = default;
};

/// What is sealed of a change.
struct Body
{
    QString intent; ///< a stable identifier of what was done: "task.assign"
    std::vector<Fact> facts;
    QString via; ///< connector or detector that acted for the author; mostly empty

    bool operator==(const Body&) const = default;
    /// Canonical CBOR, padded with zeros to a size class (256, 512, 1024, … octets).
    [[nodiscard]] Bytes encoded() const;
    [[nodiscard]] static Expected<Body> decode(BytesView padded);
};

inline constexpr int changeFormat = 1;
inline constexpr qsizetype changeSizeLimit = 1 << 20; ///< octets of header and body together
inline constexpr qsizetype factLimit = 4096;          ///< facts in one change

/// What stands in the open of a change; chains and signatures cover these bytes. Canonical CBOR:
/// {0: format, 1: device, 2: incident (empty for the vault stream), 3: compartment, 4: seq, 5: clock, 6: after, 7: prev
/// (empty at seq 0), 8: SHA-256 of the sealed body, 9: schema version}.
struct Header
{
    int format = changeFormat;
    Id device; ///< first 16 bytes of SHA-256 over the device's public key
    Stream stream;
    quint64 seq = 0; ///< position in the device's chain of this stream, from 0
    HybridTime clock;
    /// Heads first seen since this device's previous change in this stream: other devices' in the same stream, any
    /// device's in the vault stream. 32 bytes each.
    std::vector<Bytes> after;
    Bytes prev;     ///< SHA-256 of the previous header of the chain
    Bytes bodyHash; ///< SHA-256 of the sealed body
    quint16 schema = schemaVersion;

    bool operator==(const Header&) const = default;
    [[nodiscard]] Bytes encoded() const;
    [[nodiscard]] static Expected<Header> decode(BytesView bytes);
    /// Without copies: its hashes point into `bytes`, and are good as long as those are.
    [[nodiscard]] static Expected<Header> decodeInPlace(BytesView bytes);
};

/// A change as it is stored and sent: both halves byte for byte.
struct SealedChange
{
    Bytes header;
    Bytes body; ///< nonce (12) ∥ ciphertext ∥ tag (16), sealed with the compartment's key; associated data: incident,
                ///< compartment, device, seq

    [[nodiscard]] Bytes hash() const; ///< identity: SHA-256 of the header bytes
};

/// A device's signature over one of its changes; vouches for all before it in the chain.
struct Head
{
    Stream stream;
    Id device;
    quint64 seq = 0;
    Bytes hash;
    Bytes signature; ///< Ed25519 over `signedMessage`

    /// Canonical CBOR ["bulkhead head 1", vault, incident, compartment, device, seq, hash].
    [[nodiscard]] Bytes signedMessage(const Id& vault) const;
};

/// A change that is wished for.
struct Draft
{
    Stream stream;
    QString intent;
    std::vector<Fact> facts;
    bool signNow = false; ///< approvals, decisions, evidence intake, exports
    QString via = {};
};

} // namespace bulkhead
