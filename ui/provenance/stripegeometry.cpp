#include "ui/provenance/stripegeometry.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bulkhead {

using provenance::Verdict;

QRectF StripeGeometry::blockRect(int block) const
{
    if (block < 0 || block >= blocks) {
        return {};
    }
    const double width = area.width() / blocks;
    const double left = std::floor(area.left() + block * width);
    const double right = std::floor(area.left() + (block + 1) * width);
    return {left, area.top(), std::max(1.0, right - left), area.height()};
}

int StripeGeometry::blockAt(QPointF point) const
{
    if (blocks == 0 || !area.contains(point)) {
        return -1;
    }
    const int block = static_cast<int>((point.x() - area.left()) / area.width() * blocks);
    return std::clamp(block, 0, blocks - 1);
}

std::vector<StripeGeometry::Part> StripeGeometry::parts(const provenance::VerdictCounts& rows, double height)
{
    const auto total = std::accumulate(rows.begin(), rows.end(), quint64(0));
    std::vector<Part> parts;
    if (total == 0) {
        return parts;
    }
    double spent = 0;
    for (const Verdict verdict :
         {Verdict::Production, Verdict::Mixed, Verdict::Unknown, Verdict::Unreadable, Verdict::Synthetic}) {
        if (const quint64 count = rows[static_cast<std::size_t>(verdict)]; count > 0) {
            const double share = height * static_cast<double>(count) / static_cast<double>(total);
            parts.push_back({verdict, 0, std::max(leastPart, share)});
            spent += parts.back().height;
        }
    }
    // What small parts were given is taken from the largest.
    const auto largest = std::ranges::max_element(parts, {}, &Part::height);
    largest->height = std::max(1.0, largest->height - (spent - height));
    double top = 0;
    for (Part& part : parts) {
        part.top = top;
        top += part.height;
    }
    return parts;
}

std::vector<provenance::StripeBlock> blocksOf(const provenance::RowVerdicts& rows, const RowSpan& span, int most)
{
    const quint64 last = std::min(span.last, rows.size());
    const quint64 count = span.first >= 1 && span.first <= last ? last - span.first + 1 : 0;
    const quint64 each = (count + static_cast<quint64>(most) - 1) / static_cast<quint64>(most);
    std::vector<provenance::StripeBlock> blocks;
    for (quint64 row = span.first; count > 0 && row <= last; ++row) {
        if ((row - span.first) % each == 0) {
            blocks.push_back({.firstRow = row});
        }
        ++blocks.back().rows[static_cast<std::size_t>(rows.at(row))];
    }
    return blocks;
}

RowSpan zoomed(const RowSpan& span, quint64 at, bool isIn, quint64 least, quint64 total)
{
    const quint64 count = span.last - span.first + 1;
    const quint64 wanted = std::min(total, isIn ? std::max(least, count / 2) : count * 2);
    const double share = count > 1 ? static_cast<double>(at - span.first) / static_cast<double>(count - 1) : 0;
    const auto before = static_cast<quint64>(share * static_cast<double>(wanted - 1));
    const quint64 first = std::clamp<quint64>(at > before ? at - before : 1, 1, total - wanted + 1);
    return {first, first + wanted - 1};
}

RowSpan rowsOfBlock(const std::vector<provenance::StripeBlock>& stripe, int block, quint64 total)
{
    if (block < 0 || block >= static_cast<int>(stripe.size())) {
        return {};
    }
    const auto place = static_cast<std::size_t>(block);
    const quint64 last = place + 1 < stripe.size() ? stripe[place + 1].firstRow - 1 : total;
    return {stripe[place].firstRow, last};
}

} // namespace bulkhead
