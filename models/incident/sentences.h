#pragma once

#include "models/incident/posted.h"
#include "models/journal/journal.h"

#include <map>

namespace bulkhead {

/// Turns what changes posted into sentences in the person's language; remembers the names it has looked up. For one
/// thread and one listing.
class Narrator
{
public:
    explicit Narrator(const Journal& journal)
        : m_journal(journal)
    {
    }

    /// "A. Moreno changed severity from medium to high".
    [[nodiscard]] QString sentence(const Posted& posted, const QString& person);
    /// One sentence for each entity that a change wrote to: for changes that post nothing on the timeline, because
    /// they are entries of it themselves.
    [[nodiscard]] QStringList summary(const Body& body, const QString& author);
    [[nodiscard]] QString nameOf(const Id& member);
    /// A value as people read it; references by what they name.
    [[nodiscard]] QString shown(const Field& field, const Value& value);
    [[nodiscard]] QString titleOf(const Id& entity);

private:
    [[nodiscard]] QString shownSubject(FieldId field, const Value& subject);

    const Journal& m_journal;
    std::map<Id, QString> m_names;
    std::map<Id, QString> m_titles;
};

} // namespace bulkhead
