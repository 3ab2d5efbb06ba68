#pragma once

#include <QCoreApplication>

namespace bulkhead::provenance {

/// Where translators find what the registry says.
struct RegistryText
{
    Q_DECLARE_TR_FUNCTIONS(Registry)
};

} // namespace bulkhead::provenance
