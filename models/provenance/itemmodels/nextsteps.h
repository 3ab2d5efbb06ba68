#pragma once

#include "models/provenance/itemmodels/examined.h"

#include <vector>

namespace bulkhead::provenance {

/// Something that would bring the question further, the most urgent first.
struct NextStep
{
    enum class Kind { RegisterProduction, RegisterSynthetic, OpenIncident, LookAtUnknown, LookAtUnreadable, Rest };

    Kind kind = Kind::Rest;
    QString text;   ///< one or two sentences
    QString button; ///< empty: nothing to press

    bool operator==(const NextStep&) const = default;
};

/// What follows from an answer. `isAttached`: it stands in an incident already.
[[nodiscard]] std::vector<NextStep> nextSteps(const Answer& answer, bool isAttached);

/// What an incident about this sample may be called, and where it may have come from: guesses for a person to correct.
struct Guess
{
    QString title;
    QString surface; ///< identifier of Surface
    QString why;     ///< of the surface

    bool operator==(const Guess&) const = default;
};
[[nodiscard]] Guess guessIncident(const Summary& summary, const QString& sourceName);

} // namespace bulkhead::provenance
