#include "ui/common/tables.h"

#include "ui/common/pill.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTreeView>

namespace bulkhead {

namespace {

/// Every word of the filter must stand in one of the row's cells.
class WordsProxy final : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        const auto words = filterRegularExpression().pattern().split(QLatin1Char('\x1f'), Qt::SkipEmptyParts);
        return std::ranges::all_of(words, [&](const QString& word) {
            for (int column = 0; column < sourceModel()->columnCount(parent); ++column) {
                const QString cell = sourceModel()->index(row, column, parent).data().toString();
                if (cell.contains(word, Qt::CaseInsensitive)) {
                    return true;
                }
            }
            return false;
        });
    }
};

void setupView(QAbstractItemView* view, const QString& name)
{
    view->setAccessibleName(name);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setTabKeyNavigation(false);
    view->setMouseTracking(true);
    view->setItemDelegate(new PillDelegate(view));
}

Word pillOf(const QModelIndex& index)
{
    return {index.data().toString(), static_cast<Tone>(index.data(ToneRole).toInt()),
            static_cast<Mark>(index.data(MarkRole).toInt())};
}

} // namespace

void setupTable(QTableView* table, const QString& name)
{
    setupView(table, name);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setCornerButtonEnabled(false);
    table->setSortingEnabled(true);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(rowHeight);
    table->verticalHeader()->setMinimumSectionSize(rowHeight);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setMinimumSectionSize(40);
}

void setupTree(QTreeView* tree, const QString& name)
{
    setupView(tree, name);
    tree->setUniformRowHeights(true);
    tree->setAllColumnsShowFocus(true);
    tree->setAnimated(false);
    tree->header()->setStretchLastSection(true);
    tree->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

QSortFilterProxyModel* makeFilterProxy(QAbstractItemModel* source, QObject* parent)
{
    auto* proxy = new WordsProxy(parent);
    proxy->setSourceModel(source);
    proxy->setSortRole(SortRole);
    proxy->setSortCaseSensitivity(Qt::CaseInsensitive);
    proxy->setSortLocaleAware(true);
    proxy->setDynamicSortFilter(true);
    return proxy;
}

void connectFilter(QLineEdit* line, QSortFilterProxyModel* proxy)
{
    QObject::connect(line, &QLineEdit::textChanged, proxy, [proxy](const QString& text) {
        const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        // The pattern only carries the words; a unit separator cannot be typed.
        proxy->setFilterRegularExpression(QRegularExpression(words.join(QLatin1Char('\x1f'))));
    });
}

std::optional<Id> currentId(const QAbstractItemView* view)
{
    const QModelIndex index = view->currentIndex();
    if (!index.isValid()) {
        return {};
    }
    const QVariant id = index.data(IdRole);
    return id.canConvert<Id>() ? std::optional(id.value<Id>()) : std::nullopt;
}

bool selectId(QAbstractItemView* view, const Id& id)
{
    const QAbstractItemModel* model = view->model();
    for (int row = 0; model && row < model->rowCount(); ++row) {
        const QModelIndex index = model->index(row, 0);
        if (index.data(IdRole).value<Id>() == id) {
            view->setCurrentIndex(index);
            view->scrollTo(index);
            return true;
        }
    }
    return false;
}

void PillDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    if (index.data(StruckRole).toBool()) {
        item.font.setStrikeOut(true);
        item.palette.setColor(QPalette::Text, Theme::of(item.palette).muted);
    }
    const bool isPill = index.data(ToneRole).isValid() && !item.text.isEmpty();
    if (isPill) {
        item.text.clear();
    }
    const QWidget* widget = option.widget;
    widget->style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);
    if (isPill) {
        paintPill(*painter, option.rect.adjusted(space::xs, 0, -space::xs, 0), textFont(TextSize::Small, true),
                  pillOf(index), Theme::of(option.palette));
    }
}

QSize PillDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    if (index.data(ToneRole).isValid()) {
        size.setWidth(pillSize(textFont(TextSize::Small, true), pillOf(index)).width() + space::m);
    }
    return size.expandedTo({0, rowHeight});
}

} // namespace bulkhead
