#include "ui/board/boardpage.h"

#include "models/incident/session.h"
#include "ui/board/boardview.h"
#include "ui/board/taskdialog.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/momentedit.h"
#include "ui/common/style.h"
#include "ui/common/words.h"

#include <QCheckBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;

namespace bulkhead {

BoardPage::BoardPage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_banner(new Banner(this))
    , m_mine(new QCheckBox(tr("Only mine"), this))
    , m_counts(mutedLabel({}, this))
    , m_stack(new QStackedWidget(this))
    , m_view(new BoardView(this))
    , m_minute(new QTimer(this))
{
    setObjectName(u"board.page"_s);
    setupLayout();
    connect(m_view, &BoardView::selectionMoved, this, &BoardPage::inspectWanted);
    connect(m_view, &BoardView::openWanted, this, &BoardPage::open);
    connect(m_view, &BoardView::stateWanted, this, &BoardPage::setState);
    connect(m_view, &BoardView::laneWanted, this,
            [this](const Id& id, Role role) { change(id, u"task.lane"_s, [role](Task& task) { task.lane = role; }); });
    connect(m_mine, &QCheckBox::toggled, this, &BoardPage::show);
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        const bool isOurs = change.stream.incident == m_incident;
        const bool matters = std::ranges::any_of(change.touched, [](const auto& touched) {
            return touched.kind == Table<Task>::kind || touched.kind == Table<Incident>::kind;
        });
        if (!m_incident.isNull() && isOurs && matters) {
            reload();
        }
    });
    connect(&m_context.session, &Session::membersChanged, this, &BoardPage::reload);
    connect(m_minute, &QTimer::timeout, this, &BoardPage::show);
    m_minute->start(std::chrono::minutes(1));
}

