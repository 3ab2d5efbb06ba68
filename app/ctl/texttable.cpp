#include "app/ctl/texttable.h"

#include <algorithm>
#include <ranges>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

/// East Asian wide and emoji ranges (UAX 11), as terminals draw them.
bool isWide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1f64f) || (c >= 0x1f900 && c <= 0x1f9ff)
        || (c >= 0x20000 && c <= 0x3fffd);
}

bool steersTerminal(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

} // namespace

qsizetype displayWidth(QStringView text)
{
    qsizetype width = 0;
    for (const char32_t c : text.toUcs4()) {
        if (!QChar::isMark(c) && c != 0x200b && c != 0x200d) {
            width += isWide(c) ? 2 : 1;
        }
    }
    return width;
}

QString printable(QStringView text, bool keepNewlines)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        const bool isKept = keepNewlines && c == u'\n';
        result.append(!isKept && steersTerminal(c.unicode()) ? QChar(QChar::ReplacementCharacter) : c);
    }
    return result;
}

QString TextTable::aligned() const
{
    std::vector<QStringList> lines{headers};
    lines.insert(lines.end(), rows.begin(), rows.end());
    std::vector<qsizetype> widths(static_cast<std::size_t>(headers.size()), 0);
    for (QStringList& line : lines) {
        line.resize(headers.size());
        for (qsizetype i = 0; i < line.size(); ++i) {
            line[i] = printable(line.at(i), false);
            auto& width = widths[static_cast<std::size_t>(i)];
            width = std::max(width, displayWidth(line.at(i)));
        }
    }
    QString text;
    for (const QStringList& line : lines) {
        QString shown;
        for (qsizetype i = 0; i < line.size(); ++i) {
            const QString pad(widths[static_cast<std::size_t>(i)] - displayWidth(line.at(i)), u' ');
            const bool isRight = std::ranges::find(rightAligned, static_cast<int>(i)) != rightAligned.end();
            shown += (i == 0 ? QString() : u"  "_s) + (isRight ? pad + line.at(i) : line.at(i) + pad);
        }
        while (shown.endsWith(u' ')) {
            shown.chop(1);
        }
        text += shown + u'\n';
    }
    return text;
}

QString wrapped(const QString& text, const QString& indent, qsizetype width)
{
    QString result;
    for (const QString& paragraph : text.split(u'\n')) {
        QString line;
        for (const QString& word : paragraph.split(u' ', Qt::SkipEmptyParts)) {
            if (!line.isEmpty() && displayWidth(indent) + displayWidth(line) + 1 + displayWidth(word) > width) {
                result += indent + line + u'\n';
                line.clear();
            }
            line += line.isEmpty() ? word : u' ' + word;
        }
        result += line.isEmpty() ? u"\n"_s : indent + line + u'\n';
    }
    return result;
}

} // namespace bulkhead::ctl
