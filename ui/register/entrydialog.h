#pragma once

#include "models/breach/register.h"
#include "ui/common/formdialog.h"

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;

namespace bulkhead {

/// What the register says of an incident beside what is recorded elsewhere.
class EntryDialog : public FormDialog
{
    Q_OBJECT

public:
    EntryDialog(const breach::RegisterRow& row, QWidget* parent);

    [[nodiscard]] RegisterEntry entry() const;

private:
    [[nodiscard]] QLineEdit* makeLine(const QString& name, const QString& text);

    RegisterEntry m_before;
    QPlainTextEdit* m_description;
    QPlainTextEdit* m_cause;
    std::vector<QCheckBox*> m_affected;
    QLineEdit* m_dataCategories;
    QLineEdit* m_subjectCategories;
    QLineEdit* m_subjects;
    QLineEdit* m_records;
    QLineEdit* m_countries;
    QPlainTextEdit* m_consequences;
    QPlainTextEdit* m_measures;
    QPlainTextEdit* m_notNotified;
    QPlainTextEdit* m_lessons;
};

} // namespace bulkhead
