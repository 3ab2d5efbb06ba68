#pragma once

#include "models/incident/entries.h"
#include "ui/common/theme.h"

#include <QString>

#include <algorithm>
#include <concepts>
#include <limits>
#include <type_traits>

namespace bulkhead {

/// How a state is said and shown: word, tone and mark together.
struct Word
{
    QString text;
    Tone tone = Tone::Neutral;
    Mark mark = Mark::None;

    bool operator==(const Word&) const = default;
};

[[nodiscard]] Word wordOf(Severity severity);
[[nodiscard]] Word wordOf(Phase phase);
[[nodiscard]] Word wordOf(TaskState state);
[[nodiscard]] Word wordOf(ClockState state);
/// Of a row: synthetic, production, mixed, unknown, unreadable. Of a sample: synthetic, personal, unresolved; empty:
/// not asked yet.
[[nodiscard]] Word wordOfVerdict(QStringView id);
/// "api-endpoint" → "API endpoint".
[[nodiscard]] QString surfaceName(QStringView id);
/// Any identifier of a Choice field, a role or a surface, for people; an unknown one as it is.
[[nodiscard]] QString choiceText(QStringView id);
/// An answer as it is kept, for people: "personal_data_breach" → "Personal data breach".
[[nodiscard]] QString valueText(QString value);
/// "1,234" in the locale.
[[nodiscard]] QString countText(qint64 count);
/// What `tr` is given to choose between the forms of one and of many.
[[nodiscard]] constexpr int formOf(std::integral auto count)
{
    return static_cast<int>(std::min<std::common_type_t<decltype(count), int>>(count, std::numeric_limits<int>::max()));
}
/// "3.4 MB".
[[nodiscard]] QString sizeText(qint64 bytes);

} // namespace bulkhead
