#include "models/timeline/rowmaker.h"

#include "models/timeline/timelinetext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace bulkhead::timeline {

using namespace Qt::StringLiterals;
using Problem = ReadInstant::Problem;

namespace {
constexpr std::array meaningNames = {"attribute", "time", "offset", "seen",     "note",
                                     "source",    "tag",  "link",   "leave-out"};
/// Above so many microseconds two times of one row say different things.
constexpr qint64 agreement = 1'000'000;
} // namespace

QString meaningId(Meaning meaning)
{
    return QLatin1StringView(meaningNames[static_cast<std::size_t>(meaning)]);
}

std::optional<Meaning> meaningFromId(QStringView id)
{
    for (std::size_t i = 0; i < meaningNames.size(); ++i) {
        if (id == QLatin1StringView(meaningNames[i])) {
            return static_cast<Meaning>(i);
        }
    }
    return std::nullopt;
}

QStringList meaningIds()
{
    QStringList ids;
    std::ranges::transform(meaningNames, std::back_inserter(ids),
                           [](const char* name) { return QString::fromLatin1(name); });
    return ids;
}

QString meaningName(Meaning meaning)
{
    switch (meaning) {
    case Meaning::Attribute:
        return TimelineText::tr("Further detail");
    case Meaning::Time:
        return TimelineText::tr("Time at which it occurred");
    case Meaning::Offset:
        return TimelineText::tr("Offset of the time");
    case Meaning::Seen:
        return TimelineText::tr("What was seen");
    case Meaning::Note:
        return TimelineText::tr("Interpretation");
    case Meaning::Source:
        return TimelineText::tr("Source");
    case Meaning::Tag:
        return TimelineText::tr("Tags");
    case Meaning::Link:
        return TimelineText::tr("Link");
    case Meaning::LeaveOut:
        return TimelineText::tr("Leave out");
    }
    return {};
}

std::vector<ColumnMeaning> guessedMeanings(const QStringList& columns)
{
    static const std::pair<Meaning, QStringList> words[] = {
        {Meaning::Time,
         {u"datetime"_s, u"timestamp"_s, u"time"_s, u"occurred"_s, u"occurred_at"_s, u"occurredat"_s, u"date"_s,
          u"event_time"_s, u"eventtime"_s, u"created"_s, u"created_at"_s, u"createdat"_s, u"createddate"_s,
          u"createdon"_s, u"ts"_s, u"@timestamp"_s, u"zeit"_s, u"datum"_s}},
        {Meaning::Seen,
         {u"message"_s, u"msg"_s, u"event"_s, u"description"_s, u"text"_s, u"seen"_s, u"raw"_s, u"action"_s,
          u"summary"_s, u"title"_s, u"nachricht"_s, u"beschreibung"_s}},
        {Meaning::Note, {u"interpretation"_s, u"note"_s, u"comment"_s, u"notiz"_s}},
        {Meaning::Source, {u"source"_s, u"host"_s, u"system"_s, u"logger"_s, u"service"_s, u"quelle"_s}},
        {Meaning::Tag, {u"tag"_s, u"tags"_s, u"labels"_s}},
        {Meaning::Link, {u"url"_s, u"link"_s}},
    };
    std::vector<ColumnMeaning> result;
    std::ranges::transform(columns, std::back_inserter(result),
                           [](const QString& column) { return ColumnMeaning{column, Meaning::Attribute}; });
    for (const auto& [meaning, names] : words) {
        for (const QString& name : names) {
            const auto found = std::ranges::find_if(result, [&](const ColumnMeaning& one) {
                return one.meaning == Meaning::Attribute && one.column.compare(name, Qt::CaseInsensitive) == 0;
            });
            if (found != result.end()) {
                found->meaning = meaning;
                break;
            }
        }
    }
    return result;
}

