#pragma once

#include "models/incident/entries.h"

#include <QIODevice>

namespace bulkhead {

/// A row of an imported file as it was understood then. A sequence of CBOR octet strings, each holding one, is the
/// material that a `TimelineImport` names as its rows: no reader runs when lists are folded anew.
struct ImportedRow
{
    qint64 row = 0;       ///< place in the file, from 1, counted with those that were rejected
    qint64 occurred = 0;  ///< ms since 1970
    QString occurredText; ///< as it was written
    QString source;       ///< empty: the import's
    QString raw;
    QString interpretation;
    QStringList tags;
    QStringList links;
    QStringList attributes; ///< "name=value"

    bool operator==(const ImportedRow&) const = default;

    /// CBOR array in the order of the members.
    [[nodiscard]] Bytes encoded() const;
    [[nodiscard]] static std::optional<ImportedRow> decode(BytesView encoded);
};

/// What was made of the row, with what the import says of all its rows.
[[nodiscard]] Observation observationOf(const ImportedRow& row, const TimelineImport& import, const Id& id);

/// The first 10 octets of the ids of a file's rows: SHA-256 over ["bulkhead imported row 1", SHA-256 of the file,
/// reader, incident, compartment]. The same file read in the same way into the same part of an incident gives the same
/// ids in every vault.
[[nodiscard]] Bytes importIdentity(BytesView sha256, const QString& reader, const Stream& stream);
inline constexpr qsizetype importIdentityOctets = 10;
/// Identity and 48 bits of the row's place.
[[nodiscard]] Id importedRowId(BytesView identity, qint64 row);

/// What became of a row that was not accepted.
struct LedgerEntry
{
    enum class What : quint8 { Duplicate, Rejected };
    qint64 row = 0;
    What what = What::Rejected;
    QString reason;    ///< identifier: "time.bad", "row.unclosed-quote", …
    QString detail;    ///< a sentence in the language of whoever imported it
    QStringList cells; ///< of rejected rows, as far as they could be read; in the order of the file's columns

    bool operator==(const LedgerEntry&) const = default;
    [[nodiscard]] Bytes encoded() const;
    [[nodiscard]] static std::optional<LedgerEntry> decode(BytesView encoded);
};

/// What was encoded as an item of a CBOR sequence: an octet string.
[[nodiscard]] Bytes sequenceItem(BytesView encoded);

/// The octet strings of a CBOR sequence, read from a device of any length in bounded memory.
class SequenceReader
{
public:
    static constexpr qsizetype itemLimit = 16 << 20;

    explicit SequenceReader(QIODevice& device)
        : m_device(device)
    {
    }
    /// True and `item` valid until the next call; false at the end or where the sequence is broken.
    [[nodiscard]] bool next();
    [[nodiscard]] BytesView item() const { return m_item; }
    [[nodiscard]] bool isBroken() const { return m_isBroken; }
    /// Octets of whole items taken so far.
    [[nodiscard]] qint64 position() const { return m_position; }

private:
    [[nodiscard]] bool fill(qsizetype wanted);

    QIODevice& m_device;
    Bytes m_buffer;
    qsizetype m_at = 0;
    BytesView m_item;
    qint64 m_position = 0;
    bool m_isBroken = false;
};

} // namespace bulkhead
