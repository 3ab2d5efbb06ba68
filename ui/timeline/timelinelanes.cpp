#include "ui/timeline/timelinelanes.h"

#include "models/incident/timelineprojection.h"
#include "ui/common/words.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <numeric>

namespace bulkhead {

namespace {
struct LaneText
{
    Q_DECLARE_TR_FUNCTIONS(TimelineLanes)
};

/// Tones of lanes that have none by their meaning, told apart side by side in light and dark.
constexpr std::array laneTones = {Tone::Accent, Tone::Synthetic, Tone::Mixed, Tone::Medium,
                                  Tone::Low,    Tone::High,      Tone::Ok,    Tone::Unreadable};

constexpr std::size_t noGroup = static_cast<std::size_t>(-1);

/// A group of entries before it becomes a lane.
struct Group
{
    QString name;
    std::size_t count = 0;
    std::size_t lane = noGroup;
};

struct KindGroup
{
    const char* name;
    std::vector<Kind> kinds;
};
const std::vector<KindGroup>& kindGroups()
{
    static const std::vector<KindGroup> groups = {
        {QT_TRANSLATE_NOOP("TimelineLanes", "Observations"), {Table<Observation>::kind}},
        {QT_TRANSLATE_NOOP("TimelineLanes", "Decisions"), {Table<Decision>::kind}},
        {QT_TRANSLATE_NOOP("TimelineLanes", "Tasks"), {Table<Task>::kind}},
        {QT_TRANSLATE_NOOP("TimelineLanes", "Evidence"),
         {Table<Evidence>::kind, Table<CustodyStep>::kind, Table<Sighting>::kind, Table<VerdictReport>::kind}},
        {QT_TRANSLATE_NOOP("TimelineLanes", "Clocks"), {Table<IncidentClock>::kind}},
        {QT_TRANSLATE_NOOP("TimelineLanes", "People and parties"), {Table<Assignment>::kind, Table<Party>::kind}},
        {QT_TRANSLATE_NOOP("TimelineLanes", "Comments and reports"), {Table<Comment>::kind, Table<StatusReport>::kind}},
        {QT_TRANSLATE_NOOP("TimelineLanes", "The incident"), {Table<Incident>::kind}},
    };
    return groups;
}

/// Which group an entry is in, and what the groups are called: one table look-up an entry.
class Grouper
{
public:
    Grouper(const TimelineMarks& marks, const TimelineSurroundings& surroundings, TimelineGrouping grouping)
        : m_grouping(grouping)
    {
        switch (grouping) {
        case TimelineGrouping::BySource:
            bySource(marks);
            break;
        case TimelineGrouping::ByKind:
            byKind();
            break;
        case TimelineGrouping::ByRole:
            byRole(marks, surroundings);
            break;
        case TimelineGrouping::BySurface:
            bySurface();
            break;
        }
    }
    [[nodiscard]] std::size_t groupOf(const TimelineMark& mark) const
    {
        switch (m_grouping) {
        case TimelineGrouping::BySource:
            return (mark.flags & TimelineMark::Posted) != 0 ? 0 : find(mark.source);
        case TimelineGrouping::ByKind:
            return find(mark.kind);
        case TimelineGrouping::ByRole:
            return find(mark.author);
        case TimelineGrouping::BySurface:
            return find(mark.surface);
        }
        return 0;
    }
    [[nodiscard]] std::vector<Group>& groups() { return m_groups; }
    [[nodiscard]] bool isByCount() const { return m_grouping == TimelineGrouping::BySource; }

private:
    [[nodiscard]] std::size_t find(std::size_t key) const { return key < m_table.size() ? m_table[key] : m_rest; }
    std::size_t add(const QString& name)
    {
        m_groups.push_back({name});
        return m_groups.size() - 1;
    }
    void bySource(const TimelineMarks& marks)
    {
        add(LaneText::tr("Done in this case"));
        for (const QString& source : marks.sources) {
            m_table.push_back(add(source.isEmpty() ? LaneText::tr("No source given") : source));
        }
        m_rest = marks.sources.isEmpty() ? add(LaneText::tr("No source given")) : m_table.front();
    }
    void byKind()
    {
        constexpr std::size_t mostKinds = 64;
        for (const KindGroup& group : kindGroups()) {
            const std::size_t place = add(LaneText::tr(group.name));
            for (const Kind kind : group.kinds) {
                m_table.resize(std::max(m_table.size(), std::size_t(kind) + 1), noGroup);
                m_table[kind] = place;
            }
        }
        m_rest = add(LaneText::tr("Other"));
        m_table.resize(mostKinds, m_rest);
        std::ranges::replace(m_table, noGroup, m_rest);
    }
    void byRole(const TimelineMarks& marks, const TimelineSurroundings& surroundings)
    {
        for (const Role role : allRoles) {
            add(roleName(role));
        }
        m_rest = add(LaneText::tr("No role"));
        for (std::size_t i = 0; i < marks.authors.size(); ++i) {
            const Roles roles = i < surroundings.roles.size() ? surroundings.roles[i] : Roles();
            const auto first = std::ranges::find_if(allRoles, [&](Role role) { return roles.has(role); });
            m_table.push_back(first == allRoles.end() ? m_rest : std::size_t(first - allRoles.begin()));
        }
    }
    void bySurface()
    {
        static constexpr std::array ids = {"api-endpoint", "data-sync", "admin-console", "app-settings",
                                           "user-provisioning"};
        m_rest = add(LaneText::tr("Surface not known"));
        m_table.push_back(m_rest);
        for (const char* id : ids) {
            m_table.push_back(add(surfaceName(QString::fromLatin1(id))));
        }
    }

