#include "ui/board/cardpainter.h"

#include "ui/common/pill.h"
#include "ui/common/theme.h"
#include "ui/common/timetext.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::BoardCard)
};

constexpr int lineHeight = 19;
constexpr int mark = 10;

/// At most two lines, the second one elided.
void paintTitle(QPainter& painter, const QRect& rect, const QString& text)
{
    QTextLayout layout(text, painter.font());
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rect.width());
    const int first = line.textLength();
    layout.endLayout();
    painter.drawText(QRect(rect.left(), rect.top(), rect.width(), lineHeight), Qt::AlignVCenter,
                     text.left(first).trimmed());
    if (first < text.size()) {
        const QString rest = painter.fontMetrics().elidedText(text.mid(first).trimmed(), Qt::ElideRight, rect.width());
        painter.drawText(QRect(rect.left(), rect.top() + lineHeight, rect.width(), lineHeight), Qt::AlignVCenter, rest);
    }
}

int paintMarked(QPainter& painter, const QRect& line, const QString& text, Mark shape, const QColor& colour)
{
    paintMark(painter, QRectF(line.left(), line.center().y() - mark / 2.0, mark, mark), shape, colour);
    painter.setPen(colour);
    const QRect rest = line.adjusted(mark + 5, 0, 0, 0);
    const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, rest.width());
    painter.drawText(rest, Qt::AlignVCenter, shown);
    return mark + 5 + painter.fontMetrics().horizontalAdvance(shown);
}
} // namespace

QString dueText(const BoardCard& card, qint64 now)
{
    if (card.isFinished()) {
        return {};
    }
    if (card.due) {
        return card.isOverdue ? timetext::remaining(*card.due, now)
                              : Words::tr("due in %1").arg(timetext::duration(*card.due - now));
    }
    return card.waitsFor;
}

QString holdText(const BoardCard& card)
{
    if (card.isBlocked()) {
        return Words::tr("Blocked by %1").arg(card.blockedBy.join(", "_L1));
    }
    return card.isEarly ? Words::tr("From phase “%1”").arg(wordOf(card.phase).text) : QString();
}

void paintCard(QPainter& painter, const QRect& rect, const BoardCard& card, const CardLook& look, const Theme& theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isQuiet = card.isEarly || card.isFinished();
    const QColor edge = look.isSelected ? theme.focus : look.isLinked ? theme.link : theme.border;
    painter.setPen(QPen(edge, look.isSelected ? 2 : look.isLinked ? 1.5 : 1));
    painter.setBrush(look.isSelected ? theme.raised : isQuiet ? theme.background : theme.surface);
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), cornerRadius, cornerRadius);
    if (card.isMine) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        painter.drawRoundedRect(QRectF(rect.left() + 1, rect.top() + 8, 3, rect.height() - 16), 1.5, 1.5);
    }
    const QRect inner = rect.adjusted(10, 6, -8, -6);
    painter.setFont(textFont(TextSize::Body));
    painter.setPen(isQuiet ? theme.muted : theme.text);
    const QString title = card.tag.isEmpty() ? card.title : card.tag + u"  "_s + card.title;
    paintTitle(painter, QRect(inner.left(), inner.top(), inner.width(), 2 * lineHeight), title);

    painter.setFont(textFont(TextSize::Small));
    QRect line(inner.left(), inner.top() + 2 * lineHeight + 1, inner.width(), lineHeight);
    const QString due = dueText(card, look.now);
    const QString who = card.assignee.isEmpty() ? Words::tr("nobody") : card.assignee;
    int used = 0;
    if (!due.isEmpty()) {
        used = paintMarked(painter, line, due, card.isOverdue ? Mark::Octagon : Mark::Clock,
                           card.isOverdue ? theme.ink(Tone::Overdue).text : theme.muted)
            + 8;
    }
    const QRect right = line.adjusted(used, 0, 0, 0);
    painter.setPen(theme.muted);
    painter.drawText(right, (due.isEmpty() ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(who, Qt::ElideRight, right.width()));
    line.translate(0, lineHeight);
    if (const QString hold = holdText(card); !hold.isEmpty()) {
        paintMarked(painter, line, hold, card.isBlocked() ? Mark::Square : Mark::Ring,
                    card.isBlocked() ? theme.ink(Tone::Warn).text : theme.muted);
    } else if (card.blocksClosure && !card.isFinished()) {
        paintMarked(painter, line, Words::tr("Needed before closing"), Mark::Diamond, theme.muted);
    }
    painter.restore();
}

} // namespace bulkhead
