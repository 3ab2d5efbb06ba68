#include "models/timeline/exporter.h"

#include "models/base/csv.h"
#include "models/incident/icalendar.h"
#include "models/incident/tables.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace bulkhead::timeline {

using namespace Qt::StringLiterals;

namespace {
constexpr std::array formatNames = {"csv", "jsonl", "timesketch-csv", "timesketch-jsonl", "ics"};
constexpr qsizetype largestCell = 32'766; ///< octets that a keyword of Timesketch's index holds
constexpr int pageRows = 5000;

QString iso(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

QString isoMicroseconds(qint64 us)
{
    const qint64 seconds = us >= 0 ? us / 1'000'000 : (us - 999'999) / 1'000'000;
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(u"yyyy-MM-ddTHH:mm:ss"_s)
        + u".%1+00:00"_s.arg(us - seconds * 1'000'000, 6, 10, QLatin1Char('0'));
}

Observation seenIn(const TimelineRow& row)
{
    return row.observation ? row.observation->value : Observation();
}

QString sourceOf(const TimelineRow& row)
{
    return row.observation && !row.observation->value.source.isEmpty() ? row.observation->value.source : row.author;
}

QString messageOf(const TimelineRow& row)
{
    const Observation seen = seenIn(row);
    return !row.observation ? row.sentence : seen.raw.isEmpty() ? seen.interpretation : seen.raw;
}

/// What the attribute of that name says.
QString attribute(const Observation& observation, QLatin1StringView name)
{
    for (const QString& one : observation.attributes) {
        if (one.startsWith(name) && one.size() > name.size() && one[name.size()] == u'=') {
            return one.mid(name.size() + 1);
        }
    }
    return {};
}

QString surfaceOf(const Observation& observation)
{
    return observation.surface == Surface::Unknown ? QString() : choiceName(observation.surface);
}

QByteArray compact(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}
} // namespace

QString exportFormatId(ExportFormat format)
{
    return QLatin1StringView(formatNames[static_cast<std::size_t>(format)]);
}

std::optional<ExportFormat> exportFormatFromId(QStringView id)
{
    for (std::size_t i = 0; i < formatNames.size(); ++i) {
        if (id == QLatin1StringView(formatNames[i])) {
            return static_cast<ExportFormat>(i);
        }
    }
    return std::nullopt;
}

QStringList exportFormatIds()
{
    QStringList ids;
    std::ranges::transform(formatNames, std::back_inserter(ids),
                           [](const char* name) { return QString::fromLatin1(name); });
    return ids;
}

std::optional<ExportFormat> exportFormatOf(const QString& fileName)
{
    const auto ends = [&](QLatin1StringView ending) { return fileName.endsWith(ending, Qt::CaseInsensitive); };
    return ends(".csv"_L1)  ? std::optional(ExportFormat::Csv)
        : ends(".jsonl"_L1) ? std::optional(ExportFormat::JsonLines)
        : ends(".ics"_L1)   ? std::optional(ExportFormat::ICalendar)
                            : std::nullopt;
}

TimelineWriter::TimelineWriter(ExportFormat format, QString incidentNumber)
    : m_format(format)
    , m_number(std::move(incidentNumber))
{
}

QByteArray TimelineWriter::head() const
{
    switch (m_format) {
    case ExportFormat::Csv:
        return csvLine({u"datetime"_s, u"recorded"_s, u"type"_s, u"source"_s, u"message"_s, u"interpretation"_s,
                        u"occurred_text"_s, u"occurred_zone"_s, u"tags"_s, u"pinned"_s, u"struck"_s, u"id"_s,
                        u"surface"_s, u"attributes"_s},
                       CsvFor::Programs);
    case ExportFormat::TimesketchCsv:
        return csvLine({u"message"_s, u"datetime"_s, u"timestamp"_s, u"timestamp_desc"_s, u"tag"_s, u"source"_s,
                        u"author"_s, u"interpretation"_s, u"recorded"_s, u"kind"_s, u"surface"_s, u"details"_s,
                        u"incident"_s, u"entry"_s},
                       CsvFor::Programs);
    case ExportFormat::ICalendar:
        return icalendar::head("Timeline");
    case ExportFormat::JsonLines:
    case ExportFormat::TimesketchJsonLines:
        return {};
    }
    return {};
}

QByteArray TimelineWriter::tail() const
{
    return m_format == ExportFormat::ICalendar ? QByteArray(icalendar::tail()) : QByteArray();
}

QByteArray TimelineWriter::row(const TimelineRow& row)
{
    switch (m_format) {
    case ExportFormat::Csv:
        return csv(row);
    case ExportFormat::JsonLines:
        return json(row);
    case ExportFormat::TimesketchCsv:
    case ExportFormat::TimesketchJsonLines:
        return timesketch(row);
    case ExportFormat::ICalendar:
        return event(row);
    }
    return {};
}

QByteArray TimelineWriter::csv(const TimelineRow& row) const
{
    const Observation seen = seenIn(row);
    return csvLine({iso(row.at), iso(row.recorded), row.observation ? u"observation"_s : u"change"_s, sourceOf(row),
                    row.observation ? seen.raw : row.sentence, seen.interpretation, seen.occurredText,
                    seen.occurredZone, seen.tags.join(u' '), row.isPinned ? u"yes"_s : u"no"_s,
                    row.isStruck ? u"yes"_s : u"no"_s, row.entity.text(), surfaceOf(seen),
                    seen.attributes.join(u"; "_s)});
}

QByteArray TimelineWriter::json(const TimelineRow& row) const
{
    QJsonObject object{{u"at"_s, iso(row.at)},
                       {u"recorded"_s, iso(row.recorded)},
                       {u"type"_s, row.observation ? u"observation"_s : u"change"_s},
                       {u"source"_s, sourceOf(row)},
                       {u"id"_s, row.entity.text()},
                       {u"pinned"_s, row.isPinned},
                       {u"struck"_s, row.isStruck}};
    if (!row.observation) {
        object.insert(u"sentence"_s, row.sentence);
        return compact(object) + '\n';
    }
    const Observation& seen = row.observation->value;
    object.insert(u"raw"_s, seen.raw);
    object.insert(u"interpretation"_s, seen.interpretation);
    object.insert(u"occurred_text"_s, seen.occurredText);
    object.insert(u"occurred_zone"_s, seen.occurredZone);
    object.insert(u"tags"_s, QJsonArray::fromStringList(seen.tags));
    object.insert(u"links"_s, QJsonArray::fromStringList(seen.links));
    object.insert(u"surface"_s, choiceName(seen.surface));
    object.insert(u"attributes"_s, QJsonArray::fromStringList(seen.attributes));
    if (!seen.import.isNull()) {
        object.insert(u"import"_s, seen.import.text());
        object.insert(u"row"_s, seen.row);
    }
    return compact(object) + '\n';
}

qint64 TimelineWriter::microseconds(const TimelineRow& row)
{
    const Observation seen = seenIn(row);
    if (!seen.occurredText.isEmpty()) {
        auto& reader = m_readers[seen.occurredZone];
        if (!reader) {
            reader = std::make_unique<InstantReader>(seen.occurredZone);
        }
        const ReadInstant written = reader->read(seen.occurredText);
        if (written.isGood() && written.ms() == row.at) {
            return written.us;
        }
    }
    return row.at * 1000;
}

QString TimelineWriter::cut(const QString& text)
{
    // Three octets at most for a UTF-16 unit: shorter texts need not be counted.
    if (text.size() * 3 <= largestCell) {
        return text;
    }
    QByteArray octets = text.toUtf8();
    if (octets.size() <= largestCell) {
        return text;
    }
    ++m_shortened;
    const QByteArray mark = "…";
    qsizetype end = largestCell - mark.size();
    while ((static_cast<quint8>(octets[end]) & 0xC0) == 0x80) {
        --end;
    }
    octets.truncate(end);
    return QString::fromUtf8(octets + mark);
}

QByteArray TimelineWriter::timesketch(const TimelineRow& row)
{
    const Observation seen = seenIn(row);
    const qint64 us = microseconds(row);
    QStringList tags = seen.tags;
    if (row.isStruck) {
        tags.append(u"struck"_s);
    }
    if (row.isPinned) {
        tags.append(u"pinned"_s);
    }
    const QString given = attribute(seen, "timestamp_desc"_L1);
    const QString description = !given.isEmpty() ? given : row.observation ? u"Occurred"_s : u"Recorded"_s;
    const QString kind = row.observation ? u"observation"_s : u"change"_s;
    const QJsonArray list = QJsonArray::fromStringList(tags);
    if (m_format == ExportFormat::TimesketchCsv) {
        const QString tag = tags.isEmpty()
            ? QString()
            : QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact)).replace(u"\",\""_s, u"\", \""_s);
        return csvLine({cut(messageOf(row)), isoMicroseconds(us), QString::number(us), description, cut(tag),
                        cut(sourceOf(row)), row.author, cut(seen.interpretation), iso(row.recorded), kind,
                        surfaceOf(seen), cut(seen.attributes.join(u"; "_s)), m_number, row.entity.text()},
                       CsvFor::Programs);
    }
    QJsonObject object{{u"message"_s, cut(messageOf(row))},
                       {u"datetime"_s, isoMicroseconds(us)},
                       {u"timestamp"_s, us},
                       {u"timestamp_desc"_s, description},
                       {u"tag"_s, list},
                       {u"source"_s, cut(sourceOf(row))},
                       {u"author"_s, row.author},
                       {u"interpretation"_s, cut(seen.interpretation)},
                       {u"recorded"_s, iso(row.recorded)},
                       {u"kind"_s, kind},
                       {u"surface"_s, surfaceOf(seen)},
                       {u"details"_s, cut(seen.attributes.join(u"; "_s))},
                       {u"incident"_s, m_number},
                       {u"entry"_s, row.entity.text()}};
    return compact(object) + '\n';
}