    TimelineGrouping m_grouping;
    std::vector<Group> m_groups;
    std::vector<std::size_t> m_table; ///< key → group
    std::size_t m_rest = 0;
};

/// Lanes for the groups that hold something: the largest first where they are many, the others in one.
std::vector<TimelineLane> lanesFor(std::vector<Group>& groups, bool isByCount)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i].count > 0) {
            order.push_back(i);
        }
    }
    const bool hasOthers = order.size() > TimelinePicture::mostLanes;
    if (isByCount) {
        std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return groups[i].count; });
    }
    std::vector<TimelineLane> lanes;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool isOther = hasOthers && i >= TimelinePicture::mostLanes;
        if (!isOther || i == TimelinePicture::mostLanes) {
            TimelineLane lane;
            lane.name = isOther ? LaneText::tr("Others (%1)").arg(order.size() - TimelinePicture::mostLanes)
                                : groups[order[i]].name;
            lane.tone = isOther ? Tone::Neutral : laneTones[lanes.size() % laneTones.size()];
            lanes.push_back(std::move(lane));
        }
        groups[order[i]].lane = lanes.size() - 1;
    }
    return lanes;
}
} // namespace

qint64 instantOfKey(qint64 key)
{
    return TimelineProjection::instantOf(key);
}

TimelineGlyph glyphOf(const TimelineMark& mark)
{
    return (mark.flags & TimelineMark::Struck) != 0 ? TimelineGlyph::Struck
        : (mark.flags & TimelineMark::Pinned) != 0  ? TimelineGlyph::Pinned
        : mark.kind == Table<Decision>::kind        ? TimelineGlyph::Decision
        : (mark.flags & TimelineMark::Posted) != 0  ? TimelineGlyph::Posted
                                                    : TimelineGlyph::Entry;
}

void TimelineLane::index()
{
    constexpr std::size_t entriesOfAMark = 8;
    if (times.empty()) {
        return;
    }
    const std::size_t wanted = times.size() / entriesOfAMark + 1;
    marksPerMs = static_cast<double>(wanted) / static_cast<double>(times.back() - times.front() + 1);
    marks.reserve(wanted + 2);
    for (std::size_t place = 0; place < times.size(); ++place) {
        const std::size_t mark = markOf(times[place]);
        while (marks.size() <= mark) {
            marks.push_back(static_cast<quint32>(place));
        }
    }
    marks.push_back(static_cast<quint32>(times.size()));
}

std::size_t TimelineLane::placeAt(qint64 at) const
{
    if (times.empty() || at <= times.front()) {
        return 0;
    }
    if (at > times.back()) {
        return times.size();
    }
    const std::size_t mark = markOf(at);
    const auto from = times.begin() + static_cast<std::ptrdiff_t>(marks[mark]);
    const auto to = times.begin() + static_cast<std::ptrdiff_t>(marks[mark + 1]);
    return static_cast<std::size_t>(std::lower_bound(from, to, at) - times.begin());
}

