#include "models/disclosure/markup.h"

#include "models/disclosure/disclosuretext.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <span>
#include <utility>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr int deepestHeading = 4;
constexpr int deepestList = 2;
constexpr qsizetype blanksPerLevel = 2; ///< blanks for each level of a list

/// How a piece of a line is to look.
struct Look
{
    bool isBold = false;
    bool isItalic = false;
    QString link = {};
};

bool mayLink(const QString& target)
{
    const QString scheme = QUrl(target, QUrl::StrictMode).scheme();
    return scheme == "https"_L1 || scheme == "http"_L1 || scheme == "mailto"_L1;
}

qsizetype starsAt(QStringView text, qsizetype at)
{
    qsizetype count = 0;
    while (at + count < text.size() && text.at(at + count) == u'*') {
        ++count;
    }
    return count;
}

/// Where the emphasis of `width` stars that began before `at` ends; -1: nowhere.
qsizetype closing(QStringView text, qsizetype at, qsizetype width)
{
    bool isInner = false; // within the other kind of emphasis
    while (at < text.size()) {
        if (text.at(at) == u'\\') {
            at += 2;
            continue;
        }
        const qsizetype stars = starsAt(text, at);
        if (stars == 0) {
            ++at;
            continue;
        }
        if (width == 2) {
            if (isInner && stars >= 3) {
                return at + 1;
            }
            if (stars >= 2) {
                return at;
            }
            isInner = !isInner;
        } else if (stars != 2) {
            return at;
        }
        at += stars;
    }
    return -1;
}

class LineReader
{
public:
    explicit LineReader(QStringView line)
        : m_line(line)
    {
        read(line, {});
        flush({});
    }
    [[nodiscard]] Spans take() { return std::move(m_spans); }

private:
    void flush(const Look& look)
    {
        if (!m_words.isEmpty()) {
            m_spans.push_back({.text = std::exchange(m_words, {}),
                               .isBold = look.isBold,
                               .isItalic = look.isItalic,
                               .link = look.link});
        }
    }

    void read(QStringView text, const Look& look)
    {
        for (qsizetype i = 0; i < text.size();) {
            const QChar c = text.at(i);
            if (c == u'\\' && i + 1 < text.size() && !text.at(i + 1).isLetterOrNumber() && !text.at(i + 1).isSpace()) {
                m_words += text.at(i + 1);
                i += 2;
                continue;
            }
            const qsizetype used = c == u'*' ? emphasis(text, i, look)
                : c == u'['                  ? link(text, i, look)
                : c == u'{'                  ? mark(text, i, look)
                                             : 0;
            if (used == 0) {
                m_words += c;
                ++i;
            }
            i += used;
        }
        flush(look);
    }

    qsizetype emphasis(QStringView text, qsizetype at, const Look& look)
    {
        const qsizetype width = starsAt(text, at) >= 2 ? 2 : 1;
        if (width == 2 ? look.isBold : look.isItalic) {
            return 0;
        }
        const qsizetype end = closing(text, at + width, width);
        if (end <= at + width || text.at(at + width).isSpace() || text.at(end - 1).isSpace()) {
            return 0; // as "2 * 3 * 4"
        }
        flush(look);
        Look inner = look;
        (width == 2 ? inner.isBold : inner.isItalic) = true;
        read(text.sliced(at + width, end - at - width), inner);
        return end + width - at;
    }

    qsizetype link(QStringView text, qsizetype at, const Look& look)
    {
        static const QRegularExpression form(uR"(\G\[((?:[^\\\[\]]|\\.)+)\]\(((?:[^\\()\s]|\\.)+)\))"_s);
        const auto match = form.match(text.toString(), at, QRegularExpression::NormalMatch,
                                      QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch() || !look.link.isEmpty()) {
            return 0;
        }
        static const QRegularExpression escape(uR"(\\(.))"_s);
        const QString target = match.captured(2).replace(escape, u"\\1"_s);
        if (!mayLink(target)) {
            return 0;
        }
        flush(look);
        Look inner = look;
        inner.link = target;
        read(text.sliced(match.capturedStart(1), match.capturedLength(1)), inner);
        return match.capturedLength(0);
    }

