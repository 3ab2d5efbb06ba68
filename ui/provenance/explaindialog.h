#pragma once

#include "models/provenance/explained.h"
#include "ui/common/rowmodel.h"
#include "ui/common/words.h"

#include <QDialog>

namespace bulkhead {

/// One line of an explanation: what was weighed, of which record.
struct WeighedLine
{
    int record = 0; ///< place among the records
    QString dataSet;
    Word role; ///< decides, identifies, does not decide
    provenance::Factor factor;
};

class WeighedLines : public RowModel<WeighedLine>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 5; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const WeighedLine& line, int column, int role) const override;
    [[nodiscard]] Id key(const WeighedLine& line) const override;
};

/// Why a row has its verdict: the registered records that it was held against, and what each field weighs.
class ExplainDialog : public QDialog
{
    Q_OBJECT

public:
    ExplainDialog(const provenance::ExplainedRow& row, QWidget* parent);
};

} // namespace bulkhead
