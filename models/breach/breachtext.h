#pragma once

#include <QCoreApplication>

namespace bulkhead::breach {

/// Context of the translations of this room.
struct BreachText
{
    Q_DECLARE_TR_FUNCTIONS(Breach)
};

} // namespace bulkhead::breach
