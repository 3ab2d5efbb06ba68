#pragma once

#include "models/provenance/registry/registry.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/common/room.h"

class QCheckBox;
class QLineEdit;
class QProgressBar;
class QRadioButton;
class QTableView;

namespace bulkhead {

class ColumnsModel;

/// Registers a data set: which file, what kind of data, whose, and what its columns mean.
class RegisterDialog : public FormDialog
{
    Q_OBJECT

public:
    RegisterDialog(const RoomContext& context, bool isProduction, QWidget* parent);
    ~RegisterDialog() override;

    /// Takes a file as chosen.
    void setFile(const QString& path);

Q_SIGNALS:
    void registered(const QString& name, const bulkhead::provenance::Registered& answer);

private:
    void makeFileRow();
    void makeKindRow(bool isProduction);
    void makePreview();
    void browse();
    void preview();
    [[nodiscard]] QString problem() const;
    [[nodiscard]] DataSet dataSet() const;
    void send();
    void build(const std::shared_ptr<const provenance::RegistrySnapshot>& snapshot);
    void fail(const Error& error);

    RoomContext m_context;
    std::shared_ptr<Job> m_job;
    QLineEdit* m_file;
    QLineEdit* m_name;
    QLineEdit* m_version;
    QLineEdit* m_tenant;
    QLineEdit* m_generator;
    QRadioButton* m_production = nullptr;
    QRadioButton* m_synthetic = nullptr;
    QCheckBox* m_near;
    QLabel* m_dialect = nullptr;
    QTableView* m_table = nullptr;
    ColumnsModel* m_columns;
    QProgressBar* m_progress = nullptr;
    quint64 m_previewed = 0;
};

} // namespace bulkhead
