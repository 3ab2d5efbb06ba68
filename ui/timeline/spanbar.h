#pragma once

#include "ui/timeline/timelinescale.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace bulkhead {

/// What is selected, and what can be done with all of it. Hidden until something is.
class SpanBar : public QWidget
{
    Q_OBJECT

public:
    explicit SpanBar(QWidget* parent = nullptr);

    /// `entries` 0: nothing stands in the span.
    void showSpan(qint64 entries, const TimelineSpan& span, bool canZoom);
    [[nodiscard]] const TimelineSpan& span() const { return m_span; }
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void onlyTheseWanted();
    void editWanted();
    void zoomWanted();
    void clearWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    TimelineSpan m_span;
    QLabel* m_text;
    QPushButton* m_edit;
    QPushButton* m_zoom;
};

} // namespace bulkhead
