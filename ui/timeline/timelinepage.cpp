#include "ui/timeline/timelinepage.h"

#include "models/incident/session.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"
#include "ui/timeline/filterbar.h"
#include "ui/timeline/observationdialog.h"
#include "ui/timeline/picturepane.h"
#include "ui/timeline/spanbar.h"
#include "ui/timeline/timelineview.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QIdentityProxyModel>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
/// Tones and marks for what the model only names.
class TimelineWords final : public QIdentityProxyModel
{
public:
    using QIdentityProxyModel::QIdentityProxyModel;

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        const auto asked = [&](int other) { return QIdentityProxyModel::data(index, other); };
        switch (role) {
        case IdRole:
            return asked(TimelineModel::EntityRole);
        case StruckRole:
            return index.column() == TimelineModel::TextColumn && asked(TimelineModel::IsStruckRole).toBool();
        case ToneRole:
        case MarkRole:
            if (index.column() != TimelineModel::KindColumn || !asked(TimelineModel::IsLoadedRole).toBool()) {
                return {};
            }
            break;
        default:
            return asked(role);
        }
        const bool isStruck = asked(TimelineModel::IsStruckRole).toBool();
        const bool isPinned = asked(TimelineModel::IsPinnedRole).toBool();
        const bool isPosted = asked(TimelineModel::IsPostedRole).toBool();
        if (role == ToneRole) {
            return static_cast<int>(isStruck       ? Tone::Neutral
                                        : isPinned ? Tone::Warn
                                        : isPosted ? Tone::Neutral
                                                   : Tone::Accent);
        }
        return static_cast<int>(isStruck ? Mark::Cross : isPinned ? Mark::Diamond : isPosted ? Mark::Ring : Mark::Dot);
    }
};
} // namespace

TimelinePage::TimelinePage(const RoomContext& context, QSettings& settings, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_settings(settings)
    , m_model(new TimelineModel(this))
    , m_words(new TimelineWords(this))
    , m_banner(new Banner(this))
    , m_filter(new FilterBar(this))
    , m_stack(new QStackedWidget(this))
    , m_table(new QTableView(this))
    , m_picture(new PicturePane(this))
    , m_span(new SpanBar(this))
    , m_switch(new QButtonGroup(this))
    , m_counts(mutedLabel({}, this))
    , m_minute(new QTimer(this))
{
    setObjectName(u"timeline.page"_s);
    setAcceptDrops(true);
    setupLayout();
    setupPicture();
    connect(m_filter, &FilterBar::changed, this, &TimelinePage::reload);
    connect(m_filter, &FilterBar::saveWanted, this, &TimelinePage::keepFilter);
    connect(m_filter, &FilterBar::forgetWanted, this, [this](const Id& filter) {
        m_context.session.write(
            this,
            [filter](Casework& casework) { return casework.strike(filter, TimelinePage::tr("not needed any more")); },
            [this](const Expected<void>& done) {
                if (!done) {
                    m_banner->showError(done.error());
                }
            });
    });
    connect(m_model, &TimelineModel::pageWanted, this, &TimelinePage::fetch);
    connect(m_model, &TimelineModel::rowsWanted, this, &TimelinePage::fetchRows);
    connect(&m_context.session, &Session::committed, this, &TimelinePage::refresh);
    connect(&m_context.session, &Session::momentChanged, m_model,
            &TimelineModel::clear); // rows say something else then
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (const auto id = currentId(m_table); id && !id->isNull()) {
            Q_EMIT inspectWanted(*id);
        }
    });
    connect(m_table, &QTableView::activated, this, &TimelinePage::edit);
}

