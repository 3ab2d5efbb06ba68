#include "ui/provenance/overlapsview.h"

#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/maskedfield.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace bulkhead {

using namespace Qt::StringLiterals;
using provenance::Overlaps;
using State = provenance::SharedRecords::State;

namespace {
Word wordOf(State state)
{
    switch (state) {
    case State::Open:
        return {.text = OverlapsModel::tr("Counts as production"), .tone = Tone::Warn, .mark = Mark::Ring};
    case State::Marked:
        return {.text = OverlapsModel::tr("Second person asked"), .tone = Tone::Accent, .mark = Mark::Diamond};
    case State::Confirmed:
        return {.text = OverlapsModel::tr("Confirmed as made up"), .tone = Tone::Ok, .mark = Mark::Check};
    case State::Void:
        return {.text = OverlapsModel::tr("Void signature"), .tone = Tone::Critical, .mark = Mark::Triangle};
    }
    return {};
}

QString signedText(const OverlapRow& row)
{
    if (!row.shared.mark) {
        return {};
    }
    const OverlapMark& mark = row.shared.mark->value;
    QString text = OverlapsModel::tr("Marked by %1, %2").arg(row.markedBy, timetext::moment(mark.markedAt));
    if (mark.confirmedAt) {
        text += u'\n'
            + OverlapsModel::tr("Confirmed by %1, %2").arg(row.confirmedBy, timetext::moment(*mark.confirmedAt));
    }
    return text;
}

Expected<std::vector<OverlapRow>> readOverlaps(Casework& casework)
{
    TRY(const auto all, Overlaps(casework).all());
    std::vector<OverlapRow> rows;
    for (const provenance::SharedRecords& shared : all) {
        OverlapRow row{.shared = shared};
        if (shared.mark) {
            row.markedBy = casework.journal().nameOf(shared.mark->value.markedBy);
            row.confirmedBy = casework.journal().nameOf(shared.mark->value.confirmedBy);
            row.isOwn = shared.mark->value.markedBy == casework.journal().user();
        }
        rows.push_back(std::move(row));
    }
    return rows;
}
} // namespace

QVariant OverlapsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case SyntheticColumn:
        return tr("Synthetic");
    case ProductionColumn:
        return tr("Production");
    case RecordsColumn:
        return tr("Records in both");
    case StateColumn:
        return tr("State");
    default:
        return tr("Reason");
    }
}

QVariant OverlapsModel::cell(const OverlapRow& row, int column, int role) const
{
    const provenance::SharedRecords& shared = row.shared;
    if (role == Qt::TextAlignmentRole) {
        return column == RecordsColumn ? QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    }
    if (column == StateColumn && (role == ToneRole || role == MarkRole)) {
        const Word word = wordOf(shared.state);
        return role == ToneRole ? static_cast<int>(word.tone) : static_cast<int>(word.mark);
    }
    if (role == Qt::ToolTipRole) {
        return column == StateColumn ? QVariant(signedText(row)) : QVariant();
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case SyntheticColumn:
        return shared.syntheticName;
    case ProductionColumn:
        return shared.productionName;
    case RecordsColumn:
        return role == SortRole ? QVariant(shared.records) : QVariant(countText(shared.records));
    case StateColumn:
        return wordOf(shared.state).text;
    default:
        return shared.mark ? shared.mark->value.reason : QString();
    }
}

Id OverlapsModel::key(const OverlapRow& row) const
{
    return Id::derived(row.shared.synthetic.bytes() + row.shared.production.bytes());
}

