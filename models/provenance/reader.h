#pragma once

#include "models/provenance/dialect.h"
#include "models/provenance/meaning.h"
#include "models/provenance/source.h"
#include "models/provenance/unreadable.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::provenance {

/// A row as read. Views end with the next call of `TableReader::next`.
struct Row
{
    quint64 number = 0;                           ///< from 1; the header is not a row, blank lines are not rows
    quint64 line = 0;                             ///< of text, from 1, blank ones counted; 0 in tables
    std::span<const std::string_view> cells = {}; ///< UTF-8
    bool ragged = false;                          ///< another number of cells than the table has columns; still read
    bool ascii = true;
};

/// Reads a table or lines of text from a stream of any length in bounded memory (`maxRowBytes` and 1 MiB).
///
/// Rows: every non-blank line (with what its quotes enclose) is a row. It is *read*, with the cells it has, or
/// *unreadable*, counted and located; `rowsRead() == readable + unreadable` always. A row with fewer or more cells than
/// the table has columns is read and counted as ragged. After a quote that never closes, only the line on which it was
/// opened is given up and reading goes on with the next line. Octets that are not UTF-8 in a UTF-8 file are read as
/// Windows-1252, row by row. Text behind a closing quote is kept as part of the cell; a quote inside an unquoted cell
/// is a character. Confined to one thread.
class TableReader
{
public:
    enum class Step { Row, Unreadable, End };

    /// Looks at the first 256 KiB to find format, encoding, dialect and header; what `options` says is not guessed.
    /// Records of other formats than tables and text become rows under the names of their members.
    /// Errors: `provenance.read-failed`; of archives and workbooks `provenance.damaged`, `provenance.too-large`,
    /// `provenance.encrypted`.
    [[nodiscard]] static Expected<std::unique_ptr<TableReader>> open(ByteSource& source,
                                                                     const ReadOptions& options = {});
    ~TableReader();

    [[nodiscard]] const Dialect& dialect() const;
    /// What the source is, outermost first; `Plain` where it is read as it stands.
    [[nodiscard]] Format format() const;
    /// The same for people: "JSON", "xlsx, sheets: 3"; empty for a table or text.
    [[nodiscard]] QString formatDescription() const;
    /// The header's cells; empty without a header.
    [[nodiscard]] std::span<const std::string> header() const;
    /// Number of columns of the table: of the header, else the most frequent number in the sample.
    [[nodiscard]] int columns() const;
    /// Up to 400 rows from the front, for recognising columns; they will be read again by `next`.
    [[nodiscard]] const SampleRows& sample() const;

    /// Goes to the next row. Errors: `provenance.read-failed`.
    [[nodiscard]] Expected<Step> next();
    /// Valid after `Step::Row`.
    [[nodiscard]] const Row& row() const;
    /// Valid after `Step::Unreadable`.
    [[nodiscard]] const Unreadable& unreadable() const;

    [[nodiscard]] quint64 rowsRead() const;
    [[nodiscard]] quint64 raggedRows() const;
    /// Rows of a UTF-8 file that were not UTF-8.
    [[nodiscard]] quint64 reencodedRows() const;
    /// Octets of the source where that is known, else -1.
    [[nodiscard]] qint64 size() const;
    /// Octets taken from the source so far.
    [[nodiscard]] qint64 bytesRead() const;

private:
    struct Private;
    explicit TableReader(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

} // namespace bulkhead::provenance
