#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/base/csv.h"
#include "models/provenance/registry/handsample.h"
#include "models/provenance/registry/registry.h"

#include <set>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using provenance::Answers;
using provenance::Difference;
using provenance::Registry;
using provenance::Verdict;
using provenance::VerdictCounts;

QJsonObject differenceJson(const Difference& difference)
{
    QJsonArray moved;
    for (const Difference::Move& move : difference.moves()) {
        moved.append(QJsonObject{{u"from"_s, provenance::verdictId(move.before)},
                                 {u"to"_s, provenance::verdictId(move.after)},
                                 {u"rows"_s, static_cast<qint64>(move.rows)}});
    }
    return {{u"before"_s, provenance::countsJson(difference.before)},
            {u"after"_s, provenance::countsJson(difference.after)},
            {u"by_row"_s, difference.isByRow},
            {u"changed_rows"_s, static_cast<qint64>(difference.changed())},
            {u"moved"_s, moved}};
}

QString differenceText(const Difference& difference)
{
    QString text = difference.isByRow
        ? Ctl::tr("Rows with another verdict: %1.\n").arg(difference.changed())
        : Ctl::tr("The verdicts of rows were not kept of both answers; only their totals are compared.\n");
    for (const QString& one : difference.texts()) {
        text += u"  "_s + one + u'\n';
    }
    return text;
}

QJsonObject standingJson(const provenance::Standing& standing)
{
    return {{u"verdict"_s, standing.verdict},
            {u"machine"_s, provenance::countsJson(standing.machine)},
            {u"with_people"_s, provenance::countsJson(standing.counts)},
            {u"rows_set_by_people"_s, static_cast<qint64>(standing.setByPeople)},
            {u"rows_differing"_s, static_cast<qint64>(standing.differing)},
            {u"rows_kept"_s, standing.rows.isKept()}};
}

void addCounts(TextTable& table, const QString& title, const VerdictCounts& counts)
{
    QStringList row{title};
    for (const quint64 count : counts) {
        row.append(QString::number(count));
    }
    table.rows.push_back(row);
}

Expected<Exit> listAnswers(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    const Casework& casework = desk->casework();
    TRY(const Id id, casework.find(Table<Evidence>::kind, call.argument(0)));
    TRY(const auto evidence, casework.one<Evidence>(id));
    const Answers answers(desk->casework());
    TRY(const auto reports, answers.of(id));
    TRY(const auto people, answers.setByPeople(id));
    TRY(const auto standing, answers.standing(id));
    TRY(const auto now, Registry(desk->casework()).snapshot());
    TextTable table{.headers = {Ctl::tr("Asked"), Ctl::tr("Verdict"), Ctl::tr("Synthetic"), Ctl::tr("Production"),
                                Ctl::tr("Mixed"), Ctl::tr("Unknown"), Ctl::tr("Unreadable"), Ctl::tr("Changed"),
                                Ctl::tr("Id")},
                    .rows = {},
                    .rightAligned = {2, 3, 4, 5, 6}};
    for (const Kept<VerdictReport>& one : reports) {
        const VerdictReport& report = one.value;
        table.rows.push_back({shownTime(report.askedAt), report.verdict, QString::number(report.synthetic),
                              QString::number(report.production), QString::number(report.mixed),
                              QString::number(report.unknown), QString::number(report.unreadable),
                              report.change.join(u"; "_s), one.id.text()});
    }
    const bool isStale = !reports.empty() && !provenance::isCurrent(reports.back().value, *now);
    QString text = reports.empty()
        ? Ctl::tr("Nobody has asked about \"%1\" yet: \"classify\" does.\n").arg(evidence.value.name)
        : table.aligned();
    text += isStale ? Ctl::tr("\nRegistry or rules have changed since: \"evidence recheck\" asks again.\n") : QString();
    TextTable set{.headers = {Ctl::tr("Set by hand"), Ctl::tr("By"), Ctl::tr("Rows"), Ctl::tr("To"), Ctl::tr("Reason"),
                              Ctl::tr("Id")},
                  .rows = {}};
    QJsonArray overrides;
    for (const Kept<RowOverride>& one : people) {
        QJsonObject object = toJson(one);
        TRY(const QString by, answers.authorOf(one.id));
        object.insert(u"by"_s, by);
        overrides.append(object);
        set.rows.push_back(
            {shownTime(one.value.setAt), by, one.value.rows, one.value.verdict,
             one.value.isWithdrawn ? Ctl::tr("taken back: %1").arg(one.value.withdrawnReason) : one.value.reason,
             one.id.text()});
    }
    text += set.isEmpty() ? QString() : u'\n' + set.aligned();
    if (standing && standing->setByPeople > 0) {
        TextTable both{.headers = {QString(), Ctl::tr("Synthetic"), Ctl::tr("Production"), Ctl::tr("Mixed"),
                                   Ctl::tr("Unknown"), Ctl::tr("Unreadable")},
                       .rows = {},
                       .rightAligned = {1, 2, 3, 4, 5}};
        addCounts(both, Ctl::tr("By the machine"), standing->machine);
        addCounts(both, Ctl::tr("With what people have set"), standing->counts);
        text += u'\n' + both.aligned() + Ctl::tr("What stands: %1.\n").arg(standing->verdict.toUpper());
    }
    QJsonObject document{{u"evidence"_s, id.text()},
                         {u"answers"_s, toJson(reports)},
                         {u"overrides"_s, overrides},
                         {u"stale"_s, isStale}};
    if (standing) {
        document.insert(u"standing"_s, standingJson(*standing));
    }
    call.out().answer(document, text);
    return Exit::Done;
}

