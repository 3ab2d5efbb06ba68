#pragma once

class QPdfWriter;
class QTextDocument;

namespace bulkhead::disclosure {

/// Writes a document that is laid out in the dots of `writer`, with "n / m" at the foot of each page. A paragraph that
/// runs over the end of a page becomes two there: Qt draws the last line of a page on the next one as well and hides
/// it, and who reads the file would find it twice.
void paintPages(QTextDocument& document, QPdfWriter& writer);

} // namespace bulkhead::disclosure
