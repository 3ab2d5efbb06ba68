#include "ui/common/pill.h"

#include <QPainter>
#include <QPainterPath>

namespace bulkhead {

namespace {

QPainterPath polygon(const QRectF& box, std::initializer_list<QPointF> shares)
{
    QPainterPath path;
    bool isFirst = true;
    for (const QPointF& share : shares) {
        const QPointF point(box.left() + share.x() * box.width(), box.top() + share.y() * box.height());
        if (isFirst) {
            path.moveTo(point);
        } else {
            path.lineTo(point);
        }
        isFirst = false;
    }
    path.closeSubpath();
    return path;
}

int markWidth(const QFontMetrics& metrics, const Word& word)
{
    return word.mark == Mark::None ? 0 : metrics.ascent() * 3 / 4 + space::xs;
}

} // namespace

void paintMark(QPainter& painter, const QRectF& box, Mark mark, const QColor& colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const QPen line(colour, std::max(1.5, box.width() / 6), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    const auto at = [&](double x, double y) {
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
    };
    switch (mark) {
    case Mark::None:
        break;
    case Mark::Dot:
        painter.drawEllipse(box);
        break;
    case Mark::Square:
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    case Mark::Diamond:
        painter.drawPath(polygon(box, {{0.5, 0}, {1, 0.5}, {0.5, 1}, {0, 0.5}}));
        break;
    case Mark::Triangle:
        painter.drawPath(polygon(box, {{0.5, 0.02}, {1, 0.95}, {0, 0.95}}));
        break;
    case Mark::TriangleDown:
        painter.drawPath(polygon(box, {{0, 0.08}, {1, 0.08}, {0.5, 0.98}}));
        break;
    case Mark::Octagon:
        painter.drawPath(
            polygon(box, {{0.3, 0}, {0.7, 0}, {1, 0.3}, {1, 0.7}, {0.7, 1}, {0.3, 1}, {0, 0.7}, {0, 0.3}}));
        break;
    case Mark::Ring:
        painter.setPen(line);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(box.adjusted(1, 1, -1, -1));
        break;
    case Mark::HalfDisc:
        painter.drawPie(box, 90 * 16, 180 * 16);
        painter.setPen(QPen(colour, 1.2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(box.adjusted(0.6, 0.6, -0.6, -0.6));
        break;
    case Mark::Hatch:
        painter.setPen(QPen(colour, 1.4));
        painter.drawLine(at(0, 0.5), at(0.5, 0));
        painter.drawLine(at(0, 1), at(1, 0));
        painter.drawLine(at(0.5, 1), at(1, 0.5));
        break;
    case Mark::Check:
        painter.setPen(line);
        painter.drawLine(at(0.08, 0.55), at(0.38, 0.85));
        painter.drawLine(at(0.38, 0.85), at(0.95, 0.2));
        break;
    case Mark::Cross:
        painter.setPen(line);
        painter.drawLine(at(0.15, 0.15), at(0.85, 0.85));
        painter.drawLine(at(0.85, 0.15), at(0.15, 0.85));
        break;
    case Mark::Clock:
        painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(box.adjusted(0.7, 0.7, -0.7, -0.7));
        painter.drawLine(at(0.5, 0.5), at(0.5, 0.22));
        painter.drawLine(at(0.5, 0.5), at(0.72, 0.6));
        break;
    }
    painter.restore();
}

QSize pillSize(const QFont& font, const Word& word)
{
    const QFontMetrics metrics(font);
    return {metrics.horizontalAdvance(word.text) + markWidth(metrics, word) + 2 * space::s,
            metrics.height() + space::xs};
}

void paintPill(QPainter& painter, const QRect& box, const QFont& font, const Word& word, const Theme& theme)
{
    const QFontMetrics metrics(font);
    const Ink& ink = theme.ink(word.tone);
    const QSize size = pillSize(font, word).boundedTo({box.width(), box.height()});
    const QRectF ground(box.left(), box.top() + (box.height() - size.height()) / 2.0, size.width(), size.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink.fill);
    painter.drawRoundedRect(ground, 4, 4);
    const double side = metrics.ascent() * 0.72;
    double left = ground.left() + space::s;
    if (word.mark != Mark::None) {
        paintMark(painter, QRectF(left, ground.center().y() - side / 2, side, side), word.mark, ink.text);
        left += markWidth(metrics, word);
    }
    painter.setFont(font);
    painter.setPen(ink.text);
    const QRectF text(left, ground.top(), ground.right() - left - space::xs, ground.height());
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     metrics.elidedText(word.text, Qt::ElideRight, static_cast<int>(text.width()) + 1));
    painter.restore();
}

Pill::Pill(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

Pill::Pill(const Word& word, QWidget* parent)
    : Pill(parent)
{
    setWord(word);
}

void Pill::setWord(const Word& word)
{
    if (m_word == word) {
        return;
    }
    m_word = word;
    setAccessibleName(word.text);
    setVisible(!word.text.isEmpty());
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const
{
    return pillSize(textFont(TextSize::Small, true), m_word);
}

void Pill::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintPill(painter, rect(), textFont(TextSize::Small, true), m_word, Theme::of(palette()));
}

} // namespace bulkhead
