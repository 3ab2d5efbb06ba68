#pragma once

#include "models/vault/slot.h"

#include <QWidget>

class QLabel;
class QProgressBar;

namespace bulkhead {

class PassphraseEdit;

/// How hard a passphrase is to guess, by a rough count that knows repetitions, runs and the commonest words.
struct Strength
{
    int bits = 0;
    int steps = 0; ///< 0 to 4
    QString word;
    QString advice; ///< empty where there is nothing to say

    [[nodiscard]] static Strength of(QStringView passphrase);
};
inline constexpr int shortestPassphrase = 10; ///< characters

/// Two lines for a fresh passphrase, with what its strength is.
class NewPassphrase : public QWidget
{
    Q_OBJECT

public:
    explicit NewPassphrase(QWidget* parent = nullptr);

    /// A sentence while it cannot be taken: too short, not the same twice.
    [[nodiscard]] QString problem() const;
    /// Empties both lines.
    [[nodiscard]] Credential take();
    void clear();
    [[nodiscard]] PassphraseEdit* first() const { return m_first; }
    [[nodiscard]] PassphraseEdit* second() const { return m_second; }

Q_SIGNALS:
    void changed();
    void submitted();

private:
    void refresh();

    PassphraseEdit* m_first;
    PassphraseEdit* m_second;
    QProgressBar* m_meter;
    QLabel* m_said;
};

} // namespace bulkhead
