#pragma once

#include "models/crm/sync/syncing.h"
#include "ui/common/room.h"

#include <QObject>

#include <map>
#include <memory>

namespace bulkhead {

class Job;

/// A run that is over.
struct SyncEnd
{
    Kept<CrmConnector> connector;
    Expected<crm::SyncReport> report;
    bool isSilent = false; ///< nothing moved, nothing was written down
};

/// Runs synchronisations beside the session's lanes, each with a job in the strip; one at a time for a connector. Lives
/// as long as the vault is open, whether or not the page is shown.
class SyncRunner : public QObject
{
    Q_OBJECT

public:
    using MappingsPtr = std::shared_ptr<const crm::Mappings>;

    explicit SyncRunner(const RoomContext& context, QObject* parent = nullptr);

    enum class Cause { Person, Schedule };
    /// Does nothing while the connector is being synchronised. What the schedule starts is not written down where
    /// nothing moved (`crm::isQuiet`).
    void start(const MappingsPtr& mappings, const Kept<CrmConnector>& connector, Cause cause);
    [[nodiscard]] bool isRunning(const Id& connector) const { return m_running.contains(connector); }
    [[nodiscard]] bool isBusy() const { return !m_running.empty(); }

Q_SIGNALS:
    void started();
    void ended(const bulkhead::SyncEnd& end);

private:
    struct Run;

    void converse(const std::shared_ptr<Run>& run);
    void writeDown(const std::shared_ptr<Run>& run, crm::Exchange talked);
    void tell(const Run& run, const Expected<crm::SyncReport>& report, bool isSilent = false);

    RoomContext m_context;
    std::map<Id, std::shared_ptr<Job>> m_running; ///< by connector
};

} // namespace bulkhead
