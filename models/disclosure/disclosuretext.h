#pragma once

#include <QCoreApplication>

namespace bulkhead::disclosure {

/// Where the words of this room are translated.
struct DisclosureText
{
    Q_DECLARE_TR_FUNCTIONS(Disclosure)
};

} // namespace bulkhead::disclosure
