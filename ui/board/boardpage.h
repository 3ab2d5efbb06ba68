#pragma once

#include "models/incident/casework.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QStackedWidget;
class QTimer;

namespace bulkhead {

class Banner;
class BoardView;
class FormDialog;
class SectionHeader;

/// Who does what by when, and what holds it up.
class BoardPage : public QWidget
{
    Q_OBJECT

public:
    explicit BoardPage(const RoomContext& context, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    void reveal(const Id& entity);
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }
    [[nodiscard]] int overdue() const;
    [[nodiscard]] BoardView* view() const { return m_view; }

    /// \name Commands
    ///@{
    void add();
    void open();
    void assignToMe();
    void setDue();
    void strike();
    void toggleMine();
    void moveOn();
    void moveBack();
    ///@}

Q_SIGNALS:
    void inspectWanted(const bulkhead::Id& entity);
    void announced(const QString& text);
    void overdueChanged();

private:
    struct Loaded
    {
        std::vector<Kept<Task>> tasks;
        std::map<Id, QString> members;
        Phase phase = Phase::Declare;
        QStringList surfaces;
    };
    void setupLayout();
    [[nodiscard]] QString explanation() const;
    void reload();
    void show();
    void setState(const Id& id, TaskState state);
    void askForResult(const Kept<Task>& task, TaskState state);
    void sayBlocked(const Kept<Task>& task);
    void change(const Id& id, const QString& intent, const std::function<void(Task&)>& how, const QString& said = {});
    void openDialog(const std::optional<Kept<Task>>& before);
    [[nodiscard]] std::optional<Kept<Task>> task(const Id& id) const;
    [[nodiscard]] std::optional<Kept<Task>> current() const;

    RoomContext m_context;
    Id m_incident;
    Id m_toReveal;
    Loaded m_loaded;
    Latest m_read;
    Banner* m_banner;
    SectionHeader* m_header = nullptr;
    QCheckBox* m_mine;
    QLabel* m_counts;
    QStackedWidget* m_stack;
    BoardView* m_view;
    QTimer* m_minute;
};

} // namespace bulkhead
