#include "models/crm/sync/connecting.h"
#include "models/crm/sync/packagesource.h"
#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/connectors/connectordialogs.h"
#include "ui/connectors/connectorspage.h"
#include "ui/connectors/syncrunner.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
/// A test between the lanes.
struct Trial
{
    std::shared_ptr<const crm::Mappings> mappings;
    Kept<CrmConnector> connector;
    std::shared_ptr<Job> job = {};
    std::unique_ptr<crm::Connector> connection = {};
};
} // namespace

void ConnectorsPage::sync()
{
    const ConnectorRow* row = current();
    if (!row || m_runner.isRunning(row->standing.connector.id)) {
        return;
    }
    m_banner->dismiss();
    m_wanted.insert(row->standing.connector.id);
    m_runner.start(m_mappings, row->standing.connector, SyncRunner::Cause::Person);
}

void ConnectorsPage::tell(const SyncEnd& end)
{
    const Expected<crm::SyncReport>& report = end.report;
    reload();
    const bool isWanted = m_wanted.erase(end.connector.id) > 0;
    if (const std::optional<Error> error = report ? report->error : std::optional(report.error())) {
        if (isWanted && !error->is("crm.cancelled"_L1)) { // else its state says so
            showError(*error);
        }
        return;
    }
    const auto failed = static_cast<int>(report->failed.size());
    const auto conflicts = static_cast<int>(report->conflicts.size());
    if (conflicts > 0) {
        m_banner->showText(Tone::Warn, tr("%n field(s) were changed here and in the CRM.", nullptr, conflicts),
                           tr("Neither side is touched until somebody chooses."));
        m_banner->setAction(tr("Show conflicts"), [this] { showTab(Tab::Conflicts); });
    } else if (failed > 0) {
        m_banner->showText(Tone::Warn, tr("%n record(s) were not taken.", nullptr, failed),
                           tr("The CRM's reasons stand beside them; what is parked waits for you."));
        m_banner->setAction(tr("Show them"), [this] { showTab(Tab::Parked); });
    }
}

void ConnectorsPage::preview()
{
    const ConnectorRow* row = current();
    if (!row) {
        return;
    }
    m_context.session.read(
        this,
        [mappings = m_mappings,
         id = row->standing.connector.id](Casework& casework) -> Expected<std::vector<LeavingRow>> {
            const crm::Synchronising syncing(casework, *mappings);
            TRY(const crm::SyncStart start, syncing.start(id));
            TRY(const auto leaving, syncing.wouldLeave(start));
            std::vector<LeavingRow> rows;
            for (const crm::Leaving& one : leaving) {
                rows.push_back({one, casework.shownNumber(one.incident)});
            }
            return rows;
        },
        [this, name = row->name(), isPaused = row->settings().isSuspect,
         ticket = m_asked.next()](const Expected<std::vector<LeavingRow>>& rows) {
            if (!m_asked.isCurrent(ticket)) {
                return;
            }
            if (!rows) {
                showError(rows.error());
                return;
            }
            auto* dialog = new PreviewDialog(name, *rows, isPaused, this);
            dialog->mainButton()->setEnabled(command(u"sync"_s)->isEnabled());
            connect(dialog, &FormDialog::submitted, this, [this, dialog] {
                dialog->accept();
                sync();
            });
            dialog->open();
        });
}

void ConnectorsPage::test()
{
    const ConnectorRow* row = current();
    if (!row || !mappingOf(*row)) {
        return;
    }
    m_banner->dismiss();
    const auto run = std::make_shared<Trial>(Trial{.mappings = m_mappings, .connector = row->standing.connector});
    run->job = m_context.jobs.start(tr("Testing %1").arg(row->name()));
    ++m_talks;
    const auto told = [this, run](const Expected<crm::Inspection>& inspection) {
        --m_talks;
        if (inspection) {
            tellInspection(run->connector.value, *inspection);
        } else if (!inspection.error().is("crm.cancelled"_L1)) {
            showError(inspection.error());
        }
        run->job->finish(inspection ? tr("It signs in.") : tr("It does not sign in."), inspection.has_value());
    };
    m_context.session.read(
        this,
        [run](Casework& casework) -> Expected<void> {
            Journal& journal = casework.journal();
            TRY(run->connection, crm::connectionFor(run->connector, *run->mappings, journal.vault(), journal.clock()));
            return {};
        },
        [this, run, told](const Expected<void>& made) {
            if (!made) {
                told(std::unexpected(made.error()));
                return;
            }
            m_context.session.run(
                this,
                [run] {
                    const auto connection = std::move(run->connection);
                    return crm::inspect(*connection, *run->mappings->find(run->connector.value.system),
                                        run->job->stopToken());
                },
                told);
        });
}

void ConnectorsPage::tellInspection(const CrmConnector& settings, const crm::Inspection& inspection)
{
    const QString name = settings.name;
    const crm::Identity& identity = inspection.identity;
    const QString text = tr("%1 at %2, interface %3.").arg(identity.userName, identity.host, identity.apiVersion);
    m_banner->setAction({}, {});
    if (inspection.missing.empty()) {
        m_banner->showText(Tone::Ok, tr("%1 signs in, and all that the mapping needs is there.").arg(name), text);
        return;
    }
    m_banner->showText(Tone::Warn,
                       tr("%1 signs in, but the CRM lacks %n field(s) that the mapping needs.", nullptr,
                          static_cast<int>(inspection.missing.size()))
                           .arg(name),
                       text);
    m_banner->setAction(tr("Show them…"), [this, settings, inspection] {
        const bool withPackage = crm::hasPackage(settings.system);
        auto* dialog = new MissingDialog(settings.name, inspection.missing, withPackage, this);
        connect(dialog, &MissingDialog::packageWanted, this, [this, dialog, system = settings.system] {
            savePackage(dialog, m_context.session, *m_mappings->find(system));
        });
        dialog->open();
    });
}

} // namespace bulkhead
