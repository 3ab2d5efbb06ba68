#include "ui/audit/changesmodel.h"

#include "models/incident/session.h"
#include "ui/common/rowmodel.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

Word stateOf(const ChangeEntry& entry)
{
    switch (entry.state) {
    case ChangeEntry::State::Invalid:
        return {ChangesModel::tr("Invalid"), Tone::Overdue, Mark::Octagon};
    case ChangeEntry::State::Held:
        return {ChangesModel::tr("Held"), Tone::Warn, Mark::Triangle};
    case ChangeEntry::State::Folded:
        break;
    }
    return entry.isSigned ? Word{ChangesModel::tr("Signed"), Tone::Ok, Mark::Check}
                          : Word{ChangesModel::tr("To be signed"), Tone::Neutral, Mark::Ring};
}

Expected<std::vector<ChangeRow>> readRows(Casework& casework, const ChangeQuery& query)
{
    const Journal& journal = casework.journal();
    TRY(auto entries, journal.changes(query));
    TRY(const auto numbers, casework.numbers());
    std::map<Id, QString> devices;
    for (const auto& [id, device] : journal.devices()) {
        devices.emplace(id, device.name);
    }
    std::vector<ChangeRow> rows;
    rows.reserve(entries.size());
    for (ChangeEntry& entry : entries) {
        ChangeRow row;
        const QStringList said = entry.isReadable ? casework.sentences(entry) : QStringList();
        row.said = !entry.isReadable ? ChangesModel::tr("Sealed for a compartment that you may not read")
            : said.isEmpty()         ? entry.body.intent
                                     : said.join(u" · "_s);
        const auto number = numbers.find(entry.stream.incident);
        row.incident = number == numbers.end() ? QString() : number->second;
        const auto device = devices.find(entry.header.device);
        row.device = device == devices.end() ? entry.header.device.text() : device->second;
        row.entry = std::move(entry);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

ChangesModel::ChangesModel(Session& session, QObject* parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
}

void ChangesModel::ask(const ChangeQuery& query)
{
    m_query = query;
    m_query.limit = pageSize;
    m_query.newestFirst = true;
    beginResetModel();
    m_rows.clear();
    m_isWhole = false;
    endResetModel();
    read(0);
}

void ChangesModel::read(qint64 before)
{
    ChangeQuery query = m_query;
    query.before = before;
    m_isReading = true;
    m_session.read(
        this,
        [query](Casework& casework) -> Expected<Page> {
            TRY(auto rows, readRows(casework, query));
            TRY(const auto total, casework.journal().countChanges(query));
            return Page{std::move(rows), total};
        },
        [this, ticket = m_read.next()](Expected<Page> page) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            m_isReading = false;
            if (page) {
                m_total = page->total;
                take(std::move(page->rows));
            } else {
                m_isWhole = true;
                Q_EMIT failed(page.error());
            }
        });
}

void ChangesModel::take(std::vector<ChangeRow> rows)
{
    m_isWhole = rows.size() < static_cast<std::size_t>(pageSize);
    if (!rows.empty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
        std::ranges::move(rows, std::back_inserter(m_rows));
        endInsertRows();
    }
    Q_EMIT loaded();
}

bool ChangesModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && !m_isWhole && !m_isReading && !m_rows.empty();
}

void ChangesModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent)) {
        read(m_rows.back().entry.row);
    }
}

int ChangesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ChangesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case AtColumn:
        return tr("Written");
    case AuthorColumn:
        return tr("By");
    case SaidColumn:
        return tr("What");
    case IncidentColumn:
        return tr("Incident");
    case StateColumn:
        return tr("State");
    default:
        return {};
    }
}

QVariant ChangesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const ChangeRow& row = at(index.row());
    const ChangeEntry& entry = row.entry;
    if (index.column() == StateColumn && (role == ToneRole || role == MarkRole)) {
        const Word word = stateOf(entry);
        return role == ToneRole ? static_cast<int>(word.tone) : static_cast<int>(word.mark);
    }
    if (role == Qt::ToolTipRole && index.column() == AtColumn) {
        return timetext::tooltip(entry.header.clock.ms());
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (index.column()) {
    case AtColumn:
        return timetext::preciseMoment(entry.header.clock.ms());
    case AuthorColumn:
        return entry.authorName.isEmpty() ? tr("unknown") : entry.authorName;
    case SaidColumn:
        return row.said;
    case IncidentColumn:
        return row.incident.isEmpty() ? tr("vault") : row.incident;
    default:
        return role == Qt::ToolTipRole && !entry.reason.isEmpty() ? entry.reason : stateOf(entry).text;
    }
}

} // namespace bulkhead
