#include "models/crm/crmtext.h"
#include "models/crm/sync/syncing.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 mostAttempts = 5; ///< after which a record waits for a person
constexpr std::size_t factsOfADraft = 1000;

constexpr quint16 theirsField = 6; // of CrmConflict's table
constexpr quint16 theirAuthorField = 7;
constexpr quint16 theirTimeField = 8;

QString problemText(const Error& error)
{
    return error.code + u": "_s + error.message;
}

/// Not better by trying again: a person has to look at it.
bool isForPeople(const Error& error)
{
    constexpr std::array codes = {"crm.permanent"_L1, "crm.denied"_L1,      "crm.multiple"_L1, "crm.schema"_L1,
                                  "crm.missing"_L1,   "crm.unsupported"_L1, "crm.ambiguous"_L1};
    return std::ranges::any_of(codes, [&error](QLatin1StringView code) { return error.is(code); });
}

/// What a run changes in links and conflicts, gathered and written in one transaction.
class Ledger
{
public:
    Ledger(const SyncStart& start, qint64 now)
        : m_start(start)
        , m_now(now)
    {
        for (const LocalRecord& record : start.records) {
            m_local.emplace(record.entity, &record);
            if (!record.link.remote.isEmpty()) {
                m_byRemote.emplace(std::pair(record.mapping.object, record.link.remote), &record);
            }
        }
    }

    [[nodiscard]] const LocalRecord* find(const Record& theirs) const
    {
        if (theirs.isDeleted) {
            const auto found = m_byRemote.find({theirs.object, theirs.id});
            return found == m_byRemote.end() ? nullptr : found->second;
        }
        const auto found = m_local.find(CrmLink::entityOf(theirs.key));
        return found == m_local.end() ? nullptr : found->second;
    }
    [[nodiscard]] const LocalRecord* find(const Id& entity) const
    {
        const auto found = m_local.find(entity);
        return found == m_local.end() ? nullptr : found->second;
    }
    /// The link as it will stand.
    [[nodiscard]] CrmLink& link(const LocalRecord& local)
    {
        return m_links.try_emplace(local.entity, local.link).first->second;
    }
    [[nodiscard]] bool has(const LocalRecord& local) const { return m_links.contains(local.entity); }
    void agree(const LocalRecord& local, const std::map<QString, QString>& texts)
    {
        if (texts.empty()) {
            return;
        }
        CrmLink& after = link(local);
        auto synced = unpacked(after.synced);
        for (const auto& [field, text] : texts) {
            synced.insert_or_assign(field, text);
        }
        after.synced = packed(synced);
        after.syncedAt = m_now;
    }
    /// They went on while nobody has chosen yet.
    void move(const Id& conflict, const QString& text, const LocalRecord& local, const Record& record)
    {
        const auto fact = [&conflict](quint16 field, bulkhead::Value value) {
            return Fact{conflict, fieldId(Table<CrmConflict>::kind, field), std::move(value)};
        };
        m_moved.push_back({{local.incident, Compartment::Team},
                           {fact(theirsField, conversion::toValue(text)),
                            fact(theirAuthorField, conversion::toValue(record.modifiedBy)),
                            fact(theirTimeField, bulkhead::Value(record.modifiedAt.ms))}});
    }
    void dispute(const LocalRecord& local, const FieldMapping& field, const QString& ours, const QString& theirs,
                 const Record& record, const QString& label)
    {
        m_conflicts.push_back(
            {.incident = local.incident,
             .link = CrmLink::idFor(m_start.connector, local.entity),
             .field = field.ours,
             .label = label,
             .ours = ours,
             .theirs = theirs,
             .theirAuthor = record.modifiedBy,
             .theirAt = record.modifiedAt.ms == 0 ? std::nullopt : std::optional(record.modifiedAt.ms),
             .foundAt = m_now,
             .outcome = {}});
        link(local).type = local.mapping.object; // the record exists from now on
    }
    [[nodiscard]] std::vector<Draft> drafts(const Exchange& exchange) const
    {
        std::vector<Draft> result;
        const auto put = [&result](const Stream& stream, std::vector<Fact> facts) {
            if (result.empty() || result.back().stream != stream
                || result.back().facts.size() + facts.size() > factsOfADraft) {
                result.push_back({stream, u"crm.sync"_s, {}});
            }
            std::ranges::move(facts, std::back_inserter(result.back().facts));
        };
        for (const auto& [entity, after] : m_links) {
            const LocalRecord& before = *m_local.at(entity);
            auto facts = factsBetween(CrmLink::idFor(m_start.connector, entity),
                                      before.hasLink ? before.link : CrmLink(), after);
            if (!facts.empty()) {
                put({before.incident, Compartment::Team}, std::move(facts));
            }
        }
        for (const auto& [stream, facts] : m_moved) {
            put(stream, facts);
        }
        for (const CrmConflict& conflict : m_conflicts) {
            put({conflict.incident, Compartment::Team}, factsOf(Id::make(m_now), conflict));
        }
        CrmConnector settings = m_start.settings;
        auto cursors = m_start.cursors;
        for (const auto& [object, cursor] : exchange.cursors) {
            cursors.insert_or_assign(object, cursor);
        }
        settings.watermarks = packed(cursors);
        if (auto facts = factsBetween(m_start.connector, m_start.settings, settings); !facts.empty()) {
            put({registryIncident(), Compartment::Team}, std::move(facts));
        }
        return result;
    }

private:
    const SyncStart& m_start;
    qint64 m_now;
    std::map<Id, const LocalRecord*> m_local;
    std::map<std::pair<QString, QString>, const LocalRecord*> m_byRemote;
    std::map<Id, CrmLink> m_links;
    std::vector<CrmConflict> m_conflicts;
    std::vector<std::pair<Stream, std::vector<Fact>>> m_moved;
};

