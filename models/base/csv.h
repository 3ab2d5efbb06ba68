#pragma once

#include <QStringList>

namespace bulkhead {

enum class CsvFor : quint8 {
    Spreadsheets, ///< a cell that would be taken for a formula gets an apostrophe before it (CWE-1236)
    Programs,     ///< cells as they are
};

/// One row of CSV (RFC 4180) with its line end: cells are quoted where they must be.
[[nodiscard]] QByteArray csvLine(const QStringList& cells, CsvFor reader = CsvFor::Spreadsheets);

} // namespace bulkhead
