#include "models/provenance/risk/singlingout.h"

#include <algorithm>
#include <bit>
#include <set>

namespace bulkhead::provenance {

namespace {
/// Guesses that are drawn before it is given up to find as many as are wanted.
constexpr quint64 drawsPerGuess = 50;
constexpr quint64 drawsAtOnce = 1000;
enum GuessPurpose : quint64 { SingleColumn = 101, SeveralColumns = 102 };

bool isOrdered(const Attribute& attribute)
{
    return attribute.kind == AttributeKind::Number || attribute.kind == AttributeKind::Date;
}

/// Of the rows that have one, sorted.
std::vector<double> numbersIn(const RiskRows& rows, std::size_t attribute)
{
    const auto& column = rows.table->values[attribute];
    std::vector<double> numbers;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (const quint64 value = column[rows.at(i)]; value != RiskTable::absent) {
            numbers.push_back(std::bit_cast<double>(value));
        }
    }
    std::ranges::sort(numbers);
    return numbers;
}

/// Values that stand once, ascending.
std::vector<quint64> valuesThatStandOnce(const RiskRows& rows, std::size_t attribute)
{
    const auto& column = rows.table->values[attribute];
    std::vector<quint64> values(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        values[i] = column[rows.at(i)];
    }
    std::ranges::sort(values);
    std::vector<quint64> once;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool isAlone = (i == 0 || values[i - 1] != values[i])
            && (i + 1 == values.size() || values[i + 1] != values[i]);
        if (isAlone) {
            once.push_back(values[i]);
        }
    }
    return once;
}

using GuessKey = std::vector<std::array<quint64, 3>>;
GuessKey keyOf(const Predicate& guess)
{
    GuessKey key;
    for (const auto& one : guess.conditions) {
        key.push_back({one.attribute, static_cast<quint64>(one.is), one.value});
    }
    return key;
}
} // namespace

bool Predicate::Condition::holds(quint64 other) const
{
    if (is == Is::Equal) {
        return value == other;
    }
    if (other == RiskTable::absent) {
        return false;
    }
    const auto mine = std::bit_cast<double>(value);
    const auto theirs = std::bit_cast<double>(other);
    return is == Is::AtMost ? theirs <= mine : theirs >= mine;
}

Predicate::Found Predicate::find(const RiskRows& rows) const
{
    Found found;
    const auto& first = rows.table->values[conditions.front().attribute];
    for (std::size_t i = 0; i < rows.size() && found.count < 2; ++i) {
        const std::size_t row = rows.at(i);
        const bool holds = conditions.front().holds(first[row])
            && std::all_of(conditions.begin() + 1, conditions.end(),
                           [&](const Condition& one) { return one.holds(rows.table->values[one.attribute][row]); });
        if (holds && ++found.count == 1) {
            found.row = row;
        }
    }
    return found;
}

std::vector<std::size_t> SinglingOutTrial::measured() const
{
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (attributes[i].isMeasured()) {
            result.push_back(i);
        }
    }
    return result;
}

Expected<std::vector<int>> SinglingOutTrial::counted(const std::vector<Predicate>& guesses, const Crew& crew,
                                                     const Turn& turn) const
{
    std::vector<int> counts(guesses.size());
    CHECK_OK(crew.run(guesses.size(), [&](std::size_t i) { counts[i] = guesses[i].count(synthetic); }, turn));
    return counts;
}

