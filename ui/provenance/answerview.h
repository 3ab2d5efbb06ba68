#pragma once

#include "models/provenance/itemmodels/nextsteps.h"
#include "models/provenance/itemmodels/rowsmodel.h"

#include <QWidget>

#include <memory>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QTabWidget;
class QTableView;
class QVBoxLayout;

namespace bulkhead {

class Banner;
class Card;
class ChanceModel;
class ColumnsModel;
class DataSetHits;
class IndicatorsModel;
class Stripe;
class TenantHits;
class VerdictCard;
class WordedRows;

/// The whole answer for one sample: verdict, next steps, stripe, rows, and the tables by data set, tenant and column.
class AnswerView : public QWidget
{
    Q_OBJECT

public:
    explicit AnswerView(QWidget* parent = nullptr);

    void show(std::shared_ptr<const provenance::Examined> examined, const QString& sampleTitle, bool isAttached);
    void setAttached(bool isAttached);
    /// Beside the machine's answer: what people have set; null: nothing.
    void setStanding(const provenance::Standing* standing);
    /// Another tab below, of who knows more than the answer.
    void addTab(QWidget* tab, const QString& title);
    void setTabVisible(QWidget* tab, bool isVisible);
    /// Shows a row's values, after that was recorded.
    void revealRow(quint64 number);
    /// The current row of the list that has something to reveal.
    [[nodiscard]] std::optional<quint64> rowToReveal() const;
    /// The current row of the list.
    [[nodiscard]] std::optional<quint64> currentRow() const;
    /// The numbers of the selected rows: "3,7-9"; empty where none is.
    [[nodiscard]] QString selectedRows() const;
    /// Selected rows, masked as shown.
    [[nodiscard]] QString selectedText() const;
    void setVerdictFilter(std::optional<provenance::Verdict> verdict);
    [[nodiscard]] QTableView* rowsTable() const { return m_rows; }
    [[nodiscard]] ColumnsModel* columnsModel() const { return m_columns; }

Q_SIGNALS:
    void stepChosen(bulkhead::provenance::NextStep::Kind kind);
    void revealWanted();
    void explainWanted();
    void correctionsWanted(); ///< meanings were corrected: classify again

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] QWidget* makeRowsTab();
    [[nodiscard]] QWidget* makeColumnsTab();
    [[nodiscard]] QWidget* makeIndicatorsTab();
    [[nodiscard]] QTableView* makeTable(QAbstractItemModel* model, const QString& name);
    void showSteps();
    /// What a small window has no room for would be cut off.
    [[nodiscard]] std::size_t stepsThatFit() const;
    void showColumns();
    void showIndicators();
    void applyFilter();
    void describeFilter();

    std::shared_ptr<const provenance::Examined> m_examined;
    bool m_isAttached = false;
    VerdictCard* m_verdict;
    Card* m_steps;
    QWidget* m_stepList = nullptr;
    std::size_t m_stepsShown = 0;
    Stripe* m_stripe;
    QHBoxLayout* m_legend;
    QTabWidget* m_tabs;
    provenance::RowsModel* m_rowsModel;
    WordedRows* m_worded = nullptr;
    QTableView* m_rows = nullptr;
    QComboBox* m_verdictChoice = nullptr;
    QCheckBox* m_onlyNew = nullptr;
    QLabel* m_shown = nullptr;
    DataSetHits* m_dataSets;
    TenantHits* m_tenants;
    ColumnsModel* m_columns;
    ChanceModel* m_chance;
    provenance::UnreadableModel* m_unreadable;
    IndicatorsModel* m_indicators;
    QLabel* m_indicatorSentence = nullptr;
    Banner* m_correction = nullptr;
    provenance::RowFilter m_filter;
};

} // namespace bulkhead
