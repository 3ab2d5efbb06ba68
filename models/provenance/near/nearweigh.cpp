#include "models/provenance/near/nearweigh.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bulkhead::provenance {

namespace {
using ByLevel = std::array<double, nearLevelCount>;

/// Of records that are the same, by level: near what `bench_near calibrate=1 seed=1` counts over edited records.
constexpr std::array<ByLevel, nearFieldCount> agreesWhereSame = {{
    {0.76, 0.18, 0.05, 0.004, 0.006},   // name
    {0.62, 0.25, 0.11, 0.005, 0.015},   // mailbox
    {0.80, 0.12, 0.04, 0.02, 0.02},     // domain
    {0.65, 0.21, 0.13, 0.003, 0.007},   // phone
    {0.80, 0.08, 0.06, 0.04, 0.02},     // company
    {0.87, 0.06, 0.05, 0.01, 0.01},     // street
    {0.88, 0.001, 0.115, 0.001, 0.003}, // birth date
    {0.92, 0.001, 0.058, 0.001, 0.02},  // postcode
    {0.88, 0.01, 0.01, 0.01, 0.09},     // city
}};

/// Of records that are not, before the set has said anything, as if counted over a million pairs.
constexpr std::array<ByLevel, nearFieldCount> agreesByChance = {{
    {4e-6, 1e-5, 1e-4, 1e-3, 1},
    {4e-6, 1e-5, 1e-4, 5e-4, 1},
    {1e-2, 1e-4, 1e-3, 1e-3, 1},
    {1e-8, 1e-6, 5e-5, 1e-4, 1},
    {5e-4, 1e-4, 1e-3, 1e-3, 1},
    {2e-4, 5e-4, 2e-3, 1e-3, 1},
    {5e-5, 1e-5, 1e-2, 1e-6, 1},
    {5e-4, 1e-5, 2e-2, 1e-6, 1},
    {3e-3, 1e-3, 1e-3, 1e-3, 1},
}};
constexpr double priorPairs = 1e6;

/// Nine unknown rows of ten are of strangers, before anything is compared.
constexpr double priorOdds = 0.1;
/// Logarithm of the odds = slope · (weight − log₂ records) + offset. Not fitted: weights are taken at their word, and
/// the same program counts how many rows of each probability were right.
constexpr double slope = 0.69;
constexpr double offset = 0.0;

bool isNear(NearLevel level)
{
    return level <= NearLevel::Part;
}

quint32 bitsOf(quint64 grams)
{
    return static_cast<quint32>(std::popcount(grams));
}

/// By how many pairs of letters there are, on each side and in both.
NearLevel levelOfCounts(quint32 of, quint32 in, quint32 both, bool isMasked, quint32 least)
{
    if (of == 0 || in == 0) {
        return NearLevel::Absent;
    }
    if (isMasked) {
        return both == of ? NearLevel::Part : NearLevel::Differs;
    }
    if (both == of && both == in) {
        return NearLevel::Equal;
    }
    constexpr quint32 alike = 82;
    const quint32 share = 200 * both / (of + in); // Dice's coefficient, in hundredths
    if (share >= alike) {
        return NearLevel::Alike;
    }
    if (share >= least) {
        return NearLevel::Close;
    }
    return of >= 4 && in > of + 1 && both + 1 >= of ? NearLevel::Part : NearLevel::Differs;
}

NearLevel levelOfGrams(NearField field, quint64 row, quint64 record, bool isMasked)
{
    const quint32 least = field == NearField::Mailbox ? 50 : field == NearField::Phone ? 58 : 66;
    return levelOfCounts(bitsOf(row), bitsOf(record), bitsOf(row & record), isMasked, least);
}

quint32 bitsOf(const NameGrams& grams)
{
    return bitsOf(grams[0]) + bitsOf(grams[1]);
}
NameGrams both(const NameGrams& one, const NameGrams& other)
{
    return {one[0] & other[0], one[1] & other[1]};
}
NameGrams without(const NameGrams& one, const NameGrams& other)
{
    return {one[0] & ~other[0], one[1] & ~other[1]};
}

/// People of one family name have half of the pairs in common: a word that is in both is left out of the comparison.
NearLevel levelOfName(const NearRecord& row, const NearSketch& record, bool isMasked, bool& sharesAWord)
{
    constexpr quint32 least = 52;
    constexpr quint32 alikeInRest = 70;
    constexpr quint32 leastOfRest = 42;
    constexpr quint32 leastOfWord = 4;
    const NameGrams whole = {row.sketch.grams[0], row.sketch.grams[restOfName]};
    const NameGrams other = {record.grams[0], record.grams[restOfName]};
    const NearLevel level = levelOfCounts(bitsOf(whole), bitsOf(other), bitsOf(both(whole, other)), isMasked, least);
    if (isMasked || row.words.size() < 2 || level == NearLevel::Equal || level == NearLevel::Absent) {
        return level;
    }
    NearLevel best = NearLevel::Differs;
    for (const NameGrams& word : row.words) {
        if (bitsOf(word) < leastOfWord || bitsOf(both(word, other)) != bitsOf(word)) {
            continue;
        }
        sharesAWord = true;
        const NameGrams rest = without(whole, word);
        const NameGrams otherRest = without(other, word);
        const quint32 all = bitsOf(rest) + bitsOf(otherRest);
        const quint32 share = all == 0 ? 100 : 200 * bitsOf(both(rest, otherRest)) / all;
        best = std::min(best,
                        share >= alikeInRest                        ? NearLevel::Alike
                            : share >= leastOfRest                  ? NearLevel::Close
                            : bitsOf(without(rest, otherRest)) == 0 ? NearLevel::Part
                                                                    : NearLevel::Differs);
    }
    return sharesAWord ? best : level;
}

/// The check value of the last four digits; 0: there are fewer.
quint64 endOf(quint64 phone)
{
    return phone >> phoneCheckFrom;
}
/// Logarithm of the number of records that share it; 1: none else does.
quint64 sharersOf(quint64 phone)
{
    return phone >> phoneGramBits & 0xf;
}

NearLevel levelOfPhone(quint64 row, quint64 record, bool isMasked)
{
    const quint64 grams = ~checksOf(NearField::Phone);
    const bool hasSameEnd = endOf(row) == endOf(record);
    const NearLevel level = levelOfGrams(NearField::Phone, row & grams, record & grams, isMasked);
    if (isMasked) {
        return endOf(row) != 0 && level == NearLevel::Part && !hasSameEnd ? NearLevel::Differs : level;
    }
    return level == NearLevel::Equal && !hasSameEnd ? NearLevel::Alike : level;
}

NearLevel levelOfBirth(const std::array<quint8, 3>& row, const std::array<quint8, 3>& record)
{
    if (row[0] == 0 || record[0] == 0) {
        return NearLevel::Absent;
    }
    if (row == record) {
        return NearLevel::Equal;
    }
    const int same = (row[0] == record[0]) + (row[1] == record[1]) + (row[2] == record[2]);
    const bool isTurned = row[0] == record[0] && row[1] == record[2] && row[2] == record[1];
    return isTurned || same == 2 ? NearLevel::Close : NearLevel::Differs;
}

NearLevel levelOfPostcode(const std::array<quint8, 2>& row, const std::array<quint8, 2>& record)
{
    if (row[0] == 0 || record[0] == 0) {
        return NearLevel::Absent;
    }
    const int same = (row[0] == record[0]) + (row[1] == record[1]);
    return same == 2 ? NearLevel::Equal : same == 1 ? NearLevel::Close : NearLevel::Differs;
}

double sharedBy(quint8 eighths)
{
    return std::exp2(eighths / 8.0);
}
} // namespace

