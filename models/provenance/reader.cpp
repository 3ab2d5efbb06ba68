#include "models/provenance/reader.h"

#include "models/provenance/decoder.h"
#include "models/provenance/records/archive.h"
#include "models/provenance/records/translator.h"
#include "models/provenance/tokeniser.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <map>
#include <utility>

namespace bulkhead::provenance {

namespace {
constexpr qint64 chunk = qint64(256) << 10;
constexpr std::size_t sampleRows = 400;
} // namespace

QString unreadableReasonId(UnreadableReason reason)
{
    switch (reason) {
    case UnreadableReason::UnclosedQuote:
        return QStringLiteral("unclosed-quote");
    case UnreadableReason::TooLong:
        return QStringLiteral("too-long");
    case UnreadableReason::TooManyColumns:
        return QStringLiteral("too-many-columns");
    case UnreadableReason::NulByte:
        return QStringLiteral("nul-byte");
    case UnreadableReason::BadSyntax:
        return QStringLiteral("bad-syntax");
    case UnreadableReason::Damaged:
        return QStringLiteral("damaged");
    case UnreadableReason::Encrypted:
        return QStringLiteral("encrypted");
    case UnreadableReason::TooLarge:
        return QStringLiteral("too-large");
    case UnreadableReason::NoText:
        return QStringLiteral("no-text");
    }
    return {};
}

QString unreadableReasonText(UnreadableReason reason)
{
    switch (reason) {
    case UnreadableReason::UnclosedQuote:
        return QCoreApplication::translate("Provenance", "A quote is opened here and never closed.");
    case UnreadableReason::TooLong:
        return QCoreApplication::translate("Provenance", "The row is longer than a row may be.");
    case UnreadableReason::TooManyColumns:
        return QCoreApplication::translate("Provenance", "The row has more cells than a row may have.");
    case UnreadableReason::NulByte:
        return QCoreApplication::translate("Provenance", "The row holds a zero byte.");
    case UnreadableReason::BadSyntax:
        return QCoreApplication::translate("Provenance", "The record is not well-formed.");
    case UnreadableReason::Damaged:
        return QCoreApplication::translate("Provenance", "A file of the archive cannot be unpacked to its end.");
    case UnreadableReason::Encrypted:
        return QCoreApplication::translate("Provenance", "A file of the archive needs a password. Unpack it first.");
    case UnreadableReason::NoText:
        return QCoreApplication::translate("Provenance",
                                           "A page holds no text: it may be a picture. Look at it by eye.");
    case UnreadableReason::TooLarge:
        return QCoreApplication::translate("Provenance",
                                           "A file of the archive unpacks beyond the bounds; it was not read further.");
    }
    return {};
}

QString unreadablePlaceText(const Unreadable& row)
{
    const QString number = QLocale().toString(row.offset);
    return row.reason == UnreadableReason::NoText ? QCoreApplication::translate("Provenance", "page %1").arg(number)
                                                  : QCoreApplication::translate("Provenance", "octet %1").arg(number);
}

struct TableReader::Private
{
    /// What the octets are read through, the original first; the last one is `source`.
    std::vector<std::unique_ptr<ByteSource>> through;
    PeekedSource* original = nullptr;
    RecordTable* table = nullptr; ///< where records of another format are read as rows
    Format format = Format::Plain;
    bool isDrained = false;

    ByteSource& source;
    ReadOptions options;
    Dialect dialect;
    std::unique_ptr<Tokeniser> tokeniser;

    std::string raw;  ///< octets read and not yet decoded
    std::string text; ///< decoded, the tokeniser's padding behind `size`
    std::size_t size = 0;
    std::size_t position = 0;
    qint64 offset = 0; ///< of text[position] in the source
    bool atEnd = false;
    bool skippingLine = false; ///< inside a row that was given up for its length
    bool skippedReturn = false;
    std::vector<std::string> header;
    SampleRows sample;
    int columns = 1;

    std::string reencodedText;
    Row row;
    Unreadable unreadable;
    std::optional<Step> pending;
    quint64 rows = 0;
    quint64 lines = 0; ///< of text
    quint64 ragged = 0;
    quint64 reencoded = 0;

    Private(std::vector<std::unique_ptr<ByteSource>> sources, const ReadOptions& with)
        : through(std::move(sources))
        , source(*through.back())
        , options(with)
    {
    }
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;
    ~Private()
    {
        while (!through.empty()) {
            through.pop_back();
        }
    }
    /// Whoever hashes what is read wants all of it, also what stands behind the last record.
    [[nodiscard]] Expected<> drain();

