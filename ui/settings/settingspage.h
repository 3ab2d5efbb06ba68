#pragma once

#include "models/incident/casework.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/settings/settingsmodels.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;
class QTabWidget;

namespace bulkhead {

class Banner;
class ClausesPanel;
class FormDialog;
class Job;
class LawPanel;
class Preferences;
class RetentionPanel;
struct BackupReport;
struct RekeyRequest;

/// Vault, members, key slots, retention, contracts with customers, law, this machine, about.
class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    SettingsPage(const RoomContext& context, Preferences& preferences, QWidget* parent = nullptr);

    [[nodiscard]] bool isSettled() const;
    void reveal(const Id& member);

    /// \name Commands
    ///@{
    void addMember();
    void editRoles();
    void resetMember();
    void stopDevice();
    void changePassphrase();
    void newRecoveryCode();
    void removeSlot();
    void addKeyFile();
    void addKeyring();
    void backUp();
    /// As `backUp`, where the person has chosen the file.
    void backUpTo(const QString& file);
    void newMasterKey();
    ///@}

Q_SIGNALS:
    void announced(const QString& text);
    void evidenceWanted(const bulkhead::Id& incident);
    /// The vault is to be locked and given a new master key.
    void rekeyWanted(const std::shared_ptr<bulkhead::RekeyRequest>& request);

private:
    struct Loaded
    {
        std::vector<Journal::NamedMember> members;
        std::vector<DeviceRow> devices;
        std::vector<Slot> keySlots;
        QStringList warnings;
        Roles roles;
    };
    void setupLayout();
    [[nodiscard]] QWidget* makeVault();
    [[nodiscard]] QWidget* makeMembers();
    [[nodiscard]] QWidget* makeSlots();
    [[nodiscard]] QWidget* makeMachine();
    [[nodiscard]] QWidget* makeAbout();
    void finishBackup(Job& job, const Expected<BackupReport>& done);
    void reload();
    void take(Loaded loaded);
    [[nodiscard]] std::optional<Journal::NamedMember> currentMember() const;
    [[nodiscard]] bool checkAdministrator(const QString& what);
    template<typename Work> void submit(FormDialog* dialog, Work work, const QString& done);

    RoomContext m_context;
    Preferences& m_preferences;
    Latest m_read;
    Roles m_roles;
    MembersModel* m_members;
    DevicesModel* m_devices;
    SlotsModel* m_slots;
    Banner* m_banner;
    QTabWidget* m_tabs;
    ClausesPanel* m_clauses;
    LawPanel* m_law;
    RetentionPanel* m_retention;
    QTableView* m_memberTable = nullptr;
    QTableView* m_deviceTable = nullptr;
    QTableView* m_slotTable = nullptr;
    QLabel* m_warnings = nullptr;
    std::vector<QPushButton*> m_forAdministrators;
};

} // namespace bulkhead
