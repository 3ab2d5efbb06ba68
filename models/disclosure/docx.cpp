#include "models/disclosure/openformats.h"
#include "models/disclosure/openpackage.h"
#include "models/disclosure/parts.h"

#include <QXmlStreamWriter>

#include <array>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr int docxTextTwips = 9638; ///< A4 less 20 mm on both sides, in twentieths of a point

const QString docxMain = u"http://schemas.openxmlformats.org/wordprocessingml/2006/main"_s;
const QString docxRelations = u"http://schemas.openxmlformats.org/officeDocument/2006/relationships"_s;
const QString docxPackageRelations = u"http://schemas.openxmlformats.org/package/2006/relationships"_s;

const QByteArray docxTypes = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>
<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>
</Types>
)";

const QByteArray docxRootRelations = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>
<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/>
</Relationships>
)";

const QByteArray docxSettings = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>
)";

const QByteArray docxStylesHead = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:eastAsia="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="22"/><w:szCs w:val="22"/>)";

const QByteArray docxStylesTail
    = R"(</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:after="240"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="40"/><w:szCs w:val="40"/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Banner"><w:name w:val="Banner"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:pBdr><w:top w:val="single" w:sz="8" w:space="4" w:color="auto"/><w:left w:val="single" w:sz="8" w:space="4" w:color="auto"/><w:bottom w:val="single" w:sz="8" w:space="4" w:color="auto"/><w:right w:val="single" w:sz="8" w:space="4" w:color="auto"/></w:pBdr><w:spacing w:after="240"/></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:after="60"/></w:pPr></w:style>
<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:uiPriority w:val="99"/><w:rPr><w:color w:val="1B56AE"/><w:u w:val="single"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="808080"/><w:left w:val="single" w:sz="4" w:space="0" w:color="808080"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="808080"/><w:right w:val="single" w:sz="4" w:space="0" w:color="808080"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="808080"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="808080"/></w:tblBorders></w:tblPr></w:style>
)";

QByteArray docxStyles(const QString& language)
{
    QByteArray xml = docxStylesHead;
    if (const QByteArray tag = languageTag(language).toLatin1(); !tag.isEmpty()) {
        xml += "<w:lang w:val=\"" + tag + "\" w:eastAsia=\"" + tag + "\"/>";
    }
    xml += docxStylesTail;
    constexpr std::array halfPoints = {32, 28, 24, 22};
    for (std::size_t i = 0; i < halfPoints.size(); ++i) {
        const QByteArray number = QByteArray::number(i + 1);
        const QByteArray size = QByteArray::number(halfPoints[i]);
        xml += "<w:style w:type=\"paragraph\" w:styleId=\"Heading" + number + "\"><w:name w:val=\"heading " + number
            + "\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:uiPriority w:val=\"9\"/><w:qFormat/>"
              "<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before=\"240\" w:after=\"80\"/><w:outlineLvl w:val=\""
            + QByteArray::number(i) + "\"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val=\"" + size + "\"/><w:szCs w:val=\""
            + size + "\"/></w:rPr></w:style>\n";
    }
    return xml + "</w:styles>\n";
}

QByteArray docxCore(const Outgoing& outgoing)
{
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.writeStartDocument();
    xml.writeStartElement(u"cp:coreProperties"_s);
    xml.writeAttribute(u"xmlns:cp"_s, u"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"_s);
    xml.writeAttribute(u"xmlns:dc"_s, u"http://purl.org/dc/elements/1.1/"_s);
    xml.writeAttribute(u"xmlns:dcterms"_s, u"http://purl.org/dc/terms/"_s);
    xml.writeAttribute(u"xmlns:xsi"_s, u"http://www.w3.org/2001/XMLSchema-instance"_s);
    xml.writeTextElement(u"dc:title"_s, titleWords(outgoing.title));
    xml.writeStartElement(u"dcterms:created"_s);
    xml.writeAttribute(u"xsi:type"_s, u"dcterms:W3CDTF"_s);
    xml.writeCharacters(isoSeconds(outgoing.date));
    xml.writeEndDocument();
    return bytes;
}

QByteArray docxApp(const Outgoing& outgoing)
{
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.writeStartDocument();
    xml.writeStartElement(u"Properties"_s);
    xml.writeDefaultNamespace(u"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"_s);
    if (const QString organisation = titleWords(outgoing.organisation); !organisation.isEmpty()) {
        xml.writeTextElement(u"Company"_s, organisation);
    }
    xml.writeEndDocument();
    return bytes;
}

