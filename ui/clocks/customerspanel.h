#pragma once

#include "models/deadline/customers.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/common/rowmodel.h"
#include "ui/common/words.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;
class QTextBrowser;

namespace bulkhead {

class Banner;

/// All that the tenant matrix shows of an incident.
struct CustomersPicture
{
    std::shared_ptr<const deadline::Lawbook> book;
    std::vector<deadline::CustomerRow> rows;
    std::vector<Kept<ContractClause>> clauses; ///< that are offered
    deadline::Events events;
    std::map<Id, QString> members;
};
/// For any thread that has the casework. `book` is loaded where it is null.
[[nodiscard]] Expected<CustomersPicture> customersPicture(Casework& casework, const Id& incident,
                                                          std::shared_ptr<const deadline::Lawbook> book);

/// The customers of an incident, each with our role, its clause, what is owed and its notice.
class CustomersModel : public RowModel<deadline::CustomerRow>
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        RoleColumn,
        CountryColumn,
        ClauseColumn,
        OwedColumn,
        DueColumn,
        NoticeColumn,
        RecordsColumn,
        ContactColumn,
        ColumnCount
    };
    /// What a filter of the panel asks a row.
    enum Role { ChoiceRole = Qt::UserRole + 200 };
    using RowModel::RowModel;

    void setNow(qint64 now);

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const deadline::CustomerRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const deadline::CustomerRow& row) const override { return row.party.id; }

private:
    [[nodiscard]] Word word(const deadline::CustomerRow& row, int column) const;
    [[nodiscard]] QString text(const deadline::CustomerRow& row, int column) const;

    qint64 m_now = 0;
};

/// The tenant matrix: a leak is many duties at once.
class CustomersPanel : public QWidget
{
    Q_OBJECT

public:
    explicit CustomersPanel(const RoomContext& context, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    /// Reads when it is next shown, at once where it is; the rules as well where asked.
    void invalidate(bool withRules = false);
    void tick(qint64 now);
    bool reveal(const Id& party);
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }
    [[nodiscard]] QString text() const;
    void focusFilter();

    /// \name Commands
    ///@{
    void addCustomer();
    void edit();
    void startClocks();
    void noteNotice();
    void importList();
    /// As `importList`, where the file is chosen.
    void importFrom(const QString& file);
    void takeFromSamples();
    void findInCrm();
    ///@}

Q_SIGNALS:
    void announced(const QString& text);
    void inspectWanted(const bulkhead::Id& party);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void setupTable();
    void setupHeader();
    void reload();
    void take(CustomersPicture picture);
    void showCurrent();
    [[nodiscard]] std::vector<Id> chosen() const; ///< the selected ones, in the order of the table
    [[nodiscard]] const deadline::CustomerRow* current() const;

    RoomContext m_context;
    Id m_incident;
    Id m_toReveal;
    bool m_isStale = false;
    bool m_isBookStale = false;
    Latest m_read;
    CustomersPicture m_picture;
    CustomersModel* m_model;
    QSortFilterProxyModel* m_proxy = nullptr;
    Banner* m_banner;
    QStackedWidget* m_stack;
    QComboBox* m_choice;
    QLineEdit* m_filter;
    QTableView* m_table;
    QTextBrowser* m_text;
    std::vector<QPushButton*> m_forChosen;
};

} // namespace bulkhead
