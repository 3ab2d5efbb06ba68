#include "models/journal/journalprivate.h"
#include "models/journal/journaltext.h"
#include "models/journal/merkle.h"

namespace bulkhead {

using namespace journal;

namespace {
constexpr qsizetype saltSize = 16;
constexpr qsizetype largestLeaves = 900'000; ///< octets; a change holds 1 MiB

std::vector<Bytes> leafHashes(const std::vector<CheckpointLeaf>& leaves)
{
    std::vector<Bytes> hashes;
    hashes.reserve(leaves.size());
    for (const CheckpointLeaf& leaf : leaves) {
        hashes.push_back(merkle::leafHash(leaf.encoded()));
    }
    return hashes;
}
} // namespace

Expected<std::vector<CheckpointLeaf>> Journal::Private::leaves()
{
    std::vector<CheckpointLeaf> leaves;
    for (Row stream = 1; stream <= ledger.streamCount(); ++stream) {
        for (Row of = 1; of <= ledger.deviceCount(); ++of) {
            TRY(const auto tip, ledger.tip(stream, of));
            if (tip) {
                leaves.push_back({ledger.stream(stream), ledger.device(of), static_cast<quint64>(tip->at.seq),
                                  tip->hash, crypto::randomBytes(saltSize)});
            }
        }
    }
    return leaves;
}

Expected<Checkpoint> Journal::measureCheckpoint()
{
    CHECK_OK(d->mayAppend());
    CHECK_OK(d->signHeads());
    TRY(const auto leaves, d->leaves());
    Checkpoint checkpoint;
    checkpoint.at = d->clock.now();
    checkpoint.chains = static_cast<qint64>(leaves.size());
    checkpoint.root = merkle::root(leafHashes(leaves));
    checkpoint.device = d->deviceId;
    checkpoint.signature = d->vault.signAsDevice(checkpoint.statement(d->vault.id(), d->fingerprint));
    TRY(checkpoint.leaves, Checkpoint::sealLeaves(d->vault, leaves));
    if (checkpoint.leaves.size() > largestLeaves) {
        return failure(QLatin1StringView("journal.too-large"),
                       JournalText::tr("This vault has too many chains for one checkpoint (%1). Note the digest that "
                                       "verifying shows instead.")
                           .arg(leaves.size()));
    }
    return checkpoint;
}

Expected<Id> Journal::recordCheckpoint(const Checkpoint& checkpoint)
{
    const Id id = Id::make(d->clock.now());
    CHECK_OK(append(Draft{
        .stream = {}, .intent = QStringLiteral("checkpoint.make"), .facts = factsOf(id, checkpoint), .signNow = true}));
    return id;
}

CheckpointFile Journal::fileOf(const Checkpoint& checkpoint) const
{
    return {d->vault.id(), d->vault.name(), d->fingerprint, d->ledger.deviceKey(d->ledger.deviceRow(checkpoint.device)),
            checkpoint};
}

Expected<std::vector<CheckpointProof>> Journal::Private::proofsOf(const std::vector<Stream>& streams)
{
    std::vector<Record> records;
    CHECK_OK(main.list(vaultStream, {}, Table<Checkpoint>::kind, records));
    std::vector<CheckpointProof> result;
    for (const Record& record : records) {
        const auto opened = fromRecord<Checkpoint>(record).openLeaves(vault);
        if (!opened) {
            continue;
        }
        const std::vector<Bytes> hashes = leafHashes(*opened);
        for (std::size_t index = 0; index < opened->size(); ++index) {
            const CheckpointLeaf& leaf = opened->at(index);
            if (std::ranges::find(streams, leaf.stream) != streams.end()) {
                result.push_back({record.entity, index, leaf, merkle::path(hashes, index)});
            }
        }
    }
    return result;
}

} // namespace bulkhead
