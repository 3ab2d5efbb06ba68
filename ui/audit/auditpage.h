#pragma once

#include "ui/audit/changesmodel.h"
#include "ui/common/room.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QTabWidget;
class QTableView;
class QTextBrowser;

namespace bulkhead {

class Banner;
class CheckpointsPanel;
class ContestedPanel;
class VerificationCard;

/// The journal's changes with filters, one of them in full, and verification.
class AuditPage : public QWidget
{
    Q_OBJECT

public:
    explicit AuditPage(const RoomContext& context, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] int contested() const;

    /// \name Commands
    ///@{
    void verify();
    void verifyDeep();
    /// Holds the journal against a checkpoint's file that the person chooses.
    void verifyAgainst();
    void verifyAgainst(const QString& file);
    void signNow();
    void rebuild();
    void exportResult();
    void copy();
    void focusFilter();
    void makeCheckpoint();
    void makeStampedCheckpoint();
    void saveCheckpoint();
    void showContested();
    ///@}

Q_SIGNALS:
    void announced(const QString& text);
    void inspectWanted(const bulkhead::Id& entity);
    void contestedChanged();

private:
    struct Outcome
    {
        Verification result;
        bool wasDeep = false;
        qint64 at = 0;
    };
    void setupLayout();
    void setupTabs(QWidget* changes);
    void refreshTabs();
    [[nodiscard]] QWidget* makeFilters();
    void loadPeople();
    void ask();
    void start(bool deep, const Expectation& expected = {});
    void showCurrent();
    void refreshCount();
    [[nodiscard]] QString htmlOf(const ChangeRow& row) const;

    RoomContext m_context;
    Id m_incident;
    Latest m_people;
    bool m_isVerifying = false;
    std::optional<Outcome> m_outcome;
    QTimer m_later;
    ChangesModel* m_model;
    Banner* m_banner;
    VerificationCard* m_card;
    QTabWidget* m_tabs;
    CheckpointsPanel* m_checkpoints;
    ContestedPanel* m_contested;
    QComboBox* m_scope;
    QComboBox* m_person;
    QComboBox* m_device;
    QLineEdit* m_intent;
    QLabel* m_count;
    QTableView* m_table;
    QTextBrowser* m_text;
};

} // namespace bulkhead
