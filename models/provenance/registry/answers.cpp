#include "models/provenance/registry/answers.h"

#include "models/incident/samples.h"
#include "models/provenance/registry/registrytext.h"

#include <QIODevice>

#include <algorithm>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
std::size_t verdictPlace(Verdict verdict)
{
    return static_cast<std::size_t>(verdict);
}

std::optional<Verdict> verdictFrom(const QString& id)
{
    for (int i = 0; i < verdictCount; ++i) {
        if (verdictId(static_cast<Verdict>(i)) == id) {
            return static_cast<Verdict>(i);
        }
    }
    return {};
}

/// Doubt counts as production.
int weightOf(const QString& sampleVerdict)
{
    return sampleVerdict == sampleVerdictId(SampleVerdict::Personal)  ? 3
        : sampleVerdict == sampleVerdictId(SampleVerdict::Unresolved) ? 2
        : sampleVerdict.isEmpty()                                     ? 0
                                                                      : 1;
}

QString movedText(Verdict before, Verdict after, quint64 rows)
{
    return u"%1 → %2: %3"_s.arg(verdictId(before), verdictId(after)).arg(rows);
}

void setVerdicts(const RowSet& set, Verdict verdict, const RowVerdicts& machine, RowVerdicts& rows,
                 std::vector<bool>& isSet)
{
    for (const RowSet::Stretch& stretch : set.stretches()) {
        for (quint64 row = stretch.first; row <= std::min(stretch.last, machine.size()); ++row) {
            rows.set(row, verdict);
            isSet[row - 1] = true;
        }
    }
}
} // namespace

std::unexpected<Error> noAnswer(const Evidence& evidence)
{
    return failure("provenance.no-answer"_L1,
                   RegistryText::tr("Nobody has asked about “%1” yet: examine it first.").arg(evidence.name));
}

VerdictCounts countsOf(const VerdictReport& report)
{
    const qint64 counts[] = {report.synthetic, report.production, report.mixed, report.unknown, report.unreadable};
    VerdictCounts result = {};
    std::ranges::transform(counts, result.begin(), [](qint64 count) { return static_cast<quint64>(count); });
    return result;
}

std::vector<Difference::Move> Difference::moves() const
{
    std::vector<Move> moves;
    for (std::size_t i = 0; i < moved.size(); ++i) {
        for (std::size_t k = 0; k < moved[i].size(); ++k) {
            if (i != k && moved[i][k] > 0) {
                moves.push_back({static_cast<Verdict>(i), static_cast<Verdict>(k), moved[i][k]});
            }
        }
    }
    return moves;
}

quint64 Difference::changed() const
{
    quint64 rows = 0;
    for (const Move& move : moves()) {
        rows += move.rows;
    }
    return rows;
}

QStringList Difference::texts() const
{
    std::vector<std::pair<quint64, QString>> found;
    for (const Move& move : moves()) {
        found.emplace_back(move.rows, movedText(move.before, move.after, move.rows));
    }
    for (std::size_t i = 0; i < before.size() && !isByRow; ++i) {
        if (before[i] != after[i]) {
            found.emplace_back(after[i],
                               u"%1: %2 → %3"_s.arg(verdictId(static_cast<Verdict>(i))).arg(before[i]).arg(after[i]));
        }
    }
    std::ranges::stable_sort(found, std::greater(), &std::pair<quint64, QString>::first);
    QStringList texts;
    std::ranges::transform(found, std::back_inserter(texts), &std::pair<quint64, QString>::second);
    return texts;
}

Difference differenceOf(const RowVerdicts& before, const RowVerdicts& after)
{
    Difference result;
    result.before = before.counts();
    result.after = after.counts();
    result.isByRow = before.isKept() && after.isKept() && before.size() == after.size();
    for (quint64 row = 1; result.isByRow && row <= before.size(); ++row) {
        const Verdict was = before.at(row);
        const Verdict is = after.at(row);
        ++result.moved[verdictPlace(was)][verdictPlace(is)];
        if (was == is) {
            continue;
        }
        if (!result.stretches.empty() && result.stretches.back().rows.last + 1 == row
            && result.stretches.back().before == was && result.stretches.back().after == is) {
            result.stretches.back().rows.last = row;
        } else if (result.stretches.size() < Difference::mostStretches) {
            result.stretches.push_back({{row, row}, was, is});
        }
    }
    return result;
}

Expected<std::vector<Kept<VerdictReport>>> Answers::of(const Id& evidence) const
{
    TRY(const auto held, m_casework.one<Evidence>(evidence));
    TRY(auto reports, m_casework.all<VerdictReport>(held.value.incident));
    std::erase_if(reports, [&](const auto& report) { return report.value.evidence != evidence; });
    std::ranges::stable_sort(reports, {}, [](const auto& report) { return report.value.askedAt; });
    return reports;
}

