#include "models/deadline/severity.h"
#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

QJsonObject scoreJson(const deadline::SeverityInput& input, const deadline::SeverityScore& score)
{
    return {{u"score"_s, score.hundredths / 100.0},
            {u"band"_s, deadline::bandId(score.band)},
            {u"borderline"_s, score.isBorderline},
            {u"formula"_s, score.formula},
            {u"over_100"_s, input.isOver100},
            {u"unintelligible"_s, input.isUnintelligible},
            {u"inputs"_s, QJsonArray::fromStringList(deadline::textsOf(input))}};
}

QString scoreLine(const deadline::SeverityInput& input, const deadline::SeverityScore& score)
{
    QString line = u"%1: %2"_s.arg(score.formula, deadline::bandName(score.band));
    if (score.isBorderline) {
        line += Ctl::tr("; within 0.25 of an edge, so it needs a note");
    }
    if (input.isOver100) {
        line += Ctl::tr("; more than 100 people");
    }
    if (input.isUnintelligible) {
        line += Ctl::tr("; unintelligible to others");
    }
    return line;
}

Expected<std::optional<deadline::Risk>> secondOf(Call& call)
{
    TRY(const auto severity, call.number("second-severity"_L1, 1, 4));
    TRY(const auto likelihood, call.number("second-likelihood"_L1, 1, 4));
    if (severity.has_value() != likelihood.has_value()) {
        return failure("usage.missing"_L1, Ctl::tr("--second-severity and --second-likelihood go together."));
    }
    if (!severity) {
        return std::nullopt;
    }
    TRY(const auto risk, deadline::secondOpinion(static_cast<int>(*severity), static_cast<int>(*likelihood)));
    return risk;
}

Expected<Exit> computeSeverity(Call& call)
{
    TRY(const auto known, deadline::severityFrom(call.values("known"_L1)));
    TRY(const auto score, deadline::score(known));
    TRY(const auto second, secondOf(call));
    QJsonObject answer = scoreJson(known, score);
    QString text = scoreLine(known, score) + u'\n';
    if (call.has("worst"_L1)) {
        TRY(const auto worst, deadline::severityFrom(call.values("worst"_L1)));
        TRY(const auto worstScore, deadline::score(worst));
        answer.insert(u"worst"_s, scoreJson(worst, worstScore));
        text += Ctl::tr("Worst plausible: %1\n").arg(scoreLine(worst, worstScore));
    }
    if (second) {
        answer.insert(u"second"_s, deadline::riskId(*second));
        text += Ctl::tr("Second opinion: %1\n").arg(deadline::riskName(*second));
    }
    text += Ctl::tr("A score informs; what follows for Art. 33(1) and 34(1) is decided by a person.\n");
    call.out().answer(answer, text);
    return Exit::Done;
}

Expected<Exit> assessSeverity(Call& call)
{
    deadline::SeverityWish wish;
    TRY(wish.known, deadline::severityFrom(call.values("known"_L1)));
    TRY(wish.worst, deadline::severityFrom(call.has("worst"_L1) ? call.values("worst"_L1) : call.values("known"_L1)));
    TRY(const auto second, secondOf(call));
    if (second) {
        wish.secondSeverity = call.value("second-severity"_L1).toInt();
        wish.secondLikelihood = call.value("second-likelihood"_L1).toInt();
    }
    wish.isSynthetic = call.has("synthetic"_L1);
    wish.basis = call.value("basis"_L1);
    wish.bridge33 = call.value("art-33"_L1);
    wish.bridge34 = call.value("art-34"_L1);
    wish.note = call.value("note"_L1);
    wish.difference = call.value("difference"_L1);
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    for (const QString& text : call.values("evidence"_L1)) {
        TRY(const Id one, desk->casework().find(Table<Evidence>::kind, text));
        wish.evidence.push_back(one);
    }
    TRY(const Id id, deadline::assess(desk->casework(), incident, wish));
    CHECK_OK(desk->finish());
    TRY(const auto kept, desk->casework().one<SeverityAssessment>(id));
    call.out().answer(toJson(kept), Ctl::tr("Recorded: %1.").arg(kept.value.summary));
    return Exit::Done;
}

