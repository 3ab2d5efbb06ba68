#include "models/incident/itemmodels/timelinemodel.h"
#include "models/incident/timelineprojection.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QString localText(qint64 ms)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::systemTimeZone());
    return QLocale().toString(time, u"d MMM yyyy HH:mm:ss"_s) + u' ' + time.timeZoneAbbreviation();
}

QString utcText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s);
}

QString timeTip(const TimelineRow& row)
{
    if (!row.observation) {
        return TimelineModel::tr("Recorded %1").arg(utcText(row.at));
    }
    const Observation& observation = row.observation->value;
    QString tip = TimelineModel::tr("Occurred %1\nRecorded %2").arg(utcText(row.at), utcText(row.recorded));
    if (!observation.occurredText.isEmpty()) {
        tip = TimelineModel::tr("%1\nWritten as “%2”, read in %3")
                  .arg(tip, observation.occurredText,
                       observation.occurredZone.isEmpty() ? u"UTC"_s : observation.occurredZone);
    }
    return tip;
}

QString textOf(const TimelineRow& row)
{
    return row.observation ? oneLine(row.observation->value) : row.sentence;
}

QString authorOf(const TimelineRow& row)
{
    return row.observation && !row.observation->value.source.isEmpty() ? row.observation->value.source : row.author;
}

QString kindText(const TimelineRow& row)
{
    if (row.isStruck) {
        return TimelineModel::tr("Struck");
    }
    if (row.isPinned) {
        return TimelineModel::tr("Pinned");
    }
    return row.observation ? TimelineModel::tr("Observation") : TimelineModel::tr("Change");
}
} // namespace

QString oneLine(const Observation& observation)
{
    const QString& text = observation.interpretation.isEmpty() ? observation.raw : observation.interpretation;
    return text.simplified();
}

TimelineModel::TimelineModel(QObject* parent)
    : QAbstractTableModel(parent)
{
    m_ask.setSingleShot(true);
    m_ask.setInterval(std::chrono::milliseconds(0));
    connect(&m_ask, &QTimer::timeout, this, &TimelineModel::askForPages);
}

void TimelineModel::clear()
{
    beginResetModel();
    m_keys.clear();
    m_rows.clear();
    m_stale.clear();
    m_wanted.clear();
    m_wantedRows.clear();
    m_openRows.clear();
    endResetModel();
}

void TimelineModel::setKeys(std::vector<qint64> keys)
{
    m_wanted.clear();
    m_wantedRows.clear();
    m_openRows.clear();
    if (m_keys.empty() || keys.empty()) {
        beginResetModel();
        m_keys = std::move(keys);
        endResetModel();
        return;
    }
    // Ranges of old keys that the new list does not hold, from the back so that places stay true.
    std::vector<std::pair<int, int>> gone;
    auto other = keys.cbegin();
    for (int i = 0; i < static_cast<int>(m_keys.size()); ++i) {
        const qint64 key = m_keys[static_cast<std::size_t>(i)];
        while (other != keys.cend() && *other > key) {
            ++other;
        }
        if (other != keys.cend() && *other == key) {
            continue;
        }
        if (!gone.empty() && gone.back().second == i - 1) {
            gone.back().second = i;
        } else {
            gone.emplace_back(i, i);
        }
    }
    for (auto range = gone.crbegin(); range != gone.crend(); ++range) {
        beginRemoveRows({}, range->first, range->second);
        m_keys.erase(m_keys.begin() + range->first, m_keys.begin() + range->second + 1);
        endRemoveRows();
    }
    for (std::size_t i = 0; i < keys.size();) {
        if (i < m_keys.size() && m_keys[i] == keys[i]) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < keys.size() && (i >= m_keys.size() || keys[end] > m_keys[i])) {
            ++end;
        }
        beginInsertRows({}, static_cast<int>(i), static_cast<int>(end) - 1);
        m_keys.insert(m_keys.begin() + static_cast<std::ptrdiff_t>(i), keys.begin() + static_cast<std::ptrdiff_t>(i),
                      keys.begin() + static_cast<std::ptrdiff_t>(end));
        endInsertRows();
        i = end;
    }
}

void TimelineModel::putRows(const std::vector<TimelineRow>& rows)
{
    std::vector<int> places;
    for (const TimelineRow& row : rows) {
        const qint64 key = row.row;
        m_stale.remove(key);
        m_openRows.remove(key);
        m_rows.insert(key, row);
        if (const int place = rowOfKey(key); place >= 0) {
            places.push_back(place);
        }
    }
    std::ranges::sort(places);
    for (std::size_t i = 0; i < places.size();) { // rows far from each other are not one change
        std::size_t end = i + 1;
        while (end < places.size() && places[end] - places[end - 1] <= 1) {
            ++end;
        }
        m_lastPage = places[i] / pageRows;
        Q_EMIT dataChanged(index(places[i], 0), index(places[end - 1], columnTotal - 1));
        i = end;
    }
    forgetFarPages();
}