Expected<RowVerdicts> Answers::rowsOf(const VerdictReport& report) const
{
    if (report.rowVerdicts.isEmpty()) {
        return RowVerdicts();
    }
    TRY(const auto material, m_casework.journal().openMaterial(report.rowVerdicts));
    const auto rows = RowVerdicts::unpack(material->readAll());
    if (!rows || rows->size() != static_cast<quint64>(report.rows)) {
        return failure("provenance.report-damaged"_L1,
                       RegistryText::tr("The filed verdicts of the rows cannot be read. Ask again about the sample."),
                       material->errorString());
    }
    return *rows;
}

Expected<Difference> Answers::compare(const VerdictReport& before, const VerdictReport& after) const
{
    if (before.evidence != after.evidence) {
        return failure("value.bad"_L1,
                       RegistryText::tr("Two answers are compared where they are about the same sample; these are "
                                        "not."));
    }
    TRY(const RowVerdicts was, rowsOf(before));
    TRY(const RowVerdicts is, rowsOf(after));
    Difference difference = differenceOf(was, is);
    difference.before = countsOf(before);
    difference.after = countsOf(after);
    return difference;
}

Expected<std::vector<Kept<RowOverride>>> Answers::setByPeople(const Id& evidence) const
{
    TRY(const auto held, m_casework.one<Evidence>(evidence));
    TRY(auto all, m_casework.all<RowOverride>(held.value.incident));
    std::erase_if(all, [&](const auto& one) { return one.value.evidence != evidence; });
    std::ranges::stable_sort(all, {}, [](const auto& one) { return one.value.setAt; });
    return all;
}

Expected<Standing> Answers::standingWith(Kept<VerdictReport> report, RowVerdicts rows, const Id& without) const
{
    Standing standing;
    standing.machine = countsOf(report.value);
    standing.counts = standing.machine;
    TRY(standing.overrides, setByPeople(report.value.evidence));
    std::erase_if(standing.overrides, [&](const auto& one) { return one.value.isWithdrawn || one.id == without; });
    if (rows.isKept() && !standing.overrides.empty()) {
        const RowVerdicts machine = rows;
        std::vector<bool> isSet(rows.size());
        for (const Kept<RowOverride>& one : standing.overrides) {
            TRY(const RowSet set, RowSet::fromText(one.value.rows));
            const auto verdict = verdictFrom(one.value.verdict);
            setVerdicts(set, verdict.value_or(Verdict::Unknown), machine, rows, isSet);
        }
        standing.counts = rows.counts();
        for (quint64 row = 1; row <= rows.size(); ++row) {
            standing.setByPeople += isSet[row - 1] ? 1 : 0;
            standing.differing += rows.at(row) != machine.at(row) ? 1 : 0;
        }
    }
    standing.verdict = sampleVerdictId(judgeSample(standing.counts, report.value.hadProductionSet));
    // What people have set cannot be counted without the rows, but what they have called real stays so.
    const bool saysReal = std::ranges::any_of(standing.overrides, [](const auto& one) {
        return one.value.verdict == verdictId(Verdict::Production) || one.value.verdict == verdictId(Verdict::Mixed);
    });
    if (!rows.isKept() && saysReal) {
        standing.verdict = sampleVerdictId(SampleVerdict::Personal);
    }
    standing.rows = std::move(rows);
    standing.report = std::move(report);
    return standing;
}

Expected<std::optional<Standing>> Answers::standing(const Id& evidence) const
{
    TRY(auto reports, of(evidence));
    if (reports.empty()) {
        return std::optional<Standing>();
    }
    // Rows that cannot be read any more stop nobody: `compare` tells of them.
    auto rows = rowsOf(reports.back().value).value_or(RowVerdicts());
    TRY(auto result, standingWith(std::move(reports.back()), std::move(rows)));
    return std::optional(std::move(result));
}

Expected<Standing> Answers::answered(const Kept<Evidence>& evidence) const
{
    TRY(auto stands, standing(evidence.id));
    if (!stands) {
        return noAnswer(evidence.value);
    }
    return *std::move(stands);
}

Expected<QString> Answers::authorOf(const Id& override) const
{
    TRY(const auto changes, m_casework.journal().history(override));
    return changes.empty() ? QString() : m_casework.journal().nameOf(changes.front().author);
}

Expected<std::vector<Standing>> Answers::standings(const Id& incident, const Id& but) const
{
    TRY(auto newest, newestAnswers(m_casework, incident));
    TRY(const auto overrides, m_casework.all<RowOverride>(incident));
    std::vector<Standing> result;
    for (Kept<VerdictReport>& report : newest) {
        const Id sample = report.value.evidence;
        if (sample == but) {
            continue;
        }
        const bool isSet = std::ranges::any_of(
            overrides, [&sample](const auto& one) { return one.value.evidence == sample && !one.value.isWithdrawn; });
        std::optional<Standing> stands;
        if (isSet) {
            TRY(stands, standing(sample));
        }
        if (!stands) {
            stands.emplace();
            stands->machine = countsOf(report.value);
            stands->counts = stands->machine;
            stands->verdict = report.value.verdict;
            stands->report = std::move(report);
        }
        result.push_back(std::move(*stands));
    }
    return result;
}

