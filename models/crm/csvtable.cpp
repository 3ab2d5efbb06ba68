#include "models/crm/csvtable.h"

#include <utility>

namespace bulkhead::crm {

std::vector<QStringList> csvTable(BytesView text)
{
    std::vector<QStringList> rows;
    QStringList row;
    Bytes cell;
    bool isQuoted = false, hasCell = false;
    const auto endCell = [&] {
        row += QString::fromUtf8(cell);
        cell.clear();
        hasCell = false;
    };
    const auto endRow = [&] {
        endCell();
        rows.push_back(std::exchange(row, {}));
    };
    for (qsizetype at = text.startsWith("\xef\xbb\xbf") ? 3 : 0; at < text.size(); ++at) {
        const char c = text[at];
        if (isQuoted) {
            if (c != '"') {
                cell += c;
            } else if (at + 1 < text.size() && text[at + 1] == '"') {
                cell += c;
                ++at;
            } else {
                isQuoted = false;
            }
        } else if (c == '"') {
            isQuoted = hasCell = true;
        } else if (c == ',') {
            endCell();
            hasCell = true;
        } else if (c == '\n') {
            endRow();
        } else if (c != '\r') {
            cell += c;
            hasCell = true;
        }
    }
    if (hasCell || !row.isEmpty()) {
        endRow();
    }
    return rows;
}

} // namespace bulkhead::crm
