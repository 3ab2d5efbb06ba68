#include "ui/provenance/answerview.h"

#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/pill.h"
#include "ui/common/tables.h"
#include "ui/provenance/columnsmodel.h"
#include "ui/provenance/stripe.h"
#include "ui/provenance/summarymodels.h"
#include "ui/provenance/verdictcard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QIdentityProxyModel>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

using provenance::NextStep;
using provenance::RowsModel;
using provenance::Verdict;

namespace {
constexpr std::array verdictOrder = {Verdict::Production, Verdict::Mixed, Verdict::Unknown, Verdict::Synthetic,
                                     Verdict::Unreadable};

} // namespace

/// Gives verdicts their words, tones and marks; where a person has set a row, theirs.
class WordedRows final : public QIdentityProxyModel
{
public:
    using QIdentityProxyModel::QIdentityProxyModel;

    void setPeople(provenance::RowVerdicts rows)
    {
        m_people = std::move(rows);
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, RowsModel::VerdictColumn), index(rowCount() - 1, RowsModel::VerdictColumn));
        }
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        if (index.column() != RowsModel::VerdictColumn
            || (role != Qt::DisplayRole && role != ToneRole && role != MarkRole && role != Qt::ToolTipRole)) {
            return QIdentityProxyModel::data(index, role);
        }
        const QString machine = QIdentityProxyModel::data(index, RowsModel::VerdictRole).toString();
        const quint64 row = QIdentityProxyModel::data(index, RowsModel::NumberRole).toULongLong();
        const bool isKept = m_people.isKept() && row >= 1 && row <= m_people.size();
        const QString stands = isKept ? provenance::verdictId(m_people.at(row)) : machine;
        const Word word = wordOfVerdict(stands);
        if (role == Qt::ToolTipRole) {
            return stands == machine
                ? QVariant()
                : QVariant(AnswerView::tr("Set by hand; the machine says: %1").arg(wordOfVerdict(machine).text));
        }
        if (role == Qt::DisplayRole) {
            //: a verdict that a person has given a row, against the machine
            return stands == machine ? word.text : AnswerView::tr("%1 (by hand)").arg(word.text);
        }
        return role == ToneRole ? static_cast<int>(word.tone) : static_cast<int>(word.mark);
    }

private:
    provenance::RowVerdicts m_people;
};

