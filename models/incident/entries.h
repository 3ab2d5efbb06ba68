#pragma once

#include "models/incident/incident.h"

namespace bulkhead {

/// Somebody who has taken a role in an incident, and until when.
struct Assignment
{
    Id incident;
    Id member;
    Roles role; ///< one bit
    qint64 assumed = 0;
    std::optional<qint64> renounced;

    bool operator==(const Assignment&) const = default;
};

enum class TaskState : quint8 { Open, InProgress, Done, NotApplicable };

/// One thing to do. Lanes of the board are roles, columns states.
struct Task
{
    Id incident;
    QString title;
    QString detail;
    QString playbookId; ///< "X4"; empty for tasks added by hand
    Roles lane;         ///< one bit
    Phase phase = Phase::Declare;
    Id assignee; ///< a member; null: nobody
    TaskState state = TaskState::Open;
    std::optional<qint64> due;
    QString target; ///< the expression that `due` follows: "declare+60m", "min(clock)-25%"; empty: set by hand
    std::vector<Id> dependsOn;
    bool blocksClosure = false;
    QString result;
    QString repeats;        ///< "daily": finishing it opens the next one; empty: once
    QStringList frameworks; ///< "NIST-CSF RS.MA-01", …
    std::optional<qint64> finishedAt;
    bool isStruck = false;
    QString struckReason;
    bool isShareable = false; ///< may go to a CRM that the incident is released to

    bool operator==(const Task&) const = default;
};

/// An entry of the timeline.
struct Observation
{
    Id incident;
    qint64 occurred = 0;
    QString occurredText; ///< as it was written
    QString occurredZone; ///< IANA name or offset that the text was read in
    qint64 recorded = 0;
    QString source;         ///< system or person it comes from
    QString raw;            ///< what was seen, unchanged
    QString interpretation; ///< what we make of it
    QStringList tags;
    std::vector<Id> evidence;
    QStringList links;
    bool isPinned = false;
    bool isStruck = false;
    QString struckReason;
    Surface surface = Surface::Unknown; ///< of the product that it concerns
    QStringList attributes;             ///< "name=value": further columns of the row that it was imported from
    Id import;                          ///< the import it came with; null: written by a person
    qint64 row = 0;                     ///< place in the imported file, from 1

    bool operator==(const Observation&) const = default;
};

/// A file read into the timeline. Its rows stand in material of their own, as they were understood then; they become
/// entries without being changes (`ImportedRow`). read = accepted + duplicate + rejected.
struct TimelineImport
{
    Id incident;
    QString file;        ///< name as it came
    Id evidence;         ///< the file itself
    QString reader;      ///< "timesketch-csv", "plain-csv", …
    QStringList mapping; ///< "<column>=<meaning>"
    QString zone;        ///< that times without an offset were read in; empty: there were none
    QString source;      ///< said of rows that name none
    Surface surface = Surface::Unknown;
    QString identical; ///< what equal rows of the file are: "once" or "each"
    Bytes identity;    ///< 10 octets: first part of the ids of its rows, by file content and reader
    Bytes rows;        ///< name of the material that holds the accepted rows
    Bytes ledger;      ///< name of the material that says what became of the others
    qint64 read = 0;
    qint64 accepted = 0;
    qint64 duplicate = 0;
    qint64 rejected = 0;
    std::optional<qint64> first; ///< earliest and latest accepted
    std::optional<qint64> last;
    qint64 importedAt = 0;
    bool isStruck = false;
    QString struckReason;

    bool operator==(const TimelineImport&) const = default;
};

/// A search of the timeline that somebody gave a name; everybody in the incident has it.
struct SavedFilter
{
    Id incident;
    QString name;
    QString query;
    bool isStruck = false;
    QString struckReason;

    bool operator==(const SavedFilter&) const = default;
};

/// A file or extract held in the vault.
struct Evidence
{
    Id incident;
    QString name; ///< file name as it came
    Bytes sha256;
    Bytes blob; ///< name in the store
    qint64 size = 0;
    QString sourceUrl;
    qint64 acquiredAt = 0;
    QString acquiredBy;
    QString note;
    QString mediaType;
    bool isStruck = false;
    QString struckReason;

    bool operator==(const Evidence&) const = default;
};

/// A link in the chain of custody of one piece of evidence.
struct CustodyStep
{
    Id incident;
    Id evidence;
    qint64 at = 0;
    QString action; ///< acquired, viewed, extracted, verified, handed over, …
    QString by;
    QString note;

