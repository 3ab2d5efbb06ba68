#include "ui/vault/restorepage.h"

#include "models/vault/keyfile.h"
#include "ui/common/banner.h"
#include "ui/common/maskedfield.h"
#include "ui/common/pathedit.h"
#include "ui/common/theme.h"

#include <QCheckBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace bulkhead {

RestorePage::RestorePage(QWidget* parent)
    : EntrancePage(tr("Restore from a backup"),
                   tr("The file is checked to its last octet, then the journal and all evidence in it. Only then does "
                      "the vault stand there. It goes on as a device of its own, so the original may go on too."),
                   parent)
    , m_file(new PathEdit(PathEdit::Kind::ExistingFile, tr("Backup"), tr("Choose the backup"), this))
    , m_folder(new PathEdit(PathEdit::Kind::ExistingFolder, tr("New folder"), tr("Where the vault is to lie"), this))
    , m_passphrase(new PassphraseEdit(tr("Passphrase"), this))
    , m_keyFile(new PathEdit(PathEdit::Kind::ExistingFile, tr("Key file"), tr("Choose the key file"), this))
    , m_code(new PassphraseEdit(tr("Recovery code"), this))
    , m_usesCode(new QCheckBox(tr("I have only the &recovery code"), this))
    , m_form(new QFormLayout)
{
    setObjectName(QStringLiteral("restorePage"));
    setupForm();
    QPushButton* restore = addButton(tr("Re&store"), QStringLiteral("restoreButton"));
    QPushButton* others = addButton(tr("&Other ways in"), QStringLiteral("backButton"));
    connect(restore, &QPushButton::clicked, this, &RestorePage::submit);
    connect(others, &QPushButton::clicked, this, &EntrancePage::back);
    connect(m_passphrase, &PassphraseEdit::submitted, this, &RestorePage::submit);
    connect(m_code, &PassphraseEdit::submitted, this, &RestorePage::submit);
    connect(m_usesCode, &QCheckBox::toggled, this, &RestorePage::showFields);
    connect(m_file, &PathEdit::edited, this, &RestorePage::suggestFolder);
    setFocusProxy(m_file);
    showFields();
}

void RestorePage::setupForm()
{
    m_file->line()->setObjectName(QStringLiteral("backupFile"));
    m_folder->line()->setObjectName(QStringLiteral("restoreFolder"));
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    m_keyFile->line()->setObjectName(QStringLiteral("keyFile"));
    m_code->setObjectName(QStringLiteral("code"));
    m_usesCode->setObjectName(QStringLiteral("usesCode"));
    m_keyFile->line()->setPlaceholderText(tr("only where your slot needs one"));
    m_form->setVerticalSpacing(space::m);
    m_form->setHorizontalSpacing(space::l);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->addRow(tr("&Backup"), m_file);
    m_form->addRow(tr("New &folder"), m_folder);
    m_form->addRow(tr("&Passphrase"), m_passphrase);
    m_form->addRow(tr("&Key file"), m_keyFile);
    m_form->addRow(tr("Re&covery code"), m_code);
    m_form->addRow(QString(), m_usesCode);
    body()->addLayout(m_form);
}

void RestorePage::showFields()
{
    const bool usesCode = m_usesCode->isChecked();
    for (QWidget* field : std::initializer_list<QWidget*>{m_passphrase, m_keyFile, m_code}) {
        const bool isShown = (field == m_code) == usesCode;
        field->setVisible(isShown);
        m_form->labelForField(field)->setVisible(isShown);
    }
}

/// Beside the backup, as long as nobody has chosen another place.
void RestorePage::suggestFolder()
{
    if (m_folder->path() != m_suggested || m_file->path().isEmpty()) {
        return;
    }
    const QFileInfo file(m_file->path());
    const QString stem = QDir(file.absolutePath()).filePath(tr("%1 restored").arg(file.completeBaseName()));
    m_suggested = stem;
    for (int i = 2; QFileInfo::exists(m_suggested); ++i) {
        m_suggested = QStringLiteral("%1 %2").arg(stem).arg(i);
    }
    m_folder->setPath(m_suggested);
}

QString RestorePage::problem() const
{
    if (!QFileInfo(m_file->path()).isFile()) {
        return tr("Choose the backup file first.");
    }
    if (m_folder->path().isEmpty()) {
        return tr("Say in which new folder the vault is to lie.");
    }
    if (m_usesCode->isChecked()) {
        return m_code->isEmpty() ? tr("Type the recovery code; dashes and case do not matter.") : QString();
    }
    return m_passphrase->isEmpty() ? tr("Type the passphrase that opened the vault when the backup was made.")
                                   : QString();
}

void RestorePage::submit()
{
    if (const QString trouble = problem(); !trouble.isEmpty()) {
        banner()->showText(Tone::Warn, trouble);
        return;
    }
    auto wish = std::make_shared<Wish>();
    wish->file = m_file->path();
    wish->folder = m_folder->path();
    // A folder that was chosen is where it lies; its own folder is a new one in it.
    if (QFileInfo(wish->folder).isDir()) {
        wish->folder = QDir(wish->folder).filePath(QFileInfo(wish->file).completeBaseName());
    }
    if (m_usesCode->isChecked()) {
        wish->credential.recoveryCode = m_code->take();
    } else {
        if (!m_keyFile->path().isEmpty()) {
            auto content = readKeyFile(m_keyFile->path());
            if (!content) {
                banner()->showError(content.error());
                return;
            }
            wish->credential.keyFile = *std::move(content);
        }
        wish->credential.passphrase = m_passphrase->take();
    }
    banner()->dismiss();
    Q_EMIT submitted(wish);
}

} // namespace bulkhead
