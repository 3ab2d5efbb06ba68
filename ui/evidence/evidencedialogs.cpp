#include "ui/evidence/evidencedialogs.h"

#include "ui/common/momentedit.h"
#include "ui/common/words.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QPlainTextEdit* noteField(QWidget* parent)
{
    auto* field = new QPlainTextEdit(parent);
    field->setTabChangesFocus(true);
    field->setMaximumHeight(72);
    return field;
}
} // namespace

IntakeDialog::IntakeDialog(const QStringList& files, const QString& by, qint64 now, QWidget* parent)
    : FormDialog(tr("Take into evidence"), tr("Take in"), parent)
    , m_source(new QLineEdit(this))
    , m_acquired(new MomentEdit(tr("Acquired"), false, this))
    , m_by(new QLineEdit(by, this))
    , m_note(noteField(this))
{
    setObjectName(u"evidence.intakeDialog"_s);
    QStringList names;
    for (const QString& file : files) {
        names += QFileInfo(file).fileName();
    }
    constexpr qsizetype shown = 5;
    const QString list = names.size() > shown
        ? tr("%1 and %2 more").arg(names.first(shown).join(", "_L1)).arg(names.size() - shown)
        : names.join(", "_L1);
    setIntroduction(
        tr("%1. The content is copied into the vault, encrypted, and known by its SHA-256 from then on. The file "
           "itself stays where it is.")
            .arg(list));
    addRow(tr("&Source"), m_source, tr("Where it comes from: an address, a system, a person."));
    m_acquired->setMoment(now);
    addRow(tr("A&cquired"), m_acquired);
    addRow(tr("&By"), m_by);
    addRow(tr("&Note"), m_note);
    setValidator([this] {
        return m_by->text().trimmed().isEmpty() ? tr("Say who acquired it: the chain of custody begins there.")
                                                : m_acquired->problem();
    });
    m_source->setFocus();
}

Evidence IntakeDialog::about() const
{
    Evidence about;
    about.sourceUrl = m_source->text().trimmed();
    about.acquiredAt = m_acquired->moment().value_or(0);
    about.acquiredBy = m_by->text().trimmed();
    about.note = m_note->toPlainText().trimmed();
    return about;
}

ExtractDialog::ExtractDialog(const Evidence& evidence, QWidget* parent)
    : FormDialog(tr("Extract “%1”").arg(evidence.name), tr("Extract"), parent)
    , m_file(new QLineEdit(this))
    , m_why(noteField(this))
{
    setObjectName(u"evidence.extractDialog"_s);
    setIntroduction(
        tr("The copy leaves the vault in the clear: whoever can read the file can read all %1 of it. It is "
           "checked against its SHA-256 on the way, only you may read it, and the chain of custody says that "
           "it was taken out.")
            .arg(sizeText(evidence.size)));
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    m_file->setText(QDir(folder).filePath(evidence.name));
    m_file->setObjectName(u"file"_s);
    m_file->setAccessibleName(tr("Extract to"));
    auto* cell = new QWidget(this);
    auto* line = new QHBoxLayout(cell);
    line->setContentsMargins(0, 0, 0, 0);
    auto* button = new QPushButton(tr("&Browse…"), cell);
    button->setAutoDefault(false);
    line->addWidget(m_file, 1);
    line->addWidget(button);
    cell->setFocusProxy(m_file);
    addRow(tr("&To"), cell);
    addRow(tr("&Why"), m_why, tr("It stands in the chain of custody."));
    connect(button, &QPushButton::clicked, this, [this, name = evidence.name] { browse(name); });
    setValidator([this] {
        if (m_file->text().trimmed().isEmpty()) {
            return tr("Say where the copy goes.");
        }
        return m_why->toPlainText().trimmed().isEmpty() ? tr("Say why it is taken out.") : QString();
    });
    m_why->setFocus();
}

void ExtractDialog::browse(const QString& name)
{
    auto* dialog = new QFileDialog(this, tr("Extract to"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

QString ExtractDialog::file() const
{
    return m_file->text().trimmed();
}

QString ExtractDialog::why() const
{
    return m_why->toPlainText().trimmed();
}

SightingDialog::SightingDialog(const std::optional<Sighting>& before, qint64 now, QWidget* parent)
    : FormDialog(before ? tr("Sighting") : tr("Add a sighting"), before ? tr("Save") : tr("Add"), parent)
    , m_before(before.value_or(Sighting()))
    , m_url(new QLineEdit(m_before.url, this))
    , m_first(new MomentEdit(tr("First seen"), false, this))
    , m_last(new MomentEdit(tr("Last seen"), true, this))
    , m_removed(new MomentEdit(tr("Removed"), true, this))
    , m_note(noteField(this))
{
    setObjectName(u"evidence.sightingDialog"_s);
    m_url->setObjectName(u"url"_s);
    m_first->setMoment(before ? before->firstSeen : now);
    m_last->setMoment(m_before.lastSeen);
    m_removed->setMoment(m_before.removed);
    m_note->setPlainText(m_before.note);
    addRow(tr("&Where"), m_url, tr("The address, or where it was offered."));
    addRow(tr("&First seen"), m_first);
    addRow(tr("&Last seen"), m_last);
    addRow(tr("&Removed"), m_removed, tr("When somebody found it gone."));
    addRow(tr("&Note"), m_note);
    setValidator([this] {
        if (m_url->text().trimmed().isEmpty()) {
            return tr("Say where it was seen.");
        }
        return m_first->problem() + m_last->problem() + m_removed->problem();
    });
    m_url->setFocus();
}

Sighting SightingDialog::sighting() const
{
    Sighting result = m_before;
    result.url = m_url->text().trimmed();
    result.firstSeen = m_first->moment().value_or(m_before.firstSeen);
    result.lastSeen = m_last->moment();
    result.removed = m_removed->moment();
    result.note = m_note->toPlainText().trimmed();
    return result;
}

} // namespace bulkhead