/// Those that are named, or all of an incident that anybody has asked about.
Expected<std::vector<Id>> samplesOf(const Call& call, Desk& desk)
{
    const Casework& casework = desk.casework();
    std::vector<Id> samples;
    for (const QString& text : call.arguments()) {
        TRY(const Id id, casework.find(Table<Evidence>::kind, text));
        samples.push_back(id);
    }
    if (samples.empty() != call.has("incident"_L1)) {
        return failure("usage.missing"_L1, Ctl::tr("Name pieces of evidence, or give --incident ID for all of it."));
    }
    if (call.has("incident"_L1)) {
        TRY(const Id incident, casework.findIncident(call.value("incident"_L1)));
        TRY(const auto reports, casework.all<VerdictReport>(incident));
        std::set<Id> asked;
        for (const Kept<VerdictReport>& report : reports) {
            TRY(const auto evidence, casework.one<Evidence>(report.value.evidence));
            if (!evidence.value.isStruck && asked.insert(evidence.id).second) {
                samples.push_back(evidence.id);
            }
        }
    }
    return samples;
}

Expected<Exit> recheck(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const auto samples, samplesOf(call, *desk));
    Registry registry(desk->casework());
    TRY(const auto now, registry.snapshot());
    QJsonArray array;
    QString text;
    for (const Id& id : samples) {
        TRY(const auto evidence, desk->casework().one<Evidence>(id));
        TRY(const auto reports, Answers(desk->casework()).of(id));
        const bool isCurrent = !reports.empty() && provenance::isCurrent(reports.back().value, *now);
        if (isCurrent && !call.has("always"_L1)) {
            array.append(QJsonObject{{u"evidence"_s, id.text()}, {u"asked"_s, false}});
            text += Ctl::tr("%1: registry and rules are what they were, so the answer stands.\n")
                        .arg(evidence.value.name);
            continue;
        }
        Progress progress(call.out(), evidence.value.name);
        TRY(const auto filed,
            registry.recheck(id, [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop()));
        QJsonObject object = differenceJson(filed.change.value_or(Difference()));
        object.insert(u"evidence"_s, id.text());
        object.insert(u"asked"_s, true);
        object.insert(u"report"_s, filed.report.text());
        object.insert(u"verdict"_s, filed.answer.verdict);
        object.insert(u"verdict_before"_s, reports.back().value.verdict);
        array.append(object);
        text += Ctl::tr("%1: %2, before: %3.\n")
                    .arg(evidence.value.name, filed.answer.verdict.toUpper(), reports.back().value.verdict.toUpper())
            + differenceText(filed.change.value_or(Difference()));
    }
    CHECK_OK(desk->finish());
    call.out().answer({{u"samples"_s, array}},
                      samples.empty() ? Ctl::tr("Nobody has asked about evidence of this incident yet.") : text);
    return Exit::Done;
}

Expected<Exit> compare(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    const Casework& casework = desk->casework();
    TRY(const Id first, casework.find(Table<VerdictReport>::kind, call.argument(0)));
    TRY(const Id second, casework.find(Table<VerdictReport>::kind, call.argument(1)));
    TRY(const auto before, casework.one<VerdictReport>(first));
    TRY(const auto after, casework.one<VerdictReport>(second));
    TRY(const Difference difference, Answers(desk->casework()).compare(before.value, after.value));
    if (call.has("rows"_L1)) {
        if (!difference.isByRow) {
            return failure(
                "provenance.rows-not-kept"_L1,
                Ctl::tr("The verdicts of rows were not kept of both answers, so --rows has nothing to write."));
        }
        TRY(auto file, ExportFile::open(call, call.value("rows"_L1)));
        CHECK_OK(file.write(csvLine({u"first_row"_s, u"last_row"_s, u"before"_s, u"after"_s})));
        for (const Difference::Stretch& one : difference.stretches) {
            CHECK_OK(file.write(csvLine({QString::number(one.rows.first), QString::number(one.rows.last),
                                         provenance::verdictId(one.before), provenance::verdictId(one.after)})));
        }
        CHECK_OK(file.commit());
        if (difference.stretches.size() == Difference::mostStretches) {
            call.out().note(Ctl::tr("Only the first 10,000 stretches of rows are written."));
        }
    }
    if (call.value("rows"_L1) == "-"_L1) {
        call.out().note(differenceText(difference));
    } else {
        call.out().answer(differenceJson(difference), differenceText(difference));
    }
    return Exit::Done;
}

