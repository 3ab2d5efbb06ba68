#pragma once

#include "models/crm/truth/inquiry.h"
#include "ui/common/jobdialog.h"
#include "ui/common/room.h"
#include "ui/provenance/crmtruthdialog.h"
#include "ui/provenance/sample.h"

#include <memory>

class QComboBox;

namespace bulkhead {

namespace provenance {
struct Examined;
}

/// Asks a CRM about the unknown rows of a sample: which CRM, then how much would go there, into which fields and at
/// what cost, then, once a person wants it, what came of it.
class AskCrmDialog : public JobDialog
{
    Q_OBJECT

public:
    struct Question
    {
        TruthOffer offer = {};
        Id incident = {}; ///< where the sample is held; null: nowhere
        Id evidence = {};
        Sample sample = {}; ///< where it is not held
        QString title = {};
        std::shared_ptr<const provenance::Examined> examined = {};
    };
    AskCrmDialog(const RoomContext& context, Question question, QWidget* parent);

Q_SIGNALS:
    /// Records are registered: the sample has another answer now.
    void registered();

private:
    enum class Stage { Choose, Counted, Told };
    struct Run;

    void goOn();
    void choose();
    void readSample();
    void look(const std::shared_ptr<Run>& run);
    void showCost(const std::shared_ptr<Run>& run, const Expected<crm::InquiryPlan>& plan);
    void ask();
    void converse(const std::shared_ptr<Run>& run);
    void tell(const Run& run, const Expected<crm::InquiryReport>& report);
    [[nodiscard]] std::shared_ptr<Run> step(const QString& title);

    RoomContext m_context;
    Question m_question;
    Stage m_stage = Stage::Choose;
    std::shared_ptr<const crm::InquiryStart> m_start;
    std::shared_ptr<const crm::InquiryPlan> m_plan;
    QComboBox* m_connector;
};

} // namespace bulkhead
