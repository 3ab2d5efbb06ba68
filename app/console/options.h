#pragma once

#include "models/base/error.h"
#include "ui/common/appearance.h"

#include <QSize>
#include <QStringList>

#include <optional>

namespace bulkhead {

/// What the program was started with.
struct Options
{
    QString vault;                            ///< to unlock; empty: as last time
    std::optional<Appearance::Scheme> scheme; ///< for this run
    QString tour;                             ///< folder for the pictures; empty: no tour
    QSize size;                               ///< of the window, in device-independent pixels
    double scale = 1.0;                       ///< 1 to 3: device pixels by device-independent ones
    std::optional<QString> text;              ///< of --help or --version: print it and end
    bool opensDemonstration = false;

    /// `usage.…` with a sentence on what is wrong. Needs no application object: the scale must be known before it.
    [[nodiscard]] static Expected<Options> parse(const QStringList& arguments);
};

} // namespace bulkhead