void BoardPage::setupLayout()
{
    auto* empty = new EmptyState(
        u"board"_s, tr("Nothing to do yet"),
        tr("The playbook's tasks come with an incident; others are added by hand. Each has a role, a "
           "person and a time."),
        tr("Add a task"), this);
    connect(empty, &EmptyState::triggered, this, &BoardPage::add);
    auto* none = new EmptyState(u"board"_s, tr("No task is yours"), tr("Choose a task and press A to take it on."),
                                tr("Show all tasks"), this);
    connect(none, &EmptyState::triggered, this, [this] { m_mine->setChecked(false); });
    m_stack->addWidget(m_view);
    m_stack->addWidget(empty);
    m_stack->addWidget(none);
    auto* header = m_header = new SectionHeader(tr("Board"), SectionHeader::Level::Page, this);
    m_mine->setObjectName(u"board.mine"_s);
    m_counts->setWordWrap(false);
    auto* button = new QPushButton(tr("Add task"), header);
    makePrimary(button);
    connect(button, &QPushButton::clicked, this, &BoardPage::add);
    header->addWidget(m_counts);
    header->addWidget(m_mine);
    header->addWidget(button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(m_banner);
    column->addWidget(m_stack, 1);
}

void BoardPage::setIncident(const Id& incident)
{
    if (incident == m_incident) {
        return;
    }
    m_incident = incident;
    m_loaded = {};
    m_banner->dismiss();
    show();
    reload();
}

void BoardPage::reload()
{
    if (m_incident.isNull()) {
        return;
    }
    m_context.session.read(
        this,
        [incident = m_incident](Casework& casework) -> Expected<Loaded> {
            Loaded loaded;
            TRY(loaded.tasks, casework.all<Task>(incident));
            TRY(const auto about, casework.incident(incident));
            loaded.phase = about.value.phase;
            loaded.surfaces = about.value.surfaces;
            for (const auto& member : casework.journal().members()) {
                if (!member.member.isRetired) {
                    loaded.members[member.id] = member.member.name;
                }
            }
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
            m_loaded = std::move(*loaded);
            show();
            if (!m_toReveal.isNull()) {
                m_view->select(std::exchange(m_toReveal, Id()));
            }
        });
}

void BoardPage::show()
{
    const qint64 now = m_context.session.clock().now();
    const BoardQuestion question{m_loaded.phase, now, m_context.session.user(), m_mine->isChecked(), m_loaded.members};
    const int before = overdue();
    TaskBoard board = TaskBoard::of(m_loaded.tasks, question);
    m_stack->setCurrentIndex(!board.isEmpty() ? 0 : m_loaded.tasks.empty() ? 1 : 2);
    const auto done = std::ranges::count_if(board.cards(), [](const BoardCard* card) { return card->isFinished(); });
    m_counts->setText(tr("%1 tasks, %2 finished, %3 overdue").arg(board.count()).arg(done).arg(board.overdue()));
    m_view->setBoard(std::move(board), now);
    m_header->setExplanation(explanation());
    if (before != overdue()) {
        Q_EMIT overdueChanged();
    }
}

QString BoardPage::explanation() const
{
    auto used = m_context.session.playbooks().chosenFor(m_loaded.surfaces);
    std::erase_if(used, [this](const Playbook* playbook) {
        return std::ranges::none_of(playbook->tasks, [this](const PlaybookTask& task) {
            return std::ranges::any_of(m_loaded.tasks,
                                       [&task](const auto& kept) { return kept.value.playbookId == task.id; });
        });
    });
    QString text = tr("Who does what by when, and what holds it up.");
    if (const QStringList names = unreviewed(used); !names.isEmpty()) {
        //: %1 names playbooks with their versions
        text += u' ' + tr("Tasks from playbooks that nobody has reviewed for you yet: %1.").arg(names.join(u", "_s));
    }
    return text;
}

int BoardPage::overdue() const
{
    return m_view->board().overdue();
}

void BoardPage::reveal(const Id& entity)
{
    if (m_view->board().card(entity)) {
        m_view->select(entity);
    } else if (task(entity) && m_mine->isChecked()) {
        m_mine->setChecked(false);
        m_view->select(entity);
    } else {
        m_toReveal = entity;
    }
    m_view->setFocus();
}

std::optional<Kept<Task>> BoardPage::task(const Id& id) const
{
    const auto found = std::ranges::find(m_loaded.tasks, id, &Kept<Task>::id);
    return found == m_loaded.tasks.end() ? std::nullopt : std::optional(*found);
}

std::optional<Kept<Task>> BoardPage::current() const
{
    return task(m_view->selected());
}

void BoardPage::change(const Id& id, const QString& intent, const std::function<void(Task&)>& how, const QString& said)
{
    // Changes the task as it stands when its turn comes: others may have written to it since it was shown.
    m_context.session.write(
        this,
        [id, how, intent](Casework& casework) -> Expected<void> {
            TRY(auto kept, casework.one<Task>(id));
            how(kept.value);
            return casework.update(id, kept.value, intent);
        },
        [this, said](const Expected<void>& done) {
            if (!done) {
                m_banner->showError(done.error());
                return;
            }
            m_banner->dismiss();
            if (!said.isEmpty()) {
                Q_EMIT announced(said);
            }
        });
}

void BoardPage::setState(const Id& id, TaskState state)
{
    const auto before = task(id);
    if (!before || before->value.state == state) {
        return;
    }
    if (state == TaskState::Done && !Casework::blockers(*before, m_loaded.tasks).empty()) {
        sayBlocked(*before);
        return;
    }
    if (state == TaskState::Done || state == TaskState::NotApplicable) {
        askForResult(*before, state);
        return;
    }
    m_context.session.write(
        this, [id, state](Casework& casework) { return casework.setTaskState(id, state); },
        [this, state, title = before->value.title](const Expected<void>& done) {
            if (!done) {
                m_banner->showError(done.error());
                return;
            }
            m_banner->dismiss();
            Q_EMIT announced(tr("“%1” is now %2.").arg(title, wordOf(state).text.toLower()));
        });
}

void BoardPage::sayBlocked(const Kept<Task>& task)
{
    QStringList names;
    for (const Id& blocker : Casework::blockers(task, m_loaded.tasks)) {
        if (const auto other = this->task(blocker)) {
            names += other->value.playbookId.isEmpty() ? u"“%1”"_s.arg(other->value.title)
                                                       : other->value.playbookId + u' ' + other->value.title;
        }
    }
    m_banner->showText(Tone::Warn, tr("“%1” cannot be done yet.").arg(task.value.title),
                       tr("It depends on what is not finished: %1. Finish that first, or mark it as not applicable.")
                           .arg(names.join("; "_L1)));
    m_banner->setAction({}, {});
}

void BoardPage::askForResult(const Kept<Task>& task, TaskState state)
{
    const bool isDone = state == TaskState::Done;
    auto* dialog = new FormDialog(isDone ? tr("Finish this task") : tr("Not applicable"),
                                  isDone ? tr("Finish") : tr("Set aside"), this);
    dialog->setObjectName(u"board.resultDialog"_s);
    dialog->setIntroduction(task.value.title);
    auto* result = new QPlainTextEdit(task.value.result, dialog);
    result->setObjectName(u"result"_s);
    result->setTabChangesFocus(true);
    result->setMaximumHeight(96);
    dialog->addRow(isDone ? tr("&Result") : tr("&Why"), result,
                   isDone ? tr("What came of it. It stands on the timeline.")
                          : tr("Why it need not be done here. It stands on the timeline."));
    if (!isDone) {
        dialog->setValidator(
            [result] { return result->toPlainText().trimmed().isEmpty() ? tr("Say why.") : QString(); });
    }
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, result, state, id = task.id] {
        m_context.session.write(
            dialog,
            [id, state, text = result->toPlainText().trimmed()](Casework& casework) {
                return casework.setTaskState(id, state, text);
            },
            [dialog](const Expected<void>& done) { dialog->finish(done); });
    });
    result->setFocus();
    dialog->open();
}