    bool operator==(const CustodyStep&) const = default;
};

/// Where leaked material was seen in the open.
struct Sighting
{
    Id incident;
    QString url;
    qint64 firstSeen = 0;
    std::optional<qint64> lastSeen;
    std::optional<qint64> removed;
    QString note;
    bool isStruck = false;
    QString struckReason;

    bool operator==(const Sighting&) const = default;
};

/// What was decided, by whom, why; signed with the decider's own key.
struct Decision
{
    Id incident;
    QString title;
    QString rationale;
    QString alternatives;
    qint64 decidedAt = 0;
    Id decidedBy;    ///< a member
    Bytes signature; ///< Ed25519 by the user's key over `signedMessage`
    Id supersedes;
    bool isStruck = false;
    QString struckReason;

    bool operator==(const Decision&) const = default;
    /// Canonical CBOR ["bulkhead decision 1", decision, incident, title, rationale, alternatives, decidedAt,
    /// supersedes].
    [[nodiscard]] Bytes signedMessage(const Id& decision) const;
};

/// Whether somebody has been told.
enum class NoticeState : quint8 {
    Undecided,
    NotOwed, ///< with reasons
    Planned,
    Sent,
    Acknowledged,
};

/// Somebody affected, concerned or to be told. Those of kind "account" are the customers of the tenant matrix.
struct Party
{
    Id incident;
    QString name;
    QString kind; ///< account, contact, authority, insurer, vendor
    QString tenant;
    QString contact;
    QString note;
    bool isStruck = false;
    QString struckReason;
    QString ourRole; ///< controller, processor, both: what we are for their data; empty: unknown
    QString country; ///< "DE", "DE-BY"; empty: unknown
    QString zone;    ///< IANA name of the zone that their clocks are read in; empty: UTC
    Id clause;       ///< a ContractClause; null: none known
    QString channel; ///< where they want to be told; empty: as the clause says
    QString records; ///< `CountRange`: affected records
    NoticeState notice = NoticeState::Undecided;
    std::optional<qint64> noticedAt;
    QString noticeNote; ///< reasons, or the reference of what was sent

    bool operator==(const Party&) const = default;
};

struct Comment
{
    Id incident;
    Id about; ///< any entity
    QString text;
    qint64 writtenAt = 0;
    bool isStruck = false;
    QString struckReason;
    QString quote = {}; ///< the words that it is about, where it is about some

    bool operator==(const Comment&) const = default;
};

/// A condition-actions-needs report: the rhythm of briefings.
struct StatusReport
{
    Id incident;
    QString conditions;
    QString actions;
    QString needs;
    qint64 reportedAt = 0;

    bool operator==(const StatusReport&) const = default;
};

/// Something that was found out about an incident and that rules ask for: "personal_data" is "no". One for each name;
/// the journal keeps what it was before.
struct IncidentFact
{
    Id incident = {};
    QString name = {};
    QString value = {};
    QString why = {};
    std::vector<Id> evidence = {};
    Id decidedBy = {};
    qint64 decidedAt = 0;
    Id owner = {}; ///< a member who is to find it out; null: nobody

    bool operator==(const IncidentFact&) const = default;
};

/// How bad a breach is for people, after ENISA's methodology: as known, and the worst that is plausible. Never changed:
/// a new one stands beside those before. Inputs as "category=financial", scores in hundredths.
struct SeverityAssessment
{
    Id incident;
    QString summary; ///< "2.50 (Medium), worst plausible 4.00 (Very high)"
    QString profile; ///< "enisa-2013", "enisa-2013+organisation"
    QStringList known;
    QStringList worst;
    qint64 knownScore = 0;
    qint64 worstScore = 0;
    QString basis;
    QString bridge33; ///< what follows for Art. 33(1)
    QString bridge34;
    QString note;       ///< where a score lies near a band's edge
    QString difference; ///< where the operational severity says something else
    QString second;     ///< "severity=3 likelihood=2 result=risk"; empty: none
    std::vector<Id> evidence;
    Id assessedBy;
    qint64 assessedAt = 0;

