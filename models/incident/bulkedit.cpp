#include "models/incident/bulkedit.h"
#include "models/incident/words.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int rowsAtOnce = 5000;

/// Facts for as few changes as hold them, a stream apart from the other.
class BulkDrafts
{
public:
    explicit BulkDrafts(QString intent)
        : m_intent(std::move(intent))
    {
    }
    void add(const Stream& stream, std::vector<Fact> facts)
    {
        const auto last = m_last.find(stream);
        const bool fits = last != m_last.end()
            && m_drafts[last->second].facts.size() + facts.size() <= entities::factsOfABatch;
        if (!fits) {
            m_last[stream] = m_drafts.size();
            m_drafts.push_back({stream, m_intent, {}});
        }
        std::ranges::move(facts, std::back_inserter(m_drafts[m_last[stream]].facts));
    }
    [[nodiscard]] const std::vector<Draft>& drafts() const { return m_drafts; }

private:
    QString m_intent;
    std::vector<Draft> m_drafts;
    std::map<Stream, std::size_t> m_last;
};

QString intentOf(const BulkEdit& edit)
{
    const bool onlyStrikes = edit.addTags.isEmpty() && edit.removeTags.isEmpty() && !edit.pinned && !edit.source
        && !edit.surface;
    return onlyStrikes ? u"observation.strike"_s : u"observation.bulk"_s;
}

Expected<void> collect(const Casework& casework, const Id& incident, TimelineQuery query, const BulkEdit& edit,
                       BulkDrafts& drafts, BulkOutcome& outcome)
{
    query.limit = rowsAtOnce;
    query.newestFirst = false;
    for (;;) {
        TRY(const auto rows, casework.timeline(incident, query));
        for (const TimelineRow& row : rows) {
            if (!row.observation) {
                ++outcome.posted;
                continue;
            }
            const Observation& before = row.observation->value;
            const Observation after = edit.appliedTo(before);
            if (before == after) {
                ++outcome.unchanged;
                continue;
            }
            ++outcome.changed;
            // The first write about an imported row says all of it: from then on it no longer follows its file.
            drafts.add(row.stream,
                       row.isImported ? factsOf(row.entity, after) : factsBetween(row.entity, before, after));
        }
        if (rows.size() < std::size_t(rowsAtOnce)) {
            return {};
        }
        query.after = rows.back().row;
    }
}
} // namespace

bool BulkEdit::isEmpty() const
{
    return addTags.isEmpty() && removeTags.isEmpty() && !pinned && !source && !surface
        && strikeReason.trimmed().isEmpty();
}

Observation BulkEdit::appliedTo(Observation observation) const
{
    for (const QString& tag : removeTags) {
        observation.tags.removeAll(tag);
    }
    for (const QString& tag : addTags) {
        if (!observation.tags.contains(tag)) {
            observation.tags.append(tag);
        }
    }
    observation.isPinned = pinned.value_or(observation.isPinned);
    observation.source = source.value_or(observation.source);
    observation.surface = surface.value_or(observation.surface);
    if (!strikeReason.trimmed().isEmpty() && !observation.isStruck) {
        observation.isStruck = true;
        observation.struckReason = strikeReason.trimmed();
    }
    return observation;
}

Expected<BulkOutcome> editObservations(Casework& casework, const Id& incident, const TimelineQuery& filter,
                                       const KeyStretches& stretches, const BulkEdit& edit)
{
    if (edit.isEmpty()) {
        return failure("value.empty"_L1, Wording::tr("Nothing was chosen to be changed. Choose at least one thing."));
    }
    BulkOutcome outcome;
    BulkDrafts drafts(intentOf(edit));
    for (const auto& [lowest, highest] : stretches) {
        TimelineQuery query = filter;
        query.after = lowest - 1;
        query.before = highest + 1;
        CHECK_OK(collect(casework, incident, query, edit, drafts, outcome));
    }
    if (!drafts.drafts().empty()) {
        TRY(const auto committed, casework.journal().append(drafts.drafts()));
        outcome.changes = static_cast<qint64>(committed.size());
    }
    return outcome;
}

} // namespace bulkhead
