#pragma once

#include "models/incident/bulkedit.h"
#include "ui/common/formdialog.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace bulkhead {

/// Asks what to change in many observations at once. For very many it asks once more, naming the number.
class BulkEditDialog : public FormDialog
{
    Q_OBJECT

public:
    static constexpr qint64 asksAbove = 1000;

    BulkEditDialog(qint64 entries, QWidget* parent);

    [[nodiscard]] BulkEdit edit() const;

Q_SIGNALS:
    void confirmed();

private:
    void confirm();

    qint64 m_entries;
    QLineEdit* m_addTags;
    QLineEdit* m_removeTags;
    QComboBox* m_pin;
    QComboBox* m_surface;
    QCheckBox* m_setsSource;
    QLineEdit* m_source;
    QCheckBox* m_strikes;
    QLineEdit* m_reason;
};

} // namespace bulkhead
