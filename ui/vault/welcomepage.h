#pragma once

#include "ui/vault/entrancepage.h"

namespace bulkhead {

/// What stands there at the first start: the three ways in, and the way to a vault that exists already.
class WelcomePage : public EntrancePage
{
    Q_OBJECT

public:
    explicit WelcomePage(QWidget* parent = nullptr);

Q_SIGNALS:
    void leakedFileChosen();
    void demonstrationChosen();
    void teamChosen();
    void existingChosen();
    void restoreChosen();

private:
    void addLink(const QString& iconName, const QString& text, const QString& name, void (WelcomePage::*chosen)());
    QPushButton* addWay(const QString& iconName, const QString& title, const QString& text, const QString& name);
};

} // namespace bulkhead
