#pragma once

#include "ui/common/latest.h"
#include "ui/shell/casebrief.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace bulkhead {

class ClockChip;
class Pill;
class Session;

/// One line that says where the incident stands: number, title, severity, phase, who commands, since when, and the
/// clocks. Reads itself anew after changes of the incident.
class IncidentBar : public QWidget
{
    Q_OBJECT

public:
    explicit IncidentBar(QWidget* parent = nullptr);

    /// Both may change at any time; a null incident hides the bar. `session` null: locked.
    void setIncident(Session* session, const Id& incident);
    void tick(qint64 now);
    [[nodiscard]] const CaseBrief& brief() const { return m_brief; }
    [[nodiscard]] bool isSettled() const { return m_latest.isSettled(); }

Q_SIGNALS:
    void changed(); ///< number or title, for the window's title
    void clockWanted(const bulkhead::Id& clock);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void reload();
    void show(const CaseBrief& brief);
    void showClocks();
    void elide();

    Session* m_session = nullptr;
    QMetaObject::Connection m_commits;
    Id m_incident;
    CaseBrief m_brief;
    Latest m_latest;
    QLabel* m_title;
    QLabel* m_facts;
    Pill* m_severity;
    Pill* m_phase;
    Pill* m_drill;
    QHBoxLayout* m_clocks;
    std::vector<ClockChip*> m_chips;
    QToolButton* m_more;
    QMenu* m_moreMenu;
};

} // namespace bulkhead