AnswerView::AnswerView(QWidget* parent)
    : QWidget(parent)
    , m_verdict(new VerdictCard(this))
    , m_steps(new Card(tr("What next"), this))
    , m_stripe(new Stripe(this))
    , m_legend(new QHBoxLayout)
    , m_tabs(new QTabWidget(this))
    , m_rowsModel(new RowsModel(this))
    , m_dataSets(new DataSetHits(this))
    , m_tenants(new TenantHits(this))
    , m_columns(new ColumnsModel(this))
    , m_chance(new ChanceModel(this))
    , m_unreadable(new provenance::UnreadableModel(this))
    , m_indicators(new IndicatorsModel(this))
{
    m_tabs->setObjectName(u"provenance.tabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeRowsTab(), tr("Rows"));
    m_tabs->addTab(makeTable(m_dataSets, tr("Rows by data set")), tr("Data sets"));
    m_tabs->addTab(makeTable(m_tenants, tr("Rows by tenant")), tr("Tenants"));
    m_tabs->addTab(makeColumnsTab(), tr("Columns"));
    m_tabs->addTab(makeTable(m_unreadable, tr("Rows that could not be read")), tr("Unreadable"));
    m_tabs->addTab(makeTable(m_chance, tr("Hits found and hits expected by chance")), tr("Chance"));
    m_tabs->addTab(makeIndicatorsTab(), tr("Indicators"));

    auto* top = new QHBoxLayout;
    top->setSpacing(space::m);
    top->addWidget(m_verdict, 1);
    top->addWidget(m_steps, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    column->addLayout(top);
    column->addWidget(m_stripe);
    m_legend->setSpacing(space::m);
    column->addLayout(m_legend);
    column->addWidget(m_tabs, 1);
    connect(m_stripe, &Stripe::rowsChosen, this, [this](quint64 first, quint64 last) {
        m_filter.firstRow = first;
        m_filter.lastRow = last;
        applyFilter();
        m_tabs->setCurrentIndex(0);
    });
}

QWidget* AnswerView::makeRowsTab()
{
    auto* tab = new QWidget(this);
    m_verdictChoice = new QComboBox(tab);
    m_verdictChoice->setObjectName(u"provenance.filter"_s);
    m_verdictChoice->setAccessibleName(tr("Show rows with this verdict"));
    m_verdictChoice->addItem(tr("All rows"));
    for (const Verdict verdict : verdictOrder) {
        m_verdictChoice->addItem(wordOfVerdict(provenance::verdictId(verdict)).text, static_cast<int>(verdict));
    }
    m_onlyNew = new QCheckBox(tr("Only new rows"), tab);
    m_onlyNew->setObjectName(u"provenance.onlyNew"_s);
    m_onlyNew->setAccessibleDescription(tr("Rows that no earlier sample of this incident held."));
    m_shown = mutedLabel({}, tab);
    m_shown->setWordWrap(false);
    auto* reveal = new QPushButton(tr("Reveal row"), tab);
    reveal->setObjectName(u"provenance.revealButton"_s);
    reveal->setAccessibleDescription(tr("Shows the values of the current row. That you looked is recorded."));
    auto* explain = new QPushButton(tr("Explain row"), tab);
    explain->setObjectName(u"provenance.explainButton"_s);
    explain->setAccessibleDescription(tr("Says what the current row was compared with and what each field weighs."));
    connect(explain, &QPushButton::clicked, this, &AnswerView::explainWanted);
    m_rows = new QTableView(tab);
    m_rows->setObjectName(u"provenance.rows"_s);
    setupTable(m_rows, tr("Rows of the sample"));
    m_rows->setSortingEnabled(false);
    m_rows->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_worded = new WordedRows(this);
    m_worded->setSourceModel(m_rowsModel);
    m_rows->setModel(m_worded);
    auto* line = new QHBoxLayout;
    line->addWidget(m_verdictChoice);
    line->addWidget(m_onlyNew);
    line->addWidget(m_shown, 1);
    line->addWidget(explain);
    line->addWidget(reveal);
    auto* column = new QVBoxLayout(tab);
    column->setContentsMargins(0, space::s, 0, 0);
    column->addLayout(line);
    column->addWidget(m_rows, 1);
    connect(reveal, &QPushButton::clicked, this, &AnswerView::revealWanted);
    connect(m_onlyNew, &QCheckBox::toggled, this, [this](bool isOn) {
        m_filter.onlyNew = isOn;
        applyFilter();
    });
    connect(m_verdictChoice, &QComboBox::currentIndexChanged, this, [this] {
        const QVariant chosen = m_verdictChoice->currentData();
        m_filter.verdict = chosen.isValid() ? std::optional(static_cast<Verdict>(chosen.toInt())) : std::nullopt;
        applyFilter();
    });
    return tab;
}

QWidget* AnswerView::makeColumnsTab()
{
    auto* tab = new QWidget(this);
    m_correction = new Banner(tab);
    m_correction->setDismissable(false);
    auto* hint = mutedLabel(
        tr("What each column was taken for. Correct a meaning with F2 or a double click; the sample is "
           "then classified again."),
        tab);
    auto* table = new QTableView(tab);
    table->setObjectName(u"provenance.columns"_s);
    setupTable(table, tr("Columns of the sample and their meanings"));
    table->setSortingEnabled(false);
    table->setModel(m_columns);
    table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    table->setSelectionBehavior(QAbstractItemView::SelectItems);
    table->setItemDelegateForColumn(ColumnsModel::MeaningColumn, new MeaningDelegate(table));
    auto* column = new QVBoxLayout(tab);
    column->setContentsMargins(0, space::s, 0, 0);
    column->addWidget(m_correction);
    column->addWidget(hint);
    column->addWidget(table, 1);
    connect(m_columns, &ColumnsModel::corrected, this, [this] {
        m_correction->showText(Tone::Accent, tr("A meaning was corrected."),
                               tr("The verdicts below still follow from the old one."));
        m_correction->setAction(tr("Classify again"), [this] { Q_EMIT correctionsWanted(); });
    });
    return tab;
}

QWidget* AnswerView::makeIndicatorsTab()
{
    auto* tab = new QWidget(this);
    m_indicatorSentence = mutedLabel({}, tab);
    m_indicatorSentence->setObjectName(u"provenance.indicatorSentence"_s);
    auto* table = makeTable(m_indicators, tr("What the unknown rows look like"));
    table->setObjectName(u"provenance.indicators"_s);
    static constexpr std::array widths = {190, 120, 130, 110, 420};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        table->setColumnWidth(static_cast<int>(i), widths[i]);
    }
    auto* column = new QVBoxLayout(tab);
    column->setContentsMargins(0, space::s, 0, 0);
    column->addWidget(m_indicatorSentence);
    column->addWidget(table, 1);
    return tab;
}

void AnswerView::showIndicators()
{
    const provenance::IndicatorReport& report = m_examined->answer.summary.indicators;
    m_indicators->setColumns(m_examined->columns());
    m_indicators->setRows(report.counts);
    const QString& reviewed = provenance::Indicators::builtIn().reviewedBy();
    m_indicatorSentence->setText(provenance::indicatorSentence(report) + u' '
                                 + (reviewed.isEmpty() ? tr("No lawyer has reviewed the list of indicators.")
                                                       : tr("The list of indicators was reviewed: %1.").arg(reviewed)));
    const int tab = m_tabs->indexOf(m_indicatorSentence->parentWidget());
    m_tabs->setTabVisible(tab, report.rows > 0);
    m_tabs->setTabText(tab,
                       report.counts.empty()
                           ? tr("Indicators")
                           : tr("Indicators (%1)").arg(countText(static_cast<qint64>(report.counts.size()))));
}

QTableView* AnswerView::makeTable(QAbstractItemModel* model, const QString& name)
{
    auto* table = new QTableView(this);
    setupTable(table, name);
    table->setModel(makeFilterProxy(model, this));
    return table;
}

void AnswerView::show(std::shared_ptr<const provenance::Examined> examined, const QString& sampleTitle, bool isAttached)
{
    m_examined = std::move(examined);
    m_isAttached = isAttached;
    const provenance::Summary& summary = m_examined->answer.summary;
    m_verdict->setAnswer(m_examined->answer, sampleTitle);
    m_stripe->setBlocks(summary.stripe, summary.rows, m_examined->answer.rows);
    m_filter = {};
    m_verdictChoice->setCurrentIndex(0);
    m_onlyNew->setChecked(false);
    m_onlyNew->setVisible(summary.newRows && summary.newRows->total() > 0);
    m_rowsModel->setExamined(m_examined);
    m_worded->setPeople({});
    m_dataSets->setRows(summary.dataSets);
    m_tenants->setNames(m_examined->answer.dataSets);
    m_tenants->setRows(summary.tenants);
    m_chance->setRows(summary.chance);
    m_unreadable->setRows(summary.unreadable);
    m_tabs->setTabText(4, tr("Unreadable (%1)").arg(countText(static_cast<qint64>(summary.unreadable.size()))));
    m_tabs->setTabVisible(4, !summary.unreadable.empty());
    m_tabs->setCurrentIndex(0);
    showColumns();
    showIndicators();
    showSteps();
    describeFilter();
    while (const QLayoutItem* item = m_legend->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const Verdict verdict : verdictOrder) {
        Word word = wordOfVerdict(provenance::verdictId(verdict));
        //: a verdict and how many rows have it
        word.text = tr("%1 %2").arg(word.text,
                                    countText(static_cast<qint64>(summary.counts[static_cast<std::size_t>(verdict)])));
        m_legend->addWidget(new Pill(word, this));
    }
    m_legend->addStretch();
    for (int column = 0; column < RowsModel::FirstValueColumn; ++column) {
        static constexpr std::array widths = {72, 116, 92, 150, 110};
        m_rows->setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
    }
    if (m_rowsModel->rowCount() > 0) {
        m_rows->setCurrentIndex(m_rows->model()->index(0, 0));
    }
}

void AnswerView::showColumns()
{
    m_correction->dismiss();
    const auto columns = m_examined->columns();
    const auto& cells = m_examined->cells;
    const std::vector<QStringList> front(cells.begin(),
                                         cells.begin() + std::min<std::ptrdiff_t>(50, std::ssize(cells)));
    const auto examples = maskedExamples(columns, front);
    std::vector<ColumnLine> lines;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const provenance::ColumnCount& count = m_examined->answer.summary.columns[i];
        lines.push_back({columns[i], count.filled, count.usable, examples[i]});
    }
    m_columns->setLines(std::move(lines));
}

