#pragma once

#include "ui/timeline/timelinelanes.h"

#include <QWidget>

class QComboBox;

namespace bulkhead {

class TimelineStrip;
class TimelineView;

/// The timeline as a picture with what belongs to it: density of the whole above, legend below, the choice of lanes.
class PicturePane : public QWidget
{
    Q_OBJECT

public:
    explicit PicturePane(QWidget* parent = nullptr);

    [[nodiscard]] TimelineView* view() const { return m_view; }
    [[nodiscard]] TimelineGrouping grouping() const;
    void setGrouping(TimelineGrouping grouping);
    [[nodiscard]] QString groupingName() const; ///< as shown

Q_SIGNALS:
    void groupingChanged();
    void saveWanted();

private:
    void setupBar(class QHBoxLayout* bar);

    TimelineView* m_view;
    TimelineStrip* m_strip;
    QComboBox* m_grouping;
};

/// Names for settings: "source", "kind", "role", "surface".
[[nodiscard]] QString groupingId(TimelineGrouping grouping);
[[nodiscard]] TimelineGrouping groupingFrom(QStringView id); ///< by source where it is unknown

} // namespace bulkhead
