#include "models/provenance/itemmodels/nextsteps.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace bulkhead::provenance {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::provenance::NextStep)
};

quint64 count(const Summary& summary, Verdict verdict)
{
    return summary.counts[static_cast<std::size_t>(verdict)];
}

int personalTenants(const Summary& summary)
{
    std::set<QString> names;
    for (const TenantCount& tenant : summary.tenants) {
        if (tenant.rows[static_cast<std::size_t>(Verdict::Production)]
                + tenant.rows[static_cast<std::size_t>(Verdict::Mixed)]
            > 0) {
            names.insert(tenant.tenant);
        }
    }
    return static_cast<int>(names.size());
}

NextStep aboutPersonal(const Summary& summary, bool isAttached)
{
    const quint64 rows = count(summary, Verdict::Production) + count(summary, Verdict::Mixed);
    const int tenants = personalTenants(summary);
    NextStep step{NextStep::Kind::OpenIncident, {}, {}};
    step.text = tenants == 0
        ? Words::tr("%Ln row(s) hold data of real persons. Whoever is affected may have to be told.", nullptr,
                    static_cast<int>(rows))
        : Words::tr("%1 rows hold data of real persons, of %n tenant(s): each may have to be told "
                    "within the notice period of its contract.",
                    nullptr, tenants)
              .arg(QLocale().toString(rows));
    if (!isAttached) {
        step.button = Words::tr("Open incident from this");
    }
    return step;
}

bool anyColumn(const Summary& summary, Meaning meaning)
{
    return std::ranges::any_of(summary.columns,
                               [meaning](const ColumnCount& one) { return one.column.meaning == meaning; });
}

bool anyHeader(const Summary& summary, const QRegularExpression& pattern)
{
    return std::ranges::any_of(
        summary.columns, [&pattern](const ColumnCount& one) { return pattern.match(one.column.name).hasMatch(); });
}

QString subject(const Summary& summary)
{
    if (summary.dialect.layout == Layout::Text) {
        return Words::tr("Leaked text");
    }
    const bool hasName = anyColumn(summary, Meaning::FullName) || anyColumn(summary, Meaning::FamilyName);
    if (hasName && (anyColumn(summary, Meaning::Email) || anyColumn(summary, Meaning::Phone))) {
        return Words::tr("Leaked contact list");
    }
    return anyColumn(summary, Meaning::Email) ? Words::tr("Leaked list of e-mail addresses") : Words::tr("Leaked list");
}
} // namespace

std::vector<NextStep> nextSteps(const Answer& answer, bool isAttached)
{
    const Summary& summary = answer.summary;
    std::vector<NextStep> steps;
    if (!answer.hadProductionSet) {
        steps.push_back(
            {NextStep::Kind::RegisterProduction,
             Words::tr("No production data is registered, so nothing can be called synthetic only. Register "
                       "an export of your real customer data; its values are not kept."),
             Words::tr("Register production data")});
    }
    if (count(summary, Verdict::Production) + count(summary, Verdict::Mixed) > 0) {
        steps.push_back(aboutPersonal(summary, isAttached));
    }
    if (const quint64 unknown = count(summary, Verdict::Unknown); unknown > 0) {
        steps.push_back(
            {NextStep::Kind::RegisterSynthetic,
             Words::tr("%Ln row(s) match nothing decisive. Registering the data set that they may come from, or "
                       "a newer version of one, would settle them at once.",
                       nullptr, static_cast<int>(unknown)),
             Words::tr("Register a data set")});
        steps.push_back(
            {NextStep::Kind::LookAtUnknown,
             summary.indicators.nobodys == 0
                 ? Words::tr("Until then unknown rows are treated as real. Look at them by eye.")
                 : Words::tr("Until then unknown rows are treated as real. %1 of them hold only values that "
                             "belong to nobody: look at these by eye.")
                       .arg(QLocale().toString(summary.indicators.nobodys)),
             Words::tr("Show the unknown rows")});
    }
    if (const quint64 unreadable = count(summary, Verdict::Unreadable); unreadable > 0) {
        steps.push_back(
            {NextStep::Kind::LookAtUnreadable,
             Words::tr("%Ln row(s) could not be read and stay undecided.", nullptr, static_cast<int>(unreadable)),
             Words::tr("Show where they are")});
    }
    if (steps.empty()) {
        steps.push_back(
            {NextStep::Kind::Rest,
             Words::tr("Every row comes from registered synthetic data. Keep the answer with the sample: open "
                       "an incident or attach it to one."),
             isAttached ? QString() : Words::tr("Open incident from this")});
    }
    return steps;
}

Guess guessIncident(const Summary& summary, const QString& sourceName)
{
    static const QRegularExpression apiName(u"__c$|^[a-z]+[A-Z][A-Za-z]+$|^[a-z]+(_[a-z]+)+$"_s);
    static const QRegularExpression sync(u"^(hs_|sync|external[_ ]?id|source[_ ]?system)"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression report(u"^[A-Z][a-z]+( [A-Z][a-z]+)+$"_s);

    Guess guess;
    guess.title = sourceName.isEmpty() ? Words::tr("%1 pasted from the clipboard").arg(subject(summary))
                                       : Words::tr("%1: %2").arg(subject(summary), sourceName);
    if (anyHeader(summary, sync)) {
        guess.surface = u"data-sync"_s;
        guess.why = Words::tr("A guess: the headers look like those of a data sync.");
    } else if (anyHeader(summary, report)) {
        guess.surface = u"admin-console"_s;
        guess.why = Words::tr("A guess: the headers look like those of a report exported from the console.");
    } else if (anyHeader(summary, apiName) || anyColumn(summary, Meaning::RecordId)) {
        guess.surface = u"api-endpoint"_s;
        guess.why = Words::tr("A guess: the headers are names as an API gives them.");
    } else {
        guess.surface = u"unknown"_s;
        guess.why = Words::tr("Nothing in the sample says where it came from.");
    }
    return guess;
}

} // namespace bulkhead::provenance
