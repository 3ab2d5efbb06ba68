#include "models/disclosure/exporting.h"

#include "models/disclosure/disclosuretext.h"
#include "models/disclosure/openformats.h"
#include "models/disclosure/parts.h"
#include "models/disclosure/pdf.h"
#include "models/disclosure/plainformats.h"

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
/// One page as HTML that Qt's rich text understands too.
class OutgoingPage
{
public:
    QString written(const Outgoing& outgoing)
    {
        const QString title = titleWords(outgoing.title);
        const QString banner = titleWords(outgoing.banner);
        const QString language = languageTag(outgoing.language);
        m_html = u"<!DOCTYPE html>\n<html%1>\n<head>\n<meta charset=\"utf-8\">\n<title>%2</title>\n"_s.arg(
            language.isEmpty() ? QString() : u" lang=\"%1\""_s.arg(language), title.toHtmlEscaped());
        m_html += u"<style>\n"
                  "body { font-family: sans-serif; font-size: 10.5pt; color: #000000 }\n"
                  "p, ul, ol, table { margin-top: 0; margin-bottom: 8px }\n"
                  "li { margin-top: 0; margin-bottom: 3px }\n"
                  "p.banner { font-weight: bold; background-color: #e6e6e6 }\n"
                  "p.title { font-size: 20pt; font-weight: bold; margin-top: 0; margin-bottom: 16px }\n"
                  "h1 { font-size: 16pt } h2 { font-size: 14pt } h3 { font-size: 12pt } h4 { font-size: 10.5pt }\n"
                  "h1, h2, h3, h4 { margin-top: 16px; margin-bottom: 5px }\n"
                  "table { border-collapse: collapse; margin-top: 8px }\n"
                  "th, td { border: 1px solid #808080; padding: 4px; text-align: left; vertical-align: top }\n"
                  "a { color: #1b56ae }\n"
                  "</style>\n</head>\n<body>\n"_s;
        if (!banner.isEmpty()) {
            m_html += u"<p class=\"banner\">%1</p>\n"_s.arg(banner.toHtmlEscaped());
        }
        if (!title.isEmpty()) {
            m_html += u"<p class=\"title\">%1</p>\n"_s.arg(title.toHtmlEscaped());
        }
        for (const Part& part : partsOf(outgoing.text)) {
            std::visit([this](const auto& one) { write(one); }, part);
        }
        return m_html + u"</body>\n</html>\n"_s;
    }

private:
    static QString inlined(const Spans& spans)
    {
        QString html;
        for (const auto run : byLink(spans)) {
            QString words;
            for (const Span& span : run) {
                QString one = span.text.toHtmlEscaped();
                one = span.isItalic ? u"<i>%1</i>"_s.arg(one) : one;
                words += span.isBold ? u"<b>%1</b>"_s.arg(one) : one;
            }
            const QString& link = run.front().link;
            html += link.isEmpty() ? words : u"<a href=\"%1\">%2</a>"_s.arg(link.toHtmlEscaped(), words);
        }
        return html;
    }
    void write(const Passage& line)
    {
        const QString tag = line.heading > 0 ? u"h%1"_s.arg(line.heading) : u"p"_s;
        m_html += u"<%1>%2</%1>\n"_s.arg(tag, inlined(line.spans));
    }
    void write(const Listing& list)
    {
        const QString tag = list.isNumbered ? u"ol"_s : u"ul"_s;
        m_html += u"<%1>\n"_s.arg(tag);
        for (const Listing::Entry& entry : list.entries) {
            m_html += u"<li>"_s + inlined(entry.spans);
            for (const Listing& below : entry.lists) {
                write(below);
            }
            m_html += u"</li>\n"_s;
        }
        m_html += u"</%1>\n"_s.arg(tag);
    }
    void write(const Grid& table)
    {
        m_html += u"<table width=\"100%\" cellspacing=\"0\">\n"_s;
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            const bool isHeader = i == 0 && table.hasHeader;
            m_html += (isHeader ? u"<thead><tr>"_s : u"<tr>"_s);
            for (const Spans& cell : table.rows[i]) {
                m_html += u"<%1>%2</%1>"_s.arg(isHeader ? u"th"_s : u"td"_s, inlined(cell));
            }
            m_html += (isHeader ? u"</tr></thead>\n"_s : u"</tr>\n"_s);
        }
        m_html += u"</table>\n"_s;
    }

    QString m_html;
};
} // namespace

QStringList exportFormats()
{
    return {u"pdf"_s, u"odt"_s, u"docx"_s, u"md"_s, u"txt"_s};
}

QString outgoingHtml(const Outgoing& outgoing)
{
    return OutgoingPage().written(outgoing);
}

Expected<QByteArray> exported(const Outgoing& outgoing, const QString& format)
{
    if (format == "pdf"_L1) {
        return portableDocument(outgoing);
    }
    if (format == "odt"_L1) {
        return openDocument(outgoing);
    }
    if (format == "docx"_L1) {
        return wordDocument(outgoing);
    }
    if (format == "md"_L1) {
        return markdownOf(outgoing).toUtf8();
    }
    if (format == "txt"_L1) {
        return plainOf(outgoing).toUtf8();
    }
    return failure("disclosure.format"_L1,
                   DisclosureText::tr("“%1” is no format that a text can leave in. There are: %2.")
                       .arg(format, exportFormats().join(u", "_s)));
}

} // namespace bulkhead::disclosure
