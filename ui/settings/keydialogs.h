#pragma once

#include "models/incident/safekeeping.h"
#include "ui/common/formdialog.h"

class QComboBox;

namespace bulkhead {

class NewPassphrase;
class PassphraseEdit;
class PathEdit;

/// A passphrase with a file that has to be there as well.
class KeyFileDialog : public FormDialog
{
    Q_OBJECT

public:
    explicit KeyFileDialog(QWidget* parent);

    /// Empties the lines.
    [[nodiscard]] Expected<Credential> takeCredential();

private:
    void makeFile();

    PathEdit* m_file;
    NewPassphrase* m_passphrase;
};

/// Who gives the vault a new master key, and who is not to open it any more.
class RekeyDialog : public FormDialog
{
    Q_OBJECT

public:
    /// \param others names of the other users who have slots.
    RekeyDialog(const QString& user, const QStringList& others, bool hasKeyFiles, QWidget* parent);

    /// Empties the lines.
    [[nodiscard]] Expected<std::shared_ptr<RekeyRequest>> takeRequest();

private:
    QString m_user;
    PassphraseEdit* m_passphrase;
    PathEdit* m_keyFile = nullptr;
    QComboBox* m_without;
};

} // namespace bulkhead
