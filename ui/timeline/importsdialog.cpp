#include "ui/timeline/importsdialog.h"

#include "models/base/csv.h"
#include "models/incident/session.h"
#include "models/timeline/exporter.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/formdialog.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/words.h"
#include "ui/timeline/ledgermodels.h"
#include "ui/timeline/observationdialog.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr qint64 rejectedListed = 10'000; ///< all of them can be saved

struct Ledger
{
    std::vector<LedgerLine> lines;
    qint64 all = 0;
};

Expected<Ledger> readLedgerLines(const Casework& casework, const Kept<TimelineImport>& import)
{
    TRY(auto page, timeline::readLedger(casework, import, false, 0, rejectedListed));
    TRY(const auto isRepaired, timeline::repaired(casework, import, page.entries));
    Ledger ledger{.lines = {}, .all = page.all};
    for (std::size_t i = 0; i < page.entries.size(); ++i) {
        const Id id = importedRowId(import.value.identity, page.entries[i].row);
        ledger.lines.push_back({id, std::move(page.entries[i]), isRepaired[i]});
    }
    return ledger;
}

/// Row, reason and the cells as they were: to be corrected in a spreadsheet and imported again.
Expected<void> writeLedgerFile(const Casework& casework, const Kept<TimelineImport>& import, const QString& file)
{
    TRY(const auto page, timeline::readLedger(casework, import, false));
    qsizetype cells = 0;
    for (const LedgerEntry& entry : page.entries) {
        cells = std::max(cells, entry.cells.size());
    }
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || !out.setPermissions(QFile::ReadOwner | QFile::WriteOwner)) {
        return failure("timeline.cannot-write"_L1,
                       ImportsDialog::tr("“%1” could not be written: %2.").arg(file, out.errorString()));
    }
    const QStringList head = QStringList{u"row"_s, u"reason"_s} + timeline::columnsOf(casework, import, cells);
    out.write(csvLine(head, CsvFor::Programs));
    for (const LedgerEntry& entry : page.entries) {
        out.write(csvLine(QStringList{QString::number(entry.row), entry.reason} + entry.cells));
    }
    if (!out.commit()) {
        return failure("timeline.cannot-write"_L1,
                       ImportsDialog::tr("“%1” could not be written: %2.").arg(file, out.errorString()));
    }
    return {};
}
} // namespace

ImportsDialog::ImportsDialog(const RoomContext& context, const Id& incident, const Id& current, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_incident(incident)
    , m_wanted(current)
    , m_imports(new ImportsModel(this))
    , m_ledger(new LedgerModel(this))
    , m_banner(new Banner(this))
    , m_importTable(new QTableView(this))
    , m_ledgerTable(new QTableView(this))
    , m_account(mutedLabel({}, this))
    , m_showRows(new QPushButton(tr("Show its &rows"), this))
    , m_strike(new QPushButton(tr("S&trike the import…"), this))
    , m_repair(new QPushButton(tr("Re&pair…"), this))
    , m_save(new QPushButton(tr("&Save rejected rows…"), this))
{
    setObjectName(u"timeline.importsDialog"_s);
    setWindowTitle(tr("Imported files"));
    setAttribute(Qt::WA_DeleteOnClose);
    setupLayout();
    resize(920, 640);
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (change.stream.incident == m_incident && change.change != 0) {
            reload();
        }
    });
    reload();
}

ImportsDialog::~ImportsDialog() = default;

void ImportsDialog::setupLayout()
{
    m_importTable->setObjectName(u"imports"_s);
    setupTable(m_importTable, tr("Files that were imported"));
    m_importTable->setModel(makeFilterProxy(m_imports, this));
    m_importTable->sortByColumn(ImportsModel::ImportedColumn, Qt::DescendingOrder);
    for (const auto& [column, width] : {std::pair<int, int>{ImportsModel::FileColumn, 180},
                                        {ImportsModel::FormatColumn, 140},
                                        {ImportsModel::ImportedColumn, 160},
                                        {ImportsModel::ReadColumn, 84},
                                        {ImportsModel::AcceptedColumn, 72},
                                        {ImportsModel::DuplicateColumn, 104},
                                        {ImportsModel::RejectedColumn, 84}}) {
        m_importTable->setColumnWidth(column, width);
    }
    m_ledgerTable->setObjectName(u"ledger"_s);
    setupTable(m_ledgerTable, tr("Rejected rows of the current import"));
    m_ledgerTable->setModel(makeFilterProxy(m_ledger, this));
    m_ledgerTable->setItemDelegateForColumn(LedgerModel::StateColumn, new PillDelegate(this));
    m_ledgerTable->sortByColumn(LedgerModel::RowColumn, Qt::AscendingOrder);
    m_ledgerTable->setColumnWidth(LedgerModel::RowColumn, 70);
    m_ledgerTable->setColumnWidth(LedgerModel::ReasonColumn, 320);
    m_ledgerTable->setColumnWidth(LedgerModel::StateColumn, 100);
    auto* above = new QHBoxLayout;
    above->addWidget(m_account, 1);
    above->addWidget(m_showRows);
    above->addWidget(m_strike);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->addButton(m_repair, QDialogButtonBox::ActionRole);
    buttons->addButton(m_save, QDialogButtonBox::ActionRole);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(space::s);
    column->addWidget(m_banner);
    column->addWidget(m_importTable, 2);
    column->addLayout(above);
    column->addWidget(m_ledgerTable, 3);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_importTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ImportsDialog::showLedger);
    connect(m_ledgerTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ImportsDialog::updateButtons);
    connect(m_ledgerTable, &QTableView::activated, this, &ImportsDialog::repair);
    connect(m_repair, &QPushButton::clicked, this, &ImportsDialog::repair);
    connect(m_strike, &QPushButton::clicked, this, &ImportsDialog::strike);
    connect(m_save, &QPushButton::clicked, this, &ImportsDialog::save);
    connect(m_showRows, &QPushButton::clicked, this, [this] {
        if (const auto* import = current()) {
            Q_EMIT rowsWanted(import->id);
            accept();
        }
    });
    for (QPushButton* button : {m_showRows, m_strike, m_repair, m_save}) {
        button->setAutoDefault(false);
    }
    updateButtons();
}

