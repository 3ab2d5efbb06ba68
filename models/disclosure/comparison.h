#pragma once

#include <QString>

#include <vector>

namespace bulkhead::disclosure {

/// Words that two texts share, or that one of them has alone.
struct Piece
{
    enum class Kind : quint8 { Same, Removed, Added };
    Kind kind = Kind::Same;
    QString text;

    bool operator==(const Piece&) const = default;
};

/// Word by word, by lines first: the pieces that are Same and Removed make up `before`, those that are Same and Added
/// `after`, to the letter. A stretch with more than 4,000 words removed and added is removed and added whole.
[[nodiscard]] std::vector<Piece> compareWords(const QString& before, const QString& after);
/// A page by itself: what was removed is struck through, what was added underlined, both marked by colour too.
[[nodiscard]] QString comparisonHtml(const std::vector<Piece>& pieces, const QString& title, const QString& language);
/// For a terminal: [-removed-] and {+added+}.
[[nodiscard]] QString comparisonText(const std::vector<Piece>& pieces);

/// Joins two changes of the same text where they touch different words. Nothing where both changed the same.
struct Merge
{
    QString text;
    bool isClean = false; ///< false: `text` has both wordings of what both changed, one after the other, in brackets

    bool operator==(const Merge&) const = default;
};
[[nodiscard]] Merge mergeTexts(const QString& base, const QString& ours, const QString& theirs);

} // namespace bulkhead::disclosure
