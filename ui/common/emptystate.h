#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace bulkhead {

/// What stands where there is nothing yet: what the place is for, and the one button that starts it.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const QString& iconName, const QString& title, const QString& text, const QString& button = {},
               QWidget* parent = nullptr);

    void setText(const QString& title, const QString& text);
    /// Null where no button was asked for.
    [[nodiscard]] QPushButton* button() const { return m_button; }

Q_SIGNALS:
    void triggered();

private:
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_button = nullptr;
};

} // namespace bulkhead
