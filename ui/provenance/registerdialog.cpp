#include "ui/provenance/registerdialog.h"

#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/tables.h"
#include "ui/common/words.h"
#include "ui/provenance/columnsmodel.h"
#include "ui/provenance/filepreview.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

RegisterDialog::RegisterDialog(const RoomContext& context, bool isProduction, QWidget* parent)
    : FormDialog(tr("Register a data set"), tr("Register"), parent)
    , m_context(context)
    , m_file(new QLineEdit(this))
    , m_name(new QLineEdit(this))
    , m_version(new QLineEdit(this))
    , m_tenant(new QLineEdit(this))
    , m_generator(new QLineEdit(this))
    , m_near(new QCheckBox(tr("Find near ma&tches too"), this))
    , m_columns(new ColumnsModel(this))
{
    setObjectName(u"provenance.registerDialog"_s);
    setMinimumWidth(720);
    setIntroduction(
        tr("Leaked rows are compared with what is registered. Only keyed fingerprints of the values are kept; "
           "the values themselves are not."));
    makeFileRow();
    m_name->setObjectName(u"name"_s);
    addRow(tr("&Name"), m_name);
    makeKindRow(isProduction);
    addRow(tr("&Version"), m_version, tr("So that the age of a leak can be told."));
    addRow(tr("&Tenant"), m_tenant,
           tr("The customer that all records belong to. Leave it empty where a column says so: give that column the "
              "meaning “tenant” below."));
    addRow(tr("&Generator"), m_generator, tr("What made a synthetic set. May stay empty."));
    m_near->setObjectName(u"near"_s);
    addRow(
        QString(), m_near,
        tr("Unknown rows are then held against it for typing errors, masked and cut values. It takes about 300 octets "
           "more a record, from which whoever has the vault's key could guess parts of values."));
    makePreview();
    setValidator([this] { return problem(); });
    connect(this, &FormDialog::submitted, this, &RegisterDialog::send);
    connect(this, &FormDialog::cancelWanted, this, [this] {
        if (m_job) {
            m_job->cancel();
        }
    });
}

RegisterDialog::~RegisterDialog()
{
    if (m_job) {
        m_job->abandon();
    }
}

void RegisterDialog::makeFileRow()
{
    auto* cell = new QWidget(this);
    auto* line = new QHBoxLayout(cell);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::s);
    m_file->setObjectName(u"file"_s);
    m_file->setAccessibleName(tr("File to register"));
    auto* button = new QPushButton(tr("&Browse…"), cell);
    button->setAutoDefault(false);
    line->addWidget(m_file, 1);
    line->addWidget(button);
    cell->setFocusProxy(m_file);
    addRow(tr("&File"), cell);
    connect(button, &QPushButton::clicked, this, &RegisterDialog::browse);
    connect(m_file, &QLineEdit::editingFinished, this, [this] { setFile(m_file->text()); });
}

void RegisterDialog::makeKindRow(bool isProduction)
{
    auto* cell = new QWidget(this);
    auto* column = new QVBoxLayout(cell);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    m_synthetic = new QRadioButton(tr("S&ynthetic: made up, nobody real is in it"), cell);
    m_synthetic->setObjectName(u"synthetic"_s);
    m_production = new QRadioButton(tr("&Production: real customer data, against which leaks are compared"), cell);
    m_production->setObjectName(u"production"_s);
    (isProduction ? m_production : m_synthetic)->setChecked(true);
    column->addWidget(m_synthetic);
    column->addWidget(m_production);
    cell->setFocusProxy(m_synthetic);
    addRow(tr("Kind"), cell);
    connect(m_production, &QRadioButton::toggled, m_generator, &QWidget::setDisabled);
    m_generator->setDisabled(isProduction);
}

void RegisterDialog::makePreview()
{
    addSection(tr("Columns as recognised"));
    m_dialect = mutedLabel(tr("Choose a file to see its columns here."), this);
    addWidget(m_dialect);
    m_table = new QTableView(this);
    m_table->setObjectName(u"columns"_s);
    setupTable(m_table, tr("Columns of the file and their meanings"));
    m_table->setSortingEnabled(false);
    m_table->setModel(m_columns);
    m_table->setMinimumHeight(170);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->setItemDelegateForColumn(ColumnsModel::MeaningColumn, new MeaningDelegate(m_table));
    m_table->hideColumn(ColumnsModel::FilledColumn);
    m_table->hideColumn(ColumnsModel::UsableColumn);
    m_table->setColumnWidth(ColumnsModel::NameColumn, 150);
    m_table->setColumnWidth(ColumnsModel::MeaningColumn, 150);
    m_table->setColumnWidth(ColumnsModel::BasisColumn, 130);
    addWidget(m_table);
    m_progress = new QProgressBar(this);
    m_progress->setAccessibleName(tr("Progress of the registration"));
    m_progress->hide();
    addWidget(m_progress);
}

void RegisterDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("File to register"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &RegisterDialog::setFile);
    dialog->open();
}

void RegisterDialog::setFile(const QString& path)
{
    const bool isNew = path != m_file->property("previewed").toString();
    m_file->setText(path);
    m_file->setProperty("previewed", path);
    if (m_name->text().isEmpty()) {
        m_name->setText(QFileInfo(path).completeBaseName());
    }
    if (isNew && !path.isEmpty()) {
        preview();
    }
}

void RegisterDialog::preview()
{
    const quint64 ticket = ++m_previewed;
    m_context.session.run(
        this, [sample = Sample{m_file->text(), {}}] { return previewOf(sample); },
        [this, ticket](Expected<FilePreview> preview) {
            if (ticket != m_previewed) {
                return;
            }
            if (!preview) {
                m_columns->setLines({});
                showError(preview.error());
                return;
            }
            m_dialect->setText(tr("%1 Correct a meaning with F2 or a double click.").arg(preview->dialect));
            m_columns->setLines(std::move(preview->lines));
        });
}

QString RegisterDialog::problem() const
{
    if (m_file->text().isEmpty()) {
        return tr("Choose the file that holds the records.");
    }
    return m_name->text().trimmed().isEmpty() ? tr("Give the data set a name: verdicts will say it.") : QString();
}

DataSet RegisterDialog::dataSet() const
{
    DataSet set;
    set.name = m_name->text().trimmed();
    set.version = m_version->text().trimmed();
    set.isProduction = m_production->isChecked();
    set.tenant = m_tenant->text().trimmed();
    set.generator = set.isProduction ? QString() : m_generator->text().trimmed();
    set.fileName = QFileInfo(m_file->text()).fileName();
    return set;
}

void RegisterDialog::send()
{
    m_context.session.read(
        this, [](Casework& casework) { return provenance::Registry(casework).snapshot(); },
        [this](Expected<std::shared_ptr<const provenance::RegistrySnapshot>> snapshot) {
            if (snapshot) {
                build(*snapshot);
            } else {
                showError(snapshot.error());
            }
        });
}

void RegisterDialog::build(const std::shared_ptr<const provenance::RegistrySnapshot>& snapshot)
{
    m_job = m_context.jobs.start(tr("Registering %1").arg(m_name->text().trimmed()));
    m_progress->show();
    connect(m_job.get(), &Job::progressed, m_progress, [this] {
        m_progress->setRange(0, m_job->total() > 0 ? 1000 : 0);
        m_progress->setValue(m_job->total() > 0 ? static_cast<int>(m_job->done() * 1000 / m_job->total()) : 0);
    });
    using Prepared = Expected<provenance::PreparedSet>;
    m_context.session.run(
        this,
        [job = m_job, snapshot, about = dataSet(), sample = Sample{m_file->text(), {}},
         mappings = m_columns->corrections(), near = m_near->isChecked()]() -> Prepared {
            TRY(const auto device, sample.open());
            return snapshot->prepare(
                *device, about, {.mappings = mappings, .read = {}, .near = near},
                [&](qint64 done, qint64 total) { job->report(done, total); }, job->stopToken());
        },
        [this](Prepared prepared) {
            if (!prepared) {
                fail(prepared.error());
                return;
            }
            m_context.session.write(
                this,
                [set = std::move(*prepared)](Casework& casework) mutable {
                    return provenance::Registry(casework).commit(std::move(set));
                },
                [this](Expected<provenance::Registered> answer) {
                    if (!answer) {
                        fail(answer.error());
                        return;
                    }
                    m_job->finish(tr("%Ln row(s) registered", nullptr, formOf(answer->rows)), true);
                    Q_EMIT registered(m_name->text().trimmed(), *answer);
                    accept();
                });
        });
}

void RegisterDialog::fail(const Error& error)
{
    m_job->finish(error.message, false);
    m_progress->hide();
    showError(error);
}

} // namespace bulkhead
