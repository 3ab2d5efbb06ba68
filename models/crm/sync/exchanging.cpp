#include "models/crm/sync/syncing.h"

#include <algorithm>
#include <array>
#include <set>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
/// One run's conversation; keeps what came of it so far.
class Conversation
{
public:
    Conversation(const SyncStart& start, Connector& connector, std::stop_token stop,
                 const std::function<void(qint64, qint64)>& progress)
        : m_start(start)
        , m_connector(connector)
        , m_stop(std::move(stop))
        , m_progress(progress)
    {
        for (const LocalRecord& record : start.records) {
            m_local.emplace(record.entity, &record);
        }
    }

    [[nodiscard]] Exchange run()
    {
        if (auto talked = talk(); !talked) {
            m_result.error = talked.error();
        }
        m_result.quota = m_connector.quota();
        return std::move(m_result);
    }

private:
    [[nodiscard]] Expected<void> talk()
    {
        TRY(m_result.identity, m_connector.authorise(m_stop));
        for (const ObjectMapping& object : m_start.mapping.objects) {
            CHECK_OK(pull(object));
        }
        const bool mayPush = !m_start.settings.isSuspect;
        for (const ObjectMapping& object : m_start.mapping.objects) {
            CHECK_OK(mayPush ? push(object) : Expected<void>());
        }
        const CommentSync::Talk talk = {.start = m_start.comments,
                                        .mapping = m_start.mapping,
                                        .maySend = mayPush,
                                        .without = m_failed,
                                        .self = m_result.identity.user};
        return CommentSync::exchange(talk, m_connector, m_stop, m_result.comments);
    }

    [[nodiscard]] Expected<void> pull(const ObjectMapping& object)
    {
        ChangesSince since = {.object = object.object, .fields = {}, .keyField = object.key, .onlyKeyed = true};
        for (const FieldMapping& field : object.fields) {
            if (!since.fields.contains(field.theirs)) {
                since.fields.append(field.theirs);
            }
        }
        if (!object.number.isEmpty()) {
            since.fields.append(object.number);
        }
        if (const auto cursor = m_start.cursors.find(object.object); cursor != m_start.cursors.end()) {
            since.cursor = cursor->second;
        }
        const auto linked = m_start.linked.find(object.object);
        std::vector<Record>& into = m_result.pulled[object.object];
        std::map<QString, std::size_t> places; // a record may come twice: its last word counts
        const Page keep = [&](std::span<const Record> records) -> Expected<void> {
            for (const Record& record : records) {
                const Id entity = CrmLink::entityOf(record.key);
                const bool isOurs = m_local.contains(entity)
                    || (linked != m_start.linked.end() && linked->second.contains(record.id));
                if (!isOurs) {
                    continue;
                }
                if (const auto [place, isFirst] = places.try_emplace(record.id, into.size()); isFirst) {
                    into.push_back(record);
                } else {
                    into[place->second] = record;
                }
            }
            return {};
        };
        auto cursor = m_connector.changes(since, keep, m_stop);
        if (!cursor && cursor.error().is("crm.resync"_L1)) { // it no longer knows where we were: from the start
            into.clear();
            places.clear();
            since.cursor.clear();
            cursor = m_connector.changes(since, keep, m_stop);
        }
        if (!cursor) {
            into.clear();
            return std::unexpected(cursor.error());
        }
        m_result.cursors.insert_or_assign(object.object, *std::move(cursor));
        for (const Record& record : into) {
            if (record.isDeleted) {
                m_deleted.insert(record.id);
            } else {
                m_theirs.insert_or_assign(CrmLink::entityOf(record.key), &record);
            }
        }
        return {};
    }

    [[nodiscard]] std::optional<Record> wished(const LocalRecord& local) const
    {
        if (!maySend(m_start, local) || m_failed.contains(local.incident) || m_deleted.contains(local.link.remote)) {
            return std::nullopt;
        }
        const auto pulled = m_theirs.find(local.entity);
        const bool isKnown = pulled != m_theirs.end();
        Merge merge = mergeOf(local, isKnown ? pulled->second : nullptr);
        const bool isNew = local.link.remote.isEmpty() && !isKnown;
        if (!isNew && merge.push.empty()) {
            return std::nullopt;
        }
        Record record = {
            .object = local.mapping.object, .key = CrmLink::keyOf(local.entity), .fields = std::move(merge.push)};
        if (isNew) {
            for (const auto& [field, value] : local.mapping.constants) {
                record.fields.emplace(field, value);
            }
            if (!local.mapping.parent.isEmpty() && !local.parent.object.isEmpty()) {
                record.fields.emplace(local.mapping.parent, local.parent);
            }
        }
        return record;
    }

