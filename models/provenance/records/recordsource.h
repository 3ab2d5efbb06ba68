#pragma once

#include "models/provenance/format.h"
#include "models/provenance/source.h"
#include "models/provenance/unreadable.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::provenance {

/// One named value of a record: a cell, a member, an attribute.
struct Field
{
    std::string name;
    std::string value; ///< UTF-8

    bool operator==(const Field&) const = default;
};

/// Names that a source gives to what has none: running text, in which values are searched.
inline constexpr std::string_view textFieldName = "text";

/// What limits a record, as for rows of a table.
struct RecordBounds
{
    qsizetype bytes = 1 << 20; ///< of a record as written
    int fields = 1024;
    int depth = 4; ///< archives within archives
};

/// Reads records of a structured file in bounded memory. A record that cannot be read is counted and located; reading
/// goes on behind it. Confined to one thread.
class RecordSource
{
public:
    enum class Step { Record, Unreadable, End };
    virtual ~RecordSource() = default;

    /// Errors: `provenance.read-failed`.
    [[nodiscard]] virtual Expected<Step> next() = 0;
    /// Valid after `Record`.
    [[nodiscard]] const std::vector<Field>& fields() const { return m_fields; }
    /// Reason and place in the source after `Unreadable`; `row` is the caller's to fill in.
    [[nodiscard]] const Unreadable& unreadable() const { return m_unreadable; }
    /// What was read, for people: "JSON", "zip: 3 files".
    [[nodiscard]] virtual QString description() const = 0;

protected:
    [[nodiscard]] Step giveUp(UnreadableReason reason, qint64 offset)
    {
        m_unreadable = {.row = 0, .offset = offset, .reason = reason};
        return Step::Unreadable;
    }
    std::vector<Field> m_fields;
    Unreadable m_unreadable;
};

/// Octets that were looked at already, and those that follow.
class PeekedSource final : public ByteSource
{
public:
    explicit PeekedSource(ByteSource& source)
        : m_source(source)
    {
    }
    /// The first octets, up to `size`, without taking them.
    [[nodiscard]] Expected<std::string_view> peek(std::size_t size);
    [[nodiscard]] Expected<qint64> read(char* into, qint64 size) override;
    [[nodiscard]] qint64 size() const override { return m_source.size(); }
    [[nodiscard]] qint64 taken() const { return m_taken; } ///< octets that the source has given

private:
    ByteSource& m_source;
    std::string m_front;
    std::size_t m_at = 0;
    qint64 m_taken = 0;
};

/// Text of a source with a window on it; the offsets are those of the source.
class Scanner
{
public:
    explicit Scanner(ByteSource& source)
        : m_source(source)
    {
    }
    static constexpr int atEnd = -1;

    /// The character at the place, without taking it; `atEnd` behind the last one. A failure of the source sticks.
    [[nodiscard]] int peek(std::size_t ahead = 0);
    int take();
    void skip(std::size_t count);
    void skipBlanks();
    [[nodiscard]] bool startsWith(std::string_view word, bool ignoringCase = false);
    /// Up to and without the next line end, which is taken; what is beyond `limit` is dropped and `tooLong` set. Valid
    /// until the next call of anything.
    [[nodiscard]] std::string_view line(qsizetype limit, bool& tooLong);
    [[nodiscard]] qint64 offset() const { return m_offset; }
    [[nodiscard]] Expected<void> state() const;

private:
    bool fill();
    void skipWindow(std::size_t count) ///< of what is in hand
    {
        m_at += count;
        m_offset += static_cast<qint64>(count);
    }
    ByteSource& m_source;
    std::string m_text;
    std::string m_front; ///< of a line that is too long
    std::size_t m_at = 0;
    qint64 m_offset = 0;
    bool m_isAtEnd = false;
    std::optional<Error> m_error;
};

/// \name The kinds; `source` must outlive them
///@{
/// JSON Lines, an array, an object with arrays of objects in it (each of which is a record), or several values in a
/// row. Members become fields by their path ("properties.email"), the first element of an array without a number
/// ("phones", "phones.2").
[[nodiscard]] std::unique_ptr<RecordSource> jsonRecords(ByteSource& source, const RecordBounds& bounds);
/// INSERT of PostgreSQL, MySQL and SQL Server, COPY … FROM stdin. Columns by the statement, else by CREATE TABLE.
[[nodiscard]] std::unique_ptr<RecordSource> sqlRecords(ByteSource& source, const RecordBounds& bounds);
/// vCard 2.1 to 4.0 (RFC 6350).
[[nodiscard]] std::unique_ptr<RecordSource> vcardRecords(ByteSource& source, const RecordBounds& bounds);
/// LDIF (RFC 2849).
[[nodiscard]] std::unique_ptr<RecordSource> ldifRecords(ByteSource& source, const RecordBounds& bounds);
/// Office Open XML workbooks, all sheets; a first row that reads like names gives them. Whole in memory, 256 MiB at
/// most. Errors: `provenance.read-failed`, `provenance.too-large`, `provenance.damaged`.
[[nodiscard]] Expected<std::unique_ptr<RecordSource>> sheetRecords(ByteSource& source, const RecordBounds& bounds);
/// Lines of the text of a PDF, read by `pdftotext` in a process that may use 2 GiB and two minutes and write nothing;
/// whole in memory, 256 MiB at most. A page without text is unreadable, its place the number of the page.
/// Errors: `machine.no-pdftotext`, `provenance.encrypted`, `provenance.damaged`, `provenance.too-large`.
[[nodiscard]] Expected<std::unique_ptr<RecordSource>> pdfRecords(ByteSource& source, const RecordBounds& bounds);
/// Every file of an archive (zip, tar, 7z), each read as what it is; 7z whole in memory, 256 MiB at most. `front`: its
/// first octets.
[[nodiscard]] Expected<std::unique_ptr<RecordSource>> archiveRecords(ByteSource& source, std::string_view front,
                                                                     const RecordBounds& bounds);
/// Rows of a table in any dialect, or lines of text.
[[nodiscard]] Expected<std::unique_ptr<RecordSource>> tableRecords(ByteSource& source, const RecordBounds& bounds);
/// Whatever the source holds, found by its content.
[[nodiscard]] Expected<std::unique_ptr<RecordSource>> recordsOf(ByteSource& source, const RecordBounds& bounds);
/// What is written so; `Plain` as a table.
[[nodiscard]] Expected<std::unique_ptr<RecordSource>> recordsIn(Format format, PeekedSource& source,
                                                                const RecordBounds& bounds);
///@}

/// Octets of files that are read whole.
inline constexpr std::size_t wholeLimit = std::size_t(256) << 20;
/// Octets at the front by which a format is told.
inline constexpr std::size_t formatOctets = std::size_t(64) << 10;

/// What the octets are, by their content. `octets`: the first 64 KiB, `complete` where that is all.
[[nodiscard]] Format detectFormat(std::string_view octets, bool complete);

} // namespace bulkhead::provenance
