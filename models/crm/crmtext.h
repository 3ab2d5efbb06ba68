#pragma once

#include <QCoreApplication>

namespace bulkhead::crm {

/// Where the words of this room are translated.
struct CrmText
{
    Q_DECLARE_TR_FUNCTIONS(Crm)
};

} // namespace bulkhead::crm
