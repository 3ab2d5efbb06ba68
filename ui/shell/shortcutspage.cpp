#include "ui/shell/shortcutspage.h"

#include "ui/common/actions.h"
#include "ui/common/card.h"
#include "ui/common/room.h"
#include "ui/common/tables.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace bulkhead {

namespace {

QTableWidget* keysTable(const QString& name, const std::vector<QAction*>& actions, QWidget* parent)
{
    auto* table = new QTableWidget(static_cast<int>(actions.size()), 3, parent);
    setupTable(table, name);
    table->setSortingEnabled(false);
    table->setHorizontalHeaderLabels(
        {ShortcutsPage::tr("Keys"), ShortcutsPage::tr("Action"), ShortcutsPage::tr("What it does")});
    for (int row = 0; row < table->rowCount(); ++row) {
        const QAction& action = *actions[static_cast<std::size_t>(row)];
        table->setItem(row, 0, new QTableWidgetItem(Actions::shortcutOf(action).toString(QKeySequence::NativeText)));
        table->setItem(row, 1, new QTableWidgetItem(QString(action.text()).remove(QLatin1Char('&'))));
        table->setItem(row, 2, new QTableWidgetItem(action.statusTip()));
    }
    table->resizeColumnsToContents();
    table->setColumnWidth(0, std::max(120, table->columnWidth(0)));
    table->setColumnWidth(1, std::max(200, table->columnWidth(1)));
    table->setMinimumHeight(table->horizontalHeader()->sizeHint().height() + std::min(table->rowCount(), 10) * rowHeight
                            + 4);
    return table;
}

} // namespace

ShortcutsPage::ShortcutsPage(const Actions& actions, const Room* room, QWidget* parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keys"));
    resize(760, 620);
    std::vector<QAction*> mine;
    std::vector<QAction*> everywhere;
    for (QAction* action : actions.all()) {
        if (Actions::shortcutOf(*action).isEmpty()) {
            continue;
        }
        const QString owner = Actions::roomOf(*action);
        if (owner.isEmpty()) {
            everywhere.push_back(action);
        } else if (room && owner == room->id()) {
            mine.push_back(action);
        }
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::xl, space::xl, space::l);
    if (room) {
        column->addWidget(new SectionHeader(tr("Keys in %1").arg(room->title()), SectionHeader::Level::Page, this));
        for (const QString& hint : room->keyHints()) {
            column->addWidget(new QLabel(hint, this));
        }
        if (!mine.empty()) {
            column->addWidget(keysTable(room->title(), mine, this), 1);
        }
        column->addSpacing(space::m);
    }
    column->addWidget(new SectionHeader(tr("Everywhere"), SectionHeader::Level::Section, this));
    column->addWidget(keysTable(tr("Everywhere"), everywhere, this), 2);
    auto* buttons = new QDialogButtonBox(this);
    buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

} // namespace bulkhead
