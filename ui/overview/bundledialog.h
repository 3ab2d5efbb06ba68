#pragma once

#include "ui/common/formdialog.h"

class QCheckBox;

namespace bulkhead {

class PathEdit;

/// Where an incident's bundle is written, and whether counsel's part goes with it.
class BundleDialog : public FormDialog
{
    Q_OBJECT

public:
    /// \param file that is offered. \param mayReadCounsel whether there is anything to choose.
    BundleDialog(const QString& file, bool mayReadCounsel, QWidget* parent);

    [[nodiscard]] QString file() const;
    [[nodiscard]] bool withCounsel() const;

private:
    PathEdit* m_file;
    QCheckBox* m_counsel;
};

} // namespace bulkhead
