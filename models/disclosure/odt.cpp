#include "models/disclosure/openformats.h"
#include "models/disclosure/openpackage.h"
#include "models/disclosure/parts.h"

#include <QXmlStreamWriter>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr QLatin1StringView odtMime = "application/vnd.oasis.opendocument.text"_L1;

const QByteArray odtManifest = R"(<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
)";

const QByteArray odtStylesHead = R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2">
<office:font-face-decls><style:font-face style:name="Sans" svg:font-family="Arial, 'Liberation Sans', sans-serif" style:font-family-generic="swiss"/></office:font-face-decls>
<office:styles>
<style:default-style style:family="paragraph"><style:text-properties style:font-name="Sans" fo:font-size="11pt")";

const QByteArray odtStylesTail = R"(/></style:default-style>
<style:style style:name="Standard" style:family="paragraph" style:class="text"/>
<style:style style:name="Text_20_body" style:display-name="Text body" style:family="paragraph" style:parent-style-name="Standard" style:class="text"><style:paragraph-properties fo:margin-bottom="6pt" fo:line-height="115%"/></style:style>
<style:style style:name="List_20_Contents" style:display-name="List Contents" style:family="paragraph" style:parent-style-name="Standard" style:class="text"><style:paragraph-properties fo:margin-bottom="3pt" fo:line-height="115%"/></style:style>
<style:style style:name="Table_20_Contents" style:display-name="Table Contents" style:family="paragraph" style:parent-style-name="Standard" style:class="extra"/>
<style:style style:name="Table_20_Heading" style:display-name="Table Heading" style:family="paragraph" style:parent-style-name="Table_20_Contents" style:class="extra"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:class="chapter"><style:paragraph-properties fo:margin-bottom="12pt" fo:keep-with-next="always"/><style:text-properties fo:font-size="20pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Banner" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:margin-bottom="12pt" fo:padding="4pt" fo:border="1pt solid #000000"/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Heading" style:family="paragraph" style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:class="text"><style:paragraph-properties fo:margin-top="12pt" fo:margin-bottom="4pt" fo:keep-with-next="always"/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Heading" style:next-style-name="Text_20_body" style:default-outline-level="1" style:class="text"><style:text-properties fo:font-size="16pt"/></style:style>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:parent-style-name="Heading" style:next-style-name="Text_20_body" style:default-outline-level="2" style:class="text"><style:text-properties fo:font-size="14pt"/></style:style>
<style:style style:name="Heading_20_3" style:display-name="Heading 3" style:family="paragraph" style:parent-style-name="Heading" style:next-style-name="Text_20_body" style:default-outline-level="3" style:class="text"><style:text-properties fo:font-size="12pt"/></style:style>
<style:style style:name="Heading_20_4" style:display-name="Heading 4" style:family="paragraph" style:parent-style-name="Heading" style:next-style-name="Text_20_body" style:default-outline-level="4" style:class="text"><style:text-properties fo:font-size="11pt"/></style:style>
<style:style style:name="Strong" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"/></style:style>
<style:style style:name="Emphasis" style:family="text"><style:text-properties fo:font-style="italic" style:font-style-asian="italic" style:font-style-complex="italic"/></style:style>
<style:style style:name="Strong_20_Emphasis" style:display-name="Strong Emphasis" style:family="text"><style:text-properties fo:font-weight="bold" fo:font-style="italic" style:font-weight-asian="bold" style:font-style-asian="italic" style:font-weight-complex="bold" style:font-style-complex="italic"/></style:style>
<style:style style:name="Internet_20_link" style:display-name="Internet link" style:family="text"><style:text-properties fo:color="#1b56ae" style:text-underline-style="solid" style:text-underline-width="auto" style:text-underline-color="font-color"/></style:style>
)";

const QByteArray odtStylesEnd = R"(</office:styles>
<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" style:print-orientation="portrait" fo:margin-top="20mm" fo:margin-bottom="20mm" fo:margin-left="20mm" fo:margin-right="20mm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles>
</office:document-styles>
)";

/// The three levels of one of the two kinds of lists.
QByteArray odtListStyle(const char* name, bool isNumbered)
{
    QByteArray xml = QByteArray("<text:list-style style:name=\"") + name + "\">\n";
    for (int level = 1; level <= 3; ++level) {
        const QByteArray at = " text:level=\"" + QByteArray::number(level) + '"';
        const QByteArray tag = isNumbered ? "text:list-level-style-number" : "text:list-level-style-bullet";
        const QByteArray what = isNumbered ? " style:num-format=\"1\" style:num-suffix=\".\""
                                           : " text:bullet-char=\"\xE2\x80\xA2\"";
        const QByteArray indent = QByteArray::number(level * 6) + "mm";
        xml += '<' + tag + at + what
            + "><style:list-level-properties text:list-level-position-and-space-mode=\"label-alignment\">"
              "<style:list-level-label-alignment text:label-followed-by=\"listtab\" text:list-tab-stop-position=\""
            + indent + "\" fo:text-indent=\"-6mm\" fo:margin-left=\"" + indent + "\"/></style:list-level-properties></"
            + tag + ">\n";
    }
    return xml + "</text:list-style>\n";
}

