#include "ui/common/jobdialog.h"

#include "ui/common/jobs.h"
#include "ui/common/proselabel.h"

#include <QProgressBar>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace bulkhead {

JobDialog::JobDialog(Jobs& jobs, const QString& title, const QString& verb, QWidget* parent)
    : FormDialog(title, verb, parent)
    , m_jobs(jobs)
    , m_text(new ProseLabel(this))
    , m_progress(new QProgressBar(this))
{
    m_text->setObjectName(u"told"_s);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAlignment(Qt::AlignTop);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->hide();
    connect(this, &FormDialog::cancelWanted, this, [this] { m_job->cancel(); });
}

JobDialog::~JobDialog()
{
    if (m_job) {
        m_job->abandon();
    }
}

void JobDialog::addTold(int lines)
{
    m_text->setMinimumHeight(lines * fontMetrics().lineSpacing());
    addWidget(m_text);
    addWidget(m_progress);
}

void JobDialog::setTold(const QString& text)
{
    m_text->setText(text);
    mainButton()->setAccessibleDescription(text);
}

void JobDialog::begin(const QString& title)
{
    setBusy(true);
    m_job = m_jobs.start(title);
    m_text->setEnabled(true);
    m_text->setText(title + u"…"_s);
    m_progress->setEnabled(true);
    m_progress->setRange(0, 0);
    m_progress->show();
    connect(m_job.get(), &Job::progressed, m_progress, [this, job = m_job.get()] {
        constexpr int whole = 1000;
        m_progress->setRange(0, job->total() > 0 ? whole : 0);
        m_progress->setValue(job->total() > 0 ? static_cast<int>(job->done() * whole / job->total()) : 0);
    });
}

void JobDialog::showNext(const QString& text, const QString& verb)
{
    setBusy(false);
    m_progress->hide();
    setTold(text);
    mainButton()->setText(verb);
    mainButton()->setFocus();
}

void JobDialog::stopped(const Error& error, const QString& text)
{
    const bool isCancelled = error.is("crm.cancelled"_L1) || error.is("provenance.cancelled"_L1);
    m_job->finish(isCancelled ? tr("Cancelled") : error.message, false);
    showNext(isCancelled ? tr("Cancelled. %1").arg(text) : text, tr("Try again"));
    if (!isCancelled) {
        showError(error);
    }
}

} // namespace bulkhead
