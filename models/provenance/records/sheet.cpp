#include "models/provenance/records/archive.h"

#include "models/provenance/meaning.h"

#include <QCoreApplication>
#include <QDate>
#include <QTime>
#include <QXmlStreamReader>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t sampleRowsOfSheet = 50;
constexpr int firstOwnFormat = 164; ///< below it stand the formats of the standard (ECMA-376 part 1, 18.8.30)

struct Book
{
    std::vector<std::string> shared;
    std::set<int> dateStyles;        ///< places in cellXfs whose numbers are days since 1899-12-30
    std::vector<std::string> sheets; ///< XML of each, in the order of the file
};

QXmlStreamReader readerOf(const std::string& xml)
{
    return QXmlStreamReader(QByteArray::fromRawData(xml.data(), static_cast<qsizetype>(xml.size())));
}

void readShared(const std::string& xml, Book& book)
{
    QXmlStreamReader reader = readerOf(xml);
    std::string text;
    bool isPhonetic = false;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement() && reader.name() == "t"_L1 && !isPhonetic) {
            text += reader.readElementText(QXmlStreamReader::IncludeChildElements).toStdString();
        } else if (reader.name() == "rPh"_L1) {
            isPhonetic = reader.isStartElement();
        } else if (reader.isEndElement() && reader.name() == "si"_L1) {
            book.shared.push_back(std::exchange(text, {}));
        }
    }
}

bool isDateFormat(const QString& code)
{
    QString bare;
    bool isQuoted = false;
    for (const QChar c : code) {
        isQuoted = c == u'"' ? !isQuoted : isQuoted;
        bare += isQuoted ? QChar() : c.toLower();
    }
    return (bare.contains(u'y') || bare.contains(u'd')) && !bare.contains("general"_L1);
}

void readStyles(const std::string& xml, Book& book)
{
    std::set<int> dates{14, 15, 16, 17, 22};
    QXmlStreamReader reader = readerOf(xml);
    bool isCells = false;
    int style = 0;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.name() == "cellXfs"_L1) {
            isCells = reader.isStartElement();
        } else if (reader.isStartElement() && reader.name() == "numFmt"_L1) {
            const int id = reader.attributes().value("numFmtId"_L1).toInt();
            if (id >= firstOwnFormat && isDateFormat(reader.attributes().value("formatCode"_L1).toString())) {
                dates.insert(id);
            }
        } else if (reader.isStartElement() && reader.name() == "xf"_L1 && isCells) {
            if (dates.contains(reader.attributes().value("numFmtId"_L1).toInt())) {
                book.dateStyles.insert(style);
            }
            ++style;
        }
    }
}

/// "BC12" → 54, from 0; negative where it is no reference.
int columnOf(QStringView reference)
{
    int column = 0;
    for (const QChar c : reference) {
        if (c < u'A' || c > u'Z') {
            break;
        }
        column = column * 26 + (c.unicode() - u'A' + 1);
        if (column > 20'000) {
            break;
        }
    }
    return column - 1;
}

