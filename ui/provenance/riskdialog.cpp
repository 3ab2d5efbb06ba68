#include "ui/provenance/riskdialog.h"

#include "models/incident/session.h"
#include "models/provenance/registry/privatefile.h"
#include "models/provenance/risk/assessment.h"
#include "models/provenance/risk/kept.h"
#include "ui/common/jobs.h"
#include "ui/common/pathedit.h"
#include "ui/common/proselabel.h"
#include "ui/common/words.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int riskDialogWidth = 660;
constexpr int riskToldLines = 3;

Expected<std::unique_ptr<QFile>> openToRead(const QString& path)
{
    auto file = std::make_unique<QFile>(path);
    if (!path.isEmpty() && !file->open(QIODevice::ReadOnly)) {
        return failure("provenance.read-failed"_L1,
                       RiskDialog::tr("“%1” cannot be read: %2.").arg(path, file->errorString()));
    }
    return file;
}

provenance::RiskInput inputOf(QFile& file)
{
    return {file.isOpen() ? &file : nullptr, QFileInfo(file.fileName()).fileName()};
}
} // namespace

/// What was entered, for another thread.
struct RiskDialog::Wish
{
    QString synthetic;
    QString training;
    QString holdout; ///< empty: none
    provenance::RiskOptions options;

    [[nodiscard]] Expected<QJsonObject> assess(Job& job) const
    {
        TRY(const auto made, openToRead(synthetic));
        TRY(const auto source, openToRead(training));
        TRY(const auto control, openToRead(holdout));
        TRY(const auto report,
            provenance::assessRisk(
                inputOf(*made), inputOf(*source), inputOf(*control), options,
                [&job](qint64 done, qint64 all) { job.report(done, all); }, job.stopToken()));
        return report.toJson(QDateTime::currentMSecsSinceEpoch());
    }
};

RiskDialog::RiskDialog(const RoomContext& context, const std::vector<Kept<DataSet>>& sets, const Id& current,
                       QWidget* parent)
    : JobDialog(context.jobs, tr("Assess re-identification"), tr("Assess"), parent)
    , m_context(context)
    , m_synthetic(new PathEdit(PathEdit::Kind::ExistingFile, tr("Synthetic data set"),
                               tr("Choose the synthetic data set"), this))
    , m_training(new PathEdit(PathEdit::Kind::ExistingFile, tr("Training data"), tr("Choose the training data"), this))
    , m_holdout(new PathEdit(PathEdit::Kind::ExistingFile, tr("Hold-out"), tr("Choose the hold-out"), this))
    , m_columns(new QLineEdit(this))
    , m_set(new QComboBox(this))
{
    setMinimumWidth(riskDialogWidth);
    setObjectName(u"provenance.riskDialog"_s);
    setIntroduction(
        tr("Does the synthetic set give away whom it was made from? Its rows are held against those that the generator "
           "was trained on. The files are compared in memory; nothing of their rows is kept, and the result names rows "
           "by their numbers. No sign is no proof that it is anonymous."));
    m_synthetic->line()->setObjectName(u"riskSynthetic"_s);
    addRow(tr("&Synthetic set"), m_synthetic);
    m_training->line()->setObjectName(u"riskTraining"_s);
    addRow(tr("&Training data"), m_training, tr("All of what the generator was trained on."));
    m_holdout->line()->setObjectName(u"riskHoldout"_s);
    addRow(tr("&Hold-out"), m_holdout,
           tr("Real records of the same kind that the generator never saw. May stay empty, but then chance cannot be "
              "told from risk."));
    m_columns->setObjectName(u"riskColumns"_s);
    m_columns->setPlaceholderText(tr("all that stand in all files"));
    addRow(tr("C&olumns"), m_columns, tr("Names, separated by commas, where only some are to be compared."));
    m_set->setObjectName(u"riskSet"_s);
    m_set->addItem(tr("no data set: shown only"), QVariant::fromValue(Id()));
    for (const Kept<DataSet>& set : sets) {
        if (!set.value.isProduction && !set.value.isRemoved) {
            m_set->addItem(provenance::dataSetTitle(set.value.name, set.value.version), QVariant::fromValue(set.id));
            if (set.id == current) {
                m_set->setCurrentIndex(m_set->count() - 1);
            }
        }
    }
    addRow(tr("&Keep it with"), m_set, tr("Shown beside the data set from then on, and to all who open the vault."));
    addTold(riskToldLines);
    setValidator([this] { return problem(); });
    connect(this, &FormDialog::submitted, this, &RiskDialog::send);
}

