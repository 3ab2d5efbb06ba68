#include "ui/register/registerpage.h"

#include "models/breach/finding.h"
#include "models/disclosure/pdf.h"
#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/flowlayout.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/register/entrydialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QSaveFile>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QTextDocument>
#include <QTimeZone>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
int yearOf(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, QTimeZone::utc()).date().year();
}

qint64 startOfYear(int year)
{
    return QDate(year, 1, 1).startOfDay(QTimeZone::utc()).toMSecsSinceEpoch();
}

/// Nothing, or why it could not be written. Readable by the user alone.
QString writeFile(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || file.write(bytes) != bytes.size() || !file.commit()) {
        return file.errorString();
    }
    return {};
}
} // namespace

RegisterPage::RegisterPage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new RegisterModel(this))
    , m_banner(new Banner(this))
    , m_stack(new QStackedWidget(this))
    , m_words(new QLineEdit(this))
    , m_conclusion(new QComboBox(this))
    , m_year(new QComboBox(this))
    , m_gaps(new QCheckBox(tr("Something &missing"), this))
    , m_exercises(new QCheckBox(tr("E&xercises"), this))
    , m_count(new QLabel(this))
    , m_table(new QTableView(this))
    , m_text(new QTextBrowser(this))
{
    setObjectName(u"register.page"_s);
    m_table->setObjectName(u"register.table"_s);
    setupTable(m_table, tr("Incidents of the register"));
    m_table->setModel(makeFilterProxy(m_model, this));
    m_table->setItemDelegateForColumn(RegisterModel::ConclusionColumn, new PillDelegate(m_table));
    m_table->setItemDelegateForColumn(RegisterModel::GapsColumn, new PillDelegate(m_table));
    m_table->sortByColumn(RegisterModel::AwareColumn, Qt::DescendingOrder);
    m_table->setColumnWidth(RegisterModel::NumberColumn, 96);
    m_table->setColumnWidth(RegisterModel::AwareColumn, 150);
    m_table->setColumnWidth(RegisterModel::ConclusionColumn, 170);
    m_table->setColumnWidth(RegisterModel::SeverityColumn, 150);
    m_table->setColumnWidth(RegisterModel::RiskColumn, 76);
    m_table->setColumnWidth(RegisterModel::NotifiedColumn, 76);
    m_table->setColumnWidth(RegisterModel::GapsColumn, 110);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(RegisterModel::TitleColumn, QHeaderView::Stretch);
    connect(m_table, &QTableView::activated, this, &RegisterPage::edit);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RegisterPage::showCurrent);
    m_text->setObjectName(u"register.text"_s);
    m_text->setAccessibleName(tr("The current incident as the register has it"));
    auto* header = new SectionHeader(tr("Register"), SectionHeader::Level::Page, this);
    header->setExplanation(tr("Personal data breaches, GDPR Art. 33(5)."));
    m_edit = new QPushButton(tr("Edit the entry…"), header);
    m_edit->setObjectName(u"editEntry"_s);
    makePrimary(m_edit);
    connect(m_edit, &QPushButton::clicked, this, &RegisterPage::edit);
    auto* csv = new QPushButton(tr("CSV…"), header);
    connect(csv, &QPushButton::clicked, this, &RegisterPage::exportCsv);
    auto* pdf = new QPushButton(tr("PDF…"), header);
    connect(pdf, &QPushButton::clicked, this, &RegisterPage::exportPdf);
    header->addWidget(csv);
    header->addWidget(pdf);
    header->addWidget(m_edit);
    auto* filters = new QWidget(this);
    setupFilters(filters);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(m_text);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    m_stack->addWidget(new EmptyState(u"report"_s, tr("Nothing in the register"),
                                      tr("Every incident stands here, also one that was no breach. Change the filter, "
                                         "or declare an incident."),
                                      {}, this));
    m_stack->addWidget(split);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(m_banner);
    column->addWidget(filters);
    column->addWidget(m_stack, 1);
    connect(&m_context.session, &Session::committed, this, &RegisterPage::refresh);
    filter();
}

