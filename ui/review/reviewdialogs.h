#pragma once

#include "models/review/items.h"
#include "ui/common/formdialog.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace bulkhead {

class MomentEdit;

/// A finding: its kind, one sentence, and what more there is to say.
class FindingDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `isNew`: `before` only carries what is proposed.
    FindingDialog(const ReviewItem& before, bool isNew, QWidget* parent);

    [[nodiscard]] ReviewItem item() const;

private:
    ReviewItem m_before;
    QComboBox* m_kind;
    QLineEdit* m_text;
    QPlainTextEdit* m_detail;
};

/// An action: what is to be done, who sees to it, and by when.
class ActionDialog : public FormDialog
{
    Q_OBJECT

public:
    ActionDialog(const ReviewItem& before, bool isNew, const std::map<Id, QString>& members, QWidget* parent);

    [[nodiscard]] ReviewItem item() const;

private:
    ReviewItem m_before;
    QLineEdit* m_text; // in the order of the rows, which is Tab's
    QComboBox* m_owner;
    MomentEdit* m_due;
    QPlainTextEdit* m_detail;
};

/// How an action ended: what came of it, or why it is dropped.
class EndActionDialog : public FormDialog
{
    Q_OBJECT

public:
    EndActionDialog(const ReviewItem& action, review::Ending ending, qint64 now, QWidget* parent);

    [[nodiscard]] QString outcome() const;
    [[nodiscard]] std::optional<qint64> at() const; ///< nothing: now, as proposed

private:
    QPlainTextEdit* m_outcome;
    MomentEdit* m_at;
    std::optional<qint64> m_now; ///< as proposed
};

} // namespace bulkhead
