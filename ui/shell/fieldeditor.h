#pragma once

#include "ui/shell/inspected.h"

#include <QWidget>

class QLabel;

namespace bulkhead {

/// Edits one field in place, by its type: line, text, choice, truth, instant. Enter or the button sends, Escape leaves.
class FieldEditor : public QWidget
{
    Q_OBJECT

public:
    FieldEditor(const Field& field, const Inspected::Property& property, QWidget* parent = nullptr);

    /// As `Casework::setField` reads it.
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isChanged() const { return text() != m_before; }
    [[nodiscard]] const QString& field() const { return m_field; } ///< its name
    void showProblem(const QString& sentence);

Q_SIGNALS:
    void submitted(const QString& text);
    void abandoned();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeEditor(const Field& field, const Inspected::Property& property);
    void submit();

    QWidget* m_editor = nullptr;
    QLabel* m_problem;
    QString m_field;
    QString m_before;
};

} // namespace bulkhead
