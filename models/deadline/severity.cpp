#include "models/deadline/severity.h"

#include "models/deadline/deadlinetext.h"
#include "models/incident/entities.h"
#include "models/incident/tables.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

namespace {
constexpr std::array<const char*, 4> bandIds{"low", "medium", "high", "very_high"};
constexpr std::array<const char*, 4> categories{"simple", "behavioural", "financial", "sensitive"};
constexpr int maliciousWeight = 50;

std::unexpected<Error> badInput(const QString& what)
{
    return failure("severity.input"_L1, what);
}

bool isOneOf(int value, std::initializer_list<int> scale)
{
    return std::ranges::find(scale, value) != scale.end();
}

/// "0.75", "1" → hundredths; -1 where it is no such number.
int hundredthsOf(const QString& text)
{
    bool isNumber = false;
    const double value = text.toDouble(&isNumber);
    const int hundredths = isNumber ? qRound(value * 100) : -1;
    return isNumber && qAbs(value * 100 - hundredths) < 1e-6 ? hundredths : -1;
}

Expected<bool> truthOf(const QString& key, const QString& text)
{
    if (text != "yes"_L1 && text != "no"_L1) {
        return badInput(DeadlineText::tr("“%1” is yes or no, not “%2”.").arg(key, text));
    }
    return text == "yes"_L1;
}
} // namespace

Band bandOf(int hundredths)
{
    return hundredths < 200 ? Band::Low
        : hundredths < 300  ? Band::Medium
        : hundredths < 400  ? Band::High
                            : Band::VeryHigh;
}

QString bandId(Band band)
{
    return QString::fromLatin1(bandIds[static_cast<std::size_t>(band)]);
}

QString bandName(Band band)
{
    switch (band) {
    case Band::Low:
        return DeadlineText::tr("Low");
    case Band::Medium:
        return DeadlineText::tr("Medium");
    case Band::High:
        return DeadlineText::tr("High");
    case Band::VeryHigh:
        return DeadlineText::tr("Very high");
    }
    Q_UNREACHABLE();
}

QString scoreText(int hundredths)
{
    return u"%1.%2"_s.arg(hundredths / 100).arg(hundredths % 100, 2, 10, QChar(u'0'));
}

Expected<SeverityScore> score(const SeverityInput& input)
{
    const int context = input.category + input.adjustment;
    if (input.category < 1 || input.category > 4 || context < 1 || context > 4) {
        return badInput(DeadlineText::tr("The category is 1 to 4, and so is the category with its adjustment, not %1.")
                            .arg(context));
    }
    if (!isOneOf(input.identification, {25, 50, 75, 100})) {
        return badInput(DeadlineText::tr("The ease of identification is 0.25, 0.5, 0.75 or 1."));
    }
    for (const int circumstance : {input.confidentiality, input.integrity, input.availability}) {
        if (!isOneOf(circumstance, {0, 25, 50})) {
            return badInput(
                DeadlineText::tr("Loss of confidentiality, integrity and availability are 0, 0.25 or 0.5."));
        }
    }
    const int circumstances = input.confidentiality + input.integrity + input.availability
        + (input.isMalicious ? maliciousWeight : 0);
    SeverityScore result;
    result.hundredths = context * input.identification + circumstances;
    result.band = bandOf(result.hundredths);
    constexpr int near = 25;
    result.isBorderline = std::ranges::any_of(std::array{200, 300, 400},
                                              [&](int edge) { return qAbs(result.hundredths - edge) <= near; });
    result.formula = u"%1 × %2 + %3 = %4"_s.arg(context).arg(scoreText(input.identification), scoreText(circumstances),
                                                             scoreText(result.hundredths));
    return result;
}

QStringList textsOf(const SeverityInput& input)
{
    const auto truth = [](bool is) { return is ? u"yes"_s : u"no"_s; };
    return {"category="_L1
                + QLatin1StringView(categories[static_cast<std::size_t>(std::clamp(input.category, 1, 4) - 1)]),
            "adjust="_L1 + QString::number(input.adjustment),
            "identification="_L1 + scoreText(input.identification),
            "confidentiality="_L1 + scoreText(input.confidentiality),
            "integrity="_L1 + scoreText(input.integrity),
            "availability="_L1 + scoreText(input.availability),
            "malicious="_L1 + truth(input.isMalicious),
            "over_100="_L1 + truth(input.isOver100),
            "unintelligible="_L1 + truth(input.isUnintelligible)};
}

