#include "ui/shell/jobstrip.h"

#include "ui/common/card.h"
#include "ui/common/icons.h"
#include "ui/common/jobs.h"
#include "ui/common/theme.h"
#include "ui/common/timetext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>

namespace bulkhead {

namespace {

QLabel* quietLabel(QWidget* parent)
{
    QLabel* label = mutedLabel({}, parent);
    label->setWordWrap(false);
    label->setFont(textFont(TextSize::Small));
    return label;
}

} // namespace

JobStrip::JobStrip(Jobs& jobs, QWidget* parent)
    : QWidget(parent)
    , m_jobs(jobs)
    , m_title(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_left(quietLabel(this))
    , m_cancel(new QToolButton(this))
    , m_more(new QToolButton(this))
    , m_menu(new QMenu(this))
    , m_announcement(new QLabel(this))
    , m_vault(quietLabel(this))
    , m_lock(quietLabel(this))
{
    setObjectName(QStringLiteral("jobStrip"));
    setAccessibleName(tr("Jobs and messages"));
    setFixedHeight(32);
    for (QLabel* label : {m_title, m_announcement}) {
        label->setFont(textFont(TextSize::Small));
    }
    m_announcement->setObjectName(QStringLiteral("announcement"));
    m_announcement->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_bar->setFixedWidth(120);
    m_bar->setTextVisible(false);
    m_cancel->setAutoRaise(true);
    m_cancel->setText(tr("Cancel"));
    m_cancel->setFont(textFont(TextSize::Small));
    m_more->setAutoRaise(true);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(m_menu);
    m_more->setFont(textFont(TextSize::Small));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::l, 0, space::l, 0);
    line->setSpacing(space::s);
    line->addWidget(m_title);
    line->addWidget(m_bar);
    line->addWidget(m_left);
    line->addWidget(m_cancel);
    line->addWidget(m_more);
    line->addWidget(m_announcement, 1);
    line->addWidget(m_vault);
    line->addWidget(m_lock);

    connect(m_cancel, &QToolButton::clicked, this, [this] {
        for (int row = 0; row < m_jobs.rowCount(); ++row) {
            if (!m_jobs.index(row).data(Jobs::FinishedRole).toBool()) {
                m_jobs.cancel(row);
                return;
            }
        }
    });
    connect(m_menu, &QMenu::aboutToShow, this, &JobStrip::fillMenu);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&m_jobs, signal, this, &JobStrip::refresh);
    }
    connect(&m_jobs, &QAbstractItemModel::dataChanged, this, &JobStrip::refresh);
    refresh();
}

void JobStrip::refresh()
{
    int shown = -1;
    for (int row = 0; row < m_jobs.rowCount(); ++row) {
        const bool isRunning = !m_jobs.index(row).data(Jobs::FinishedRole).toBool();
        if (shown < 0 || (isRunning && m_jobs.index(shown).data(Jobs::FinishedRole).toBool())) {
            shown = row;
        }
    }
    const QModelIndex job = m_jobs.index(shown);
    const bool isRunning = shown >= 0 && !job.data(Jobs::FinishedRole).toBool();
    m_title->setVisible(shown >= 0);
    m_bar->setVisible(isRunning);
    m_left->setVisible(isRunning);
    m_cancel->setVisible(isRunning);
    const int others = m_jobs.rowCount() - 1;
    m_more->setVisible(others > 0);
    m_more->setText(QStringLiteral("+%1").arg(others));
    m_more->setAccessibleName(tr("%n more jobs", nullptr, std::max(others, 0)));
    if (shown < 0) {
        return;
    }
    const QString title = job.data(Jobs::TitleRole).toString();
    const QString outcome = job.data(Jobs::OutcomeRole).toString();
    m_title->setText(isRunning ? title : outcome);
    m_cancel->setAccessibleName(tr("Cancel: %1").arg(title));
    const qint64 done = job.data(Jobs::DoneRole).toLongLong();
    const qint64 total = job.data(Jobs::TotalRole).toLongLong();
    m_bar->setRange(0, total > 0 ? 1000 : 0);
    m_bar->setValue(total > 0 ? static_cast<int>(done * 1000 / total) : 0);
    m_bar->setAccessibleName(title);
    m_left->setText(total > 0 ? QStringLiteral("%1 %").arg(done * 100 / total) : QString());
}

void JobStrip::fillMenu()
{
    m_menu->clear();
    for (int row = 0; row < m_jobs.rowCount(); ++row) {
        const QModelIndex job = m_jobs.index(row);
        const bool isFinished = job.data(Jobs::FinishedRole).toBool();
        const QString title = job.data(Jobs::TitleRole).toString();
        auto* action = m_menu->addAction(isFinished ? job.data(Jobs::OutcomeRole).toString()
                                                    : tr("Cancel: %1").arg(title),
                                         this, [this, row] { m_jobs.cancel(row); });
        action->setEnabled(!isFinished);
    }
}

void JobStrip::announce(const QString& text)
{
    m_announcement->setText(
        m_announcement->fontMetrics().elidedText(text, Qt::ElideRight, std::max(120, m_announcement->width())));
    m_announcement->setToolTip(text);
    m_announcement->setAccessibleName(text);
}

QString JobStrip::announcement() const
{
    return m_announcement->accessibleName();
}

void JobStrip::setVault(const QString& text)
{
    m_vault->setText(text);
}

void JobStrip::setLockIn(const QString& text)
{
    if (m_lock->text() != text) {
        m_lock->setText(text);
    }
}

void JobStrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    painter.fillRect(QRect(0, 0, width(), 1), theme.border);
}

} // namespace bulkhead