Expected<QString> Answers::verdictOf(const Id& incident, const Standing& with) const
{
    TRY(const auto others, standings(incident, with.report.value.evidence));
    QString worst = with.verdict;
    for (const Standing& one : others) {
        worst = weightOf(one.verdict) > weightOf(worst) ? one.verdict : worst;
    }
    return worst;
}

Expected<void> Answers::writeWith(const Standing& after, const Stream& stream, const QString& intent,
                                  std::vector<Fact> facts)
{
    TRY(const auto before, m_casework.incident(stream.incident));
    Incident incident = before.value;
    TRY(incident.verdict, verdictOf(stream.incident, after));
    std::vector<Draft> drafts = {{stream, intent, std::move(facts), true}};
    if (auto changed = factsBetween(stream.incident, before.value, incident); !changed.empty()) {
        drafts.push_back({before.stream, u"verdict.set"_s, std::move(changed), true});
    }
    CHECK_OK(m_casework.journal().append(drafts));
    return {};
}

Expected<Id> Answers::setRows(const Id& evidence, const RowSet& rows, Verdict verdict, const QString& reason,
                              const std::vector<Id>& support)
{
    if (reason.trimmed().isEmpty()) {
        return failure(
            "value.empty"_L1,
            RegistryText::tr("Say why: rows are set by hand with a reason, which stands beside the machine's "
                             "verdict."));
    }
    if (verdict == Verdict::Unreadable) {
        return failure("value.bad"_L1, RegistryText::tr("Rows are set to synthetic, production, mixed or unknown."));
    }
    if (verdict == Verdict::Synthetic && support.empty()) {
        return failure("value.empty"_L1,
                       RegistryText::tr("Nothing is called synthetic on a word alone: name the evidence that carries "
                                        "it."));
    }
    TRY(const auto held, m_casework.one<Evidence>(evidence));
    for (const Id& one : support) {
        TRY(const auto carrier, m_casework.one<Evidence>(one));
        if (carrier.value.incident != held.value.incident) {
            return failure("value.bad"_L1,
                           RegistryText::tr("“%1” is evidence of another incident.").arg(carrier.value.name));
        }
    }
    TRY(const Standing stands, answered(held));
    if (!stands.rows.isKept()) {
        return failure("provenance.rows-not-kept"_L1,
                       RegistryText::tr("Of this answer the verdicts of rows were not kept. Ask again about “%1” "
                                        "first.")
                           .arg(held.value.name));
    }
    if (rows.isEmpty() || rows.stretches().back().last > stands.rows.size()) {
        return failure("value.bad"_L1,
                       RegistryText::tr("“%1” has rows 1 to %2.").arg(held.value.name).arg(stands.rows.size()));
    }
    RowOverride wish;
    wish.incident = held.value.incident;
    wish.evidence = evidence;
    wish.rows = rows.text();
    constexpr qsizetype titleRows = 80;
    //: %1 a file, %2 numbers of rows, %3 a verdict
    wish.title = RegistryText::tr("%1, rows %2: %3")
                     .arg(held.value.name, wish.rows.size() > titleRows ? wish.rows.left(titleRows) + u'…' : wish.rows,
                          verdictId(verdict));
    wish.count = static_cast<qint64>(rows.count());
    wish.verdict = verdictId(verdict);
    wish.reason = reason.trimmed();
    wish.support = support;
    wish.setAt = m_casework.journal().clock().now();
    const Id id = Id::make(wish.setAt);
    Standing after = stands;
    std::vector<bool> isSet(after.rows.size());
    setVerdicts(rows, verdict, stands.rows, after.rows, isSet);
    after.counts = after.rows.counts();
    after.verdict = sampleVerdictId(judgeSample(after.counts, after.report.value.hadProductionSet));
    CHECK_OK(writeWith(after, held.stream, u"verdict.override"_s, factsOf(id, wish)));
    return id;
}

Expected<void> Answers::takeBack(const Id& override, const QString& reason)
{
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, RegistryText::tr("Say why it is taken back."));
    }
    TRY(const auto kept, m_casework.one<RowOverride>(override));
    if (kept.value.isWithdrawn) {
        return failure("value.bad"_L1, RegistryText::tr("It is taken back already."));
    }
    RowOverride after = kept.value;
    after.isWithdrawn = true;
    after.withdrawnReason = reason.trimmed();
    TRY(auto reports, of(kept.value.evidence));
    if (reports.empty()) {
        return m_casework.update(override, after, u"verdict.take-back"_s);
    }
    auto rows = rowsOf(reports.back().value).value_or(RowVerdicts());
    TRY(auto stands, standingWith(std::move(reports.back()), std::move(rows), override));
    return writeWith(stands, kept.stream, u"verdict.take-back"_s, factsBetween(override, kept.value, after));
}

} // namespace bulkhead::provenance
