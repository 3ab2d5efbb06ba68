#include "ui/board/boardaccessible.h"

#include "ui/board/boardview.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <map>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
/// One card; follows its place in reading order, so that it always speaks of what stands there.
class CardInterface final : public QAccessibleInterface
{
public:
    CardInterface(BoardView* view, int place)
        : m_view(view)
        , m_place(place)
    {
    }

    [[nodiscard]] bool isValid() const override { return card() != nullptr; }
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
        const BoardCard* shown = card();
        if (!shown) {
            return {};
        }
        switch (text) {
        case QAccessible::Name:
            return shown->tag.isEmpty() ? shown->title : shown->tag + u' ' + shown->title;
        case QAccessible::Description:
        case QAccessible::Value:
            return m_view->describe(*shown);
        default:
            return {};
        }
    }
    void setText(QAccessible::Text, const QString&) override { }
    [[nodiscard]] QRect rect() const override { return card() ? m_view->globalRect(card()->id) : QRect(); }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = true;
        state.selectable = true;
        const bool isSelected = card() && card()->id == m_view->selected();
        state.selected = isSelected;
        state.focused = isSelected && m_view->hasFocus();
        state.invalid = card() == nullptr;
        return state;
    }

private:
    [[nodiscard]] const BoardCard* card() const
    {
        if (!m_view) {
            return nullptr;
        }
        const auto cards = m_view->board().cards();
        return m_place < static_cast<int>(cards.size()) ? cards[static_cast<std::size_t>(m_place)] : nullptr;
    }

    QPointer<BoardView> m_view;
    int m_place;
};

class BoardInterface final : public QAccessibleWidget
{
public:
    explicit BoardInterface(BoardView* view)
        : QAccessibleWidget(view, QAccessible::List, view->accessibleName())
        , m_view(view)
    {
    }
    ~BoardInterface() override
    {
        for (const auto& [place, id] : m_children) {
            QAccessible::deleteAccessibleInterface(id);
        }
    }

    [[nodiscard]] int childCount() const override { return m_view->board().count(); }
    [[nodiscard]] QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount()) {
            return nullptr;
        }
        auto found = m_children.find(index);
        if (found == m_children.end()) {
            found = m_children
                        .emplace(index, QAccessible::registerAccessibleInterface(new CardInterface(m_view, index)))
                        .first;
        }
        return QAccessible::accessibleInterface(found->second);
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override
    {
        for (const auto& [place, id] : m_children) {
            if (QAccessible::accessibleInterface(id) == child) {
                return place;
            }
        }
        return -1;
    }
    [[nodiscard]] QAccessibleInterface* focusChild() const override
    {
        const auto cards = m_view->board().cards();
        for (std::size_t i = 0; i < cards.size(); ++i) {
            if (cards[i]->id == m_view->selected()) {
                return child(static_cast<int>(i));
            }
        }
        return nullptr;
    }
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i)->rect().contains(x, y)) {
                return child(i);
            }
        }
        return nullptr;
    }

private:
    BoardView* m_view;
    mutable std::map<int, QAccessible::Id> m_children;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    auto* view = qobject_cast<BoardView*>(object);
    return view ? new BoardInterface(view) : nullptr;
}
} // namespace

void installBoardAccessibility()
{
    QAccessible::removeFactory(makeInterface);
    QAccessible::installFactory(makeInterface);
}

} // namespace bulkhead
