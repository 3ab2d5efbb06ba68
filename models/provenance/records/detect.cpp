#include "models/provenance/reader.h"
#include "models/provenance/records/archive.h"
#include "models/provenance/records/media.h"

#include <QCoreApplication>

#include <algorithm>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t mediaFront = 16; ///< octets by which a medium is told
constexpr std::array formatIds = {"plain", "json",    "sql",        "xlsx", "vcard",
                                  "ldif",  "archive", "compressed", "pdf",  "media"};

std::string_view withoutBlanks(std::string_view text)
{
    const auto at = text.find_first_not_of(" \t\r\n");
    return at == std::string_view::npos ? std::string_view() : text.substr(at);
}

bool looksLikeJson(std::string_view text)
{
    if (text.empty()) {
        return false;
    }
    const std::string_view next = withoutBlanks(text.substr(1));
    if (text.front() == '{') {
        return next.starts_with('"') || next.starts_with('}');
    }
    // "[2026-11-24 03:12] …" is a line of a log.
    return text.front() == '['
        && (next.starts_with('{') || next.starts_with('[')
            || (next.starts_with('"') && next.find(']') != std::string_view::npos));
}

/// A statement with values at the beginning of a line.
bool looksLikeSql(std::string_view text)
{
    const auto begins = [](std::string_view line, std::string_view word) {
        return line.size() > word.size() && std::ranges::equal(line.substr(0, word.size()), word, [](char a, char b) {
                   return (a >= 'a' && a <= 'z' ? a - 32 : a) == b;
               });
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const std::string_view line = withoutBlanks(text.substr(at, end - at));
        const bool isInsert = begins(line, "INSERT INTO ") || begins(line, "INSERT IGNORE INTO ")
            || begins(line, "REPLACE INTO ") || (begins(line, "INSERT ") && line.find('(') != std::string_view::npos);
        const bool isCopy = begins(line, "COPY ")
            && (line.find("FROM stdin") != std::string_view::npos || line.find("FROM STDIN") != std::string_view::npos);
        const bool isCreate = begins(line, "CREATE TABLE ") && line.find('(') != std::string_view::npos;
        if (isInsert || isCopy || isCreate) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

bool looksLikeLdif(std::string_view text)
{
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (line.starts_with("dn: ") || line.starts_with("dn:: ")) {
            return true;
        }
        if (!line.starts_with('#') && !line.starts_with("version:") && !withoutBlanks(line).empty()) {
            return false;
        }
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return false;
}

bool isTar(std::string_view octets)
{
    return octets.size() > 262 && octets.substr(257, 5) == "ustar";
}

/// Rows of a table as records.
class TableRecords final : public RecordSource
{
public:
    explicit TableRecords(std::unique_ptr<TableReader> reader)
        : m_reader(std::move(reader))
    {
    }
    [[nodiscard]] Expected<Step> next() override
    {
        TRY(const auto step, m_reader->next());
        if (step == TableReader::Step::End) {
            return Step::End;
        }
        if (step == TableReader::Step::Unreadable) {
            m_unreadable = m_reader->unreadable();
            return Step::Unreadable;
        }
        m_fields.clear();
        const auto header = m_reader->header();
        const auto cells = m_reader->row().cells;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (!cells[i].empty()) {
                m_fields.push_back({nameOf(header, i), std::string(cells[i])});
            }
        }
        return Step::Record;
    }
    [[nodiscard]] QString description() const override
    {
        return m_reader->dialect().layout == Layout::Text ? u"text"_s : u"table"_s;
    }

private:
    [[nodiscard]] std::string nameOf(std::span<const std::string> header, std::size_t place) const
    {
        if (m_reader->dialect().layout == Layout::Text) {
            return std::string(textFieldName);
        }
        return place < header.size() && !header[place].empty() ? header[place] : "column " + std::to_string(place + 1);
    }
    std::unique_ptr<TableReader> m_reader;
};

/// Records with the sources that they are read through.
class OwningRecords final : public RecordSource
{
public:
    std::vector<std::unique_ptr<ByteSource>> sources; ///< goes after `inner`
    std::unique_ptr<RecordSource> inner;

    ~OwningRecords() override { inner.reset(); }
    [[nodiscard]] Expected<Step> next() override
    {
        TRY(const auto step, inner->next());
        if (step == Step::Record) {
            m_fields = inner->fields();
        } else if (step == Step::Unreadable) {
            m_unreadable = inner->unreadable();
        }
        return step;
    }
    [[nodiscard]] QString description() const override { return inner->description(); }
};
} // namespace

QString formatId(Format format)
{
    return QString::fromLatin1(formatIds[static_cast<std::size_t>(format)]);
}

