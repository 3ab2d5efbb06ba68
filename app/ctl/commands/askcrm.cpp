#include "app/ctl/commands/askcrm.h"

#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "models/crm/telling.h"
#include "models/crm/truth/inquiry.h"

#include <QJsonArray>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<crm::UnknownRows> readUnknown(Call& call, const NamedCrm& crm, const AskedSample& sample,
                                       const provenance::ExamineOptions& options)
{
    Casework& casework = crm.exchange.desk->casework();
    TRY(const auto registry, provenance::Registry(casework).snapshot());
    Progress progress(call.out(), Ctl::tr("Looking for unknown rows"));
    const auto show = [&progress](qint64 done, qint64 all) { progress.show(done, all); };
    if (sample.evidence.isNull()) {
        TRY(const auto file, openInput(sample.path, call.stop()));
        return crm::unknownRows(*registry, *file, options, show, call.stop());
    }
    TRY(const auto held, casework.one<Evidence>(sample.evidence));
    TRY(const auto material, casework.journal().openMaterial(held.value.blob));
    return crm::unknownRows(*registry, *material, options, show, call.stop());
}

QJsonArray hitsJson(const std::vector<crm::InquiryHit>& hits)
{
    QJsonArray array;
    for (const crm::InquiryHit& hit : hits) {
        QJsonArray rows;
        std::ranges::for_each(hit.rows, [&rows](quint64 row) { rows.append(static_cast<qint64>(row)); });
        array.append(QJsonObject{{u"object"_s, hit.object}, {u"id"_s, hit.id}, {u"rows"_s, rows}});
    }
    return array;
}

void take(AskedCrm& asked, const crm::InquiryReport& report)
{
    asked.document.insert(u"calls_made"_s, report.calls);
    asked.document.insert(u"records"_s, hitsJson(report.hits));
    asked.document.insert(u"record_rows"_s, report.rows());
    asked.document.insert(u"data_set"_s, report.registered ? QJsonValue(report.registered->id.text()) : QJsonValue());
    QJsonArray refused;
    for (const auto& [object, why] : report.refused) {
        refused.append(QJsonObject{{u"object"_s, object}, {u"code"_s, why.code}, {u"message"_s, why.message}});
    }
    asked.document.insert(u"refused"_s, refused);
    asked.document.insert(u"remaining_quota"_s, remainingQuota(report.quota));
    asked.text += crm::summaryOf(report) + u'\n';
    for (const crm::InquiryHit& hit : report.hits) {
        for (const quint64 row : hit.rows) {
            QString& text = asked.records[row];
            text += (text.isEmpty() ? QString() : u", "_s) + hit.object + u' ' + hit.id;
        }
    }
    asked.error = report.error;
    if (report.error) {
        asked.document.insert(u"error"_s,
                              QJsonObject{{u"code"_s, report.error->code}, {u"message"_s, report.error->message}});
        asked.text
            += Ctl::tr("It broke off: %1 What was answered until then is registered.\n").arg(report.error->message);
    }
}
} // namespace

Expected<AskedCrm> askCrm(Call& call, const NamedCrm& crm, const AskedSample& sample,
                          const provenance::ExamineOptions& options)
{
    crm::Inquiry inquiry(crm.exchange.desk->casework(), crm.exchange.mappings);
    CHECK_OK(inquiry.mayAsk(crm.connector, sample.incident)); // before a long sample is read
    TRY(auto unknown, readUnknown(call, crm, sample, options));
    TRY(const auto start, inquiry.start(crm.connector, sample.incident, sample.name, std::move(unknown)));
    AskedCrm asked;
    asked.document = {{u"connector"_s, crm.connector.value.name},
                      {u"unknown_rows"_s, start.unknown.rows},
                      {u"emails"_s, start.emails},
                      {u"phones"_s, start.phones},
                      {u"record_ids"_s, start.recordIds},
                      {u"foreign_ids"_s, start.foreignIds},
                      {u"rows_without"_s, start.unknown.without},
                      {u"rows_left_out"_s, start.unknown.leftOut},
                      {u"done"_s, false}};
    asked.text = crm::summaryOf(start) + u'\n';
    if (start.asksNothing()) {
        asked.text += Ctl::tr("There is nothing to ask. Nothing was asked.\n");
        return asked;
    }
    TRY(const auto connection, crm.connect());
    TRY(const auto plan, crm::Inquiry::look(start, *connection, call.stop()));
    asked.document.insert(u"fields"_s, QJsonArray::fromStringList(plan.fields()));
    asked.document.insert(u"missing"_s, QJsonArray::fromStringList(plan.table.missing()));
    asked.document.insert(u"calls"_s, plan.calls());
    asked.document.insert(u"kept_for_people"_s, plan.kept);
    asked.document.insert(u"remaining_quota"_s, remainingQuota(plan.quota));
    asked.text += crm::summaryOf(plan) + u'\n';
    if (!call.has("yes"_L1)) {
        asked.text += Ctl::tr("Nothing was asked. With --yes these values go to \"%1\", and to nobody else.\n")
                          .arg(crm.connector.value.name);
        return asked;
    }
    call.out().note(asked.text.trimmed());
    TRY(const auto reading, inquiry.begin(start, plan));
    std::optional<Progress> asking(std::in_place, call.out(), Ctl::tr("Asking"), Progress::Unit::Things);
    auto answer = crm::Inquiry::ask(reading, *connection, call.stop(),
                                    [&asking](qint64 done, qint64 all) { asking->show(done, all); });
    asking.reset();
    TRY(const auto report, inquiry.finish(reading, std::move(answer)));
    asked.document.insert(u"done"_s, true);
    take(asked, report);
    return asked;
}

} // namespace bulkhead::ctl
