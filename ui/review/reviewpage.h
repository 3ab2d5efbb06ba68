#pragma once

#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/review/reviewmodels.h"

#include <QWidget>

#include <functional>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;
class QTabWidget;
class QTimer;

namespace bulkhead {

class Banner;
class EmptyState;
class FormDialog;
class LapseChart;
class SectionHeader;

/// How an incident went beside earlier ones, above; what was found and what is to be done, below. Reads when it is
/// shown; earlier incidents on the lane for what takes long.
class ReviewPage : public QWidget
{
    Q_OBJECT

public:
    explicit ReviewPage(const RoomContext& context, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    void reveal(const Id& entity);
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] int overdue() const { return m_overdue; } ///< actions of this incident

    /// \name Commands
    ///@{
    void newFinding();
    void newAction();
    void edit();
    void finish();
    void drop();
    void reopen();
    void strike();
    void showActions(); ///< of all incidents or of this one, as the command is checked
    void openIncident();
    void showDefinitions(); ///< or hides them, as the command is checked
    void exportReport();
    void print();
    void copy();
    void focusFilter();
    /// As `exportReport`, where the file is chosen; its suffix says the format.
    void writeReport(const QString& file);
    ///@}

Q_SIGNALS:
    void inspectWanted(const bulkhead::Id& entity);
    void announced(const QString& text);
    void overdueChanged();
    void openWanted(const bulkhead::Id& incident, const bulkhead::Id& action);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    /// A table below, with its buttons and what stands there while it is empty.
    struct List
    {
        QSortFilterProxyModel* rows = nullptr;
        QTableView* table = nullptr;
        EmptyState* empty = nullptr;
        QStackedWidget* stack = nullptr;
    };
    void setupFigures();
    void setupMargins();
    [[nodiscard]] QWidget* setupList(List& list, QAbstractItemModel* model, const QString& name,
                                     const QStringList& commands);
    void setupFindings();
    void setupActions();
    void setupLayout();
    /// Does what the command of that name does; to be had when it is, and says why not.
    [[nodiscard]] QPushButton* buttonFor(const QString& command, const QString& text, QWidget* parent);
    [[nodiscard]] QCheckBox* boxFor(const QString& command, const QString& text, QWidget* parent);
    [[nodiscard]] QAction* command(const QString& name) const;

    void refresh();
    void reload();
    void readEarlier();
    void take(ReviewPicture picture);
    void showFigures();
    void showChart();
    void showCompared(); ///< where there is room for it
    [[nodiscard]] QString compared() const;
    void showLists();
    void showWhatIsEmpty();
    void countOpen();
    void tick();
    void revealWanted();

    [[nodiscard]] qint64 now() const; ///< of what is shown
    [[nodiscard]] QString whyNotWrite() const;
    [[nodiscard]] bool mayWrite(); ///< says why where not
    void updateCommands();
    void allow(const QString& command, const QString& whyNot);

    [[nodiscard]] bool isOnActions() const;
    [[nodiscard]] bool showsAll() const;
    [[nodiscard]] const Kept<ReviewItem>* current() const;
    [[nodiscard]] const ActionRow* currentAction() const;
    /// At once, or as soon as the incident is read.
    void whenRead(std::function<void()> command);
    void openEnding(review::Ending ending);
    template<typename Work> void send(FormDialog* dialog, const QString& said, Work work);

    struct Leaving;
    void readReport(std::function<void(Expected<Leaving>)> done);
    void chooseFile();
    void noteExport(const Id& incident, const QString& text);

    RoomContext m_context;
    Id m_incident;
    Id m_toReveal;
    Latest m_read;
    Latest m_earlierRead;
    bool m_isRead = false;
    bool m_isStale = true;
    bool m_isEarlierStale = true;
    int m_overdue = 0;
    std::vector<std::function<void()>> m_waiting;
    ReviewPicture m_picture;
    std::optional<EarlierIncidents> m_earlier;
    FiguresModel* m_figures;
    MarginsModel* m_margins;
    FindingsModel* m_findings;
    ActionsModel* m_actions;
    SectionHeader* m_header;
    Banner* m_banner;
    LapseChart* m_chart;
    QTableView* m_figureTable;
    QTableView* m_marginTable;
    QStackedWidget* m_marginStack;
    QTabWidget* m_above;
    QTabWidget* m_below;
    List m_findingList;
    List m_actionList;
    QLineEdit* m_filter;
    QTimer* m_timer;
};

} // namespace bulkhead
