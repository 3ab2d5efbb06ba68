#include "models/review/teamreading.h"

#include <QRegularExpression>

#include <tuple>

namespace bulkhead::review {

using namespace Qt::StringLiterals;

Expected<std::vector<Written>> writesOf(const Casework& casework, const Id& entity, Kind kind, QStringView field)
{
    const Journal& journal = casework.journal();
    const Field* found = journal.schema().field(kind, field);
    const FieldId id = found ? fieldId(kind, found->id) : 0;
    TRY(const auto history, journal.history(entity));
    std::vector<std::pair<HybridTime, Written>> writes;
    for (const ChangeEntry& change : history) {
        const bool isLater = casework.isPast() && change.received > casework.now();
        if (change.state != ChangeEntry::State::Folded || !change.isReadable || isLater) {
            continue;
        }
        for (const Fact& fact : change.body.facts) {
            if (fact.entity == entity && fact.field == id) {
                writes.push_back({change.header.clock, {change.header.clock.ms(), fact.value.valueOr<QString>()}});
            }
        }
    }
    std::ranges::stable_sort(writes, {}, [](const auto& one) { return one.first; });
    std::vector<Written> result;
    std::ranges::transform(writes, std::back_inserter(result), [](const auto& one) { return one.second; });
    return result;
}

bool isOwedToAuthority(const IncidentClock& clock, const std::vector<Kept<Party>>& parties,
                       const deadline::Regimes& regimes)
{
    if (!clock.party.isNull()) {
        const Kept<Party>* party = find(parties, clock.party);
        return party != nullptr && party->value.kind == "authority"_L1;
    }
    const deadline::Regime* regime = regimes.find(clock.regime);
    // Packs name addressees in words; nothing else in them tells authorities from customers and the people concerned.
    static const QRegularExpression authority(
        u"\\b(authorit(y|ies)|regulator|supervisory|commission(er)?|CSIRT|CERT(-In)?|ENISA|agenc(y|ies)|AI Office|"
        "Attorney General|Secretary|Superintendent|Data Protection Board|Cyber Security Centre|Cyberspace "
        "Administration|entry point|ANPD|CAI|OAIC|PIPC|CISA|SEC|Department)\\b"_s,
        QRegularExpression::CaseInsensitiveOption);
    return regime != nullptr && authority.match(regime->to).hasMatch();
}

} // namespace bulkhead::review