Expected<Exit> drawRows(Call& call)
{
    constexpr qint64 usual = 40;
    constexpr qint64 most = 100'000;
    TRY(const auto size, call.number("size"_L1, 1, most));
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id evidence, desk->casework().find(Table<Evidence>::kind, call.argument(0)));
    TRY(const auto sample,
        provenance::handSample(desk->casework(), evidence, static_cast<quint64>(size.value_or(usual))));
    const auto interval = [](const provenance::ShareInterval& one) {
        return QJsonObject{{u"least"_s, one.least}, {u"most"_s, one.most}};
    };
    call.out().answer({{u"evidence"_s, evidence.text()},
                       {u"rows"_s, sample.rows.text()},
                       {u"left"_s, sample.left.text()},
                       {u"unknown"_s, static_cast<qint64>(sample.unknown)},
                       {u"looked"_s, static_cast<qint64>(sample.looked)},
                       {u"real"_s, static_cast<qint64>(sample.real)},
                       {u"confidence"_s, 0.95},
                       {u"real_share"_s, interval(sample.now)},
                       {u"if_none_left_is_real"_s, interval(sample.ifClean)}},
                      (sample.left.isEmpty() ? QString() : Ctl::tr("Look at these rows: %1\n").arg(sample.left.text()))
                          + provenance::handSampleSentence(sample));
    return Exit::Done;
}

Expected<Exit> setRows(Call& call)
{
    TRY(const provenance::RowSet rows, provenance::RowSet::fromText(call.value("rows"_L1)));
    Verdict verdict = Verdict::Unknown;
    for (const Verdict one : {Verdict::Synthetic, Verdict::Production, Verdict::Mixed}) {
        verdict = provenance::verdictId(one) == call.value("verdict"_L1) ? one : verdict;
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id evidence, desk->casework().find(Table<Evidence>::kind, call.argument(0)));
    std::vector<Id> support;
    for (const QString& text : call.values("support"_L1)) {
        TRY(const Id one, desk->casework().find(Table<Evidence>::kind, text));
        support.push_back(one);
    }
    Answers answers(desk->casework());
    TRY(const Id id, answers.setRows(evidence, rows, verdict, call.value("reason"_L1), support));
    CHECK_OK(desk->finish());
    TRY(const auto standing, answers.standing(evidence));
    QJsonObject document = standingJson(*standing);
    document.insert(u"override"_s, id.text());
    document.insert(u"rows"_s, static_cast<qint64>(rows.count()));
    call.out().answer(
        document,
        Ctl::tr("%n row(s) are set to %1 as %2; the machine's verdicts stay beside it. What stands of the "
                "sample: %3.",
                nullptr, static_cast<int>(rows.count()))
            .arg(provenance::verdictId(verdict), id.text(), standing->verdict.toUpper()));
    return Exit::Done;
}

Expected<Exit> takeBack(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<RowOverride>::kind, call.argument(0)));
    TRY(const auto kept, desk->casework().one<RowOverride>(id));
    Answers answers(desk->casework());
    CHECK_OK(answers.takeBack(id, call.value("reason"_L1)));
    CHECK_OK(desk->finish());
    TRY(const auto standing, answers.standing(kept.value.evidence));
    QJsonObject document = standing ? standingJson(*standing) : QJsonObject();
    document.insert(u"override"_s, id.text());
    call.out().answer(document,
                      Ctl::tr("Taken back. What stands of the sample: %1.")
                          .arg(standing ? standing->verdict.toUpper() : Ctl::tr("nothing")));
    return Exit::Done;
}

} // namespace

