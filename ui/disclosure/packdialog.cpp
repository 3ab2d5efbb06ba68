#include "ui/disclosure/packdialog.h"

#include "ui/common/passphrase.h"
#include "ui/common/pathedit.h"

#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace bulkhead {

PackDialog::PackDialog(const QString& tenant, const QString& approval, const QString& file, QWidget* parent)
    : FormDialog(tr("Make a check pack"), tr("Make the pack"), parent)
    , m_file(new PathEdit(PathEdit::Kind::NewFile, tr("File of the pack"), tr("Where the pack is to lie"), this))
    , m_passphrase(new NewPassphrase(this))
{
    constexpr int width = 560;
    setObjectName(u"packDialog"_s);
    setMinimumWidth(width);
    setIntroduction(tr("For %1, as approved with %2. The samples are read once more; what goes in is codes of this "
                       "customer's own values. Send the passphrase by another way than the file.")
                        .arg(tenant, approval));
    m_file->line()->setObjectName(u"packFile"_s);
    m_file->setSuffix(u"pack"_s);
    m_file->setPath(file);
    addRow(tr("&File"), m_file, tr("A new one; it is created readable for you alone."));
    addRow(tr("&Passphrase of the pack"), m_passphrase,
           tr("Not yours: the customer types it. It is kept nowhere; note it before you go on."));
    connect(m_passphrase, &NewPassphrase::submitted, this, [this] { mainButton()->click(); });
    setValidator([this] {
        const QString path = this->file();
        if (path.isEmpty()) {
            return tr("Say where the pack is to lie.");
        }
        if (QFileInfo::exists(path)) {
            return tr("%1 is there already. A pack is always a new file.").arg(path);
        }
        if (!QFileInfo(path).dir().exists()) {
            return tr("There is no folder %1.").arg(QFileInfo(path).path());
        }
        return m_passphrase->problem();
    });
}

QString PackDialog::file() const
{
    return m_file->path();
}

Credential PackDialog::takeCredential()
{
    return m_passphrase->take();
}

} // namespace bulkhead
