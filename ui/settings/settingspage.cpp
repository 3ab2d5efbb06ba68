#include "ui/settings/settingspage.h"

#include "models/incident/session.h"
#include "ui/common/appearance.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/preferences.h"
#include "ui/common/recoverydialog.h"
#include "ui/common/tables.h"
#include "ui/settings/clausespanel.h"
#include "ui/settings/lawpanel.h"
#include "ui/settings/memberdialog.h"
#include "ui/settings/retentionpanel.h"

#include <QComboBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {

constexpr int readableWidth = 720;

QLabel* selectable(const QString& text, const QString& name, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setWordWrap(true);
    label->setAccessibleName(QStringLiteral("%1: %2").arg(name, text));
    return label;
}

QString grouped(const QString& digits)
{
    QStringList groups;
    for (qsizetype i = 0; i < digits.size(); i += 8) {
        groups.append(digits.mid(i, 8));
    }
    return groups.mid(0, 4).join(u' ') + u'\n' + groups.mid(4).join(u' ');
}

QVBoxLayout* columnOf(QWidget* page)
{
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::m, 0, 0);
    column->setSpacing(space::s);
    return column;
}

QFormLayout* formOf(QVBoxLayout* column)
{
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(space::l);
    form->setVerticalSpacing(space::m);
    column->addLayout(form);
    column->addStretch(1);
    return form;
}

} // namespace

