#include "ui/common/pathedit.h"

#include "ui/common/theme.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace bulkhead {

PathEdit::PathEdit(Kind kind, const QString& name, const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_title(title)
    , m_line(new QLineEdit(this))
    , m_button(new QPushButton(tr("Choose…"), this))
{
    m_line->setAccessibleName(name);
    m_button->setAccessibleName(title);
    m_button->setAutoDefault(false);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::xs);
    row->addWidget(m_line, 1);
    row->addWidget(m_button);
    setFocusProxy(m_line);
    connect(m_button, &QPushButton::clicked, this, &PathEdit::choose);
    connect(m_line, &QLineEdit::textChanged, this, &PathEdit::edited);
    connect(m_line, &QLineEdit::returnPressed, this, &PathEdit::submitted);
}

QString PathEdit::path() const
{
    const QString text = QDir::fromNativeSeparators(m_line->text().trimmed());
    return text.isEmpty() ? QString() : QDir::cleanPath(text);
}

void PathEdit::setPath(const QString& path)
{
    m_line->setText(QDir::toNativeSeparators(path));
}

void PathEdit::choose()
{
    auto* dialog = new QFileDialog(this, m_title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (m_kind == Kind::ExistingFolder) {
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
    } else {
        dialog->setAcceptMode(m_kind == Kind::NewFile ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
        dialog->setFileMode(m_kind == Kind::NewFile ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
        dialog->setDefaultSuffix(m_suffix);
    }
    connect(dialog, &QFileDialog::fileSelected, this, &PathEdit::setPath);
    dialog->open();
}

} // namespace bulkhead
