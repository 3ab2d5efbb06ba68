#pragma once

#include "models/disclosure/markup.h"

#include <QByteArray>
#include <QStringList>

namespace bulkhead::disclosure {

/// A text as it leaves: no chips, asks or marks of elements are in it.
struct Outgoing
{
    QString title = {};
    QString organisation = {};
    QString language = {}; ///< "en", "de"
    qint64 date = 0;       ///< ms since 1970: of the version, so that the same version gives the same file
    QString banner = {};   ///< above the text: "Draft. Not approved."; empty: none
    Text text = {};
};

/// The formats by their names on the command line: pdf, odt, docx, md, txt.
[[nodiscard]] QStringList exportFormats();
/// One file. What it holds beside the text is title, date and organisation, nothing else: no author, no path, no
/// program with version. PDF has its fonts embedded and is PDF/A-1b (Qt writes no tags). Same input, same octets,
/// except PDF. Errors: `disclosure.format`, `disclosure.export`.
[[nodiscard]] Expected<QByteArray> exported(const Outgoing& outgoing, const QString& format);
/// A page by itself, without script, for printing and for PDF.
[[nodiscard]] QString outgoingHtml(const Outgoing& outgoing);

/// The text without any of `secrets`, whatever their case: each stands as a bar of the same length everywhere, also in
/// links and cells, and where emphasis splits one up. Nothing of it is left behind the bar.
[[nodiscard]] Text redacted(Text text, const QStringList& secrets);

} // namespace bulkhead::disclosure
