#include "models/incident/casework.h"
#include "models/incident/words.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
std::unexpected<Error> badQuery(qsizetype at, const QString& reason)
{
    return failure("timeline.bad-query"_L1,
                   Wording::tr("The search is not understood at character %1: %2").arg(at + 1).arg(reason));
}

struct Token
{
    enum Kind { Word, Phrase, And, Or, Not, Open, Close, End } kind = End;
    QString text;
    bool isPrefix = false;
    qsizetype at = 0;
};

/// Splits into words, "phrases", parentheses and operators (in capitals, as people write them).
Expected<std::vector<Token>> tokensOf(const QString& text)
{
    std::vector<Token> tokens;
    for (qsizetype i = 0; i < text.size();) {
        const QChar c = text[i];
        const qsizetype from = i;
        if (c.isSpace()) {
            ++i;
        } else if (c == u'(' || c == u')') {
            tokens.push_back({c == u'(' ? Token::Open : Token::Close, QString(c), false, from});
            ++i;
        } else if (c == u'"') {
            const qsizetype end = text.indexOf(u'"', i + 1);
            if (end < 0) {
                return badQuery(from, Wording::tr("a quotation mark is opened and not closed."));
            }
            i = end + 1;
            const bool isPrefix = i < text.size() && text[i] == u'*';
            tokens.push_back({Token::Phrase, text.mid(from + 1, end - from - 1), isPrefix, from});
            i += isPrefix ? 1 : 0;
        } else {
            while (i < text.size() && !text[i].isSpace() && !u"()\""_s.contains(text[i])) {
                ++i;
            }
            QString word = text.mid(from, i - from);
            const Token::Kind kind = word == "AND"_L1 ? Token::And
                : word == "OR"_L1                     ? Token::Or
                : word == "NOT"_L1                    ? Token::Not
                                                      : Token::Word;
            const bool isPrefix = word.endsWith(u'*');
            if (isPrefix) {
                word.chop(1);
            }
            if (const qsizetype star = word.indexOf(u'*'); star >= 0) {
                return badQuery(from + star,
                                Wording::tr("a star stands for any ending, so only at the end of a word."));
            }
            tokens.push_back({kind, word, isPrefix, from});
        }
    }
    tokens.push_back({Token::End, {}, false, text.size()});
    return tokens;
}

/// Recursive descent over: or = and {OR and}; and = item {[AND] item | [AND] NOT item}; item = word | phrase | (or).
class Parser
{
public:
    explicit Parser(std::vector<Token> tokens)
        : m_tokens(std::move(tokens))
    {
    }

    Expected<QString> all()
    {
        TRY(auto expression, alternatives(0));
        if (here().kind == Token::Close) {
            return badQuery(here().at, Wording::tr("this parenthesis was not opened."));
        }
        return expression;
    }

private:
    [[nodiscard]] const Token& here() const { return m_tokens[m_at]; }

    Expected<QString> alternatives(int depth)
    {
        if (depth > 50) {
            return badQuery(here().at, Wording::tr("parentheses are nested too deeply."));
        }
        TRY(auto first, conjunction(depth));
        QStringList parts = {first};
        while (here().kind == Token::Or) {
            ++m_at;
            TRY(auto next, conjunction(depth));
            parts.append(next);
        }
        return parts.size() == 1 ? first : u'(' + parts.join(" OR "_L1) + u')';
    }

    Expected<QString> conjunction(int depth)
    {
        QStringList wanted;
        QStringList unwanted;
        const qsizetype from = here().at;
        for (bool mustGoOn = true; mustGoOn || startsItem();) {
            if (!wanted.isEmpty() || !unwanted.isEmpty()) {
                m_at += here().kind == Token::And ? 1 : 0;
            }
            const bool isUnwanted = here().kind == Token::Not;
            m_at += isUnwanted ? 1 : 0;
            TRY(auto one, item(depth));
            (isUnwanted ? unwanted : wanted).append(one);
            mustGoOn = false;
        }
        if (wanted.isEmpty()) {
            return badQuery(from, Wording::tr("NOT takes away from something: say first what to look for."));
        }
        QString expression = wanted.size() == 1 ? wanted.front() : u'(' + wanted.join(" AND "_L1) + u')';
        for (const QString& one : unwanted) {
            expression = u'(' + expression + " NOT "_L1 + one + u')';
        }
        return expression;
    }

    [[nodiscard]] bool startsItem() const
    {
        const Token::Kind kind = here().kind;
        return kind == Token::And || kind == Token::Not || kind == Token::Word || kind == Token::Phrase
            || kind == Token::Open;
    }

    Expected<QString> item(int depth)
    {
        const Token token = here();
        switch (token.kind) {
        case Token::Word:
        case Token::Phrase:
            ++m_at;
            return term(token);
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

    static Expected<QString> term(const Token& token)
    {
        const auto counts = [](QChar c) { return c.isLetterOrNumber() || c.isSurrogate(); };
        const auto letters = std::ranges::count_if(token.text, counts);
        if (letters == 0) {
            return badQuery(token.at, Wording::tr("“%1” holds no letter or digit.").arg(token.text));
        }
        if (letters < 2) {
            return badQuery(token.at,
                            Wording::tr("“%1” is too short: give at least two letters or digits.").arg(token.text));
        }
        return u"\"%1\"%2"_s.arg(token.text, token.isPrefix ? u"*"_s : QString());
    }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
};
} // namespace

Expected<QString> searchExpression(const QString& text)
{
    TRY(auto tokens, tokensOf(text));
    if (tokens.size() == 1) {
        return QString();
    }
    return Parser(std::move(tokens)).all();
}

} // namespace bulkhead
