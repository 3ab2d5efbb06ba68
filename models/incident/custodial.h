#pragma once

#include "models/journal/record.h"

namespace bulkhead {

/// Where an incident of another vault came from.
struct ImportedBundle
{
    Id incident;
    Id evidence;           ///< the bundle itself, as it came
    Bytes bundleHash;      ///< SHA-256 of the file
    QString vaultName;     ///< of the vault that it comes from
    Bytes fingerprint;     ///< of that vault
    bool isPinned = false; ///< the fingerprint was known from elsewhere
    qint64 exportedAt = 0;
    QString exportedBy;
    qint64 changes = 0;  ///< that it holds
    Bytes head;          ///< digest of its chains' heads
    QStringList leftOut; ///< "<kind>.<field>=<count>": what the importer had no right to write here

    bool operator==(const ImportedBundle&) const = default;
};

/// The end of a piece of evidence: asked for by one person, approved by another, each with their own signature. Hash,
/// size and reason stay; key and file go.
struct Destruction
{
    Id incident;
    Id evidence;
    QString name; ///< of the evidence
    Bytes blob;
    Bytes sha256; ///< of what was destroyed
    qint64 size = 0;
    QString reason;
    Id requestedBy;
    qint64 requestedAt = 0;
    Bytes requestSignature; ///< Ed25519 by the user who asks, over `requestMessage`
    Id approvedBy;
    std::optional<qint64> approvedAt;
    Bytes approvalSignature; ///< by another user, over `approvalMessage`
    std::optional<qint64> destroyedAt;
    bool isWithdrawn = false;

    bool operator==(const Destruction&) const = default;
    [[nodiscard]] bool isOpen() const { return !destroyedAt && !isWithdrawn; }
    /// Canonical CBOR ["bulkhead destruction 1", id, incident, evidence, sha256, reason, requestedAt].
    [[nodiscard]] Bytes requestMessage(const Id& id) const;
    /// Canonical CBOR ["bulkhead destruction approval 1", SHA-256(request ∥ its signature), approvedAt].
    [[nodiscard]] Bytes approvalMessage(const Id& id) const;
};

/// Until when an incident is kept, and by which rule. One an incident: `idFor`.
struct Retention
{
    Id incident;
    std::optional<qint64> until; ///< ms since 1970; nothing: without end
    QString rule;

    bool operator==(const Retention&) const = default;
    [[nodiscard]] static Id idFor(const Id& incident);
};

} // namespace bulkhead
