#include "models/provenance/risk/risknotes.h"
#include "models/provenance/risk/riskreport.h"
#include "models/provenance/risk/risktext.h"

#include <QJsonArray>
#include <QLocale>

#include <map>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype mostRowsNamed = 10;

QString percentText(double share)
{
    constexpr double hundred = 100;
    constexpr double small = 0.1;
    return RiskText::tr("%1 %").arg(QLocale::c().toString(share * hundred, 'f', share < small ? 2 : 1));
}

QString distanceText(const QJsonValue& distance)
{
    constexpr int digits = 4;
    return QLocale::c().toString(distance.toDouble(), 'f', digits);
}

QString numberText(const QJsonValue& count)
{
    return QString::number(count.toInteger());
}

QString rateText(const QJsonValue& rate)
{
    //: a share and its bounds: "12.0 % (10.1 % to 14.2 %)"
    return RiskText::tr("%1 (%2 to %3)")
        .arg(percentText(rate[u"value"_s].toDouble()), percentText(rate[u"low"_s].toDouble()),
             percentText(rate[u"high"_s].toDouble()));
}

QString namesText(const QJsonValue& names)
{
    QStringList list;
    for (const QJsonValue& name : names.toArray()) {
        list.append(name.toString());
    }
    return list.join(", "_L1);
}

QString signText(const QString& id)
{
    static const std::map<QString, QString (*)()> texts{
        {u"exact-copies"_s, [] { return RiskText::tr("Whole training rows stand in it."); }},
        {u"attribute-copies"_s,
         [] { return RiskText::tr("Training rows stand in it, whole but for their issued identifiers."); }},
        {u"person-copies"_s,
         [] { return RiskText::tr("It says who training persons are, more often than chance explains."); }},
        {u"identifier-copies"_s,
         [] {
             return RiskText::tr("Issued identifiers of training persons stand in it; such rows are personal data.");
         }},
        {u"closer-to-training"_s,
         [] { return RiskText::tr("It is closer to the training rows than to rows that the generator never saw."); }},
        {u"near-copies"_s,
         [] { return RiskText::tr("It has more near copies of training rows than of rows never seen."); }},
        {u"closer-than-training"_s,
         [] {
             return RiskText::tr("More of its rows lie very close to a training row than training rows to others.");
         }},
        {u"singling-out"_s,
         [] { return RiskText::tr("Guesses made from it single out training persons more often than others."); }}};
    const auto found = texts.find(id);
    return found == texts.end() ? id : found->second();
}

QString kindText(const QString& id)
{
    using enum AttributeKind;
    for (const AttributeKind kind : {Identifier, Number, Date, Category, Text}) {
        if (attributeKindId(kind) == id) {
            return attributeKindName(kind);
        }
    }
    return id;
}

/// One line after another.
class Lines
{
public:
    void add(const QString& text) { m_text += text + u'\n'; }
    void section(const QString& title) { m_text += u'\n' + title + u'\n'; }
    void point(const QString& text) { add(u"- "_s + text); }
    void caution(const QJsonValue& of)
    {
        point(RiskText::tr("Not proven: %1").arg(of[u"does_not_prove"_s].toString()));
    }
    [[nodiscard]] QString text() const { return m_text; }

private:
    QString m_text;
};

void addFile(Lines& lines, RiskFile which, const QJsonValue& file)
{
    //: %1 "Synthetic file", %2 a file's name, %3 and %4 numbers, %5 a hash
    lines.point(RiskText::tr("%1: %2; rows: %3; unreadable, so not compared: %4; SHA-256 %5")
                    .arg(riskFileName(which), file[u"name"_s].toString(), numberText(file[u"rows"_s]),
                         numberText(file[u"unreadable"_s]), file[u"sha256"_s].toString()));
}

void addCompared(Lines& lines, const QJsonObject& report)
{
    lines.section(RiskText::tr("What was compared"));
    const QJsonValue files = report[u"files"_s];
    addFile(lines, RiskFile::Synthetic, files[u"synthetic"_s]);
    if (report[u"registered_file"_s] == QJsonValue(false)) {
        lines.point(RiskText::tr("The data set was registered from another file than the one that was assessed."));
    }
    addFile(lines, RiskFile::Training, files[u"training"_s]);
    const QJsonValue compared = report[u"compared"_s];
    if (const QJsonValue holdout = files[u"holdout"_s]; holdout.isObject()) {
        addFile(lines, RiskFile::Holdout, holdout);
        lines.point(RiskText::tr("Training and hold-out are held against each other by %1 rows of each, drawn by "
                                 "chance.")
                        .arg(numberText(compared[u"drawn_of_training_and_holdout"_s])));
    } else {
        lines.point(RiskText::tr("There is no hold-out file, so it cannot be told what chance explains: not whether "
                                 "the set is closer to the training rows than to others, nor the risk of singling "
                                 "somebody out."));
    }
    if (report.contains(u"distance"_s)) {
        lines.point(
            RiskText::tr("Distances were taken of %1 synthetic rows and, among themselves, of %2 training rows, "
                         "drawn by chance (seed %3); each was compared with every training row.")
                .arg(numberText(compared[u"synthetic_rows"_s]),
                     numberText(compared[u"training_rows_among_themselves"_s]), numberText(report[u"seed"_s])));
    }
    QStringList columns;
    for (const QJsonValue& column : report[u"columns"_s].toArray()) {
        //: a column and how it is compared
        columns.append(
            RiskText::tr("%1 (%2)").arg(column[u"name"_s].toString(), kindText(column[u"compared_as"_s].toString())));
    }
    lines.point(RiskText::tr("Columns: %1").arg(columns.join(", "_L1)));
    QStringList leftOut;
    for (const QJsonValue& column : report[u"columns_left_out"_s].toArray()) {
        leftOut.append(u"%1: %2"_s.arg(column[u"file"_s].toString(), column[u"name"_s].toString()));
    }
    if (!leftOut.isEmpty()) {
        lines.point(RiskText::tr("Columns that were not compared: %1").arg(leftOut.join(", "_L1)));
    }
}

