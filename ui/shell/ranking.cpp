#include "ui/shell/ranking.h"

#include <QStringList>

#include <algorithm>

namespace bulkhead {

namespace {

QString plain(QStringView text)
{
    QString result;
    const QString decomposed = text.toString().normalized(QString::NormalizationForm_KD);
    result.reserve(decomposed.size());
    for (const QChar character : decomposed) {
        if (character.category() != QChar::Mark_NonSpacing) {
            result += character.toCaseFolded();
        }
    }
    return result;
}

bool startsWord(const QString& text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber();
}

constexpr int wholeText = 400;
constexpr int startOfText = 200;
constexpr int startOfWord = 120;
constexpr int inWord = 60;

/// One word of the pattern, as a run where there is one, else letter by letter in order.
std::optional<int> rankWord(const QString& word, const QString& text)
{
    int best = 0;
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        const int place = at == 0 ? startOfText : (startsWord(text, at) ? startOfWord : inWord);
        best = std::max(best, place + static_cast<int>(word.size()) * 4);
    }
    if (best > 0) {
        return text == word ? best + wholeText : best;
    }
    int score = 0;
    qsizetype at = 0;
    for (const QChar character : word) {
        const qsizetype found = text.indexOf(character, at);
        if (found < 0) {
            return {};
        }
        score += startsWord(text, found) ? 12 : (found == at && at > 0 ? 6 : 1);
        at = found + 1;
    }
    // Letters strewn over the text by chance are no answer.
    return score >= static_cast<int>(word.size()) * 4 ? std::optional(score) : std::nullopt;
}

} // namespace

std::optional<int> rank(QStringView pattern, QStringView text)
{
    const QString folded = plain(text);
    int sum = 0;
    for (const QString& word : plain(pattern).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto score = rankWord(word, folded);
        if (!score) {
            return {};
        }
        sum += *score;
    }
    return sum - static_cast<int>(std::min<qsizetype>(folded.size(), 80)) / 4;
}

std::vector<std::size_t> ranked(QStringView pattern, const std::vector<QString>& candidates)
{
    std::vector<std::pair<int, std::size_t>> found;
    const bool isEmpty = pattern.trimmed().isEmpty();
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (const auto score = isEmpty ? std::optional(0) : rank(pattern, candidates[i])) {
            found.emplace_back(*score, i);
        }
    }
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::size_t> result;
    result.reserve(found.size());
    for (const auto& [score, place] : found) {
        result.push_back(place);
    }
    return result;
}

} // namespace bulkhead