QByteArray odtStyles(const QString& language)
{
    QByteArray locale;
    if (const QString tag = languageTag(language); !tag.isEmpty()) {
        const QString country = tag.section(u'-', 1, 1);
        locale = " fo:language=\"" + tag.section(u'-', 0, 0).toLatin1() + "\" fo:country=\""
            + (country.size() == 2 ? country.toLatin1() : QByteArray("none")) + '"';
    }
    return odtStylesHead + locale + odtStylesTail + odtListStyle("Bullets", false) + odtListStyle("Numbers", true)
        + odtStylesEnd;
}

QByteArray odtMeta(const Outgoing& outgoing)
{
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.writeStartDocument();
    xml.writeStartElement(u"office:document-meta"_s);
    xml.writeAttribute(u"xmlns:office"_s, u"urn:oasis:names:tc:opendocument:xmlns:office:1.0"_s);
    xml.writeAttribute(u"xmlns:meta"_s, u"urn:oasis:names:tc:opendocument:xmlns:meta:1.0"_s);
    xml.writeAttribute(u"xmlns:dc"_s, u"http://purl.org/dc/elements/1.1/"_s);
    xml.writeAttribute(u"office:version"_s, u"1.2"_s);
    xml.writeStartElement(u"office:meta"_s);
    xml.writeTextElement(u"dc:title"_s, titleWords(outgoing.title));
    xml.writeTextElement(u"dc:date"_s, isoSeconds(outgoing.date));
    if (const QString organisation = titleWords(outgoing.organisation); !organisation.isEmpty()) {
        xml.writeStartElement(u"meta:user-defined"_s);
        xml.writeAttribute(u"meta:name"_s, u"Organisation"_s);
        xml.writeCharacters(organisation);
        xml.writeEndElement();
    }
    xml.writeEndDocument();
    return bytes;
}

