#pragma once

#include "models/provenance/itemmodels/examined.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <set>

namespace bulkhead::provenance {

/// Which rows of a sample are listed.
struct RowFilter
{
    std::optional<Verdict> verdict;
    quint64 firstRow = 0; ///< 0: from the beginning
    quint64 lastRow = 0;  ///< 0: to the end
    bool onlyNew = false; ///< against earlier samples

    bool operator==(const RowFilter&) const = default;
    [[nodiscard]] bool accepts(const ExaminedRow& row) const
    {
        return (!onlyNew || row.isNew) && (!verdict || row.verdict == *verdict) && row.number >= firstRow
            && (lastRow == 0 || row.number <= lastRow);
    }
};

/// The rows of an examined sample: number, verdict, confidence, data sets, tenant, the sample's own columns, reasons.
/// Values of rows that are not synthetic are masked in every role until the row is revealed.
class RowsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Columns { NumberColumn, VerdictColumn, ConfidenceColumn, DataSetColumn, TenantColumn, FirstValueColumn };
    enum Role {
        VerdictRole = Qt::UserRole, ///< QString identifier
        NumberRole,                 ///< quint64 in the sample
        IsMaskedRole,               ///< bool: something of the cell is hidden
    };
    using QAbstractTableModel::QAbstractTableModel;

    /// A new sample: everything revealed is forgotten.
    void setExamined(std::shared_ptr<const Examined> examined);
    void setFilter(const RowFilter& filter);
    [[nodiscard]] const RowFilter& filter() const { return m_filter; }
    void reveal(quint64 number);
    void concealAll();
    [[nodiscard]] bool isRevealed(quint64 number) const { return m_revealed.contains(number); }
    /// Whether there is anything that `reveal` would show.
    [[nodiscard]] bool canReveal(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// One row as text, tab-separated, masked as it is shown.
    [[nodiscard]] QString rowText(int row) const;

private:
    [[nodiscard]] const ExaminedRow& rowAt(int row) const;
    [[nodiscard]] bool isMasked(const ExaminedRow& row) const;
    [[nodiscard]] QString valueText(const ExaminedRow& row, std::size_t column) const;
    [[nodiscard]] QString text(const ExaminedRow& row, int column) const;
    void list();

    std::shared_ptr<const Examined> m_examined;
    std::vector<Column> m_columns;
    RowFilter m_filter;
    std::vector<quint32> m_listed; ///< places in `m_examined->rows`
    std::set<quint64> m_revealed;
};

/// "unclosed quote at octet 17" and the like for the unreadable rows of a sample.
class UnreadableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<Unreadable> rows);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Unreadable> m_rows;
};

} // namespace bulkhead::provenance
