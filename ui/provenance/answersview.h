#pragma once

#include "models/provenance/registry/answers.h"
#include "ui/common/formdialog.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/common/rowmodel.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTableView;

namespace bulkhead {

/// One answer about a sample, with what changed against the one before.
struct GivenAnswer
{
    Kept<VerdictReport> report;
    provenance::Difference change;
    bool isFirst = false;
};

/// Rows that a person has set, and who.
struct SetRows
{
    Kept<RowOverride> set;
    QString by;
};

/// Everything that was said of one sample.
struct SampleHistory
{
    std::vector<GivenAnswer> answers; ///< oldest first
    std::vector<SetRows> set;         ///< oldest first
    std::optional<provenance::Standing> standing;
    std::vector<Kept<Evidence>> evidence; ///< of the incident, to carry what people say
    bool isCurrent = true;                ///< registry and rules are what they were at the last answer
};
[[nodiscard]] Expected<SampleHistory> readHistory(Casework& casework, const Id& evidence);

class GivenAnswers : public RowModel<GivenAnswer>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 8; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const GivenAnswer& row, int column, int role) const override;
    [[nodiscard]] Id key(const GivenAnswer& row) const override { return row.report.id; }
};

class SetRowsModel : public RowModel<SetRows>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 5; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const SetRows& row, int column, int role) const override;
    [[nodiscard]] Id key(const SetRows& row) const override { return row.set.id; }
};

/// Asks what rows are, why, and what carries it.
class SetRowsDialog : public FormDialog
{
    Q_OBJECT

public:
    SetRowsDialog(const QString& rows, const std::vector<Kept<Evidence>>& evidence, QWidget* parent = nullptr);

    [[nodiscard]] Expected<provenance::RowSet> rows() const;
    [[nodiscard]] provenance::Verdict verdict() const;
    [[nodiscard]] QString reason() const;
    [[nodiscard]] std::vector<Id> support() const;

private:
    [[nodiscard]] QString problem() const;

    QLineEdit* m_rows;
    QComboBox* m_verdict;
    QLineEdit* m_reason;
    QListWidget* m_support;
};

/// All answers about the sample shown, one after another, and what people have set beside them.
class AnswersView : public QWidget
{
    Q_OBJECT

public:
    explicit AnswersView(const RoomContext& context, QWidget* parent = nullptr);

    /// Null: nothing to show.
    void setEvidence(const Id& evidence);
    void load();
    /// Asks about rows: "3,7-9".
    void setRowsByHand(const QString& rows);
    [[nodiscard]] const std::optional<SampleHistory>& history() const { return m_history; }
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }

Q_SIGNALS:
    void loaded();
    void setRowsWanted();
    void askAgainWanted();
    void announced(const QString& text);
    void failed(const bulkhead::Error& error);

private:
    void show();
    void showChangedRows();
    void takeBack();
    void enableButtons();

    RoomContext m_context;
    Id m_evidence;
    Latest m_read;
    std::optional<SampleHistory> m_history;
    QLabel* m_standing;
    GivenAnswers* m_answers;
    SetRowsModel* m_set;
    QTableView* m_answerTable;
    QTableView* m_setTable;
    QLabel* m_noneSet;
    QPushButton* m_changed;
    QPushButton* m_again;
    QPushButton* m_takeBack;
};

} // namespace bulkhead
