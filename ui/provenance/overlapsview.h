#pragma once

#include "models/provenance/registry/overlaps.h"
#include "ui/common/formdialog.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/common/rowmodel.h"

#include <QWidget>

class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace bulkhead {

class PassphraseEdit;

/// Shared records with the names of who signed.
struct OverlapRow
{
    provenance::SharedRecords shared;
    QString markedBy = {};
    QString confirmedBy = {};
    bool isOwn = false; ///< marked by who is signed in
};

class OverlapsModel : public RowModel<OverlapRow>
{
    Q_OBJECT

public:
    enum Columns { SyntheticColumn, ProductionColumn, RecordsColumn, StateColumn, ReasonColumn, columnTotal };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return columnTotal; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const OverlapRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const OverlapRow& row) const override;
};

/// Says that what two sets share is made up, or confirms it: with a reason the first time, and a signature.
class OverlapDialog : public FormDialog
{
    Q_OBJECT

public:
    OverlapDialog(const OverlapRow& row, QWidget* parent = nullptr);

    [[nodiscard]] QString reason() const;
    [[nodiscard]] Credential takeCredential();

private:
    QLineEdit* m_reason;
    PassphraseEdit* m_passphrase;
};

/// Records that synthetic and production sets share, and what people say of them.
class OverlapsView : public QWidget
{
    Q_OBJECT

public:
    explicit OverlapsView(const RoomContext& context, QWidget* parent = nullptr);

    void load();
    [[nodiscard]] int count() const { return m_model->rowCount(); }
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }

Q_SIGNALS:
    void loaded();
    void answersMayChange(); ///< those given before
    void announced(const QString& text);
    void failed(const bulkhead::Error& error);

private:
    [[nodiscard]] std::optional<OverlapRow> current() const;
    void sign();
    void withdraw();
    void enableButtons();

    RoomContext m_context;
    Latest m_read;
    OverlapsModel* m_model;
    QTableView* m_table;
    QPushButton* m_sign;
    QPushButton* m_withdraw;
    QStackedWidget* m_stack;
};

} // namespace bulkhead
