#pragma once

#include "ui/common/words.h"

#include <QWidget>

class QPainter;

namespace bulkhead {

/// A short word with mark and tone: "▲ High". Not focusable; read as its text.
class Pill : public QWidget
{
    Q_OBJECT

public:
    explicit Pill(QWidget* parent = nullptr);
    explicit Pill(const Word& word, QWidget* parent = nullptr);

    void setWord(const Word& word);
    [[nodiscard]] const Word& word() const { return m_word; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Word m_word;
};

/// For delegates: how large a pill is, and the pill itself, left and centred in `box`.
[[nodiscard]] QSize pillSize(const QFont& font, const Word& word);
void paintPill(QPainter& painter, const QRect& box, const QFont& font, const Word& word, const Theme& theme);
/// The mark alone, filling `box`.
void paintMark(QPainter& painter, const QRectF& box, Mark mark, const QColor& colour);

} // namespace bulkhead
