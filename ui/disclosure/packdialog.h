#pragma once

#include "models/vault/slot.h"
#include "ui/common/formdialog.h"

namespace bulkhead {

class NewPassphrase;
class PathEdit;

/// Where a check pack is to lie, and the passphrase that seals it.
class PackDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `approval` names the version that was approved.
    PackDialog(const QString& tenant, const QString& approval, const QString& file, QWidget* parent);
    [[nodiscard]] QString file() const;
    [[nodiscard]] Credential takeCredential();

private:
    PathEdit* m_file;
    NewPassphrase* m_passphrase;
};

} // namespace bulkhead
