#pragma once

/// The schema of the room: a table beside each struct of incident.h and entries.h. Field ids are stable and never
/// reused. Sentences are what the timeline says when a field changes; a field without one is not posted.

#include "models/incident/tables/attested.h"
#include "models/incident/tables/breach.h"
#include "models/incident/tables/case.h"
#include "models/incident/tables/crm.h"
#include "models/incident/tables/custodial.h"
#include "models/incident/tables/disclosure.h"
#include "models/incident/tables/facts.h"
#include "models/incident/tables/people.h"
#include "models/incident/tables/registry.h"
#include "models/incident/tables/work.h"