/// content.xml, element by element.
class OdtContent
{
public:
    QByteArray written(const Outgoing& outgoing)
    {
        m_xml.writeStartDocument();
        m_xml.writeStartElement(u"office:document-content"_s);
        for (const auto& [prefix, name] : {std::pair(u"office"_s, u"office:1.0"_s),
                                           {u"style"_s, u"style:1.0"_s},
                                           {u"text"_s, u"text:1.0"_s},
                                           {u"table"_s, u"table:1.0"_s},
                                           {u"fo"_s, u"xsl-fo-compatible:1.0"_s}}) {
            m_xml.writeAttribute(u"xmlns:"_s + prefix, u"urn:oasis:names:tc:opendocument:xmlns:"_s + name);
        }
        m_xml.writeAttribute(u"xmlns:xlink"_s, u"http://www.w3.org/1999/xlink"_s);
        m_xml.writeAttribute(u"office:version"_s, u"1.2"_s);
        automaticStyles();
        m_xml.writeStartElement(u"office:body"_s);
        m_xml.writeStartElement(u"office:text"_s);
        for (const auto& [style, words] :
             {std::pair(u"Banner"_s, titleWords(outgoing.banner)), {u"Title"_s, titleWords(outgoing.title)}}) {
            if (!words.isEmpty()) {
                paragraph(style, {{.text = words}});
            }
        }
        for (const Part& part : partsOf(outgoing.text)) {
            std::visit([this](const auto& one) { write(one); }, part);
        }
        m_xml.writeEndDocument();
        return m_bytes;
    }

private:
    void automaticStyles()
    {
        m_xml.writeStartElement(u"office:automatic-styles"_s);
        style(u"Rows"_s, u"table"_s);
        m_xml.writeEmptyElement(u"style:table-properties"_s);
        m_xml.writeAttribute(u"style:width"_s, u"170mm"_s);
        m_xml.writeAttribute(u"table:align"_s, u"margins"_s);
        m_xml.writeAttribute(u"fo:margin-bottom"_s, u"8pt"_s);
        m_xml.writeEndElement();
        style(u"Cell"_s, u"table-cell"_s);
        m_xml.writeEmptyElement(u"style:table-cell-properties"_s);
        m_xml.writeAttribute(u"fo:padding"_s, u"1mm"_s);
        m_xml.writeAttribute(u"fo:border"_s, u"0.5pt solid #808080"_s);
        m_xml.writeEndElement();
        m_xml.writeEndElement();
    }
    void style(const QString& name, const QString& family)
    {
        m_xml.writeStartElement(u"style:style"_s);
        m_xml.writeAttribute(u"style:name"_s, name);
        m_xml.writeAttribute(u"style:family"_s, family);
    }
    void spans(const Spans& spans)
    {
        for (const auto run : byLink(spans)) {
            const QString& link = run.front().link;
            if (!link.isEmpty()) {
                m_xml.writeStartElement(u"text:a"_s);
                m_xml.writeAttribute(u"xlink:type"_s, u"simple"_s);
                m_xml.writeAttribute(u"xlink:href"_s, link);
                m_xml.writeAttribute(u"text:style-name"_s, u"Internet_20_link"_s);
            }
            for (const Span& span : run) {
                const bool isPlain = !span.isBold && !span.isItalic;
                if (!isPlain) {
                    m_xml.writeStartElement(u"text:span"_s);
                    m_xml.writeAttribute(u"text:style-name"_s,
                                         span.isBold && span.isItalic ? u"Strong_20_Emphasis"_s
                                             : span.isBold            ? u"Strong"_s
                                                                      : u"Emphasis"_s);
                }
                m_xml.writeCharacters(span.text);
                if (!isPlain) {
                    m_xml.writeEndElement();
                }
            }
            if (!link.isEmpty()) {
                m_xml.writeEndElement();
            }
        }
    }
    void paragraph(const QString& style, const Spans& words)
    {
        m_xml.writeStartElement(u"text:p"_s);
        m_xml.writeAttribute(u"text:style-name"_s, style);
        spans(words);
        m_xml.writeEndElement();
    }
    void write(const Passage& line)
    {
        if (line.heading == 0) {
            paragraph(u"Text_20_body"_s, line.spans);
            return;
        }
        m_xml.writeStartElement(u"text:h"_s);
        m_xml.writeAttribute(u"text:style-name"_s, u"Heading_20_%1"_s.arg(line.heading));
        m_xml.writeAttribute(u"text:outline-level"_s, QString::number(line.heading));
        spans(line.spans);
        m_xml.writeEndElement();
    }
    /// A list of its own counts from 1 in OpenDocument, as long as it does not ask to go on.
    void write(const Listing& list)
    {
        m_xml.writeStartElement(u"text:list"_s);
        m_xml.writeAttribute(u"text:style-name"_s, list.isNumbered ? u"Numbers"_s : u"Bullets"_s);
        for (const Listing::Entry& entry : list.entries) {
            m_xml.writeStartElement(u"text:list-item"_s);
            paragraph(u"List_20_Contents"_s, entry.spans);
            for (const Listing& below : entry.lists) {
                write(below);
            }
            m_xml.writeEndElement();
        }
        m_xml.writeEndElement();
    }
    void write(const Grid& table)
    {
        m_xml.writeStartElement(u"table:table"_s);
        m_xml.writeAttribute(u"table:name"_s, u"Table%1"_s.arg(++m_tables));
        m_xml.writeAttribute(u"table:style-name"_s, u"Rows"_s);
        m_xml.writeEmptyElement(u"table:table-column"_s);
        m_xml.writeAttribute(u"table:number-columns-repeated"_s, QString::number(table.columns));
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            const bool isHeader = i == 0 && table.hasHeader;
            if (isHeader) {
                m_xml.writeStartElement(u"table:table-header-rows"_s);
            }
            row(table.rows[i], isHeader ? u"Table_20_Heading"_s : u"Table_20_Contents"_s);
            if (isHeader) {
                m_xml.writeEndElement();
            }
        }
        m_xml.writeEndElement();
    }
    void row(const std::vector<Spans>& cells, const QString& style)
    {
        m_xml.writeStartElement(u"table:table-row"_s);
        for (const Spans& cell : cells) {
            m_xml.writeStartElement(u"table:table-cell"_s);
            m_xml.writeAttribute(u"table:style-name"_s, u"Cell"_s);
            m_xml.writeAttribute(u"office:value-type"_s, u"string"_s);
            paragraph(style, cell);
            m_xml.writeEndElement();
        }
        m_xml.writeEndElement();
    }

    QByteArray m_bytes;
    QXmlStreamWriter m_xml{&m_bytes};
    int m_tables = 0;
};
} // namespace

QByteArray openDocument(const Outgoing& outgoing)
{
    OpenPackage package(outgoing.date);
    // First and as it is: programs tell the format by it.
    package.add("mimetype", QByteArray(odtMime.data(), odtMime.size()), OpenPackage::Packing::Stored);
    package.add("META-INF/manifest.xml", odtManifest);
    package.add("content.xml", OdtContent().written(outgoing));
    package.add("styles.xml", odtStyles(outgoing.language));
    package.add("meta.xml", odtMeta(outgoing));
    return package.bytes();
}

} // namespace bulkhead::disclosure
