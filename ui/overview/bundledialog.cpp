#include "ui/overview/bundledialog.h"

#include "ui/common/pathedit.h"

#include <QCheckBox>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>

namespace bulkhead {

BundleDialog::BundleDialog(const QString& file, bool mayReadCounsel, QWidget* parent)
    : FormDialog(tr("Export as a bundle"), tr("Write the bundle"), parent)
    , m_file(new PathEdit(PathEdit::Kind::NewFile, tr("File of the bundle"), tr("Where the bundle is to lie"), this))
    , m_counsel(new QCheckBox(tr("With &counsel's part (privileged)"), this))
{
    constexpr int width = 560;
    setMinimumWidth(width);
    setObjectName(QStringLiteral("bundleDialog"));
    setIntroduction(
        tr("A bundle is an ordinary file: the whole history, the evidence and the names and addresses of the "
           "vault's members are readable to whoever has it, for good. The chain of custody notes that the "
           "evidence left."));
    m_file->line()->setObjectName(QStringLiteral("bundleFile"));
    m_file->setSuffix(QStringLiteral("zip"));
    m_file->setPath(file);
    addRow(tr("&File"), m_file, tr("A new one; it is created readable for you alone."));
    m_counsel->setObjectName(QStringLiteral("bundleCounsel"));
    if (mayReadCounsel) {
        addRow(QString(), m_counsel,
               tr("Whoever gets it can read what was kept for counsel, and privilege may be lost."));
    } else {
        m_counsel->hide();
    }
    setValidator([this] {
        const QString path = this->file();
        if (path.isEmpty()) {
            return tr("Say where the bundle is to lie.");
        }
        if (QFileInfo::exists(path)) {
            return tr("%1 is there already. A bundle is always a new file.").arg(path);
        }
        return QFileInfo(path).dir().exists() ? QString() : tr("There is no folder %1.").arg(QFileInfo(path).path());
    });
}

QString BundleDialog::file() const
{
    return m_file->path();
}

bool BundleDialog::withCounsel() const
{
    return m_counsel->isChecked();
}

} // namespace bulkhead
