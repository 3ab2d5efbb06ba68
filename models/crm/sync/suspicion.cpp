#include "models/crm/sync/suspicion.h"

#include "models/crm/crmtext.h"

#include <QUrl>

#include <algorithm>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
constexpr int rowsLookedAt = 20;

/// Whether an entry that the team may read holds the words, in that order.
Expected<bool> isNamed(const Casework& casework, const Id& incident, QString words)
{
    words.remove(u'"');
    if (words.trimmed().isEmpty()) {
        return false;
    }
    const auto rows = casework.timeline(
        incident, {.text = u'"' + words + u'"', .withPosted = false, .withStruck = false, .limit = rowsLookedAt});
    if (!rows) { // nothing that can be searched for: "a.b"
        return rows.error().is("timeline.bad-query"_L1) ? Expected<bool>(false) : std::unexpected(rows.error());
    }
    return std::ranges::any_of(*rows,
                               [](const TimelineRow& row) { return row.stream.compartment == Compartment::Team; });
}

/// Whether the surface became the synchronisation of data after that instant.
Expected<bool> isSyncSince(const Casework& casework, const Id& incident, qint64 at)
{
    const QString sync = choiceName(Surface::DataSync);
    TRY(const auto kept, casework.incident(incident));
    if (!kept.value.surfaces.contains(sync)) {
        return false;
    }
    const Field* field = casework.journal().schema().field(Table<Incident>::kind, u"surfaces"_s);
    TRY(const auto history, casework.journal().history(incident));
    bool isNow = false;
    qint64 since = 0;
    for (const ChangeEntry& change : history) {
        for (const Fact& fact : change.body.facts) {
            if (fact.entity == incident && fact.field == fieldId(Table<Incident>::kind, field->id)) {
                const bool isThen = fact.value.valueOr<QStringList>().contains(sync);
                since = isThen && !isNow ? change.header.clock.ms() : since;
                isNow = isThen;
            }
        }
    }
    return isNow && since > at;
}

/// Whether it was the reason once.
Expected<bool> wasSaid(const Casework& casework, const Id& connector, const QString& reason)
{
    const Field* reasonField = casework.journal().schema().field(Table<CrmConnector>::kind, u"suspect_reason"_s);
    TRY(const auto history, casework.journal().history(connector));
    return std::ranges::any_of(history, [&](const ChangeEntry& change) {
        return std::ranges::any_of(change.body.facts, [&](const Fact& fact) {
            return fact.entity == connector && fact.field == fieldId(Table<CrmConnector>::kind, reasonField->id)
                && fact.value.valueOr<QString>() == reason;
        });
    });
}
} // namespace

Expected<QString> whySuspect(const Casework& casework, const CrmConnector& connector, const CrmRelease& release)
{
    const Id& incident = release.incident;
    const QString number = casework.shownNumber(incident);
    TRY(const bool isSync, isSyncSince(casework, incident, release.releasedAt));
    if (isSync) {
        return CrmText::tr("%1 concerns the synchronisation of data.").arg(number);
    }
    const std::array<std::pair<QString, QString>, 3> signs = {
        {{QUrl(connector.url).host(), CrmText::tr("An entry of %1 names the host that it is at.").arg(number)},
         {connector.account, CrmText::tr("An entry of %1 names the user that it acts as.").arg(number)},
         {connector.client, CrmText::tr("An entry of %1 names the app that it is known as.").arg(number)}}};
    for (const auto& [words, reason] : signs) {
        TRY(const bool isThere, isNamed(casework, incident, words));
        if (isThere) {
            return reason;
        }
    }
    return QString();
}

Expected<QString> suspectByItself(Casework& casework, const Kept<CrmConnector>& connector,
                                  const std::vector<Kept<CrmRelease>>& releases)
{
    if (connector.value.isSuspect) {
        return QString();
    }
    for (const Kept<CrmRelease>& release : releases) {
        TRY(const QString reason, whySuspect(casework, connector.value, release.value));
        if (reason.isEmpty()) {
            continue;
        }
        TRY(const bool isOld, wasSaid(casework, connector.id, reason));
        if (isOld) {
            continue;
        }
        CrmConnector after = connector.value;
        after.isSuspect = true;
        after.suspectReason = reason;
        CHECK_OK(casework.update(connector.id, after, u"crm.suspect"_s));
        Observation entry;
        entry.source = u"crm:"_s + after.name;
        entry.raw = CrmText::tr(
                        "The connector “%1” is suspect: %2 Nothing leaves through it until somebody lets it go on.")
                        .arg(after.name, reason);
        entry.tags = {u"crm"_s};
        const Stream stream = {release.value.incident, Compartment::Team};
        if (casework.journal().mayWrite(stream, fieldId(Table<Observation>::kind, Table<Observation>::titleField))) {
            CHECK_OK(casework.add(release.value.incident, entry)); // a closed incident takes none
        }
        return reason;
    }
    return QString();
}

} // namespace bulkhead::crm
