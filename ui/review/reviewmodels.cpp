#include "ui/review/reviewmodels.h"

#include "ui/common/timetext.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
/// "24 Nov 2026 03:12 CET, entered": by a person, or recorded by the program.
QString endText(const std::optional<review::Instant>& end)
{
    if (!end) {
        return {};
    }
    return end->origin == review::Origin::Entered ? FiguresModel::tr("%1, entered").arg(timetext::moment(end->at))
                                                  : FiguresModel::tr("%1, recorded").arg(timetext::moment(end->at));
}

QString endTip(const std::optional<review::Instant>& end)
{
    return end ? u"%1\n%2\n%3"_s.arg(end->what, timetext::tooltip(end->at), review::originName(end->origin))
               : QString();
}

/// Tone, mark and text of a word by their roles.
QVariant wordCell(const Word& word, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return word.text;
    case ToneRole:
        return static_cast<int>(word.tone);
    case MarkRole:
        return static_cast<int>(word.mark);
    default:
        return {};
    }
}

bool isPrivileged(const Kept<ReviewItem>& item)
{
    return item.stream.compartment == Compartment::Counsel;
}

QString titleOf(const Kept<ReviewItem>& item)
{
    return isPrivileged(item) ? FindingsModel::tr("Privileged: %1").arg(item.value.text) : item.value.text;
}

/// The whole of it for whoever points at it: columns are narrow.
QString tipOf(const Kept<ReviewItem>& item)
{
    QStringList lines{item.value.text};
    if (!item.value.detail.isEmpty()) {
        lines += item.value.detail;
    }
    if (isPrivileged(item)) {
        lines += FindingsModel::tr("Privileged: for counsel only, and never in the report.");
    }
    if (item.value.isStruck) {
        lines += FindingsModel::tr("Struck: %1").arg(item.value.struckReason);
    }
    return lines.join(u'\n');
}
} // namespace

Expected<ReviewPicture> reviewPicture(const Casework& casework, const Id& incident,
                                      std::shared_ptr<const deadline::Lawbook> book)
{
    ReviewPicture result;
    if (!book) {
        TRY(auto read, deadline::Lawbook::load());
        book = std::make_shared<const deadline::Lawbook>(std::move(read));
    }
    result.book = std::move(book);
    TRY(const auto kept, casework.incident(incident));
    result.isClosed = kept.value.phase == Phase::Closed;
    TRY(result.figures, review::measured(casework, incident, result.book->regimes));
    TRY(result.items, review::itemsOf(casework, incident, true));
    TRY(result.open, review::openActions(casework));
    for (const auto& member : casework.journal().members()) {
        result.members[member.id] = member.member.name;
    }
    return result;
}

const review::Statistic* EarlierIncidents::of(const QString& measure) const
{
    const auto found = std::ranges::find(statistics, measure,
                                         [](const review::Statistic& one) { return one.measure.id; });
    return found == statistics.end() ? nullptr : &*found;
}

Expected<EarlierIncidents> earlierThan(const Casework& casework, const Id& incident, const deadline::Regimes& regimes)
{
    TRY(auto across, review::measuredAcross(casework, regimes));
    std::vector<review::Measured>& all = across.incidents; // the newest first
    const auto found = std::ranges::find(all, incident, &review::Measured::incident);
    const bool isExercise = found != all.end() && found->isExercise;
    all.erase(all.begin(), found == all.end() ? all.begin() : found + 1);
    std::erase_if(all, [isExercise](const review::Measured& one) { return one.isExercise != isExercise; });
    return EarlierIncidents{static_cast<qint64>(all.size()), review::statisticsOf(all, isExercise)};
}

Word wordOfFinding(const QString& kind)
{
    const QString name = review::kindName(kind);
    if (kind == "cause"_L1) {
        return {name, Tone::High, Mark::Square};
    }
    if (kind == "factor"_L1) {
        return {name, Tone::Medium, Mark::Diamond};
    }
    if (kind == "helped"_L1) {
        return {name, Tone::Ok, Mark::Check};
    }
    if (kind == "hindered"_L1) {
        return {name, Tone::Critical, Mark::Cross};
    }
    return {name, Tone::Accent, Mark::Ring};
}

