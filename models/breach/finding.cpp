#include "models/breach/finding.h"

#include "models/breach/breachtext.h"

#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace bulkhead::breach {

namespace {
/// Nothing: unknown.
using Truth = std::optional<bool>;

Truth both(Truth a, Truth b)
{
    if (a == false || b == false) {
        return false;
    }
    return a && b ? Truth(true) : std::nullopt;
}
Truth either(Truth a, Truth b)
{
    if (a == true || b == true) {
        return true;
    }
    return a && b ? Truth(false) : std::nullopt;
}

/// Reads answers, and remembers what was looked at and what was missing.
class Walk
{
public:
    Walk(const Questions& questions, const Answers& answers, Finding& finding)
        : m_questions(questions)
        , m_answers(answers)
        , m_finding(finding)
    {
    }

    QString answer(const QString& id)
    {
        const auto found = m_answers.find(id);
        const QString value = found == m_answers.end() || found->second == "unknown"_L1 ? QString() : found->second;
        m_finding.path.push_back(id);
        if (value.isEmpty()) {
            m_finding.open.append(id);
        }
        return value;
    }
    Truth truth(const QString& id)
    {
        const QString value = answer(id);
        return value.isEmpty() ? std::nullopt : Truth(value == "yes"_L1);
    }
    void say(const QString& id, const QString& sentence)
    {
        const Question* question = m_questions.find(id);
        m_finding.steps.append(question == nullptr ? sentence : u"%1. %2"_s.arg(question->number).arg(sentence));
    }

private:
    const Questions& m_questions;
    const Answers& m_answers;
    Finding& m_finding;
};

Provenance provenanceOf(const Samples& samples, const Answers& answers)
{
    if (samples.production > 0) {
        return samples.synthetic > 0 ? Provenance::Mixed : Provenance::Production;
    }
    const auto real = answers.find(u"real_rows"_s);
    if (real != answers.end() && real->second == "yes"_L1) {
        return samples.synthetic > 0 ? Provenance::Mixed : Provenance::Production;
    }
    return !samples.isEmpty() && samples.unknown == 0 && samples.synthetic == samples.rows ? Provenance::Synthetic
                                                                                           : Provenance::Unknown;
}

/// Question 2, against what the samples say.
Truth realRows(Walk& walk, const Samples& samples, Finding& finding)
{
    const QString id = u"real_rows"_s;
    const Truth answered = walk.truth(id);
    if (samples.production > 0 && answered != true) {
        if (answered == false) {
            finding.contradictions.append(
                BreachText::tr(
                    "Question 2 is answered with no, but %1 rows of the samples match production. The samples go "
                    "before; where they are wrong, set the rows by hand, with reasons.")
                    .arg(samples.production));
        }
        finding.open.removeAll(id);
        walk.say(id,
                 BreachText::tr("%1 of %2 rows of the samples match production: these rows are personal data.")
                     .arg(samples.production)
                     .arg(samples.rows));
        return true;
    }
    walk.say(id,
             !answered ? BreachText::tr("Whether real rows are in it is not known: it is assumed that they may be.")
                 : *answered ? BreachText::tr("Real rows are in it: these rows are personal data.")
                             : BreachText::tr("No real rows are in it: it depends on what the data were made from."));
    return answered;
}

/// Questions 3 to 6: whether made-up rows are about somebody all the same.
Truth generatedIsPersonal(Walk& walk)
{
    const QString source = walk.answer(u"synthesis_source"_s);
    const QString means = u"means_likely"_s;
    if (source == "rules"_L1 || source == "public"_L1) {
        walk.say(u"synthesis_source"_s,
                 BreachText::tr("They were generated without personal data: what counts is whether values coincide "
                                "with real people."));
        const Truth coincides = walk.truth(u"coincidence"_s);
        walk.say(u"coincidence"_s,
                 !coincides       ? BreachText::tr("Whether they do is not known: it is assumed that they may.")
                     : *coincides ? BreachText::tr("They may, and be understood as about them.")
                                  : BreachText::tr("They do not: the made-up rows are anonymous."));
        if (coincides == false) {
            return false;
        }
        const Truth likely = walk.truth(means);
        walk.say(means,
                 !likely       ? BreachText::tr("Whether anybody could identify them is not known: it is assumed.")
                     : *likely ? BreachText::tr("Means to identify them are reasonably likely: personal data.")
                               : BreachText::tr("Means to identify anybody are insignificant: anonymous."));
        return both(coincides, likely);
    }
    walk.say(
        u"synthesis_source"_s,
        source.isEmpty()
            ? BreachText::tr("What they were generated from is not known: it is assumed that it was personal data.")
            : BreachText::tr("They were generated from personal data, by training or by prompting: a trace of "
                             "people may remain."));
    const Truth residual = walk.truth(u"residual_identifiability"_s);
    walk.say(u"residual_identifiability"_s,
             !residual       ? BreachText::tr("Whether a trace remains is not known: it is assumed.")
                 : *residual ? BreachText::tr("A trace remains: attacks do better than their control, or near "
                                              "duplicates were found.")
                             : BreachText::tr("Attacks do no better than their control."));
    const Truth likely = walk.truth(means);
    walk.say(means,
             !likely       ? BreachText::tr("Whether anybody could identify people is not known: it is assumed.")
                 : *likely ? BreachText::tr("Means to identify people are reasonably likely: personal data.")
                           : BreachText::tr("Means to identify anybody are insignificant for every person."));
    if (likely == false && !residual) {
        walk.say(means, BreachText::tr("That is not enough without an answer on residual identifiability."));
        return std::nullopt;
    }
    return likely;
}

/// What the minimum of evidence lacks; `onlyScan` where data of rules or aggregates ask for less.
QStringList missingOf(const Questions& questions, const Answers& answers, bool onlyScan)
{
    QStringList missing;
    for (const Question& one : questions.all()) {
        const bool isScan = one.id == "scan_complete"_L1;
        if (!one.isMinimum || (onlyScan && !isScan)) {
            continue;
        }
        const auto found = answers.find(one.id);
        const QString value = found == answers.end() ? QString() : found->second;
        if (value.isEmpty() || value == "unknown"_L1 || (isScan && value != "yes"_L1)) {
            missing.append(one.id);
        }
    }
    return missing;
}

Identifiability identifiabilityOf(Truth real, Truth other, Truth generated, Truth personal)
{
    if (real == true || other == true) {
        return Identifiability::Identifying;
    }
    if (generated == true) {
        return Identifiability::Residual;
    }
    return personal == false ? Identifiability::None : Identifiability::Unknown;
}
} // namespace