    [[nodiscard]] Expected<void> push(const ObjectMapping& object)
    {
        Batch batch;
        batch.targets.emplace(object.object, Batch::Target{.keyField = object.key});
        if (const ObjectMapping& first = m_start.mapping.objects.front(); first.object != object.object) {
            batch.targets.emplace(first.object, Batch::Target{.keyField = first.key});
        }
        std::vector<const LocalRecord*> sent;
        for (const LocalRecord& local : m_start.records) {
            if (local.mapping.object != object.object || local.mapping.entity != object.entity) {
                continue;
            }
            if (auto record = wished(local)) {
                batch.records.push_back(*std::move(record));
                sent.push_back(&local);
            }
        }
        const auto all = static_cast<qint64>(batch.records.size());
        const auto slice = static_cast<std::size_t>(std::max(1, m_connector.capabilities().largestBatch));
        for (std::size_t from = 0; from < batch.records.size(); from += slice) {
            if (m_stop.stop_requested()) {
                return failure("crm.cancelled"_L1, {});
            }
            const std::size_t count = std::min(slice, batch.records.size() - from);
            CHECK_OK(deliver(batch, std::span(sent).subspan(from, count), from));
            if (m_progress) {
                m_progress(static_cast<qint64>(from) + static_cast<qint64>(count), all);
            }
        }
        return {};
    }

    /// What fails for one record is that record's; what fails for all ends the run.
    [[nodiscard]] Expected<void> deliver(const Batch& batch, std::span<const LocalRecord* const> sent, std::size_t from)
    {
        Batch part = {.targets = batch.targets, .records = {}};
        part.records.assign(batch.records.begin() + static_cast<std::ptrdiff_t>(from),
                            batch.records.begin() + static_cast<std::ptrdiff_t>(from + sent.size()));
        const auto outcomes = m_connector.upsert(part, m_stop);
        std::optional<Error> broken;
        for (std::size_t at = 0; at < sent.size() && at < outcomes.size(); ++at) {
            const Outcome& outcome = outcomes[at];
            std::map<QString, QString> texts;
            for (const LocalField& field : sent[at]->fields) {
                if (part.records[at].fields.contains(field.mapping.theirs)) {
                    texts.emplace(field.mapping.theirs, field.text);
                }
            }
            if (!outcome.result) {
                if (sent[at]->entity == sent[at]->incident) {
                    m_failed.insert(sent[at]->incident);
                }
                if (isOfTheLine(outcome.result.error().error)) {
                    broken = outcome.result.error().error;
                }
            }
            m_result.sent.push_back({sent[at]->entity, std::move(texts), outcome});
        }
        return broken ? Expected<void>(std::unexpected(*broken)) : Expected<void>();
    }

    const SyncStart& m_start;
    Connector& m_connector;
    std::stop_token m_stop;
    const std::function<void(qint64, qint64)>& m_progress;
    std::map<Id, const LocalRecord*> m_local;
    std::map<Id, const Record*> m_theirs; ///< as the pull had them
    std::set<QString> m_deleted;
    std::set<Id> m_failed; ///< incidents whose own record was not taken
    Exchange m_result;
};
} // namespace

bool isOfTheLine(const Error& error)
{
    constexpr std::array codes = {"crm.auth"_L1,    "crm.limit"_L1,   "crm.busy"_L1,         "crm.transport"_L1,
                                  "crm.timeout"_L1, "crm.tls"_L1,     "crm.foreign-host"_L1, "crm.not-json"_L1,
                                  "crm.clock"_L1,   "crm.version"_L1, "crm.cancelled"_L1};
    return std::ranges::any_of(codes, [&error](QLatin1StringView code) { return error.is(code); });
}

Exchange Synchronising::exchange(const SyncStart& start, Connector& connector, std::stop_token stop,
                                 const std::function<void(qint64, qint64)>& progress)
{
    return Conversation(start, connector, std::move(stop), progress).run();
}

} // namespace bulkhead::crm
