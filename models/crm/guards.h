#pragma once

#include "models/crm/connector.h"

#include <mutex>

namespace bulkhead::crm {

/// \name What keeps an action from doing harm, for every CRM that can act
///@{
/// Whether what an action left is still so; otherwise `crm.conflict`, which says each field that somebody has changed
/// since: what it was left as and what it is.
[[nodiscard]] Expected<void> checkUnchanged(const Fields& left, const Fields& now);
/// `crm.guarded`, with why.
[[nodiscard]] std::unexpected<Error> guardedOwnUser();
[[nodiscard]] std::unexpected<Error> guardedLastAdministrator();

/// Who the connector is at the CRM, once it has signed in. Thread-safe.
class OwnUser
{
public:
    void keep(const QString& id);
    /// Asks by `authorise` where that is not known yet.
    [[nodiscard]] Expected<QString> of(Connector& connector, std::stop_token stop) const;

private:
    mutable std::mutex m_mutex;
    QString m_id;
};
///@}

} // namespace bulkhead::crm
