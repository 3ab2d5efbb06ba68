#pragma once

#include "ui/common/theme.h"
#include "ui/shell/casebrief.h"

#include <QAbstractButton>

namespace bulkhead {

/// How urgent a clock is, in tone and in four blocks of time left.
struct ClockFace
{
    Tone tone = Tone::Neutral;
    int blocks = 0;    ///< of four
    QString remaining; ///< "41 h 12 m", "overdue by 5 m 2 s"

    bool operator==(const ClockFace&) const = default;
    [[nodiscard]] static ClockFace of(const CaseBrief::RunningClock& clock, qint64 now);
};

/// One running clock in the incident bar: name, time left, blocks. Repaints only when what it shows changes.
class ClockChip : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ClockChip(QWidget* parent = nullptr);

    void setClock(const CaseBrief::RunningClock& clock, qint64 now);
    void tick(qint64 now);
    [[nodiscard]] const Id& clockId() const { return m_clock.id; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    CaseBrief::RunningClock m_clock;
    ClockFace m_face;
};

} // namespace bulkhead
