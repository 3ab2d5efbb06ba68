#include "models/incident/searchtext.h"

#include "models/incident/words.h"

#include <QRegularExpression>

namespace bulkhead::search {

using namespace Qt::StringLiterals;

std::unexpected<Error> badQuery(qsizetype at, const QString& reason)
{
    return failure("timeline.bad-query"_L1,
                   Wording::tr("The search is not understood at character %1: %2").arg(at + 1).arg(reason));
}

namespace {
constexpr int deepest = 50;

/// The quoted text that begins at `i`, which goes behind it and its star.
Expected<Token> quoted(const QString& text, qsizetype& i)
{
    const qsizetype from = i;
    const qsizetype end = text.indexOf(u'"', i + 1);
    if (end < 0) {
        return badQuery(from, Wording::tr("a quotation mark is opened and not closed."));
    }
    i = end + 1;
    Token token{.kind = Token::Phrase, .text = text.mid(from + 1, end - from - 1), .at = from, .valueAt = from};
    token.isPrefix = i < text.size() && text[i] == u'*';
    i += token.isPrefix ? 1 : 0;
    return token;
}

QString bareWord(const QString& text, qsizetype& i)
{
    const qsizetype from = i;
    while (i < text.size() && !text[i].isSpace() && !u"()\""_s.contains(text[i])) {
        ++i;
    }
    return text.mid(from, i - from);
}

Expected<void> takeStar(Token& token)
{
    token.isPrefix = token.text.endsWith(u'*');
    if (token.isPrefix) {
        token.text.chop(1);
    }
    if (const qsizetype star = token.text.indexOf(u'*'); star >= 0) {
        return badQuery(token.valueAt + star,
                        Wording::tr("a star stands for any ending, so only at the end of a word."));
    }
    return {};
}

Expected<Token> word(const QString& text, qsizetype& i)
{
    static const QRegularExpression form(u"^([a-z]{2,})(:|>=|<=|>|<)(?!//)(.*)$"_s);
    const qsizetype from = i;
    QString found = bareWord(text, i);
    const auto match = form.match(found);
    if (!match.hasMatch()) {
        Token token{.kind = found == "AND"_L1 ? Token::And
                        : found == "OR"_L1    ? Token::Or
                        : found == "NOT"_L1   ? Token::Not
                                              : Token::Word,
                    .text = found,
                    .at = from,
                    .valueAt = from};
        CHECK_OK(takeStar(token));
        return token;
    }
    Token token{.kind = Token::Field, .text = match.captured(3), .field = match.captured(1), .at = from};
    token.comparison = match.captured(2);
    token.valueAt = from + match.capturedStart(3);
    if (token.text.isEmpty() && i < text.size() && text[i] == u'"') {
        TRY(const Token phrase, quoted(text, i));
        token.text = phrase.text;
        token.isPrefix = phrase.isPrefix;
        return token;
    }
    CHECK_OK(takeStar(token));
    return token;
}

class Parser
{
public:
    Parser(std::vector<Token> tokens, const Names& names)
        : m_tokens(std::move(tokens))
        , m_names(names)
    {
    }

    Expected<Node> all()
    {
        TRY(auto node, alternatives(0));
        if (here().kind == Token::Close) {
            return badQuery(here().at, Wording::tr("this parenthesis was not opened."));
        }
        return node;
    }

private:
    [[nodiscard]] const Token& here() const { return m_tokens[m_at]; }

    /// Texts alone stay one expression of the index.
    static Node joined(Node::Kind kind, std::vector<Node> parts)
    {
        if (parts.size() == 1) {
            return std::move(parts.front());
        }
        if (!std::ranges::all_of(parts, [](const Node& part) { return part.kind == Node::Text; })) {
            return {.kind = kind, .children = std::move(parts)};
        }
        QStringList matches;
        std::ranges::transform(parts, std::back_inserter(matches), &Node::match);
        return {.match = u'(' + matches.join(kind == Node::And ? " AND "_L1 : " OR "_L1) + u')'};
    }

