#pragma once

#include "models/incident/casework.h"
#include "ui/common/formdialog.h"

#include <map>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;

namespace bulkhead {

class MomentEdit;

/// Adds a task, or opens one to read and change it.
class TaskDialog : public FormDialog
{
    Q_OBJECT

public:
    TaskDialog(const std::optional<Kept<Task>>& before, const std::vector<Kept<Task>>& others,
               const std::map<Id, QString>& members, Phase phase, QWidget* parent);

    [[nodiscard]] Task task() const;

private:
    void makePeople(const std::map<Id, QString>& members);
    void makeDependencies(const std::vector<Kept<Task>>& others);
    void fill(const Task& before);

    Task m_before;
    QLineEdit* m_title;
    QPlainTextEdit* m_detail;
    QComboBox* m_lane;
    QComboBox* m_assignee;
    QComboBox* m_phase;
    MomentEdit* m_due;
    QListWidget* m_depends;
    QPlainTextEdit* m_result;
};

} // namespace bulkhead
