#include "models/provenance/valuewords.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <unordered_set>
#include <vector>

namespace bulkhead::provenance {

namespace {
/// Symbols of a word: its border, 26 letters, anything else.
constexpr std::size_t symbols = 28;
constexpr std::size_t border = 0;
/// How many words' worth of a shorter stretch a longer one is mixed with.
constexpr double smoothing = 3;

std::size_t symbolOf(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<std::size_t>(c - 'a') + 1 : symbols - 1;
}

/// How words of one kind look: which letter follows which two.
class LetterModel
{
public:
    explicit LetterModel(const std::unordered_set<std::string>& words)
        : m_ones(symbols)
        , m_twos(symbols * symbols)
        , m_threes(symbols * symbols * symbols)
    {
        for (const std::string& word : words) {
            walk(word, [this](std::size_t a, std::size_t b, std::size_t c) {
                ++m_ones[c];
                ++m_twos[b * symbols + c];
                ++m_threes[(a * symbols + b) * symbols + c];
            });
        }
        for (std::size_t b = 0; b < symbols; ++b) {
            m_all += m_ones[b];
        }
    }

    [[nodiscard]] double logChance(std::string_view word) const
    {
        double sum = 0;
        walk(word, [&](std::size_t a, std::size_t b, std::size_t c) {
            const double one = (m_ones[c] + 1) / (m_all + symbols);
            const double two = (m_twos[b * symbols + c] + smoothing * one) / (sumOf(&m_twos[b * symbols]) + smoothing);
            const float* const row = &m_threes[(a * symbols + b) * symbols];
            sum += std::log((row[c] + smoothing * two) / (sumOf(row) + smoothing));
        });
        return sum;
    }

private:
    static double sumOf(const float* row)
    {
        double sum = 0;
        for (std::size_t i = 0; i < symbols; ++i) {
            sum += row[i];
        }
        return sum;
    }
    template<typename Step> static void walk(std::string_view word, Step step)
    {
        std::size_t a = border;
        std::size_t b = border;
        for (const char letter : word) {
            const std::size_t c = symbolOf(letter);
            step(a, b, c);
            a = b;
            b = c;
        }
        step(a, b, border);
    }

    std::vector<float> m_ones;
    std::vector<float> m_twos;
    std::vector<float> m_threes;
    double m_all = 0;
};

struct ListedKind
{
    std::string_view id;
    double known; ///< share of words of this kind that stand in the list; 0: the list is only asked for words
};
constexpr std::array<ListedKind, wordKindCount> listedKinds = {
    ListedKind{"given", 0.5}, {"family", 0.35}, {"city", 0.35},      {"country", 0}, {"legalForm", 0},
    {"company", 0.6},         {"street", 0},    {"streetEnding", 0}, {"other", 0.6}};

class ValueWords
{
public:
    ValueWords()
    {
        QFile file(QStringLiteral(":/provenance/values.txt"));
        if (!file.open(QIODevice::ReadOnly)) {
            qFatal("The words of values are not part of this program.");
        }
        int number = 0;
        while (!file.atEnd()) {
            const QByteArray line = file.readLine().trimmed();
            ++number;
            if (line.isEmpty() || line.startsWith('#')) {
                continue;
            }
            const auto colon = line.indexOf(':');
            const std::string id = line.left(std::max<qsizetype>(colon, 0)).toStdString();
            const auto kind = std::ranges::find(listedKinds, std::string_view(id), &ListedKind::id);
            if (kind == listedKinds.end()) {
                qFatal("Line %d of the words of values begins with no kind.", number);
            }
            auto& list = m_lists[static_cast<std::size_t>(kind - listedKinds.begin())];
            for (const QByteArray& word : line.mid(colon + 1).split(' ')) {
                if (!word.isEmpty()) {
                    list.insert(word.toStdString());
                }
            }
        }
        for (std::size_t i = 0; i < listedKinds.size(); ++i) {
            m_models.emplace_back(listedKinds[i].known > 0 ? m_lists[i] : std::unordered_set<std::string>());
        }
    }

    [[nodiscard]] const std::unordered_set<std::string>& list(WordKind kind) const
    {
        return m_lists[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] bool has(WordKind kind, std::string_view word) const
    {
        return list(kind).contains(std::string(word));
    }
    [[nodiscard]] double logChance(WordKind kind, std::string_view word) const
    {
        const double known = listedKinds[static_cast<std::size_t>(kind)].known;
        const double byLook = std::log(1 - known) + m_models[static_cast<std::size_t>(kind)].logChance(word);
        return has(kind, word) ? std::log(known / static_cast<double>(list(kind).size()) + std::exp(byLook)) : byLook;
    }

private:
    std::array<std::unordered_set<std::string>, wordKindCount> m_lists;
    std::vector<LetterModel> m_models;
};

/// Read once, from any thread.
const ValueWords& valueWords()
{
    static const ValueWords words;
    return words;
}
} // namespace

bool isCountry(std::string_view folded)
{
    return isWordOf(WordKind::Country, folded);
}

bool isLegalForm(std::string_view folded)
{
    return isWordOf(WordKind::LegalForm, folded);
}

bool isStreetWord(std::string_view folded)
{
    return isWordOf(WordKind::Street, folded)
        || std::ranges::any_of(valueWords().list(WordKind::StreetEnding), [&](const std::string& ending) {
               return folded.size() > ending.size() + 1 && folded.ends_with(ending);
           });
}

bool isWordOf(WordKind kind, std::string_view folded)
{
    return valueWords().has(kind, folded);
}

double logChance(WordKind kind, std::string_view folded)
{
    return valueWords().logChance(kind, folded);
}

} // namespace bulkhead::provenance
