#include "ui/board/boardview.h"

#include "ui/board/boardaccessible.h"
#include "ui/board/cardpainter.h"
#include "ui/common/pill.h"
#include "ui/common/theme.h"
#include "ui/common/words.h"

#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr std::ptrdiff_t mostLines = 6; ///< from one task to others

bool areLinked(const BoardCard& a, const BoardCard& b)
{
    return std::ranges::find(a.dependsOn, b.id) != a.dependsOn.end()
        || std::ranges::find(b.dependsOn, a.id) != b.dependsOn.end();
}
} // namespace

BoardView::BoardView(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(u"board.view"_s);
    setAccessibleName(tr("Board of tasks"));
    setAccessibleDescription(
        tr("Lanes by role, columns by state. Arrow keys move the selection, Ctrl with an arrow key moves the task."));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(true);
    installBoardAccessibility();
}

BoardView::~BoardView() = default;

void BoardView::setBoard(TaskBoard board, qint64 now)
{
    m_now = now;
    const bool isSame = board == m_board;
    if (!isSame) {
        const auto before = m_board.placeOf(m_selected);
        m_board = std::move(board);
        if (!m_board.card(m_selected)) {
            const BoardCard* near = before ? m_board.card(*before) : nullptr;
            m_selected = near ? near->id : m_board.isEmpty() ? Id() : m_board.cards().front()->id;
        }
        arrange();
        QAccessibleEvent changed(this, QAccessible::ObjectReorder);
        QAccessible::updateAccessibility(&changed);
    }
    viewport()->update();
}

