#include "models/disclosure/redacting.h"

#include "models/disclosure/exporting.h"

#include <QUrl>

#include <algorithm>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
const QString redactionBar = u"█████"_s;
constexpr QChar apart = u'\uFFFF'; ///< stands in no text

/// What a secret looks like: in words, and in a link, where words are joined by anything.
struct Secret
{
    QRegularExpression inWords;
    QRegularExpression inLink;
};

/// The pattern of one spelling. Marks that nobody sees may stand between any two characters.
QString spelling(const QString& secret, const QString& space)
{
    static const QString unseen = u"[\\x{AD}\\x{200B}-\\x{200F}\\x{2060}\\x{FEFF}]*"_s;
    QString pattern;
    for (qsizetype i = 0; i < secret.size(); ++i) {
        const QString rest = secret.mid(i, 2);
        QString one = QRegularExpression::escape(secret.mid(i, 1));
        if (secret[i].isSpace()) {
            one = space;
        } else if (secret[i].isHighSurrogate() && rest.size() == 2) {
            one = QRegularExpression::escape(rest);
            ++i;
        } else if (secret[i] == u'ß' || secret[i] == u'ẞ') {
            one = u"(?:ß|ẞ|ss)"_s;
        } else if (rest.compare("ss"_L1, Qt::CaseInsensitive) == 0) {
            one = u"(?:ß|ẞ|ss)"_s;
            ++i;
        }
        pattern += (pattern.isEmpty() ? QString() : unseen) + one;
    }
    return pattern;
}

QRegularExpression anySpelling(const QString& secret, const QString& space)
{
    QStringList spellings;
    for (const auto form : {QString::NormalizationForm_C, QString::NormalizationForm_D}) {
        spellings.append(spelling(secret.normalized(form), space));
    }
    spellings.removeDuplicates();
    QRegularExpression expression(spellings.join(u'|'),
                                  QRegularExpression::CaseInsensitiveOption
                                      | QRegularExpression::UseUnicodePropertiesOption);
    return expression;
}

std::vector<Secret> secretsOf(const QStringList& secrets)
{
    std::vector<Secret> result;
    for (const QString& one : secrets) {
        if (const QString secret = one.simplified(); !secret.isEmpty()) {
            result.push_back({anySpelling(secret, u"\\s+"_s), anySpelling(secret, u"[\\s+_.\\-]*"_s)});
        }
    }
    return result;
}

qsizetype widthAt(const QString& words, qsizetype at)
{
    return words[at].isHighSurrogate() && at + 1 < words.size() && words[at + 1].isLowSurrogate() ? 2 : 1;
}

void findAll(const QString& words, const QRegularExpression& secret, std::vector<Stretch>& found)
{
    // From the character behind the last beginning: two secrets may share their middle.
    for (auto match = secret.match(words); match.hasMatch();
         match = secret.match(words, match.capturedStart() + widthAt(words, match.capturedStart()))) {
        found.emplace_back(match.capturedStart(), match.capturedEnd());
    }
}

/// In order; those that overlap or touch are one.
std::vector<Stretch> joinedStretches(std::vector<Stretch> found)
{
    std::ranges::sort(found);
    std::vector<Stretch> joined;
    for (const Stretch& one : found) {
        if (!joined.empty() && one.first <= joined.back().second) {
            joined.back().second = std::max(joined.back().second, one.second);
        } else {
            joined.push_back(one);
        }
    }
    return joined;
}

std::vector<Stretch> stretchesIn(const QString& words, const std::vector<Secret>& secrets)
{
    std::vector<Stretch> found;
    for (const Secret& secret : secrets) {
        findAll(words, secret.inWords, found);
    }
    return joinedStretches(std::move(found));
}

