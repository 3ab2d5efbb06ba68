#pragma once

#include "models/crm/sync/comments.h"
#include "models/crm/sync/merging.h"
#include "models/incident/casework.h"

#include <deque>
#include <functional>
#include <set>
#include <stop_token>

namespace bulkhead::crm {

/// What a synchronisation starts from: values, safe to hand to another thread.
struct SyncStart
{
    Id connector;
    CrmConnector settings;
    Mapping mapping;
    Id only = {};                                     ///< incident of which something is sent; null: all
    std::vector<LocalRecord> records = {};            ///< of all released incidents, these before their tasks
    std::map<QString, QString> cursors = {};          ///< by kind of record there
    std::map<QString, std::set<QString>> linked = {}; ///< ids there, by kind
    CommentsStart comments = {};
};

/// Whether something of the record may be sent in this run.
[[nodiscard]] bool maySend(const SyncStart& start, const LocalRecord& record);

/// What came of talking to the CRM, also where it broke off: what was done was done.
struct Exchange
{
    struct Sent
    {
        Id entity;
        std::map<QString, QString> texts; ///< that the record has now, where it was taken
        Outcome outcome;
    };
    std::map<QString, std::deque<Record>> pulled = {};
    std::map<QString, QString> cursors = {};
    std::vector<Sent> sent = {};
    CommentsExchange comments = {};
    QStringList vanished = {}; ///< mapped fields that the CRM does not have: "Task.ActivityDate"
    std::optional<Error> error = {};
    Identity identity = {};
    Quota quota = {};
};

/// Whether it says that nothing gets through at the moment, not that one record is wrong.
[[nodiscard]] bool isOfTheLine(const Error& error);
/// Not better by trying again: a person has to look at it.
[[nodiscard]] bool isForPeople(const Error& error);
inline constexpr qint64 mostAttempts = 5; ///< after which a record waits for a person
/// Who says so, as a change names it: "crm:sf-prod", and whether it was suspect then.
[[nodiscard]] QString viaOf(const CrmConnector& settings);

/// What a synchronisation did, for people and `crm sync`.
struct SyncReport
{
    qint64 pushed = 0; ///< records
    qint64 pulled = 0;
    struct Failed
    {
        Id entity;
        QString problem;
        bool isParked = false;
    };
    std::vector<Failed> failed = {};
    QStringList vanished = {};       ///< mapped fields that the CRM does not have
    std::vector<Id> conflicts = {};  ///< open ones of these incidents, new or old
    std::optional<Error> error = {}; ///< why it broke off
    Quota quota = {};
};

/// What would leave, field by field, were it synchronised now: for the dry run.
struct Leaving
{
    Id incident;
    Id entity;
    QString object;
    std::map<QString, QString> texts; ///< by field there
};

class SyncLedger;

/// The connectors of a vault, what each may have, and keeping both sides equal. Confined to the casework's thread,
/// except `exchange`, which blocks on the network and touches no vault.
///
/// The journal is the outbox: what a released entity says and the link does not say was sent is still to be sent. A
/// run reads (`start`), talks (`exchange`), writes down (`finish`); a crash between any two of them repeats what is the
/// same when it is repeated.
///
/// Errors: those of the journal; `crm.connector` (no such one, or its name is taken), `crm.mapping`,
/// `crm.not-released`, `crm.suspect` (paused), `value.bad`, `value.empty`.
class Synchronising
{
public:
    Synchronising(Casework& casework, const Mappings& mappings);

    /// \name Connectors
    ///@{
    [[nodiscard]] Expected<Id> addConnector(const CrmConnector& wish);
    [[nodiscard]] Expected<std::vector<Kept<CrmConnector>>> connectors() const; ///< that stand, by name
    /// By name, id or prefix of an id.
    [[nodiscard]] Expected<Kept<CrmConnector>> connector(const QString& name) const;
    [[nodiscard]] Expected<void> removeConnector(const Id& connector, const QString& reason);
    /// Pauses what leaves, or lets it go on.
    [[nodiscard]] Expected<void> suspect(const Id& connector, bool isSuspect, const QString& reason);
    ///@}

    /// \name What may leave
    ///@{
    [[nodiscard]] Expected<void> release(const Id& incident, const Id& connector, CrmScope scope,
                                         const QString& reason);
    [[nodiscard]] Expected<void> withdraw(const Id& incident, const Id& connector, const QString& reason);
    /// That stand, of an incident (null: of all).
    [[nodiscard]] Expected<std::vector<Kept<CrmRelease>>> releases(const Id& incident = {}) const;
    [[nodiscard]] Expected<std::vector<Leaving>> wouldLeave(const SyncStart& start) const;
    ///@}

    /// \name A run
    ///@{
    /// What is changed there is taken of all released incidents; sent is what is of one, or of all.
    [[nodiscard]] Expected<SyncStart> start(const Id& connector, const Id& incident = {}) const;
    [[nodiscard]] Expected<void> announce(SyncStart& start);
    /// Says how far it is from any thread, one at a time.
    [[nodiscard]] static Exchange exchange(const SyncStart& start, Connector& connector, std::stop_token stop,
                                           const std::function<void(qint64 done, qint64 all)>& progress = {});
    [[nodiscard]] Expected<SyncReport> finish(const SyncStart& start, const Exchange& exchange);
    ///@}

    /// \name What a person has to look at
    ///@{
    [[nodiscard]] Expected<std::vector<Kept<CrmConflict>>> conflicts(const Id& incident = {}) const; ///< open ones
    /// Takes their value, or keeps ours (which then goes there).
    [[nodiscard]] Expected<void> settle(const Id& conflict, bool isTheirs);
    [[nodiscard]] Expected<std::vector<Kept<CrmLink>>> links(const Id& connector, const Id& incident = {}) const;
    /// Parked records are tried again with the next run.
    [[nodiscard]] Expected<qint64> retry(const Id& connector);
    ///@}

private:
    /// What is kept beside a released incident's entities.
    struct Standing
    {
        Id incident;
        CrmScope scope = CrmScope::Basic;
        std::map<Id, CrmLink> links = {};                                     ///< to the connector
        std::map<std::pair<Id, QString>, LocalRecord::Dispute> disputes = {}; ///< by link and field of ours
    };
    [[nodiscard]] Expected<Standing> standingOf(const Id& connector, const CrmRelease& release) const;
    /// A kind of record as a release lets it go.
    struct Shape
    {
        std::shared_ptr<const ObjectMapping> mapping;
        std::vector<std::shared_ptr<const FieldMapping>> fields;
    };
    [[nodiscard]] Shape shapeOf(const std::shared_ptr<const ObjectMapping>& mapping, CrmScope scope) const;
    [[nodiscard]] LocalRecord local(const Id& connector, const Shape& shape, const Standing& standing,
                                    const ::bulkhead::Record& record) const;
    /// Takes the values of the fields as they stand in the record.
    void refresh(LocalRecord& local, const ::bulkhead::Record& record) const;
    /// Takes over what was changed there, or has it asked about; whether something of ours was changed.
    [[nodiscard]] Expected<bool> take(SyncLedger& ledger, const QString& via, LocalRecord local, const Record& theirs);
    [[nodiscard]] Expected<void> takePulled(SyncLedger& ledger, const SyncStart& start, const Exchange& exchange,
                                            SyncReport& report);
    /// What the CRM says of a field, by the same rules as what a person writes.
    [[nodiscard]] Expected<void> adopt(const QString& via, const LocalRecord& local, const Merge::Pull& pull);

    Casework& m_casework;
    const Mappings& m_mappings;
};

} // namespace bulkhead::crm