Expected<std::vector<Predicate>> SinglingOutTrial::univariate(const Crew& crew, const Turn& turn) const
{
    using Is = Predicate::Condition::Is;
    std::vector<Predicate> candidates;
    const auto add = [&](std::size_t attribute, Is is, quint64 value) {
        candidates.push_back({{{.attribute = attribute, .is = is, .value = value}}});
    };
    for (const std::size_t i : measured()) {
        for (const quint64 value : valuesThatStandOnce(synthetic, i)) {
            add(i, Is::Equal, value);
        }
        if (isOrdered(attributes[i])) {
            if (const auto numbers = numbersIn(synthetic, i); !numbers.empty()) {
                add(i, Is::AtMost, std::bit_cast<quint64>(numbers.front()));
                add(i, Is::AtLeast, std::bit_cast<quint64>(numbers.back()));
            }
        }
        CHECK_OK(turn(0));
    }
    Chance(seed, SingleColumn).shuffle(candidates);
    // Ends alone may stand more than once: a few more than are wanted are counted.
    candidates.resize(std::min<std::size_t>(candidates.size(), wanted + 2 * attributes.size()));
    TRY(const auto counts, counted(candidates, crew, turn));
    std::vector<Predicate> guesses;
    for (std::size_t i = 0; i < candidates.size() && guesses.size() < wanted; ++i) {
        if (counts[i] == 1) {
            guesses.push_back(std::move(candidates[i]));
        }
    }
    return guesses;
}

Expected<std::vector<Predicate>> SinglingOutTrial::multivariate(const Crew& crew, const Turn& turn) const
{
    using Is = Predicate::Condition::Is;
    std::vector<std::size_t> columns = measured();
    std::vector<double> medians(attributes.size());
    for (const std::size_t i : columns) {
        if (isOrdered(attributes[i])) {
            const auto numbers = numbersIn(synthetic, i);
            medians[i] = numbers.empty() ? 0 : numbers[numbers.size() / 2];
        }
    }
    Chance chance(seed, SeveralColumns);
    const auto draw = [&] {
        const std::size_t row = synthetic.at(chance.below(synthetic.size()));
        Predicate guess;
        for (std::size_t k = 0; k < std::min(columnsOfGuess, columns.size()); ++k) {
            std::swap(columns[k], columns[k + chance.below(columns.size() - k)]);
            const std::size_t i = columns[k];
            const quint64 value = synthetic.table->values[i][row];
            const bool hasOrder = isOrdered(attributes[i]) && value != RiskTable::absent;
            const auto is = !hasOrder                       ? Is::Equal
                : std::bit_cast<double>(value) > medians[i] ? Is::AtLeast
                                                            : Is::AtMost;
            guess.conditions.push_back({.attribute = i, .is = is, .value = value});
        }
        std::ranges::sort(guess.conditions, {}, &Predicate::Condition::attribute);
        return guess;
    };
    std::vector<Predicate> guesses;
    std::set<GuessKey> known;
    for (quint64 drawn = 0; guesses.size() < wanted && drawn < wanted * drawsPerGuess; drawn += drawsAtOnce) {
        std::vector<Predicate> candidates(drawsAtOnce);
        std::ranges::generate(candidates, draw);
        TRY(const auto counts, counted(candidates, crew, turn));
        for (std::size_t i = 0; i < candidates.size() && guesses.size() < wanted; ++i) {
            if (counts[i] == 1 && known.insert(keyOf(candidates[i])).second) {
                guesses.push_back(std::move(candidates[i]));
            }
        }
    }
    return guesses;
}

Expected<SinglingOut> SinglingOutTrial::tryOut(const std::vector<Predicate>& guesses, const Crew& crew,
                                               const Turn& turn) const
{
    std::vector<std::array<Predicate::Found, 2>> found(guesses.size());
    const auto one = [&](std::size_t i) {
        found[i] = {guesses[i].find(training), holdout.table ? guesses[i].find(holdout) : Predicate::Found()};
    };
    CHECK_OK(crew.run(guesses.size(), one, turn));
    SinglingOut result{.wanted = wanted, .attacks = guesses.size()};
    std::unordered_map<quint64, double> hitTraining;
    std::unordered_map<quint64, double> hitHoldout;
    for (const auto& [inTraining, inHoldout] : found) {
        if (inTraining.count == 1) {
            ++result.training;
            ++hitTraining[inTraining.row];
        }
        if (inHoldout.count == 1) {
            ++result.holdout;
            ++hitHoldout[inHoldout.row];
        }
    }
    result.trainingTogether = togetherOf(hitTraining);
    result.holdoutTogether = togetherOf(hitHoldout);
    return result;
}

} // namespace bulkhead::provenance
