#include "models/provenance/registry/overlaps.h"

#include "models/incident/signingkeys.h"
#include "models/provenance/registry/registrytext.h"
#include "models/provenance/segment.h"

#include <algorithm>
#include <map>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
Stream streamOfRegistry()
{
    return {registryIncident(), Compartment::Team};
}
} // namespace

QString stateId(SharedRecords::State state)
{
    static const QString ids[] = {u"open"_s, u"marked"_s, u"confirmed"_s, u"void"_s};
    return ids[static_cast<int>(state)];
}

Expected<std::vector<SharedRecords>> Overlaps::all() const
{
    TRY(const auto sets, m_casework.all<DataSet>(registryIncident()));
    TRY(const auto marks, m_casework.all<OverlapMark>(registryIncident()));
    std::map<Id, const DataSet*> inUse;
    for (const Kept<DataSet>& set : sets) {
        if (!set.value.isRemoved) {
            inUse[set.id] = &set.value;
        }
    }
    const auto titleOf = [&inUse](const Id& id) {
        const DataSet& set = *inUse.at(id);
        return dataSetTitle(set.name, set.version);
    };
    std::vector<SharedRecords> result;
    for (const auto& [id, set] : inUse) {
        for (const QString& entry : set->overlaps) {
            const qsizetype at = entry.lastIndexOf(u'=');
            const auto other = inUse.find(Id::fromText(entry.first(at)).value_or(Id()));
            if (other == inUse.end() || other->second->isProduction == set->isProduction) {
                continue;
            }
            SharedRecords shared;
            shared.synthetic = set->isProduction ? other->first : id;
            shared.production = set->isProduction ? id : other->first;
            shared.syntheticName = titleOf(shared.synthetic);
            shared.productionName = titleOf(shared.production);
            shared.records = entry.mid(at + 1).toLongLong();
            for (const Kept<OverlapMark>& mark : marks) {
                if (mark.value.synthetic == shared.synthetic && mark.value.production == shared.production
                    && !mark.value.isWithdrawn) {
                    shared.mark = mark;
                    shared.state = stateOf(mark);
                }
            }
            result.push_back(std::move(shared));
        }
    }
    std::ranges::sort(result, {},
                      [](const SharedRecords& one) { return std::pair(one.syntheticName, one.productionName); });
    return result;
}

bool Overlaps::holds(const Kept<OverlapMark>& mark, const Id& user, const Bytes& message, const Bytes& signature,
                     QStringView field) const
{
    const Journal& journal = m_casework.journal();
    const auto record = journal.record(mark.id);
    const bulkhead::Field* column = journal.schema().field(Table<OverlapMark>::kind, field);
    if (!record || !*record || !column || signature.isEmpty()) {
        return false;
    }
    const auto cell = (*record)->cells.find(column->id);
    return cell != (*record)->cells.end()
        && crypto::verify(signingKeyAt(journal, user, cell->second.writes.front().change), message, signature);
}

SharedRecords::State Overlaps::stateOf(const Kept<OverlapMark>& mark) const
{
    using enum SharedRecords::State;
    const OverlapMark& one = mark.value;
    if (mark.isContested
        || !holds(mark, one.markedBy, one.markMessage(mark.id), one.markSignature, u"mark_signature")) {
        return Void;
    }
    if (!one.confirmedAt) {
        return Marked;
    }
    const bool isConfirmed = one.confirmedBy != one.markedBy
        && holds(mark, one.confirmedBy, one.confirmationMessage(mark.id), one.confirmationSignature,
                 u"confirmation_signature");
    return isConfirmed ? Confirmed : Void;
}

Expected<SharedRecords> Overlaps::between(const Id& oneSet, const Id& otherSet) const
{
    TRY(const auto shared, all());
    const auto found = std::ranges::find_if(shared, [&](const SharedRecords& one) {
        return (one.synthetic == oneSet && one.production == otherSet)
            || (one.synthetic == otherSet && one.production == oneSet);
    });
    if (found == shared.end()) {
        return failure("value.bad"_L1,
                       RegistryText::tr("These two are not a synthetic and a production set that were found to share "
                                        "records when the later one was registered."));
    }
    return *found;
}

Expected<Id> Overlaps::mark(const Id& oneSet, const Id& otherSet, const QString& reason, const Credential& again)
{
    TRY(const SharedRecords shared, between(oneSet, otherSet));
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1,
                       RegistryText::tr("Say why these records are made up although production holds them."));
    }
    if (shared.mark && shared.state != SharedRecords::State::Void) {
        return failure("value.bad"_L1,
                       shared.state == SharedRecords::State::Confirmed
                           ? RegistryText::tr("What these two share is confirmed as made up already.")
                           : RegistryText::tr("What these two share is marked already; a second person confirms it."));
    }
    Journal& journal = m_casework.journal();
    if (shared.mark) {
        CHECK_OK(withdraw(shared.mark->id, RegistryText::tr("A signature did not hold; marked anew.")));
    }
    OverlapMark mark;
    //: %1, %2 names of data sets
    mark.name = RegistryText::tr("“%1” and “%2”").arg(shared.syntheticName, shared.productionName);
    mark.synthetic = shared.synthetic;
    mark.production = shared.production;
    mark.records = shared.records;
    mark.reason = reason.trimmed();
    mark.markedBy = journal.user();
    mark.markedAt = journal.clock().now();
    const Id id = Id::make(mark.markedAt);
    TRY(mark.markSignature, journal.vault().signAsUser(mark.markMessage(id), again));
    CHECK_OK(journal.append(Draft{streamOfRegistry(), u"overlap.mark"_s, factsOf(id, mark), true}));
    return id;
}

Expected<void> Overlaps::confirm(const Id& mark, const Credential& again)
{
    Journal& journal = m_casework.journal();
    TRY(const auto kept, m_casework.one<OverlapMark>(mark));
    if (kept.value.isWithdrawn) {
        return failure("value.bad"_L1, RegistryText::tr("This was withdrawn; mark the records anew."));
    }
    switch (stateOf(kept)) {
    case SharedRecords::State::Confirmed:
        return failure("value.bad"_L1, RegistryText::tr("What these two share is confirmed as made up already."));
    case SharedRecords::State::Void:
        return failure("provenance.overlap-void"_L1,
                       RegistryText::tr("The signature of who marked these records does not hold. Let them mark the "
                                        "records anew."));
    default:
        break;
    }
    if (kept.value.markedBy == journal.user()) {
        return failure("provenance.same-person"_L1,
                       RegistryText::tr("You have marked these records yourself: a second person has to confirm it, as "
                                        "themselves."));
    }
    OverlapMark after = kept.value;
    after.confirmedBy = journal.user();
    after.confirmedAt = journal.clock().now();
    TRY(after.confirmationSignature, journal.vault().signAsUser(after.confirmationMessage(mark), again));
    CHECK_OK(
        journal.append(Draft{streamOfRegistry(), u"overlap.confirm"_s, factsBetween(mark, kept.value, after), true}));
    return {};
}

Expected<void> Overlaps::withdraw(const Id& mark, const QString& reason)
{
    TRY(const auto kept, m_casework.one<OverlapMark>(mark));
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, RegistryText::tr("Say why it is withdrawn."));
    }
    if (kept.value.isWithdrawn) {
        return failure("value.bad"_L1, RegistryText::tr("This is withdrawn already."));
    }
    OverlapMark after = kept.value;
    after.isWithdrawn = true;
    after.withdrawnReason = reason.trimmed();
    return m_casework.update(mark, after, u"overlap.withdraw"_s);
}

} // namespace bulkhead::provenance
