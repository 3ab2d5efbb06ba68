#include "ui/timeline/timelineview.h"

#include "models/incident/itemmodels/timelinemodel.h"
#include "ui/timeline/timelineaccessible.h"

#include <QAccessible>
#include <QItemSelectionModel>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstring>

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

void TimelineView::refreshScene()
{
    const bool isMoved = m_scene.scale != m_scale || m_scene.geometry != m_geometry;
    if (isMoved || m_isDirty) {
        m_ticks = ticksOf(m_scale, m_geometry.width());
        m_scene.lines.clear();
        std::ranges::transform(m_ticks.ticks, std::back_inserter(m_scene.lines), &TimelineTick::at);
    }
    m_scene.picture = m_picture.get();
    m_scene.scale = m_scale;
    m_scene.geometry = m_geometry;
    m_scene.scroll = scroll();
}

bool TimelineView::shiftImage(const TimelineScene& before)
{
    const auto shift = m_scale.shiftFrom(before.scale);
    const double pixels = shift ? *shift * m_raster.ratio() : 0.0;
    const int moved = static_cast<int>(std::lround(pixels));
    const bool isWhole = shift && std::abs(pixels - moved) < 1e-6 && std::abs(moved) < m_image.width();
    if (m_isDirty || before.geometry != m_geometry || before.scroll != m_scene.scroll || !isWhole) {
        return false;
    }
    if (moved == 0) {
        return true;
    }
    const std::size_t kept = std::size_t(m_image.width() - std::abs(moved)) * sizeof(QRgb);
    for (int y = 0; y < m_image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(m_image.scanLine(y));
        std::memmove(line + std::max(0, -moved), line + std::max(0, moved), kept);
    }
    const int width = m_geometry.width();
    m_raster.draw(m_image, m_scene, moved > 0 ? width - *shift : 0, moved > 0 ? width : -*shift);
    return true;
}

void TimelineView::refreshImage()
{
    const Theme& theme = Theme::of(palette());
    const double ratio = devicePixelRatioF();
    const QSize pixels(static_cast<int>(std::ceil(timeArea().width() * ratio)),
                       static_cast<int>(std::ceil(timeArea().height() * ratio)));
    m_raster.setLook(theme, textFont(TextSize::Small), ratio);
    if (m_image.size() != pixels || m_image.devicePixelRatio() != ratio) {
        m_image = QImage(pixels.expandedTo({1, 1}), QImage::Format_RGB32);
        m_image.setDevicePixelRatio(ratio);
        m_isDirty = true;
    }
    const TimelineScene before = m_scene;
    refreshScene();
    m_raster.labels().allow(textBudget);
    if (!shiftImage(before)) {
        m_raster.draw(m_image, m_scene, 0, m_geometry.width());
    }
    m_isDirty = m_raster.labels().isUnfinished();
    if (m_isDirty && !m_repeats) {
        m_repeats = true;
        QTimer::singleShot(0, this, [this] {
            m_repeats = false;
            viewport()->update();
        });
    }
}

void TimelineView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    const Theme& theme = Theme::of(palette());
    if (!hasPicture()) {
        painter.fillRect(viewport()->rect(), theme.surface);
        m_isDirty = false;
        return;
    }
    refreshImage();
    const QRect area = timeArea();
    painter.drawImage(area.topLeft(), m_image);
    const auto place = m_picture->placeOf(currentRow());
    const TimelineFrame frame{m_scene, m_ticks, theme, place ? place->lane : -1, m_now};
    painter.fillRect(QRect(0, 0, TimelineGeometry::gutter, TimelineGeometry::ruler), theme.background);
    paintGutter(painter, frame);
    paintTimelineInstants(painter, frame, area);
    paintTimelineRuler(painter, frame, QRect(area.left(), 0, area.width(), TimelineGeometry::ruler));
    paintSelection(painter, theme);
    paintCurrent(painter, theme);
}

void TimelineView::paintGutter(QPainter& painter, const TimelineFrame& frame)
{
    const QRect box(0, timeArea().top(), TimelineGeometry::gutter, timeArea().height());
    const double ratio = m_raster.ratio();
    const QSize pixels(static_cast<int>(std::ceil(box.width() * ratio)),
                       static_cast<int>(std::ceil(box.height() * ratio)));
    const bool isSame = m_gutter.size() == pixels && m_gutter.devicePixelRatio() == ratio
        && m_gutterLane == frame.currentLane && m_gutterScroll == m_scene.scroll;
    if (!isSame) { // names are shaped anew only when they change
        m_gutter = QImage(pixels.expandedTo({1, 1}), QImage::Format_RGB32);
        m_gutter.setDevicePixelRatio(ratio);
        m_gutterLane = frame.currentLane;
        m_gutterScroll = m_scene.scroll;
        QPainter names(&m_gutter);
        paintTimelineGutter(names, frame, QRect(QPoint(), box.size()));
    }
    painter.drawImage(box.topLeft(), m_gutter);
}

QRectF TimelineView::spanRect(const TimelineSpan& span) const
{
    const double from = std::clamp(m_scale.xOf(span.from), -2.0, m_geometry.width() + 2.0);
    const double to = std::clamp(m_scale.xOf(span.to), -2.0, m_geometry.width() + 2.0);
    return {timeArea().left() + from, 0, std::max(1.0, to - from), double(viewport()->height())};
}

void TimelineView::paintSelection(QPainter& painter, const Theme& theme) const
{
    painter.save();
    painter.setClipRect(QRect(timeArea().left(), 0, timeArea().width(), viewport()->height()));
    const TimelineSpan visible = seen();
    QColor wash = theme.focus;
    wash.setAlpha(34);
    const auto mark = [&](const TimelineSpan& span) {
        const QRectF rect = spanRect(span);
        painter.fillRect(rect, wash);
        painter.setPen(theme.focus);
        painter.drawLine(rect.topLeft(), rect.bottomLeft());
        painter.drawLine(rect.topRight(), rect.bottomRight());
    };
    if (m_drag == Drag::Span) {
        mark({m_scale.timeAt(std::min(m_pressed.x(), m_last.x()) - timeArea().left()),
              m_scale.timeAt(std::max(m_pressed.x(), m_last.x()) - timeArea().left())});
    } else if (m_span) {
        mark(*m_span);
    } else {
        constexpr int mostRings = 400;
        int rings = 0;
        for (const auto& [first, last] : m_selected) {
            if (static_cast<std::size_t>(last) >= m_picture->marks.marks.size()) {
                continue;
            }
            const TimelineSpan span{m_picture->timeOf(last), m_picture->timeOf(first)};
            if (span.to < visible.from || span.from > visible.to || ++rings > mostRings) {
                continue;
            }
            if (first != last) {
                mark(span);
            } else if (const QRect rect = rectOf(first); !rect.isEmpty()) {
                painter.setPen(QPen(theme.focus, 1));
                painter.drawRoundedRect(QRectF(rect).adjusted(2.5, 2.5, -2.5, -2.5), 4, 4);
            }
        }
    }
    painter.restore();
}

void TimelineView::paintCurrent(QPainter& painter, const Theme& theme) const
{
    const QRect rect = rectOf(currentRow());
    if (rect.isEmpty()) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? theme.focus : theme.outline, 2));
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), cornerRadius, cornerRadius);
    painter.restore();
}

} // namespace bulkhead