QByteArray TimelineWriter::event(const TimelineRow& row) const
{
    const Observation seen = seenIn(row);
    const QString message = messageOf(row).simplified();
    constexpr qsizetype summary = 120;
    QStringList description = {messageOf(row)};
    if (!seen.interpretation.isEmpty() && seen.interpretation != description.front()) {
        description.append(seen.interpretation);
    }
    if (!seen.attributes.isEmpty()) {
        description.append(seen.attributes.join(u'\n'));
    }
    QByteArray text = "BEGIN:VEVENT\r\n";
    text += icalendar::folded("UID:" + row.entity.text().toLatin1() + '-' + QByteArray::number(row.change)
                              + "@bulkhead");
    text += icalendar::folded("DTSTAMP:" + icalendar::instant(row.recorded));
    text += icalendar::folded("DTSTART:" + icalendar::instant(row.at));
    text += icalendar::folded("SUMMARY:" + icalendar::text(u"%1: %2"_s.arg(m_number, message.left(summary))));
    text += icalendar::folded("DESCRIPTION:" + icalendar::text(description.join(u'\n')));
    text += icalendar::folded("CATEGORIES:" + icalendar::text(sourceOf(row)));
    if (row.isStruck) {
        text += "STATUS:CANCELLED\r\n";
    }
    return text + "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n";
}

Expected<qint64> eachRow(const Casework& casework, const Id& incident, TimelineQuery query,
                         const std::function<Expected<bool>(const TimelineRow&)>& take)
{
    const int all = query.limit;
    qint64 taken = 0;
    query.newestFirst = false;
    for (;;) {
        query.limit = all > 0 ? std::min<int>(pageRows, all - static_cast<int>(taken)) : pageRows;
        if (query.limit == 0) {
            return taken;
        }
        TRY(const auto rows, casework.timeline(incident, query));
        for (const TimelineRow& row : rows) {
            TRY(const bool goesOn, take(row));
            ++taken;
            if (!goesOn) {
                return taken;
            }
        }
        if (static_cast<int>(rows.size()) < query.limit) {
            return taken;
        }
        query.after = rows.back().row;
    }
}

} // namespace bulkhead::timeline
