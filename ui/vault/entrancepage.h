#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace bulkhead {

class Banner;

/// One page of the entrance: a column in the middle of the window with title, explanation, what went wrong, content and
/// a row of buttons.
class EntrancePage : public QWidget
{
    Q_OBJECT

public:
    EntrancePage(const QString& title, const QString& explanation, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setExplanation(const QString& text);
    [[nodiscard]] Banner* banner() const { return m_banner; }
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }
    /// To the left of those that were added before; the first is the main one.
    QPushButton* addButton(const QString& text, const QString& name);

Q_SIGNALS:
    void back();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLabel* m_title;
    QLabel* m_explanation;
    Banner* m_banner;
    QVBoxLayout* m_body;
    QHBoxLayout* m_buttons;
};

} // namespace bulkhead
