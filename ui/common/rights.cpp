#include "ui/common/rights.h"

#include "models/incident/casework.h"
#include "models/incident/session.h"

#include <QCoreApplication>

namespace bulkhead {

namespace {
struct RightsText
{
    Q_DECLARE_TR_FUNCTIONS(Rights)
};
} // namespace

bool mayWrite(const Session& session, Kind kind, QStringView field)
{
    const Field* found = session.schema().field(kind, field);
    return found && session.roles().meets(found->writers);
}

QString whyNotWrite(const Session& session, Kind kind, QStringView field)
{
    if (session.moment()) {
        return Casework::pastError().message;
    }
    return mayWrite(session, kind, field)
        ? QString()
        : RightsText::tr("Your roles do not allow this. An administrator can give you one that does.");
}

} // namespace bulkhead
