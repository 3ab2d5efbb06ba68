#include "models/base/digest.h"
#include "models/crm/sync/connecting.h"
#include "models/crm/sync/files.h"
#include "models/crm/sync/syncing.h"
#include "models/disclosure/exporting.h"
#include "models/incident/session.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/common/rights.h"
#include "ui/disclosure/attachdialog.h"
#include "ui/disclosure/disclosurepage.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace bulkhead {

using disclosure::Drafting;

/// A file on its way, between the lanes.
struct DisclosurePage::Attaching
{
    std::shared_ptr<const DraftBooks> books;
    AttachOffer offer;
    Id disclosure;
    Kept<CrmConnector> connector;
    QString format;
    bool isRedacted = false;
    std::shared_ptr<Job> job;
    QString title = {};
    QByteArray bytes = {};
    std::optional<crm::FileStart> start = {};
    std::unique_ptr<crm::Connector> connection = {};
};

QString DisclosurePage::whyNotAttached() const
{
    if (m_context.session.moment()) {
        return Casework::pastError().message;
    }
    if (!open()) {
        return tr("Choose a draft first.");
    }
    if (const auto approved = Drafting::approved(*open()); !approved) {
        return approved.error().message;
    }
    if (QString whyNot = whyNotWrite(m_context.session, Table<CrmLink>::kind, u"remote"); !whyNot.isEmpty()) {
        return whyNot;
    }
    return m_picture.hasCrm ? QString() : tr("No CRM is connected: the room Connectors adds one.");
}

void DisclosurePage::showAttach()
{
    const QString whyNot = whyNotAttached();
    m_attach->setVisible(open() && m_picture.hasCrm);
    m_attach->setEnabled(whyNot.isEmpty());
    m_attach->setToolTip(whyNot);
    m_attach->setAccessibleDescription(whyNot);
    if (QAction* action = m_context.actions.find(u"disclosure.attach"_s)) {
        Actions::allow(*action, whyNot);
    }
}

void DisclosurePage::attach()
{
    if (const QString whyNot = whyNotAttached(); !whyNot.isEmpty()) {
        m_banner->setAction({}, {});
        m_banner->showText(Tone::Warn, tr("It cannot be attached to a case."), whyNot);
        return;
    }
    AttachOffer offer{.mappings = {},
                      .version = open()->newest()->id,
                      .title = open()->newest()->value.title,
                      .hasRedactions = !open()->disclosure.value.redactions.isEmpty(),
                      .targets = {}};
    m_context.session.read(
        this,
        [offer = std::move(offer)](Casework& casework) mutable -> Expected<AttachOffer> {
            TRY(auto mappings, crm::Mappings::load());
            TRY(const auto connectors, crm::Synchronising(casework, mappings).connectors());
            for (const Kept<CrmConnector>& one : connectors) {
                const crm::Mapping* mapping = mappings.find(one.value.system);
                if (!mapping) {
                    continue;
                }
                AttachTarget target{.connector = one};
                const auto start = crm::FileSync(casework).start(one, *mapping, {.entity = offer.version});
                target.whyNot = start ? QString() : start.error().message;
                target.isThere = start && start->isThere();
                offer.targets.push_back(std::move(target));
            }
            offer.mappings = std::make_shared<const crm::Mappings>(std::move(mappings));
            return std::move(offer);
        },
        [this, ticket = m_offer.next()](const Expected<AttachOffer>& made) {
            if (!m_offer.isCurrent(ticket) || !open()) {
                return;
            }
            if (!made) {
                m_banner->showError(made.error());
            } else if (!made->targets.empty()) {
                askWhereToAttach(*made);
            }
        });
}

void DisclosurePage::askWhereToAttach(const AttachOffer& offer)
{
    auto* dialog = new AttachDialog(offer, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, offer, id = open()->disclosure.id] {
        const auto work = std::make_shared<Attaching>(Attaching{.books = m_picture.books,
                                                                .offer = offer,
                                                                .disclosure = id,
                                                                .connector = dialog->target().connector,
                                                                .format = dialog->format(),
                                                                .isRedacted = dialog->isRedacted(),
                                                                .job = {}});
        work->job = m_context.jobs.start(
            //: a text, and the CRM that it goes to
            tr("Attaching %1 in %2").arg(offer.title, work->connector.value.name));
        connect(dialog, &FormDialog::cancelWanted, work->job.get(), &Job::cancel);
        connect(dialog, &QObject::destroyed, work->job.get(), &Job::abandon);
        makeAttachment(dialog, work);
    });
    dialog->open();
}

