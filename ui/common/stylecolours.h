#pragma once

#include "ui/common/theme.h"

class QStyleOption;
class QWidget;

namespace bulkhead {

/// What a push button is painted in, by its kind and state.
struct ButtonColours
{
    QColor fill;
    QColor edge;
    QColor text;
};
[[nodiscard]] ButtonColours buttonColours(const QStyleOption* option, const Theme& theme, const QWidget* widget);

} // namespace bulkhead
