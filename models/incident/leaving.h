#pragma once

#include "models/incident/casework.h"

namespace bulkhead {

/// Where it is noted that something left the vault: a closed incident takes no entries into its timeline any more.
enum class NotedIn : quint8 { Timeline, Journal };

/// Notes that something of an incident was exported or printed: `text` says what, with the file's SHA-256 where there
/// is one. On the timeline; of a closed incident as a step of custody of nothing in particular. Errors: those of the
/// journal.
[[nodiscard]] Expected<NotedIn> noteLeaving(Casework& casework, const Id& incident, const QString& text,
                                            Compartment compartment = Compartment::Team);

} // namespace bulkhead
