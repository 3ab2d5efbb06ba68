// Frames of the timeline's picture with a million entries, beside a QListView of uniform rows over a model of as many,
// in turns: full span, zooming from all to milliseconds, the span with most texts, panning. A frame is a synchronous
// repaint with what follows from it. Prints JSON lines.
//
//   QT_QPA_PLATFORM=offscreen bench_timeline [entries=1000000] [rounds=5] [frames=60] [only=VIEW]
#include "models/incident/itemmodels/timelinemodel.h"
#include "models/incident/timelineprojection.h"
#include "ui/common/style.h"
#include "ui/timeline/timelinestrip.h"
#include "ui/timeline/timelineview.h"

#include <QAbstractListModel>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QItemSelectionModel>
#include <QListView>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <map>
#include <random>

using namespace bulkhead;
using namespace Qt::StringLiterals;

namespace {
constexpr QSize screen(1920, 1080);
constexpr qint64 start = 1'772'000'000'000;
constexpr qint64 span = 30LL * 86'400'000;
constexpr int sources = 14;

double quantile(std::vector<double> values, double at)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[static_cast<std::size_t>(at * static_cast<double>(values.size() - 1))];
}

double cpuMs()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// Resident memory of this process, MB.
double resident()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    return file.readAll().split(' ').value(1).toDouble() * 4096 / 1e6;
}

