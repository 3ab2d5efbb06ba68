#pragma once

#include "models/crm/parties/affected.h"
#include "ui/common/jobdialog.h"
#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// Finds whose records the matched rows of an incident are: reads its samples, says how much the CRM would be asked
/// for, asks once a person wants it, and says what came of it.
class AffectedDialog : public JobDialog
{
    Q_OBJECT

public:
    struct Question
    {
        std::shared_ptr<const crm::Mappings> mappings;
        Kept<CrmConnector> connector;
        Id incident;
        QString incidentName; ///< "INC-0007 Bold Heron"
    };
    AffectedDialog(const RoomContext& context, Question question, QWidget* parent);

Q_SIGNALS:
    /// Of these parties one is to be shown.
    void partyWanted(const bulkhead::Id& party);

private:
    enum class Stage { Unread, Counted, Told };
    struct Run;

    void goOn();
    void readSamples();
    void showCounts(crm::AffectedStart start);
    void ask();
    void converse(const std::shared_ptr<Run>& run);
    void tell(const Expected<crm::AffectedReport>& report);

    RoomContext m_context;
    Question m_question;
    Stage m_stage = Stage::Unread;
    std::shared_ptr<const crm::AffectedStart> m_start;
    Id m_party; ///< the first that was made or changed
};

} // namespace bulkhead
