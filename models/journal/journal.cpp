#include "models/journal/journal.h"

#include "models/journal/guest.h"
#include "models/journal/journalprivate.h"

namespace bulkhead {

using namespace journal;

Journal::Journal(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{
}

Journal::~Journal()
{
    if (d->writes && d->database.isOpen() && !d->isTruncated) {
        (void)d->signHeads(); // What cannot be signed now is signed at the next open.
    }
}

Expected<std::unique_ptr<Journal>> Journal::open(Vault& vault, const Schema& schema, const Clock& clock,
                                                 Projections projections, const Member& founder)
{
    auto parts = std::make_unique<Private>(vault, schema, clock, std::move(projections),
                                           vault.access() == Vault::Access::Write);
    CHECK_OK(parts->open(founder));
    return std::unique_ptr<Journal>(new Journal(std::move(parts)));
}

Expected<std::unique_ptr<Journal>> Journal::openReading(Vault& vault, const Schema& schema, const Clock& clock,
                                                        Projections projections)
{
    auto parts = std::make_unique<Private>(vault, schema, clock, std::move(projections), false);
    CHECK_OK(parts->open({}));
    return std::unique_ptr<Journal>(new Journal(std::move(parts)));
}

Vault& Journal::vault() const
{
    return d->vault;
}

const Schema& Journal::schema() const
{
    return d->schema;
}

const Clock& Journal::clock() const
{
    return d->clock;
}

Bytes Journal::fingerprint() const
{
    return d->fingerprint;
}

Id Journal::user() const
{
    return d->vault.userId();
}

Roles Journal::roles() const
{
    (void)d->refresh();
    return d->roles();
}

std::vector<Journal::NamedMember> Journal::members() const
{
    std::vector<NamedMember> members;
    const auto records = this->records(Table<Member>::kind);
    for (const Record& record : records.value_or(std::vector<Record>())) {
        members.push_back({record.entity, fromRecord<Member>(record)});
    }
    return members;
}

QString Journal::nameOf(const Id& user) const
{
    (void)d->refresh();
    if (auto name = d->roster.member(nullptr, user, 1).valueOr<QString>(); !name.isEmpty()) {
        return name;
    }
    const auto guest = d->main.find(d->vaultStream, {}, Table<Guest>::kind, user);
    return guest && *guest ? fromRecord<Guest>(**guest).name : QString();
}

std::vector<Journal::NamedDevice> Journal::devices() const
{
    std::vector<NamedDevice> devices;
    const auto records = this->records(Table<Device>::kind);
    for (const Record& record : records.value_or(std::vector<Record>())) {
        devices.push_back({record.entity, fromRecord<Device>(record)});
    }
    return devices;
}

Id Journal::device() const
{
    return d->deviceId;
}

Expected<Committed> Journal::enrol(const NewUser& user, Roles roles, const QString& email)
{
    TRY(const auto known, record(user.id));
    const Member before = known ? fromRecord<Member>(*known) : Member();
    Member member = before;
    member.name = user.name;
    member.email = email.isEmpty() ? before.email : email;
    member.roles = roles;
    member.signingKey = user.signingKey;
    member.exchangeKey = user.exchangeKey;
    member.isRetired = false;
    return append(Draft{.stream = {},
                        .intent = known ? QStringLiteral("member.reset") : QStringLiteral("member.enrol"),
                        .facts = factsBetween(user.id, before, member),
                        .signNow = true});
}

Expected<Committed> Journal::revoke(const Id& device)
{
    const Row row = d->ledger.deviceRow(device);
    Bytes heads;
    for (Row stream = 1; row != 0 && stream <= d->ledger.streamCount(); ++stream) {
        TRY(const auto tip, d->ledger.tip(stream, row));
        if (tip) {
            heads += tip->hash;
        }
    }
    // No change has this hash: of a device that has written nothing, nothing counts.
    const Bytes none(32, '\0');
    return append(Draft{.stream = {},
                        .intent = QStringLiteral("device.revoke"),
                        .facts = {{device, fieldId(Table<Device>::kind, 5), Value(heads.isEmpty() ? none : heads)}},
                        .signNow = true});
}

Expected<void> Journal::mayWrite(const Stream& stream, FieldId field) const
{
    CHECK_OK(d->refresh());
    // A journal that reads beside the one that writes answers for it: asked is what the person may do.
    if (d->writes || d->vault.access() != Vault::Access::Write) {
        CHECK_OK(d->mayAppend());
    }
    const Field* found = d->schema.field(field);
    if (!found) {
        return failure(QLatin1StringView("journal.unknown"),
                       QCoreApplication::translate("Journal", "The program does not know the field %1.").arg(field));
    }
    CHECK_OK(d->mayWorkIn(stream));
    const Authority authority = d->roster.authority(nullptr, d->deviceId);
    bool closed = false;
    if (const Row row = d->ledger.streamRow(stream)) {
        TRY(const StreamState* known, d->state(row));
        TRY(const bool closedElsewhere, d->isClosedElsewhere(stream));
        closed = field != d->judge.phaseField() && (closedElsewhere || isClosed(known->phases, nullptr));
        TRY(const bool hasKey, d->keyring.hasAny(row));
        if (hasKey && !d->isReadable(row)) {
            return failure(QLatin1StringView("journal.no-key"),
                           QCoreApplication::translate("Journal",
                                                       "You do not hold the key of this part of the "
                                                       "incident."));
        }
    }
    const auto refusal = d->judge.judgeField(stream, authority.roles, *found, closed);
    return refusal ? refused(*refusal) : Expected<void>();
}

Expected<Committed> Journal::append(const Draft& draft)
{
    TRY(auto committed, d->append(std::span(&draft, 1)));
    return std::move(committed.front());
}

Expected<std::vector<Committed>> Journal::append(const std::vector<Draft>& drafts)
{
    return d->append(drafts);
}

Expected<void> Journal::signHeads()
{
    CHECK_OK(d->mayAppend());
    return d->signHeads();
}

qint64 Journal::unsignedChanges() const
{
    return d->unsignedCount;
}

void Journal::setListener(std::function<void(const Committed&)> listener)
{
    d->listener = std::move(listener);
}

namespace {
constexpr int rebuildCache = 256 * 1024; ///< KiB
} // namespace

Expected<void> Journal::rebuild()
{
    CHECK_OK(d->mayAppend());
    if (!d->holdsAllOfMain()) {
        return failure(QLatin1StringView("journal.no-key"),
                       QCoreApplication::translate("Journal",
                                                   "The lists can only be rebuilt by somebody who reads all incidents, "
                                                   "or they would be lost for the others."));
    }
    {
        // What is written all over the tables goes to the disk once, at the end.
        CHECK_OK(d->database.setCache(rebuildCache));
        TRY(Transaction transaction, Transaction::begin(d->database));
        auto rebuilt = d->rebuildMain();
        rebuilt = rebuilt ? transaction.commit() : std::move(rebuilt);
        CHECK_OK(d->database.setCache(Database::ordinaryCache));
        CHECK_OK(rebuilt);
    }
    for (Row stream = 1; stream <= d->ledger.streamCount(); ++stream) {
        if (!d->isCounsel(stream) || !d->isReadable(stream)) {
            continue;
        }
        TRY(RecordTable * room, d->table(stream));
        TRY(Transaction transaction, Transaction::begin(d->database));
        CHECK_OK(d->refold(*room, stream));
        CHECK_OK(d->advanceFully(*room));
        CHECK_OK(transaction.commit());
    }
    return {};
}

Expected<Bytes> Journal::projectionDigest() const
{
    CHECK_OK(d->refresh());
    return d->digest();
}

} // namespace bulkhead
