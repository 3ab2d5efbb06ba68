#pragma once

#include <QAnyStringView>
#include <QIcon>

namespace bulkhead {

/// One of resources/icons by name ("timeline"), drawn in the colour of the text around it at any scale, so that it
/// follows light and dark by itself. Inside a Room say `bulkhead::icon("timeline")`. An unknown name is a null icon.
[[nodiscard]] QIcon icon(QAnyStringView name);
/// The same in a colour of its own.
[[nodiscard]] QIcon icon(QAnyStringView name, const QColor& colour);

} // namespace bulkhead
