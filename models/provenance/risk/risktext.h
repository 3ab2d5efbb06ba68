#pragma once

#include <QCoreApplication>

namespace bulkhead::provenance {

/// Where translators find what is said of the risk that a synthetic set gives training records away.
struct RiskText
{
    Q_DECLARE_TR_FUNCTIONS(Risk)
};

} // namespace bulkhead::provenance
