#pragma once

#include "models/base/id.h"

#include <QFrame>
#include <QIcon>
#include <QKeySequence>

#include <functional>
#include <vector>

class QLabel;
class QLineEdit;
class QListView;
class QStandardItemModel;

namespace bulkhead {

/// Something that can be gone to or done.
struct PaletteEntry
{
    QString text;
    QString kind; ///< "Action", "Incident", "Task", "Person", "Room"
    QString detail;
    QKeySequence keys;
    QIcon icon;
    bool isEnabled = true;
    std::function<void()> run;
};

/// The line over everything (Ctrl+K): type, choose with the arrows, Enter. A child of the window, so that it never
/// needs a window of its own.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* window);

    /// Shown at once; `addEntries` may bring more while it is open.
    void open(std::vector<PaletteEntry> entries);
    void addEntries(const std::vector<PaletteEntry>& entries);
    [[nodiscard]] QLineEdit* line() const { return m_line; }
    /// The entries as they stand in the list.
    [[nodiscard]] QStringList shown() const;

Q_SIGNALS:
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    void run();
    void dismiss();
    void place();

    std::vector<PaletteEntry> m_entries;
    QLineEdit* m_line;
    QListView* m_list;
    QLabel* m_nothing;
    QStandardItemModel* m_model;
    QWidget* m_focusBefore = nullptr;
};

} // namespace bulkhead
