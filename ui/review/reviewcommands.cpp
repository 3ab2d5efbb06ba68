/// What is done in the review: findings and actions, and which command is to be had at a moment.

#include "models/incident/session.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/rights.h"
#include "ui/common/tables.h"
#include "ui/review/reviewdialogs.h"
#include "ui/review/reviewpage.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QTabWidget>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace bulkhead {

qint64 ReviewPage::now() const
{
    return m_context.session.moment().value_or(m_context.session.clock().now());
}

bool ReviewPage::isOnActions() const
{
    return m_below->currentIndex() == 1;
}

bool ReviewPage::showsAll() const
{
    return command(u"all"_s)->isChecked();
}

const ActionRow* ReviewPage::currentAction() const
{
    const auto id = isOnActions() ? currentId(m_actionList.table) : std::nullopt;
    const int row = id ? m_actions->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_actions->at(row);
}

const Kept<ReviewItem>* ReviewPage::current() const
{
    if (isOnActions()) {
        const ActionRow* row = currentAction();
        return row == nullptr ? nullptr : &row->action.item;
    }
    const auto id = currentId(m_findingList.table);
    const int row = id ? m_findings->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_findings->at(row);
}

QString ReviewPage::whyNotWrite() const
{
    if (m_context.session.moment()) {
        return Casework::pastError().message;
    }
    return bulkhead::mayWrite(m_context.session, Table<ReviewItem>::kind, u"text")
        ? QString()
        : tr("Your roles do not allow you to write in the review. An administrator can give you one.");
}

bool ReviewPage::mayWrite()
{
    const QString whyNot = whyNotWrite();
    if (!whyNot.isEmpty()) {
        m_banner->showText(Tone::Warn, whyNot);
    }
    return whyNot.isEmpty();
}

void ReviewPage::allow(const QString& name, const QString& whyNot)
{
    Actions::allow(*command(name), whyNot);
}

void ReviewPage::updateCommands()
{
    // While nobody sees the page the window may have put all commands aside.
    if (!isVisible() || m_incident.isNull()) {
        return;
    }
    const QString whyNot = whyNotWrite();
    for (const QString& name : {u"finding"_s, u"action"_s, u"export"_s, u"print"_s}) {
        allow(name, whyNot);
    }
    const Kept<ReviewItem>* item = current();
    const QString noItem = !whyNot.isEmpty() ? whyNot
        : item == nullptr                    ? tr("Choose a finding or an action first.")
        : item->value.isStruck               ? tr("It was struck and is not changed any more.")
                                             : QString();
    allow(u"edit"_s, noItem);
    allow(u"strike"_s, noItem);
    const bool isAction = item != nullptr && isOnActions();
    const QString noAction = !noItem.isEmpty() ? noItem : isAction ? QString() : tr("Choose an action first.");
    const bool isOpen = isAction && item->value.state.isEmpty();
    const QString ended = tr("It is %1 already. Open it again first.");
    allow(u"finish"_s, !noAction.isEmpty() || isOpen ? noAction : ended.arg(review::stateName(item->value.state)));
    allow(u"drop"_s, !noAction.isEmpty() || isOpen ? noAction : ended.arg(review::stateName(item->value.state)));
    allow(u"reopen"_s, !noAction.isEmpty() || !isOpen ? noAction : tr("It is open."));
    allow(u"open"_s,
          !isAction                                 ? tr("Choose an action first.")
              : item->stream.incident == m_incident ? tr("It is of the incident that is shown.")
                                                    : QString());
    allow(u"copy"_s, item == nullptr ? tr("Choose a finding or an action first.") : QString());
}

void ReviewPage::whenRead(std::function<void()> command)
{
    if (m_isRead) {
        command();
    } else if (!m_incident.isNull()) {
        m_waiting.push_back(std::move(command));
    }
}

template<typename Work> void ReviewPage::send(FormDialog* dialog, const QString& said, Work work)
{
    m_context.session.write(dialog, std::move(work), [this, dialog, said](const auto& done) {
        dialog->finish(done);
        if (!done) {
            return;
        }
        if constexpr (std::same_as<std::remove_cvref_t<decltype(done)>, Expected<Id>>) {
            m_toReveal = *done;
            revealWanted();
        }
        Q_EMIT announced(said);
    });
}

void ReviewPage::newFinding()
{
    if (!mayWrite()) {
        return;
    }
    whenRead([this] {
        const Kept<ReviewItem>* like = isOnActions() ? nullptr : current();
        ReviewItem proposed;
        proposed.kind = like != nullptr ? like->value.kind : u"cause"_s;
        auto* dialog = new FindingDialog(proposed, true, this);
        connect(dialog, &FormDialog::submitted, this, [this, dialog] {
            send(dialog, tr("The finding is added."),
                 [incident = m_incident, item = dialog->item()](Casework& casework) {
                     return review::addItem(casework, incident, item);
                 });
        });
        dialog->open();
    });
}

