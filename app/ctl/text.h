#pragma once

#include <QCoreApplication>

namespace bulkhead::ctl {

/// Context of the command line's translated sentences: `Ctl::tr("…")`.
class Ctl
{
    Q_DECLARE_TR_FUNCTIONS(Ctl)
};

} // namespace bulkhead::ctl
