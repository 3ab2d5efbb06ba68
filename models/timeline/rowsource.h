#pragma once

#include "models/timeline/preset.h"

#include <QIODevice>

#include <memory>

namespace bulkhead::timeline {

/// Why a row could not be taken apart.
struct BrokenRow
{
    QString reason; ///< "row.unclosed-quote", "row.too-many-cells", "row.not-json", …
    QString detail; ///< a sentence
};

/// The rows of a file, one at a time, in bounded memory. Columns may become more while a file of objects is read.
class RowSource
{
public:
    enum class Step { Row, Broken, End };
    static constexpr qsizetype maxRowBytes = 1 << 20;
    static constexpr int maxColumns = 1024;

    virtual ~RowSource() = default;
    /// Errors: `timeline.read-failed`.
    [[nodiscard]] virtual Expected<Step> next() = 0;
    [[nodiscard]] const QStringList& columns() const { return m_columns; }
    /// By column; shorter than `columns` where the rest is empty. Valid after Row, and as far as could be read after
    /// Broken.
    [[nodiscard]] const QStringList& cells() const { return m_cells; }
    [[nodiscard]] const BrokenRow& broken() const { return m_broken; }
    /// Place in the file, from 1: rows of a table behind its header, lines of a log, objects of a document.
    [[nodiscard]] qint64 number() const { return m_number; }
    [[nodiscard]] qint64 bytesRead() const { return m_bytes; }

protected:
    QStringList m_columns;
    QStringList m_cells;
    BrokenRow m_broken;
    qint64 m_number = 0;
    qint64 m_bytes = 0;
};

/// Opens the rows of a sequential device; `container` where it is known. The device must outlive it. Errors:
/// `timeline.read-failed`, `timeline.not-a-table`, `timeline.too-large` (one JSON document above 256 MiB).
[[nodiscard]] Expected<std::unique_ptr<RowSource>> openRows(QIODevice& device, Container container);

/// The container that the first 64 KiB show.
[[nodiscard]] Container containerOf(QByteArrayView front);

} // namespace bulkhead::timeline
