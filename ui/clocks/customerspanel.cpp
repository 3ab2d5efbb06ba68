#include "ui/clocks/customerspanel.h"

#include "models/incident/countrange.h"
#include "models/incident/session.h"
#include "models/timeline/partylist.h"
#include "ui/clocks/customerdialogs.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/flowlayout.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"

#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
using deadline::CustomerRow;

const QString findInCrmAction = u"connectors.affected"_s;

/// A filter by words and by what is still to be done.
class CustomersProxy : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setChoice(const QString& choice)
    {
        m_choice = choice;
        invalidateFilter();
    }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        const auto choices = sourceModel()->index(row, 0, parent).data(CustomersModel::ChoiceRole).toStringList();
        return m_choice.isEmpty() || choices.contains(m_choice);
    }

private:
    QString m_choice;
};

QString paragraphOf(const QString& title, const QString& text)
{
    return text.isEmpty()
        ? QString()
        : u"<p><b>%1</b><br>%2</p>"_s.arg(title.toHtmlEscaped(), text.toHtmlEscaped().replace(u'\n', "<br>"_L1));
}

QString clauseText(const ContractClause& clause)
{
    QStringList parts{clause.name};
    if (clause.hours > 0) {
        parts.append(CustomersPanel::tr("%1 hours from %2").arg(clause.hours).arg(valueText(clause.starts).toLower()));
    }
    parts.append(CustomersPanel::tr("speaks of: %1").arg(deadline::clauseTriggerName(clause.trigger)));
    if (!clause.derived.isEmpty()) {
        parts.append(clause.derived == "yes"_L1 ? CustomersPanel::tr("derived data included")
                                                : CustomersPanel::tr("derived data not included"));
    }
    parts.append({clause.citation, clause.channel, clause.note});
    parts.removeAll(QString());
    return parts.join("; "_L1);
}

Word wordOfNotice(NoticeState state)
{
    const QString name = valueText(deadline::noticeName(state));
    switch (state) {
    case NoticeState::Undecided:
        return {name, Tone::Unknown, Mark::Ring};
    case NoticeState::NotOwed:
        return {name, Tone::Neutral, Mark::None};
    case NoticeState::Planned:
        return {name, Tone::Accent, Mark::Clock};
    case NoticeState::Sent:
    case NoticeState::Acknowledged:
        return {name, Tone::Ok, Mark::Check};
    }
    return {};
}

Word wordOfOwed(deadline::Applicability::Answer owed)
{
    using Owed = deadline::Applicability::Answer;
    return owed == Owed::Applies ? Word{CustomersPanel::tr("Owed"), Tone::Warn, Mark::Triangle}
        : owed == Owed::Depends  ? Word{CustomersPanel::tr("Depends"), Tone::Unknown, Mark::Ring}
                                 : Word{CustomersPanel::tr("Not owed"), Tone::Neutral, Mark::None};
}
} // namespace

Expected<CustomersPicture> customersPicture(Casework& casework, const Id& incident,
                                            std::shared_ptr<const deadline::Lawbook> book)
{
    if (!book) {
        TRY(auto loaded, deadline::Lawbook::loadFor(casework));
        book = std::make_shared<const deadline::Lawbook>(std::move(loaded));
    }
    CustomersPicture picture;
    picture.book = book;
    TRY(picture.rows, deadline::customersOf(casework, *book, incident));
    TRY(picture.clauses, deadline::clausesOf(casework));
    TRY(picture.events, deadline::knownEvents(casework, incident));
    for (const auto& member : casework.journal().members()) {
        picture.members[member.id] = member.member.name;
    }
    return picture;
}

void CustomersModel::setNow(qint64 now)
{
    m_now = now;
    refreshCells();
}

QVariant CustomersModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case NameColumn:
        return tr("Customer");
    case RoleColumn:
        return tr("Our role");
    case CountryColumn:
        return tr("Country");
    case ClauseColumn:
        return tr("Clause");
    case OwedColumn:
        return tr("Notice owed");
    case DueColumn:
        return tr("Due");
    case NoticeColumn:
        return tr("Notice");
    case RecordsColumn:
        return tr("Records");
    default:
        return tr("Contact");
    }
}

Word CustomersModel::word(const CustomerRow& row, int column) const
{
    if (column == OwedColumn) {
        return wordOfOwed(row.owed);
    }
    if (column == NoticeColumn) {
        return wordOfNotice(row.party.value.notice);
    }
    const IncidentClock* running = row.running();
    if (column == DueColumn && running != nullptr && running->due <= m_now) {
        return {tr("Overdue, %1").arg(timetext::moment(running->due)), Tone::Overdue, Mark::Clock};
    }
    return {};
}