void RegisterPage::setupFilters(QWidget* filters)
{
    auto* flow = new FlowLayout(filters, space::m);
    m_words->setObjectName(u"register.filter"_s);
    m_words->setPlaceholderText(tr("Filter"));
    m_words->setAccessibleName(tr("Filter by words in any field"));
    m_words->setClearButtonEnabled(true);
    m_words->setMinimumWidth(200);
    m_conclusion->setObjectName(u"register.conclusion"_s);
    m_conclusion->setAccessibleName(tr("Conclusion"));
    m_conclusion->addItem(tr("All conclusions"), QString());
    for (const breach::Conclusion one :
         {breach::Conclusion::BreachConfirmed, breach::Conclusion::BreachLikely,
          breach::Conclusion::SecurityIncidentOnly, breach::Conclusion::InsufficientFacts}) {
        m_conclusion->addItem(breach::conclusionName(one), breach::conclusionId(one));
    }
    m_conclusion->addItem(tr("Not signed"), u"none"_s);
    m_year->setObjectName(u"register.year"_s);
    m_year->setAccessibleName(tr("Year"));
    m_year->addItem(tr("All years"), 0);
    m_gaps->setObjectName(u"register.gaps"_s);
    m_exercises->setObjectName(u"register.exercises"_s);
    for (QWidget* widget :
         std::initializer_list<QWidget*>{m_words, m_conclusion, m_year, m_gaps, m_exercises, m_count}) {
        flow->addWidget(widget);
    }
    connect(m_words, &QLineEdit::textChanged, this, &RegisterPage::filter);
    connect(m_conclusion, &QComboBox::currentIndexChanged, this, &RegisterPage::filter);
    connect(m_year, &QComboBox::currentIndexChanged, this, &RegisterPage::filter);
    connect(m_gaps, &QCheckBox::toggled, this, &RegisterPage::filter);
    connect(m_exercises, &QCheckBox::toggled, this, &RegisterPage::filter);
}

void RegisterPage::refresh()
{
    m_isStale = true;
    if (isVisible()) {
        reload();
    }
}

void RegisterPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isStale) {
        reload();
    }
}

void RegisterPage::reload()
{
    m_isStale = false;
    m_context.session.read(
        this,
        [book = m_book](Casework& casework) -> Expected<Loaded> {
            Loaded loaded{book, {}};
            if (!loaded.book) {
                TRY(auto read, deadline::Lawbook::load());
                loaded.book = std::make_shared<const deadline::Lawbook>(std::move(read));
            }
            TRY(loaded.rows, breach::registerRows(casework, *loaded.book));
            return loaded;
        },
        [this, ticket = m_read.next()](Expected<Loaded> loaded) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (!loaded) {
                m_banner->showError(loaded.error());
                return;
            }
            m_book = loaded->book;
            m_all = std::move(loaded->rows);
            std::set<int, std::greater<>> years;
            for (const breach::RegisterRow& row : m_all) {
                years.insert(yearOf(row.at()));
            }
            const int chosen = m_year->currentData().toInt();
            {
                const QSignalBlocker quiet(m_year);
                m_year->clear();
                m_year->addItem(tr("All years"), 0);
                for (const int year : years) {
                    m_year->addItem(QString::number(year), year);
                }
                m_year->setCurrentIndex(std::max(0, m_year->findData(chosen)));
            }
            filter();
        });
}

void RegisterPage::filter()
{
    const int year = m_year->currentData().toInt();
    breach::RegisterFilter wanted{.text = m_words->text(),
                                  .conclusion = m_conclusion->currentData().toString(),
                                  .withExercises = m_exercises->isChecked(),
                                  .onlyGaps = m_gaps->isChecked()};
    if (year > 0) {
        wanted.from = startOfYear(year);
        wanted.until = startOfYear(year + 1);
    }
    std::vector<breach::RegisterRow> rows;
    std::ranges::copy_if(m_all, std::back_inserter(rows),
                         [&](const breach::RegisterRow& row) { return breach::shows(wanted, row); });
    m_count->setText(
        tr("%1 of %2").arg(countText(static_cast<qint64>(rows.size())), countText(static_cast<qint64>(m_all.size()))));
    const auto hide = [&](RegisterModel::Column column, QString breach::RegisterRow::* text) {
        m_table->setColumnHidden(column,
                                 std::ranges::all_of(rows, [text](const auto& row) { return (row.*text).isEmpty(); }));
    };
    hide(RegisterModel::SeverityColumn, &breach::RegisterRow::severity); // columns that say nothing
    hide(RegisterModel::RiskColumn, &breach::RegisterRow::risk);
    m_model->setRows(std::move(rows));
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    if (!m_toReveal.isNull() && selectId(m_table, m_toReveal)) {
        m_toReveal = {};
    } else if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_table->model()->index(0, 0));
    }
    showCurrent();
}

