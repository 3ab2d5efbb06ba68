#include "models/timeline/rowsource.h"

#include "models/provenance/reader.h"
#include "models/timeline/timelinetext.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <deque>

namespace bulkhead::timeline {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype largestDocument = 256 << 20;
constexpr int deepestObject = 8;

QString textOf(std::string_view cell)
{
    return QString::fromUtf8(cell.data(), static_cast<qsizetype>(cell.size()));
}

std::unexpected<Error> readFailed(const Error& error)
{
    return failure("timeline.read-failed"_L1, error.message, error.detail);
}

class TableSource final : public RowSource
{
public:
    explicit TableSource(QIODevice& device)
        : m_source(device)
    {
    }

    [[nodiscard]] Expected<void> open()
    {
        provenance::ReadOptions options;
        options.header = true;
        options.layout = provenance::Layout::Table;
        auto reader = provenance::TableReader::open(m_source, options);
        if (!reader) {
            return readFailed(reader.error());
        }
        m_reader = *std::move(reader);
        for (const std::string& name : m_reader->header()) {
            const QString base = textOf(name).trimmed().isEmpty()
                ? TimelineText::tr("column %1").arg(m_columns.size() + 1)
                : textOf(name).trimmed();
            QString unique = base;
            for (int n = 2; m_columns.contains(unique); ++n) {
                unique = u"%1 (%2)"_s.arg(base).arg(n);
            }
            m_columns.append(unique);
        }
        if (m_columns.isEmpty()) {
            return failure("timeline.not-a-table"_L1, TimelineText::tr("The file is empty, or has no line of names."));
        }
        return {};
    }

    [[nodiscard]] Expected<Step> next() override
    {
        m_cells.clear();
        auto step = m_reader->next();
        m_bytes = m_reader->bytesRead();
        if (!step) {
            return readFailed(step.error());
        }
        switch (*step) {
        case provenance::TableReader::Step::End:
            return Step::End;
        case provenance::TableReader::Step::Unreadable: {
            const provenance::Unreadable& unreadable = m_reader->unreadable();
            m_number = static_cast<qint64>(unreadable.row);
            m_broken = {u"row."_s + provenance::unreadableReasonId(unreadable.reason),
                        provenance::unreadableReasonText(unreadable.reason)};
            return Step::Broken;
        }
        case provenance::TableReader::Step::Row:
            break;
        }
        const provenance::Row& row = m_reader->row();
        m_number = static_cast<qint64>(row.number);
        for (const std::string_view cell : row.cells) {
            m_cells.append(textOf(cell));
        }
        if (m_cells.size() > m_columns.size()) {
            m_broken = {
                u"row.too-many-cells"_s,
                TimelineText::tr("The row has %1 cells, the file %2 columns. Is a comma not in quotation marks?")
                    .arg(m_cells.size())
                    .arg(m_columns.size())};
            return Step::Broken;
        }
        return Step::Row;
    }

private:
    provenance::DeviceSource m_source;
    std::unique_ptr<provenance::TableReader> m_reader;
};

/// Fills columns from objects: nested ones as "a.b".
class ObjectColumns
{
public:
    explicit ObjectColumns(QStringList& columns)
        : m_columns(columns)
    {
    }
    /// False where there would be too many columns.
    [[nodiscard]] bool take(const QJsonObject& object, QStringList& cells, const QString& prefix = {}, int depth = 0)
    {
        for (auto one = object.begin(); one != object.end(); ++one) {
            const QString name = prefix.isEmpty() ? one.key() : prefix + u'.' + one.key();
            if (one->isObject() && depth < deepestObject) {
                if (!take(one->toObject(), cells, name, depth + 1)) {
                    return false;
                }
                continue;
            }
            const qsizetype at = place(name);
            if (at < 0) {
                return false;
            }
            while (cells.size() <= at) {
                cells.append(QString());
            }
            cells[at] = text(*one);
        }
        return true;
    }

private:
    qsizetype place(const QString& name)
    {
        const auto found = m_places.constFind(name);
        if (found != m_places.constEnd()) {
            return *found;
        }
        if (m_columns.size() >= RowSource::maxColumns) {
            return -1;
        }
        m_columns.append(name);
        m_places.insert(name, m_columns.size() - 1);
        return m_columns.size() - 1;
    }
    static QString text(const QJsonValue& value)
    {
        switch (value.type()) {
        case QJsonValue::String:
            return value.toString();
        case QJsonValue::Bool:
            return value.toBool() ? u"true"_s : u"false"_s;
        case QJsonValue::Double: {
            const qint64 whole = value.toInteger();
            return value == QJsonValue(whole) ? QString::number(whole) : QString::number(value.toDouble(), 'g', 17);
        }
        case QJsonValue::Array:
            return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
        case QJsonValue::Object:
            return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
        default:
            return {};
        }
    }

