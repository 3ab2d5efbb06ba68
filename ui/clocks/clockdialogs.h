#pragma once

#include "ui/clocks/clockpicture.h"
#include "ui/common/formdialog.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;
class QTextBrowser;
class QTimer;

namespace bulkhead {

class EvidenceList;
class MomentEdit;

/// Asks under which rule, from which events and where; shows the computation while one types.
class ClockDialog : public FormDialog
{
    Q_OBJECT

public:
    enum class Purpose { Start, Reclassify };
    /// `regime`, `zone` and `country` are what it begins with.
    ClockDialog(Purpose purpose, const ClockPicture& picture, const deadline::ClockWish& before, QWidget* parent);

    [[nodiscard]] deadline::ClockWish wish() const;
    [[nodiscard]] QString reason() const;

private:
    void setupRule(const QString& regime);
    void setupPlace(const deadline::ClockWish& before);
    void setupRest();
    void followRule();
    void addOfRule(const QString& label, QWidget* field);
    void refresh();
    [[nodiscard]] Expected<deadline::ClockPreview> preview() const;
    [[nodiscard]] const deadline::Regime* regime() const;
    [[nodiscard]] QString problem() const;

    Purpose m_purpose;
    ClockPicture m_picture;
    deadline::Events m_before; ///< of the clock that is computed anew
    QComboBox* m_rule;
    std::vector<QWidget*> m_ofRule; ///< rows that the rule asks for
    std::vector<std::pair<QString, MomentEdit*>> m_events;
    QSpinBox* m_hours = nullptr; ///< of a clause
    QComboBox* m_clauseStart = nullptr;
    QComboBox* m_zone;
    QComboBox* m_country;
    QLineEdit* m_name;
    QComboBox* m_party;
    QComboBox* m_owner;
    QComboBox* m_evidence;
    QPlainTextEdit* m_why;
    QTextBrowser* m_result;
    QTimer* m_timer;
    bool m_hasChosenCountry = false;
};

/// When was it sent, and why late.
class SubmitDialog : public FormDialog
{
    Q_OBJECT

public:
    SubmitDialog(const Kept<IncidentClock>& clock, qint64 now, const QString& late, const QStringList& following,
                 QWidget* parent);

    [[nodiscard]] qint64 at() const;
    [[nodiscard]] QString reasons() const;

private:
    qint64 m_due;
    MomentEdit* m_at;
    QPlainTextEdit* m_reasons;
};

/// Why a clock runs no longer.
class EndClockDialog : public FormDialog
{
    Q_OBJECT

public:
    EndClockDialog(const QString& clock, const QString& proposedReason, QWidget* parent);

    [[nodiscard]] ClockState state() const;
    [[nodiscard]] QString reason() const;

private:
    QComboBox* m_state;
    QPlainTextEdit* m_reason;
};

/// The answer to a question of the rules, with why and evidence.
class FactDialog : public FormDialog
{
    Q_OBJECT

public:
    FactDialog(const FactRow& fact, const std::vector<Kept<Evidence>>& evidence, QWidget* parent);

    [[nodiscard]] QString value() const;
    [[nodiscard]] QString why() const;
    [[nodiscard]] std::vector<Id> evidence() const;

private:
    QComboBox* m_value;
    QPlainTextEdit* m_why;
    EvidenceList* m_evidence;
};

} // namespace bulkhead