void ReviewPage::newAction()
{
    if (!mayWrite()) {
        return;
    }
    whenRead([this] {
        constexpr qint64 fortnight = qint64(14) * 24 * 60 * 60 * 1000;
        ReviewItem proposed;
        proposed.due = now() + fortnight;
        auto* dialog = new ActionDialog(proposed, true, m_picture.members, this);
        connect(dialog, &FormDialog::submitted, this, [this, dialog] {
            send(dialog, tr("The action is added."),
                 [incident = m_incident, item = dialog->item()](Casework& casework) {
                     return review::addItem(casework, incident, item);
                 });
        });
        dialog->open();
    });
}

void ReviewPage::edit()
{
    const Kept<ReviewItem>* item = current();
    if (item == nullptr || item->value.isStruck || !mayWrite()) {
        return;
    }
    const auto submit = [this, id = item->id](auto* dialog) {
        connect(dialog, &FormDialog::submitted, this, [this, dialog, id] {
            send(dialog, tr("The change is kept."),
                 [id, after = dialog->item()](Casework& casework) { return review::changeItem(casework, id, after); });
        });
        dialog->open();
    };
    if (isOnActions()) {
        submit(new ActionDialog(item->value, false, m_picture.members, this));
    } else {
        submit(new FindingDialog(item->value, false, this));
    }
}

void ReviewPage::finish()
{
    openEnding(review::Ending::Done);
}

void ReviewPage::drop()
{
    openEnding(review::Ending::Dropped);
}

void ReviewPage::openEnding(review::Ending ending)
{
    const ActionRow* row = currentAction();
    if (row == nullptr || !row->action.isOpen() || !mayWrite()) {
        return;
    }
    auto* dialog = new EndActionDialog(row->action.item.value, ending, now(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, ending, id = row->action.item.id] {
        send(dialog, ending == review::Ending::Done ? tr("The action is finished.") : tr("The action is dropped."),
             [id, ending, outcome = dialog->outcome(), at = dialog->at()](Casework& casework) {
                 return review::finishAction(casework, id, ending, outcome, at);
             });
    });
    dialog->open();
}

void ReviewPage::reopen()
{
    const ActionRow* row = currentAction();
    if (row == nullptr || row->action.isOpen() || !mayWrite()) {
        return;
    }
    m_context.session.write(
        this,
        [id = row->action.item.id](Casework& casework) {
            return review::finishAction(casework, id, review::Ending::OpenAgain, {});
        },
        [this](const Expected<void>& done) {
            if (done) {
                Q_EMIT announced(tr("The action is open again."));
            } else {
                m_banner->showError(done.error());
            }
        });
}

void ReviewPage::strike()
{
    const Kept<ReviewItem>* item = current();
    if (item == nullptr || item->value.isStruck || !mayWrite()) {
        return;
    }
    askForStrikeReason(this, item->value.text, [this, id = item->id](FormDialog* dialog, const QString& reason) {
        send(dialog, tr("It is struck."),
             [id, reason](Casework& casework) { return review::strikeItem(casework, id, reason); });
    });
}

void ReviewPage::showActions()
{
    m_below->setCurrentIndex(1);
    showLists();
    m_isStale = m_isStale || showsAll(); // others may have changed since
    refresh();
    m_actionList.table->setFocus();
}

void ReviewPage::openIncident()
{
    const ActionRow* row = currentAction();
    if (row == nullptr || row->action.item.stream.incident == m_incident) {
        return;
    }
    const Kept<ReviewItem> item = row->action.item;
    command(u"all"_s)->setChecked(false);
    Q_EMIT openWanted(item.stream.incident, item.id);
}

void ReviewPage::showDefinitions()
{
    const bool isWanted = command(u"definitions"_s)->isChecked();
    m_above->setCurrentIndex(1);
    m_figureTable->setColumnHidden(FiguresModel::DefinitionColumn, !isWanted);
    m_figureTable->setWordWrap(isWanted); // sentences
    m_figureTable->verticalHeader()->setSectionResizeMode(isWanted ? QHeaderView::ResizeToContents
                                                                   : QHeaderView::Interactive);
    for (int row = 0; !isWanted && row < m_figures->rowCount(); ++row) {
        m_figureTable->setRowHeight(row, rowHeight);
    }
    m_figureTable->scrollTo(m_figures->index(0, 0));
}

void ReviewPage::copy()
{
    const Kept<ReviewItem>* item = current();
    if (item == nullptr) {
        return;
    }
    const QTableView* table = isOnActions() ? m_actionList.table : m_findingList.table;
    QStringList cells;
    for (int column = 0; column < table->model()->columnCount(); ++column) {
        const QString text = table->model()->index(table->currentIndex().row(), column).data().toString();
        if (!table->isColumnHidden(column) && !text.isEmpty()) {
            cells += text;
        }
    }
    QGuiApplication::clipboard()->setText(cells.join(u'\t'));
    Q_EMIT announced(tr("Copied."));
}

void ReviewPage::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

} // namespace bulkhead
