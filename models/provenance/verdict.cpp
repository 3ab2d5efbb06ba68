#include "models/provenance/verdict.h"

#include "models/provenance/indicators/indicators.h"
#include "models/provenance/near/nearreport.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace bulkhead::provenance {

namespace {
constexpr MeaningSet nameBits = bit(Meaning::FullName);
constexpr MeaningSet idBits = bit(Meaning::Email) | bit(Meaning::Phone) | bit(Meaning::NationalId) | bit(Meaning::Iban)
    | bit(Meaning::Card) | bit(Meaning::RecordId);
constexpr quint32 mostHolders = 32; ///< an issued value in more records of a set is a shared one
constexpr double phoneSpace = 8e9;  ///< ten national digits that begin with 2 to 9
constexpr double namePopulation
    = 3e5; ///< records as if added to each set, so that a small set does not make a name rare

/// Two records' fields agree by chance: the set's own frequency, drawn towards a prior while the set is small, and the
/// width of the stored check value.
double agreement(const SegmentInfo& info, Tag tag)
{
    static constexpr double prior[tagCount] = {1.0 / 300000, 1.0 / 100, 1.0 / 500,  1.0 / 2000,
                                               1.0 / 5000,   1.0 / 300, 1.0 / 2000, 1.0 / 20000};
    constexpr double priorPairs = 1e6;
    const auto i = static_cast<std::size_t>(tag);
    const auto n = static_cast<double>(info.tagRecords[i]);
    const double pairs = n * std::max(0.0, n - 1);
    const double found = static_cast<double>(info.agreement[i]) * 1e-9;
    return (found * pairs + prior[i] * priorPairs) / (pairs + priorPairs) + 1.0 / 65536;
}

bool identifies(const Candidate& c)
{
    return (c.agree & idBits) != 0
        || (c.agree & (nameBits | bit(Meaning::BirthDate))) == (nameBits | bit(Meaning::BirthDate));
}

/// A phone, a name, a place or a date never decides alone, however small the set.
bool mayDecide(const Candidate& c)
{
    if ((c.issued | (c.agree & bit(Meaning::NationalId))) != 0) {
        return true;
    }
    const MeaningSet place = bit(Meaning::Street) | bit(Meaning::City) | bit(Meaning::Postcode);
    const int kinds = ((c.agree & bit(Meaning::Phone)) != 0) + ((c.agree & nameBits) != 0)
        + ((c.agree & bit(Meaning::BirthDate)) != 0) + ((c.agree & bit(Meaning::Company)) != 0)
        + ((c.agree & place) != 0) + ((c.agree & (bit(Meaning::GivenName) | bit(Meaning::FamilyName))) != 0);
    return kinds >= 2 && (c.agree & (bit(Meaning::Phone) | nameBits)) != 0;
}

/// Odds of a kind in which nothing agrees, against chance.
constexpr double ratioOfNothing = 0.05;

quint32 inPpb(double chance)
{
    return static_cast<quint32>(std::min(4294967295.0, std::ceil(chance * 1e9)));
}

struct Judged
{
    const Candidate* candidate;
    double chance;
    bool decisive;
    bool identifies;
};

/// Everything of one kind.
struct Side
{
    QVarLengthArray<Judged, 8> all;
    quint32 decisiveValues = 0;
    quint32 identifyingValues = 0;
    bool decisive = false;
    bool identifies = false;
    double best = 1;

