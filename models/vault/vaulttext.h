#pragma once

#include <QCoreApplication>

namespace bulkhead {

/// Where translators find what the vault says.
struct VaultText
{
    Q_DECLARE_TR_FUNCTIONS(Vault)
};

} // namespace bulkhead
