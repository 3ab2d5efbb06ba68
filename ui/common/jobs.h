#pragma once

#include <QAbstractListModel>
#include <QElapsedTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace bulkhead {

/// One piece of long work as people see it. `report` is safe on any thread and throttled; `finish` on the GUI thread.
class Job : public QObject
{
    Q_OBJECT

public:
    explicit Job(QString title, QObject* parent = nullptr);

    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] std::stop_token stopToken() const { return m_stop.get_token(); }
    void cancel();
    /// For whoever wanted the job and goes away: cancels and ends it, unless it has ended.
    void abandon();
    /// `total` 0: not known.
    void report(qint64 done, qint64 total);
    void finish(const QString& outcome, bool succeeded);

    [[nodiscard]] qint64 done() const;
    [[nodiscard]] qint64 total() const;
    [[nodiscard]] qint64 elapsedMs() const;
    [[nodiscard]] bool isFinished() const { return m_finished; }
    [[nodiscard]] bool succeeded() const { return m_succeeded; }
    [[nodiscard]] QString outcome() const { return m_outcome; }

Q_SIGNALS:
    void progressed();
    void finished();

private:
    QString m_title;
    QString m_outcome;
    std::stop_source m_stop;
    std::atomic<qint64> m_done = 0;
    std::atomic<qint64> m_total = 0;
    std::atomic<qint64> m_lastReport = 0;
    QElapsedTimer m_timer;
    bool m_finished = false;
    bool m_succeeded = false;
};

/// The running jobs and those that ended a short while ago: the strip at the foot of the window shows it.
class Jobs : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        TitleRole = Qt::DisplayRole,
        DoneRole = Qt::UserRole,
        TotalRole,
        FinishedRole,
        OutcomeRole,
        SucceededRole
    };
    using QAbstractListModel::QAbstractListModel;

    /// Owned by the list; stays visible for some seconds after it has finished.
    [[nodiscard]] std::shared_ptr<Job> start(const QString& title);
    [[nodiscard]] int running() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    void cancel(int row);
    void cancelAll();
    /// Forgets all of them, as when a vault is locked: their titles may speak of it.
    void clear();

Q_SIGNALS:
    void runningChanged(int running);

private:
    std::vector<std::shared_ptr<Job>> m_jobs;
};

} // namespace bulkhead
