#include "ui/timeline/importdialog.h"

#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFile>
#include <QFileInfo>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableWidget>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int columnsShown = 256;
constexpr int rowsShown = 50;
constexpr qsizetype exampleLength = 40;

QTableWidgetItem* readOnly(const QString& text)
{
    auto* item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
    item->setToolTip(Qt::convertFromPlainText(text));
    return item;
}

QTableWidget* makeTable(const QString& name, const QStringList& headers, const QString& accessible, QWidget* parent)
{
    auto* table = new QTableWidget(0, static_cast<int>(headers.size()), parent);
    table->setObjectName(name);
    setupTable(table, accessible);
    table->setSortingEnabled(false);
    table->setHorizontalHeaderLabels(headers);
    table->setMinimumSize(640, 150);
    table->setTabKeyNavigation(false);
    return table;
}

QComboBox* choice(const QString& name, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(28);
    return box;
}
} // namespace

ImportDialog::ImportDialog(Session& session, std::shared_ptr<const timeline::Presets> presets, QString file,
                           QWidget* parent)
    : FormDialog(tr("Import into the timeline"), tr("Import"), parent)
    , m_session(session)
    , m_presets(std::move(presets))
    , m_file(std::move(file))
    , m_format(choice(u"format"_s, this))
    , m_zone(choice(u"zone"_s, this))
    , m_order(choice(u"order"_s, this))
    , m_surface(choice(u"surface"_s, this))
    , m_source(new QLineEdit(this))
    , m_once(new QCheckBox(tr("E&qual rows are one event"), this))
    , m_columns(makeTable(u"columns"_s, {tr("Column"), tr("What it says"), tr("For example")},
                          tr("Columns of the file"), this))
    , m_rows(makeTable(u"rows"_s, {tr("Row"), tr("Occurred"), tr("Source"), tr("What was seen")},
                       tr("First rows as they would be taken"), this))
    , m_account(mutedLabel({}, this))
{
    setObjectName(u"timeline.importDialog"_s);
    setMinimumWidth(860);
    setIntroduction(
        tr("“%1” becomes evidence, and each of its rows an entry. Rows that cannot be read are kept with the "
           "reason, to be repaired or imported again.")
            .arg(QFileInfo(m_file).fileName()));
    setupFields();
    setValidator([this] { return problem(); });
    preview();
}

void ImportDialog::setupFields()
{
    m_format->addItem(tr("Recognise it"), QString());
    for (const timeline::Preset& preset : m_presets->all()) {
        m_format->addItem(preset.name, preset.id);
    }
    m_format->addItem(tr("Only by its columns"), u"none"_s);
    m_zone->setEditable(true);
    m_zone->addItem(QString());
    m_zone->addItem(u"UTC"_s);
    m_zone->addItem(QString::fromUtf8(QTimeZone::systemTimeZoneId()));
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds()) {
        if (const QString name = QString::fromUtf8(id); m_zone->findText(name) < 0) {
            m_zone->addItem(name);
        }
    }
    m_zone->completer()->setFilterMode(Qt::MatchContains);
    m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_order->addItem(tr("Not needed"), static_cast<int>(timeline::DateOrder::Unknown));
    m_order->addItem(tr("Day first: 24/11/2026"), static_cast<int>(timeline::DateOrder::DayFirst));
    m_order->addItem(tr("Month first: 11/24/2026"), static_cast<int>(timeline::DateOrder::MonthFirst));
    for (std::size_t i = 0; i < Choices<Surface>::names.size(); ++i) {
        const QString id = QString::fromLatin1(Choices<Surface>::names[i]);
        m_surface->addItem(i == 0 ? tr("None in particular") : surfaceName(id), static_cast<int>(i));
    }
    m_source->setObjectName(u"source"_s);
    m_source->setPlaceholderText(QFileInfo(m_file).fileName());
    m_once->setObjectName(u"once"_s);
    m_once->setTristate(true);
    m_once->setCheckState(Qt::PartiallyChecked);
    m_once->setToolTip(tr("As the format says, unless you say otherwise."));
    addRow(tr("&Format"), m_format);
    addRow(tr("Time &zone"), m_zone, tr("Of times that do not say their own; asked once for the file, never guessed."));
    addRow(tr("&Date order"), m_order);
    addRow(tr("&Source"), m_source, tr("Of rows that name none."));
    addRow(tr("S&urface"), m_surface);
    addWidget(m_once);
    addSection(tr("What the columns say"));
    addWidget(m_columns);
    addSection(tr("The first rows"));
    addWidget(m_rows);
    addWidget(m_account);
    form()->setRowVisible(m_order, false);
    m_columns->setColumnWidth(0, 180);
    m_columns->setColumnWidth(1, 220);
    m_rows->setColumnWidth(0, 56);
    m_rows->setColumnWidth(1, 190);
    m_rows->setColumnWidth(2, 140);
    connect(m_format, &QComboBox::currentIndexChanged, this, [this] {
        m_corrections.clear();
        preview();
    });
    for (QComboBox* box : {m_order, m_surface}) {
        connect(box, &QComboBox::currentIndexChanged, this, &ImportDialog::preview);
    }
    connect(m_zone, &QComboBox::currentTextChanged, this, [this](const QString& zone) {
        if (zone.isEmpty() || timeline::isZoneName(zone)) {
            preview();
        }
    });
}

