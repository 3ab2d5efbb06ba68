#include "models/provenance/risk/riskreport.h"

#include "models/provenance/risk/risktext.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTimeZone>

#include <algorithm>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr std::array copiesIds = {"row", "attributes", "persons", "identifier"};
constexpr double even = 0.5;

QJsonObject rateJson(const Rate& rate)
{
    return {{u"value"_s, rate.value}, {u"low"_s, rate.low}, {u"high"_s, rate.high}};
}

QJsonArray numbersJson(const std::vector<quint64>& numbers)
{
    QJsonArray array;
    for (const quint64 number : numbers) {
        array.append(static_cast<qint64>(number));
    }
    return array;
}

QJsonValue countJson(quint64 count)
{
    return static_cast<qint64>(count);
}

QJsonArray pairsJson(const std::vector<RowPair>& pairs)
{
    QJsonArray array;
    for (const RowPair& pair : pairs) {
        array.append(QJsonObject{{u"synthetic_row"_s, countJson(pair.synthetic)},
                                 {u"training_row"_s, countJson(pair.training)},
                                 {u"distance"_s, pair.distance}});
    }
    return array;
}

QJsonObject fileJson(const RiskReport::File& file)
{
    return {{u"name"_s, file.name},
            {u"sha256"_s, hex(file.sha256)},
            {u"bytes"_s, file.bytes},
            {u"rows"_s, countJson(file.rows)},
            {u"compared"_s, countJson(file.kept())},
            {u"unreadable"_s, countJson(file.unreadable)},
            {u"unreadable_rows"_s, numbersJson(file.unreadableRows)}};
}

QString fileKey(RiskFile file)
{
    return file == RiskFile::Synthetic ? u"synthetic"_s : file == RiskFile::Training ? u"training"_s : u"holdout"_s;
}

QJsonArray columnsJson(const RiskReport& report)
{
    QJsonArray array;
    for (std::size_t i = 0; i < report.attributes.size(); ++i) {
        const Attribute& one = report.attributes[i];
        QJsonObject malformed;
        for (std::size_t file = 0; file < report.files.size(); ++file) {
            malformed.insert(fileKey(static_cast<RiskFile>(file)), countJson(report.files[file].malformed[i]));
        }
        array.append(QJsonObject{{u"name"_s, one.name},
                                 {u"meaning"_s, meaningId(one.meaning)},
                                 {u"compared_as"_s, attributeKindId(one.kind)},
                                 {u"malformed"_s, malformed}});
    }
    return array;
}

QJsonArray leftOutJson(const std::vector<LeftOut>& columns)
{
    QJsonArray array;
    for (const LeftOut& one : columns) {
        array.append(QJsonObject{{u"file"_s, fileKey(one.file)}, {u"name"_s, one.name}});
    }
    return array;
}

bool isIssued(const Copies& copies)
{
    return copies.of == Copies::Of::Identifier;
}

/// Whether chance explains them: the hold-out holds as many of them, as far as can be told.
bool isExplained(const Copies& copies, bool isHoldoutApart)
{
    const quint64 differing = copies.onlyTraining + copies.onlyHoldout;
    const bool isAlike = differing == 0 ? copies.inBoth > 0
                                        : copies.onlyHoldout > 0
            && rateOf(static_cast<double>(copies.onlyTraining), static_cast<double>(differing)).low <= even;
    return isHoldoutApart && isAlike;
}

QString notProvenByCopies(const Copies& copies)
{
    return isIssued(copies)
        ? RiskText::tr("A value that is not found may stand there in another form; one that is found may be a shared "
                       "one, such as an office's telephone number.")
        : RiskText::tr("No copies is no proof that nobody is given away: a row that is changed a little is none. "
                       "A copy may be chance where columns hold few different values; the hold-out shows how often.");
}

QJsonObject copiesJson(const Copies& copies, bool hasHoldout)
{
    QJsonObject object{
        {u"of"_s, copiesId(copies.of)},
        {u"columns"_s, QJsonArray::fromStringList(copies.columns)},
        {u"synthetic_rows"_s, countJson(copies.copied)},
        {u"of_rows"_s, countJson(copies.filled)},
        {u"of_one_training_row"_s, countJson(copies.ofOne)},
        {u"training_rows"_s, countJson(copies.trainingRows)},
        {u"share"_s, rateJson(rateOf(static_cast<double>(copies.copied), static_cast<double>(copies.filled)))},
        {u"examples"_s, pairsJson(copies.examples)},
        {u"does_not_prove"_s, notProvenByCopies(copies)}};
    if (hasHoldout) {
        object.insert(u"control"_s,
                      QJsonObject{{u"only_in_training"_s, countJson(copies.onlyTraining)},
                                  {u"only_in_holdout"_s, countJson(copies.onlyHoldout)},
                                  {u"in_both"_s, countJson(copies.inBoth)}});
    }
    return object;
}

