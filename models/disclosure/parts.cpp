#include "models/disclosure/parts.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr int deepestEntry = 2;

/// Without what no format may hold; what breaks or spaces a line is a space, but for those that keep words together.
QString admitted(const QString& words)
{
    QString result;
    result.reserve(words.size());
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QChar c = words[i];
        const bool keepsTogether = c == QChar::Nbsp || c == QChar(0x202F) || c == QChar(0x2007);
        if (c.isHighSurrogate() && i + 1 < words.size() && words[i + 1].isLowSurrogate()) {
            result += c;
            result += words[++i];
        } else if (!keepsTogether && (c.isSpace() || c == QChar(0x85))) {
            result += u' ';
        } else if (c.category() != QChar::Other_Control && !c.isSurrogate() && c.unicode() < 0xFFFE) {
            result += c;
        }
    }
    return result;
}

QString outgoingWords(const Span& span)
{
    switch (span.kind) {
    case Span::Kind::Text:
        return span.text;
    case Span::Kind::Chip:
        return u'{' + span.text + u'}';
    case Span::Kind::Ask:
        return u"[…]"_s;
    case Span::Kind::Element:
    case Span::Kind::Later:
        break;
    }
    return {};
}

QString outgoingLink(const QString& link)
{
    if (link.isEmpty()) {
        return {};
    }
    const QUrl url(link.trimmed());
    const bool isWeb = (url.scheme() == "https"_L1 || url.scheme() == "http"_L1) && !url.host().isEmpty();
    const bool isMail = url.scheme() == "mailto"_L1 && !url.path().isEmpty();
    // Qt writes a link into a PDF as it is, between round brackets.
    return !url.isValid() || !(isWeb || isMail)
        ? QString()
        : QString::fromLatin1(url.toEncoded().replace('(', "%28").replace(')', "%29").replace('\\', "%5C"));
}

Spans outgoingSpans(const Spans& spans)
{
    Spans result;
    bool endsInSpace = true;
    for (const Span& span : spans) {
        Span one{.isBold = span.isBold, .isItalic = span.isItalic, .link = outgoingLink(span.link)};
        for (const QChar c : admitted(outgoingWords(span))) {
            if (c != u' ' || !endsInSpace) {
                one.text += c;
            }
            endsInSpace = c == u' ';
        }
        if (one.text.isEmpty()) {
            continue;
        }
        if (!result.empty() && result.back().isBold == one.isBold && result.back().isItalic == one.isItalic
            && result.back().link == one.link) {
            result.back().text += one.text;
        } else {
            result.push_back(std::move(one));
        }
    }
    if (!result.empty() && endsInSpace) {
        result.back().text.chop(1);
        if (result.back().text.isEmpty()) {
            result.pop_back();
        }
    }
    return result;
}

/// Puts an entry below the last one of its level, at most one level deeper than that.
void addEntry(std::vector<Part>& parts, const Block& block)
{
    const bool isNumbered = block.kind == Block::Kind::Numbered;
    const int level = std::clamp(block.level, 0, deepestEntry);
    auto* last = parts.empty() ? nullptr : std::get_if<Listing>(&parts.back());
    if (!last || (level == 0 && last->isNumbered != isNumbered)) {
        last = &std::get<Listing>(parts.emplace_back(Listing{.isNumbered = isNumbered}));
    }
    for (int depth = 0; depth < level && !last->entries.empty(); ++depth) {
        std::vector<Listing>& below = last->entries.back().lists;
        if (below.empty() || (depth + 1 == level && below.back().isNumbered != isNumbered)) {
            last = &below.emplace_back(Listing{.isNumbered = isNumbered});
            break;
        }
        last = &below.back();
    }
    last->entries.push_back({.spans = outgoingSpans(block.spans)});
}

void addRow(std::vector<Part>& parts, const Block& block)
{
    auto* table = parts.empty() ? nullptr : std::get_if<Grid>(&parts.back());
    if (!table || block.isHeader) {
        table = &std::get<Grid>(parts.emplace_back(Grid{.hasHeader = block.isHeader}));
    }
    std::vector<Spans>& row = table->rows.emplace_back();
    for (const Spans& cell : block.cells) {
        row.push_back(outgoingSpans(cell));
    }
    table->columns = std::max(table->columns, row.size());
}
} // namespace

std::vector<Part> partsOf(const Text& text)
{
    std::vector<Part> parts;
    for (const Block& block : text.blocks) {
        switch (block.kind) {
        case Block::Kind::Bullet:
        case Block::Kind::Numbered:
            addEntry(parts, block);
            break;
        case Block::Kind::Row:
            addRow(parts, block);
            break;
        case Block::Kind::Heading:
        case Block::Kind::Paragraph:
            if (Spans spans = outgoingSpans(block.spans); !spans.empty()) {
                const int level = block.kind == Block::Kind::Heading ? std::clamp(block.level, 1, 4) : 0;
                parts.emplace_back(Passage{.heading = level, .spans = std::move(spans)});
            }
            break;
        }
    }
    for (Part& part : parts) {
        if (auto* table = std::get_if<Grid>(&part)) {
            for (std::vector<Spans>& row : table->rows) {
                row.resize(table->columns);
            }
        }
    }
    // A table without a cell is none.
    std::erase_if(parts, [](const Part& part) {
        const auto* table = std::get_if<Grid>(&part);
        return table && table->columns == 0;
    });
    return parts;
}

QString titleWords(const QString& words)
{
    const Spans spans = outgoingSpans({{.text = words}});
    return spans.empty() ? QString() : spans.front().text;
}

std::vector<std::span<const Span>> byLink(const Spans& spans)
{
    std::vector<std::span<const Span>> runs;
    for (auto first = spans.begin(); first != spans.end();) {
        const auto end = std::find_if(first, spans.end(), [&](const Span& one) { return one.link != first->link; });
        runs.emplace_back(first, end);
        first = end;
    }
    return runs;
}

QString languageTag(const QString& language)
{
    static const QRegularExpression tag(u"\\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\\z"_s);
    return tag.match(language).hasMatch() ? language : QString();
}

QString isoSeconds(qint64 msSinceEpoch)
{
    return QDateTime::fromMSecsSinceEpoch(msSinceEpoch, Qt::UTC).toString(u"yyyy-MM-ddTHH:mm:ssZ"_s);
}

} // namespace bulkhead::disclosure
