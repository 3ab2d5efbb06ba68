#include "ui/common/card.h"

#include "ui/common/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace bulkhead {

namespace {

/// Secondary text: keeps to the muted colour of whatever theme is on.
class MutedLabel final : public QLabel
{
public:
    using QLabel::QLabel;

protected:
    void paintEvent(QPaintEvent* event) override
    {
        const QColor muted = Theme::of(palette()).muted;
        if (palette().color(QPalette::WindowText) != muted) {
            QPalette mine = palette();
            mine.setColor(QPalette::WindowText, muted);
            setPalette(mine);
        }
        QLabel::paintEvent(event);
    }
};

} // namespace

QLabel* mutedLabel(const QString& text, QWidget* parent)
{
    auto* label = new MutedLabel(text, parent);
    label->setWordWrap(true);
    return label;
}

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_title(new QLabel(title, this))
    , m_body(new QVBoxLayout)
    , m_corner(new QHBoxLayout)
{
    setAccessibleName(title);
    m_title->setFont(textFont(TextSize::Body, true));
    auto* head = new QHBoxLayout;
    head->setSpacing(space::s);
    head->addWidget(m_title, 1);
    head->addLayout(m_corner);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::m, space::l, space::l);
    column->setSpacing(space::s);
    column->addLayout(head);
    m_body->setSpacing(space::s);
    column->addLayout(m_body, 1);
}

void Card::setTitle(const QString& title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void Card::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.border);
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), cornerRadius + 2, cornerRadius + 2);
}

SectionHeader::SectionHeader(const QString& title, Level level, QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(title, this))
    , m_explanation(mutedLabel({}, this))
    , m_actions(new QHBoxLayout)
{
    m_title->setFont(textFont(level == Level::Page ? TextSize::Title : TextSize::Lead, true));
    m_title->setWordWrap(true);
    m_explanation->hide();
    auto* text = new QVBoxLayout;
    text->setSpacing(2);
    text->addWidget(m_title);
    text->addWidget(m_explanation);
    m_actions->setSpacing(space::s);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::l);
    line->addLayout(text, 1);
    line->addLayout(m_actions);
}

void SectionHeader::setTitle(const QString& title)
{
    m_title->setText(title);
}

void SectionHeader::setExplanation(const QString& text)
{
    m_explanation->setText(text);
    m_explanation->setVisible(!text.isEmpty());
}

void SectionHeader::addWidget(QWidget* widget)
{
    m_actions->addWidget(widget, 0, Qt::AlignVCenter);
}

} // namespace bulkhead
