#pragma once

#include <QWidget>

class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;

namespace bulkhead {

class Jobs;

/// The foot of the window: the job that runs (progress, time left, cancel) and how many more, the last word said to the
/// person, and when the vault locks.
class JobStrip : public QWidget
{
    Q_OBJECT

public:
    explicit JobStrip(Jobs& jobs, QWidget* parent = nullptr);

    /// Also tells assistive technology, through the label's name.
    void announce(const QString& text);
    void setVault(const QString& text);
    void setLockIn(const QString& text);
    [[nodiscard]] QString announcement() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    void fillMenu();

    Jobs& m_jobs;
    QLabel* m_title;
    QProgressBar* m_bar;
    QLabel* m_left;
    QToolButton* m_cancel;
    QToolButton* m_more;
    QMenu* m_menu;
    QLabel* m_announcement;
    QLabel* m_vault;
    QLabel* m_lock;
};

} // namespace bulkhead
