#include "ui/connectors/connectorsmodels.h"

#include "ui/common/timetext.h"

#include <QUrl>

#include <array>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
/// Of a column with words: what the delegate paints.
QVariant pillRole(const Word& word, int role)
{
    return word.text.isEmpty() ? QVariant()
        : role == ToneRole     ? QVariant(static_cast<int>(word.tone))
                               : QVariant(static_cast<int>(word.mark));
}

/// "M. Weber, 24 Nov 2026 03:12 CET".
QString byAndAt(const QString& author, const std::optional<qint64>& at)
{
    return !at ? author : author.isEmpty() ? timetext::moment(*at) : u"%1, %2"_s.arg(author, timetext::moment(*at));
}

/// Somebody wanted it so.
bool isCancelled(const crm::RunOutcome& run)
{
    return run.error.startsWith("crm.cancelled:"_L1);
}

Word wordOfRun(const crm::RunOutcome& run)
{
    if (run.at == 0) {
        return {};
    }
    return isCancelled(run)    ? Word{ConnectorsModel::tr("Cancelled"), Tone::Neutral, Mark::Ring}
        : !run.error.isEmpty() ? Word{ConnectorsModel::tr("Broke off"), Tone::Overdue, Mark::Octagon}
        : !run.isClean()       ? Word{ConnectorsModel::tr("Not all"), Tone::Warn, Mark::Triangle}
                               : Word{ConnectorsModel::tr("Done"), Tone::Ok, Mark::Check};
}

Word wordOf(const crm::Trouble& trouble)
{
    return trouble.link.value.isParked ? Word{TroublesModel::tr("Parked"), Tone::Overdue, Mark::Square}
                                       : Word{TroublesModel::tr("Tried again"), Tone::Warn, Mark::Clock};
}
} // namespace

QString sentenceOf(const QString& problem)
{
    const qsizetype at = problem.indexOf(u": "_s);
    const bool isCode = at > 0 && !QStringView(problem).first(at).contains(u' ');
    return isCode && at + 2 < problem.size() ? problem.mid(at + 2) : problem;
}

QString textOf(const crm::RunOutcome& outcome)
{
    if (outcome.at == 0) {
        return {};
    }
    QString text = ConnectorsModel::tr("Sent %1, taken %2").arg(countText(outcome.pushed), countText(outcome.pulled));
    if (outcome.failed > 0) {
        text += ConnectorsModel::tr(", failed %1").arg(countText(outcome.failed));
    }
    if (outcome.conflicts > 0) {
        text += ConnectorsModel::tr(", to be decided %1").arg(countText(outcome.conflicts));
    }
    return outcome.error.isEmpty() ? text + u'.'
        : isCancelled(outcome)     ? ConnectorsModel::tr("%1. It was cancelled.").arg(text)
                                   : u"%1. %2"_s.arg(text, sentenceOf(outcome.error));
}

Word wordOf(const std::optional<CrmScope>& release)
{
    return !release                   ? Word{ConnectorsModel::tr("Not released"), Tone::Neutral, Mark::Ring}
        : *release == CrmScope::Basic ? Word{ConnectorsModel::tr("First release"), Tone::Accent, Mark::HalfDisc}
                                      : Word{ConnectorsModel::tr("Full release"), Tone::Accent, Mark::Dot};
}

Word ConnectorRow::state() const
{
    if (isRunning) {
        return {ConnectorsModel::tr("Synchronising"), Tone::Accent, Mark::Clock};
    }
    if (settings().isSuspect) {
        return {ConnectorsModel::tr("Paused"), Tone::Warn, Mark::Square};
    }
    if (!standing.isSignedIn) {
        return {ConnectorsModel::tr("Not signed in"), Tone::Neutral, Mark::Ring};
    }
    const crm::RunOutcome run = lastRun();
    if (run.at == 0) {
        return {ConnectorsModel::tr("Not run yet"), Tone::Neutral, Mark::Dot};
    }
    return isCancelled(run)   ? Word{ConnectorsModel::tr("Cancelled"), Tone::Neutral, Mark::Ring}
        : run.error.isEmpty() ? Word{ConnectorsModel::tr("Working"), Tone::Ok, Mark::Check}
                              : Word{ConnectorsModel::tr("Failing"), Tone::Overdue, Mark::Octagon};
}

QVariant ConnectorsModel::header(int column, int role) const
{
    const std::array names = {tr("Name"),     tr("System"),  tr("Address"),   tr("State"), tr("This incident"),
                              tr("Last run"), tr("Outcome"), tr("Conflicts"), tr("Parked")};
    return role == Qt::DisplayRole ? QVariant(names.at(static_cast<std::size_t>(column))) : QVariant();
}

