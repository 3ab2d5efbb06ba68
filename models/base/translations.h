#pragma once

namespace bulkhead {

/// The words of the system's language, where there is a translation, and Qt's own; else the forms of one and of many of
/// English, in which the sources are written. Call once, when the application stands, before anything is shown.
void installTranslations();

} // namespace bulkhead