    qsizetype mark(QStringView text, qsizetype at, const Look& look)
    {
        static const QRegularExpression form(
            uR"(\{(?:#([a-z0-9][a-z0-9.-]*)|\?:\s*((?:[^\\{}]|\\.)+)|later(?::\s*((?:[^\\{}]|\\.)+))?|([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*))\})"_s);
        const auto match = form.match(text.toString(), at, QRegularExpression::NormalMatch,
                                      QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch()) {
            return 0;
        }
        static const QRegularExpression escape(uR"(\\(.))"_s);
        flush(look);
        Span span{.isBold = look.isBold, .isItalic = look.isItalic};
        if (match.hasCaptured(1)) {
            span.kind = Span::Kind::Element;
            span.text = match.captured(1);
            span.isBold = span.isItalic = false;
        } else if (match.hasCaptured(2)) {
            span.kind = Span::Kind::Ask;
            span.text = match.captured(2).replace(escape, u"\\1"_s).trimmed();
        } else if (match.hasCaptured(4)) {
            span.kind = Span::Kind::Chip;
            span.text = match.captured(4);
        } else {
            span.kind = Span::Kind::Later;
            span.text = match.captured(3).replace(escape, u"\\1"_s).trimmed();
        }
        m_spans.push_back(std::move(span));
        return match.capturedLength(0);
    }

    QStringView m_line;
    QString m_words;
    Spans m_spans;
};

/// The cells of a row, between bars that no backslash stands before.
std::vector<QString> cellsOf(QStringView line)
{
    std::vector<QString> cells;
    QString cell;
    line = line.trimmed();
    line = line.sliced(1);
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line.at(i) == u'\\' && i + 1 < line.size()) {
            cell += line.at(i);
            cell += line.at(++i);
        } else if (line.at(i) == u'|') {
            cells.push_back(std::exchange(cell, {}));
        } else {
            cell += line.at(i);
        }
    }
    if (!cell.trimmed().isEmpty()) {
        cells.push_back(cell);
    }
    return cells;
}

bool isSeparator(QStringView line)
{
    static const QRegularExpression form(uR"(^\s*\|(?:\s*:?-{3,}:?\s*\|)+\s*$)"_s);
    return form.match(line.toString()).hasMatch();
}

/// Characters that no export can hold are gone, and so are different ends of lines.
QString cleaned(QString text)
{
    text.replace("\r\n"_L1, "\n"_L1).replace(u'\r', u'\n').replace(u'\t', u' ');
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\n' || (c >= u' ' && c != QChar(0x7f) && c != QChar(0xfffe) && c != QChar(0xffff))) {
            result += c;
        }
    }
    return result;
}

QString escaped(const QString& text, QLatin1StringView special)
{
    QString result;
    for (const QChar c : text) {
        if (special.contains(c)) {
            result += u'\\';
        }
        result += c;
    }
    return result;
}

QString writeSpan(const Span& span)
{
    switch (span.kind) {
    case Span::Kind::Text:
        return escaped(span.text, "\\*[]{}|"_L1);
    case Span::Kind::Chip:
        return u"{%1}"_s.arg(span.text);
    case Span::Kind::Element:
        return u"{#%1}"_s.arg(span.text);
    case Span::Kind::Ask:
        return u"{?: %1}"_s.arg(escaped(span.text, "\\{}|"_L1));
    case Span::Kind::Later:
        return span.text.isEmpty() ? u"{later}"_s : u"{later: %1}"_s.arg(escaped(span.text, "\\{}|"_L1));
    }
    return {};
}

/// In emphasis, with blanks at its ends outside: within they would undo it.
QString emphasised(const QString& inner, QLatin1StringView mark)
{
    qsizetype from = 0, to = inner.size();
    while (from < to && inner.at(from) == u' ') {
        ++from;
    }
    while (to > from && inner.at(to - 1) == u' ') {
        --to;
    }
    return from == to ? inner : inner.first(from) + mark + inner.sliced(from, to - from) + mark + inner.sliced(to);
}

