#pragma once

#include "models/disclosure/markup.h"

#include <QSet>
#include <QStringList>

#include <memory>
#include <vector>

namespace bulkhead::disclosure {

/// A word and where it begins in its line.
struct PlacedWord
{
    qsizetype at = 0;
    QString word;

    bool operator==(const PlacedWord&) const = default;
};

/// A line as it is checked: words, and U+FFFC for each mark.
[[nodiscard]] QString spelledLine(const Spans& spans);
/// The words of a line that are held against a dictionary: none with figures, in capitals or with capitals inside
/// (abbreviations, names of products), none that belong to a mail or web address or a path.
[[nodiscard]] std::vector<PlacedWord> wordsToSpell(QStringView line);
/// Whether it may be taught: one word of letters, with hyphens and apostrophes, at most 60 characters.
[[nodiscard]] bool isOneWord(const QString& word);

/// Words that are right though no dictionary has them, whatever their case, with or without a genitive's s.
class Vocabulary
{
public:
    /// All words of a text.
    void add(QStringView text);
    void add(const Vocabulary& other) { m_words.unite(other.m_words); }
    [[nodiscard]] bool has(QStringView word) const;

    bool operator==(const Vocabulary&) const = default;

private:
    QSet<QString> m_words;
};

/// Where dictionaries are looked for: `hunspell`, `myspell` and `myspell/dicts` in the user's and the system's data.
[[nodiscard]] QStringList dictionaryFolders();

/// The dictionaries of a language, as Hunspell reads them; English is right where Britain or America says so. Any
/// thread may ask, one at a time; the first question reads them (a tenth of a second), and each suggestion takes as
/// long, so no window's thread asks.
class Speller
{
public:
    /// `language` is a tag: "en", "de-AT". Looks only whether there is a dictionary.
    explicit Speller(const QString& language, const QStringList& folders = dictionaryFolders());
    ~Speller();

    [[nodiscard]] const QString& language() const { return m_language; }
    /// False: no dictionary of the language is installed, and nothing is ever wrong.
    [[nodiscard]] bool isThere() const;
    /// Those of the words that no dictionary and no vocabulary has.
    [[nodiscard]] QStringList wrong(const QStringList& words, const Vocabulary& vocabulary) const;
    /// What may have been meant, the likeliest first, at most seven.
    [[nodiscard]] QStringList suggestions(const QString& word) const;

private:
    struct Shelf;
    QString m_language;
    std::unique_ptr<Shelf> m_shelf;
};

} // namespace bulkhead::disclosure
