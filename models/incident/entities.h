#pragma once

// The generic half of Casework: included by casework.h.

#include "models/incident/casework.h"

#include <algorithm>
#include <concepts>

namespace bulkhead {

/// What a record holds, with what surrounds it.
template<typename T> [[nodiscard]] Kept<T> keptFrom(const Record& record)
{
    return {record.entity, record.stream, fromRecord<T>(record), record.isContested(), record.lastChange()};
}

namespace entities {
/// Fills in what a new entity has not been given: its incident and the time of recording.
template<typename T> void complete(T& value, const Id& incident, qint64 now)
{
    const auto unlessGiven = [now](qint64& instant) { instant = instant == 0 ? now : instant; };
    if constexpr (requires { value.incident; }) {
        value.incident = incident;
    }
    if constexpr (std::same_as<T, Observation>) {
        unlessGiven(value.recorded);
        unlessGiven(value.occurred);
    } else if constexpr (std::same_as<T, TimelineImport>) {
        unlessGiven(value.importedAt);
    } else if constexpr (std::same_as<T, Assignment>) {
        unlessGiven(value.assumed);
    } else if constexpr (std::same_as<T, CustodyStep>) {
        unlessGiven(value.at);
    } else if constexpr (std::same_as<T, Sighting>) {
        unlessGiven(value.firstSeen);
    } else if constexpr (std::same_as<T, Comment>) {
        unlessGiven(value.writtenAt);
    } else if constexpr (std::same_as<T, StatusReport>) {
        unlessGiven(value.reportedAt);
    } else if constexpr (std::same_as<T, Evidence>) {
        unlessGiven(value.acquiredAt);
    } else if constexpr (std::same_as<T, DataSet>) {
        unlessGiven(value.registeredAt);
    } else if constexpr (std::same_as<T, VerdictReport>) {
        unlessGiven(value.askedAt);
    } else if constexpr (std::same_as<T, Disclosure> || std::same_as<T, ReviewItem>) {
        unlessGiven(value.createdAt);
    }
}

[[nodiscard]] inline QString intentOf(const char* kind, const char* act)
{
    return QLatin1StringView(kind) + QLatin1Char('.') + QLatin1StringView(act);
}

inline constexpr std::size_t factsOfABatch = 1000; ///< well below what a change may hold
} // namespace entities

template<typename T> Expected<std::vector<Kept<T>>> Casework::all(const Id& incident) const
{
    TRY(auto records, recordsOf(incident, Table<T>::kind));
    std::vector<Kept<T>> result;
    result.reserve(records.size());
    std::ranges::transform(records, std::back_inserter(result), keptFrom<T>);
    std::ranges::sort(result, {}, &Kept<T>::id);
    return result;
}

template<typename T> Expected<Kept<T>> Casework::one(const Id& id) const
{
    TRY(auto record, recordOf(id, Table<T>::kind));
    return keptFrom<T>(record);
}

template<typename T> Expected<Id> Casework::add(const Id& incident, T value, Compartment compartment)
{
    entities::complete(value, incident, now());
    const Id id = Id::make(now());
    CHECK_OK(write({incident, compartment}, entities::intentOf(Table<T>::name, "add"), factsOf(id, value)));
    return id;
}

template<typename T> Expected<void> Casework::addAs(const Id& id, const Stream& stream, T value, const QString& intent)
{
    entities::complete(value, stream.incident, now());
    return write(stream, intent, factsOf(id, value));
}

template<typename T>
Expected<std::vector<Id>> Casework::addMany(const Id& incident, std::vector<T> values, Compartment compartment,
                                            const QString& intent)
{
    return writeMany<T>(incident, std::move(values), {}, compartment, intent);
}

template<typename T>
Expected<std::vector<Id>> Casework::writeMany(const Id& incident, std::vector<T> added,
                                              const std::vector<std::pair<Id, T>>& changed, Compartment compartment,
                                              const QString& intent)
{
    if (m_past) {
        return std::unexpected(pastError());
    }
    const QString what = intent.isEmpty() ? entities::intentOf(Table<T>::name, "import") : intent;
    std::vector<Draft> drafts;
    const auto put = [&](const Stream& stream, std::vector<Fact> wished) -> Expected<void> {
        TRY(auto facts, ruled(stream, std::move(wished)));
        if (drafts.empty() || drafts.back().stream != stream
            || drafts.back().facts.size() + facts.size() > entities::factsOfABatch) {
            drafts.push_back({stream, what, {}});
        }
        std::ranges::move(facts, std::back_inserter(drafts.back().facts));
        return {};
    };
    std::vector<Id> ids;
    for (T& value : added) {
        entities::complete(value, incident, now());
        ids.push_back(Id::make(now()));
        CHECK_OK(put({incident, compartment}, factsOf(ids.back(), value)));
    }
    for (const auto& [id, after] : changed) {
        TRY(auto record, recordOf(id, Table<T>::kind));
        if (auto facts = factsBetween(id, fromRecord<T>(record), after); !facts.empty()) {
            CHECK_OK(put(record.stream, std::move(facts)));
        }
    }
    if constexpr (std::same_as<T, IncidentClock>) { // tasks follow clocks
        std::vector<Fact> all;
        std::ranges::for_each(drafts,
                              [&](const Draft& draft) { std::ranges::copy(draft.facts, std::back_inserter(all)); });
        TRY(auto following, followers(incident, all));
        std::ranges::move(following, std::back_inserter(drafts));
    }
    if (!drafts.empty()) {
        CHECK_OK(m_journal.append(drafts));
    }
    return ids;
}

template<typename T> Expected<void> Casework::update(const Id& id, const T& after, const QString& intent)
{
    TRY(auto record, recordOf(id, Table<T>::kind));
    auto facts = factsBetween(id, fromRecord<T>(record), after);
    if (facts.empty()) {
        return {};
    }
    return write(record.stream, intent.isEmpty() ? entities::intentOf(Table<T>::name, "update") : intent,
                 std::move(facts));
}

} // namespace bulkhead
