#include "ui/shell/palettetargets.h"

#include "ui/common/words.h"

namespace bulkhead {

Expected<PaletteTargets> paletteTargets(const Casework& casework, const Id& incident)
{
    using What = PaletteTargets::Target::Kind;
    PaletteTargets result;
    TRY(const auto incidents, casework.incidents());
    for (const auto& kept : incidents) {
        result.targets.push_back({What::Incident, kept.id, kept.id,
                                  QStringLiteral("%1  %2").arg(casework.shownNumber(kept.id), kept.value.title),
                                  kept.value.codeName});
    }
    if (!incident.isNull()) {
        TRY(const auto tasks, casework.all<Task>(incident));
        for (const auto& kept : tasks) {
            const bool isFinished = kept.value.state == TaskState::Done || kept.value.state == TaskState::NotApplicable;
            if (!isFinished && !kept.value.isStruck) {
                result.targets.push_back(
                    {What::Task, kept.id, incident, kept.value.title, wordOf(kept.value.state).text});
            }
        }
    }
    for (const auto& member : casework.journal().members()) {
        if (!member.member.isRetired) {
            QStringList roles;
            for (const Role role : allRoles) {
                if (member.member.roles.has(role)) {
                    roles += roleName(role);
                }
            }
            result.targets.push_back({What::Person, member.id, {}, member.member.name, roles.join(u", ")});
        }
    }
    return result;
}

} // namespace bulkhead
