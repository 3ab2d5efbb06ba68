#include "models/breach/inquiry.h"

#include "models/breach/breachtext.h"
#include "models/deadline/duties.h"
#include "models/incident/entities.h"
#include "models/incident/signingkeys.h"
#include "models/incident/tables.h"
#include "models/provenance/registry/answers.h"
#include "models/provenance/risk/kept.h"
#include "models/provenance/risk/risknotes.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace bulkhead::breach {

namespace {
QString utc(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

using provenance::Standing;

QString labelOf(const Question& question)
{
    return question.part == Part::Tree ? u"%1. %2"_s.arg(question.number).arg(question.question) : question.question;
}

/// The registered sets that the samples were found to come from.
std::vector<DataSet> setsOf(const Casework& casework, const std::vector<Standing>& standings)
{
    std::set<QString> ids;
    for (const Standing& one : standings) {
        for (const QString& hit : one.report.value.dataSets) {
            ids.insert(hit.section(u'=', 0, 0));
        }
    }
    std::vector<DataSet> sets;
    const auto all = casework.all<DataSet>(registryIncident());
    if (all) {
        for (const Kept<DataSet>& one : *all) {
            if (ids.contains(one.id.text()) && !one.value.isProduction) {
                sets.push_back(one.value);
            }
        }
    }
    return sets;
}

QString joined(const std::vector<DataSet>& sets, QString DataSet::* member)
{
    QStringList texts;
    for (const DataSet& set : sets) {
        if (!(set.*member).isEmpty()) {
            texts.append(sets.size() > 1 ? u"%1: %2"_s.arg(set.name, set.*member) : set.*member);
        }
    }
    texts.removeDuplicates();
    return texts.join("; "_L1);
}

/// What was found when the sets were held against their training data.
struct Risks
{
    QStringList nearMatches;
    QStringList origins;
    QStringList signs;
};

Risks risksOf(const std::vector<DataSet>& sets)
{
    Risks risks;
    for (const DataSet& set : sets) {
        if (const QJsonObject report = provenance::riskOf(set); !report.isEmpty()) {
            const QString prefix = sets.size() > 1 ? set.name + ": "_L1 : QString();
            risks.nearMatches.append(prefix + provenance::riskNearMatches(report));
            risks.origins.append(prefix + provenance::riskOrigin(report));
            risks.signs += provenance::riskSigns(report);
        }
    }
    risks.signs.removeDuplicates();
    return risks;
}
} // namespace

Samples samplesOf(const std::vector<Standing>& standings)
{
    using provenance::Verdict;
    Samples samples;
    samples.hadProductionSet = !standings.empty();
    for (const Standing& one : standings) {
        const auto rows = [&one](Verdict verdict) {
            return static_cast<qint64>(one.counts[static_cast<std::size_t>(verdict)]);
        };
        ++samples.count;
        samples.rows += one.report.value.rows;
        samples.synthetic += rows(Verdict::Synthetic);
        samples.production += rows(Verdict::Production) + rows(Verdict::Mixed);
        samples.unknown += rows(Verdict::Unknown) + rows(Verdict::Unreadable);
        samples.hadProductionSet = samples.hadProductionSet && one.report.value.hadProductionSet;
    }
    return samples;
}

bool Picture::isRecordCurrent() const
{
    if (records.empty()) {
        return false;
    }
    const BreachRecord& last = records.front().value;
    QStringList texts;
    for (const Entry& one : entries) {
        if (!one.value.isEmpty()) {
            texts.append(one.question->id + u'=' + one.value);
        }
    }
    return last.answers == texts && last.conclusion == conclusionId(finding.conclusion)
        && last.provenance == provenanceId(finding.provenance);
}

const Entry* Picture::find(QStringView id) const
{
    const auto found = std::ranges::find_if(entries, [&](const Entry& one) { return one.question->id == id; });
    return found == entries.end() ? nullptr : &*found;
}

Answers Picture::answers() const
{
    Answers answers;
    for (const Entry& one : entries) {
        if (!one.value.isEmpty()) {
            answers.emplace(one.question->id, one.value);
        }
    }
    return answers;
}

Misuse misuseOf(const Questions& questions, const Answers& answers)
{
    Misuse misuse;
    QStringList sentences;
    bool hasMarking = false;
    const auto valueOf = [&](const QString& id) {
        const auto found = answers.find(id);
        return found == answers.end() ? u"unknown"_s : found->second;
    };
    for (const Question& one : questions.all()) {
        if (one.part != Part::Misuse) {
            continue;
        }
        const QString value = valueOf(one.id);
        if (value == "unknown"_L1) {
            misuse.open.append(one.id);
        }
        if (value == "no"_L1) {
            continue;
        }
        hasMarking = hasMarking || one.isMarking;
        if (!one.consequence.isEmpty()) {
            misuse.consequences.append(value == "yes"_L1 ? one.consequence
                                                         : BreachText::tr("Not ruled out: %1").arg(one.consequence));
        }
        if (!one.warning.isEmpty() && value == "yes"_L1) {
            sentences.append(one.warning);
        }
    }
    if (!sentences.isEmpty()) {
        misuse.warning = BreachText::tr("The data can be misused, whether or not the people in it are real.") + u' '
            + sentences.join(u' ');
    }
    const QString marked = valueOf(u"misuse_marked"_s);
    misuse.marking = !hasMarking ? BreachText::tr("No generated images, voices or personas: Art. 50(2) is not touched.")
        : marked == "yes"_L1
        ? BreachText::tr("Generated content is marked in a machine-readable way (AI Act Art. 50(2)).")
        : marked == "partly"_L1
        ? BreachText::tr("Generated content is marked in part only: what is unmarked can be passed off as genuine "
                         "(AI Act Art. 50(2)).")
        : marked == "no"_L1
        ? BreachText::tr("Generated content is not marked: it can be passed off as genuine (AI Act Art. 50(2)).")
        : BreachText::tr("Whether generated content is marked is not known (AI Act Art. 50(2)).");
    return misuse;
}

Inquiry::Inquiry(Casework& casework, const deadline::Lawbook& book, const Questions& questions)
    : m_casework(casework)
    , m_book(book)
    , m_questions(questions)
{
}

Expected<Picture> Inquiry::picture(const Id& incident) const
{
    Picture picture;
    TRY(auto facts, m_casework.all<IncidentFact>(incident));
    std::ranges::stable_sort(facts, {}, [](const auto& one) { return one.value.decidedAt; });
    std::map<QString, IncidentFact> recorded;
    for (Kept<IncidentFact>& one : facts) {
        const QString name = one.value.name;
        recorded.insert_or_assign(name, std::move(one.value));
    }
    for (const Question& question : m_questions.all()) {
        Entry entry{.question = &question};
        if (const auto found = recorded.find(question.id); found != recorded.end()) {
            const IncidentFact& fact = found->second;
            entry.value = fact.value;
            entry.why = fact.why;
            entry.evidence = fact.evidence;
            entry.owner = fact.owner;
            entry.answeredBy = fact.decidedBy;
            entry.answeredAt = fact.decidedAt;
        } else if (const auto known = m_book.regimes.known().find(question.id); known != m_book.regimes.known().end()) {
            entry.value = known->second;
            entry.why = BreachText::tr("It holds of the organisation in all incidents.");
        }
        picture.entries.push_back(std::move(entry));
    }
    TRY(const auto standings, provenance::Answers(m_casework).standings(incident));
    picture.samples = samplesOf(standings);
    suggest(incident, standings, picture);
    picture.finding = findingOf(m_questions, picture.answers(), picture.samples);
    TRY(picture.records, m_casework.all<BreachRecord>(incident));
    std::ranges::sort(picture.records, std::greater{},
                      [](const auto& one) { return std::pair(one.value.number, one.value.signedAt); });
    return picture;
}

void Inquiry::suggest(const Id& incident, const std::vector<Standing>& standings, Picture& picture) const
{
    const auto offer = [&](QLatin1StringView id, const QString& value, const QString& why,
                           std::vector<Id> evidence = {}) {
        const auto entry = std::ranges::find_if(picture.entries,
                                                [&](const Entry& one) { return one.question->id == id; });
        if (entry != picture.entries.end() && entry->value.isEmpty() && !value.isEmpty()) {
            entry->suggested = value;
            entry->suggestedWhy = why;
            entry->suggestedEvidence = std::move(evidence);
        }
    };
    std::vector<Id> samples;
    std::ranges::transform(standings, std::back_inserter(samples),
                           [](const Standing& one) { return one.report.value.evidence; });
    const Samples& counts = picture.samples;

    if (const auto sightings = m_casework.all<Sighting>(incident); sightings) {
        for (const Kept<Sighting>& one : *sightings) {
            if (!one.value.isStruck) {
                offer("breach_of_security"_L1, u"yes"_s,
                      BreachText::tr("Seen in the open at %1, first at %2.")
                          .arg(one.value.url, utc(one.value.firstSeen)));
                break;
            }
        }
    }
    if (counts.production > 0) {
        offer("real_rows"_L1, u"yes"_s,
              BreachText::tr("%1 of %2 rows of the samples match production.").arg(counts.production).arg(counts.rows),
              samples);
    } else if (!counts.isEmpty() && counts.synthetic == counts.rows && counts.hadProductionSet) {
        offer("real_rows"_L1, u"no"_s,
              BreachText::tr("All %1 rows of the samples match registered synthetic data, and none matches the "
                             "registered production data.")
                  .arg(counts.rows),
              samples);
    }
    const auto sets = setsOf(m_casework, standings);
    const QString training = joined(sets, &DataSet::trainingSource);
    const QString generator = joined(sets, &DataSet::generator);
    // "none: word lists only" is an answer too.
    const bool isUntrained = training.startsWith("none"_L1, Qt::CaseInsensitive);
    if (isUntrained) {
        offer("synthesis_source"_L1, u"rules"_s, BreachText::tr("Registered as trained on: %1.").arg(training),
              samples);
    } else if (!training.isEmpty()) {
        offer("synthesis_source"_L1, u"trained"_s, BreachText::tr("Registered as trained on: %1.").arg(training),
              samples);
    } else if (generator.contains("faker"_L1, Qt::CaseInsensitive)) {
        offer("synthesis_source"_L1, u"rules"_s, BreachText::tr("Registered as generated by: %1.").arg(generator),
              samples);
    }
    const QString registered = BreachText::tr("As it was registered with the data set.");
    offer("generator"_L1, generator, registered);
    offer("training_data"_L1, training, registered);
    offer("differential_privacy"_L1, joined(sets, &DataSet::privacyParameters), registered);
    const Risks risks = risksOf(sets);
    offer("near_matches"_L1, risks.nearMatches.join(u'\n'), BreachText::tr("As it was assessed. A proxy, no proof."));
    offer("metric_origin"_L1, risks.origins.join(u'\n'), BreachText::tr("As it was assessed."));
    // That no sign was found says nothing: only a person may answer no.
    offer("residual_identifiability"_L1, risks.signs.isEmpty() ? QString() : u"yes"_s,
          BreachText::tr("The set was held against its training data. %1").arg(risks.signs.join(u' ')));
    if (!counts.isEmpty()) {
        offer("exact_matches"_L1,
              BreachText::tr("%1 of %2 rows match production records exactly").arg(counts.production).arg(counts.rows),
              BreachText::tr("By the latest answer to each sample."), samples);
    }
    QStringList copies;
    for (const Standing& one : standings) {
        copies += one.report.value.copies;
    }
    if (!copies.isEmpty()) {
        offer("tags_found"_L1, BreachText::tr("Marks or canaries of %1 registered copies").arg(copies.size()),
              BreachText::tr("By the latest answer to each sample."), samples);
    }
    if (const auto parties = m_casework.all<Party>(incident); parties) {
        QStringList roles;
        for (const Kept<Party>& one : *parties) {
            if (!one.value.isStruck && !one.value.ourRole.isEmpty()) {
                roles.append(one.value.ourRole);
            }
        }
        roles.removeDuplicates();
        if (!roles.isEmpty()) {
            offer("role"_L1, roles.size() == 1 ? roles.front() : u"both"_s,
                  BreachText::tr("By what the customers' rows say."));
        }
    }
    if (auto assessments = m_casework.all<SeverityAssessment>(incident); assessments && !assessments->empty()) {
        const auto& last = std::ranges::max(*assessments, {}, [](const auto& one) { return one.value.assessedAt; });
        if (constexpr qint64 medium = 200, high = 300; last.value.worstScore >= medium) {
            offer("risk"_L1, last.value.worstScore >= high ? u"high"_s : u"risk"_s,
                  BreachText::tr("The latest assessment of severity: %1.").arg(last.value.summary));
        }
    }
    deadline::Duties duties(m_casework, m_book);
    if (const auto suggestions = duties.suggestions(incident); suggestions) {
        QStringList others;
        for (const deadline::Suggestion& one : *suggestions) {
            if (one.applicability.answer == deadline::Applicability::Answer::Applies
                && one.status == deadline::RegimeStatus::InForce && !one.regime->id.contains(".gdpr."_L1)) {
                others.append(one.regime->id);
            }
        }
        if (!others.isEmpty()) {
            offer("parallel_duties"_L1, u"yes"_s, BreachText::tr("These rules apply: %1.").arg(others.join(", "_L1)));
        }
    }
}

Expected<Id> Inquiry::answer(const Id& incident, const AnswerWish& wish)
{
    TRY(const auto question, m_questions.get(wish.question));
    CHECK_OK(Questions::checkAnswer(question, wish.value));
    return deadline::recordFact(m_casework, incident,
                                {.name = question.id,
                                 .value = wish.value.trimmed(),
                                 .why = wish.why.trimmed(),
                                 .evidence = wish.evidence,
                                 .owner = wish.owner});
}

Expected<int> Inquiry::takeSuggestions(const Id& incident)
{
    TRY(const auto now, picture(incident));
    std::vector<IncidentFact> facts;
    for (const Entry& one : now.entries) {
        if (!one.suggested.isEmpty()) {
            facts.push_back({.incident = incident,
                             .name = one.question->id,
                             .value = one.suggested,
                             .why = one.suggestedWhy,
                             .evidence = one.suggestedEvidence,
                             .decidedBy = m_casework.journal().user(),
                             .decidedAt = m_casework.journal().clock().now()});
        }
    }
    const int count = static_cast<int>(facts.size());
    if (count > 0) {
        TRY(const auto ids, m_casework.addMany(incident, std::move(facts), Compartment::Team, u"fact.set"_s));
        Q_UNUSED(ids)
    }
    return count;
}

Expected<QString> Inquiry::document(const Id& incident, const Picture& picture, const QString& reasoning) const
{
    TRY(const auto kept, m_casework.incident(incident));
    TRY(const auto evidence, m_casework.all<Evidence>(incident));
    const Journal& journal = m_casework.journal();
    const auto nameOf = [&](const Id& member) {
        return member.isNull() ? BreachText::tr("nobody") : journal.nameOf(member);
    };
    const Finding& finding = picture.finding;
    QStringList lines{BreachText::tr("Is it a personal data breach?"),
                      u"%1 · %2"_s.arg(m_casework.shownNumber(incident), kept.value.title), QString()};
    lines.append(BreachText::tr("Conclusion: %1").arg(conclusionName(finding.conclusion)));
    lines.append(consequenceOf(finding.conclusion));
    lines.append(BreachText::tr("Provenance: %1. Identifiability: %2.")
                     .arg(provenanceName(finding.provenance), identifiabilityName(finding.identifiability)));
    lines.append(finding.maySayNoPersonalData()
                     ? BreachText::tr("The minimum of evidence for “contains no personal data” is there.")
                     : BreachText::tr("“Contains no personal data” may not be said."));
    lines.append(QString());
    lines.append(BreachText::tr("REASONING"));
    lines.append(reasoning.trimmed());
    lines.append(QString());
    lines.append(BreachText::tr("HOW IT FOLLOWS"));
    lines += finding.steps;
    for (const QString& one : finding.contradictions) {
        lines.append(BreachText::tr("Contradiction: %1").arg(one));
    }
    const Samples& samples = picture.samples;
    lines.append(samples.isEmpty()
                     ? BreachText::tr("No sample has been asked about.")
                     : BreachText::tr("Samples: %1, with %2 rows: %3 synthetic, %4 production or mixed, %5 unknown.")
                           .arg(samples.count)
                           .arg(samples.rows)
                           .arg(samples.synthetic)
                           .arg(samples.production)
                           .arg(samples.unknown));
    for (const auto& [part, title] :
         {std::pair(Part::Tree, BreachText::tr("THE TEN QUESTIONS")),
          std::pair(Part::Sheet, BreachText::tr("FACT SHEET")), std::pair(Part::Misuse, BreachText::tr("MISUSE"))}) {
        lines.append(QString());
        lines.append(title);
        for (const Entry& one : picture.entries) {
            if (one.question->part != part || (part == Part::Sheet && one.value.isEmpty())) {
                continue;
            }
            lines.append(u"%1  %2"_s.arg(labelOf(*one.question),
                                         one.value.isEmpty() ? BreachText::tr("unknown (not answered)") : one.value));
            if (one.answeredAt > 0) {
                lines.append("    "_L1 + BreachText::tr("by %1, %2").arg(nameOf(one.answeredBy), utc(one.answeredAt)));
            }
            if (!one.owner.isNull()) {
                lines.append("    "_L1 + BreachText::tr("owner: %1").arg(nameOf(one.owner)));
            }
            if (!one.why.isEmpty()) {
                lines.append("    "_L1 + one.why);
            }
            for (const Id& id : one.evidence) {
                const auto found = std::ranges::find(evidence, id, &Kept<Evidence>::id);
                if (found != evidence.end()) {
                    lines.append("    "_L1
                                 + BreachText::tr("evidence: %1, SHA-256 %2")
                                       .arg(found->value.name, QString::fromLatin1(found->value.sha256.toHex())));
                }
            }
            if (!one.question->source.isEmpty()) {
                lines.append(u"    [%1]"_s.arg(one.question->source));
            }
        }
    }
    const Misuse misuse = misuseOf(m_questions, picture.answers());
    lines += misuse.consequences;
    lines.append(misuse.marking);
    const auto ask = [&](const QStringList& ids, const QString& title) {
        if (ids.isEmpty()) {
            return;
        }
        lines.append(QString());
        lines.append(title);
        for (const QString& id : ids) {
            const Question* question = m_questions.find(id);
            lines.append("- "_L1 + (question ? labelOf(*question) : id));
        }
    };
    ask(finding.open, BreachText::tr("OPEN, AND TAKEN AS IF IT WERE A BREACH"));
    ask(finding.missing, BreachText::tr("MISSING FOR “CONTAINS NO PERSONAL DATA”"));
    lines.append(QString());
    lines.append(BreachText::tr("Questions: %1. Sources: %2.").arg(m_questions.version(), m_questions.source()));
    lines.append(m_questions.reviewedBy().isEmpty()
                     ? BreachText::tr("These questions have not been reviewed by a lawyer.")
                     : BreachText::tr("Reviewed by %1.").arg(m_questions.reviewedBy()));
    return lines.join(u'\n');
}

Expected<Id> Inquiry::sign(const Id& incident, const QString& reasoning, const Credential& again)
{
    if (m_casework.isPast()) {
        return std::unexpected(Casework::pastError());
    }
    if (reasoning.trimmed().isEmpty()) {
        return failure("value.empty"_L1,
                       BreachText::tr("Say in your words why: the answers alone do not show how you weighed them."));
    }
    TRY(const auto now, picture(incident));
    if (now.isRecordCurrent() && now.records.front().value.reasoning == reasoning.trimmed()) {
        return failure("breach.unchanged"_L1,
                       BreachText::tr("Record %1 says the same already.").arg(now.records.front().value.number));
    }
    BreachRecord record;
    record.incident = incident;
    record.number = now.records.empty() ? 1 : now.records.front().value.number + 1;
    record.conclusion = conclusionId(now.finding.conclusion);
    record.provenance = provenanceId(now.finding.provenance);
    record.identifiability = identifiabilityId(now.finding.identifiability);
    for (const Entry& one : now.entries) {
        if (!one.value.isEmpty()) {
            record.answers.append(one.question->id + u'=' + one.value);
        }
    }
    record.open = now.finding.open;
    record.reasoning = reasoning.trimmed();
    TRY(record.document, document(incident, now, reasoning));
    record.supersedes = now.records.empty() ? Id() : now.records.front().id;
    Journal& journal = m_casework.journal();
    record.signedBy = journal.user();
    record.signedAt = journal.clock().now();
    const Id id = Id::make(record.signedAt);
    TRY(record.signature, journal.vault().signAsUser(record.signedMessage(id), again));
    std::vector<Fact> facts = factsOf(id, record);
    const bool isConfirmed = now.finding.conclusion == Conclusion::BreachConfirmed;
    const bool isOfNobody = now.finding.conclusion == Conclusion::SecurityIncidentOnly
        && now.finding.identifiability == Identifiability::None;
    if (isConfirmed || isOfNobody) {
        TRY(auto follows,
            deadline::factChange(m_casework, incident,
                                 {.name = u"personal_data"_s,
                                  .value = isConfirmed ? u"yes"_s : u"no"_s,
                                  .why = BreachText::tr("Record %1 of the breach question.").arg(record.number)}));
        std::ranges::move(follows.facts, std::back_inserter(facts));
    }
    CHECK_OK(journal.append(Draft{{incident, Compartment::Team}, u"breach.sign"_s, std::move(facts), true}));
    return id;
}

bool Inquiry::isSignatureValid(const Kept<BreachRecord>& record) const
{
    const Journal& journal = m_casework.journal();
    return isSignatureOf(journal, record.id, *journal.schema().field(Table<BreachRecord>::kind, u"signature"),
                         record.value.signedBy, record.value.signedMessage(record.id), record.value.signature);
}

} // namespace bulkhead::breach
