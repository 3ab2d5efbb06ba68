#include "ui/shell/clockchip.h"

#include "ui/common/pill.h"
#include "ui/common/timetext.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace bulkhead {

namespace {
constexpr int widestName = 170;
constexpr int blocksWidth = 4 * 7;
} // namespace

ClockFace ClockFace::of(const CaseBrief::RunningClock& clock, qint64 now)
{
    if (now > clock.due) {
        return {Tone::Overdue, 0, timetext::remaining(clock.due, now)};
    }
    const double left = clock.shareLeft(now);
    const Tone tone = left > 0.5 ? Tone::Ok : (left > 0.1 ? Tone::Warn : Tone::Overdue);
    return {tone, static_cast<int>(std::ceil(left * 4)), timetext::duration(clock.due - now)};
}

ClockChip::ClockChip(QWidget* parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ClockChip::setClock(const CaseBrief::RunningClock& clock, qint64 now)
{
    m_clock = clock;
    m_face = {};
    setToolTip(
        tr("%1\nstarted %2\ndue %3\n%4")
            .arg(clock.name, timetext::moment(clock.start), timetext::moment(clock.due), timetext::utc(clock.due)));
    tick(now);
    updateGeometry();
}

void ClockChip::tick(qint64 now)
{
    const ClockFace face = ClockFace::of(m_clock, now);
    if (face == m_face) {
        return;
    }
    const bool isWider = face.remaining.size() != m_face.remaining.size();
    m_face = face;
    //: %1 a clock's name, %2 the time that is left
    setAccessibleName(tr("Clock %1, %2").arg(m_clock.name, timetext::remaining(m_clock.due, now)));
    if (isWider) {
        updateGeometry();
    }
    update();
}

QSize ClockChip::sizeHint() const
{
    const QFontMetrics name(textFont(TextSize::Small));
    const QFontMetrics time(textFont(TextSize::Body, true));
    return {space::s + 16 + std::min(widestName, name.horizontalAdvance(m_clock.name)) + space::s
                + time.horizontalAdvance(m_face.remaining) + space::s + blocksWidth + space::s,
            30};
}

void ClockChip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    const Ink& ink = theme.ink(m_face.tone);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(theme.focus, 2) : QPen(Qt::NoPen));
    painter.setBrush(ink.fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), cornerRadius, cornerRadius);
    QRect line = rect().adjusted(space::s, 0, -space::s, 0);
    paintMark(painter, QRectF(line.left(), line.center().y() - 5.5, 12, 12), Mark::Clock, ink.text);
    line.setLeft(line.left() + 16);
    painter.setPen(ink.text);
    painter.setFont(textFont(TextSize::Small));
    // Where the window is narrow the name gives way, not the time.
    const int time = QFontMetrics(textFont(TextSize::Body, true)).horizontalAdvance(m_face.remaining);
    const int room = line.width() - time - blocksWidth - 2 * space::s;
    const QString name = painter.fontMetrics().elidedText(m_clock.name, Qt::ElideRight,
                                                          std::clamp(room, 0, widestName));
    painter.drawText(line, Qt::AlignVCenter, name);
    line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(name) + space::s);
    painter.setFont(textFont(TextSize::Body, true));
    painter.drawText(line, Qt::AlignVCenter, m_face.remaining);
    painter.setPen(Qt::NoPen);
    for (int block = 0; block < 4; ++block) {
        const QRectF box(line.right() - blocksWidth + 1 + block * 7, line.center().y() - 5, 5, 11);
        painter.setBrush(ink.mark);
        if (block < m_face.blocks) {
            painter.drawRect(box);
        } else {
            painter.save();
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(ink.mark, 1));
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
            painter.restore();
        }
    }
}

} // namespace bulkhead
