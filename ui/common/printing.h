#pragma once

#include "models/base/error.h"
#include "models/base/id.h"
#include "models/incident/leaving.h"

#include <QString>

#include <functional>

class QWidget;

namespace bulkhead {

class Session;

/// What is to be printed of an incident.
struct PrintWish
{
    QString title; ///< of the question before it leaves: "The record leaves the vault"
    QString name;  ///< what print queues show: the code name
    std::function<QString()> html;
    QString note; ///< what the timeline says afterwards
};
/// Asks whether it may leave the vault and for a printer, prints, and notes it on the timeline, as all that leaves is
/// noted. `failed` is told where that note could not be written. All on behalf of `page`.
void printFromVault(QWidget* page, Session& session, const Id& incident, const PrintWish& wish,
                    std::function<void(const Error&)> failed);
/// What is said once it is noted.
[[nodiscard]] QString notedText(NotedIn where);

} // namespace bulkhead
