#pragma once

#include "models/provenance/registry/rowverdicts.h"
#include "models/provenance/summary.h"

#include <QRectF>

#include <vector>

namespace bulkhead {

/// Where the blocks of a sample stand in its stripe. Blocks are as wide as their share of the stripe; the parts of a
/// block are stacked, the gravest on top, and never so thin that one real row among thousands could be overlooked.
struct StripeGeometry
{
    QRectF area;
    int blocks = 0;

    static constexpr double leastPart = 4; ///< height of the smallest part, in device-independent pixels

    [[nodiscard]] QRectF blockRect(int block) const;
    /// -1 outside.
    [[nodiscard]] int blockAt(QPointF point) const;

    struct Part
    {
        provenance::Verdict verdict = provenance::Verdict::Synthetic;
        double top = 0; ///< from the top of the block
        double height = 0;

        bool operator==(const Part&) const = default;
    };
    /// From the top; the heights add up to `height`.
    [[nodiscard]] static std::vector<Part> parts(const provenance::VerdictCounts& rows, double height);
};

/// First and last row of a block, counted from 1; `total` rows in the sample.
struct RowSpan
{
    quint64 first = 0;
    quint64 last = 0;

    bool operator==(const RowSpan&) const = default;
};
/// The blocks of a part of the sample, at most `most`.
[[nodiscard]] std::vector<provenance::StripeBlock> blocksOf(const provenance::RowVerdicts& rows, const RowSpan& span,
                                                            int most);
/// Half as many rows, or twice as many, so that `at` stays where it is; between `least` rows and all of them.
[[nodiscard]] RowSpan zoomed(const RowSpan& span, quint64 at, bool isIn, quint64 least, quint64 total);
[[nodiscard]] RowSpan rowsOfBlock(const std::vector<provenance::StripeBlock>& stripe, int block, quint64 total);

} // namespace bulkhead
