#pragma once

#include "models/incident/casework.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabWidget;
class QTableView;

namespace bulkhead {

class Banner;
struct DestroyWish;
class CustodyModel;
class EvidenceModel;
class KeepingBar;
class SightingModel;

/// Files and extracts held in the vault, with their chain of custody, and where the material was seen outside.
class EvidencePage : public QWidget
{
    Q_OBJECT

public:
    explicit EvidencePage(const RoomContext& context, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    void reveal(const Id& entity);
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] int count() const;

    /// \name Commands
    ///@{
    void add();
    void addFiles(const QStringList& files);
    void takeIn(const QStringList& files, const Evidence& about);
    void extract();
    void strike();
    void destroy();
    void copyHash();
    void addSighting();
    void editSighting();
    void changeHold();
    void changeRetention();
    ///@}

Q_SIGNALS:
    void inspectWanted(const bulkhead::Id& entity);
    void announced(const QString& text);
    void countChanged();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    struct Loaded
    {
        std::vector<Kept<Evidence>> evidence;
        std::vector<Kept<CustodyStep>> custody;
        std::vector<Kept<Sighting>> sightings;
    };
    void setupLayout();
    [[nodiscard]] QWidget* makeSightings();
    void reload();
    void take(Loaded loaded);
    void showCustody();
    void askToDestroy(const DestroyWish& wish);
    [[nodiscard]] std::optional<Kept<Evidence>> current() const;

    RoomContext m_context;
    Id m_incident;
    Id m_toReveal;
    Latest m_read;
    int m_intakes = 0;
    std::vector<Kept<CustodyStep>> m_allSteps;
    EvidenceModel* m_evidence;
    CustodyModel* m_custody;
    SightingModel* m_sightings;
    Banner* m_banner;
    KeepingBar* m_keeping;
    QStackedWidget* m_stack;
    QTableView* m_table;
    QTabWidget* m_tabs;
    QTableView* m_sightingTable;
    QLabel* m_hash;
};

} // namespace bulkhead
