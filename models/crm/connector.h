#pragma once

#include "models/base/error.h"
#include "models/crm/record.h"

#include <QSet>

#include <functional>
#include <span>
#include <stop_token>

class QIODevice;

namespace bulkhead::crm {

enum class ActionKind : quint8 {
    FreezeUser,
    UnfreezeUser,
    EndSessions,  ///< of a user; cannot be taken back
    RevokeTokens, ///< of a user; cannot be taken back
    RemovePermission,
    RestorePermission,
    AbortJob, ///< a bulk export or import; cannot be taken back
};

/// What a connector can do, known without asking the CRM.
struct Capabilities
{
    int largestBatch = 0;    ///< records in one call; a larger batch is cut
    int largestQuestion = 0; ///< values of a condition in one call, where they are short; more are cut
    bool hasEventLogs = false;
    bool hasDeletions = false; ///< `changes` tells what was deleted
    bool hasBulkPull = false;
    bool takesConditionText = false; ///< `Query::where`
    bool checksVersions = false;     ///< `Record::version` in a batch
    QSet<ActionKind> actions = {};
};

/// Who the connector is at the CRM, for its page and for echo suppression.
struct Identity
{
    QString host = {};         ///< where records go, after discovery
    QString organisation = {}; ///< the CRM's id of the organisation or portal
    QString user = {};         ///< `Record::modifiedBy` of our own writes
    QString userName = {};
    QString apiVersion = {};
    QString certificate = {}; ///< SHA-256 of the server's certificate in hexadecimal; empty without TLS
    QString certificateName = {};
    qint64 clockSkewMs = 0; ///< the CRM's clock minus ours
};

/// What is left of the CRM's allowance. Numbers are -1 where it has not said.
struct Quota
{
    qint64 limit = -1;
    qint64 left = -1;
    qint64 pausedUntil = 0; ///< ms since 1970; after `crm.limit`: not before then
};

struct EventLog
{
    QString id = {};
    QString type = {};   ///< "ReportExport"
    QString period = {}; ///< "Hourly", "Daily"
    Instant from = {};
    Instant createdAt
        = {}; ///< a later one of the same type, period and `from` replaces it, or continues it (`sequence`)
    qint64 sequence = 0;
    qint64 size = 0; ///< octets
    QStringList columns = {};

    bool operator==(const EventLog&) const = default;
};

struct Attachment
{
    Link record;      ///< by its id
    QString key = {}; ///< attaching twice under one key is attaching once
    QString name = {};
    QString mediaType = {};
    QString description = {};
};

struct Action
{
    ActionKind kind = ActionKind::FreezeUser;
    QString target = {}; ///< the CRM's id of the user, the assignment or the job
    /// Of RestorePermission, and of UnfreezeUser where it takes back: `before` of the receipt.
    Fields parameters = {};
    Fields left = {};     ///< of what takes back: `after` of the receipt; refused where it is not so now
    bool isUrgent = true; ///< may use the reserve of the quota
};

struct Receipt
{
    bool isReversible = false;
    bool wasDone = false;            ///< it was so before; nothing was changed
    bool isVerified = false;         ///< the CRM, asked again, shows it
    qint64 count = 0;                ///< sessions, tokens
    std::vector<Fields> before = {}; ///< never a token
    Fields after = {};               ///< what it left, with when and by whom, of what can be taken back
    QString requestId = {};
};

/// Takes records page by page, on the calling thread; an error ends the pull and is its answer.
using Page = std::function<Expected<void>(std::span<const Record>)>;

/// One CRM. Every call blocks, so it is made on a worker, never on the GUI thread; calls may come from several threads
/// at once. Retries, paging, quotas and signing in again happen inside, by the policy of transport.h.
///
/// Errors of every call:
/// `crm.auth` sign in again · `crm.denied` the user may not · `crm.limit` the allowance is used up, see `quota` ·
/// `crm.busy` the CRM is down or locked, after all retries · `crm.conflict` somebody else was first: read and decide ·
/// `crm.multiple` the key is not unique there · `crm.permanent` refused as it is · `crm.choice` it has no such
/// choice · `crm.missing` no such record · `crm.schema` a field or kind is unknown: describe again · `crm.resync` the
/// cursor is too old: pull from the start · `crm.transport` no connection, or it broke · `crm.timeout` · `crm.tls` the
/// certificate does not hold · `crm.foreign-host` it points elsewhere, refused · `crm.not-json` not an answer of this
/// CRM · `crm.too-large` · `crm.ambiguous` sent, answer lost, and doing it twice is not doing it once · `crm.clock`
/// this machine's clock is wrong · `crm.version` the API version is not offered · `crm.unsupported` this CRM cannot ·
/// `crm.guarded` an action that would lock out who could take it back · `crm.cancelled`.
class Connector
{
public:
    Connector() = default;
    Connector(const Connector&) = delete;
    Connector& operator=(const Connector&) = delete;
    virtual ~Connector() = default;

    [[nodiscard]] virtual Capabilities capabilities() const = 0;
    /// Signs in, finds the host of the organisation and checks that it offers the version. The other calls do this
    /// themselves where it was not done; ask again after `crm.auth`.
    [[nodiscard]] virtual Expected<Identity> authorise(std::stop_token stop) = 0;
    [[nodiscard]] virtual Expected<ObjectDescription> describe(const QString& object, std::stop_token stop) = 0;
    /// Writes each record, creating it where its key is new. Doing it again is doing it once, for every kind.
    /// Answers one outcome for each record, in order, also where the connection failed for all.
    [[nodiscard]] virtual std::vector<Outcome> upsert(const Batch& batch, std::stop_token stop) = 0;
    /// Gives what was created, changed or deleted since the cursor; a record may come twice, none is left out.
    /// Answers the cursor to come back with, which is valid only after every page was taken.
    [[nodiscard]] virtual Expected<QString> changes(const ChangesSince& since, const Page& page, std::stop_token stop)
        = 0;
    /// Gives the records that fulfil the conditions; in no order.
    [[nodiscard]] virtual Expected<void> query(const Query& query, const Page& page, std::stop_token stop) = 0;
    /// Gives the records with `relatedTo` filled; one that belongs to several comes once for each.
    [[nodiscard]] virtual Expected<void> related(const Relation& relation, const Page& page, std::stop_token stop) = 0;
    /// Attaches what the device holds, read once from where it stands.
    [[nodiscard]] virtual Expected<Written> attach(const Attachment& attachment, QIODevice& content,
                                                   std::stop_token stop)
        = 0;
    /// The logs of these types created after `after`, oldest first; no types, all types.
    [[nodiscard]] virtual Expected<std::vector<EventLog>> eventLogs(Instant after, const QStringList& types,
                                                                    std::stop_token stop)
        = 0;
    /// Writes a log's octets as they are (CSV) into the device.
    [[nodiscard]] virtual Expected<void> download(const EventLog& log, QIODevice& into, std::stop_token stop) = 0;
    /// Contains, and takes back. What somebody has changed since is not taken back (`crm.conflict`, with the
    /// difference); the connector's own user and the last administrator are not frozen (`crm.guarded`).
    [[nodiscard]] virtual Expected<Receipt> act(const Action& action, std::stop_token stop) = 0;
    [[nodiscard]] virtual Quota quota() const = 0;
};

} // namespace bulkhead::crm