Word wordOfAction(const ReviewItem& item, qint64 now)
{
    if (item.isStruck) {
        return {ActionsModel::tr("Struck"), Tone::Unknown, Mark::Cross};
    }
    if (item.state == "dropped"_L1) {
        return {ActionsModel::tr("Dropped"), Tone::Unknown, Mark::Cross};
    }
    if (item.state == "done"_L1) {
        return item.due && item.finishedAt && *item.finishedAt > *item.due
            ? Word{ActionsModel::tr("Done late"), Tone::Warn, Mark::Check}
            : Word{ActionsModel::tr("Done"), Tone::Ok, Mark::Check};
    }
    return item.due && *item.due < now ? Word{ActionsModel::tr("Overdue"), Tone::Overdue, Mark::Triangle}
                                       : Word{ActionsModel::tr("Open"), Tone::Accent, Mark::Ring};
}

Word wordOfLapse(const std::optional<qint64>& ms, bool isMargin)
{
    if (!ms) {
        return {review::durationText(ms), Tone::Unknown, Mark::Ring};
    }
    if (!isMargin) {
        return {review::durationText(*ms), Tone::Neutral, Mark::None};
    }
    return *ms < 0 ? Word{FiguresModel::tr("%1 late").arg(review::durationText(-*ms)), Tone::Overdue, Mark::Triangle}
                   : Word{FiguresModel::tr("%1 left").arg(review::durationText(*ms)), Tone::Ok, Mark::Check};
}

QVariant FiguresModel::header(int column, int role) const
{
    if (role == Qt::ToolTipRole) {
        return column == MedianColumn ? tr("Of earlier incidents; drills are compared with drills.")
            : column == P90Column     ? tr("Nine of ten earlier incidents were at least as good.")
                                      : QVariant();
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case MetricColumn:
        return tr("Metric");
    case ValueColumn:
        return tr("Value");
    case MedianColumn:
        return tr("Median");
    case P90Column:
        return tr("p90");
    case FromColumn:
        return tr("From");
    case ToColumn:
        return tr("To");
    case NoteColumn:
        return tr("Note");
    default:
        return tr("Definition");
    }
}

QVariant FiguresModel::cell(const FigureRow& row, int column, int role) const
{
    const review::Metric& metric = row.metric;
    if (role == SortRole) {
        const auto measures = review::measures();
        return static_cast<int>(std::ranges::find(measures, metric.id, &review::Measure::id) - measures.begin());
    }
    if (column == MedianColumn || column == P90Column) {
        if (role == Qt::ToolTipRole) {
            return !row.earlier ? tr("Earlier incidents are being measured.")
                : row.earlier->known + row.earlier->unknown == 0
                ? tr("There is no earlier incident to compare with.")
                : tr("Known of %1 earlier incidents, not known of %2.")
                      .arg(countText(row.earlier->known), countText(row.earlier->unknown));
        }
        return role != Qt::DisplayRole                       ? QVariant()
            : !row.earlier                                   ? u"…"_s
            : row.earlier->known + row.earlier->unknown == 0 ? tr("none yet")
            : column == MedianColumn                         ? review::durationText(row.earlier->median)
                                                             : review::durationText(row.earlier->p90);
    }
    switch (column) {
    case MetricColumn:
        return role == Qt::DisplayRole ? metric.name : role == Qt::ToolTipRole ? metric.definition : QVariant();
    case ValueColumn: {
        const Word word = wordOfLapse(metric.value, metric.isMargin);
        const bool isPill = !metric.value || metric.isMargin;
        return role == Qt::ToolTipRole                         ? metric.definition
            : isPill || (role != ToneRole && role != MarkRole) ? wordCell(word, role)
                                                               : QVariant();
    }
    case FromColumn:
    case ToColumn: {
        const auto& end = column == FromColumn ? metric.from : metric.to;
        return role == Qt::DisplayRole ? endText(end) : role == Qt::ToolTipRole ? endTip(end) : QVariant();
    }
    case NoteColumn:
        return role == Qt::DisplayRole || role == Qt::ToolTipRole ? metric.note : QVariant();
    default:
        return role == Qt::DisplayRole || role == Qt::ToolTipRole ? metric.definition : QVariant();
    }
}

QVariant MarginsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case ClockColumn:
        return tr("Clock");
    case MarginColumn:
        return tr("Margin");
    case StateColumn:
        return tr("State");
    case DueColumn:
        return tr("Due");
    case DoneColumn:
        return tr("Submitted or ended");
    case RuleColumn:
        return tr("Rule");
    default:
        return tr("Note");
    }
}

