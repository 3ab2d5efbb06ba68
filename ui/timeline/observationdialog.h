#pragma once

#include "models/incident/casework.h"
#include "ui/common/formdialog.h"

class QLineEdit;
class QListWidget;
class QPlainTextEdit;

namespace bulkhead {

class MomentEdit;

/// Adds or edits an observation: when it occurred as it was written and in which zone, what was seen apart from what we
/// make of it.
class ObservationDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `before`: the observation to edit; nothing for a new one.
    ObservationDialog(const std::optional<Observation>& before, const std::vector<Kept<Evidence>>& evidence,
                      QWidget* parent);

    /// What was seen, to begin with.
    void setSeen(const QString& text);
    /// What stands in the form, over what was there before.
    [[nodiscard]] Observation observation() const;

private:
    void fill(const Observation& before);

    std::optional<Observation> m_before;
    MomentEdit* m_occurred;
    QLineEdit* m_source;
    QPlainTextEdit* m_raw;
    QPlainTextEdit* m_interpretation;
    QLineEdit* m_tags;
    QListWidget* m_evidence;
};

} // namespace bulkhead
