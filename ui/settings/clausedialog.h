#pragma once

#include "models/deadline/customers.h"
#include "ui/common/formdialog.h"

#include <memory>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace bulkhead {

/// What a contract says about telling the customer.
class ClauseDialog : public FormDialog
{
    Q_OBJECT

public:
    ClauseDialog(std::shared_ptr<const deadline::Lawbook> book, const std::optional<ContractClause>& before,
                 QWidget* parent);

    [[nodiscard]] ContractClause clause() const;

private:
    std::shared_ptr<const deadline::Lawbook> m_book;
    ContractClause m_before;
    QLineEdit* m_name;
    QComboBox* m_regime;
    QComboBox* m_trigger;
    QSpinBox* m_hours;
    QComboBox* m_starts;
    QComboBox* m_derived;
    QLineEdit* m_channel;
    QLineEdit* m_citation;
    QPlainTextEdit* m_note;
};

} // namespace bulkhead
