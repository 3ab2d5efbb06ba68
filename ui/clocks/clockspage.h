#pragma once

#include "ui/clocks/clocksmodels.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <QWidget>

class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTabWidget;
class QTextBrowser;
class QTimer;

namespace bulkhead {

class Banner;
class CustomersPanel;
class SeverityPanel;

/// Clocks on one axis with their reasoning; beside them which rules apply and the facts that decide it, the customers
/// with their contracts, and the severity.
class ClocksPage : public QWidget
{
    Q_OBJECT

public:
    explicit ClocksPage(const RoomContext& context, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    void reveal(const Id& entity);
    [[nodiscard]] bool isSettled() const;

    /// \name Commands
    ///@{
    void start();
    void submit();
    void end();
    void reclassify();
    void recordFact();
    void assess();
    void startForCustomers();
    void noteNotice();
    void exportCalendar();
    void print();
    void copy();
    void focusFilter();
    ///@}

Q_SIGNALS:
    void inspectWanted(const bulkhead::Id& entity);
    void announced(const QString& text);

private:
    [[nodiscard]] QWidget* makeClocks();
    [[nodiscard]] QWidget* makeDuties();
    void setupHeader(QWidget* page);
    [[nodiscard]] bool revealParty(const Id& entity);
    void reload();
    void take(ClockPicture picture);
    void showProposals();
    void showCurrent();
    void tick();
    void openStart(const QString& regime);
    void openEnd(const Id& clock, const QString& name, const QString& reason);
    [[nodiscard]] const ClockRow* current() const;
    [[nodiscard]] QString proposedReason(const Id& clock) const;
    [[nodiscard]] bool isOnDuties() const;

    RoomContext m_context;
    Id m_incident;
    Id m_toReveal;
    bool m_isBookStale = false; ///< the rules have to be read again
    Latest m_read;
    ClockPicture m_picture;
    ClocksModel* m_clocksModel;
    DutiesModel* m_dutiesModel;
    FactsModel* m_factsModel;
    Banner* m_banner;
    Banner* m_proposal;
    QTabWidget* m_tabs;
    QStackedWidget* m_stack;
    QLineEdit* m_filter;
    QTableView* m_clocks;
    QTableView* m_duties;
    QTableView* m_facts;
    QTextBrowser* m_text;
    QTextBrowser* m_duty;
    CustomersPanel* m_customers;
    SeverityPanel* m_severity;
    QTimer* m_timer;
    QPushButton* m_submit = nullptr;
    QPushButton* m_end = nullptr;
};

} // namespace bulkhead