QString CustomersModel::text(const CustomerRow& row, int column) const
{
    const Party& party = row.party.value;
    switch (column) {
    case NameColumn:
        return party.name;
    case RoleColumn:
        return party.ourRole.isEmpty() ? tr("unknown") : valueText(party.ourRole);
    case CountryColumn:
        return party.country;
    case ClauseColumn:
        return !row.clause                 ? QString()
            : row.clause->value.hours == 0 ? row.clause->value.name
                                           : tr("%1 (%2 h)").arg(row.clause->value.name).arg(row.clause->value.hours);
    case DueColumn:
        return row.running() != nullptr ? timetext::moment(row.running()->due) : QString();
    case RecordsColumn: {
        const auto count = CountRange::read(party.records, 0);
        return !count                   ? QString()
            : count->low == count->high ? countText(count->low)
                                        : tr("%1 to %2").arg(countText(count->low), countText(count->high));
    }
    case ContactColumn:
        return party.contact;
    default:
        return {};
    }
}

QVariant CustomersModel::cell(const CustomerRow& row, int column, int role) const
{
    const IncidentClock* running = row.running();
    if (role == ChoiceRole) {
        const NoticeState notice = row.party.value.notice;
        const bool isOpen = notice == NoticeState::Undecided || notice == NoticeState::Planned;
        QStringList choices;
        if (isOpen && row.owed != deadline::Applicability::Answer::DoesNot) {
            choices.append(u"open"_s);
        }
        if (running != nullptr) {
            choices.append(running->due <= m_now ? QStringList{u"running"_s, u"overdue"_s} : QStringList{u"running"_s});
        } else if (isOpen && row.owed != deadline::Applicability::Answer::DoesNot) {
            choices.append(u"no-clock"_s);
        }
        if (!row.clause || row.party.value.ourRole.isEmpty() || row.party.value.contact.isEmpty()) {
            choices.append(u"incomplete"_s);
        }
        return choices;
    }
    const Word said = word(row, column);
    if (role == ToneRole || role == MarkRole) {
        return said.text.isEmpty() ? QVariant()
            : role == ToneRole     ? QVariant(static_cast<int>(said.tone))
                                   : QVariant(static_cast<int>(said.mark));
    }
    if (role == SortRole && column == DueColumn) {
        return running == nullptr ? std::numeric_limits<qint64>::max() : running->due;
    }
    if (role == SortRole && column == RecordsColumn) {
        const auto count = CountRange::read(row.party.value.records, 0);
        return count ? count->high : -1;
    }
    if (role == Qt::ToolTipRole) {
        return column == OwedColumn   ? row.because
            : column == ClauseColumn  ? (row.clause ? clauseText(row.clause->value) : QString())
            : column == RecordsColumn ? CountRange::shownText(row.party.value.records)
                                      : QString();
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    return said.text.isEmpty() ? text(row, column) : said.text;
}

CustomersPanel::CustomersPanel(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new CustomersModel(this))
    , m_banner(new Banner(this))
    , m_stack(new QStackedWidget(this))
    , m_choice(new QComboBox(this))
    , m_filter(new QLineEdit(this))
    , m_table(new QTableView(this))
    , m_text(new QTextBrowser(this))
{
    setObjectName(u"clocks.customers"_s);
    setupTable();
    setupHeader();
}

void CustomersPanel::setupTable()
{
    // Two in a row: what is still to be done, then the words.
    auto* choices = new CustomersProxy(this);
    choices->setSourceModel(m_model);
    m_proxy = makeFilterProxy(choices, this);
    m_table->setObjectName(u"clocks.matrix"_s);
    bulkhead::setupTable(m_table, tr("Customers of this incident"));
    m_table->setModel(m_proxy);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    for (const int column : {CustomersModel::OwedColumn, CustomersModel::DueColumn, CustomersModel::NoticeColumn}) {
        m_table->setItemDelegateForColumn(column, new PillDelegate(m_table));
    }
    m_table->sortByColumn(CustomersModel::NameColumn, Qt::AscendingOrder);
    m_table->setColumnWidth(CustomersModel::RoleColumn, 84);
    m_table->setColumnWidth(CustomersModel::CountryColumn, 66);
    m_table->setColumnWidth(CustomersModel::ClauseColumn, 136);
    m_table->setColumnWidth(CustomersModel::OwedColumn, 100);
    m_table->setColumnWidth(CustomersModel::DueColumn, 150);
    m_table->setColumnWidth(CustomersModel::NoticeColumn, 112);
    m_table->setColumnWidth(CustomersModel::RecordsColumn, 74);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->setColumnWidth(CustomersModel::ContactColumn, 150);
    m_table->horizontalHeader()->setSectionResizeMode(CustomersModel::NameColumn, QHeaderView::Stretch);

    m_text->setObjectName(u"clocks.customer"_s);
    m_text->setAccessibleName(tr("The current customer in full"));
    connect(m_table, &QTableView::activated, this, &CustomersPanel::edit);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &CustomersPanel::showCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showCurrent();
        if (const CustomerRow* row = current()) {
            Q_EMIT inspectWanted(row->party.id);
        }
    });
    m_choice->setObjectName(u"clocks.choice"_s);
    m_choice->setAccessibleName(tr("Which customers"));
    for (const auto& [text, id] :
         {std::pair(tr("All"), QString()), std::pair(tr("To be told"), u"open"_s),
          std::pair(tr("Clock runs"), u"running"_s), std::pair(tr("Overdue"), u"overdue"_s),
          std::pair(tr("No clock"), u"no-clock"_s), std::pair(tr("Something missing"), u"incomplete"_s)}) {
        m_choice->addItem(text, id);
    }
    connect(m_choice, &QComboBox::currentIndexChanged, this,
            [this, choices] { choices->setChoice(m_choice->currentData().toString()); });
    connectFilter(m_filter, m_proxy);
}

