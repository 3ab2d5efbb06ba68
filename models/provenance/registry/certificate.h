#pragma once

#include "models/incident/casework.h"
#include "models/provenance/registry/registry.h"

#include <QJsonObject>

namespace bulkhead::provenance {

/// What was written.
struct CertificateMade
{
    QString file; ///< signed, for programs
    QString page; ///< the same for people, in HTML; its words are in the signed one too
    Bytes sha256; ///< of `file`
    QString verdict;
    Id report;
};

/// Says for outsiders what was answered about a sample: its hash, how many rows are what, against which data sets, by
/// which rules, what people have set beside, and the octets of the summary that a second run has to give again. No
/// values. Signed by who is signed in, who gives their passphrase once more; written for its owner only, recorded in
/// the chain of custody before the files are in place. Errors: those of the journal; `provenance.no-answer`,
/// `provenance.target-exists`, `provenance.write-failed`.
[[nodiscard]] Expected<CertificateMade> makeCertificate(Casework& casework, const Id& evidence, const QString& file,
                                                        const Credential& again);
/// "leak.json" → "leak.html".
[[nodiscard]] QString certificatePageName(const QString& file);

/// What a certificate says, whoever wrote it.
struct ReadCertificate
{
    QString sampleName;
    Bytes sampleHash;
    qint64 sampleSize = 0;
    QString verdict; ///< of the machine
    QString stands;  ///< with what people have set
    QStringList statement;
    QString issuer;
    Bytes signerKey;
    Bytes vaultFingerprint;
    qint64 issuedAt = 0;
    Bytes registryState;
    Bytes summary;
    bool isSignatureGood = false;
    /// The figures that are written out are those of the summary.
    bool isConsistent = false;
};
/// Errors: `provenance.certificate-damaged` where it is none, or larger than 16 MiB.
[[nodiscard]] Expected<ReadCertificate> readCertificate(const QByteArray& json);

/// Whether a second run gives the same.
struct Reproduction
{
    bool isRegistrySame = false; ///< where not, the answer may be another one
    bool isSummarySame = false;  ///< octet for octet
    Answer answer;
};
/// Reads the sample once more, in the way it was read then. `open` gives it from its beginning, twice if need be.
/// Errors: `provenance.sample-changed` where it is another one; those of classifying.
[[nodiscard]] Expected<Reproduction> reproduceCertificate(
    const RegistrySnapshot& now, const ReadCertificate& certificate,
    const std::function<Expected<std::unique_ptr<QIODevice>>()>& open, const Progress& progress = {},
    std::stop_token stop = {});

} // namespace bulkhead::provenance
