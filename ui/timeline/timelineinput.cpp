/// Mouse and keys of the picture.

#include "models/incident/itemmodels/timelinemodel.h"
#include "ui/common/timetext.h"
#include "ui/timeline/timelineview.h"

#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QStyleHints>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace bulkhead {

namespace {
constexpr double notch = 120; ///< of a wheel, in eighths of a degree
constexpr double panOfANotch = 0.12;
constexpr double zoomOfAKey = 1.5;
constexpr qsizetype longestTip = 400;
} // namespace

void TimelineView::wheelEvent(QWheelEvent* event)
{
    event->accept();
    if (!hasPicture()) {
        return;
    }
    const QPoint angle = event->angleDelta();
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        QScrollBar* bar = verticalScrollBar();
        bar->setValue(bar->value() - static_cast<int>(angle.y() / notch * bar->singleStep()));
        return;
    }
    const int width = m_geometry.width();
    const bool pans = event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(angle.x()) > std::abs(angle.y());
    if (pans) {
        const int turned = std::abs(angle.x()) > std::abs(angle.y()) ? angle.x() : angle.y();
        const auto pixels = static_cast<int>(std::lround(-turned / notch * panOfANotch * width));
        setScale(m_scale.panned(pixels, m_picture->bounds, width));
        return;
    }
    const double x = std::clamp(event->position().x() - timeArea().left(), 0.0, static_cast<double>(width));
    setScale(m_scale.zoomed(std::pow(TimelineScale::wheelStep, angle.y() / notch), x, m_picture->bounds, width));
}

void TimelineView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !hasPicture()) {
        return;
    }
    m_pressed = event->position().toPoint();
    m_last = m_pressed;
    if (m_pressed.x() < timeArea().left()) {
        return;
    }
    const bool isSpan = m_pressed.y() < timeArea().top() || event->modifiers().testFlag(Qt::ShiftModifier);
    m_drag = isSpan ? Drag::Span : Drag::Maybe;
}

void TimelineView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    if (m_drag == Drag::None) {
        const bool isRuler = at.y() < timeArea().top() && at.x() >= timeArea().left();
        viewport()->setCursor(isRuler ? Qt::SplitHCursor : Qt::ArrowCursor);
        return;
    }
    if (m_drag == Drag::Maybe
        && (at - m_pressed).manhattanLength() >= QGuiApplication::styleHints()->startDragDistance()) {
        m_drag = Drag::Pan;
        viewport()->setCursor(Qt::ClosedHandCursor);
    }
    if (m_drag == Drag::Pan) {
        setScale(m_scale.panned(m_last.x() - at.x(), m_picture->bounds, m_geometry.width()));
        verticalScrollBar()->setValue(verticalScrollBar()->value() + m_last.y() - at.y());
    }
    m_last = at;
    if (m_drag == Drag::Span) {
        viewport()->update();
    }
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const Drag drag = std::exchange(m_drag, Drag::None);
    viewport()->setCursor(Qt::ArrowCursor);
    if (drag == Drag::Span) {
        const int from = std::min(m_pressed.x(), m_last.x());
        const int to = std::max(m_pressed.x(), m_last.x());
        if (to - from >= QGuiApplication::styleHints()->startDragDistance()) {
            selectSpan({m_scale.timeAt(from - timeArea().left()), m_scale.timeAt(to - timeArea().left()) - 1});
        } else if (const int row = rowAt(m_pressed); row >= 0) {
            setCurrent(row, true); // Shift with a click: up to there
        }
        viewport()->update();
        return;
    }
    if (drag != Drag::Maybe) {
        return;
    }
    const int row = rowAt(m_pressed);
    if (row < 0) {
        selectNothing();
    } else if (event->modifiers().testFlag(Qt::ControlModifier)) {
        const QModelIndex index = m_selection->model()->index(row, 0);
        m_selection->setCurrentIndex(index, QItemSelectionModel::Toggle | QItemSelectionModel::Rows);
    } else {
        setCurrent(row);
    }
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rowAt(event->position().toPoint()) >= 0) {
        setCurrent(rowAt(event->position().toPoint()));
        Q_EMIT editWanted();
    }
}

void TimelineView::setCurrent(int row, bool extends)
{
    const QAbstractItemModel* model = m_selection->model();
    const QModelIndex index = model->index(row, 0);
    if (!extends) {
        m_selection->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        return;
    }
    // From the other end of what is selected, so that going back takes away again.
    const int before = currentRow();
    int anchor = before < 0 ? row : before;
    if (!m_selected.empty()) {
        const int first = m_selected.front().first;
        const int last = m_selected.back().second;
        anchor = before == first ? last : first;
    }
    const auto [top, bottom] = std::minmax(anchor, row);
    m_selection->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    m_selection->select(QItemSelection(model->index(top, 0), model->index(bottom, model->columnCount() - 1)),
                        QItemSelectionModel::ClearAndSelect);
    Q_EMIT spanSelected();
}

void TimelineView::stepInLane(int direction, bool extends)
{
    const auto place = m_picture->placeOf(currentRow());
    if (!place) {
        setCurrent(0);
        return;
    }
    const auto& lane = m_picture->lanes[static_cast<std::size_t>(place->lane)];
    const auto next = static_cast<std::ptrdiff_t>(place->place) + direction;
    if (next >= 0 && next < static_cast<std::ptrdiff_t>(lane.size())) {
        setCurrent(m_picture->rowOf({place->lane, static_cast<std::size_t>(next)}), extends);
    }
}