QJsonObject distancesJson(const Distances& distances)
{
    return {{u"closest_p5"_s, distances.closest5},
            {u"closest_p50"_s, distances.closest50},
            {u"ratio_p5"_s, distances.ratio5},
            {u"ratio_p50"_s, distances.ratio50}};
}

Rate shareOf(quint64 found, quint64 looked)
{
    return rateOf(static_cast<double>(found), static_cast<double>(looked));
}

QJsonObject distanceJson(const RiskReport& report)
{
    QJsonObject among = distancesJson(report.amongTraining);
    among.remove(u"ratio_p5"_s); // of the nearest of the others, which is the only one that is known
    among.remove(u"ratio_p50"_s);
    QJsonObject near{{u"within"_s, report.near},
                     {u"synthetic_rows"_s, countJson(report.nearCopies)},
                     {u"share"_s, rateJson(shareOf(report.nearCopies, report.sampled))},
                     {u"examples"_s, pairsJson(report.nearest)}};
    QJsonObject closer{{u"within"_s, report.amongTraining.closest5},
                       {u"synthetic_rows"_s, countJson(report.closerThanOwn)},
                       {u"share"_s, rateJson(shareOf(report.closerThanOwn, report.sampled))},
                       {u"training_share"_s, rateJson(shareOf(report.baselineClose, report.baseline))}};
    QJsonObject object{
        {u"to_training"_s, distancesJson(report.toTraining)},
        {u"training_to_training"_s, among},
        {u"near_copies"_s, near},
        {u"closer_than_training"_s, closer},
        {u"does_not_prove"_s,
         RiskText::tr("Distances say how alike rows are, not whether somebody is given away: sets that pass such "
                      "tests were found to tell who was in the training data (Yao et al., \"The DCR Delusion\", "
                      "ESORICS 2025). A passed distance test is no proof of anonymity.")}};
    if (report.hasHoldout()) {
        near.insert(
            u"control"_s,
            QJsonObject{{u"training"_s, countJson(report.nearDrawn)}, {u"holdout"_s, countJson(report.nearHoldout)}});
        object.insert(u"near_copies"_s, near);
        object.insert(u"to_drawn_training"_s, distancesJson(report.toDrawn));
        object.insert(u"to_holdout"_s, distancesJson(report.toHoldout));
        QJsonObject share = rateJson(report.shareNearerTraining());
        share.insert(u"expected"_s, even);
        share.insert(u"nearer_training"_s, countJson(report.nearerTraining));
        share.insert(u"nearer_holdout"_s, countJson(report.nearerHoldout));
        share.insert(u"equally_near"_s, countJson(report.equallyNear));
        object.insert(u"nearer_to_training"_s, share);
    }
    return object;
}

Rate trainingRate(const SinglingOut& trial)
{
    return rateOf(static_cast<double>(trial.training), static_cast<double>(trial.attacks), trial.trainingTogether);
}
Rate controlRate(const SinglingOut& trial)
{
    return rateOf(static_cast<double>(trial.holdout), static_cast<double>(trial.attacks), trial.holdoutTogether);
}

QJsonObject singlingOutJson(const SinglingOut& trial, const QString& kind, bool hasHoldout)
{
    QJsonObject object{
        {u"guesses_of"_s, kind},
        {u"wanted"_s, countJson(trial.wanted)},
        {u"guesses"_s, countJson(trial.attacks)},
        {u"single_out_training"_s, countJson(trial.training)},
        {u"training_rate"_s, rateJson(trainingRate(trial))},
        {u"does_not_prove"_s,
         RiskText::tr("These are the guesses of one simple attacker who has the synthetic file alone. Others may know "
                      "more, or guess better; with few guesses the risk is underestimated.")}};
    if (hasHoldout) {
        object.insert(u"single_out_holdout"_s, countJson(trial.holdout));
        object.insert(u"holdout_rate"_s, rateJson(controlRate(trial)));
        object.insert(u"risk"_s, rateJson(excessOf(trainingRate(trial), controlRate(trial))));
    }
    return object;
}

QStringList unavailableOf(const RiskReport& report)
{
    QStringList ids;
    if (!report.hasHoldout()) {
        ids = QStringList{u"nearer_to_training"_s, u"to_holdout"_s, u"singling_out.risk"_s, u"control"_s};
    }
    if (!report.hasDistances) {
        ids += QStringList{u"distance"_s, u"singling_out"_s};
    }
    return ids;
}
} // namespace

QString copiesId(Copies::Of of)
{
    return QString::fromLatin1(copiesIds[static_cast<std::size_t>(of)]);
}

