#pragma once

#include "models/crm/parties/affected.h"
#include "ui/common/formdialog.h"
#include "ui/common/room.h"

#include <memory>

class QLabel;
class QProgressBar;

namespace bulkhead {

class Job;

/// Finds whose records the matched rows of an incident are: reads its samples, says how much the CRM would be asked
/// for, asks once a person wants it, and says what came of it.
class AffectedDialog : public FormDialog
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
    ~AffectedDialog() override;

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
    void begin(const QString& title);
    void stopped(const Error& error, const QString& text);
    void show(const QString& text, const QString& verb);

    RoomContext m_context;
    Question m_question;
    Stage m_stage = Stage::Unread;
    std::shared_ptr<const crm::AffectedStart> m_start;
    Id m_party; ///< the first that was made or changed
    std::shared_ptr<Job> m_job;
    QLabel* m_text;
    QProgressBar* m_progress;
};

} // namespace bulkhead
