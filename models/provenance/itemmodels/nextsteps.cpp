#include "models/provenance/itemmodels/nextsteps.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace bulkhead::provenance {

namespace {
struct StepText
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
        ? StepText::tr("%Ln row(s) hold data of real persons. Whoever is affected may have to be told.", nullptr,
                       static_cast<int>(rows))
        : StepText::tr("%1 rows hold data of real persons, of %n tenant(s): each may have to be told "
                       "within the notice period of its contract.",
                       nullptr, tenants)
              .arg(QLocale().toString(rows));
    if (!isAttached) {
        step.button = StepText::tr("Open incident from this");
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
        return StepText::tr("Leaked text");
    }
    const bool hasName = anyColumn(summary, Meaning::FullName) || anyColumn(summary, Meaning::FamilyName);
    if (hasName && (anyColumn(summary, Meaning::Email) || anyColumn(summary, Meaning::Phone))) {
        return StepText::tr("Leaked contact list");
    }
    return anyColumn(summary, Meaning::Email) ? StepText::tr("Leaked list of e-mail addresses")
                                              : StepText::tr("Leaked list");
}
} // namespace

std::vector<NextStep> nextSteps(const Answer& answer, bool isAttached)
{
    const Summary& summary = answer.summary;
    std::vector<NextStep> steps;
    if (!answer.hadProductionSet) {
        steps.push_back(
            {NextStep::Kind::RegisterProduction,
             StepText::tr("No production data is registered, so nothing can be called synthetic only. Register "
                          "an export of your real customer data; its values are not kept."),
             StepText::tr("Register production data")});
    }
    if (count(summary, Verdict::Production) + count(summary, Verdict::Mixed) > 0) {
        steps.push_back(aboutPersonal(summary, isAttached));
    }
    if (const quint64 unknown = count(summary, Verdict::Unknown); unknown > 0) {
        steps.push_back(
            {NextStep::Kind::RegisterSynthetic,
             StepText::tr("%Ln row(s) match nothing decisive. Registering the data set that they may come from, or "
                          "a newer version of one, would settle them at once.",
                          nullptr, static_cast<int>(unknown)),
             StepText::tr("Register a data set")});
        steps.push_back(
            {NextStep::Kind::LookAtUnknown,
             summary.indicators.nobodys == 0
                 ? StepText::tr("Until then unknown rows are treated as real. Look at them by eye.")
                 : StepText::tr("Until then unknown rows are treated as real. %1 of them hold only values that "
                                "belong to nobody: look at these by eye.")
                       .arg(QLocale().toString(summary.indicators.nobodys)),
             StepText::tr("Show the unknown rows")});
    }
    if (const quint64 unreadable = count(summary, Verdict::Unreadable); unreadable > 0) {
        steps.push_back(
            {NextStep::Kind::LookAtUnreadable,
             StepText::tr("%Ln row(s) could not be read and stay undecided.", nullptr, static_cast<int>(unreadable)),
             StepText::tr("Show where they are")});
    }
    if (steps.empty()) {
        steps.push_back(
            {NextStep::Kind::Rest,
             StepText::tr("Every row comes from registered synthetic data. Keep the answer with the sample: open "
                          "an incident or attach it to one."),
             isAttached ? QString() : StepText::tr("Open incident from this")});
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
    guess.title = sourceName.isEmpty() ? StepText::tr("%1 pasted from the clipboard").arg(subject(summary))
                                       : StepText::tr("%1: %2").arg(subject(summary), sourceName);
    if (anyHeader(summary, sync)) {
        guess.surface = u"data-sync"_s;
        guess.why = StepText::tr("A guess: the headers look like those of a data sync.");
    } else if (anyHeader(summary, report)) {
        guess.surface = u"admin-console"_s;
        guess.why = StepText::tr("A guess: the headers look like those of a report exported from the console.");
    } else if (anyHeader(summary, apiName) || anyColumn(summary, Meaning::RecordId)) {
        guess.surface = u"api-endpoint"_s;
        guess.why = StepText::tr("A guess: the headers are names as an API gives them.");
    } else {
        guess.surface = u"unknown"_s;
        guess.why = StepText::tr("Nothing in the sample says where it came from.");
    }
    return guess;
}

} // namespace bulkhead::provenance
