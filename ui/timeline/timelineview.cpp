#include "ui/timeline/timelineview.h"

#include "models/incident/itemmodels/timelinemodel.h"
#include "ui/timeline/timelineaccessible.h"

#include <QAccessible>
#include <QItemSelectionModel>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int roomForTexts = 200; ///< right of the last entry of a span
} // namespace

TimelineView::TimelineView(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    installTimelineAccessibility(); // before anybody asks: the first answer is kept
    setObjectName(u"timeline.view"_s);
    setAccessibleName(tr("Timeline as a picture"));
    setAccessibleDescription(
        tr("Lanes over time. Left and right go to the entry before and after in the lane, up and down to the lane "
           "beside, plus and minus zoom, Shift with left or right selects a span."));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumHeight(TimelineGeometry::ruler + TimelineGeometry::leastLane);
    m_raster.labels().setText([this](int row) -> std::optional<QString> {
        if (!m_model || row >= m_model->rowCount()) {
            return {};
        }
        if (!m_model->isLoaded(row)) {
            m_model->wantRow(row);
            return {};
        }
        return m_model->index(row, TimelineModel::TextColumn).data().toString();
    });
}

TimelineView::~TimelineView() = default;

void TimelineView::setModel(TimelineModel* model, QItemSelectionModel* selection)
{
    m_model = model;
    m_selection = selection;
    connect(model, &QAbstractItemModel::dataChanged, this, &TimelineView::rowsChanged);
    connect(selection, &QItemSelectionModel::selectionChanged, this, &TimelineView::readSelection);
    connect(selection, &QItemSelectionModel::currentRowChanged, this, [this] {
        if (isVisible()) {
            showRow(currentRow());
            announceFocus();
        }
        viewport()->update();
    });
}

void TimelineView::setPicture(std::shared_ptr<const TimelinePicture> picture)
{
    m_picture = std::move(picture);
    arrange();
    if (hasPicture() && (!m_isPlaced || !m_picture->rowsIn(seen()))) { // a filter may leave nothing where one looks
        showSpan(m_picture->busiest());
    }
    readSelection();
    invalidate();
    Q_EMIT seenChanged();
    QAccessibleEvent changed(this, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&changed);
}

void TimelineView::clear()
{
    m_isPlaced = false;
    m_raster.labels().clear();
    setPicture({});
}

void TimelineView::setNow(qint64 ms)
{
    m_now = ms;
    viewport()->update();
}

QRect TimelineView::timeArea() const
{
    return viewport()->rect().adjusted(TimelineGeometry::gutter, TimelineGeometry::ruler, 0, 0);
}

int TimelineView::scroll() const
{
    return verticalScrollBar()->value();
}

int TimelineView::currentRow() const
{
    const QModelIndex current = m_selection ? m_selection->currentIndex() : QModelIndex();
    const bool isKnown = current.isValid() && m_picture && std::size_t(current.row()) < m_picture->marks.marks.size();
    return isKnown ? current.row() : -1;
}

void TimelineView::arrange()
{
    const QSize area = timeArea().size().expandedTo({1, 1});
    m_geometry = m_picture ? TimelineGeometry(*m_picture, area) : TimelineGeometry(std::vector<std::size_t>(), area);
    verticalScrollBar()->setPageStep(area.height());
    verticalScrollBar()->setSingleStep(TimelineGeometry::leastLane);
    verticalScrollBar()->setRange(0, std::max(0, m_geometry.height() - area.height()));
}

void TimelineView::invalidate()
{
    m_isDirty = true;
    m_gutter = QImage();
    viewport()->update();
}

void TimelineView::resizeEvent(QResizeEvent*)
{
    const auto fitted = m_fitted;
    arrange();
    if (hasPicture() && fitted) {
        showSpan(*fitted);
    }
    invalidate();
    Q_EMIT seenChanged();
}

void TimelineView::scrollContentsBy(int, int)
{
    viewport()->update();
}

void TimelineView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::StyleChange) {
        invalidate();
    }
    QAbstractScrollArea::changeEvent(event);
}

void TimelineView::setScale(const TimelineScale& scale)
{
    if (scale == m_scale) {
        return;
    }
    m_scale = scale;
    m_fitted.reset();
    viewport()->update();
    Q_EMIT seenChanged();
}

void TimelineView::showSpan(const TimelineSpan& span)
{
    m_isPlaced = true;
    setScale(TimelineScale::fitting(span, m_geometry.width(), TimelineScale::margin, roomForTexts));
    m_fitted = span;
}

void TimelineView::showAll()
{
    if (hasPicture()) {
        showSpan(m_picture->bounds);
    }
}

