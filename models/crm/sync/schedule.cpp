#include "models/crm/sync/schedule.h"

#include <algorithm>
#include <set>
#include <utility>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 msOfAMinute = 60'000;
constexpr int mostDoublings = 10;
constexpr int longestWait = 240; ///< minutes
constexpr qint64 longestSilence = 60 * msOfAMinute;

/// Of what a run has written down, see RunOutcome.
QStringView codeOf(const QString& error)
{
    return QStringView(error).left(error.indexOf(u':'));
}
} // namespace

qint64 waitFor(int minutes, int failures)
{
    const int longest = std::max(minutes, longestWait);
    return msOfAMinute * std::min(minutes << std::min(failures, mostDoublings), longest);
}

bool needsPerson(QStringView code)
{
    return code == "crm.auth"_L1;
}

bool isQuiet(const SyncStart& start, const Exchange& talked, qint64 now)
{
    const RunOutcome last = RunOutcome::last(start.settings.watermarks);
    std::set<std::pair<QString, QString>> versions; // a CRM says again what it said a moment ago
    for (const LocalRecord& record : start.records) {
        if (!record.link.version.isEmpty()) {
            versions.emplace(record.link.remote, record.link.version);
        }
    }
    const auto isKnown = [&start](const Record& comment) { return start.comments.known.contains(comment.id); };
    const auto isAsKnown = [&versions](const Record& theirs) {
        return !theirs.isDeleted && versions.contains({theirs.id, theirs.version});
    };
    return !talked.error && talked.sent.empty() && talked.comments.sent.empty() && !talked.comments.refused
        && std::ranges::all_of(talked.comments.pulled, isKnown)
        && std::ranges::all_of(talked.pulled,
                               [&](const auto& kind) { return std::ranges::all_of(kind.second, isAsKnown); })
        && last.at > 0 && last.isClean() && now - last.at < longestSilence;
}

SelfRun nextSelfRun(const ConnectorStanding& standing, int minutes, const SelfRunMemory& memory)
{
    using Rest = SelfRun::Rest;
    if (minutes <= 0) {
        return {.rest = Rest::Off};
    }
    if (standing.releases.empty()) {
        return {.rest = Rest::NotReleased};
    }
    if (standing.connector.value.isSuspect) {
        return {.rest = Rest::Suspect};
    }
    const RunOutcome last = standing.runs.empty() ? RunOutcome() : standing.runs.front().outcome;
    if (!standing.isSignedIn || (needsPerson(codeOf(last.error)) && memory.signedIn <= last.at)) {
        return {.rest = Rest::SignIn};
    }
    SelfRun next = {.rest = Rest::None, .failures = memory.at > last.at ? memory.failures : 0};
    const qint64 since = std::max(memory.at, last.at);
    for (const PastRun& run : standing.runs) {
        const QString& error = run.outcome.error;
        if (codeOf(error) == "crm.cancelled"_L1) {
            continue; // says nothing of the line
        }
        if (error.isEmpty() || memory.signedIn > run.outcome.at) {
            break;
        }
        ++next.failures;
    }
    next.due = since == 0 || memory.signedIn > since ? 0 : since + waitFor(minutes, next.failures);
    return next;
}

} // namespace bulkhead::crm