std::shared_ptr<const TimelinePicture> makeTimelinePicture(TimelineMarks marks, TimelineSurroundings surroundings,
                                                           TimelineGrouping grouping)
{
    auto picture = std::make_shared<TimelinePicture>();
    picture->grouping = grouping;
    Grouper grouper(marks, surroundings, grouping);
    for (const TimelineMark& mark : marks.marks) {
        ++grouper.groups()[grouper.groupOf(mark)].count;
    }
    picture->lanes = lanesFor(grouper.groups(), grouper.isByCount());
    std::vector<std::size_t> sizes(picture->lanes.size());
    for (const Group& group : grouper.groups()) {
        if (group.lane != noGroup) {
            sizes[group.lane] += group.count;
        }
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        picture->lanes[i].times.reserve(sizes[i]);
        picture->lanes[i].rows.reserve(sizes[i]);
    }
    for (std::size_t row = marks.marks.size(); row-- > 0;) {
        const TimelineMark& mark = marks.marks[row];
        TimelineLane& lane = picture->lanes[grouper.groups()[grouper.groupOf(mark)].lane];
        const TimelineGlyph glyph = glyphOf(mark);
        const qint64 at = instantOfKey(mark.key);
        if (glyph >= TimelineGlyph::Pinned) {
            lane.notable.push_back({at, static_cast<quint32>(lane.size()), glyph});
        }
        lane.times.push_back(at);
        lane.rows.push_back(static_cast<quint32>(row));
    }
    std::ranges::for_each(picture->lanes, &TimelineLane::index);
    if (!marks.marks.empty()) {
        picture->bounds = {instantOfKey(marks.marks.back().key), instantOfKey(marks.marks.front().key)};
    }
    picture->marks = std::move(marks);
    picture->surroundings = std::move(surroundings);
    return picture;
}

std::optional<TimelinePicture::Place> TimelinePicture::placeOf(int row) const
{
    const auto wanted = static_cast<quint32>(row);
    for (std::size_t lane = 0; row >= 0 && lane < lanes.size(); ++lane) {
        const auto& rows = lanes[lane].rows;
        const auto found = std::ranges::lower_bound(rows, wanted, std::greater());
        if (found != rows.end() && *found == wanted) {
            return Place{static_cast<int>(lane), static_cast<std::size_t>(found - rows.begin())};
        }
    }
    return {};
}

int TimelinePicture::rowOf(const Place& place) const
{
    return static_cast<int>(lanes[static_cast<std::size_t>(place.lane)].rows[place.place]);
}

qint64 TimelinePicture::timeOf(int row) const
{
    return instantOfKey(marks.marks[static_cast<std::size_t>(row)].key);
}

std::optional<std::pair<int, int>> TimelinePicture::rowsIn(const TimelineSpan& span) const
{
    const auto at = [](const TimelineMark& mark) { return instantOfKey(mark.key); };
    const auto first = std::ranges::lower_bound(marks.marks, span.to, std::greater(), at);
    const auto end = std::ranges::upper_bound(marks.marks, span.from, std::greater(), at);
    if (first >= end) {
        return {};
    }
    return std::pair(static_cast<int>(first - marks.marks.begin()), static_cast<int>(end - marks.marks.begin()) - 1);
}

TimelineSpan TimelinePicture::busiest() const
{
    constexpr std::size_t few = 200;
    constexpr std::size_t shareOfFew = 20; // one in twenty at each end
    constexpr std::size_t shareOfMany = 200;
    constexpr double worthIt = 1.5;
    if (isEmpty()) {
        return bounds;
    }
    const std::size_t count = marks.marks.size();
    const std::size_t out = count / (count < few ? shareOfFew : shareOfMany);
    const TimelineSpan middle{instantOfKey(marks.marks[count - 1 - out].key), instantOfKey(marks.marks[out].key)};
    if (middle.length() <= 0) {
        return bounds;
    }
    // With whatever stands near by, and from the first of it to the last.
    const qint64 near = middle.length() / 2;
    const auto rows = rowsIn({middle.from - near, middle.to + near});
    const TimelineSpan found{timeOf(rows->second), timeOf(rows->first)};
    return static_cast<double>(bounds.length()) > worthIt * static_cast<double>(found.length()) ? found : bounds;
}

std::optional<TimelinePicture::Place> TimelinePicture::nearest(int lane, qint64 at) const
{
    if (lane < 0 || lane >= static_cast<int>(lanes.size())) {
        return {};
    }
    const TimelineLane& entries = lanes[static_cast<std::size_t>(lane)];
    std::size_t place = entries.placeAt(at);
    if (place == entries.size() || (place > 0 && at - entries.times[place - 1] <= entries.times[place] - at)) {
        --place;
    }
    return Place{lane, place};
}

std::size_t TimelinePicture::octets() const
{
    std::size_t sum = marks.marks.capacity() * sizeof(TimelineMark);
    for (const TimelineLane& lane : lanes) {
        sum += lane.times.capacity() * sizeof(qint64) + (lane.rows.capacity() + lane.marks.capacity()) * sizeof(quint32)
            + lane.notable.capacity() * sizeof(TimelineNotable);
    }
    return sum;
}

} // namespace bulkhead
