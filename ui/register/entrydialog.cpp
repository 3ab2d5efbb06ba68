#include "ui/register/entrydialog.h"

#include "models/incident/countrange.h"
#include "ui/common/fields.h"
#include "ui/common/words.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QStringList listFrom(const QString& text)
{
    QStringList items;
    for (const QString& one : text.split(u',', Qt::SkipEmptyParts)) {
        if (const QString item = one.simplified(); !item.isEmpty()) {
            items.append(item);
        }
    }
    return items;
}
} // namespace

EntryDialog::EntryDialog(const breach::RegisterRow& row, QWidget* parent)
    : FormDialog(tr("Entry of the register"), tr("Save"), parent)
    , m_before(row.entry)
    , m_description(proseField(u"description"_s, this))
    , m_cause(proseField(u"cause"_s, this))
    , m_dataCategories(makeLine(u"dataCategories"_s, m_before.dataCategories.join(", "_L1)))
    , m_subjectCategories(makeLine(u"subjectCategories"_s, m_before.subjectCategories.join(", "_L1)))
    , m_subjects(makeLine(u"subjects"_s, m_before.subjects))
    , m_records(makeLine(u"records"_s, m_before.records))
    , m_countries(makeLine(u"countries"_s, m_before.countries.join(", "_L1)))
    , m_consequences(proseField(u"consequences"_s, this))
    , m_measures(proseField(u"measures"_s, this))
    , m_notNotified(proseField(u"notNotified"_s, this))
    , m_lessons(proseField(u"lessons"_s, this))
{
    setObjectName(u"entryDialog"_s);
    constexpr int width = 620;
    setMinimumWidth(width);
    setIntroduction(tr("%1 · %2. Times, clocks, severity, the signed record and evidence come from the incident "
                       "itself.")
                        .arg(row.number, row.title));
    m_description->setPlainText(m_before.description);
    addRow(tr("&Description"), m_description, tr("Empty: the incident's summary."));
    m_cause->setPlainText(m_before.cause);
    addRow(tr("&Cause"), m_cause);
    auto* line = new QWidget(this);
    auto* boxes = new QHBoxLayout(line);
    boxes->setContentsMargins(0, 0, 0, 0);
    for (const QString& loss : breach::lossIds()) {
        auto* box = new QCheckBox(valueText(loss), line);
        box->setObjectName(loss);
        box->setChecked(m_before.affected.contains(loss));
        boxes->addWidget(box);
        m_affected.push_back(box);
    }
    boxes->addStretch(1);
    addRow(tr("Affected"), line);
    addRow(tr("Categories of d&ata"), m_dataCategories, tr("Separated by commas."));
    addRow(tr("Categories of &people"), m_subjectCategories);
    const QString example = tr("120..200; estimate; sample of 40 rows");
    m_subjects->setPlaceholderText(example);
    m_records->setPlaceholderText(example);
    addRow(tr("P&eople"), m_subjects, tr("A number or range; exact, estimate or upper_bound; how it was found."));
    addRow(tr("&Records"), m_records);
    addRow(tr("C&ountries"), m_countries, tr("Those of customers are added."));
    m_consequences->setPlainText(m_before.consequences);
    addRow(tr("E&ffects"), m_consequences, tr("Likely consequences for people."));
    m_measures->setPlainText(m_before.measures);
    addRow(tr("Re&medial action"), m_measures);
    m_notNotified->setPlainText(m_before.notNotified);
    addRow(tr("Reasons for &not notifying"), m_notNotified, tr("The authority, or the people."));
    m_lessons->setPlainText(m_before.lessons);
    addRow(tr("&Lessons"), m_lessons);
    setValidator([this] {
        for (const QLineEdit* edit : {m_subjects, m_records}) {
            if (const auto count = CountRange::read(edit->text(), 0); !count && !edit->text().trimmed().isEmpty()) {
                return count.error().message;
            }
        }
        return QString();
    });
}

QLineEdit* EntryDialog::makeLine(const QString& name, const QString& text)
{
    auto* edit = new QLineEdit(text, this);
    edit->setObjectName(name);
    edit->setMaxLength(1000);
    return edit;
}

RegisterEntry EntryDialog::entry() const
{
    RegisterEntry entry = m_before;
    entry.description = m_description->toPlainText().trimmed();
    entry.cause = m_cause->toPlainText().trimmed();
    entry.affected.clear();
    for (const QCheckBox* box : m_affected) {
        if (box->isChecked()) {
            entry.affected.append(box->objectName());
        }
    }
    entry.dataCategories = listFrom(m_dataCategories->text());
    entry.subjectCategories = listFrom(m_subjectCategories->text());
    entry.subjects = m_subjects->text().trimmed();
    entry.records = m_records->text().trimmed();
    entry.countries = listFrom(m_countries->text());
    entry.consequences = m_consequences->toPlainText().trimmed();
    entry.measures = m_measures->toPlainText().trimmed();
    entry.notNotified = m_notNotified->toPlainText().trimmed();
    entry.lessons = m_lessons->toPlainText().trimmed();
    return entry;
}

} // namespace bulkhead
