#include "models/provenance/near/nearreport.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace bulkhead::provenance {

namespace {
struct NearWords
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::provenance::NearReport)
};
} // namespace

QString nearSentence(const NearReport& report)
{
    QStringList sentences;
    if (!report.sets.empty() && report.rows > 0) {
        sentences += report.near == 0
            ? NearWords::tr("No unknown row comes near a registered record.")
            : NearWords::tr("Of %1 unknown rows %Ln come near a registered record (a typing error, a masked or cut "
                            "value). They stay unknown.",
                            nullptr, static_cast<int>(report.near))
                  .arg(QLocale().toString(report.rows));
        sentences += report.production == 0
            ? QString()
            : NearWords::tr("%Ln come near a production record: treat them as real people's.", nullptr,
                            static_cast<int>(report.production));
    }
    if (!report.missing.empty()) {
        sentences += NearWords::tr("The near index of these sets could not be used: %1.")
                         .arg(QStringList(report.missing.begin(), report.missing.end()).join(", "_L1));
    }
    sentences.removeAll(QString());
    return sentences.join(u' ');
}

QString nearText(const Reason& reason, const SegmentInfo& info)
{
    constexpr double million = 1e6;
    constexpr double hundred = 100;
    QString text = u"near: %1 near %2 \"%3\""_s.arg(meaningIds(reason.fields).join(", "_L1), kindId(info.kind),
                                                    dataSetTitle(info.name, info.version));
    if (reason.record != Reason::noRecord) {
        text
            += u" record %1, %2 %"_s.arg(quint64(reason.record) + 1).arg(hundred * reason.nearPpm / million, 0, 'f', 1);
    }
    return reason.tenant < info.tenants.size() ? text + u" (tenant %1)"_s.arg(info.tenants[reason.tenant]) : text;
}

} // namespace bulkhead::provenance
