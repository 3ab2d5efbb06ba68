#include "ui/disclosure/sectionmarks.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTextBlock>
#include <QTextDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

using disclosure::PlacedWord;
using disclosure::Stretch;

namespace {
constexpr int pauseBeforeAskingMs = 400;
constexpr qint64 portionMs = 4;
constexpr qsizetype longestChecked = 20'000; ///< characters of a line
constexpr qsizetype mostAsked = 2'000;       ///< words at once

/// What is marked in a block.
struct BlockMarks final : QTextBlockUserData
{
    std::vector<PlacedWord> wrong;
    std::vector<Stretch> redacted;
    bool isOpen = false; ///< it holds words that nobody has been asked about yet
};

BlockMarks* marksOf(const QTextBlock& block)
{
    return static_cast<BlockMarks*>(block.userData());
}
} // namespace

SectionMarks::SectionMarks(QTextDocument* document)
    : QSyntaxHighlighter(document)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseBeforeAskingMs);
    connect(&m_pause, &QTimer::timeout, this, &SectionMarks::ask);
    m_portion.setSingleShot(true);
    m_portion.setInterval(0);
    connect(&m_portion, &QTimer::timeout, this, &SectionMarks::markOpen);
    m_told.setSingleShot(true);
    m_told.setInterval(0);
    connect(&m_told, &QTimer::timeout, this, &SectionMarks::marked);
    setTheme(Theme::light());
}

void SectionMarks::setTheme(const Theme& theme)
{
    QTextCharFormat wrong;
    wrong.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    wrong.setUnderlineColor(theme.ink(Tone::Overdue).mark);
    QTextCharFormat redacted;
    redacted.setFontStrikeOut(true);
    redacted.setForeground(theme.surface);
    redacted.setBackground(theme.text);
    if (wrong != m_wrongFormat || redacted != m_redactedFormat) {
        m_wrongFormat = wrong;
        m_redactedFormat = redacted;
        rehighlight();
    }
}

void SectionMarks::setRedactions(const QStringList& texts)
{
    m_redactions = disclosure::RedactionFinder(texts);
    rehighlight();
}

void SectionMarks::setChecking(bool isChecking)
{
    m_isChecking = isChecking;
    forget();
    if (!isChecking) {
        rehighlight();
    }
}

void SectionMarks::forget()
{
    m_isRight.clear();
    m_isAsking = false;
    m_portion.stop();
    // What is marked stays so until it is known better.
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        if (BlockMarks* marks = marksOf(block)) {
            marks->isOpen = true;
        }
    }
    if (m_isChecking) {
        m_pause.start();
    }
}

void SectionMarks::highlightBlock(const QString& text)
{
    auto* marks = new BlockMarks;
    if (text.size() <= longestChecked) {
        if (m_isChecking) {
            for (PlacedWord& one : disclosure::wordsToSpell(text)) {
                const auto known = m_isRight.constFind(one.word);
                if (known == m_isRight.constEnd()) {
                    marks->isOpen = true;
                } else if (!*known) {
                    setFormat(static_cast<int>(one.at), static_cast<int>(one.word.size()), m_wrongFormat);
                    marks->wrong.push_back(std::move(one));
                }
            }
        }
        marks->redacted = m_redactions.in(text);
        for (const auto& [from, behind] : marks->redacted) {
            setFormat(static_cast<int>(from), static_cast<int>(behind - from), m_redactedFormat);
        }
    }
    if (marks->isOpen && !m_isAsking) {
        m_pause.start();
    }
    setCurrentBlockUserData(marks);
    m_told.start();
}

void SectionMarks::ask()
{
    if (m_isAsking || !m_isChecking) {
        return;
    }
    QStringList words;
    QSet<QString> met;
    for (QTextBlock block = document()->begin(); block.isValid() && words.size() < mostAsked; block = block.next()) {
        if (const BlockMarks* marks = marksOf(block); !marks || !marks->isOpen) {
            continue;
        }
        for (const PlacedWord& one : disclosure::wordsToSpell(block.text())) {
            if (!m_isRight.contains(one.word) && !met.contains(one.word)) {
                met.insert(one.word);
                words.append(one.word);
            }
        }
    }
    if (words.isEmpty()) {
        m_reached = 0;
        markOpen();
        return;
    }
    m_isAsking = true;
    Q_EMIT wordsMet(words);
}

void SectionMarks::learn(const QStringList& asked, const QStringList& wrong)
{
    for (const QString& word : asked) {
        m_isRight.insert(word, true);
    }
    for (const QString& word : wrong) {
        m_isRight.insert(word, false);
    }
    m_isAsking = false;
    m_reached = 0;
    markOpen();
}

void SectionMarks::markOpen()
{
    QElapsedTimer spent;
    spent.start();
    for (QTextBlock block = document()->findBlockByNumber(m_reached); block.isValid(); block = block.next()) {
        if (spent.elapsed() >= portionMs) {
            m_reached = block.blockNumber();
            m_portion.start();
            return;
        }
        if (const BlockMarks* marks = marksOf(block); marks && marks->isOpen) {
            rehighlightBlock(block);
        }
    }
    m_told.start();
}

std::optional<PlacedWord> SectionMarks::wrongAt(int position) const
{
    const QTextBlock block = document()->findBlock(position);
    if (const BlockMarks* marks = marksOf(block)) {
        const int within = position - block.position();
        for (const PlacedWord& one : marks->wrong) {
            if (one.at <= within && within <= one.at + one.word.size()) {
                return PlacedWord{one.at + block.position(), one.word};
            }
        }
    }
    return std::nullopt;
}

std::optional<PlacedWord> SectionMarks::nextWrong(int from) const
{
    std::optional<PlacedWord> first;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        const BlockMarks* marks = marksOf(block);
        for (const PlacedWord& one : marks ? marks->wrong : std::vector<PlacedWord>()) {
            const PlacedWord placed{one.at + block.position(), one.word};
            if (placed.at >= from) {
                return placed;
            }
            first = first ? first : placed;
        }
    }
    return first;
}

QStringList SectionMarks::wrongWords() const
{
    QStringList words;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        if (const BlockMarks* marks = marksOf(block)) {
            std::ranges::transform(marks->wrong, std::back_inserter(words), &PlacedWord::word);
        }
    }
    return words;
}

bool SectionMarks::isComplete() const
{
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        if (const BlockMarks* marks = marksOf(block); marks && marks->isOpen) {
            return false;
        }
    }
    return !m_isAsking;
}

QStringList SectionMarks::redactedPassages() const
{
    QStringList passages;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        if (const BlockMarks* marks = marksOf(block)) {
            for (const auto& [from, behind] : marks->redacted) {
                passages.append(block.text().sliced(from, behind - from));
            }
        }
    }
    return passages;
}

QStringList SectionMarks::redactionsAt(int position) const
{
    const QTextBlock block = document()->findBlock(position);
    return m_redactions.textsAt(block.text(), position - block.position());
}

QStringList SectionMarks::redactionsAround(int position) const
{
    const QStringList behind = redactionsAt(position);
    return behind.isEmpty() && position > 0 ? redactionsAt(position - 1) : behind;
}

} // namespace bulkhead