std::vector<ColumnMeaning> presetMeanings(const Preset& preset, const QStringList& columns)
{
    const auto holds = [](const QStringList& names, const QString& column) {
        return names.contains(column, Qt::CaseInsensitive);
    };
    std::vector<ColumnMeaning> result;
    for (const QString& column : columns) {
        result.push_back({column,
                          holds(preset.time, column)                                    ? Meaning::Time
                              : preset.offset.compare(column, Qt::CaseInsensitive) == 0 ? Meaning::Offset
                              : holds(preset.tags, column)                              ? Meaning::Tag
                              : holds(preset.leaveOut, column)                          ? Meaning::LeaveOut
                              : holds(preset.seen.columns(), column)                    ? Meaning::Seen
                              : holds(preset.note.columns(), column)                    ? Meaning::Note
                              : holds(preset.source.columns(), column)                  ? Meaning::Source
                                                                                        : Meaning::Attribute});
    }
    return result;
}

QStringList tagsOf(const QString& text)
{
    const QString trimmed = text.trimmed();
    QStringList found;
    if (trimmed.startsWith(u'[') && trimmed.endsWith(u']')) {
        const QJsonDocument document = QJsonDocument::fromJson(trimmed.toUtf8());
        if (document.isArray()) {
            for (const QJsonValue& one : document.array()) {
                found.append(one.toVariant().toString());
            }
        } else {
            // As Python prints a list of texts.
            static const QRegularExpression item(u"'([^']*)'"_s);
            for (auto all = item.globalMatch(trimmed); all.hasNext();) {
                found.append(all.next().captured(1));
            }
        }
    } else {
        static const QRegularExpression separators(u"[,;|]"_s);
        found = trimmed.split(separators);
    }
    QStringList result;
    for (const QString& one : found) {
        if (const QString tag = one.simplified(); !tag.isEmpty() && !result.contains(tag)) {
            result.append(tag);
        }
    }
    return result;
}

RowMaker::RowMaker(const Preset* preset, ReadingChoices choices)
    : m_preset(preset)
    , m_choices(std::move(choices))
    , m_reader(m_choices.zone.isEmpty() && preset && preset->zone ? *preset->zone : m_choices.zone, m_choices.order)
{
}

void RowMaker::prepare(const QStringList& columns)
{
    if (m_prepared == columns.size()) {
        return;
    }
    auto meanings = m_preset ? presetMeanings(*m_preset, columns) : guessedMeanings(columns);
    for (qsizetype at = 0; at < columns.size(); ++at) {
        m_places.insert(columns[at].toLower(), at);
    }
    const bool isAssigned = !m_preset && !m_choices.columns.empty();
    m_meanings.clear();
    for (ColumnMeaning& one : meanings) {
        const auto said = std::ranges::find(m_choices.columns, one.column, &ColumnMeaning::column);
        m_meanings.push_back(said != m_choices.columns.end() ? said->meaning
                                 : isAssigned                ? Meaning::Attribute
                                                             : one.meaning);
    }
    m_prepared = columns.size();
}

bool RowMaker::hasTime(const QStringList& columns) const
{
    RowMaker other(m_preset, m_choices);
    other.prepare(columns);
    return std::ranges::find(other.m_meanings, Meaning::Time) != other.m_meanings.end();
}

QString RowMaker::cell(const RowSource& source, const QString& column) const
{
    const auto place = m_places.constFind(column.toLower());
    return place == m_places.constEnd() ? QString() : source.cells().value(*place);
}

ReadInstant RowMaker::instant(const RowSource& source, QString& written)
{
    QString offset;
    for (std::size_t at = 0; at < m_meanings.size(); ++at) {
        if (m_meanings[at] == Meaning::Offset) {
            offset = source.cells().value(static_cast<qsizetype>(at)).trimmed();
        }
    }
    const auto read = [&](const QString& text) {
        written = text;
        if (!offset.isEmpty()) {
            InstantReader zoned(offset, m_choices.order);
            return zoned.isZoneKnown() ? zoned.read(text) : ReadInstant{.problem = Problem::NotATime};
        }
        return m_reader.read(text);
    };
    // In the order in which the preset prefers them, then as the file has them.
    if (m_preset) {
        for (const QString& column : m_preset->time) {
            if (const QString text = cell(source, column).trimmed(); !text.isEmpty()) {
                return read(text);
            }
        }
    }
    for (std::size_t at = 0; at < m_meanings.size(); ++at) {
        if (m_meanings[at] == Meaning::Time) {
            if (const QString text = source.cells().value(static_cast<qsizetype>(at)).trimmed(); !text.isEmpty()) {
                return read(text);
            }
        }
    }
    return {.problem = Problem::Empty};
}

