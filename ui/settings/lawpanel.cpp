#include "ui/settings/lawpanel.h"

#include "models/deadline/lawbook.h"
#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/fields.h"
#include "ui/common/formdialog.h"
#include "ui/common/maskedfield.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"

#include <QDateEdit>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTimeZone>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

QVariant PacksModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case PackColumn:
        return tr("Pack");
    case TitleColumn:
        return tr("Title");
    case RulesColumn:
        return tr("Rules");
    case ReviewColumn:
        return tr("Reviewed by");
    case DueColumn:
        return tr("Review due");
    default:
        return tr("Version, SHA-256");
    }
}

QVariant PacksModel::cell(const PackRow& row, int column, int role) const
{
    const bool isReviewed = !row.pack.reviewedBy.isEmpty();
    if (column == ReviewColumn && (role == ToneRole || role == MarkRole)) {
        return role == ToneRole ? static_cast<int>(isReviewed ? Tone::Ok : Tone::Unknown)
                                : static_cast<int>(isReviewed ? Mark::Check : Mark::Ring);
    }
    if (role == Qt::ToolTipRole) {
        return column == ReviewColumn && row.review ? row.review->value.note : row.pack.source;
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case PackColumn:
        return row.pack.id;
    case TitleColumn:
        return row.pack.title;
    case RulesColumn:
        return role == SortRole ? QVariant(row.pack.rules) : QVariant(QString::number(row.pack.rules));
    case ReviewColumn:
        return isReviewed ? row.pack.reviewedBy : tr("Nobody");
    case DueColumn:
        return row.pack.reviewDue.toString(Qt::ISODate);
    default:
        return row.pack.version;
    }
}

LawPanel::LawPanel(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new PacksModel(this))
    , m_banner(new Banner(this))
    , m_table(new QTableView(this))
    , m_review(new QPushButton(tr("Sign a review…"), this))
    , m_withdraw(new QPushButton(tr("&Withdraw…"), this))
{
    setObjectName(u"settings.law"_s);
    m_table->setObjectName(u"settings.packs"_s);
    setupTable(m_table, tr("Packs of rules"));
    m_table->setModel(makeFilterProxy(m_model, this));
    m_table->setItemDelegateForColumn(PacksModel::ReviewColumn, new PillDelegate(m_table));
    m_table->sortByColumn(PacksModel::PackColumn, Qt::AscendingOrder);
    m_table->setColumnWidth(PacksModel::PackColumn, 180);
    m_table->setColumnWidth(PacksModel::RulesColumn, 60);
    m_table->setColumnWidth(PacksModel::ReviewColumn, 230);
    m_table->setColumnWidth(PacksModel::DueColumn, 100);
    m_table->setColumnWidth(PacksModel::VersionColumn, 190);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(PacksModel::TitleColumn, QHeaderView::Stretch);
    m_review->setObjectName(u"settings.reviewPack"_s);
    m_withdraw->setObjectName(u"settings.withdrawReview"_s);
    connect(m_review, &QPushButton::clicked, this, &LawPanel::review);
    connect(m_withdraw, &QPushButton::clicked, this, &LawPanel::withdraw);
    connect(m_table, &QTableView::activated, this, &LawPanel::review);
    auto* line = new QHBoxLayout;
    line->addWidget(
        mutedLabel(tr("A lawyer signs that a pack says what the law says. The signature is for exactly that "
                      "content: a changed file is unreviewed again."),
                   this),
        1);
    line->addWidget(m_review);
    line->addWidget(m_withdraw);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::m, 0, 0);
    column->setSpacing(space::s);
    column->addLayout(line);
    column->addWidget(m_banner);
    column->addWidget(m_table, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LawPanel::enable);
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (change.stream.incident == registryIncident() && isVisible()) {
            reload();
        }
    });
    enable();
}

void LawPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    reload();
}