void BoardView::arrange()
{
    m_geometry = BoardGeometry(m_board, viewport()->width());
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(BoardGeometry::cardHeight / 2);
    verticalScrollBar()->setRange(
        0, std::max(0, m_geometry.height() + BoardGeometry::headerHeight - viewport()->height()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setRange(0, std::max(0, m_geometry.width() - viewport()->width()));
}

void BoardView::resizeEvent(QResizeEvent*)
{
    arrange();
}

QPoint BoardView::toBoard(QPoint viewport) const
{
    return viewport
        + QPoint(horizontalScrollBar()->value(), verticalScrollBar()->value() - BoardGeometry::headerHeight);
}

QRect BoardView::onViewport(const QRect& board) const
{
    return board.translated(-horizontalScrollBar()->value(),
                            BoardGeometry::headerHeight - verticalScrollBar()->value());
}

QRect BoardView::globalRect(const Id& id) const
{
    const auto place = m_board.placeOf(id);
    if (!place) {
        return {};
    }
    const QRect rect = onViewport(m_geometry.cardRect(*place));
    return {viewport()->mapToGlobal(rect.topLeft()), rect.size()};
}

QString BoardView::describe(const BoardCard& card) const
{
    QStringList parts = {roleName(card.lane), wordOf(card.state).text,
                         card.assignee.isEmpty() ? tr("assigned to nobody") : tr("assigned to %1").arg(card.assignee)};
    for (const QString& more : {dueText(card, m_now), holdText(card)}) {
        if (!more.isEmpty()) {
            parts += more;
        }
    }
    return parts.join(", "_L1);
}

void BoardView::select(const Id& id)
{
    const auto place = m_board.placeOf(id);
    if (!place) {
        return;
    }
    const bool hasMoved = m_selected != id;
    m_selected = id;
    const QRect rect = onViewport(m_geometry.cardRect(*place));
    QScrollBar* bar = verticalScrollBar();
    if (rect.top() < BoardGeometry::headerHeight) {
        bar->setValue(bar->value() + rect.top() - BoardGeometry::headerHeight - BoardGeometry::gap);
    } else if (rect.bottom() > viewport()->height()) {
        bar->setValue(bar->value() + rect.bottom() - viewport()->height() + BoardGeometry::gap);
    }
    QScrollBar* across = horizontalScrollBar();
    if (rect.left() < BoardGeometry::laneLabel) {
        across->setValue(across->value() + rect.left() - BoardGeometry::laneLabel - BoardGeometry::gap);
    } else if (rect.right() > viewport()->width()) {
        across->setValue(across->value() + rect.right() - viewport()->width() + BoardGeometry::gap);
    }
    viewport()->update();
    announceFocus();
    if (hasMoved) {
        Q_EMIT selectionMoved(id);
    }
}

void BoardView::announceFocus()
{
    const auto cards = m_board.cards();
    const auto found = std::ranges::find(cards, m_selected, [](const BoardCard* card) { return card->id; });
    if (found != cards.end() && hasFocus()) {
        QAccessibleEvent focused(this, QAccessible::Focus);
        focused.setChild(static_cast<int>(found - cards.begin()));
        QAccessible::updateAccessibility(&focused);
    }
}

void BoardView::moveTask(TaskBoard::Direction direction)
{
    const BoardCard* card = m_board.card(m_selected);
    if (!card) {
        return;
    }
    const bool isSideways = direction == TaskBoard::Direction::Left || direction == TaskBoard::Direction::Right;
    const bool isBack = direction == TaskBoard::Direction::Left || direction == TaskBoard::Direction::Up;
    if (isSideways) {
        const int state = static_cast<int>(card->state) + (isBack ? -1 : 1);
        if (state >= 0 && state < boardColumns) {
            Q_EMIT stateWanted(card->id, static_cast<TaskState>(state));
        }
        return;
    }
    const auto here = std::ranges::find(allRoles, card->lane);
    const auto place = here - allRoles.begin() + (isBack ? -1 : 1);
    if (place >= 0 && place < std::ssize(allRoles) && responders.has(allRoles[static_cast<std::size_t>(place)])) {
        Q_EMIT laneWanted(card->id, allRoles[static_cast<std::size_t>(place)]);
    }
}

void BoardView::keyPressEvent(QKeyEvent* event)
{
    using Direction = TaskBoard::Direction;
    std::optional<Direction> direction;
    switch (event->key()) {
    case Qt::Key_Left:
        direction = Direction::Left;
        break;
    case Qt::Key_Right:
        direction = Direction::Right;
        break;
    case Qt::Key_Up:
        direction = Direction::Up;
        break;
    case Qt::Key_Down:
        direction = Direction::Down;
        break;
    case Qt::Key_Home:
    case Qt::Key_End:
        if (!m_board.isEmpty()) {
            select(event->key() == Qt::Key_Home ? m_board.cards().front()->id : m_board.cards().back()->id);
        }
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_selected.isNull()) {
            Q_EMIT openWanted(m_selected);
        }
        return;
    case Qt::Key_Escape:
        if (m_drag) {
            m_drag.reset();
            viewport()->update();
            return;
        }
        break;
    default:
        break;
    }
    if (!direction) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (event->modifiers() & Qt::ControlModifier) {
        moveTask(*direction);
    } else {
        select(m_board.neighbour(m_selected, *direction));
    }
}

void BoardView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const QPoint point = event->position().toPoint();
    const auto place = point.y() < BoardGeometry::headerHeight ? std::nullopt : m_geometry.cardAt(toBoard(point));
    if (const BoardCard* card = place ? m_board.card(*place) : nullptr) {
        select(card->id);
        m_drag = Drag{card->id, point, point, false};
    }
}

void BoardView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    if (m_drag) {
        m_drag->now = point;
        m_drag->isMoving = m_drag->isMoving
            || (point - m_drag->start).manhattanLength() >= QApplication::startDragDistance();
        constexpr int edge = 30;
        if (m_drag->isMoving && point.y() > viewport()->height() - edge) {
            verticalScrollBar()->setValue(verticalScrollBar()->value() + edge / 2);
        } else if (m_drag->isMoving && point.y() < BoardGeometry::headerHeight + edge) {
            verticalScrollBar()->setValue(verticalScrollBar()->value() - edge / 2);
        }
        viewport()->setCursor(m_drag->isMoving ? Qt::ClosedHandCursor : Qt::ArrowCursor);
        viewport()->update();
        return;
    }
    viewport()->setCursor(m_geometry.cardAt(toBoard(point)) ? Qt::OpenHandCursor : Qt::ArrowCursor);
}

