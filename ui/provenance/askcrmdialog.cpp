#include "ui/provenance/askcrmdialog.h"

#include "models/crm/sync/connecting.h"
#include "models/crm/telling.h"
#include "models/incident/session.h"
#include "models/provenance/itemmodels/examined.h"
#include "ui/common/jobs.h"
#include "ui/common/words.h"

#include <QComboBox>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int askWidth = 620;
constexpr int askTextLines = 8;
} // namespace

/// A step between the lanes.
struct AskCrmDialog::Run
{
    Question question;
    Kept<CrmConnector> connector;
    std::shared_ptr<Job> job;
    std::shared_ptr<const crm::InquiryStart> start = {};
    std::shared_ptr<const crm::InquiryPlan> plan = {};
    std::optional<crm::InquiryReading> reading = {};
    std::unique_ptr<crm::Connector> connection = {};

    [[nodiscard]] crm::Inquiry inquiry(Casework& casework) const { return {casework, *question.offer.mappings}; }
    [[nodiscard]] Expected<crm::InquiryStart> count(Casework& casework) const
    {
        CHECK_OK(inquiry(casework).mayAsk(connector, question.incident)); // before a long sample is read
        TRY(const auto registry, provenance::Registry(casework).snapshot());
        const auto open = [&]() -> Expected<std::unique_ptr<QIODevice>> {
            if (question.evidence.isNull()) {
                return question.sample.open();
            }
            TRY(const auto held, casework.one<Evidence>(question.evidence));
            return casework.journal().openMaterial(held.value.blob);
        };
        TRY(auto unknown,
            crm::unknownRowsAs(
                *registry, question.examined->answer.summary, open,
                [this](qint64 done, qint64 total) { job->report(done, total); }, job->stopToken()));
        return inquiry(casework).start(connector, question.incident, question.title, std::move(unknown));
    }
    [[nodiscard]] Expected<void> connect(Casework& casework)
    {
        Journal& journal = casework.journal();
        TRY(connection, crm::connectionFor(connector, *question.offer.mappings, journal.vault(), journal.clock()));
        return {};
    }
};

AskCrmDialog::AskCrmDialog(const RoomContext& context, Question question, QWidget* parent)
    : JobDialog(context.jobs, tr("Ask a CRM"), tr("Count"), parent)
    , m_context(context)
    , m_question(std::move(question))
    , m_connector(new QComboBox(this))
{
    setObjectName(u"provenance.askCrmDialog"_s);
    setMinimumWidth(askWidth);
    setIntroduction(tr("E-mail addresses, phone numbers and record ids of the rows of “%1” that are still unknown are "
                       "looked up in the CRM that they may come from. What it has is registered as keyed fingerprints, "
                       "and the sample is classified again.")
                        .arg(m_question.title));
    m_connector->setObjectName(u"connector"_s);
    for (const Kept<CrmConnector>& one : m_question.offer.connectors) {
        m_connector->addItem(one.value.name);
    }
    addRow(tr("&CRM"), m_connector, tr("Values go to this one, and to nobody else."));
    addTold(askTextLines);
    connect(m_connector, &QComboBox::currentIndexChanged, this, &AskCrmDialog::choose);
    connect(this, &FormDialog::submitted, this, &AskCrmDialog::goOn);
    choose();
}

void AskCrmDialog::goOn()
{
    switch (m_stage) {
    case Stage::Choose:
        return readSample();
    case Stage::Counted:
        return ask();
    case Stage::Told:
        accept();
    }
}

void AskCrmDialog::choose()
{
    m_stage = Stage::Choose;
    m_start = {};
    m_plan = {};
    setTold(tr("First it is counted what would go there. The CRM is signed in to and asked which fields it has "
               "and how many calls are left; no value leaves."));
    mainButton()->setText(tr("Count"));
}

std::shared_ptr<AskCrmDialog::Run> AskCrmDialog::step(const QString& title)
{
    begin(title);
    return std::make_shared<Run>(
        Run{.question = m_question,
            .connector = m_question.offer.connectors.at(static_cast<std::size_t>(m_connector->currentIndex())),
            .job = job(),
            .start = m_start,
            .plan = m_plan});
}

