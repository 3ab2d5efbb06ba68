#include "models/base/digest.h"
#include "models/journal/journalprivate.h"
#include "models/journal/journaltext.h"

#include <QSysInfo>

namespace bulkhead {

using namespace journal;

namespace {
constexpr char formatNote[] = "format";
constexpr char fingerprintNote[] = "fingerprint";
constexpr char schemaNote[] = "schema";
constexpr char staleNote[] = "stale";
constexpr int journalFormat = 1;

Device ownDevice(const Vault& vault)
{
    Device device;
    device.user = vault.userId();
    device.key = vault.deviceKey();
    device.certificate = vault.certifyDevice(Device::certificateMessage(vault.id(), device.user, device.key));
    device.name = QSysInfo::machineHostName();
    return device;
}
} // namespace

Expected<void> Journal::Private::open(const Member& founder)
{
    TRY(database, vault.connect(writes ? Database::Mode::ReadWrite : Database::Mode::ReadOnly));
    deviceId = Id::derived(vault.deviceKey());
    if (!vault.deviceKey().isEmpty()) {
        tagKey = tailKey(vault.signAsDevice(tailMessage));
    }
    if (!writes) {
        if (auto loaded = load(); !loaded) {
            return loaded.error().is(QLatin1StringView("vault.sql"))
                ? failure(QLatin1StringView("journal.empty"),
                          JournalText::tr("Nothing was ever written to this vault. Open it for writing once."),
                          loaded.error().detail)
                : loaded;
        }
        return fingerprint.isEmpty()
            ? failure(QLatin1StringView("journal.empty"),
                      JournalText::tr("Nothing was ever written to this vault. Open it for writing once."))
            : Expected<void>();
    }
    // Made by the vault over its own connection, so before any transaction of ours.
    TRY([[maybe_unused]] const SecretBytes made, vault.stored(QLatin1StringView("stream-key vault")));
    CHECK_OK(prepare());
    CHECK_OK(load());
    if (fingerprint.isEmpty()) {
        CHECK_OK(writeGenesis(founder));
    }
    {
        TRY(Transaction transaction, Transaction::begin(database));
        CHECK_OK(loadAnchors());
        CHECK_OK(checkTails());
        CHECK_OK(signFormerTail());
        CHECK_OK(transaction.commit());
    }
    CHECK_OK(settleAtOpen());
    if (auto enrolled = enrolDevice(); !enrolled && !enrolled.error().in(QLatin1StringView("journal"))) {
        return enrolled;
    }
    if (!isTruncated) {
        CHECK_OK(signHeads());
    }
    CHECK_OK(handOnKeys());
    std::set<Bytes> blobs;
    {
        TRY(Query query, ledger.statements()("SELECT DISTINCT name FROM blob WHERE destroyed = 0"));
        for (;;) {
            TRY(const bool found, query->step());
            if (!found) {
                break;
            }
            blobs.insert(query->bytes(0));
        }
    }
    TRY([[maybe_unused]] const int removed,
        vault.blobs().removeOrphans([&](BytesView name) { return blobs.contains(name.toByteArray()); }));
    return {};
}

Expected<void> Journal::Private::prepare()
{
    TRY(Transaction transaction, Transaction::begin(database));
    CHECK_OK(ledger.create());
    TRY(const Bytes format, ledger.note(QLatin1StringView(formatNote)));
    if (format.toInt() > journalFormat) {
        return failure(QLatin1StringView("vault.newer-format"),
                       JournalText::tr("A newer version of the program wrote this vault's journal. Use that version."));
    }
    CHECK_OK(ledger.setNote(QLatin1StringView(formatNote), QByteArray::number(journalFormat)));
    CHECK_OK(main.create());
    for (const auto& projection : projections) {
        CHECK_OK(projection->create(database, main.schema()));
    }
    return transaction.commit();
}

Expected<void> Journal::Private::load()
{
    CHECK_OK(ledger.load());
    CHECK_OK(keyring.load());
    states.clear();
    TRY(fingerprint, ledger.note(QLatin1StringView(fingerprintNote)));
    vaultStream = ledger.streamRow({});
    device = ledger.deviceRow(deviceId);
    TRY(Query query, ledger.statements()("SELECT header FROM change ORDER BY row DESC LIMIT 1"));
    TRY(const bool found, query->step());
    if (found) {
        if (const auto header = Header::decode(query->view(0))) {
            time.see(header->clock);
        }
    }
    return loadRoster();
}

Expected<void> Journal::Private::loadRoster()
{
    roster.clear();
    if (vaultStream == 0) {
        return {};
    }
    TRY(const auto rows, ledger.folded(vaultStream));
    for (const Row row : rows) {
        TRY(const auto stored, ledger.change(row));
        const auto header = Header::decode(stored->header);
        const auto body = header ? bodyOf(vaultStream, *header, stored->body) : Expected<std::optional<Body>>();
        if (!header || !body || !*body) {
            continue; // `verify` tells which.
        }
        roster.add({vaultStream, stored->device, stored->seq}, header->clock, header->device, (*body)->facts);
    }
    (void)settleRevocations();
    return {};
}

Expected<void> Journal::Private::reload()
{
    // What the failed attempt had counted is counted again from what is stored. It may have reached one of several
    // databases: those of compartments are compared with the journal before their next use.
    isStale = true;
    for (const auto& projection : projections) {
        projection->forget();
    }
    rooms.distrust();
    CHECK_OK(load());
    if (writes) {
        CHECK_OK(checkTails());
    }
    isStale = false;
    return {};
}

Expected<void> Journal::Private::refresh()
{
    if (writes) {
        return {};
    }
    TRY(Query query, ledger.statements()("PRAGMA data_version"));
    CHECK_OK(query->step());
    const qint64 version = query->integer(0);
    if (version == dataVersion) {
        return {};
    }
    const bool isFirst = dataVersion == 0;
    dataVersion = version;
    if (isFirst) {
        return {};
    }
    rooms.detachInMemory();
    return load();
}

Expected<void> Journal::Private::writeGenesis(const Member& founder)
{
    Member member = founder;
    member.name = vault.userName();
    member.roles = founder.roles | Roles(Role::Administrator);
    member.signingKey = vault.userSigningKey();
    member.exchangeKey = vault.userExchangeKey();
    Draft draft{.stream = {}, .intent = QStringLiteral("vault.found"), .facts = {}, .signNow = true};
    draft.facts = factsOf(vault.id(), VaultRecord{vault.name()});
    for (const auto& facts : {factsOf(vault.userId(), member), factsOf(deviceId, ownDevice(vault))}) {
        draft.facts.insert(draft.facts.end(), facts.begin(), facts.end());
    }
    TRY(Transaction transaction, Transaction::begin(database));
    TRY(const Committed genesis, write(draft, true));
    CHECK_OK(ledger.setNote(QLatin1StringView(fingerprintNote), genesis.hash));
    CHECK_OK(ledger.setNote(QLatin1StringView(schemaNote), schema.digest()));
    CHECK_OK(signMoved());
    CHECK_OK(transaction.commit());
    fingerprint = genesis.hash;
    vault.founded();
    return anchorHeads();
}

Expected<void> Journal::Private::enrolDevice()
{
    if (device != 0) {
        TRY(const auto tip, ledger.tip(vaultStream, device));
        if (tip) {
            return {};
        }
    }
    if (!roster.isMember(nullptr, vault.userId())) {
        return {}; // `enrol` by an administrator comes first; until then nothing can be written.
    }
    const Draft draft{.stream = {},
                      .intent = QStringLiteral("device.enrol"),
                      .facts = factsOf(deviceId, ownDevice(vault)),
                      .signNow = true};
    TRY([[maybe_unused]] const auto committed, append(std::span(&draft, 1)));
    return {};
}

Expected<void> Journal::Private::settleAtOpen()
{
    std::vector<Committed> committed;
    TRY(const Bytes folded, ledger.note(QLatin1StringView(schemaNote)));
    if (folded != schema.digest()) {
        // Rules or fields are new: everything is judged and folded again.
        CHECK_OK(readmitAll(committed));
        TRY(Transaction transaction, Transaction::begin(database));
        CHECK_OK(ledger.setNote(QLatin1StringView(schemaNote), schema.digest()));
        CHECK_OK(transaction.commit());
    } else {
        TRY(Transaction transaction, Transaction::begin(database));
        CHECK_OK(settle(committed));
        CHECK_OK(transaction.commit());
    }
    CHECK_OK(catchUp(committed));
    TRY(const Bytes stale, ledger.note(QLatin1StringView(staleNote)));
    if (!stale.isEmpty() && holdsAllOfMain()) {
        TRY(Transaction transaction, Transaction::begin(database));
        CHECK_OK(rebuildMain());
        CHECK_OK(transaction.commit());
    }
    return {};
}

} // namespace bulkhead
