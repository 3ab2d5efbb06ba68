#pragma once

#include "models/incident/casework.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
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
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void changed();

private:
    void apply();
    void showSpan();

    QLineEdit* m_search;
    QLabel* m_problem;
    QCheckBox* m_observations;
    QCheckBox* m_pinned;
    QCheckBox* m_struck;
    QPushButton* m_span;
    QPushButton* m_reset;
    QTimer* m_delay;
    QString m_applied;
    std::optional<qint64> m_from;
    std::optional<qint64> m_to;
};

} // namespace bulkhead