    QStringList& m_columns;
    QHash<QString, qsizetype> m_places;
};

/// Lines of a device, bounded; a longer one is skipped to its end and told.
class Lines
{
public:
    explicit Lines(QIODevice& device)
        : m_device(device)
    {
    }
    enum class Got { Line, TooLong, End };
    [[nodiscard]] Got next(Bytes& line)
    {
        bool isTooLong = false;
        for (;;) {
            const qsizetype end = m_buffer.indexOf('\n', m_at);
            if (end >= 0) {
                line = m_buffer.sliced(m_at, end - m_at);
                m_bytes += end + 1 - m_at;
                m_at = end + 1;
                return ended(line, isTooLong);
            }
            if (m_buffer.size() - m_at > RowSource::maxRowBytes) {
                isTooLong = true;
                m_bytes += m_buffer.size() - m_at;
                m_at = m_buffer.size();
            }
            m_buffer.remove(0, m_at);
            m_at = 0;
            const Bytes more = m_device.read(256 << 10);
            if (more.isEmpty()) {
                line = std::exchange(m_buffer, {});
                m_bytes += line.size();
                return line.isEmpty() && !isTooLong ? Got::End : ended(line, isTooLong);
            }
            m_buffer.append(more);
        }
    }
    [[nodiscard]] qint64 bytes() const { return m_bytes; }

private:
    Got ended(Bytes& line, bool isTooLong)
    {
        if (line.endsWith('\r')) {
            line.chop(1);
        }
        if (m_isFirst && line.startsWith("\xEF\xBB\xBF")) {
            line.remove(0, 3);
        }
        m_isFirst = false;
        return isTooLong || line.size() > RowSource::maxRowBytes ? Got::TooLong : Got::Line;
    }

    QIODevice& m_device;
    Bytes m_buffer;
    qsizetype m_at = 0;
    qint64 m_bytes = 0;
    bool m_isFirst = true;
};

/// Sources that read lines and number them.
class LineSource : public RowSource
{
public:
    explicit LineSource(QIODevice& device)
        : m_lines(device)
    {
    }

    [[nodiscard]] Expected<Step> next() override
    {
        Bytes line;
        for (;;) {
            const auto got = m_lines.next(line);
            m_bytes = m_lines.bytes();
            if (got == Lines::Got::End) {
                return Step::End;
            }
            ++m_line;
            m_cells.clear();
            if (got == Lines::Got::TooLong) {
                m_number = m_line;
                m_broken = {u"row.too-long"_s, TimelineText::tr("The line is longer than 1 MiB.")};
                return Step::Broken;
            }
            if (line.trimmed().isEmpty()) {
                continue;
            }
            m_number = m_line;
            return take(line);
        }
    }

protected:
    [[nodiscard]] virtual Step take(const Bytes& line) = 0;
    [[nodiscard]] Step breaks(const QString& reason, const QString& detail, const Bytes& line)
    {
        m_broken = {reason, detail};
        m_cells = {QString::fromUtf8(line)};
        return Step::Broken;
    }

private:
    Lines m_lines;
    qint64 m_line = 0;
};

class JsonLinesSource final : public LineSource
{
public:
    using LineSource::LineSource;

protected:
    [[nodiscard]] Step take(const Bytes& line) override
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(line, &error);
        if (!document.isObject()) {
            const QString why = error.error == QJsonParseError::NoError
                ? TimelineText::tr("it is not an object")
                : TimelineText::tr("%1 at character %2").arg(error.errorString()).arg(error.offset + 1);
            return breaks(u"row.not-json"_s, TimelineText::tr("The line is not a JSON object: %1.").arg(why), line);
        }
        if (!m_objects.take(document.object(), m_cells)) {
            return breaks(u"row.too-many-columns"_s, TimelineText::tr("The file has more than 1,024 columns."), line);
        }
        return Step::Row;
    }

private:
    ObjectColumns m_objects{m_columns};
};

class DocumentSource final : public RowSource
{
public:
    [[nodiscard]] Expected<void> open(QIODevice& device)
    {
        Bytes all;
        for (;;) {
            const Bytes more = device.read(1 << 20);
            if (more.isEmpty()) {
                break;
            }
            all.append(more);
            if (all.size() > largestDocument) {
                return failure("timeline.too-large"_L1,
                               TimelineText::tr("One JSON document of more than 256 MiB is not read. Write it as JSON "
                                                "Lines: an object a line."));
            }
        }
        m_bytes = all.size();
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(all, &error);
        if (document.isArray()) {
            m_rows = document.array();
            return {};
        }
        if (document.isObject()) {
            const QJsonObject object = document.object();
            for (const auto name : {"results"_L1, "value"_L1, "records"_L1, "events"_L1, "data"_L1, "logs"_L1}) {
                if (object.value(name).isArray()) {
                    m_rows = object.value(name).toArray();
                    return {};
                }
            }
        }
        return failure("timeline.not-a-table"_L1,
                       error.error == QJsonParseError::NoError
                           ? TimelineText::tr("The document holds no list of entries.")
                           : TimelineText::tr("The file is not JSON: %1 at character %2.")
                                 .arg(error.errorString())
                                 .arg(error.offset + 1));
    }

