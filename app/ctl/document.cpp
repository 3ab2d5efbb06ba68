#include "app/ctl/document.h"

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

/// Text that others wrote must not become markup.
QString escapedMarkdown(const QString& text)
{
    static const QString special = u"\\`*_{}[]<>#|!~"_s;
    QString result;
    for (const QChar c : printable(text)) {
        if (special.contains(c)) {
            result.append(u'\\');
        }
        result.append(c);
    }
    return result;
}

QString markdownCell(const QString& text)
{
    return escapedMarkdown(text).replace(u'\n', "<br>"_L1);
}

QString markdownTable(const TextTable& table)
{
    QString text = u"| "_s + table.headers.join(" | "_L1) + u" |\n|"_s;
    for (qsizetype i = 0; i < table.headers.size(); ++i) {
        const bool isRight = std::ranges::find(table.rightAligned, static_cast<int>(i)) != table.rightAligned.end();
        text += isRight ? u"--:|"_s : u"---|"_s;
    }
    text += u'\n';
    for (const QStringList& row : table.rows) {
        text += u'|';
        for (const QString& cell : row) {
            text += u' ' + markdownCell(cell) + u" |"_s;
        }
        text += u'\n';
    }
    return text;
}

QString htmlText(const QString& text)
{
    return printable(text).toHtmlEscaped().replace(u'\n', "<br>"_L1);
}

QString htmlRow(const QStringList& cells, const QString& tag)
{
    QString text = u"<tr>"_s;
    for (const QString& cell : cells) {
        text += u"<%1>%2</%1>"_s.arg(tag, htmlText(cell));
    }
    return text + u"</tr>\n"_s;
}

QString htmlSection(const Section& section)
{
    QString text = u"<section>\n<h2>%1</h2>\n"_s.arg(htmlText(section.title));
    if (!section.pairs.empty()) {
        text += u"<table class=\"pairs\">\n"_s;
        for (const auto& [name, value] : section.pairs) {
            text += u"<tr><th scope=\"row\">%1</th><td>%2</td></tr>\n"_s.arg(htmlText(name), htmlText(value));
        }
        text += u"</table>\n"_s;
    }
    for (const QString& paragraph : section.paragraphs) {
        text += u"<p>%1</p>\n"_s.arg(htmlText(paragraph));
    }
    if (!section.table.isEmpty()) {
        text += u"<table>\n<thead>"_s + htmlRow(section.table.headers, u"th"_s) + u"</thead>\n<tbody>\n"_s;
        for (const QStringList& row : section.table.rows) {
            text += htmlRow(row, u"td"_s);
        }
        text += u"</tbody>\n</table>\n"_s;
    }
    return text + u"</section>\n"_s;
}

const QString htmlHead = uR"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>%1</title>
<style>
body { font-family: sans-serif; font-size: %2pt; line-height: 1.45; max-width: 72em; margin: 2em auto; padding: 0 1em; color: #1b1f24; background: #fff; }
h1 { font-size: 1.5em; margin-bottom: 0.2em; } h2 { font-size: 1.15em; margin-top: 1.6em; }
table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: 0.25em 0.9em 0.25em 0; }
thead th { border-bottom: 1px solid #8a929c; } tbody td { border-bottom: 1px solid #e1e4e8; }
.lead { color: #4d5661; margin: 0; }
</style>
</head>
<body>
)"_s;

} // namespace

QString Document::toText() const
{
    QString text = printable(title) + u'\n';
    for (const QString& line : lead) {
        text += printable(line) + u'\n';
    }
    for (const Section& section : sections) {
        if (section.isEmpty()) {
            continue;
        }
        text += u'\n' + printable(section.title).toUpper() + u'\n';
        qsizetype width = 0;
        for (const auto& pair : section.pairs) {
            width = std::max(width, displayWidth(pair.first));
        }
        for (const auto& [name, value] : section.pairs) {
            const QString pad(width - displayWidth(name), u' ');
            QString shown = printable(value);
            shown.replace(u'\n', u'\n' + QString(width + 4, u' '));
            text += u"  %1%2  %3\n"_s.arg(name, pad, shown);
        }
        for (const QString& paragraph : section.paragraphs) {
            text += wrapped(printable(paragraph), u"  "_s);
        }
        if (!section.table.isEmpty()) {
            for (const QString& line : section.table.aligned().split(u'\n', Qt::SkipEmptyParts)) {
                text += u"  "_s + line + u'\n';
            }
        }
    }
    return text;
}

QString Document::toMarkdown() const
{
    QString text = u"# %1\n"_s.arg(escapedMarkdown(title));
    for (const QString& line : lead) {
        text += u'\n' + escapedMarkdown(line) + u'\n';
    }
    for (const Section& section : sections) {
        if (section.isEmpty()) {
            continue;
        }
        text += u"\n## %1\n\n"_s.arg(escapedMarkdown(section.title));
        for (const auto& [name, value] : section.pairs) {
            text += u"- **%1:** %2\n"_s.arg(escapedMarkdown(name), markdownCell(value));
        }
        for (const QString& paragraph : section.paragraphs) {
            text += escapedMarkdown(paragraph) + u"\n\n"_s;
        }
        if (!section.table.isEmpty()) {
            text += markdownTable(section.table);
        }
    }
    return text;
}

QString Document::toHtml(double points) const
{
    QString text = htmlHead.arg(htmlText(title), QString::number(points)) + u"<h1>%1</h1>\n"_s.arg(htmlText(title));
    for (const QString& line : lead) {
        text += u"<p class=\"lead\">%1</p>\n"_s.arg(htmlText(line));
    }
    for (const Section& section : sections) {
        if (!section.isEmpty()) {
            text += htmlSection(section);
        }
    }
    return text + u"</body>\n</html>\n"_s;
}

} // namespace bulkhead::ctl
