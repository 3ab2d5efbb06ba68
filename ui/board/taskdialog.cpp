#include "ui/board/taskdialog.h"

#include "ui/common/momentedit.h"
#include "ui/common/words.h"

#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QPlainTextEdit* textField(QWidget* parent)
{
    auto* field = new QPlainTextEdit(parent);
    field->setTabChangesFocus(true);
    field->setMaximumHeight(72);
    return field;
}
} // namespace

TaskDialog::TaskDialog(const std::optional<Kept<Task>>& before, const std::vector<Kept<Task>>& others,
                       const std::map<Id, QString>& members, Phase phase, QWidget* parent)
    : FormDialog(before ? tr("Task %1").arg(before->value.playbookId) : tr("Add a task"),
                 before ? tr("Save") : tr("Add"), parent)
    , m_before(before ? before->value : Task())
    , m_title(new QLineEdit(this))
    , m_detail(textField(this))
    , m_lane(new QComboBox(this))
    , m_assignee(new QComboBox(this))
    , m_phase(new QComboBox(this))
    , m_due(new MomentEdit(tr("Due"), true, this))
    , m_depends(new QListWidget(this))
    , m_result(textField(this))
{
    setObjectName(u"board.taskDialog"_s);
    m_title->setObjectName(u"title"_s);
    addRow(tr("&Title"), m_title);
    addRow(tr("&Detail"), m_detail);
    makePeople(members);
    for (const char* id : Choices<Phase>::names) {
        m_phase->addItem(choiceText(QString::fromLatin1(id)));
    }
    m_phase->setCurrentIndex(static_cast<int>(before ? before->value.phase : phase));
    addRow(tr("From &phase"), m_phase);
    addRow(tr("D&ue"), m_due,
           m_before.target.isEmpty() ? QString() : tr("Follows %1 until it is set by hand.").arg(m_before.target));
    makeDependencies(others);
    if (before) {
        addRow(tr("Res&ult"), m_result);
        fill(m_before);
    } else {
        m_result->hide();
    }
    setValidator([this] {
        return m_title->text().trimmed().isEmpty() ? tr("Say in one line what is to be done.") : m_due->problem();
    });
    m_title->setFocus();
}

void TaskDialog::makePeople(const std::map<Id, QString>& members)
{
    for (const Role role : allRoles) {
        if (responders.has(role)) {
            m_lane->addItem(roleName(role), QVariant::fromValue(static_cast<int>(role)));
        }
    }
    m_assignee->addItem(tr("Nobody yet"), QVariant::fromValue(Id()));
    for (const auto& [id, name] : members) {
        m_assignee->addItem(name, QVariant::fromValue(id));
    }
    addRow(tr("&Role"), m_lane);
    addRow(tr("&Assigned to"), m_assignee);
}

void TaskDialog::makeDependencies(const std::vector<Kept<Task>>& others)
{
    for (const Kept<Task>& other : others) {
        const QString label = other.value.playbookId.isEmpty() ? other.value.title
                                                               : other.value.playbookId + u' ' + other.value.title;
        auto* item = new QListWidgetItem(label, m_depends);
        item->setData(Qt::UserRole, QVariant::fromValue(other.id));
        const bool isWanted = std::ranges::find(m_before.dependsOn, other.id) != m_before.dependsOn.end();
        item->setCheckState(isWanted ? Qt::Checked : Qt::Unchecked);
    }
    m_depends->setMaximumHeight(110);
    m_depends->setVisible(!others.empty());
    if (!others.empty()) {
        addRow(tr("Depends &on"), m_depends, tr("What must be finished first. Space ticks a task."));
    }
}

void TaskDialog::fill(const Task& before)
{
    m_title->setText(before.title);
    m_detail->setPlainText(before.detail);
    for (int i = 0; i < m_lane->count(); ++i) {
        if (before.lane.has(static_cast<Role>(m_lane->itemData(i).toInt()))) {
            m_lane->setCurrentIndex(i);
            break;
        }
    }
    for (int i = 0; i < m_assignee->count(); ++i) {
        if (m_assignee->itemData(i).value<Id>() == before.assignee) {
            m_assignee->setCurrentIndex(i);
        }
    }
    m_due->setMoment(before.due);
    m_result->setPlainText(before.result);
}

Task TaskDialog::task() const
{
    Task result = m_before;
    result.title = m_title->text().trimmed();
    result.detail = m_detail->toPlainText().trimmed();
    result.lane = static_cast<Role>(m_lane->currentData().toInt());
    result.assignee = m_assignee->currentData().value<Id>();
    result.phase = static_cast<Phase>(m_phase->currentIndex());
    const auto due = m_due->moment();
    // The field shows whole seconds: what was not touched stays as it was.
    if (!due || !m_before.due || *due / 1000 != *m_before.due / 1000) {
        result.due = due;
        if (due) {
            result.target.clear();
        }
    }
    result.result = m_result->toPlainText().trimmed();
    result.dependsOn.clear();
    for (int i = 0; i < m_depends->count(); ++i) {
        if (m_depends->item(i)->checkState() == Qt::Checked) {
            result.dependsOn.push_back(m_depends->item(i)->data(Qt::UserRole).value<Id>());
        }
    }
    return result;
}

} // namespace bulkhead