QString numberOf(const ObjectMapping& mapping, const Record& record)
{
    const auto found = record.fields.find(mapping.number);
    return mapping.number.isEmpty() || found == record.fields.end() ? QString()
                                                                    : canonicalText(FieldType::Text, found->second);
}
} // namespace

Expected<void> Synchronising::adopt(const QString& via, const LocalRecord& local, const Merge::Pull& pull)
{
    const auto ours = pull.field.toOurs(pull.text);
    if (!ours) {
        return failure("value.bad"_L1, CrmText::tr("\"%1\" has no counterpart here.").arg(pull.text));
    }
    if (local.mapping.entity == "task"_L1 && pull.field.ours == "state"_L1) {
        const auto state = choiceFromName<TaskState>(*ours);
        return state ? m_casework.setTaskState(local.entity, *state, {}, via)
                     : failure("value.bad"_L1, CrmText::tr("\"%1\" has no counterpart here.").arg(pull.text));
    }
    return m_casework.setFields(local.entity, {{pull.field.ours, *ours}}, via);
}

Expected<void> Synchronising::announce(SyncStart& start)
{
    if (start.settings.isSuspect) {
        return {};
    }
    Ledger ledger(start, m_casework.now());
    for (const LocalRecord& record : start.records) {
        const Merge merge = mergeOf(record, nullptr);
        if (merge.sent.empty() || !maySend(start, record)) {
            continue;
        }
        CrmLink& link = ledger.link(record);
        for (const auto& [field, text] : merge.sent) {
            if (const QString one = packed(field, text); !link.attempted.contains(one)) {
                link.attempted.append(one);
            }
        }
    }
    if (const auto drafts = ledger.drafts({}); !drafts.empty()) {
        CHECK_OK(m_casework.journal().append(drafts));
    }
    for (LocalRecord& record : start.records) {
        if (ledger.has(record)) {
            record.link = ledger.link(record);
            record.hasLink = true;
        }
    }
    return {};
}