/// word/document.xml, and on the way what its lists and links need in the files beside it.
class DocxDocument
{
public:
    explicit DocxDocument(const Outgoing& outgoing)
    {
        m_xml.writeStartDocument();
        m_xml.writeStartElement(u"w:document"_s);
        m_xml.writeAttribute(u"xmlns:w"_s, docxMain);
        m_xml.writeAttribute(u"xmlns:r"_s, docxRelations);
        m_xml.writeStartElement(u"w:body"_s);
        for (const auto& [style, words] :
             {std::pair(u"Banner"_s, titleWords(outgoing.banner)), {u"Title"_s, titleWords(outgoing.title)}}) {
            if (!words.isEmpty()) {
                paragraph({.style = style}, {{.text = words}});
            }
        }
        bool isAfterTable = false;
        for (const Part& part : partsOf(outgoing.text)) {
            // Word makes one table of two without a paragraph between them, and wants one behind the last.
            if (isAfterTable && std::holds_alternative<Grid>(part)) {
                paragraph({}, {});
            }
            std::visit([this](const auto& one) { write(one); }, part);
            isAfterTable = std::holds_alternative<Grid>(part);
        }
        if (isAfterTable) {
            paragraph({}, {});
        }
        section();
        m_xml.writeEndDocument();
    }

    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }
    /// word/_rels/document.xml.rels
    [[nodiscard]] QByteArray relations() const
    {
        QByteArray bytes;
        QXmlStreamWriter xml(&bytes);
        xml.writeStartDocument();
        xml.writeStartElement(u"Relationships"_s);
        xml.writeDefaultNamespace(docxPackageRelations);
        const auto relation = [&](const QString& id, const QString& type, const QString& target) {
            xml.writeEmptyElement(u"Relationship"_s);
            xml.writeAttribute(u"Id"_s, id);
            xml.writeAttribute(u"Type"_s, docxRelations + u'/' + type);
            xml.writeAttribute(u"Target"_s, target);
        };
        for (const QString& part : {u"styles"_s, u"numbering"_s, u"settings"_s}) {
            relation(part, part, part + u".xml"_s);
        }
        for (qsizetype i = 0; i < m_links.size(); ++i) {
            relation(linkId(i), u"hyperlink"_s, m_links[i]);
            xml.writeAttribute(u"TargetMode"_s, u"External"_s);
        }
        xml.writeEndDocument();
        return bytes;
    }
    /// word/numbering.xml: bullets are alike everywhere; each numbered list has a definition of its own, since those of
    /// one definition count on where another one stopped.
    [[nodiscard]] QByteArray numbering() const
    {
        QByteArray xml = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
)";
        for (int list = 1; list <= m_lists; ++list) {
            xml += "<w:abstractNum w:abstractNumId=\"" + QByteArray::number(list)
                + "\"><w:multiLevelType w:val=\"multilevel\"/>";
            for (int level = 0; level < 3; ++level) {
                xml += levelOf(level, list > bullets);
            }
            xml += "</w:abstractNum>\n";
        }
        for (int list = 1; list <= m_lists; ++list) {
            const QByteArray number = QByteArray::number(list);
            xml += "<w:num w:numId=\"" + number + "\"><w:abstractNumId w:val=\"" + number + "\"/></w:num>\n";
        }
        return xml + "</w:numbering>\n";
    }

