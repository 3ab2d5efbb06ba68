#pragma once

#include "models/incident/itemmodels/taskboard.h"

#include <QRect>

class QPainter;

namespace bulkhead {

struct Theme;

/// How a card is to be seen.
struct CardLook
{
    bool isSelected = false;
    bool hasFocus = false;
    bool isLinked = false; ///< the selected card depends on it, or it on the selected one
    qint64 now = 0;
};

/// Paints one card into `rect`: tag and title, then due and assignee, then what holds it up.
void paintCard(QPainter& painter, const QRect& rect, const BoardCard& card, const CardLook& look, const Theme& theme);
/// "overdue by 2 h", "due in 3 h", "waits for a clock"; empty where there is nothing to say.
[[nodiscard]] QString dueText(const BoardCard& card, qint64 now);
/// "Blocked by X2, X3", "Starts in Containing"; empty where nothing holds it up.
[[nodiscard]] QString holdText(const BoardCard& card);

} // namespace bulkhead
