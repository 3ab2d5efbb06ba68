#pragma once

#include <QtGlobal>

#include <limits>
#include <span>
#include <vector>

namespace bulkhead::provenance {

/// Which columns a record has, by their kinds, and the distance that each adds at most.
struct CodeShape
{
    std::size_t numbers = 0;
    std::size_t categories = 0;
    std::size_t texts = 0;
    quint16 level = 0; ///< the greatest distance of one column; 1 to `greatestLevel`, columns × level < 65,535

    static constexpr quint16 greatestLevel = 8000;
    [[nodiscard]] std::size_t columns() const { return numbers + categories + texts; }
    /// Of that many columns.
    [[nodiscard]] static quint16 levelOf(std::size_t columns);
    bool operator==(const CodeShape&) const = default;
};

/// A record, ready to be compared.
struct Codes
{
    std::vector<quint16> numbers;    ///< `level` + place in the range of the training file × `level`; 0 to 3 × `level`
    std::vector<quint16> categories; ///< a number for each value
    std::vector<quint64> texts;      ///< `textSignature`; 0 where there is none
    std::vector<quint8> absent;      ///< for each text: `absentText` where there is none, else 0

    static constexpr quint16 absentNumber = 40000;
    static constexpr quint8 absentText = 32;
};

/// The two least distances to a record, over all columns, and where the first of them was first met. 65,535: none.
struct Nearest
{
    quint16 first = std::numeric_limits<quint16>::max();
    quint16 second = std::numeric_limits<quint16>::max();
    quint32 at = std::numeric_limits<quint32>::max();

    void offer(quint16 distance, quint32 place)
    {
        if (distance < first) {
            second = first;
            first = distance;
            at = place;
        } else if (distance < second) {
            second = distance;
        }
    }
    bool operator==(const Nearest&) const = default;
};

/// Records in tiles of 32, column by column, so that as many are compared at a time. Filled on one thread, then read
/// from any.
class CodeTable
{
public:
    explicit CodeTable(const CodeShape& shape);

    void add(const Codes& record);
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t tiles() const { return (m_size + tileRecords - 1) / tileRecords; }
    [[nodiscard]] std::size_t tileOctets() const { return m_tileOctets; }
    [[nodiscard]] const CodeShape& shape() const { return m_shape; }

    /// Offers each record of the tiles [from, until) to `best`, in their order. Exact: what is left out could not have
    /// changed it.
    void search(const Codes& record, std::size_t from, std::size_t until, Nearest& best) const;
    /// Without AVX2: for tests, and where there is none.
    void searchPlainly(const Codes& record, std::size_t from, std::size_t until, Nearest& best) const;

    static constexpr std::size_t tileRecords = 32;

private:
    static constexpr std::size_t planes = 9; ///< of a text: the octets of its signature, and whether it is absent
    [[nodiscard]] std::size_t narrow() const { return m_shape.numbers + m_shape.categories; }
    [[nodiscard]] quint16 distance(const Codes& record, const quint8* tile, std::size_t lane) const;
    void searchWidely(const Codes& record, std::size_t from, std::size_t until, Nearest& best) const;

    CodeShape m_shape;
    std::size_t m_tileOctets;
    std::size_t m_size = 0;
    std::vector<quint8> m_tiles;
};

} // namespace bulkhead::provenance