void BoardView::mouseReleaseEvent(QMouseEvent*)
{
    viewport()->unsetCursor();
    if (const auto drag = std::exchange(m_drag, std::nullopt); drag && drag->isMoving) {
        drop(*drag);
    }
    viewport()->update();
}

void BoardView::drop(const Drag& drag)
{
    const QPoint point = toBoard(drag.now);
    const int column = m_geometry.columnAt(point.x());
    const int lane = m_geometry.laneAt(point.y());
    const BoardCard* card = m_board.card(drag.id);
    if (!card || column < 0 || lane < 0) {
        return;
    }
    const Role role = m_board.lanes[static_cast<std::size_t>(lane)].role;
    const auto state = static_cast<TaskState>(column);
    const Id id = card->id;
    const bool changesLane = role != card->lane;
    const bool changesState = state != card->state;
    if (changesLane) {
        Q_EMIT laneWanted(id, role);
    }
    if (changesState) {
        Q_EMIT stateWanted(id, state);
    }
}

void BoardView::mouseDoubleClickEvent(QMouseEvent* event)
{
    m_drag.reset();
    if (const auto place = m_geometry.cardAt(toBoard(event->position().toPoint()))) {
        Q_EMIT openWanted(m_board.card(*place)->id);
    }
}

void BoardView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    announceFocus();
    viewport()->update();
}

void BoardView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool BoardView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto place = m_geometry.cardAt(toBoard(help->pos()));
        const BoardCard* card = place ? m_board.card(*place) : nullptr;
        QToolTip::showText(help->globalPos(), card ? card->title + u'\n' + describe(*card) : QString(), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void BoardView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    const Theme& theme = Theme::of(palette());
    painter.fillRect(viewport()->rect(), theme.background);
    paintLanes(painter, theme);
    paintCards(painter, theme);
    paintDependencies(painter, theme);
    if (m_drag && m_drag->isMoving) {
        if (const BoardCard* card = m_board.card(m_drag->id)) {
            const QRect from = onViewport(m_geometry.cardRect(*m_board.placeOf(m_drag->id)));
            painter.setOpacity(0.85);
            paintCard(painter, from.translated(m_drag->now - m_drag->start), *card, {true, true, false, m_now}, theme);
            painter.setOpacity(1);
        }
    }
    paintHeader(painter, theme);
}

void BoardView::paintLanes(QPainter& painter, const Theme& theme) const
{
    const int targetLane = m_drag && m_drag->isMoving ? m_geometry.laneAt(toBoard(m_drag->now).y()) : -1;
    const int targetColumn = m_drag && m_drag->isMoving ? m_geometry.columnAt(toBoard(m_drag->now).x()) : -1;
    for (int lane = 0; lane < static_cast<int>(m_board.lanes.size()); ++lane) {
        const QRect rect = onViewport(m_geometry.laneRect(lane));
        if (!rect.intersects(viewport()->rect())) {
            continue;
        }
        if (lane == targetLane && targetColumn >= 0) {
            painter.fillRect(onViewport(m_geometry.cellRect(lane, targetColumn)), theme.ink(Tone::Accent).fill);
        }
        painter.setPen(theme.border);
        painter.drawLine(rect.bottomLeft(), rect.bottomRight());
        for (int column = 1; column < boardColumns; ++column) {
            const int x = onViewport(m_geometry.cellRect(lane, column)).left();
            painter.drawLine(x, rect.top(), x, rect.bottom());
        }
        const Role role = m_board.lanes[static_cast<std::size_t>(lane)].role;
        const int top = std::max(rect.top(), BoardGeometry::headerHeight);
        const QRect label(rect.left() + space::xs, top + space::m, BoardGeometry::laneLabel - space::m, 44);
        painter.setFont(textFont(TextSize::Body, true));
        painter.setPen(theme.text);
        painter.drawText(label, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, roleName(role));
    }
}

