#include "ui/provenance/answersview.h"

#include "models/incident/session.h"
#include "models/provenance/registry/registry.h"
#include "ui/common/card.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"
#include "ui/provenance/drawdialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace bulkhead {

using namespace Qt::StringLiterals;
using provenance::Answers;
using provenance::Difference;
using provenance::Standing;
using provenance::Verdict;

namespace {
constexpr std::array settable = {Verdict::Production, Verdict::Mixed, Verdict::Unknown, Verdict::Synthetic};

QString verdictText(Verdict verdict)
{
    return wordOfVerdict(provenance::verdictId(verdict)).text;
}

QString countsText(const provenance::VerdictCounts& counts)
{
    QStringList parts;
    for (int i = 0; i < provenance::verdictCount; ++i) {
        if (const quint64 count = counts[static_cast<std::size_t>(i)]; count > 0) {
            //: a verdict and how many rows have it
            parts.append(AnswersView::tr("%1 %2").arg(verdictText(static_cast<Verdict>(i)),
                                                      countText(static_cast<qint64>(count))));
        }
    }
    return parts.join(u" · "_s);
}

QString changeText(const GivenAnswer& row)
{
    if (row.isFirst) {
        return {};
    }
    QStringList parts;
    for (const Difference::Move& move : row.change.moves()) {
        //: %1 and %2 verdicts, %3 a number of rows
        parts.append(
            GivenAnswers::tr("%1 → %2: %3")
                .arg(verdictText(move.before), verdictText(move.after), countText(static_cast<qint64>(move.rows))));
    }
    if (!row.change.isByRow) {
        return GivenAnswers::tr("not known by row");
    }
    return parts.isEmpty() ? GivenAnswers::tr("nothing") : parts.join(", "_L1);
}

QVariant numberCell(qint64 number, int role)
{
    return role == SortRole ? QVariant(number) : QVariant(countText(number));
}

QString standingText(const SampleHistory& history)
{
    const Standing& standing = *history.standing;
    const QString machine = AnswersView::tr("By the machine: %1.").arg(countsText(standing.machine));
    if (standing.setByPeople == 0) {
        return machine + u' ' + AnswersView::tr("Nobody has set a row by hand.");
    }
    return AnswersView::tr("%1\nWith what people have set: %2. What stands: %3.")
        .arg(machine, countsText(standing.counts), wordOfVerdict(standing.verdict).text);
}
} // namespace

Expected<SampleHistory> readHistory(Casework& casework, const Id& evidence)
{
    const Answers answers(casework);
    SampleHistory history;
    TRY(const auto held, casework.one<Evidence>(evidence));
    TRY(history.evidence, casework.all<Evidence>(held.value.incident));
    std::erase_if(history.evidence, [](const auto& one) { return one.value.isStruck; });
    TRY(const auto reports, answers.of(evidence));
    for (const Kept<VerdictReport>& report : reports) {
        GivenAnswer given{.report = report, .change = {}, .isFirst = history.answers.empty()};
        if (!given.isFirst) {
            TRY(given.change, answers.compare(history.answers.back().report.value, report.value));
        }
        history.answers.push_back(std::move(given));
    }
    TRY(const auto set, answers.setByPeople(evidence));
    for (const Kept<RowOverride>& one : set) {
        TRY(const QString by, answers.authorOf(one.id));
        history.set.push_back({one, by});
    }
    TRY(history.standing, answers.standing(evidence));
    if (!reports.empty()) {
        TRY(const auto now, provenance::Registry(casework).snapshot());
        history.isCurrent = provenance::isCurrent(reports.back().value, *now);
    }
    return history;
}

QVariant GivenAnswers::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("Asked");
    case 1:
        return tr("Answer");
    case 7:
        return tr("Changed against the answer before");
    default:
        return verdictText(static_cast<Verdict>(column - 2));
    }
}

QVariant GivenAnswers::cell(const GivenAnswer& row, int column, int role) const
{
    const VerdictReport& report = row.report.value;
    const Word word = wordOfVerdict(report.verdict);
    if (role == Qt::TextAlignmentRole) {
        return column >= 2 && column <= 6 ? QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    }
    if (column == 1 && (role == ToneRole || role == MarkRole)) {
        return role == ToneRole ? static_cast<int>(word.tone) : static_cast<int>(word.mark);
    }
    if (role == Qt::ToolTipRole) {
        return column == 0 ? QVariant(timetext::tooltip(report.askedAt)) : QVariant();
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case 0:
        return role == SortRole ? QVariant(report.askedAt) : QVariant(timetext::moment(report.askedAt));
    case 1:
        return word.text;
    case 7:
        return changeText(row);
    default:
        return numberCell(static_cast<qint64>(provenance::countsOf(report)[static_cast<std::size_t>(column - 2)]),
                          role);
    }
}

