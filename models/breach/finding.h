#pragma once

#include "models/breach/questions.h"

#include <map>

namespace bulkhead::breach {

/// What stands of the samples of an incident: the latest answer to each, with what people have set.
struct Samples
{
    qint64 count = 0; ///< of samples that were asked about
    qint64 rows = 0;
    qint64 synthetic = 0;
    qint64 production = 0;         ///< mixed rows among them
    qint64 unknown = 0;            ///< unreadable ones among them
    bool hadProductionSet = false; ///< in all of them

    [[nodiscard]] bool isEmpty() const { return rows == 0; }
};

/// \name The two axes, which say different things
///@{
enum class Provenance : quint8 { Unknown, Synthetic, Production, Mixed };
enum class Identifiability : quint8 { Unknown, None, Residual, Identifying };
[[nodiscard]] QString provenanceId(Provenance provenance);
[[nodiscard]] QString provenanceName(Provenance provenance);
[[nodiscard]] QString identifiabilityId(Identifiability identifiability);
[[nodiscard]] QString identifiabilityName(Identifiability identifiability);
///@}

enum class Conclusion : quint8 { InsufficientFacts, BreachLikely, BreachConfirmed, SecurityIncidentOnly };
[[nodiscard]] QString conclusionId(Conclusion conclusion); ///< "insufficient_facts", …
[[nodiscard]] QString conclusionName(Conclusion conclusion);
[[nodiscard]] QString conclusionName(const QString& id); ///< of an id; the id where it is none
/// What follows for Art. 33 and 34, in one sentence.
[[nodiscard]] QString consequenceOf(Conclusion conclusion);

/// What the answers come to.
struct Finding
{
    Conclusion conclusion = Conclusion::InsufficientFacts;
    Provenance provenance = Provenance::Unknown;
    Identifiability identifiability = Identifiability::Unknown;
    QStringList steps; ///< how one gets there, a sentence a step
    QStringList open;  ///< questions that matter for it and have no answer
    QStringList contradictions;
    QStringList missing;       ///< of the minimum before one may say "contains no personal data"
    std::vector<QString> path; ///< the questions that were looked at
    [[nodiscard]] bool maySayNoPersonalData() const
    {
        return conclusion == Conclusion::SecurityIncidentOnly && missing.isEmpty() && contradictions.isEmpty();
    }
};

/// By question: "yes", "no", "trained", …; missing is unknown.
using Answers = std::map<QString, QString>;

/// The decision tree (facts of the field, regulatory §3.3), in three-valued logic: an unknown never makes "no breach".
///
///     breach   = breach_of_security and personal
///     personal = real_rows or other_people or
///                (rules, public:            coincidence and means_likely)
///                (trained, prompted, else:  means_likely, which is "no" only beside an answer on
///                residual_identifiability)
///
/// Confirmed where it is true; a security incident only where it is false, with the scan complete and, for data of a
/// model, the whole minimum; else likely where something known speaks for it, insufficient facts where nothing does.
/// Rows of the samples that match production go before an answer that there are none.
[[nodiscard]] Finding findingOf(const Questions& questions, const Answers& answers, const Samples& samples);

} // namespace bulkhead::breach
