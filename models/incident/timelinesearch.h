#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"
#include "models/base/id.h"

#include <QString>

#include <functional>
#include <variant>
#include <vector>

namespace bulkhead {

/// Something an entry must satisfy: SQL over `timeline_entry AS t` with § for the database.
struct TimelineCondition
{
    QByteArray sql;
    std::vector<std::variant<qint64, Bytes>> values = {};
};

/// One way for an entry to fit: the full-text expression (empty: any text), the conditions, and none of `without`.
struct TimelineConjunct
{
    QString match = {};
    std::vector<TimelineCondition> conditions = {};
    QStringList without = {}; ///< full-text expressions; only where `match` is empty
};

/// A compiled search: an entry fits where it satisfies one of the conjuncts; no conjunct: everything fits.
struct TimelineSearch
{
    std::vector<TimelineConjunct> conjuncts;

    /// `authors` gives the members whose name holds a text. Errors: `timeline.bad-query`.
    [[nodiscard]] static Expected<TimelineSearch> compile(
        const QString& text, const QString& zone, const std::function<std::vector<Id>(const QString& name)>& authors);
};

/// The instants (ms since 1970, the end excluded) that a person means by "2026", "2026-11", "2026-11-24",
/// "2026-11-24T03", "2026-11-24T03:12", …, read in `zone` where it has no offset. Errors: `time.bad` and those of
/// `Casework::parseTime`.
struct Span
{
    qint64 from = 0;
    qint64 to = 0;
};
[[nodiscard]] Expected<Span> spanOf(const QString& text, const QString& zone);

} // namespace bulkhead
