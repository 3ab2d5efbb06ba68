#include "ui/common/breachwords.h"

#include "models/breach/finding.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace bulkhead {

Word wordOfConclusion(const QString& id)
{
    const QString name = breach::conclusionName(id);
    if (id == "breach_confirmed"_L1) {
        return {name, Tone::Critical, Mark::Octagon};
    }
    if (id == "breach_likely"_L1) {
        return {name, Tone::High, Mark::Triangle};
    }
    if (id == "security_incident_only"_L1) {
        return {name, Tone::Ok, Mark::Check};
    }
    return id.isEmpty() ? Word{QCoreApplication::translate("Word", "Not signed"), Tone::Neutral, Mark::Ring}
                        : Word{name, Tone::Unknown, Mark::Ring};
}

} // namespace bulkhead
