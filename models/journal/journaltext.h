#pragma once

#include <QCoreApplication>

namespace bulkhead {

/// Where translators find what the journal says.
struct JournalText
{
    Q_DECLARE_TR_FUNCTIONS(Journal)
};

} // namespace bulkhead
