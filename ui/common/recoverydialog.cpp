#include "ui/common/recoverydialog.h"

#include "ui/common/card.h"
#include "ui/common/icons.h"
#include "ui/common/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTimer>

namespace bulkhead {

namespace {
constexpr auto clipboardFor = std::chrono::seconds(30);
const QString ownMark = QStringLiteral("application/x-bulkhead-secret"); ///< what we put there and take away again
} // namespace

void copySecret(const QString& secret)
{
    QClipboard* clipboard = QGuiApplication::clipboard();
    auto* data = new QMimeData;
    data->setText(secret);
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), "secret"); // clipboard histories leave it out
    data->setData(ownMark, "1");
    clipboard->setMimeData(data);
    QTimer::singleShot(clipboardFor, clipboard, [] { forgetCopiedSecret(); });
    QObject::connect(qApp, &QCoreApplication::aboutToQuit, clipboard, [] { forgetCopiedSecret(); });
}

void forgetCopiedSecret()
{
    QClipboard* clipboard = QGuiApplication::clipboard();
    if (const QMimeData* data = clipboard->mimeData(); data && data->hasFormat(ownMark)) {
        clipboard->clear();
    }
}

RecoveryDialog::RecoveryDialog(const QString& vaultName, const QString& code, QWidget* parent)
    : FormDialog(tr("Recovery code"), tr("I have written it down"), parent)
{
    setObjectName(QStringLiteral("recoveryDialog"));
    setMinimumWidth(560);
    //: %1 a vault's name
    setIntroduction(tr("This code opens “%1” if the passphrase is lost. It is shown once and kept nowhere. Write it on "
                       "paper and lock that away.")
                        .arg(vaultName));
    const QStringList groups = code.split(QLatin1Char('-'), Qt::SkipEmptyParts);
    QStringList lines;
    for (qsizetype i = 0; i < groups.size(); i += 3) {
        lines += groups.mid(i, 3).join(QStringLiteral("  –  "));
    }
    auto* shown = new QLabel(lines.join(QLatin1Char('\n')), this);
    shown->setObjectName(QStringLiteral("recoveryCode"));
    QFont font = monoFont(TextSize::Title);
    font.setWeight(QFont::DemiBold);
    shown->setFont(font);
    shown->setAlignment(Qt::AlignCenter);
    shown->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    shown->setAccessibleName(tr("Recovery code: %1").arg(code));
    auto* card = new Card({}, this);
    card->body()->addWidget(shown);
    auto* copy = new QPushButton(icon("copy"), tr("Copy for 30 seconds"), this);
    connect(copy, &QPushButton::clicked, this, [code] { copySecret(code); });
    card->body()->addWidget(copy, 0, Qt::AlignHCenter);
    addWidget(card);
    auto* last = new QLineEdit(this);
    last->setObjectName(QStringLiteral("lastGroup"));
    last->setMaxLength(8);
    addRow(tr("&Last group"), last, tr("Type the last four characters, from your paper."));
    setValidator([last, expected = groups.isEmpty() ? QString() : groups.last()] {
        return last->text().trimmed().compare(expected, Qt::CaseInsensitive) == 0
            ? QString()
            : tr("That is not the last group of the code. Compare it with what you wrote down.");
    });
    connect(this, &FormDialog::submitted, this, [this] {
        Q_EMIT confirmed();
        accept();
    });
    last->setFocus();
}

} // namespace bulkhead
