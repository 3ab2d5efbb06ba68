#include "ui/common/fields.h"

#include <QComboBox>
#include <QCompleter>
#include <QPlainTextEdit>

#include <algorithm>

namespace bulkhead {

QPlainTextEdit* proseField(const QString& objectName, QWidget* parent)
{
    constexpr int most = 96;
    auto* field = new QPlainTextEdit(parent);
    field->setObjectName(objectName);
    field->setTabChangesFocus(true);
    field->setMinimumHeight(field->fontMetrics().lineSpacing() * 2 + 16);
    field->setMaximumHeight(most);
    return field;
}

void makeSearchable(QComboBox* box)
{
    constexpr int shown = 30;
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->completer()->setCompletionMode(QCompleter::PopupCompletion);
    box->completer()->setFilterMode(Qt::MatchContains);
    box->setMinimumContentsLength(shown);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
}

QComboBox* memberBox(const std::map<Id, QString>& members, const Id& chosen, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->addItem(EvidenceList::tr("nobody"), QVariant::fromValue(Id()));
    std::vector<std::pair<QString, Id>> named;
    for (const auto& [id, name] : members) {
        named.emplace_back(name, id);
    }
    std::ranges::sort(named);
    for (const auto& [name, id] : named) {
        box->addItem(name, QVariant::fromValue(id));
        if (id == chosen) {
            box->setCurrentIndex(box->count() - 1);
        }
    }
    return box;
}

EvidenceList::EvidenceList(const std::vector<Kept<Evidence>>& evidence, const std::vector<Id>& ticked, QWidget* parent)
    : QListWidget(parent)
{
    constexpr int most = 110;
    setMaximumHeight(most);
    setObjectName(QStringLiteral("evidence"));
    for (const Kept<Evidence>& one : evidence) {
        if (!one.value.isStruck) {
            auto* item = new QListWidgetItem(one.value.name, this);
            item->setData(Qt::UserRole, QVariant::fromValue(one.id));
            item->setCheckState(std::ranges::find(ticked, one.id) == ticked.end() ? Qt::Unchecked : Qt::Checked);
        }
    }
    setVisible(count() > 0);
}

std::vector<Id> EvidenceList::ticked() const
{
    std::vector<Id> ids;
    for (int i = 0; i < count(); ++i) {
        if (item(i)->checkState() == Qt::Checked) {
            ids.push_back(item(i)->data(Qt::UserRole).value<Id>());
        }
    }
    return ids;
}

} // namespace bulkhead
