#include "app/console/rooms.h"

#include "ui/audit/auditroom.h"
#include "ui/board/boardroom.h"
#include "ui/breach/breachroom.h"
#include "ui/cases/casesroom.h"
#include "ui/clocks/clocksroom.h"
#include "ui/common/preferences.h"
#include "ui/connectors/connectorsroom.h"
#include "ui/decisions/decisionsroom.h"
#include "ui/disclosure/disclosureroom.h"
#include "ui/evidence/evidenceroom.h"
#include "ui/overview/overviewroom.h"
#include "ui/provenance/provenanceroom.h"
#include "ui/register/registerroom.h"
#include "ui/review/reviewroom.h"
#include "ui/settings/settingsroom.h"
#include "ui/timeline/timelineroom.h"

namespace bulkhead {

std::vector<std::unique_ptr<Room>> makeRooms(const RoomContext& context, Preferences& preferences, RekeyHandler rekey,
                                             std::function<bool()> isCovered)
{
    std::vector<std::unique_ptr<Room>> rooms;
    rooms.push_back(makeCasesRoom(context));
    rooms.push_back(makeOverviewRoom(context, preferences.settings()));
    rooms.push_back(makeTimelineRoom(context, preferences.settings()));
    rooms.push_back(makeBoardRoom(context));
    rooms.push_back(makeBreachRoom(context));
    rooms.push_back(makeClocksRoom(context));
    rooms.push_back(makeDisclosureRoom(context));
    rooms.push_back(makeProvenanceRoom(context));
    rooms.push_back(makeEvidenceRoom(context));
    rooms.push_back(makeDecisionsRoom(context));
    rooms.push_back(makeReviewRoom(context));
    rooms.push_back(makeAuditRoom(context));
    rooms.push_back(makeRegisterRoom(context));
    rooms.push_back(makeConnectorsRoom(context, preferences.settings(), std::move(isCovered)));
    rooms.push_back(makeSettingsRoom(context, preferences, std::move(rekey)));
    return rooms;
}

} // namespace bulkhead
