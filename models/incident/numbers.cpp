#include "models/incident/casework.h"
#include "models/incident/words.h"

#include <QRegularExpression>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
QString plainNumber(qint64 number)
{
    return u"INC-%1"_s.arg(number, 4, 10, QLatin1Char('0'));
}

/// An incident with what decides who keeps a number that two desks took.
struct Numbered
{
    Id id;
    qint64 number = 0;
    HybridTime taken;
    QString device; ///< as text
};

Numbered numbered(const Journal& journal, const Record& record)
{
    const Field* field = journal.schema().field(Table<Incident>::kind, u"number");
    Numbered result{record.entity, record.value(field->id).valueOr<qint64>(), {}, {}};
    if (const auto cell = record.cells.find(field->id); cell != record.cells.end()) {
        const Write& write = cell->second.writes.front();
        result.taken = write.clock;
        if (const auto change = journal.change(write.change); change && *change) {
            result.device = (*change)->header.device.text();
        }
    }
    return result;
}

/// "INC-0008-k3": as many letters of the device, then of the incident, as tell it from the others.
QString lettered(const Numbered& one, const std::map<Id, QString>& taken)
{
    const QString letters = one.device.right(4) + one.id.text().right(8);
    for (int length = 2;; ++length) {
        const QString shown = plainNumber(one.number) + QLatin1Char('-') + letters.left(length);
        const bool isTaken = std::ranges::any_of(taken, [&](const auto& other) { return other.second == shown; });
        if (!isTaken || length >= letters.size()) {
            return shown;
        }
    }
}
} // namespace

Expected<std::map<Id, QString>> Casework::numbers() const
{
    TRY(auto records, m_journal.records(Table<Incident>::kind));
    const Field* field = m_journal.schema().field(Table<Incident>::kind, u"number");
    std::map<qint64, std::vector<const Record*>> byNumber;
    for (const Record& record : records) {
        byNumber[record.value(field->id).valueOr<qint64>()].push_back(&record);
    }
    std::map<Id, QString> result;
    for (const auto& [number, sharing] : byNumber) {
        if (sharing.size() == 1) {
            result[sharing.front()->entity] = plainNumber(number);
            continue;
        }
        std::vector<Numbered> order;
        for (const Record* record : sharing) {
            order.push_back(numbered(m_journal, *record));
        }
        std::ranges::sort(order, [](const Numbered& a, const Numbered& b) {
            return std::tie(a.taken, a.device, a.id) < std::tie(b.taken, b.device, b.id);
        });
        result[order.front().id] = plainNumber(number);
        for (std::size_t i = 1; i < order.size(); ++i) {
            result[order[i].id] = lettered(order[i], result);
        }
    }
    return result;
}

QString Casework::shownNumber(const Id& id) const
{
    const auto all = numbers();
    const auto found = all ? all->find(id) : decltype(all->find(id))();
    return all && found != all->end() ? found->second : QString();
}

Expected<Id> Casework::findIncident(const QString& text) const
{
    const QString wanted = text.trimmed().toLower();
    TRY(auto all, numbers());
    static const QRegularExpression plain(u"^(?:inc-)?0*([1-9][0-9]*)$"_s);
    const auto match = plain.match(wanted);
    std::vector<Id> found;
    for (const auto& [id, shown] : all) {
        const QString lower = shown.toLower();
        if (id.text() == wanted || (lower == wanted && !match.hasMatch())) {
            return id;
        }
        const bool hasNumber = match.hasMatch()
            && lower.mid(4).section(QLatin1Char('-'), 0, 0).toLongLong() == match.captured(1).toLongLong();
        if (hasNumber || (!match.hasMatch() && wanted.size() >= 4 && id.text().startsWith(wanted))) {
            found.push_back(id);
        }
    }
    if (found.size() == 1) {
        return found.front();
    }
    if (found.empty()) {
        return failure("incident.not-found"_L1,
                       Wording::tr("There is no incident “%1” in this vault. Give its number, as in INC-0007, its id, "
                                   "or at least the first four characters of the id.")
                           .arg(text));
    }
    QStringList candidates;
    for (const Id& id : found) {
        candidates.append(u"%1 = %2"_s.arg(all[id], id.text()));
    }
    return failure("incident.ambiguous"_L1,
                   Wording::tr("“%1” could be any of these: %2. Two desks took the same number, or the beginning fits "
                               "several. Give the whole id.")
                       .arg(text, candidates.join(", "_L1)));
}

} // namespace bulkhead
