#include "ui/common/banner.h"

#include "ui/common/icons.h"
#include "ui/common/pill.h"
#include "ui/common/proselabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace bulkhead {

namespace {

Mark markOf(Tone tone)
{
    switch (tone) {
    case Tone::Overdue:
    case Tone::Critical:
        return Mark::Octagon;
    case Tone::Warn:
    case Tone::High:
        return Mark::Triangle;
    case Tone::Ok:
        return Mark::Check;
    default:
        return Mark::Dot;
    }
}

} // namespace

Banner::Banner(QWidget* parent)
    : QFrame(parent)
    , m_title(new ProseLabel(this))
    , m_text(new ProseLabel(this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    m_title->setFont(textFont(TextSize::Body, true));
    for (QLabel* label : {m_title, m_text}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_close->setIcon(icon("close"));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Dismiss this message"));
    m_close->setToolTip(tr("Dismiss"));
    auto* text = new QVBoxLayout;
    text->setSpacing(2);
    text->addWidget(m_title);
    text->addWidget(m_text);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::xxl + space::s, space::s, space::s, space::s);
    line->setSpacing(space::m);
    line->addLayout(text, 1);
    line->addWidget(m_action, 0, Qt::AlignVCenter);
    line->addWidget(m_close, 0, Qt::AlignTop);
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (const auto handler = m_handler) { // it may set another
            handler();
        }
    });
    connect(m_close, &QToolButton::clicked, this, [this] {
        dismiss();
        Q_EMIT dismissed();
    });
    hide();
}

void Banner::showError(const Error& error)
{
    showText(Tone::Overdue, error.message, error.detail);
}

void Banner::showText(Tone tone, const QString& title, const QString& text)
{
    m_tone = tone;
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(text);
    show();
    update();
}

void Banner::setAction(const QString& text, std::function<void()> handler)
{
    m_action->setText(text);
    m_action->setVisible(!text.isEmpty());
    m_handler = std::move(handler);
}

void Banner::setDismissable(bool dismissable)
{
    m_close->setVisible(dismissable);
}

void Banner::dismiss()
{
    hide();
}

QString Banner::text() const
{
    return m_title->text();
}

void Banner::paintEvent(QPaintEvent*)
{
    const Ink& ink = Theme::of(palette()).ink(m_tone);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink.fill);
    painter.drawRoundedRect(rect(), cornerRadius, cornerRadius);
    const double side = 12;
    const double top = m_text->isVisible() ? m_title->geometry().center().y() : rect().center().y();
    paintMark(painter, QRectF(space::l, top - side / 2, side, side), markOf(m_tone), ink.text);
}

} // namespace bulkhead