Commands answerCommands()
{
    const Argument evidence{u"ID"_s, Ctl::tr("The evidence: its id or the beginning of it.")};
    const Option reason{.name = u"reason"_s, .value = u"TEXT"_s, .help = Ctl::tr("Why."), .isRequired = true};
    return {
        {.path = {u"evidence"_s, u"answers"_s},
         .summary = Ctl::tr("Shows every answer that was given about a sample, and what people have set beside it."),
         .detail = {},
         .arguments = {evidence},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence answers 01jd"_s},
         .answer
         = u"evidence, answers[{id, asked, verdict, synthetic, production, mixed, unknown, unreadable, change[], "
           "…}], overrides[{id, rows, verdict, reason, support[], by, set, withdrawn}], stale, standing{verdict, "
           "machine{}, with_people{}, rows_set_by_people, rows_differing, rows_kept}"_s,
         .run = listAnswers},
        {.path = {u"evidence"_s, u"recheck"_s},
         .summary = Ctl::tr("Asks again about samples after the registry has changed, and records what has changed."),
         .detail = Ctl::tr("Each sample is read in the way it was read before. Where registry and rules are what they "
                           "were the answer stands and nothing is read. The answer before stays; the timeline shows "
                           "both and how many rows changed."),
         .arguments = {{u"ID"_s, Ctl::tr("The evidence: its id or the beginning of it."), Argument::Count::Any}},
         .options = {{.name = u"incident"_s,
                      .value = u"ID"_s,
                      .help = Ctl::tr("All evidence of this incident that anybody has asked about.")},
                     {.name = u"always"_s,
                      .value = {},
                      .help = Ctl::tr("Ask also where registry and rules are what they were.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence recheck --incident INC-0001"_s},
         .answer
         = u"samples[{evidence, asked, report, verdict, verdict_before, before{}, after{}, by_row, changed_rows, "
           "moved[{from, to, rows}]}]"_s,
         .run = recheck},
        {.path = {u"evidence"_s, u"compare"_s},
         .summary = Ctl::tr("Compares two answers about one sample, row by row."),
         .detail = {},
         .arguments = {{u"BEFORE"_s, Ctl::tr("The id of an answer, as \"evidence answers\" shows it.")},
                       {u"AFTER"_s, Ctl::tr("The id of another answer about the same sample.")}},
         .options = {{.name = u"rows"_s,
                      .value = u"OUT.csv"_s,
                      .help = Ctl::tr(
                          "Write first_row,last_row,before,after of the rows that changed. A new file, or - "
                          "for standard output.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence compare 01jd 01je --rows changed.csv"_s},
         .answer = u"before{}, after{}, by_row, changed_rows, moved[{from, to, rows}]"_s,
         .run = compare},
        {.path = {u"evidence"_s, u"draw"_s},
         .summary = Ctl::tr("Draws unknown rows to look at by eye, and says what they tell of all unknown rows."),
         .detail = Ctl::tr(
             "The rows follow from the sample's hash, so that everybody draws the same, and more of them "
             "hold the fewer. What people find is set with \"evidence override\"; a row that stays unknown "
             "counts as real. The interval is Clopper and Pearson's."),
         .arguments = {evidence},
         .options = {{.name = u"size"_s, .value = u"N"_s, .help = Ctl::tr("How many rows (default: 40).")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence draw 01jd --size 100"_s},
         .answer = u"evidence, rows, left, unknown, looked, real, confidence, real_share{least, most}, "
                   "if_none_left_is_real{least, most}"_s,
         .run = drawRows},
        {.path = {u"evidence"_s, u"override"_s},
         .summary = Ctl::tr("Sets rows of a sample by hand, with a reason; the machine's verdicts stay beside it."),
         .detail = Ctl::tr(
             "For rows that a person has looked at. What stands of the sample and of the incident follows "
             "what people say. Nothing is set to synthetic without evidence that carries it."),
         .arguments = {evidence},
         .options = {{.name = u"rows"_s,
                      .value = u"R"_s,
                      .help = Ctl::tr("Numbers of rows, from 1: 3,7-9."),
                      .isRequired = true},
                     {.name = u"verdict"_s,
                      .value = u"V"_s,
                      .help = Ctl::tr("What they are."),
                      .isRequired = true,
                      .choices = {u"synthetic"_s, u"production"_s, u"mixed"_s, u"unknown"_s}},
                     reason,
                     {.name = u"support"_s,
                      .value = u"ID"_s,
                      .help = Ctl::tr("Evidence that carries it. May be given again."),
                      .takes = Option::Takes::Repeated}},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence override 01jd --rows 3,7-9 --verdict production "
                      "--reason \"Account manager knows these four\" --support 01je"_s},
         .answer
         = u"override, rows, verdict, machine{}, with_people{}, rows_set_by_people, rows_differing, rows_kept"_s,
         .run = setRows},
        {.path = {u"evidence"_s, u"take-back"_s},
         .summary = Ctl::tr("Takes back what was set by hand; it stays in the history."),
         .detail = {},
         .arguments = {{u"OVERRIDE"_s, Ctl::tr("Its id or the beginning of it.")}},
         .options = {reason},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence take-back 01jd --reason \"Wrong rows\""_s},
         .answer = u"override, verdict, machine{}, with_people{}, …"_s,
         .run = takeBack},
    };
}

} // namespace bulkhead::ctl
