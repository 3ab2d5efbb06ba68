#pragma once

#include "models/provenance/registry/answers.h"

namespace bulkhead::provenance {

/// Between which shares something lies, with a confidence of 95 % (Clopper and Pearson, exact).
struct ShareInterval
{
    double least = 0;
    double most = 1;

    bool operator==(const ShareInterval&) const = default;
};
/// `found` of `looked` drawn at random. Nothing looked at: from 0 to 1.
[[nodiscard]] ShareInterval shareInterval(quint64 found, quint64 looked);

/// Unknown rows, drawn at random, for people to look at: what they find bounds what all unknown rows are.
struct HandSample
{
    RowSet rows;           ///< drawn; the machine calls all of them unknown
    RowSet left;           ///< of them, those that nobody has set yet
    quint64 unknown = 0;   ///< rows that the machine calls unknown
    quint64 looked = 0;    ///< drawn rows that people have set
    quint64 real = 0;      ///< of them: production, mixed, or still unknown, which counts as real
    ShareInterval now;     ///< of real ones among the unknown rows, from what was looked at
    ShareInterval ifClean; ///< the same if none of those that are left turns out real
};
/// The same rows for the same sample and answer, whoever asks; more of them hold the fewer ones. Pure.
[[nodiscard]] HandSample handSampleOf(const Standing& standing, const RowVerdicts& machine, BytesView sampleHash,
                                      quint64 size);
/// Errors: those of `Answers`; `provenance.no-answer`, `provenance.rows-not-kept`, `value.bad` where no row is unknown.
[[nodiscard]] Expected<HandSample> handSample(Casework& casework, const Id& evidence, quint64 size);
/// What it says, in a sentence or two.
[[nodiscard]] QString handSampleSentence(const HandSample& sample);

} // namespace bulkhead::provenance
