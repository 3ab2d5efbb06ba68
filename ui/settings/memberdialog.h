#pragma once

#include "models/journal/journal.h"
#include "ui/common/formdialog.h"

class QCheckBox;
class QLineEdit;

namespace bulkhead {

class NewPassphrase;

/// A new member, or the roles of one.
class MemberDialog : public FormDialog
{
    Q_OBJECT

public:
    /// For somebody new.
    explicit MemberDialog(QWidget* parent);
    /// For the e-mail and roles of one who is there.
    MemberDialog(const Member& member, QWidget* parent);

    [[nodiscard]] QString name() const;
    [[nodiscard]] QString email() const;
    [[nodiscard]] Roles roles() const;
    /// Of somebody new; empties the lines.
    [[nodiscard]] Credential takeCredential();

private:
    void addFields(const Member& member);

    QLineEdit* m_name;
    QLineEdit* m_email;
    NewPassphrase* m_passphrase = nullptr;
    std::vector<std::pair<Role, QCheckBox*>> m_roles;
};

/// A fresh passphrase, and where `asksForCurrent` the one that it replaces.
class PassphraseDialog : public FormDialog
{
    Q_OBJECT

public:
    PassphraseDialog(const QString& title, const QString& introduction, bool asksForCurrent, QWidget* parent);

    [[nodiscard]] Credential takeCurrent();
    [[nodiscard]] Credential takeFresh();

private:
    class PassphraseEdit* m_current = nullptr;
    NewPassphrase* m_fresh;
};

} // namespace bulkhead