private:
    static constexpr int bullets = 1; ///< the list that all bullets belong to
    struct Paragraph
    {
        QString style = {};
        int list = 0; ///< 0: in none
        int level = 0;
        bool isBold = false;
    };

    static QString linkId(qsizetype index) { return u"link%1"_s.arg(index + 1); }
    static QByteArray levelOf(int level, bool isNumbered)
    {
        const QByteArray text = isNumbered ? '%' + QByteArray::number(level + 1) + '.' : QByteArray("\xE2\x80\xA2");
        return "<w:lvl w:ilvl=\"" + QByteArray::number(level) + "\"><w:start w:val=\"1\"/><w:numFmt w:val=\""
            + (isNumbered ? "decimal" : "bullet") + "\"/><w:lvlText w:val=\"" + text
            + "\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"" + QByteArray::number((level + 1) * 360)
            + "\" w:hanging=\"360\"/></w:pPr></w:lvl>";
    }

    void value(const QString& element, const QString& content)
    {
        m_xml.writeEmptyElement(element);
        m_xml.writeAttribute(u"w:val"_s, content);
    }
    void width(const QString& element, int twips)
    {
        m_xml.writeEmptyElement(element);
        m_xml.writeAttribute(u"w:w"_s, QString::number(twips));
        m_xml.writeAttribute(u"w:type"_s, u"dxa"_s);
    }
    void paragraph(const Paragraph& paragraph, const Spans& spans)
    {
        m_xml.writeStartElement(u"w:p"_s);
        if (!paragraph.style.isEmpty()) {
            m_xml.writeStartElement(u"w:pPr"_s);
            value(u"w:pStyle"_s, paragraph.style);
            if (paragraph.list > 0) {
                m_xml.writeStartElement(u"w:numPr"_s);
                value(u"w:ilvl"_s, QString::number(paragraph.level));
                value(u"w:numId"_s, QString::number(paragraph.list));
                m_xml.writeEndElement();
            }
            m_xml.writeEndElement();
        }
        for (const auto run : byLink(spans)) {
            const QString& link = run.front().link;
            if (!link.isEmpty()) {
                m_xml.writeStartElement(u"w:hyperlink"_s);
                m_xml.writeAttribute(u"r:id"_s, linkId(m_links.size()));
                m_links.append(link);
            }
            for (const Span& span : run) {
                words(span, paragraph.isBold);
            }
            if (!link.isEmpty()) {
                m_xml.writeEndElement();
            }
        }
        m_xml.writeEndElement();
    }
    void words(const Span& span, bool isBold)
    {
        m_xml.writeStartElement(u"w:r"_s);
        m_xml.writeStartElement(u"w:rPr"_s);
        if (!span.link.isEmpty()) {
            value(u"w:rStyle"_s, u"Hyperlink"_s);
        }
        if (span.isBold || isBold) {
            m_xml.writeEmptyElement(u"w:b"_s);
            m_xml.writeEmptyElement(u"w:bCs"_s);
        }
        if (span.isItalic) {
            m_xml.writeEmptyElement(u"w:i"_s);
            m_xml.writeEmptyElement(u"w:iCs"_s);
        }
        m_xml.writeEndElement();
        m_xml.writeStartElement(u"w:t"_s);
        m_xml.writeAttribute(u"xml:space"_s, u"preserve"_s);
        m_xml.writeCharacters(span.text);
        m_xml.writeEndElement();
        m_xml.writeEndElement();
    }
    void write(const Passage& line)
    {
        paragraph({.style = line.heading > 0 ? u"Heading%1"_s.arg(line.heading) : u"Normal"_s}, line.spans);
    }
    void write(const Listing& list) { write(list, 0); }
    void write(const Listing& list, int level)
    {
        const int id = list.isNumbered ? ++m_lists : bullets;
        for (const Listing::Entry& entry : list.entries) {
            paragraph({.style = u"ListParagraph"_s, .list = id, .level = level}, entry.spans);
            for (const Listing& below : entry.lists) {
                write(below, level + 1);
            }
        }
    }
    void write(const Grid& table)
    {
        const int column = docxTextTwips / static_cast<int>(table.columns);
        m_xml.writeStartElement(u"w:tbl"_s);
        m_xml.writeStartElement(u"w:tblPr"_s);
        value(u"w:tblStyle"_s, u"TableGrid"_s);
        width(u"w:tblW"_s, column * static_cast<int>(table.columns));
        m_xml.writeEndElement();
        m_xml.writeStartElement(u"w:tblGrid"_s);
        for (std::size_t i = 0; i < table.columns; ++i) {
            m_xml.writeEmptyElement(u"w:gridCol"_s);
            m_xml.writeAttribute(u"w:w"_s, QString::number(column));
        }
        m_xml.writeEndElement();
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            row(table.rows[i], i == 0 && table.hasHeader, column);
        }
        m_xml.writeEndElement();
    }
    void row(const std::vector<Spans>& cells, bool isHeader, int column)
    {
        m_xml.writeStartElement(u"w:tr"_s);
        m_xml.writeStartElement(u"w:trPr"_s);
        m_xml.writeEmptyElement(u"w:cantSplit"_s);
        if (isHeader) {
            m_xml.writeEmptyElement(u"w:tblHeader"_s);
        }
        m_xml.writeEndElement();
        for (const Spans& cell : cells) {
            m_xml.writeStartElement(u"w:tc"_s);
            m_xml.writeStartElement(u"w:tcPr"_s);
            width(u"w:tcW"_s, column);
            m_xml.writeEndElement();
            paragraph({.isBold = isHeader}, cell);
            m_xml.writeEndElement();
        }
        m_xml.writeEndElement();
    }
    void section()
    {
        m_xml.writeStartElement(u"w:sectPr"_s);
        m_xml.writeEmptyElement(u"w:pgSz"_s);
        m_xml.writeAttribute(u"w:w"_s, u"11906"_s);
        m_xml.writeAttribute(u"w:h"_s, u"16838"_s);
        m_xml.writeEmptyElement(u"w:pgMar"_s);
        for (const QString& side : {u"top"_s, u"right"_s, u"bottom"_s, u"left"_s}) {
            m_xml.writeAttribute(u"w:"_s + side, u"1134"_s);
        }
        for (const QString& side : {u"header"_s, u"footer"_s}) {
            m_xml.writeAttribute(u"w:"_s + side, u"567"_s);
        }
        m_xml.writeAttribute(u"w:gutter"_s, u"0"_s);
        m_xml.writeEndElement();
    }

    QByteArray m_bytes;
    QXmlStreamWriter m_xml{&m_bytes};
    QStringList m_links;
    int m_lists = bullets;
};
} // namespace

QByteArray wordDocument(const Outgoing& outgoing)
{
    const DocxDocument document(outgoing);
    OpenPackage package(outgoing.date);
    package.add("[Content_Types].xml", docxTypes);
    package.add("_rels/.rels", docxRootRelations);
    package.add("word/document.xml", document.bytes());
    package.add("word/_rels/document.xml.rels", document.relations());
    package.add("word/styles.xml", docxStyles(outgoing.language));
    package.add("word/numbering.xml", document.numbering());
    package.add("word/settings.xml", docxSettings);
    package.add("docProps/core.xml", docxCore(outgoing));
    package.add("docProps/app.xml", docxApp(outgoing));
    return package.bytes();
}

} // namespace bulkhead::disclosure
