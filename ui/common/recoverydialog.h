#pragma once

#include "ui/common/formdialog.h"

namespace bulkhead {

/// Shows a recovery code once and asks for its last group, so that it was really written down.
class RecoveryDialog : public FormDialog
{
    Q_OBJECT

public:
    RecoveryDialog(const QString& vaultName, const QString& code, QWidget* parent = nullptr);

Q_SIGNALS:
    void confirmed();
};

/// Puts a secret on the clipboard marked as such, and takes it away again after half a minute.
void copySecret(const QString& secret);
/// Takes it away at once where it is there still: before a vault is locked.
void forgetCopiedSecret();

} // namespace bulkhead
