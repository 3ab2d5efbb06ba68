#pragma once

#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/overview/picture.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QGridLayout;
class QLabel;
class QScrollArea;
class QSettings;

namespace bulkhead {

class BundleDialog;

class Banner;
class Card;
class EntryList;
class Pill;
class SectionHeader;

/// The page of the room: cards in two or three columns, as wide as the window allows.
class OverviewPage : public QWidget
{
    Q_OBJECT

public:
    OverviewPage(const RoomContext& context, QSettings& settings, QWidget* parent = nullptr);
    ~OverviewPage() override;

    void setIncident(const Id& incident);
    [[nodiscard]] bool isSettled() const { return m_latest.isSettled(); }

    void reportStatus();
    void savePdf();
    void print();
    void exportAsBundle();

Q_SIGNALS:
    void inspected(const bulkhead::Id& entity);
    void roomWanted(const QString& room, const bulkhead::Id& entity);
    void announced(const QString& text);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void setupCards();
    void setupKnown();
    void arrange();
    void reload();
    void fill();
    void fillKnown();
    void fillScope();
    void fillClocks();
    void fillTasks();
    void fillPeople();
    void fillRows();
    void fillSince();
    void markSeen();
    [[nodiscard]] EntryList* addList(Card* card, const QString& nothing);
    [[nodiscard]] std::optional<qint64> lastLook() const;
    [[nodiscard]] QString seenKey() const;
    void writeBundle(BundleDialog* dialog);
    void recordExport(const QString& what, const Bytes& sha256);

    RoomContext m_context;
    QSettings& m_settings;
    Id m_incident;
    std::optional<qint64> m_since;
    std::optional<Picture> m_picture;
    std::shared_ptr<disclosure::WaitingSignatures> m_signatures; ///< asked on the reading lane
    Latest m_latest;
    int m_columns = 0;

    SectionHeader* m_header = nullptr;
    Banner* m_banner = nullptr;
    QScrollArea* m_scroll = nullptr;
    QGridLayout* m_grid = nullptr;
    QWidget* m_content = nullptr;
    Card* m_known = nullptr;
    Pill* m_verdict = nullptr;
    QLabel* m_finding = nullptr;
    QWidget* m_charts = nullptr;
    DonutChart* m_donut = nullptr;
    BarChart* m_bars = nullptr;
    QWidget* m_askIt = nullptr;
    QLabel* m_scopeText = nullptr;
    QLabel* m_statusText = nullptr;
    Card* m_scope = nullptr;
    Card* m_clocksCard = nullptr;
    Card* m_tasksCard = nullptr;
    Card* m_peopleCard = nullptr;
    Card* m_decisionsCard = nullptr;
    Card* m_rowsCard = nullptr;
    Card* m_sinceCard = nullptr;
    Card* m_statusCard = nullptr;
    EntryList* m_clocks = nullptr;
    EntryList* m_tasks = nullptr;
    EntryList* m_people = nullptr;
    EntryList* m_decisions = nullptr;
    EntryList* m_rows = nullptr;
    EntryList* m_sinceList = nullptr;
    QTimer m_minute;
};

} // namespace bulkhead