    bool operator==(const SeverityAssessment&) const = default;
};

enum class ClockState : quint8 {
    Running,
    Met,
    Missed,
    NotApplicable,
    Late,       ///< done after it was due, with reasons
    Superseded, ///< another clock took its place
};

/// A running deadline: plain elapsed hours from an instant, or one of a regime, whose due time the deadline room
/// computes. Never deleted.
struct IncidentClock
{
    Id incident;
    QString name;
    QString why;
    QString startsFrom; ///< which instant: "detected", "aware", … or "given"
    qint64 start = 0;
    Id startEvidence; ///< null: none given
    Id decidedBy;     ///< member who decided that it starts
    qint64 hours = 0;
    qint64 due = 0; ///< start + hours; of a regime's clock: what one plans by. May only move earlier there.
    Id owner;
    ClockState state = ClockState::Running;
    QString stateReason;
    std::optional<qint64> stoppedAt;
    QString regime;                    ///< "eu.gdpr.33.sa"; empty: plain hours
    QString zone;                      ///< of the authority, IANA name
    QString country;                   ///< whose holidays were looked at; empty: none
    QString rules;                     ///< versions of the pack, the holidays and the time zones it was computed by
    QString reasoning;                 ///< the computation in words, as it was when the clock was set
    std::optional<qint64> outerLimit;  ///< the latest end that is argued
    std::optional<qint64> submittedAt; ///< when that which was due was sent
    Id party;                          ///< whom it is owed to; null: nobody in particular
    Id follows;                        ///< the clock whose submission started it
    QStringList events;                ///< what it was computed from: "aware=2026-06-12T13:20:00.000Z"

    bool operator==(const IncidentClock&) const = default;
};

/// A registered data set, as the journal knows it (its fingerprints stand in an index segment). Registry stream.
struct DataSet
{
    QString name;
    QString version;
    bool isProduction = false;
    QString tenant;      ///< of the whole set; empty: by column or none
    QStringList tenants; ///< those that a tenant column gave
    QString generator;
    QString trainingSource;
    QString privacyParameters;
    QString intendedUse;
    QString fileName;
    Bytes fileHash;  ///< SHA-256 of what was read
    QString segment; ///< file name in the vault's index folder
    qint64 rows = 0;
    qint64 values = 0;
    qint64 unreadable = 0;
    qint64 bytes = 0;
    QStringList columns;  ///< "E-Mail=email"
    QStringList overlaps; ///< "<data set id>=<records in both>" at registration
    qint64 registeredAt = 0;
    bool isRemoved = false;
    QString removedReason;
    Bytes risk; ///< of a synthetic set: `provenance::RiskReport` as JSON, of the latest assessment; empty: none

    bool operator==(const DataSet&) const = default;
};

/// A copy of a data set that was made for somebody, with row marks and canaries that name it in a leak. Registry
/// stream.
struct DataSetCopy
{
    QString name;      ///< of the copy: "July delivery"
    QString recipient; ///< whom it was made for
    Id dataSet;        ///< the registered set that it is a copy of; null: none
    qint64 serial = 0; ///< in its marks, 1 to 2³² − 1
    qint64 rows = 0;   ///< canaries among them
    qint64 planted = 0;
    Bytes canaries;      ///< `provenance::encodeCanaries`: keyed fingerprints
    QStringList columns; ///< by which canaries can be told: "E-Mail=email"
    QString markColumn;  ///< empty: no column of marks
    QString fileName;    ///< of the copy
    Bytes fileHash;      ///< SHA-256 of the copy
    Bytes sourceHash;    ///< SHA-256 of what was copied
    qint64 bytes = 0;    ///< of the copy
    qint64 madeAt = 0;

    bool operator==(const DataSetCopy&) const = default;
};

/// The answer to "is it real?" for one sample at one time.
struct VerdictReport
{
    Id incident;     ///< null registry: asked outside an incident is not stored
    Id evidence;     ///< the sample
    QString verdict; ///< synthetic, personal, unresolved
    qint64 rows = 0;
    qint64 synthetic = 0;
    qint64 production = 0;
    qint64 mixed = 0;
    qint64 unknown = 0;
    qint64 unreadable = 0;
    QStringList dataSets; ///< "<data set id>=<rows>"
    QStringList tenants;  ///< "<tenant>=<rows>"
    QStringList columns;  ///< "<column>=<meaning>"
    Bytes summary;        ///< canonical CBOR of the engine's whole summary
    Bytes registryState;  ///< SHA-256 over the registered segments
    qint64 askedAt = 0;
    qint64 milliseconds = 0;
    bool hadProductionSet = false;
    QStringList copies; ///< "<copy id>=<marked rows>/<canaries>/<certainty>", those that are named first
    Bytes rowVerdicts;  ///< material: `provenance::RowVerdicts`; empty where they were not kept
    QStringList change; ///< against the answer before: "unknown → synthetic: 38"

    bool operator==(const VerdictReport&) const = default;
};

} // namespace bulkhead
