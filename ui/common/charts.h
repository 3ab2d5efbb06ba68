#pragma once

#include "ui/common/theme.h"

#include <QWidget>

#include <vector>

class QChart;
class QChartView;
class QLabel;
class QTableWidget;

namespace bulkhead {

/// One part of a whole.
struct Slice
{
    QString label;
    qint64 value = 0;
    Tone tone = Tone::Neutral;

    bool operator==(const Slice&) const = default;
};

/// A ring of parts with a sentence in its middle and a table of the same numbers beside it. The only places that know
/// Qt Charts are these two classes.
class DonutChart : public QWidget
{
    Q_OBJECT

public:
    explicit DonutChart(const QString& name, QWidget* parent = nullptr);
    void setSlices(const std::vector<Slice>& slices, const QString& centre, const QString& caption);

protected:
    void changeEvent(QEvent* event) override;

private:
    void draw();

    std::vector<Slice> m_slices;
    QChart* m_chart;
    QChartView* m_view;
    QLabel* m_centre;
    QLabel* m_caption;
    QTableWidget* m_table;
};

/// Horizontal bars, each of stacked parts.
struct Bar
{
    QString label;
    std::vector<Slice> parts;

    bool operator==(const Bar&) const = default;
};

class BarChart : public QWidget
{
    Q_OBJECT

public:
    explicit BarChart(const QString& name, QWidget* parent = nullptr);
    /// Heading of the table's first column ("Tenant"), and the bars from the top.
    void setBars(const QString& heading, const std::vector<Bar>& bars);

protected:
    void changeEvent(QEvent* event) override;

private:
    void draw();

    QString m_heading;
    std::vector<Bar> m_bars;
    QChart* m_chart;
    QChartView* m_view;
    QTableWidget* m_table;
};

} // namespace bulkhead
