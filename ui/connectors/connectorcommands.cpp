#include "models/crm/sync/connecting.h"
#include "models/incident/session.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/rights.h"
#include "ui/common/tables.h"
#include "ui/connectors/affecteddialog.h"
#include "ui/connectors/connectordialogs.h"
#include "ui/connectors/connectorspage.h"
#include "ui/connectors/selfsync.h"
#include "ui/connectors/setupdialog.h"

#include <QTabWidget>
#include <QTableView>

#include <algorithm>
#include <initializer_list>

using namespace Qt::StringLiterals;

namespace bulkhead {

QString ConnectorsPage::whyNotWrite(Kind kind, QStringView field) const
{
    return bulkhead::whyNotWrite(m_context.session, kind, field);
}

void ConnectorsPage::allow(const QString& name, const QString& whyNot)
{
    Actions::allow(*command(name), whyNot);
}

void ConnectorsPage::updateCommands()
{
    if (!isVisible()) { // the window may have put all commands aside
        return;
    }
    const ConnectorRow* row = current();
    const auto first = [](std::initializer_list<QString> reasons) {
        const auto found = std::ranges::find_if(reasons, [](const QString& one) { return !one.isEmpty(); });
        return found == reasons.end() ? QString() : *found;
    };
    const auto unless = [](bool isFine, const QString& reason) { return isFine ? QString() : reason; };
    const QString keeping = whyNotWrite(Table<CrmConnector>::kind, u"name");
    const QString pausing = whyNotWrite(Table<CrmConnector>::kind, u"suspect");
    const QString syncing = whyNotWrite(Table<CrmLink>::kind, u"synced");
    const QString releasing = whyNotWrite(Table<CrmRelease>::kind, u"scope");
    const QString noRow = unless(row, tr("Add a connector first."));
    const QString running = unless(!row || !row->isRunning, tr("It is being synchronised."));
    const QString signedIn = unless(!row || row->standing.isSignedIn, tr("Sign it in first."));
    const QString noIncident = unless(!m_incident.isNull(), tr("Open an incident first."));
    const bool isReleased = row && row->release;
    const bool isFull = isReleased && *row->release == CrmScope::Full;
    const bool isPaused = row && row->settings().isSuspect;
    const crm::Mapping* mapping = row ? mappingOf(*row) : nullptr;
    const bool isMapped = mapping && !mapping->parties.account.object.isEmpty();
    const QString noConflict = unless(currentId(m_conflictTable).has_value(), tr("Nothing has to be decided."));
    const QString noParked = unless(row && row->standing.parked() > 0, tr("Nothing is parked."));

    allow(u"add"_s, keeping);
    allow(u"sync"_s, first({syncing, noRow, running, signedIn}));
    allow(u"preview"_s, noRow);
    allow(u"test"_s, first({syncing, noRow, signedIn}));
    allow(u"signIn"_s, first({keeping, noRow, running}));
    allow(u"remove"_s, first({keeping, noRow, running}));
    allow(u"pause"_s, first({pausing, noRow, unless(!isPaused, tr("It is paused already."))}));
    allow(u"resume"_s, first({pausing, noRow, unless(isPaused, tr("It is not paused."))}));
    command(u"pause"_s)->setVisible(!isPaused);
    command(u"resume"_s)->setVisible(isPaused);
    allow(u"release"_s,
          first({releasing, noRow, noIncident, unless(!isFull, tr("This incident is released in full."))}));
    allow(u"withdraw"_s,
          first({releasing, noRow, noIncident, unless(isReleased, tr("This incident is not released."))}));
    allow(u"affected"_s,
          first({whyNotWrite(Table<Party>::kind, u"name"), noRow, noIncident,
                 unless(isReleased, tr("This incident is not released.")),
                 unless(!isPaused, tr("It is paused: nothing is asked of it.")), signedIn,
                 unless(isMapped, tr("Its mapping does not say where accounts stand."))}));
    allow(u"byItself"_s, first({m_selfSync.isAllowed() ? QString() : syncing, noRow}));
    allow(u"ours"_s, first({syncing, noRow, noConflict}));
    allow(u"theirs"_s, first({syncing, noRow, noConflict}));
    allow(u"retry"_s, first({syncing, noRow, noParked}));
}

void ConnectorsPage::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
    (tab == Tab::Conflicts ? m_conflictTable : m_troubleTable)->setFocus();
}

void ConnectorsPage::showError(const Error& error)
{
    m_banner->setAction({}, {});
    m_banner->showError(error);
}