void CustomersPanel::setupHeader()
{
    auto* header = new SectionHeader(tr("Customers"), SectionHeader::Level::Section, this);
    header->setExplanation(tr("Several can be chosen at once."));
    m_filter->setObjectName(u"clocks.customerFilter"_s);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter customers"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(180);
    header->addWidget(m_choice);
    header->addWidget(m_filter);
    auto* buttons = new QWidget(this);
    auto* flow = new FlowLayout(buttons);
    const auto button = [&](const QString& text, const QString& name, void (CustomersPanel::*handler)(),
                            bool isForChosen) {
        auto* made = new QPushButton(text, buttons);
        made->setObjectName(name);
        connect(made, &QPushButton::clicked, this, handler);
        flow->addWidget(made);
        if (isForChosen) {
            m_forChosen.push_back(made);
        }
    };
    button(tr("From &samples"), u"fromSamples"_s, &CustomersPanel::takeFromSamples, false);
    if (m_context.actions.find(findInCrmAction)) {
        button(tr("From a C&RM…"), u"fromCrm"_s, &CustomersPanel::findInCrm, false);
    }
    button(tr("&Import…"), u"importCustomers"_s, &CustomersPanel::importList, false);
    button(tr("&Add…"), u"addCustomer"_s, &CustomersPanel::addCustomer, false);
    button(tr("&Edit…"), u"editCustomers"_s, &CustomersPanel::edit, true);
    button(tr("Start &clocks…"), u"startClocks"_s, &CustomersPanel::startClocks, false);
    button(tr("&Notice…"), u"noteNotice"_s, &CustomersPanel::noteNotice, true);
    auto* empty = new EmptyState(u"party"_s, tr("No customer yet"),
                                 tr("A leak is many duties at once. Take the tenants that the samples hit, or import a "
                                    "list; clauses of contracts are entered once in Settings."),
                                 tr("Take them from the samples"), this);
    connect(empty, &EmptyState::triggered, this, &CustomersPanel::takeFromSamples);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(m_text);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    m_stack->addWidget(empty);
    m_stack->addWidget(split);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::s, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(buttons);
    column->addWidget(m_banner);
    column->addWidget(m_stack, 1);
}

void CustomersPanel::setIncident(const Id& incident)
{
    m_incident = incident;
    m_banner->dismiss();
    CustomersPicture none;
    none.book = m_picture.book;
    take(std::move(none));
    invalidate();
}

void CustomersPanel::invalidate(bool withRules)
{
    m_isStale = true;
    m_isBookStale = m_isBookStale || withRules;
    if (isVisible()) {
        reload();
    }
}

void CustomersPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isStale) {
        reload();
    }
}

