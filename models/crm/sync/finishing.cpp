#include "models/crm/crmtext.h"
#include "models/crm/sync/ledger.h"
#include "models/crm/sync/standing.h"
#include "models/crm/sync/suspicion.h"
#include "models/incident/posted.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <ranges>
#include <set>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
QString problemText(const Error& error)
{
    return error.code + u": "_s + error.message;
}

QString numberOf(const ObjectMapping& mapping, const Record& record)
{
    const auto found = record.fields.find(mapping.number);
    return mapping.number.isEmpty() || found == record.fields.end() ? QString()
                                                                    : canonicalText(FieldType::Text, found->second);
}

void takeOutcome(SyncLedger& ledger, const LocalRecord& local, const Exchange::Sent& sent, SyncReport& report)
{
    CrmLink& link = ledger.link(local);
    if (sent.outcome.result) {
        link.remote = sent.outcome.result->id;
        link.version = sent.outcome.result->version;
        link.problem.clear();
        link.attempted.clear();
        link.attempts = 0;
        ledger.agree(local, sent.texts);
        ++report.pushed;
        return;
    }
    const Error& error = sent.outcome.result.error().error;
    link.problem = problemText(error);
    if (!isOfTheLine(error)) {
        ++link.attempts;
        link.isParked = isForPeople(error) || link.attempts >= mostAttempts;
    }
    report.failed.push_back({sent.entity, link.problem, link.isParked});
}
} // namespace

bool isForPeople(const Error& error)
{
    constexpr std::array codes = {"crm.permanent"_L1, "crm.choice"_L1,  "crm.denied"_L1,      "crm.multiple"_L1,
                                  "crm.schema"_L1,    "crm.missing"_L1, "crm.unsupported"_L1, "crm.ambiguous"_L1};
    return std::ranges::any_of(codes, [&error](QLatin1StringView code) { return error.is(code); });
}

QString viaOf(const CrmConnector& settings)
{
    return viaCrm + settings.name + (settings.isSuspect ? u" (suspect)"_s : QString());
}

Expected<void> Synchronising::adopt(const QString& via, const LocalRecord& local, const Merge::Pull& pull)
{
    const auto ours = pull.field.toOurs(pull.text);
    if (!ours) {
        return failure("value.bad"_L1, CrmText::tr("\"%1\" has no counterpart here.").arg(pull.text));
    }
    if (local.mapping->entity == "task"_L1 && pull.field.ours == "state"_L1) {
        const auto state = choiceFromName<TaskState>(*ours);
        return state ? m_casework.setTaskState(local.entity, *state, {}, via)
                     : failure("value.bad"_L1, CrmText::tr("\"%1\" has no counterpart here.").arg(pull.text));
    }
    return m_casework.setFields(local.entity, {{pull.field.ours, *ours}}, via);
}

Expected<void> Synchronising::announce(SyncStart& start)
{
    TRY(auto released, releases());
    std::erase_if(released, [&start](const Kept<CrmRelease>& one) { return one.value.connector != start.connector; });
    TRY(const auto connector, m_casework.one<CrmConnector>(start.connector));
    TRY(const QString reason, suspectByItself(m_casework, connector, released));
    if (!reason.isEmpty()) {
        start.settings.isSuspect = true;
        start.settings.suspectReason = reason;
    }
    if (start.settings.isSuspect) {
        return {};
    }
    SyncLedger ledger(start, m_casework.now());
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

Expected<bool> Synchronising::take(SyncLedger& ledger, const QString& via, LocalRecord local, const Record& theirs)
{
    // As it stands now: people went on working while we were talking.
    TRY(const auto record, m_casework.record(local.entity));
    if (!record) {
        return false;
    }
    refresh(local, *record);
    const Merge merge = mergeOf(local, &theirs);
    ledger.agree(local, merge.agreed);
    for (const auto& [id, text] : merge.moved) {
        TRY(const auto conflict, m_casework.one<CrmConflict>(id));
        ledger.move(conflict, text, theirs);
    }
    const Schema& schema = m_casework.journal().schema();
    const QString title = record->value(schema.type(record->kind)->titleField).valueOr<QString>();
    const auto labelOf = [&](const FieldMapping& field) {
        const QString name = QCoreApplication::translate("Field", schema.field(record->kind, field.ours)->label);
        return CrmText::tr("%1 of “%2”").arg(name, title);
    };
    bool hasTaken = false;
    for (const Merge::Pull& pull : merge.pull) {
        if (const auto taken = adopt(via, local, pull)) {
            ledger.agree(local, {{pull.field.theirs, pull.text}});
            hasTaken = true;
        } else { // it may not be so here: nothing is lost, a person decides
            const auto ours = std::ranges::find(local.fields, pull.field.theirs,
                                                [](const LocalField& one) { return one.mapping->theirs; });
            ledger.dispute(local, {pull.field, ours->text, pull.text}, theirs,
                           labelOf(pull.field) + u": "_s + taken.error().message);
        }
    }
    for (const Clash& clash : merge.clashes) {
        ledger.dispute(local, clash, theirs, labelOf(clash.field));
    }
    return hasTaken;
}

Expected<void> Synchronising::takePulled(SyncLedger& ledger, const SyncStart& start, const Exchange& exchange,
                                         SyncReport& report)
{
    const QString via = viaOf(start.settings);
    for (const Record& theirs : exchange.pulled | std::views::values | std::views::join) {
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
        const LocalRecord local = *before; // with the version that we knew: by it our own writing is told
        link.remote = theirs.id;
        link.version = theirs.version;
        if (const QString number = numberOf(*before->mapping, theirs); !number.isEmpty()) {
            link.number = number;
        }
        TRY(const bool hasTaken, take(ledger, via, local, theirs));
        report.pulled += hasTaken ? 1 : 0;
    }
    return {};
}

Expected<SyncReport> Synchronising::finish(const SyncStart& start, const Exchange& exchange)
{
    SyncReport report;
    report.error = exchange.error;
    report.quota = exchange.quota;
    report.vanished = exchange.vanished;
    SyncLedger ledger(start, m_casework.now());
    CHECK_OK(takePulled(ledger, start, exchange, report));
    for (const Exchange::Sent& sent : exchange.sent) {
        if (const LocalRecord* local = ledger.find(sent.entity)) {
            takeOutcome(ledger, *local, sent, report);
        }
    }
    TRY(const auto said,
        CommentSync(m_casework)
            .finish(start.connector, start.settings, start.mapping, start.comments, exchange.comments));
    report.pushed += said.pushed;
    report.pulled += said.pulled;
    for (const auto& [entity, problem, isParked] : said.failed) {
        report.failed.push_back({entity, problem, isParked});
    }
    const auto outcome = RunOutcome::of(m_casework.now(), report, ledger.disputes(), exchange.identity);
    CHECK_OK(m_casework.journal().append(ledger.drafts(exchange, outcome.text())));
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
        const LocalRecord local = {.incident = standing.value.incident,
                                   .entity = link.value.entity,
                                   .mapping = std::make_shared<const ObjectMapping>(*object)};
        CHECK_OK(adopt(viaCrm + settings.value.name, local, {*field, standing.value.theirs}));
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
