#pragma once

#include <QCoreApplication>

namespace bulkhead {

/// Translation context of the room's sentences.
struct Wording
{
    Q_DECLARE_TR_FUNCTIONS(Incident)
};

} // namespace bulkhead
