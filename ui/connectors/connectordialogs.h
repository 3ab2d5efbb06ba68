#pragma once

#include "models/crm/sync/connecting.h"
#include "models/crm/sync/syncing.h"
#include "ui/common/formdialog.h"

class QComboBox;
class QPlainTextEdit;
class QTextBrowser;

namespace bulkhead {

class Session;

/// Asks why something is done; the words stay in the journal.
class ReasonDialog : public FormDialog
{
    Q_OBJECT

public:
    ReasonDialog(const QString& title, const QString& verb, const QString& introduction, QWidget* parent);
    [[nodiscard]] QString reason() const;
    void setDestructive();

private:
    QPlainTextEdit* m_reason;
};

/// Lets an incident go to a CRM: first its code name and what is marked shareable, at another time the rest.
class ReleaseDialog : public ReasonDialog
{
    Q_OBJECT

public:
    ReleaseDialog(const QString& incident, const QString& connector, const crm::Mapping& mapping, CrmScope scope,
                  QWidget* parent);
};

/// How often a connector synchronises without being asked.
class SelfSyncDialog : public FormDialog
{
    Q_OBJECT

public:
    SelfSyncDialog(const QString& connector, int minutes, QWidget* parent);
    [[nodiscard]] int minutes() const;

private:
    QComboBox* m_often;
};

/// What would leave of one entity.
struct LeavingRow
{
    crm::Leaving leaving;
    QString incident; ///< "INC-0007"
};

/// What would leave now, field by field, in the CRM's words.
class PreviewDialog : public FormDialog
{
    Q_OBJECT

public:
    PreviewDialog(const QString& connector, const std::vector<LeavingRow>& rows, bool isPaused, QWidget* parent);
};

/// As text, one a line: "Case.Leak_Key__c: Text(64), unique".
[[nodiscard]] QString textOf(const std::vector<crm::Inspection::Lack>& missing);

/// The fields that somebody has to make in the CRM.
class MissingDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `withPackage`: a package can make them.
    MissingDialog(const QString& connector, const std::vector<crm::Inspection::Lack>& missing, bool withPackage,
                  QWidget* parent);

Q_SIGNALS:
    void packageWanted();
};

/// Asks for a folder, writes the package for Salesforce below it and says in the dialog how it went.
void savePackage(FormDialog* dialog, Session& session, const crm::Mapping& mapping);

} // namespace bulkhead
