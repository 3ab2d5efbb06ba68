/// What the page reads, and when: keys or marks of all entries, rows where somebody looks.

#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/timeline/filterbar.h"
#include "ui/timeline/picturepane.h"
#include "ui/timeline/timelinepage.h"
#include "ui/timeline/timelinereading.h"
#include "ui/timeline/timelineview.h"

namespace bulkhead {

void TimelinePage::reload()
{
    if (m_incident.isNull()) {
        m_model->clear();
        return;
    }
    const TimelineQuery query = m_filter->query();
    const auto grouping = m_showsPicture ? std::optional(m_picture->grouping()) : std::nullopt;
    m_context.session.read(
        this,
        [incident = m_incident, query, grouping](Casework& casework) {
            return readTimeline(casework, incident, query, grouping);
        },
        [this, query, ticket = m_keysRead.next()](Expected<TimelineReading> reading) {
            if (!m_keysRead.isCurrent(ticket)) {
                return;
            }
            const bool isOutdated = std::exchange(m_isOutdated, false);
            if (!reading) {
                m_banner->showError(reading.error());
                return;
            }
            m_shown = query;
            m_model->setKeys(std::move(reading->keys));
            m_picture->view()->setPicture(std::move(reading->picture));
            m_picture->view()->setNow(m_context.session.clock().now());
            showCounts();
            if (isOutdated) {
                reload();
            } else if (!m_toReveal.isNull()) {
                reveal(std::exchange(m_toReveal, Id()));
            }
        });
}

void TimelinePage::fetch(qint64 lowest, qint64 highest)
{
    TimelineQuery query = m_shown;
    query.after = lowest - 1;
    query.before = highest + 1;
    ++m_openReads;
    m_context.session.read(
        this, [incident = m_incident, query](Casework& casework) { return casework.timeline(incident, query); },
        [this, generation = m_generation](const Expected<std::vector<TimelineRow>>& rows) {
            takeRows(generation, rows);
        });
}

void TimelinePage::fetchRows(const QList<qint64>& keys)
{
    ++m_openReads;
    m_context.session.read(
        this,
        [incident = m_incident, query = m_shown, keys](Casework& casework) {
            return readTimelineRows(casework, incident, query, keys);
        },
        [this, generation = m_generation](const Expected<std::vector<TimelineRow>>& rows) {
            takeRows(generation, rows);
        });
}

void TimelinePage::takeRows(quint64 generation, const Expected<std::vector<TimelineRow>>& rows)
{
    --m_openReads;
    if (generation != m_generation) {
        return;
    }
    if (rows) {
        m_model->putRows(*rows);
    } else {
        m_banner->showError(rows.error());
    }
}

void TimelinePage::refresh(const Committed& change)
{
    if (change.stream.incident != m_incident || m_incident.isNull()) {
        return;
    }
    for (const Committed::Touched& touched : change.touched) {
        m_model->touch(touched.entity);
        if (touched.kind == Table<SavedFilter>::kind) {
            readFilters();
        }
    }
    if (m_keysRead.isSettled()) {
        reload();
    } else {
        m_isOutdated = true; // many changes at once are read once, after the reading that is under way
    }
}

} // namespace bulkhead