QString provenanceId(Provenance provenance)
{
    constexpr std::array<const char*, 4> ids{"unknown", "synthetic", "production", "mixed"};
    return QString::fromLatin1(ids[static_cast<std::size_t>(provenance)]);
}

QString provenanceName(Provenance provenance)
{
    switch (provenance) {
    case Provenance::Unknown:
        return BreachText::tr("unknown");
    case Provenance::Synthetic:
        return BreachText::tr("synthetic");
    case Provenance::Production:
        return BreachText::tr("production");
    case Provenance::Mixed:
        return BreachText::tr("mixed");
    }
    Q_UNREACHABLE();
}

QString identifiabilityId(Identifiability identifiability)
{
    constexpr std::array<const char*, 4> ids{"unknown", "none", "residual", "identifying"};
    return QString::fromLatin1(ids[static_cast<std::size_t>(identifiability)]);
}

QString identifiabilityName(Identifiability identifiability)
{
    switch (identifiability) {
    case Identifiability::Unknown:
        return BreachText::tr("unknown");
    case Identifiability::None:
        return BreachText::tr("none");
    case Identifiability::Residual:
        return BreachText::tr("residual");
    case Identifiability::Identifying:
        return BreachText::tr("identifying");
    }
    Q_UNREACHABLE();
}

QString conclusionId(Conclusion conclusion)
{
    constexpr std::array<const char*, 4> ids{"insufficient_facts", "breach_likely", "breach_confirmed",
                                             "security_incident_only"};
    return QString::fromLatin1(ids[static_cast<std::size_t>(conclusion)]);
}

QString conclusionName(Conclusion conclusion)
{
    switch (conclusion) {
    case Conclusion::InsufficientFacts:
        return BreachText::tr("Insufficient facts");
    case Conclusion::BreachLikely:
        return BreachText::tr("Breach likely");
    case Conclusion::BreachConfirmed:
        return BreachText::tr("Breach confirmed");
    case Conclusion::SecurityIncidentOnly:
        return BreachText::tr("Security incident only");
    }
    Q_UNREACHABLE();
}

