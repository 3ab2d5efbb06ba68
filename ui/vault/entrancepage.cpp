#include "ui/vault/entrancepage.h"

#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/icons.h"
#include "ui/common/style.h"
#include "ui/common/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace bulkhead {

namespace {
constexpr int columnWidth = 560;
constexpr int markSize = 40;
} // namespace

EntrancePage::EntrancePage(const QString& title, const QString& explanation, QWidget* parent)
    : QWidget(parent)
{
    auto* area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(area);

    auto* content = new QWidget(area);
    area->setWidget(content);
    auto* column = new QWidget(content);
    column->setFixedWidth(columnWidth);
    auto* middle = new QVBoxLayout(content);
    middle->setContentsMargins(space::l, space::xl, space::l, space::xl);
    middle->addStretch(1);
    middle->addWidget(column, 0, Qt::AlignHCenter);
    middle->addStretch(2);

    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::m);
    auto* mark = new QLabel(column);
    mark->setPixmap(icon("bulkhead").pixmap(markSize, markSize));
    layout->addWidget(mark);
    m_title = new QLabel(title, column);
    m_title->setFont(textFont(TextSize::Display, true));
    m_title->setWordWrap(true);
    layout->addWidget(m_title);
    m_explanation = mutedLabel(explanation, column);
    m_explanation->setVisible(!explanation.isEmpty());
    layout->addWidget(m_explanation);
    m_banner = new Banner(column);
    m_banner->setObjectName(QStringLiteral("entranceBanner"));
    layout->addWidget(m_banner);
    m_body = new QVBoxLayout;
    m_body->setSpacing(space::m);
    layout->addLayout(m_body);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(space::s);
    m_buttons->addStretch(1);
    layout->addLayout(m_buttons);
}

void EntrancePage::setTitle(const QString& title)
{
    m_title->setText(title);
}

void EntrancePage::setExplanation(const QString& text)
{
    m_explanation->setText(text);
    m_explanation->setVisible(!text.isEmpty());
}

QPushButton* EntrancePage::addButton(const QString& text, const QString& name)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAutoDefault(true);
    if (m_buttons->count() == 1) {
        makePrimary(button);
    }
    m_buttons->insertWidget(1, button);
    return button;
}

void EntrancePage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT back();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace bulkhead
