#pragma once

#include "models/incident/contested.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <QTimer>
#include <QWidget>

class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace bulkhead {

/// Fields that people wrote without having seen each other, each with its values, their authors and times, and a button
/// that settles for one.
class ContestedPanel : public QWidget
{
    Q_OBJECT

public:
    static constexpr int mostShown = 100;

    explicit ContestedPanel(const RoomContext& context, QWidget* parent = nullptr);

    /// Null: of the whole vault.
    void setIncident(const Id& incident);
    void reload();
    /// A little later, once for many calls; while it is hidden, when it is shown again.
    void reloadSoon();
    [[nodiscard]] bool isSettled() const { return m_read.isSettled() && !m_later.isActive(); }
    [[nodiscard]] int count() const { return static_cast<int>(m_fields.size()); }

Q_SIGNALS:
    void announced(const QString& text);
    void failed(const bulkhead::Error& error);
    void countChanged();
    void inspectWanted(const bulkhead::Id& entity);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void take(std::vector<ContestedField> fields);
    [[nodiscard]] QWidget* cardOf(const ContestedField& field);
    void settle(const ContestedField& field, const Value& value);

    RoomContext m_context;
    Id m_incident;
    Latest m_read;
    QTimer m_later;
    bool m_isStale = false;
    std::vector<ContestedField> m_fields;
    QStackedWidget* m_stack;
    QScrollArea* m_scroll;
};

} // namespace bulkhead
