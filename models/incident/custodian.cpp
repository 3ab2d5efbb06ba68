#include "models/incident/custodian.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"
#include "models/incident/words.h"

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

Bytes Destruction::requestMessage(const Id& id) const
{
    cbor::Writer writer;
    writer.array(7);
    writer.text(u"bulkhead destruction 1");
    writer.bytes(id.bytes());
    writer.bytes(incident.bytes());
    writer.bytes(evidence.bytes());
    writer.bytes(sha256);
    writer.text(reason);
    writer.integer(requestedAt);
    return writer.take();
}

Bytes Destruction::approvalMessage(const Id& id) const
{
    cbor::Writer writer;
    writer.array(3);
    writer.text(u"bulkhead destruction approval 1");
    writer.bytes(bulkhead::sha256(requestMessage(id) + requestSignature));
    writer.integer(approvedAt.value_or(0));
    return writer.take();
}

Id Retention::idFor(const Id& incident)
{
    return Id::derived("bulkhead retention "_ba + incident.bytes());
}

namespace {
Bytes signingKeyOf(const Journal& journal, const Id& user)
{
    for (const Journal::NamedMember& one : journal.members()) {
        if (one.id == user && !one.member.isRetired) {
            return one.member.signingKey;
        }
    }
    return {};
}

CustodyStep destructionStep(const Kept<Evidence>& evidence, const QString& by, qint64 at, const QString& reason)
{
    return {evidence.value.incident, evidence.id, at, u"destroyed"_s, by, reason};
}
} // namespace

Expected<void> Custodian::setHold(const Id& incident, bool isOnHold, const QString& reason)
{
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, Wording::tr("Say why: a legal hold is set and released with a reason."));
    }
    TRY(const Kept<Incident> kept, m_casework.incident(incident));
    Incident after = kept.value;
    after.isOnLegalHold = isOnHold;
    after.legalHoldReason = reason;
    return m_casework.update(incident, after, isOnHold ? u"hold.set"_s : u"hold.release"_s);
}

Expected<bool> Custodian::isOnHold(const Id& incident) const
{
    TRY(const auto record, journal().record(incident));
    const Field* field = journal().schema().field(Table<Incident>::kind, u"legal_hold");
    const auto cell = record ? record->cells.find(field->id) : decltype(record->cells.find(field->id))();
    return record && cell != record->cells.end()
        && std::ranges::any_of(cell->second.writes, [](const Write& one) { return one.value.valueOr<bool>(); });
}

Expected<void> Custodian::checkHold(const Id& incident) const
{
    TRY(const bool held, isOnHold(incident));
    if (!held) {
        return {};
    }
    return failure("evidence.on-hold"_L1,
                   Wording::tr("%1 is on legal hold: nothing of it may be destroyed until Legal releases it.")
                       .arg(m_casework.shownNumber(incident)));
}

Expected<std::optional<Kept<Destruction>>> Custodian::destructionOf(const Kept<Evidence>& evidence) const
{
    TRY(const auto all, m_casework.all<Destruction>(evidence.value.incident));
    std::optional<Kept<Destruction>> found;
    for (const Kept<Destruction>& one : all) {
        if (one.value.evidence == evidence.id && one.stream == evidence.stream && !one.value.isWithdrawn) {
            found = one;
        }
    }
    return found;
}

Expected<void> Custodian::checkThere(const Kept<Evidence>& evidence) const
{
    TRY(const auto destruction, destructionOf(evidence));
    TRY(const bool isHere, journal().holdsMaterial(evidence.stream, evidence.value.blob));
    if (isHere || !destruction || !destruction->value.destroyedAt) {
        return {};
    }
    const Destruction& done = destruction->value;
    return failure("evidence.destroyed"_L1,
                   Wording::tr("The material of “%1” was destroyed: asked for by %2, approved by %3. Reason: %4")
                       .arg(evidence.value.name, journal().nameOf(done.requestedBy), journal().nameOf(done.approvedBy),
                            done.reason));
}

Expected<Custodian::Step> Custodian::destroy(const Id& evidence, const QString& reason, const Credential& again)
{
    TRY(const auto kept, m_casework.one<Evidence>(evidence));
    CHECK_OK(checkThere(kept));
    CHECK_OK(checkHold(kept.value.incident));
    TRY(const auto open, destructionOf(kept));
    if (!open || !open->value.isOpen()) {
        CHECK_OK(request(kept, reason, again));
        return Step::Requested;
    }
    CHECK_OK(approve(kept, *open, again));
    return Step::Destroyed;
}

