/// The picture beside the list, and what the page does with all that is selected.

#include "models/incident/session.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/words.h"
#include "ui/timeline/bulkeditdialog.h"
#include "ui/timeline/filterbar.h"
#include "ui/timeline/picturepane.h"
#include "ui/timeline/spanbar.h"
#include "ui/timeline/timelinepage.h"
#include "ui/timeline/timelineview.h"

#include <QButtonGroup>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
const QString presentationKey = QStringLiteral("timeline/presentation");
const QString groupingKey = QStringLiteral("timeline/lanes");
constexpr int listButton = 0;
constexpr int pictureButton = 1;
} // namespace

void TimelinePage::setupSwitch(SectionHeader* header)
{
    const auto addButton = [&](int id, const QString& name, const QString& text, const QString& tip) {
        auto* button = new QPushButton(text, header);
        button->setObjectName(name);
        button->setCheckable(true);
        button->setToolTip(tip);
        m_switch->addButton(button, id);
        header->addWidget(button);
    };
    addButton(listButton, u"timeline.aslist"_s, tr("List"), tr("Shows the entries one below the other"));
    addButton(pictureButton, u"timeline.aspicture"_s, tr("Picture"), tr("Shows the entries in lanes over time"));
    m_switch->setExclusive(true);
}

void TimelinePage::setupPicture()
{
    TimelineView* view = m_picture->view();
    view->setModel(m_model, m_table->selectionModel());
    m_picture->setGrouping(groupingFrom(m_settings.value(groupingKey).toString()));
    setShowsPicture(m_settings.value(presentationKey).toString() == "picture"_L1);
    connect(m_switch, &QButtonGroup::idClicked, this, [this](int id) { setShowsPicture(id == pictureButton); });
    connect(m_picture, &PicturePane::groupingChanged, this, [this] {
        m_settings.setValue(groupingKey, groupingId(m_picture->grouping()));
        reload();
    });
    connect(m_picture, &PicturePane::saveWanted, this, &TimelinePage::savePicture);
    connect(view, &TimelineView::editWanted, this, &TimelinePage::edit);
    connect(view, &TimelineView::spanSelected, this, [this] {
        showSelection();
        if (!m_span->isHidden()) {
            Q_EMIT announced(m_span->text());
        }
    });
    m_minute->setInterval(std::chrono::minutes(1));
    connect(m_minute, &QTimer::timeout, this, [this] { m_picture->view()->setNow(m_context.session.clock().now()); });
    m_minute->start();
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TimelinePage::showSelection);
    connect(m_span, &SpanBar::onlyTheseWanted, this, &TimelinePage::showOnlySelected);
    connect(m_span, &SpanBar::editWanted, this, &TimelinePage::editSelected);
    connect(m_span, &SpanBar::zoomWanted, this, &TimelinePage::zoomToSelection);
    connect(m_span, &SpanBar::clearWanted, this, &TimelinePage::clearSelection);
}

void TimelinePage::setShowsPicture(bool shows)
{
    const bool hadFocus = m_stack->isAncestorOf(focusWidget());
    m_showsPicture = shows;
    m_switch->button(shows ? pictureButton : listButton)->setChecked(true);
    m_settings.setValue(presentationKey, shows ? u"picture"_s : u"list"_s);
    if (shows && !m_picture->view()->picture()) {
        reload();
    }
    if (m_model->rowCount() > 0) {
        showCounts();
        showSelection();
        m_picture->view()->showRow(m_table->currentIndex().row());
        m_table->scrollTo(m_table->currentIndex());
    }
    if (hadFocus) {
        m_stack->currentWidget()->setFocus();
    }
}

void TimelinePage::switchPresentation()
{
    setShowsPicture(!m_showsPicture);
    m_stack->currentWidget()->setFocus();
}

void TimelinePage::showAll()
{
    if (!m_showsPicture) {
        setShowsPicture(true);
    }
    m_picture->view()->showAll();
}

void TimelinePage::zoomToSelection()
{
    if (!m_showsPicture || m_span->isHidden()) {
        Q_EMIT announced(tr("Select several entries in the picture first."));
        return;
    }
    m_picture->view()->showSpan(m_span->span());
}

qint64 TimelinePage::selectedRows() const
{
    qint64 rows = 0;
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection()) {
        rows += range.height();
    }
    return rows;
}

std::vector<std::pair<qint64, qint64>> TimelinePage::selectedKeys() const
{
    std::vector<std::pair<qint64, qint64>> stretches;
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection()) {
        stretches.emplace_back(m_model->keyAt(range.bottom()), m_model->keyAt(range.top()));
    }
    return stretches;
}

void TimelinePage::showSelection()
{
    const qint64 rows = selectedRows();
    const auto drawn = m_showsPicture ? m_picture->view()->span() : std::nullopt;
    const bool isShown = rows >= 2 || drawn;
    m_counts->setHidden(isShown);
    if (!isShown) {
        m_span->hide();
        return;
    }
    TimelineSpan span = drawn.value_or(TimelineSpan{});
    if (!drawn) {
        const auto keys = selectedKeys();
        const auto lowest = std::ranges::min_element(keys, {}, &std::pair<qint64, qint64>::first)->first;
        const auto highest = std::ranges::max_element(keys, {}, &std::pair<qint64, qint64>::second)->second;
        span = {instantOfKey(lowest), instantOfKey(highest)};
    }
    m_span->showSpan(rows, span, m_showsPicture);
}

void TimelinePage::showOnlySelected()
{
    m_filter->setSpan(m_span->span().from, m_span->span().to);
    clearSelection();
}

void TimelinePage::clearSelection()
{
    m_picture->view()->selectNothing();
    m_stack->currentWidget()->setFocus();
}

void TimelinePage::editSelected()
{
    const qint64 rows = selectedRows();
    if (rows == 0) {
        Q_EMIT announced(tr("Select entries first: Shift with an arrow key, or by dragging on the ruler."));
        return;
    }
    auto* dialog = new BulkEditDialog(rows, this);
    connect(dialog, &BulkEditDialog::confirmed, this, [this, dialog] { sendBulk(dialog); });
    dialog->open();
}

void TimelinePage::sendBulk(BulkEditDialog* dialog)
{
    m_context.session.write(
        dialog,
        [incident = m_incident, filter = m_shown, stretches = selectedKeys(), edit = dialog->edit()](
            Casework& casework) { return editObservations(casework, incident, filter, stretches, edit); },
        [this, dialog](const Expected<BulkOutcome>& outcome) {
            dialog->finish(outcome);
            if (!outcome) {
                return;
            }
            QString said = tr("%n observations changed.", nullptr, static_cast<int>(outcome->changed));
            if (outcome->posted > 0) {
                said += u' '
                    + tr("%n entries that posted themselves were left.", nullptr, static_cast<int>(outcome->posted));
            }
            Q_EMIT announced(said);
        });
}

} // namespace bulkhead
