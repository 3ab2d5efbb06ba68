#include "ui/common/emptystate.h"

#include "ui/common/card.h"
#include "ui/common/icons.h"
#include "ui/common/style.h"
#include "ui/common/theme.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace bulkhead {

namespace {

constexpr int textWidth = 440;

/// A large, quiet drawing.
class Emblem final : public QWidget
{
public:
    Emblem(const QString& name, QWidget* parent)
        : QWidget(parent)
        , m_name(name)
    {
        setFixedSize(56, 56);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::of(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.ink(Tone::Accent).fill);
        painter.drawRoundedRect(rect(), 14, 14);
        icon(m_name, theme.link).paint(&painter, rect().adjusted(14, 14, -14, -14));
    }

private:
    QString m_name;
};

} // namespace

EmptyState::EmptyState(const QString& iconName, const QString& title, const QString& text, const QString& button,
                       QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(title, this))
    , m_text(mutedLabel(text, this))
{
    m_title->setFont(textFont(TextSize::Lead, true));
    m_title->setAlignment(Qt::AlignHCenter);
    m_text->setAlignment(Qt::AlignHCenter);
    m_text->setFixedWidth(textWidth);
    m_text->setMinimumHeight(m_text->heightForWidth(textWidth)); // not asked for below an alignment
    auto* column = new QVBoxLayout(this);
    column->setSpacing(space::s);
    column->addStretch(1);
    column->addWidget(new Emblem(iconName, this), 0, Qt::AlignHCenter);
    column->addSpacing(space::s);
    column->addWidget(m_title);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    if (!button.isEmpty()) {
        m_button = new QPushButton(button, this);
        makePrimary(m_button);
        connect(m_button, &QPushButton::clicked, this, &EmptyState::triggered);
        column->addSpacing(space::s);
        column->addWidget(m_button, 0, Qt::AlignHCenter);
    }
    column->addStretch(2);
}

void EmptyState::setText(const QString& title, const QString& text)
{
    m_title->setText(title);
    m_text->setText(text);
    m_text->setMinimumHeight(m_text->heightForWidth(textWidth));
}

} // namespace bulkhead
