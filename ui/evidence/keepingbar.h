#pragma once

#include "models/incident/custodian.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace bulkhead {

class FormDialog;
class Pill;

/// How long an incident is kept and whether a legal hold stands, with what changes them.
class KeepingBar : public QWidget
{
    Q_OBJECT

public:
    explicit KeepingBar(const RoomContext& context, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    void reload();
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }

    /// Sets the hold, or releases the one that stands; by Legal, with a reason.
    void changeHold();
    void changeRetention();

Q_SIGNALS:
    void announced(const QString& text);
    void failed(const bulkhead::Error& error);

private:
    struct State
    {
        bool isOnHold = false;
        QString holdReason;
        Retention retention;
    };
    [[nodiscard]] static Expected<State> readState(Casework& casework, const Id& incident);
    void take(State state);
    void sendHold(FormDialog* dialog, bool isOnHold, const QString& reason);

    RoomContext m_context;
    Id m_incident;
    Latest m_read;
    State m_state;
    Pill* m_hold;
    Pill* m_until;
    QLabel* m_text;
    QPushButton* m_holdButton;
    QPushButton* m_untilButton;
};

} // namespace bulkhead