NearComparison compare(const NearRecord& row, const NearSketch& record)
{
    NearComparison result;
    result.masked = row.masked;
    result.levels.fill(NearLevel::Absent);
    for (std::size_t i = 0; i < restOfName; ++i) {
        const auto field = static_cast<NearField>(i);
        const bool isMasked = row.isMasked(field);
        result.visible[i] = static_cast<quint8>(bitsOf(row.sketch.grams[i] & ~checksOf(field)));
        result.levels[i] = field == NearField::Name ? levelOfName(row, record, isMasked, result.sharesAWord)
            : field == NearField::Phone
            ? levelOfPhone(row.sketch.grams[i], record.grams[i], isMasked)
            : levelOfGrams(field, row.sketch.grams[i] & ~checksOf(field), record.grams[i] & ~checksOf(field), isMasked);
    }
    result.visible[0] = static_cast<quint8>(result.visible[0] + bitsOf(row.sketch.grams[restOfName]));
    const auto wordOf = [](const NearSketch& sketch, NearField field) {
        return sketch.grams[static_cast<std::size_t>(field)];
    };
    const quint64 end = endOf(wordOf(row.sketch, NearField::Phone));
    result.hasSameEnd = end != 0 && end == endOf(wordOf(record, NearField::Phone));
    result.hasSameDigits = row.isMasked(NearField::Mailbox)
        || wordOf(row.sketch, NearField::Domain) >> domainGramBits
            == wordOf(record, NearField::Domain) >> domainGramBits;
    result.levels[static_cast<std::size_t>(NearField::BirthDate)] = levelOfBirth(row.sketch.birth, record.birth);
    result.levels[static_cast<std::size_t>(NearField::Postcode)] = levelOfPostcode(row.sketch.postcode,
                                                                                   record.postcode);
    return result;
}