/// Laid out on the reading lane, announced on the writing lane, sent beside the lanes, written down on the writing
/// lane.
void DisclosurePage::makeAttachment(FormDialog* dialog, const std::shared_ptr<Attaching>& work)
{
    m_context.session.read(
        dialog,
        [work](Casework& casework) -> Expected<void> {
            const Drafting drafting(casework, work->books->law, work->books->shelf);
            TRY(const auto picture, drafting.picture(work->disclosure));
            TRY(const auto version, Drafting::approved(picture));
            TRY(const auto outgoing, drafting.outgoing(picture, version.value.number, work->isRedacted));
            work->offer.version = version.id;
            work->title = outgoing.title;
            TRY(work->bytes, disclosure::exported(outgoing, work->format));
            return {};
        },
        [this, dialog, work](const Expected<void>& made) {
            if (!made) {
                endAttaching(dialog, *work, made);
                return;
            }
            m_context.session.write(
                dialog,
                [work](Casework& casework) -> Expected<void> {
                    Drafting drafting(casework, work->books->law, work->books->shelf);
                    TRY(const auto picture, drafting.picture(work->disclosure));
                    CHECK_OK(Drafting::approved(picture));
                    TRY(const auto connector, casework.one<CrmConnector>(work->connector.id));
                    const crm::Mapping& mapping = *work->offer.mappings->find(connector.value.system);
                    TRY(work->start,
                        crm::FileSync(casework).start(connector, mapping,
                                                      {.entity = work->offer.version,
                                                       .name = work->title + u'.' + work->format,
                                                       .content = work->bytes}));
                    Journal& journal = casework.journal();
                    TRY(work->connection,
                        crm::connectionFor(connector, *work->offer.mappings, journal.vault(), journal.clock()));
                    return drafting.noteExport(picture, work->title, work->format, sha256(work->bytes));
                },
                [this, dialog, work](const Expected<void>& announced) {
                    if (announced) {
                        sendAttachment(dialog, work);
                    } else {
                        endAttaching(dialog, *work, announced);
                    }
                });
        });
}

void DisclosurePage::sendAttachment(FormDialog* dialog, const std::shared_ptr<Attaching>& work)
{
    m_context.session.run(
        dialog,
        [work] {
            const auto connection = std::move(work->connection); // ends here, with the wire's own thread
            return crm::FileSync::send(*work->start, *connection, work->job->stopToken());
        },
        [this, dialog, work](Expected<crm::Written> written) {
            if (!written) {
                endAttaching(dialog, *work, std::unexpected(written.error()));
                return;
            }
            m_context.session.finishWriting(
                dialog,
                [work, written = std::move(*written)](Casework& casework) {
                    return crm::FileSync(casework).finish(*work->start, written);
                },
                [this, dialog, work](const Expected<void>& done) { endAttaching(dialog, *work, done); });
        });
}

void DisclosurePage::endAttaching(FormDialog* dialog, const Attaching& work, const Expected<void>& outcome)
{
    const bool isCancelled = !outcome && outcome.error().is("crm.cancelled"_L1);
    work.job->finish(outcome           ? tr("It is attached.")
                         : isCancelled ? tr("Cancelled. Whether it arrived is seen when it is attached again.")
                                       : outcome.error().message,
                     outcome.has_value());
    dialog->finish(outcome);
    if (outcome) {
        m_banner->setAction({}, {});
        m_banner->showText(
            Tone::Ok,
            tr("“%1” stands beside the case in “%2”.").arg(work.title + u'.' + work.format, work.connector.value.name),
            tr("SHA-256 %1").arg(hex(sha256(work.bytes))));
    }
}

} // namespace bulkhead
