#include "ui/provenance/summarymodels.h"

#include "ui/common/words.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace bulkhead {

using provenance::Verdict;

namespace {
QVariant rightAligned()
{
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
}

/// A number as shown, sorted and aligned.
QVariant number(quint64 value, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return countText(static_cast<qint64>(value));
    case SortRole:
        return QVariant::fromValue(value);
    case Qt::TextAlignmentRole:
        return rightAligned();
    default:
        return {};
    }
}

QVariant text(const QString& value, int role)
{
    return role == Qt::DisplayRole || role == SortRole ? QVariant(value) : QVariant();
}

QVariant word(const Word& value, int role)
{
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return value.text;
    case ToneRole:
        return static_cast<int>(value.tone);
    case MarkRole:
        return static_cast<int>(value.mark);
    default:
        return {};
    }
}

/// 1.2·10⁻⁶ is no number to read at three in the morning.
QString expectedText(quint64 micro)
{
    const double expected = static_cast<double>(micro) / 1e6;
    return expected < 0.01 ? ChanceModel::tr("fewer than 0.01") : QLocale().toString(expected, 'f', 2);
}
} // namespace

QVariant DataSetHits::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("Data set");
    case 1:
        return tr("Version");
    case 2:
        return tr("Kind");
    case 3:
        return tr("Rows decided");
    default:
        return tr("Rows in part");
    }
}

QVariant DataSetHits::cell(const provenance::DataSetCount& row, int column, int role) const
{
    switch (column) {
    case 0:
        return text(row.name, role);
    case 1:
        return text(row.version, role);
    case 2:
        return word(wordOfVerdict(provenance::kindId(row.kind)), role);
    case 3:
        return number(row.decisive, role);
    default:
        return number(row.partial, role);
    }
}

QVariant TenantHits::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("Tenant");
    case 1:
        return tr("Data set");
    case 2:
        return tr("Production");
    case 3:
        return tr("Mixed");
    case 4:
        return tr("Synthetic");
    default:
        return tr("Unknown");
    }
}

QVariant TenantHits::cell(const provenance::TenantCount& row, int column, int role) const
{
    const auto count = [&](Verdict verdict) { return number(row.rows[static_cast<std::size_t>(verdict)], role); };
    switch (column) {
    case 0:
        return text(row.tenant.isEmpty() ? tr("No tenant given") : row.tenant, role);
    case 1: {
        const auto found = m_names.find(row.dataSet);
        return text(found == m_names.end() ? QString()
                                           : provenance::dataSetTitle(found->second.name, found->second.version),
                    role);
    }
    case 2:
        return count(Verdict::Production);
    case 3:
        return count(Verdict::Mixed);
    case 4:
        return count(Verdict::Synthetic);
    default:
        return count(Verdict::Unknown);
    }
}

Id TenantHits::key(const provenance::TenantCount& row) const
{
    return Id::derived(row.dataSet.bytes() + row.tenant.toUtf8());
}

QVariant ChanceModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("Kind of value");
    case 1:
        return tr("Looked up in");
    case 2:
        return tr("Look-ups");
    case 3:
        return tr("Found");
    default:
        return tr("Expected by chance");
    }
}

QVariant ChanceModel::cell(const provenance::ChanceCount& row, int column, int role) const
{
    switch (column) {
    case 0:
        return text(provenance::keyClassId(row.keyClass), role);
    case 1:
        return word(wordOfVerdict(provenance::kindId(row.kind)), role);
    case 2:
        return number(row.lookups, role);
    case 3:
        return number(row.observed, role);
    default:
        return role == Qt::DisplayRole ? QVariant(expectedText(row.expectedMicro)) : number(row.expectedMicro, role);
    }
}

QVariant IndicatorsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("Indicator");
    case 1:
        return tr("Strength");
    case 2:
        return tr("Column");
    case 3:
        return tr("Rows");
    case 4:
        return tr("What it says");
    default:
        return tr("Source");
    }
}

QVariant IndicatorsModel::cell(const provenance::IndicatorCount& row, int column, int role) const
{
    const provenance::Indicator& indicator = provenance::Indicators::builtIn().all()[row.indicator];
    if (role == Qt::ToolTipRole) {
        return column >= 4 ? QVariant(indicator.text() + u'\n' + indicator.source) : QVariant();
    }
    switch (column) {
    case 0:
        return text(indicator.id, role);
    case 1:
        return word(indicator.isDecisive ? Word{.text = tr("Decisive"), .tone = Tone::Accent, .mark = Mark::Diamond}
                                         : Word{.text = tr("Suggestive"), .tone = Tone::Neutral, .mark = Mark::None},
                    role);
    case 2:
        if (row.column >= m_columns.size()) {
            return text(tr("Whole sample"), role);
        }
        return text(m_columns[row.column].name.isEmpty() ? tr("Column %1").arg(row.column + 1)
                                                         : m_columns[row.column].name,
                    role);
    case 3:
        return role == Qt::DisplayRole
            ? QVariant(
                  tr("%1 of %2").arg(countText(static_cast<qint64>(row.rows)), countText(static_cast<qint64>(row.of))))
            : number(row.rows, role);
    case 4:
        return text(indicator.text(), role);
    default:
        return text(indicator.source, role);
    }
}

Id IndicatorsModel::key(const provenance::IndicatorCount& row) const
{
    return Id::derived(QByteArray::number(row.indicator) + '/' + QByteArray::number(row.column));
}

Id ChanceModel::key(const provenance::ChanceCount& row) const
{
    return Id::derived(Bytes(1, static_cast<char>(row.keyClass)) + Bytes(1, static_cast<char>(row.kind)));
}

} // namespace bulkhead
