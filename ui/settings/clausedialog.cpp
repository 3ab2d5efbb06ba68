#include "ui/settings/clausedialog.h"

#include "ui/common/fields.h"
#include "ui/common/words.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace bulkhead {

ClauseDialog::ClauseDialog(std::shared_ptr<const deadline::Lawbook> book, const std::optional<ContractClause>& before,
                           QWidget* parent)
    : FormDialog(before ? tr("Clause of a contract") : tr("Add a clause"), before ? tr("Save") : tr("Add"), parent)
    , m_book(std::move(book))
    , m_before(before.value_or(ContractClause()))
    , m_name(new QLineEdit(m_before.name, this))
    , m_regime(new QComboBox(this))
    , m_trigger(new QComboBox(this))
    , m_hours(new QSpinBox(this))
    , m_starts(new QComboBox(this))
    , m_derived(new QComboBox(this))
    , m_channel(new QLineEdit(m_before.channel, this))
    , m_citation(new QLineEdit(m_before.citation, this))
    , m_note(proseField(u"note"_s, this))
{
    setObjectName(u"clauseDialog"_s);
    constexpr int width = 560;
    setMinimumWidth(width);
    const auto fill = [](QComboBox* box, const std::vector<std::pair<QString, QString>>& entries,
                         const QString& chosen) {
        for (const auto& [text, value] : entries) {
            box->addItem(text, value);
        }
        box->setCurrentIndex(std::max(0, box->findData(chosen)));
    };
    m_name->setObjectName(u"name"_s);
    m_name->setMaxLength(200);
    m_name->setPlaceholderText(tr("for instance: Standard DPA 2025"));
    addRow(tr("&Name"), m_name, tr("Customers and imported lists refer to it by this name."));
    m_trigger->setObjectName(u"trigger"_s);
    std::vector<std::pair<QString, QString>> triggers;
    for (const QString& trigger : deadline::clauseTriggers()) {
        triggers.emplace_back(valueText(deadline::clauseTriggerName(trigger)), trigger);
    }
    triggers.emplace_back(valueText(deadline::clauseTriggerName({})), QString());
    fill(m_trigger, triggers, m_before.trigger);
    addRow(tr("&Speaks of"), m_trigger, tr("One that speaks of a suspicion is owed before any answer."));
    m_hours->setObjectName(u"hours"_s);
    constexpr int mostHours = 10'000;
    m_hours->setRange(0, mostHours);
    m_hours->setSpecialValueText(tr("none: without undue delay"));
    m_hours->setSuffix(tr(" h"));
    m_hours->setValue(static_cast<int>(m_before.hours));
    addRow(tr("&Hours"), m_hours);
    m_starts->setObjectName(u"starts"_s);
    std::vector<std::pair<QString, QString>> starts;
    for (const QString& event :
         {u"aware"_s, u"processor_aware"_s, u"confirmed"_s, u"detected"_s, u"reported"_s, u"suspected"_s}) {
        starts.emplace_back(valueText(event), event);
    }
    fill(m_starts, starts, m_before.starts);
    addRow(tr("&Runs from"), m_starts);
    connect(m_trigger, &QComboBox::activated, this, [this] {
        if (m_trigger->currentData() == u"suspected"_s) {
            m_starts->setCurrentIndex(m_starts->findData(u"suspected"_s));
        }
    });
    m_derived->setObjectName(u"derived"_s);
    fill(m_derived, {{tr("unknown"), QString()}, {tr("Yes"), u"yes"_s}, {tr("No"), u"no"_s}}, m_before.derived);
    addRow(tr("&Derived data"), m_derived,
           tr("Whether its term for customer data includes derived or synthetic data."));
    m_channel->setObjectName(u"channel"_s);
    m_channel->setMaxLength(500);
    addRow(tr("C&hannel"), m_channel, tr("How it wants customers told: e-mail to the privacy contact, a portal, …"));
    m_citation->setObjectName(u"citation"_s);
    m_citation->setMaxLength(500);
    addRow(tr("C&itation"), m_citation, tr("Where it stands: DPA no. 8.2."));
    m_regime->setObjectName(u"regime"_s);
    fill(m_regime, {{tr("Data processing agreement"), u"contract.dpa"_s}, {tr("Main agreement"), u"contract.msa"_s}},
         m_before.regime);
    addRow(tr("&Part of"), m_regime);
    m_note->setPlainText(m_before.note);
    addRow(tr("No&te"), m_note);
    setValidator([this] {
        const auto checked = deadline::checkClause(*m_book, clause());
        return checked ? QString() : checked.error().message;
    });
    m_name->setFocus();
}

ContractClause ClauseDialog::clause() const
{
    ContractClause clause = m_before;
    clause.name = m_name->text().simplified();
    clause.regime = m_regime->currentData().toString();
    clause.trigger = m_trigger->currentData().toString();
    clause.hours = m_hours->value();
    clause.starts = m_starts->currentData().toString();
    clause.derived = m_derived->currentData().toString();
    clause.channel = m_channel->text().trimmed();
    clause.citation = m_citation->text().trimmed();
    clause.note = m_note->toPlainText().trimmed();
    return clause;
}

} // namespace bulkhead
