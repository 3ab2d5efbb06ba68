#include "ui/overview/statusdialog.h"

#include <QPlainTextEdit>

namespace bulkhead {

StatusDialog::StatusDialog(const std::optional<StatusReport>& last, QWidget* parent)
    : FormDialog(tr("Status report"), tr("Report"), parent)
{
    setObjectName(QStringLiteral("statusDialog"));
    setIntroduction(tr("Three short paragraphs that everybody on the incident reads at the briefing."));
    m_conditions = addText(tr("&Conditions"), last ? last->conditions : QString(), tr("What holds at the moment."));
    m_actions = addText(tr("&Actions"), last ? last->actions : QString(), tr("What is being done, by whom."));
    m_needs = addText(tr("&Needs"), last ? last->needs : QString(), tr("What is missing, from whom, by when."));
    setValidator([this] {
        return m_conditions->toPlainText().trimmed().isEmpty() ? tr("Say at least what holds at the moment.")
                                                               : QString();
    });
    m_conditions->setFocus();
}

QPlainTextEdit* StatusDialog::addText(const QString& label, const QString& text, const QString& hint)
{
    auto* edit = new QPlainTextEdit(text, this);
    edit->setTabChangesFocus(true);
    edit->setFixedHeight(76);
    addRow(label, edit, hint);
    return edit;
}

StatusReport StatusDialog::report() const
{
    StatusReport report;
    report.conditions = m_conditions->toPlainText().trimmed();
    report.actions = m_actions->toPlainText().trimmed();
    report.needs = m_needs->toPlainText().trimmed();
    return report;
}

} // namespace bulkhead