Expected<Exit> listSeverity(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto all, desk->casework().all<SeverityAssessment>(incident));
    TextTable table{.headers = {Ctl::tr("Assessed"), Ctl::tr("By"), Ctl::tr("Score"), Ctl::tr("Art. 33(1)"),
                                Ctl::tr("Art. 34(1)"), Ctl::tr("Method")},
                    .rows = {}};
    for (const Kept<SeverityAssessment>& one : all) {
        table.rows.push_back({shownTime(one.value.assessedAt), desk->journal().nameOf(one.value.assessedBy),
                              one.value.summary, one.value.bridge33, one.value.bridge34, one.value.profile});
    }
    call.out().answer({{u"assessments"_s, toJson(all)}}, table.aligned());
    return Exit::Done;
}

std::vector<Option> inputOptions()
{
    return {{.name = u"known"_s,
             .value = u"K=V"_s,
             .help = Ctl::tr("As known: category=simple|behavioural|financial|sensitive, adjust=STEPS, "
                             "identification=0.25|0.5|0.75|1, confidentiality|integrity|availability=0|0.25|0.5, "
                             "malicious|over_100|unintelligible=yes|no."),
             .isRequired = true,
             .takes = Option::Takes::List},
            {.name = u"worst"_s,
             .value = u"K=V"_s,
             .help = Ctl::tr("The worst that is plausible, in the same way (default: as known)."),
             .takes = Option::Takes::List},
            {.name = u"second-severity"_s, .value = u"N"_s, .help = Ctl::tr("Second opinion: severity, 1 to 4.")},
            {.name = u"second-likelihood"_s, .value = u"N"_s, .help = Ctl::tr("Second opinion: likelihood, 1 to 4.")}};
}

} // namespace

Commands severityCommands()
{
    std::vector<Option> recording{incidentOption()};
    std::ranges::move(inputOptions(), std::back_inserter(recording));
    const std::vector<Option> words{
        {.name = u"basis"_s, .value = u"TEXT"_s, .help = Ctl::tr("On what the inputs rest."), .isRequired = true},
        {.name = u"art-33"_s,
         .value = u"TEXT"_s,
         .help = Ctl::tr("What follows for Art. 33(1), and why."),
         .isRequired = true},
        {.name = u"art-34"_s,
         .value = u"TEXT"_s,
         .help = Ctl::tr("What follows for Art. 34(1), and why."),
         .isRequired = true},
        {.name = u"note"_s, .value = u"TEXT"_s, .help = Ctl::tr("Needed where a score lies within 0.25 of an edge.")},
        {.name = u"difference"_s,
         .value = u"TEXT"_s,
         .help = Ctl::tr("Needed where the incident's own severity lies two steps away.")},
        {.name = u"synthetic"_s,
         .value = {},
         .help = Ctl::tr("Weighed after the organisation's profile for synthetic data, not ENISA's alone.")},
        {.name = u"evidence"_s,
         .value = u"ID"_s,
         .help = Ctl::tr("Evidence of the inputs."),
         .takes = Option::Takes::Repeated}};
    std::ranges::copy(words, std::back_inserter(recording));
    return {
        {.path = {u"severity"_s, u"compute"_s},
         .summary = Ctl::tr("Computes the severity of a breach for people, after ENISA's methodology."),
         .detail = Ctl::tr("SE = DPC × EI + CB: low below 2, medium from 2, high from 3, very high from 4."),
         .arguments = {},
         .options = inputOptions(),
         .examples = {u"bulkheadctl severity compute --known category=financial,identification=1,confidentiality=0.5,"
                      "malicious=yes"_s},
         .answer = u"score, band, borderline, formula, over_100, unintelligible, inputs[], worst{…}, second"_s,
         .usesVault = false,
         .run = computeSeverity},
        {.path = {u"severity"_s, u"assess"_s},
         .summary = Ctl::tr("Records an assessment of an incident; earlier ones stay beside it."),
         .detail = {},
         .arguments = {},
         .options = recording,
         .examples
         = {u"bulkheadctl --vault ~/acme.vault severity assess --incident INC-0001 --known "
            "category=simple,identification=1,confidentiality=0.5 --worst category=financial,identification=1,"
            "confidentiality=0.5 --basis \"Sample of 40 rows\" --art-33 \"Notified: a risk\" --art-34 \"No high risk\""_s},
         .answer = u"id, summary, profile, known[], worst[], known_score, worst_score, bridge_33, bridge_34, …"_s,
         .run = assessSeverity},
        {.path = {u"severity"_s, u"list"_s},
         .summary = Ctl::tr("Lists the assessments of an incident."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault severity list --incident INC-0001"_s},
         .answer = u"assessments[{id, summary, …}]"_s,
         .run = listSeverity},
    };
}

} // namespace bulkhead::ctl
