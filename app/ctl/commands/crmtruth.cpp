#include "app/ctl/commands/crmdesk.h"
#include "app/ctl/commands/provenance.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "models/crm/telling.h"
#include "models/crm/truth/truth.h"

namespace bulkhead::ctl {

using namespace Qt::StringLiterals;

Expected<Exit> registerFromCrm(Call& call)
{
    if (!call.arguments().isEmpty() || call.has("map"_L1) || call.has("tenant"_L1)) {
        return failure(
            "usage.value"_L1,
            Ctl::tr("--connector goes without a file, --map and --tenant: the mapping says what fields mean."));
    }
    TRY(const auto crm, openNamedCrm(call, call.value("connector"_L1), Vault::Access::Write));
    crm::ProductionTruth truth(crm.exchange.desk->casework(), crm.exchange.mappings);
    TRY(const auto start,
        truth.start(crm.connector, call.value("name"_L1), call.values("object"_L1), call.value("where"_L1),
                    call.value("kind"_L1) == "production"_L1));
    TRY(const auto connection, crm.connect());
    CHECK_OK(connection->authorise(call.stop()));
    call.out().note(crm::summaryOf(connection->quota()));
    std::optional<Progress> progress(std::in_place, call.out(), Ctl::tr("Registering"));
    TRY(const auto report,
        truth.run(start, *connection, [&](qint64 done, qint64 all) { progress->show(done, all); }, call.stop()));
    progress.reset();
    CHECK_OK(crm.exchange.desk->finish());
    QJsonObject answer;
    QString text;
    if (report.registered) {
        TRY(const auto snapshot, provenance::Registry(crm.exchange.desk->casework()).snapshot());
        answer = registeredJson(*report.registered, snapshot->names());
        text = registeredText(*report.registered, snapshot->names());
    } else {
        text = Ctl::tr("Nothing has changed there.\n");
    }
    QJsonArray removed;
    std::ranges::for_each(report.removed, [&removed](const Id& id) { removed.append(id.text()); });
    answer.insert(u"records"_s, report.records);
    answer.insert(u"deleted"_s, report.deleted);
    answer.insert(u"refresh"_s, report.isRefresh);
    answer.insert(u"missing"_s, QJsonArray::fromStringList(report.missing));
    answer.insert(u"removed"_s, removed);
    answer.insert(u"remaining_quota"_s, remainingQuota(report.quota));
    call.out().answer(answer, text + crm::summaryOf(report, start.settings.name));
    return Exit::Done;
}

std::vector<Option> truthOptions()
{
    return {{.name = u"connector"_s, .value = u"NAME"_s, .help = Ctl::tr("Read the records of this CRM, not a file.")},
            {.name = u"object"_s,
             .value = u"O,O"_s,
             .help = Ctl::tr("Kinds of record (default: all that are mapped, or those of the last time)."),
             .takes = Option::Takes::List},
            {.name = u"where"_s,
             .value = u"CONDITION"_s,
             .help = Ctl::tr("A condition in the CRM's own language; then all is read anew each time.")}};
}

} // namespace bulkhead::ctl
