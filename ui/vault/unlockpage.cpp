#include "ui/vault/unlockpage.h"

#include "models/vault/keyfile.h"
#include "ui/common/banner.h"
#include "ui/common/maskedfield.h"
#include "ui/common/pathedit.h"
#include "ui/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace bulkhead {

UnlockPage::UnlockPage(QWidget* parent)
    : EntrancePage(tr("Unlock"), {}, parent)
    , m_folder(new QComboBox(this))
    , m_user(new QComboBox(this))
    , m_passphrase(new PassphraseEdit(tr("Passphrase"), this))
    , m_keyFile(new PathEdit(PathEdit::Kind::ExistingFile, tr("Key file"), tr("Choose the key file"), this))
    , m_code(new PassphraseEdit(tr("Recovery code"), this))
    , m_usesCode(new QCheckBox(tr("I have only the &recovery code"), this))
    , m_form(new QFormLayout)
{
    setObjectName(QStringLiteral("unlockPage"));
    setupForm();
    QPushButton* unlock = addButton(tr("&Unlock"), QStringLiteral("unlockButton"));
    m_keyring = addButton(tr("Unlock with the desktop's ke&yring"), QStringLiteral("keyringButton"));
    QPushButton* others = addButton(tr("&Other ways in"), QStringLiteral("backButton"));
    connect(unlock, &QPushButton::clicked, this, &UnlockPage::submit);
    connect(m_keyring, &QPushButton::clicked, this, &UnlockPage::submitKeyring);
    connect(others, &QPushButton::clicked, this, &EntrancePage::back);
    connect(m_passphrase, &PassphraseEdit::submitted, this, &UnlockPage::submit);
    connect(m_code, &PassphraseEdit::submitted, this, &UnlockPage::submit);
    connect(m_folder, &QComboBox::currentTextChanged, this, &UnlockPage::loadStatus);
    connect(m_usesCode, &QCheckBox::toggled, this, &UnlockPage::showFields);
    setFocusProxy(m_passphrase);
    showFields();
}

void UnlockPage::setupForm()
{
    m_folder->setObjectName(QStringLiteral("folder"));
    m_user->setObjectName(QStringLiteral("user"));
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    m_keyFile->line()->setObjectName(QStringLiteral("keyFile"));
    m_code->setObjectName(QStringLiteral("code"));
    m_usesCode->setObjectName(QStringLiteral("usesCode"));
    m_folder->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_folder->setAccessibleName(tr("Vault"));
    auto* choose = new QPushButton(tr("C&hoose…"), this);
    choose->setObjectName(QStringLiteral("chooseFolder"));
    choose->setAccessibleName(tr("Choose another vault"));
    connect(choose, &QPushButton::clicked, this, &UnlockPage::chooseFolder);
    auto* place = new QHBoxLayout;
    place->setSpacing(space::xs);
    place->addWidget(m_folder, 1);
    place->addWidget(choose);
    m_form->setVerticalSpacing(space::m);
    m_form->setHorizontalSpacing(space::l);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->addRow(tr("&Vault"), place);
    qobject_cast<QLabel*>(m_form->labelForField(place))->setBuddy(m_folder);
    m_form->addRow(tr("&Who"), m_user);
    m_form->addRow(tr("&Passphrase"), m_passphrase);
    m_form->addRow(tr("&Key file"), m_keyFile);
    m_keyFile->line()->setPlaceholderText(tr("only where your slot needs one"));
    m_form->addRow(tr("Re&covery code"), m_code);
    m_form->addRow(QString(), m_usesCode);
    body()->addLayout(m_form);
}

void UnlockPage::setFolders(const QStringList& folders)
{
    const QSignalBlocker blocked(m_folder);
    m_folder->clear();
    for (const QString& folder : folders) {
        m_folder->addItem(QDir::toNativeSeparators(folder), folder);
    }
    loadStatus();
}

