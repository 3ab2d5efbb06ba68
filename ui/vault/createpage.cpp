#include "ui/vault/createpage.h"

#include "ui/common/banner.h"
#include "ui/common/passphrase.h"
#include "ui/common/theme.h"

#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QToolButton>

namespace bulkhead {

namespace {

/// A folder beside the person's documents that is not taken yet.
QString freeFolder(const QString& name)
{
    QString plain;
    for (const QChar character : name.simplified()) {
        plain += character.isLetterOrNumber() ? character.toLower() : QLatin1Char('-');
    }
    const QString base = QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
                             .filePath((plain.isEmpty() ? QStringLiteral("vault") : plain)
                                       + QStringLiteral(".bulkhead"));
    QString folder = base;
    for (int n = 2; QFileInfo::exists(folder); ++n) {
        folder = QStringLiteral("%1-%2").arg(base).arg(n);
    }
    return folder;
}

} // namespace

CreatePage::CreatePage(Kind kind, QWidget* parent)
    : EntrancePage(kind == Kind::Hurry ? tr("A vault for this leak") : tr("A vault for my team"),
                   kind == Kind::Hurry
                       ? tr("Everything about the leak is kept encrypted with this passphrase. You are made incident "
                            "commander; all of it can be changed later.")
                       : tr("An encrypted folder that holds your data sets' fingerprints and every incident. You are "
                            "its first member and administrator."),
                   parent)
    , m_kind(kind)
    , m_user(new QLineEdit(this))
    , m_name(new QLineEdit(this))
    , m_email(new QLineEdit(this))
    , m_folder(new QLineEdit(this))
    , m_passphrase(new NewPassphrase(this))
{
    setObjectName(kind == Kind::Hurry ? QStringLiteral("hurryPage") : QStringLiteral("teamPage"));
    setupForm();
    QPushButton* create = addButton(tr("&Create the vault"), QStringLiteral("createButton"));
    QPushButton* cancel = addButton(tr("&Back"), QStringLiteral("backButton"));
    connect(create, &QPushButton::clicked, this, &CreatePage::submit);
    connect(cancel, &QPushButton::clicked, this, &EntrancePage::back);
    connect(m_passphrase, &NewPassphrase::submitted, this, &CreatePage::submit);
    for (QLineEdit* line : {m_user, m_name, m_email, m_folder}) {
        connect(line, &QLineEdit::returnPressed, this, [this] { focusNextChild(); });
    }
    connect(m_name, &QLineEdit::textChanged, this, &CreatePage::suggestFolder);
    connect(m_folder, &QLineEdit::textEdited, this, [this] { m_isFolderOwn = true; });
    suggestFolder();
}

void CreatePage::setupForm()
{
    m_user->setObjectName(QStringLiteral("userName"));
    m_name->setObjectName(QStringLiteral("vaultName"));
    m_email->setObjectName(QStringLiteral("email"));
    m_folder->setObjectName(QStringLiteral("folder"));
    m_user->setMaxLength(120);
    m_name->setMaxLength(120);
    m_email->setMaxLength(254);
    auto* form = new QFormLayout;
    form->setVerticalSpacing(space::m);
    form->setHorizontalSpacing(space::l);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    if (m_kind == Kind::Team) {
        m_name->setPlaceholderText(tr("for instance the company's name"));
        form->addRow(tr("&Name of the vault"), m_name);
        setFocusProxy(m_name);
    } else {
        m_name->setText(tr("Incidents"));
        m_name->hide();
        setFocusProxy(m_user);
    }
    form->addRow(tr("&Your name"), m_user);
    auto* roleBox = new QWidget(this);
    auto* grid = new QGridLayout(roleBox);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(space::xs);
    for (const Role role : allRoles) {
        auto* box = new QCheckBox(roleName(role), roleBox);
        box->setChecked(role == Role::IncidentCommander || role == Role::Administrator);
        box->setEnabled(role != Role::Administrator);
        const int n = static_cast<int>(m_roles.size());
        grid->addWidget(box, n / 2, n % 2);
        m_roles.emplace_back(role, box);
    }
    if (m_kind == Kind::Team) {
        form->addRow(tr("&E-mail"), m_email);
        m_email->setPlaceholderText(tr("optional"));
        auto* label = new QLabel(tr("Your roles"), this);
        form->addRow(label, roleBox);
        auto* place = new QHBoxLayout;
        place->setSpacing(space::xs);
        auto* choose = new QPushButton(tr("C&hoose…"), this);
        choose->setObjectName(QStringLiteral("chooseFolder"));
        choose->setAccessibleName(tr("Choose the folder"));
        connect(choose, &QPushButton::clicked, this, &CreatePage::chooseFolder);
        place->addWidget(m_folder, 1);
        place->addWidget(choose);
        form->addRow(tr("&Folder"), place);
        qobject_cast<QLabel*>(form->labelForField(place))->setBuddy(m_folder);
        m_folder->setAccessibleName(tr("Folder"));
    } else {
        m_email->hide();
        m_folder->hide();
        roleBox->hide();
    }
    form->addRow(tr("&Passphrase"), m_passphrase);
    body()->addLayout(form);
}

void CreatePage::suggestFolder()
{
    if (!m_isFolderOwn) {
        m_folder->setText(QDir::toNativeSeparators(freeFolder(m_name->text())));
    }
}

void CreatePage::chooseFolder()
{
    auto* dialog = new QFileDialog(this, tr("Where the vault is to lie"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        const bool isEmpty = QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        m_isFolderOwn = true;
        m_folder->setText(isEmpty ? folder : QDir(folder).filePath(QFileInfo(freeFolder(m_name->text())).fileName()));
    });
    dialog->open();
}

QString CreatePage::problem() const
{
    if (m_name->text().trimmed().isEmpty()) {
        return tr("Give the vault a name.");
    }
    if (m_user->text().trimmed().isEmpty()) {
        return tr("Say who you are: what you do is recorded under your name.");
    }
    if (m_folder->text().trimmed().isEmpty()) {
        return tr("Say where the vault is to lie.");
    }
    return m_passphrase->problem();
}

void CreatePage::submit()
{
    const QString trouble = problem();
    if (!trouble.isEmpty()) {
        banner()->showText(Tone::Warn, trouble);
        return;
    }
    banner()->dismiss();
    auto request = std::make_shared<SessionRequest>();
    request->folder = QDir::cleanPath(QDir::fromNativeSeparators(m_folder->text().trimmed()));
    request->founderEmail = m_email->text().trimmed();
    for (const auto& [role, box] : m_roles) {
        if (box->isChecked()) {
            request->founderRoles = request->founderRoles | role;
        }
    }
    request->create = NewVault{
        .name = m_name->text().trimmed(), .userName = m_user->text().trimmed(), .credential = m_passphrase->take()};
    Q_EMIT submitted(request);
}

} // namespace bulkhead
