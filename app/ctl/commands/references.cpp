#include "app/ctl/commands/references.h"

namespace bulkhead::ctl {

using namespace Qt::StringLiterals;

void resolveMembers(const Desk& desk, Fields& fields)
{
    static const QStringList references{u"assignee"_s, u"owner"_s, u"member"_s};
    for (auto& [name, text] : fields) {
        if (references.contains(name)) {
            if (const auto member = desk.member(text)) {
                text = member->text();
            }
        }
    }
}

} // namespace bulkhead::ctl