QString copiesTitle(const QJsonValue& copies)
{
    const QString of = copies[u"of"_s].toString();
    return of == "row"_L1       ? RiskText::tr("Whole rows")
        : of == "attributes"_L1 ? RiskText::tr("All columns but issued identifiers")
                                : namesText(copies[u"columns"_s]);
}

void addExamples(Lines& lines, const QJsonArray& examples)
{
    QStringList rows;
    for (const QJsonValue& one : examples) {
        if (rows.size() == mostRowsNamed) {
            rows.append(u"…"_s);
            break;
        }
        rows.append(u"%1 = %2"_s.arg(numberText(one[u"synthetic_row"_s]), numberText(one[u"training_row"_s])));
    }
    if (!rows.isEmpty()) {
        lines.add(u"  "_s + RiskText::tr("Synthetic row = training row: %1").arg(rows.join(", "_L1)));
    }
}

void addCopies(Lines& lines, const QJsonObject& report)
{
    lines.section(RiskText::tr("Exact copies"));
    QJsonValue last;
    for (const QJsonValue& copies : report[u"copies"_s].toArray()) {
        QString text = RiskText::tr("%1: %2 of %3 synthetic rows, %4; they copy %5 training rows.")
                           .arg(copiesTitle(copies), numberText(copies[u"synthetic_rows"_s]),
                                numberText(copies[u"of_rows"_s]), rateText(copies[u"share"_s]),
                                numberText(copies[u"training_rows"_s]));
        if (const QJsonValue control = copies[u"control"_s]; control.isObject()) {
            text += u' '
                + RiskText::tr("Of as many rows of each: only in training %1, only in the hold-out %2, in both %3.")
                      .arg(numberText(control[u"only_in_training"_s]), numberText(control[u"only_in_holdout"_s]),
                           numberText(control[u"in_both"_s]));
        }
        lines.point(text);
        addExamples(lines, copies[u"examples"_s].toArray());
        if (last.isObject() && last[u"does_not_prove"_s] != copies[u"does_not_prove"_s]) {
            lines.caution(last);
        }
        last = copies;
    }
    lines.caution(last);
}

void addDistances(Lines& lines, const QJsonValue& distance)
{
    lines.section(RiskText::tr("Distance to the closest record (0: the same, 1: as different as can be)"));
    const auto add = [&](const QString& title, const QJsonValue& of) {
        if (of.isObject()) {
            QString text = RiskText::tr("%1: closest 5 % within %2, half within %3.")
                               .arg(title, distanceText(of[u"closest_p5"_s]), distanceText(of[u"closest_p50"_s]));
            if (of[u"ratio_p5"_s].isDouble()) {
                text += u' '
                    + RiskText::tr("Closest to second closest: 5 % up to %1, half up to %2.")
                          .arg(distanceText(of[u"ratio_p5"_s]), distanceText(of[u"ratio_p50"_s]));
            }
            lines.point(text);
        }
    };
    add(RiskText::tr("Synthetic to training"), distance[u"to_training"_s]);
    add(RiskText::tr("Synthetic to the drawn training rows"), distance[u"to_drawn_training"_s]);
    add(RiskText::tr("Synthetic to the hold-out"), distance[u"to_holdout"_s]);
    add(RiskText::tr("Training to other training rows"), distance[u"training_to_training"_s]);
    if (const QJsonValue share = distance[u"nearer_to_training"_s]; share.isObject()) {
        lines.point(RiskText::tr("Closer to training than to the hold-out: %1 of the rows; 50 % are expected of a set "
                                 "that does not depend on who was in the training data. (Equally close: %2, counted "
                                 "half.)")
                        .arg(rateText(share), numberText(share[u"equally_near"_s])));
    }
    const QJsonValue near = distance[u"near_copies"_s];
    lines.point(
        RiskText::tr("Near copies, within %1 of a training row: %2 rows, %3.")
            .arg(distanceText(near[u"within"_s]), numberText(near[u"synthetic_rows"_s]), rateText(near[u"share"_s])));
    addExamples(lines, near[u"examples"_s].toArray());
    const QJsonValue closer = distance[u"closer_than_training"_s];
    lines.point(RiskText::tr("As close to a training row as the closest 5 % of those to each other (%1): %2 of the "
                             "synthetic rows, %3 of the training rows.")
                    .arg(distanceText(closer[u"within"_s]), rateText(closer[u"share"_s]),
                         rateText(closer[u"training_share"_s])));
    lines.caution(distance);
}