void RowMaker::texts(const RowSource& source, ImportedRow& row) const
{
    const auto byName = [&](const QString& column) { return cell(source, column).trimmed(); };
    if (m_preset) {
        row.raw = m_preset->seen.make(byName);
        row.interpretation = m_preset->note.make(byName);
        row.source = m_preset->source.make(byName);
    }
    const auto join = [](QString& into, const QString& text) { into += into.isEmpty() ? text : u' ' + text; };
    for (std::size_t at = 0; at < m_meanings.size(); ++at) {
        const QString text = source.cells().value(static_cast<qsizetype>(at)).trimmed();
        if (text.isEmpty()) {
            continue;
        }
        const Meaning meaning = m_meanings[at];
        if (meaning == Meaning::Tag) {
            row.tags += tagsOf(text);
        } else if (meaning == Meaning::Link) {
            row.links.append(text);
        } else if (!m_preset && meaning == Meaning::Seen) {
            join(row.raw, text);
        } else if (!m_preset && meaning == Meaning::Note) {
            join(row.interpretation, text);
        } else if (!m_preset && meaning == Meaning::Source) {
            join(row.source, text);
        }
    }
    row.tags.removeDuplicates();
}

void RowMaker::attributes(const RowSource& source, ImportedRow& row) const
{
    for (std::size_t at = 0; at < m_meanings.size(); ++at) {
        const QString text = source.cells().value(static_cast<qsizetype>(at)).trimmed();
        const Meaning meaning = m_meanings[at];
        // What several columns made a sentence of stays beside it, as it was.
        const bool isPartOfSentence = m_preset && source.columns().size() > 1
            && (meaning == Meaning::Seen || meaning == Meaning::Note || meaning == Meaning::Source) && text != row.raw
            && text != row.source && text != row.interpretation;
        if (!text.isEmpty() && (meaning == Meaning::Attribute || isPartOfSentence)) {
            row.attributes.append(source.columns().value(static_cast<qsizetype>(at)) + u'=' + text);
        }
    }
}

RowMaker::Made RowMaker::make(const RowSource& source)
{
    prepare(source.columns());
    Made made;
    ImportedRow& row = made.row;
    row.row = source.number();
    const ReadInstant time = instant(source, row.occurredText);
    if (!time.isGood()) {
        made.reason = problemId(time.problem);
        made.detail = problemText(time.problem, row.occurredText, m_choices.zone);
        return made;
    }
    row.occurred = time.ms();
    texts(source, row);
    attributes(source, row);
    if (m_preset && !m_preset->check.isEmpty()) {
        const QString again = cell(source, m_preset->check).trimmed();
        const ReadInstant second = again.isEmpty() ? time : m_utc.read(again);
        made.disagrees = second.isGood() && std::abs(second.us - time.us) > agreement;
        if (!made.disagrees) {
            row.attributes.removeIf([&](const QString& one) { return one == m_preset->check + u'=' + again; });
        } else if (const QString said = m_preset->check + u'=' + again; !row.attributes.contains(said)) {
            row.attributes.append(said);
        }
    }
    if (row.raw.isEmpty()) {
        row.raw = std::exchange(row.interpretation, {}); // an entry without what was seen could not be edited
    }
    if (row.raw.isEmpty()) {
        made.reason = u"row.nothing-seen"_s;
        made.detail = TimelineText::tr("The row has a time and says nothing that was seen.");
    }
    qsizetype size = row.raw.size() + row.interpretation.size() + row.source.size();
    for (const QStringList& list : {row.tags, row.links, row.attributes}) {
        for (const QString& one : list) {
            size += one.size();
        }
    }
    if (size * 2 > maxRowOctets) {
        made.reason = u"row.too-long"_s;
        made.detail = TimelineText::tr("The row holds more than 128 KiB of text.");
    }
    return made;
}

} // namespace bulkhead::timeline
