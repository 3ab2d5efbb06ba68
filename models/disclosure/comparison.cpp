#include "models/disclosure/comparison.h"

#include "models/disclosure/disclosuretext.h"

#include <QStringList>

#include <algorithm>
#include <span>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
using Tokens = std::vector<QString>;

/// Pairs of tables larger than this are not compared by words.
constexpr std::size_t largestTable = 4'000'000;

/// Lines with their ends.
Tokens linesOf(const QString& text)
{
    Tokens lines;
    qsizetype from = 0;
    while (from < text.size()) {
        const qsizetype end = text.indexOf(u'\n', from);
        const qsizetype to = end < 0 ? text.size() : end + 1;
        lines.push_back(text.sliced(from, to - from));
        from = to;
    }
    return lines;
}

/// Words, and what stands between them.
Tokens wordsOf(const QString& text)
{
    Tokens words;
    QString word;
    bool wasWord = false;
    for (const QChar c : text) {
        const bool isWord = c.isLetterOrNumber() || c.isMark() || c.isSurrogate();
        if (!word.isEmpty() && (isWord != wasWord || !isWord)) {
            words.push_back(std::exchange(word, {}));
        }
        word += c;
        wasWord = isWord;
    }
    if (!word.isEmpty()) {
        words.push_back(word);
    }
    return words;
}

/// A stretch of one side beside a stretch of the other; both are empty nowhere at once.
struct Aligned
{
    bool isSame = false;
    std::size_t beforeFrom = 0, beforeTo = 0;
    std::size_t afterFrom = 0, afterTo = 0;
};

/// By the longest common subsequence; one changed stretch where the table would be too large.
std::vector<Aligned> alignedTokens(std::span<const QString> before, std::span<const QString> after)
{
    std::size_t head = 0;
    while (head < before.size() && head < after.size() && before[head] == after[head]) {
        ++head;
    }
    std::size_t tail = 0;
    while (tail < before.size() - head && tail < after.size() - head
           && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
        ++tail;
    }
    const std::size_t rows = before.size() - head - tail;
    const std::size_t columns = after.size() - head - tail;
    std::vector<Aligned> result;
    const auto put = [&](bool isSame, std::size_t fromBefore, std::size_t toBefore, std::size_t fromAfter,
                         std::size_t toAfter) {
        if (fromBefore == toBefore && fromAfter == toAfter) {
            return;
        }
        if (!result.empty() && result.back().isSame == isSame) {
            result.back().beforeTo = toBefore;
            result.back().afterTo = toAfter;
        } else {
            result.push_back({isSame, fromBefore, toBefore, fromAfter, toAfter});
        }
    };
    put(true, 0, head, 0, head);
    if (rows == 0 || columns == 0 || rows > largestTable / columns) {
        put(false, head, head + rows, head, head + columns);
    } else {
        std::vector<quint32> longest((rows + 1) * (columns + 1), 0);
        const auto at = [&](std::size_t row, std::size_t column) -> quint32& {
            return longest[row * (columns + 1) + column];
        };
        for (std::size_t row = rows; row-- > 0;) {
            for (std::size_t column = columns; column-- > 0;) {
                at(row, column) = before[head + row] == after[head + column]
                    ? at(row + 1, column + 1) + 1
                    : std::max(at(row + 1, column), at(row, column + 1));
            }
        }
        std::size_t row = 0, column = 0;
        while (row < rows || column < columns) {
            const std::size_t b = head + row, a = head + column;
            if (row < rows && column < columns && before[b] == after[a]) {
                put(true, b, b + 1, a, a + 1);
                ++row;
                ++column;
            } else if (column == columns || (row < rows && at(row + 1, column) >= at(row, column + 1))) {
                put(false, b, b + 1, a, a);
                ++row;
            } else {
                put(false, b, b, a, a + 1);
                ++column;
            }
        }
    }
    put(true, before.size() - tail, before.size(), after.size() - tail, after.size());
    return result;
}

QString joined(std::span<const QString> tokens)
{
    QString text;
    for (const QString& token : tokens) {
        text += token;
    }
    return text;
}

std::span<const QString> part(const Tokens& tokens, std::size_t from, std::size_t to)
{
    return std::span(tokens).subspan(from, to - from);
}

void append(std::vector<Piece>& pieces, Piece::Kind kind, const QString& text)
{
    if (text.isEmpty()) {
        return;
    }
    if (!pieces.empty() && pieces.back().kind == kind) {
        pieces.back().text += text;
    } else {
        pieces.push_back({kind, text});
    }
}
} // namespace

