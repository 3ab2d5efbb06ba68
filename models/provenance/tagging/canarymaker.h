#pragma once

#include "models/provenance/meaning.h"

#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::provenance {

using RowCells = std::vector<std::string>;

/// A value that was made for a canary, and how it could have come about by chance.
struct FreshValue
{
    std::size_t column = 0;
    std::string kept = {}; ///< what of it was taken over from the file: a domain, a prefix
    double freedom = 0;    ///< decades of free choice in the rest
    bool byName = false;   ///< the rest is the made name, besides
};

/// A row of a person who does not exist, made of the file's own parts.
struct CanaryRow
{
    RowCells cells;
    std::vector<FreshValue> fresh;
    std::vector<std::size_t> codes; ///< columns of no known meaning whose value was made, as it must not repeat
};

/// Makes rows that look like the file's and stand in it nowhere: given name of one row, family name of another, an
/// address with another house number, an e-mail address at a domain of the file in the style of the file, a phone
/// number with other last digits, identifiers of the same shape with check digits that hold. What is alike in many rows
/// stays as in the row it was modelled on. Confined to one thread.
class CanaryMaker
{
public:
    /// `donors`: rows of the file, at random, all cells; `largest`: for each column the greatest whole number where it
    /// holds nothing else, else nothing.
    CanaryMaker(std::vector<Column> columns, std::vector<RowCells> donors, std::vector<std::optional<qint64>> largest,
                quint64 seed);

    /// Columns that canaries will be recognised by, at least half filled: e-mail, phone, name, issued ids.
    [[nodiscard]] const std::set<std::size_t>& identifyingColumns() const { return m_identifying; }
    /// A new row; nothing where the donors it fell on had too little. Rows may repeat values of each other.
    [[nodiscard]] std::optional<CanaryRow> make();

private:
    struct Traits
    {
        bool isKey = false;
        bool isUuid = false;
        bool isCommon = false; ///< few values, such as a salutation
    };
    struct Person
    {
        std::string given;
        std::string family;
    };

    void learn();
    [[nodiscard]] std::size_t any(std::size_t count)
    {
        return std::uniform_int_distribution(std::size_t(0), count - 1)(m_random);
    }
    [[nodiscard]] char digit() { return static_cast<char>('0' + any(10)); }
    [[nodiscard]] const RowCells& like(const RowCells& host);
    [[nodiscard]] std::optional<Person> personLike(const RowCells& host);
    [[nodiscard]] Person nameOf(const RowCells& row) const;
    void rename(CanaryRow& row, const Person& was, const Person& is);
    bool makeEmail(CanaryRow& row, std::size_t column, const Person& was, const Person& is);
    bool makePhone(CanaryRow& row, std::size_t column);
    bool makeIssued(CanaryRow& row, std::size_t column);
    void makeUuid(std::string& cell);
    void makeStreet(std::string& cell);
    void makeKey(CanaryRow& row, std::size_t column);
    /// Changes up to `count` letters and digits from the end on, each into one of its kind; says how many decades that
    /// is and what stayed in front.
    [[nodiscard]] FreshValue shuffle(std::string& cell, std::size_t column, std::size_t count, bool digitsOnly);

    std::vector<Column> m_columns;
    std::vector<RowCells> m_donors;
    std::vector<std::optional<qint64>> m_largest;
    std::vector<Traits> m_traits;
    std::set<std::size_t> m_identifying;
    std::vector<std::string> m_domains; ///< of the donors' e-mail addresses, that anybody could have
    std::optional<std::size_t> m_given;
    std::optional<std::size_t> m_family;
    std::optional<std::size_t> m_full;
    std::mt19937_64 m_random;
};

/// Whether nobody can have that address or number: RFC 2606 and RFC 6761 domains, the 555-0100 numbers of North
/// America. A canary must not stand there, where a filter for invented values would take it out.
[[nodiscard]] bool isReservedDomain(std::string_view domain);
[[nodiscard]] bool isReservedPhone(std::string_view phone);

} // namespace bulkhead::provenance