    Expected<Node> alternatives(int depth)
    {
        if (depth > deepest) {
            return badQuery(here().at, Wording::tr("parentheses are nested too deeply."));
        }
        std::vector<Node> parts;
        TRY(auto first, conjunction(depth));
        parts.push_back(std::move(first));
        while (here().kind == Token::Or) {
            ++m_at;
            TRY(auto next, conjunction(depth));
            parts.push_back(std::move(next));
        }
        return joined(Node::Or, std::move(parts));
    }

    Expected<Node> conjunction(int depth)
    {
        std::vector<Node> parts;
        for (bool mustGoOn = true; mustGoOn || startsItem();) {
            if (!parts.empty()) {
                m_at += here().kind == Token::And ? 1 : 0;
            }
            TRY(auto one, item(depth));
            parts.push_back(std::move(one));
            mustGoOn = false;
        }
        return joined(Node::And, std::move(parts));
    }

    [[nodiscard]] bool startsItem() const
    {
        const Token::Kind kind = here().kind;
        return kind == Token::And || kind == Token::Not || kind == Token::Word || kind == Token::Phrase
            || kind == Token::Field || kind == Token::Open;
    }

    Expected<Node> item(int depth)
    {
        const Token token = here();
        switch (token.kind) {
        case Token::Word:
        case Token::Phrase: {
            ++m_at;
            TRY(auto match, matchOf(token));
            return Node{.match = std::move(match)};
        }
        case Token::Field:
            ++m_at;
            return fieldNode(token, m_names);
        case Token::Not: {
            ++m_at;
            if (depth > deepest) {
                return badQuery(token.at, Wording::tr("parentheses are nested too deeply."));
            }
            TRY(auto inner, item(depth + 1));
            std::vector<Node> children;
            children.push_back(std::move(inner));
            return Node{.kind = Node::Not, .children = std::move(children)};
        }
        case Token::Open: {
            ++m_at;
            TRY(auto inner, alternatives(depth + 1));
            if (here().kind != Token::Close) {
                return badQuery(token.at, Wording::tr("this parenthesis is not closed."));
            }
            ++m_at;
            return inner;
        }
        case Token::End:
            return badQuery(token.at, Wording::tr("a word is missing here."));
        default:
            return badQuery(token.at, Wording::tr("a word is expected before “%1”.").arg(token.text));
        }
    }

    std::vector<Token> m_tokens;
    const Names& m_names;
    std::size_t m_at = 0;
};
} // namespace

Expected<std::vector<Token>> tokensOf(const QString& text)
{
    std::vector<Token> tokens;
    for (qsizetype i = 0; i < text.size();) {
        const QChar c = text[i];
        if (c.isSpace()) {
            ++i;
        } else if (c == u'(' || c == u')') {
            tokens.push_back({.kind = c == u'(' ? Token::Open : Token::Close, .text = QString(c), .at = i});
            ++i;
        } else {
            TRY(auto token, c == u'"' ? quoted(text, i) : word(text, i));
            tokens.push_back(std::move(token));
        }
    }
    tokens.push_back({.kind = Token::End, .text = {}, .at = text.size()});
    return tokens;
}

Expected<std::optional<Node>> parse(const QString& text, const Names& names)
{
    TRY(auto tokens, tokensOf(text));
    if (tokens.size() == 1) {
        return std::optional<Node>();
    }
    TRY(auto node, Parser(std::move(tokens), names).all());
    return std::optional(std::move(node));
}

Expected<QString> matchOf(const Token& token, const char* column)
{
    const auto counts = [](QChar c) { return c.isLetterOrNumber() || c.isSurrogate(); };
    const auto letters = std::ranges::count_if(token.text, counts);
    if (letters == 0) {
        return badQuery(token.valueAt, Wording::tr("“%1” holds no letter or digit.").arg(token.text));
    }
    if (letters < 2) {
        return badQuery(token.valueAt,
                        Wording::tr("“%1” is too short: give at least two letters or digits.").arg(token.text));
    }
    const QString term = u"\"%1\"%2"_s.arg(token.text, token.isPrefix ? u"*"_s : QString());
    return column ? u"(%1 : %2)"_s.arg(QLatin1StringView(column), term) : term;
}

} // namespace bulkhead::search
