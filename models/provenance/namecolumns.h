#pragma once

#include "models/provenance/meaning.h"

namespace bulkhead::provenance {

/// Among columns of a table without headers that nothing is known of: which hold given names, family names, full names,
/// cities and companies. All values of a column count together, each meaning is given to one column at most, and all
/// columns are decided at once. `emailColumn`: -1 where there is none.
void findNameColumns(const SampleRows& rows, int emailColumn, std::vector<Column>& columns);

} // namespace bulkhead::provenance
