#pragma once

#include "models/crm/sync/mapping.h"
#include "models/incident/casework.h"
#include "ui/common/formdialog.h"

#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;

namespace bulkhead {

/// A CRM that an approved text could go to.
struct AttachTarget
{
    Kept<CrmConnector> connector;
    QString whyNot = {};  ///< empty: it may
    bool isThere = false; ///< this version was attached before
};
struct AttachOffer
{
    std::shared_ptr<const crm::Mappings> mappings;
    Id version;    ///< that was approved
    QString title; ///< of that version
    bool hasRedactions = false;
    std::vector<AttachTarget> targets;
};

/// To which CRM an approved text goes, and as what file. Says of each CRM why it may not.
class AttachDialog : public FormDialog
{
    Q_OBJECT

public:
    AttachDialog(const AttachOffer& offer, QWidget* parent);
    [[nodiscard]] const AttachTarget& target() const;
    [[nodiscard]] QString format() const;
    [[nodiscard]] bool isRedacted() const;

private:
    void showTarget();

    std::vector<AttachTarget> m_targets;
    QComboBox* m_connector;
    QComboBox* m_format;
    QCheckBox* m_redacted;
    QLabel* m_state;
};

} // namespace bulkhead