const Kept<TimelineImport>* ImportsDialog::current() const
{
    const auto id = currentId(m_importTable);
    const int row = id ? m_imports->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_imports->at(row);
}

void ImportsDialog::reload()
{
    m_context.session.read(
        this, [incident = m_incident](Casework& casework) { return casework.all<TimelineImport>(incident); },
        [this, ticket = m_importsRead.next()](Expected<std::vector<Kept<TimelineImport>>> imports) {
            if (!m_importsRead.isCurrent(ticket)) {
                return;
            }
            if (!imports) {
                m_banner->showError(imports.error());
                return;
            }
            m_imports->setRows(*std::move(imports));
            if (!m_wanted.isNull() && selectId(m_importTable, m_wanted)) {
                m_wanted = {};
            } else if (!m_importTable->currentIndex().isValid()) {
                m_importTable->setCurrentIndex(m_importTable->model()->index(0, 0));
            }
            showLedger();
        });
}

void ImportsDialog::showLedger()
{
    const auto* import = current();
    updateButtons();
    if (!import) {
        m_ledger->setRows({});
        m_account->setText(m_imports->rows().empty() ? tr("No file was imported into this timeline yet.") : QString());
        return;
    }
    const TimelineImport& value = import->value;
    m_account->setText(tr("%1 rows read = %2 taken + %3 there already + %4 rejected")
                           .arg(countText(value.read), countText(value.accepted), countText(value.duplicate),
                                countText(value.rejected)));
    m_context.session.read(
        this, [import = *import](Casework& casework) { return readLedgerLines(casework, import); },
        [this, ticket = m_ledgerRead.next()](Expected<Ledger> ledger) {
            if (!m_ledgerRead.isCurrent(ticket)) {
                return;
            }
            if (!ledger) {
                m_banner->showError(ledger.error());
                return;
            }
            if (ledger->all > static_cast<qint64>(ledger->lines.size())) {
                m_account->setText(
                    m_account->text() + u" · "_s
                    + tr("the first %1 rejected rows are listed; all can be saved").arg(countText(rejectedListed)));
            }
            m_ledger->setRows(std::move(ledger->lines));
            updateButtons();
        });
}

void ImportsDialog::updateButtons()
{
    const auto* import = current();
    const auto id = currentId(m_ledgerTable);
    const int row = id ? m_ledger->rowOf(*id) : -1;
    m_showRows->setEnabled(import && import->value.accepted > 0);
    m_strike->setEnabled(import && !import->value.isStruck);
    m_save->setEnabled(import && import->value.rejected > 0);
    m_repair->setEnabled(import && row >= 0 && !m_ledger->at(row).isRepaired);
}

void ImportsDialog::repair()
{
    const auto* import = current();
    const auto id = currentId(m_ledgerTable);
    const int row = id ? m_ledger->rowOf(*id) : -1;
    if (!import || row < 0 || m_ledger->at(row).isRepaired) {
        return;
    }
    const LedgerEntry& entry = m_ledger->at(row).entry;
    auto* dialog = new ObservationDialog({}, {}, this);
    dialog->setWindowTitle(tr("Repair row %1 of “%2”").arg(entry.row).arg(import->value.file));
    dialog->setIntroduction(Qt::convertFromPlainText(
        tr("%1 In the file it reads: %2").arg(entry.detail, entry.cells.join(u" │ "_s).simplified())));
    dialog->setSeen(entry.cells.join(u' ').simplified());
    connect(dialog, &FormDialog::submitted, this, [this, dialog, import = *import, place = entry.row] {
        m_context.session.write(
            dialog,
            [import, place, observation = dialog->observation()](Casework& casework) {
                return timeline::repairRow(casework, import, place, observation);
            },
            [dialog](const Expected<Id>& done) { dialog->finish(done); });
    });
    dialog->open();
}

void ImportsDialog::strike()
{
    const auto* import = current();
    if (!import || import->value.isStruck) {
        return;
    }
    askForStrikeReason(this, tr("all %1 rows of “%2”").arg(countText(import->value.accepted), import->value.file),
                       [this, id = import->id](FormDialog* dialog, const QString& reason) {
                           m_context.session.write(
                               dialog, [id, reason](Casework& casework) { return casework.strike(id, reason); },
                               [dialog](const Expected<void>& done) { dialog->finish(done); });
                       });
}

void ImportsDialog::save()
{
    const auto* import = current();
    if (!import) {
        return;
    }
    auto* dialog = new QFileDialog(this, tr("Save rejected rows, readable by you alone and not encrypted"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(tr("rejected-%1.csv").arg(import->value.file.section(u'.', 0, 0)));
    connect(dialog, &QFileDialog::fileSelected, this, &ImportsDialog::write);
    dialog->open();
}

void ImportsDialog::write(const QString& file)
{
    const auto* import = current();
    if (!import) {
        return;
    }
    m_context.session.read(
        this, [import = *import, file](Casework& casework) { return writeLedgerFile(casework, import, file); },
        [this, file](const Expected<void>& written) {
            if (written) {
                m_banner->showText(Tone::Ok, tr("The rejected rows stand in “%1”.").arg(file),
                                   tr("Correct them there and import that file."));
            } else {
                m_banner->showError(written.error());
            }
        });
}

} // namespace bulkhead