QVariant MarginsModel::cell(const review::ClockMargin& row, int column, int role) const
{
    if (role == SortRole) {
        return column == MarginColumn ? row.margin.value_or(std::numeric_limits<qint64>::max()) : row.due;
    }
    if (column == MarginColumn) {
        return role == Qt::ToolTipRole ? row.note : wordCell(wordOfLapse(row.margin, true), role);
    }
    if (column == StateColumn) {
        return wordCell(wordOf(row.state), role);
    }
    if (role == Qt::ToolTipRole) {
        return column == DueColumn ? timetext::tooltip(row.due)
            : column == DoneColumn ? endTip(row.done)
            : column == NoteColumn ? row.note
                                   : row.name;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case ClockColumn:
        return row.name;
    case DueColumn:
        return timetext::moment(row.due);
    case DoneColumn:
        return endText(row.done);
    case RuleColumn:
        return row.regime.isEmpty() ? tr("plain hours") : row.regime;
    default:
        return row.note;
    }
}

QVariant FindingsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case KindColumn:
        return tr("Kind");
    case TextColumn:
        return tr("Finding");
    case DetailColumn:
        return tr("Detail");
    default:
        return tr("Written");
    }
}

QVariant FindingsModel::cell(const Kept<ReviewItem>& row, int column, int role) const
{
    if (role == StruckRole) {
        return row.value.isStruck && column != KindColumn;
    }
    if (role == SortRole && column == KindColumn) {
        // Within a kind in the order in which they were written; struck ones last.
        return u"%1 %2 %3"_s.arg(row.value.isStruck ? 1 : 0)
            .arg(review::kindIds().indexOf(row.value.kind))
            .arg(row.value.createdAt, 16, 10, QChar(u'0'));
    }
    if (column == KindColumn && role != Qt::ToolTipRole) {
        return wordCell(wordOfFinding(row.value.kind), role);
    }
    if (role == Qt::ToolTipRole) {
        return column == WrittenColumn ? timetext::tooltip(row.value.createdAt) : tipOf(row);
    }
    if (role == SortRole && column == WrittenColumn) {
        return row.value.createdAt;
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case TextColumn:
        return titleOf(row);
    case DetailColumn:
        return row.value.detail.simplified();
    default:
        return timetext::moment(row.value.createdAt);
    }
}

void ActionsModel::setNow(qint64 now)
{
    m_now = now;
    refreshCells();
}

QVariant ActionsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case TextColumn:
        return tr("Action");
    case OwnerColumn:
        return tr("Owner");
    case DueColumn:
        return tr("Due");
    case StateColumn:
        return tr("State");
    case OutcomeColumn:
        return tr("Outcome");
    default:
        return tr("Incident");
    }
}

QString ActionsModel::text(const ActionRow& row, int column) const
{
    const ReviewItem& item = row.action.item.value;
    switch (column) {
    case TextColumn:
        return titleOf(row.action.item);
    case OwnerColumn:
        return row.owner;
    case DueColumn:
        return item.due ? timetext::moment(*item.due) : QString();
    case OutcomeColumn:
        return item.outcome.simplified();
    default:
        return row.action.isExercise ? tr("%1 %2 (exercise)").arg(row.action.number, row.action.title)
                                     : tr("%1 %2").arg(row.action.number, row.action.title);
    }
}

QVariant ActionsModel::cell(const ActionRow& row, int column, int role) const
{
    const ReviewItem& item = row.action.item.value;
    if (role == StruckRole) {
        return item.isStruck && column != StateColumn;
    }
    if (role == SortRole && (column == DueColumn || column == StateColumn)) {
        // What is open comes first, the most urgent of it on top.
        const bool hasEnded = item.isStruck || !item.state.isEmpty();
        const qint64 due = item.due.value_or(std::numeric_limits<qint64>::max() / 4);
        return due + (column == StateColumn && hasEnded ? std::numeric_limits<qint64>::max() / 2 : 0);
    }
    if (column == StateColumn && role != Qt::ToolTipRole) {
        return wordCell(wordOfAction(item, m_now), role);
    }
    if (role == Qt::ToolTipRole) {
        switch (column) {
        case DueColumn:
            return item.due ? timetext::tooltip(*item.due) : QString();
        case StateColumn:
            return item.finishedAt                        ? timetext::tooltip(*item.finishedAt)
                : item.due && !item.isStruck && m_now > 0 ? timetext::remaining(*item.due, m_now)
                                                          : QString();
        case OutcomeColumn:
            return item.outcome;
        default:
            return tipOf(row.action.item);
        }
    }
    return role == Qt::DisplayRole || role == SortRole ? text(row, column) : QVariant();
}

} // namespace bulkhead
