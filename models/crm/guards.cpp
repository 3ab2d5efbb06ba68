#include "models/crm/guards.h"

#include "models/crm/crmtext.h"
#include "models/crm/sync/merging.h"

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

Expected<void> checkUnchanged(const Fields& left, const Fields& now)
{
    QStringList differences;
    for (const auto& [field, value] : left) {
        const auto found = now.find(field);
        const QString was = canonicalText(FieldType::Text, value);
        const QString is = found == now.end() ? QString() : canonicalText(FieldType::Text, found->second);
        if (was != is) {
            differences.append(CrmText::tr("%1 was left as \"%2\" and is \"%3\"").arg(field, was, is));
        }
    }
    if (differences.isEmpty()) {
        return {};
    }
    return failure(
        "crm.conflict"_L1,
        CrmText::tr("Somebody has changed it since: %1. Nothing was done. Look at it there, and decide anew.")
            .arg(differences.join(u"; "_s)));
}

std::unexpected<Error> guardedOwnUser()
{
    return failure("crm.guarded"_L1,
                   CrmText::tr("That is the user that this connector works as: it could not take it back. Use another "
                               "user's connector, or the CRM itself. Nothing was done."));
}

std::unexpected<Error> guardedLastAdministrator()
{
    return failure("crm.guarded"_L1,
                   CrmText::tr("That is the last administrator there who can still sign in: nobody could take it back. "
                               "Make another one first. Nothing was done."));
}

void OwnUser::keep(const QString& id)
{
    const std::scoped_lock lock(m_mutex);
    m_id = id;
}

Expected<QString> OwnUser::of(Connector& connector, std::stop_token stop) const
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_id.isEmpty()) {
            return m_id;
        }
    }
    TRY(const Identity identity, connector.authorise(std::move(stop)));
    return identity.user;
}

} // namespace bulkhead::crm
