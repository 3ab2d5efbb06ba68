#pragma once

#include "ui/common/formdialog.h"

#include <memory>

class QLabel;
class QProgressBar;

namespace bulkhead {

class Job;
class Jobs;

/// A form whose work takes steps, each a job beside the window: what is told, how far it is, and what comes next. A
/// step is cancelled by the dialog's own button; who closes the dialog leaves it.
class JobDialog : public FormDialog
{
    Q_OBJECT

public:
    JobDialog(Jobs& jobs, const QString& title, const QString& verb, QWidget* parent);
    ~JobDialog() override;

protected:
    /// Adds the lines of what is told and of progress, behind the fields. `lines`: of text that have room.
    void addTold(int lines);
    /// Replaces what is told; the main button is described by it.
    void setTold(const QString& text);
    /// Begins a step.
    void begin(const QString& title);
    /// Ends it: what is told, and what the main button does next.
    void showNext(const QString& text, const QString& verb);
    /// Ends one that failed or was cancelled; `text` says what that leaves.
    void stopped(const Error& error, const QString& text);
    /// The one that was begun last.
    [[nodiscard]] const std::shared_ptr<Job>& job() const { return m_job; }

private:
    Jobs& m_jobs;
    std::shared_ptr<Job> m_job;
    QLabel* m_text;
    QProgressBar* m_progress;
};

} // namespace bulkhead
