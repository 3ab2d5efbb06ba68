#include "models/base/cbor.h"
#include "models/incident/casework.h"
#include "models/incident/signingkeys.h"
#include "models/incident/words.h"

#include <ranges>

namespace bulkhead {

using namespace Qt::StringLiterals;

Bytes Decision::signedMessage(const Id& decision) const
{
    cbor::Writer writer;
    writer.array(8);
    writer.text(u"bulkhead decision 1");
    writer.bytes(decision.bytes());
    writer.bytes(incident.bytes());
    writer.text(title);
    writer.text(rationale);
    writer.text(alternatives);
    writer.integer(decidedAt);
    writer.bytes(supersedes.isNull() ? Bytes() : supersedes.bytes());
    return writer.take();
}

Expected<Id> Casework::decide(const Id& incident, Decision decision, const Credential& again, Compartment compartment)
{
    CHECK_OK(recordOf(incident, Table<Incident>::kind));
    if (decision.title.trimmed().isEmpty()) {
        return failure("value.bad"_L1, Wording::tr("Say in one sentence what was decided."));
    }
    if (decision.rationale.trimmed().isEmpty()) {
        return failure("value.empty"_L1, Wording::tr("Say why: a decision cannot be recorded with an empty reason."));
    }
    const Id id = Id::make(now());
    decision.incident = incident;
    decision.decidedBy = m_journal.user();
    decision.decidedAt = decision.decidedAt == 0 ? now() : decision.decidedAt;
    TRY(auto signature, m_journal.vault().signAsUser(decision.signedMessage(id), again));
    decision.signature = std::move(signature);
    CHECK_OK(write({incident, compartment}, u"decision.add"_s, factsOf(id, decision), true));
    return id;
}

bool Casework::isSignatureValid(const Kept<Decision>& decision) const
{
    return isSignatureOf(m_journal, decision.id, *m_journal.schema().field(Table<Decision>::kind, u"signature"),
                         decision.value.decidedBy, decision.value.signedMessage(decision.id), decision.value.signature);
}

} // namespace bulkhead
