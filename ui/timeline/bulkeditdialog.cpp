#include "ui/timeline/bulkeditdialog.h"

#include "ui/common/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QStringList tagsIn(const QString& text)
{
    QStringList tags;
    for (const QString& part : text.split(u',')) {
        if (const QString tag = part.trimmed(); !tag.isEmpty() && !tags.contains(tag)) {
            tags += tag;
        }
    }
    return tags;
}
} // namespace

BulkEditDialog::BulkEditDialog(qint64 entries, QWidget* parent)
    : FormDialog(tr("Edit the selected entries"), tr("Edit"), parent)
    , m_entries(entries)
    , m_addTags(new QLineEdit(this))
    , m_removeTags(new QLineEdit(this))
    , m_pin(new QComboBox(this))
    , m_surface(new QComboBox(this))
    , m_setsSource(new QCheckBox(tr("Set the &source to"), this))
    , m_source(new QLineEdit(this))
    , m_strikes(new QCheckBox(tr("S&trike them, because"), this))
    , m_reason(new QLineEdit(this))
{
    setObjectName(u"timeline.bulkedit"_s);
    m_addTags->setObjectName(u"bulk.addtags"_s);
    m_removeTags->setObjectName(u"bulk.removetags"_s);
    m_pin->setObjectName(u"bulk.pin"_s);
    m_setsSource->setObjectName(u"bulk.setssource"_s);
    m_source->setObjectName(u"bulk.source"_s);
    m_strikes->setObjectName(u"bulk.strikes"_s);
    m_reason->setObjectName(u"bulk.reason"_s);
    setIntroduction(
        tr("Selected: %1. Only observations are edited; what posted itself stays as it is. Nothing is lost: the "
           "journal keeps what stood before, and each entry's history shows it, so that an edit can be taken back.")
            .arg(tr("%Ln entries", nullptr, formOf(entries))));
    m_pin->addItems({tr("Leave as they are"), tr("Pin"), tr("Unpin")});
    m_surface->setObjectName(u"bulk.surface"_s);
    m_surface->addItem(tr("Leave as it is"), -1);
    for (int surface = 0; surface < static_cast<int>(Choices<Surface>::names.size()); ++surface) {
        m_surface->addItem(surfaceName(choiceName(static_cast<Surface>(surface))), surface);
    }
    m_source->setAccessibleName(tr("Source"));
    m_source->setEnabled(false);
    m_reason->setAccessibleName(tr("Reason for striking"));
    m_reason->setEnabled(false);
    connect(m_setsSource, &QCheckBox::toggled, m_source, &QWidget::setEnabled);
    connect(m_strikes, &QCheckBox::toggled, m_reason, &QWidget::setEnabled);
    addRow(tr("&Add tags"), m_addTags, tr("Several with commas between them."));
    addRow(tr("&Remove tags"), m_removeTags);
    addRow(tr("&Pins"), m_pin);
    addRow(tr("S&urface"), m_surface);
    addWidget(m_setsSource);
    addWidget(m_source);
    addWidget(m_strikes);
    addWidget(m_reason);
    setValidator([this]() -> QString {
        if (m_strikes->isChecked() && m_reason->text().trimmed().isEmpty()) {
            return BulkEditDialog::tr("Say why they are struck: the reason stays with each entry.");
        }
        return edit().isEmpty() ? BulkEditDialog::tr("Choose at least one thing to change.") : QString();
    });
    connect(this, &FormDialog::submitted, this, &BulkEditDialog::confirm);
}

BulkEdit BulkEditDialog::edit() const
{
    BulkEdit edit;
    edit.addTags = tagsIn(m_addTags->text());
    edit.removeTags = tagsIn(m_removeTags->text());
    if (m_pin->currentIndex() > 0) {
        edit.pinned = m_pin->currentIndex() == 1;
    }
    if (const int surface = m_surface->currentData().toInt(); surface >= 0) {
        edit.surface = static_cast<Surface>(surface);
    }
    if (m_setsSource->isChecked()) {
        edit.source = m_source->text().trimmed();
    }
    if (m_strikes->isChecked()) {
        edit.strikeReason = m_reason->text().trimmed();
    }
    return edit;
}

void BulkEditDialog::confirm()
{
    if (m_entries <= asksAbove) {
        Q_EMIT confirmed();
        return;
    }
    setBusy(false);
    m_source->setEnabled(m_setsSource->isChecked());
    m_reason->setEnabled(m_strikes->isChecked());
    askToConfirm(this, tr("Edit %Ln entries?", nullptr, formOf(m_entries)),
                 tr("The change is written for each of the %Ln entries. It can be taken back, but not with one key.",
                    nullptr, formOf(m_entries)),
                 tr("Edit %Ln entries", nullptr, formOf(m_entries)), false, [this] {
                     setBusy(true);
                     Q_EMIT confirmed();
                 });
}

} // namespace bulkhead
