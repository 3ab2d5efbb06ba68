#include "ui/overview/entrylist.h"

#include "ui/common/card.h"
#include "ui/common/pill.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace bulkhead {

EntryLine::EntryLine(const Entry& entry, QWidget* parent)
    : QAbstractButton(parent)
    , m_entry(entry)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setToolTip(entry.tooltip.isEmpty() ? entry.text : entry.tooltip);
    QStringList said;
    for (const QString& part : {entry.word.text, entry.text, entry.detail}) {
        if (!part.isEmpty()) {
            said += part;
        }
    }
    setAccessibleName(said.join(u", "));
}

QSize EntryLine::sizeHint() const
{
    return {160, rowHeight};
}

void EntryLine::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(theme.focus, 2) : QPen(Qt::NoPen));
        painter.setBrush(theme.raised);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
    QRect line = rect().adjusted(space::xs, 0, -space::xs, 0);
    if (!m_entry.word.text.isEmpty()) {
        const QFont font = textFont(TextSize::Small, true);
        paintPill(painter, line, font, m_entry.word, theme);
        line.setLeft(line.left() + pillSize(font, m_entry.word).width() + space::s);
    }
    painter.setFont(textFont(TextSize::Small));
    painter.setPen(theme.muted);
    const int detailWidth = std::min(painter.fontMetrics().horizontalAdvance(m_entry.detail) + 2, line.width() / 2);
    painter.drawText(QRect(line.right() - detailWidth + 1, line.top(), detailWidth, line.height()),
                     Qt::AlignVCenter | Qt::AlignRight,
                     painter.fontMetrics().elidedText(m_entry.detail, Qt::ElideRight, detailWidth));
    line.setRight(line.right() - detailWidth - space::s);
    painter.setFont(font());
    painter.setPen(theme.text);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(m_entry.text, Qt::ElideRight, line.width()));
}

EntryList::EntryList(const QString& name, const QString& nothing, QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_nothing(mutedLabel(nothing, this))
{
    setAccessibleName(name);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addWidget(m_nothing);
}

void EntryList::setEntries(const std::vector<Entry>& entries)
{
    if (entries == m_entries) {
        return;
    }
    m_entries = entries;
    qDeleteAll(m_lines);
    m_lines.clear();
    for (const Entry& entry : entries) {
        auto* line = new EntryLine(entry, this);
        connect(line, &EntryLine::clicked, this, [this, id = entry.id] { Q_EMIT activated(id); });
        m_column->addWidget(line);
        m_lines.push_back(line);
    }
    m_nothing->setVisible(entries.empty());
}

} // namespace bulkhead
