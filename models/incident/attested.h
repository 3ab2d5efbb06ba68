#pragma once

#include "models/incident/incident.h"

namespace bulkhead {

/// That the records which a synthetic and a production set share are made up (test contacts that live in production):
/// marked by one person, confirmed by another, each with their own signature. Registry stream.
struct OverlapMark
{
    QString name;  ///< of both sets
    Id synthetic;  ///< DataSet
    Id production; ///< DataSet
    qint64 records = 0;
    QString reason;
    Id markedBy;
    qint64 markedAt = 0;
    Bytes markSignature; ///< Ed25519 by who marked, over `markMessage`
    Id confirmedBy;
    std::optional<qint64> confirmedAt;
    Bytes confirmationSignature; ///< by another user, over `confirmationMessage`
    bool isWithdrawn = false;
    QString withdrawnReason;

    bool operator==(const OverlapMark&) const = default;
    /// Canonical CBOR ["bulkhead overlap 1", id, synthetic, production, records, reason, markedAt].
    [[nodiscard]] Bytes markMessage(const Id& id) const;
    /// Canonical CBOR ["bulkhead overlap confirmation 1", SHA-256(mark ∥ its signature), confirmedAt].
    [[nodiscard]] Bytes confirmationMessage(const Id& id) const;
};

/// What a person says of rows of a sample; the machine's verdicts stay beside it.
struct RowOverride
{
    Id incident;
    QString title; ///< "leak.csv, rows 3,7-9: production"
    Id evidence;   ///< the sample
    QString rows;  ///< "3,7-9", ascending
    qint64 count = 0;
    QString verdict; ///< synthetic, production, mixed, unknown
    QString reason;
    std::vector<Id> support; ///< evidence that carries it
    qint64 setAt = 0;
    bool isWithdrawn = false;
    QString withdrawnReason;

    bool operator==(const RowOverride&) const = default;
};

} // namespace bulkhead
