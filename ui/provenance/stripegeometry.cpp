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
