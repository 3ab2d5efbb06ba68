#pragma once

#include "models/incident/casework.h"
#include "ui/common/formdialog.h"

class QButtonGroup;
class QCheckBox;
class QLineEdit;

namespace bulkhead {

class MomentEdit;

/// Declares an incident: what happened, where, how bad, since when, and the one question that starts the first clock.
class DeclareDialog : public FormDialog
{
    Q_OBJECT

public:
    explicit DeclareDialog(qint64 now, QWidget* parent = nullptr);

    [[nodiscard]] Declaration declaration() const;

private:
    void setupWhat();
    void setupWhen(qint64 now);
    void setupQuestion();
    [[nodiscard]] QString problem() const;

    QLineEdit* m_title = nullptr;
    std::vector<QCheckBox*> m_surfaces;
    QButtonGroup* m_severity = nullptr;
    MomentEdit* m_detected = nullptr;
    MomentEdit* m_occurred = nullptr;
    MomentEdit* m_reported = nullptr;
    QButtonGroup* m_notice = nullptr;
    QCheckBox* m_exercise = nullptr;
};

} // namespace bulkhead