void LawPanel::reload()
{
    m_context.session.read(
        this,
        [](Casework& casework) -> Expected<std::vector<PackRow>> {
            TRY(const auto book, deadline::Lawbook::loadFor(casework));
            TRY(const auto reviews, deadline::reviewsOf(casework));
            std::vector<PackRow> rows;
            for (const deadline::LawPack& pack : book.regimes.packs()) {
                PackRow row{pack, {}};
                if (const auto* found = deadline::standingReview(casework.journal(), reviews, pack)) {
                    row.review = *found;
                }
                rows.push_back(std::move(row));
            }
            return rows;
        },
        [this, ticket = m_read.next()](Expected<std::vector<PackRow>> rows) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (!rows) {
                m_banner->showError(rows.error());
                return;
            }
            m_model->setRows(std::move(*rows));
            if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
                m_table->setCurrentIndex(m_table->model()->index(0, 0));
            }
            enable();
        });
}

void LawPanel::enable()
{
    const PackRow* row = current();
    const bool mayReview = m_context.session.roles().has(Role::Legal);
    m_review->setEnabled(row != nullptr && mayReview);
    m_withdraw->setEnabled(row != nullptr && mayReview && row->review.has_value());
    m_review->setToolTip(mayReview ? QString() : tr("For the role legal."));
}

const PackRow* LawPanel::current() const
{
    const auto id = currentId(m_table);
    const int row = id ? m_model->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_model->at(row);
}

void LawPanel::review()
{
    const PackRow* row = current();
    if (row == nullptr || !m_review->isEnabled()) {
        return;
    }
    auto* dialog = new FormDialog(tr("Review a pack of rules"), tr("Sign the review"), this);
    dialog->setObjectName(u"reviewDialog"_s);
    constexpr int width = 540;
    dialog->setMinimumWidth(width);
    dialog->setIntroduction(tr("%1, %2: %3").arg(row->pack.title, row->pack.version, row->pack.source));
    auto* note = proseField(u"note"_s, dialog);
    dialog->addRow(tr("&Compared with"), note, tr("The texts that you held it against, and what you found."));
    auto* due = new QDateEdit(dialog);
    due->setObjectName(u"due"_s);
    due->setCalendarPopup(true);
    due->setDisplayFormat(u"yyyy-MM-dd"_s);
    const QDate today = QDateTime::fromMSecsSinceEpoch(m_context.session.clock().now(), QTimeZone::utc()).date();
    due->setMinimumDate(today.addDays(1));
    due->setDate(today.addYears(1));
    dialog->addRow(tr("Look at it &again"), due);
    auto* passphrase = new PassphraseEdit(tr("Your passphrase"), dialog);
    passphrase->setObjectName(u"passphrase"_s);
    dialog->addRow(tr("Your &passphrase"), passphrase, tr("The review is signed with your own key."));
    connect(passphrase, &PassphraseEdit::submitted, dialog, [dialog] { dialog->mainButton()->click(); });
    dialog->setValidator([note, passphrase] {
        if (note->toPlainText().trimmed().isEmpty()) {
            return tr("Say what you compared the rules with.");
        }
        return passphrase->isEmpty() ? tr("Type your passphrase: the review is signed with your key.") : QString();
    });
    connect(dialog, &FormDialog::submitted, this, [this, dialog, note, due, passphrase, pack = row->pack] {
        Credential again;
        again.passphrase = passphrase->take();
        const qint64 at = due->date().startOfDay(QTimeZone::utc()).toMSecsSinceEpoch();
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [pack, text = note->toPlainText(), at, again = std::move(again)](Casework& casework) {
                return deadline::signReview(casework, pack, text, at, again);
            },
            [this, dialog](const Expected<Id>& done) {
                dialog->finish(done);
                if (done) {
                    Q_EMIT announced(tr("The review is signed."));
                }
            });
    });
    note->setFocus();
    dialog->open();
}

void LawPanel::withdraw()
{
    const PackRow* row = current();
    if (row == nullptr || !row->review) {
        return;
    }
    askForStrikeReason(
        this, tr("The review of %1").arg(row->pack.id),
        [this, id = row->review->id](FormDialog* dialog, const QString& reason) {
            m_context.session.write(
                dialog, [id, reason](Casework& casework) { return deadline::withdrawReview(casework, id, reason); },
                [dialog](const Expected<void>& done) { dialog->finish(done); });
        });
}

} // namespace bulkhead
