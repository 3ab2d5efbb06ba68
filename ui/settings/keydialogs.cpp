#include "ui/settings/keydialogs.h"

#include "models/vault/keyfile.h"
#include "ui/common/maskedfield.h"
#include "ui/common/passphrase.h"
#include "ui/common/pathedit.h"

#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>

namespace bulkhead {

KeyFileDialog::KeyFileDialog(QWidget* parent)
    : FormDialog(tr("Add a passphrase with a key file"), tr("Add"), parent)
    , m_file(new PathEdit(PathEdit::Kind::ExistingFile, tr("Key file"), tr("Choose the key file"), this))
    , m_passphrase(new NewPassphrase(this))
{
    setObjectName(QStringLiteral("keyFileDialog"));
    setIntroduction(
        tr("Both are needed: what you know and a file that you have, on a stick for instance. Any file will "
           "do whose content stays as it is. Without it this slot opens nothing."));
    m_file->line()->setObjectName(QStringLiteral("keyFile"));
    addRow(tr("&Key file"), m_file);
    auto* make = new QPushButton(tr("&Make a new key file…"), this);
    make->setObjectName(QStringLiteral("makeKeyFile"));
    make->setAutoDefault(false);
    connect(make, &QPushButton::clicked, this, &KeyFileDialog::makeFile);
    addWidget(make);
    addRow(tr("New &passphrase"), m_passphrase);
    setValidator(
        [this] { return m_file->path().isEmpty() ? tr("Choose a key file first.") : m_passphrase->problem(); });
    m_file->setFocus();
}

void KeyFileDialog::makeFile()
{
    auto* dialog = new QFileDialog(this, tr("Where the new key file is to lie"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("key"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        if (const auto made = makeKeyFile(file); !made) {
            showError(made.error());
            return;
        }
        m_file->setPath(file);
    });
    dialog->open();
}

Expected<Credential> KeyFileDialog::takeCredential()
{
    TRY(SecretBytes content, readKeyFile(m_file->path()));
    Credential credential = m_passphrase->take();
    credential.keyFile = std::move(content);
    return credential;
}

RekeyDialog::RekeyDialog(const QString& user, const QStringList& others, bool hasKeyFiles, QWidget* parent)
    : FormDialog(tr("New master key"), tr("Lock and change"), parent)
    , m_user(user)
    , m_passphrase(new PassphraseEdit(tr("Your passphrase"), this))
    , m_without(new QComboBox(this))
{
    setObjectName(QStringLiteral("rekeyDialog"));
    setIntroduction(
        tr("For when somebody leaves, or a copy of the vault and what opens it got out. The vault is locked, copied "
           "under the new key, verified and exchanged in one step; everybody's key slots go on opening it. It takes "
           "nothing back: earlier copies and backups open as before. Where a passphrase got out, give its owner new "
           "keys first."));
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    addRow(tr("Your &passphrase"), m_passphrase);
    if (hasKeyFiles) {
        m_keyFile = new PathEdit(PathEdit::Kind::ExistingFile, tr("Key file"), tr("Choose the key file"), this);
        m_keyFile->line()->setObjectName(QStringLiteral("keyFile"));
        m_keyFile->line()->setPlaceholderText(tr("only where your slot needs one"));
        addRow(tr("&Key file"), m_keyFile);
    }
    m_without->setObjectName(QStringLiteral("without"));
    m_without->addItem(tr("nobody"), QString());
    for (const QString& name : others) {
        m_without->addItem(name, name);
    }
    addRow(tr("&Who leaves"), m_without, tr("Their key slots go. Take their roles away too, and stop their devices."));
    setValidator([this] { return m_passphrase->isEmpty() ? tr("Type your passphrase first.") : QString(); });
    m_passphrase->setFocus();
}

Expected<std::shared_ptr<RekeyRequest>> RekeyDialog::takeRequest()
{
    auto request = std::make_shared<RekeyRequest>();
    if (m_keyFile && !m_keyFile->path().isEmpty()) {
        TRY(request->credential.keyFile, readKeyFile(m_keyFile->path()));
    }
    request->credential.passphrase = m_passphrase->take();
    request->credential.user = m_user;
    if (const QString name = m_without->currentData().toString(); !name.isEmpty()) {
        request->without = {name};
    }
    return request;
}

} // namespace bulkhead
