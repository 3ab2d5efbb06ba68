#pragma once

#include "models/incident/casework.h"
#include "models/timeline/instants.h"

#include <memory>

namespace bulkhead::timeline {

enum class ExportFormat : quint8 { Csv, JsonLines, TimesketchCsv, TimesketchJsonLines, ICalendar };
/// "csv", "jsonl", "timesketch-csv", "timesketch-jsonl", "ics".
[[nodiscard]] QString exportFormatId(ExportFormat format);
[[nodiscard]] std::optional<ExportFormat> exportFormatFromId(QStringView id);
[[nodiscard]] QStringList exportFormatIds();
/// Of a file's name; nothing where its ending does not tell.
[[nodiscard]] std::optional<ExportFormat> exportFormatOf(const QString& fileName);

/// Rows of the timeline in a format that other programs read. What each of the Timesketch formats says is what every
/// path of Timesketch reads the same: a written time with explicit offset, the same instant in microseconds, no cell
/// above 32,766 octets. Microseconds come from the time as it was written. Struck rows carry the tag "struck".
class TimelineWriter
{
public:
    TimelineWriter(ExportFormat format, QString incidentNumber);

    [[nodiscard]] QByteArray head() const;
    [[nodiscard]] QByteArray row(const TimelineRow& row);
    [[nodiscard]] QByteArray tail() const;
    /// Rows whose text had to be cut (Timesketch) so far.
    [[nodiscard]] qint64 shortened() const { return m_shortened; }

private:
    [[nodiscard]] qint64 microseconds(const TimelineRow& row);
    [[nodiscard]] QString cut(const QString& text);
    [[nodiscard]] QByteArray csv(const TimelineRow& row) const;
    [[nodiscard]] QByteArray json(const TimelineRow& row) const;
    [[nodiscard]] QByteArray timesketch(const TimelineRow& row);
    [[nodiscard]] QByteArray event(const TimelineRow& row) const;

    ExportFormat m_format;
    QString m_number;
    qint64 m_shortened = 0;
    std::map<QString, std::unique_ptr<InstantReader>> m_readers; ///< by zone
};

/// The rows that the query chooses, a page at a time, oldest first; `take` false stops.
[[nodiscard]] Expected<qint64> eachRow(const Casework& casework, const Id& incident, TimelineQuery query,
                                       const std::function<Expected<bool>(const TimelineRow&)>& take);

} // namespace bulkhead::timeline
