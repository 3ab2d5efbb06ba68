#pragma once

#include "models/incident/itemmodels/timelinemodel.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <QWidget>

class QAbstractProxyModel;
class QLabel;
class QStackedWidget;
class QTableView;

namespace bulkhead {

class Banner;
class FilterBar;
class ObservationDialog;

/// Everything that happened and everything that was done, newest first.
class TimelinePage : public QWidget
{
    Q_OBJECT

public:
    explicit TimelinePage(const RoomContext& context, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    void reveal(const Id& entity);
    [[nodiscard]] bool isSettled() const { return m_keysRead.isSettled() && m_openReads == 0; }

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
    ///@}

Q_SIGNALS:
    void inspectWanted(const bulkhead::Id& entity);
    void announced(const QString& text);

private:
    void setupLayout();
    void reload();
    void fetch(qint64 lowest, qint64 highest);
    void refresh(const Committed& change);
    void showCounts();
    void openDialog(const std::optional<Kept<Observation>>& before);
    void send(ObservationDialog* dialog, const std::optional<Kept<Observation>>& before);
    [[nodiscard]] std::optional<TimelineRow> currentRow() const;
    /// The current row where it is an observation; says why not otherwise.
    [[nodiscard]] std::optional<Kept<Observation>> currentObservation();

    RoomContext m_context;
    Id m_incident;
    Id m_toReveal;
    Latest m_keysRead;
    int m_openReads = 0;
    quint64 m_generation = 0;
    TimelineModel* m_model;
    QAbstractProxyModel* m_words;
    Banner* m_banner;
    FilterBar* m_filter;
    QStackedWidget* m_stack;
    QTableView* m_table;
    QLabel* m_counts;
};

} // namespace bulkhead