/// Read on a lane of its own, then the CRM is signed in to beside the lanes.
void AskCrmDialog::readSample()
{
    const auto run = step(tr("Looking for unknown rows in %1").arg(m_question.title));
    m_context.session.check(
        this, [run](Casework& casework) { return run->count(casework); },
        [this, run](Expected<crm::InquiryStart> start) {
            if (!start) {
                stopped(start.error(), tr("Nothing was asked."));
            } else if (start->asksNothing()) {
                job()->finish(tr("Nothing to ask"), true);
                showNext(crm::summaryOf(*start) + u'\n' + tr("There is nothing that this CRM could be asked for."),
                         tr("Count"));
            } else {
                m_start = std::make_shared<const crm::InquiryStart>(std::move(*start));
                run->start = m_start;
                look(run);
            }
        });
}

void AskCrmDialog::look(const std::shared_ptr<Run>& run)
{
    m_context.session.write(
        this, [run](Casework& casework) { return run->connect(casework); },
        [this, run](const Expected<void>& connected) {
            if (!connected) {
                stopped(connected.error(), tr("Nothing was asked."));
                return;
            }
            m_context.session.run(
                this,
                [run] {
                    const auto connection = std::move(run->connection); // ends here, with the wire's own thread
                    return crm::Inquiry::look(*run->start, *connection, run->job->stopToken());
                },
                [this, run](const Expected<crm::InquiryPlan>& plan) { showCost(run, plan); });
        });
}

void AskCrmDialog::showCost(const std::shared_ptr<Run>& run, const Expected<crm::InquiryPlan>& plan)
{
    if (!plan) {
        stopped(plan.error(), tr("Nothing was asked."));
        return;
    }
    const QString text = crm::summaryOf(*run->start) + u'\n' + crm::summaryOf(*plan);
    if (const auto affordable = plan->checkAffordable(); !affordable) {
        stopped(affordable.error(), text);
        return;
    }
    job()->finish(tr("%Ln unknown row(s)", nullptr, formOf(run->start->unknown.rows)), true);
    m_plan = std::make_shared<const crm::InquiryPlan>(*plan);
    m_stage = Stage::Counted;
    showNext(
        text + u'\n'
            + tr("Nothing has been asked yet. That it is asked, by whom and for how much, is recorded; the values are "
                 "not."),
        tr("Ask %1").arg(run->connector.value.name));
}

/// Announced on the writing lane, asked beside the lanes, registered on the writing lane.
void AskCrmDialog::ask()
{
    const auto run = step(tr("Asking %1").arg(m_connector->currentText()));
    m_context.session.write(
        this,
        [run](Casework& casework) -> Expected<void> {
            CHECK_OK(run->connect(casework));
            TRY(run->reading, run->inquiry(casework).begin(*run->start, *run->plan));
            return {};
        },
        [this, run](const Expected<void>& announced) {
            if (announced) {
                converse(run);
            } else {
                stopped(announced.error(), tr("Nothing was asked."));
            }
        });
}

void AskCrmDialog::converse(const std::shared_ptr<Run>& run)
{
    m_context.session.run(
        this,
        [run] {
            const auto connection = std::move(run->connection); // ends here, with the wire's own thread
            return crm::Inquiry::ask(*run->reading, *connection, run->job->stopToken(),
                                     [&run](qint64 done, qint64 all) { run->job->report(done, all); });
        },
        [this, run](crm::InquiryAnswer answer) {
            m_context.session.finishWriting(
                this,
                [run, answer = std::move(answer)](Casework& casework) mutable {
                    return run->inquiry(casework).finish(*run->reading, std::move(answer));
                },
                [this, run](const Expected<crm::InquiryReport>& report) { tell(*run, report); });
        });
}

void AskCrmDialog::tell(const Run& run, const Expected<crm::InquiryReport>& report)
{
    if (!report) {
        stopped(report.error(), tr("It was asked, but what came of it could not be written down."));
        return;
    }
    QString text = crm::summaryOf(*report);
    if (report->registered) {
        text += u'\n' + tr("They are registered as “%1”.").arg(run.reading->about.name);
        Q_EMIT registered();
    }
    if (report->error) {
        const bool isCancelled = report->error->is("crm.cancelled"_L1);
        m_stage = Stage::Choose;
        job()->finish(isCancelled ? tr("Cancelled: nothing was registered.") : report->error->message, false);
        showNext(isCancelled
                     ? tr("Cancelled: nothing was registered. What had gone to the CRM by then stays on record.")
                     : text + u'\n' + tr("It broke off. What was answered is registered; asking again goes on."),
                 tr("Count again"));
        if (!isCancelled) {
            showError(*report->error);
        }
        return;
    }
    job()->finish(tr("Records: %1").arg(report->hits.size()), report->refused.empty());
    m_stage = Stage::Told;
    m_connector->setEnabled(false);
    showNext(text, report->registered ? tr("Show the verdict") : tr("Done"));
}

} // namespace bulkhead
