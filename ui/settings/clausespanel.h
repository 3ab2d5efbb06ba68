#pragma once

#include "models/deadline/customers.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/common/rowmodel.h"

#include <QWidget>

#include <memory>

class QPushButton;
class QTableView;

namespace bulkhead {

class Banner;

/// Clauses of contracts with customers, with those that were retired.
class ClausesModel : public RowModel<Kept<ContractClause>>
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        HoursColumn,
        StartsColumn,
        TriggerColumn,
        DerivedColumn,
        ChannelColumn,
        CitationColumn,
        ColumnCount
    };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Kept<ContractClause>& row, int column, int role) const override;
    [[nodiscard]] Id key(const Kept<ContractClause>& row) const override { return row.id; }
};

/// What contracts say about telling customers, entered once for all incidents.
class ClausesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ClausesPanel(const RoomContext& context, QWidget* parent = nullptr);

    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }
    void add();
    void edit();
    void retire();

Q_SIGNALS:
    void announced(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Loaded
    {
        std::shared_ptr<const deadline::Lawbook> book;
        std::vector<Kept<ContractClause>> clauses;
    };
    void reload();
    void enable();
    void openDialog(const std::optional<Kept<ContractClause>>& before);
    [[nodiscard]] const Kept<ContractClause>* current() const;

    RoomContext m_context;
    Latest m_read;
    std::shared_ptr<const deadline::Lawbook> m_book;
    ClausesModel* m_model;
    Banner* m_banner;
    QTableView* m_table;
    std::vector<QPushButton*> m_forCurrent;
};

} // namespace bulkhead
