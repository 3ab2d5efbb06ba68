#pragma once

#include "models/base/id.h"
#include "ui/common/theme.h"

#include <QAbstractTableModel>

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace bulkhead {

/// Roles that tables and their delegates share.
enum CellRole {
    SortRole = Qt::UserRole + 100, ///< what the sort proxy compares
    IdRole,                        ///< bulkhead::Id of the row's entity
    ToneRole,                      ///< int of Tone: PillDelegate paints the text as a pill
    MarkRole,                      ///< int of Mark
    StruckRole,                    ///< bool: the text is struck through
};

/// Base of tables over a vector of values: index arithmetic once, and changes row by row, so that selection and scroll
/// position survive. A subclass says columns, headers, cells and each row's key.
template<typename Row> class RowModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const final
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const final
    {
        return parent.isValid() ? 0 : columns();
    }
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const final
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columns()) {
            return {};
        }
        return header(section, role);
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const final
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
            return {};
        }
        const Row& row = m_rows[static_cast<std::size_t>(index.row())];
        if (role == IdRole) {
            return QVariant::fromValue(key(row));
        }
        return cell(row, index.column(), role);
    }

    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    [[nodiscard]] const Row& at(int row) const { return m_rows.at(static_cast<std::size_t>(row)); }
    [[nodiscard]] int rowOf(const Id& id) const
    {
        const auto found = std::ranges::find_if(m_rows, [&](const Row& row) { return key(row) == id; });
        return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
    }

    /// Takes the new rows over with as few removals, insertions and moves as keeping the order allows.
    void setRows(std::vector<Row> rows)
    {
        if (m_rows.empty() || rows.empty()) {
            beginResetModel();
            m_rows = std::move(rows);
            endResetModel();
            return;
        }
        removeMissing(rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            place(i, std::move(rows[i]));
        }
    }
    /// Ages, countdowns: everything is asked again, nothing moves.
    void refreshCells(const QList<int>& roles = {})
    {
        if (!m_rows.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns() - 1), roles);
        }
    }

protected:
    [[nodiscard]] virtual int columns() const = 0;
    [[nodiscard]] virtual QVariant header(int column, int role) const = 0;
    [[nodiscard]] virtual QVariant cell(const Row& row, int column, int role) const = 0;
    [[nodiscard]] virtual Id key(const Row& row) const = 0;

private:
    void removeMissing(const std::vector<Row>& rows)
    {
        std::unordered_map<Id, bool> wanted;
        for (const Row& row : rows) {
            wanted.emplace(key(row), true);
        }
        for (int i = rowCount() - 1; i >= 0; --i) {
            if (!wanted.contains(key(at(i)))) {
                beginRemoveRows({}, i, i);
                m_rows.erase(m_rows.begin() + i);
                endRemoveRows();
            }
        }
    }
    void place(std::size_t at, Row row)
    {
        const Id id = key(row);
        const int to = static_cast<int>(at);
        std::size_t from = at;
        while (from < m_rows.size() && key(m_rows[from]) != id) {
            ++from;
        }
        if (from == m_rows.size()) {
            beginInsertRows({}, to, to);
            m_rows.insert(m_rows.begin() + to, std::move(row));
            endInsertRows();
            return;
        }
        if (from != at) {
            beginMoveRows({}, static_cast<int>(from), static_cast<int>(from), {}, to);
            std::rotate(m_rows.begin() + to, m_rows.begin() + static_cast<std::ptrdiff_t>(from),
                        m_rows.begin() + static_cast<std::ptrdiff_t>(from) + 1);
            endMoveRows();
        }
        m_rows[at] = std::move(row);
        Q_EMIT dataChanged(index(to, 0), index(to, columns() - 1));
    }

    std::vector<Row> m_rows;
};

} // namespace bulkhead