timeline::ImportWish ImportDialog::wish() const
{
    timeline::ImportWish wish;
    wish.fileName = m_file;
    wish.preset = m_format->currentData().toString();
    wish.choices.zone = m_zone->currentText().trimmed();
    wish.choices.order = static_cast<timeline::DateOrder>(m_order->currentData().toInt());
    wish.choices.columns = m_corrections;
    if (!m_shown.preset && !m_corrections.empty()) {
        // Where no format is known, what one says counts alone: so all of what is shown is said.
        wish.choices.columns = m_shown.meanings;
        for (timeline::ColumnMeaning& one : wish.choices.columns) {
            const auto said = std::ranges::find(m_corrections, one.column, &timeline::ColumnMeaning::column);
            one.meaning = said == m_corrections.end() ? one.meaning : said->meaning;
        }
    }
    wish.source = m_source->text().trimmed();
    wish.surface = static_cast<Surface>(m_surface->currentData().toInt());
    if (m_once->checkState() != Qt::PartiallyChecked) {
        wish.countsIdenticalOnce = m_once->isChecked();
    }
    return wish;
}

void ImportDialog::preview()
{
    m_session.run(
        this,
        [file = m_file, presets = m_presets, wish = wish()]() -> Expected<timeline::ImportPreview> {
            QFile source(file);
            if (!source.open(QIODevice::ReadOnly)) {
                return failure("timeline.read-failed"_L1,
                               ImportDialog::tr("“%1” cannot be read: %2.").arg(file, source.errorString()));
            }
            return timeline::previewImport(source, *presets, wish);
        },
        [this, ticket = m_previewed.next()](const Expected<timeline::ImportPreview>& preview) {
            if (!m_previewed.isCurrent(ticket)) {
                return;
            }
            m_failure = preview ? QString() : preview.error().message;
            if (preview) {
                show(*preview);
            } else {
                m_rows->setRowCount(0);
                m_account->setText(m_failure);
            }
        });
}

void ImportDialog::show(const timeline::ImportPreview& preview)
{
    m_shown = preview;
    form()->setRowVisible(m_order, !preview.orderAsked.isEmpty() || m_order->currentIndex() > 0);
    m_format->setItemText(0,
                          preview.preset && m_format->currentIndex() == 0
                              ? tr("Recognised: %1").arg(preview.preset->name)
                              : tr("Recognise it"));
    showColumns(preview);
    showRows(preview);
    const auto rows = static_cast<qint64>(preview.made.size());
    QString text = preview.good == rows
        ? tr("All of the first %1 rows can be taken.").arg(countText(rows))
        : tr("Of the first %1 rows, %2 can be taken as things stand.").arg(countText(rows), countText(preview.good));
    if (!preview.zoneAsked.isEmpty()) {
        text += u' ' + tr("Times like “%1” do not say their zone: choose it above.").arg(preview.zoneAsked);
    }
    if (!preview.orderAsked.isEmpty()) {
        text += u' ' + tr("Dates like “%1” do not say what comes first: choose it above.").arg(preview.orderAsked);
    }
    m_account->setText(text);
}

