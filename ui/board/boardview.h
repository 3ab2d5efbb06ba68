#pragma once

#include "models/incident/itemmodels/taskboard.h"
#include "ui/board/boardgeometry.h"

#include <QAbstractScrollArea>

class QPainter;

namespace bulkhead {

struct Theme;

/// The board itself, painted: lanes by role, columns by state. Arrow keys move the selection, Ctrl with them the task;
/// a card can be dragged. Every card is an element of its own for assistive technology.
class BoardView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit BoardView(QWidget* parent = nullptr);
    ~BoardView() override;

    /// Keeps selection and place.
    void setBoard(TaskBoard board, qint64 now);
    [[nodiscard]] const TaskBoard& board() const { return m_board; }
    [[nodiscard]] Id selected() const { return m_selected; }
    /// Scrolls to it; does nothing where it is not on the board.
    void select(const Id& id);
    /// In global coordinates, for assistive technology.
    [[nodiscard]] QRect globalRect(const Id& id) const;
    /// What a screen reader says of a card beside its title.
    [[nodiscard]] QString describe(const BoardCard& card) const;

Q_SIGNALS:
    void selectionMoved(const bulkhead::Id& id);
    void stateWanted(const bulkhead::Id& id, bulkhead::TaskState state);
    void laneWanted(const bulkhead::Id& id, bulkhead::Role role);
    void openWanted(const bulkhead::Id& id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Drag
    {
        Id id;
        QPoint start;
        QPoint now;
        bool isMoving = false;
    };
    void arrange();
    [[nodiscard]] QPoint toBoard(QPoint viewport) const;
    [[nodiscard]] QRect onViewport(const QRect& board) const;
    void moveTask(TaskBoard::Direction direction);
    void drop(const Drag& drag);
    void paintLanes(QPainter& painter, const Theme& theme) const;
    void paintCards(QPainter& painter, const Theme& theme) const;
    void paintDependencies(QPainter& painter, const Theme& theme) const;
    void paintHeader(QPainter& painter, const Theme& theme) const;
    void announceFocus();

    TaskBoard m_board;
    BoardGeometry m_geometry;
    Id m_selected;
    qint64 m_now = 0;
    std::optional<Drag> m_drag;
};

} // namespace bulkhead