    [[nodiscard]] char* at(std::size_t index) { return text.data() + index; }

    /// Reads one more piece behind what is there; drops what has been consumed.
    [[nodiscard]] Expected<> fill()
    {
        std::memmove(text.data(), at(position), size - position);
        size -= position;
        position = 0;
        if (dialect.encoding == Encoding::Utf8) {
            return fillAsItStands();
        }
        const auto kept = raw.size();
        raw.resize(kept + static_cast<std::size_t>(chunk));
        TRY(const qint64 got, source.read(raw.data() + kept, chunk));
        raw.resize(kept + static_cast<std::size_t>(got));
        atEnd = got == 0;
        decodeRaw();
        return {};
    }

    [[nodiscard]] Expected<> fillAsItStands()
    {
        const auto room = size + static_cast<std::size_t>(chunk) + Tokeniser::padding;
        if (text.size() < room) {
            text.resize(room);
        }
        TRY(const qint64 got, source.read(at(size), chunk));
        atEnd = got == 0;
        size += static_cast<std::size_t>(got);
        std::memset(at(size), 0, Tokeniser::padding);
        return {};
    }

    void decodeRaw()
    {
        text.resize(size);
        const auto used = decode(dialect.encoding, raw, atEnd, text);
        raw.erase(0, static_cast<std::size_t>(used));
        size = text.size();
        text.append(Tokeniser::padding, '\0');
    }

    void advanceTo(const char* next)
    {
        const std::string_view passed(at(position), static_cast<std::size_t>(next - at(position)));
        offset += encodedSize(dialect.encoding, passed);
        position += passed.size();
    }

