#include "models/disclosure/comparison.h"

#include "models/disclosure/disclosuretext.h"

#include <QStringList>

#include <algorithm>
#include <span>
#include <utility>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
using Tokens = std::vector<QString>;

/// Where more words than these are removed and added, it is another text.
constexpr int mostEdits = 4'000;

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

using Places = std::vector<std::pair<std::size_t, std::size_t>>;

/// Where the same stands on both sides, by a shortest script of edits (Myers 1986); nothing where that is longer than
/// `mostEdits`.
Places samePlaces(std::span<const QString> before, std::span<const QString> after)
{
    const int rows = static_cast<int>(before.size());
    const int columns = static_cast<int>(after.size());
    // By number of edits: how many rows are behind one at most, on the diagonals (row - column) -edits, -edits + 2, …
    std::vector<std::vector<int>> reached;
    const auto rowAt = [&](int edits, int diagonal) {
        return reached[static_cast<std::size_t>(edits)][static_cast<std::size_t>((diagonal + edits) / 2)];
    };
    const auto isAdded = [&](int edits, int diagonal) { // the last one, not removed
        return diagonal == -edits
            || (diagonal != edits && rowAt(edits - 1, diagonal - 1) < rowAt(edits - 1, diagonal + 1));
    };
    const auto start = [&](int edits, int diagonal) { // behind the last edit
        return edits == 0              ? 0
            : isAdded(edits, diagonal) ? rowAt(edits - 1, diagonal + 1)
                                       : rowAt(edits - 1, diagonal - 1) + 1;
    };
    const int most = std::min(rows + columns, mostEdits);
    bool isThere = false;
    for (int edits = 0; edits <= most && !isThere; ++edits) {
        std::vector<int> furthest;
        for (int diagonal = -edits; diagonal <= edits && !isThere; diagonal += 2) {
            int row = start(edits, diagonal);
            while (row < rows && row - diagonal < columns
                   && before[static_cast<std::size_t>(row)] == after[static_cast<std::size_t>(row - diagonal)]) {
                ++row;
            }
            furthest.push_back(row);
            isThere = row >= rows && row - diagonal >= columns;
        }
        reached.push_back(std::move(furthest));
    }
    if (!isThere) {
        return {};
    }
    Places places;
    int row = rows;
    int diagonal = rows - columns;
    for (int edits = static_cast<int>(reached.size()) - 1; edits >= 0; --edits) {
        const int from = start(edits, diagonal);
        while (row > from) {
            --row;
            places.emplace_back(row, row - diagonal);
        }
        if (edits > 0) {
            const bool wasAdded = isAdded(edits, diagonal);
            row -= wasAdded ? 0 : 1;
            diagonal += wasAdded ? 1 : -1;
        }
    }
    std::ranges::reverse(places);
    return places;
}

/// One changed stretch where they have little in common but their ends.
std::vector<Aligned> alignedTokens(std::span<const QString> before, std::span<const QString> after)
{
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t head = 0;
    while (head < shorter && before[head] == after[head]) {
        ++head;
    }
    std::size_t tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
        ++tail;
    }
    std::vector<Aligned> result;
    std::size_t row = 0, column = 0;
    const auto put = [&](bool isSame, std::size_t toRow, std::size_t toColumn) {
        if (toRow > row || toColumn > column) {
            if (!result.empty() && result.back().isSame == isSame) {
                result.back().beforeTo = toRow;
                result.back().afterTo = toColumn;
            } else {
                result.push_back({isSame, row, toRow, column, toColumn});
            }
        }
        row = toRow;
        column = toColumn;
    };
    put(true, head, head);
    for (const auto& [sameRow, sameColumn] : samePlaces(before.subspan(head, before.size() - head - tail),
                                                        after.subspan(head, after.size() - head - tail))) {
        put(false, head + sameRow, head + sameColumn);
        put(true, head + sameRow + 1, head + sameColumn + 1);
    }
    put(false, before.size() - tail, after.size() - tail);
    put(true, before.size(), after.size());
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
            body += "<span style=\"background-color:#fbdcd8;color:#1f1f1f;text-decoration:line-through\">"_L1 + text
                + "</span>"_L1;
            break;
        case Piece::Kind::Added:
            body += "<span style=\"background-color:#d8f0dc;color:#1f1f1f;text-decoration:underline\">"_L1 + text
                + "</span>"_L1;
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
