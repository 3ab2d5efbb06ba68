#include "models/journal/journalprivate.h"
#include "models/journal/memoryfold.h"

#include <algorithm>

namespace bulkhead {

using namespace journal;

namespace journal {

MemoryFold::MemoryFold(const Schema& schema, Device device, HasSeen hasSeen)
    : m_context{.schema = schema, .device = std::move(device), .hasSeen = std::move(hasSeen), .find = {}}
{
}

} // namespace journal

Expected<std::vector<Record>> Journal::stateAt(const Id& incident, qint64 at, bool byClock) const
{
    CHECK_OK(d->refresh());
    MemoryFold fold(
        d->schema, [this](Row row) -> const Id& { return d->ledger.device(row); },
        [this](Row change, const Position& position) -> Expected<bool> {
            TRY(const auto view, d->ledger.view(change));
            return view && view->sees(position);
        });
    for (const Compartment compartment : {Compartment::Team, Compartment::Counsel}) {
        const Stream stream{incident, compartment};
        const Row row = d->ledger.streamRow(stream);
        if (row == 0 || !d->isReadable(row)) {
            continue;
        }
        TRY(Query query,
            d->ledger.statements()("SELECT row, stream, device, seq, header, body, received, admitted, state, reason, "
                                   "past, tag FROM change WHERE stream = ? AND state = 0"));
        query.with(row);
        for (;;) {
            TRY(const bool found, query->step());
            if (!found) {
                break;
            }
            const StoredChange stored = Ledger::read(query);
            TRY(const Header header, Header::decode(stored.header));
            if (byClock ? header.clock.ms() > at : stored.admitted > at) {
                continue;
            }
            TRY(const auto body, d->bodyOf(row, header, stored.body));
            TRY(const auto past, d->ledger.past(stored.past.value_or(0)));
            if (!body) {
                return damaged(QStringLiteral("change %1").arg(stored.row));
            }
            CHECK_OK(fold.fold(stream, stored.row, {past.get(), row, stored.device, stored.seq}, header.clock, *body,
                               [](const Id&) { }));
        }
    }
    std::vector<Record> records;
    for (const auto& [key, record] : fold.records()) {
        records.push_back(record);
    }
    std::ranges::sort(records, [](const Record& a, const Record& b) {
        return std::tie(a.kind, a.entity, a.stream) < std::tie(b.kind, b.entity, b.stream);
    });
    return records;
}

} // namespace bulkhead
