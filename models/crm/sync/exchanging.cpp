#include "models/crm/sync/syncing.h"

#include "models/crm/transport.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

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
    using Locals = std::vector<const LocalRecord*>;

    [[nodiscard]] Expected<void> talk()
    {
        TRY(m_result.identity, m_connector.authorise(m_stop));
        m_checksVersions = m_connector.capabilities().checksVersions;
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

    [[nodiscard]] static QStringList fieldsOf(const ObjectMapping& object)
    {
        QStringList fields;
        for (const FieldMapping& field : object.fields) {
            if (!fields.contains(field.theirs)) {
                fields.append(field.theirs);
            }
        }
        if (!object.number.isEmpty()) {
            fields.append(object.number);
        }
        return fields;
    }

    [[nodiscard]] Expected<void> pull(const ObjectMapping& object)
    {
        ChangesSince since = {
            .object = object.object, .fields = fieldsOf(object), .keyField = object.key, .onlyKeyed = true};
        if (const auto cursor = m_start.cursors.find(object.object); cursor != m_start.cursors.end()) {
            since.cursor = cursor->second;
        }
        const auto linked = m_start.linked.find(object.object);
        std::deque<Record>& into = m_result.pulled[object.object];
        std::map<QString, std::size_t> places; // a record may come twice: its last word counts
        const Page gather = [&](std::span<const Record> records) -> Expected<void> {
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
        auto cursor = m_connector.changes(since, gather, m_stop);
        for (bool hasRestarted = false; !cursor;) {
            if (cursor.error().is("crm.resync"_L1)
                && !hasRestarted) { // it no longer knows where we were: from the start
                hasRestarted = true;
                since.cursor.clear();
            } else if (cursor.error().is("crm.schema"_L1)) { // what is not there any more is left out
                TRY(const bool hasVanished, leaveOutVanished(object, since.fields));
                if (!hasVanished) {
                    break;
                }
            } else {
                break;
            }
            into.clear();
            places.clear();
            cursor = m_connector.changes(since, gather, m_stop);
        }
        if (!cursor) {
            into.clear();
            return std::unexpected(cursor.error());
        }
        m_result.cursors.insert_or_assign(object.object, *std::move(cursor));
        for (Record& record : into) {
            if (record.isDeleted) {
                m_deleted.insert(record.id);
            } else {
                m_theirs.insert_or_assign(CrmLink::entityOf(record.key), &record);
            }
        }
        return {};
    }

    /// Asks the CRM once more what it has, and takes what it has not from the fields; whether there was any.
    [[nodiscard]] Expected<bool> leaveOutVanished(const ObjectMapping& object, QStringList& fields)
    {
        TRY(const ObjectDescription described, m_connector.describe(object.object, m_stop));
        const qsizetype before = fields.size();
        fields.removeIf([&](const QString& field) {
            const bool isThere = described.field(field);
            if (!isThere) {
                m_vanished[object.object].insert(field);
                m_result.vanished.append(object.object + u'.' + field);
            }
            return !isThere;
        });
        return fields.size() < before;
    }

    /// The first of the record's fields that the CRM has no longer; empty: none.
    [[nodiscard]] QString vanishedIn(const Record& record) const
    {
        const auto vanished = m_vanished.find(record.object);
        if (vanished == m_vanished.end()) {
            return {};
        }
        const auto found = std::ranges::find_if(
            record.fields, [&](const auto& field) { return vanished->second.contains(field.first); });
        return found == record.fields.end() ? QString() : record.object + u'.' + found->first;
    }

    /// What stands there as far as this run has read it; null where nothing has changed since the link was written.
    [[nodiscard]] const Record* theirs(const LocalRecord& local) const
    {
        const auto found = m_theirs.find(local.entity);
        return found == m_theirs.end() ? nullptr : found->second;
    }

    [[nodiscard]] QString remoteOf(const LocalRecord& local) const
    {
        const Record* standing = theirs(local);
        return standing ? standing->id : local.link.remote;
    }

    [[nodiscard]] QString versionOf(const LocalRecord& local) const
    {
        const Record* standing = theirs(local);
        return standing ? standing->version : local.link.version;
    }

    [[nodiscard]] bool isNew(const LocalRecord& local) const { return local.link.remote.isEmpty() && !theirs(local); }

    [[nodiscard]] std::optional<Record> wished(const LocalRecord& local) const
    {
        if (!maySend(m_start, local) || m_failed.contains(local.incident) || m_deleted.contains(remoteOf(local))) {
            return std::nullopt;
        }
        const Record* standing = theirs(local);
        Merge merge = mergeOf(local, standing);
        if (!isNew(local) && merge.push.empty()) {
            return std::nullopt;
        }
        Record record = {
            .object = local.mapping->object, .key = CrmLink::keyOf(local.entity), .fields = std::move(merge.push)};
        if (isNew(local)) {
            for (const auto& [field, value] : local.mapping->constants) {
                record.fields.emplace(field, value);
            }
            if (!local.mapping->parent.isEmpty() && !local.parent.object.isEmpty()) {
                record.fields.emplace(local.mapping->parent, local.parent);
            }
        } else if (m_checksVersions) {
            record.version = versionOf(local);
        }
        return record;
    }

    [[nodiscard]] Expected<void> push(const ObjectMapping& object)
    {
        Locals open;
        for (const LocalRecord& local : m_start.records) {
            if (local.mapping->object == object.object && local.mapping->entity == object.entity && wished(local)) {
                open.push_back(&local);
            }
        }
        m_done = 0;
        m_all = static_cast<qint64>(open.size());
        const auto slice = static_cast<std::size_t>(std::max(1, m_connector.capabilities().largestBatch));
        const std::size_t slices = (open.size() + slice - 1) / slice;
        // Two calls are under way at once, so that neither side waits for the other: from the beginning and from the
        // middle of the list, since a CRM may lock what the records of one batch hang on.
        const std::size_t half = std::min((slices + 1) / 2 * slice, open.size());
        const std::span<const LocalRecord* const> all = open;
        std::optional<Error> broken, otherBroken;
        {
            std::optional<std::jthread> other;
            if (half < open.size()) {
                other.emplace([&] { otherBroken = writeAll(object, all.subspan(half), slice); });
            }
            broken = writeAll(object, all.first(half), slice);
        }
        if (broken || otherBroken) {
            return std::unexpected(broken ? *broken : *otherBroken);
        }
        return {};
    }

    /// Answers why it broke off.
    [[nodiscard]] std::optional<Error> writeAll(const ObjectMapping& object, std::span<const LocalRecord* const> locals,
                                                std::size_t slice)
    {
        while (!locals.empty() && !m_isBroken) {
            const std::size_t count = std::min(slice, locals.size());
            auto written = m_stop.stop_requested() ? failure("crm.cancelled"_L1, {})
                                                   : write(object, locals.first(count));
            if (!written) {
                m_isBroken = true;
                return std::move(written).error();
            }
            locals = locals.subspan(count);
        }
        return std::nullopt;
    }

    /// Writes nothing over what was changed there since the pull. Where the CRM does not see to that itself, it is
    /// asked again right before; what has moved is merged once more.
    [[nodiscard]] Expected<void> write(const ObjectMapping& object, std::span<const LocalRecord* const> locals)
    {
        constexpr int mostLooks = 3;
        Locals open(locals.begin(), locals.end());
        for (int looks = 0; !open.empty(); ++looks) {
            Locals unsure;
            {
                const std::scoped_lock lock(m_mutex);
                std::ranges::copy_if(open, std::back_inserter(unsure), [&](const LocalRecord* local) {
                    const bool isChecked = m_checksVersions && !versionOf(*local).isEmpty();
                    return looks > 0 || (!isChecked && !isNew(*local));
                });
            }
            CHECK_OK(look(object, unsure));
            TRY(open, deliver(object, open, looks < mostLooks));
        }
        return {};
    }

    /// Reads how the records stand by now.
    [[nodiscard]] Expected<void> look(const ObjectMapping& object, std::span<const LocalRecord* const> locals)
    {
        if (locals.empty()) {
            return {};
        }
        Condition isOneOf = {.field = object.key};
        std::map<Id, const LocalRecord*> missing;
        for (const LocalRecord* local : locals) {
            isOneOf.values.emplace_back(CrmLink::keyOf(local->entity));
            missing.emplace(local->entity, local);
        }
        QStringList fields = fieldsOf(object) + QStringList{object.key};
        if (const auto vanished = m_vanished.find(object.object); vanished != m_vanished.end()) {
            fields.removeIf([&](const QString& field) { return vanished->second.contains(field); });
        }
        std::deque<Record>& pulled = m_result.pulled.at(object.object);
        const Page take = [&](std::span<const Record> records) -> Expected<void> {
            const std::scoped_lock lock(m_mutex);
            for (Record record : records) {
                const auto key = record.fields.find(object.key);
                record.key = key == record.fields.end() ? QString() : canonicalText(FieldType::Text, key->second);
                const auto one = missing.extract(CrmLink::entityOf(record.key));
                if (one.empty()) {
                    continue;
                }
                if (const auto known = m_theirs.find(one.key()); known != m_theirs.end()) {
                    *known->second = std::move(record);
                } else if (record.version.isEmpty() || record.version != one.mapped()->link.version) {
                    m_theirs.emplace(one.key(), &pulled.emplace_back(std::move(record)));
                }
            }
            return {};
        };
        CHECK_OK(m_connector.query({.object = object.object, .fields = fields, .conditions = {isOneOf}}, take, m_stop));
        const std::scoped_lock lock(m_mutex);
        for (const auto& [entity, local] : missing) {
            const QString id = remoteOf(*local);
            m_deleted.insert(id);
            pulled.push_back({.object = object.object, .id = id, .isDeleted = true});
        }
        return {};
    }

    /// What fails for one record is that record's; what fails for all ends the run. Answers those that somebody there
    /// has changed first, if they may be looked at once more.
    [[nodiscard]] Expected<Locals> deliver(const ObjectMapping& object, std::span<const LocalRecord* const> locals,
                                           bool mayLook)
    {
        Batch batch;
        batch.targets.emplace(object.object, Batch::Target{.keyField = object.key});
        if (const ObjectMapping& first = m_start.mapping.objects.front(); first.object != object.object) {
            batch.targets.emplace(first.object, Batch::Target{.keyField = first.key});
        }
        Locals sent;
        {
            const std::scoped_lock lock(m_mutex);
            for (const LocalRecord* local : locals) {
                auto record = wished(*local);
                const QString vanished = record ? vanishedIn(*record) : QString();
                if (!vanished.isEmpty()) {
                    keep(*local, *record,
                         {record->key, std::unexpected(Refusal{.error = errorOf("crm.schema"_L1, vanished)})});
                } else if (record) {
                    batch.records.push_back(*std::move(record));
                    sent.push_back(local);
                }
            }
        }
        const auto outcomes = sent.empty() ? std::vector<Outcome>() : m_connector.upsert(batch, m_stop);
        const std::scoped_lock lock(m_mutex);
        m_done += static_cast<qint64>(locals.size());
        std::optional<Error> broken;
        Locals moved;
        for (std::size_t at = 0; at < sent.size() && at < outcomes.size(); ++at) {
            const Outcome& outcome = outcomes[at];
            const Error* error = outcome.result ? nullptr : &outcome.result.error().error;
            if (error && mayLook && error->is("crm.conflict"_L1) && !batch.records[at].version.isEmpty()) {
                moved.push_back(sent[at]);
                continue;
            }
            if (error && isOfTheLine(*error)) {
                broken = *error;
            }
            keep(*sent[at], batch.records[at], outcome);
        }
        m_done -= static_cast<qint64>(moved.size());
        if (m_progress) {
            m_progress(m_done, m_all);
        }
        return broken ? Expected<Locals>(std::unexpected(*broken)) : Expected<Locals>(std::move(moved));
    }

    /// What came of a record that was to be written.
    void keep(const LocalRecord& local, const Record& record, const Outcome& outcome)
    {
        if (!outcome.result && local.entity == local.incident) {
            m_failed.insert(local.incident);
        }
        std::map<QString, QString> texts;
        for (const LocalField& field : local.fields) {
            if (record.fields.contains(field.mapping->theirs)) {
                texts.emplace(field.mapping->theirs, field.text);
            }
        }
        m_result.sent.push_back({local.entity, std::move(texts), outcome});
    }

    const SyncStart& m_start;
    Connector& m_connector;
    std::stop_token m_stop;
    const std::function<void(qint64, qint64)>& m_progress;
    std::map<Id, const LocalRecord*> m_local;
    std::mutex m_mutex;             ///< of what follows, while two threads write
    std::map<Id, Record*> m_theirs; ///< into what was pulled
    bool m_checksVersions = false;
    std::set<QString> m_deleted;
    std::map<QString, std::set<QString>> m_vanished; ///< fields, by kind of record
    std::set<Id> m_failed;                           ///< incidents whose own record was not taken
    std::atomic<bool> m_isBroken = false;
    qint64 m_done = 0; ///< of a kind, of `m_all`
    qint64 m_all = 0;
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