std::optional<Format> formatFromId(QStringView id)
{
    for (std::size_t i = 0; i < formatIds.size(); ++i) {
        if (id == QLatin1StringView(formatIds[i])) {
            return static_cast<Format>(i);
        }
    }
    return {};
}

Format detectFormat(std::string_view octets, bool complete)
{
    Q_UNUSED(complete)
    if (octets.starts_with("PK\x03\x04") || octets.starts_with("PK\x05\x06")) {
        const bool isBook = octets.find("xl/") != std::string_view::npos
            && octets.find("[Content_Types].xml") != std::string_view::npos;
        return isBook ? Format::Sheet : Format::Archive;
    }
    if (octets.starts_with("7z\xbc\xaf\x27\x1c") || isTar(octets)) {
        return Format::Archive;
    }
    for (const std::string_view magic : {std::string_view("\x1f\x8b"), std::string_view("BZh"),
                                         std::string_view("\xfd"
                                                          "7zXZ"),
                                         std::string_view("\x28\xb5\x2f\xfd"), std::string_view("\x04\x22\x4d\x18")}) {
        if (octets.starts_with(magic)) {
            return Format::Compressed;
        }
    }
    // Readers find the mark within the first kilobyte; a text that only speaks of PDF does not begin with it.
    if (octets.starts_with("%PDF-")) {
        return Format::Pdf;
    }
    if (!mediaTypeOf(octets).empty()) {
        return Format::Media;
    }
    std::string_view text = octets;
    if (text.starts_with("\xef\xbb\xbf")) {
        text.remove_prefix(3);
    }
    text = withoutBlanks(text);
    if (looksLikeJson(text)) {
        return Format::Json;
    }
    constexpr std::string_view card = "BEGIN:VCARD";
    if (text.size() > card.size() && std::ranges::equal(text.substr(0, card.size()), card, [](char a, char b) {
            return (a >= 'a' && a <= 'z' ? a - 32 : a) == b;
        })) {
        return Format::Vcard;
    }
    if (looksLikeLdif(text)) {
        return Format::Ldif;
    }
    return looksLikeSql(text) ? Format::Sql : Format::Plain;
}

Expected<std::unique_ptr<RecordSource>> tableRecords(ByteSource& source, const RecordBounds& bounds)
{
    ReadOptions options;
    options.format = Format::Plain;
    options.maxRowBytes = bounds.bytes;
    options.maxColumns = bounds.fields;
    TRY(auto reader, TableReader::open(source, options));
    return std::make_unique<TableRecords>(std::move(reader));
}

Expected<std::unique_ptr<RecordSource>> recordsIn(Format format, PeekedSource& source, const RecordBounds& bounds)
{
    switch (format) {
    case Format::Json:
        return jsonRecords(source, bounds);
    case Format::Sql:
        return sqlRecords(source, bounds);
    case Format::Vcard:
        return vcardRecords(source, bounds);
    case Format::Ldif:
        return ldifRecords(source, bounds);
    case Format::Sheet:
        return sheetRecords(source, bounds);
    case Format::Archive: {
        TRY(const std::string_view front, source.peek(8));
        return archiveRecords(source, std::string(front), bounds);
    }
    case Format::Pdf:
        return pdfRecords(source, bounds);
    case Format::Media: {
        TRY(const std::string_view front, source.peek(mediaFront));
        const std::string_view type = mediaTypeOf(front);
        return mediaRecords(source, type.empty() ? "application/octet-stream" : type);
    }
    case Format::Compressed: {
        auto owning = std::make_unique<OwningRecords>();
        TRY(auto inner, unpacked(source));
        RecordBounds within = bounds;
        --within.depth;
        if (within.depth <= 0) {
            return failure("provenance.too-large"_L1,
                           QCoreApplication::translate("Provenance", "Archives lie in archives more than four deep."));
        }
        TRY(owning->inner, recordsOf(*inner, within));
        owning->sources.push_back(std::move(inner));
        return owning;
    }
    case Format::Plain:
        break;
    }
    return tableRecords(source, bounds);
}

Expected<std::unique_ptr<RecordSource>> recordsOf(ByteSource& source, const RecordBounds& bounds)
{
    auto owning = std::make_unique<OwningRecords>();
    auto peeked = std::make_unique<PeekedSource>(source);
    TRY(const std::string_view front, peeked->peek(formatOctets));
    const Format format = detectFormat(front, front.size() < formatOctets);
    TRY(owning->inner, recordsIn(format, *peeked, bounds));
    owning->sources.push_back(std::move(peeked));
    return owning;
}

} // namespace bulkhead::provenance
