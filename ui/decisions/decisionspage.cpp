#include "ui/decisions/decisionspage.h"

#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/icons.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"
#include "ui/decisions/decisiondialog.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {

QString section(const QString& title, const QString& text)
{
    return text.isEmpty()
        ? QString()
        : u"<p><b>%1</b><br>%2</p>"_s.arg(title.toHtmlEscaped(), text.toHtmlEscaped().replace(u'\n', "<br>"_L1));
}

QString htmlOf(const DecisionRow& row)
{
    const Decision& decision = row.kept.value;
    QString html = u"<h3>%1</h3>"_s.arg(decision.title.toHtmlEscaped());
    html += u"<p>%1</p>"_s.arg(DecisionsPage::tr("Decided %1 by %2. %3.")
                                   .arg(timetext::moment(decision.decidedAt), row.decider, row.state().text)
                                   .toHtmlEscaped());
    if (row.kept.stream.compartment == Compartment::Counsel) {
        html += section(DecisionsPage::tr("Privileged"), DecisionsPage::tr("For counsel only."));
    }
    html += section(DecisionsPage::tr("Why"), decision.rationale);
    html += section(DecisionsPage::tr("What was not chosen"), decision.alternatives);
    html += section(DecisionsPage::tr("In place of"), row.supersedes);
    html += section(DecisionsPage::tr("Replaced by"), row.supersededByTitle);
    html += section(DecisionsPage::tr("Struck because"), decision.struckReason);
    return html;
}

} // namespace

DecisionsPage::DecisionsPage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new DecisionsModel(this))
    , m_banner(new Banner(this))
    , m_stack(new QStackedWidget(this))
    , m_filter(new QLineEdit(this))
    , m_table(new QTableView(this))
    , m_text(new QTextBrowser(this))
{
    setObjectName(u"decisions.page"_s);
    setupLayout();
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showCurrent();
        if (const DecisionRow* row = current()) {
            Q_EMIT inspectWanted(row->kept.id);
        }
    });
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (!m_incident.isNull() && change.stream.incident == m_incident) {
            reload();
        }
    });
}

void DecisionsPage::setupLayout()
{
    auto* proxy = makeFilterProxy(m_model, this);
    m_table->setObjectName(u"decisions.table"_s);
    setupTable(m_table, tr("Decisions of this incident"));
    m_table->setModel(proxy);
    m_table->setItemDelegateForColumn(DecisionsModel::StateColumn, new PillDelegate(m_table));
    m_table->sortByColumn(DecisionsModel::DecidedColumn, Qt::DescendingOrder);
    m_table->setColumnWidth(DecisionsModel::DecidedColumn, 190);
    m_table->setColumnWidth(DecisionsModel::DeciderColumn, 150);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->setColumnWidth(DecisionsModel::StateColumn, 170);
    m_table->horizontalHeader()->setSectionResizeMode(DecisionsModel::TitleColumn, QHeaderView::Stretch);
    m_filter->setObjectName(u"decisions.filter"_s);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter decisions"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(260);
    connectFilter(m_filter, proxy);
    m_text->setObjectName(u"decisions.text"_s);
    m_text->setAccessibleName(tr("The current decision in full"));
    m_text->setOpenLinks(false);

    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(m_text);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto* empty = new EmptyState(u"decisions"_s, tr("No decision yet"),
                                 tr("Record what was decided, why, and what was not chosen. Each is signed with the "
                                    "decider's own key; a regulator asks for exactly this."),
                                 tr("Record a decision…"), this);
    connect(empty, &EmptyState::triggered, this, &DecisionsPage::record);
    m_stack->addWidget(empty);
    m_stack->addWidget(split);

    auto* header = new SectionHeader(tr("Decisions"), SectionHeader::Level::Page, this);
    header->setExplanation(tr("Who decided what, and why; signed."));
    header->addWidget(m_filter);
    auto* replace = new QPushButton(tr("Replace…"), header);
    auto* strikeButton = new QPushButton(tr("Strike…"), header);
    auto* button = new QPushButton(tr("Record a decision"), header);
    makePrimary(button);
    connect(replace, &QPushButton::clicked, this, &DecisionsPage::supersede);
    connect(strikeButton, &QPushButton::clicked, this, &DecisionsPage::strike);
    connect(button, &QPushButton::clicked, this, &DecisionsPage::record);
    m_forCurrent = {replace, strikeButton};
    header->addWidget(replace);
    header->addWidget(strikeButton);
    header->addWidget(button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(m_banner);
    column->addWidget(m_stack, 1);
}

void DecisionsPage::setIncident(const Id& incident)
{
    if (incident == m_incident) {
        return;
    }
    m_incident = incident;
    m_banner->dismiss();
    take({});
    reload();
}

void DecisionsPage::reload()
{
    if (m_incident.isNull()) {
        return;
    }
    m_context.session.read(
        this, [incident = m_incident](Casework& casework) { return decisionRows(casework, incident); },
        [this, ticket = m_read.next()](Expected<std::vector<DecisionRow>> rows) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (rows) {
                take(std::move(*rows));
            } else {
                m_banner->showError(rows.error());
            }
        });
}

