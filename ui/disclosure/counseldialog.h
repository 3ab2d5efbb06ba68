#pragma once

#include "models/incident/counselaccess.h"
#include "ui/common/formdialog.h"

class QComboBox;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace bulkhead {

class MomentEdit;

/// Who reads an incident's counsel compartment, and who could be let in.
struct CounselReaders
{
    struct Person
    {
        Id id;
        QString name;
        QString note; ///< until when, and why
    };
    QStringList byRole; ///< names of those with the role Legal
    std::vector<Person> letIn;
    std::vector<Person> others;
};
/// Errors: those of `counselAccess`.
[[nodiscard]] Expected<CounselReaders> counselReaders(const Casework& casework, const Id& incident);

/// Lets somebody in, or takes somebody out again.
class CounselDialog : public FormDialog
{
    Q_OBJECT

public:
    CounselDialog(const CounselReaders& who, QWidget* parent);
    [[nodiscard]] Id member() const;
    [[nodiscard]] QString reason() const;
    [[nodiscard]] std::optional<qint64> until() const;

Q_SIGNALS:
    void takeOutWanted(const bulkhead::Id& member, const QString& name);

private:
    QListWidget* m_letIn;
    QPushButton* m_takeOut;
    QComboBox* m_member;
    QPlainTextEdit* m_reason;
    MomentEdit* m_until;
};

} // namespace bulkhead