NearWeights::NearWeights(const NearPairs& pairs, quint64 records, double cityAgreement)
    : m_records(std::max<double>(1, static_cast<double>(records)))
{
    for (std::size_t field = 0; field < pairs.size(); ++field) {
        double all = 0;
        for (const quint64 count : pairs[field]) {
            all += static_cast<double>(count);
        }
        for (std::size_t level = 0; level < pairs[field].size(); ++level) {
            m_chance[field][level] = (static_cast<double>(pairs[field][level])
                                      + agreesByChance[field][level] * priorPairs)
                / (all + priorPairs);
        }
    }
    m_chance[static_cast<std::size_t>(NearField::City)][0] = cityAgreement;
}

double NearWeights::chance(NearField field, NearLevel level, const NearSketch& record) const
{
    const auto at = static_cast<std::size_t>(field);
    const ByLevel& row = m_chance[at];
    const double usual = row[static_cast<std::size_t>(level)];
    if (level == NearLevel::Differs) {
        return usual;
    }
    constexpr double namesAround = 3e5; // a small set does not make a name rare
    constexpr double firmsAround = 2e3;
    if (field == NearField::Phone && level == NearLevel::Equal) {
        // A number that nobody shares is somebody's own; the number of an office is as frequent as the office.
        constexpr double ofOne = 1e-7;
        const quint64 sharers = sharersOf(record.grams[at]);
        return sharers <= 1 ? ofOne : std::exp2(static_cast<double>(sharers)) / (m_records + firmsAround);
    }
    if (field != NearField::Name && field != NearField::Domain && field != NearField::Company) {
        return usual;
    }
    const std::size_t place = field == NearField::Name ? 0 : field == NearField::Domain ? 1 : 2;
    const double around = field == NearField::Name ? namesAround : firmsAround;
    const double own = sharedBy(record.shared[place]) / (m_records + around);
    if (level == NearLevel::Equal) {
        return own;
    }
    // Names that resemble a frequent one are found oftener; of a domain and a company, other people's errors.
    constexpr double mostNames = 30;
    constexpr double errors = 0.005;
    return std::max(usual, own * (field == NearField::Name ? std::clamp(usual / row[0], 1.0, mostNames) : errors));
}

double NearWeights::ratio(NearField field, const NearComparison& comparison, const NearSketch& record) const
{
    const NearLevel level = comparison.of(field);
    if (level == NearLevel::Absent) {
        return 1;
    }
    const auto at = static_cast<std::size_t>(field);
    const ByLevel& same = agreesWhereSame[at];
    if (field == NearField::Name && level == NearLevel::Differs && comparison.sharesAWord) {
        constexpr double ofRelatives = 0.3; // much of one name may be mistyped, and relatives live together
        return ofRelatives;
    }
    if ((comparison.masked >> at & 1) != 0) {
        constexpr double shown = 0.95;
        if (level == NearLevel::Differs) {
            return 1 - shown;
        }
        constexpr double each = 0.3; // a pair of letters that is seen by chance
        constexpr double four = 1e-4;
        const double seen = field == NearField::Phone && comparison.hasSameEnd ? four
                                                                               : std::pow(each, comparison.visible[at]);
        return shown / std::max(seen, chance(field, NearLevel::Equal, record));
    }
    return same[static_cast<std::size_t>(level)] / chance(field, level, record);
}

/// A domain that one record of fifty has; of few records it cannot be told.
bool NearWeights::isProvider(const NearSketch& record) const
{
    constexpr double least = 1000;
    return m_records >= least && sharedBy(record.shared[1]) * 50 > m_records;
}

bool NearWeights::areColleagues(const NearComparison& comparison, const NearSketch& record) const
{
    return isNear(comparison.of(NearField::Company)) || isNear(comparison.of(NearField::Street))
        || (isNear(comparison.of(NearField::Domain)) && !isProvider(record));
}

