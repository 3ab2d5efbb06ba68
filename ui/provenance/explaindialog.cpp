#include "ui/provenance/explaindialog.h"

#include "ui/common/tables.h"
#include "ui/common/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

using provenance::ExplainedRow;
using provenance::Factor;

namespace {
Word roleOf(const provenance::Explanation& why)
{
    if (why.isSetAside) {
        return {.text = ExplainDialog::tr("Known, set aside"), .tone = Tone::Neutral, .mark = Mark::Hatch};
    }
    if (why.isDecisive) {
        return {.text = ExplainDialog::tr("Decides"), .tone = Tone::Accent, .mark = Mark::Diamond};
    }
    return why.identifies
        ? Word{.text = ExplainDialog::tr("Identifies"), .tone = Tone::Neutral, .mark = Mark::Ring}
        : Word{.text = ExplainDialog::tr("Does not decide"), .tone = Tone::Neutral, .mark = Mark::None};
}

QString introduction(const ExplainedRow& row)
{
    constexpr double hundred = 100;
    const QString head = ExplainDialog::tr("%1, confidence %2 %.")
                             .arg(wordOfVerdict(provenance::verdictId(row.row.verdict)).text,
                                  QLocale().toString(hundred * row.row.confidence(), 'f', 4));
    if (row.records.empty()) {
        return head + u' ' + ExplainDialog::tr("No registered record shares a value with this row.");
    }
    return head + u' '
        + ExplainDialog::tr(
               "The chance that an unrelated row agrees with a record as this one does is the product of "
               "the factors below. A record decides below one in a million, with an e-mail address or id, or "
               "with a name or phone number and something beside it. Bits are the weights of Fellegi and "
               "Sunter: each doubles the odds that it is the record.");
}
} // namespace

QVariant WeighedLines::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("Record of");
    case 1:
        return tr("It");
    case 2:
        return tr("What was weighed");
    case 3:
        return tr("Factor");
    default:
        return tr("Bits");
    }
}

QVariant WeighedLines::cell(const WeighedLine& line, int column, int role) const
{
    if (column >= 3 && role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (column == 1 && (role == ToneRole || role == MarkRole)) {
        return role == ToneRole ? static_cast<int>(line.role.tone) : static_cast<int>(line.role.mark);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return line.dataSet;
    case 1:
        return line.role.text;
    case 2:
        return provenance::factorMeaning(line.factor);
    case 3:
        return provenance::factorText(line.factor);
    default:
        return line.factor.kind == Factor::Kind::Collision ? QString() : QLocale().toString(line.factor.bits(), 'f', 1);
    }
}

Id WeighedLines::key(const WeighedLine& line) const
{
    return Id::derived(QByteArray::number(line.record) + '/' + QByteArray::number(static_cast<int>(line.factor.kind))
                       + '/' + QByteArray::number(line.factor.fields));
}

ExplainDialog::ExplainDialog(const ExplainedRow& row, QWidget* parent)
    : QDialog(parent)
{
    constexpr QSize size(860, 520);
    setObjectName(u"provenance.explainDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Row %1: why").arg(QLocale().toString(row.row.row)));
    resize(size);
    auto* title = new QLabel(windowTitle(), this);
    title->setFont(textFont(TextSize::Title, true));
    auto* text = new QLabel(introduction(row), this);
    text->setObjectName(u"provenance.explainText"_s);
    text->setWordWrap(true);
    auto* lines = new WeighedLines(this);
    std::vector<WeighedLine> weighed;
    for (std::size_t i = 0; i < row.records.size(); ++i) {
        const ExplainedRow::Record& record = row.records[i];
        for (const Factor& factor : record.why.factors) {
            weighed.push_back({static_cast<int>(i), record.dataSet, roleOf(record.why), factor});
        }
    }
    lines->setRows(std::move(weighed));
    auto* table = new QTableView(this);
    table->setObjectName(u"provenance.weighed"_s);
    setupTable(table, tr("What was weighed"));
    table->setSortingEnabled(false);
    table->setModel(lines);
    static constexpr std::array widths = {140, 140, 280, 110};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        table->setColumnWidth(static_cast<int>(i), widths[i]);
    }
    table->setVisible(!row.records.empty());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::m);
    column->addWidget(title);
    column->addWidget(text);
    column->addWidget(table, 1);
    column->addWidget(buttons);
}

} // namespace bulkhead