Expected<SeverityInput> severityFrom(const QStringList& texts)
{
    SeverityInput input;
    const std::map<QString, int SeverityInput::*> weights{{u"identification"_s, &SeverityInput::identification},
                                                          {u"confidentiality"_s, &SeverityInput::confidentiality},
                                                          {u"integrity"_s, &SeverityInput::integrity},
                                                          {u"availability"_s, &SeverityInput::availability}};
    const std::map<QString, bool SeverityInput::*> flags{{u"malicious"_s, &SeverityInput::isMalicious},
                                                         {u"over_100"_s, &SeverityInput::isOver100},
                                                         {u"unintelligible"_s, &SeverityInput::isUnintelligible}};
    for (const QString& text : texts) {
        const QString key = text.section(u'=', 0, 0).trimmed();
        const QString value = text.section(u'=', 1).trimmed();
        if (const auto weight = weights.find(key); weight != weights.end()) {
            input.*(weight->second) = hundredthsOf(value);
        } else if (const auto flag = flags.find(key); flag != flags.end()) {
            TRY(input.*(flag->second), truthOf(key, value));
        } else if (key == "category"_L1) {
            const auto found = std::ranges::find_if(categories,
                                                    [&](const char* one) { return value == QLatin1StringView(one); });
            if (found == categories.end()) {
                return badInput(
                    DeadlineText::tr("The category is simple, behavioural, financial or sensitive, not “%1”.")
                        .arg(value));
            }
            input.category = static_cast<int>(found - categories.begin()) + 1;
        } else if (key == "adjust"_L1) {
            bool isNumber = false;
            input.adjustment = value.toInt(&isNumber);
            if (!isNumber) {
                return badInput(DeadlineText::tr("The adjustment is a whole number of steps, not “%1”.").arg(value));
            }
        } else {
            return badInput(DeadlineText::tr("There is no input “%1”. Inputs are category, adjust, identification, "
                                             "confidentiality, integrity, availability, malicious, over_100, "
                                             "unintelligible.")
                                .arg(key));
        }
    }
    TRY(const auto checked, score(input));
    Q_UNUSED(checked)
    return input;
}

Expected<Risk> secondOpinion(int severity, int likelihood)
{
    if (severity < 1 || severity > 4 || likelihood < 1 || likelihood > 4) {
        return badInput(DeadlineText::tr("Severity and likelihood of the second opinion are 1 to 4."));
    }
    const int product = severity * likelihood;
    return product <= 2 ? Risk::Low : product < 8 ? Risk::Normal : Risk::High;
}

QString riskId(Risk risk)
{
    return risk == Risk::Low ? u"low"_s : risk == Risk::Normal ? u"risk"_s : u"high"_s;
}

QString riskName(Risk risk)
{
    return risk == Risk::Low   ? DeadlineText::tr("low risk")
        : risk == Risk::Normal ? DeadlineText::tr("risk")
                               : DeadlineText::tr("high risk");
}

bool areFarApart(Severity operational, Band band)
{
    return qAbs(static_cast<int>(operational) - static_cast<int>(band)) >= 2;
}

Expected<QString> missingFrom(const SeverityWish& wish, Severity operational)
{
    TRY(const auto known, score(wish.known));
    TRY(const auto worst, score(wish.worst));
    if (worst.hundredths < known.hundredths) {
        return DeadlineText::tr("The worst that is plausible is at least as bad as what is known.");
    }
    if (wish.basis.trimmed().isEmpty()) {
        return DeadlineText::tr("Say on what the inputs rest.");
    }
    if (wish.bridge33.trimmed().isEmpty() || wish.bridge34.trimmed().isEmpty()) {
        return DeadlineText::tr("A score informs, it does not decide: say what follows for Art. 33(1) and for Art. "
                                "34(1), and why.");
    }
    if ((known.isBorderline || worst.isBorderline) && wish.note.trimmed().isEmpty()) {
        return DeadlineText::tr("A score lies within 0.25 of a band's edge. Say why it belongs where it is.");
    }
    if ((areFarApart(operational, known.band) || areFarApart(operational, worst.band))
        && wish.difference.trimmed().isEmpty()) {
        return DeadlineText::tr("The incident's severity and the band lie two steps apart. Say why in one sentence.");
    }
    return QString();
}

Expected<Id> assess(Casework& casework, const Id& incident, const SeverityWish& wish)
{
    TRY(const auto kept, casework.incident(incident));
    TRY(const QString missing, missingFrom(wish, kept.value.severity));
    if (!missing.isEmpty()) {
        return failure("severity.missing"_L1, missing);
    }
    TRY(const auto known, score(wish.known));
    TRY(const auto worst, score(wish.worst));
    SeverityAssessment assessment;
    assessment.profile = wish.isSynthetic ? u"enisa-2013+organisation"_s : u"enisa-2013"_s;
    assessment.known = textsOf(wish.known);
    assessment.worst = textsOf(wish.worst);
    assessment.knownScore = known.hundredths;
    assessment.worstScore = worst.hundredths;
    assessment.basis = wish.basis.trimmed();
    assessment.bridge33 = wish.bridge33.trimmed();
    assessment.bridge34 = wish.bridge34.trimmed();
    assessment.note = wish.note.trimmed();
    assessment.difference = wish.difference.trimmed();
    if (wish.secondSeverity != 0 || wish.secondLikelihood != 0) {
        TRY(const Risk second, secondOpinion(wish.secondSeverity, wish.secondLikelihood));
        assessment.second = u"severity=%1 likelihood=%2 result=%3"_s.arg(wish.secondSeverity)
                                .arg(wish.secondLikelihood)
                                .arg(riskId(second));
    }
    assessment.evidence = wish.evidence;
    assessment.assessedBy = casework.journal().user();
    assessment.assessedAt = casework.journal().clock().now();
    const QString summary = DeadlineText::tr("%1 (%2), worst plausible %3 (%4)")
                                .arg(scoreText(known.hundredths), bandName(known.band), scoreText(worst.hundredths),
                                     bandName(worst.band));
    assessment.summary = summary;
    return casework.add(incident, std::move(assessment));
}

} // namespace bulkhead::deadline
