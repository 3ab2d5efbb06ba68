#pragma once

#include "models/base/bytes.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace bulkhead {

class Banner;
class CasesModel;
class EmptyState;
class FormDialog;

/// The page of the room: filter line, which to show, table.
class CasesPage : public QWidget
{
    Q_OBJECT

public:
    explicit CasesPage(const RoomContext& context, QWidget* parent = nullptr);

    void declare();
    /// Asks for the file and, where it is known, the fingerprint of the vault that it comes from.
    void importBundle();
    void setCurrent(const Id& incident);
    [[nodiscard]] bool isSettled() const { return m_latest.isSettled(); }
    void focusFilter();

Q_SIGNALS:
    void opened(const bulkhead::Id& incident);
    void announced(const QString& text);

private:
    void sendImport(const QString& file, const Bytes& expected, FormDialog* dialog);
    void setupTop();
    void setupTable();
    void reload();
    void refreshCount();

    RoomContext m_context;
    CasesModel* m_model;
    QSortFilterProxyModel* m_proxy;
    Banner* m_banner;
    QLineEdit* m_filter;
    QComboBox* m_which;
    QLabel* m_count;
    QStackedWidget* m_stack;
    QTableView* m_table;
    EmptyState* m_empty;
    QTimer m_ages;
    Latest m_latest;
};

} // namespace bulkhead