void ConnectorsPage::write(FormDialog* dialog, std::function<Expected<void>(Casework&)> work, const QString& done)
{
    m_context.session.write(dialog ? static_cast<QObject*>(dialog) : this, std::move(work),
                            [this, dialog, done](const Expected<void>& written) {
                                if (dialog) {
                                    dialog->finish(written);
                                } else if (!written) {
                                    showError(written.error());
                                }
                                if (written) {
                                    m_banner->dismiss();
                                    Q_EMIT announced(done);
                                    reload();
                                }
                            });
}

void ConnectorsPage::settle(bool isTheirs)
{
    const auto id = currentId(m_conflictTable);
    if (!id) {
        return;
    }
    write(
        nullptr,
        [mappings = m_mappings, conflict = *id, isTheirs](Casework& casework) {
            return crm::Synchronising(casework, *mappings).settle(conflict, isTheirs);
        },
        isTheirs ? tr("What the CRM says holds here too.") : tr("Ours goes to the CRM with the next run."));
}

void ConnectorsPage::retry()
{
    if (const ConnectorRow* row = current()) {
        write(
            nullptr,
            [mappings = m_mappings, id = row->standing.connector.id](Casework& casework) -> Expected<void> {
                TRY([[maybe_unused]] const qint64 count, crm::Synchronising(casework, *mappings).retry(id));
                return {};
            },
            tr("What was parked is tried again with the next run."));
    }
}

void ConnectorsPage::setUp()
{
    if (!m_mappings) {
        m_whenLoaded = &ConnectorsPage::setUp;
        return;
    }
    const bool mayRelease = !m_incident.isNull() && whyNotWrite(Table<CrmRelease>::kind, u"scope").isEmpty();
    auto* dialog = new SetupDialog(m_mappings, mayRelease ? m_incidentName : QString(), m_context.session, this);
    connect(dialog, &SetupDialog::completed, this, [this, dialog, incident = m_incident] {
        m_context.session.write(
            dialog,
            [mappings = m_mappings, incident, wish = dialog->wish()](Casework& casework) mutable -> Expected<Id> {
                CHECK_OK(wish.complete());
                crm::Synchronising syncing(casework, *mappings);
                TRY(const Id id, syncing.addConnector(wish.settings));
                if (!wish.secret.isEmpty()) {
                    CHECK_OK(casework.journal().vault().keepSecret(crm::secretNameOf(id), wish.secret));
                }
                if (wish.releases) {
                    CHECK_OK(syncing.release(incident, id, CrmScope::Basic, wish.reason));
                }
                return id;
            },
            [this, dialog, isRun = dialog->wish().runs](const Expected<Id>& made) {
                dialog->finish(made);
                if (made) {
                    m_toReveal = *made;
                    m_toRun = isRun ? *made : Id();
                    Q_EMIT announced(tr("The connector is set up."));
                    reload();
                }
            });
    });
    dialog->open();
}

void ConnectorsPage::signIn()
{
    const ConnectorRow* row = current();
    const crm::Mapping* mapping = row ? mappingOf(*row) : nullptr;
    if (!mapping) {
        return;
    }
    auto* dialog = new SignInDialog(row->standing.connector, mapping->minimumApi, m_context.session, this);
    connect(dialog, &QDialog::accepted, this, [this, id = row->standing.connector.id] {
        Q_EMIT announced(tr("What it signs in with is kept in the vault."));
        m_selfSync.goOn(id);
        reload();
    });
    dialog->open();
}

void ConnectorsPage::release()
{
    const ConnectorRow* row = current();
    const crm::Mapping* mapping = row ? mappingOf(*row) : nullptr;
    if (!mapping || m_incident.isNull()) {
        return;
    }
    const CrmScope scope = row->release ? CrmScope::Full : CrmScope::Basic;
    auto* dialog = new ReleaseDialog(m_incidentName, row->name(), *mapping, scope, this);
    connect(dialog, &FormDialog::submitted, this,
            [this, dialog, scope, id = row->standing.connector.id, incident = m_incident] {
                write(
                    dialog,
                    [mappings = m_mappings, incident, id, scope, reason = dialog->reason()](Casework& casework) {
                        return crm::Synchronising(casework, *mappings).release(incident, id, scope, reason);
                    },
                    tr("Released. It goes with the next run."));
            });
    dialog->open();
}

