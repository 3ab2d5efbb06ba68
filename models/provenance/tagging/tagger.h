#pragma once

#include "models/provenance/reader.h"
#include "models/provenance/segment.h"
#include "models/provenance/tagging/copyindex.h"

#include <QFile>

namespace bulkhead::provenance {

inline constexpr quint64 mostCanaries = 2500;

/// How a copy is to be tagged.
struct TagOptions
{
    std::vector<ColumnMapping> mappings = {};
    ReadOptions read = {};
    /// Name of the column that is added for the row marks; empty: no such column.
    QString markColumn = QStringLiteral("provenance");
    /// A column that takes the mark besides: free text has it appended, a column of UUIDs is replaced by it. Header or
    /// number from 1; empty: none.
    QString markIn = {};
    /// Rows to plant; nothing: as many as name the copy from one per cent of its rows, at most a tenth of the rows.
    std::optional<quint64> canaries = {};
    quint32 serial = 0; ///< of the copy; not 0
    quint64 seed = 0;   ///< of the choice of canaries; 0: by the system's random source
};

/// What became of a file that was tagged.
struct TagReport
{
    quint64 sourceRows = 0;
    quint64 rows = 0; ///< of the copy; sourceRows + canaries.size()
    std::vector<Canary> canaries;
    std::vector<Column> columns;     ///< of the source
    std::vector<Column> identifying; ///< columns that canaries can be told by
    Dialect dialect;                 ///< of the source; the copy is written in UTF-8 with the same delimiter
    Bytes sourceHash;                ///< SHA-256
    Bytes copyHash;
    qint64 sourceBytes = 0;
    qint64 copyBytes = 0;
};

/// Share of the copy's rows from which a canary survives with 99.9 %, in (0, 1]; 1 where there is none.
[[nodiscard]] double sureShare(quint64 canaries);

/// Writes a copy of a table for one recipient: every row with a mark, and canary rows at random places. Any one thread.
///
/// The file is read three times: to learn it, to see that no canary stands in it, and to write. A canary's values stand
/// neither in the file, nor in the registry, nor in another copy.
class Tagger
{
public:
    /// All must outlive the tagger.
    Tagger(const RegistryKey& key, const Index& index, const CopyIndex& copies)
        : m_key(key)
        , m_index(index)
        , m_copies(copies)
    {
    }

    /// `source` is open for reading, `out` for writing. Errors: those of the reader and of the mapping;
    /// `provenance.tag-not-a-table`, `provenance.tag-unreadable` (rows that a copy would lose; detail: number of the
    /// first), `provenance.tag-too-few-columns`, `provenance.tag-too-few-rows`, `provenance.tag-mark-column`,
    /// `provenance.write-failed`, `provenance.cancelled`. What stands in `out` after an error is of no use.
    [[nodiscard]] Expected<TagReport> run(QFile& source, QIODevice& out, const TagOptions& options,
                                          const Watcher& watcher = {}) const;

private:
    const RegistryKey& m_key;
    const Index& m_index;
    const CopyIndex& m_copies;
};

} // namespace bulkhead::provenance