void AnswerView::setAttached(bool isAttached)
{
    m_isAttached = isAttached;
    showSteps();
}

void AnswerView::setStanding(const provenance::Standing* standing)
{
    constexpr int roomForHand = 176; // "Production (by hand)"
    m_verdict->setStanding(standing);
    if (standing && standing->setByPeople > 0) {
        m_rows->setColumnWidth(RowsModel::VerdictColumn, roomForHand);
    }
    m_worded->setPeople(standing && standing->setByPeople > 0 ? standing->rows : provenance::RowVerdicts());
}

void AnswerView::addTab(QWidget* tab, const QString& title)
{
    m_tabs->addTab(tab, title);
}

void AnswerView::setTabVisible(QWidget* tab, bool isVisible)
{
    m_tabs->setTabVisible(m_tabs->indexOf(tab), isVisible);
}

void AnswerView::showSteps()
{
    delete m_stepList;
    m_stepList = new QWidget(m_steps);
    auto* column = new QVBoxLayout(m_stepList);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    auto steps = provenance::nextSteps(m_examined->answer, m_isAttached);
    m_stepsShown = stepsThatFit();
    steps.resize(std::min(m_stepsShown, steps.size()));
    for (const NextStep& step : steps) {
        auto* text = new QLabel(step.text, m_stepList);
        text->setWordWrap(true);
        auto* line = new QHBoxLayout;
        line->setSpacing(space::m);
        line->addWidget(text, 1);
        if (!step.button.isEmpty()) {
            auto* button = new QPushButton(step.button, m_stepList);
            button->setAccessibleDescription(step.text);
            connect(button, &QPushButton::clicked, this, [this, kind = step.kind] { Q_EMIT stepChosen(kind); });
            line->addWidget(button, 0, Qt::AlignVCenter);
        }
        column->addLayout(line);
    }
    m_steps->body()->addWidget(m_stepList);
}