void TimelineView::stepLane(int direction)
{
    const auto place = m_picture->placeOf(currentRow());
    if (!place) {
        setCurrent(0);
        return;
    }
    if (const auto next = m_picture->nearest(place->lane + direction, m_picture->timeOf(currentRow()))) {
        setCurrent(m_picture->rowOf(*next));
    }
}

void TimelineView::stepPage(int direction, bool extends)
{
    const auto place = m_picture->placeOf(currentRow());
    const int width = m_geometry.width();
    const auto middle = static_cast<qint64>(m_scale.msPerPixel * width * direction);
    setScale(m_scale.panned(direction * width, m_picture->bounds, width));
    if (const auto next = place ? m_picture->nearest(place->lane, m_picture->timeOf(currentRow()) + middle)
                                : std::nullopt) {
        setCurrent(m_picture->rowOf(*next), extends);
    }
}

void TimelineView::goToEnd(bool isFirst, bool inLane, bool extends)
{
    const auto place = m_picture->placeOf(currentRow());
    if (!inLane || !place) {
        setCurrent(isFirst ? static_cast<int>(m_picture->marks.marks.size()) - 1 : 0, extends);
        return;
    }
    const auto& lane = m_picture->lanes[static_cast<std::size_t>(place->lane)];
    setCurrent(m_picture->rowOf({place->lane, isFirst ? 0 : lane.size() - 1}), extends);
}

bool TimelineView::moveBy(const QKeyEvent& event)
{
    const bool extends = event.modifiers().testFlag(Qt::ShiftModifier);
    const bool overAll = event.modifiers().testFlag(Qt::ControlModifier);
    const int last = static_cast<int>(m_picture->marks.marks.size()) - 1;
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int direction = event.key() == Qt::Key_Left ? -1 : 1;
        if (overAll) { // rows descend in time
            setCurrent(std::clamp(currentRow() - direction, 0, last), extends);
        } else {
            stepInLane(direction, extends);
        }
        return true;
    }
    case Qt::Key_Up:
    case Qt::Key_Down:
        stepLane(event.key() == Qt::Key_Up ? -1 : 1);
        return true;
    case Qt::Key_Home:
    case Qt::Key_End:
        goToEnd(event.key() == Qt::Key_Home, !overAll, extends);
        return true;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        stepPage(event.key() == Qt::Key_PageUp ? -1 : 1, extends);
        return true;
    default:
        return false;
    }
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    if (!hasPicture() || event->modifiers().testFlag(Qt::AltModifier)) {
        event->ignore();
        return;
    }
    if (moveBy(*event)) {
        return;
    }
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(zoomOfAKey);
        return;
    case Qt::Key_Minus:
        zoom(1 / zoomOfAKey);
        return;
    case Qt::Key_0:
        showAll();
        return;
    case Qt::Key_Space:
        if (currentRow() >= 0) {
            m_selection->select(m_selection->currentIndex(), QItemSelectionModel::Toggle | QItemSelectionModel::Rows);
        }
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT editWanted();
        return;
    case Qt::Key_Escape:
        if (m_drag != Drag::None) {
            m_drag = Drag::None;
            viewport()->update();
            return;
        }
        if (!m_selected.empty() || m_span) {
            selectNothing();
            return;
        }
        break;
    default:
        break;
    }
    event->ignore();
}

void TimelineView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (hasPicture() && currentRow() < 0) {
        setCurrent(0);
    }
    announceFocus();
    viewport()->update();
}

void TimelineView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void TimelineView::announceFocus()
{
    if (hasFocus() && currentRow() >= 0) {
        QAccessibleEvent focused(this, QAccessible::Focus);
        focused.setChild(currentRow());
        QAccessible::updateAccessibility(&focused);
    }
}

void TimelineView::showTip(QPoint point, QPoint global)
{
    m_tipRow = rowAt(point);
    m_tipAt = point;
    if (m_tipRow < 0) {
        QToolTip::hideText();
        return;
    }
    if (!m_model->isLoaded(m_tipRow)) {
        m_model->wantRow(m_tipRow); // shown when it comes
        return;
    }
    const auto row = m_model->rowAt(m_tipRow);
    if (!row) {
        return;
    }
    QStringList lines = {timetext::tooltip(row->at)};
    if (row->observation) {
        lines += tr("Recorded %1").arg(timetext::preciseMoment(row->recorded));
    }
    const QString author = m_model->index(m_tipRow, TimelineModel::AuthorColumn).data().toString();
    const QString kind = m_model->index(m_tipRow, TimelineModel::KindColumn).data().toString();
    lines += author.isEmpty() ? kind : tr("%1: %2").arg(kind, author);
    lines += m_model->index(m_tipRow, TimelineModel::TextColumn).data().toString().left(longestTip);
    QToolTip::showText(global, lines.join(u'\n').toHtmlEscaped().replace(u'\n', QLatin1String("<br>")), viewport(),
                       rectOf(m_tipRow).adjusted(-TimelineGeometry::reach, 0, TimelineLaneView::longestLabel, 0));
}

bool TimelineView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        showTip(help->pos(), help->globalPos());
        return true;
    }
    if (event->type() == QEvent::Leave) {
        m_tipRow = -1;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace bulkhead
