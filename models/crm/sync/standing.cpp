#include "models/crm/sync/standing.h"

#include "models/crm/sync/connecting.h"

#include <algorithm>
#include <array>
#include <ranges>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t mostRuns = 50;

constexpr std::array runNumbers = {std::pair{"at"_L1, &RunOutcome::at}, std::pair{"pushed"_L1, &RunOutcome::pushed},
                                   std::pair{"pulled"_L1, &RunOutcome::pulled},
                                   std::pair{"failed"_L1, &RunOutcome::failed},
                                   std::pair{"conflicts"_L1, &RunOutcome::conflicts}};
constexpr std::array runTexts = {std::pair{"host"_L1, &Identity::host},
                                 std::pair{"organisation"_L1, &Identity::organisation},
                                 std::pair{"user"_L1, &Identity::userName},
                                 std::pair{"api"_L1, &Identity::apiVersion},
                                 std::pair{"certificate"_L1, &Identity::certificate},
                                 std::pair{"certificate-name"_L1, &Identity::certificateName}};

QString titleOf(const Casework& casework, const Id& entity)
{
    const auto record = casework.record(entity);
    if (!record || !*record) {
        return {};
    }
    const EntityType* type = casework.journal().schema().type((*record)->kind);
    return type ? (*record)->value(type->titleField).valueOr<QString>() : QString();
}

/// What of an entity's changes a person may look at.
bool isTold(const ChangeEntry& change)
{
    return change.state == ChangeEntry::State::Folded && change.isReadable;
}

Expected<std::vector<PastRun>> runsOf(const Casework& casework, const Id& connector)
{
    TRY(const auto history, casework.journal().history(connector));
    const FieldId field = fieldId(Table<CrmConnector>::kind,
                                  casework.journal().schema().field(Table<CrmConnector>::kind, u"watermarks")->id);
    std::vector<PastRun> runs;
    for (const ChangeEntry& change : history | std::views::filter(isTold)) {
        for (const Fact& fact : change.body.facts) {
            if (change.body.intent != "crm.sync"_L1 || fact.entity != connector || fact.field != field) {
                continue;
            }
            QStringList watermarks;
            conversion::fromValue(fact.value, watermarks);
            const auto outcome = RunOutcome::last(watermarks);
            if (outcome.at > 0) {
                runs.push_back({change.row, change.authorName, outcome});
            }
        }
    }
    std::ranges::sort(runs, std::ranges::greater(),
                      [](const PastRun& run) { return std::pair(run.outcome.at, run.change); });
    runs.resize(std::min(runs.size(), mostRuns));
    return runs;
}

Expected<Difference> differenceOf(const Casework& casework, const Kept<CrmConflict>& conflict, const Id& entity)
{
    Difference result{.conflict = conflict};
    TRY(const auto record, casework.record(entity));
    const Field* field = record ? casework.journal().schema().field(record->kind, conflict.value.field) : nullptr;
    if (!field) {
        return result;
    }
    TRY(const auto history, casework.journal().history(entity));
    for (const ChangeEntry& change : history | std::views::filter(isTold)) {
        const bool isWritten = std::ranges::any_of(change.body.facts, [&](const Fact& fact) {
            return fact.entity == entity && fact.field == fieldId(record->kind, field->id);
        });
        if (isWritten && change.header.clock.ms() >= result.ourAt.value_or(0)) {
            result.ourAt = change.header.clock.ms();
            result.ourAuthor = change.authorName;
        }
    }
    return result;
}
} // namespace

RunOutcome RunOutcome::of(qint64 at, const SyncReport& report, qint64 conflicts, const Identity& identity)
{
    return {.at = at,
            .pushed = report.pushed,
            .pulled = report.pulled,
            .failed = static_cast<qint64>(report.failed.size()),
            .conflicts = conflicts,
            .error = report.error ? report.error->code + u": "_s + report.error->message : QString(),
            .identity = identity};
}

QString RunOutcome::text() const
{
    std::map<QString, QString> lines;
    for (const auto& [name, member] : runNumbers) {
        lines.emplace(name, QString::number(this->*member));
    }
    for (const auto& [name, member] : runTexts) {
        if (!(identity.*member).isEmpty()) {
            lines.emplace(name, (identity.*member).simplified());
        }
    }
    if (!error.isEmpty()) {
        lines.emplace(u"error"_s, error.simplified());
    }
    return packed(lines).join(u'\n');
}

RunOutcome RunOutcome::last(const QStringList& watermarks)
{
    const auto kept = unpacked(watermarks);
    const auto run = kept.find(key);
    if (run == kept.end()) {
        return {};
    }
    const auto lines = unpacked(run->second.split(u'\n'));
    const auto text = [&lines](const QString& name) {
        const auto line = lines.find(name);
        return line == lines.end() ? QString() : line->second;
    };
    RunOutcome result;
    for (const auto& [name, member] : runNumbers) {
        result.*member = text(name).toLongLong();
    }
    for (const auto& [name, member] : runTexts) {
        result.identity.*member = text(name);
    }
    result.error = text(u"error"_s);
    return result;
}

qint64 ConnectorStanding::parked() const
{
    return std::ranges::count_if(troubles, [](const Trouble& one) { return one.link.value.isParked; });
}

std::optional<CrmScope> ConnectorStanding::scopeOf(const Id& incident) const
{
    const auto found = std::ranges::find_if(
        releases, [&incident](const Kept<CrmRelease>& one) { return one.value.incident == incident; });
    return found == releases.end() ? std::nullopt : std::optional(found->value.scope);
}

Expected<std::vector<ConnectorStanding>> standings(Casework& casework, const Mappings& mappings)
{
    const Synchronising syncing(casework, mappings);
    TRY(const auto connectors, syncing.connectors());
    TRY(const auto releases, syncing.releases());
    TRY(const auto conflicts, syncing.conflicts());
    std::vector<ConnectorStanding> result;
    for (const Kept<CrmConnector>& connector : connectors) {
        ConnectorStanding one{.connector = connector};
        TRY(const auto secret, casework.journal().vault().secret(secretNameOf(connector.id)));
        one.isSignedIn = secret.has_value();
        std::ranges::copy_if(releases, std::back_inserter(one.releases),
                             [&connector](const auto& release) { return release.value.connector == connector.id; });
        TRY(const auto links, syncing.links(connector.id));
        std::map<Id, Id> entities; // by link
        for (const Kept<CrmLink>& link : links) {
            one.records += link.value.remote.isEmpty() ? 0 : 1;
            entities.emplace(link.id, link.value.entity);
            if (!link.value.problem.isEmpty()) {
                one.troubles.push_back({link, titleOf(casework, link.value.entity)});
            }
        }
        for (const Kept<CrmConflict>& conflict : conflicts) {
            if (const auto entity = entities.find(conflict.value.link); entity != entities.end()) {
                TRY(auto difference, differenceOf(casework, conflict, entity->second));
                one.differences.push_back(std::move(difference));
            }
        }
        TRY(one.runs, runsOf(casework, connector.id));
        result.push_back(std::move(one));
    }
    return result;
}

} // namespace bulkhead::crm