std::size_t AnswerView::stepsThatFit() const
{
    constexpr int roomy = 560; // the rows keep a few lines below three steps
    return height() >= roomy ? 3 : 2;
}

void AnswerView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_examined && m_stepsShown != stepsThatFit()) {
        showSteps();
    }
}

void AnswerView::setVerdictFilter(std::optional<Verdict> verdict)
{
    m_verdictChoice->setCurrentIndex(verdict ? m_verdictChoice->findData(static_cast<int>(*verdict)) : 0);
    m_tabs->setCurrentIndex(verdict == Verdict::Unreadable ? 4 : 0);
    m_rows->setFocus();
}

void AnswerView::applyFilter()
{
    m_rowsModel->setFilter(m_filter);
    describeFilter();
    if (m_rowsModel->rowCount() > 0) {
        m_rows->setCurrentIndex(m_rows->model()->index(0, 0));
    }
}

void AnswerView::describeFilter()
{
    if (!m_examined) {
        return;
    }
    QString text = tr("%1 of %2 rows")
                       .arg(countText(m_rowsModel->rowCount()),
                            countText(static_cast<qint64>(m_examined->answer.summary.rows)));
    if (m_filter.lastRow > 0) {
        text = tr("%1, from %2 to %3")
                   .arg(text, countText(static_cast<qint64>(m_filter.firstRow)),
                        countText(static_cast<qint64>(m_filter.lastRow)));
    }
    if (m_examined->rowsLeftOut > 0) {
        text = tr("%1; the last %2 are counted but not listed")
                   .arg(text, countText(static_cast<qint64>(m_examined->rowsLeftOut)));
    } else if (m_examined->rowsWithoutValues > 0) {
        text = tr("%1; the values of %2 are not held in memory")
                   .arg(text, countText(static_cast<qint64>(m_examined->rowsWithoutValues)));
    }
    m_shown->setText(text);
}

void AnswerView::revealRow(quint64 number)
{
    m_rowsModel->reveal(number);
}

std::optional<quint64> AnswerView::rowToReveal() const
{
    const QModelIndex current = m_rows->currentIndex();
    if (!current.isValid() || !m_rowsModel->canReveal(current.row())) {
        return {};
    }
    return current.data(RowsModel::NumberRole).toULongLong();
}

std::optional<quint64> AnswerView::currentRow() const
{
    const QModelIndex current = m_rows->currentIndex();
    return current.isValid() ? std::optional(current.data(RowsModel::NumberRole).toULongLong()) : std::nullopt;
}

QString AnswerView::selectedRows() const
{
    std::vector<provenance::RowSet::Stretch> rows;
    const QModelIndexList selected = m_rows->selectionModel()->selectedRows();
    for (const QModelIndex& row : selected) {
        const quint64 number = row.data(RowsModel::NumberRole).toULongLong();
        rows.push_back({number, number});
    }
    return provenance::RowSet(std::move(rows)).text();
}

QString AnswerView::selectedText() const
{
    QStringList lines;
    QModelIndexList rows = m_rows->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    for (const QModelIndex& row : std::as_const(rows)) {
        lines += m_rowsModel->rowText(row.row());
    }
    return lines.join(u'\n');
}

} // namespace bulkhead
