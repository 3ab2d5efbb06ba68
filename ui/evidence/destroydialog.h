#pragma once

#include "models/incident/custodian.h"
#include "ui/common/formdialog.h"

class QLineEdit;

namespace bulkhead {

class PassphraseEdit;

/// What the dialog says about a piece of evidence that is to be destroyed.
struct DestroyWish
{
    Kept<Evidence> evidence;
    std::optional<Kept<Destruction>> open; ///< that somebody has asked for
    QString askedBy;
    bool isOwn = false; ///< the signed-in person has asked
};
[[nodiscard]] Expected<DestroyWish> readDestroyWish(Casework& casework, const Id& evidence);

/// Asks for the reason (the first person) or the approval (the second), and for the passphrase either way.
class DestroyDialog : public FormDialog
{
    Q_OBJECT

public:
    explicit DestroyDialog(const DestroyWish& wish, QWidget* parent = nullptr);

    [[nodiscard]] QString reason() const;
    /// Empties the line.
    [[nodiscard]] Credential takeCredential();

private:
    QLineEdit* m_reason;
    PassphraseEdit* m_passphrase;
};

} // namespace bulkhead
