#pragma once

#include "models/provenance/registry/registry.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/common/room.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QProgressBar;

namespace bulkhead {

class PathEdit;

/// Makes a copy of a synthetic data set for one recipient.
class CopyDialog : public FormDialog
{
    Q_OBJECT

public:
    /// \param sets the registered ones, of which the synthetic ones are offered; \param current is preset.
    CopyDialog(const RoomContext& context, const std::vector<Kept<DataSet>>& sets, const Id& current, QWidget* parent);
    ~CopyDialog() override;

Q_SIGNALS:
    void made(const bulkhead::provenance::MadeCopy& copy);

private:
    [[nodiscard]] QString problem() const;
    [[nodiscard]] DataSetCopy about() const;
    [[nodiscard]] provenance::TagOptions options() const;
    void send();
    void build(const std::shared_ptr<const provenance::RegistrySnapshot>& snapshot);
    void keep(provenance::PreparedCopy copy);
    void fail(const Error& error);

    RoomContext m_context;
    std::shared_ptr<Job> m_job;
    PathEdit* m_file;
    PathEdit* m_target;
    QLineEdit* m_name;
    QLineEdit* m_recipient;
    QComboBox* m_set;
    QLineEdit* m_markColumn;
    QLineEdit* m_markIn;
    QCheckBox* m_canaries;
    QLineEdit* m_license;
    QProgressBar* m_progress;
};

} // namespace bulkhead
