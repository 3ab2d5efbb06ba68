#pragma once

#include "models/incident/itemmodels/timelinemodel.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <QWidget>

#include <functional>
#include <memory>

class QAbstractProxyModel;
class QButtonGroup;
class QLabel;
class QSettings;
class QStackedWidget;
class QTableView;
class QTimer;

namespace bulkhead {

class Banner;
class BulkEditDialog;
class FilterBar;
class ImportDialog;
class Job;
class ObservationDialog;
class PicturePane;
class SectionHeader;
class SpanBar;
struct TimelineSheet;
namespace timeline {
struct Imported;
struct PreparedImport;
} // namespace timeline

/// Everything that happened and everything that was done: as a list, newest first, or as a picture of lanes over time.
/// Both share rows, filter, current row and selection.
class TimelinePage : public QWidget
{
    Q_OBJECT

public:
    /// What a person chose of presentation and lanes is kept in `settings`, which outlives the page.
    TimelinePage(const RoomContext& context, QSettings& settings, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    void reveal(const Id& entity);
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] bool showsPicture() const { return m_showsPicture; }

    /// \name Commands
    ///@{
    void add();
    void edit();
    void strike();
    void togglePin();
    void comment();
    void copy();
    void search();
    void chooseSpan();
    void switchPresentation(); ///< list to picture and back
    void showAll();
    void zoomToSelection();
    void editSelected();
    void savePicture();
    void printPicture();
    void importFile();
    void showImports();
    void saveFilter();
    ///@}
    /// Asks how the file is to be read, then reads it.
    void openImport(const QString& file);

Q_SIGNALS:
    void inspectWanted(const bulkhead::Id& entity);
    void announced(const QString& text);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void setupLayout();
    void setupPicture();
    void setupSwitch(SectionHeader* header);
    void setShowsPicture(bool shows);
    void reload();
    void fetch(qint64 lowest, qint64 highest);
    void fetchRows(const QList<qint64>& keys);
    void takeRows(quint64 generation, const Expected<std::vector<TimelineRow>>& rows);
    void refresh(const Committed& change);
    void showCounts();
    void openDialog(const std::optional<Kept<Observation>>& before);
    void send(ObservationDialog* dialog, const std::optional<Kept<Observation>>& before);
    /// \name Selection
    ///@{
    void showSelection();
    void showOnlySelected();
    void clearSelection();
    void sendBulk(BulkEditDialog* dialog);
    [[nodiscard]] qint64 selectedRows() const;
    [[nodiscard]] std::vector<std::pair<qint64, qint64>> selectedKeys() const;
    ///@}
    /// \name Files that are read into the timeline
    ///@{
    void sendImport(ImportDialog* dialog);
    void prepareImport(const ImportDialog& dialog);
    void admitImport(const std::shared_ptr<Job>& job, timeline::PreparedImport prepared);
    void advanceImport(const std::shared_ptr<Job>& job, const timeline::Imported& imported, qint64 done);
    void tellImport(const timeline::Imported& imported);
    void openImports(const Id& current);
    ///@}
    /// \name Saved filters
    ///@{
    void readFilters();
    void keepFilter(const QString& name, const QString& query);
    ///@}
    /// \name Pictures that leave the vault
    ///@{
    void askForSheet(const QString& text, const QString& verb, const std::function<void(bool isWhole)>& chosen);
    void makeSheet(bool isWhole, std::function<void(TimelineSheet)> made);
    void writePicture(bool isWhole, const QString& file);
    void recordExport(const QString& what);
    ///@}
    [[nodiscard]] std::optional<TimelineRow> currentRow() const;
    /// The current row where it is an observation; says why not otherwise.
    [[nodiscard]] std::optional<Kept<Observation>> currentObservation();

    RoomContext m_context;
    QSettings& m_settings;
    Id m_incident;
    TimelineQuery m_shown; ///< what the keys were read with, whatever is being typed meanwhile
    bool m_showsPicture = false;
    bool m_isOutdated = false; ///< something was written since the reading under way was asked for
    Id m_toReveal;
    Latest m_keysRead;
    Latest m_filtersRead;
    int m_openReads = 0;
    quint64 m_generation = 0;
    TimelineModel* m_model;
    QAbstractProxyModel* m_words;
    Banner* m_banner;
    FilterBar* m_filter;
    QStackedWidget* m_stack;
    QTableView* m_table;
    PicturePane* m_picture;
    SpanBar* m_span;
    QButtonGroup* m_switch;
    QLabel* m_counts;
    QTimer* m_minute; ///< moves the line that says now
};

} // namespace bulkhead
