#pragma once

#include "models/base/error.h"
#include "ui/provenance/columnsmodel.h"
#include "ui/provenance/sample.h"

namespace bulkhead {

/// The front of a file as the engine reads it.
struct FilePreview
{
    std::vector<ColumnLine> lines;
    QString dialect; ///< in words: "UTF-8, separated by “;”, with a header"
    int rows = 0;    ///< looked at
};

/// Reads the first rows; any thread. Errors: those of the reader.
[[nodiscard]] Expected<FilePreview> previewOf(const Sample& sample);

} // namespace bulkhead