QString conclusionName(const QString& id)
{
    for (const Conclusion one : {Conclusion::InsufficientFacts, Conclusion::BreachLikely, Conclusion::BreachConfirmed,
                                 Conclusion::SecurityIncidentOnly}) {
        if (conclusionId(one) == id) {
            return conclusionName(one);
        }
    }
    return id;
}

QString consequenceOf(Conclusion conclusion)
{
    switch (conclusion) {
    case Conclusion::InsufficientFacts:
        return BreachText::tr("Not decided. A breach is assumed: the clocks of Art. 33 keep running while the open "
                              "questions are answered.");
    case Conclusion::BreachLikely:
        return BreachText::tr("A breach is assumed: the clocks of Art. 33 run. Notify in phases if the rest cannot be "
                              "found out in time.");
    case Conclusion::BreachConfirmed:
        return BreachText::tr("A personal data breach: Art. 33 and, at a high risk, Art. 34 apply. It goes into the "
                              "register in any case.");
    case Conclusion::SecurityIncidentOnly:
        return BreachText::tr("No personal data breach by these answers: Art. 33 and 34 do not apply. Contracts and "
                              "other regimes may all the same.");
    }
    Q_UNREACHABLE();
}

Finding findingOf(const Questions& questions, const Answers& answers, const Samples& samples)
{
    Finding finding;
    Walk walk(questions, answers, finding);
    finding.provenance = provenanceOf(samples, answers);
    const Truth security = walk.truth(u"breach_of_security"_s);
    walk.say(u"breach_of_security"_s,
             !security       ? BreachText::tr("Whether security was breached is not known: it is assumed.")
                 : *security ? BreachText::tr("There was a breach of security.")
                             : BreachText::tr("There was no breach of security: Art. 4(12) does not apply."));
    if (security == false) {
        finding.conclusion = Conclusion::SecurityIncidentOnly;
        finding.missing = missingOf(questions, answers, false);
        return finding;
    }
    const Truth real = realRows(walk, samples, finding);
    const Truth other = walk.truth(u"other_people"_s);
    Truth generated;
    if (real != true) {
        generated = generatedIsPersonal(walk);
    }
    walk.say(u"other_people"_s,
             !other       ? BreachText::tr("Whether other people's data are in it is not known: it is assumed.")
                 : *other ? BreachText::tr("Data of other people are in it: personal data.")
                          : BreachText::tr("No data of other people are in it."));
    const Truth personal = either(either(real, other), generated);
    const Truth breach = both(security, personal);
    finding.identifiability = identifiabilityOf(real, other, generated, personal);
    finding.missing = missingOf(questions, answers, false);
    if (breach == true) {
        finding.conclusion = Conclusion::BreachConfirmed;
        // What else is unknown changes nothing.
        finding.open.clear();
    } else if (breach == false) {
        const auto source = answers.find(u"synthesis_source"_s);
        const bool isOfRules = source != answers.end()
            && (source->second == "rules"_L1 || source->second == "public"_L1);
        const QStringList needed = missingOf(questions, answers, isOfRules);
        finding.conclusion = needed.isEmpty() ? Conclusion::SecurityIncidentOnly : Conclusion::InsufficientFacts;
        if (!needed.isEmpty()) {
            finding.steps.append(BreachText::tr("The answers speak against a breach, but the evidence for it is not "
                                                "complete: %1.")
                                     .arg(needed.join(", "_L1)));
            finding.open += needed;
        }
    } else {
        const auto speaksFor = [&](const QString& id) {
            const auto found = answers.find(id);
            return found != answers.end() && found->second == "yes"_L1;
        };
        const bool isLikely = personal == true || speaksFor(u"residual_identifiability"_s)
            || speaksFor(u"coincidence"_s) || speaksFor(u"means_likely"_s);
        finding.conclusion = isLikely ? Conclusion::BreachLikely : Conclusion::InsufficientFacts;
        if (personal == true) {
            finding.open = {u"breach_of_security"_s}; // all else changes nothing
        }
    }
    return finding;
}

} // namespace bulkhead::breach
