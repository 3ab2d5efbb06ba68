#pragma once

#include "models/provenance/risk/attributes.h"
#include "models/provenance/risk/chance.h"
#include "models/provenance/risk/singlingout.h"

#include <QJsonObject>

namespace bulkhead::provenance {

/// Version of the method; part of every report.
inline constexpr int riskMethod = 1;

/// A synthetic row beside a training row, by their numbers.
struct RowPair
{
    quint64 synthetic = 0;
    quint64 training = 0;
    double distance = 0;
    bool operator==(const RowPair&) const = default;
};

/// Synthetic rows that hold the same values as a training row in some columns.
struct Copies
{
    enum class Of : quint8 {
        Row,        ///< all columns
        Attributes, ///< all but issued identifiers
        Persons,    ///< those that say together who somebody is
        Identifier, ///< one issued identifier
    };
    Of of = Of::Row;
    QStringList columns = {};
    quint64 filled = 0;       ///< synthetic rows that hold something there
    quint64 copied = 0;       ///< of them: rows whose values stand in the training file
    quint64 ofOne = 0;        ///< of those: in exactly one training row
    quint64 trainingRows = 0; ///< training rows that were copied
    quint64 onlyTraining = 0; ///< rows whose values stand in the drawn training rows and not in the drawn hold-out
    quint64 onlyHoldout = 0;  ///< the other way
    quint64 inBoth = 0;
    std::vector<RowPair> examples = {}; ///< the first ones

    bool operator==(const Copies&) const = default;
};
[[nodiscard]] QString copiesId(Copies::Of of); ///< row, attributes, persons, identifier

/// Of some rows to the closest of others.
struct Distances
{
    double closest5 = 0;  ///< five of a hundred are as close
    double closest50 = 0; ///< median
    double ratio5 = 0;    ///< of the closest to the second closest; 1 where both are 0
    double ratio50 = 0;
    bool operator==(const Distances&) const = default;
};

/// What was found of a synthetic set. Holds numbers of rows and names of columns and files, nothing of any row.
struct RiskReport
{
    struct File
    {
        QString name;
        Bytes sha256;
        qint64 bytes = 0;
        quint64 rows = 0; ///< read
        quint64 unreadable = 0;
        std::vector<quint64> unreadableRows; ///< the first ones
        std::vector<quint64> malformed;      ///< by attribute: filled cells that hold no value of their column
        bool operator==(const File&) const = default;
        [[nodiscard]] quint64 kept() const { return rows - unreadable; }
    };
    std::vector<File> files; ///< two or three, by RiskFile
    std::vector<Attribute> attributes;
    std::vector<LeftOut> leftOut;
    quint64 seed = 0;
    double near = 0;
    quint64 sampled = 0;  ///< synthetic rows whose distances were taken
    quint64 baseline = 0; ///< training rows whose distance to the others was taken
    quint64 drawn = 0;    ///< rows of training and of hold-out that are held against each other; 0: no hold-out

    quint64 holdoutRows = 0;       ///< that were read
    quint64 holdoutInTraining = 0; ///< of them: rows that stand in the training file too
    std::vector<Copies> copies;
    bool hasDistances = false; ///< false: no column is measured
    Distances toTraining;      ///< all of it
    Distances toDrawn;         ///< as many training rows as hold-out rows
    Distances toHoldout;
    Distances amongTraining; ///< of training rows to the other training rows
    quint64 nearerTraining = 0;
    quint64 nearerHoldout = 0;
    quint64 equallyNear = 0;
    double nearerTogether = 1; ///< `togetherOf` synthetic rows that have the same closest drawn row
    quint64 nearCopies = 0;    ///< of `sampled`: within `near` of a training row
    quint64 nearDrawn = 0;     ///< of a drawn training row
    quint64 nearHoldout = 0;   ///< of a drawn hold-out row
    double nearTogether = 1;   ///< `togetherOf` those of the same drawn row
    quint64 closerThanOwn = 0; ///< of `sampled`: as close to a training row as the closest 5 % of those are to others
    quint64 baselineClose = 0; ///< of `baseline`: as close
    std::vector<RowPair> nearest; ///< the closest of the near copies

    SinglingOut univariate;
    SinglingOut multivariate;

    [[nodiscard]] bool hasHoldout() const { return drawn > 0; }
    /// Whether the hold-out is other records than the training file, but for one of twenty: else it explains nothing.
    [[nodiscard]] bool isHoldoutApart() const
    {
        constexpr quint64 of = 20;
        return hasHoldout() && holdoutInTraining * of <= holdoutRows;
    }
    /// Ids of what speaks for training records being given away: exact-copies, attribute-copies, person-copies,
    /// identifier-copies, closer-to-training, closer-than-training, near-copies, singling-out.
    [[nodiscard]] QStringList signs() const;
    /// Of synthetic rows that are closer to the drawn training rows than to the hold-out, ties counted half.
    [[nodiscard]] Rate shareNearerTraining() const;
    /// With each figure's bounds and what it does not prove. `at`: ms since 1970.
    [[nodiscard]] QJsonObject toJson(qint64 at) const;
};

/// The same for people, from what `toJson` gave, whenever that was. Translated.
[[nodiscard]] QString riskText(const QJsonObject& report);
/// The outcome in a sentence, and the caution that goes with it.
[[nodiscard]] QString riskHeadline(const QJsonObject& report);
/// What a report is not.
[[nodiscard]] QStringList riskCautions();

} // namespace bulkhead::provenance
