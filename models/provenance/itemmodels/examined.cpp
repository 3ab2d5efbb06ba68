#include "models/provenance/itemmodels/examined.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::provenance {

namespace {
constexpr std::size_t reasonLimit = 200'000;

/// Rows with equal keys read the same; chances differ from row to row and are left out.
QByteArray reasonKey(const RowVerdict& row)
{
    QByteArray key;
    key.reserve(row.reasons.size() * 10);
    for (const Reason& reason : row.reasons) {
        key += static_cast<char>(reason.code);
        key += static_cast<char>(reason.segment);
        key += QByteArray::number(reason.fields, 36) + ',' + QByteArray::number(reason.tenant, 36) + ';';
        if (reason.record != Reason::noRecord) {
            key += QByteArray::number(reason.record, 36) + ',' + QByteArray::number(reason.nearPpm, 36) + ';';
        }
    }
    return key;
}

QString dataSetNames(const RowVerdict& row, const Index& index)
{
    QStringList names;
    for (const quint8 place : segmentsOf(row)) {
        const SegmentInfo& info = index.segments()[place]->info();
        names += dataSetTitle(info.name, info.version);
    }
    return names.join(", "_L1);
}
} // namespace

std::vector<Column> Examined::columns() const
{
    std::vector<Column> result;
    result.reserve(answer.summary.columns.size());
    std::ranges::transform(answer.summary.columns, std::back_inserter(result), &ColumnCount::column);
    return result;
}

ExamineOptions RowCollector::options(std::vector<ColumnMapping> mappings)
{
    ExamineOptions options;
    options.mappings = std::move(mappings);
    options.previewRows = previewLimit;
    options.onRow = [this](const RowVerdict& row, const Index& index) { take(row, index); };
    options.onPreview = [this](const RowPreview& row, const Index&) { takeCells(row); };
    return options;
}

void RowCollector::take(const RowVerdict& row, const Index& index)
{
    if (m_examined.rows.size() >= rowLimit) {
        ++m_examined.rowsLeftOut;
        return;
    }
    m_examined.rows.push_back({row.row, row.verdict, row.isNew, row.confidencePpm, reasonsOf(row, index), -1});
}

void RowCollector::takeCells(const RowPreview& row)
{
    if (m_text >= textLimit) {
        return;
    }
    QStringList cells;
    cells.reserve(static_cast<qsizetype>(row.cells.size()));
    for (const std::string_view cell : row.cells) {
        cells += QString::fromUtf8(cell.data(), static_cast<qsizetype>(cell.size()));
        m_text += cells.constLast().size();
    }
    m_cellPlaces.emplace_back(row.verdict.row, static_cast<qint32>(m_examined.cells.size()));
    m_examined.cells.push_back(std::move(cells));
}

quint32 RowCollector::reasonsOf(const RowVerdict& asFound, const Index& index)
{
    RowVerdict plain;
    const bool isFull = m_examined.reasons.size() >= reasonLimit;
    if (isFull) { // which record a row is near is told of so many rows only
        plain = asFound;
        for (Reason& reason : plain.reasons) {
            reason.record = Reason::noRecord;
        }
    }
    const RowVerdict& row = isFull ? plain : asFound;
    const QByteArray key = reasonKey(row);
    const auto found = m_reasonPlaces.constFind(key);
    if (found != m_reasonPlaces.constEnd()) {
        return *found;
    }
    QStringList sentences;
    for (const Reason& reason : row.reasons) {
        sentences += reasonText(reason, index);
    }
    const auto place = static_cast<quint32>(m_examined.reasons.size());
    m_examined.reasons.push_back({sentences.join("; "_L1), dataSetNames(row, index), tenantOf(row, index)});
    m_reasonPlaces.insert(key, place);
    return place;
}

Examined RowCollector::finish(Answer answer)
{
    m_examined.answer = std::move(answer);
    auto next = m_cellPlaces.cbegin();
    for (ExaminedRow& row : m_examined.rows) {
        while (next != m_cellPlaces.cend() && next->first < row.number) {
            ++next;
        }
        if (next != m_cellPlaces.cend() && next->first == row.number) {
            row.cells = next->second;
        } else if (row.verdict != Verdict::Unreadable) {
            ++m_examined.rowsWithoutValues;
        }
    }
    return std::move(m_examined);
}

Verdict gravest(const VerdictCounts& counts)
{
    for (const Verdict verdict : {Verdict::Production, Verdict::Mixed, Verdict::Unknown, Verdict::Unreadable}) {
        if (counts[static_cast<std::size_t>(verdict)] > 0) {
            return verdict;
        }
    }
    return Verdict::Synthetic;
}

} // namespace bulkhead::provenance