Expected<SyncReport> Synchronising::finish(const SyncStart& start, const Exchange& exchange)
{
    SyncReport report;
    report.error = exchange.error;
    report.quota = exchange.quota;
    const qint64 now = m_casework.now();
    Ledger ledger(start, now);
    const Schema& schema = m_casework.journal().schema();
    const QString via = u"crm:"_s + start.settings.name + (start.settings.isSuspect ? u" (suspect)"_s : QString());
    for (const auto& [object, records] : exchange.pulled) {
        for (const Record& theirs : records) {
            const LocalRecord* before = ledger.find(theirs);
            if (!before) {
                continue;
            }
            CrmLink& link = ledger.link(*before);
            if (theirs.isDeleted) {
                link.isParked = true;
                link.problem = problemText({"crm.missing"_L1, CrmText::tr("It was deleted there."), {}});
                report.failed.push_back({before->entity, link.problem, true});
                continue;
            }
            LocalRecord local = *before;
            local.link = link;
            link.remote = theirs.id;
            link.version = theirs.version;
            if (const QString number = numberOf(before->mapping, theirs); !number.isEmpty()) {
                link.number = number;
            }
            // As it stands now: people went on working while we were talking.
            TRY(const auto record, m_casework.record(before->entity));
            if (!record) {
                continue;
            }
            std::vector<FieldMapping> mappings;
            std::ranges::transform(before->fields, std::back_inserter(mappings), &LocalField::mapping);
            fill(local, mappings, *record);
            const Merge merge = mergeOf(local, &theirs);
            ledger.agree(local, merge.agreed);
            for (const auto& [conflict, text] : merge.moved) {
                ledger.move(conflict, text, local, theirs);
            }
            const EntityType* type = schema.type(record->kind);
            const Value title = record->value(type ? type->titleField : 0).valueOr<QString>();
            const auto labelOf = [&](const FieldMapping& field) {
                const Field* own = schema.field(record->kind, field.ours);
                return CrmText::tr("%1 of “%2”")
                    .arg(own ? QCoreApplication::translate("Field", own->label) : field.ours,
                         canonicalText(FieldType::Text, title));
            };
            bool hasTaken = false;
            for (const Merge::Pull& pull : merge.pull) {
                if (const auto taken = adopt(via, local, pull)) {
                    ledger.agree(local, {{pull.field.theirs, pull.text}});
                    hasTaken = true;
                } else { // it may not be so here: nothing is lost, a person decides
                    const auto ours = std::ranges::find(local.fields, pull.field.theirs,
                                                        [](const LocalField& one) { return one.mapping.theirs; });
                    ledger.dispute(local, pull.field, ours->text, pull.text, theirs,
                                   labelOf(pull.field) + u": "_s + taken.error().message);
                }
            }
            report.pulled += hasTaken ? 1 : 0;
            for (const Clash& clash : merge.clashes) {
                ledger.dispute(local, clash.field, clash.ours, clash.theirs, theirs, labelOf(clash.field));
            }
        }
    }
    for (const Exchange::Sent& sent : exchange.sent) {
        const LocalRecord* before = ledger.find(sent.entity);
        if (!before) {
            continue;
        }
        CrmLink& link = ledger.link(*before);
        if (sent.outcome.result) {
            const Written& written = *sent.outcome.result;
            link.remote = written.id;
            link.version = written.version;
            link.problem.clear();
            link.attempted.clear();
            link.attempts = 0;
            ledger.agree(*before, sent.texts);
            ++report.pushed;
            continue;
        }
        const Error& error = sent.outcome.result.error().error;
        link.problem = problemText(error);
        if (!isOfTheLine(error)) {
            ++link.attempts;
            link.isParked = isForPeople(error) || link.attempts >= mostAttempts;
        }
        report.failed.push_back({sent.entity, link.problem, link.isParked});
    }
    if (const auto drafts = ledger.drafts(exchange); !drafts.empty()) {
        CHECK_OK(m_casework.journal().append(drafts));
    }
    std::set<Id> incidents;
    std::ranges::transform(start.records, std::inserter(incidents, incidents.end()), &LocalRecord::incident);
    for (const Id& incident : incidents) {
        TRY(const auto open, conflicts(incident));
        std::ranges::transform(open, std::back_inserter(report.conflicts), &Kept<CrmConflict>::id);
    }
    return report;
}

Expected<void> Synchronising::settle(const Id& conflict, bool isTheirs)
{
    TRY(auto standing, m_casework.one<CrmConflict>(conflict));
    if (!standing.value.outcome.isEmpty()) {
        return failure("value.bad"_L1, CrmText::tr("This conflict is settled already."));
    }
    TRY(auto link, m_casework.one<CrmLink>(standing.value.link));
    TRY(const auto settings, m_casework.one<CrmConnector>(link.value.connector));
    const Mapping* mapping = m_mappings.find(settings.value.system);
    const auto object = mapping ? std::ranges::find(mapping->objects, link.value.type, &ObjectMapping::object)
                                : std::vector<ObjectMapping>::const_iterator();
    if (!mapping || object == mapping->objects.end()) {
        return failure("crm.mapping"_L1, CrmText::tr("There is no mapping for \"%1\".").arg(settings.value.system));
    }
    const auto field = std::ranges::find(object->fields, standing.value.field, &FieldMapping::ours);
    if (field == object->fields.end()) {
        return failure("crm.mapping"_L1, CrmText::tr("\"%1\" is not mapped any more.").arg(standing.value.field));
    }
    if (isTheirs) {
        const LocalRecord local = {
            .incident = standing.value.incident, .entity = link.value.entity, .mapping = *object};
        CHECK_OK(adopt(u"crm:"_s + settings.value.name, local, {*field, standing.value.theirs}));
    }
    // Both sides have seen theirs: where ours stays another one, it is what goes there next.
    auto synced = unpacked(link.value.synced);
    synced.insert_or_assign(field->theirs, standing.value.theirs);
    link.value.synced = packed(synced);
    CHECK_OK(m_casework.update(link.id, link.value, u"crm.settle"_s));
    standing.value.outcome = isTheirs ? u"theirs"_s : u"ours"_s;
    return m_casework.update(conflict, standing.value, u"crm.settle"_s);
}

} // namespace bulkhead::crm
