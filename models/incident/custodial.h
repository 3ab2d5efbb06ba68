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

} // namespace bulkhead
