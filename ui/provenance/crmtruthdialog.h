#pragma once

#include "models/crm/truth/truth.h"
#include "ui/common/formdialog.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;

namespace bulkhead {

class Job;

/// The CRMs that records can be registered from.
struct TruthOffer
{
    std::shared_ptr<const crm::Mappings> mappings;
    std::vector<Kept<CrmConnector>> connectors; ///< whose mapping says what fields mean
};

/// Registers a CRM's own records as what is real: which CRM, which kinds of record, under which name. Says before
/// whether all is read or only what has changed.
class CrmTruthDialog : public FormDialog
{
    Q_OBJECT

public:
    CrmTruthDialog(const RoomContext& context, TruthOffer offer, QWidget* parent);
    ~CrmTruthDialog() override;

Q_SIGNALS:
    void registered(const QString& name, const bulkhead::crm::TruthReport& report, const QString& connector);

private:
    struct Run;

    void makeRows();
    void showConnector();
    /// Asks what would be read, as the form stands.
    void look();
    void showStart(const Expected<crm::TruthStart>& start);
    [[nodiscard]] const Kept<CrmConnector>& connector() const;
    [[nodiscard]] QStringList ticked() const;
    [[nodiscard]] QString problem() const;
    void send();
    void read(const std::shared_ptr<Run>& run);
    void tell(const Run& run, const Expected<crm::TruthReport>& report);

    RoomContext m_context;
    TruthOffer m_offer;
    Latest m_looked;
    QString m_shownFor; ///< the source whose kinds of record are ticked
    std::shared_ptr<Job> m_job;
    QComboBox* m_connector;
    QLineEdit* m_name;
    QComboBox* m_kind;
    QListWidget* m_objects;
    QLineEdit* m_where;
    QLabel* m_state;
    QProgressBar* m_progress;
};

} // namespace bulkhead