void ConnectorsPage::withdraw()
{
    const ConnectorRow* row = current();
    if (!row || !row->release) {
        return;
    }
    auto* dialog = new ReasonDialog(tr("Withdraw %1").arg(m_incidentName), tr("Withdraw"),
                                    tr("Nothing more of it goes to “%1”. What is there stays there.").arg(row->name()),
                                    this);
    connect(dialog, &FormDialog::submitted, this,
            [this, dialog, id = row->standing.connector.id, incident = m_incident] {
                write(
                    dialog,
                    [mappings = m_mappings, incident, id, reason = dialog->reason()](Casework& casework) {
                        return crm::Synchronising(casework, *mappings).withdraw(incident, id, reason);
                    },
                    tr("Nothing more of this incident leaves by it."));
            });
    dialog->open();
}

void ConnectorsPage::findAffected()
{
    if (!m_mappings || !m_read.isSettled()) {
        m_whenLoaded = &ConnectorsPage::findAffected;
        return;
    }
    if (const ConnectorRow* row = current(); row && !row->release) { // another may ask
        const auto& rows = m_model->rows();
        const auto released = std::ranges::find_if(rows,
                                                   [](const ConnectorRow& one) { return one.release.has_value(); });
        if (released != rows.end()) {
            selectId(m_table, released->standing.connector.id);
        }
    }
    const ConnectorRow* row = current();
    if (!row) {
        return; // the page says what to do
    }
    if (const QAction* find = command(u"affected"_s); !find->isEnabled()) {
        m_banner->setAction({}, {});
        m_banner->showText(Tone::Warn, tr("“%1” cannot be asked now.").arg(row->name()), find->toolTip());
        return;
    }
    auto* dialog = new AffectedDialog(m_context,
                                      {.mappings = m_mappings,
                                       .connector = row->standing.connector,
                                       .incident = m_incident,
                                       .incidentName = m_incidentName},
                                      this);
    connect(dialog, &AffectedDialog::partyWanted, this,
            [this](const Id& party) { Q_EMIT roomWanted(u"clocks"_s, party); });
    dialog->open();
}

void ConnectorsPage::setByItself()
{
    const ConnectorRow* row = current();
    if (!row) {
        return;
    }
    auto* dialog = new SelfSyncDialog(row->name(), m_selfSync.minutes(row->standing.connector.id), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, id = row->standing.connector.id] {
        m_selfSync.setMinutes(id, dialog->minutes());
        dialog->accept();
    });
    dialog->open();
}

void ConnectorsPage::askPause(bool isSuspect)
{
    const ConnectorRow* row = current();
    if (!row || row->settings().isSuspect == isSuspect) {
        return;
    }
    const QString name = row->name();
    auto* dialog = isSuspect
        ? new ReasonDialog(tr("Pause %1").arg(name), tr("Pause"),
                           tr("For when the CRM itself may be where the leak is. Nothing leaves by it any more; what "
                              "comes is taken and marked in the timeline."),
                           this)
        : new ReasonDialog(tr("Resume %1").arg(name), tr("Resume"),
                           row->settings().suspectReason.isEmpty()
                               ? QString()
                               : tr("It was paused: %1").arg(row->settings().suspectReason),
                           this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, isSuspect, id = row->standing.connector.id] {
        write(
            dialog,
            [mappings = m_mappings, id, isSuspect, reason = dialog->reason()](Casework& casework) {
                return crm::Synchronising(casework, *mappings).suspect(id, isSuspect, reason);
            },
            isSuspect ? tr("Nothing leaves by it.") : tr("It goes on with the next run."));
    });
    dialog->open();
}

void ConnectorsPage::pause()
{
    askPause(true);
}

void ConnectorsPage::resume()
{
    askPause(false);
}

void ConnectorsPage::remove()
{
    const ConnectorRow* row = current();
    if (!row) {
        return;
    }
    auto* dialog = new ReasonDialog(
        tr("Remove %1").arg(row->name()), tr("Remove"),
        tr("What it signs in with is forgotten. What is in the CRM stays there; %n incident(s) were released to it.",
           nullptr, static_cast<int>(row->standing.releases.size()))
            + u' ' + tr("Revoke the app in the CRM too."),
        this);
    dialog->setDestructive();
    connect(dialog, &FormDialog::submitted, this, [this, dialog, id = row->standing.connector.id] {
        m_selfSync.setMinutes(id, 0);
        write(
            dialog,
            [mappings = m_mappings, id, reason = dialog->reason()](Casework& casework) -> Expected<void> {
                CHECK_OK(crm::Synchronising(casework, *mappings).removeConnector(id, reason));
                return casework.journal().vault().forgetSecret(crm::secretNameOf(id));
            },
            tr("It was removed, and what it signed in with forgotten."));
    });
    dialog->open();
}

} // namespace bulkhead
