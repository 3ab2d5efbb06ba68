#pragma once

#include "models/base/secretbytes.h"

#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;
class QToolButton;

namespace bulkhead {

/// A value that stays masked until somebody asks to see it; revealing is signalled so that it can be recorded.
class MaskedField : public QWidget
{
    Q_OBJECT

public:
    explicit MaskedField(const QString& name, QWidget* parent = nullptr);

    void setValue(const QString& value, const QString& masked);
    [[nodiscard]] bool isRevealed() const { return m_isRevealed; }
    void conceal();

Q_SIGNALS:
    void revealed();

private:
    void show(bool revealed);

    QString m_name;
    QString m_value;
    QString m_masked;
    bool m_isRevealed = false;
    QLabel* m_label;
    QToolButton* m_button;
};

/// A line for a passphrase: hidden, with a button that shows it while pressed on. What is taken leaves as SecretBytes
/// and the line is emptied.
class PassphraseEdit : public QWidget
{
    Q_OBJECT

public:
    explicit PassphraseEdit(const QString& name, QWidget* parent = nullptr);
    ~PassphraseEdit() override;

    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] qsizetype length() const;
    [[nodiscard]] bool equals(const PassphraseEdit& other) const;
    /// Empties the line.
    [[nodiscard]] SecretBytes take();
    /// A copy; the line keeps its text.
    [[nodiscard]] SecretBytes peek() const;
    void clear();
    [[nodiscard]] QLineEdit* line() const { return m_line; }

Q_SIGNALS:
    void changed();
    void submitted(); ///< Enter

private:
    QLineEdit* m_line;
};

} // namespace bulkhead
