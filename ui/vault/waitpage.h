#pragma once

#include "ui/vault/entrancepage.h"

class QProgressBar;

namespace bulkhead {

/// While a passphrase is stretched or the demonstration is built: what happens, and how far it is.
class WaitPage : public EntrancePage
{
    Q_OBJECT

public:
    explicit WaitPage(QWidget* parent = nullptr);

    /// `percent` below zero: not known.
    void showStep(const QString& title, const QString& step, int percent = -1);
    void setPercent(int percent);
    void setCancellable(bool cancellable);

Q_SIGNALS:
    void cancelled();

private:
    QProgressBar* m_bar;
    QPushButton* m_cancel;
};

} // namespace bulkhead
