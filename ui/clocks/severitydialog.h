#pragma once

#include "models/deadline/severity.h"
#include "ui/common/formdialog.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QSpinBox;

namespace bulkhead {

/// How bad is it for people: the inputs as known and the worst that is plausible side by side, the scores while one
/// chooses, and the words that a score needs.
class SeverityDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `before` is what it begins with; `operational` the severity of the incident itself.
    SeverityDialog(const deadline::SeverityWish& before, Severity operational, QWidget* parent);

    [[nodiscard]] deadline::SeverityWish wish() const;

private:
    struct Column
    {
        QComboBox* category = nullptr;
        QSpinBox* adjustment = nullptr;
        QComboBox* identification = nullptr;
        QComboBox* confidentiality = nullptr;
        QComboBox* integrity = nullptr;
        QComboBox* availability = nullptr;
        QCheckBox* malicious = nullptr;
        QCheckBox* over100 = nullptr;
        QCheckBox* unintelligible = nullptr;
        QLabel* score = nullptr;
    };
    [[nodiscard]] Column makeColumn(const QString& name, const deadline::SeverityInput& before);
    [[nodiscard]] static deadline::SeverityInput inputOf(const Column& column);
    void addPair(const QString& label, QWidget* known, QWidget* worst, const QString& hint = {});
    void refresh();

    Severity m_operational;
    std::vector<Id> m_evidence;
    Column m_known;
    Column m_worst;
    QCheckBox* m_synthetic;
    QPlainTextEdit* m_basis;
    QPlainTextEdit* m_bridge33;
    QPlainTextEdit* m_bridge34;
    QPlainTextEdit* m_note;
    QPlainTextEdit* m_difference;
    QComboBox* m_secondSeverity;
    QComboBox* m_secondLikelihood;
};

} // namespace bulkhead