void ImportDialog::showColumns(const timeline::ImportPreview& preview)
{
    const int count = std::min(columnsShown, static_cast<int>(preview.columns.size()));
    m_columns->setRowCount(count);
    for (int at = 0; at < count; ++at) {
        const timeline::ColumnMeaning& one = preview.meanings[static_cast<std::size_t>(at)];
        QString example;
        for (const QStringList& cells : preview.cells) {
            if (example = cells.value(at).simplified(); !example.isEmpty()) {
                break;
            }
        }
        m_columns->setItem(at, 0, readOnly(one.column));
        m_columns->setItem(at, 2, readOnly(example.left(exampleLength)));
        auto* box = qobject_cast<QComboBox*>(m_columns->cellWidget(at, 1));
        if (!box) {
            box = new QComboBox(m_columns);
            for (const QString& id : timeline::meaningIds()) {
                box->addItem(timeline::meaningName(*timeline::meaningFromId(id)), id);
            }
            m_columns->setCellWidget(at, 1, box);
        }
        box->disconnect(this);
        box->setAccessibleName(tr("What “%1” says").arg(one.column));
        box->setCurrentIndex(static_cast<int>(one.meaning));
        connect(box, &QComboBox::activated, this, [this, column = one.column](int chosen) {
            std::erase_if(m_corrections, [&](const timeline::ColumnMeaning& other) { return other.column == column; });
            m_corrections.push_back({column, static_cast<timeline::Meaning>(chosen)});
            this->preview();
        });
    }
}

void ImportDialog::showRows(const timeline::ImportPreview& preview)
{
    const int count = std::min(rowsShown, static_cast<int>(preview.made.size()));
    m_rows->setRowCount(count);
    for (int at = 0; at < count; ++at) {
        const timeline::RowMaker::Made& made = preview.made[static_cast<std::size_t>(at)];
        const bool isGood = made.reason.isEmpty();
        m_rows->setItem(at, 0, readOnly(QString::number(made.row.row)));
        m_rows->setItem(at, 1, readOnly(isGood ? timetext::preciseMoment(made.row.occurred) : made.row.occurredText));
        m_rows->setItem(at, 2, readOnly(made.row.source.isEmpty() ? m_source->text() : made.row.source));
        m_rows->setItem(at, 3, readOnly(isGood ? made.row.raw.simplified() : tr("Rejected: %1").arg(made.detail)));
    }
}

QString ImportDialog::problem() const
{
    if (!m_failure.isEmpty()) {
        return m_failure;
    }
    const QString zone = m_zone->currentText().trimmed();
    if (!zone.isEmpty() && !timeline::isZoneName(zone)) {
        return tr("There is no time zone named “%1”. Use a name like Europe/Berlin, or an offset like +02:00.")
            .arg(zone);
    }
    if (!m_shown.zoneAsked.isEmpty() && zone.isEmpty()) {
        return tr("Choose the time zone: times like “%1” do not say theirs.").arg(m_shown.zoneAsked);
    }
    if (!m_shown.orderAsked.isEmpty() && m_order->currentIndex() == 0) {
        return tr("Choose the date order: dates like “%1” can be read in two ways.").arg(m_shown.orderAsked);
    }
    const bool hasTime = std::ranges::any_of(
        m_shown.meanings, [](const timeline::ColumnMeaning& one) { return one.meaning == timeline::Meaning::Time; });
    return hasTime ? QString() : tr("Say which column is the time at which it occurred.");
}

} // namespace bulkhead
