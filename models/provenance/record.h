#pragma once

#include "models/provenance/fingerprint.h"
#include "models/provenance/meaning.h"
#include "models/provenance/reader.h"
#include "models/provenance/recordtags.h"
#include "models/provenance/sipbatch.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::provenance {

/// A stretch of the arena that holds normalised text.
struct Piece
{
    quint32 begin = 0;
    quint32 size = 0;
    [[nodiscard]] std::string_view in(const std::string& arena) const { return {arena.data() + begin, size}; }
};

/// A value of a row that can be looked up.
struct Value
{
    KeyClass keyClass = KeyClass::Email;
    quint64 fingerprint = 0;
    quint16 column = 0;
    Piece text; ///< normalised, what the fingerprint is of
};

/// What one row says, normalised: values to look up and fields to compare.
struct Record
{
    std::vector<Value> values;
    std::array<Piece, tagCount> fields = {};
    Piece tenant;
    quint64 filledColumns = 0; ///< bits of the first 64 columns
    quint64 usableColumns = 0;

    [[nodiscard]] bool has(Tag tag) const { return fields[static_cast<std::size_t>(tag)].size > 0; }
    void clear();
};

/// Turns rows into records. `arena` grows with each row and is the caller's to clear. Confined to one thread.
class Extractor
{
public:
    Extractor(const RegistryKey& key, std::vector<Column> columns, Layout layout);

    /// Both of the following.
    void extract(const Row& row, std::string& arena, Record& out);
    /// What can be looked up, and which columns are filled and usable; of the fields to compare only those that it
    /// needs.
    void values(const Row& row, std::string& arena, Record& out);
    /// The same of many rows, which is sooner done.
    void values(std::span<const Row> rows, std::string& arena, std::span<Record> out);
    /// The other fields to compare, of the row that `values` was given; those of `tags`, as bits, that it lacks.
    void fields(const Row& row, std::string& arena, Record& out, quint32 tags = ~quint32(0));
    /// Fingerprint of the name with another field; 0 where the record lacks one of them.
    [[nodiscard]] quint64 combination(const Record& record, KeyClass keyClass, const std::string& arena);
    [[nodiscard]] const std::vector<Column>& columns() const { return m_columns; }

private:
    /// `values` without fingerprints, and values that stand in the row twice.
    void read(const Row& row, std::string& arena, Record& out);
    void name(std::string_view given, std::string_view family, std::string_view full, std::size_t column,
              std::string& arena, Record& out);
    void single(Meaning meaning, KeyClass keyClass, std::string_view cell, std::size_t column, std::string& arena,
                Record& out);
    void field(Meaning meaning, Tag tag, std::string_view cell, std::size_t column, std::string& arena, Record& out);
    /// A field whose form `fields` makes.
    void later(Meaning meaning, std::string_view cell, std::size_t column, Record& out) const;
    void text(std::string_view cell, std::size_t column, std::string& arena, Record& out);
    /// Takes what stands normalised at the end of the arena, from `begin` on behind its class.
    static void take(KeyClass keyClass, std::size_t begin, std::size_t column, const std::string& arena, Record& out);
    static void keepEachOnce(Record& record);

    const RegistryKey& m_key;
    std::vector<Column> m_columns;
    std::vector<std::size_t> m_later; ///< columns of fields to compare that no look-up needs
    Layout m_layout;
    std::string m_scratch;
    SipBatch m_prints;
};

inline constexpr std::array combinations = {KeyClass::NameBirthDate, KeyClass::NameCompany, KeyClass::NamePostcode,
                                            KeyClass::NameStreet};
/// By which the canaries of copies are found besides.
inline constexpr std::array canaryCombinations = {KeyClass::NameBirthDate, KeyClass::NameCompany,
                                                  KeyClass::NamePostcode, KeyClass::NameStreet, KeyClass::NameCity};

/// Columns of a reader's table: recognised, corrected by the mappings; lines of text are free text where they are
/// nothing else. Errors: those of `findMeanings`.
[[nodiscard]] Expected<std::vector<Column>> columnsOf(const TableReader& reader,
                                                      std::span<const ColumnMapping> mappings);
/// Whether `last`, the name of the last column, is that of what has no column of its own: nothing to speak of where no
/// row filled it.
[[nodiscard]] bool isForTheRest(const TableReader& reader, const QString& last);
/// True where rows with these columns can hold anything to look up.
[[nodiscard]] bool canBeLookedUp(std::span<const Column> columns);

/// The same for a sample: where rows can hold nothing to look up, every column that nothing is known of is free text,
/// for prose whose commas look like a table.
[[nodiscard]] Expected<std::vector<Column>> columnsToSearch(const TableReader& reader,
                                                            std::span<const ColumnMapping> mappings);

/// A value found in running text.
struct Found
{
    Meaning meaning = Meaning::None;
    std::string_view text;
};
/// E-mail addresses, IBANs and phone numbers in running text, in the order of the text.
void findInText(std::string_view text, std::vector<Found>& out);

} // namespace bulkhead::provenance