SettingsPage::SettingsPage(const RoomContext& context, Preferences& preferences, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_preferences(preferences)
    , m_members(new MembersModel(this))
    , m_devices(new DevicesModel(this))
    , m_slots(new SlotsModel(this))
    , m_banner(new Banner(this))
    , m_tabs(new QTabWidget(this))
    , m_clauses(new ClausesPanel(context, this))
    , m_law(new LawPanel(context, this))
    , m_retention(new RetentionPanel(context, this))
{
    setObjectName(u"settings.page"_s);
    connect(m_clauses, &ClausesPanel::announced, this, &SettingsPage::announced);
    connect(m_law, &LawPanel::announced, this, &SettingsPage::announced);
    connect(m_retention, &RetentionPanel::evidenceWanted, this, &SettingsPage::evidenceWanted);
    setupLayout();
    connect(&m_context.session, &Session::membersChanged, this, &SettingsPage::reload);
    reload();
}

void SettingsPage::setupLayout()
{
    m_tabs->setObjectName(u"settings.tabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeVault(), tr("Vault"));
    m_tabs->addTab(makeMembers(), tr("Members"));
    m_tabs->addTab(makeSlots(), tr("Key slots"));
    m_tabs->addTab(m_retention, tr("Retention"));
    m_tabs->addTab(m_clauses, tr("Contracts"));
    m_tabs->addTab(m_law, tr("Law"));
    m_tabs->addTab(makeMachine(), tr("This machine"));
    m_tabs->addTab(makeAbout(), tr("About"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(new SectionHeader(tr("Settings"), SectionHeader::Level::Page, this));
    column->addWidget(m_banner);
    column->addWidget(m_tabs, 1);
}

QWidget* SettingsPage::makeVault()
{
    auto* page = new QWidget(this);
    QVBoxLayout* column = columnOf(page);
    QFormLayout* form = formOf(column);
    const Session& session = m_context.session;
    form->addRow(tr("Name"), selectable(session.vaultName(), tr("Name"), page));
    form->addRow(tr("Folder"), selectable(QDir::toNativeSeparators(session.folder()), tr("Folder"), page));
    form->addRow(tr("Signed in"), selectable(session.userName(), tr("Signed in"), page));
    QLabel* fingerprint = selectable(grouped(hex(session.fingerprint())), tr("Fingerprint"), page);
    fingerprint->setFont(monoFont());
    fingerprint->setObjectName(u"settings.fingerprint"_s);
    form->addRow(tr("Fingerprint"), fingerprint);
    auto* why = mutedLabel(tr("The same on every copy of this vault. Read it to another member over the telephone: if "
                              "both see the same, both look at the same journal."),
                           page);
    why->setMaximumWidth(readableWidth);
    form->addRow(QString(), why);
    form->addRow(tr("Format"), selectable(QString::number(vaultFormat), tr("Format"), page));
    m_warnings = selectable({}, tr("Remarks"), page);
    m_warnings->setMaximumWidth(readableWidth);
    form->addRow(tr("Remarks"), m_warnings);
    auto* backup = new QPushButton(tr("&Back up…"), page);
    backup->setObjectName(u"settings.backUp"_s);
    connect(backup, &QPushButton::clicked, this, &SettingsPage::backUp);
    auto* rekey = new QPushButton(tr("New master &key…"), page);
    rekey->setObjectName(u"settings.newMasterKey"_s);
    connect(rekey, &QPushButton::clicked, this, &SettingsPage::newMasterKey);
    m_forAdministrators.push_back(rekey);
    auto* line = new QHBoxLayout;
    line->setSpacing(space::s);
    line->addWidget(backup);
    line->addWidget(rekey);
    line->addStretch(1);
    form->addRow(tr("Safekeeping"), line);
    auto* whole = mutedLabel(
        tr("A backup is one encrypted file with everything in it, made while you work. It opens with "
           "what opens the vault now; the entrance restores it."),
        page);
    whole->setMaximumWidth(readableWidth);
    form->addRow(QString(), whole);
    return page;
}

QWidget* SettingsPage::makeMembers()
{
    auto* page = new QWidget(this);
    QVBoxLayout* column = columnOf(page);
    m_memberTable = new QTableView(page);
    m_memberTable->setObjectName(u"settings.members"_s);
    setupTable(m_memberTable, tr("Members of this vault"));
    m_memberTable->setModel(makeFilterProxy(m_members, this));
    m_memberTable->sortByColumn(0, Qt::AscendingOrder);
    m_memberTable->setColumnWidth(0, 200);
    m_memberTable->setColumnWidth(1, 240);
    connect(m_memberTable, &QTableView::activated, this, &SettingsPage::editRoles);
    m_deviceTable = new QTableView(page);
    m_deviceTable->setObjectName(u"settings.devices"_s);
    setupTable(m_deviceTable, tr("Copies of the vault that have written to it"));
    m_deviceTable->setModel(makeFilterProxy(m_devices, this));
    m_deviceTable->sortByColumn(1, Qt::AscendingOrder);
    m_deviceTable->setColumnWidth(0, 200);
    m_deviceTable->setColumnWidth(1, 240);
    const auto button = [this, page](QHBoxLayout* line, const QString& text, const QString& name,
                                     void (SettingsPage::*handler)()) {
        auto* made = new QPushButton(text, page);
        made->setObjectName(name);
        connect(made, &QPushButton::clicked, this, handler);
        line->addWidget(made);
        m_forAdministrators.push_back(made);
    };
    auto* first = new QHBoxLayout;
    first->addWidget(mutedLabel(tr("Who has a key of their own, and as what they may write."), page), 1);
    button(first, tr("&Add a member…"), u"settings.addMember"_s, &SettingsPage::addMember);
    button(first, tr("&Roles…"), u"settings.editRoles"_s, &SettingsPage::editRoles);
    button(first, tr("Lost &passphrase…"), u"settings.resetMember"_s, &SettingsPage::resetMember);
    column->addLayout(first);
    column->addWidget(m_memberTable, 3);
    auto* second = new QHBoxLayout;
    second->addWidget(mutedLabel(tr("Devices: each copy of the vault signs what is written in it."), page), 1);
    button(second, tr("&Stop this device…"), u"settings.stopDevice"_s, &SettingsPage::stopDevice);
    column->addLayout(second);
    column->addWidget(m_deviceTable, 2);
    return page;
}

QWidget* SettingsPage::makeSlots()
{
    auto* page = new QWidget(this);
    QVBoxLayout* column = columnOf(page);
    m_slotTable = new QTableView(page);
    m_slotTable->setObjectName(u"settings.slots"_s);
    setupTable(m_slotTable, tr("What opens this vault"));
    m_slotTable->setModel(makeFilterProxy(m_slots, this));
    m_slotTable->sortByColumn(1, Qt::AscendingOrder);
    m_slotTable->setColumnWidth(0, 200);
    m_slotTable->setColumnWidth(1, 200);
    m_slotTable->setColumnWidth(2, 190);
    auto* line = new QHBoxLayout;
    line->addWidget(mutedLabel(tr("A slot removed opens nothing any more, except copies made before."), page), 1);
    const auto button = [this, page, line](const QString& text, const QString& name, void (SettingsPage::*handler)()) {
        auto* made = new QPushButton(text, page);
        made->setObjectName(name);
        connect(made, &QPushButton::clicked, this, handler);
        line->addWidget(made);
    };
    button(tr("Change my &passphrase…"), u"settings.changePassphrase"_s, &SettingsPage::changePassphrase);
    button(tr("New &recovery code…"), u"settings.newRecoveryCode"_s, &SettingsPage::newRecoveryCode);
    button(tr("Add a key &file…"), u"settings.addKeyFile"_s, &SettingsPage::addKeyFile);
    button(tr("Add this &desktop…"), u"settings.addKeyring"_s, &SettingsPage::addKeyring);
    button(tr("Remo&ve…"), u"settings.removeSlot"_s, &SettingsPage::removeSlot);
    column->addLayout(line);
    column->addWidget(m_slotTable, 1);
    return page;
}

QWidget* SettingsPage::makeMachine()
{
    auto* page = new QWidget(this);
    QFormLayout* form = formOf(columnOf(page));
    auto* theme = new QComboBox(page);
    theme->setObjectName(u"settings.theme"_s);
    theme->addItem(tr("as the desktop"), static_cast<int>(Appearance::Scheme::System));
    theme->addItem(tr("light"), static_cast<int>(Appearance::Scheme::Light));
    theme->addItem(tr("dark"), static_cast<int>(Appearance::Scheme::Dark));
    theme->setCurrentIndex(theme->findData(static_cast<int>(m_preferences.appearance().scheme())));
    connect(theme, &QComboBox::activated, this, [this, theme] {
        m_preferences.appearance().setScheme(static_cast<Appearance::Scheme>(theme->currentData().toInt()));
    });
    form->addRow(tr("&Theme"), theme);
    auto* idle = new QSpinBox(page);
    idle->setObjectName(u"settings.idle"_s);
    idle->setRange(0, 240);
    idle->setSpecialValueText(tr("never"));
    idle->setSuffix(tr(" min"));
    idle->setValue(m_preferences.idleMinutes());
    connect(idle, &QSpinBox::valueChanged, &m_preferences, &Preferences::setIdleMinutes);
    form->addRow(tr("&Lock when nobody touches it for"), idle);
    auto* why = mutedLabel(tr("The vault also locks before the machine sleeps, and with Ctrl+L."), page);
    why->setMaximumWidth(readableWidth);
    form->addRow(QString(), why);
    return page;
}

QWidget* SettingsPage::makeAbout()
{
    auto* page = new QWidget(this);
    QFormLayout* form = formOf(columnOf(page));
    form->addRow(tr("Bulkhead"), selectable(QLatin1StringView(BULKHEAD_VERSION), tr("Version"), page));
    form->addRow(tr("Qt"), selectable(QLatin1StringView(qVersion()), tr("Qt"), page));
    QLabel* licence = selectable(tr("The sources are under the Apache License 2.0. This program links Qt Charts and is "
                                    "conveyed under the GNU General Public License 3.0."),
                                 tr("Licence"), page);
    licence->setMaximumWidth(readableWidth);
    form->addRow(tr("Licence"), licence);
    QStringList books;
    for (const Playbook& playbook : m_context.session.playbooks().all()) {
        const QString review = playbook.reviewedBy.isEmpty() ? tr("reviewed by nobody yet")
                                                             : tr("reviewed by %1").arg(playbook.reviewedBy);
        //: a playbook: title, version, review, source
        books.append(tr("%1, %2, %3. %4").arg(playbook.title, playbook.version, review, playbook.source));
    }
    QLabel* playbooks = selectable(books.join(u"\n"_s), tr("Playbooks"), page);
    playbooks->setMaximumWidth(readableWidth);
    form->addRow(tr("Playbooks"), playbooks);
    form->addRow(QString(), mutedLabel(tr("They are aids from their sources, no legal advice."), page));
    return page;
}

bool SettingsPage::isSettled() const
{
    return m_read.isSettled() && m_clauses->isSettled() && m_law->isSettled() && m_retention->isSettled();
}

void SettingsPage::reload()
{
    m_context.session.read(
        this,
        [](Casework& casework) -> Expected<Loaded> {
            const Journal& journal = casework.journal();
            TRY(const VaultStatus status, Vault::status(journal.vault().folder()));
            Loaded loaded{.members = journal.members(),
                          .devices = {},
                          .keySlots = status.slots,
                          .warnings = journal.vault().warnings(),
                          .roles = journal.roles()};
            for (const auto& [id, device] : journal.devices()) {
                loaded.devices.push_back({id, device, journal.nameOf(device.user), id == journal.device()});
            }
            return loaded;
        },
        [this, ticket = m_read.next()](Expected<Loaded> loaded) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (loaded) {
                take(std::move(*loaded));
            } else {
                m_banner->showError(loaded.error());
            }
        });
}

void SettingsPage::take(Loaded loaded)
{
    m_roles = loaded.roles;
    m_members->setRows(std::move(loaded.members));
    m_devices->setRows(std::move(loaded.devices));
    m_slots->setRows(std::move(loaded.keySlots));
    m_warnings->setText(loaded.warnings.isEmpty() ? tr("Keys are held in locked memory; core dumps are off.")
                                                  : loaded.warnings.join(u'\n'));
    const bool isAdministrator = m_roles.has(Role::Administrator);
    for (QPushButton* button : m_forAdministrators) {
        button->setEnabled(isAdministrator);
        button->setToolTip(isAdministrator ? QString() : tr("For administrators."));
    }
}

std::optional<Journal::NamedMember> SettingsPage::currentMember() const
{
    const auto id = currentId(m_memberTable);
    const int row = id ? m_members->rowOf(*id) : -1;
    return row < 0 ? std::nullopt : std::optional(m_members->at(row));
}

void SettingsPage::reveal(const Id& member)
{
    m_tabs->setCurrentIndex(1);
    selectId(m_memberTable, member);
}

bool SettingsPage::checkAdministrator(const QString& what)
{
    if (m_roles.has(Role::Administrator)) {
        return true;
    }
    m_banner->showText(Tone::Warn, tr("Only an administrator %1.").arg(what),
                       tr("Ask one of those whom the list of members names as such."));
    return false;
}

template<typename Work> void SettingsPage::submit(FormDialog* dialog, Work work, const QString& done)
{
    dialog->setBusy(true);
    m_context.session.write(dialog, std::move(work), [this, dialog, done](const auto& result) {
        dialog->finish(result);
        if (result) {
            Q_EMIT announced(done);
            reload();
        }
    });
}

void SettingsPage::addMember()
{
    m_tabs->setCurrentIndex(1);
    if (!checkAdministrator(tr("adds members"))) {
        return;
    }
    auto* dialog = new MemberDialog(this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        const QString name = dialog->name();
        submit(
            dialog,
            [name, email = dialog->email(), roles = dialog->roles(),
             credential = dialog->takeCredential()](Casework& casework) mutable -> Expected<void> {
                Journal& journal = casework.journal();
                TRY(const NewUser user, journal.vault().addUser(name, credential));
                CHECK_OK(journal.enrol(user, roles, email));
                return journal.signHeads();
            },
            tr("%1 is a member now.").arg(name));
    });
    dialog->open();
}

void SettingsPage::editRoles()
{
    const auto member = currentMember();
    if (!member) {
        m_banner->showText(Tone::Neutral, tr("Choose a member first."));
        return;
    }
    if (!checkAdministrator(tr("changes roles"))) {
        return;
    }
    auto* dialog = new MemberDialog(member->member, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, member] {
        Member after = member->member;
        after.email = dialog->email();
        after.roles = dialog->roles();
        submit(
            dialog,
            [id = member->id, before = member->member, after](Casework& casework) -> Expected<void> {
                if (after == before) {
                    return {};
                }
                const auto done = casework.journal().append({.stream = Stream(),
                                                             .intent = u"member.roles"_s,
                                                             .facts = factsBetween(id, before, after),
                                                             .signNow = true});
                return done ? Expected<void>() : std::unexpected(done.error());
            },
            tr("%1 is now: %2.").arg(after.name, rolesText(after.roles)));
    });
    dialog->open();
}

void SettingsPage::resetMember()
{
    const auto member = currentMember();
    if (!member) {
        m_banner->showText(Tone::Neutral, tr("Choose a member first."));
        return;
    }
    if (!checkAdministrator(tr("gives somebody new keys"))) {
        return;
    }
    auto* dialog = new PassphraseDialog(tr("New keys for %1").arg(member->member.name),
                                        tr("All their slots go and they get new keys; everybody sees that in the "
                                           "journal. What they signed before stays valid. Hand them the passphrase in "
                                           "person."),
                                        false, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, member] {
        submit(
            dialog,
            [member, credential = dialog->takeFresh()](Casework& casework) mutable -> Expected<void> {
                Journal& journal = casework.journal();
                TRY(const NewUser user, journal.vault().resetUser(member->id, credential));
                CHECK_OK(journal.enrol(user, member->member.roles, member->member.email));
                return journal.signHeads();
            },
            tr("%1 has new keys.").arg(member->member.name));
    });
    dialog->open();
}

