#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace bulkhead {

/// A rounded ground with a title line and a body below it.
class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }
    /// Right side of the title line: small buttons, counts.
    [[nodiscard]] QHBoxLayout* corner() const { return m_corner; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_title;
    QVBoxLayout* m_body;
    QHBoxLayout* m_corner;
};

/// The head of a page or a section: title, a muted line of explanation, actions to the right.
class SectionHeader : public QWidget
{
    Q_OBJECT

public:
    enum class Level { Page, Section };
    explicit SectionHeader(const QString& title, Level level = Level::Page, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setExplanation(const QString& text);
    void addWidget(QWidget* widget); ///< to the right, in reading order

private:
    QLabel* m_title;
    QLabel* m_explanation;
    QHBoxLayout* m_actions;
};

/// A label in muted colour that follows the theme; wraps.
[[nodiscard]] QLabel* mutedLabel(const QString& text, QWidget* parent = nullptr);

} // namespace bulkhead
