#include "models/provenance/dialect.h"

#include "models/provenance/tokeniser.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace bulkhead::provenance {

namespace {
/// How well a dialect explains the beginning of a file.
struct Fit
{
    double score = 0;
    int columns = 1;
    double share = 0;
    int rows = 0;
    int wrapped = 0; ///< cells that begin and end with the apostrophe
    int quoted = 0;  ///< the same with the double quote, left there where nothing is taken for a quote
    int filled = 0;
};

constexpr std::size_t looked = std::size_t(256) << 10;

Fit fitOf(std::string_view text, bool complete, const Dialect& dialect, const ReadOptions& options)
{
    std::string copy(text.substr(0, looked));
    complete = complete && text.size() <= looked;
    copy.append(Tokeniser::padding, '\0');
    Tokeniser tokeniser(dialect, options.maxColumns, options.maxRowLines);
    std::map<std::size_t, int> byColumns;
    Fit fit;
    int broken = 0;
    char* p = copy.data();
    char* const end = copy.data() + copy.size() - Tokeniser::padding;
    while (p < end && fit.rows < 300) {
        const Token token = tokeniser.take(p, end, complete);
        if (token == Token::NeedMore) {
            break;
        }
        p = tokeniser.next();
        if (token == Token::Blank) {
            continue;
        }
        ++fit.rows;
        if (token != Token::Row) {
            ++broken;
            continue;
        }
        ++byColumns[tokeniser.cells().size()];
        for (const auto cell : tokeniser.cells()) {
            fit.filled += !cell.empty();
            fit.quoted += cell.size() > 1 && cell.front() == '"' && cell.back() == '"';
            fit.wrapped += cell.size() > 1 && cell.front() == '\'' && cell.back() == '\'';
        }
    }
    int best = 0;
    for (const auto& [columns, rows] : byColumns) {
        if (rows > best || (rows == best && columns > 1)) {
            best = rows;
            fit.columns = static_cast<int>(columns);
        }
    }
    if (fit.rows == 0) {
        return fit;
    }
    fit.share = static_cast<double>(best) / fit.rows;
    const double readable = 1.0 - static_cast<double>(broken) / fit.rows;
    fit.score = fit.share * fit.share * readable * (fit.columns > 1 ? 1.0 + 0.15 * std::log2(fit.columns) : 0.2);
    return fit;
}

/// A quote behind a backslash, inside quotes, that does not simply end a cell ("C:\dir\").
bool usesBackslash(std::string_view text, char quote, char delimiter)
{
    bool found = false;
    for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 2)) {
        if (at + 2 >= text.size()) {
            break;
        }
        if (text[at + 1] != quote) {
            continue;
        }
        const char then = text[at + 2];
        found = found || (then != delimiter && then != '\n' && then != '\r' && then != quote);
    }
    return found;
}
} // namespace

Dialect detectDialect(std::string_view text, bool complete, const ReadOptions& options)
{
    Dialect best;
    best.layout = options.layout.value_or(Layout::Table);
    if (best.layout == Layout::Text) {
        best.quote = 0;
        return best;
    }
    Fit bestFit;
    bestFit.score = -1;
    for (const char delimiter : {',', ';', '\t', '|'}) {
        if (options.delimiter && *options.delimiter != delimiter) {
            continue;
        }
        Dialect dialect{.delimiter = delimiter, .quote = options.quote.value_or('"')};
        dialect.backslash = options.backslash.value_or(false);
        Fit fit = fitOf(text, complete, dialect, options);
        const auto consider = [&](Dialect other) {
            const Fit otherFit = fitOf(text, complete, other, options);
            if (otherFit.score > fit.score + 1e-9) {
                fit = otherFit;
                dialect = other;
            }
        };
        if (!options.quote && fit.filled > 0 && fit.wrapped * 4 >= fit.filled) {
            Dialect other = dialect;
            other.quote = '\'';
            dialect = other;
            fit = fitOf(text, complete, dialect, options);
        }
        if (!options.backslash && dialect.quote != 0) {
            Dialect other = dialect;
            other.backslash = true;
            if (usesBackslash(text.substr(0, looked), dialect.quote, delimiter)) {
                dialect = other;
                fit = fitOf(text, complete, dialect, options);
            } else {
                consider(other);
            }
        }
        if (!options.quote) {
            Dialect other = dialect;
            other.quote = 0;
            const Fit otherFit = fitOf(text, complete, other, options);
            // Nothing is quoted only where quotes leave rows that never close and no cell stands in quotes.
            if (otherFit.score > fit.score * 1.5 && otherFit.columns > 1 && otherFit.quoted == 0) {
                fit = otherFit;
                dialect = other;
            }
        }
        if (fit.score > bestFit.score + 1e-9) {
            bestFit = fit;
            best = dialect;
        }
    }
    if (bestFit.score < 0) { // a delimiter of the caller's own
        best.delimiter = *options.delimiter;
        best.quote = options.quote.value_or('"');
        best.backslash = options.backslash.value_or(false);
        return best;
    }
    const bool table = bestFit.columns > 1 && bestFit.share >= 0.6;
    if (!options.layout && !options.delimiter && !table) {
        // One cell a line, unless quotes hold line ends together.
        const auto trimmed = text.substr(0, looked);
        const bool quotedLines = best.quote != 0 && bestFit.columns == 1 && !trimmed.empty()
            && trimmed.front() == best.quote;
        best.layout = quotedLines ? Layout::Table : Layout::Text;
        if (best.layout == Layout::Text) {
            best.delimiter = ',';
            best.quote = 0;
            best.backslash = false;
        }
    }
    return best;
}

} // namespace bulkhead::provenance
