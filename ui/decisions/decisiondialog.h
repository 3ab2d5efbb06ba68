#pragma once

#include "models/incident/entries.h"
#include "models/journal/change.h"
#include "models/vault/slot.h"
#include "ui/common/formdialog.h"

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;

namespace bulkhead {

class MomentEdit;
class PassphraseEdit;

/// What was decided and why, and the passphrase with which it is signed.
class DecisionDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `replaced` is the title of the decision that this one replaces; empty: none.
    DecisionDialog(qint64 now, const QString& replaced, bool mayUseCounsel, QWidget* parent);

    [[nodiscard]] Decision decision() const;
    [[nodiscard]] Compartment compartment() const;
    /// Empties the line.
    [[nodiscard]] Credential takeCredential();

private:
    QLineEdit* m_title;
    QPlainTextEdit* m_rationale;
    QPlainTextEdit* m_alternatives;
    MomentEdit* m_decided;
    QCheckBox* m_counsel;
    PassphraseEdit* m_passphrase;
};

} // namespace bulkhead
