#include "ui/timeline/observationdialog.h"

#include "ui/common/momentedit.h"

#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QPlainTextEdit* textField(const QString& name, QWidget* parent)
{
    auto* field = new QPlainTextEdit(parent);
    field->setObjectName(name);
    field->setTabChangesFocus(true);
    field->setMaximumHeight(84);
    return field;
}

QStringList wordsOf(const QString& text)
{
    QStringList words;
    for (const QString& word : text.split(u',', Qt::SkipEmptyParts)) {
        if (!word.trimmed().isEmpty()) {
            words += word.trimmed();
        }
    }
    return words;
}
} // namespace

ObservationDialog::ObservationDialog(const std::optional<Observation>& before,
                                     const std::vector<Kept<Evidence>>& evidence, QWidget* parent)
    : FormDialog(before ? tr("Edit the observation") : tr("Add an observation"), before ? tr("Save") : tr("Add"),
                 parent)
    , m_before(before)
    , m_occurred(new MomentEdit(tr("Occurred"), false, this))
    , m_source(new QLineEdit(this))
    , m_raw(textField(u"raw"_s, this))
    , m_interpretation(textField(u"interpretation"_s, this))
    , m_tags(new QLineEdit(this))
    , m_evidence(new QListWidget(this))
{
    setObjectName(u"timeline.observationDialog"_s);
    setMinimumWidth(560);
    m_source->setObjectName(u"source"_s);
    addRow(tr("&Occurred"), m_occurred,
           tr("When it happened, not when you heard of it; the time of recording is kept apart."));
    addRow(tr("&Source"), m_source, tr("The system or person that it comes from."));
    addRow(tr("See&n"), m_raw, tr("What was seen, word for word."));
    addRow(tr("&Interpretation"), m_interpretation, tr("What we make of it. It is never mixed with what was seen."));
    addRow(tr("&Tags"), m_tags, tr("Separated by commas."));
    for (const Kept<Evidence>& one : evidence) {
        auto* item = new QListWidgetItem(one.value.name, m_evidence);
        item->setData(Qt::UserRole, QVariant::fromValue(one.id));
        item->setCheckState(Qt::Unchecked);
    }
    m_evidence->setMaximumHeight(96);
    m_evidence->setVisible(!evidence.empty());
    if (!evidence.empty()) {
        addRow(tr("&Evidence"), m_evidence, tr("What shows it. Space ticks an entry."));
    }
    if (before) {
        setIntroduction(tr("The earlier wording stays in the history."));
        fill(*before);
    } else {
        m_occurred->setMoment({});
    }
    setValidator([this] {
        if (const QString problem = m_occurred->problem(); !problem.isEmpty()) {
            return problem;
        }
        const bool isEmpty = m_raw->toPlainText().trimmed().isEmpty()
            && m_interpretation->toPlainText().trimmed().isEmpty();
        return isEmpty ? tr("Say what was seen, or what you make of it.") : QString();
    });
    m_occurred->setFocus();
}

void ObservationDialog::setSeen(const QString& text)
{
    m_raw->setPlainText(text);
}

void ObservationDialog::fill(const Observation& before)
{
    m_occurred->setMoment(before.occurred);
    m_source->setText(before.source);
    m_raw->setPlainText(before.raw);
    m_interpretation->setPlainText(before.interpretation);
    m_tags->setText(before.tags.join(", "_L1));
    for (int i = 0; i < m_evidence->count(); ++i) {
        const auto id = m_evidence->item(i)->data(Qt::UserRole).value<Id>();
        const bool isLinked = std::ranges::find(before.evidence, id) != before.evidence.end();
        m_evidence->item(i)->setCheckState(isLinked ? Qt::Checked : Qt::Unchecked);
    }
}

Observation ObservationDialog::observation() const
{
    Observation result = m_before.value_or(Observation());
    const auto moment = m_occurred->moment();
    if (moment && (!m_before || *moment / 1000 != m_before->occurred / 1000)) {
        result.occurred = *moment;
        result.occurredText = m_occurred->text();
        result.occurredZone = m_occurred->zone();
    }
    result.source = m_source->text().trimmed();
    result.raw = m_raw->toPlainText().trimmed();
    result.interpretation = m_interpretation->toPlainText().trimmed();
    result.tags = wordsOf(m_tags->text());
    result.evidence.clear();
    for (int i = 0; i < m_evidence->count(); ++i) {
        if (m_evidence->item(i)->checkState() == Qt::Checked) {
            result.evidence.push_back(m_evidence->item(i)->data(Qt::UserRole).value<Id>());
        }
    }
    return result;
}

} // namespace bulkhead
