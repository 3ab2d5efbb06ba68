#pragma once

#include "models/incident/casework.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/common/rowmodel.h"

#include <QWidget>

class QLabel;
class QNetworkAccessManager;
class QStackedWidget;
class QTableView;

namespace bulkhead {

class StampDialog;

/// A checkpoint as the list shows it.
struct CheckpointRow
{
    Id id;
    Checkpoint checkpoint;
    QString by;                               ///< who made it
    std::optional<CheckpointFinding> finding; ///< of the last verification
};

class CheckpointsModel : public RowModel<CheckpointRow>
{
    Q_OBJECT

public:
    enum Columns { MadeColumn, ByColumn, ChainsColumn, StampColumn, ProvesColumn, columnTotal };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return columnTotal; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const CheckpointRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const CheckpointRow& row) const override { return row.id; }
};

/// The vault's checkpoints, what each proves, and a button that makes one.
class CheckpointsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit CheckpointsPanel(const RoomContext& context, QWidget* parent = nullptr);

    void reload();
    /// What a verification found about them.
    void showFindings(const std::vector<CheckpointFinding>& findings);
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }
    [[nodiscard]] int count() const { return m_model->rowCount(); }

    void make();
    /// Asks which authority is to stamp it, and makes it then.
    void makeStamped();
    void saveCurrent();

Q_SIGNALS:
    void announced(const QString& text);
    void failed(const bulkhead::Error& error);
    void countChanged();

private:
    /// A checkpoint that is not kept yet, and what an authority is to vouch for.
    struct Measured
    {
        Checkpoint checkpoint;
        Bytes imprint;
    };

    void take(std::vector<CheckpointRow> rows);
    void save(const CheckpointFile& file);
    void askForStamp(StampDialog* dialog);
    void sendQuestion(StampDialog* dialog, const Measured& measured);
    void keepStamped(StampDialog* dialog, Checkpoint checkpoint);
    [[nodiscard]] QString lastAuthority() const;

    RoomContext m_context;
    Latest m_read;
    std::vector<CheckpointFinding> m_findings;
    CheckpointsModel* m_model;
    QTableView* m_table;
    QStackedWidget* m_stack;
    QNetworkAccessManager* m_network = nullptr; ///< made when an authority is asked first
};

} // namespace bulkhead
