#include "models/base/csv.h"

#include <QRegularExpression>

namespace bulkhead {

using namespace Qt::StringLiterals;

QByteArray csvLine(const QStringList& cells, CsvFor reader)
{
    QByteArray line;
    for (qsizetype i = 0; i < cells.size(); ++i) {
        QString cell = cells[i];
        // A number or an offset is no formula.
        static const QRegularExpression number(u"^[+-][\\d:.,]+$"_s);
        if (reader == CsvFor::Spreadsheets && !cell.isEmpty() && u"=+-@\t\r"_s.contains(cell.front())
            && !number.match(cell).hasMatch()) {
            cell.prepend(u'\'');
        }
        if (cell.contains(u'"') || cell.contains(u',') || cell.contains(u'\n') || cell.contains(u'\r')) {
            cell = u'"' + cell.replace(u'"', u"\"\""_s) + u'"';
        }
        line += (i > 0 ? "," : "") + cell.toUtf8();
    }
    return line + "\r\n";
}

} // namespace bulkhead
