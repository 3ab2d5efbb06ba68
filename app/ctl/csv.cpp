#include "app/ctl/csv.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

QString csvCell(QString cell)
{
    static const QString formulas = u"=+-@\t"_s;
    if (!cell.isEmpty() && formulas.contains(cell.front())) {
        cell.prepend(u'\'');
    }
    const bool mustQuote = cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r');
    return mustQuote ? u'"' + cell.replace(u'"', "\"\""_L1) + u'"' : cell;
}

} // namespace

QByteArray csvLine(const QStringList& cells)
{
    QStringList written;
    written.reserve(cells.size());
    for (const QString& cell : cells) {
        written.append(csvCell(cell));
    }
    return written.join(u',').toUtf8() + "\r\n";
}

} // namespace bulkhead::ctl