void BoardPage::add()
{
    openDialog({});
}

void BoardPage::open()
{
    if (const auto task = current()) {
        openDialog(task);
    }
}

void BoardPage::openDialog(const std::optional<Kept<Task>>& before)
{
    std::vector<Kept<Task>> others;
    std::ranges::copy_if(m_loaded.tasks, std::back_inserter(others), [&](const Kept<Task>& other) {
        return !other.value.isStruck && (!before || other.id != before->id);
    });
    auto* dialog = new TaskDialog(before, others, m_loaded.members, m_loaded.phase, this);
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, before] {
        const Task after = dialog->task();
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
                }
            });
    });
    dialog->open();
}

void BoardPage::assignToMe()
{
    const auto task = current();
    if (!task) {
        return;
    }
    const bool isMine = task->value.assignee == m_context.session.user();
    change(
        task->id, u"task.assign"_s,
        [isMine, me = m_context.session.user()](Task& after) { after.assignee = isMine ? Id() : me; },
        isMine ? tr("“%1” is assigned to nobody.").arg(task->value.title)
               : tr("“%1” is assigned to you.").arg(task->value.title));
}

void BoardPage::setDue()
{
    const auto task = current();
    if (!task) {
        return;
    }
    auto* dialog = new FormDialog(tr("When is it due?"), tr("Set"), this);
    dialog->setIntroduction(task->value.title);
    auto* due = new MomentEdit(tr("Due"), true, dialog);
    due->setMoment(task->value.due);
    dialog->addRow(tr("&Due"), due, tr("Empty: no time of its own."));
    dialog->setValidator([due] { return due->problem(); });
    connect(dialog, &FormDialog::submitted, dialog, [this, dialog, due, before = *task] {
        Task after = before.value;
        after.due = due->moment();
        after.target.clear();
        m_context.session.write(
            dialog, [id = before.id, after](Casework& casework) { return casework.update(id, after, u"task.due"_s); },
            [dialog](const Expected<void>& done) { dialog->finish(done); });
    });
    dialog->open();
}

void BoardPage::strike()
{
    const auto task = current();
    if (!task) {
        return;
    }
    askForStrikeReason(this, task->value.title, [this, id = task->id](FormDialog* dialog, const QString& reason) {
        m_context.session.write(
            dialog, [id, reason](Casework& casework) { return casework.strike(id, reason); },
            [dialog](const Expected<void>& done) { dialog->finish(done); });
    });
}

void BoardPage::toggleMine()
{
    m_mine->toggle();
    m_view->setFocus();
}

void BoardPage::moveOn()
{
    if (const auto task = current(); task && task->value.state < TaskState::NotApplicable) {
        setState(task->id, static_cast<TaskState>(static_cast<int>(task->value.state) + 1));
    }
}

void BoardPage::moveBack()
{
    if (const auto task = current(); task && task->value.state > TaskState::Open) {
        setState(task->id, static_cast<TaskState>(static_cast<int>(task->value.state) - 1));
    }
}

} // namespace bulkhead