void TimelineModel::touch(const Id& entity)
{
    for (auto row = m_rows.cbegin(); row != m_rows.cend(); ++row) {
        if (row->entity == entity) {
            m_stale.insert(row.key(), true);
            m_openRows.remove(row.key());
            if (const int place = rowOfKey(row.key()); place >= 0) {
                Q_EMIT dataChanged(index(place, 0), index(place, columnTotal - 1));
            }
        }
    }
}

void TimelineModel::forgetFarPages()
{
    if (m_rows.size() <= pageRows * keptPages) {
        return;
    }
    const int near = keptPages / 2;
    m_rows.removeIf([&](const auto& row) {
        const int place = rowOfKey(row.key());
        return place < 0 || std::abs(place / pageRows - m_lastPage) > near;
    });
}

int TimelineModel::rowOfKey(qint64 key) const
{
    const auto found = std::ranges::lower_bound(m_keys, key, std::greater());
    return found == m_keys.end() || *found != key ? -1 : static_cast<int>(found - m_keys.begin());
}

std::optional<TimelineRow> TimelineModel::rowAt(int row) const
{
    if (row < 0 || row >= rowCount()) {
        return {};
    }
    const auto found = m_rows.constFind(keyAt(row));
    return found == m_rows.constEnd() ? std::nullopt : std::optional(*found);
}

bool TimelineModel::isLoaded(int row) const
{
    const qint64 key = keyAt(row);
    return m_rows.contains(key) && !m_stale.contains(key);
}

QString TimelineModel::spokenText(int row) const
{
    if (row < 0 || row >= rowCount()) {
        return {};
    }
    if (!isLoaded(row)) {
        wantRow(row);
    }
    const auto found = rowAt(row);
    return found ? QStringList{localText(found->at), kindText(*found), authorOf(*found), textOf(*found)}.join(u", "_s)
                 //: of an entry that is not read yet: when it occurred
                 : tr("%1, being read").arg(localText(TimelineProjection::instantOf(keyAt(row))));
}

QString TimelineModel::rowText(int row) const
{
    const auto found = rowAt(row);
    return found ? QStringList{localText(found->at), authorOf(*found), textOf(*found)}.join(u'\t') : QString();
}

void TimelineModel::want(int row) const
{
    const int page = row / pageRows;
    if (std::ranges::find(m_wanted, page) == m_wanted.end()) {
        m_wanted.push_back(page);
        m_ask.start();
    }
}

void TimelineModel::wantRow(int row) const
{
    const qint64 key = keyAt(row);
    if (!m_openRows.contains(key)) {
        m_openRows.insert(key);
        m_wantedRows.append(key);
        m_ask.start();
    }
}

void TimelineModel::askForRows()
{
    // What was looked at last counts; what is left out is wanted again when somebody looks at it again.
    while (m_wantedRows.size() > mostRows) {
        m_openRows.remove(m_wantedRows.takeFirst());
    }
    if (!m_wantedRows.isEmpty()) {
        Q_EMIT rowsWanted(std::exchange(m_wantedRows, {}));
    }
}

void TimelineModel::askForPages()
{
    askForRows();
    constexpr std::size_t most = 4; // who scrolls fast looks at the last ones only
    while (m_wanted.size() > most) {
        m_wanted.erase(m_wanted.begin());
    }
    const auto pages = std::exchange(m_wanted, {});
    for (const int page : pages) {
        const int first = page * pageRows;
        const int last = std::min(first + pageRows, rowCount()) - 1;
        if (first < rowCount()) {
            Q_EMIT pageWanted(keyAt(last), keyAt(first));
        }
    }
}

int TimelineModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_keys.size());
}

int TimelineModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(columnTotal);
}

QVariant TimelineModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const qint64 key = keyAt(index.row());
    const auto found = m_rows.constFind(key);
    if (found == m_rows.constEnd() || m_stale.contains(key)) {
        want(index.row());
    }
    if (role == IsLoadedRole) {
        return found != m_rows.constEnd();
    }
    if (found == m_rows.constEnd()) {
        return role == Qt::DisplayRole && index.column() == TextColumn ? QVariant(u"…"_s) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case TimeColumn:
            return localText(found->at);
        case KindColumn:
            return kindText(*found);
        case AuthorColumn:
            return authorOf(*found);
        default:
            return textOf(*found);
        }
    case Qt::ToolTipRole:
        return index.column() == TimeColumn ? timeTip(*found)
            : index.column() == TextColumn  ? textOf(*found)
                                            : QString();
    case Qt::AccessibleTextRole:
        return index.column() == TimeColumn ? QVariant(localText(found->at) + u", "_s + kindText(*found)) : QVariant();
    case EntityRole:
        return QVariant::fromValue(found->entity);
    case IsPostedRole:
        return !found->observation.has_value();
    case IsPinnedRole:
        return found->isPinned;
    case IsStruckRole:
        return found->isStruck;
    case AtRole:
        return found->at;
    default:
        return {};
    }
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case KindColumn:
        return tr("Kind");
    case AuthorColumn:
        return tr("Source or author");
    case TextColumn:
        return tr("What happened");
    default:
        return {};
    }
}

} // namespace bulkhead
