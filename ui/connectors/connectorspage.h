#pragma once

#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/connectors/connectorsmodels.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <set>

class QAction;
class QPushButton;
class QStackedWidget;
class QTabWidget;
class QTableView;
class QTextBrowser;

namespace bulkhead {

namespace crm {
struct Inspection;
}
class Banner;
class FormDialog;
class SelfSync;
class SyncRunner;
struct SyncEnd;

/// The CRMs that cases are kept equal with: a table, and of the current one what it may have, what is stuck and what
/// its runs came to. Talks to a CRM beside the session's lanes; what it writes, the writing lane writes.
class ConnectorsPage : public QWidget
{
    Q_OBJECT

public:
    /// Runner and schedule outlive it.
    ConnectorsPage(const RoomContext& context, SyncRunner& runner, SelfSync& selfSync, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    void reveal(const Id& entity);
    [[nodiscard]] bool isSettled() const;
    /// Conflicts and parked records of all connectors.
    [[nodiscard]] qint64 waiting() const { return m_waiting; }

    /// \name Commands
    ///@{
    void sync();
    void preview();
    void keepOurs() { settle(false); }
    void takeTheirs() { settle(true); }
    void retry();
    void setUp();
    void release();
    void withdraw();
    void test();
    void signIn();
    void pause();
    void resume();
    void remove();
    /// Whose records the matched rows of the incident are.
    void findAffected();
    /// How often it synchronises without being asked.
    void setByItself();
    ///@}

Q_SIGNALS:
    void inspectWanted(const bulkhead::Id& entity);
    void announced(const QString& text);
    void waitingChanged();
    void roomWanted(const QString& room, const bulkhead::Id& entity);

protected:
    void showEvent(QShowEvent* event) override;

private:
    using MappingsPtr = std::shared_ptr<const crm::Mappings>;
    enum class Tab { Details, Conflicts, Parked, Runs };
    struct Loaded
    {
        MappingsPtr mappings;
        std::vector<crm::ConnectorStanding> standings;
        QString incident; ///< "INC-0007 Bold Heron"
    };

    void setupTable();
    void setupDetails();
    QWidget* listPage(QTableView* table, QAbstractItemModel* model, const QString& name, const QStringList& commands);
    [[nodiscard]] QWidget* makeHeader();
    [[nodiscard]] QAction* command(const QString& name) const;
    [[nodiscard]] QPushButton* buttonFor(const QString& name, QWidget* parent);

    void reload();
    void take(Loaded loaded);
    void showRows();
    void showCurrent();
    [[nodiscard]] QString details(const ConnectorRow& row) const;
    [[nodiscard]] const ConnectorRow* current() const;
    [[nodiscard]] const crm::Mapping* mappingOf(const ConnectorRow& row) const;

    void updateCommands();
    void allow(const QString& name, const QString& whyNot);
    [[nodiscard]] QString whyNotWrite(Kind kind, QStringView field) const;

    void tell(const SyncEnd& end);
    [[nodiscard]] QString selfText(const ConnectorRow& row) const;
    void tellInspection(const CrmConnector& settings, const crm::Inspection& inspection);
    void settle(bool isTheirs);
    void askPause(bool isSuspect);
    void showTab(Tab tab);
    void showError(const Error& error);
    /// Writes, and says how it went in the dialog; without one in the banner.
    void write(FormDialog* dialog, std::function<Expected<void>(Casework&)> work, const QString& done);

    RoomContext m_context;
    SyncRunner& m_runner;
    SelfSync& m_selfSync;
    Latest m_read;
    Latest m_asked; ///< for the preview
    bool m_isStale = true;
    int m_talks = 0; ///< conversations with a CRM under way
    Id m_incident;
    Id m_toReveal;
    QString m_incidentName;
    MappingsPtr m_mappings;
    std::vector<crm::ConnectorStanding> m_standings;
    void (ConnectorsPage::*m_whenLoaded)() = nullptr; ///< a command that came before the rows
    Id m_toRun;                                       ///< was just set up
    std::set<Id> m_wanted;                            ///< runs that somebody at this machine asked for
    qint64 m_waiting = 0;
    QString m_html; ///< of the details

    ConnectorsModel* m_model;
    ConflictsModel* m_conflicts;
    TroublesModel* m_troubles;
    RunsModel* m_runs;
    Banner* m_banner;
    QStackedWidget* m_stack;
    QTableView* m_table;
    QTabWidget* m_tabs;
    QTextBrowser* m_text;
    QTableView* m_conflictTable;
    QTableView* m_troubleTable;
    QTableView* m_runTable;
};

} // namespace bulkhead
