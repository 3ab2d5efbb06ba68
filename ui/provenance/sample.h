#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"
#include "models/base/id.h"

#include <QIODevice>

#include <memory>

class QMimeData;

namespace bulkhead {

/// A leaked file under examination: a file on disk, or text as it was pasted. A value; cheap to copy.
struct Sample
{
    QString path; ///< empty: `bytes` were pasted
    Bytes bytes;

    [[nodiscard]] bool isPasted() const { return path.isEmpty(); }
    /// File name; empty for a paste.
    [[nodiscard]] QString name() const;
    [[nodiscard]] QString title() const; ///< "leak.csv", "Pasted text"
    [[nodiscard]] qint64 size() const;
    /// A fresh device over the whole of it. `provenance.no-file` where it cannot be read.
    [[nodiscard]] Expected<std::unique_ptr<QIODevice>> open() const;

    /// The files and folders of a drop.
    [[nodiscard]] static QStringList pathsIn(const QMimeData* data);
    /// What a drop or the clipboard holds; `provenance.nothing-to-paste` where it is nothing that can be examined.
    [[nodiscard]] static Expected<Sample> from(const QMimeData* data);
};

} // namespace bulkhead
