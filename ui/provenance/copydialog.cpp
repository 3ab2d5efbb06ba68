#include "ui/provenance/copydialog.h"

#include "models/incident/session.h"
#include "models/provenance/registry/manifest.h"
#include "ui/common/pathedit.h"
#include "ui/common/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QProgressBar>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int progressSteps = 1000;
}

CopyDialog::CopyDialog(const RoomContext& context, const std::vector<Kept<DataSet>>& sets, const Id& current,
                       QWidget* parent)
    : FormDialog(tr("Make a copy for a recipient"), tr("Make the copy"), parent)
    , m_context(context)
    , m_file(new PathEdit(PathEdit::Kind::ExistingFile, tr("Data set"), tr("Choose the synthetic data set"), this))
    , m_target(new PathEdit(PathEdit::Kind::NewFile, tr("Copy"), tr("Where the copy is to lie"), this))
    , m_name(new QLineEdit(this))
    , m_recipient(new QLineEdit(this))
    , m_set(new QComboBox(this))
    , m_markColumn(new QLineEdit(provenance::TagOptions().markColumn, this))
    , m_markIn(new QLineEdit(this))
    , m_canaries(new QCheckBox(tr("&Plant rows of persons who do not exist"), this))
    , m_license(new QLineEdit(this))
    , m_progress(new QProgressBar(this))
{
    constexpr int width = 640;
    setMinimumWidth(width);
    setObjectName(u"provenance.copyDialog"_s);
    setIntroduction(
        tr("The copy holds every row of the file, each with a mark that only this vault can read, and names its "
           "recipient when it leaks. Only synthetic data is copied so."));
    m_file->line()->setObjectName(u"copySource"_s);
    addRow(tr("&Data set"), m_file, tr("A table of at least 20 rows, such as CSV."));
    m_target->line()->setObjectName(u"copyTarget"_s);
    m_target->setSuffix(u"csv"_s);
    addRow(tr("&Copy"), m_target, tr("A new CSV file; its signed manifest is written beside it."));
    m_name->setObjectName(u"copyName"_s);
    m_name->setPlaceholderText(tr("such as: July delivery"));
    addRow(tr("&Name"), m_name);
    m_recipient->setObjectName(u"copyRecipient"_s);
    addRow(tr("&Recipient"), m_recipient);
    m_set->setObjectName(u"copySet"_s);
    m_set->addItem(tr("not registered here"), QVariant::fromValue(Id()));
    for (const Kept<DataSet>& set : sets) {
        if (!set.value.isProduction && !set.value.isRemoved) {
            m_set->addItem(provenance::dataSetTitle(set.value.name, set.value.version), QVariant::fromValue(set.id));
            if (set.id == current) {
                m_set->setCurrentIndex(m_set->count() - 1);
            }
        }
    }
    addRow(tr("Copy &of"), m_set);
    addSection(tr("How it is recognised"));
    m_markColumn->setObjectName(u"copyMarkColumn"_s);
    m_markColumn->setPlaceholderText(tr("no column of its own"));
    addRow(tr("Column of &marks"), m_markColumn, tr("Is added; a mark is a UUID to everybody else."));
    m_markIn->setObjectName(u"copyMarkIn"_s);
    m_markIn->setPlaceholderText(tr("none"));
    addRow(tr("Mark &also in"), m_markIn, tr("A column of notes, or of UUIDs, which are replaced."));
    m_canaries->setObjectName(u"copyCanaries"_s);
    m_canaries->setChecked(true);
    addRow(QString(), m_canaries, tr("They name the copy where the marks are cut off."));
    m_license->setObjectName(u"copyLicense"_s);
    addRow(tr("&Licence"), m_license, tr("Stands in the manifest. May stay empty."));
    m_progress->setTextVisible(false);
    m_progress->hide();
    addWidget(m_progress);
    setValidator([this] { return problem(); });
    connect(m_file, &PathEdit::edited, this, [this] {
        if (m_target->path().isEmpty() && QFileInfo(m_file->path()).isFile()) {
            const QFileInfo file(m_file->path());
            m_target->setPath(file.dir().filePath(tr("%1-copy.csv").arg(file.completeBaseName())));
        }
    });
    connect(this, &FormDialog::submitted, this, &CopyDialog::send);
    connect(this, &FormDialog::cancelWanted, this, [this] {
        if (m_job) {
            m_job->cancel();
        }
    });
}

