#include "models/disclosure/spelling.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <hunspell/hunspell.hxx>

#include <algorithm>
#include <mutex>
#include <utility>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype longestWord = 60;
constexpr QChar softHyphen = u'\u00AD';

bool isApostrophe(QChar c)
{
    return c == u'\'' || c == u'’';
}

bool isLetter(QChar c)
{
    return c.isLetter() || c.isMark() || c == softHyphen;
}

/// "acme.example", but not "e.g." nor "z.B.".
bool holdsHost(QStringView chunk)
{
    for (qsizetype dot = chunk.indexOf(u'.', 1); dot > 0; dot = chunk.indexOf(u'.', dot + 1)) {
        if (dot + 2 < chunk.size() && chunk[dot - 1].isLetterOrNumber() && chunk[dot + 1].isLetter()
            && chunk[dot + 2].isLetter()) {
            return true;
        }
    }
    return false;
}

/// A mail or web address, or a path.
bool isAddress(QStringView chunk)
{
    return chunk.contains(u'@') || chunk.contains("://"_L1) || chunk.contains(u'\\') || chunk.contains(u'_')
        || chunk.startsWith(u'/') || chunk.startsWith(u'~') || holdsHost(chunk);
}

/// One part of a word between hyphens that a dictionary may be asked for.
bool isOrdinary(QStringView part)
{
    if (part.size() < 2 || std::ranges::any_of(part, [](QChar c) { return c.isNumber(); })) {
        return false;
    }
    return std::all_of(part.begin() + 1, part.end(), [](QChar c) { return !c.isUpper(); });
}

/// As Hunspell and the vocabulary know words: composed, with the plain apostrophe, nothing unseen.
QString plainWord(QStringView word)
{
    QString plain = word.toString();
    plain.remove(softHyphen);
    plain.replace(u'’', u'\'');
    return plain.normalized(QString::NormalizationForm_C);
}

QStringList dictionaryNames(const QString& language)
{
    const QString tag = language.section(u'-', 0, 0).toLower();
    if (tag == "en"_L1) {
        return {u"en_GB"_s, u"en_US"_s};
    }
    if (tag == "de"_L1) {
        // Swiss German writes ss where the others write ß: it counts only where it is meant.
        return language.endsWith("CH"_L1, Qt::CaseInsensitive) ? QStringList{u"de_CH"_s}
            : language.endsWith("AT"_L1, Qt::CaseInsensitive)  ? QStringList{u"de_AT"_s, u"de_DE"_s}
                                                               : QStringList{u"de_DE"_s};
    }
    return {};
}
} // namespace

QString spelledLine(const Spans& spans)
{
    QString line;
    for (const Span& span : spans) {
        line += span.kind == Span::Kind::Text ? span.text : QString(QChar::ObjectReplacementCharacter);
    }
    return line;
}

std::vector<PlacedWord> wordsToSpell(QStringView line)
{
    std::vector<PlacedWord> words;
    const auto isGap = [&](qsizetype i) {
        return line[i].isSpace() || line[i] == QChar::ObjectReplacementCharacter || line[i] == QChar::LineSeparator;
    };
    const auto take = [&](qsizetype from, qsizetype to) {
        const QStringView word = line.sliced(from, to - from);
        const auto parts = word.split(u'-');
        if (word.size() <= longestWord && std::ranges::any_of(parts, isOrdinary)
            && std::ranges::none_of(word, [](QChar c) { return c.isNumber(); })) {
            words.push_back({from, word.toString()});
        }
    };
    for (qsizetype from = 0; from < line.size();) {
        qsizetype to = from;
        while (to < line.size() && !isGap(to)) {
            ++to;
        }
        if (to == from || isAddress(line.sliced(from, to - from))) {
            from = std::max(to, from + 1);
            continue;
        }
        while (from < to) {
            qsizetype end = from;
            while (end < to
                   && (isLetter(line[end]) || line[end].isNumber()
                       || (end > from && end + 1 < to && (line[end] == u'-' || isApostrophe(line[end]))
                           && isLetter(line[end + 1])))) {
                ++end;
            }
            if (end > from) {
                // "Adress- und": what a compound leaves out is written as a hyphen.
                take(from, end < to && line[end] == u'-' && end + 1 == to ? end + 1 : end);
            }
            from = end + 1;
        }
    }
    return words;
}

bool isOneWord(const QString& word)
{
    const auto words = wordsToSpell(word);
    return words.size() == 1 && words.front().word == word;
}

void Vocabulary::add(QStringView text)
{
    QString word;
    const auto take = [&] {
        while (!word.isEmpty() && isApostrophe(word.back())) {
            word.chop(1);
        }
        if (word.size() > 1) {
            m_words.insert(plainWord(word).toLower());
        }
        word.clear();
    };
    for (const QChar c : text) {
        if (isLetter(c) || (isApostrophe(c) && !word.isEmpty())) {
            word += c;
        } else {
            take();
        }
    }
    take();
}

