#pragma once

#include "models/crm/sync/schedule.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/connectors/syncrunner.h"

#include <QTimer>

#include <functional>

class QSettings;

namespace bulkhead {

/// Lets connectors synchronise by themselves while the vault is open, one at a time, as often as somebody at this
/// machine has said; by default never. A timer stands at the next run that is due and at no other time.
class SelfSync : public QObject
{
    Q_OBJECT

public:
    /// Settings and runner outlive it. `isCovered`: whether the vault is about to lock, when nothing is begun.
    SelfSync(const RoomContext& context, SyncRunner& runner, QSettings& settings, std::function<bool()> isCovered,
             QObject* parent = nullptr);

    /// 0: never.
    [[nodiscard]] int minutes(const Id& connector) const;
    void setMinutes(const Id& connector, int minutes);
    /// As last planned; nothing where it is off.
    [[nodiscard]] std::optional<crm::SelfRun> next(const Id& connector) const;
    /// When it last ran and nothing moved, ms since 1970, where that came after what is written down; else 0.
    [[nodiscard]] qint64 silentAt(const Id& connector) const;
    /// Whether the person at this machine may synchronise at all.
    [[nodiscard]] bool isAllowed() const;
    /// Somebody has signed it in anew: what failed before counts no more.
    void goOn(const Id& connector);
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }

Q_SIGNALS:
    void planned();

private:
    struct Plan
    {
        SyncRunner::MappingsPtr mappings;
        std::vector<crm::ConnectorStanding> standings;
    };
    void plan();
    void take(Plan plan);
    void run();
    void remember(const SyncEnd& end);
    [[nodiscard]] QString keyOf(const Id& connector) const;
    [[nodiscard]] bool isAnyOn() const;

    RoomContext m_context;
    SyncRunner& m_runner;
    QSettings& m_settings;
    std::function<bool()> m_isCovered;
    QTimer m_timer;
    Latest m_read;
    Plan m_plan;
    std::map<Id, crm::SelfRun> m_next;
    std::map<Id, crm::SelfRunMemory> m_memory;
    std::map<Id, qint64> m_silent; ///< ms since 1970
};

} // namespace bulkhead
