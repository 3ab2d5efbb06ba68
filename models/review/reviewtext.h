#pragma once

#include <QCoreApplication>

namespace bulkhead::review {

/// Context of the translations of this room.
struct ReviewText
{
    Q_DECLARE_TR_FUNCTIONS(Review)
};

} // namespace bulkhead::review