Rate RiskReport::shareNearerTraining() const
{
    return rateOf(static_cast<double>(nearerTraining) + even * static_cast<double>(equallyNear),
                  static_cast<double>(nearerTraining + nearerHoldout + equallyNear), nearerTogether);
}

QStringList RiskReport::signs() const
{
    static const std::array names = {u"exact-copies"_s, u"attribute-copies"_s, u"person-copies"_s,
                                     u"identifier-copies"_s};
    QStringList found;
    for (const Copies& one : copies) {
        // Without a hold-out nothing tells whether persons of the same name and town are chance.
        const bool canTell = hasHoldout() || one.of != Copies::Of::Persons;
        const QString& name = names[static_cast<std::size_t>(one.of)];
        if (one.copied > 0 && canTell && !found.contains(name)
            && (isIssued(one) || !isExplained(one, isHoldoutApart()))) {
            found.append(name);
        }
    }
    if (hasHoldout() && hasDistances && shareNearerTraining().low > even) {
        found.append(u"closer-to-training"_s);
    }
    if (hasHoldout()
        && rateOf(static_cast<double>(nearDrawn), static_cast<double>(nearDrawn + nearHoldout), nearTogether).low
            > even) {
        found.append(u"near-copies"_s);
    }
    if (hasDistances && shareOf(closerThanOwn, sampled).low > shareOf(baselineClose, baseline).high) {
        found.append(u"closer-than-training"_s);
    }
    const auto isAtRisk = [](const SinglingOut& trial) {
        return trial.attacks > 0 && excessOf(trainingRate(trial), controlRate(trial)).low > 0;
    };
    if (hasHoldout() && (isAtRisk(univariate) || isAtRisk(multivariate))) {
        found.append(u"singling-out"_s);
    }
    return found;
}

QJsonObject RiskReport::toJson(qint64 at) const
{
    QJsonObject fileObjects;
    for (std::size_t i = 0; i < files.size(); ++i) {
        fileObjects.insert(fileKey(static_cast<RiskFile>(i)), fileJson(files[i]));
    }
    if (hasHoldout()) {
        QJsonObject control = fileObjects[u"holdout"_s].toObject();
        control.insert(u"in_training"_s, countJson(holdoutInTraining));
        control.insert(u"is_apart"_s, isHoldoutApart());
        fileObjects.insert(u"holdout"_s, control);
    }
    QJsonArray copyObjects;
    for (const Copies& one : copies) {
        copyObjects.append(copiesJson(one, hasHoldout()));
    }
    QJsonObject object{
        {u"method"_s, riskMethod},
        {u"assessed"_s, QDateTime::fromMSecsSinceEpoch(at, QTimeZone::utc()).toString(Qt::ISODateWithMs)},
        {u"reviewed"_s, false},
        {u"confidence"_s, 0.95},
        {u"seed"_s, countJson(seed)},
        {u"files"_s, fileObjects},
        {u"columns"_s, columnsJson(*this)},
        {u"columns_left_out"_s, leftOutJson(leftOut)},
        {u"compared"_s,
         QJsonObject{{u"synthetic_rows"_s, countJson(sampled)},
                     {u"training_rows_among_themselves"_s, countJson(baseline)},
                     {u"drawn_of_training_and_holdout"_s, countJson(drawn)}}},
        {u"signs"_s, QJsonArray::fromStringList(signs())},
        {u"copies"_s, copyObjects},
        {u"unavailable"_s, QJsonArray::fromStringList(unavailableOf(*this))},
        {u"cautions"_s, QJsonArray::fromStringList(riskCautions())}};
    if (hasDistances) {
        object.insert(u"distance"_s, distanceJson(*this));
        object.insert(u"singling_out"_s,
                      QJsonArray{singlingOutJson(univariate, u"one-column"_s, hasHoldout()),
                                 singlingOutJson(multivariate, u"three-columns"_s, hasHoldout())});
    }
    return object;
}

QStringList riskCautions()
{
    return {RiskText::tr("What is found are signs. Nothing here proves that the synthetic set is anonymous (GDPR "
                         "Recital 26): that needs all means that somebody is likely to use, such as membership "
                         "inference and other sources."),
            RiskText::tr("Linking with other sources and inferring attributes, the two other tests of WP 216, are not "
                         "tried here; neither is membership inference."),
            RiskText::tr("It holds only if the training file is all of what the generator was trained on, and the "
                         "hold-out is drawn from the same records and was never used for it."),
            RiskText::tr("Each sign alone is wrong in up to one of forty cases; several figures are looked at."),
            RiskText::tr("Nobody has reviewed this. A data protection officer should, before anything is said of it.")};
}

} // namespace bulkhead::provenance