QString RiskDialog::problem() const
{
    if (!QFileInfo(m_synthetic->path()).isFile()) {
        return tr("Choose the synthetic data set's file.");
    }
    if (!QFileInfo(m_training->path()).isFile()) {
        return tr("Choose the file with the training data.");
    }
    return !m_holdout->path().isEmpty() && !QFileInfo(m_holdout->path()).isFile()
        ? tr("The hold-out is no file. Choose another one, or leave it empty.")
        : QString();
}

RiskDialog::Wish RiskDialog::wish() const
{
    Wish wish{
        .synthetic = m_synthetic->path(), .training = m_training->path(), .holdout = m_holdout->path(), .options = {}};
    for (const QString& name : m_columns->text().split(u',', Qt::SkipEmptyParts)) {
        wish.options.columns.append(name.trimmed());
    }
    return wish;
}

/// Whether it may be kept is asked before the files are read.
void RiskDialog::send()
{
    const Id set = m_set->currentData().value<Id>();
    begin(tr("Comparing %1 with its training data").arg(QFileInfo(m_synthetic->path()).fileName()));
    if (set.isNull()) {
        assess();
        return;
    }
    m_context.session.write( // which knows what the user may do
        this, [set](Casework& casework) { return provenance::mayKeepRisk(casework, set); },
        [this](const Expected<void>& may) {
            if (may) {
                assess();
            } else {
                stopped(may.error(), tr("Nothing was compared."));
            }
        });
}

void RiskDialog::assess()
{
    m_context.session.run(
        this, [wish = wish(), job = job()] { return wish.assess(*job); },
        [this](const Expected<QJsonObject>& report) {
            if (report) {
                keep(*report);
            } else {
                stopped(report.error(), tr("Nothing was found out."));
            }
        });
}

void RiskDialog::keep(const QJsonObject& report)
{
    const Id set = m_set->currentData().value<Id>();
    if (set.isNull()) {
        done(report);
        return;
    }
    m_context.session.write(
        this, [set, report](Casework& casework) { return provenance::keepRisk(casework, set, report); },
        [this, report](const Expected<void>& kept) {
            if (kept) {
                done(report);
            } else {
                stopped(kept.error(), tr("It was compared, but the result could not be kept."));
            }
        });
}

void RiskDialog::done(const QJsonObject& report)
{
    job()->finish(provenance::riskHeadline(report), true);
    Q_EMIT assessed(QFileInfo(m_synthetic->path()).fileName(), report);
    accept();
}

RiskReportDialog::RiskReportDialog(const RoomContext& context, const QString& title, const QJsonObject& report,
                                   QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_report(report)
    , m_text(new QPlainTextEdit(provenance::riskText(report), this))
    , m_told(new ProseLabel(this))
{
    constexpr int width = 760;
    constexpr int height = 560;
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"provenance.riskReport"_s);
    setWindowTitle(tr("Re-identification risk of %1").arg(title));
    resize(width, height);
    m_text->setObjectName(u"riskText"_s);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Result of the assessment"));
    m_told->setObjectName(u"riskTold"_s);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copyButton = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copyButton->setObjectName(u"riskCopy"_s);
    auto* saveButton = buttons->addButton(tr("&Save…"), QDialogButtonBox::ActionRole);
    saveButton->setObjectName(u"riskSave"_s);
    saveButton->setAccessibleDescription(tr("Writes the result to a file that only you may read."));
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_text, 1);
    column->addWidget(m_told);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copyButton, &QPushButton::clicked, this, &RiskReportDialog::copy);
    connect(saveButton, &QPushButton::clicked, this, &RiskReportDialog::save);
    m_text->setFocus();
}

void RiskReportDialog::copy()
{
    QGuiApplication::clipboard()->setText(m_text->toPlainText());
    m_told->setText(tr("Copied. It holds numbers of rows and names of columns and files, and nothing of any row."));
}

void RiskReportDialog::save()
{
    auto* dialog = new QFileDialog(this, tr("Save the result"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Text (*.txt)"), tr("JSON (*.json)")});
    dialog->setDefaultSuffix(u"txt"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &RiskReportDialog::write);
    dialog->open();
}

void RiskReportDialog::write(const QString& path)
{
    const bool isJson = path.endsWith(".json"_L1, Qt::CaseInsensitive);
    const QByteArray content = isJson ? QJsonDocument(m_report).toJson() : m_text->toPlainText().toUtf8();
    m_context.session.run(
        this,
        [path, content]() -> Expected<void> {
            QSaveFile file(path);
            CHECK_OK(provenance::writePrivately(file, content));
            return file.commit() ? Expected<void>() : provenance::writeFailed(file);
        },
        [this, path](const Expected<void>& written) {
            m_told->setText(written ? tr("Saved as %1, readable by you alone.").arg(path) : written.error().message);
        });
}

} // namespace bulkhead
