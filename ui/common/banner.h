#pragma once

#include "models/base/error.h"
#include "ui/common/theme.h"

#include <QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace bulkhead {

/// A line across a page that says what happened, what it means and what to do. Hidden until it has something to say.
class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget* parent = nullptr);

    void showError(const Error& error);
    void showText(Tone tone, const QString& title, const QString& text = {});
    /// One button; replaces the one before.
    void setAction(const QString& text, std::function<void()> handler);
    void setDismissable(bool dismissable);
    void dismiss();
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone = Tone::Neutral;
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_action;
    QToolButton* m_close;
    std::function<void()> m_handler;
};

} // namespace bulkhead
