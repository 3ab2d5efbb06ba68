#pragma once

#include "ui/breach/breachmodels.h"
#include "ui/common/formdialog.h"

class QComboBox;
class QPlainTextEdit;

namespace bulkhead {

class EvidenceList;
class PassphraseEdit;

/// The answer to one question: what, why, on which evidence, and whose it is.
class AnswerDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `proposed` is the answer that it begins with; empty: the recorded or suggested one.
    AnswerDialog(const QuestionRow& row, const BreachPicture& picture, const QString& proposed, QWidget* parent);

    [[nodiscard]] breach::AnswerWish wish() const;

private:
    QString m_question;
    QComboBox* m_value = nullptr;     ///< of a question with values
    QPlainTextEdit* m_text = nullptr; ///< of one without
    QPlainTextEdit* m_why;
    EvidenceList* m_evidence;
    QComboBox* m_owner;
};

/// What the answers come to, the signer's reasoning, and proof of who signs.
class SignDialog : public FormDialog
{
    Q_OBJECT

public:
    SignDialog(const BreachPicture& picture, QWidget* parent);

    [[nodiscard]] QString reasoning() const;
    [[nodiscard]] Credential takeCredential();

private:
    QPlainTextEdit* m_reasoning;
    PassphraseEdit* m_passphrase;
};

} // namespace bulkhead
