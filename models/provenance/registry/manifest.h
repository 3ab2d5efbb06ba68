#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"
#include "models/base/id.h"
#include "models/provenance/meaning.h"

#include <QStringList>

#include <functional>
#include <vector>

namespace bulkhead::provenance {

/// What the manifest beside a tagged copy says. Neither marks nor canaries stand in it.
struct CopyManifest
{
    Id copy;
    QString name;
    QString recipient;
    QString dataSet; ///< name and version of the registered set; may be empty
    QString generator;
    QString trainingSource;
    QString privacyParameters;
    QString intendedUse;
    QString license;
    QString issuer; ///< organisation or person that gives the copy
    QString fileName;
    Bytes fileHash; ///< SHA-256 of the copy
    qint64 fileSize = 0;
    Bytes sourceHash; ///< SHA-256 of what was copied
    qint64 rows = 0;
    std::vector<Column> columns; ///< of the copy, the column of marks aside
    QString markColumn;
    qint64 madeAt = 0; ///< ms since 1970
};

/// Ed25519 over the manifest's canonical form, by the device that wrote it.
using Signer = std::function<Bytes(BytesView message)>;

/// JSON-LD in UTF-8: a Croissant 1.1 data set with its history in PROV-O terms, and the Data & Trust Alliance's
/// provenance metadata 1.0.0 with the method code `machine-generated-mlops-synthetic` under "dps". `bulkhead:signature`
/// is the signature over "bulkhead copy manifest 1" ∥ 0x00 ∥ the document without that member, as JSON without blanks
/// whose members are in ascending order.
///
/// Source: mlcommons/croissant, Croissant Format Specification 1.1; Data & Trust Alliance, Data Provenance
/// Standards 1.0.0.
[[nodiscard]] QByteArray writeManifest(const CopyManifest& manifest, const Bytes& signerKey, const Signer& sign);

/// What was read of a manifest, whoever wrote it.
struct ReadManifest
{
    Id copy; ///< null where it is not of a copy made here
    QString name;
    QString recipient;
    Bytes fileHash;
    qint64 fileSize = 0;
    qint64 rows = 0;
    qint64 madeAt = 0;
    Bytes signerKey;
    bool isSignatureGood = false;
};

/// Errors: `provenance.manifest-damaged` where it is no manifest of a tagged copy, or larger than 4 MiB.
[[nodiscard]] Expected<ReadManifest> readManifest(const QByteArray& json);
/// "contacts.csv" → "contacts.csv.croissant.json".
[[nodiscard]] QString manifestName(const QString& file);

} // namespace bulkhead::provenance