OverlapDialog::OverlapDialog(const OverlapRow& row, QWidget* parent)
    : FormDialog(tr("Records in both"),
                 row.shared.state == State::Marked ? tr("Sign and confirm") : tr("Sign and mark"), parent)
    , m_reason(new QLineEdit(this))
    , m_passphrase(new PassphraseEdit(tr("Your passphrase"), this))
{
    constexpr int width = 560;
    constexpr int longestReason = 2000;
    const bool confirms = row.shared.state == State::Marked;
    setObjectName(u"overlapDialog"_s);
    setMinimumWidth(width);
    m_reason->setObjectName(u"reason"_s);
    m_reason->setMaxLength(longestReason);
    m_passphrase->setObjectName(u"passphrase"_s);
    const QString names = tr("“%1” and “%2”").arg(row.shared.syntheticName, row.shared.productionName);
    if (confirms) {
        //: %1 a person, %2 a time, %3 a number, %4 names of data sets, %5 a reason
        setIntroduction(
            tr("%1 said on %2 that the %3 records that %4 share are made up: %5\n\nIf you confirm it, a leaked row "
               "that "
               "a synthetic record explains wholly counts as synthetic, although production holds the same values. "
               "Confirm it only if you know it yourself.")
                .arg(row.markedBy, timetext::moment(row.shared.mark->value.markedAt), countText(row.shared.records),
                     names, row.shared.mark->value.reason));
        m_reason->hide();
    } else {
        setIntroduction(tr("%1 share %2 records. A leaked one of them counts as production. If they are made up, such "
                           "as contacts for tests and demonstrations, say so with a reason; a second person has to "
                           "confirm it before anything changes.")
                            .arg(names, countText(row.shared.records)));
        addRow(tr("&Why"), m_reason);
    }
    addRow(tr("Your &passphrase"), m_passphrase, tr("It is signed with your own key."));
    connect(m_passphrase, &PassphraseEdit::submitted, mainButton(), [this] { mainButton()->click(); });
    setValidator([this, confirms] {
        if (!confirms && m_reason->text().trimmed().isEmpty()) {
            return tr("Say why these records are made up although production holds them.");
        }
        return m_passphrase->isEmpty() ? tr("Type your passphrase: it is signed with your key.") : QString();
    });
}

QString OverlapDialog::reason() const
{
    return m_reason->text();
}

Credential OverlapDialog::takeCredential()
{
    Credential credential;
    credential.passphrase = m_passphrase->take();
    return credential;
}

OverlapsView::OverlapsView(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new OverlapsModel(this))
    , m_table(new QTableView(this))
    , m_sign(new QPushButton(tr("They are made up…"), this))
    , m_withdraw(new QPushButton(tr("Withdraw…"), this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"provenance.overlaps"_s);
    auto* empty = new EmptyState(
        u"database"_s, tr("No records stand in both kinds"),
        tr("Where a synthetic and a production set share records, such as contacts for tests that live in production, "
           "they are listed here when the later of the two is registered. Until two people say that they are made up, "
           "a leaked one counts as production."),
        {}, this);
    m_table->setObjectName(u"provenance.overlapTable"_s);
    setupTable(m_table, tr("Records in both kinds"));
    m_table->setModel(makeFilterProxy(m_model, this));
    static constexpr std::array widths = {180, 180, 110, 180};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        m_table->setColumnWidth(static_cast<int>(i), widths[i]);
    }
    m_sign->setObjectName(u"provenance.signOverlap"_s);
    m_withdraw->setObjectName(u"provenance.withdrawOverlap"_s);
    auto* page = new QWidget(this);
    auto* line = new QHBoxLayout;
    line->addWidget(
        mutedLabel(tr("A leaked one of these counts as production until two people say that they are made up."), page),
        1);
    line->addWidget(m_withdraw);
    line->addWidget(m_sign);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::s, 0, 0);
    column->addLayout(line);
    column->addWidget(m_table, 1);
    m_stack->addWidget(empty);
    m_stack->addWidget(page);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
    connect(m_sign, &QPushButton::clicked, this, &OverlapsView::sign);
    connect(m_withdraw, &QPushButton::clicked, this, &OverlapsView::withdraw);
    connect(m_table, &QTableView::activated, this, &OverlapsView::sign);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &OverlapsView::enableButtons);
    enableButtons();
}

