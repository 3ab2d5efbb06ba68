#include "models/journal/seeing.h"

#include "models/journal/journal.h"
#include "models/journal/past.h"
#include "models/journal/statements.h"

namespace bulkhead {

using namespace journal;

namespace {
struct Placed
{
    Position position;
    std::optional<Row> past; ///< nothing: not placed yet
};

Expected<std::optional<Placed>> placedChange(const Journal& journal, qint64 change)
{
    TRY(Statement statement, journal.database().prepare("SELECT stream, device, seq, past FROM change WHERE row = ?"));
    Query query(statement);
    TRY(const bool found, query.with(change)->step());
    if (!found) {
        return std::optional<Placed>();
    }
    return std::optional(Placed{{query->integer(0), query->integer(1), query->integer(2)},
                                query->isNull(3) ? std::nullopt : std::optional(query->integer(3))});
}
} // namespace

Expected<bool> hasSeen(const Journal& journal, qint64 change, qint64 other)
{
    TRY(const auto later, placedChange(journal, change));
    TRY(const auto earlier, placedChange(journal, other));
    if (!later || !later->past || !earlier) {
        return false;
    }
    Past past;
    // Row 0 stands for nothing seen but its own chain.
    if (*later->past != 0) {
        TRY(Statement statement, journal.database().prepare("SELECT vector FROM past WHERE row = ?"));
        Query query(statement);
        TRY(const bool found, query.with(*later->past)->step());
        auto read = found ? Past::decode(query->view(0)) : std::nullopt;
        if (!read) {
            return false;
        }
        past = std::move(*read);
    }
    const View view{&past, later->position.stream, later->position.device, later->position.seq};
    return view.sees(earlier->position);
}

} // namespace bulkhead
