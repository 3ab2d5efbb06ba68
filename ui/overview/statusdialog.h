#pragma once

#include "models/incident/entries.h"
#include "ui/common/formdialog.h"

class QPlainTextEdit;

namespace bulkhead {

/// A conditions-actions-needs report: what holds, what is being done, what is needed.
class StatusDialog : public FormDialog
{
    Q_OBJECT

public:
    /// Starts from the last report, where there is one.
    explicit StatusDialog(const std::optional<StatusReport>& last, QWidget* parent = nullptr);
    [[nodiscard]] StatusReport report() const;

private:
    [[nodiscard]] QPlainTextEdit* addText(const QString& label, const QString& text, const QString& hint);

    QPlainTextEdit* m_conditions;
    QPlainTextEdit* m_actions;
    QPlainTextEdit* m_needs;
};

} // namespace bulkhead
