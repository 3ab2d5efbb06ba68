#include "ui/vault/waitpage.h"

#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace bulkhead {

WaitPage::WaitPage(QWidget* parent)
    : EntrancePage({}, {}, parent)
    , m_bar(new QProgressBar(this))
{
    setObjectName(QStringLiteral("waitPage"));
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    body()->addWidget(m_bar);
    m_cancel = addButton(tr("&Cancel"), QStringLiteral("cancelButton"));
    connect(m_cancel, &QPushButton::clicked, this, &WaitPage::cancelled);
    connect(this, &EntrancePage::back, this, [this] {
        if (m_cancel->isVisible()) {
            Q_EMIT cancelled();
        }
    });
}

void WaitPage::showStep(const QString& title, const QString& step, int percent)
{
    setTitle(title);
    setExplanation(step);
    m_bar->setRange(0, percent < 0 ? 0 : 100);
    m_bar->setValue(percent);
}

void WaitPage::setPercent(int percent)
{
    m_bar->setRange(0, 100);
    m_bar->setValue(percent);
}

void WaitPage::setCancellable(bool cancellable)
{
    m_cancel->setVisible(cancellable);
    setFocusProxy(cancellable ? m_cancel : nullptr);
}

} // namespace bulkhead
