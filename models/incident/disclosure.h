#pragma once

#include "models/journal/record.h"

#include <optional>

namespace bulkhead {

/// A notice that is drafted, approved and sent. Its text stands in sections; those of the counsel compartment are
/// privileged.
struct Disclosure
{
    Id incident;
    QString title;
    QString templateId; ///< "gdpr-authority"
    QString language;   ///< "en", "de"
    QString stage;      ///< "initial", "follow-up", "withdrawal"; empty: the template has no stages
    Id clock;           ///< the IncidentClock that it answers; null: none
    Id party;           ///< the Party it is for; null: nobody in particular
    QString recipient;
    QString channel;
    QString zone;                     ///< IANA name of the zone that its instants are written in; empty: UTC
    std::optional<qint64> nextUpdate; ///< when the recipient hears more
    QStringList redactions;           ///< texts that never leave in a redacted export
    Id follows;                       ///< the Disclosure that this one corrects or completes
    qint64 createdAt = 0;
    bool isStruck = false;
    QString struckReason;

    bool operator==(const Disclosure&) const = default;
};

/// A part of a draft: a field of its own, so that two people write two sections without meeting.
struct DisclosureSection
{
    Id incident;
    Id disclosure;
    QString key; ///< of the template: "timeline"
    qint64 position = 0;
    QString heading;
    QString text; ///< markup, see models/disclosure/markup.h
    bool isRemoved = false;

    bool operator==(const DisclosureSection&) const = default;
    [[nodiscard]] static Id idFor(const Id& disclosure, const QString& key);
};

/// A sentence of a draft, bound to what carries it, or let stand although it names others.
struct DisclosureClaim
{
    Id incident;
    Id disclosure;
    QString sentence; ///< as it stood when it was bound
    std::vector<Id> evidence;
    QString why;
    Id boundBy;
    qint64 boundAt = 0;
    bool isWithdrawn = false;
    std::vector<Id> named; ///< other customers whom the sentence may name, for the reason in `why`

    bool operator==(const DisclosureClaim&) const = default;
};

/// A draft as it was put up for approval, with its figures filled in. Never changed.
struct DisclosureVersion
{
    Id incident;
    Id disclosure;
    QString title;     ///< “Notification to the authority”, version 2
    qint64 number = 0; ///< within the disclosure, from 1
    QString document;  ///< the text in full, as it leaves
    QString recipient;
    QString channel;
    QStringList facts; ///< "aware=30 November 2026, 09:12 CET (08:12 UTC)": what the figures said
    QString rules;     ///< versions of the template and of the rules that it was checked by
    QString release;   ///< which signatures it needs: "external"
    Bytes source;      ///< SHA-256 of the draft it was made from
    QStringList warnings;
    Id submittedBy;
    qint64 submittedAt = 0;

    bool operator==(const DisclosureVersion&) const = default;
    /// SHA-256 of canonical CBOR ["bulkhead disclosure 1", disclosure, number, document, recipient, channel, facts,
    /// rules, release].
    [[nodiscard]] Bytes contentHash() const;
};

/// A person's signature under a version. In which role they sign is a field that only holders of the role can write,
/// so that the journal judges it.
struct DisclosureApproval
{
    Id incident;
    Id disclosure;
    Id version;
    QString title;
    bool asLegal = false;
    bool asCompliance = false;
    bool asExecutive = false;
    Id loan; ///< a RoleLoan that the approver signs by; null: in a role of their own
    bool isBreakGlass = false;
    QString reason; ///< why without those who had to sign
    Id approvedBy;
    qint64 approvedAt = 0;
    Bytes signature; ///< Ed25519 by the approver's key over `signedMessage`
    bool isWithdrawn = false;
    QString withdrawnReason;

    bool operator==(const DisclosureApproval&) const = default;
    /// Canonical CBOR ["bulkhead disclosure approval 1", id, version, content hash, roles, loan, break-glass, reason,
    /// approvedAt].
    [[nodiscard]] Bytes signedMessage(const Id& id, const Bytes& contentHash) const;
};

/// That something was sent. The program sends nothing itself.
struct DisclosureSending
{
    Id incident;
    Id disclosure;
    Id version;
    QString title;
    QString recipient;
    QString channel;
    qint64 sentAt = 0;
    QString reference; ///< case number, message id
    Id receipt;        ///< Evidence; null: none
    QString note;      ///< reasons of a delay; why although figures had moved
    Id recordedBy;

    bool operator==(const DisclosureSending&) const = default;
};

/// A role that its holder lends for a while, to sign in it.
struct RoleLoan
{
    Id incident;
    QString title; ///< "legal to A. Moreno until …"
    bool ofLegal = false;
    bool ofCompliance = false;
    bool ofExecutive = false;
    Id lender;
    Id borrower;
    qint64 from = 0;
    qint64 until = 0;
    QString reason;
    bool isEnded = false;

    bool operator==(const RoleLoan&) const = default;
};

/// A change that somebody proposes to a section: an excerpt of its text and what should stand there.
struct DisclosureSuggestion
{
    Id incident;
    Id disclosure;
    Id section;
    QString excerpt; ///< as it stands in the section, once
    QString replacement;
    QString why;
    Id suggestedBy;
    qint64 suggestedAt = 0;
    QString outcome; ///< "accepted", "rejected"; empty: open

    bool operator==(const DisclosureSuggestion&) const = default;
};

/// What a review finds: a cause, a contributing factor, what helped, what was luck, and what is to be done about it.
/// Writable after the incident is closed.
struct ReviewItem
{
    Id incident;
    QString kind; ///< cause, factor, helped, hindered, luck, action
    QString text;
    QString detail;
    Id owner;                  ///< of an action
    std::optional<qint64> due; ///< of an action
    QString state;             ///< of an action: "done", "dropped"; empty: open
    QString outcome;           ///< what was done, or why not
    std::optional<qint64> finishedAt;
    qint64 createdAt = 0;
    bool isStruck = false;
    QString struckReason;

    bool operator==(const ReviewItem&) const = default;
};

} // namespace bulkhead