    void add(const Judged& judged)
    {
        all.append(judged);
        best = std::min(best, judged.chance);
        if (judged.decisive) {
            decisive = true;
            decisiveValues |= judged.candidate->values;
        }
        if (judged.identifies) {
            identifies = true;
            identifyingValues |= judged.candidate->values;
        }
    }
    [[nodiscard]] bool hasSeveral() const
    {
        for (const auto& a : all) {
            for (const auto& b : all) {
                if (a.decisive && b.decisive && (a.candidate->values & ~b.candidate->values) != 0
                    && (b.candidate->values & ~a.candidate->values) != 0) {
                    return true;
                }
            }
        }
        return false;
    }
    /// Odds of this kind against chance, before the prior.
    [[nodiscard]] double ratio() const { return all.isEmpty() ? ratioOfNothing : 1.0 / std::max(best, 1e-12); }
};

void addReasons(RowVerdict& row, const Side& side, bool decisive, ReasonCode code)
{
    // The best record of each set.
    QVarLengthArray<const Judged*, 4> best;
    for (const auto& judged : side.all) {
        if (judged.decisive != decisive || (!decisive && code == ReasonCode::Weak && !judged.identifies)) {
            continue;
        }
        const auto same = std::ranges::find_if(
            best, [&](const Judged* other) { return other->candidate->segment == judged.candidate->segment; });
        if (same == best.end()) {
            best.append(&judged);
        } else if (judged.chance < (*same)->chance) {
            *same = &judged;
        }
    }
    std::ranges::sort(best, {}, [](const Judged* j) { return std::pair(j->chance, j->candidate->segment); });
    for (const auto* judged : best) {
        const Candidate& c = *judged->candidate;
        const bool shared = code == ReasonCode::Partial && c.issuedCount > mostHolders;
        row.reasons.append(
            {shared ? ReasonCode::SharedValue : code, c.segment, c.agree, c.tenant, inPpb(judged->chance)});
    }
}

quint32 ppm(double p)
{
    return static_cast<quint32>(std::lround(std::clamp(p, 0.0, 0.999999) * 1e6));
}

/// The chance of `chanceOf`; `tell` hears of each factor.
template<typename Tell> double weigh(const Candidate& c, const SegmentInfo& info, Tell tell)
{
    using Kind = Factor::Kind;
    const double n = std::max(1.0, static_cast<double>(info.records));
    const double collision = std::ldexp(static_cast<double>(info.keys), -info.effectiveBits);
    const auto agrees = [&](Meaning meaning) { return (c.agree & bit(meaning)) != 0; };
    const auto differs = [&](Meaning meaning) { return (c.disagree & bit(meaning)) != 0; };
    tell(Kind::Records, 0, n);

    double issued = 1;
    const std::pair<Meaning, double> spaces[] = {
        {Meaning::Email, 1e-15}, {Meaning::RecordId, 1e-18}, {Meaning::Iban, 1e-15}, {Meaning::Card, 1e-14}};
    for (const auto& [meaning, space] : spaces) {
        if (c.issued & bit(meaning)) {
            const double u = c.issuedCount > mostHolders ? std::max(space, c.issuedCount / n) : space;
            tell(Kind::Agrees, bit(meaning), u);
            issued *= u;
        }
    }
    // Issued to one holder: nothing that disagrees beside it makes its agreement a coincidence.
    const double alone = c.issued != 0 ? n * issued : 1;

    double u = issued;
    const auto take = [&](Kind kind, MeaningSet fields, double value) {
        u *= value;
        if (value != 1) {
            tell(kind, fields, value);
        }
    };
    if (agrees(Meaning::NationalId)) {
        take(Kind::Agrees, bit(Meaning::NationalId), 1e-9);
    }
    if (agrees(Meaning::Phone)) {
        const auto phones = static_cast<double>(info.keysByClass[static_cast<std::size_t>(KeyClass::Phone)]);
        const double one = std::max(1.0, phones / n) / phoneSpace;
        take(Kind::Agrees, bit(Meaning::Phone), c.phones > 1 ? std::pow(one, c.phones) : one);
    }
    if (agrees(Meaning::FullName)) {
        take(Kind::Agrees, bit(Meaning::FullName), std::max<double>(1, c.nameCount) / (n + namePopulation));
    } else {
        take(Kind::Agrees, bit(Meaning::FamilyName), agrees(Meaning::FamilyName) ? agreement(info, Tag::Family) : 1);
        take(Kind::Agrees, bit(Meaning::GivenName), agrees(Meaning::GivenName) ? agreement(info, Tag::Given) : 1);
    }
    take(Kind::Agrees, bit(Meaning::BirthDate), agrees(Meaning::BirthDate) ? agreement(info, Tag::BirthDate) : 1);
    // Street, postcode and city say much the same: the rarest counts, a street in the right town a little more.
    const MeaningSet places = bit(Meaning::Street) | bit(Meaning::Postcode) | bit(Meaning::City);
    double place = 1;
    place = agrees(Meaning::City) ? std::min(place, agreement(info, Tag::City)) : place;
    place = agrees(Meaning::Postcode) ? std::min(place, agreement(info, Tag::Postcode)) : place;
    if (agrees(Meaning::Street)) {
        place = std::min(place, agreement(info, Tag::Street) * (place < 1 ? 0.05 : 1));
    }
    take(Kind::Agrees, c.agree & places, place);
    if (agrees(Meaning::Company)) {
        take(Kind::Agrees, bit(Meaning::Company),
             place < 1 ? std::max(0.002, agreement(info, Tag::Company)) : agreement(info, Tag::Company));
    }
    // 1 ÷ (1 − m): how seldom a record's own field would differ.
    take(Kind::Differs, bit(Meaning::FullName), differs(Meaning::FullName) ? 10 : 1);
    take(Kind::Differs, bit(Meaning::BirthDate), differs(Meaning::BirthDate) ? 30 : 1);
    take(Kind::Differs, bit(Meaning::Company), differs(Meaning::Company) ? 5 : 1);
    take(Kind::Differs, c.disagree & places, (c.disagree & places) != 0 ? 5 : 1);
    if (c.issued != 0 && alone < n * u) {
        tell(Kind::Issued, c.issued, alone);
    }
    tell(Kind::Collision, 0, collision);
    return std::min(alone, n * u) + collision;
}

/// A production record that agrees in nothing that a deciding record of an accepted overlap does not hold too.
bool isKnown(const Candidate& c, std::span<const Candidate> candidates, std::span<const SegmentInfo* const> sets,
             std::span<const AcceptedOverlap> accepted)
{
    return !accepted.empty() && sets[c.segment]->kind == Kind::Production
        && std::ranges::any_of(candidates, [&](const Candidate& other) {
               return std::ranges::binary_search(accepted, AcceptedOverlap{other.segment, c.segment})
                   && (c.agree & ~other.agree) == 0 && (c.values & ~other.values) == 0 && mayDecide(other)
                   && chanceOf(other, *sets[other.segment]) < decisiveChance;
           });
}
} // namespace

