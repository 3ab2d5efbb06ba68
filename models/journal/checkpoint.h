#pragma once

#include "models/journal/record.h"
#include "models/vault/vault.h"

namespace bulkhead {

/// The end of one chain, as a checkpoint takes it in.
struct CheckpointLeaf
{
    Stream stream;
    Id device;
    quint64 seq = 0;
    Bytes hash;
    Bytes salt; ///< 16 random octets: a proof of one leaf says nothing of its neighbours

    bool operator==(const CheckpointLeaf&) const = default;
    /// Canonical CBOR [salt, incident, compartment, device, seq, hash].
    [[nodiscard]] Bytes encoded() const;
};

/// All chains of the journal in one signed number, so that whoever keeps it can tell later whether something was cut
/// off or put back. Lives in the vault stream.
struct Checkpoint
{
    qint64 at = 0;     ///< ms since 1970, by the device's clock
    qint64 chains = 0; ///< number of leaves
    Bytes root;        ///< Merkle root over the leaves
    Id device;         ///< that signed
    Bytes signature;   ///< Ed25519 by the device over `statement`
    Bytes leaves;      ///< the leaves, sealed with the vault's own key: other people's incidents are nobody's business
    QString authority; ///< address of the time-stamp authority; empty: not stamped
    Bytes token;       ///< RFC 3161 TimeStampToken (DER) over `imprint`
    std::optional<qint64> stampedAt; ///< by the authority's clock

    bool operator==(const Checkpoint&) const = default;
    /// Canonical CBOR ["bulkhead checkpoint 1", vault, fingerprint, at, chains, root].
    [[nodiscard]] Bytes statement(const Id& vault, BytesView fingerprint) const;
    /// SHA-256(statement ∥ signature): what a time stamp vouches for.
    [[nodiscard]] Bytes imprint(const Id& vault, BytesView fingerprint) const;

    /// \name Leaves, sealed for whoever has the vault
    ///@{
    [[nodiscard]] static Expected<Bytes> sealLeaves(const Vault& vault, const std::vector<CheckpointLeaf>& leaves);
    /// Nothing where this copy of the vault does not hold the key.
    [[nodiscard]] std::optional<std::vector<CheckpointLeaf>> openLeaves(const Vault& vault) const;
    ///@}
};

template<> struct Table<Checkpoint>
{
    static constexpr Kind kind = 4;
    static constexpr const char* name = "checkpoint";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Checkpoint");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "at", FieldType::Instant, everybody, QT_TRANSLATE_NOOP("Field", "Time"), "", Writable::Always},
               &Checkpoint::at},
        Column{Field{2, "chains", FieldType::Integer, everybody, QT_TRANSLATE_NOOP("Field", "Chains"), "",
                     Writable::Always},
               &Checkpoint::chains},
        Column{Field{3, "root", FieldType::Octets, everybody, QT_TRANSLATE_NOOP("Field", "Root"), "", Writable::Always},
               &Checkpoint::root},
        Column{Field{4, "device", FieldType::Reference, everybody, QT_TRANSLATE_NOOP("Field", "Device"), "",
                     Writable::Always},
               &Checkpoint::device},
        Column{Field{5, "signature", FieldType::Octets, everybody, QT_TRANSLATE_NOOP("Field", "Signature"), "",
                     Writable::Always},
               &Checkpoint::signature},
        Column{Field{6, "leaves", FieldType::Octets, everybody, QT_TRANSLATE_NOOP("Field", "Leaves, sealed"), "",
                     Writable::Always},
               &Checkpoint::leaves},
        Column{Field{7, "authority", FieldType::Text, everybody, QT_TRANSLATE_NOOP("Field", "Time-stamp authority"), "",
                     Writable::Always},
               &Checkpoint::authority},
        Column{Field{8, "token", FieldType::Octets, everybody, QT_TRANSLATE_NOOP("Field", "Time stamp"), "",
                     Writable::Always},
               &Checkpoint::token},
        Column{Field{9, "stamped", FieldType::Instant, everybody, QT_TRANSLATE_NOOP("Field", "Stamped"), "",
                     Writable::Always},
               &Checkpoint::stampedAt},
    };
};

/// A checkpoint as it is kept outside the vault: JSON. Says nothing of incidents to whoever has no key.
struct CheckpointFile
{
    Id vault;
    QString vaultName;
    Bytes fingerprint;
    Bytes deviceKey; ///< Ed25519, public, of `checkpoint.device`
    Checkpoint checkpoint;

    bool operator==(const CheckpointFile&) const = default;
    [[nodiscard]] Bytes encoded() const;
    /// `checkpoint.not-a-checkpoint`, `checkpoint.newer-format`.
    [[nodiscard]] static Expected<CheckpointFile> decode(BytesView json);
    /// Whether the device's signature over the statement holds.
    [[nodiscard]] bool isSigned() const;
};

/// That one chain was taken into a checkpoint, told without the others.
struct CheckpointProof
{
    Id checkpoint;
    quint64 index = 0; ///< of the leaf, among the checkpoint's chains
    CheckpointLeaf leaf;
    std::vector<Bytes> path;

    bool operator==(const CheckpointProof&) const = default;
};

/// CBOR [[checkpoint, index, leaf, [hash, …]], …]
[[nodiscard]] Bytes encodeProofs(const std::vector<CheckpointProof>& proofs);
[[nodiscard]] bool decodeProofs(BytesView bytes, std::vector<CheckpointProof>& into);

/// What `verify` finds about one checkpoint of the journal.
struct CheckpointFinding
{
    Id id;
    Checkpoint checkpoint;
    bool isComplete = false; ///< every chain that it names was found, at least as long as then
    bool isPartial = false;  ///< only those that are here could be looked for (a bundle)
    QString stampedBy;       ///< name of the authority as its certificate has it; empty: not stamped
    bool isAuthorityTrusted = false;
};

} // namespace bulkhead
