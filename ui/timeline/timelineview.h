#pragma once

#include "ui/timeline/timelineframe.h"

#include <QAbstractScrollArea>
#include <QItemSelection>

class QItemSelectionModel;

namespace bulkhead {

class TimelineModel;

/// The timeline as a picture: lanes over a scale of time from years to milliseconds. Shares rows, current row and
/// selection with the list. Every entry is an element of its own for assistive technology.
///
/// Wheel zooms, Shift with it pans, Ctrl with it scrolls the lanes; dragging pans, dragging on the ruler or with Shift
/// selects a span; a click selects, a double click edits.
class TimelineView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit TimelineView(QWidget* parent = nullptr);
    ~TimelineView() override;

    /// Both outlive the view. The selection is over a model with the same rows.
    void setModel(TimelineModel* model, QItemSelectionModel* selection);
    [[nodiscard]] TimelineModel* model() const { return m_model; }
    [[nodiscard]] QItemSelectionModel* selection() const { return m_selection; }
    /// In the order of the model's rows. Keeps the place, unless nothing was shown since `clear` or nothing stands
    /// there.
    void setPicture(std::shared_ptr<const TimelinePicture> picture);
    [[nodiscard]] const std::shared_ptr<const TimelinePicture>& picture() const { return m_picture; }
    void clear(); ///< of another incident nothing is kept
    void setNow(qint64 ms);
    [[nodiscard]] std::optional<qint64> now() const { return m_now; }

    /// \name What is seen
    ///@{
    [[nodiscard]] const TimelineScale& scale() const { return m_scale; }
    void setScale(const TimelineScale& scale);
    [[nodiscard]] TimelineSpan seen() const { return m_scale.window(m_geometry.width()); }
    void showSpan(const TimelineSpan& span);
    void showAll();
    void zoom(double factor); ///< about the current entry where it is seen, else about the middle
    /// Brings a row into sight.
    void showRow(int row);
    ///@}

    /// \name Spans
    ///@{
    /// Selects every row in it.
    void selectSpan(const TimelineSpan& span);
    void selectNothing();
    /// As it was drawn; nothing where rows were selected otherwise.
    [[nodiscard]] const std::optional<TimelineSpan>& span() const { return m_span; }
    ///@}

    /// Row of the entry at a point of the viewport; -1.
    [[nodiscard]] int rowAt(QPoint point) const;
    /// Where an entry is drawn, in the viewport; empty where it is not in sight.
    [[nodiscard]] QRect rectOf(int row) const;
    /// What a screen reader says of an entry, as in the list.
    [[nodiscard]] QString describe(int row) const;
    /// Nothing is left to be drawn or fetched.
    [[nodiscard]] bool isSettled() const { return !m_isDirty && !m_repeats; }
    /// How long texts that are new may hold one frame up, nanoseconds.
    static constexpr qint64 textBudget = 2'000'000;

Q_SIGNALS:
    void seenChanged();
    void spanSelected();
    void editWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    enum class Drag : quint8 { None, Maybe, Pan, Span };
    [[nodiscard]] QRect timeArea() const;
    [[nodiscard]] int scroll() const;
    [[nodiscard]] bool hasPicture() const { return m_picture && !m_picture->isEmpty(); }
    [[nodiscard]] int currentRow() const;
    void setCurrent(int row, bool extends = false);
    void arrange();
    void invalidate();
    void refreshScene();
    void refreshImage();
    [[nodiscard]] bool shiftImage(const TimelineScene& before);
    void paintGutter(QPainter& painter, const TimelineFrame& frame);
    void paintSelection(QPainter& painter, const Theme& theme) const;
    void paintCurrent(QPainter& painter, const Theme& theme) const;
    [[nodiscard]] QRectF spanRect(const TimelineSpan& span) const;
    void rowsChanged(const QModelIndex& first, const QModelIndex& last);
    void readSelection();
    void showTip(QPoint point, QPoint global);
    void announceFocus();
    /// \name Keys
    ///@{
    [[nodiscard]] bool moveBy(const QKeyEvent& event);
    void stepInLane(int direction, bool extends);
    void stepLane(int direction);
    void stepPage(int direction, bool extends);
    void goToEnd(bool isFirst, bool inLane, bool extends);
    ///@}

    std::shared_ptr<const TimelinePicture> m_picture;
    TimelineModel* m_model = nullptr;
    QItemSelectionModel* m_selection = nullptr;
    TimelineScale m_scale;
    TimelineGeometry m_geometry;
    TimelineScene m_scene;
    TimelineTicks m_ticks;
    TimelineRaster m_raster;
    QImage m_image;
    QImage m_gutter;
    int m_gutterLane = -1; ///< that is marked in it
    int m_gutterScroll = 0;
    bool m_isDirty = true;  ///< the image is of something else
    bool m_repeats = false; ///< texts were left out of the last frame
    bool m_isPlaced = false;
    std::optional<TimelineSpan> m_fitted; ///< that the window shows exactly, also when it is resized
    std::optional<TimelineSpan> m_span;
    std::vector<std::pair<int, int>> m_selected; ///< first and last row of each stretch, ascending
    std::optional<qint64> m_now;
    Drag m_drag = Drag::None;
    QPoint m_pressed;
    QPoint m_last;
    int m_tipRow = -1;
    QPoint m_tipAt;
};

} // namespace bulkhead
