#include "models/base/digest.h"
#include "models/journal/journalprivate.h"

#include <algorithm>

namespace bulkhead {

using namespace journal;

FoldContext Journal::Private::foldContext(RecordTable& table, Row stream)
{
    return {.schema = schema,
            .device = [this](Row row) -> const Id& { return ledger.device(row); },
            .hasSeen = [this](Row change, const Position& position) -> Expected<bool> {
                TRY(const auto view, ledger.view(change));
                return view && view->sees(position);
            },
            .find = [this, &table,
                     stream](Kind kind,
                             const Id& entity) { return table.find(stream, ledger.stream(stream), kind, entity); }};
}

Expected<std::vector<Committed::Touched>> Journal::Private::fold(RecordTable& table, const Placed& change,
                                                                 const Body& body)
{
    const Row stream = change.view.stream;
    TRY(const auto touched,
        foldFacts(ledger.stream(stream), change.row, change.view, change.header.clock, body,
                  foldContext(table, stream)));
    std::vector<Committed::Touched> names;
    for (const FoldedChange::Touched& one : touched) {
        CHECK_OK(table.put(stream, one.after));
        CHECK_OK(table.touch(one.after.entity, change.row));
        names.push_back({one.after.kind, one.after.entity});
    }
    const FoldedChange folded{.row = change.row,
                              .stream = stream,
                              .header = change.header,
                              .body = body,
                              .author = change.author,
                              .received = change.admitted,
                              .touched = touched};
    for (const auto& projection : projections) {
        CHECK_OK(projection->fold(database, table.schema(), folded));
    }
    if (!foldsMany) {
        CHECK_OK(finishProjections());
    }
    return names;
}

Expected<void> Journal::Private::finishProjections()
{
    for (const auto& projection : projections) {
        CHECK_OK(projection->finish(database));
    }
    return {};
}

Expected<void> Journal::Private::foldMany(const std::function<Expected<void>()>& steps)
{
    const bool before = std::exchange(foldsMany, true);
    auto done = steps();
    foldsMany = before;
    if (done && !foldsMany) {
        done = finishProjections();
    }
    if (!done) {
        std::ranges::for_each(projections, [](const auto& projection) { projection->forget(); });
    }
    return done;
}

Expected<void> Journal::Private::refold(RecordTable& table, Row onlyStream)
{
    CHECK_OK(table.clear());
    for (const auto& projection : projections) {
        CHECK_OK(projection->clear(database, table.schema()));
    }
    TRY(const auto rows, ledger.folded(onlyStream));
    auto folded = foldMany([&]() -> Expected<void> {
        for (const Row row : rows) {
            CHECK_OK(refoldChange(table, onlyStream, row));
        }
        return {};
    });
    table.stopRemembering();
    return folded;
}

Expected<void> Journal::Private::refoldChange(RecordTable& table, Row onlyStream, Row row)
{
    TRY(const auto stored, ledger.change(row));
    if (!stored || (onlyStream == 0 && isCounsel(stored->stream))) {
        return {};
    }
    TRY(const Header header, Header::decode(stored->header));
    TRY(const auto body, bodyOf(stored->stream, header, stored->body));
    if (!body || !stored->past) {
        return damaged(QStringLiteral("change %1").arg(row));
    }
    TRY(const auto past, ledger.past(*stored->past));
    const View view{past.get(), stored->stream, stored->device, stored->seq};
    TRY([[maybe_unused]] const auto touched,
        fold(table, {row, view, header, sha256(stored->header), roster.userOf(header.device), stored->admitted},
             *body));
    return {};
}

Expected<void> Journal::Private::advanceFully(RecordTable& table)
{
    for (;;) {
        TRY(const Row taken, advance(table));
        if (taken == 0) {
            return {};
        }
    }
}

Expected<Row> Journal::Private::advance(RecordTable& table)
{
    const OpenMaterial material = [this](BytesView name) { return openMaterial(name); };
    for (const auto& projection : projections) {
        TRY(const Row stream, projection->advance(database, table.schema(), material));
        if (stream != 0) {
            return stream;
        }
    }
    return 0;
}

Expected<bool> Journal::advance()
{
    CHECK_OK(d->mayAppend());
    std::vector<Row> streams = {0};
    for (Row stream = 1; stream <= d->ledger.streamCount(); ++stream) {
        if (d->isCounsel(stream) && d->isReadable(stream)) {
            streams.push_back(stream);
        }
    }
    for (const Row stream : streams) {
        RecordTable* table = &d->main;
        if (stream != 0) {
            TRY(table, d->table(stream)); // attached, where it was not
        }
        TRY(Transaction transaction, Transaction::begin(d->database));
        TRY(const Row taken, d->advance(*table));
        if (taken == 0) {
            continue;
        }
        if (d->isCounsel(taken)) {
            CHECK_OK(d->advanceRoom(taken));
        }
        CHECK_OK(transaction.commit());
        d->tell({Committed{.change = 0,
                           .stream = d->ledger.stream(taken),
                           .hash = {},
                           .at = d->clock.now(),
                           .intent = QStringLiteral("timeline.advance"),
                           .touched = {}}});
        return true;
    }
    return false;
}

bool Journal::Private::holdsAllOfMain()
{
    for (Row stream = 1; stream <= ledger.streamCount(); ++stream) {
        if (!isCounsel(stream) && !isReadable(stream)) {
            return false;
        }
    }
    return true;
}

Expected<void> Journal::Private::rebuildMain()
{
    CHECK_OK(refold(main, 0));
    CHECK_OK(advanceFully(main));
    return ledger.setNote(QStringLiteral("stale"), Bytes());
}

namespace {
/// The same bytes in every vault that holds the same changes: no row numbers.
Bytes canonical(const Record& record, const Ledger& ledger)
{
    cbor::Writer writer;
    writer.bytes(record.stream.incident.bytes());
    writer.unsignedInteger(static_cast<quint64>(record.stream.compartment));
    writer.unsignedInteger(record.kind);
    writer.bytes(record.entity.bytes());
    writer.map(record.cells.size());
    for (const auto& [field, cell] : record.cells) {
        writer.unsignedInteger(field);
        writer.array(cell.writes.size());
        for (const Write& write : cell.writes) {
            writer.unsignedInteger(write.clock.value);
            writer.bytes(ledger.device(write.device).bytes());
            writer.unsignedInteger(write.seq);
            write.value.write(writer);
        }
    }
    return writer.take();
}
} // namespace

Expected<Bytes> Journal::Private::digest()
{
    std::vector<Row> streams;
    for (Row stream = 1; stream <= ledger.streamCount(); ++stream) {
        if (isReadable(stream)) {
            streams.push_back(stream);
        }
    }
    std::ranges::sort(streams, {}, [this](Row row) { return ledger.stream(row); });
    Sha256 hash;
    for (const Row stream : streams) {
        TRY(RecordTable * records, table(stream));
        std::vector<Record> all;
        CHECK_OK(records->list(stream, ledger.stream(stream), 0, all));
        for (const Record& record : all) { // in the order of the table's key: kind, entity
            hash.add(canonical(record, ledger));
        }
        if (isCounsel(stream)) {
            for (const auto& projection : projections) {
                TRY(const Bytes part, projection->digest(database, records->schema()));
                hash.add(part);
            }
        }
    }
    for (const auto& projection : projections) {
        TRY(const Bytes part, projection->digest(database, main.schema()));
        hash.add(part);
    }
    return hash.finish();
}

} // namespace bulkhead
