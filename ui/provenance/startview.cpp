#include "ui/provenance/startview.h"

#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/jobs.h"
#include "ui/common/theme.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QString progressText(const Job& job)
{
    if (job.total() <= 0 || job.done() <= 0) {
        return StartView::tr("%1 · %2 read").arg(job.title(), sizeText(job.done()));
    }
    const auto left = static_cast<qint64>(static_cast<double>(job.elapsedMs())
                                          * static_cast<double>(job.total() - job.done())
                                          / static_cast<double>(job.done()));
    return StartView::tr("%1 · %2 of %3 · about %4 left")
        .arg(job.title(), sizeText(job.done()), sizeText(job.total()), timetext::duration(left));
}
} // namespace

StartView::StartView(QWidget* parent)
    : QFrame(parent)
    , m_asking(
          new EmptyState(u"provenance"_s, tr("Is it real?"),
                         tr("Drop the leaked file here, open it, or copy the leaked rows and paste them. Every row is "
                            "compared with the registered data sets; nothing leaves this machine."),
                         tr("Open the leaked file…"), this))
    , m_paste(new QPushButton(tr("Paste from the clipboard"), this))
    , m_missing(mutedLabel(tr("No production data is registered yet: real rows cannot be told then, and nothing can be "
                              "called synthetic only."),
                           this))
    , m_working(new QWidget(this))
    , m_workingText(new QLabel(m_working))
    , m_progress(new QProgressBar(m_working))
    , m_cancel(new QPushButton(tr("Cancel"), m_working))
{
    setObjectName(u"provenance.start"_s);
    m_asking->button()->setObjectName(u"provenance.openButton"_s);
    m_paste->setObjectName(u"provenance.pasteButton"_s);
    m_missing->setAlignment(Qt::AlignHCenter);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::xl, space::xl, space::xl);
    column->addStretch(1);
    column->addWidget(m_asking);
    column->addWidget(m_paste, 0, Qt::AlignHCenter);
    column->addSpacing(space::m);
    column->addWidget(m_missing);
    column->addWidget(m_working);
    column->addStretch(2);
    setupWorking();
    connect(m_asking, &EmptyState::triggered, this, &StartView::openWanted);
    connect(m_paste, &QPushButton::clicked, this, &StartView::pasteWanted);
    connect(m_cancel, &QPushButton::clicked, this, &StartView::cancelled);
    setHasProductionSet(true);
    showAsking();
}

void StartView::setupWorking()
{
    m_workingText->setAlignment(Qt::AlignHCenter);
    m_progress->setAccessibleName(tr("Progress of the classification"));
    m_progress->setMaximumWidth(480);
    auto* column = new QVBoxLayout(m_working);
    column->setSpacing(space::m);
    column->addWidget(m_workingText);
    column->addWidget(m_progress, 0, Qt::AlignHCenter);
    m_progress->setMinimumWidth(360);
    column->addWidget(m_cancel, 0, Qt::AlignHCenter);
}

void StartView::setDropping(bool dropping)
{
    m_isDropping = dropping;
    update();
}

void StartView::setHasProductionSet(bool has)
{
    m_missing->setVisible(!has && m_working->isHidden());
    m_missing->setProperty("wanted", !has);
}

void StartView::showWorking(Job* job)
{
    m_asking->hide();
    m_paste->hide();
    m_missing->hide();
    m_working->show();
    const auto refresh = [this, job] {
        m_progress->setRange(0, job->total() > 0 ? 1000 : 0);
        m_progress->setValue(job->total() > 0 ? static_cast<int>(job->done() * 1000 / job->total()) : 0);
        m_workingText->setText(progressText(*job));
    };
    connect(job, &Job::progressed, m_working, refresh);
    refresh();
    m_cancel->setFocus();
}

void StartView::showAsking()
{
    m_working->hide();
    m_asking->show();
    m_paste->show();
    m_missing->setVisible(m_missing->property("wanted").toBool());
}

void StartView::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(m_isDropping ? theme.ink(Tone::Accent).fill : theme.surface);
    painter.setPen(QPen(m_isDropping ? theme.focus : theme.outline, m_isDropping ? 2 : 1, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), cornerRadius * 2, cornerRadius * 2);
}

} // namespace bulkhead
