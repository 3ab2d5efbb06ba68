#pragma once

#include "models/provenance/indicators/indicators.h"
#include "models/provenance/summary.h"
#include "models/provenance/tagging/copytracer.h"

#include <functional>

namespace bulkhead::provenance {

class NearIndex;

/// A row with its cells, for a bounded preview. Views end with the call.
struct RowPreview
{
    const RowVerdict& verdict;
    std::span<const std::string_view> cells; ///< UTF-8, unmasked: mask before showing
    std::span<const Column> columns;
    /// What the row says, its text in `arena`, and the registered records that share values with it; null and empty
    /// where it could not be read.
    const Record* record = nullptr;
    const std::string& arena;
    std::span<const Candidate> candidates = {};
};

struct ClassifyOptions
{
    std::vector<ColumnMapping> mappings = {};
    ReadOptions read = {};
    /// For each row in order, the unreadable ones too. Cheap to leave out.
    std::function<void(const RowVerdict&)> onRow = {};
    /// For the first `previewRows` rows of each verdict.
    std::function<void(const RowPreview&)> onPreview = {};
    int previewRows = 100;
    /// Number of a row that is to be explained; 0: none.
    quint64 explainRow = 0;
    std::function<void(const RowVerdict&, const std::vector<Explanation>&)> onExplained = {};
    /// Where not null, marks and canaries of copies are looked for too, and count in the verdicts.
    CopyTracer* tracer = nullptr;
    /// Where not null, unknown rows are held against these.
    const Indicators* indicators = nullptr;
    /// Where not null, unknown rows are held against registered records that they may come near.
    const NearIndex* near = nullptr;
    double nearFrom = nearThreshold; ///< how probable a near match has to be, to be named; others to calibrate with
    /// Where not null, rows say whether they are new against these.
    const SeenValues* against = nullptr;
    /// Threads that work on the rows, the caller's among them; 0: as many as the machine has, up to 8. The answer is
    /// the same with any number.
    int threads = 0;
};

/// Gives each row of a sample its verdict. Any one thread; several classifiers may share an index. The source and all
/// functions of the options are called on the caller's thread alone, rows in their order.
class Classifier
{
public:
    /// Both must outlive the classifier and not change while it runs.
    Classifier(const RegistryKey& key, const Index& index)
        : m_key(key)
        , m_index(index)
    {
    }

    /// Reads the stream to its end. Errors: those of the reader and of the mapping, `provenance.cancelled`.
    [[nodiscard]] Expected<Summary> run(ByteSource& source, const ClassifyOptions& options = {},
                                        const Watcher& watcher = {}) const;

private:
    const RegistryKey& m_key;
    const Index& m_index;
};

} // namespace bulkhead::provenance
