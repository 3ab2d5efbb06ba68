#pragma once

#include "models/deadline/regime.h"
#include "models/incident/casework.h"

#include <algorithm>

/// What the files of this room share: reading without what is privileged.
namespace bulkhead::review {

/// The incident's entities of a kind as the team sees them: those of the counsel compartment are left out whoever
/// asks, so that a figure or a page does not say another thing, or more, when counsel makes it. Struck ones are left
/// out, too.
template<typename T> [[nodiscard]] Expected<std::vector<Kept<T>>> teamOf(const Casework& casework, const Id& incident)
{
    TRY(auto all, casework.all<T>(incident));
    std::erase_if(all, [](const Kept<T>& one) {
        bool isLeftOut = one.stream.compartment != Compartment::Team;
        if constexpr (requires { one.value.isStruck; }) {
            isLeftOut = isLeftOut || one.value.isStruck;
        }
        return isLeftOut;
    });
    return all;
}

/// The entity of that id; null where it is not among them.
template<typename T> [[nodiscard]] const Kept<T>* find(const std::vector<Kept<T>>& all, const Id& id)
{
    const auto found = std::ranges::find(all, id, &Kept<T>::id);
    return found == all.end() ? nullptr : &*found;
}

/// A value of a choice as it was written, in the order of the authors' clocks.
struct Written
{
    qint64 at = 0; ///< ms since 1970
    QString value;
};
[[nodiscard]] Expected<std::vector<Written>> writesOf(const Casework& casework, const Id& entity, Kind kind,
                                                      QStringView field);

/// Whether what a clock waits for is owed to an authority: by its party, else by its regime's addressee.
[[nodiscard]] bool isOwedToAuthority(const IncidentClock& clock, const std::vector<Kept<Party>>& parties,
                                     const deadline::Regimes& regimes);

} // namespace bulkhead::review
