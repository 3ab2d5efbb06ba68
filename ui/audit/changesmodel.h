#pragma once

#include "models/incident/casework.h"
#include "ui/common/latest.h"

#include <QAbstractTableModel>

namespace bulkhead {

class Session;

/// A change with what it says to people.
struct ChangeRow
{
    ChangeEntry entry;
    QString said;     ///< what it did, in words
    QString incident; ///< number; empty: the vault's own
    QString device;   ///< name of the device
};

/// The changes of a journal, the newest first, fetched a page at a time as they come into view. Lives on the GUI
/// thread; reads on the session's reading lane.
class ChangesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { AtColumn, AuthorColumn, SaidColumn, IncidentColumn, StateColumn, ColumnCount };
    static constexpr int pageSize = 200;

    /// The session outlives it.
    explicit ChangesModel(Session& session, QObject* parent = nullptr);

    /// Throws away what is there and asks again. `before` and `limit` are the model's own.
    void ask(const ChangeQuery& query);
    void askAgain() { ask(m_query); }
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }
    [[nodiscard]] const ChangeRow& at(int row) const { return m_rows.at(static_cast<std::size_t>(row)); }
    [[nodiscard]] bool isWhole() const { return m_isWhole; }
    /// How many there are in all; nothing where that would take reading every one.
    [[nodiscard]] std::optional<qint64> total() const { return m_total; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    void failed(const bulkhead::Error& error);
    void loaded();

private:
    void read(qint64 before);
    struct Page
    {
        std::vector<ChangeRow> rows;
        std::optional<qint64> total;
    };
    void take(std::vector<ChangeRow> rows);

    Session& m_session;
    ChangeQuery m_query;
    Latest m_read;
    bool m_isReading = false;
    bool m_isWhole = false;
    std::optional<qint64> m_total;
    std::vector<ChangeRow> m_rows;
};

} // namespace bulkhead