void SettingsPage::stopDevice()
{
    const auto id = currentId(m_deviceTable);
    const int row = id ? m_devices->rowOf(*id) : -1;
    if (row < 0) {
        m_banner->showText(Tone::Neutral, tr("Choose a device first."));
        return;
    }
    if (!checkAdministrator(tr("stops devices"))) {
        return;
    }
    const DeviceRow device = m_devices->at(row);
    if (device.isThis) {
        m_banner->showText(Tone::Warn, tr("This is the device that you work on; it is stopped from another."));
        return;
    }
    askToConfirm(this, tr("Stop a device"),
                 tr("Of what “%1” of %2 has written only what this vault holds now counts, whatever else arrives. This "
                    "cannot be undone.")
                     .arg(device.device.name, device.owner),
                 tr("&Stop it"), true, [this, device] {
                     m_context.session.write(
                         this, [id = device.id](Casework& casework) { return casework.journal().revoke(id); },
                         [this](const Expected<Committed>& done) {
                             if (!done) {
                                 m_banner->showError(done.error());
                             }
                             reload();
                         });
                 });
}

void SettingsPage::changePassphrase()
{
    m_tabs->setCurrentIndex(2);
    auto* dialog = new PassphraseDialog(tr("Change my passphrase"),
                                        tr("The old one stops working at once, except for copies and backups made "
                                           "before."),
                                        true, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        submit(
            dialog,
            [current = dialog->takeCurrent(), fresh = dialog->takeFresh()](Casework& casework) {
                return casework.journal().vault().changePassphrase(current, fresh);
            },
            tr("Your passphrase has changed."));
    });
    dialog->open();
}

