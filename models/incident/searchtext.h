#pragma once

#include "models/incident/timelinesearch.h"

#include <optional>

/// From the text of a search to its tree. Private to the search of the timeline.
namespace bulkhead::search {

[[nodiscard]] std::unexpected<Error> badQuery(qsizetype at, const QString& reason);

struct Token
{
    enum Kind { Word, Phrase, Field, And, Or, Not, Open, Close, End } kind = End;
    QString text;
    QString field = {};      ///< of Field; `text` is its value
    QString comparison = {}; ///< ":", ">", ">=", "<", "<="
    bool isPrefix = false;
    qsizetype at = 0;
    qsizetype valueAt = 0;
};
/// Words, "phrases", fields, parentheses and operators (in capitals, as people write them).
[[nodiscard]] Expected<std::vector<Token>> tokensOf(const QString& text);

struct Node
{
    enum Kind { Text, Condition, And, Or, Not } kind = Text;
    QString match = {};
    TimelineCondition condition = {};
    std::vector<Node> children = {};
};

struct Names
{
    QString zone;
    std::function<std::vector<Id>(const QString& name)> authors;
};

/// or = and {OR and}; and = item {[AND] item}; item = [NOT] (word | phrase | field | "(" or ")"). Nothing: empty text.
[[nodiscard]] Expected<std::optional<Node>> parse(const QString& text, const Names& names);

/// A word or phrase as an expression of the index, in one of its columns where that is given.
[[nodiscard]] Expected<QString> matchOf(const Token& token, const char* column = nullptr);
/// A field's value as a node.
[[nodiscard]] Expected<Node> fieldNode(const Token& token, const Names& names);

} // namespace bulkhead::search
