#include "ui/settings/memberdialog.h"

#include "ui/common/maskedfield.h"
#include "ui/common/passphrase.h"
#include "ui/common/theme.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLineEdit>

namespace bulkhead {

MemberDialog::MemberDialog(QWidget* parent)
    : FormDialog(tr("Add a member"), tr("Add"), parent)
    , m_name(new QLineEdit(this))
    , m_email(new QLineEdit(this))
{
    setObjectName(QStringLiteral("memberDialog"));
    setIntroduction(tr("They open the vault with a passphrase of their own. Hand them the first one in person; they "
                       "change it here."));
    addFields({});
    m_passphrase = new NewPassphrase(this);
    addRow(tr("First &passphrase"), m_passphrase);
    setValidator([this] {
        if (m_name->text().trimmed().isEmpty()) {
            return tr("Give the member a name.");
        }
        return roles().isEmpty() ? tr("Choose at least one role: without one a member can only read.")
                                 : m_passphrase->problem();
    });
    m_name->setFocus();
}

MemberDialog::MemberDialog(const Member& member, QWidget* parent)
    : FormDialog(tr("Roles of %1").arg(member.name), tr("Save"), parent)
    , m_name(new QLineEdit(this))
    , m_email(new QLineEdit(this))
{
    setObjectName(QStringLiteral("rolesDialog"));
    addFields(member);
    m_name->setReadOnly(true);
    setValidator([this] { return roles().isEmpty() ? tr("Choose at least one role.") : QString(); });
}

void MemberDialog::addFields(const Member& member)
{
    m_name->setObjectName(QStringLiteral("name"));
    m_email->setObjectName(QStringLiteral("email"));
    m_name->setText(member.name);
    m_email->setText(member.email);
    m_name->setMaxLength(120);
    m_email->setMaxLength(254);
    addRow(tr("&Name"), m_name);
    addRow(tr("&E-mail"), m_email);
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(space::xs);
    for (const Role role : allRoles) {
        auto* check = new QCheckBox(roleName(role), box);
        check->setObjectName(QLatin1StringView(roleId(role)));
        check->setChecked(member.roles.has(role));
        const int n = static_cast<int>(m_roles.size());
        grid->addWidget(check, n / 2, n % 2);
        m_roles.emplace_back(role, check);
    }
    addRow(tr("Roles"), box,
           tr("Executives read and sign approvals. Administrators keep members and slots; content needs a role of its "
              "own."));
}

QString MemberDialog::name() const
{
    return m_name->text().trimmed();
}

QString MemberDialog::email() const
{
    return m_email->text().trimmed();
}

Roles MemberDialog::roles() const
{
    Roles roles;
    for (const auto& [role, check] : m_roles) {
        if (check->isChecked()) {
            roles = roles | role;
        }
    }
    return roles;
}

Credential MemberDialog::takeCredential()
{
    return m_passphrase->take();
}

PassphraseDialog::PassphraseDialog(const QString& title, const QString& introduction, bool asksForCurrent,
                                   QWidget* parent)
    : FormDialog(title, tr("Change"), parent)
    , m_fresh(new NewPassphrase(this))
{
    setObjectName(QStringLiteral("passphraseDialog"));
    setIntroduction(introduction);
    if (asksForCurrent) {
        m_current = new PassphraseEdit(tr("Passphrase of now"), this);
        m_current->setObjectName(QStringLiteral("current"));
        addRow(tr("Passphrase of &now"), m_current);
    }
    addRow(tr("New &passphrase"), m_fresh);
    setValidator([this] {
        return m_current && m_current->isEmpty() ? tr("Type the passphrase of now first.") : m_fresh->problem();
    });
    (m_current ? static_cast<QWidget*>(m_current) : m_fresh)->setFocus();
}

Credential PassphraseDialog::takeCurrent()
{
    Credential credential;
    if (m_current) {
        credential.passphrase = m_current->take();
    }
    return credential;
}

Credential PassphraseDialog::takeFresh()
{
    return m_fresh->take();
}

} // namespace bulkhead