std::vector<Piece> compareWords(const QString& before, const QString& after)
{
    const Tokens beforeLines = linesOf(before);
    const Tokens afterLines = linesOf(after);
    std::vector<Piece> pieces;
    for (const Aligned& lines : alignedTokens(beforeLines, afterLines)) {
        const QString old = joined(part(beforeLines, lines.beforeFrom, lines.beforeTo));
        if (lines.isSame) {
            append(pieces, Piece::Kind::Same, old);
            continue;
        }
        const Tokens oldWords = wordsOf(old);
        const Tokens newWords = wordsOf(joined(part(afterLines, lines.afterFrom, lines.afterTo)));
        for (const Aligned& words : alignedTokens(oldWords, newWords)) {
            const QString removed = joined(part(oldWords, words.beforeFrom, words.beforeTo));
            if (words.isSame) {
                append(pieces, Piece::Kind::Same, removed);
            } else {
                append(pieces, Piece::Kind::Removed, removed);
                append(pieces, Piece::Kind::Added, joined(part(newWords, words.afterFrom, words.afterTo)));
            }
        }
    }
    return pieces;
}

QString comparisonHtml(const std::vector<Piece>& pieces, const QString& title, const QString& language)
{
    QString body;
    for (const Piece& piece : pieces) {
        const QString text = piece.text.toHtmlEscaped().replace(u'\n', "<br>"_L1);
        switch (piece.kind) {
        case Piece::Kind::Same:
            body += text;
            break;
        case Piece::Kind::Removed:
            body += "<span style=\"background-color:#fbdcd8;text-decoration:line-through\">"_L1 + text + "</span>"_L1;
            break;
        case Piece::Kind::Added:
            body += "<span style=\"background-color:#d8f0dc;text-decoration:underline\">"_L1 + text + "</span>"_L1;
            break;
        }
    }
    return u"<!DOCTYPE html><html lang=\"%1\"><head><meta charset=\"utf-8\"><title>%2</title></head>"
           "<body><h1>%2</h1><p>%3</p><p>%4</p></body></html>"_s.arg(
               language, title.toHtmlEscaped(),
               DisclosureText::tr("Struck through: removed. Underlined: added.").toHtmlEscaped(), body);
}

QString comparisonText(const std::vector<Piece>& pieces)
{
    QString text;
    for (const Piece& piece : pieces) {
        text += piece.kind == Piece::Kind::Same  ? piece.text
            : piece.kind == Piece::Kind::Removed ? u"[-%1-]"_s.arg(piece.text)
                                                 : u"{+%1+}"_s.arg(piece.text);
    }
    return text;
}

Merge mergeTexts(const QString& base, const QString& ours, const QString& theirs)
{
    const Tokens words = wordsOf(base);
    const Tokens ourWords = wordsOf(ours);
    const Tokens theirWords = wordsOf(theirs);
    const auto changesOf = [&](const Tokens& side) {
        auto all = alignedTokens(words, side);
        std::erase_if(all, &Aligned::isSame);
        return all;
    };
    const auto mine = changesOf(ourWords);
    const auto yours = changesOf(theirWords);
    Merge merge{.text = {}, .isClean = true};
    std::size_t at = 0;
    auto my = mine.begin();
    auto your = yours.begin();
    const auto copyTo = [&](std::size_t to) {
        merge.text += joined(part(words, at, to));
        at = to;
    };
    while (my != mine.end() || your != yours.end()) {
        const bool isMine = your == yours.end() || (my != mine.end() && my->beforeFrom <= your->beforeFrom);
        const Aligned& first = isMine ? *my : *your;
        // All changes of either side that touch the same words, or the same place.
        std::size_t to = first.beforeTo;
        auto myEnd = my;
        auto yourEnd = your;
        for (bool grew = true; grew;) {
            grew = false;
            while (myEnd != mine.end() && myEnd->beforeFrom <= to
                   && (myEnd == my || myEnd->beforeFrom < to || isMine)) {
                to = std::max(to, myEnd->beforeTo);
                ++myEnd;
                grew = true;
            }
            while (yourEnd != yours.end() && yourEnd->beforeFrom <= to) {
                to = std::max(to, yourEnd->beforeTo);
                ++yourEnd;
                grew = true;
            }
        }
        copyTo(first.beforeFrom);
        const auto said = [&](auto from, auto end, const Tokens& side) {
            QString text;
            std::size_t position = at;
            for (; from != end; ++from) {
                text += joined(part(words, position, from->beforeFrom))
                    + joined(part(side, from->afterFrom, from->afterTo));
                position = from->beforeTo;
            }
            return text + joined(part(words, position, to));
        };
        const QString mySay = said(my, myEnd, ourWords);
        const QString yourSay = said(your, yourEnd, theirWords);
        if (my == myEnd) {
            merge.text += yourSay;
        } else if (your == yourEnd || mySay == yourSay) {
            merge.text += mySay;
        } else {
            merge.isClean = false;
            merge.text += u"[%1][%2]"_s.arg(mySay, yourSay);
        }
        at = to;
        my = myEnd;
        your = yourEnd;
    }
    copyTo(words.size());
    return merge;
}

} // namespace bulkhead::disclosure
