#include "models/incident/counselaccess.h"

#include "models/incident/words.h"

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
std::unexpected<Error> noRight()
{
    return failure("journal.not-permitted"_L1,
                   Wording::tr("Only members with the role Legal say who reads the counsel compartment."));
}
} // namespace

bool isInForce(const CounselAccess& access, qint64 now)
{
    return !access.isWithdrawn && access.until.value_or(now + 1) > now;
}

Expected<void> mayLetLeave(const Journal& journal, Compartment compartment)
{
    if (compartment == Compartment::Counsel && !journal.roles().has(Role::Legal)) {
        return failure("journal.not-permitted"_L1,
                       Wording::tr("Only members with the role Legal let the counsel compartment leave."));
    }
    return {};
}

Expected<std::vector<Kept<CounselAccess>>> counselAccess(const Casework& casework, const Id& incident)
{
    const Journal& journal = casework.journal();
    if (!journal.roles().has(Role::Legal) && !journal.canRead({incident, Compartment::Counsel})) {
        return noRight();
    }
    TRY(auto all, casework.all<CounselAccess>(incident));
    std::ranges::stable_sort(all, std::greater{}, &Kept<CounselAccess>::id);
    return all;
}

Expected<Id> letIntoCounsel(Casework& casework, const Id& incident, const Id& member, const QString& reason,
                            std::optional<qint64> until)
{
    if (casework.isPast()) {
        return std::unexpected(Casework::pastError());
    }
    Journal& journal = casework.journal();
    if (!journal.roles().has(Role::Legal)) {
        return noRight();
    }
    TRY([[maybe_unused]] const auto kept, casework.incident(incident));
    const auto members = journal.members();
    const auto found = std::ranges::find(members, member, &Journal::NamedMember::id);
    if (found == members.end() || found->member.isRetired || !found->member.roles.meets(readers)) {
        return failure("counsel.member"_L1,
                       Wording::tr("Only a member who works on incidents can be let in; an administrator gives the "
                                   "role."));
    }
    if (found->member.roles.has(Role::Legal)) {
        return failure("counsel.member"_L1,
                       Wording::tr("%1 has the role Legal and reads it anyway.").arg(found->member.name));
    }
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, Wording::tr("Say why they are let in; it stands in the compartment."));
    }
    if (until && *until <= casework.now()) {
        return failure("value.bad"_L1, Wording::tr("The end has to be in the future."));
    }
    const Id id = Id::make(casework.now());
    CHECK_OK(journal.append(
        Draft{.stream = {incident, Compartment::Counsel},
              .intent = u"counsel.add"_s,
              .facts = factsOf(
                  id, CounselAccess{.user = member, .reason = reason.trimmed(), .until = until, .withdrawnReason = {}}),
              .signNow = true}));
    return id;
}

Expected<void> takeOutOfCounsel(Casework& casework, const Id& incident, const Id& member, const QString& reason)
{
    if (casework.isPast()) {
        return std::unexpected(Casework::pastError());
    }
    Journal& journal = casework.journal();
    if (!journal.roles().has(Role::Legal)) {
        return noRight();
    }
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, Wording::tr("Say why they are taken out."));
    }
    TRY(const auto all, counselAccess(casework, incident));
    Draft draft{
        .stream = {incident, Compartment::Counsel}, .intent = u"counsel.remove"_s, .facts = {}, .signNow = true};
    for (const Kept<CounselAccess>& one : all) {
        if (one.value.user == member && isInForce(one.value, casework.now())) {
            CounselAccess after = one.value;
            after.isWithdrawn = true;
            after.withdrawnReason = reason.trimmed();
            std::ranges::move(factsBetween(one.id, one.value, after), std::back_inserter(draft.facts));
        }
    }
    if (draft.facts.empty()) {
        return failure("counsel.not-in"_L1, Wording::tr("Nobody has let them in."));
    }
    CHECK_OK(journal.append(draft));
    return {};
}

} // namespace bulkhead
