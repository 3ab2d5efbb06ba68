#include "models/provenance/registry/rowset.h"

#include "models/provenance/registry/registrytext.h"

#include <QStringList>

#include <algorithm>
#include <limits>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t mostRowStretches = 10'000;
constexpr quint64 lastRowNumber = std::numeric_limits<qint64>::max();
} // namespace

RowSet::RowSet(std::vector<Stretch> stretches)
{
    std::ranges::sort(stretches, {}, &Stretch::first);
    for (const Stretch& next : stretches) {
        if (!m_stretches.empty() && next.first <= m_stretches.back().last + 1) {
            m_stretches.back().last = std::max(m_stretches.back().last, next.last);
        } else {
            m_stretches.push_back(next);
        }
    }
}

Expected<RowSet> RowSet::fromText(const QString& text)
{
    std::vector<Stretch> stretches;
    for (const QString& part : text.split(u',', Qt::SkipEmptyParts)) {
        const QStringList ends = part.split(u'-');
        bool isFirst = false;
        bool isLast = false;
        const quint64 first = ends.front().trimmed().toULongLong(&isFirst);
        const quint64 last = ends.back().trimmed().toULongLong(&isLast);
        if (ends.size() > 2 || !isFirst || !isLast || first == 0 || last < first || last >= lastRowNumber) {
            return failure("value.bad"_L1,
                           RegistryText::tr("“%1” does not name rows. Give their numbers, from 1, such as 3,7-9.")
                               .arg(part.trimmed().left(40)));
        }
        stretches.push_back({first, last});
        if (stretches.size() > mostRowStretches) {
            return failure("value.bad"_L1, RegistryText::tr("These are more than 10,000 stretches of rows at a time."));
        }
    }
    if (stretches.empty()) {
        return failure("value.bad"_L1, RegistryText::tr("Say which rows, such as 3,7-9."));
    }
    return RowSet(std::move(stretches));
}

quint64 RowSet::count() const
{
    quint64 count = 0;
    for (const Stretch& one : m_stretches) {
        count += one.last - one.first + 1;
    }
    return count;
}

QString RowSet::text() const
{
    QStringList parts;
    for (const Stretch& one : m_stretches) {
        parts.append(one.first == one.last ? QString::number(one.first) : u"%1-%2"_s.arg(one.first).arg(one.last));
    }
    return parts.join(u',');
}

} // namespace bulkhead::provenance