void DecisionsPage::take(std::vector<DecisionRow> rows)
{
    m_model->setRows(std::move(rows));
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    if (!m_toReveal.isNull() && selectId(m_table, m_toReveal)) {
        m_toReveal = {};
    } else if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_table->model()->index(0, 0));
    }
    showCurrent();
}

const DecisionRow* DecisionsPage::current() const
{
    const auto id = currentId(m_table);
    const int row = id ? m_model->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_model->at(row);
}

void DecisionsPage::showCurrent()
{
    const DecisionRow* row = current();
    m_text->setHtml(row ? htmlOf(*row) : QString());
    for (QPushButton* button : m_forCurrent) {
        button->setEnabled(row != nullptr && !row->kept.value.isStruck);
    }
}

void DecisionsPage::reveal(const Id& entity)
{
    if (!selectId(m_table, entity)) {
        m_toReveal = entity;
    }
}

void DecisionsPage::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void DecisionsPage::record()
{
    openDialog({}, {});
}

void DecisionsPage::supersede()
{
    if (const DecisionRow* row = current()) {
        openDialog(row->kept.id, row->kept.value.title);
    }
}

void DecisionsPage::openDialog(const Id& replaced, const QString& replacedTitle)
{
    auto* dialog = new DecisionDialog(m_context.session.clock().now(), replacedTitle,
                                      m_context.session.roles().has(Role::Legal), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, replaced] {
        Decision decision = dialog->decision();
        decision.supersedes = replaced;
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [incident = m_incident, decision, again = dialog->takeCredential(), compartment = dialog->compartment()](
                Casework& casework) { return casework.decide(incident, decision, again, compartment); },
            [this, dialog](const Expected<Id>& made) {
                dialog->finish(made);
                if (made) {
                    m_toReveal = *made;
                    Q_EMIT announced(tr("The decision is recorded and signed."));
                }
            });
    });
    dialog->open();
}

void DecisionsPage::strike()
{
    const DecisionRow* row = current();
    if (!row || row->kept.value.isStruck) {
        return;
    }
    askForStrikeReason(this, row->kept.value.title,
                       [this, id = row->kept.id](FormDialog* dialog, const QString& reason) {
                           m_context.session.write(
                               dialog, [id, reason](Casework& casework) { return casework.strike(id, reason); },
                               [dialog](const Expected<void>& done) { dialog->finish(done); });
                       });
}

void DecisionsPage::copy()
{
    if (current()) {
        QGuiApplication::clipboard()->setText(m_text->toPlainText());
        Q_EMIT announced(tr("The decision was copied."));
    }
}

} // namespace bulkhead
