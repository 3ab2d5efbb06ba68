#include "ui/common/charts.h"

#include "ui/common/pill.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QEvent>
#include <QGraphicsLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSet>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QHorizontalBarSeries>
#include <QtCharts/QHorizontalStackedBarSeries>
#include <QtCharts/QLegend>
#include <QtCharts/QPieSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace bulkhead {

namespace {

QChartView* makeView(QChart* chart, const QString& name, QWidget* parent)
{
    chart->setBackgroundVisible(false);
    chart->setMargins({});
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->legend()->hide();
    chart->setAnimationOptions(QChart::NoAnimation);
    auto* view = new QChartView(chart, parent);
    view->setRenderHint(QPainter::Antialiasing);
    view->setFrameShape(QFrame::NoFrame);
    view->setFocusPolicy(Qt::NoFocus);
    view->setBackgroundBrush(Qt::NoBrush);
    view->viewport()->setAutoFillBackground(false);
    view->setAccessibleName(name);
    return view;
}

QTableWidget* makeTable(const QString& name, QWidget* parent)
{
    auto* table = new QTableWidget(parent);
    setupTable(table, name);
    table->setSortingEnabled(false);
    table->setFrameShape(QFrame::NoFrame);
    table->horizontalHeader()->setStretchLastSection(false);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return table;
}

QTableWidgetItem* textItem(const QString& text)
{
    return new QTableWidgetItem(text);
}

QTableWidgetItem* numberItem(const QString& text)
{
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

Mark sliceMarkOf(Tone tone)
{
    switch (tone) {
    case Tone::Synthetic:
        return Mark::Ring;
    case Tone::Production:
        return Mark::Square;
    case Tone::Mixed:
        return Mark::HalfDisc;
    case Tone::Unknown:
        return Mark::Diamond;
    case Tone::Unreadable:
        return Mark::Hatch;
    default:
        return Mark::Dot;
    }
}

QTableWidgetItem* toneItem(const Slice& slice)
{
    auto* item = new QTableWidgetItem(slice.label);
    item->setData(ToneRole, static_cast<int>(slice.tone));
    item->setData(MarkRole, static_cast<int>(sliceMarkOf(slice.tone)));
    return item;
}

void empty(QChart& chart)
{
    chart.removeAllSeries();
    for (QAbstractAxis* axis : chart.axes()) {
        chart.removeAxis(axis);
        delete axis;
    }
}

void paintAxis(QAbstractAxis& axis, const Theme& theme)
{
    axis.setLabelsFont(textFont(TextSize::Small));
    axis.setLabelsBrush(theme.muted);
    axis.setLinePen(QPen(theme.border));
    axis.setGridLinePen(QPen(theme.border));
}

QString shareText(qint64 part, qint64 whole)
{
    if (whole <= 0) {
        return {};
    }
    const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    return QLocale().toString(share, 'f', share > 0 && share < 1 ? 2 : 1) + QLatin1StringView(" %");
}

} // namespace

DonutChart::DonutChart(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_chart(new QChart)
    , m_view(makeView(m_chart, name, this))
    , m_centre(new QLabel(this))
    , m_caption(new QLabel(this))
    , m_table(makeTable(tr("%1, as a table").arg(name), this))
{
    m_view->setFixedSize(184, 184);
    m_centre->setFont(textFont(TextSize::Title, true));
    m_caption->setFont(textFont(TextSize::Small));
    for (QLabel* label : {m_centre, m_caption}) {
        label->setAlignment(Qt::AlignCenter);
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    auto* middle = new QVBoxLayout;
    middle->setSpacing(0);
    middle->addStretch(1);
    middle->addWidget(m_centre);
    middle->addWidget(m_caption);
    middle->addStretch(1);
    auto* ring = new QGridLayout;
    ring->addWidget(m_view, 0, 0);
    ring->addLayout(middle, 0, 0);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::l);
    line->addLayout(ring);
    line->addWidget(m_table, 1);
    m_table->setMinimumWidth(238);
    m_table->setColumnCount(3);
    m_table->setHorizontalHeaderLabels({tr("Verdict"), tr("Rows"), tr("Share")});
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
}

void DonutChart::setSlices(const std::vector<Slice>& slices, const QString& centre, const QString& caption)
{
    m_centre->setText(centre);
    m_caption->setText(caption);
    m_slices = slices;
    draw();
}

void DonutChart::draw()
{
    const Theme& theme = Theme::of(palette());
    m_chart->removeAllSeries();
    auto* series = new QPieSeries(m_chart);
    series->setHoleSize(0.68);
    series->setPieSize(0.98);
    qint64 whole = 0;
    for (const Slice& slice : m_slices) {
        whole += slice.value;
    }
    for (const Slice& slice : m_slices) {
        if (slice.value > 0) {
            // A slice that is there can be seen, however small: at least two degrees.
            const double least = static_cast<double>(whole) / 180;
            auto* part = series->append(slice.label, std::max(static_cast<double>(slice.value), least));
            part->setBrush(theme.ink(slice.tone).mark);
            part->setPen(QPen(theme.surface, 2));
        }
    }
    m_chart->addSeries(series);
    m_table->setRowCount(static_cast<int>(m_slices.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const Slice& slice = m_slices[static_cast<std::size_t>(row)];
        m_table->setItem(row, 0, toneItem(slice));
        m_table->setItem(row, 1, numberItem(countText(slice.value)));
        m_table->setItem(row, 2, numberItem(shareText(slice.value, whole)));
    }
    m_table->resizeColumnToContents(1);
    m_table->resizeColumnToContents(2);
    m_table->setMinimumHeight(m_table->horizontalHeader()->sizeHint().height() + m_table->rowCount() * rowHeight + 2);
}

void DonutChart::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        draw();
    }
    QWidget::changeEvent(event);
}

BarChart::BarChart(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_chart(new QChart)
    , m_view(makeView(m_chart, name, this))
    , m_table(makeTable(tr("%1, as a table").arg(name), this))
{
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::l);
    line->addWidget(m_view, 1);
    line->addWidget(m_table, 1);
}

void BarChart::setBars(const QString& heading, const std::vector<Bar>& bars)
{
    m_heading = heading;
    m_bars = bars;
    draw();
}

void BarChart::draw()
{
    const Theme& theme = Theme::of(palette());
    empty(*m_chart);
    m_table->clear();
    m_table->setRowCount(static_cast<int>(m_bars.size()));
    const std::size_t parts = m_bars.empty() ? 0 : m_bars.front().parts.size();
    m_table->setColumnCount(static_cast<int>(parts) + 1);
    QStringList headings{m_heading};
    auto* series = new QHorizontalStackedBarSeries(m_chart);
    series->setBarWidth(0.6);
    qint64 longest = 0;
    for (std::size_t part = 0; part < parts; ++part) {
        const Slice& first = m_bars.front().parts[part];
        headings += first.label;
        auto* set = new QBarSet(first.label, series);
        set->setBrush(theme.ink(first.tone).mark);
        set->setPen(Qt::NoPen);
        for (auto bar = m_bars.rbegin(); bar != m_bars.rend(); ++bar) {
            set->append(static_cast<double>(bar->parts[part].value));
        }
        series->append(set);
    }
    QStringList categories;
    for (std::size_t row = 0; row < m_bars.size(); ++row) {
        const Bar& bar = m_bars[row];
        categories.prepend(bar.label);
        m_table->setItem(static_cast<int>(row), 0, textItem(bar.label));
        qint64 sum = 0;
        for (std::size_t part = 0; part < parts; ++part) {
            sum += bar.parts[part].value;
            m_table->setItem(static_cast<int>(row), static_cast<int>(part) + 1,
                             numberItem(countText(bar.parts[part].value)));
        }
        longest = std::max(longest, sum);
    }
    m_table->setHorizontalHeaderLabels(headings);
    m_table->resizeColumnsToContents();
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_chart->addSeries(series);
    auto* names = new QBarCategoryAxis(m_chart);
    names->append(categories);
    auto* counts = new QValueAxis(m_chart);
    counts->setRange(0, static_cast<double>(std::max<qint64>(longest, 1)));
    counts->setLabelFormat(QStringLiteral("%.0f"));
    counts->setTickCount(longest < 4 ? static_cast<int>(std::max<qint64>(longest, 1)) + 1 : 5);
    counts->applyNiceNumbers();
    for (QAbstractAxis* axis : std::initializer_list<QAbstractAxis*>{names, counts}) {
        paintAxis(*axis, theme);
    }
    names->setGridLineVisible(false);
    m_chart->addAxis(names, Qt::AlignLeft);
    m_chart->addAxis(counts, Qt::AlignBottom);
    series->attachAxis(names);
    series->attachAxis(counts);
    setMinimumHeight(std::max(120, static_cast<int>(m_bars.size()) * rowHeight + 44));
}

void BarChart::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        draw();
    }
    QWidget::changeEvent(event);
}

