#include "ui/connectors/syncrunner.h"

#include "models/crm/sync/connecting.h"
#include "models/crm/sync/schedule.h"
#include "models/incident/session.h"
#include "ui/common/jobs.h"
#include "ui/common/words.h"

using namespace Qt::StringLiterals;

namespace bulkhead {

/// A run between the lanes.
struct SyncRunner::Run
{
    MappingsPtr mappings;
    Kept<CrmConnector> connector;
    Cause cause = Cause::Person;
    std::shared_ptr<Job> job = {};
    crm::SyncStart start = {};
    std::unique_ptr<crm::Connector> connection = {};
};

SyncRunner::SyncRunner(const RoomContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context)
{
}

/// Read and announced on the writing lane, talked about beside the lanes, written down on the writing lane again. What
/// is cut off in between the next run repeats.
void SyncRunner::start(const MappingsPtr& mappings, const Kept<CrmConnector>& connector, Cause cause)
{
    if (isRunning(connector.id)) {
        return;
    }
    auto run = std::make_shared<Run>(Run{.mappings = mappings, .connector = connector, .cause = cause});
    run->job = m_context.jobs.start(tr("Synchronising %1").arg(connector.value.name));
    m_running.emplace(connector.id, run->job);
    Q_EMIT started();
    m_context.session.write(
        this,
        [run](Casework& casework) -> Expected<void> {
            crm::Synchronising syncing(casework, *run->mappings);
            TRY(run->start, syncing.start(run->connector.id));
            Journal& journal = casework.journal();
            TRY(run->connection, crm::connectionFor(run->connector, *run->mappings, journal.vault(), journal.clock()));
            return syncing.announce(run->start);
        },
        [this, run](const Expected<void>& begun) {
            if (begun) {
                converse(run);
            } else {
                tell(*run, std::unexpected(begun.error()));
            }
        });
}

void SyncRunner::converse(const std::shared_ptr<Run>& run)
{
    m_context.session.run(
        this,
        [run] {
            const auto connection = std::move(run->connection); // ends here, with the wire's own thread
            return crm::Synchronising::exchange(run->start, *connection, run->job->stopToken(),
                                                [job = run->job](qint64 done, qint64 all) { job->report(done, all); });
        },
        [this, run](crm::Exchange talked) {
            if (run->cause == Cause::Schedule && crm::isQuiet(run->start, talked, m_context.session.clock().now())) {
                tell(*run, crm::SyncReport{.quota = talked.quota}, true);
            } else {
                writeDown(run, std::move(talked));
            }
        });
}

void SyncRunner::writeDown(const std::shared_ptr<Run>& run, crm::Exchange talked)
{
    m_context.session.finishWriting(
        this,
        [run, talked = std::move(talked)](Casework& casework) {
            return crm::Synchronising(casework, *run->mappings).finish(run->start, talked);
        },
        [this, run](const Expected<crm::SyncReport>& report) { tell(*run, report); });
}

void SyncRunner::tell(const Run& run, const Expected<crm::SyncReport>& report, bool isSilent)
{
    m_running.erase(run.connector.id);
    const std::optional<Error> error = report ? report->error : std::optional(report.error());
    if (error) {
        run.job->finish(error->is("crm.cancelled"_L1) ? tr("Cancelled; what was done stays, the next run goes on.")
                                                      : error->message,
                        false);
    } else {
        run.job->finish(tr("%1: sent %2, taken %3.")
                            .arg(run.connector.value.name, countText(report->pushed), countText(report->pulled)),
                        report->failed.empty());
    }
    Q_EMIT ended({run.connector, report, isSilent});
}

} // namespace bulkhead
