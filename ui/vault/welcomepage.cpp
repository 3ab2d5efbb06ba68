#include "ui/vault/welcomepage.h"

#include "ui/common/icons.h"
#include "ui/common/style.h"
#include "ui/common/theme.h"

#include <QCommandLinkButton>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace bulkhead {

namespace {

constexpr int wayHeight = 64;

/// Enter chooses it too, without its being painted as the one that Enter would choose.
class WayButton final : public QCommandLinkButton
{
public:
    using QCommandLinkButton::QCommandLinkButton;

protected:
    void keyPressEvent(QKeyEvent* event) override
    {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
            click();
            return;
        }
        QCommandLinkButton::keyPressEvent(event);
    }
};

} // namespace

WelcomePage::WelcomePage(QWidget* parent)
    : EntrancePage(
          tr("Is it real?"),
          tr("Bulkhead tells synthetic rows from real ones in a leaked file, and runs the response. Everything "
             "stays on this machine, encrypted."),
          parent)
{
    setObjectName(QStringLiteral("welcomePage"));
    QPushButton* leaked = addWay(QStringLiteral("drop"), tr("I have a &leaked file now"),
                                 tr("Two fields, then drop or paste it and be told what is real."),
                                 QStringLiteral("leakedFileButton"));
    QPushButton* demonstration = addWay(QStringLiteral("play"), tr("Open the &demonstration"),
                                        tr("A finished case with invented people: a sandbox export on a paste site."),
                                        QStringLiteral("demonstrationButton"));
    QPushButton* team = addWay(QStringLiteral("users"), tr("Set up a &vault for my team"),
                               tr("Name it, choose where it lies and your roles; others are added afterwards."),
                               QStringLiteral("teamButton"));
    connect(leaked, &QPushButton::clicked, this, &WelcomePage::leakedFileChosen);
    connect(demonstration, &QPushButton::clicked, this, &WelcomePage::demonstrationChosen);
    connect(team, &QPushButton::clicked, this, &WelcomePage::teamChosen);
    setFocusProxy(leaked);

    addLink(QStringLiteral("unlock"), tr("&Open a vault that exists…"), QStringLiteral("existingButton"),
            &WelcomePage::existingChosen);
    addLink(QStringLiteral("history"), tr("&Restore from a backup…"), QStringLiteral("restoreBackupButton"),
            &WelcomePage::restoreChosen);
}

void WelcomePage::addLink(const QString& iconName, const QString& text, const QString& name,
                          void (WelcomePage::*chosen)())
{
    auto* link = new QPushButton(icon(iconName), text, this);
    link->setObjectName(name);
    link->setFlat(true);
    link->setAutoDefault(true);
    body()->addWidget(link, 0, Qt::AlignLeft);
    connect(link, &QPushButton::clicked, this, chosen);
}

QPushButton* WelcomePage::addWay(const QString& iconName, const QString& title, const QString& text,
                                 const QString& name)
{
    auto* way = new WayButton(title, text, this);
    way->setObjectName(name);
    way->setIcon(icon(iconName));
    way->setIconSize({24, 24});
    way->setMinimumHeight(wayHeight);
    way->setAccessibleName(QString(title).remove(QLatin1Char('&')));
    way->setAccessibleDescription(text);
    body()->addWidget(way);
    return way;
}

} // namespace bulkhead
