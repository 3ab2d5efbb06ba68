#include "models/provenance/risk/risktable.h"

#include "models/provenance/normalise.h"
#include "models/provenance/risk/risktext.h"
#include "models/provenance/risk/signature.h"
#include "models/provenance/rowline.h"
#include "models/provenance/siphash.h"

#include <bit>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
/// Nothing that is hashed so leaves the memory, so the key is nobody's secret; with it a run is the same every time.
constexpr SipKey cellKey{0x62756c6b68656164, 0x7269736b2d763031};

quint64 hashOf(std::string_view text)
{
    const quint64 hash = sipHash24(cellKey, text);
    return hash == RiskTable::absent ? hash + 1 : hash;
}

/// What is kept of the rows of a block, row by row.
struct KeptRows
{
    std::vector<quint64> values;
    std::vector<quint64> signatures; ///< of all attributes; 0 where it is no text
    std::vector<quint64> malformed;  ///< by attribute
};

class RowKeeper
{
public:
    RowKeeper(const std::vector<Attribute>& attributes, std::size_t file)
        : m_attributes(attributes)
        , m_file(file)
    {
    }
    void work(const RowBlock& block, KeptRows& out)
    {
        out.values.clear();
        out.signatures.clear();
        out.malformed.assign(m_attributes.size(), 0);
        for (std::size_t at = 0; at < block.size(); ++at) {
            if (const auto row = block.row(at)) {
                keep(*row, out);
            }
        }
    }

private:
    void keep(const Row& row, KeptRows& out)
    {
        for (std::size_t i = 0; i < m_attributes.size(); ++i) {
            const std::size_t column = m_attributes[i].column[m_file];
            const auto cell = column < row.cells.size() ? withoutBlanks(row.cells[column]) : std::string_view();
            m_signature = 0;
            const quint64 value = cell.empty() ? RiskTable::absent : valueOf(m_attributes[i], cell);
            out.malformed[i] += !cell.empty() && value == RiskTable::absent;
            out.values.push_back(value);
            out.signatures.push_back(m_signature);
        }
    }
    [[nodiscard]] quint64 valueOf(const Attribute& attribute, std::string_view cell)
    {
        const auto bits = [](std::optional<double> value) {
            return value ? std::bit_cast<quint64>(*value) : RiskTable::absent;
        };
        switch (attribute.kind) {
        case AttributeKind::Number:
            return bits(numberIn(cell));
        case AttributeKind::Date:
            return bits(daysIn(cell, attribute.dates[m_file]));
        case AttributeKind::Identifier:
            m_text.clear();
            return normalise(attribute.meaning, cell, attribute.dates[m_file], m_text) ? hashOf(m_text)
                                                                                       : RiskTable::absent;
        case AttributeKind::Category:
        case AttributeKind::Text:
            break;
        }
        m_text.clear();
        if (!normalise(attribute.meaning, cell, attribute.dates[m_file], m_text)) {
            m_text = cell; // as it is written: a wrong value that is the same is the same
        }
        m_signature = textSignature(m_text);
        return hashOf(m_text);
    }

    const std::vector<Attribute>& m_attributes;
    std::size_t m_file;
    std::string m_text;
    quint64 m_signature = 0;
};

std::unexpected<Error> tooLarge(RiskFile file, quint64 mostRows)
{
    return failure("provenance.risk-too-large"_L1,
                   RiskText::tr("The %1 holds more than %2 rows, which is all that is kept in memory for this. Name "
                                "fewer columns, or give a random part of the file.")
                       .arg(riskFileName(file))
                       .arg(mostRows));
}
} // namespace

qint64 RiskTable::octetsOf(std::span<const Attribute> attributes)
{
    const auto texts = std::ranges::count(attributes, AttributeKind::Text, &Attribute::kind);
    // Values, signatures, the row's number, and about as much again as codes.
    return static_cast<qint64>(sizeof(quint64)) * (static_cast<qint64>(attributes.size()) + texts * 2 + 2)
        + static_cast<qint64>(attributes.size()) * 2;
}

quint64 rowHash(const RiskTable& table, std::span<const std::size_t> attributes, std::size_t row)
{
    SipState state(cellKey);
    for (const std::size_t i : attributes) {
        state.take(table.values[i][row]);
    }
    state.take(attributes.size());
    return state.finish();
}

Expected<RiskTable> readRiskTable(TableReader& reader, RiskFile file, const std::vector<Attribute>& attributes,
                                  quint64 mostRows, int threads, const std::function<Expected<void>(qint64)>& turn)
{
    RiskTable table;
    table.values.resize(attributes.size());
    table.signatures.resize(attributes.size());
    table.malformed.resize(attributes.size());
    const auto add = [&](const KeptRows& kept, std::size_t row) {
        for (std::size_t i = 0; i < attributes.size(); ++i) {
            table.values[i].push_back(kept.values[row * attributes.size() + i]);
            if (attributes[i].kind == AttributeKind::Text) {
                table.signatures[i].push_back(kept.signatures[row * attributes.size() + i]);
            }
        }
    };
    const auto take = [&](const RowBlock& rows, const KeptRows& kept) -> Expected<void> {
        std::size_t next = 0;
        for (std::size_t at = 0; at < rows.size(); ++at) {
            if (rows.isReadable(at)) {
                table.rows.push_back(rows.number(at));
                add(kept, next++);
                continue;
            }
            ++table.unreadable;
            if (table.unreadableRows.size() < RiskTable::mostListed) {
                table.unreadableRows.push_back(rows.number(at));
            }
        }
        for (std::size_t i = 0; i < attributes.size(); ++i) {
            table.malformed[i] += kept.malformed[i];
        }
        return table.size() > mostRows ? tooLarge(file, mostRows) : Expected<void>();
    };
    RowLine<RowKeeper, KeptRows> line(
        reader, threads, [&] { return std::make_unique<RowKeeper>(attributes, static_cast<std::size_t>(file)); });
    for (bool more = true; more;) {
        TRY(more, line.advance(take));
        CHECK_OK(turn(reader.bytesRead()));
    }
    table.read = reader.rowsRead();
    if (table.rows.empty()) {
        return failure("provenance.empty"_L1,
                       RiskText::tr("The %1 holds no row that could be read, so there is nothing to compare.")
                           .arg(riskFileName(file)),
                       QString::number(table.unreadable));
    }
    return table;
}

} // namespace bulkhead::provenance
