#pragma once

#include "models/incident/casework.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QTimer;

namespace bulkhead {

/// What of the timeline is listed. Says itself where a search is not understood, and puts the cursor there.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget* parent = nullptr);

    /// As it was last applied and understood, whatever is being typed.
    [[nodiscard]] TimelineQuery query() const;
    [[nodiscard]] bool isFiltering() const;
    void reset();
    void focusSearch();
    void chooseSpan();
    void setSpan(qint64 from, qint64 to);
    /// Puts a search into the line and applies it.
    void setSearch(const QString& text);
    [[nodiscard]] QString problem() const;
    /// The incident's saved filters, for the menu beside the search.
    void setSaved(std::vector<Kept<SavedFilter>> filters);
    void askForName(); ///< to save what stands in the line

Q_SIGNALS:
    void changed();
    void saveWanted(const QString& name, const QString& query);
    void forgetWanted(const bulkhead::Id& filter);

private:
    void apply();
    void showSpan();
    void fillSaved();

    QLineEdit* m_search;
    QLabel* m_problem;
    QCheckBox* m_observations;
    QCheckBox* m_pinned;
    QCheckBox* m_struck;
    QPushButton* m_saved;
    QMenu* m_savedMenu;
    std::vector<Kept<SavedFilter>> m_filters;
    QPushButton* m_span;
    QPushButton* m_reset;
    QTimer* m_delay;
    QString m_applied;
    std::optional<qint64> m_from;
    std::optional<qint64> m_to;
};

} // namespace bulkhead
