#include "ui/evidence/destroydialog.h"

#include "ui/common/maskedfield.h"
#include "ui/common/timetext.h"

#include <QLineEdit>
#include <QPushButton>

namespace bulkhead {

Expected<DestroyWish> readDestroyWish(Casework& casework, const Id& evidence)
{
    const Custodian custodian(casework);
    DestroyWish wish;
    TRY(wish.evidence, casework.one<Evidence>(evidence));
    CHECK_OK(custodian.checkThere(wish.evidence));
    TRY(wish.open, custodian.destructionOf(wish.evidence));
    if (wish.open && !wish.open->value.isOpen()) {
        wish.open.reset();
    }
    if (wish.open) {
        wish.askedBy = casework.journal().nameOf(wish.open->value.requestedBy);
        wish.isOwn = wish.open->value.requestedBy == casework.journal().user();
    }
    return wish;
}

DestroyDialog::DestroyDialog(const DestroyWish& wish, QWidget* parent)
    : FormDialog(tr("Destroy evidence"), wish.open ? tr("Approve and destroy") : tr("Sign and ask"), parent)
    , m_reason(new QLineEdit(this))
    , m_passphrase(new PassphraseEdit(tr("Your passphrase"), this))
{
    setObjectName(QStringLiteral("destroyDialog"));
    setMinimumWidth(520);
    m_reason->setObjectName(QStringLiteral("reason"));
    m_reason->setMaxLength(2000);
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    if (wish.open) {
        //: %1 a person, %2 a time, %3 a file, %4 a reason
        setIntroduction(
            tr("%1 asked on %2 that “%3” be destroyed: %4\n\nIf you approve, its key and its file are gone "
               "at once, for everybody. Hash, size, chain of custody and reason stay. Earlier backups, other "
               "copies and exported bundles still hold it.")
                .arg(wish.askedBy, timetext::moment(wish.open->value.requestedAt), wish.evidence.value.name,
                     wish.open->value.reason));
        m_reason->hide();
    } else {
        setIntroduction(
            tr("Destroying “%1” takes two people. You ask, with a reason and your signature; another member "
               "approves, and then its key and its file are gone. Nothing is destroyed by asking.")
                .arg(wish.evidence.value.name));
        addRow(tr("&Why"), m_reason);
    }
    addRow(tr("Your &passphrase"), m_passphrase, tr("It is signed with your own key."));
    connect(m_passphrase, &PassphraseEdit::submitted, mainButton(), [this] { mainButton()->click(); });
    setValidator([this, needsReason = !wish.open] {
        if (needsReason && m_reason->text().trimmed().isEmpty()) {
            return tr("Say why this material is to be destroyed.");
        }
        return m_passphrase->isEmpty() ? tr("Type your passphrase: it is signed with your key.") : QString();
    });
}

QString DestroyDialog::reason() const
{
    return m_reason->text();
}

Credential DestroyDialog::takeCredential()
{
    Credential credential;
    credential.passphrase = m_passphrase->take();
    return credential;
}

} // namespace bulkhead