void SettingsPage::newRecoveryCode()
{
    m_tabs->setCurrentIndex(2);
    auto code = std::make_shared<SecretBytes>(makeRecoveryCode());
    m_context.session.write(
        this,
        [code](Casework& casework) {
            Credential credential;
            credential.recoveryCode = code->clone();
            return casework.journal().vault().addSlot(SlotKind::RecoveryCode, credential);
        },
        [this, code](const Expected<Slot>& made) {
            if (!made) {
                m_banner->showError(made.error());
                return;
            }
            reload();
            auto* dialog = new RecoveryDialog(m_context.session.vaultName(), QString::fromLatin1(code->view()), this);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            connect(dialog, &RecoveryDialog::confirmed, this, [this] {
                m_preferences.settings().remove(u"recovery/unconfirmed/"_s + m_context.session.vaultId().text());
                Q_EMIT announced(tr("The recovery code is confirmed. Remove an older one that is not needed."));
            });
            dialog->open();
        });
}

void SettingsPage::removeSlot()
{
    const auto id = currentId(m_slotTable);
    const int row = id ? m_slots->rowOf(*id) : -1;
    if (row < 0) {
        m_banner->showText(Tone::Neutral, tr("Choose a key slot first."));
        return;
    }
    const Slot slot = m_slots->at(row);
    askToConfirm(this, tr("Remove a key slot"),
                 //: %1 what opens it, %2 whose it is
                 tr("“%1” of %2 opens nothing any more, except copies and backups of the vault made before.")
                     .arg(slotKindText(slot.kind), slot.userName),
                 tr("&Remove it"), true, [this, slot] {
                     m_context.session.write(
                         this,
                         [slot](Casework& casework) {
                             return removeSlotAndSecret(casework.journal().vault(), slot, *desktopSecretStore());
                         },
                         [this](const Expected<void>& done) {
                             if (!done) {
                                 m_banner->showError(done.error());
                             }
                             reload();
                         });
                 });
}

} // namespace bulkhead
