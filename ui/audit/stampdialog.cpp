#include "ui/audit/stampdialog.h"

#include "ui/common/pathedit.h"

#include <QFile>
#include <QLineEdit>

namespace bulkhead {

namespace {
constexpr qint64 mostCertificates = qint64(1) << 20; ///< octets
}

StampDialog::StampDialog(const QString& authority, QWidget* parent)
    : FormDialog(tr("Make a time-stamped checkpoint"), tr("Ask for the stamp"), parent)
    , m_authority(new QLineEdit(authority, this))
    , m_certificates(new PathEdit(PathEdit::Kind::ExistingFile, tr("The authority's certificates"),
                                  tr("Choose the authority's certificates"), this))
{
    setObjectName(QStringLiteral("stampDialog"));
    constexpr int width = 560;
    setMinimumWidth(width);
    setIntroduction(
        tr("An authority (RFC 3161) signs that this checkpoint existed at its time, so that the vault's "
           "content can be dated by somebody who is not you. It gets one hash, and sees your network address; "
           "nothing of the vault can be read from it."));
    m_authority->setObjectName(QStringLiteral("stampAuthority"));
    m_authority->setPlaceholderText(QStringLiteral("https://"));
    m_authority->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    addRow(tr("&Authority"), m_authority, tr("Its address, as the authority gives it."));
    m_certificates->line()->setObjectName(QStringLiteral("stampCertificates"));
    m_certificates->line()->setPlaceholderText(tr("this machine's"));
    addRow(tr("&Certificates"), m_certificates, tr("A PEM file, where this machine does not know the authority."));
    setValidator([this] {
        const QUrl url = this->authority();
        const bool isWeb = url.scheme() == QLatin1StringView("https") || url.scheme() == QLatin1StringView("http");
        return url.isValid() && isWeb && !url.host().isEmpty()
            ? QString()
            : tr("The address of a time-stamp authority begins with https:// or http://.");
    });
    m_authority->setFocus();
}

QUrl StampDialog::authority() const
{
    return QUrl(m_authority->text().trimmed(), QUrl::StrictMode);
}

Expected<Bytes> StampDialog::certificates() const
{
    if (m_certificates->path().isEmpty()) {
        return Bytes();
    }
    QFile file(m_certificates->path());
    if (!file.open(QIODevice::ReadOnly) || file.size() > mostCertificates) {
        return failure(QLatin1StringView("input.unreadable"),
                       tr("%1 cannot be read as certificates: %2.")
                           .arg(file.fileName(), file.isOpen() ? tr("it is larger than 1 MiB") : file.errorString()));
    }
    return file.readAll();
}

} // namespace bulkhead