/// Runs of spans that agree in something, each written by `inner` and wrapped.
template<typename Same, typename Write>
QString writeRuns(std::span<const Span> spans, const Same& same, const Write& write)
{
    QString result;
    for (std::size_t from = 0; from < spans.size();) {
        std::size_t to = from + 1;
        while (to < spans.size() && same(spans[from], spans[to])) {
            ++to;
        }
        result += write(spans.subspan(from, to - from));
        from = to;
    }
    return result;
}

QString writeSpans(const Spans& spans)
{
    const auto plain = [](std::span<const Span> run) {
        QString result;
        for (const Span& span : run) {
            result += writeSpan(span);
        }
        return run.front().isItalic ? emphasised(result, "*"_L1) : result;
    };
    const auto bold = [&](std::span<const Span> run) {
        const QString inner = writeRuns(
            run, [](const Span& a, const Span& b) { return a.isItalic == b.isItalic; }, plain);
        return run.front().isBold ? emphasised(inner, "**"_L1) : inner;
    };
    const auto link = [&](std::span<const Span> run) {
        const QString inner = writeRuns(run, [](const Span& a, const Span& b) { return a.isBold == b.isBold; }, bold);
        const QString& target = run.front().link;
        return target.isEmpty() ? inner : u"[%1](%2)"_s.arg(inner, escaped(target, "\\()"_L1));
    };
    return writeRuns(std::span(spans), [](const Span& a, const Span& b) { return a.link == b.link; }, link);
}

/// A paragraph must not begin like something else.
QString guarded(QString line)
{
    static const QRegularExpression start(uR"(^\s*(?:#{1,4} |[-*] |\|))"_s);
    static const QRegularExpression number(uR"(^(\s*[0-9]{1,3})(\. ))"_s);
    if (start.match(line).hasMatch()) {
        qsizetype at = 0;
        while (line.at(at) == u' ') {
            ++at;
        }
        line.insert(at, u'\\');
    } else if (number.match(line).hasMatch()) {
        line.replace(number, u"\\1\\\\2"_s);
    }
    return line;
}
} // namespace

Expected<Text> readMarkup(const QString& markup)
{
    if (markup.size() > longestSection) {
        return failure("markup.too-long"_L1,
                       DisclosureText::tr("A section holds at most %1 characters; these are %2. Split it up.")
                           .arg(longestSection)
                           .arg(markup.size()));
    }
    static const QRegularExpression heading(uR"(^(#{1,4}) +(.*)$)"_s);
    static const QRegularExpression bullet(uR"(^( *)[-*] +(.*)$)"_s);
    // A German date at the beginning of a line is none: "2. März" must not become the first of a list.
    static const QRegularExpression numbered(
        uR"(^( *)([0-9]{1,3})\. +(?!(?:Jan|Jän|Feb|März|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)\p{L}*\b)(.*)$)"_s,
        QRegularExpression::UseUnicodePropertiesOption);
    Text text;
    QString paragraph;
    const auto spansOf = [](const QString& line) { return LineReader(line.trimmed()).take(); };
    const auto finish = [&] {
        if (!paragraph.trimmed().isEmpty()) {
            text.blocks.push_back({.spans = spansOf(paragraph)});
        }
        paragraph.clear();
    };
    const auto levelOf = [](const QString& blanks) {
        return static_cast<int>(std::min<qsizetype>(blanks.size() / blanksPerLevel, deepestList));
    };
    // The number that the next entry of a list has: a list begins with 1, and no number is ever changed.
    const auto nextNumber = [&text](int level) {
        int next = 1;
        for (auto block = text.blocks.crbegin(); block != text.blocks.crend(); ++block) {
            const bool isEntry = block->kind == Block::Kind::Numbered || block->kind == Block::Kind::Bullet;
            if (!isEntry || block->level < level || (block->level == level && block->kind == Block::Kind::Bullet)) {
                break;
            }
            next += block->level == level ? 1 : 0;
        }
        return next;
    };
    const auto isEntry = [&](const QRegularExpressionMatch& number) {
        const int count = number.hasMatch() ? number.captured(2).toInt() : 0;
        return count == 1 || (count > 1 && paragraph.isEmpty() && count == nextNumber(levelOf(number.captured(1))));
    };
    for (const QString& line : cleaned(markup).split(u'\n')) {
        if (line.trimmed().isEmpty()) {
            finish();
        } else if (const auto title = heading.match(line); title.hasMatch()) {
            finish();
            text.blocks.push_back({.kind = Block::Kind::Heading,
                                   .level = std::min(static_cast<int>(title.captured(1).size()), deepestHeading),
                                   .spans = spansOf(title.captured(2))});
        } else if (const auto entry = bullet.match(line); entry.hasMatch()) {
            finish();
            text.blocks.push_back({.kind = Block::Kind::Bullet,
                                   .level = levelOf(entry.captured(1)),
                                   .spans = spansOf(entry.captured(2))});
        } else if (const auto number = numbered.match(line); isEntry(number)) {
            finish();
            text.blocks.push_back({.kind = Block::Kind::Numbered,
                                   .level = levelOf(number.captured(1)),
                                   .spans = spansOf(number.captured(3))});
        } else if (line.trimmed().startsWith(u'|')) {
            finish();
            if (isSeparator(line) && !text.blocks.empty() && text.blocks.back().kind == Block::Kind::Row) {
                text.blocks.back().isHeader = true;
                continue;
            }
            Block row{.kind = Block::Kind::Row};
            for (const QString& cell : cellsOf(line)) {
                row.cells.push_back(spansOf(cell));
            }
            text.blocks.push_back(std::move(row));
        } else {
            paragraph += paragraph.isEmpty() ? line.trimmed() : u' ' + line.trimmed();
        }
    }
    finish();
    return text;
}

