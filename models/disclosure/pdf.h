#pragma once

#include "models/disclosure/exporting.h"

namespace bulkhead::disclosure {

/// A page to become a PDF.
struct PdfPage
{
    QString html;
    QString title;
    QString organisation; ///< empty: not named
    qint64 date = 0;      ///< ms since 1970, which the file states as its own
    bool isWide = false;  ///< landscape, for tables of many columns
};

/// PDF/A-1b on A4 with embedded fonts and "n / m" at the foot of each page, laid out as QTextDocument lays HTML out.
/// Needs a QGuiApplication, whose thread need not be this one; nothing is written to a disk. Error:
/// `disclosure.export`.
[[nodiscard]] Expected<QByteArray> portablePage(const PdfPage& page);
/// The same of outgoingHtml().
[[nodiscard]] Expected<QByteArray> portableDocument(const Outgoing& outgoing);

} // namespace bulkhead::disclosure
