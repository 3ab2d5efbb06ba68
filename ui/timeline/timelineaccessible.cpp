#include "ui/timeline/timelineaccessible.h"

#include "models/incident/itemmodels/timelinemodel.h"
#include "ui/timeline/timelineview.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QItemSelectionModel>
#include <QPointer>

#include <deque>
#include <map>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
/// One entry; follows its row, so that it always speaks of what stands there.
class EntryInterface final : public QAccessibleInterface
{
public:
    EntryInterface(TimelineView* view, int row)
        : m_view(view)
        , m_row(row)
    {
    }

    [[nodiscard]] int row() const { return m_row; }
    [[nodiscard]] bool isValid() const override
    {
        return m_view && m_view->model() && m_row < m_view->model()->rowCount();
    }
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QWindow* window() const override
    {
        return m_view && m_view->window() ? m_view->window()->windowHandle() : nullptr;
    }
    [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    [[nodiscard]] QAccessibleInterface* child(int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    [[nodiscard]] QString text(QAccessible::Text text) const override
    {
        if (!isValid()) {
            return {};
        }
        if (text == QAccessible::Name) {
            return m_view->describe(m_row);
        }
        const auto place = m_view->picture() ? m_view->picture()->placeOf(m_row) : std::nullopt;
        return text == QAccessible::Description && place
            ? TimelineView::tr("Lane %1").arg(m_view->picture()->lanes[std::size_t(place->lane)].name)
            : QString();
    }
    void setText(QAccessible::Text, const QString&) override { }
    [[nodiscard]] QRect rect() const override
    {
        const QRect rect = isValid() ? m_view->rectOf(m_row) : QRect();
        return rect.isEmpty() ? QRect() : QRect(m_view->viewport()->mapToGlobal(rect.topLeft()), rect.size());
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        if (state.invalid) {
            return state;
        }
        const QItemSelectionModel* selection = m_view->selection();
        state.focusable = true;
        state.selectable = true;
        state.multiSelectable = true;
        state.selected = selection->isSelected(selection->model()->index(m_row, 0));
        state.focused = m_view->hasFocus() && selection->currentIndex().row() == m_row;
        state.offscreen = m_view->rectOf(m_row).isEmpty();
        return state;
    }

private:
    QPointer<TimelineView> m_view;
    int m_row;
};

class TimelineInterface final : public QAccessibleWidget
{
public:
    explicit TimelineInterface(TimelineView* view)
        : QAccessibleWidget(view, QAccessible::List, view->accessibleName())
        , m_view(view)
    {
    }
    ~TimelineInterface() override
    {
        for (const auto& [row, id] : m_entries) {
            QAccessible::deleteAccessibleInterface(id);
        }
    }

    [[nodiscard]] int childCount() const override
    {
        return m_view->model() && m_view->picture() ? m_view->model()->rowCount() : 0;
    }
    [[nodiscard]] QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount()) {
            return nullptr;
        }
        auto found = m_entries.find(index);
        if (found == m_entries.end()) {
            found = m_entries
                        .emplace(index, QAccessible::registerAccessibleInterface(new EntryInterface(m_view, index)))
                        .first;
            m_order.push_back(index);
            forgetTheOldest();
        }
        return QAccessible::accessibleInterface(found->second);
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* entry = dynamic_cast<const EntryInterface*>(child);
        return entry ? entry->row() : -1;
    }
    [[nodiscard]] QAccessibleInterface* focusChild() const override
    {
        const QItemSelectionModel* selection = m_view->selection();
        return selection && selection->currentIndex().isValid() ? child(selection->currentIndex().row()) : nullptr;
    }
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override
    {
        const int row = m_view->rowAt(m_view->viewport()->mapFromGlobal(QPoint(x, y)));
        return row >= 0 ? child(row) : nullptr;
    }

private:
    /// A million entries are not a million objects.
    void forgetTheOldest() const
    {
        constexpr std::size_t kept = 256;
        while (m_order.size() > kept) {
            const auto oldest = m_entries.find(m_order.front());
            m_order.pop_front();
            QAccessible::deleteAccessibleInterface(oldest->second);
            m_entries.erase(oldest);
        }
    }

    TimelineView* m_view;
    mutable std::map<int, QAccessible::Id> m_entries;
    mutable std::deque<int> m_order;
};

QAccessibleInterface* makeTimelineInterface(const QString&, QObject* object)
{
    auto* view = qobject_cast<TimelineView*>(object);
    return view ? new TimelineInterface(view) : nullptr;
}
} // namespace

void installTimelineAccessibility()
{
    QAccessible::removeFactory(makeTimelineInterface);
    QAccessible::installFactory(makeTimelineInterface);
}

} // namespace bulkhead