/// Marks of the scale, and the units that their names are in.
namespace lapse {
constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 year = 365 * day;
constexpr std::array marks{second, 10 * second, minute,   10 * minute, hour, 6 * hour,
                           day,    7 * day,     30 * day, 90 * day,    year, 10 * year};
} // namespace lapse

LapseScale LapseScale::around(const std::vector<qint64>& lapses)
{
    const auto [least, most] = lapses.empty() ? std::pair(lapse::minute, lapse::day)
                                              : std::pair(std::ranges::min(lapses), std::ranges::max(lapses));
    std::size_t from = 0;
    while (from + 2 < lapse::marks.size() && lapse::marks[from + 1] * 2 <= least) {
        ++from;
    }
    std::size_t to = from + 1;
    while (to + 1 < lapse::marks.size() && lapse::marks[to] < most) {
        ++to;
    }
    return {{lapse::marks.begin() + static_cast<std::ptrdiff_t>(from),
             lapse::marks.begin() + static_cast<std::ptrdiff_t>(to) + 1}};
}

double LapseScale::at(qint64 ms) const
{
    return ms <= marks.front() ? 0 : std::log10(static_cast<double>(ms) / static_cast<double>(marks.front()));
}

QString LapseScale::textOf(qint64 mark)
{
    return mark >= lapse::year  ? LapseChart::tr("%n year(s)", nullptr, static_cast<int>(mark / lapse::year))
        : mark >= lapse::day    ? LapseChart::tr("%1 d").arg(mark / lapse::day)
        : mark >= lapse::hour   ? LapseChart::tr("%1 h").arg(mark / lapse::hour)
        : mark >= lapse::minute ? LapseChart::tr("%1 min").arg(mark / lapse::minute)
                                : LapseChart::tr("%1 s").arg(mark / lapse::second);
}