Expected<void> Custodian::request(const Kept<Evidence>& evidence, const QString& reason, const Credential& again)
{
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, Wording::tr("Say why this material is to be destroyed."));
    }
    const qint64 now = journal().clock().now();
    const Id id = Id::make(now);
    Destruction wish;
    wish.incident = evidence.value.incident;
    wish.evidence = evidence.id;
    wish.name = evidence.value.name;
    wish.blob = evidence.value.blob;
    wish.sha256 = evidence.value.sha256;
    wish.size = evidence.value.size;
    wish.reason = reason;
    wish.requestedBy = journal().user();
    wish.requestedAt = now;
    TRY(wish.requestSignature, journal().vault().signAsUser(wish.requestMessage(id), again));
    CHECK_OK(journal().append(Draft{evidence.stream, u"evidence.ask-to-destroy"_s, factsOf(id, wish), true}));
    return {};
}

Expected<void> Custodian::approve(const Kept<Evidence>& evidence, const Kept<Destruction>& request,
                                  const Credential& again)
{
    const Destruction& before = request.value;
    if (before.requestedBy == journal().user()) {
        return failure("evidence.same-person"_L1,
                       Wording::tr("You have asked for it yourself: a second person has to approve, and does so by "
                                   "asking for the same as themselves."));
    }
    if (!crypto::verify(signingKeyOf(journal(), before.requestedBy), before.requestMessage(request.id),
                        before.requestSignature)
        || before.sha256 != evidence.value.sha256 || before.blob != evidence.value.blob) {
        return failure("evidence.request-void"_L1,
                       Wording::tr("What was asked for is void: the signature of who asked does not hold any more, or "
                                   "it is about other material. Withdraw it, and let them ask again."));
    }
    Destruction after = before;
    after.approvedBy = journal().user();
    after.approvedAt = journal().clock().now();
    after.destroyedAt = after.approvedAt;
    TRY(after.approvalSignature, journal().vault().signAsUser(after.approvalMessage(request.id), again));
    std::vector<Fact> facts = factsBetween(request.id, before, after);
    const auto step = destructionStep(evidence, journal().nameOf(journal().user()), *after.approvedAt, before.reason);
    std::ranges::move(factsOf(Id::make(*after.approvedAt), step), std::back_inserter(facts));
    journal().destroyWithNext(evidence.stream, evidence.value.blob);
    CHECK_OK(destroyImports(evidence, after, facts));
    CHECK_OK(journal().append(Draft{evidence.stream, u"evidence.destroy"_s, std::move(facts), true}));
    return {};
}

Expected<void> Custodian::destroyImports(const Kept<Evidence>& evidence, const Destruction& because,
                                         std::vector<Fact>& facts)
{
    TRY(const auto imports, m_casework.all<TimelineImport>(evidence.value.incident));
    for (const Kept<TimelineImport>& import : imports) {
        if (import.value.evidence != evidence.id || !(import.stream == evidence.stream)) {
            continue;
        }
        for (const Bytes& blob : {import.value.rows, import.value.ledger}) {
            TRY(const bool isHere, journal().holdsMaterial(import.stream, blob));
            if (blob.isEmpty() || !isHere) {
                continue;
            }
            Destruction derived = because;
            derived.evidence = import.id;
            derived.name = Wording::tr("Rows of “%1”").arg(import.value.file);
            derived.blob = blob;
            derived.sha256 = {};
            derived.size = 0;
            derived.requestSignature = {};
            derived.approvalSignature = {};
            journal().destroyWithNext(import.stream, blob);
            std::ranges::move(factsOf(Id::make(journal().clock().now()), derived), std::back_inserter(facts));
        }
    }
    return {};
}

Expected<void> Custodian::withdraw(const Id& evidence)
{
    TRY(const auto kept, m_casework.one<Evidence>(evidence));
    TRY(const auto open, destructionOf(kept));
    if (!open || !open->value.isOpen()) {
        return failure("evidence.no-request"_L1,
                       Wording::tr("Nobody has asked that “%1” be destroyed.").arg(kept.value.name));
    }
    Destruction after = open->value;
    after.isWithdrawn = true;
    return m_casework.update(open->id, after, u"evidence.withdraw-destruction"_s);
}

