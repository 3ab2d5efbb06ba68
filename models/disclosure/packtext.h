#pragma once

#include <QCoreApplication>

namespace bulkhead::disclosure {

/// Where translators find what check packs say.
struct PackText
{
    Q_DECLARE_TR_FUNCTIONS(CheckPack)
};

} // namespace bulkhead::disclosure
