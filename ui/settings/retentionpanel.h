#pragma once

#include "models/incident/custodian.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/common/rowmodel.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace bulkhead {

class Banner;

/// How long an incident is kept, with how it is called.
struct RetentionRow
{
    Custodian::Due due;
    QString number;
    QString title;
};

/// Incidents that are kept until a date, the earliest first.
class RetentionModel : public RowModel<RetentionRow>
{
    Q_OBJECT

public:
    enum Column { IncidentColumn, StateColumn, UntilColumn, MaterialColumn, RuleColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const RetentionRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const RetentionRow& row) const override { return row.due.incident; }
};

/// What is kept until when, what is due, and what a legal hold keeps nevertheless. Dates are set and material is
/// destroyed where the incident's evidence is.
class RetentionPanel : public QWidget
{
    Q_OBJECT

public:
    explicit RetentionPanel(const RoomContext& context, QWidget* parent = nullptr);

    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }

Q_SIGNALS:
    /// Somebody wants to see an incident's evidence.
    void evidenceWanted(const bulkhead::Id& incident);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void reload();
    void take(std::vector<RetentionRow> rows);
    void openCurrent();

    RoomContext m_context;
    Latest m_read;
    RetentionModel* m_model;
    Banner* m_banner;
    QLabel* m_summary;
    QTableView* m_table;
    QPushButton* m_open;
};

} // namespace bulkhead
