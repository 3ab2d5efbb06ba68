#pragma once

#include "models/deadline/packreview.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/common/rowmodel.h"

#include <QWidget>

class QPushButton;
class QTableView;

namespace bulkhead {

class Banner;

/// A pack of rules with the review that stands.
struct PackRow
{
    deadline::LawPack pack;
    std::optional<Kept<PackReview>> review; ///< of this very content, valid and not withdrawn

    [[nodiscard]] Id id() const { return Id::derived(pack.id.toUtf8()); }
};

class PacksModel : public RowModel<PackRow>
{
    Q_OBJECT

public:
    enum Column { PackColumn, TitleColumn, RulesColumn, ReviewColumn, DueColumn, VersionColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const PackRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const PackRow& row) const override { return row.id(); }
};

/// Packs of rules, and the lawyers' signatures under them.
class LawPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LawPanel(const RoomContext& context, QWidget* parent = nullptr);

    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }
    void review();
    void withdraw();

Q_SIGNALS:
    void announced(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void reload();
    void enable();
    [[nodiscard]] const PackRow* current() const;

    RoomContext m_context;
    Latest m_read;
    PacksModel* m_model;
    Banner* m_banner;
    QTableView* m_table;
    QPushButton* m_review;
    QPushButton* m_withdraw;
};

} // namespace bulkhead
