#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace bulkhead {

class EmptyState;
class Job;

/// Where the question is asked: drop, open or paste. While a sample is being read it shows how far that is.
class StartView : public QFrame
{
    Q_OBJECT

public:
    explicit StartView(QWidget* parent = nullptr);

    void setDropping(bool dropping);
    void setHasProductionSet(bool has);
    void showWorking(Job* job);
    void showAsking();

Q_SIGNALS:
    void openWanted();
    void pasteWanted();
    void cancelled();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void setupWorking();

    bool m_isDropping = false;
    EmptyState* m_asking;
    QPushButton* m_paste;
    QLabel* m_missing;
    QWidget* m_working;
    QLabel* m_workingText;
    QProgressBar* m_progress;
    QPushButton* m_cancel;
};

} // namespace bulkhead
