#pragma once

#include "models/incident/casework.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <QTimer>

namespace bulkhead {

/// A timeline of any length: the keys of all rows are held, the rows themselves only where somebody looks. Rows that
/// are missing are asked for by `pageWanted`, a page at a time, and given with `putRows`. Newest first.
class TimelineModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Columns { TimeColumn, KindColumn, AuthorColumn, TextColumn, columnTotal };
    enum Role {
        EntityRole = Qt::UserRole, ///< Id; null while the row is being fetched
        IsPostedRole,              ///< bool: a change that posted itself
        IsPinnedRole,
        IsStruckRole,
        IsLoadedRole,
        AtRole, ///< qint64, ms since 1970
    };
    static constexpr int pageRows = 200;
    static constexpr int keptPages = 40;
    static constexpr int mostRows = 100; ///< of one `rowsWanted`

    explicit TimelineModel(QObject* parent = nullptr);

    /// All keys, descending. Only what differs is removed and inserted, so that selection and place survive.
    void setKeys(std::vector<qint64> keys);
    void putRows(const std::vector<TimelineRow>& rows);
    /// Rows about that entity are fetched again when they are looked at; until then the old ones show.
    void touch(const Id& entity);
    /// Nothing is remembered: another incident, or other sentences.
    void clear();

    [[nodiscard]] std::optional<TimelineRow> rowAt(int row) const; ///< nothing while it is being fetched
    [[nodiscard]] bool isLoaded(int row) const;                    ///< it is there and was not touched since
    /// That one row is needed, not the page around it: many of them far from each other are asked for at once.
    void wantRow(int row) const;
    [[nodiscard]] int rowOfKey(qint64 key) const; ///< -1
    [[nodiscard]] qint64 keyAt(int row) const { return m_keys[static_cast<std::size_t>(row)]; }
    /// "03:12 CET<tab>A. Moreno<tab>text" for the clipboard.
    [[nodiscard]] QString rowText(int row) const;
    /// For screen readers: time, kind, source and text in one line. Asks for the row where it is not there, and says
    /// meanwhile when it was.
    [[nodiscard]] QString spokenText(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Rows with keys from `lowest` to `highest` are wanted.
    void pageWanted(qint64 lowest, qint64 highest) const;
    /// Single rows are wanted, at most `mostRows` of them.
    void rowsWanted(const QList<qint64>& keys) const;

private:
    void askForPages();
    void askForRows();
    void want(int row) const;
    void forgetFarPages();

    std::vector<qint64> m_keys;
    QHash<qint64, TimelineRow> m_rows;
    QHash<qint64, bool> m_stale;
    mutable std::vector<int> m_wanted;  ///< pages looked at and not yet asked for
    mutable QList<qint64> m_wantedRows; ///< keys, in the order in which they were looked at
    mutable QSet<qint64> m_openRows;    ///< wanted or asked for, and not here yet
    mutable QTimer m_ask;
    int m_lastPage = 0;
};

/// The text of an observation in one line: what we make of it, else what was seen.
[[nodiscard]] QString oneLine(const Observation& observation);

} // namespace bulkhead
