#include "ui/cases/casesmodel.h"

#include "ui/common/timetext.h"
#include "ui/common/words.h"

namespace bulkhead {

Expected<std::vector<CaseRow>> caseRows(const Casework& casework)
{
    TRY(const auto incidents, casework.incidents());
    TRY(const auto numbers, casework.numbers());
    std::vector<CaseRow> rows;
    rows.reserve(incidents.size());
    for (const auto& kept : incidents) {
        const auto number = numbers.find(kept.id);
        CaseRow row{kept.id, number == numbers.end() ? QString() : number->second, kept.value, {}, {}, {}};
        TRY(const auto clocks, casework.all<IncidentClock>(kept.id));
        for (const auto& clock : clocks) {
            if (clock.value.state == ClockState::Running && (!row.nextDue || clock.value.due < *row.nextDue)) {
                row.nextDue = clock.value.due;
                row.nextClock = clock.value.name;
            }
        }
        TRY(const auto people, casework.all<Assignment>(kept.id));
        for (const auto& one : people) {
            if (one.value.role.has(Role::IncidentCommander) && !one.value.renounced) {
                row.commanders += casework.journal().nameOf(one.value.member);
            }
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

CasesModel::CasesModel(const Clock& clock, QObject* parent)
    : RowModel(parent)
    , m_clock(clock)
{
}

QVariant CasesModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case NumberColumn:
        return tr("Number");
    case TitleColumn:
        return tr("Title");
    case SeverityColumn:
        return tr("Severity");
    case PhaseColumn:
        return tr("Phase");
    case SurfaceColumn:
        return tr("Surface");
    case ClockColumn:
        return tr("Next clock");
    case AgeColumn:
        return tr("Age");
    case CommanderColumn:
        return tr("Commander");
    default:
        return {};
    }
}

QVariant CasesModel::cell(const CaseRow& row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case SortRole:
        return sortKey(row, column);
    case ToneRole:
    case MarkRole:
        return tone(row, column, role);
    case ClosedRole:
        return row.isClosed();
    case ExerciseRole:
        return row.incident.isExercise;
    case Qt::ToolTipRole:
        if (column == ClockColumn && row.nextDue) {
            return QStringLiteral("%1\n%2").arg(row.nextClock, timetext::tooltip(*row.nextDue));
        }
        if (column == AgeColumn) {
            return timetext::tooltip(row.incident.declaredAt);
        }
        return text(row, column);
    default:
        return {};
    }
}

QString CasesModel::text(const CaseRow& row, int column) const
{
    switch (column) {
    case NumberColumn:
        return row.number;
    case TitleColumn:
        //: %1 an incident's title: an exercise, not the real thing
        return row.incident.isExercise ? tr("Drill: %1").arg(row.incident.title) : row.incident.title;
    case SeverityColumn:
        return wordOf(row.incident.severity).text;
    case PhaseColumn:
        return wordOf(row.incident.phase).text;
    case SurfaceColumn: {
        QStringList names;
        for (const QString& surface : row.incident.surfaces) {
            names += surfaceName(surface);
        }
        return names.join(QLatin1StringView(", "));
    }
    case ClockColumn:
        return row.nextDue ? timetext::remaining(*row.nextDue, m_clock.now()) : QStringLiteral("–");
    case AgeColumn:
        return timetext::duration(m_clock.now() - row.incident.declaredAt);
    case CommanderColumn:
        return row.commanders.isEmpty() ? tr("nobody yet") : row.commanders.join(u", ");
    default:
        return {};
    }
}

QVariant CasesModel::sortKey(const CaseRow& row, int column) const
{
    switch (column) {
    case NumberColumn:
        return row.incident.number;
    case SeverityColumn:
        return static_cast<int>(row.incident.severity);
    case PhaseColumn:
        return static_cast<int>(row.incident.phase);
    case ClockColumn:
        return row.nextDue ? *row.nextDue : std::numeric_limits<qint64>::max();
    case AgeColumn:
        return -row.incident.declaredAt;
    default:
        return text(row, column);
    }
}

QVariant CasesModel::tone(const CaseRow& row, int column, int role) const
{
    Word word;
    if (column == SeverityColumn) {
        word = wordOf(row.incident.severity);
    } else if (column == PhaseColumn) {
        word = wordOf(row.incident.phase);
    } else if (column == ClockColumn && row.nextDue && *row.nextDue < m_clock.now()) {
        word = {{}, Tone::Overdue, Mark::Clock};
    } else {
        return {};
    }
    return role == ToneRole ? static_cast<int>(word.tone) : static_cast<int>(word.mark);
}

} // namespace bulkhead
