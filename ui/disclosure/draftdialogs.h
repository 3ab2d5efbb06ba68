#pragma once

#include "ui/common/formdialog.h"
#include "ui/disclosure/draftmodels.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QListView;
class QPlainTextEdit;
class QSpinBox;
class QStandardItemModel;

namespace bulkhead {

class EvidenceList;
class MomentEdit;
class PassphraseEdit;

/// The formats in which a text leaves.
[[nodiscard]] QComboBox* formatBox(QWidget* parent);

/// Which template, in which language, for whom.
class NewDraftDialog : public FormDialog
{
    Q_OBJECT

public:
    NewDraftDialog(const DraftsPicture& picture, QWidget* parent);
    [[nodiscard]] disclosure::DraftWish wish() const;
    [[nodiscard]] bool isForEachCustomer() const;

private:
    [[nodiscard]] const disclosure::Template* chosen() const;
    void refresh();

    std::shared_ptr<const DraftBooks> m_books;
    QComboBox* m_template;
    QComboBox* m_language;
    QComboBox* m_stage;
    QComboBox* m_customer;
    QLineEdit* m_recipient;
    QLineEdit* m_channel;
    QCheckBox* m_privileged;
    QString m_about;
};

/// What stands around the text: title, recipient, channel, zone, next update, redactions.
class DetailsDialog : public FormDialog
{
    Q_OBJECT

public:
    DetailsDialog(const Disclosure& before, QWidget* parent);
    [[nodiscard]] Disclosure details() const;

private:
    Disclosure m_before;
    QLineEdit* m_title;
    QLineEdit* m_recipient;
    QLineEdit* m_channel;
    QLineEdit* m_zone;
    MomentEdit* m_next;
    QPlainTextEdit* m_redactions;
};

/// Which evidence carries a sentence.
class BindDialog : public FormDialog
{
    Q_OBJECT

public:
    BindDialog(const QString& sentence, const QString& needs, const std::vector<Kept<Evidence>>& evidence,
               QWidget* parent);
    [[nodiscard]] std::vector<Id> evidence() const;
    [[nodiscard]] QString why() const;

private:
    EvidenceList* m_evidence;
    QPlainTextEdit* m_why;
};

/// A comment on words, or other words for them.
class RemarkDialog : public FormDialog
{
    Q_OBJECT

public:
    RemarkDialog(const QString& quote, bool isSuggestion, QWidget* parent);
    [[nodiscard]] QString text() const; ///< the comment, or the words that should stand there
    [[nodiscard]] QString why() const;

private:
    QPlainTextEdit* m_text;
    QPlainTextEdit* m_why = nullptr;
};

/// Why a notice to one customer may name another.
class LetNameDialog : public FormDialog
{
    Q_OBJECT

public:
    LetNameDialog(const QString& sentence, QWidget* parent);
    [[nodiscard]] QString why() const;

private:
    QPlainTextEdit* m_why;
};

/// The version that waits, what a signature binds, and proof of who signs. With `isBreakGlass` a reason too.
class ApproveDialog : public FormDialog
{
    Q_OBJECT

public:
    ApproveDialog(const disclosure::Picture& picture, bool isBreakGlass, QWidget* parent);
    [[nodiscard]] QString reason() const;
    [[nodiscard]] Credential takeCredential();

private:
    QPlainTextEdit* m_reason = nullptr;
    PassphraseEdit* m_passphrase;
};

/// When, under which reference, with which receipt.
class SentDialog : public FormDialog
{
    Q_OBJECT

public:
    SentDialog(const disclosure::Picture& picture, const std::vector<Kept<Evidence>>& evidence, qint64 now,
               QWidget* parent);
    [[nodiscard]] disclosure::SendWish wish() const;

private:
    MomentEdit* m_at;
    QLineEdit* m_reference;
    QComboBox* m_receipt;
    QPlainTextEdit* m_reasons;
    QPlainTextEdit* m_despite = nullptr;
};

/// A role of one's own, to another member, for some hours.
class LendDialog : public FormDialog
{
    Q_OBJECT

public:
    LendDialog(Roles own, const std::map<Id, QString>& members, QWidget* parent);
    [[nodiscard]] Role role() const;
    [[nodiscard]] Id borrower() const;
    [[nodiscard]] qint64 hours() const;
    [[nodiscard]] QString reason() const;

private:
    QComboBox* m_role;
    QComboBox* m_member;
    QSpinBox* m_hours;
    QPlainTextEdit* m_reason;
};

/// What drafts say of the organisation.
class OrganisationDialog : public FormDialog
{
    Q_OBJECT

public:
    OrganisationDialog(const std::map<QString, QString>& known, QWidget* parent);
    /// Those that were changed.
    [[nodiscard]] std::map<QString, QString> changed() const;

private:
    std::map<QString, QString> m_known;
    std::map<QString, QLineEdit*> m_lines;
};

/// Which version leaves in which format.
class ExportDialog : public FormDialog
{
    Q_OBJECT

public:
    ExportDialog(const disclosure::Picture& picture, QWidget* parent);
    [[nodiscard]] QString format() const;
    [[nodiscard]] std::optional<qint64> version() const;
    [[nodiscard]] bool isRedacted() const;

private:
    QComboBox* m_format;
    QComboBox* m_version;
    QCheckBox* m_redacted;
};

/// Two versions, word by word.
class CompareDialog : public FormDialog
{
    Q_OBJECT

public:
    CompareDialog(const disclosure::Picture& picture, QWidget* parent);
    [[nodiscard]] QString html() const { return m_html; }

private:
    QString m_html;
};

/// The facts that a text may state, with what they say now; typing finds one by name, label or value.
class FactPicker : public FormDialog
{
    Q_OBJECT

public:
    FactPicker(const disclosure::FactSheet& facts, QWidget* parent);
    [[nodiscard]] QString fact() const;

private:
    QLineEdit* m_words;
    QListView* m_list;
    QStandardItemModel* m_model;
};

} // namespace bulkhead
