#pragma once

#include "models/incident/session.h"
#include "ui/vault/entrancepage.h"

class QCheckBox;
class QLineEdit;

namespace bulkhead {

class NewPassphrase;

/// Makes a vault: with two fields for somebody in a hurry, or with everything for a team.
class CreatePage : public EntrancePage
{
    Q_OBJECT

public:
    enum class Kind { Hurry, Team };
    explicit CreatePage(Kind kind, QWidget* parent = nullptr);

    [[nodiscard]] Kind kind() const { return m_kind; }

Q_SIGNALS:
    /// The form is right; the passphrase fields are empty now.
    void submitted(const std::shared_ptr<bulkhead::SessionRequest>& request);

private:
    void setupForm();
    void submit();
    void chooseFolder();
    void suggestFolder();
    [[nodiscard]] QString problem() const;

    Kind m_kind;
    bool m_isFolderOwn = false; ///< the person has chosen it
    QLineEdit* m_user;
    QLineEdit* m_name;
    QLineEdit* m_email;
    QLineEdit* m_folder;
    std::vector<std::pair<Role, QCheckBox*>> m_roles;
    NewPassphrase* m_passphrase;
};

} // namespace bulkhead
