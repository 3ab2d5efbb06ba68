#pragma once

#include "models/provenance/registry/registry.h"

#include <QHash>

#include <span>
#include <vector>

namespace bulkhead::provenance {

/// One row of a sample as kept for looking at: 24 octets, so that a sample of a million rows is no burden.
struct ExaminedRow
{
    quint64 number = 0; ///< in the sample, from 1
    Verdict verdict = Verdict::Unknown;
    bool isNew = false; ///< against earlier samples
    quint32 confidencePpm = 0;
    quint32 reasons = 0; ///< place in `Examined::reasons`
    qint32 cells = -1;   ///< place in `Examined::cells`; -1: values were not kept

    bool operator==(const ExaminedRow&) const = default;
};

/// Why rows got their verdict, in words; shared by all rows with the same reasons. Never holds a value.
struct ReasonWords
{
    QString text;     ///< one sentence each, joined by "; "
    QString dataSets; ///< names with versions
    QString tenant;

    bool operator==(const ReasonWords&) const = default;
};

/// The answer for a sample with its rows. Immutable once made; safe to hand to another thread.
struct Examined
{
    Answer answer;
    std::vector<ExaminedRow> rows; ///< in the order of the sample
    std::vector<ReasonWords> reasons;
    std::vector<QStringList> cells; ///< unmasked: mask before showing
    quint64 rowsLeftOut = 0;        ///< beyond `rowLimit`: counted in the summary, not listed
    quint64 rowsWithoutValues = 0;  ///< listed, but their values were not kept

    /// The columns as recognised.
    [[nodiscard]] std::vector<Column> columns() const;
};

/// Collects rows while a sample is classified; lives on that thread until `finish`.
class RowCollector
{
public:
    static constexpr std::size_t rowLimit = 5'000'000;          ///< rows listed
    static constexpr qsizetype textLimit = qsizetype(24) << 20; ///< characters of values kept
    static constexpr int previewLimit = 50'000;                 ///< rows of each verdict whose values are kept

    /// Options that report to this collector, which must outlive the run.
    [[nodiscard]] ExamineOptions options(std::vector<ColumnMapping> mappings);
    [[nodiscard]] Examined finish(Answer answer);

private:
    void take(const RowVerdict& row, const Index& index);
    void takeCells(const RowPreview& row);
    [[nodiscard]] quint32 reasonsOf(const RowVerdict& row, const Index& index);

    Examined m_examined;
    QHash<QByteArray, quint32> m_reasonPlaces;
    std::vector<std::pair<quint64, qint32>> m_cellPlaces; ///< row number, place; ascending
    qsizetype m_text = 0;
};

/// What a stretch of the sample is shown as: doubt counts as personal, so the gravest verdict wins.
[[nodiscard]] Verdict gravest(const VerdictCounts& counts);

} // namespace bulkhead::provenance