void addSinglingOut(Lines& lines, const QJsonArray& trials)
{
    lines.section(RiskText::tr("Singling out"));
    for (const QJsonValue& trial : trials) {
        const QString title = trial[u"guesses_of"_s] == u"one-column"_s ? RiskText::tr("Guesses of one column")
                                                                        : RiskText::tr("Guesses of three columns");
        QString text = RiskText::tr("%1 (%2 of %3 that were wanted): %4 single out a training row.")
                           .arg(title, numberText(trial[u"guesses"_s]), numberText(trial[u"wanted"_s]),
                                rateText(trial[u"training_rate"_s]));
        if (trial[u"risk"_s].isObject()) {
            text += u' '
                + RiskText::tr("In the hold-out: %1. Risk: %2.")
                      .arg(rateText(trial[u"holdout_rate"_s]), rateText(trial[u"risk"_s]));
        }
        lines.point(text);
    }
    lines.caution(trials.first());
}
} // namespace

QString riskHeadline(const QJsonObject& report)
{
    return report[u"signs"_s].toArray().isEmpty()
        ? RiskText::tr("No sign was found that the set gives training records away. That is no proof that it does "
                       "not.")
        : RiskText::tr("There are signs that the set gives training records away.");
}

QStringList riskSigns(const QJsonObject& report)
{
    QStringList texts;
    for (const QJsonValue& sign : report[u"signs"_s].toArray()) {
        texts.append(signText(sign.toString()));
    }
    return texts;
}

QString riskNearMatches(const QJsonObject& report)
{
    const QJsonValue distance = report[u"distance"_s];
    if (!distance.isObject()) {
        return {};
    }
    QStringList texts{RiskText::tr("Near copies: %1 rows, %2")
                          .arg(numberText(distance[u"near_copies"_s][u"synthetic_rows"_s]),
                               rateText(distance[u"near_copies"_s][u"share"_s])),
                      RiskText::tr("closest 5 % of the synthetic rows within %1 of a training row")
                          .arg(distanceText(distance[u"to_training"_s][u"closest_p5"_s]))};
    if (const QJsonValue share = distance[u"nearer_to_training"_s]; share.isObject()) {
        texts.append(RiskText::tr("within %1 of as many training rows, %2 of as many hold-out rows; closer to training "
                                  "%3, where 50 % are expected")
                         .arg(distanceText(distance[u"to_drawn_training"_s][u"closest_p5"_s]),
                              distanceText(distance[u"to_holdout"_s][u"closest_p5"_s]), rateText(share)));
    } else {
        texts.append(RiskText::tr("without a hold-out"));
    }
    return texts.join("; "_L1);
}

QString riskOrigin(const QJsonObject& report)
{
    const QJsonValue files = report[u"files"_s];
    QStringList hashes;
    for (const QString& key : {u"synthetic"_s, u"training"_s, u"holdout"_s}) {
        if (files[key].isObject()) {
            hashes.append(u"%1 %2"_s.arg(key, files[key][u"sha256"_s].toString()));
        }
    }
    //: %1 a moment, %2 a number, %3 hashes of files
    return RiskText::tr("Bulkhead, %1, method %2, reviewed by nobody; SHA-256: %3")
        .arg(report[u"assessed"_s].toString(), numberText(report[u"method"_s]), hashes.join(", "_L1));
}

QString riskText(const QJsonObject& report)
{
    Lines lines;
    lines.add(riskHeadline(report));
    for (const QString& sign : riskSigns(report)) {
        lines.point(sign);
    }
    lines.section(RiskText::tr("Read with it"));
    const QJsonValue holdout = report[u"files"_s][u"holdout"_s];
    if (holdout[u"in_training"_s].toInteger() > 0) {
        lines.point(
            RiskText::tr("%1 hold-out rows stand in the training file too. The generator has seen them, so what is "
                         "held against the hold-out looks safer than it is.")
                .arg(numberText(holdout[u"in_training"_s])));
    }
    for (const QJsonValue& caution : report[u"cautions"_s].toArray()) {
        lines.point(caution.toString());
    }
    addCompared(lines, report);
    addCopies(lines, report);
    if (report.contains(u"distance"_s)) {
        addDistances(lines, report[u"distance"_s]);
        addSinglingOut(lines, report[u"singling_out"_s].toArray());
    }
    lines.section(RiskText::tr("Assessed %1, method %2; intervals hold with 95 %.")
                      .arg(report[u"assessed"_s].toString(), numberText(report[u"method"_s])));
    return lines.text();
}

} // namespace bulkhead::provenance
