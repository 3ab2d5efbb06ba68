#pragma once

#include "models/provenance/record.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::provenance {

/// What two records are compared by where no value of theirs is equal. The order is part of the near index's format.
enum class NearField : quint8 { Name, Mailbox, Domain, Phone, Company, Street, BirthDate, Postcode, City };
inline constexpr int nearFieldCount = 9;
/// As the fields of reasons say it.
[[nodiscard]] Meaning meaningOf(NearField field);

/// What is kept of one record: sets of keyed pairs of letters, a bit each (Schnell, Bachteler, Reiher: "Privacy-
/// preserving record linkage using Bloom filters", 2009), and small keyed check values. Nothing can be told of them
/// without the key; with it, pairs of letters can be guessed, which is why keeping them has to be asked for.
struct NearSketch
{
    /// Name, mailbox, domain, phone, company, street: 64 bits each; of the phone 44, 4 that say how many records share
    /// the number, 16 that check its last four digits; of the domain 56, 8 that check the mailbox's digits; then 64
    /// more of the name.
    std::array<quint64, 7> grams = {};
    std::array<quint8, 3> birth = {};    ///< year, month, day; 0: none
    std::array<quint8, 2> postcode = {}; ///< its halves
    /// How many records of the set have that name, domain, company: eighths of the binary logarithm. Of registered
    /// ones.
    std::array<quint8, 3> shared = {};

    bool operator==(const NearSketch&) const = default;
};
inline constexpr int phoneGramBits = 44;
inline constexpr int phoneCheckFrom = 48; ///< between them: how many records share the number, as a logarithm
inline constexpr int domainGramBits = 56;
inline constexpr std::size_t restOfName = 6; ///< place in `NearSketch::grams`
static_assert(sizeof(NearSketch) == 64);
/// Bits of the field's word that are not of its pairs of letters.
[[nodiscard]] constexpr quint64 checksOf(NearField field)
{
    return field == NearField::Domain ? ~quint64(0) << domainGramBits
        : field == NearField::Phone   ? ~quint64(0) << phoneGramBits
                                      : 0;
}

/// The keys by which sketches and bands are made; one registry, one set of keys. Immutable; safe from any thread.
class NearKeys
{
public:
    explicit NearKeys(const RegistryKey& key);

    /// The bit of a pair of characters, 0 to 127.
    [[nodiscard]] quint8 bitOf(NearField field, char first, char second) const;
    /// A keyed hash of `text`, different for each `use`.
    [[nodiscard]] quint64 hash(quint8 use, std::string_view text) const;
    [[nodiscard]] quint64 band(quint8 number, quint64 one, quint64 other) const;

private:
    static constexpr std::size_t symbols = 64;
    SipKey m_key;
    std::vector<quint8> m_bits; ///< by field and two symbols
};

/// The pairs of letters of one word of a name.
using NameGrams = std::array<quint64, 2>;

/// A row for comparing: sketch, bands, and which of its fields are masked in part.
struct NearRecord
{
    NearSketch sketch = {};
    quint32 masked = 0; ///< fields of which only a part is shown, as bits
    std::vector<quint64> bands = {};
    std::vector<NameGrams> words = {}; ///< of a name that is not masked
    std::string city = {};             ///< normalised; compared by the segment's check value

    [[nodiscard]] bool isMasked(NearField field) const { return (masked >> static_cast<int>(field) & 1) != 0; }
};

/// Turns rows into near records. Confined to one thread.
class NearMaker
{
public:
    /// What is registered has one form; what is looked up has the bands of its neighbours in length too.
    enum class Use { Register, LookUp };
    NearMaker(const NearKeys& keys, std::vector<Column> columns, Use use)
        : m_keys(keys)
        , m_columns(std::move(columns))
        , m_use(use)
    {
    }
    void make(const Row& row, NearRecord& out);

private:
    using Pieces = std::vector<quint64>; ///< keyed hashes

    void gather(const Row& row);
    void addName(std::string_view cell);
    void takeName(NearRecord& out);
    void takeMail(NearRecord& out);
    void takePhone(NearRecord& out);
    void takeWords(NearField field, Meaning meaning, std::string_view cell, Pieces& piece, NearRecord& out);
    void takeBirth(NearRecord& out);
    void takePostcode(NearRecord& out);
    void addGrams(NearField field, std::string_view text, bool opens, bool closes, NearRecord& out) const;
    void addVisible(NearField field, std::string_view text, NearRecord& out) const;
    void halves(quint8 use, std::string_view text, Pieces& front, Pieces& back) const;
    void addBands(NearRecord& out) const;
    void cross(quint8 number, const Pieces& ones, const Pieces& others, NearRecord& out) const;

    const NearKeys& m_keys;
    std::vector<Column> m_columns;
    Use m_use;

    // Of the row in hand.
    std::string_view m_given, m_family, m_full, m_email, m_phone, m_company, m_street, m_city, m_postcode, m_birth;
    DateOrder m_dates = DateOrder::DayFirst;
    Pieces m_names, m_mailFront, m_mailBack, m_domains, m_phoneFront, m_phoneBack, m_lastFour, m_companies, m_streets,
        m_births, m_postcodes, m_initials;
    std::string m_text;
};

/// Letters of Cyrillic and Greek as Latin ones, everything else as it is.
[[nodiscard]] std::string inLatinLetters(std::string_view utf8);
/// A folded word as it is heard, so that ways of writing one name in Latin letters fall together.
[[nodiscard]] std::string heard(std::string_view foldedWord);

} // namespace bulkhead::provenance