    [[nodiscard]] Expected<Step> next() override
    {
        if (m_number == m_rows.size()) {
            return Step::End;
        }
        const QJsonValue row = m_rows.at(m_number);
        ++m_number;
        m_cells.clear();
        if (!row.isObject() || !m_objects.take(row.toObject(), m_cells)) {
            m_broken = {u"row.not-json"_s, TimelineText::tr("The entry is not an object, or has too many columns.")};
            return Step::Broken;
        }
        return Step::Row;
    }

private:
    QJsonArray m_rows;
    ObjectColumns m_objects{m_columns};
};

/// host ident user [time] "request" status bytes ["referer" "agent"], as Apache documents for its common and combined
/// log formats; what follows is kept as one column.
class AccessLogSource final : public LineSource
{
public:
    explicit AccessLogSource(QIODevice& device)
        : LineSource(device)
    {
        m_columns = {u"host"_s,   u"ident"_s, u"user"_s,    u"time"_s,  u"request"_s,
                     u"status"_s, u"bytes"_s, u"referer"_s, u"agent"_s, u"more"_s};
    }

protected:
    [[nodiscard]] Step take(const Bytes& line) override
    {
        const QString text = QString::fromUtf8(line);
        qsizetype at = 0;
        QStringList parts;
        while (at < text.size() && parts.size() < 9) {
            const QChar c = text[at];
            if (c == u' ') {
                ++at;
                continue;
            }
            const QChar close = c == u'[' ? QChar(u']') : c == u'"' ? QChar(u'"') : QChar(u' ');
            qsizetype end = close == u' ' ? at : at + 1;
            const qsizetype from = end;
            while (end < text.size() && text[end] != close) {
                end += text[end] == u'\\' && close == u'"' ? 2 : 1;
            }
            end = std::min(end, text.size());
            const QString part = text.mid(from, end - from);
            parts.append(part == "-"_L1 ? QString() : part);
            at = end + 1;
        }
        if (parts.size() < 7) {
            return breaks(u"row.not-a-log-line"_s,
                          TimelineText::tr("The line is not one of a common or combined access log."), line);
        }
        m_cells = parts;
        if (at < text.size()) {
            while (m_cells.size() < 9) {
                m_cells.append(QString());
            }
            m_cells.append(text.mid(at).trimmed());
        }
        return Step::Row;
    }
};
} // namespace

Container containerOf(QByteArrayView front)
{
    QByteArrayView text = front;
    if (text.startsWith("\xEF\xBB\xBF")) {
        text = text.sliced(3);
    }
    text = text.trimmed();
    if (text.startsWith('[') && !text.startsWith("[\"") && text.indexOf('{') >= 0 && text.indexOf('{') < 64) {
        return Container::Json;
    }
    if (text.startsWith('{')) {
        const qsizetype end = text.indexOf('\n');
        const QByteArrayView line = end < 0 ? text : text.first(end);
        QJsonParseError error;
        const bool isObject = QJsonDocument::fromJson(line.toByteArray(), &error).isObject();
        // A document that is written over several lines, or that is one object with a list.
        if (!isObject) {
            return Container::Json;
        }
        const QJsonObject object = QJsonDocument::fromJson(line.toByteArray()).object();
        const bool isEnvelope = end < 0
            && std::ranges::any_of(
                                    std::initializer_list<QLatin1StringView>{"results"_L1, "value"_L1, "records"_L1},
                                    [&](QLatin1StringView name) { return object.value(name).isArray(); });
        return isEnvelope ? Container::Json : Container::JsonLines;
    }
    const qsizetype end = text.indexOf('\n');
    const QByteArrayView line = end < 0 ? text : text.first(end);
    const qsizetype open = line.indexOf(" [");
    const qsizetype close = line.indexOf("] \"");
    if (open > 0 && close > open && !line.first(open).contains(',')) {
        return Container::AccessLog;
    }
    return Container::Table;
}

Expected<std::unique_ptr<RowSource>> openRows(QIODevice& device, Container container)
{
    switch (container) {
    case Container::Table: {
        auto source = std::make_unique<TableSource>(device);
        CHECK_OK(source->open());
        return source;
    }
    case Container::Json: {
        auto source = std::make_unique<DocumentSource>();
        CHECK_OK(source->open(device));
        return source;
    }
    case Container::JsonLines:
        return std::make_unique<JsonLinesSource>(device);
    case Container::AccessLog:
        return std::make_unique<AccessLogSource>(device);
    }
    return failure("timeline.not-a-table"_L1, TimelineText::tr("The kind of file is not known."));
}

} // namespace bulkhead::timeline
