#pragma once

#include "models/incident/casework.h"

namespace bulkhead::deadline {

/// Bands of ENISA's methodology of 2013: below 2, from 2, from 3, from 4.
enum class Band : quint8 { Low, Medium, High, VeryHigh };
[[nodiscard]] Band bandOf(int hundredths);
[[nodiscard]] QString bandId(Band band); ///< "low", "medium", "high", "very_high"
[[nodiscard]] QString bandName(Band band);

/// What a score is made of (ENISA 2013, "Recommendations for a methodology of the assessment of severity of personal
/// data breaches"): SE = DPC × EI + CB. All weights in hundredths.
struct SeverityInput
{
    int category = 1;         ///< DPC: 1 simple, 2 behavioural, 3 financial, 4 sensitive; the highest that is affected
    int adjustment = 0;       ///< whole steps for context; category and adjustment together lie between 1 and 4
    int identification = 25;  ///< EI: 25 negligible, 50 limited, 75 significant, 100 maximum
    int confidentiality = 0;  ///< CB: 0, 25 known recipients, 50 unknown or public
    int integrity = 0;        ///< 0, 25 altered and recoverable, 50 not recoverable
    int availability = 0;     ///< 0, 25 for a time, 50 for good
    bool isMalicious = false; ///< +50
    bool isOver100 = false;   ///< flag: more than 100 people
    bool isUnintelligible = false; ///< flag: others cannot read the data

    bool operator==(const SeverityInput&) const = default;
};

struct SeverityScore
{
    int hundredths = 0;
    Band band = Band::Low;
    bool isBorderline = false; ///< within 0.25 of a band's edge: needs a note
    QString formula;           ///< "2 × 0.75 + 0.50 = 2.00"
};
/// Error: `severity.input`, naming what lies outside of its scale.
[[nodiscard]] Expected<SeverityScore> score(const SeverityInput& input);
[[nodiscard]] QString scoreText(int hundredths); ///< "2.25"

/// "category=financial", "identification=0.75", "malicious=yes", …: as on the command line and in the journal.
[[nodiscard]] QStringList textsOf(const SeverityInput& input);
/// Error: `severity.input`.
[[nodiscard]] Expected<SeverityInput> severityFrom(const QStringList& texts);

/// The second opinion (DSK Kurzpapier 18, by a default mapping that nobody has verified): severity and likelihood from
/// 1 to 4; a product up to 2 is low, from 8 high.
enum class Risk : quint8 { Low, Normal, High };
[[nodiscard]] Expected<Risk> secondOpinion(int severity, int likelihood);
[[nodiscard]] QString riskId(Risk risk); ///< "low", "risk", "high"
[[nodiscard]] QString riskName(Risk risk);

/// Whether the operational severity and the band lie two steps or more apart.
[[nodiscard]] bool areFarApart(Severity operational, Band band);

/// What a person says when they assess.
struct SeverityWish
{
    SeverityInput known;
    SeverityInput worst;      ///< plausible while facts are open
    bool isSynthetic = false; ///< weighed after the organisation's profile for synthetic data
    QString basis;            ///< on what the inputs rest
    QString bridge33;         ///< what follows for Art. 33(1)
    QString bridge34;         ///< and for Art. 34(1)
    QString note;             ///< where a score is borderline
    QString difference;       ///< where the operational severity is two steps away
    int secondSeverity = 0;   ///< 0: no second opinion
    int secondLikelihood = 0;
    std::vector<Id> evidence;
};
/// A sentence for what is missing; empty where nothing is.
[[nodiscard]] Expected<QString> missingFrom(const SeverityWish& wish, Severity operational);
/// Records it as a new assessment; earlier ones stay. Errors: `severity.input`, `severity.missing`.
[[nodiscard]] Expected<Id> assess(Casework& casework, const Id& incident, const SeverityWish& wish);

} // namespace bulkhead::deadline