QVariant SetRowsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("Set by hand");
    case 1:
        return tr("By");
    case 2:
        return tr("Rows");
    case 3:
        return tr("They are");
    default:
        return tr("Reason");
    }
}

QVariant SetRowsModel::cell(const SetRows& row, int column, int role) const
{
    const RowOverride& set = row.set.value;
    const Word word = wordOfVerdict(set.verdict);
    if (role == StruckRole) {
        return set.isWithdrawn;
    }
    if (column == 3 && (role == ToneRole || role == MarkRole)) {
        return role == ToneRole ? static_cast<int>(word.tone) : static_cast<int>(word.mark);
    }
    if (role == Qt::ToolTipRole) {
        return column == 0 ? QVariant(timetext::tooltip(set.setAt)) : QVariant();
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case 0:
        return role == SortRole ? QVariant(set.setAt) : QVariant(timetext::moment(set.setAt));
    case 1:
        return row.by;
    case 2:
        return set.rows;
    case 3:
        return word.text;
    default:
        return set.isWithdrawn ? tr("%1 (taken back: %2)").arg(set.reason, set.withdrawnReason) : set.reason;
    }
}

SetRowsDialog::SetRowsDialog(const QString& rows, const std::vector<Kept<Evidence>>& evidence, QWidget* parent)
    : FormDialog(tr("Set rows by hand"), tr("Set"), parent)
    , m_rows(new QLineEdit(rows, this))
    , m_verdict(new QComboBox(this))
    , m_reason(new QLineEdit(this))
    , m_support(new QListWidget(this))
{
    constexpr int width = 560;
    constexpr int listHeight = 110;
    constexpr int longestReason = 2000;
    setObjectName(u"provenance.setRowsDialog"_s);
    setMinimumWidth(width);
    setIntroduction(
        tr("For rows that you have looked at yourself. The machine's verdicts stay beside it, and what stands "
           "of the sample and the incident follows what you say."));
    m_rows->setObjectName(u"setRows"_s);
    addRow(tr("&Rows"), m_rows, tr("Numbers of rows, such as 3,7-9."));
    m_verdict->setObjectName(u"setVerdict"_s);
    for (const Verdict verdict : settable) {
        m_verdict->addItem(verdictText(verdict), static_cast<int>(verdict));
    }
    addRow(tr("They &are"), m_verdict);
    m_reason->setObjectName(u"setReason"_s);
    m_reason->setMaxLength(longestReason);
    addRow(tr("&Why"), m_reason);
    m_support->setObjectName(u"setSupport"_s);
    m_support->setMaximumHeight(listHeight);
    for (const Kept<Evidence>& one : evidence) {
        auto* item = new QListWidgetItem(one.value.name, m_support);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Unchecked);
        item->setData(Qt::UserRole, QVariant::fromValue(one.id));
    }
    addRow(tr("&Evidence"), m_support, tr("What carries it. Needed where rows are set to synthetic."));
    setValidator([this] { return problem(); });
}

Expected<provenance::RowSet> SetRowsDialog::rows() const
{
    return provenance::RowSet::fromText(m_rows->text());
}

Verdict SetRowsDialog::verdict() const
{
    return static_cast<Verdict>(m_verdict->currentData().toInt());
}

QString SetRowsDialog::reason() const
{
    return m_reason->text().trimmed();
}

std::vector<Id> SetRowsDialog::support() const
{
    std::vector<Id> ids;
    for (int i = 0; i < m_support->count(); ++i) {
        if (m_support->item(i)->checkState() == Qt::Checked) {
            ids.push_back(m_support->item(i)->data(Qt::UserRole).value<Id>());
        }
    }
    return ids;
}

QString SetRowsDialog::problem() const
{
    if (const auto set = rows(); !set) {
        return set.error().message;
    }
    if (reason().isEmpty()) {
        return tr("Say why: it stands beside the machine's verdict.");
    }
    return verdict() == Verdict::Synthetic && support().empty()
        ? tr("Nothing is called synthetic on a word alone: check the evidence that carries it.")
        : QString();
}

