#pragma once

#include "models/provenance/summary.h"
#include "ui/provenance/stripegeometry.h"

#include <QWidget>

namespace bulkhead {

/// The whole sample as one stripe, so that one sees where the real rows sit. A click, or Enter on the block that the
/// arrow keys stand on, chooses a block; Escape lets go of it. The wheel and the keys + and − show fewer rows or more,
/// 0 all of them, down to a row a block.
class Stripe : public QWidget
{
    Q_OBJECT

public:
    explicit Stripe(QWidget* parent = nullptr);

    /// `verdicts` may be left out: then the stripe cannot be enlarged.
    void setBlocks(std::vector<provenance::StripeBlock> blocks, quint64 rows, provenance::RowVerdicts verdicts = {});
    [[nodiscard]] bool canZoom() const;
    /// Rows that are shown, from 1.
    [[nodiscard]] RowSpan shown() const { return m_shown; }
    void clearChoice();
    [[nodiscard]] QString blockText(int block) const;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    /// Rows from `first` to `last`; 0 and 0: all again.
    void rowsChosen(quint64 first, quint64 last);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] StripeGeometry geometryNow() const;
    void choose(int block);
    void zoom(int block, bool isIn);
    void showRows(const RowSpan& span, quint64 at);
    void moveTo(int block);
    void describe();

    std::vector<provenance::StripeBlock> m_blocks;
    std::vector<provenance::StripeBlock> m_all;
    provenance::RowVerdicts m_verdicts;
    quint64 m_rows = 0; ///< of the sample
    RowSpan m_shown;
    int m_current = -1; ///< under the keys
    int m_hovered = -1;
    int m_chosen = -1;
};

} // namespace bulkhead
