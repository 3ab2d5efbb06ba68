#pragma once

#include "models/provenance/summary.h"
#include "ui/provenance/stripegeometry.h"

#include <QWidget>

namespace bulkhead {

/// The whole sample as one stripe, so that one sees where the real rows sit. A click, or Enter on the block that the
/// arrow keys stand on, chooses a block; Escape lets go of it.
class Stripe : public QWidget
{
    Q_OBJECT

public:
    explicit Stripe(QWidget* parent = nullptr);

    void setBlocks(std::vector<provenance::StripeBlock> blocks, quint64 rows);
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
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] StripeGeometry geometryNow() const;
    void choose(int block);
    void moveTo(int block);
    void describe();

    std::vector<provenance::StripeBlock> m_blocks;
    quint64 m_rows = 0;
    int m_current = -1; ///< under the keys
    int m_hovered = -1;
    int m_chosen = -1;
};

} // namespace bulkhead
