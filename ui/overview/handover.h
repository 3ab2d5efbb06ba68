#pragma once

#include "models/base/error.h"
#include "ui/overview/picture.h"

class QPagedPaintDevice;

namespace bulkhead {

/// The one-page hand-over sheet as HTML: what is known, clocks, what is blocked or late, who is on, decisions, last
/// observations. For printing and PDF; no control of the screen's theme.
[[nodiscard]] QString handoverHtml(const Picture& picture);
/// Draws the sheet. Any thread.
void drawHandover(const Picture& picture, QPagedPaintDevice& device);
/// Writes a PDF that only its owner may read (0600); gives its SHA-256. `export.file`. Any thread.
[[nodiscard]] Expected<Bytes> writeHandoverPdf(const Picture& picture, const QString& file);

} // namespace bulkhead