bool Vocabulary::has(QStringView word) const
{
    QString plain = plainWord(word).toLower();
    if (m_words.contains(plain)) {
        return true;
    }
    if (!plain.endsWith(u's')) {
        return plain.endsWith(u'\'') && m_words.contains(plain.chopped(1));
    }
    plain.chop(plain.endsWith("'s"_L1) ? 2 : 1);
    return m_words.contains(plain);
}

QStringList dictionaryFolders()
{
    QStringList folders;
    for (const QString& data : QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation)) {
        for (const auto below : {"/hunspell"_L1, "/myspell"_L1, "/myspell/dicts"_L1}) {
            folders.append(data + below);
        }
    }
    return folders;
}

/// One dictionary in its own encoding.
class SpellingLexicon
{
public:
    SpellingLexicon(const QString& affixes, const QString& words)
        : m_hunspell(QFile::encodeName(affixes).constData(), QFile::encodeName(words).constData())
        , m_isLatin(m_hunspell.get_dict_encoding().starts_with("ISO8859-1")
                    && m_hunspell.get_dict_encoding() != "ISO8859-15")
    {
    }
    [[nodiscard]] bool isReadable() const { return m_isLatin || m_hunspell.get_dict_encoding() == "UTF-8"; }
    [[nodiscard]] bool has(const QString& word) { return m_hunspell.spell(encoded(word)); }
    [[nodiscard]] QStringList suggestions(const QString& word)
    {
        QStringList result;
        for (const std::string& one : m_hunspell.suggest(encoded(word))) {
            result.append(m_isLatin ? QString::fromLatin1(one) : QString::fromStdString(one));
        }
        return result;
    }

private:
    [[nodiscard]] std::string encoded(const QString& word) const
    {
        return (m_isLatin ? word.toLatin1() : word.toUtf8()).toStdString();
    }

    Hunspell m_hunspell;
    bool m_isLatin;
};

struct Speller::Shelf
{
    std::vector<std::pair<QString, QString>> files; ///< affixes, words
    std::mutex mutex;
    bool isRead = false;
    std::vector<std::unique_ptr<SpellingLexicon>> lexicons;

    void read()
    {
        if (!std::exchange(isRead, true)) {
            for (const auto& [affixes, words] : files) {
                auto lexicon = std::make_unique<SpellingLexicon>(affixes, words);
                if (lexicon->isReadable()) {
                    lexicons.push_back(std::move(lexicon));
                }
            }
        }
    }
    bool has(const QString& word)
    {
        return std::ranges::any_of(lexicons, [&](const auto& one) { return one->has(word); });
    }
    bool isRight(const QString& word, const Vocabulary& vocabulary)
    {
        const QString plain = plainWord(word);
        if (vocabulary.has(plain) || has(plain)) {
            return true;
        }
        const QStringList parts = plain.split(u'-', Qt::SkipEmptyParts);
        return plain.contains(u'-') && std::ranges::all_of(parts, [&](const QString& part) {
                   return !isOrdinary(part) || vocabulary.has(part) || has(part) || has(part + u'-');
               });
    }
};

Speller::Speller(const QString& language, const QStringList& folders)
    : m_language(language)
    , m_shelf(std::make_unique<Shelf>())
{
    for (const QString& name : dictionaryNames(language)) {
        for (const QString& folder : folders) {
            const QString affixes = folder + u'/' + name + ".aff"_L1;
            const QString words = folder + u'/' + name + ".dic"_L1;
            if (QFileInfo(affixes).isReadable() && QFileInfo(words).isReadable()) {
                m_shelf->files.emplace_back(affixes, words);
                break;
            }
        }
    }
}

Speller::~Speller() = default;

bool Speller::isThere() const
{
    return !m_shelf->files.empty();
}

QStringList Speller::wrong(const QStringList& words, const Vocabulary& vocabulary) const
{
    const std::scoped_lock lock(m_shelf->mutex);
    m_shelf->read();
    QStringList result;
    if (!m_shelf->lexicons.empty()) {
        std::ranges::copy_if(words, std::back_inserter(result),
                             [&](const QString& word) { return !m_shelf->isRight(word, vocabulary); });
    }
    return result;
}

QStringList Speller::suggestions(const QString& word) const
{
    constexpr qsizetype most = 7;
    const std::scoped_lock lock(m_shelf->mutex);
    m_shelf->read();
    QStringList result;
    for (const auto& lexicon : m_shelf->lexicons) {
        result += lexicon->suggestions(plainWord(word));
    }
    result.removeDuplicates();
    return result.first(std::min(most, result.size()));
}

} // namespace bulkhead::disclosure
