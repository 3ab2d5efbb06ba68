#pragma once

#include "models/base/bytes.h"
#include "ui/common/formdialog.h"

#include <QUrl>

class QLineEdit;

namespace bulkhead {

class PathEdit;

/// Which time-stamp authority is asked, and whose certificates vouch for it.
class StampDialog : public FormDialog
{
    Q_OBJECT

public:
    /// \param authority address that is offered, such as that of the last stamp; may be empty.
    StampDialog(const QString& authority, QWidget* parent);

    [[nodiscard]] QUrl authority() const;
    /// CA certificates (PEM) of the chosen file; empty: the system's. Errors: `input.unreadable`.
    [[nodiscard]] Expected<Bytes> certificates() const;

private:
    QLineEdit* m_authority;
    PathEdit* m_certificates;
};

} // namespace bulkhead
