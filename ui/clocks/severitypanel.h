#pragma once

#include "ui/clocks/severitydialog.h"
#include "ui/common/room.h"
#include "ui/common/rowmodel.h"
#include "ui/common/words.h"

class QTableView;
class QTextBrowser;

namespace bulkhead {

struct SeverityRow
{
    Kept<SeverityAssessment> kept;
    QString by;
};

/// The assessments of an incident, the newest first.
class SeverityModel : public RowModel<SeverityRow>
{
    Q_OBJECT

public:
    enum Column { WhenColumn, KnownColumn, WorstColumn, ByColumn, MethodColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const SeverityRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const SeverityRow& row) const override { return row.kept.id; }
};

/// How bad it is for people: assessments side by side with what follows from them.
class SeverityPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SeverityPanel(const RoomContext& context, QWidget* parent = nullptr);

    void setRows(const Id& incident, Severity operational, std::vector<SeverityRow> rows);
    void assess();
    bool reveal(const Id& entity);
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void announced(const QString& text);

private:
    void showCurrent();

    RoomContext m_context;
    Id m_incident;
    Severity m_operational = Severity::Medium;
    SeverityModel* m_model;
    QTableView* m_table;
    QTextBrowser* m_text;
};

/// "2.25 Medium", with tone and mark.
[[nodiscard]] Word severityWord(int hundredths);

} // namespace bulkhead
