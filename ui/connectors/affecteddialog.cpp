#include "ui/connectors/affecteddialog.h"

#include "models/crm/sync/connecting.h"
#include "models/crm/telling.h"
#include "models/incident/session.h"
#include "ui/common/jobs.h"
#include "ui/common/words.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int affectedWidth = 600;
constexpr int textLines = 5;
} // namespace

/// A conversation between the lanes.
struct AffectedDialog::Run
{
    Question question;
    std::shared_ptr<const crm::AffectedStart> start;
    std::shared_ptr<Job> job;
    std::unique_ptr<crm::Connector> connection = {};
};

AffectedDialog::AffectedDialog(const RoomContext& context, Question question, QWidget* parent)
    : JobDialog(context.jobs, tr("Find affected parties"), tr("Read the samples"), parent)
    , m_context(context)
    , m_question(std::move(question))
{
    setObjectName(u"affectedDialog"_s);
    setMinimumWidth(affectedWidth);
    setIntroduction(tr("E-mail addresses and record ids of the matched rows of %1 are looked up in “%2”. Each account "
                       "becomes a party with its name, tenant, country, number of rows and the person who looks after "
                       "it; nothing of the affected people is kept.")
                        .arg(m_question.incidentName, m_question.connector.value.name));
    addTold(textLines);
    connect(this, &FormDialog::submitted, this, &AffectedDialog::goOn);
    readSamples();
}

void AffectedDialog::goOn()
{
    switch (m_stage) {
    case Stage::Unread:
        return readSamples();
    case Stage::Counted:
        return ask();
    case Stage::Told:
        if (!m_party.isNull()) {
            Q_EMIT partyWanted(m_party);
        }
        accept();
    }
}

void AffectedDialog::readSamples()
{
    m_stage = Stage::Unread;
    begin(tr("Reading the samples of %1").arg(m_question.incidentName));
    m_context.session.check(
        this,
        [question = m_question, job = job()](Casework& casework) {
            return crm::AffectedParties(casework, *question.mappings)
                .start(
                    question.connector.id, question.incident,
                    [&job](qint64 done, qint64 total) { job->report(done, total); }, job->stopToken());
        },
        [this](Expected<crm::AffectedStart> start) {
            if (start) {
                showCounts(std::move(*start));
            } else {
                stopped(start.error(), tr("Nothing was asked, nothing was written."));
            }
        });
}

void AffectedDialog::showCounts(crm::AffectedStart start)
{
    QString text = crm::summaryOf(start);
    job()->finish(tr("%Ln matched row(s)", nullptr, formOf(start.matched.rows.size())), true);
    if (start.asksNothing()) {
        showNext(text + u'\n' + tr("No matched row holds anything that this CRM could be asked for."),
                 tr("Read again"));
        return;
    }
    m_start = std::make_shared<const crm::AffectedStart>(std::move(start));
    m_stage = Stage::Counted;
    text += u'\n' + tr("Nothing has been asked yet. That it is asked, and for how much, stands on the timeline.");
    showNext(text, tr("Ask %1").arg(m_question.connector.value.name));
}

/// Announced on the writing lane, asked beside the lanes, written down on the writing lane.
void AffectedDialog::ask()
{
    begin(tr("Asking %1").arg(m_question.connector.value.name));
    auto run = std::make_shared<Run>(Run{.question = m_question, .start = m_start, .job = job()});
    m_context.session.write(
        this,
        [run](Casework& casework) -> Expected<void> {
            Journal& journal = casework.journal();
            TRY(run->connection,
                crm::connectionFor(run->question.connector, *run->question.mappings, journal.vault(), journal.clock()));
            return crm::AffectedParties(casework, *run->question.mappings).announce(*run->start);
        },
        [this, run](const Expected<void>& announced) {
            if (announced) {
                converse(run);
            } else {
                stopped(announced.error(), tr("Nothing was asked, nothing was written."));
            }
        });
}

void AffectedDialog::converse(const std::shared_ptr<Run>& run)
{
    m_context.session.run(
        this,
        [run] {
            const auto connection = std::move(run->connection); // ends here, with the wire's own thread
            return crm::AffectedParties::ask(*run->start, *connection, run->job->stopToken(),
                                             [&run](qint64 records) { run->job->report(records, 0); });
        },
        [this, run](crm::AffectedAnswer answer) {
            m_context.session.finishWriting(
                this,
                [run, answer = std::move(answer)](Casework& casework) {
                    return crm::AffectedParties(casework, *run->question.mappings).finish(*run->start, answer);
                },
                [this](const Expected<crm::AffectedReport>& report) { tell(report); });
        });
}

void AffectedDialog::tell(const Expected<crm::AffectedReport>& report)
{
    if (!report) {
        stopped(report.error(), tr("It was asked, but what came of it could not be written down."));
        return;
    }
    const QString text = crm::summaryOf(*report);
    if (report->error) {
        const bool isCancelled = report->error->is("crm.cancelled"_L1);
        job()->finish(isCancelled ? tr("Cancelled; what was answered is kept.") : report->error->message, false);
        showNext(text + u'\n' + tr("It broke off. What was answered is kept; asking again goes on."), tr("Ask again"));
        if (!isCancelled) {
            showError(*report->error);
        }
        return;
    }
    job()->finish(tr("Parties: new %1, changed %2").arg(report->added.size()).arg(report->changed.size()),
                  report->refused.empty());
    m_party = !report->added.empty() ? report->added.front()
        : !report->changed.empty()   ? report->changed.front()
                                     : Id();
    m_stage = Stage::Told;
    showNext(text, m_party.isNull() ? tr("Done") : tr("Show the customers"));
}

} // namespace bulkhead