QString verdictId(Verdict verdict)
{
    static const QString ids[] = {QStringLiteral("synthetic"), QStringLiteral("production"), QStringLiteral("mixed"),
                                  QStringLiteral("unknown"), QStringLiteral("unreadable")};
    return ids[static_cast<int>(verdict)];
}

QString sampleVerdictId(SampleVerdict verdict)
{
    static const QString ids[] = {QStringLiteral("synthetic"), QStringLiteral("personal"),
                                  QStringLiteral("unresolved")};
    return ids[static_cast<int>(verdict)];
}

QString reasonId(ReasonCode code)
{
    static const QString ids[] = {{},
                                  QStringLiteral("match"),
                                  QStringLiteral("weak"),
                                  QStringLiteral("partial"),
                                  QStringLiteral("several-records"),
                                  QStringLiteral("in-both"),
                                  QStringLiteral("no-value"),
                                  QStringLiteral("no-match"),
                                  QStringLiteral("shared-value"),
                                  QStringLiteral("mark"),
                                  QStringLiteral("canary"),
                                  QStringLiteral("indicator"),
                                  QStringLiteral("known-overlap"),
                                  QStringLiteral("near")};
    return ids[static_cast<int>(code)];
}

QStringList meaningIds(MeaningSet set)
{
    QStringList ids;
    for (int i = 1; i < meaningCount; ++i) {
        if (set & bit(static_cast<Meaning>(i))) {
            ids.append(meaningId(static_cast<Meaning>(i)));
        }
    }
    return ids;
}

double chanceOf(const Candidate& c, const SegmentInfo& info)
{
    return weigh(c, info, [](Factor::Kind, MeaningSet, double) { });
}