void TimelineView::zoom(double factor)
{
    if (!hasPicture()) {
        return;
    }
    const int width = m_geometry.width();
    double x = width / 2.0;
    if (const int row = currentRow(); row >= 0) {
        const double at = m_scale.xOf(m_picture->timeOf(row));
        x = at >= 0 && at < width ? at : x;
    }
    setScale(m_scale.zoomed(factor, x, m_picture->bounds, width));
}

void TimelineView::showRow(int row)
{
    const auto place = hasPicture() ? m_picture->placeOf(row) : std::nullopt;
    if (!place) {
        return;
    }
    const qint64 at = m_picture->timeOf(row);
    const double x = m_scale.xOf(at);
    if (x < space::s || x > m_geometry.width() - TimelineScale::margin) {
        setScale(m_scale.centred(at, m_picture->bounds, m_geometry.width()));
    }
    const int top = m_geometry.laneTop(place->lane);
    const int bottom = top + m_geometry.laneHeight(place->lane);
    QScrollBar* bar = verticalScrollBar();
    if (top < bar->value()) {
        bar->setValue(top);
    } else if (bottom > bar->value() + timeArea().height()) {
        bar->setValue(bottom - timeArea().height());
    }
}

void TimelineView::selectSpan(const TimelineSpan& span)
{
    if (!m_selection) {
        return;
    }
    const auto rows = hasPicture() ? m_picture->rowsIn(span) : std::nullopt;
    if (rows) {
        const QAbstractItemModel* model = m_selection->model();
        const QItemSelection range(model->index(rows->first, 0), model->index(rows->second, model->columnCount() - 1));
        m_selection->select(range, QItemSelectionModel::ClearAndSelect);
    } else {
        m_selection->clearSelection();
    }
    m_span = span;
    viewport()->update();
    Q_EMIT spanSelected();
}

void TimelineView::selectNothing()
{
    if (m_selection) {
        m_selection->clearSelection();
    }
    readSelection();
    Q_EMIT spanSelected();
}

void TimelineView::readSelection()
{
    m_span.reset();
    m_selected.clear();
    if (m_selection) {
        for (const QItemSelectionRange& range : m_selection->selection()) {
            m_selected.emplace_back(range.top(), range.bottom());
        }
        std::ranges::sort(m_selected);
    }
    viewport()->update();
}

void TimelineView::rowsChanged(const QModelIndex& first, const QModelIndex& last)
{
    if (!hasPicture()) {
        return;
    }
    const int end = std::min(last.row(), static_cast<int>(m_picture->marks.marks.size()) - 1);
    if (end - first.row() > TimelineModel::pageRows * TimelineModel::keptPages) {
        m_raster.labels().clear();
    } else {
        for (int row = first.row(); row <= end; ++row) {
            m_raster.labels().forget(m_picture->marks.marks[static_cast<std::size_t>(row)].key);
        }
    }
    invalidate();
    if (m_tipRow >= first.row() && m_tipRow <= last.row() && m_model->isLoaded(m_tipRow)) {
        showTip(m_tipAt, viewport()->mapToGlobal(m_tipAt));
    }
}

int TimelineView::rowAt(QPoint point) const
{
    if (!hasPicture() || !timeArea().contains(point)) {
        return -1;
    }
    const QPoint at = point - timeArea().topLeft() + QPoint(0, scroll());
    const int lane = m_geometry.laneAt(at.y());
    if (lane < 0) {
        return -1;
    }
    const TimelineLaneView view(m_picture->lanes[static_cast<std::size_t>(lane)], m_scale, m_geometry.rows(lane));
    const auto place = view.hit(at.x(), m_geometry.rowAt(at.y()));
    return place ? m_picture->rowOf({lane, *place}) : -1;
}

QRect TimelineView::rectOf(int row) const
{
    const auto place = hasPicture() ? m_picture->placeOf(row) : std::nullopt;
    if (!place) {
        return {};
    }
    const TimelineLaneView view(m_picture->lanes[static_cast<std::size_t>(place->lane)], m_scale,
                                m_geometry.rows(place->lane));
    const int x = view.xOf(place->place);
    const bool isCrowded = view.isCrowded(view.cellAt(x));
    constexpr int half = TimelineGeometry::rowHeight / 2;
    const QRect rect = isCrowded
        ? QRect(x - 1, m_geometry.laneTop(place->lane), 3, m_geometry.laneHeight(place->lane) - 1)
        : QRect(x - half, m_geometry.rowTop(place->lane, m_geometry.rowOf(place->lane, place->place)), 2 * half + 1,
                TimelineGeometry::rowHeight);
    return rect.translated(timeArea().topLeft() - QPoint(0, scroll())).intersected(timeArea());
}

QString TimelineView::describe(int row) const
{
    if (!m_model || row < 0 || row >= m_model->rowCount()) {
        return {};
    }
    return m_model->spokenText(row);
}

} // namespace bulkhead