void OverlapsView::load()
{
    m_context.session.read(this, readOverlaps, [this, ticket = m_read.next()](Expected<std::vector<OverlapRow>> rows) {
        if (!m_read.isCurrent(ticket)) {
            return;
        }
        if (!rows) {
            Q_EMIT failed(rows.error());
            return;
        }
        m_model->setRows(*std::move(rows));
        m_stack->setCurrentIndex(count() > 0 ? 1 : 0);
        if (!m_table->currentIndex().isValid() && count() > 0) {
            m_table->setCurrentIndex(m_table->model()->index(0, 0));
        }
        enableButtons();
        Q_EMIT loaded();
    });
}

std::optional<OverlapRow> OverlapsView::current() const
{
    const auto id = currentId(m_table);
    const int row = id ? m_model->rowOf(*id) : -1;
    return row < 0 ? std::nullopt : std::optional(m_model->at(row));
}

void OverlapsView::enableButtons()
{
    const auto row = current();
    const State state = row ? row->shared.state : State::Confirmed;
    m_sign->setText(state == State::Marked ? tr("Confirm…") : tr("They are made up…"));
    m_sign->setEnabled(row && state != State::Confirmed);
    m_sign->setAccessibleDescription(state == State::Marked
                                         ? tr("Confirms as a second person that the records are made up.")
                                         : tr("Says that the records are made up; a second person has to confirm it."));
    m_withdraw->setEnabled(row && row->shared.mark);
}

void OverlapsView::sign()
{
    const auto row = current();
    if (!row || row->shared.state == State::Confirmed) {
        return;
    }
    const bool confirms = row->shared.state == State::Marked;
    if (confirms && row->isOwn) {
        Q_EMIT announced(tr("You have marked these records yourself: another member has to confirm it, when they are "
                            "signed in."));
        return;
    }
    auto* dialog = new OverlapDialog(*row, this);
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, confirms, shared = row->shared] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [confirms, shared, reason = dialog->reason(),
             again = dialog->takeCredential()](Casework& casework) -> Expected<void> {
                Overlaps overlaps(casework);
                if (confirms) {
                    return overlaps.confirm(shared.mark->id, again);
                }
                CHECK_OK(overlaps.mark(shared.synthetic, shared.production, reason, again));
                return {};
            },
            [this, dialog, confirms](const Expected<void>& done) {
                dialog->finish(done);
                if (!done) {
                    return;
                }
                Q_EMIT announced(confirms ? tr("It is confirmed and signed.")
                                          : tr("It is noted and signed. A second person has to confirm it."));
                if (confirms) {
                    Q_EMIT answersMayChange();
                }
            });
    });
    dialog->open();
}

void OverlapsView::withdraw()
{
    const auto row = current();
    if (!row || !row->shared.mark) {
        return;
    }
    auto* dialog = new FormDialog(tr("Count as production again"), tr("Withdraw"), this);
    dialog->setObjectName(u"withdrawOverlapDialog"_s);
    dialog->setIntroduction(tr("What “%1” and “%2” share counts as production again. The mark and its signatures stay "
                               "in the journal.")
                                .arg(row->shared.syntheticName, row->shared.productionName));
    auto* reason = new QLineEdit(dialog);
    reason->setObjectName(u"reason"_s);
    dialog->addRow(tr("&Why"), reason);
    dialog->setValidator([reason] { return reason->text().trimmed().isEmpty() ? tr("Say why.") : QString(); });
    connect(
        dialog, &FormDialog::submitted, dialog,
        [this, dialog, reason, mark = row->shared.mark->id, wasConfirmed = row->shared.state == State::Confirmed] {
            m_context.session.write(
                dialog,
                [mark, text = reason->text()](Casework& casework) { return Overlaps(casework).withdraw(mark, text); },
                [this, dialog, wasConfirmed](const Expected<void>& done) {
                    dialog->finish(done);
                    if (done && wasConfirmed) {
                        Q_EMIT answersMayChange();
                    }
                });
        });
    dialog->open();
}

} // namespace bulkhead
