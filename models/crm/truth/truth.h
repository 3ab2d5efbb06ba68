#pragma once

#include "models/crm/connector.h"
#include "models/crm/sync/mapping.h"
#include "models/incident/tables/crmsource.h"
#include "models/provenance/registry/registry.h"

namespace bulkhead::crm {

/// Records of a CRM that are to be registered: values, safe to hand to another thread.
struct TruthStart
{
    Id connector;
    CrmConnector settings;
    std::vector<TruthMapping> objects; ///< in the order in which they are read
    CrmSource source;                  ///< as it stands; without data sets where it is new
    bool isRefresh = false;            ///< only what has changed is read
    bool isProduction = true;          ///< false: of a sandbox, whose records are made up
    bool isExplicit = false;           ///< somebody named the kinds: one that is not there is an error

    [[nodiscard]] DataSet about() const;
};

struct TruthReport
{
    std::optional<provenance::Registered> registered = {}; ///< nothing: nothing has changed
    qint64 records = 0;                                    ///< read
    qint64 deleted = 0;                                    ///< there, since; what is registered of them stays
    QStringList missing = {};                              ///< fields that are mapped and not there
    std::vector<Id> removed = {};                          ///< data sets that the new one takes the place of
    bool isRefresh = false;
    Quota quota = {};
};

/// A start with what reading it needs beside the CRM; values, safe to hand to another thread.
struct TruthReading
{
    TruthStart start;
    std::shared_ptr<const provenance::RegistrySnapshot> registry;
    DataSet about;
};

/// What reading the CRM came to: fingerprints that nobody knows of yet.
struct TruthRead
{
    Expected<provenance::PreparedSet> prepared;
    std::map<QString, QString> cursors = {};
    qint64 records = 0;
    qint64 deleted = 0;
    QStringList missing = {};
    std::optional<Error> error = {}; ///< why nothing more came
    Quota quota = {};
};

/// Production truth from a CRM: its records stream into keyed fingerprints, nothing of them touches the disk. Each
/// carries its account as tenant. Read again, only what has changed is read and stands in a set of its own beside the
/// first: what was true once may be in a leak still. After `mostRefreshes` all is read again, and takes the place of
/// what was there. Confined to the casework's thread, except `read`, which blocks on the network and touches no vault.
///
/// Errors: those of the registry and of the connector; `crm.mapping` (a kind of record is not mapped), `crm.suspect`,
/// `value.bad`.
class ProductionTruth
{
public:
    static constexpr std::size_t mostRefreshes = 12;

    ProductionTruth(Casework& casework, const Mappings& mappings)
        : m_casework(casework)
        , m_mappings(mappings)
    {
    }

    /// `objects` empty: as they stand, or all that are mapped.
    [[nodiscard]] Expected<TruthStart> start(const Kept<CrmConnector>& connector, const QString& name,
                                             const QStringList& objects, const QString& where,
                                             bool isProduction = true) const;
    /// \name One after the other, for who has lanes
    ///@{
    [[nodiscard]] Expected<TruthReading> begin(const TruthStart& start) const;
    /// The connector is asked on a thread of its own.
    [[nodiscard]] static TruthRead read(const TruthReading& reading, Connector& connector,
                                        const provenance::Progress& progress = {}, std::stop_token stop = {});
    [[nodiscard]] Expected<TruthReport> finish(const TruthReading& reading, TruthRead read);
    ///@}
    /// All three.
    [[nodiscard]] Expected<TruthReport> run(const TruthStart& start, Connector& connector,
                                            const provenance::Progress& progress = {}, std::stop_token stop = {});

private:
    Casework& m_casework;
    const Mappings& m_mappings;
};

} // namespace bulkhead::crm
