#pragma once

#include "models/incident/casework.h"
#include "models/provenance/itemmodels/nextsteps.h"
#include "ui/common/formdialog.h"

class QComboBox;
class QLineEdit;

namespace bulkhead {

class MomentEdit;

/// Everything that is asked when an incident is opened from a sample; all of it guessed and editable.
class IncidentDialog : public FormDialog
{
    Q_OBJECT

public:
    IncidentDialog(const provenance::Guess& guess, const QString& codeName, const QString& verdict, qint64 now,
                   QWidget* parent);

    [[nodiscard]] Declaration declaration() const;

private:
    void makeNotice();
    void makeSurfaces(const provenance::Guess& guess);
    void makeSeverity(const QString& verdict);

    QLineEdit* m_title;
    QLineEdit* m_codeName;
    QComboBox* m_surface;
    QComboBox* m_severity;
    QComboBox* m_notice;
    MomentEdit* m_detected;
};

} // namespace bulkhead
