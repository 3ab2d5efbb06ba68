#pragma once

#include <QCoreApplication>

namespace bulkhead::timeline {

/// Translation context of the room's sentences.
struct TimelineText
{
    Q_DECLARE_TR_FUNCTIONS(TimelineImport)
};

} // namespace bulkhead::timeline
