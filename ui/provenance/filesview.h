#pragma once

#include "models/provenance/registry/incoming.h"
#include "models/provenance/registry/registry.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/common/rowmodel.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;
class QTableView;

namespace bulkhead {

class Job;

/// One of several files.
struct FileRow
{
    enum class State : quint8 { Waiting, Working, Answered, Filed, Failed };

    QString path;
    State state = State::Waiting;
    std::shared_ptr<const provenance::Answer> answer = {};
    QString problem = {};
};

class FilesModel : public RowModel<FileRow>
{
    Q_OBJECT

public:
    enum Columns {
        NameColumn,
        VerdictColumn,
        RowsColumn,
        ProductionColumn,
        MixedColumn,
        UnknownColumn,
        SyntheticColumn,
        UnreadableColumn,
        PlaceColumn,
        columnTotal
    };
    using RowModel::RowModel;
    [[nodiscard]] static Id keyOf(const QString& path);

protected:
    [[nodiscard]] int columns() const override { return columnTotal; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const FileRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const FileRow& row) const override { return keyOf(row.path); }
};

/// Many files at a time, each with its answer: of a drop, of folders, or of a folder into which they come.
class FilesView : public QWidget
{
    Q_OBJECT

public:
    explicit FilesView(const RoomContext& context, QWidget* parent = nullptr);
    ~FilesView() override;

    void setIncident(const Id& incident);
    /// Files and folders; what is in the list already is asked about again.
    void add(const QStringList& paths);
    void watch(const QString& folder);
    void stopWatching();
    [[nodiscard]] bool isWatching() const { return m_incoming != nullptr; }
    [[nodiscard]] int count() const { return m_model->rowCount(); }
    [[nodiscard]] bool isSettled() const { return !m_job && !m_isFiling; }
    void attachAll();
    void clear();

Q_SIGNALS:
    void openWanted(const QString& path);
    void watchWanted();
    void changed();
    void announced(const QString& text);
    void failed(const bulkhead::Error& error);

private:
    void look();
    void next();
    /// What a file is held against.
    struct Against
    {
        std::shared_ptr<const provenance::RegistrySnapshot> registry;
        std::vector<provenance::ColumnMapping> remembered;
    };
    void run(const Against& against, const QString& path);
    void take(const QString& path, FileRow::State state, std::shared_ptr<const provenance::Answer> answer,
              const QString& problem);
    void describe();
    void openCurrent();

    RoomContext m_context;
    Id m_incident;
    std::vector<FileRow> m_files;
    std::shared_ptr<Job> m_job;
    Latest m_round; ///< answers of what was cleared are dropped
    std::shared_ptr<provenance::IncomingFiles> m_incoming;
    QTimer m_timer;
    bool m_isLooking = false;
    bool m_isFiling = false;
    FilesModel* m_model;
    QTableView* m_table;
    QLabel* m_summary;
    QPushButton* m_watch;
    QPushButton* m_attach;
};

} // namespace bulkhead
