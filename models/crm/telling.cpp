#include "models/crm/telling.h"

#include "models/crm/crmtext.h"

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

} // namespace bulkhead::crm
