#pragma once

#include "models/incident/safekeeping.h"
#include "ui/vault/entrancepage.h"

class QCheckBox;
class QFormLayout;

namespace bulkhead {

class PassphraseEdit;
class PathEdit;

/// A backup becomes a vault again: which file, where to, and what opens it.
class RestorePage : public EntrancePage
{
    Q_OBJECT

public:
    explicit RestorePage(QWidget* parent = nullptr);

    struct Wish
    {
        QString file;
        QString folder;
        Credential credential;
    };

Q_SIGNALS:
    /// The secret fields are empty now.
    void submitted(const std::shared_ptr<bulkhead::RestorePage::Wish>& wish);

private:
    void setupForm();
    void showFields();
    void suggestFolder();
    void submit();
    [[nodiscard]] QString problem() const;

    PathEdit* m_file;
    PathEdit* m_folder;
    PassphraseEdit* m_passphrase;
    PathEdit* m_keyFile;
    PassphraseEdit* m_code;
    QCheckBox* m_usesCode;
    QFormLayout* m_form;
    QString m_suggested;
};

} // namespace bulkhead