const breach::RegisterRow* RegisterPage::current() const
{
    const auto id = currentId(m_table);
    const int row = id ? m_model->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_model->at(row);
}

void RegisterPage::showCurrent()
{
    const breach::RegisterRow* row = current();
    m_edit->setEnabled(row != nullptr);
    if (row == nullptr) {
        m_text->clear();
        return;
    }
    QString html = u"<h3>%1</h3><table cellspacing=\"0\" cellpadding=\"3\">"_s.arg(
        tr("%1 · %2").arg(row->number, row->title).toHtmlEscaped());
    for (const auto& [name, text] : breach::fieldsOf(*row)) {
        if (!text.isEmpty()) {
            html += u"<tr><td width=\"190\"><b>%1</b></td><td>%2</td></tr>"_s.arg(
                name.toHtmlEscaped(), text.toHtmlEscaped().replace(u'\n', "<br>"_L1));
        }
    }
    m_text->setHtml(html + "</table>"_L1);
}

void RegisterPage::reveal(const Id& incident)
{
    if (!selectId(m_table, incident)) {
        m_toReveal = incident;
    }
}

void RegisterPage::focusFilter()
{
    m_words->setFocus(Qt::ShortcutFocusReason);
    m_words->selectAll();
}

void RegisterPage::open()
{
    if (const breach::RegisterRow* row = current()) {
        Q_EMIT openWanted(row->incident);
    }
}

void RegisterPage::edit()
{
    const breach::RegisterRow* row = current();
    if (row == nullptr) {
        return;
    }
    auto* dialog = new EntryDialog(*row, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, incident = row->incident] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [incident, entry = dialog->entry()](Casework& casework) {
                return breach::writeEntry(casework, incident, entry);
            },
            [this, dialog](const Expected<void>& done) {
                dialog->finish(done);
                if (done) {
                    Q_EMIT announced(tr("The entry is kept."));
                }
            });
    });
    dialog->open();
}

QString RegisterPage::html() const
{
    return breach::registerHtml(m_model->rows(), m_context.session.vaultName(), m_context.session.userName(),
                                m_context.session.clock().now());
}

void RegisterPage::leave(const QString& title, std::function<void()> how)
{
    if (m_model->rowCount() == 0) {
        m_banner->showText(Tone::Neutral, tr("The filter shows no incident."));
        return;
    }
    askToConfirm(
        this, title,
        tr("What is shown, %n incident(s), leaves the vault and is not encrypted.", nullptr, m_model->rowCount()),
        tr("Go on…"), false, std::move(how));
}

void RegisterPage::choose(const QString& title, const QString& suffix, void (RegisterPage::*write)(const QString&))
{
    auto* dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(u"register."_s + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, write);
    dialog->open();
}

void RegisterPage::report(const QString& file, const QString& error)
{
    if (error.isEmpty()) {
        Q_EMIT announced(tr("Written to %1, readable by you alone.").arg(file));
    } else {
        m_banner->showText(Tone::Overdue, tr("%1 was not written.").arg(file), error);
    }
}

void RegisterPage::exportCsv()
{
    const QString title = tr("The register as a table");
    leave(title, [this, title] { choose(title, u"csv"_s, &RegisterPage::writeCsv); });
}

void RegisterPage::exportPdf()
{
    const QString title = tr("The register as PDF");
    leave(title, [this, title] { choose(title, u"pdf"_s, &RegisterPage::writePdf); });
}

void RegisterPage::writeCsv(const QString& file)
{
    report(file, writeFile(file, breach::registerCsv(m_model->rows())));
}

void RegisterPage::writePdf(const QString& file)
{
    const auto bytes = disclosure::portablePage(
        {html(), tr("Register of personal data breaches"), {}, m_context.session.clock().now()});
    report(file, bytes ? writeFile(file, *bytes) : bytes.error().message);
}

void RegisterPage::print()
{
    leave(tr("The register is printed"), [this] {
        auto printer = std::make_shared<QPrinter>();
        printer->setDocName(tr("Register")); // print queues show it
        auto* dialog = new QPrintDialog(printer.get(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, printer] {
            QTextDocument document;
            document.setHtml(html());
            document.print(printer.get());
        });
        dialog->open();
    });
}

void RegisterPage::copy()
{
    if (const QString text = m_text->toPlainText(); !text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
        Q_EMIT announced(tr("Copied."));
    }
}

} // namespace bulkhead