/// Days since 1899-12-30 as ISO 8601.
std::string dateText(double days)
{
    constexpr double mostDays = 2'958'466; // to the year 9999
    if (!(days >= 1) || days >= mostDays) {
        return QString::number(days, 'g', 15).toStdString();
    }
    const QDate date = QDate(1899, 12, 30).addDays(static_cast<qint64>(days));
    const double rest = days - std::floor(days);
    QString text = date.toString(Qt::ISODate);
    if (rest > 1e-6) {
        text += u'T'
            + QTime::fromMSecsSinceStartOfDay(static_cast<int>(std::lround(rest * 86'400)) * 1000 % 86'400'000)
                  .toString(Qt::ISODate);
    }
    return text.toStdString();
}

class SheetRecords final : public RecordSource
{
public:
    SheetRecords(Book book, const RecordBounds& bounds)
        : m_book(std::move(book))
        , m_bounds(bounds)
    {
    }
    [[nodiscard]] Expected<Step> next() override;
    [[nodiscard]] QString description() const override
    {
        return QCoreApplication::translate("Provenance", "xlsx, sheets: %1").arg(m_book.sheets.size());
    }

private:
    using Cells = std::vector<std::string>;
    enum class Got { Row, Bad, End };
    [[nodiscard]] Got readRow(Cells& cells);
    [[nodiscard]] std::string cellText();
    void beginSheet();
    [[nodiscard]] Step take(const Cells& cells);

    Book m_book;
    RecordBounds m_bounds;
    std::size_t m_sheet = 0;
    bool m_isOpen = false;
    QXmlStreamReader m_reader;
    std::vector<std::string> m_names;
    std::vector<Cells> m_ahead; ///< rows that were read to find the names, the last first
};

/// The reader stands at a cell's start.
std::string SheetRecords::cellText()
{
    const QString type = m_reader.attributes().value("t"_L1).toString();
    const int style = m_reader.attributes().value("s"_L1).toInt();
    QString value;
    std::string inlineText;
    while (!m_reader.atEnd() && !(m_reader.isEndElement() && m_reader.name() == "c"_L1)) {
        m_reader.readNext();
        if (m_reader.isStartElement() && m_reader.name() == "v"_L1) {
            value = m_reader.readElementText(QXmlStreamReader::IncludeChildElements);
        } else if (m_reader.isStartElement() && m_reader.name() == "t"_L1) {
            inlineText += m_reader.readElementText(QXmlStreamReader::IncludeChildElements).toStdString();
        }
    }
    if (type == "s"_L1) {
        bool isNumber = false;
        const auto place = static_cast<std::size_t>(value.toULongLong(&isNumber));
        return isNumber && place < m_book.shared.size() ? m_book.shared[place] : std::string();
    }
    if (type == "inlineStr"_L1) {
        return inlineText;
    }
    if (type.isEmpty() || type == "n"_L1) {
        bool isNumber = false;
        const double number = value.toDouble(&isNumber);
        if (isNumber && m_book.dateStyles.contains(style)) {
            return dateText(number);
        }
        // "4.9123456789E10" is a telephone number.
        constexpr double mostWhole = 9e15;
        if (isNumber && value.contains(u'E') && std::abs(number) < mostWhole && number == std::floor(number)) {
            return QString::number(static_cast<qint64>(number)).toStdString();
        }
    }
    return value.toStdString();
}

SheetRecords::Got SheetRecords::readRow(Cells& cells)
{
    cells.clear();
    bool isRow = false;
    while (!m_reader.atEnd()) {
        m_reader.readNext();
        if (m_reader.isStartElement() && m_reader.name() == "row"_L1) {
            isRow = true;
        } else if (m_reader.isStartElement() && m_reader.name() == "c"_L1 && isRow) {
            const int column = columnOf(m_reader.attributes().value("r"_L1));
            const auto place = column >= 0 ? static_cast<std::size_t>(column) : cells.size();
            std::string text = cellText();
            if (place >= static_cast<std::size_t>(m_bounds.fields)) {
                continue; // counted by the bound of the table
            }
            cells.resize(std::max(cells.size(), place + 1));
            cells[place] = std::move(text);
        } else if (m_reader.isEndElement() && m_reader.name() == "row"_L1 && isRow) {
            const bool isBlank = std::ranges::all_of(cells, &std::string::empty);
            if (!isBlank) {
                return Got::Row;
            }
            cells.clear();
            isRow = false;
        }
    }
    return m_reader.hasError() ? Got::Bad : Got::End;
}

void SheetRecords::beginSheet()
{
    m_isOpen = true;
    m_reader.clear();
    const std::string& xml = m_book.sheets[m_sheet];
    m_reader.addData(QByteArray::fromRawData(xml.data(), static_cast<qsizetype>(xml.size())));
    m_names.clear();
    m_ahead.clear();
    SampleRows rows;
    Cells cells;
    while (rows.size() < sampleRowsOfSheet && readRow(cells) == Got::Row) {
        rows.push_back(cells);
    }
    if (rows.size() > 1 && looksLikeHeader(rows.front(), SampleRows(rows.begin() + 1, rows.end()))) {
        m_names = rows.front();
        rows.erase(rows.begin());
    }
    m_ahead.assign(rows.rbegin(), rows.rend());
}

RecordSource::Step SheetRecords::take(const Cells& cells)
{
    m_fields.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (!cells[i].empty()) {
            const bool isNamed = i < m_names.size() && !m_names[i].empty();
            m_fields.push_back({isNamed ? m_names[i] : "column " + std::to_string(i + 1), cells[i]});
        }
    }
    return Step::Record;
}

Expected<RecordSource::Step> SheetRecords::next()
{
    while (m_sheet < m_book.sheets.size()) {
        if (!m_isOpen) {
            beginSheet();
        }
        if (!m_ahead.empty()) {
            const Cells cells = std::move(m_ahead.back());
            m_ahead.pop_back();
            return take(cells);
        }
        Cells cells;
        const Got got = m_reader.hasError() ? Got::Bad : readRow(cells);
        if (got == Got::Row) {
            return take(cells);
        }
        const qint64 offset = m_reader.characterOffset();
        m_isOpen = false;
        m_book.sheets[m_sheet++].clear();
        if (got == Got::Bad) {
            return giveUp(UnreadableReason::BadSyntax, offset);
        }
    }
    return Step::End;
}
} // namespace

Expected<std::unique_ptr<RecordSource>> sheetRecords(ByteSource& source, const RecordBounds& bounds)
{
    TRY(const std::string octets, readWhole(source, wholeLimit));
    TRY(const auto files, ArchiveFiles::open(octets));
    Book book;
    std::map<QString, std::string> sheets;
    const auto problem = [](QLatin1StringView code, const QString& text) { return failure(code, text); };
    for (;;) {
        const ArchiveFiles::Entry entry = files->next();
        if (entry == ArchiveFiles::Entry::End) {
            break;
        }
        if (entry == ArchiveFiles::Entry::Encrypted) {
            return problem("provenance.encrypted"_L1,
                           QCoreApplication::translate("Provenance", "The workbook is protected by a password."));
        }
        const QString& name = files->name();
        const bool isSheet = name.startsWith("xl/worksheets/sheet"_L1) && name.endsWith(".xml"_L1);
        const bool isShared = name == "xl/sharedStrings.xml"_L1;
        const bool isStyles = name == "xl/styles.xml"_L1;
        if (entry != ArchiveFiles::Entry::File || !(isSheet || isShared || isStyles)) {
            if (entry != ArchiveFiles::Entry::File) {
                return problem("provenance.damaged"_L1,
                               QCoreApplication::translate("Provenance", "The workbook is damaged or cut off."));
            }
            continue;
        }
        auto content = files->whole(2 * wholeLimit);
        if (!content) {
            return problem("provenance.too-large"_L1,
                           QCoreApplication::translate("Provenance",
                                                       "A sheet of the workbook unpacks to more than 512 MiB, or is "
                                                       "damaged. Export it as CSV."));
        }
        if (isShared) {
            readShared(*content, book);
        } else if (isStyles) {
            readStyles(*content, book);
        } else {
            sheets[name.section(u'/', -1)] = std::move(*content);
        }
    }
    for (auto& [name, xml] : sheets) {
        book.sheets.push_back(std::move(xml));
    }
    if (book.sheets.empty()) {
        return problem("provenance.damaged"_L1,
                       QCoreApplication::translate("Provenance", "The workbook holds no sheet that can be read."));
    }
    return std::make_unique<SheetRecords>(std::move(book), bounds);
}

} // namespace bulkhead::provenance