bool leadsTo(const QString& link, const std::vector<Secret>& secrets)
{
    QStringList readings = {link, QUrl(link).toDisplayString()};
    // Encoded twice is what trackers do with the target behind theirs.
    for (int i = 0; i < 3; ++i) {
        readings.append(QUrl::fromPercentEncoding(readings.back().toUtf8()));
    }
    readings.append(QUrl::fromPercentEncoding(link.toUtf8()));
    readings.append(QUrl::fromAce(QUrl(link).host(QUrl::EncodeUnicode).toLatin1(), QUrl::IgnoreIDNWhitelist));
    return std::ranges::any_of(readings, [&](const QString& reading) {
        return std::ranges::any_of(secrets, [&](const Secret& one) { return reading.contains(one.inLink); });
    });
}

/// The words of a span that begins at `start` in its line. The bar stands in the face that the secret begins in.
QString barred(const QString& words, qsizetype start, const std::vector<Stretch>& stretches)
{
    QString result;
    qsizetype kept = 0;
    for (const auto& [from, behind] : stretches) {
        if (behind > start && from < start + words.size()) {
            result += words.mid(kept, std::max<qsizetype>(0, from - start - kept));
            result += from >= start ? redactionBar : QString();
            kept = std::min(behind - start, words.size());
        }
    }
    return result + words.mid(kept);
}

Spans redactedSpans(Spans spans, const std::vector<Secret>& secrets)
{
    // What is no text is shown as something else: a secret goes on behind a mark that nobody sees, not behind a chip.
    QString line;
    std::vector<qsizetype> starts;
    for (Span& span : spans) {
        const bool isApart = span.kind != Span::Kind::Text && span.kind != Span::Kind::Element;
        line += isApart ? QString(apart) : QString();
        starts.push_back(line.size());
        if (span.kind == Span::Kind::Element) {
            span.text = barred(span.text, 0, stretchesIn(span.text, secrets));
        } else {
            line += span.text;
        }
        line += isApart ? QString(apart) : QString();
    }
    const std::vector<Stretch> stretches = stretchesIn(line, secrets);
    for (std::size_t first = 0; first < spans.size();) {
        const QString link = spans[first].link;
        bool isTouched = !link.isEmpty() && leadsTo(link, secrets);
        std::size_t end = first;
        for (; end < spans.size() && spans[end].link == link; ++end) {
            Span& span = spans[end];
            const QString words = span.kind == Span::Kind::Element ? span.text
                                                                   : barred(span.text, starts[end], stretches);
            isTouched = isTouched || words != span.text;
            span.text = words;
        }
        for (; first < end; ++first) {
            spans[first].link = isTouched ? QString() : link;
        }
    }
    std::erase_if(spans, [](const Span& one) { return one.kind == Span::Kind::Text && one.text.isEmpty(); });
    return spans;
}
} // namespace

RedactionFinder::RedactionFinder(const QStringList& texts)
{
    for (const QString& text : texts) {
        if (const QString secret = text.simplified(); !secret.isEmpty()) {
            m_sought.emplace_back(text, anySpelling(secret, u"\\s+"_s));
        }
    }
}

std::vector<Stretch> RedactionFinder::in(const QString& line) const
{
    std::vector<Stretch> found;
    for (const auto& [text, secret] : m_sought) {
        findAll(line, secret, found);
    }
    return joinedStretches(std::move(found));
}

QStringList RedactionFinder::textsAt(const QString& line, qsizetype at) const
{
    QStringList texts;
    for (const auto& [text, secret] : m_sought) {
        std::vector<Stretch> found;
        findAll(line, secret, found);
        if (std::ranges::any_of(found, [at](const Stretch& one) { return one.first <= at && at < one.second; })) {
            texts.append(text);
        }
    }
    return texts;
}

Text redacted(Text text, const QStringList& secrets)
{
    const std::vector<Secret> sought = secretsOf(secrets);
    if (sought.empty()) {
        return text;
    }
    for (Block& block : text.blocks) {
        block.spans = redactedSpans(std::move(block.spans), sought);
        for (Spans& cell : block.cells) {
            cell = redactedSpans(std::move(cell), sought);
        }
    }
    return text;
}

} // namespace bulkhead::disclosure