void CustomersPanel::reload()
{
    if (m_incident.isNull()) {
        return;
    }
    m_isStale = false;
    m_context.session.read(
        this,
        [incident = m_incident, book = std::exchange(m_isBookStale, false) ? nullptr : m_picture.book](
            Casework& casework) { return customersPicture(casework, incident, book); },
        [this, ticket = m_read.next()](Expected<CustomersPicture> picture) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (picture) {
                take(std::move(*picture));
            } else {
                m_banner->showError(picture.error());
            }
        });
}

void CustomersPanel::tick(qint64 now)
{
    m_model->setNow(now);
}

void CustomersPanel::take(CustomersPicture picture)
{
    m_picture = std::move(picture);
    m_model->setRows(m_picture.rows);
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    if (!m_toReveal.isNull() && selectId(m_table, m_toReveal)) {
        m_toReveal = {};
    } else if (!m_table->currentIndex().isValid() && m_proxy->rowCount() > 0) {
        m_table->setCurrentIndex(m_proxy->index(0, 0));
    }
    showCurrent();
}

const CustomerRow* CustomersPanel::current() const
{
    const auto id = currentId(m_table);
    const int row = id ? m_model->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_model->at(row);
}

std::vector<Id> CustomersPanel::chosen() const
{
    QModelIndexList selected = m_table->selectionModel()->selectedRows();
    std::ranges::sort(selected, {}, &QModelIndex::row);
    std::vector<Id> ids;
    std::ranges::transform(selected, std::back_inserter(ids),
                           [](const QModelIndex& index) { return index.data(IdRole).value<Id>(); });
    return ids;
}

void CustomersPanel::showCurrent()
{
    const auto ids = chosen();
    for (QPushButton* button : m_forChosen) {
        button->setEnabled(!ids.empty());
    }
    const CustomerRow* row = current();
    if (row == nullptr) {
        m_text->clear();
        return;
    }
    const Party& party = row->party.value;
    QString html = u"<h3>%1</h3>"_s.arg(party.name.toHtmlEscaped());
    if (ids.size() > 1) {
        html.prepend(u"<p>%1</p>"_s.arg(
            tr("%n customer(s) are chosen.", nullptr, static_cast<int>(ids.size())).toHtmlEscaped()));
    }
    html += paragraphOf(tr("Notice"), row->because);
    html += paragraphOf(tr("Clause"), row->clause ? clauseText(row->clause->value) : QString());
    html += paragraphOf(tr("How to tell them"),
                        !party.channel.isEmpty() ? party.channel
                            : row->clause        ? row->clause->value.channel
                                                 : QString());
    html += paragraphOf(tr("Contact"), party.contact);
    html += paragraphOf(tr("Affected records"),
                        party.records.isEmpty() ? QString() : CountRange::shownText(party.records));
    if (party.noticedAt) {
        html += paragraphOf(tr("Told"), timetext::moment(*party.noticedAt));
    }
    html += paragraphOf(tr("About the notice"), party.noticeNote);
    for (const Kept<IncidentClock>& clock : row->clocks) {
        html += paragraphOf(clock.value.name, u"%1\n%2"_s.arg(wordOf(clock.value.state).text, clock.value.reasoning));
    }
    html += paragraphOf(tr("Tenant"), party.tenant);
    html += paragraphOf(tr("Note"), party.note);
    m_text->setHtml(html);
}

bool CustomersPanel::reveal(const Id& party)
{
    if (selectId(m_table, party)) {
        return true;
    }
    m_toReveal = party;
    return false;
}

QString CustomersPanel::text() const
{
    return m_text->toPlainText();
}

void CustomersPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void CustomersPanel::addCustomer()
{
    if (!m_picture.book) {
        return;
    }
    auto* dialog = new CustomerDialog(m_picture, {}, m_context.session.clock().now(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [incident = m_incident, party = dialog->applied({})](Casework& casework) {
                return casework.add(incident, party);
            },
            [this, dialog](const Expected<Id>& made) {
                dialog->finish(made);
                if (made) {
                    m_toReveal = *made;
                }
            });
    });
    dialog->open();
}

void CustomersPanel::edit()
{
    std::vector<Kept<Party>> parties;
    for (const Id& id : chosen()) {
        if (const int row = m_model->rowOf(id); row >= 0) {
            parties.push_back(m_model->at(row).party);
        }
    }
    if (parties.empty()) {
        return;
    }
    auto* dialog = new CustomerDialog(m_picture, parties, m_context.session.clock().now(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, parties] {
        std::vector<std::pair<Id, Party>> changed;
        for (const Kept<Party>& one : parties) {
            changed.emplace_back(one.id, dialog->applied(one.value));
        }
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [incident = m_incident, changed = std::move(changed)](Casework& casework) {
                return casework.writeMany<Party>(incident, {}, changed, Compartment::Team, u"party.update"_s);
            },
            [dialog](const Expected<std::vector<Id>>& done) { dialog->finish(done); });
    });
    dialog->open();
}

