#include "ui/timeline/spanbar.h"

#include "ui/common/theme.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace bulkhead {

SpanBar::SpanBar(QWidget* parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_edit(new QPushButton(tr("Edit all…"), this))
    , m_zoom(new QPushButton(tr("Zoom to it"), this))
{
    setObjectName(u"timeline.spanbar"_s);
    m_text->setObjectName(u"timeline.spantext"_s);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setWordWrap(true);
    m_edit->setObjectName(u"timeline.spanedit"_s);
    m_zoom->setObjectName(u"timeline.spanzoom"_s);
    auto* only = new QPushButton(tr("Show only these"), this);
    only->setObjectName(u"timeline.spanonly"_s);
    auto* clear = new QPushButton(tr("Clear"), this);
    clear->setObjectName(u"timeline.spanclear"_s);
    clear->setToolTip(tr("Selects nothing (Esc)."));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::m, space::xs, space::xs, space::xs);
    line->setSpacing(space::s);
    line->addWidget(m_text, 1);
    for (QPushButton* button : {m_edit, only, m_zoom, clear}) {
        line->addWidget(button);
    }
    connect(only, &QPushButton::clicked, this, &SpanBar::onlyTheseWanted);
    connect(m_edit, &QPushButton::clicked, this, &SpanBar::editWanted);
    connect(m_zoom, &QPushButton::clicked, this, &SpanBar::zoomWanted);
    connect(clear, &QPushButton::clicked, this, &SpanBar::clearWanted);
    hide();
}

void SpanBar::showSpan(qint64 entries, const TimelineSpan& span, bool canZoom)
{
    m_span = span;
    //: %1 entries, %2 duration, %3 and %4 the first and last time
    m_text->setText(tr("%1 selected over %2: %3 to %4")
                        .arg(entries == 1 ? tr("One entry") : tr("%1 entries").arg(countText(entries)),
                             span.length() < 1000 ? tr("%1 ms").arg(span.length()) : timetext::duration(span.length()),
                             timetext::preciseMoment(span.from), timetext::preciseMoment(span.to)));
    m_edit->setEnabled(entries > 0);
    m_zoom->setVisible(canZoom);
    show();
}

QString SpanBar::text() const
{
    return m_text->text();
}

void SpanBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.selection);
    painter.drawRoundedRect(rect(), cornerRadius, cornerRadius);
}

} // namespace bulkhead
