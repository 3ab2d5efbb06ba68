#include "ui/provenance/certificatedialog.h"

#include "models/incident/session.h"
#include "ui/common/maskedfield.h"
#include "ui/common/pathedit.h"

#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>

namespace bulkhead {

using namespace Qt::StringLiterals;

CertificateDialog::CertificateDialog(const RoomContext& context, const Id& evidence, const QString& title,
                                     QWidget* parent)
    : FormDialog(tr("Certificate of the answer"), tr("Sign and write"), parent)
    , m_context(context)
    , m_evidence(evidence)
    , m_target(new PathEdit(PathEdit::Kind::NewFile, tr("Certificate"), tr("Where the certificate is to lie"), this))
    , m_passphrase(new PassphraseEdit(tr("Your passphrase"), this))
{
    constexpr int width = 600;
    setMinimumWidth(width);
    setObjectName(u"provenance.certificateDialog"_s);
    setIntroduction(
        tr("It says for outsiders how many rows of “%1” are what, against which data sets and by which rules, and what "
           "people have set beside; no values. Anybody can check its signature, and whoever has this vault can have "
           "the "
           "answer given a second time. The chain of custody records it.")
            .arg(title));
    m_target->line()->setObjectName(u"certificateTarget"_s);
    m_target->setSuffix(u"json"_s);
    addRow(tr("&Certificate"), m_target, tr("A new JSON file; a page for reading is written beside it."));
    m_passphrase->setObjectName(u"passphrase"_s);
    addRow(tr("Your &passphrase"), m_passphrase, tr("It is signed with your own key."));
    connect(m_passphrase, &PassphraseEdit::submitted, mainButton(), [this] { mainButton()->click(); });
    setValidator([this] { return problem(); });
    connect(this, &FormDialog::submitted, this, &CertificateDialog::send);
}

QString CertificateDialog::problem() const
{
    if (m_target->path().isEmpty()) {
        return tr("Say where the certificate is to lie.");
    }
    for (const QString& path : {m_target->path(), provenance::certificatePageName(m_target->path())}) {
        if (QFileInfo::exists(path)) {
            return tr("%1 is there already; it is not written over.").arg(path);
        }
    }
    return m_passphrase->isEmpty() ? tr("Type your passphrase: it is signed with your key.") : QString();
}

void CertificateDialog::send()
{
    Credential again;
    again.passphrase = m_passphrase->take();
    m_context.session.write(
        this,
        [evidence = m_evidence, file = m_target->path(), again = std::move(again)](Casework& casework) {
            return provenance::makeCertificate(casework, evidence, file, again);
        },
        [this](const Expected<provenance::CertificateMade>& result) {
            if (result) {
                Q_EMIT made(*result);
            }
            finish(result);
        });
}

} // namespace bulkhead