QString UnlockPage::folder() const
{
    return m_folder->currentData().toString();
}

void UnlockPage::loadStatus()
{
    banner()->dismiss();
    m_user->clear();
    m_user->addItem(tr("whoever the passphrase opens for"), QString());
    m_hasKeyFiles = false;
    m_hasKeyring = false;
    setTitle(tr("Unlock"));
    if (const QString chosen = folder(); !chosen.isEmpty()) {
        const auto status = Vault::status(chosen);
        if (!status) {
            showError(status.error());
        } else {
            setTitle(tr("Unlock “%1”").arg(status->name));
            QStringList names;
            for (const Slot& slot : status->slots) {
                m_hasKeyFiles |= slot.kind == SlotKind::PassphraseAndKeyFile;
                m_hasKeyring |= slot.kind == SlotKind::Keyring;
                if (!names.contains(slot.userName)) {
                    names.append(slot.userName);
                    m_user->addItem(slot.userName, slot.userName);
                }
            }
            if (!status->lockedBy.isEmpty()) {
                banner()->showText(Tone::Warn, tr("This vault is open already."),
                                   tr("It is held by %1. Close it there first.").arg(status->lockedBy));
            }
        }
    }
    showFields();
}

void UnlockPage::showFields()
{
    const auto show = [this](QWidget* field, bool isVisible) {
        field->setVisible(isVisible);
        m_form->labelForField(field)->setVisible(isVisible);
    };
    const bool usesCode = m_usesCode->isChecked();
    show(m_user, m_user->count() > 2);
    show(m_passphrase, !usesCode);
    show(m_keyFile, !usesCode && m_hasKeyFiles);
    show(m_code, usesCode);
    m_keyring->setVisible(m_hasKeyring);
    setFocusProxy(usesCode ? m_code : m_passphrase);
}

void UnlockPage::chooseFolder()
{
    auto* dialog = new QFileDialog(this, tr("Open a vault"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        QStringList folders{QDir::cleanPath(folder)};
        for (int i = 0; i < m_folder->count(); ++i) {
            if (const QString other = m_folder->itemData(i).toString(); other != folders.first()) {
                folders.append(other);
            }
        }
        setFolders(folders);
        focusProxy()->setFocus();
    });
    dialog->open();
}

void UnlockPage::showError(const Error& error)
{
    banner()->showError(error);
    focusProxy()->setFocus();
}

QString UnlockPage::problem() const
{
    if (folder().isEmpty()) {
        return tr("Choose the vault's folder first.");
    }
    if (m_usesCode->isChecked()) {
        return m_code->isEmpty() ? tr("Type the recovery code; dashes and case do not matter.") : QString();
    }
    return m_passphrase->isEmpty() ? tr("Type the passphrase.") : QString();
}

void UnlockPage::submit()
{
    if (const QString trouble = problem(); !trouble.isEmpty()) {
        banner()->showText(Tone::Warn, trouble);
        return;
    }
    auto request = std::make_shared<SessionRequest>();
    request->folder = folder();
    request->credential.user = m_user->currentData().toString();
    if (m_usesCode->isChecked()) {
        request->credential.recoveryCode = m_code->take();
    } else {
        if (m_hasKeyFiles && !m_keyFile->path().isEmpty()) {
            auto content = readKeyFile(m_keyFile->path());
            if (!content) {
                banner()->showError(content.error());
                return;
            }
            request->credential.keyFile = *std::move(content);
        }
        request->credential.passphrase = m_passphrase->take();
    }
    banner()->dismiss();
    Q_EMIT submitted(request);
}

void UnlockPage::submitKeyring()
{
    if (folder().isEmpty()) {
        return;
    }
    auto request = std::make_shared<SessionRequest>();
    request->folder = folder();
    request->credential.user = m_user->currentData().toString();
    request->keyring = desktopSecretStore();
    banner()->dismiss();
    Q_EMIT submitted(request);
}

} // namespace bulkhead
