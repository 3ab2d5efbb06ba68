#pragma once

#include "models/crm/truth/truthtable.h"
#include "models/crm/truth/unknownrows.h"
#include "models/incident/casework.h"

namespace bulkhead::crm {

/// What a CRM may be asked about the unknown rows of a sample: values, safe to hand to another thread.
struct InquiryStart
{
    Id connector = {};
    CrmConnector settings = {};
    Id incident = {};    ///< whose sample it is; null: of none
    QString sample = {}; ///< its name
    std::vector<TruthMapping> objects = {};
    UnknownRows unknown = {};
    qint64 emails = 0;
    qint64 phones = 0;
    qint64 recordIds = 0;
    qint64 foreignIds = 0; ///< record ids of no form that this CRM gives: never asked for

    [[nodiscard]] bool asksNothing() const { return emails + phones + recordIds == 0; }
};

/// The questions that this organisation can be asked, and what they cost.
struct InquiryPlan
{
    struct Question
    {
        std::size_t object = 0; ///< place in the table's kinds
        QString field = {};
        std::vector<Value> values = {};
    };
    TruthTable table = {};
    std::vector<Question> questions = {}; ///< one call each
    Quota quota = {};
    qint64 kept = 0; ///< calls of the allowance that are left to people; 0 where it is not known

    [[nodiscard]] QStringList fields() const; ///< in which values are looked for: "Contact.Email"
    [[nodiscard]] qint64 calls() const { return static_cast<qint64>(questions.size()); }
    /// `crm.limit` where the CRM has not as many calls left over.
    [[nodiscard]] Expected<void> checkAffordable() const;
};

/// With what else asking needs; values, safe to hand to another thread.
struct InquiryReading
{
    InquiryStart start;
    InquiryPlan plan;
    std::shared_ptr<const provenance::RegistrySnapshot> registry;
    DataSet about;
};

/// A record of the CRM that rows of the sample speak of.
struct InquiryHit
{
    QString object = {};
    QString id = {};
    std::vector<quint64> rows = {}; ///< ascending

    bool operator==(const InquiryHit&) const = default;
};

/// What it said, also where it broke off: then as fingerprints that nobody knows of yet.
struct InquiryAnswer
{
    std::vector<InquiryHit> hits = {};
    std::optional<provenance::PreparedSet> prepared = {};
    std::vector<std::pair<QString, Error>> refused = {}; ///< kinds of record that this user may not see
    std::optional<Error> error = {};                     ///< why it broke off
    qint64 calls = 0;                                    ///< that were answered
    Quota quota = {};
};

struct InquiryReport
{
    std::vector<InquiryHit> hits = {};
    std::optional<provenance::Registered> registered = {}; ///< nothing: it has none of them
    std::vector<std::pair<QString, Error>> refused = {};
    std::optional<Error> error = {};
    qint64 calls = 0;
    Quota quota = {};

    [[nodiscard]] qint64 rows() const; ///< of the sample, each once
};

/// Asks a CRM about rows of a leaked sample that nothing registered knows: e-mail addresses, phone numbers, and record
/// ids that have the form of the CRM's own. The records that it has become keyed fingerprints in a production data set
/// of their own, "NAME: asked for SAMPLE", against which the sample is then classified again. A set of its own, not a
/// part of the connector's (`ProductionTruth`): that one claims to hold all records of its kinds.
///
/// That it is asked, by whom and for how much stands on the timeline (of the incident, else in the registry's stream)
/// before a value leaves, and what came of it afterwards; neither names a value. Nothing of the values touches the
/// disk. Where the CRM breaks off, what it had answered is registered; where a person stops it, nothing is.
///
/// Confined to the casework's thread, except `look` and `ask`, which block on the network and touch no vault.
///
/// Errors: those of the registry, the journal and the connector; `crm.mapping` (the mapping says of no record what its
/// fields mean), `crm.suspect`, `crm.not-released`, `crm.privileged` (the sample is held for counsel), `crm.sandbox`
/// (what it has is registered as made up), `crm.limit`.
class Inquiry
{
public:
    Inquiry(Casework& casework, const Mappings& mappings)
        : m_casework(casework)
        , m_mappings(mappings)
    {
    }

    /// Whether it may be asked at all, before a sample is read for it. `incident` null: about a sample of none.
    [[nodiscard]] Expected<void> mayAsk(const Kept<CrmConnector>& connector, const Id& incident) const;
    /// Rows that people have set are left out.
    [[nodiscard]] Expected<InquiryStart> start(const Kept<CrmConnector>& connector, const Id& incident,
                                               const QString& sample, UnknownRows unknown) const;
    /// Signs in and asks which fields there are; no value leaves.
    [[nodiscard]] static Expected<InquiryPlan> look(const InquiryStart& start, Connector& connector,
                                                    std::stop_token stop);
    /// After a person wants it. Whether it may be asked is looked at again.
    [[nodiscard]] Expected<InquiryReading> begin(const InquiryStart& start, const InquiryPlan& plan);
    [[nodiscard]] static InquiryAnswer ask(const InquiryReading& reading, Connector& connector, std::stop_token stop,
                                           const std::function<void(qint64 done, qint64 all)>& progress = {});
    [[nodiscard]] Expected<InquiryReport> finish(const InquiryReading& reading, InquiryAnswer answer);

private:
    [[nodiscard]] Expected<void> checkNotSandbox(const Kept<CrmConnector>& connector) const;
    /// Drops what stands of rows that people have set; `crm.privileged` where counsel holds the sample.
    [[nodiscard]] Expected<void> leaveOutSettled(const Id& incident, UnknownRows& unknown) const;

    Casework& m_casework;
    const Mappings& m_mappings;
};

} // namespace bulkhead::crm