QVariant ConnectorsModel::cell(const ConnectorRow& row, int column, int role) const
{
    const CrmConnector& settings = row.settings();
    const Word word = column == StateColumn ? row.state() : column == ReleaseColumn ? wordOf(row.release) : Word();
    const crm::RunOutcome run = row.lastRun();
    if (role == ToneRole || role == MarkRole) {
        return pillRole(word, role);
    }
    if (role == Qt::ToolTipRole) {
        return column == StateColumn && settings.isSuspect ? settings.suspectReason
            : column == OutcomeColumn                      ? textOf(run)
            : column == RunColumn && run.at > 0            ? timetext::tooltip(run.at)
                                                           : QString();
    }
    if (role == SortRole && column == RunColumn) {
        return run.at;
    }
    if (role == Qt::TextAlignmentRole && (column == ConflictsColumn || column == ParkedColumn)) {
        return int(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case NameColumn:
        return row.name();
    case SystemColumn:
        return row.system;
    case AddressColumn:
        return QUrl(settings.url).host();
    case StateColumn:
    case ReleaseColumn:
        return word.text;
    case RunColumn:
        return run.at > 0 ? timetext::moment(run.at) : tr("never");
    case OutcomeColumn:
        return textOf(run);
    case ConflictsColumn:
        return static_cast<qint64>(row.standing.differences.size());
    default:
        return row.standing.parked();
    }
}

QVariant ConflictsModel::header(int column, int role) const
{
    const std::array names = {tr("What"), tr("Here"), tr("Changed here"), tr("In the CRM"), tr("Changed there")};
    return role == Qt::DisplayRole ? QVariant(names.at(static_cast<std::size_t>(column))) : QVariant();
}

QVariant ConflictsModel::cell(const crm::Difference& row, int column, int role) const
{
    if (role != Qt::DisplayRole && role != SortRole && role != Qt::ToolTipRole) {
        return {};
    }
    const CrmConflict& conflict = row.conflict.value;
    switch (column) {
    case WhatColumn:
        return conflict.label;
    case OursColumn:
        return conflict.ours;
    case OurAuthorColumn:
        return byAndAt(row.ourAuthor, row.ourAt);
    case TheirsColumn:
        return conflict.theirs;
    default:
        return byAndAt(conflict.theirAuthor, conflict.theirAt);
    }
}

QVariant TroublesModel::header(int column, int role) const
{
    const std::array names = {tr("Record"), tr("Kind there"), tr("State"), tr("Attempts"), tr("Why")};
    return role == Qt::DisplayRole ? QVariant(names.at(static_cast<std::size_t>(column))) : QVariant();
}

QVariant TroublesModel::cell(const crm::Trouble& row, int column, int role) const
{
    const CrmLink& link = row.link.value;
    const Word word = column == StateColumn ? wordOf(row) : Word();
    if (role == ToneRole || role == MarkRole) {
        return pillRole(word, role);
    }
    if (role != Qt::DisplayRole && role != SortRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (column) {
    case WhatColumn:
        return row.title;
    case KindColumn:
        return link.number.isEmpty() ? link.type : u"%1 %2"_s.arg(link.type, link.number);
    case StateColumn:
        return word.text;
    case AttemptsColumn:
        return link.attempts;
    default:
        return sentenceOf(link.problem);
    }
}

QVariant RunsModel::header(int column, int role) const
{
    const std::array names = {tr("When"), tr("Who"), tr("State"), tr("Outcome")};
    return role == Qt::DisplayRole ? QVariant(names.at(static_cast<std::size_t>(column))) : QVariant();
}

QVariant RunsModel::cell(const crm::PastRun& row, int column, int role) const
{
    const Word word = column == StateColumn ? wordOfRun(row.outcome) : Word();
    if (role == ToneRole || role == MarkRole) {
        return pillRole(word, role);
    }
    if (role == SortRole && column == WhenColumn) {
        return row.outcome.at;
    }
    if (role == Qt::ToolTipRole && column == WhenColumn) {
        return timetext::tooltip(row.outcome.at);
    }
    if (role != Qt::DisplayRole && role != SortRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (column) {
    case WhenColumn:
        return timetext::preciseMoment(row.outcome.at);
    case WhoColumn:
        return row.author;
    case StateColumn:
        return word.text;
    default:
        return textOf(row.outcome);
    }
}

} // namespace bulkhead
