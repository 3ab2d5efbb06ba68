#pragma once

#include "models/base/id.h"
#include "ui/common/words.h"

#include <QAbstractButton>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace bulkhead {

/// One line of a card: mark, text, muted detail to the right. Shows its entity when pressed.
struct Entry
{
    Id id;
    Word word; ///< pill at the left; empty text: none
    QString text;
    QString detail;
    QString tooltip = {};

    bool operator==(const Entry&) const = default;
};

class EntryLine : public QAbstractButton
{
    Q_OBJECT

public:
    explicit EntryLine(const Entry& entry, QWidget* parent = nullptr);
    [[nodiscard]] const Entry& entry() const { return m_entry; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Entry m_entry;
};

/// A handful of lines, or a sentence where there are none.
class EntryList : public QWidget
{
    Q_OBJECT

public:
    EntryList(const QString& name, const QString& nothing, QWidget* parent = nullptr);
    void setEntries(const std::vector<Entry>& entries);

Q_SIGNALS:
    void activated(const bulkhead::Id& entity);

private:
    std::vector<Entry> m_entries;
    QVBoxLayout* m_column;
    QLabel* m_nothing;
    std::vector<EntryLine*> m_lines;
};

} // namespace bulkhead