double Factor::bits() const
{
    return kind == Kind::Collision ? 0 : -std::log2(std::max(value, 1e-300));
}

std::vector<Explanation> explain(std::span<const Candidate> candidates, std::span<const SegmentInfo* const> sets,
                                 std::span<const AcceptedOverlap> accepted)
{
    std::vector<Explanation> explanations;
    for (const Candidate& c : candidates) {
        if (c.agree == 0) {
            continue;
        }
        Explanation one{.segment = c.segment};
        one.chance = weigh(c, *sets[c.segment], [&](Factor::Kind kind, MeaningSet fields, double value) {
            one.factors.push_back({kind, fields, value});
        });
        one.isDecisive = one.chance < decisiveChance && mayDecide(c);
        one.identifies = identifies(c);
        one.isSetAside = isKnown(c, candidates, sets, accepted);
        explanations.push_back(std::move(one));
    }
    std::ranges::stable_sort(explanations, {}, &Explanation::chance);
    return explanations;
}

RowVerdict judge(std::span<const Candidate> candidates, std::span<const SegmentInfo* const> sets, bool hasValue,
                 std::span<const AcceptedOverlap> accepted)
{
    RowVerdict row;
    if (candidates.empty()) {
        row.reasons.append({.code = hasValue ? ReasonCode::NoMatch : ReasonCode::NoValue});
        row.confidencePpm = ppm(1 / (1 + ratioOfNothing + ratioOfNothing));
        return row;
    }
    Side synthetic;
    Side production;
    Side known;
    for (const auto& c : candidates) {
        if (c.agree == 0) {
            continue;
        }
        const SegmentInfo& info = *sets[c.segment];
        const double chance = chanceOf(c, info);
        Side& side = info.kind == Kind::Synthetic    ? synthetic
            : isKnown(c, candidates, sets, accepted) ? known
                                                     : production;
        side.add({&c, chance, chance < decisiveChance && mayDecide(c), identifies(c)});
    }

    if (synthetic.decisive && production.decisive) {
        const bool different = (synthetic.decisiveValues & ~production.decisiveValues) != 0
            && (production.decisiveValues & ~synthetic.decisiveValues) != 0;
        row.verdict = different ? Verdict::Mixed : Verdict::Production;
        row.inBoth = !different;
        addReasons(row, production, true, row.inBoth ? ReasonCode::InBoth : ReasonCode::Decisive);
        addReasons(row, synthetic, true, row.inBoth ? ReasonCode::InBoth : ReasonCode::Decisive);
    } else if (synthetic.decisive) {
        row.verdict = production.identifies ? Verdict::Mixed : Verdict::Synthetic;
        row.weak = production.identifies;
        addReasons(row, synthetic, true, ReasonCode::Decisive);
        if (row.weak) {
            addReasons(row, production, false, ReasonCode::Weak);
        }
    } else if (production.decisive) {
        const bool different = (synthetic.identifyingValues & ~production.decisiveValues) != 0;
        row.verdict = different ? Verdict::Mixed : Verdict::Production;
        row.weak = different;
        addReasons(row, production, true, ReasonCode::Decisive);
        if (row.weak) {
            addReasons(row, synthetic, false, ReasonCode::Weak);
        }
    } else {
        row.verdict = Verdict::Unknown;
        addReasons(row, production, false, ReasonCode::Partial);
        addReasons(row, synthetic, false, ReasonCode::Partial);
        if (row.reasons.isEmpty()) {
            row.reasons.append({.code = hasValue ? ReasonCode::NoMatch : ReasonCode::NoValue});
        }
    }
    row.knownOverlap = !known.all.isEmpty();
    addReasons(row, known, true, ReasonCode::KnownOverlap);
    addReasons(row, known, false, ReasonCode::KnownOverlap);
    const Side& deciding = row.verdict == Verdict::Synthetic ? synthetic : production;
    if (row.verdict == Verdict::Synthetic || row.verdict == Verdict::Production) {
        row.severalRecords = deciding.hasSeveral();
        if (row.severalRecords) {
            row.reasons.append({.code = ReasonCode::SeveralRecords, .segment = row.reasons.front().segment});
        }
    }

    // Prior: a third each for production, synthetic, and neither. Likelihoods relative to "neither".
    const double p = production.ratio();
    const double s = synthetic.ratio();
    switch (row.verdict) {
    case Verdict::Synthetic:
        row.confidencePpm = ppm(s / (1 + s + p));
        break;
    case Verdict::Production:
        row.confidencePpm = row.inBoth ? ppm(p / (1 + p)) : ppm(p / (1 + s + p));
        break;
    case Verdict::Mixed:
        row.confidencePpm = ppm(s / (1 + s) * (p / (1 + p)));
        break;
    case Verdict::Unknown:
        row.confidencePpm = ppm(1 / (1 + s + p));
        break;
    case Verdict::Unreadable:
        break;
    }
    return row;
}

