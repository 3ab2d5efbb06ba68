#include "ui/clocks/severitypanel.h"

#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QTextBrowser>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QString paragraph(const QString& title, const QString& text)
{
    return text.isEmpty()
        ? QString()
        : u"<p><b>%1</b><br>%2</p>"_s.arg(title.toHtmlEscaped(), text.toHtmlEscaped().replace(u'\n', "<br>"_L1));
}
} // namespace

Word severityWord(int hundredths)
{
    const deadline::Band band = deadline::bandOf(hundredths);
    const QString text = u"%1 %2"_s.arg(deadline::scoreText(hundredths), deadline::bandName(band));
    switch (band) {
    case deadline::Band::Low:
        return {text, Tone::Low, Mark::TriangleDown};
    case deadline::Band::Medium:
        return {text, Tone::Medium, Mark::Diamond};
    case deadline::Band::High:
        return {text, Tone::High, Mark::Triangle};
    case deadline::Band::VeryHigh:
        return {text, Tone::Critical, Mark::Octagon};
    }
    return {};
}

QVariant SeverityModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case WhenColumn:
        return tr("Assessed");
    case KnownColumn:
        return tr("As known");
    case WorstColumn:
        return tr("Worst plausible");
    case ByColumn:
        return tr("By");
    default:
        return tr("Method");
    }
}

QVariant SeverityModel::cell(const SeverityRow& row, int column, int role) const
{
    const SeverityAssessment& one = row.kept.value;
    if (column == KnownColumn || column == WorstColumn) {
        const int score = static_cast<int>(column == KnownColumn ? one.knownScore : one.worstScore);
        const Word word = severityWord(score);
        switch (role) {
        case Qt::DisplayRole:
            return word.text;
        case SortRole:
            return score;
        case ToneRole:
            return static_cast<int>(word.tone);
        case MarkRole:
            return static_cast<int>(word.mark);
        default:
            return {};
        }
    }
    if (column == WhenColumn && role == SortRole) {
        return one.assessedAt;
    }
    if (role != Qt::DisplayRole && role != SortRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (column) {
    case WhenColumn:
        return timetext::moment(one.assessedAt);
    case ByColumn:
        return row.by;
    default:
        return one.profile == "enisa-2013"_L1 ? tr("ENISA 2013") : tr("ENISA 2013 + own profile");
    }
}

SeverityPanel::SeverityPanel(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new SeverityModel(this))
    , m_table(new QTableView(this))
    , m_text(new QTextBrowser(this))
{
    setObjectName(u"clocks.severity"_s);
    auto* proxy = makeFilterProxy(m_model, this);
    m_table->setObjectName(u"clocks.assessments"_s);
    setupTable(m_table, tr("Assessments of severity"));
    m_table->setModel(proxy);
    m_table->setItemDelegateForColumn(SeverityModel::KnownColumn, new PillDelegate(m_table));
    m_table->setItemDelegateForColumn(SeverityModel::WorstColumn, new PillDelegate(m_table));
    m_table->sortByColumn(SeverityModel::WhenColumn, Qt::DescendingOrder);
    m_table->setColumnWidth(SeverityModel::WhenColumn, 170);
    m_table->setColumnWidth(SeverityModel::KnownColumn, 140);
    m_table->setColumnWidth(SeverityModel::WorstColumn, 140);
    m_table->setColumnWidth(SeverityModel::ByColumn, 130);
    m_text->setObjectName(u"clocks.assessment"_s);
    m_text->setAccessibleName(tr("The current assessment in full"));
    auto* header = new SectionHeader(tr("How bad is it for people?"), SectionHeader::Level::Section, this);
    header->setExplanation(tr("ENISA's methodology of 2013. Each assessment stays; the newest stands."));
    auto* button = new QPushButton(tr("Assess…"), header);
    button->setObjectName(u"assess"_s);
    connect(button, &QPushButton::clicked, this, &SeverityPanel::assess);
    header->addWidget(button);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(m_text);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::s, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(split, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SeverityPanel::showCurrent);
}

void SeverityPanel::setRows(const Id& incident, Severity operational, std::vector<SeverityRow> rows)
{
    const bool isNewer = static_cast<int>(rows.size()) > m_model->rowCount();
    m_incident = incident;
    m_operational = operational;
    m_model->setRows(std::move(rows));
    if (m_model->rowCount() > 0 && (isNewer || !m_table->currentIndex().isValid())) {
        m_table->setCurrentIndex(m_table->model()->index(0, 0));
    }
    showCurrent();
}

bool SeverityPanel::reveal(const Id& entity)
{
    return selectId(m_table, entity);
}

QString SeverityPanel::text() const
{
    return m_text->toPlainText();
}

void SeverityPanel::showCurrent()
{
    const auto id = currentId(m_table);
    const int row = id ? m_model->rowOf(*id) : -1;
    if (row < 0) {
        m_text->setHtml(u"<p>%1</p>"_s.arg(tr("Nobody has assessed it yet. The score weighs data, how easily people "
                                              "are identified, and what happened; "
                                              "what follows for Art. 33(1) and 34(1) is written by a person.")
                                               .toHtmlEscaped()));
        return;
    }
    const SeverityAssessment& one = m_model->at(row).kept.value;
    const auto side = [](const QString& title, const QStringList& texts) {
        const auto input = deadline::severityFrom(texts);
        const auto scored = input ? deadline::score(*input)
                                  : Expected<deadline::SeverityScore>(std::unexpected(input.error()));
        return paragraph(
            title,
            scored ? u"%1 (%2)\n%3"_s.arg(scored->formula, deadline::bandName(scored->band), texts.join(", "_L1))
                   : texts.join(", "_L1));
    };
    QString html = u"<h3>%1</h3>"_s.arg(one.summary.toHtmlEscaped());
    html += side(tr("As known"), one.known) + side(tr("Worst plausible"), one.worst);
    html += paragraph(tr("Basis"), one.basis);
    html += paragraph(tr("Art. 33(1)"), one.bridge33);
    html += paragraph(tr("Art. 34(1)"), one.bridge34);
    html += paragraph(tr("Near an edge"), one.note);
    html += paragraph(tr("Against the incident's severity"), one.difference);
    html += paragraph(tr("Second opinion"), one.second);
    html += paragraph(tr("Source"),
                      tr("ENISA, Recommendations for a methodology of the assessment of severity of personal "
                         "data breaches, 2013. SE = DPC × EI + CB; below 2 low, from 2 medium, from 3 high, "
                         "from 4 very high."));
    m_text->setHtml(html);
}

void SeverityPanel::assess()
{
    deadline::SeverityWish before;
    if (m_model->rowCount() > 0) {
        const SeverityAssessment& last = m_model->at(0).kept.value;
        before.known = deadline::severityFrom(last.known).value_or(deadline::SeverityInput());
        before.worst = deadline::severityFrom(last.worst).value_or(deadline::SeverityInput());
        before.isSynthetic = last.profile != "enisa-2013"_L1;
    }
    auto* dialog = new SeverityDialog(before, m_operational, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [incident = m_incident, wish = dialog->wish()](Casework& casework) {
                return deadline::assess(casework, incident, wish);
            },
            [this, dialog](const Expected<Id>& done) {
                dialog->finish(done);
                if (done) {
                    Q_EMIT announced(tr("The assessment is recorded."));
                }
            });
    });
    dialog->open();
}

} // namespace bulkhead
