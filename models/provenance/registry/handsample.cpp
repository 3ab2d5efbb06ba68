#include "models/provenance/registry/handsample.h"

#include "models/base/digest.h"
#include "models/provenance/registry/registrytext.h"
#include "models/provenance/siphash.h"

#include <QLocale>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cmath>
#include <queue>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr double tail = 0.025; ///< on each side: 95 % between
constexpr quint64 mostDrawn = 100'000;

/// Chance of `found` or fewer among `looked`, where each is one with that share.
double cumulative(quint64 found, quint64 looked, double share)
{
    if (share <= 0 || share >= 1) {
        return share <= 0 || found >= looked ? 1 : 0;
    }
    const auto n = static_cast<double>(looked);
    const double odds = std::log(share) - std::log1p(-share);
    double term = n * std::log1p(-share); // the logarithm of each chance, from none to `found`
    double sum = std::exp(term);
    for (quint64 i = 0; i < found; ++i) {
        const auto k = static_cast<double>(i);
        term += std::log((n - k) / (k + 1)) + odds;
        sum += std::exp(term);
    }
    return std::min(1.0, sum);
}

/// Where a falling function passes `value`.
template<typename Function> double crossing(Function function, double value)
{
    constexpr int halvings = 60;
    double low = 0;
    double high = 1;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (function(middle) > value ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// Numbers that nobody chose: of the sample's hash and the row.
class Lots
{
public:
    explicit Lots(BytesView sampleHash)
    {
        const Bytes seed = sha256(sampleHash);
        m_key = {qFromLittleEndian<quint64>(seed.constData()), qFromLittleEndian<quint64>(seed.constData() + 8)};
    }
    [[nodiscard]] quint64 of(quint64 row) const
    {
        std::array<char, sizeof row> number;
        qToLittleEndian(row, number.data());
        return sipHash24(m_key, number.data(), number.size());
    }

private:
    SipKey m_key;
};

QString percent(double share)
{
    constexpr double hundred = 100;
    return QLocale().toString(hundred * share, 'f', share < 0.01 ? 2 : 1);
}
} // namespace

ShareInterval shareInterval(quint64 found, quint64 looked)
{
    if (looked == 0) {
        return {};
    }
    ShareInterval interval{0, 1};
    if (found > 0) {
        interval.least = crossing([&](double share) { return cumulative(found - 1, looked, share); }, 1 - tail);
    }
    if (found < looked) {
        interval.most = crossing([&](double share) { return cumulative(found, looked, share); }, tail);
    }
    return interval;
}

HandSample handSampleOf(const Standing& standing, const RowVerdicts& machine, BytesView sampleHash, quint64 size)
{
    HandSample sample;
    // The smallest lots: of as many rows as are wanted, so that more of them hold the fewer.
    std::priority_queue<std::pair<quint64, quint64>> drawn;
    const Lots lots(sampleHash);
    for (quint64 row = 1; row <= machine.size(); ++row) {
        if (machine.at(row) != Verdict::Unknown) {
            continue;
        }
        ++sample.unknown;
        drawn.emplace(lots.of(row), row);
        if (drawn.size() > std::min(size, mostDrawn)) {
            drawn.pop();
        }
    }
    std::vector<RowSet::Stretch> rows;
    for (; !drawn.empty(); drawn.pop()) {
        rows.push_back({drawn.top().second, drawn.top().second});
    }
    std::vector<RowSet> set;
    for (const Kept<RowOverride>& one : standing.overrides) {
        if (auto numbers = RowSet::fromText(one.value.rows)) {
            set.push_back(*std::move(numbers));
        }
    }
    const auto isSet = [&](quint64 row) {
        return std::ranges::any_of(set, [row](const RowSet& one) {
            return std::ranges::any_of(one.stretches(), [row](const RowSet::Stretch& stretch) {
                return stretch.first <= row && row <= stretch.last;
            });
        });
    };
    std::vector<RowSet::Stretch> left;
    for (const RowSet::Stretch& row : rows) {
        if (!isSet(row.first)) {
            left.push_back(row);
            continue;
        }
        ++sample.looked;
        sample.real += standing.rows.at(row.first) == Verdict::Synthetic ? 0 : 1;
    }
    sample.now = shareInterval(sample.real, sample.looked);
    sample.ifClean = shareInterval(sample.real, sample.looked + left.size());
    sample.rows = RowSet(std::move(rows));
    sample.left = RowSet(std::move(left));
    return sample;
}

Expected<HandSample> handSample(Casework& casework, const Id& evidence, quint64 size)
{
    const Answers answers(casework);
    TRY(const auto held, casework.one<Evidence>(evidence));
    TRY(const Standing standing, answers.answered(held));
    TRY(const RowVerdicts machine, answers.rowsOf(standing.report.value));
    if (!machine.isKept()) {
        return failure("provenance.rows-not-kept"_L1,
                       RegistryText::tr("Of this answer the verdicts of rows were not kept. Ask again about “%1” "
                                        "first.")
                           .arg(held.value.name));
    }
    HandSample sample = handSampleOf(standing, machine, held.value.sha256, size);
    if (sample.unknown == 0) {
        return failure("value.bad"_L1,
                       RegistryText::tr("The machine calls no row of “%1” unknown, so there is nothing to draw from.")
                           .arg(held.value.name));
    }
    return sample;
}

QString handSampleSentence(const HandSample& sample)
{
    const QLocale locale;
    QString text;
    if (sample.looked > 0) {
        text = RegistryText::tr(
                   "%1 of the drawn rows were looked at, %2 of them count as real: between %3 % and %4 % of the "
                   "%5 unknown rows are, with a confidence of 95 %.")
                   .arg(locale.toString(sample.looked), locale.toString(sample.real), percent(sample.now.least),
                        percent(sample.now.most), locale.toString(sample.unknown));
    }
    if (sample.left.isEmpty()) {
        return text;
    }
    return (text.isEmpty() ? text : text + u' ')
        + RegistryText::tr(
              "If none of the %1 rows that are left turns out real, at most %2 % of the %3 unknown rows are, "
              "with a confidence of 95 %.")
              .arg(locale.toString(sample.left.count()), percent(sample.ifClean.most), locale.toString(sample.unknown));
}

} // namespace bulkhead::provenance
