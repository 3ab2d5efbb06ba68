#pragma once

#include "models/deadline/duties.h"
#include "ui/clocks/severitypanel.h"
#include "ui/common/words.h"

#include <memory>

namespace bulkhead {

/// A clock with the names around it.
struct ClockRow
{
    Kept<IncidentClock> kept;
    QString owner;
    QString party;

    /// What holds of it at that moment, as a word with tone and mark.
    [[nodiscard]] Word state(qint64 now) const;
};

/// A rule beside what is known of the incident.
struct DutyRow
{
    QString regime;
    QString title;
    QString citation;
    QString because;
    int clocks = 0;
    bool isReviewed = false;
    deadline::RegimeStatus status = deadline::RegimeStatus::InForce;
    deadline::Applicability::Answer answer = deadline::Applicability::Answer::Applies;

    [[nodiscard]] Id id() const { return Id::derived(regime.toUtf8()); }
    [[nodiscard]] Word word() const;
};

/// A question of the rules and what was recorded.
struct FactRow
{
    deadline::Question question;
    QString value; ///< "unknown" where nobody has said
    QString why;
    QString by;
    qint64 decidedAt = 0; ///< 0: not recorded
    std::vector<Id> evidence;

    [[nodiscard]] Id id() const { return Id::derived(question.id.toUtf8()); }
};

/// All that the room shows of an incident.
struct ClockPicture
{
    std::shared_ptr<const deadline::Lawbook> book;
    QString codeName;
    QString number;
    std::vector<ClockRow> clocks;
    std::vector<DutyRow> duties;
    std::vector<FactRow> facts;
    std::vector<deadline::EndProposal> proposals;
    deadline::Facts known;
    deadline::Events events;
    std::map<Id, QString> members;
    std::vector<Kept<Party>> parties;
    std::vector<Kept<Evidence>> evidence;
    std::vector<SeverityRow> assessments; ///< the newest first
    Severity severity = Severity::Medium; ///< of the incident
};

/// Reads it; for any thread that has the casework. `book` is loaded where it is null.
[[nodiscard]] Expected<ClockPicture> clockPicture(Casework& casework, const Id& incident,
                                                  std::shared_ptr<const deadline::Lawbook> book);

/// "submitted(initial)" → "Submitted: initial".
[[nodiscard]] QString eventText(const QString& event);
/// Duties, clocks and facts as a document for print.
[[nodiscard]] QString dutiesHtml(const ClockPicture& picture, qint64 now);

} // namespace bulkhead
