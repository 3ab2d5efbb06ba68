#include "ui/evidence/evidencemodels.h"

#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QCoreApplication>
#include <QFont>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QVariant time(std::optional<qint64> ms, int role)
{
    if (!ms || *ms == 0) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return timetext::moment(*ms);
    case Qt::ToolTipRole:
        return timetext::tooltip(*ms);
    case SortRole:
        return *ms;
    default:
        return {};
    }
}

QVariant text(const QString& value, int role)
{
    return role == Qt::DisplayRole || role == SortRole || role == Qt::ToolTipRole ? QVariant(value) : QVariant();
}

QString actionWord(const QString& action)
{
    static const std::array words = {
        std::pair{"acquired", QT_TRANSLATE_NOOP("Custody", "Acquired")},
        std::pair{"viewed", QT_TRANSLATE_NOOP("Custody", "Viewed")},
        std::pair{"extracted", QT_TRANSLATE_NOOP("Custody", "Extracted")},
        std::pair{"verified", QT_TRANSLATE_NOOP("Custody", "Verified")},
        std::pair{"handed over", QT_TRANSLATE_NOOP("Custody", "Handed over")},
        std::pair{"exported", QT_TRANSLATE_NOOP("Custody", "Exported")},
        std::pair{"restored", QT_TRANSLATE_NOOP("Custody", "Restored")},
        std::pair{"destroyed", QT_TRANSLATE_NOOP("Custody", "Destroyed")},
    };
    for (const auto& [id, word] : words) {
        if (action == QLatin1StringView(id)) {
            return QCoreApplication::translate("Custody", word);
        }
    }
    return action;
}
} // namespace

QVariant EvidenceModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case NameColumn:
        return tr("Name");
    case SizeColumn:
        return tr("Size");
    case AcquiredColumn:
        return tr("Acquired");
    case ByColumn:
        return tr("By");
    case SourceColumn:
        return tr("Source");
    default:
        return tr("SHA-256");
    }
}

QVariant EvidenceModel::cell(const Kept<Evidence>& row, int column, int role) const
{
    const Evidence& evidence = row.value;
    if (role == StruckRole) {
        return evidence.isStruck;
    }
    if (role == Qt::TextAlignmentRole) {
        return column == SizeColumn ? QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    }
    switch (column) {
    case NameColumn:
        return text(evidence.name, role);
    case SizeColumn:
        return role == SortRole       ? QVariant(evidence.size)
            : role == Qt::ToolTipRole ? QVariant(tr("%1 bytes").arg(countText(evidence.size)))
                                      : text(sizeText(evidence.size), role);
    case AcquiredColumn:
        return time(evidence.acquiredAt, role);
    case ByColumn:
        return text(evidence.acquiredBy, role);
    case SourceColumn:
        return text(evidence.sourceUrl, role);
    default:
        return text(hex(evidence.sha256), role);
    }
}

QVariant CustodyModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("When");
    case 1:
        return tr("What");
    case 2:
        return tr("By");
    default:
        return tr("Note");
    }
}

QVariant CustodyModel::cell(const Kept<CustodyStep>& row, int column, int role) const
{
    switch (column) {
    case 0:
        return time(row.value.at, role);
    case 1:
        return text(actionWord(row.value.action), role);
    case 2:
        return text(row.value.by, role);
    default:
        return text(row.value.note, role);
    }
}

QVariant SightingModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("Where");
    case 1:
        return tr("State");
    case 2:
        return tr("First seen");
    case 3:
        return tr("Last seen");
    default:
        return tr("Removed");
    }
}

QVariant SightingModel::cell(const Kept<Sighting>& row, int column, int role) const
{
    const Sighting& sighting = row.value;
    if (role == StruckRole) {
        return sighting.isStruck;
    }
    switch (column) {
    case 0:
        return text(sighting.url, role);
    case 1:
        if (role == ToneRole) {
            return static_cast<int>(sighting.removed ? Tone::Ok : Tone::High);
        }
        if (role == MarkRole) {
            return static_cast<int>(sighting.removed ? Mark::Check : Mark::Triangle);
        }
        return text(sighting.removed ? tr("Removed") : tr("Still there"), role);
    case 2:
        return time(sighting.firstSeen, role);
    case 3:
        return time(sighting.lastSeen, role);
    default:
        return time(sighting.removed, role);
    }
}

} // namespace bulkhead