/// Name and mailbox. Who has the same name, or is of one family or firm, often has a mailbox like it.
double NearWeights::person(const NearComparison& comparison, const NearSketch& record) const
{
    // Equal, about one edit apart, two or three, in part, other: of other people.
    static constexpr ByLevel ofNamesakes = {0.12, 0.02, 0.05, 0.08, 0.70};
    static constexpr ByLevel ofSimilarNames = {0.004, 0.10, 0.10, 0.08, 0.70};
    static constexpr ByLevel ofRelatives = {0.002, 0.01, 0.05, 0.05, 1};
    static constexpr ByLevel ofColleagues = {1e-4, 2e-3, 1e-2, 1e-2, 1};
    static constexpr ByLevel ofColleaguesAtLength = {1e-4, 3e-4, 5e-3, 1e-2, 1};
    constexpr quint8 atLength = 12;
    const double name = ratio(NearField::Name, comparison, record);
    const double mailbox = ratio(NearField::Mailbox, comparison, record);
    const NearLevel box = comparison.of(NearField::Mailbox);
    const NearLevel named = comparison.of(NearField::Name);
    if (box == NearLevel::Absent) {
        return name;
    }
    const auto at = static_cast<std::size_t>(box);
    const auto mailboxAt = static_cast<std::size_t>(NearField::Mailbox);
    if ((comparison.masked >> mailboxAt & 1) != 0) {
        constexpr double beginsAlike = 3; // as those of namesakes do
        return name * (isNear(named) ? std::min(mailbox, beginsAlike) : mailbox);
    }
    const double same = agreesWhereSame[mailboxAt][at];
    if (isNear(named)) {
        // Namesakes at one provider are told apart by a number, or by what stands between the parts: were the address
        // the same, the row would not be unknown.
        constexpr double otherNumber = 0.1;
        constexpr double otherSigns = 0.3;
        const bool isOther = box == NearLevel::Equal && comparison.of(NearField::Domain) == NearLevel::Equal;
        const ByLevel& others = named == NearLevel::Equal ? ofNamesakes : ofSimilarNames;
        return name * std::min(mailbox, same / others[at]) * (comparison.hasSameDigits ? 1 : otherNumber)
            * (isOther ? otherSigns : 1);
    }
    if (comparison.sharesAWord) {
        return name * std::min(mailbox, same / ofRelatives[at]);
    }
    const ByLevel& others = comparison.visible[mailboxAt] < atLength ? ofColleagues : ofColleaguesAtLength;
    return name * (areColleagues(comparison, record) ? std::min(mailbox, same / others[at]) : mailbox);
}

/// Domain, company, street, postcode and city say much the same: the rarest that agrees counts, all that differ do.
double NearWeights::surroundings(const NearComparison& comparison, const NearSketch& record) const
{
    double best = 1;
    double against = 1;
    for (const NearField field :
         {NearField::Domain, NearField::Company, NearField::Street, NearField::Postcode, NearField::City}) {
        const double one = ratio(field, comparison, record);
        best = std::max(best, one);
        against *= std::min(1.0, std::max(one, 0.05));
    }
    return best * against;
}

/// Surroundings and phone number. Numbers of one office have the front in common, so that colleagues agree in both.
double NearWeights::number(const NearComparison& comparison, const NearSketch& record) const
{
    const double around = surroundings(comparison, record);
    const double phone = ratio(NearField::Phone, comparison, record);
    const NearLevel level = comparison.of(NearField::Phone);
    const bool isColleague = areColleagues(comparison, record);
    const bool areNeighbours = isColleague || isNear(comparison.of(NearField::City))
        || isNear(comparison.of(NearField::Postcode));
    if ((level == NearLevel::Equal || level == NearLevel::Part)
        && sharersOf(record.grams[static_cast<std::size_t>(NearField::Phone)]) > 1) {
        return std::max(around, phone);
    }
    if (!areNeighbours || comparison.hasSameEnd || (level != NearLevel::Alike && level != NearLevel::Close)) {
        return around * phone;
    }
    constexpr double ofClose = 0.5;
    return std::max(around, phone) * (isColleague && level == NearLevel::Close ? ofClose : 1);
}

NearWeights::Answer NearWeights::weigh(const NearComparison& comparison, const NearSketch& record) const
{
    Answer answer;
    for (std::size_t i = 0; i < comparison.levels.size(); ++i) {
        if (isNear(comparison.levels[i])) {
            answer.fields |= bit(meaningOf(static_cast<NearField>(i)));
        }
    }
    const auto near = [&](NearField field) { return isNear(comparison.of(field)); };
    const bool differsInName = comparison.of(NearField::Name) == NearLevel::Differs;
    const bool isAlikeBox = comparison.of(NearField::Mailbox) <= NearLevel::Alike;
    const bool isBornThen = comparison.of(NearField::BirthDate) == NearLevel::Equal;
    const bool isSomebody = near(NearField::Name) || (!differsInName && near(NearField::Mailbox))
        || (isAlikeBox && (near(NearField::Phone) || near(NearField::BirthDate)))
        || (comparison.sharesAWord && (isBornThen || isAlikeBox));
    const double all = person(comparison, record) * ratio(NearField::BirthDate, comparison, record)
        * number(comparison, record);
    answer.bits = std::log2(std::max(all, 1e-300));
    const double odds = priorOdds * std::exp(slope * (answer.bits - std::log2(m_records)) + offset);
    answer.probability = isSomebody ? odds / (1 + odds) : 0;
    return answer;
}

} // namespace bulkhead::provenance
