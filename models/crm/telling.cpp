#include "models/crm/telling.h"

#include "models/crm/crmtext.h"

#include <algorithm>
#include <span>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

QString summaryOf(const Quota& quota)
{
    return quota.left < 0 ? CrmText::tr("The CRM does not say how many calls are left.")
                          : CrmText::tr("Calls that the CRM has left: %1 of %2.").arg(quota.left).arg(quota.limit);
}

QString summaryOf(const AffectedStart& start)
{
    QString text = CrmText::tr("Matched rows: %1. Asked for: e-mail addresses %2, contacts %3, accounts %4. Record ids "
                               "of another form: %5.")
                       .arg(start.matched.rows.size())
                       .arg(start.emails.size())
                       .arg(start.contacts.size())
                       .arg(start.accounts.size())
                       .arg(start.leftOut);
    for (const QString& sample : start.matched.unread) {
        text += u'\n' + CrmText::tr("Not read: %1").arg(sample);
    }
    return text;
}

QString summaryOf(const AffectedReport& report)
{
    QString text = CrmText::tr("Found: contacts %1, accounts %2, people who look after these %3.")
                       .arg(report.contacts)
                       .arg(report.accounts)
                       .arg(report.owners);
    text += u'\n'
        + CrmText::tr("Parties: new %1, changed %2, as they were %3, struck by somebody %4.")
              .arg(report.added.size())
              .arg(report.changed.size())
              .arg(report.unchanged)
              .arg(report.struck);
    text += u'\n'
        + CrmText::tr("Values without a record there: %1. Matched rows without an account: %2.")
              .arg(report.unanswered)
              .arg(report.withoutParty);
    if (!report.gone.isEmpty()) {
        text += u'\n' + CrmText::tr("Accounts that are gone, or may not be seen: %1").arg(report.gone.join(u", "_s));
    }
    for (const auto& [object, why] : report.refused) {
        text += u'\n' + CrmText::tr("%1 could not be read: %2").arg(object, why.message);
    }
    return text + u'\n' + summaryOf(report.quota);
}

QString summaryOf(const TruthReport& report, const QString& connector)
{
    QString text = CrmText::tr("Read from \"%1\": %2 records; deleted there since: %3, which stay registered.")
                       .arg(connector)
                       .arg(report.records)
                       .arg(report.deleted);
    if (!report.missing.isEmpty()) {
        text += u'\n' + CrmText::tr("Not there: %1").arg(report.missing.join(u", "_s));
    }
    return text + u'\n' + summaryOf(report.quota);
}

QString summaryOf(const InquiryStart& start)
{
    QString text = CrmText::tr("Unknown rows: %1. Asked for: e-mail addresses %2, phone numbers %3, record ids %4.")
                       .arg(start.unknown.rows)
                       .arg(start.emails)
                       .arg(start.phones)
                       .arg(start.recordIds);
    if (start.unknown.without > 0) {
        text += u' ' + CrmText::tr("Unknown rows without any of these: %1.").arg(start.unknown.without);
    }
    if (start.foreignIds > 0) {
        text += u' '
            + CrmText::tr("Record ids that are not of this CRM's form, and stay here: %1.").arg(start.foreignIds);
    }
    if (start.unknown.leftOut > 0) {
        text += u'\n'
            + CrmText::tr("Only the first %1 values are asked for; rows that have others: %2.")
                  .arg(UnknownRows::mostValues)
                  .arg(start.unknown.leftOut);
    }
    return text;
}

QString summaryOf(const InquiryPlan& plan)
{
    QString text = CrmText::tr("Looked for in: %1.").arg(plan.fields().join(u", "_s));
    text += u'\n' + CrmText::tr("Calls that it takes: about %1.").arg(plan.calls()) + u' ' + summaryOf(plan.quota);
    if (plan.kept > 0) {
        text += u' ' + CrmText::tr("%1 of them are left to people.").arg(plan.kept);
    }
    return text;
}

QString summaryOf(const InquiryReport& report)
{
    constexpr std::size_t mostShown = 10;
    QString text = CrmText::tr("Records that rows of the sample speak of: %1; rows: %2.")
                       .arg(report.hits.size())
                       .arg(report.rows());
    for (const InquiryHit& hit : std::span(report.hits).first(std::min(mostShown, report.hits.size()))) {
        QStringList rows;
        std::ranges::for_each(std::span(hit.rows).first(std::min(mostShown, hit.rows.size())),
                              [&rows](quint64 row) { rows.append(QString::number(row)); });
        text += u'\n' + CrmText::tr("%1 %2: row %3").arg(hit.object, hit.id, rows.join(u", "_s));
        text += hit.rows.size() > mostShown ? u", …"_s : QString();
    }
    if (report.hits.size() > mostShown) {
        text += u'\n' + CrmText::tr("… and %1 more").arg(report.hits.size() - mostShown);
    }
    for (const auto& [object, why] : report.refused) {
        text += u'\n' + CrmText::tr("%1 could not be read: %2").arg(object, why.message);
    }
    return text + u'\n' + summaryOf(report.quota);
}

} // namespace bulkhead::crm