bool Custodian::isApproved(const Kept<Destruction>& destruction) const
{
    const Destruction& one = destruction.value;
    return !one.requestedBy.isNull() && one.requestedBy != one.approvedBy
        && crypto::verify(signingKeyOf(journal(), one.requestedBy), one.requestMessage(destruction.id),
                          one.requestSignature)
        && crypto::verify(signingKeyOf(journal(), one.approvedBy), one.approvalMessage(destruction.id),
                          one.approvalSignature);
}

Expected<bool> Custodian::wasRestored(const Kept<Destruction>& destruction) const
{
    TRY(const auto steps, m_casework.all<CustodyStep>(destruction.value.incident));
    return std::ranges::any_of(steps, [&](const Kept<CustodyStep>& step) {
        return step.value.evidence == destruction.value.evidence && step.value.action == "restored"_L1
            && step.value.at >= destruction.value.destroyedAt.value_or(0);
    });
}

Expected<qint64> Custodian::follow()
{
    // What this device destroyed is gone already.
    if (journal().devices().size() < 2) {
        return 0;
    }
    TRY(const auto all, m_casework.all<Destruction>(Id()));
    qint64 count = 0;
    for (const Kept<Destruction>& one : all) {
        TRY(const bool isHere, journal().holdsMaterial(one.stream, one.value.blob));
        if (!isHere || !one.value.destroyedAt || one.value.isWithdrawn || !isApproved(one)) {
            continue;
        }
        TRY(const bool held, isOnHold(one.value.incident));
        TRY(const bool restored, wasRestored(one));
        if (held || restored) {
            continue;
        }
        const qint64 now = journal().clock().now();
        const CustodyStep step{one.value.incident,
                               one.value.evidence,
                               now,
                               u"destroyed"_s,
                               journal().nameOf(journal().user()),
                               Wording::tr("In this copy of the vault too: %1").arg(one.value.reason)};
        journal().destroyWithNext(one.stream, one.value.blob);
        for (const Kept<Destruction>& derived : all) {
            TRY(const bool isThere, journal().holdsMaterial(derived.stream, derived.value.blob));
            const bool follows = isThere && derived.stream == one.stream && derived.value.requestSignature.isEmpty()
                && derived.value.destroyedAt == one.value.destroyedAt
                && derived.value.approvedBy == one.value.approvedBy;
            if (follows) {
                journal().destroyWithNext(derived.stream, derived.value.blob);
            }
        }
        CHECK_OK(journal().append(Draft{one.stream, u"evidence.destroy"_s, factsOf(Id::make(now), step), true}));
        ++count;
    }
    return count;
}

Expected<void> Custodian::setRetention(const Id& incident, std::optional<qint64> until, const QString& rule)
{
    CHECK_OK(m_casework.incident(incident));
    const Id id = Retention::idFor(incident);
    TRY(const auto record, journal().record(id));
    const Retention before = record ? fromRecord<Retention>(*record) : Retention();
    auto facts = factsBetween(id, before, Retention{incident, until, rule});
    if (facts.empty()) {
        return {};
    }
    CHECK_OK(journal().append(Draft{{incident, Compartment::Team}, u"retention.set"_s, std::move(facts)}));
    return {};
}

Expected<std::vector<Custodian::Due>> Custodian::retained(qint64 now) const
{
    TRY(const auto all, m_casework.all<Retention>(Id()));
    std::vector<Due> result;
    for (const Kept<Retention>& one : all) {
        if (!one.value.until) {
            continue;
        }
        Due due{.incident = one.value.incident, .retention = one.value, .isDue = *one.value.until <= now};
        TRY(due.isOnHold, isOnHold(due.incident));
        TRY(const auto evidence, m_casework.all<Evidence>(due.incident));
        for (const Kept<Evidence>& piece : evidence) {
            TRY(const bool isHere, journal().holdsMaterial(piece.stream, piece.value.blob));
            due.material += isHere ? 1 : 0;
            due.bytes += isHere ? piece.value.size : 0;
        }
        result.push_back(std::move(due));
    }
    std::ranges::sort(result, {}, [](const Due& one) { return *one.retention.until; });
    return result;
}

} // namespace bulkhead