void BoardView::paintCards(QPainter& painter, const Theme& theme) const
{
    const BoardCard* selected = m_board.card(m_selected);
    for (const BoardCard* card : m_board.cards()) {
        const QRect rect = onViewport(m_geometry.cardRect(*m_board.placeOf(card->id)));
        if (!rect.intersects(viewport()->rect())) {
            continue;
        }
        const bool isSelected = card->id == m_selected;
        const bool isLifted = m_drag && m_drag->isMoving && m_drag->id == card->id;
        painter.setOpacity(isLifted ? 0.35 : 1);
        const CardLook look{isSelected && hasFocus(), hasFocus(),
                            (isSelected && !hasFocus()) || (selected && !isSelected && areLinked(*selected, *card)),
                            m_now};
        paintCard(painter, rect, *card, look, theme);
    }
    painter.setOpacity(1);
}

void BoardView::paintDependencies(QPainter& painter, const Theme& theme) const
{
    const BoardCard* selected = m_board.card(m_selected);
    if (!selected || (m_drag && m_drag->isMoving)) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.link, 1.5));
    painter.setBrush(Qt::NoBrush);
    const QRect here = onViewport(m_geometry.cardRect(*m_board.placeOf(selected->id)));
    const auto linked = std::ranges::count_if(m_board.cards(),
                                              [&](const BoardCard* other) { return areLinked(*selected, *other); });
    if (linked > mostLines) { // a task that waits for all: their frames say it better than a tangle
        painter.restore();
        return;
    }
    for (const BoardCard* other : m_board.cards()) {
        if (other->id == selected->id || !areLinked(*selected, *other)) {
            continue;
        }
        const QRect there = onViewport(m_geometry.cardRect(*m_board.placeOf(other->id)));
        const bool isFirst = std::ranges::find(selected->dependsOn, other->id) != selected->dependsOn.end();
        const QRect& from = isFirst ? there : here;
        const QRect& to = isFirst ? here : there;
        const QPointF start(from.left(), from.center().y());
        const QPointF end(to.left(), to.center().y());
        const double bend = std::min(start.x(), end.x()) - 18;
        QPainterPath path(start);
        path.cubicTo(QPointF(bend, start.y()), QPointF(bend, end.y()), end);
        painter.drawPath(path);
        paintMark(painter, QRectF(end.x() - 5, end.y() - 4, 8, 8), Mark::Dot, theme.link);
    }
    painter.restore();
}

void BoardView::paintHeader(QPainter& painter, const Theme& theme) const
{
    const QRect whole(0, 0, viewport()->width(), BoardGeometry::headerHeight);
    painter.fillRect(whole, theme.background);
    for (int column = 0; column < boardColumns; ++column) {
        std::size_t count = 0;
        for (const BoardLane& lane : m_board.lanes) {
            count += lane.cells[static_cast<std::size_t>(column)].size();
        }
        Word word = wordOf(static_cast<TaskState>(column));
        //: a state and how many tasks are in it
        word.text = tr("%1  %2").arg(word.text).arg(count);
        const QRect box(m_geometry.columnLeft(column) + space::xs - horizontalScrollBar()->value(), 0,
                        m_geometry.columnWidth() - space::s, BoardGeometry::headerHeight - 2);
        paintPill(painter, box, textFont(TextSize::Small, true), word, theme);
    }
    painter.setPen(theme.border);
    painter.drawLine(whole.bottomLeft(), whole.bottomRight());
}

} // namespace bulkhead