    [[nodiscard]] Expected<> open();
    void takeSample();
    [[nodiscard]] Expected<Step> next();
    [[nodiscard]] Expected<bool> skipLine();
    [[nodiscard]] Step giveUp(UnreadableReason reason, qint64 where);
    [[nodiscard]] bool reencode(std::string_view whole);
};

Expected<> TableReader::Private::open()
{
    while (static_cast<qint64>(raw.size()) < chunk && !atEnd) {
        const auto kept = raw.size();
        raw.resize(kept + static_cast<std::size_t>(chunk));
        TRY(const qint64 got, source.read(raw.data() + kept, chunk));
        raw.resize(kept + static_cast<std::size_t>(got));
        atEnd = got == 0;
    }
    int bom = 0;
    Encoding encoding = detectEncoding(raw, atEnd, bom);
    if (options.encoding && *options.encoding != encoding) {
        encoding = *options.encoding;
        bom = 0;
    }
    raw.erase(0, static_cast<std::size_t>(bom));
    offset = bom;
    dialect.encoding = encoding;
    decodeRaw();
    Dialect found = detectDialect({text.data(), size}, atEnd, options);
    found.encoding = encoding;
    found.bom = bom > 0;
    dialect = found;
    takeSample();

    tokeniser = std::make_unique<Tokeniser>(dialect, options.maxColumns, options.maxRowLines);
    if (dialect.header) {
        // The names that a table of records has are its own.
        RecordTable* const records = std::exchange(table, nullptr);
        TRY(const Step step, next());
        table = records;
        if (step == Step::Row) {
            header.assign(row.cells.begin(), row.cells.end());
            columns = static_cast<int>(header.size());
            rows = 0;
            ragged = 0;
            reencoded = 0;
        } else {
            dialect.header = false;
            pending = step;
        }
    }
    return {};
}

void TableReader::Private::takeSample()
{
    std::string copy(text.data(), std::min<std::size_t>(size, static_cast<std::size_t>(chunk)));
    const bool whole = atEnd && copy.size() == size;
    copy.append(Tokeniser::padding, '\0');
    Tokeniser taker(dialect, options.maxColumns, options.maxRowLines);
    char* p = copy.data();
    char* const end = copy.data() + copy.size() - Tokeniser::padding;
    std::map<std::size_t, int> byColumns;
    while (p < end && sample.size() <= sampleRows) {
        const Token token = taker.take(p, end, whole);
        if (token == Token::NeedMore) {
            break;
        }
        p = taker.next();
        if (token == Token::Row) {
            const auto cells = taker.cells();
            sample.emplace_back(cells.begin(), cells.end());
            ++byColumns[cells.size()];
        }
    }
    int most = 0;
    for (const auto& [count, times] : byColumns) {
        if (times >= most) {
            most = times;
            columns = static_cast<int>(count);
        }
    }
    if (sample.empty()) {
        return;
    }
    const std::vector<std::string> first = sample.front();
    const SampleRows below(sample.begin() + 1, sample.end());
    dialect.header = options.header ? *options.header : looksLikeHeader(first, below);
    if (dialect.header) {
        sample = below;
    }
}

TableReader::Step TableReader::Private::giveUp(UnreadableReason reason, qint64 where)
{
    ++lines;
    unreadable = {.row = ++rows, .offset = where, .reason = reason};
    return Step::Unreadable;
}

/// Drops the rest of an over-long line; true where its end was found or nothing is left.
Expected<bool> TableReader::Private::skipLine()
{
    while (skippingLine) {
        const char* const begin = at(position);
        const char* const end = at(size);
        const char* const stop = std::find_if(begin, end, [](char c) { return c == '\n' || c == '\r'; });
        if (stop < end) {
            if (*stop == '\r' && stop + 1 == end && !atEnd) {
                advanceTo(stop);
                CHECK_OK(fill());
                continue;
            }
            advanceTo(stop + (*stop == '\r' && stop + 1 < end && stop[1] == '\n' ? 2 : 1));
            skippingLine = false;
            break;
        }
        advanceTo(end);
        if (atEnd) {
            skippingLine = false;
            break;
        }
        CHECK_OK(fill());
    }
    return true;
}

/// Reads a row of a UTF-8 file that is not UTF-8 as Windows-1252.
bool TableReader::Private::reencode(std::string_view whole)
{
    reencodedText.clear();
    decode(Encoding::Windows1252, whole, true, reencodedText);
    const auto length = reencodedText.size();
    reencodedText.append(Tokeniser::padding, '\0');
    ++reencoded;
    return tokeniser->take(reencodedText.data(), reencodedText.data() + length, true) == Token::Row;
}

Expected<TableReader::Step> TableReader::Private::next()
{
    if (pending) {
        const Step step = *pending;
        pending.reset();
        return step;
    }
    const auto limit = static_cast<std::size_t>(options.maxRowBytes);
    for (;;) {
        if (skippingLine) {
            TRY([[maybe_unused]] const bool skipped, skipLine());
        }
        if (position >= size) {
            if (atEnd) {
                return Step::End;
            }
            CHECK_OK(fill());
            continue;
        }
        // A row is only ever looked for within its bound, so that the answer does not depend on how the source is cut.
        const std::size_t stop = std::min(size, position + limit);
        const bool last = atEnd && stop == size;
        const Token token = tokeniser->take(at(position), at(stop), last);
        const qint64 where = offset;
        switch (token) {
        case Token::NeedMore:
            if (stop - position >= limit) {
                const std::string_view seen(at(position), limit);
                const auto lineEnd = seen.find_first_of("\r\n");
                if (lineEnd != std::string_view::npos && lineEnd + 1 < seen.size()) {
                    advanceTo(at(position) + lineEnd + (seen.substr(lineEnd).starts_with("\r\n") ? 2 : 1));
                    return giveUp(UnreadableReason::UnclosedQuote, where);
                }
                advanceTo(at(stop));
                skippingLine = true;
                return giveUp(UnreadableReason::TooLong, where);
            }
            CHECK_OK(fill());
            continue;
        case Token::Blank:
            advanceTo(tokeniser->next());
            ++lines;
            continue;
        case Token::Unclosed:
            advanceTo(tokeniser->next());
            return giveUp(UnreadableReason::UnclosedQuote, where);
        case Token::TooManyColumns:
            advanceTo(tokeniser->next());
            return giveUp(UnreadableReason::TooManyColumns, where);
        case Token::Row:
            break;
        }
        const std::string_view whole(at(position), static_cast<std::size_t>(tokeniser->next() - at(position)));
        advanceTo(tokeniser->next());
        if (tokeniser->hasZero()) {
            return giveUp(UnreadableReason::NulByte, where);
        }
        row.ascii = tokeniser->isAscii();
        if (!row.ascii && dialect.encoding == Encoding::Utf8 && !isUtf8(whole) && !reencode(whole)) {
            return giveUp(UnreadableReason::UnclosedQuote, where);
        }
        if (table) {
            if (const auto problem = table->unreadableAt(rows + 1)) {
                return giveUp(problem->reason, problem->offset);
            }
        }
        const auto cells = tokeniser->cells();
        row.number = ++rows;
        row.line = dialect.layout == Layout::Text ? ++lines : 0;
        row.cells = cells;
        row.ragged = dialect.layout == Layout::Table && static_cast<int>(cells.size()) != columns;
        ragged += row.ragged;
        return Step::Row;
    }
}

TableReader::TableReader(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

TableReader::~TableReader() = default;

Expected<> TableReader::Private::drain()
{
    std::array<char, 4096> rest;
    for (qint64 got = 1; got > 0;) {
        TRY(got, original->read(rest.data(), static_cast<qint64>(rest.size())));
    }
    isDrained = true;
    return {};
}

Expected<std::unique_ptr<TableReader>> TableReader::open(ByteSource& source, const ReadOptions& options)
{
    auto first = std::make_unique<PeekedSource>(source);
    PeekedSource* const original = first.get();
    std::vector<std::unique_ptr<ByteSource>> through;
    through.push_back(std::move(first));
    // Who says how a table is written has said that it is one.
    const bool isTable = options.delimiter || options.layout || options.encoding;
    RecordBounds bounds;
    bounds.fields = std::min(bounds.fields, options.maxColumns);
    Format outermost = Format::Plain;
    PeekedSource* at = original;
    for (;;) {
        TRY(const std::string_view front, at->peek(formatOctets));
        const Format format = options.format && at == original ? *options.format
            : isTable && at == original && detectFormat(front, false) != Format::Compressed
            ? Format::Plain
            : detectFormat(front, front.size() < formatOctets);
        outermost = at == original ? format : outermost;
        if (format == Format::Compressed && --bounds.depth > 0) {
            // A compressed table goes the short way.
            TRY(auto inner, unpacked(*at));
            auto peeked = std::make_unique<PeekedSource>(*inner);
            at = peeked.get();
            through.push_back(std::move(inner));
            through.push_back(std::move(peeked));
            continue;
        }
        if (format == Format::Plain) {
            break;
        }
        TRY(auto records, recordsIn(format, *at, bounds));
        through.push_back(std::make_unique<RecordTable>(std::move(records)));
        break;
    }
    ReadOptions own = options;
    auto* const table = dynamic_cast<RecordTable*>(through.back().get());
    if (table) {
        own.delimiter = ',';
        own.quote = '"';
        own.backslash = false;
        own.header = true;
        own.encoding = Encoding::Utf8;
        own.layout = Layout::Table;
        own.maxRowBytes = RecordTable::mostRowOctets;
        own.maxRowLines = std::numeric_limits<int>::max();
    }
    auto p = std::make_unique<Private>(std::move(through), own);
    p->original = original;
    p->table = table;
    p->format = outermost;
    CHECK_OK(p->open());
    return std::unique_ptr<TableReader>(new TableReader(std::move(p)));
}

Expected<TableReader::Step> TableReader::next()
{
    TRY(const Step step, d->next());
    if (step == Step::End && d->format != Format::Plain && !d->isDrained) {
        CHECK_OK(d->drain());
    }
    return step;
}

Format TableReader::format() const
{
    return d->format;
}

QString TableReader::formatDescription() const
{
    if (d->table) {
        return d->table->description();
    }
    return d->format == Format::Compressed ? QCoreApplication::translate("Provenance", "compressed table or text")
                                           : QString();
}

const Dialect& TableReader::dialect() const
{
    return d->dialect;
}

std::span<const std::string> TableReader::header() const
{
    return d->header;
}

int TableReader::columns() const
{
    return d->columns;
}

const SampleRows& TableReader::sample() const
{
    return d->sample;
}

const Row& TableReader::row() const
{
    return d->row;
}

const Unreadable& TableReader::unreadable() const
{
    return d->unreadable;
}

quint64 TableReader::rowsRead() const
{
    return d->rows;
}

quint64 TableReader::raggedRows() const
{
    return d->ragged;
}

quint64 TableReader::reencodedRows() const
{
    return d->reencoded;
}

qint64 TableReader::size() const
{
    return d->original->size();
}

qint64 TableReader::bytesRead() const
{
    return d->original->taken();
}

} // namespace bulkhead::provenance
