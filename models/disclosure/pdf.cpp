#include "models/disclosure/pdf.h"

#include "models/disclosure/disclosuretext.h"
#include "models/disclosure/pages.h"
#include "models/disclosure/parts.h"
#include "models/disclosure/plainformats.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCryptographicHash>
#include <QDateTime>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPdfWriter>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

#include <array>
#include <vector>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr int pdfResolution = 300;
constexpr double pdfMarginMm = 20;

/// Readers search for the letters, not for the glyphs that a font joins them to: a letter spacing of next to nothing
/// keeps Qt from joining what need not be.
QFont pdfFont()
{
    QFont font(u"sans-serif"_s);
    font.setPointSizeF(10.5);
    font.setStyleHint(QFont::SansSerif);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 1.0 / 64);
    return font;
}

/// The first character that no font here has; empty: none. Marks without a shape of their own do not count.
QString withoutGlyph(const QString& words)
{
    const QFontMetricsF metrics(pdfFont());
    for (const char32_t c : words.toUcs4()) {
        const auto category = QChar::category(c);
        const bool isShown = category != QChar::Other_Format && !QChar::isSpace(c)
            && category != QChar::Mark_NonSpacing;
        if (isShown && !metrics.inFontUcs4(c)) {
            return QString::fromUcs4(&c, 1);
        }
    }
    return {};
}

/// XMP (ISO 16684-1) with what may be said and what PDF/A-1b asks for. Qt's own would name Qt and its version.
QByteArray pdfMetadata(const PdfPage& page)
{
    const auto choice = [](const QString& words) {
        return u"<rdf:Alt><rdf:li xml:lang=\"x-default\">%1</rdf:li></rdf:Alt>"_s.arg(words.toHtmlEscaped());
    };
    QString xmp = u"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>\n"
                  "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
                  "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                  "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>"_s
        + choice(titleWords(page.title)) + u"</dc:title>"_s;
    if (const QString organisation = titleWords(page.organisation); !organisation.isEmpty()) {
        xmp += u"<dc:publisher><rdf:Bag><rdf:li>%1</rdf:li></rdf:Bag></dc:publisher>"_s.arg(
            organisation.toHtmlEscaped());
    }
    xmp += u"</rdf:Description>\n<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
           "xmp:CreateDate=\""_s
        + isoSeconds(page.date)
        + u"\"/>\n<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
          "pdfaid:part=\"1\" pdfaid:conformance=\"B\"/>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end='w'?>"_s;
    return xmp.toUtf8();
}

/// Takes Qt's name and version, and when this was, out of the document's information: white space of the same length
/// keeps the places that the table at the end names. The file's identifier comes from its content then.
void dropTraces(QByteArray& pdf, qint64 date)
{
    static const QByteArray creator = "\n/Creator ()\n/Producer (";
    static const QByteArray created = "\n/CreationDate (";
    static const QByteArray ending = ")\n>>\nendobj\n";
    const qsizetype from = pdf.indexOf(creator);
    const qsizetype at = pdf.indexOf(created, from);
    const qsizetype behind = pdf.indexOf(ending, at);
    if (from >= 0 && at >= 0 && behind >= 0) {
        const QByteArray moment
            = QDateTime::fromMSecsSinceEpoch(date, Qt::UTC).toString(u"yyyyMMddHHmmss"_s).toLatin1();
        const QByteArray kept = created + "D:" + moment + "Z)";
        pdf.replace(from, behind + 1 - from, kept.leftJustified(behind + 1 - from, ' ', true));
    }
    static const QByteArray identifier = "\n/ID [ <";
    if (const qsizetype id = pdf.lastIndexOf(identifier); id >= 0) {
        constexpr qsizetype digits = 32;
        const qsizetype first = id + identifier.size();
        const qsizetype second = pdf.indexOf('<', first) + 1;
        const QByteArray sum = QCryptographicHash::hash(QByteArrayView(pdf).first(id), QCryptographicHash::Sha256);
        for (const qsizetype where : {first, second}) {
            pdf.replace(where, digits, sum.toHex().first(digits));
        }
    }
}

/// Qt sizes headings by its own steps whatever the style sheet says, for as long as their steps are there.
void sizeHeadings(QTextDocument& document)
{
    constexpr std::array points = {16.0, 14.0, 12.0, 10.5};
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const int level = block.blockFormat().headingLevel();
        if (level < 1 || level > static_cast<int>(points.size())) {
            continue;
        }
        std::vector<std::pair<int, int>> pieces;
        for (auto piece = block.begin(); !piece.atEnd(); ++piece) {
            const QTextFragment fragment = piece.fragment();
            pieces.emplace_back(fragment.position(), fragment.position() + fragment.length());
        }
        for (const auto& [from, behind] : pieces) {
            QTextCursor cursor(&document);
            cursor.setPosition(from);
            cursor.setPosition(behind, QTextCursor::KeepAnchor);
            QTextCharFormat format = cursor.charFormat();
            format.clearProperty(QTextFormat::FontSizeAdjustment);
            format.setFontPointSize(points[static_cast<std::size_t>(level - 1)]);
            cursor.setCharFormat(format);
        }
    }
}

} // namespace

Expected<QByteArray> portableDocument(const Outgoing& outgoing)
{
    return portablePage({outgoingHtml(outgoing), outgoing.title, outgoing.organisation, outgoing.date});
}

Expected<QByteArray> portablePage(const PdfPage& page)
{
    if (!qobject_cast<QGuiApplication*>(QCoreApplication::instance())) {
        return failure("disclosure.export"_L1,
                       DisclosureText::tr("A PDF needs fonts, and this program was started without them. Choose odt, "
                                          "docx, md or txt, or export the PDF from the window."));
    }
    QByteArray bytes;
    {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        QPdfWriter writer(&buffer);
        writer.setPdfVersion(QPagedPaintDevice::PdfVersion_A1b);
        writer.setResolution(pdfResolution);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageOrientation(page.isWide ? QPageLayout::Landscape : QPageLayout::Portrait);
        writer.setPageMargins(QMarginsF(pdfMarginMm, pdfMarginMm, pdfMarginMm, pdfMarginMm), QPageLayout::Millimeter);
        writer.setTitle(titleWords(page.title));
        writer.setDocumentXmpMetadata(pdfMetadata(page));
        QTextDocument document;
        document.setDocumentMargin(0);
        document.setDefaultFont(pdfFont());
        // Before the text: sizes in points are laid out in the dots of the page.
        document.documentLayout()->setPaintDevice(&writer);
        document.setHtml(page.html);
        if (const QString missing = withoutGlyph(document.toPlainText()); !missing.isEmpty()) {
            return failure("disclosure.export"_L1,
                           DisclosureText::tr("No font on this computer has “%1” (U+%2): a PDF would show a box in its "
                                              "place. Install a font that has it, or choose odt or docx.")
                               .arg(missing, QString::number(missing.toUcs4().constFirst(), 16).toUpper()));
        }
        sizeHeadings(document);
        paintPages(document, writer);
    }
    dropTraces(bytes, page.date);
    return bytes;
}

} // namespace bulkhead::disclosure
