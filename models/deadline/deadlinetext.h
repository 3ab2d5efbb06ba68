#pragma once

#include <QCoreApplication>

namespace bulkhead::deadline {

/// Context of the translations of this room.
struct DeadlineText
{
    Q_DECLARE_TR_FUNCTIONS(Deadline)
};

} // namespace bulkhead::deadline
