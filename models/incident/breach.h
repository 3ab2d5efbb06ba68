#pragma once

#include "models/journal/record.h"

#include <optional>

namespace bulkhead {

/// What a contract with customers says about telling them. Entered once, used in all incidents. Registry stream.
struct ContractClause
{
    QString name;     ///< "Standard DPA 2025"
    QString regime;   ///< "contract.dpa", "contract.msa"
    QString trigger;  ///< personal_data_breach, security_incident, suspected; empty: unknown
    QString starts;   ///< the event its period runs from: "aware", "suspected", …
    qint64 hours = 0; ///< 0: the clause has no number
    QString derived; ///< whether its term for customer data includes derived or synthetic data: yes, no; empty: unknown
    QString channel; ///< how to tell: "e-mail to the privacy contact"
    QString citation; ///< "DPA no. 8.2"
    QString note;
    bool isRetired = false;
    QString retiredReason;

    bool operator==(const ContractClause&) const = default;
};

/// The answer to "is it a personal data breach?" as somebody signed it. Never changed: a later one stands beside those
/// before.
struct BreachRecord
{
    Id incident;
    qint64 number = 0;       ///< within the incident, from 1
    QString conclusion;      ///< breach_confirmed, breach_likely, security_incident_only, insufficient_facts
    QString provenance;      ///< synthetic, production, mixed, unknown
    QString identifiability; ///< none, residual, identifying, unknown
    QStringList answers;     ///< "real_rows=no", in the order of the questions
    QStringList open;        ///< questions that nobody has answered
    QString reasoning;       ///< of the person who signs
    QString document;        ///< the record in full, as it was shown when it was signed
    Id supersedes;
    Id signedBy;
    qint64 signedAt = 0;
    Bytes signature; ///< Ed25519 by the user's key over `signedMessage`

    bool operator==(const BreachRecord&) const = default;
    /// Canonical CBOR ["bulkhead breach record 1", id, incident, number, conclusion, provenance, identifiability,
    /// answers, open, reasoning, document, signedAt, supersedes].
    [[nodiscard]] Bytes signedMessage(const Id& id) const;
};

/// What the register of Art. 33(5) says of an incident beside what stands elsewhere. One an incident: `idFor`.
struct RegisterEntry
{
    Id incident;
    QString description; ///< empty: the incident's summary
    QString cause;
    QStringList affected; ///< confidentiality, integrity, availability
    QStringList dataCategories;
    QStringList subjectCategories;
    QString subjects; ///< `CountRange`
    QString records;  ///< `CountRange`
    QStringList countries;
    QString consequences;
    QString measures;
    QString lessons;
    QString notNotified; ///< reasons for not telling the authority, or the people

    bool operator==(const RegisterEntry&) const = default;
    [[nodiscard]] static Id idFor(const Id& incident);
};

/// A lawyer's word that a file of rules says what the law says, for exactly that content. Registry stream.
struct PackReview
{
    QString pack;    ///< "eu-gdpr"
    QString version; ///< as it was shown
    Bytes sha256;    ///< of the file's content
    QString note;
    Id reviewedBy;
    qint64 reviewedAt = 0;
    std::optional<qint64> reviewDue; ///< when it is to be looked at again
    Bytes signature;                 ///< Ed25519 by the reviewer's key over `signedMessage`
    bool isWithdrawn = false;
    QString withdrawnReason;

    bool operator==(const PackReview&) const = default;
    /// Canonical CBOR ["bulkhead pack review 1", id, pack, version, sha256, note, reviewedAt, reviewDue or 0].
    [[nodiscard]] Bytes signedMessage(const Id& id) const;
};

} // namespace bulkhead