AnswersView::AnswersView(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_standing(new QLabel(this))
    , m_answers(new GivenAnswers(this))
    , m_set(new SetRowsModel(this))
    , m_answerTable(new QTableView(this))
    , m_setTable(new QTableView(this))
    , m_noneSet(mutedLabel(tr("Rows that you have looked at can be set by hand, with a reason and evidence."), this))
    , m_changed(new QPushButton(tr("Changed rows…"), this))
    , m_again(new QPushButton(tr("Ask again"), this))
    , m_takeBack(new QPushButton(tr("Take back…"), this))
{
    m_standing->setObjectName(u"provenance.standing"_s);
    m_standing->setWordWrap(true);
    m_standing->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_answerTable->setObjectName(u"provenance.answers"_s);
    setupTable(m_answerTable, tr("Answers that were given"));
    m_answerTable->setModel(makeFilterProxy(m_answers, this));
    m_answerTable->sortByColumn(0, Qt::DescendingOrder);
    static constexpr std::array answerWidths = {170, 130, 90, 100, 80, 90, 100};
    for (std::size_t i = 0; i < answerWidths.size(); ++i) {
        m_answerTable->setColumnWidth(static_cast<int>(i), answerWidths[i]);
    }
    m_setTable->setObjectName(u"provenance.setRows"_s);
    setupTable(m_setTable, tr("Rows set by hand"));
    m_setTable->setModel(makeFilterProxy(m_set, this));
    m_setTable->sortByColumn(0, Qt::DescendingOrder);
    static constexpr std::array setWidths = {170, 130, 140, 130};
    for (std::size_t i = 0; i < setWidths.size(); ++i) {
        m_setTable->setColumnWidth(static_cast<int>(i), setWidths[i]);
    }
    auto* setButton = new QPushButton(tr("Set rows by hand…"), this);
    setButton->setObjectName(u"provenance.setRowsButton"_s);
    m_changed->setObjectName(u"provenance.changedRows"_s);
    m_changed->setAccessibleDescription(tr("Lists which rows changed against the answer before."));
    m_again->setObjectName(u"provenance.askAgain"_s);
    m_takeBack->setObjectName(u"provenance.takeBack"_s);
    auto* top = new QHBoxLayout;
    top->addWidget(m_standing, 1);
    top->addWidget(m_changed);
    top->addWidget(m_again);
    auto* draw = new QPushButton(tr("Rows to look at…"), this);
    draw->setObjectName(u"provenance.drawButton"_s);
    draw->setAccessibleDescription(tr("Draws unknown rows to look at by eye, and says what they tell of all of them."));
    auto* middle = new QHBoxLayout;
    middle->addWidget(m_noneSet, 1);
    middle->addWidget(draw);
    middle->addWidget(m_takeBack);
    middle->addWidget(setButton);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::s, 0, 0);
    column->addLayout(top);
    column->addWidget(m_answerTable, 1);
    column->addLayout(middle);
    column->addWidget(m_setTable, 1);
    connect(setButton, &QPushButton::clicked, this, &AnswersView::setRowsWanted);
    connect(draw, &QPushButton::clicked, this, [this] {
        auto* dialog = new DrawDialog(m_context, m_evidence, this);
        connect(dialog, &DrawDialog::setRowsWanted, this, &AnswersView::setRowsByHand);
        dialog->open();
    });
    connect(m_changed, &QPushButton::clicked, this, &AnswersView::showChangedRows);
    connect(m_answerTable, &QTableView::activated, this, &AnswersView::showChangedRows);
    connect(m_again, &QPushButton::clicked, this, &AnswersView::askAgainWanted);
    connect(m_takeBack, &QPushButton::clicked, this, &AnswersView::takeBack);
    for (const QTableView* table : {m_answerTable, m_setTable}) {
        connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &AnswersView::enableButtons);
    }
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        const bool isAbout = std::ranges::any_of(change.touched, [](const Committed::Touched& touched) {
            return touched.kind == Table<VerdictReport>::kind || touched.kind == Table<RowOverride>::kind;
        });
        if (isAbout && !m_evidence.isNull()) {
            load();
        }
    });
    enableButtons();
}

void AnswersView::setEvidence(const Id& evidence)
{
    m_evidence = evidence;
    m_history.reset();
    if (evidence.isNull()) {
        (void)m_read.isCurrent(m_read.next());
        m_answers->setRows({});
        m_set->setRows({});
        return;
    }
    load();
}

void AnswersView::load()
{
    m_context.session.read(
        this, [evidence = m_evidence](Casework& casework) { return readHistory(casework, evidence); },
        [this, ticket = m_read.next()](Expected<SampleHistory> history) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (!history) {
                Q_EMIT failed(history.error());
                return;
            }
            m_history = *std::move(history);
            show();
            Q_EMIT loaded();
        });
}

