#include "models/crm/record.h"

#include "models/base/digest.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr qsizetype markerDigits = 12;
constexpr auto markerStart = "[lk:"_L1;

/// Where the last line begins if it is a marker, else -1. CRMs add and drop white space at the end.
qsizetype markerPosition(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    const qsizetype size = markerStart.size() + markerDigits + 1;
    const QStringView last = trimmed.right(size);
    if (last.size() != size || !last.startsWith(markerStart) || !last.endsWith(u']')) {
        return -1;
    }
    return last.data() - text.data();
}
} // namespace

bool FieldDescription::takes(QStringView value) const
{
    return choices.empty() || !isRestricted || std::ranges::any_of(choices, [value](const Choice& choice) {
               return choice.isActive && choice.value == value;
           });
}

const FieldDescription* ObjectDescription::field(QStringView name) const
{
    const auto found = std::ranges::find(fields, name, &FieldDescription::name);
    return found == fields.end() ? nullptr : &*found;
}

QString markerLine(QStringView key)
{
    return markerStart + hex(sha256(key.toUtf8())).left(markerDigits) + u']';
}

bool isMarked(QStringView text, QStringView key)
{
    const qsizetype at = markerPosition(text);
    return at >= 0 && text.sliced(at).startsWith(markerLine(key));
}

QString withoutMarker(const QString& text)
{
    const qsizetype at = markerPosition(text);
    return at < 0 ? text : text.left(at).trimmed();
}

} // namespace bulkhead::crm
