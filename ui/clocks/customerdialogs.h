#pragma once

#include "models/timeline/partylist.h"
#include "ui/clocks/customerspanel.h"
#include "ui/common/formdialog.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QTimer;

namespace bulkhead {

class MomentEdit;

/// What is known of a customer, of one or of many at once: of many, what is left as it is stays.
class CustomerDialog : public FormDialog
{
    Q_OBJECT

public:
    /// Without parties: a new customer.
    CustomerDialog(const CustomersPicture& picture, const std::vector<Kept<Party>>& parties, qint64 now,
                   QWidget* parent);

    /// The party as it will stand.
    [[nodiscard]] Party applied(Party party) const;

private:
    [[nodiscard]] QComboBox* makeBox(const QString& name, const std::vector<std::pair<QString, QVariant>>& entries,
                                     const QVariant& chosen);
    [[nodiscard]] QLineEdit* makeLine(const QString& name, const QString& text);

    bool m_isMany;
    qint64 m_now; ///< as of which a number is typed
    QLineEdit* m_name = nullptr;
    QLineEdit* m_tenant = nullptr;
    QComboBox* m_role;
    QLineEdit* m_country;
    QComboBox* m_zone;
    QComboBox* m_clause;
    QLineEdit* m_channel;
    QLineEdit* m_contact = nullptr;
    QLineEdit* m_records = nullptr;
    QPlainTextEdit* m_note = nullptr;
};

/// Clocks of many customers at once, with what would start while one types.
class BulkClocksDialog : public FormDialog
{
    Q_OBJECT

public:
    /// Of the chosen ones, or of all to whom a notice is owed or may be; at first of the chosen where they are several.
    BulkClocksDialog(const RoomContext& context, const Id& incident, const CustomersPicture& picture,
                     const std::vector<Id>& chosen, QWidget* parent);

    [[nodiscard]] deadline::BulkWish wish() const;
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }

private:
    void refresh();
    void show(const std::vector<deadline::BulkClock>& plan);

    RoomContext m_context;
    Id m_incident;
    std::shared_ptr<const deadline::Lawbook> m_book;
    std::vector<Id> m_chosen;
    Latest m_read;
    qsizetype m_startable = 0;
    std::vector<std::pair<QString, MomentEdit*>> m_events;
    QCheckBox* m_onlyChosen;
    QComboBox* m_owner;
    QPlainTextEdit* m_why;
    QTextBrowser* m_plan;
    QTimer* m_timer;
};

/// Whether customers were told, when, and why not or late.
class NoticeDialog : public FormDialog
{
    Q_OBJECT

public:
    NoticeDialog(int customers, qint64 now, bool hasLate, QWidget* parent);

    [[nodiscard]] deadline::NoticeWish wish() const;

private:
    QComboBox* m_state;
    MomentEdit* m_at;
    QPlainTextEdit* m_note;
    QPlainTextEdit* m_reasons;
};

/// What a list says, before anything of it is written.
class ImportCustomersDialog : public FormDialog
{
    Q_OBJECT

public:
    ImportCustomersDialog(const QString& file, const timeline::PartyList& list, QWidget* parent);
};

} // namespace bulkhead
