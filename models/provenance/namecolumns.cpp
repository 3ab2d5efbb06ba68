#include "models/provenance/namecolumns.h"

#include "models/provenance/fold.h"
#include "models/provenance/valuewords.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

namespace bulkhead::provenance {

namespace {
enum Class : std::size_t { Given, Family, Full, City, Company, Other };
constexpr std::size_t classCount = 6;
constexpr std::array<Meaning, classCount> meanings = {Meaning::GivenName, Meaning::FamilyName, Meaning::FullName,
                                                      Meaning::City,      Meaning::Company,    Meaning::None};
using Scores = std::array<double, classCount>;

/// Chance that a value of the class has one, two, three, more words.
constexpr std::size_t longest = 4;
constexpr std::array<std::array<double, longest>, classCount> wordCounts = {{{0.92, 0.07, 0.008, 0.002},
                                                                             {0.70, 0.22, 0.06, 0.02},
                                                                             {0.01, 0.76, 0.18, 0.05},
                                                                             {0.72, 0.20, 0.06, 0.02},
                                                                             {0.15, 0.38, 0.30, 0.17},
                                                                             {0.35, 0.25, 0.25, 0.15}}};
/// A value of nothing in particular must be less likely than that, so that a column in doubt stays unknown.
constexpr double doubt = 0.4;
constexpr double inMailbox = 1.2;
constexpr double mostDigits = 0.2;
/// Share of different values with a word that is known of the class, below which it is not that class: many columns
/// look like words of every kind. Names that the e-mail addresses repeat need no list.
constexpr Scores leastKnown = {0.12, 0.08, 0.15, 0.12, 0.35, 0};
constexpr double inMostMailboxes = 0.3;
/// So much likelier than every other class, a value, that its looks are enough.
constexpr double unlikeOthers = 1;
constexpr double leastVaried = 0.2; ///< and of the filled cells so many are different

constexpr double impossible = -std::numeric_limits<double>::infinity();

struct OpenColumn
{
    std::size_t column = 0;
    double values = 0;
    Scores scores = {};
    Scores known = {}; ///< values with a word of the class's list
};

double logOf(WordKind kind, std::span<const std::string_view> words)
{
    double sum = 0;
    for (const auto word : words) {
        sum += logChance(kind, word);
    }
    return sum;
}

/// A word of a company's name: one of companies, a name, or any word.
double companyWord(std::string_view word)
{
    constexpr double ofCompanies = 0.5;
    constexpr double ofNames = 0.35;
    return std::log(ofCompanies * std::exp(logChance(WordKind::Company, word))
                    + ofNames * std::exp(logChance(WordKind::Family, word))
                    + (1 - ofCompanies - ofNames) * std::exp(logChance(WordKind::Other, word)));
}

Scores scoresOf(std::string_view cell, std::span<const std::string_view> words)
{
    Scores scores{};
    for (std::size_t i = 0; i < classCount; ++i) {
        scores[i] = std::log(wordCounts[i][std::min(words.size(), longest) - 1]);
    }
    scores[Given] += logOf(WordKind::Given, words);
    scores[Family] += logOf(WordKind::Family, words);
    scores[City] += logOf(WordKind::City, words);
    scores[Other] += logOf(WordKind::Other, words);
    for (const auto word : words) {
        scores[Company] += companyWord(word);
    }
    scores[Full] += std::max(logChance(WordKind::Given, words.front()) + logOf(WordKind::Family, words.subspan(1)),
                             logChance(WordKind::Given, words.back())
                                 + logOf(WordKind::Family, words.first(words.size() - 1)));
    // What joins names to a company's.
    constexpr double joined = 1.5;
    const bool isJoined = cell.find('&') != std::string_view::npos || cell.find(" - ") != std::string_view::npos
        || cell.find(" + ") != std::string_view::npos;
    const bool isListed = cell.find(',') != std::string_view::npos;
    scores[Company] += isJoined ? joined : isListed ? joined / 2 : 0;
    for (const Class one : {Given, Family, City}) {
        scores[one] -= isJoined || isListed ? joined : 0;
    }
    scores[Full] -= isJoined ? joined : 0;
    return scores;
}

/// Counts for which classes a word of the value is known.
void countKnown(std::span<const std::string_view> words, Scores& known)
{
    const auto any = [&](WordKind kind) {
        return std::ranges::any_of(words, [kind](std::string_view word) { return isWordOf(kind, word); }) ? 1 : 0;
    };
    const int given = any(WordKind::Given);
    const int family = any(WordKind::Family);
    known[Given] += given;
    known[Family] += family;
    known[Full] += given;
    known[City] += any(WordKind::City);
    known[Company] += std::max(family, any(WordKind::Company));
    known[Other] += any(WordKind::Other);
}

std::string mailboxOf(const std::vector<std::string>& row, int emailColumn)
{
    const auto at = static_cast<std::size_t>(emailColumn);
    if (emailColumn < 0 || at >= row.size()) {
        return {};
    }
    return foldedWord(std::string_view(row[at]).substr(0, row[at].find('@')));
}

OpenColumn lookAtNames(const SampleRows& rows, std::size_t column, int emailColumn)
{
    OpenColumn open{.column = column};
    std::set<std::string, std::less<>> seen;
    double filled = 0;
    double withDigits = 0;
    double mailboxes = 0;
    double repeated = 0;
    for (const auto& row : rows) {
        const auto cell = column < row.size() ? trimmed(row[column]) : std::string_view();
        std::string store;
        std::vector<std::string_view> words;
        foldTokens(cell, false, store, words);
        if (words.empty()) {
            continue;
        }
        ++filled;
        withDigits += cell.find_first_of("0123456789") != std::string_view::npos;
        if (const std::string mailbox = mailboxOf(row, emailColumn); !mailbox.empty()) {
            ++mailboxes;
            repeated += std::ranges::any_of(
                words, [&](std::string_view word) { return word.size() >= 3 && mailbox.contains(word); });
        }
        if (!seen.insert(store).second) {
            continue;
        }
        ++open.values;
        const Scores scores = scoresOf(cell, words);
        countKnown(words, open.known);
        for (std::size_t i = 0; i < classCount; ++i) {
            open.scores[i] += scores[i];
        }
    }
    if (filled == 0 || withDigits / filled > mostDigits) {
        return {};
    }
    open.scores[Other] += doubt * open.values;
    const bool isInMailboxes = mailboxes > 0 && repeated / mailboxes >= inMostMailboxes;
    const Scores looks = open.scores;
    for (std::size_t i = 0; i < classCount; ++i) {
        const bool isName = i == Given || i == Family || i == Full;
        const bool isUnlikeOthers = (i == Family || i == City) && open.values >= leastVaried * filled
            && std::ranges::all_of(looks, [&](const double& other) {
                                        return &other == &looks[i] || looks[i] - other >= unlikeOthers * open.values;
                                    });
        if (open.known[i] < leastKnown[i] * open.values && !(isName && isInMailboxes) && !isUnlikeOthers) {
            open.scores[i] = impossible;
        }
    }
    if (mailboxes > 0) {
        for (const Class one : {Given, Family, Full}) {
            open.scores[one] += inMailbox * repeated / mailboxes * open.values;
        }
    }
    return open;
}

struct Assignment
{
    std::vector<std::size_t> classes;
    double score = 0;
};

/// The best way to give each class but the last, and those `taken`, to one column at most.
Assignment assign(const std::vector<OpenColumn>& open, unsigned taken)
{
    constexpr std::size_t sets = 1U << (classCount - 1);
    std::vector<std::array<double, sets>> best(open.size() + 1);
    std::vector<std::array<std::size_t, sets>> choice(open.size());
    best[open.size()].fill(0);
    for (std::size_t i = open.size(); i-- > 0;) {
        for (unsigned used = 0; used < sets; ++used) {
            best[i][used] = impossible;
            for (std::size_t one = 0; one < classCount; ++one) {
                const unsigned mark = one == Other ? 0U : 1U << one;
                const double score = open[i].scores[one] + best[i + 1][used | mark];
                if ((used & mark) == 0 && score > best[i][used]) {
                    best[i][used] = score;
                    choice[i][used] = one;
                }
            }
        }
    }
    Assignment assignment{.classes = {}, .score = best[0][taken]};
    for (std::size_t i = 0; i < open.size(); ++i) {
        assignment.classes.push_back(choice[i][taken]);
        taken |= assignment.classes.back() == Other ? 0U : 1U << assignment.classes.back();
    }
    return assignment;
}

/// A table has names in one column or in two; it has them twice only where the values say so clearly.
std::vector<std::size_t> assignNames(const std::vector<OpenColumn>& open, unsigned taken)
{
    constexpr unsigned inTwo = 1U << Given | 1U << Family;
    constexpr unsigned inOne = 1U << Full;
    constexpr double both = 1.5;
    double values = 0;
    for (const OpenColumn& column : open) {
        values = std::max(values, column.values);
    }
    Assignment best = assign(open, taken);
    best.score -= both * values;
    for (const unsigned without : {inOne, inTwo}) {
        Assignment other = assign(open, taken | without);
        if (other.score >= best.score) {
            best = std::move(other);
        }
    }
    return best.classes;
}
} // namespace

void findNameColumns(const SampleRows& rows, int emailColumn, std::vector<Column>& columns)
{
    std::vector<OpenColumn> open;
    unsigned taken = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto known = std::ranges::find(meanings, columns[i].meaning);
        if (columns[i].meaning != Meaning::None) {
            taken |= known == meanings.end() ? 0U : 1U << (known - meanings.begin());
        } else if (columns[i].basis == Column::Basis::Nothing) {
            if (const OpenColumn look = lookAtNames(rows, i, emailColumn); look.values > 0) {
                open.push_back(look);
            }
        }
    }
    const std::vector<std::size_t> classes = assignNames(open, taken);
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (classes[i] != Other) {
            columns[open[i].column].meaning = meanings[classes[i]];
            columns[open[i].column].basis = Column::Basis::Values;
        }
    }
}

} // namespace bulkhead::provenance