void AnswersView::show()
{
    m_answers->setRows(m_history->answers);
    m_set->setRows(m_history->set);
    m_standing->setText(m_history->standing ? standingText(*m_history) : QString());
    m_again->setToolTip(m_history->isCurrent ? tr("Registry and rules are what they were.")
                                             : tr("Registry or rules have changed since the last answer."));
    if (!m_answerTable->currentIndex().isValid() && m_answers->rowCount() > 0) {
        m_answerTable->setCurrentIndex(m_answerTable->model()->index(0, 0));
    }
    enableButtons();
}

void AnswersView::enableButtons()
{
    const auto answer = currentId(m_answerTable);
    const int at = answer ? m_answers->rowOf(*answer) : -1;
    m_changed->setEnabled(at >= 0 && !m_answers->at(at).change.stretches.empty());
    const auto set = currentId(m_setTable);
    const int row = set ? m_set->rowOf(*set) : -1;
    m_takeBack->setEnabled(row >= 0 && !m_set->at(row).set.value.isWithdrawn);
}

void AnswersView::showChangedRows()
{
    const auto answer = currentId(m_answerTable);
    const int at = answer ? m_answers->rowOf(*answer) : -1;
    if (at < 0 || m_answers->at(at).change.stretches.empty()) {
        return;
    }
    constexpr QSize size(560, 460);
    const GivenAnswer& given = m_answers->at(at);
    auto* dialog = new QDialog(this);
    dialog->setObjectName(u"provenance.changedRowsDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rows that changed"));
    dialog->resize(size);
    QStringList lines;
    for (const Difference::Stretch& one : given.change.stretches) {
        const QString rows = provenance::RowSet({one.rows}).text();
        //: %1 numbers of rows, %2 and %3 verdicts
        lines.append(tr("%1: %2 → %3").arg(rows, verdictText(one.before), verdictText(one.after)));
    }
    if (given.change.stretches.size() == Difference::mostStretches) {
        lines.append(tr("… and more; these are the first 10,000 stretches."));
    }
    auto* text = new QPlainTextEdit(lines.join(u'\n'), dialog);
    text->setReadOnly(true);
    text->setAccessibleName(dialog->windowTitle());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto* column = new QVBoxLayout(dialog);
    column->addWidget(new QLabel(
        tr("%Ln row(s) have another verdict than in the answer before.", nullptr, formOf(given.change.changed())),
        dialog));
    column->addWidget(text, 1);
    column->addWidget(buttons);
    dialog->open();
}

void AnswersView::setRowsByHand(const QString& rows)
{
    if (!m_history || m_evidence.isNull()) {
        return;
    }
    auto* dialog = new SetRowsDialog(rows, m_history->evidence, this);
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, evidence = m_evidence] {
        m_context.session.write(
            dialog,
            [evidence, rows = *dialog->rows(), verdict = dialog->verdict(), reason = dialog->reason(),
             support = dialog->support()](Casework& casework) {
                return Answers(casework).setRows(evidence, rows, verdict, reason, support);
            },
            [this, dialog, count = dialog->rows()->count()](const Expected<Id>& done) {
                dialog->finish(done);
                if (done) {
                    Q_EMIT announced(
                        tr("%Ln row(s) are set; the machine's verdicts stay beside it.", nullptr, formOf(count)));
                }
            });
    });
    dialog->open();
}

void AnswersView::takeBack()
{
    const auto set = currentId(m_setTable);
    if (!set) {
        return;
    }
    auto* dialog = new FormDialog(tr("Take back what was set"), tr("Take back"), this);
    dialog->setObjectName(u"provenance.takeBackDialog"_s);
    dialog->setIntroduction(tr("The machine's verdicts count again for these rows. What was set and why stays in the "
                               "history."));
    auto* reason = new QLineEdit(dialog);
    reason->setObjectName(u"reason"_s);
    dialog->addRow(tr("&Why"), reason);
    dialog->setValidator([reason] { return reason->text().trimmed().isEmpty() ? tr("Say why.") : QString(); });
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, reason, id = *set] {
        m_context.session.write(
            dialog, [id, text = reason->text()](Casework& casework) { return Answers(casework).takeBack(id, text); },
            [dialog](const Expected<void>& done) { dialog->finish(done); });
    });
    dialog->open();
}

} // namespace bulkhead
