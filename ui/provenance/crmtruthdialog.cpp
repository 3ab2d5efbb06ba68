#include "ui/provenance/crmtruthdialog.h"

#include "models/crm/sync/connecting.h"
#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/jobs.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int truthWidth = 600;
constexpr int shownObjects = 4;
} // namespace

/// A pull between the lanes.
struct CrmTruthDialog::Run
{
    TruthOffer offer;
    Kept<CrmConnector> connector;
    QString name;
    QStringList objects;
    QString where;
    bool isProduction = true;
    std::shared_ptr<Job> job;
    std::optional<crm::TruthReading> reading = {};
    std::unique_ptr<crm::Connector> connection = {};
};

CrmTruthDialog::CrmTruthDialog(const RoomContext& context, TruthOffer offer, QWidget* parent)
    : FormDialog(tr("Register from a CRM"), tr("Register"), parent)
    , m_context(context)
    , m_offer(std::move(offer))
    , m_connector(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_kind(new QComboBox(this))
    , m_objects(new QListWidget(this))
    , m_where(new QLineEdit(this))
    , m_state(mutedLabel({}, this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(u"provenance.crmTruthDialog"_s);
    setMinimumWidth(truthWidth);
    setIntroduction(tr("Leaked rows are compared with the CRM's own records. They stream into keyed fingerprints; the "
                       "values touch no disk. Of each record its id and its account are kept, by which affected "
                       "parties are found later."));
    makeRows();
    setValidator([this] { return problem(); });
    connect(m_connector, &QComboBox::currentIndexChanged, this, &CrmTruthDialog::showConnector);
    connect(m_name, &QLineEdit::textChanged, this, &CrmTruthDialog::look);
    connect(m_where, &QLineEdit::textChanged, this, &CrmTruthDialog::look);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &CrmTruthDialog::look);
    connect(this, &FormDialog::submitted, this, &CrmTruthDialog::send);
    connect(this, &FormDialog::cancelWanted, this, [this] { m_job->cancel(); });
    showConnector();
}

CrmTruthDialog::~CrmTruthDialog()
{
    if (m_job) {
        m_job->abandon();
    }
}

void CrmTruthDialog::makeRows()
{
    m_connector->setObjectName(u"connector"_s);
    for (const Kept<CrmConnector>& one : m_offer.connectors) {
        m_connector->addItem(one.value.name);
    }
    m_name->setObjectName(u"name"_s);
    m_kind->setObjectName(u"kind"_s);
    m_kind->addItem(tr("Production: real customers"), true);
    m_kind->addItem(tr("A sandbox: made up, nobody real is in it"), false);
    m_objects->setObjectName(u"objects"_s);
    m_objects->setWordWrap(true);
    m_objects->setFixedHeight(shownObjects * (fontMetrics().height() + 2 * space::s));
    m_where->setObjectName(u"where"_s);
    m_state->setObjectName(u"state"_s);
    m_state->setMinimumHeight(2 * fontMetrics().lineSpacing());
    m_progress->setAccessibleName(tr("Progress of the registration"));
    m_progress->hide();
    addRow(tr("&CRM"), m_connector);
    addRow(tr("&Name"), m_name, tr("The same name again reads only what has changed since."));
    addRow(tr("&Kind"), m_kind);
    addRow(tr("&Records"), m_objects);
    addRow(tr("C&ondition"), m_where,
           tr("In the CRM's own language, for a part of the records; then all of them are read anew each time. May "
              "stay empty."));
    addWidget(m_state);
    addWidget(m_progress);
}

const Kept<CrmConnector>& CrmTruthDialog::connector() const
{
    return m_offer.connectors.at(static_cast<std::size_t>(m_connector->currentIndex()));
}

void CrmTruthDialog::showConnector()
{
    const CrmConnector& settings = connector().value;
    m_objects->clear();
    for (const crm::TruthMapping& one : m_offer.mappings->find(settings.system)->truth) {
        QStringList fields;
        std::ranges::transform(one.fields, std::back_inserter(fields), [](const auto& field) { return field.first; });
        auto* item = new QListWidgetItem(u"%1 (%2)"_s.arg(one.object, fields.join(u", "_s)), m_objects);
        item->setData(Qt::UserRole, one.object);
        item->setToolTip(item->text());
        item->setCheckState(Qt::Checked);
    }
    m_objects->setCurrentRow(0);
    m_shownFor.clear();
    m_name->setText(settings.name);
    look();
}

QStringList CrmTruthDialog::ticked() const
{
    QStringList result;
    for (int row = 0; row < m_objects->count(); ++row) {
        if (const QListWidgetItem* item = m_objects->item(row); item->checkState() == Qt::Checked) {
            result.append(item->data(Qt::UserRole).toString());
        }
    }
    return result;
}

void CrmTruthDialog::look()
{
    m_context.session.read(
        this,
        [offer = m_offer, connector = connector(), name = m_name->text(), where = m_where->text(),
         isProduction = m_kind->currentData().toBool()](Casework& casework) {
            return crm::ProductionTruth(casework, *offer.mappings).start(connector, name, {}, where, isProduction);
        },
        [this, ticket = m_looked.next()](const Expected<crm::TruthStart>& start) {
            if (m_looked.isCurrent(ticket)) {
                showStart(start);
            }
        });
}

void CrmTruthDialog::showStart(const Expected<crm::TruthStart>& start)
{
    if (!start) {
        m_state->setText(start.error().message);
        return;
    }
    const CrmSource& source = start->source;
    if (const QString which = source.connector.text() + source.name; which != m_shownFor) { // as it stands
        m_shownFor = which;
        for (int row = 0; row < m_objects->count(); ++row) {
            QListWidgetItem* item = m_objects->item(row);
            item->setCheckState(source.objects.contains(item->data(Qt::UserRole).toString()) ? Qt::Checked
                                                                                             : Qt::Unchecked);
        }
    }
    m_state->setText(start->isRefresh
                         ? tr("It was read %1: only what has changed since is read. What was deleted there stays "
                              "registered.")
                               .arg(timetext::moment(source.refreshedAt))
                         : source.dataSets.empty() ? tr("All records of these kinds are read.")
                                                   : tr("All records are read anew and take the place of those that "
                                                        "are registered under this name."));
}

QString CrmTruthDialog::problem() const
{
    if (m_name->text().trimmed().isEmpty()) {
        return tr("Give the data set a name: verdicts will say it.");
    }
    return ticked().isEmpty() ? tr("Choose at least one kind of record.") : QString();
}

/// Begun on the writing lane, read beside the lanes, registered on the writing lane.
void CrmTruthDialog::send()
{
    const auto run = std::make_shared<Run>(Run{.offer = m_offer,
                                               .connector = connector(),
                                               .name = m_name->text().trimmed(),
                                               .objects = ticked(),
                                               .where = m_where->text().trimmed(),
                                               .isProduction = m_kind->currentData().toBool(),
                                               .job = {}});
    run->job = m_context.jobs.start(tr("Registering %1").arg(run->name));
    m_job = run->job;
    m_progress->setRange(0, 0);
    m_progress->setEnabled(true);
    m_progress->show();
    m_context.session.write(
        this,
        [run](Casework& casework) -> Expected<void> {
            const crm::ProductionTruth truth(casework, *run->offer.mappings);
            TRY(auto start, truth.start(run->connector, run->name, {}, run->where, run->isProduction));
            if (start.source.objects != run->objects) { // not as it stands
                TRY(start, truth.start(run->connector, run->name, run->objects, run->where, run->isProduction));
            }
            TRY(run->reading, truth.begin(start));
            Journal& journal = casework.journal();
            TRY(run->connection,
                crm::connectionFor(run->connector, *run->offer.mappings, journal.vault(), journal.clock()));
            return {};
        },
        [this, run](const Expected<void>& begun) {
            if (begun) {
                read(run);
            } else {
                tell(*run, std::unexpected(begun.error()));
            }
        });
}

void CrmTruthDialog::read(const std::shared_ptr<Run>& run)
{
    m_context.session.run(
        this,
        [run] {
            const auto connection = std::move(run->connection); // ends here, with the wire's own thread
            return crm::ProductionTruth::read(
                *run->reading, *connection, [&run](qint64 done, qint64 total) { run->job->report(done, total); },
                run->job->stopToken());
        },
        [this, run](crm::TruthRead pulled) {
            m_context.session.finishWriting(
                this,
                [run, pulled = std::move(pulled)](Casework& casework) mutable {
                    return crm::ProductionTruth(casework, *run->offer.mappings)
                        .finish(*run->reading, std::move(pulled));
                },
                [this, run](const Expected<crm::TruthReport>& report) { tell(*run, report); });
        });
}

void CrmTruthDialog::tell(const Run& run, const Expected<crm::TruthReport>& report)
{
    m_progress->hide();
    if (!report) {
        const Error& error = report.error();
        const bool isCancelled = error.is("crm.cancelled"_L1) || error.is("provenance.cancelled"_L1);
        run.job->finish(isCancelled ? tr("Cancelled: nothing was registered.") : error.message, false);
        if (isCancelled) {
            setBusy(false);
            showProblem(tr("Cancelled: nothing was registered."));
        } else {
            showError(error);
        }
        return;
    }
    run.job->finish(report->registered ? tr("%Ln row(s) registered", nullptr, formOf(report->registered->rows))
                                       : tr("Nothing has changed there."),
                    true);
    Q_EMIT registered(run.name, *report, run.connector.value.name);
    accept();
}

} // namespace bulkhead