/// Half of the entries evenly over a month, half in bursts, as logs are; some pinned, struck, decided.
TimelineMarks generated(int count)
{
    std::mt19937_64 random(7);
    std::uniform_int_distribution<qint64> anywhen(0, span);
    std::exponential_distribution<double> after(1 / 900'000.0);
    std::vector<qint64> bursts;
    for (int i = 0; i < 40; ++i) {
        bursts.push_back(anywhen(random));
    }
    TimelineMarks made;
    made.sources = {QString()};
    for (int i = 1; i <= sources; ++i) {
        made.sources += u"gateway-%1.example.net"_s.arg(i);
    }
    made.authors = {Id::make(start)};
    made.marks.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const qint64 at = i % 2 == 0
            ? anywhen(random)
            : std::min(span, bursts[random() % bursts.size()] + static_cast<qint64>(after(random)));
        TimelineMark mark;
        mark.key = TimelineProjection::keyOf(start + at) + static_cast<qint64>(random() & 0xfffff);
        mark.recorded = start + at + static_cast<qint64>(random() % 100'000);
        mark.source = static_cast<quint16>(1 + random() % sources);
        mark.kind = 13;
        mark.flags = random() % 20'000 == 0 ? TimelineMark::Pinned
            : random() % 1'000 == 0         ? TimelineMark::Struck
                                            : TimelineMark::Imported;
        made.marks.push_back(mark);
    }
    std::ranges::sort(made.marks, std::greater(), &TimelineMark::key);
    return made;
}

QString textOf(qint64 key)
{
    const auto number = static_cast<quint64>(key) * 2654435761U;
    return u"GET /api/v2/contacts/export?page=%1 from 198.51.100.%2: 200, %3 octets"_s.arg(number % 5000)
        .arg(number % 250)
        .arg(number % 90'000);
}

/// Answers the model as the page does, without a vault.
void serve(TimelineModel& model)
{
    QObject::connect(&model, &TimelineModel::rowsWanted, &model, [&model](const QList<qint64>& keys) {
        std::vector<TimelineRow> rows;
        for (const qint64 key : keys) {
            TimelineRow row;
            row.row = key;
            row.at = TimelineProjection::instantOf(key);
            row.observation.emplace();
            row.observation->value.raw = textOf(key);
            rows.push_back(std::move(row));
        }
        model.putRows(rows);
    });
}

class ListModel final : public QAbstractListModel
{
public:
    explicit ListModel(int count)
        : m_count(count)
    {
    }
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override { return parent.isValid() ? 0 : m_count; }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant(textOf(index.row() * 7919LL)) : QVariant();
    }

private:
    int m_count;
};

const QString peer = u"QListView, jumps"_s;

class Frames
{
public:
    /// `only`: nothing but this view and the peer; empty: all.
    explicit Frames(QString only)
        : m_only(std::move(only))
    {
    }
    void take(const QString& name, QWidget& window, int count, const std::function<void(int)>& move)
    {
        if (!m_only.isEmpty() && name != m_only && name != peer) {
            return;
        }
        Times& times = m_taken[name];
        for (int i = 0; i < count; ++i) {
            QElapsedTimer timer;
            timer.start();
            const double cpu = cpuMs();
            move(i);
            window.repaint();
            QCoreApplication::processEvents();
            times.cpu.push_back(cpuMs() - cpu);
            times.wall.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
    }
    void print() const
    {
        const double base = quantile(m_taken.at(peer).wall, 0.5);
        for (const auto& [name, times] : m_taken) {
            std::printf("{\"job\":\"timeline.frame\",\"view\":\"%s\",\"frames\":%zu,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
                        "\"max_ms\":%.2f,\"p50_cpu_ms\":%.2f,\"p99_cpu_ms\":%.2f,\"of_list_p50\":%.2f}\n",
                        qPrintable(name), times.wall.size(), quantile(times.wall, 0.5), quantile(times.wall, 0.99),
                        quantile(times.wall, 1), quantile(times.cpu, 0.5), quantile(times.cpu, 0.99),
                        base > 0 ? quantile(times.wall, 0.5) / base : 0);
        }
    }

private:
    struct Times
    {
        std::vector<double> wall;
        std::vector<double> cpu; ///< of the GUI thread: without what other processes took from it
    };
    QString m_only;
    std::map<QString, Times> m_taken;
};

QString text(const QStringList& arguments, const QString& name)
{
    const auto found = std::ranges::find_if(arguments, [&](const QString& one) { return one.startsWith(name + u'='); });
    return found == arguments.end() ? QString() : found->mid(name.size() + 1);
}

int argument(const QStringList& arguments, const QString& name, int fallback)
{
    const QString given = text(arguments, name);
    return given.isEmpty() ? fallback : given.toInt();
}
} // namespace

int main(int argc, char* argv[])
{
    const QApplication application(argc, argv);
    QApplication::setStyle(new ConsoleStyle);
    QApplication::setPalette(Theme::light().palette());
    const QStringList arguments = QApplication::arguments();
    const int count = argument(arguments, u"entries"_s, 1'000'000);
    const int rounds = argument(arguments, u"rounds"_s, 5);
    const int frames = argument(arguments, u"frames"_s, 60);
    const double before = resident();

    TimelineModel model;
    serve(model);
    QItemSelectionModel selection(&model);
    QWidget window;
    auto* view = new TimelineView(&window);
    auto* strip = new TimelineStrip(view, &window);
    auto* column = new QVBoxLayout(&window);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(strip);
    column->addWidget(view, 1);
    view->setModel(&model, &selection);
    window.resize(screen);
    QElapsedTimer timer;
    qint64 madeIn = 0;
    std::size_t octets = 0;
    {
        TimelineMarks marks = generated(count);
        std::vector<qint64> keys;
        keys.reserve(marks.marks.size());
        std::ranges::transform(marks.marks, std::back_inserter(keys), &TimelineMark::key);
        timer.start();
        auto picture = makeTimelinePicture(std::move(marks), {}, TimelineGrouping::BySource);
        madeIn = timer.elapsed();
        octets = picture->octets() + keys.capacity() * sizeof(qint64);
        timer.restart();
        model.setKeys(std::move(keys));
        view->setPicture(std::move(picture));
    }
    window.show();
    window.repaint();
    QCoreApplication::processEvents();
    std::printf("{\"job\":\"timeline.open\",\"entries\":%d,\"lay_out_ms\":%lld,\"first_frame_ms\":%lld,"
                "\"octets_an_entry\":%.1f}\n",
                count, madeIn, timer.elapsed(), static_cast<double>(octets) / count);

    ListModel listModel(count);
    QListView list;
    list.setUniformItemSizes(true);
    list.setModel(&listModel);
    list.resize(screen);
    list.show();
    list.repaint();
    QCoreApplication::processEvents();

    Frames taken(text(arguments, u"only"_s));
    const TimelineSpan all = view->picture()->bounds;
    const int width = screen.width() - TimelineGeometry::gutter;
    const TimelineScale whole = TimelineScale::fitting(all, width);
    const qint64 middle = all.from + all.length() / 2 + 1234;
    const auto at = [&](double msPerPixel) {
        return whole.zoomed(whole.msPerPixel / msPerPixel, whole.xOf(middle), all, width);
    };
    // So that about 3,400 entries are seen, most of them with a text.
    const double dense = static_cast<double>(all.length()) / count * 3400 / width;
    for (int round = 0; round < rounds; ++round) {
        taken.take(peer, list, frames,
                   [&](int i) { list.verticalScrollBar()->setValue((i * 7919 + round * 104'729) % count); });
        taken.take(u"full span"_s, window, frames,
                   [&](int i) { view->setScale(whole.zoomed(1 + 0.001 * (i % 7), width / 2.0, all, width)); });
        taken.take(u"zoom from all to 60 ms a pixel"_s, window, frames * 2, [&](int i) {
            const double share = i / static_cast<double>(frames * 2 - 1);
            view->setScale(at(whole.msPerPixel * std::pow(60 / whole.msPerPixel, share)));
        });
        taken.take(u"zoom from 60 ms a pixel to 0.05"_s, window, frames,
                   [&](int i) { view->setScale(at(60 * std::pow(0.05 / 60, i / double(frames - 1)))); });
        taken.take(u"most texts"_s, window, frames, [&](int i) { view->setScale(at(dense * (1 + 0.002 * (i % 9)))); });
        view->setScale(at(dense));
        taken.take(u"pan among texts"_s, window, frames,
                   [&](int i) { view->setScale(view->scale().panned(11 + i % 5, all, width)); });
        view->setScale(at(whole.msPerPixel / 20));
        taken.take(u"pan among crowds"_s, window, frames,
                   [&](int i) { view->setScale(view->scale().panned(-23 - i % 5, all, width)); });
        taken.take(u"jump among texts"_s, window, frames, [&](int i) {
            view->setScale(at(dense).centred(all.from + all.length() * ((i * 37 + round) % 101) / 101, all, width));
        });
        view->setScale(at(0.05));
        taken.take(u"nearly nothing"_s, window, frames,
                   [&](int i) { view->setScale(at(0.05 * (1 + 0.001 * (i % 5)))); });
    }
    taken.print();
    std::printf("{\"job\":\"timeline.memory\",\"entries\":%d,\"resident_mb\":%.1f,\"before_mb\":%.1f}\n", count,
                resident(), before);
    return 0;
}