SampleVerdict judgeSample(const std::array<quint64, verdictCount>& counts, bool hasProductionSet)
{
    const auto of = [&](Verdict verdict) { return counts[static_cast<std::size_t>(verdict)]; };
    if (of(Verdict::Production) + of(Verdict::Mixed) > 0) {
        return SampleVerdict::Personal;
    }
    if (of(Verdict::Unknown) + of(Verdict::Unreadable) > 0 || of(Verdict::Synthetic) == 0 || !hasProductionSet) {
        return SampleVerdict::Unresolved;
    }
    return SampleVerdict::Synthetic;
}

QString reasonText(const Reason& reason, const Index& index)
{
    const auto& indicators = Indicators::builtIn().all();
    if (reason.code == ReasonCode::Indicator && reason.tenant < indicators.size()) {
        const QString& id = indicators[reason.tenant].id;
        return reason.fields == 0
            ? id
            : QStringLiteral("%1: %2").arg(meaningIds(reason.fields).join(QLatin1StringView(", ")), id);
    }
    if (reason.segment == Reason::noSegment || reason.segment >= index.segments().size()) {
        return reasonId(reason.code);
    }
    const SegmentInfo& info = index.segments()[reason.segment]->info();
    if (reason.code == ReasonCode::Near) {
        return nearText(reason, info);
    }
    const QString set = dataSetTitle(info.name, info.version);
    QString text = reason.code == ReasonCode::SeveralRecords
        ? QStringLiteral("several-records of %1 \"%2\"").arg(kindId(info.kind), set)
        : QStringLiteral("%1 matches %2 \"%3\"")
              .arg(meaningIds(reason.fields).join(QLatin1StringView(", ")), kindId(info.kind), set);
    if (reason.tenant < info.tenants.size()) {
        text += QStringLiteral(" (tenant %1)").arg(info.tenants[reason.tenant]);
    }
    if (reason.code != ReasonCode::Decisive && reason.code != ReasonCode::SeveralRecords) {
        text = QStringLiteral("%1: %2").arg(reasonId(reason.code), text);
    }
    return text;
}

QVarLengthArray<quint8, 4> segmentsOf(const RowVerdict& verdict)
{
    QVarLengthArray<quint8, 4> segments;
    for (const auto& reason : verdict.reasons) {
        if (reason.segment != Reason::noSegment && reason.code != ReasonCode::KnownOverlap
            && reason.code != ReasonCode::Near && !segments.contains(reason.segment)) {
            segments.append(reason.segment);
        }
    }
    std::ranges::sort(segments);
    return segments;
}

QString tenantOf(const RowVerdict& verdict, const Index& index)
{
    for (const bool productionOnly : {true, false}) {
        for (const auto& reason : verdict.reasons) {
            if (reason.segment == Reason::noSegment || reason.segment >= index.segments().size()
                || reason.code == ReasonCode::KnownOverlap || reason.code == ReasonCode::Near) {
                continue;
            }
            const SegmentInfo& info = index.segments()[reason.segment]->info();
            if (reason.tenant < info.tenants.size() && (!productionOnly || info.kind == Kind::Production)) {
                return info.tenants[reason.tenant];
            }
        }
    }
    return {};
}

} // namespace bulkhead::provenance
