#pragma once

#include "models/incident/session.h"
#include "ui/vault/entrancepage.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QPushButton;

namespace bulkhead {

class PassphraseEdit;
class PathEdit;

/// Opens a vault that exists: which one, who, and what they know.
class UnlockPage : public EntrancePage
{
    Q_OBJECT

public:
    explicit UnlockPage(QWidget* parent = nullptr);

    /// The first is chosen.
    void setFolders(const QStringList& folders);
    void chooseFolder();
    void showError(const Error& error);
    [[nodiscard]] QString folder() const;

Q_SIGNALS:
    /// The secret fields are empty now.
    void submitted(const std::shared_ptr<bulkhead::SessionRequest>& request);

private:
    void setupForm();
    void loadStatus();
    void showFields();
    void submit();
    void submitKeyring();
    [[nodiscard]] QString problem() const;

    QComboBox* m_folder;
    QComboBox* m_user;
    PassphraseEdit* m_passphrase;
    PathEdit* m_keyFile;
    PassphraseEdit* m_code;
    QCheckBox* m_usesCode;
    QFormLayout* m_form;
    QPushButton* m_keyring = nullptr;
    bool m_hasKeyFiles = false;
    bool m_hasKeyring = false;
};

} // namespace bulkhead