void TimelinePage::setupLayout()
{
    m_words->setSourceModel(m_model);
    m_table->setObjectName(u"timeline.table"_s);
    setupTable(m_table, tr("Timeline, newest first"));
    m_table->setSortingEnabled(false);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setModel(m_words);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->setColumnWidth(TimelineModel::TimeColumn, 200);
    m_table->setColumnWidth(TimelineModel::KindColumn, 130);
    m_table->setColumnWidth(TimelineModel::AuthorColumn, 150);

    auto* empty = new EmptyState(
        u"timeline"_s, tr("Nothing has been noted yet"),
        tr("The timeline writes itself as tasks, decisions and evidence move. Add what you observe: "
           "when it occurred, what was seen, and what you make of it."),
        tr("Add an observation"), this);
    connect(empty, &EmptyState::triggered, this, &TimelinePage::add);
    auto* nothing = new EmptyState(u"search"_s, tr("Nothing matches"), tr("No entry of this incident fits the filter."),
                                   tr("Clear the filter"), this);
    connect(nothing, &EmptyState::triggered, m_filter, &FilterBar::reset);
    m_stack->addWidget(m_table);
    m_stack->addWidget(empty);
    m_stack->addWidget(nothing);
    m_stack->addWidget(m_picture);

    auto* header = new SectionHeader(tr("Timeline"), SectionHeader::Level::Page, this);
    header->setExplanation(tr("What happened and what was done, by the time at which it occurred."));
    setupSwitch(header);
    auto* importButton = new QPushButton(tr("Import…"), header);
    importButton->setObjectName(u"timeline.import"_s);
    importButton->setToolTip(tr("Reads a log into the timeline. Files can be dropped here, too."));
    connect(importButton, &QPushButton::clicked, this, &TimelinePage::importFile);
    header->addWidget(importButton);
    auto* button = new QPushButton(tr("Add observation"), header);
    makePrimary(button);
    connect(button, &QPushButton::clicked, this, &TimelinePage::add);
    header->addWidget(button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(m_banner);
    column->addWidget(m_filter);
    column->addWidget(m_stack, 1);
    column->addWidget(m_span);
    column->addWidget(m_counts);
}

bool TimelinePage::isSettled() const
{
    const bool isDrawn = !m_showsPicture || !m_picture->isVisible() || m_picture->view()->isSettled();
    return m_keysRead.isSettled() && m_openReads == 0 && isDrawn;
}

void TimelinePage::setIncident(const Id& incident)
{
    if (incident == m_incident) {
        return;
    }
    m_incident = incident;
    ++m_generation;
    m_model->clear();
    m_picture->view()->clear();
    m_banner->dismiss();
    readFilters();
    reload();
}

void TimelinePage::showCounts()
{
    const int rows = m_model->rowCount();
    QWidget* shown = m_showsPicture ? static_cast<QWidget*>(m_picture) : m_table;
    m_stack->setCurrentWidget(rows > 0 ? shown : m_stack->widget(m_filter->isFiltering() ? 2 : 1));
    m_counts->setText(m_filter->isFiltering() ? tr("%Ln entries match.", nullptr, rows)
                                              : tr("%Ln entries.", nullptr, rows));
    if (rows > 0 && !m_table->currentIndex().isValid()) {
        m_table->setCurrentIndex(m_words->index(0, 0));
    }
}

void TimelinePage::reveal(const Id& entity)
{
    if (!m_keysRead.isSettled() || m_model->rowCount() == 0) {
        m_toReveal = entity;
        return;
    }
    // An observation stands where it occurred, anything else where its first change was recorded: ids tell that.
    m_context.session.read(
        this,
        [incident = m_incident, query = m_shown, entity](Casework& casework) mutable -> Expected<qint64> {
            constexpr qint64 around = 5000;
            const auto observation = casework.one<Observation>(entity);
            const qint64 at = observation ? observation->value.occurred : entity.msSinceEpoch();
            query.from = at - around;
            query.to = at + around;
            TRY(const auto rows, casework.timeline(incident, query));
            const auto found = std::ranges::find(rows, entity, &TimelineRow::entity);
            return found == rows.end() ? 0 : found->row;
        },
        [this](const Expected<qint64>& key) {
            if (const int row = key ? m_model->rowOfKey(*key) : -1; row >= 0) {
                m_table->setCurrentIndex(m_words->index(row, 0));
                m_table->scrollTo(m_words->index(row, 0), QAbstractItemView::PositionAtCenter);
            }
        });
}

std::optional<TimelineRow> TimelinePage::currentRow() const
{
    return m_model->rowAt(m_table->currentIndex().row());
}

std::optional<Kept<Observation>> TimelinePage::currentObservation()
{
    const auto row = currentRow();
    if (row && row->observation) {
        return row->observation;
    }
    if (row) {
        Q_EMIT announced(tr("This entry posted itself when something was done. Only observations are edited here."));
        Q_EMIT inspectWanted(row->entity);
    }
    return {};
}

void TimelinePage::add()
{
    openDialog({});
}

void TimelinePage::edit()
{
    if (const auto before = currentObservation()) {
        openDialog(before);
    }
}

void TimelinePage::openDialog(const std::optional<Kept<Observation>>& before)
{
    m_context.session.read(
        this, [incident = m_incident](Casework& casework) { return casework.all<Evidence>(incident); },
        [this, before](const Expected<std::vector<Kept<Evidence>>>& evidence) {
            if (!evidence) {
                m_banner->showError(evidence.error());
                return;
            }
            auto* dialog = new ObservationDialog(before ? std::optional(before->value) : std::nullopt, *evidence, this);
            connect(dialog, &FormDialog::submitted, this, [this, dialog, before] { send(dialog, before); });
            dialog->open();
        });
}

void TimelinePage::send(ObservationDialog* dialog, const std::optional<Kept<Observation>>& before)
{
    const Observation after = dialog->observation();
    if (before) {
        m_context.session.write(
            dialog, [id = before->id, after](Casework& casework) { return casework.update(id, after); },
            [dialog](const Expected<void>& done) { dialog->finish(done); });
        return;
    }
    m_context.session.write(
        dialog, [incident = m_incident, after](Casework& casework) { return casework.add(incident, after); },
        [this, dialog](const Expected<Id>& added) {
            dialog->finish(added);
            if (added) {
                m_toReveal = *added;
                Q_EMIT inspectWanted(*added);
            }
        });
}

void TimelinePage::strike()
{
    const auto observation = currentObservation();
    if (!observation || observation->value.isStruck) {
        return;
    }
    askForStrikeReason(this, oneLine(observation->value).left(80),
                       [this, id = observation->id](FormDialog* dialog, const QString& reason) {
                           m_context.session.write(
                               dialog, [id, reason](Casework& casework) { return casework.strike(id, reason); },
                               [dialog](const Expected<void>& done) { dialog->finish(done); });
                       });
}

void TimelinePage::togglePin()
{
    const auto observation = currentObservation();
    if (!observation) {
        return;
    }
    const bool pins = !observation->value.isPinned;
    m_context.session.write(
        this,
        [id = observation->id, pins](Casework& casework) -> Expected<void> {
            TRY(auto kept, casework.one<Observation>(id));
            kept.value.isPinned = pins;
            return casework.update(id, kept.value, pins ? u"observation.pin"_s : u"observation.unpin"_s);
        },
        [this, isPinned = pins](const Expected<void>& done) {
            if (!done) {
                m_banner->showError(done.error());
            } else {
                Q_EMIT announced(isPinned ? tr("Pinned.") : tr("No longer pinned."));
            }
        });
}

void TimelinePage::comment()
{
    const auto row = currentRow();
    if (!row) {
        return;
    }
    auto* dialog = new FormDialog(tr("Comment on this entry"), tr("Comment"), this);
    auto* text = new QPlainTextEdit(dialog);
    text->setTabChangesFocus(true);
    text->setMaximumHeight(96);
    dialog->addRow(tr("&Comment"), text);
    dialog->setValidator(
        [text] { return text->toPlainText().trimmed().isEmpty() ? tr("Write the comment first.") : QString(); });
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, text, entity = row->entity] {
        Comment comment;
        comment.about = entity;
        comment.text = text->toPlainText().trimmed();
        m_context.session.write(
            dialog, [incident = m_incident, comment](Casework& casework) { return casework.add(incident, comment); },
            [dialog](const Expected<Id>& done) { dialog->finish(done); });
    });
    text->setFocus();
    dialog->open();
}

void TimelinePage::copy()
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    QStringList lines;
    for (const QModelIndex& row : std::as_const(rows)) {
        if (const QString text = m_model->rowText(row.row()); !text.isEmpty()) {
            lines += text;
        }
    }
    if (lines.isEmpty()) {
        return;
    }
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
    Q_EMIT announced(lines.size() == rows.size()
                         ? tr("Copied %n entries.", nullptr, static_cast<int>(lines.size()))
                         : tr("Copied the %1 entries that are loaded, of %2.").arg(lines.size()).arg(rows.size()));
}

void TimelinePage::search()
{
    m_filter->focusSearch();
}

void TimelinePage::chooseSpan()
{
    m_filter->chooseSpan();
}

} // namespace bulkhead