CopyDialog::~CopyDialog()
{
    if (m_job) {
        m_job->abandon();
    }
}

QString CopyDialog::problem() const
{
    if (!QFileInfo(m_file->path()).isFile()) {
        return tr("Choose the data set's file first.");
    }
    if (m_target->path().isEmpty()) {
        return tr("Say where the copy is to lie.");
    }
    for (const QString& path : {m_target->path(), provenance::manifestName(m_target->path())}) {
        if (QFileInfo::exists(path)) {
            return tr("%1 is there already; it is not written over.").arg(path);
        }
    }
    if (m_name->text().trimmed().isEmpty() || m_recipient->text().trimmed().isEmpty()) {
        return tr("Say what the copy is called and whom it is for.");
    }
    return !m_canaries->isChecked() && m_markColumn->text().trimmed().isEmpty() && m_markIn->text().trimmed().isEmpty()
        ? tr("Without a mark and without planted rows there is nothing to tell it by.")
        : QString();
}

DataSetCopy CopyDialog::about() const
{
    DataSetCopy about;
    about.name = m_name->text().trimmed();
    about.recipient = m_recipient->text().trimmed();
    about.dataSet = m_set->currentData().value<Id>();
    return about;
}

provenance::TagOptions CopyDialog::options() const
{
    provenance::TagOptions options;
    options.markColumn = m_markColumn->text().trimmed();
    options.markIn = m_markIn->text().trimmed();
    options.canaries = m_canaries->isChecked() ? std::nullopt : std::optional<quint64>(0);
    return options;
}

void CopyDialog::send()
{
    using Snapshot = std::shared_ptr<const provenance::RegistrySnapshot>;
    m_context.session.write( // which knows what the user may do
        this,
        [about = about()](Casework& casework) -> Expected<Snapshot> {
            const provenance::Registry registry(casework);
            CHECK_OK(registry.mayCopy(about));
            return registry.snapshot();
        },
        [this](const Expected<Snapshot>& snapshot) {
            if (snapshot) {
                build(*snapshot);
            } else {
                showError(snapshot.error());
            }
        });
}

void CopyDialog::build(const std::shared_ptr<const provenance::RegistrySnapshot>& snapshot)
{
    m_job = m_context.jobs.start(tr("Copying for %1").arg(m_recipient->text().trimmed()));
    m_progress->show();
    connect(m_job.get(), &Job::progressed, m_progress, [this] {
        m_progress->setRange(0, m_job->total() > 0 ? progressSteps : 0);
        m_progress->setValue(m_job->total() > 0 ? static_cast<int>(m_job->done() * progressSteps / m_job->total()) : 0);
    });
    using Prepared = Expected<provenance::PreparedCopy>;
    m_context.session.run(
        this,
        [job = m_job, snapshot, source = m_file->path(), target = m_target->path(), options = options()]() -> Prepared {
            return snapshot->tag(
                source, target, options, [&](qint64 done, qint64 total) { job->report(done, total); },
                job->stopToken());
        },
        [this](Prepared prepared) {
            if (prepared) {
                keep(std::move(*prepared));
            } else {
                fail(prepared.error());
            }
        });
}

void CopyDialog::keep(provenance::PreparedCopy copy)
{
    m_context.session.write(
        this,
        [about = about(), copy = std::move(copy), license = m_license->text().trimmed()](Casework& casework) mutable {
            return provenance::Registry(casework).keepCopy(std::move(about), std::move(copy), license);
        },
        [this](const Expected<provenance::MadeCopy>& result) {
            if (!result) {
                fail(result.error());
                return;
            }
            m_job->finish(tr("A copy of %Ln row(s)", nullptr, formOf(result->copy.value.rows)), true);
            Q_EMIT made(*result);
            accept();
        });
}

void CopyDialog::fail(const Error& error)
{
    m_job->finish(error.message, false);
    m_progress->hide();
    showError(error);
}

} // namespace bulkhead
