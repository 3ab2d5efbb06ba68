#pragma once

#include "models/base/id.h"
#include "ui/common/latest.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;
class QSlider;

namespace bulkhead {

class Session;

/// The incident as it was: a slider over its life. While it is open, every page shows what this vault knew at that
/// moment, and nothing can be changed. Left and right go in steps of the slider, the buttons from change to change.
class MomentBar : public QFrame
{
    Q_OBJECT

public:
    explicit MomentBar(QWidget* parent = nullptr);

    /// Opens at the end of the incident's life: now.
    void begin(Session& session, const Id& incident);
    /// Back to now, and away.
    void end();
    [[nodiscard]] bool isOpen() const { return m_session != nullptr; }
    [[nodiscard]] bool isSettled() const { return !m_delay.isActive() && m_read.isSettled(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void moveTo(qint64 at);
    void apply();
    void step(int direction);
    void showMoment();

    Session* m_session = nullptr;
    Id m_incident;
    std::vector<qint64> m_changes; ///< instants at which this vault admitted one, ascending
    qint64 m_from = 0;
    qint64 m_to = 0;
    qint64 m_at = 0;
    Latest m_read;
    QTimer m_delay;
    QLabel* m_label;
    QSlider* m_slider;
    QPushButton* m_before;
    QPushButton* m_after;
    QPushButton* m_now;
};

} // namespace bulkhead
