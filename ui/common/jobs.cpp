#include "ui/common/jobs.h"

#include <QTimer>

#include <chrono>

namespace bulkhead {

namespace {
constexpr qint64 reportEveryMs = 100;
constexpr auto visibleAfterEnd = std::chrono::seconds(8);
} // namespace

Job::Job(QString title, QObject* parent)
    : QObject(parent)
    , m_title(std::move(title))
{
    m_timer.start();
}

void Job::cancel()
{
    m_stop.request_stop();
}

void Job::abandon()
{
    if (!m_finished) {
        cancel();
        finish(tr("Cancelled"), false);
    }
}

void Job::report(qint64 done, qint64 total)
{
    m_done.store(done, std::memory_order_relaxed);
    m_total.store(total, std::memory_order_relaxed);
    const qint64 now = m_timer.elapsed();
    qint64 last = m_lastReport.load(std::memory_order_relaxed);
    const bool isFirst = last == 0;
    if (!isFirst && now - last < reportEveryMs) {
        return;
    }
    if (m_lastReport.compare_exchange_strong(last, std::max<qint64>(now, 1), std::memory_order_relaxed)) {
        QMetaObject::invokeMethod(this, &Job::progressed, Qt::QueuedConnection);
    }
}

void Job::finish(const QString& outcome, bool succeeded)
{
    if (m_finished) {
        return;
    }
    m_finished = true;
    m_outcome = outcome;
    m_succeeded = succeeded;
    Q_EMIT finished();
}

qint64 Job::done() const
{
    return m_done.load(std::memory_order_relaxed);
}

qint64 Job::total() const
{
    return m_total.load(std::memory_order_relaxed);
}

qint64 Job::elapsedMs() const
{
    return m_timer.elapsed();
}

std::shared_ptr<Job> Jobs::start(const QString& title)
{
    // Deleted where the last holder lets go, which may be a worker: so on its own thread.
    std::shared_ptr<Job> job(new Job(title), [](Job* ended) { ended->deleteLater(); });
    const auto rowOf = [this, raw = job.get()] {
        const auto found = std::ranges::find(m_jobs, raw, [](const auto& one) { return one.get(); });
        return found == m_jobs.end() ? -1 : static_cast<int>(found - m_jobs.begin());
    };
    const auto touch = [this, rowOf] {
        if (const int row = rowOf(); row >= 0) {
            Q_EMIT dataChanged(index(row), index(row));
        }
    };
    connect(job.get(), &Job::progressed, this, touch);
    connect(job.get(), &Job::finished, this, [this, rowOf, touch] {
        touch();
        Q_EMIT runningChanged(running());
        QTimer::singleShot(visibleAfterEnd, this, [this, rowOf] {
            if (const int row = rowOf(); row >= 0) {
                beginRemoveRows({}, row, row);
                m_jobs.erase(m_jobs.begin() + row);
                endRemoveRows();
            }
        });
    });
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_jobs.push_back(job);
    endInsertRows();
    Q_EMIT runningChanged(running());
    return job;
}

int Jobs::running() const
{
    return static_cast<int>(std::ranges::count_if(m_jobs, [](const auto& job) { return !job->isFinished(); }));
}

int Jobs::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_jobs.size());
}

QVariant Jobs::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Job& job = *m_jobs[static_cast<std::size_t>(index.row())];
    switch (role) {
    case TitleRole:
        return job.title();
    case DoneRole:
        return job.done();
    case TotalRole:
        return job.total();
    case FinishedRole:
        return job.isFinished();
    case OutcomeRole:
        return job.outcome();
    case SucceededRole:
        return job.succeeded();
    default:
        return {};
    }
}

void Jobs::cancel(int row)
{
    if (row >= 0 && row < rowCount()) {
        m_jobs[static_cast<std::size_t>(row)]->cancel();
    }
}

void Jobs::cancelAll()
{
    for (const auto& job : m_jobs) {
        job->cancel();
    }
}

void Jobs::clear()
{
    beginResetModel();
    m_jobs.clear();
    endResetModel();
    Q_EMIT runningChanged(0);
}

} // namespace bulkhead
