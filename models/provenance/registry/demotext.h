#pragma once

#include <QCoreApplication>

namespace bulkhead::provenance {

/// Where translators find what the demonstration says.
struct DemoText
{
    Q_DECLARE_TR_FUNCTIONS(Demo)
};

} // namespace bulkhead::provenance
