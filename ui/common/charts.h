#pragma once

#include "ui/common/theme.h"

#include <QWidget>

#include <optional>
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
/// Qt Charts are the classes of this file.
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

/// How long something took, beside how long it takes else. Nothing: not known, and there is no bar.
struct Lapse
{
    QString label;
    std::optional<qint64> ms;
    std::optional<qint64> usual;
    QString text = {}; ///< of `ms`, as it stands beside the label: "2 h 05 min", "not known"

    bool operator==(const Lapse&) const = default;
};

/// A logarithmic scale from seconds to years, with marks where people count on: a minute, an hour, a day.
struct LapseScale
{
    std::vector<qint64> marks; ///< ms, ascending, at least two; the first is the scale's begin, the last its end

    /// The marks around the lapses; each of them is visibly longer than the first mark.
    [[nodiscard]] static LapseScale around(const std::vector<qint64>& lapses);
    /// Distance from the begin in powers of ten; 0 for what is shorter than that.
    [[nodiscard]] double at(qint64 ms) const;
    [[nodiscard]] static QString textOf(qint64 mark); ///< "10 min"
};

/// Horizontal bars of times in pairs: what it took here, and, hatched, what it takes else. It has no table of its own:
/// it stands beside one that says more.
class LapseChart : public QWidget
{
    Q_OBJECT

public:
    explicit LapseChart(const QString& name, QWidget* parent = nullptr);
    /// Names of the two bars, for the legend, and the pairs from the top.
    void setLapses(const QString& here, const QString& usual, const std::vector<Lapse>& lapses);

    [[nodiscard]] QSize minimumSizeHint() const override { return {260, 190}; }
    [[nodiscard]] QSize sizeHint() const override { return {420, 260}; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void draw();
    [[nodiscard]] QString spoken() const;

    QString m_here;
    QString m_usual;
    std::vector<Lapse> m_lapses;
    QChart* m_chart;
    QChartView* m_view;
};

} // namespace bulkhead
