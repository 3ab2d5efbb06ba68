#pragma once

#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/decisions/decisionsmodel.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTextBrowser;

namespace bulkhead {

class Banner;

/// The decisions of an incident above, the current one in full below.
class DecisionsPage : public QWidget
{
    Q_OBJECT

public:
    explicit DecisionsPage(const RoomContext& context, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    void reveal(const Id& entity);
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }

    /// \name Commands
    ///@{
    void record();
    void supersede();
    void strike();
    void copy();
    void focusFilter();
    ///@}

Q_SIGNALS:
    void inspectWanted(const bulkhead::Id& entity);
    void announced(const QString& text);

private:
    void setupLayout();
    void reload();
    void take(std::vector<DecisionRow> rows);
    void showCurrent();
    void openDialog(const Id& replaced, const QString& replacedTitle);
    [[nodiscard]] const DecisionRow* current() const;

    RoomContext m_context;
    Id m_incident;
    Id m_toReveal;
    Latest m_read;
    DecisionsModel* m_model;
    Banner* m_banner;
    QStackedWidget* m_stack;
    QLineEdit* m_filter;
    QTableView* m_table;
    QTextBrowser* m_text;
    std::vector<QPushButton*> m_forCurrent;
};

} // namespace bulkhead