QString writeMarkup(const Text& text)
{
    QString result;
    const Block* before = nullptr;
    for (const Block& block : text.blocks) {
        const bool isTight = before && before->kind == block.kind
            && (block.kind == Block::Kind::Bullet || block.kind == Block::Kind::Numbered
                || (block.kind == Block::Kind::Row && !block.isHeader));
        if (before) {
            result += isTight ? "\n"_L1 : "\n\n"_L1;
        }
        const QString blanks(block.level * blanksPerLevel, u' ');
        switch (block.kind) {
        case Block::Kind::Paragraph:
            result += guarded(writeSpans(block.spans));
            break;
        case Block::Kind::Heading:
            result += QString(block.level, u'#') + u' ' + writeSpans(block.spans);
            break;
        case Block::Kind::Bullet:
            result += blanks + "- "_L1 + writeSpans(block.spans);
            break;
        case Block::Kind::Numbered:
            result += blanks + "1. "_L1 + writeSpans(block.spans);
            break;
        case Block::Kind::Row:
            result += u'|';
            for (const Spans& cell : block.cells) {
                result += u' ' + writeSpans(cell) + " |"_L1;
            }
            if (block.isHeader) {
                result += "\n|"_L1;
                for (std::size_t i = 0; i < std::max<std::size_t>(block.cells.size(), 1); ++i) {
                    result += " --- |"_L1;
                }
            }
            break;
        }
        before = &block;
    }
    return result;
}

QString plainText(const Spans& spans)
{
    QString result;
    for (const Span& span : spans) {
        switch (span.kind) {
        case Span::Kind::Text:
            result += span.text;
            break;
        case Span::Kind::Chip:
            result += u'{' + span.text + u'}';
            break;
        case Span::Kind::Ask:
            result += u'[' + span.text + u']';
            break;
        case Span::Kind::Element:
        case Span::Kind::Later:
            break;
        }
    }
    return result.trimmed();
}

QString plainText(const Text& text)
{
    QStringList lines;
    for (const Block& block : text.blocks) {
        if (block.kind == Block::Kind::Row) {
            QStringList cells;
            std::ranges::transform(block.cells, std::back_inserter(cells),
                                   [](const Spans& cell) { return plainText(cell); });
            lines.append(cells.join(" | "_L1));
        } else {
            lines.append(plainText(block.spans));
        }
    }
    return lines.join(u'\n');
}

} // namespace bulkhead::disclosure
