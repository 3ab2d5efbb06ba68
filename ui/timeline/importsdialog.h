#pragma once

#include "models/timeline/importer.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/common/rowmodel.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTableView;

namespace bulkhead {

class Banner;
class ImportsModel;
class LedgerModel;

/// Every file that was read into an incident's timeline, and what became of each of its rows. Rejected rows are
/// repaired here, or written out to be repaired elsewhere; an import that was a mistake is struck whole.
class ImportsDialog : public QDialog
{
    Q_OBJECT

public:
    ImportsDialog(const RoomContext& context, const Id& incident, const Id& current, QWidget* parent = nullptr);
    ~ImportsDialog() override;

    [[nodiscard]] bool isSettled() const { return m_importsRead.isSettled() && m_ledgerRead.isSettled(); }

Q_SIGNALS:
    /// Only the rows of that import, in the list.
    void rowsWanted(const bulkhead::Id& import);

private:
    void setupLayout();
    void reload();
    void showLedger();
    void repair();
    void strike();
    void save();
    void write(const QString& file);
    void updateButtons();
    [[nodiscard]] const Kept<TimelineImport>* current() const;

    RoomContext m_context;
    Id m_incident;
    Id m_wanted;
    Latest m_importsRead;
    Latest m_ledgerRead;
    ImportsModel* m_imports;
    LedgerModel* m_ledger;
    Banner* m_banner;
    QTableView* m_importTable;
    QTableView* m_ledgerTable;
    QLabel* m_account;
    QPushButton* m_showRows;
    QPushButton* m_strike;
    QPushButton* m_repair;
    QPushButton* m_save;
};

} // namespace bulkhead