void CustomersPanel::startClocks()
{
    if (!m_picture.book) {
        return;
    }
    auto* dialog = new BulkClocksDialog(m_context, m_incident, m_picture, chosen(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [incident = m_incident, book = m_picture.book,
             wish = dialog->wish()](Casework& casework) -> Expected<std::vector<Id>> {
                TRY(const auto plan, deadline::planFor(casework, *book, incident, wish));
                return deadline::startFor(casework, incident, plan);
            },
            [this, dialog](const Expected<std::vector<Id>>& started) {
                dialog->finish(started);
                if (started) {
                    Q_EMIT announced(tr("%n clock(s) run.", nullptr, static_cast<int>(started->size())));
                }
            });
    });
    dialog->open();
}

void CustomersPanel::noteNotice()
{
    const auto ids = chosen();
    if (ids.empty()) {
        return;
    }
    bool hasLate = false;
    const qint64 now = m_context.session.clock().now();
    for (const Id& id : ids) {
        const int row = m_model->rowOf(id);
        const IncidentClock* running = row < 0 ? nullptr : m_model->at(row).running();
        hasLate = hasLate || (running != nullptr && running->due <= now);
    }
    auto* dialog = new NoticeDialog(static_cast<int>(ids.size()), now, hasLate, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, ids] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [book = m_picture.book, ids, wish = dialog->wish()](Casework& casework) {
                return deadline::setNotice(casework, *book, ids, wish);
            },
            [this, dialog](const Expected<void>& done) {
                dialog->finish(done);
                if (done) {
                    Q_EMIT announced(tr("Recorded."));
                }
            });
    });
    dialog->open();
}

void CustomersPanel::importList()
{
    auto* dialog = new QFileDialog(this, tr("Import customers"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Lists (*.csv *.tsv *.json *.jsonl)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &CustomersPanel::importFrom);
    dialog->open();
}

void CustomersPanel::importFrom(const QString& file)
{
    m_context.session.read(
        this,
        [incident = m_incident, file](Casework& casework) -> Expected<timeline::PartyList> {
            QFile source(file);
            if (!source.open(QIODevice::ReadOnly)) {
                return failure("input.unreadable"_L1,
                               CustomersPanel::tr("“%1” cannot be read: %2.").arg(file, source.errorString()));
            }
            return timeline::readParties(casework, incident, source, {});
        },
        [this, file](const Expected<timeline::PartyList>& list) {
            if (!list) {
                m_banner->showError(list.error());
                return;
            }
            auto* dialog = new ImportCustomersDialog(file, *list, this);
            connect(dialog, &FormDialog::submitted, this, [this, dialog, read = *list] {
                dialog->setBusy(true);
                m_context.session.write(
                    dialog,
                    [incident = m_incident, read](Casework& casework) {
                        return casework.writeMany<Party>(incident, read.parties, read.completed);
                    },
                    [this, dialog](const Expected<std::vector<Id>>& done) {
                        dialog->finish(done);
                        if (done) {
                            Q_EMIT announced(tr("%n customer(s) added.", nullptr, static_cast<int>(done->size())));
                        }
                    });
            });
            dialog->open();
        });
}

/// The room of the connectors asks; where it may not it says why.
void CustomersPanel::findInCrm()
{
    QAction* find = m_context.actions.find(findInCrmAction);
    (find->isEnabled() ? find : m_context.actions.find(u"go.connectors"_s))->trigger();
}

void CustomersPanel::takeFromSamples()
{
    m_context.session.write(
        this,
        [incident = m_incident](Casework& casework) { return deadline::addCustomersFromSamples(casework, incident); },
        [this](const Expected<int>& added) {
            if (!added) {
                m_banner->showError(added.error());
            } else if (*added == 0) {
                m_banner->showText(Tone::Neutral, tr("The samples hit no tenant that is not there already."),
                                   tr("Ask whether a sample is real first, or import a list."));
            } else {
                Q_EMIT announced(tr("%n customer(s) added from the samples.", nullptr, *added));
            }
        });
}

} // namespace bulkhead
