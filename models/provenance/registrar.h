#pragma once

#include "models/provenance/reader.h"
#include "models/provenance/segment.h"

namespace bulkhead::provenance {

/// What is to be registered, and how.
struct Registration
{
    Id dataSet = {};
    Kind kind = Kind::Synthetic;
    QString name = {};
    QString version = {};
    QString tenant = {}; ///< of records without a tenant column or cell; may be empty
    std::vector<ColumnMapping> mappings = {};
    ReadOptions read = {};
    qint64 memory = qint64(256) << 20; ///< for sorting
    QString nearFile = {};             ///< where the near index goes; empty: none is made
};

/// Values that a new data set shares with one that is registered: e-mail addresses, ids, names with birth date.
struct Overlap
{
    Id dataSet;
    quint64 values = 0;
    quint64 records = 0; ///< of the new set, one counted once for each shared value

    bool operator==(const Overlap&) const = default;
};

struct ColumnUse
{
    Column column;
    quint64 filled = 0; ///< cells that were not empty
    quint64 usable = 0; ///< of them, those that have a canonical form
};

/// The answer of a registration.
struct RegistrationReport
{
    SegmentInfo segment;
    qint64 nearBytes = 0; ///< of the near index
    Bytes contentHash;    ///< SHA-256 standing for the segment
    Dialect dialect;
    quint64 rows = 0;   ///< rows read; == registered + unreadable
    quint64 values = 0; ///< fingerprints taken
    quint64 ragged = 0;
    quint64 withoutValue = 0; ///< registered rows in which nothing can be looked up
    std::vector<ColumnUse> columns;
    quint64 unreadable = 0;
    std::vector<Unreadable> skipped; ///< the first 10,000 of them
    std::vector<Overlap> overlaps;
    qint64 bytes = 0; ///< read from the source
    double seconds = 0;
};

/// Makes a segment of a stream. Values are dropped as soon as they are fingerprinted. Any one thread.
class Registrar
{
public:
    /// `index` is what is registered already (for overlaps); both must outlive the registrar.
    Registrar(const RegistryKey& key, const Index& index)
        : m_key(key)
        , m_index(index)
    {
    }

    /// Writes the segment to `file` (which must not exist). Errors: those of the reader, of the mapping and of
    /// SegmentWriter; `provenance.no-meaning` where no column can be looked up (detail: the headers' number),
    /// `provenance.empty`, `provenance.cancelled`. Nothing is left behind after an error.
    [[nodiscard]] Expected<RegistrationReport> run(ByteSource& source, const Registration& what, const QString& file,
                                                   const Watcher& watcher = {}) const;

private:
    const RegistryKey& m_key;
    const Index& m_index;
};

} // namespace bulkhead::provenance
