#include "app/ctl/commands/crmdesk.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exit.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "models/crm/telling.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

constexpr double msOfASecond = 1000;

QJsonObject askedJson(const crm::AffectedStart& start)
{
    return {{u"emails"_s, start.emails.size()},
            {u"contacts"_s, start.contacts.size()},
            {u"accounts"_s, start.accounts.size()},
            {u"left_out"_s, start.leftOut}};
}

QJsonArray idsJson(const std::vector<Id>& ids)
{
    QJsonArray array;
    std::ranges::for_each(ids, [&array](const Id& id) { array.append(id.text()); });
    return array;
}

QJsonArray refusedJson(const crm::AffectedReport& report)
{
    QJsonArray array;
    for (const auto& [object, why] : report.refused) {
        array.append(QJsonObject{{u"object"_s, object}, {u"code"_s, why.code}, {u"message"_s, why.message}});
    }
    return array;
}

Expected<Exit> fetchAffected(Call& call)
{
    QElapsedTimer timer;
    timer.start();
    const bool isDry = call.has("dry-run"_L1);
    TRY(const auto crm, openNamedCrm(call, call.value("connector"_L1), Vault::Access::Write));
    TRY(const Id incident, crm.exchange.desk->casework().findIncident(call.value("incident"_L1)));
    crm::AffectedParties parties(crm.exchange.desk->casework(), crm.exchange.mappings);
    std::optional<Progress> reading(std::in_place, call.out(), Ctl::tr("Reading samples"));
    TRY(const auto start,
        parties.start(
            crm.connector.id, incident, [&](qint64 done, qint64 all) { reading->show(done, all); }, call.stop()));
    reading.reset();
    QJsonObject answer{{u"rows"_s, static_cast<qint64>(start.matched.rows.size())},
                       {u"asked"_s, askedJson(start)},
                       {u"unread"_s, QJsonArray::fromStringList(start.matched.unread)},
                       {u"dry_run"_s, isDry}};
    if (isDry || start.asksNothing()) {
        CHECK_OK(crm.exchange.desk->finish());
        call.out().answer(answer, crm::summaryOf(start) + u'\n' + Ctl::tr("Nothing was asked."));
        return Exit::Done;
    }
    TRY(const auto connection, crm.connect());
    CHECK_OK(connection->authorise(call.stop()));
    call.out().note(crm::summaryOf(connection->quota()));
    CHECK_OK(parties.announce(start));
    std::optional<Progress> asking(std::in_place, call.out(), Ctl::tr("Asking"), Progress::Unit::Things);
    const auto said = crm::AffectedParties::ask(start, *connection, call.stop(),
                                                [&](qint64 records) { asking->show(records, 0); });
    asking.reset();
    TRY(const auto report, parties.finish(start, said));
    CHECK_OK(crm.exchange.desk->finish());
    answer.insert(
        u"found"_s,
        QJsonObject{{u"contacts"_s, report.contacts}, {u"accounts"_s, report.accounts}, {u"owners"_s, report.owners}});
    answer.insert(u"added"_s, idsJson(report.added));
    answer.insert(u"changed"_s, idsJson(report.changed));
    answer.insert(u"unchanged"_s, report.unchanged);
    answer.insert(u"struck"_s, report.struck);
    answer.insert(u"unanswered"_s, report.unanswered);
    answer.insert(u"without_account"_s, report.withoutParty);
    answer.insert(u"gone"_s, QJsonArray::fromStringList(report.gone));
    answer.insert(u"refused"_s, refusedJson(report));
    answer.insert(u"remaining_quota"_s, remainingQuota(report.quota));
    answer.insert(u"seconds"_s, static_cast<double>(timer.elapsed()) / msOfASecond);
    const QString text = crm::summaryOf(start) + u'\n' + crm::summaryOf(report);
    if (report.error) {
        call.out().answer(answer, text, *report.error);
        return exitFor(*report.error);
    }
    call.out().answer(answer, text);
    return report.refused.empty() ? Exit::Done : Exit::No;
}
} // namespace

Commands crmAffectedCommands()
{
    return {
        {.path = {u"crm"_s, u"affected"_s},
         .summary = Ctl::tr("Fetches the accounts of matched rows from a CRM and makes them parties."),
         .detail = Ctl::tr(
             "Samples of the incident are read again; e-mail addresses and record ids in which production records "
             "agree "
             "are looked up in the CRM: contacts, their accounts, and who looks after these. Each account becomes a "
             "party with name, tenant, number of rows and that person as its contact; nothing of the affected people "
             "is kept. The incident has to be released to the connector. What is asked stands on the timeline. Exit 1 "
             "where a kind of record could not be read."),
         .arguments = {},
         .options = {crmConnectorOption(),
                     incidentOption(),
                     {.name = u"dry-run"_s, .value = {}, .help = Ctl::tr("Only count what would be asked.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault crm affected --connector sf-prod --incident INC-0007"_s},
         .answer = u"rows, asked{emails, contacts, accounts, left_out}, unread[], found{contacts, accounts, owners}, "
                   u"added[], changed[], unchanged, struck, "
                   "unanswered, without_account, gone[], refused[{object, code, message}], remaining_quota, seconds, "
                   "dry_run"_s,
         .run = fetchAffected},
    };
}

} // namespace bulkhead::ctl
