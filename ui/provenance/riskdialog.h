#pragma once

#include "models/incident/casework.h"
#include "ui/common/jobdialog.h"
#include "ui/common/room.h"

#include <QJsonObject>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace bulkhead {

class PathEdit;

/// Holds a synthetic set against what it was trained on: which files, and which data set the result is kept with. The
/// files are read beside the window.
class RiskDialog : public JobDialog
{
    Q_OBJECT

public:
    RiskDialog(const RoomContext& context, const std::vector<Kept<DataSet>>& sets, const Id& current, QWidget* parent);

Q_SIGNALS:
    /// As `provenance::RiskReport::toJson` says it.
    void assessed(const QString& title, const QJsonObject& report);

private:
    struct Wish;

    [[nodiscard]] QString problem() const;
    [[nodiscard]] Wish wish() const;
    void send();
    void assess();
    void keep(const QJsonObject& report);
    void done(const QJsonObject& report);

    RoomContext m_context;
    PathEdit* m_synthetic;
    PathEdit* m_training;
    PathEdit* m_holdout;
    QLineEdit* m_columns;
    QComboBox* m_set;
};

/// What an assessment found, with what it does not prove; can be copied and saved.
class RiskReportDialog : public QDialog
{
    Q_OBJECT

public:
    RiskReportDialog(const RoomContext& context, const QString& title, const QJsonObject& report, QWidget* parent);

private:
    void copy();
    void save();
    void write(const QString& path);

    RoomContext m_context;
    QJsonObject m_report;
    QPlainTextEdit* m_text;
    QLabel* m_told;
};

} // namespace bulkhead