LapseChart::LapseChart(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_chart(new QChart)
    , m_view(makeView(m_chart, name, this))
{
    m_chart->legend()->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->setMargins({0, 0, space::l, 0}); // the last mark's name reaches over the end
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_view);
}

void LapseChart::setLapses(const QString& here, const QString& usual, const std::vector<Lapse>& lapses)
{
    if (here == m_here && usual == m_usual && lapses == m_lapses) {
        return; // drawing is dear
    }
    m_here = here;
    m_usual = usual;
    m_lapses = lapses;
    draw();
}

void LapseChart::draw()
{
    const Theme& theme = Theme::of(palette());
    empty(*m_chart);
    std::vector<qint64> known;
    bool hasUsual = false;
    for (const Lapse& one : m_lapses) {
        for (const auto& ms : {one.ms, one.usual}) {
            if (ms) {
                known.push_back(*ms);
            }
        }
        hasUsual = hasUsual || one.usual;
    }
    const LapseScale scale = LapseScale::around(known);
    auto* series = new QHorizontalBarSeries(m_chart);
    series->setBarWidth(hasUsual ? 0.72 : 0.5);
    auto* here = new QBarSet(m_here, series);
    here->setBrush(theme.ink(Tone::Accent).mark);
    here->setPen(Qt::NoPen);
    auto* usual = new QBarSet(m_usual, series);
    usual->setBrush(QBrush(theme.ink(Tone::Neutral).mark, Qt::BDiagPattern)); // told apart without colour
    usual->setPen(QPen(theme.ink(Tone::Neutral).mark, 1));
    QStringList names;
    for (auto lapse = m_lapses.rbegin(); lapse != m_lapses.rend(); ++lapse) { // from the bottom
        here->append(lapse->ms ? scale.at(*lapse->ms) : 0);
        usual->append(lapse->usual ? scale.at(*lapse->usual) : 0);
        names += lapse->text.isEmpty() ? lapse->label : tr("%1 · %2").arg(lapse->label, lapse->text);
    }
    if (hasUsual) {
        series->append(usual); // below the other, as the rows are
    } else {
        delete usual;
    }
    series->append(here);
    m_chart->addSeries(series);
    auto* rows = new QBarCategoryAxis(m_chart);
    rows->append(names);
    auto* times = new QCategoryAxis(m_chart);
    times->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    times->setStartValue(-1);
    for (const qint64 mark : scale.marks) {
        times->append(LapseScale::textOf(mark), scale.at(mark));
    }
    times->setRange(0, scale.at(scale.marks.back()));
    paintAxis(*rows, theme);
    paintAxis(*times, theme);
    rows->setLabelsBrush(theme.text);
    rows->setGridLineVisible(false);
    m_chart->addAxis(rows, Qt::AlignLeft);
    m_chart->addAxis(times, Qt::AlignBottom);
    series->attachAxis(rows);
    series->attachAxis(times);
    m_chart->legend()->setVisible(!m_lapses.empty());
    m_chart->legend()->setAlignment(Qt::AlignTop);
    m_chart->legend()->setFont(textFont(TextSize::Small));
    m_chart->legend()->setLabelColor(theme.muted);
    m_chart->legend()->setReverseMarkers(hasUsual); // the upper bar first
    m_view->setAccessibleDescription(spoken());
    m_view->setToolTip(tr("The scale is logarithmic: each mark is several times as long as the one before."));
}

QString LapseChart::spoken() const
{
    QStringList sentences;
    for (const Lapse& one : m_lapses) {
        sentences += one.usual ? tr("%1: %2; %3: %4.").arg(one.label, one.text, m_usual, timetext::duration(*one.usual))
                               : tr("%1: %2.").arg(one.label, one.text);
    }
    return sentences.join(u' ');
}

void LapseChart::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && !m_lapses.empty()) {
        draw();
    }
    QWidget::changeEvent(event);
}

} // namespace bulkhead
